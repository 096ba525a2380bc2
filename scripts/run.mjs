// `node scripts/run.mjs [--flags of node] FILE.ts args…`: a program of ours on the bundled Node 26, dependencies installed first.
import { isAbsolute, resolve } from 'node:path';
import { giveUp, install, root, runOnNode, typedIn } from './bootstrap.mjs';

const given = process.argv.slice(2);
const flags = given.slice(0, Math.max(0, given.findIndex((argument) => !argument.startsWith('--'))));
const [file, ...args] = given.slice(flags.length);
if (!file) giveUp('node scripts/run.mjs FILE.ts [args]', 2);
// npm keeps an option typed before `--` to itself and tells us only so; what was asked for would silently not be done.
const OPTIONS = { now: 'now', to: 'to', token_description: 'to', scratch: 'scratch', binaries: 'binaries', centre: 'centre', map: 'map', refused: 'refused' };
const kept = Object.keys(OPTIONS).find((name) => process.env[`npm_config_${name}`]);
if (kept) giveUp(`npm 把 --${OPTIONS[kept]} 留给了自己，没有交给命令，什么都没有做；请在所有选项前面加一个 --，例如 / npm kept --${OPTIONS[kept]} to itself and nothing was done; put -- before all options, for example: npm run ${process.env.npm_lifecycle_event ?? 'COMMAND'} -- --${OPTIONS[kept]} …`, 2);
install();
// Arguments are paths as the caller wrote them.
process.exit(await runOnNode([...flags, isAbsolute(file) ? file : resolve(root, file), ...args], { cwd: typedIn }));
