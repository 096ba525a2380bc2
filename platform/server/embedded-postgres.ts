import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, fstatSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { settleRestore } from './backup/settle-restore.ts';
import { settleCarried } from './carry-over/settle-carried.ts';
import { prepareDataFolder } from './data-folder.ts';
import { putWhole, syncFolderNow } from './durable-files.ts';
import { lockFolder } from './folder-lock.ts';
import { type Account, postgresAccount } from './postgres-account.ts';
import { type Binaries, binariesFor, bundledPostgres } from './postgres-binaries.ts';
import { stopLeftover } from './postgres-leftover.ts';
import { diskFull, folderFailure, StartError } from './start-error.ts';

export type EmbeddedPostgres = {
  /** Superuser, loopback only. */
  readonly adminUrl: string;
  readonly port: number;
  /** It has ended by itself and is being brought back. */
  isDown(): boolean;
  /** Fast shutdown: drain first, what is still open is rolled back. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  readonly dataDir: string;
  readonly log?: (line: string) => void;
  /** False only for throw-away test databases. */
  readonly durable?: boolean;
  /** Beyond ours, for a cluster that is only filled or only read. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Replays the log that lies in `pg_wal` beyond the end of a backup: up to a moment, or all of it. */
  readonly replay?: { readonly to: string | undefined };
  /** Called when the database ends without stop(). */
  readonly onLost?: (line: string) => void;
  /** Brought back at the same address when it ends by itself, sooner at first and then every ten seconds, until stop(). */
  readonly revive?: boolean;
  /** Given up when aborted: what was started is stopped again. */
  readonly signal?: AbortSignal;
};

type Place = {
  readonly dataDir: string;
  readonly folder: string;
  readonly cluster: string;
  readonly password: string;
  readonly port: string;
  readonly logFile: string;
  readonly account: Account | undefined;
  readonly durable: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly replay: EmbeddedPostgresOptions['replay'];
};

// A fresh cluster takes 40 MB and its first WAL segments 32 MB; less than this and it fails half way.
const ROOM_FOR_NEW_BYTES = 160_000_000;
const START_LIMIT_MS = 120_000;
/** A fortnight's log takes its time. */
const REPLAY_LIMIT_MS = 24 * 3_600_000;
const STOP_LIMIT_MS = 60_000;
const LOG_LIMIT_BYTES = 10_000_000;
const REVIVE_MS = { first: 200, most: 10_000 };

const asAccount = (place: Place) => (place.account ? { uid: place.account.uid, gid: place.account.gid } : {});

const give = (place: Place, path: string): void => {
  if (place.account) chownSync(path, place.account.uid, place.account.gid);
};

/** Data that root brought back from a copy belongs to root, which PostgreSQL's account could not open. */
const giveAll = (place: Place): void => {
  if (!place.account || statSync(place.cluster).uid === place.account.uid) return;
  for (const entry of readdirSync(place.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) give(place, join(entry.parentPath, entry.name));
  }
};

// For a PC with 4 GB that does other things too.
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  max_connections: '80',
  random_page_cost: '1.1',
  // Our statements are short; compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // Neither statements nor row values in the log: they hold names and telephone numbers.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  logging_collector: 'off',
};
/** Zones have no names yet when this is read. Nothing is fetched: the log is there already. Nobody looks before it is at its end, and then it is a database like any other. */
const replaySettings = (to: string | undefined): Record<string, string> => ({
  restore_command: 'exit 1', recovery_target_timeline: 'current', recovery_target_action: 'promote', hot_standby: 'off', ...(to === undefined ? {} : { recovery_target_time: to.replace('T', ' ').replace('Z', '+00') }),
});
const UNSAFE_FAST: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const flags = (settings: Record<string, string>): string[] => Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const program = (binaries: Binaries, name: string): string => join(binaries.native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

// The libraries beside the binaries are found by their own path; nothing of our environment (DATABASE_URL, PG*, secrets) goes in.
const environment = () => ({ PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] ?? '' } : {}) });

const failed = (what: string, output: string, place: Place): StartError => {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(place.dataDir);
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  const reason = lines.findLast((line) => /FATAL|PANIC|error:|could not/i.test(line)) ?? lines.at(-1) ?? '?';
  return new StartError(`数据库${what === 'initdb' ? '初始化' : '启动'}失败：${reason}（详见 ${place.logFile}) / The database did not ${what === 'initdb' ? 'initialise' : 'start'}: ${reason}`);
};

const initialise = async (place: Place, binaries: Binaries): Promise<void> => {
  const { bavail, bsize } = statfsSync(place.folder);
  if (bavail * bsize < ROOM_FOR_NEW_BYTES) throw diskFull(place.dataDir);
  // Made beside and renamed when whole, so that an interrupted first start leaves nothing that looks like data.
  const half = `${place.cluster}.half`;
  rmSync(half, { recursive: true, force: true });
  // What was not yet on the disk when the power went is an empty file: no password.
  if (!existsSync(place.password) || statSync(place.password).size === 0) putWhole(place.password, randomBytes(24).toString('base64url'), 0o600);
  give(place, place.password);
  const args = ['-D', half, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${place.password}`, '-E', 'UTF8'];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions');
  if (!place.durable) args.push('--no-sync');
  await new Promise<void>((done, fail) => {
    execFile(program(binaries, 'initdb'), args, { cwd: place.folder, env: environment(), ...asAccount(place) }, (error, stdout, stderr) => {
      if (!error) return done();
      rmSync(half, { recursive: true, force: true });
      fail(failed('initdb', `${stderr || stdout || error.message}`, place));
    });
  });
  renameSync(half, place.cluster);
  syncFolderNow(place.folder);
};

/** The major version of the data there is. */
export const majorOf = (dataDir: string): string => readFileSync(join(dataDir, 'pg/data/PG_VERSION'), 'utf8').trim();

const checkVersion = (place: Place, version: string): void => {
  const data = majorOf(place.dataDir);
  const ours = version.split('.')[0] ?? '';
  if (Number(data) > Number(ours))
    throw new StartError(`数据属于 PostgreSQL ${data}，本程序自带的是 ${ours}；请换回相应版本的前厅。 / The data is of PostgreSQL ${data}, this program brings ${ours}: use the Foyer it belongs to.`);
  if (data !== ours)
    throw new StartError(`数据属于 PostgreSQL ${data}，本程序自带的是 ${ours}；请运行一次 npm run carry-over 把数据搬过来，再启动。 / The data is of PostgreSQL ${data}, this program brings ${ours}: run npm run carry-over once, then start.`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => done(true)));
  });

const anyFreePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });

/** The same port at every start while it is free, so that the owner's own tools keep working. */
const choosePort = async (place: Place): Promise<number> => {
  const kept = existsSync(place.port) ? Number(readFileSync(place.port, 'utf8')) : 0;
  if (Number.isInteger(kept) && kept > 1023 && kept < 65536 && (await isFree(kept))) return kept;
  const port = await anyFreePort();
  writeFileSync(place.port, `${port}\n`);
  return port;
};

const readFrom = (path: string, offset: number): string => {
  const file = openSync(path, 'r');
  try {
    const length = Math.min(Math.max(fstatSync(file).size - offset, 0), 65_536);
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, offset);
    return buffer.toString('utf8');
  } finally {
    closeSync(file);
  }
};

type Running = { readonly child: ChildProcess; readonly exited: Promise<void> };

const spawnPostgres = (place: Place, binaries: Binaries, port: number): Running => {
  const settings = { ...SETTINGS, port: String(port), ...(place.durable ? {} : UNSAFE_FAST), ...place.settings, ...(place.replay ? replaySettings(place.replay.to) : {}) };
  // To a file, not a pipe: PostgreSQL may outlive us by some moments. Detached: Ctrl-C in the terminal must reach only us.
  const output = openSync(place.logFile, 'a');
  try {
    const child = spawn(program(binaries, 'postgres'), ['-D', place.cluster, ...flags(settings)], {
      cwd: place.folder,
      env: environment(),
      stdio: ['ignore', output, output],
      detached: process.platform !== 'win32',
      ...asAccount(place),
    });
    const exited = new Promise<void>((done) => {
      child.once('exit', () => done());
      child.once('error', (error) => {
        writeFileSync(place.logFile, `FATAL: ${error.message}\n`, { flag: 'a' });
        done();
      });
    });
    return { child, exited };
  } finally {
    closeSync(output);
  }
};

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), done(true)));
    socket.once('error', () => done(false));
  });

const wrongPassword = () => new StartError('数据库密码文件与数据不符，请恢复 pg/superuser-password。 / The database password file does not match the data: restore pg/superuser-password.');

/** 'starting up' is 57P03: it listens but still replays its WAL, which after a crash may take a while. */
const isReady = async (url: string, port: number): Promise<boolean> => {
  if (!(await answers(port))) return false;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === '28P01') throw wrongPassword();
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const stopped = () => new StartError('启动时被要求停下。 / Asked to stop while starting.');

const untilReady = async (place: Place, running: Running, url: string, port: number, offset: number, signal: AbortSignal | undefined): Promise<'ready' | 'ended'> => {
  let ended = false;
  void running.exited.then(() => (ended = true));
  for (const begun = performance.now(); performance.now() - begun < (place.replay ? REPLAY_LIMIT_MS : START_LIMIT_MS); await sleep(25)) {
    if (ended) return 'ended';
    if (signal?.aborted) {
      await halt(running, place);
      throw stopped();
    }
    if (await isReady(url, port)) return ended ? 'ended' : 'ready';
  }
  await halt(running, place);
  throw failed('start', readFrom(place.logFile, offset), place);
};

const halt = async ({ child, exited }: Running, place: Place): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ask = (mode: 'INT' | 'QUIT') => {
    // Windows knows no signals: pg_ctl speaks to the postmaster's own pipe there.
    if (process.platform === 'win32') spawn(program(binariesFor(undefined, place.dataDir), 'pg_ctl'), ['kill', mode, String(child.pid)], { stdio: 'ignore' });
    else child.kill(`SIG${mode}`);
  };
  const within = (ms: number) => Promise.race([exited.then(() => true), sleep(ms, false, { ref: false })]);
  ask('INT');
  if (await within(STOP_LIMIT_MS)) return;
  ask('QUIT');
  await within(10_000);
};

const addressOf = (password: string, port: number): string => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

const turnLog = (place: Place): void => {
  const size = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(place.logFile, `${place.logFile}.1`);
};

/** `at`: the port those who are connected know. */
const run = async (place: Place, binaries: Binaries, signal: AbortSignal | undefined, at?: number): Promise<{ running: Running; url: string; port: number }> => {
  const password = existsSync(place.password) ? readFileSync(place.password, 'utf8').trim() : '';
  if (password === '') throw wrongPassword();
  turnLog(place);
  for (let attempt = 1; ; attempt += 1) {
    const port = at ?? (await choosePort(place));
    const url = addressOf(password, port);
    const offset = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
    const running = spawnPostgres(place, binaries, port);
    if ((await untilReady(place, running, url, port, offset, signal)) === 'ready') return { running, url, port };
    const said = readFrom(place.logFile, offset);
    // Both pass: another program was quicker at the port; the last backends of a killed postmaster are still leaving.
    if (attempt >= 5 || !/could not bind|Address already in use|pre-existing shared memory block/i.test(said)) throw failed('start', said, place);
    await sleep(500);
  }
};

const layOut = (options: EmbeddedPostgresOptions): Place => {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'pg');
  const cluster = join(folder, 'data');
  const account = postgresAccount(cluster);
  prepareDataFolder(dataDir, account);
  return { dataDir, folder, cluster, account, password: join(folder, 'superuser-password'), port: join(folder, 'port'), logFile: join(folder, 'postgres.log'), durable: options.durable ?? true, settings: options.settings ?? {}, replay: options.replay };
};

const startLocked = async (place: Place, options: EmbeddedPostgresOptions, unlock: () => void, given?: Binaries): Promise<EmbeddedPostgres> => {
  const log = options.log ?? (() => undefined);
  if (existsSync(place.cluster)) checkVersion(place, (given ?? bundledPostgres()).version);
  const binaries = given ?? binariesFor(place.account, place.dataDir);
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  give(place, place.folder);
  if (existsSync(place.cluster)) {
    await stopLeftover(place.cluster, log);
    giveAll(place);
  } else {
    log('正在建立数据库…… / creating the database…');
    await initialise(place, binaries);
  }
  if (options.signal?.aborted) throw stopped();
  if (place.replay) {
    const signal = join(place.cluster, 'recovery.signal');
    writeFileSync(signal, '', { mode: 0o600 });
    give(place, signal);
  }
  const { running: first, url, port } = await run(place, binaries, options.signal);
  let running = first;
  let isDown = false;
  let stopping: Promise<void> | undefined;
  let reviving: Promise<void> = Promise.resolve();
  const ending = new AbortController();
  /** A disk that cannot be written, a database that was killed: what ended it may be over at any moment. */
  const revive = async (): Promise<void> => {
    const from = performance.now();
    let told = '';
    for (let wait = REVIVE_MS.first; ; wait = Math.min(wait * 2, REVIVE_MS.most)) {
      await sleep(wait, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
      if (ending.signal.aborted) return;
      try {
        await stopLeftover(place.cluster, () => undefined);
        running = (await run(place, binaries, ending.signal, port)).running;
        isDown = false;
        log(`数据库已恢复，停了 ${Math.round((performance.now() - from) / 1000)} 秒。 / The database is back after ${Math.round((performance.now() - from) / 1000)} s.`);
        return watch();
      } catch (error) {
        const line = String((folderFailure(error, place.dataDir) as Error).message);
        if (line !== told && !ending.signal.aborted) log(line);
        told = line;
      }
    }
  };
  const watch = (): void => {
    void running.exited.then(() => {
      if (stopping) return;
      isDown = true;
      options.onLost?.(`数据库意外停止，详见 ${place.logFile} / The database ended unexpectedly, see ${place.logFile}`);
      if (options.revive) reviving = revive();
    });
  };
  watch();
  const stop = async () => {
    ending.abort();
    await reviving;
    await halt(running, place);
    unlock();
  };
  return { adminUrl: url, port, isDown: () => isDown, stop: () => (stopping ??= stop()) };
};

/** The superuser's address of a cluster that a running Foyer holds; for our command-line programs beside it. */
export const runningPostgresUrl = async (dataDir: string): Promise<string | undefined> => {
  const folder = join(resolve(dataDir), 'pg');
  if (!existsSync(join(folder, 'data/postmaster.pid'))) return undefined;
  const port = Number(readFileSync(join(folder, 'port'), 'utf8'));
  const url = addressOf(readFileSync(join(folder, 'superuser-password'), 'utf8').trim(), port);
  return (await isReady(url, port)) ? url : undefined;
};

/** Brings up the bundled PostgreSQL in `dataDir`/pg; every reason it cannot is a StartError with one line. */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const place = layOut(options);
  let unlock: (() => void) | undefined;
  try {
    unlock = await lockFolder(place.dataDir);
    await settleRestore(place.dataDir);
    await settleCarried(place.dataDir);
    return await startLocked(place, options, unlock);
  } catch (error) {
    unlock?.();
    throw folderFailure(error, place.dataDir);
  }
};

/** The cluster of a folder whose lock the caller holds, by a PostgreSQL of its own version. */
export const startOlderPostgres = async (options: EmbeddedPostgresOptions & { readonly binaries: Binaries }): Promise<EmbeddedPostgres> => {
  const place = layOut(options);
  try {
    return await startLocked(place, options, () => undefined, options.binaries);
  } catch (error) {
    throw folderFailure(error, place.dataDir);
  }
};

/** Writes to the disk what a cluster that ran without waiting for it left to the system. */
export const syncCluster = async (dataDir: string): Promise<void> => {
  const place = layOut({ dataDir });
  await promisify(execFile)(program(binariesFor(place.account, place.dataDir), 'initdb'), ['--sync-only', '-D', place.cluster], { cwd: place.folder, env: environment(), ...asAccount(place) });
};
