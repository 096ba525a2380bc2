// `npm start`: everything from a bare checkout to a running Foyer.
import { buildWeb, giveUp, install, runOnNode } from './bootstrap.mjs';

install();
if (!buildWeb()) giveUp('网页生成失败。 / Building the web pages failed.');
process.exit(await runOnNode(['apps/server/main.ts', ...process.argv.slice(2)]));
