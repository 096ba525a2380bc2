import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../bench/real-foyer.ts';
import { processStart } from '../../platform/server/folder-lock.ts';
import { openFolder } from '../support/own-installation.ts';

const MAIN = resolve(import.meta.dirname, '../../apps/server/main.ts');

const dataDir = openFolder('hard');

const postmaster = (): number | undefined => {
  try {
    return Number(readFileSync(join(dataDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
};

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

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
