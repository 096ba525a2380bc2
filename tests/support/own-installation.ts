import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../platform/server/postgres/embedded-postgres.ts';
import { migrate } from '../../platform/server/migrate.ts';
import { canReach, postgresAccount } from '../../platform/server/postgres/postgres-account.ts';
import { MIGRATIONS, NOON } from './database.ts';
import { startProgram, type World } from './program.ts';

/** A folder the database's own account can enter when root runs the tests with a private TMPDIR. */
export const openFolder = (name: string): string => {
  const account = postgresAccount('');
  const base = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => !account || canReach(account, folder)) ?? tmpdir();
  const folder = mkdtempSync(join(base, `foyer-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
};

/** A whole installation in one data folder, as on the small PC of an office. */
export const startInstallation = async (dataDir: string, siteIds?: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ world: World; postgres: EmbeddedPostgres; stop(): Promise<void> }> => {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  await migrate({ url: postgres.adminUrl, folder: MIGRATIONS, now: NOON, testClock: true });
  const world = await startProgram(NOON, env, { own: { databaseUrl: postgres.adminUrl, dataDir, siteIds } });
  return {
    world, postgres,
    stop: async () => {
      await world.end();
      await postgres.stop();
    },
  };
};

/** One of our command-line programs, as its owner runs it. */
export const runProgram = (script: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../scripts', script), ...args], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('error', fail);
    child.once('close', (code) => done({ code, out, err }));
  });
