import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from '../start-error.ts';
import { type Binaries, binariesFor } from './postgres-binaries.ts';
import { asAccount, environment, failed, type Place, program } from './postgres-cluster.ts';

const START_LIMIT_MS = 120_000;
/** A fortnight's log takes its time. */
const REPLAY_LIMIT_MS = 24 * 3_600_000;
const STOP_LIMIT_MS = 60_000;
const LOG_LIMIT_BYTES = 10_000_000;

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
export const isReady = async (url: string, port: number): Promise<boolean> => {
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

export const stopped = () => new StartError('启动时被要求停下。 / Asked to stop while starting.');

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

export const halt = async ({ child, exited }: Running, place: Place): Promise<void> => {
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

export const addressOf = (password: string, port: number): string => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

const turnLog = (place: Place): void => {
  const size = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(place.logFile, `${place.logFile}.1`);
};

/** `at`: the port those who are connected know. */
export const run = async (place: Place, binaries: Binaries, signal: AbortSignal | undefined, at?: number): Promise<{ running: Running; url: string; port: number }> => {
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
