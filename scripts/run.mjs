// `node scripts/run.mjs FILE.ts args…`: a program of ours on the bundled Node 26, dependencies installed first.
import { isAbsolute, resolve } from 'node:path';
import { giveUp, install, root, runOnNode, typedIn } from './bootstrap.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) giveUp('node scripts/run.mjs FILE.ts [args]', 2);
install();
// Arguments are paths as the caller wrote them.
process.exit(await runOnNode([isAbsolute(file) ? file : resolve(root, file), ...args], { cwd: typedIn }));
