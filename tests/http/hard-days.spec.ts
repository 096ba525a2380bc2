import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missing, startDesks } from '../../bench/kill-rounds.ts';
import { freePort, startFoyer, type RealFoyer } from '../../bench/real-foyer.ts';
import { seedDesks } from '../../bench/stage.ts';
import { checkRestored } from '../../platform/server/backup/check-restored.ts';
import { runningPostgresUrl } from '../../platform/server/embedded-postgres.ts';
import { processStart } from '../../platform/server/folder-lock.ts';
import { openFolder } from '../support/own-installation.ts';

const MAIN = resolve(import.meta.dirname, '../../apps/server/main.ts');
const run = (command: string, ...args: string[]): { ok: boolean; out: string } => {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  return { ok: done.status === 0, out: done.stdout?.trim() ?? '' };
};

/** A disk of its own that can turn read-only under us, where we may make one. */
const base = openFolder('hard');
const image = join(base, 'disk.img');
const disk = join(base, 'disk');
mkdirSync(disk);
/** A device of its own each time: the one before is dead, but not gone while somebody holds a file of it. */
const mountDisk = (): boolean => {
  const device = run('losetup', '--find', '--show', image).out;
  run('e2fsck', '-fy', device);
  const isThere = device !== '' && run('mount', '-o', 'errors=remount-ro', device, disk).ok;
  // Goes with the last who uses it.
  if (device !== '') run('losetup', '-d', device);
  return isThere;
};
const hasDisk = run('truncate', '-s', '600M', image).ok && run('mkfs.ext4', '-q', '-F', image).ok && mountDisk();
run('chmod', '755', disk);
const dataDir = join(disk, 'data');

const postmaster = (): number | undefined => {
  try {
    return Number(readFileSync(join(dataDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
};

afterAll(() => {
  run('umount', '-l', disk);
  rmSync(base, { recursive: true, force: true });
});

describe('a launcher that is killed while Foyer starts', () => {
  const LAUNCHER = `
    const child = require('node:child_process').spawn(process.execPath, [process.argv[1]], { env: { ...process.env, FOYER_LAUNCHER: String(process.pid) }, stdio: 'ignore' });
    console.log(child.pid);
    setInterval(() => undefined, 1000);
  `;
  it.each<[string, () => boolean]>([
    ['while the database is made', () => existsSync(join(dataDir, 'pg/data.half'))],
    ['while the database gets up', () => existsSync(join(dataDir, 'pg/data/postmaster.pid'))],
    ['at once', () => true],
  ])('given a start, when its launcher is killed %s, then Foyer ends, its database with it, and the folder is free for the next', async (_when, isThen) => {
    const launcher = spawn(process.execPath, ['-e', LAUNCHER, MAIN], { env: { PATH: process.env['PATH'], FOYER_DATA: dataDir, HOST: '127.0.0.1', PORT: String(await freePort()), FOYER_BACKUP_AT: 'off' }, stdio: ['ignore', 'pipe', 'inherit'] });
    const foyer = Number(await new Promise<string>((done) => launcher.stdout.once('data', (chunk: Buffer) => done(chunk.toString()))));
    expect(foyer).toBeGreaterThan(0);
    try {
      await vi.waitFor(() => expect(isThen()).toBe(true), { timeout: 60_000, interval: 5 });
    } finally {
      launcher.kill('SIGKILL');
    }
    await vi.waitFor(() => expect(processStart(foyer)).toBeUndefined(), { timeout: 60_000, interval: 20 });
    expect(existsSync(join(dataDir, 'foyer.lock'))).toBe(false);
    expect(postmaster()).toBeUndefined();
  }, 120_000);
});

describe.runIf(hasDisk)('a disk that turns read-only under work', () => {
  let foyer: RealFoyer;
  beforeAll(async () => {
    foyer = await startFoyer({ FOYER_DATA: dataDir }, await freePort());
  }, 120_000);
  afterAll(async () => {
    foyer.kill('SIGTERM');
    await foyer.exited;
  });

  it('given eight desks at work, when nothing can be written any more, then every answer says why, pages come on, PostgreSQL is brought back once the disk is, and what was acknowledged stands there once', async () => {
    const url = (await runningPostgresUrl(dataDir)) ?? '';
    expect(url).not.toBe('');
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const desks = await seedDesks(pool, 4);
    await pool.end();
    const headers = { authorization: `Bearer ${desks[0]?.token}`, 'content-type': 'application/json' };
    const path = `${foyer.origin}/api/sites/${desks[0]?.sites[0]}/repairs`;
    const work = startDesks(foyer.origin, desks);
    await vi.waitFor(() => expect(work.acknowledged.length).toBeGreaterThan(20), { timeout: 30_000 });
    const before = postmaster();
    writeFileSync(`/sys/fs/ext4/${basename(run('findmnt', '-n', '-o', 'SOURCE', disk).out)}/trigger_fs_error`, 'test');
    expect(() => writeFileSync(join(disk, 'probe'), '.')).toThrow(/EROFS/);
    const why = async (method: 'GET' | 'POST'): Promise<unknown> => {
      const answer = await fetch(path, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
      return `${answer.status} ${((await answer.json()) as { facts?: { why?: string } }).facts?.why}`;
    };
    await vi.waitFor(async () => expect([await why('POST'), await why('GET')]).toEqual(['503 disk-unwritable', '503 disk-unwritable']), { timeout: 15_000, interval: 100 });
    expect((await fetch(foyer.origin)).status).toBe(200);
    const acknowledged = [...work.acknowledged];
    // As somebody does who looks after the machine: the disk is checked and mounted again, where it was.
    expect(run('umount', '-l', disk).ok).toBe(true);
    expect(mountDisk()).toBe(true);
    await vi.waitFor(() => expect(work.acknowledged.length).toBeGreaterThan(acknowledged.length + 20), { timeout: 60_000 });
    await work.stop();
    expect(postmaster()).not.toBe(before);
    expect(await missing(url, work.acknowledged)).toEqual([]);
    const report = await checkRestored({ url, dataDir });
    expect(report.centres.flatMap((centre) => (centre.fault ? [centre.fault] : []))).toEqual([]);
  }, 180_000);
});
