// `node scripts/run.mjs [--flags of node] FILE.ts args…`: a program of ours on the bundled Node 26, dependencies installed first.
import { isAbsolute, resolve } from 'node:path';
import { giveUp, install, root, runOnNode, typedIn } from './bootstrap.mjs';

const given = process.argv.slice(2);
const flags = given.slice(0, Math.max(0, given.findIndex((argument) => !argument.startsWith('--'))));
const [file, ...args] = given.slice(flags.length);
if (!file) giveUp('node scripts/run.mjs FILE.ts [args]', 2);
install();
// Arguments are paths as the caller wrote them.
process.exit(await runOnNode([...flags, isAbsolute(file) ? file : resolve(root, file), ...args], { cwd: typedIn }));
