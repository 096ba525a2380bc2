// `npm start`: everything from a bare checkout to a running Foyer.
import { buildWeb, install, runOnNode } from './bootstrap.mjs';

install();
buildWeb();
process.exit(await runOnNode(['apps/server/main.ts', ...process.argv.slice(2)]));
