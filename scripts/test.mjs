// `npm test`: installs what is needed, then every check there is. `npm test -- PATH` runs only those tests.
import { buildWeb, install, runOnNode, say } from './bootstrap.mjs';

install();
const built = buildWeb();
if (!built) say('网页生成失败 / building the web pages failed');
process.exit(await runOnNode(['scripts/check.ts', ...process.argv.slice(2)], { env: { FOYER_BUILD_FAILED: built ? '' : '1' } }));
