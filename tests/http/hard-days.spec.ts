import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import pg from 'pg';
import sharp from 'sharp';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { missing, startDesks } from '../../bench/kill-rounds.ts';
import { freePort, startFoyer } from '../../bench/real-foyer.ts';
import { seedDesks } from '../../bench/stage.ts';
import { checkRestored } from '../../platform/server/backup/check-restored.ts';
import { runningPostgresUrl } from '../../platform/server/postgres/embedded-postgres.ts';
import { processStart } from '../../platform/server/folder-lock.ts';
import { openFolder } from '../support/own-installation.ts';

const MAIN = resolve(import.meta.dirname, '../../apps/server/main.ts');

const base = openFolder('hard');
const dataDir = join(base, 'data');

const postmaster = (folder = dataDir): number | undefined => {
  try {
    return Number(readFileSync(join(folder, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
};

const run = (command: string, ...args: string[]): { ok: boolean; out: string } => {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  return { ok: done.status === 0, out: done.stdout?.trim() ?? '' };
};

/** A disk of its own that turns read-only at a fault, as those of machines do; where we may make one. */
const disk = join(base, 'disk');
/** A device each time: it goes with the last who uses it. */
const mountDisk = (): boolean => {
  const device = run('losetup', '--find', '--show', `${disk}.img`).out;
  if (device === '') return false;
  run('e2fsck', '-fy', device);
  const isThere = run('mount', '-o', 'errors=remount-ro', device, disk).ok;
  run('losetup', '-d', device);
  return isThere;
};
mkdirSync(disk);
const hasDisk = run('truncate', '-s', '600M', `${disk}.img`).ok && run('mkfs.ext4', '-q', '-F', `${disk}.img`).ok && mountDisk() && run('chmod', '755', disk).ok;

afterAll(() => {
  run('umount', '-l', disk);
  rmSync(base, { recursive: true, force: true });
});

describe('a launcher that is killed while Foyer starts', () => {
  /** A program of its own that starts Foyer and says to us, by its output, which process that is. */
  const LAUNCHER = `
    const child = require('node:child_process').spawn(process.execPath, [process.argv[1]], { env: { ...process.env, FOYER_LAUNCHER: String(process.pid) }, stdio: 'ignore' });
    process.stdout.write(String(child.pid));
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
  it('given desks at work, when nothing can be written any more, then every answer says why and the page still comes; when the machine is started anew with the disk checked, then they go on, and all that was acknowledged stands there once', async () => {
    const [data, port] = [join(disk, 'data'), await freePort()];
    let foyer = await startFoyer({ FOYER_DATA: data }, port);
    const url = (await runningPostgresUrl(data)) ?? '';
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const desks = await seedDesks(pool, 4);
    await pool.end();
    const work = startDesks(foyer.origin, desks);
    await vi.waitFor(() => expect(work.acknowledged.length).toBeGreaterThan(20), { timeout: 30_000 });
    const headers = { authorization: `Bearer ${desks[0]?.token}`, 'content-type': 'application/json' };
    const site = `/api/sites/${desks[0]?.sites[0]}`;
    // A phone throws its picture away when it is told to be here.
    const picture = await fetch(`${foyer.origin}${site}/files`, { method: 'POST', headers: { ...headers, 'content-type': 'image/png' }, body: new Uint8Array(await sharp({ create: { width: 40, height: 40, channels: 3, background: '#0a6b5d' } }).png().toBuffer()) });
    expect(picture.status).toBe(200);
    const { hash } = (await picture.json()) as { hash: string };
    writeFileSync(`/sys/fs/ext4/${basename(run('findmnt', '-n', '-o', 'SOURCE', disk).out)}/trigger_fs_error`, 'test');
    expect(() => writeFileSync(join(disk, 'probe'), '.')).toThrow(/EROFS/);
    const why = async (method: 'GET' | 'POST'): Promise<string> => {
      const answer = await fetch(`${foyer.origin}${site}/repairs`, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
      return `${answer.status} ${((await answer.json()) as { facts?: { why?: string } }).facts?.why}`;
    };
    await vi.waitFor(async () => expect([await why('POST'), await why('GET')]).toEqual(['503 disk-unwritable', '503 disk-unwritable']), { timeout: 30_000, interval: 100 });
    expect((await fetch(foyer.origin)).status).toBe(200);
    const acknowledged = work.acknowledged.length;
    // The machine goes off, whatever still runs on it, and comes back with the disk looked at.
    const left = postmaster(data);
    foyer.kill('SIGKILL');
    await foyer.exited;
    if (left !== undefined && processStart(left) !== undefined) process.kill(left, 'SIGKILL');
    await vi.waitFor(() => expect(run('umount', disk).ok).toBe(true), { timeout: 20_000, interval: 100 });
    expect(mountDisk()).toBe(true);
    foyer = await startFoyer({ FOYER_DATA: data }, port);
    await vi.waitFor(() => expect(work.acknowledged.length).toBeGreaterThan(acknowledged + 20), { timeout: 30_000 });
    await work.stop();
    const again = (await runningPostgresUrl(data)) ?? '';
    expect(await missing(again, work.acknowledged)).toEqual([]);
    const report = await checkRestored({ url: again, dataDir: data });
    expect(report.centres.flatMap((centre) => (centre.fault ? [centre.fault] : []))).toEqual([]);
    expect(report).toMatchObject({ files: 1, filesWrong: { count: 0 } });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    foyer.kill('SIGTERM');
    await foyer.exited;
  }, 180_000);
});
