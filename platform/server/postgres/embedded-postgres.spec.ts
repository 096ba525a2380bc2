import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, runningPostgresUrl, startEmbeddedPostgres } from './embedded-postgres.ts';
import { lockFolder, processStart } from '../folder-lock.ts';
import { folderFailure, listenFailure, StartError } from '../start-error.ts';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'foyer-pg-'));
  chmodSync(base, 0o755);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const one = async (url: string, text: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query<Record<string, unknown>>(text)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};

const PROGRAM = `
  import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url).href)};
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[1] });
  console.log(postgres.port);
  setInterval(() => undefined, 1000);
`;

/** A Foyer of its own, so that it can be killed without mercy. */
const startElsewhere = async (dataDir: string) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  await new Promise<void>((done) => child.stdout.once('data', () => done()));
  return { kill: async () => (child.kill('SIGKILL'), await gone) };
};

const postmaster = (dataDir: string): number => Number(readFileSync(join(dataDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);

describe('the database in the data folder', () => {
  let dataDir = '';
  let postgres: EmbeddedPostgres | undefined;
  beforeAll(async () => {
    dataDir = join(base, 'main');
    postgres = await startEmbeddedPostgres({ dataDir });
  });
  afterAll(() => postgres?.stop());
  const url = () => postgres?.adminUrl ?? '';

  it('given a first start, then it is durable, UTF-8, sorted by code point and on the loopback only', async () => {
    expect(await one(url(), 'show fsync')).toBe('on');
    expect(await one(url(), 'show full_page_writes')).toBe('on');
    expect(await one(url(), 'show data_checksums')).toBe('on');
    expect(await one(url(), 'show listen_addresses')).toBe('127.0.0.1');
    expect(await one(url(), 'show server_encoding')).toBe('UTF8');
    expect(await one(url(), `select datlocprovider::text || ':' || datlocale from pg_database where datname = 'postgres'`)).toBe('b:C.UTF-8');
  });

  it('given a wrong password, when somebody connects, then the database refuses', async () => {
    const wrong = new URL(url());
    wrong.password = 'wrong';
    await expect(one(wrong.href, 'select 1')).rejects.toThrow(/password/);
  });

  it('given the password file, then nobody but its owner may read it', () => {
    expect(statSync(join(dataDir, 'pg/superuser-password')).mode & 0o077).toBe(0);
  });

  it('given a running Foyer, when a second starts on the same data, then it says so and harms nothing', async () => {
    await expect(lockFolder(dataDir, 0)).rejects.toThrow(/已在用这个数据文件夹.* \/ Foyer is already running/);
    expect(await one(url(), 'select 1')).toBe(1);
  });

  it('given a program beside it, then it finds the running database', async () => {
    expect(await runningPostgresUrl(dataDir)).toBe(url());
    expect(await runningPostgresUrl(join(base, 'nothing'))).toBeUndefined();
  });

  it('given data, when stopped and started again, then data and port are the same', async () => {
    await one(url(), `create table kept as select 'ok' as word`);
    const port = postgres?.port;
    await postgres?.stop();
    expect(existsSync(join(dataDir, 'foyer.lock'))).toBe(false);
    expect(existsSync(join(dataDir, 'pg/data/postmaster.pid'))).toBe(false);
    postgres = await startEmbeddedPostgres({ dataDir });
    expect(postgres.port).toBe(port);
    expect(await one(url(), 'select word from kept')).toBe('ok');
  });

  it('given its port taken meanwhile, when started, then it takes another', async () => {
    const port = postgres?.port ?? 0;
    await postgres?.stop();
    const squatter = createServer();
    await new Promise<void>((done) => void squatter.listen(port, '127.0.0.1', done));
    postgres = await startEmbeddedPostgres({ dataDir });
    expect(postgres.port).not.toBe(port);
    expect(await one(url(), 'select 1')).toBe(1);
    squatter.close();
  });

  it('given an unexpected end of the database, then the program hears of it', async () => {
    const lost: string[] = [];
    const own = join(base, 'lost');
    const lonely = await startEmbeddedPostgres({ dataDir: own, durable: false, onLost: (line) => lost.push(line) });
    process.kill(postmaster(own), 'SIGKILL');
    for (let i = 0; i < 100 && lost.length === 0; i += 1) await sleep(50);
    expect(lost).toHaveLength(1);
    await lonely.stop();
  });
});

describe('recovery', () => {
  it('given Foyer killed with the database alive, when started, then it stops the old one and has the data', async () => {
    const dataDir = join(base, 'orphan');
    const first = await startElsewhere(dataDir);
    const orphan = postmaster(dataDir);
    await one((await runningPostgresUrl(dataDir)) ?? '', `create table kept as select 'ok' as word`);
    await first.kill();
    expect(processStart(orphan)).toBeDefined();
    const again = await startEmbeddedPostgres({ dataDir });
    expect(processStart(orphan)).toBeUndefined();
    expect(await one(again.adminUrl, 'select word from kept')).toBe('ok');
    await again.stop();
  });

  it('given everything killed and the pid now a stranger\'s, when started, then it recovers and leaves the stranger alone', async () => {
    const dataDir = join(base, 'orphan');
    const first = await startElsewhere(dataDir);
    const orphan = postmaster(dataDir);
    await first.kill();
    process.kill(orphan, 'SIGKILL');
    const stranger = spawn('sleep', ['60']);
    const file = join(dataDir, 'pg/data/postmaster.pid');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)));
    const again = await startEmbeddedPostgres({ dataDir });
    expect(await one(again.adminUrl, 'select word from kept')).toBe('ok');
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
    await again.stop();
  });

  it('given a first start that was interrupted, when started, then it begins anew', async () => {
    const dataDir = join(base, 'half');
    mkdirSync(join(dataDir, 'pg/data.half/base'), { recursive: true });
    chmodSync(dataDir, 0o755);
    const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
    expect(await one(postgres.adminUrl, 'select 1')).toBe(1);
    await postgres.stop();
  });

  it('given a lock whose process began at another time, when locking, then it is taken over', async () => {
    const folder = mkdtempSync(join(base, 'lock-'));
    writeFileSync(join(folder, 'foyer.lock'), JSON.stringify({ pid: process.pid, started: 'another boot:1' }));
    const unlock = await lockFolder(folder, 0);
    await expect(lockFolder(folder, 0)).rejects.toThrow(StartError);
    unlock();
    expect(existsSync(join(folder, 'foyer.lock'))).toBe(false);
  });
});

describe('reasons not to start', () => {
  it('given a file where the data folder should be, then one line names the folder', async () => {
    const path = join(base, 'file');
    writeFileSync(path, '');
    const attempt = startEmbeddedPostgres({ dataDir: path });
    await expect(attempt).rejects.toThrow(StartError);
    await expect(attempt).rejects.toThrow(`数据文件夹 ${path} 无法写入`);
  });

  it('given data of another PostgreSQL, then one line says which', async () => {
    const dataDir = join(base, 'older');
    mkdirSync(join(dataDir, 'pg/data'), { recursive: true });
    writeFileSync(join(dataDir, 'pg/data/PG_VERSION'), '16\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/PostgreSQL 16.* \/ .*PostgreSQL 16/);
    expect(existsSync(join(dataDir, 'foyer.lock'))).toBe(false);
  });

  it.each([
    [folderFailure({ code: 'ENOSPC' }, '/d'), /磁盘已满.*\/d.* \/ The disk is full/],
    [folderFailure({ code: 'EROFS' }, '/d'), /无法写入.* \/ The data folder \/d cannot be written/],
    [listenFailure({ code: 'EADDRINUSE' }, { host: '::', port: 7300 }), /端口 7300 已被占用.* \/ Port 7300 is in use/],
    [listenFailure({ code: 'EACCES' }, { host: '::', port: 80 }), /无权使用端口 80.* \/ Not allowed to use port 80/],
    [listenFailure({ code: 'EADDRNOTAVAIL' }, { host: '10.9.9.9', port: 80 }), /本机没有地址 10.9.9.9/],
  ])('given the failure %#, then it has its line', (error, line) => {
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toMatch(line);
    expect((error as Error).message).not.toContain('\n');
  });

  it('given an unknown failure, then it stays what it is', () => {
    const error = new Error('?');
    expect(folderFailure(error, '/d')).toBe(error);
    expect(listenFailure(error, { host: '', port: 1 })).toBe(error);
  });
});
