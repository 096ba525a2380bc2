// What the programs that look after an installation share: where it lies, how its database is reached, how it fails.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setPriority } from 'node:os';
import { parseConfig, type Config } from '../platform/server/config.ts';
import { chooseDataFolder } from '../platform/server/data-folder.ts';
import { bundledPostgres } from '../platform/server/postgres/postgres-binaries.ts';
import { failureLine } from '../platform/server/failure-line.ts';
import { say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { reachDatabase, type Reached } from './reach-database.ts';

export const MIGRATIONS = new URL('../db/migrations/', import.meta.url);

export type Installation = { readonly config: Config; readonly dataDir: string; readonly backups: string };

export const theInstallation = (): Installation => {
  const config = parseConfig(process.env);
  const dataDir = chooseDataFolder({ given: config.dataDirGiven ? config.dataDir : undefined, usual: config.dataDir });
  return { config, dataDir, backups: config.backupTo ?? join(dataDir, 'backups') };
};

/** The database of an installation that is there; nothing is made where there is none. */
export const reach = async ({ config, dataDir }: Installation): Promise<Reached> => {
  if (!config.databaseUrl && !existsSync(join(dataDir, 'pg/data'))) throw new StartError(`${dataDir} 里没有前厅的数据。 / There is no data of Foyer in ${dataDir}.`);
  return reachDatabase(say);
};

/** What this program can read: its migrations and its PostgreSQL. */
export const readable = (): { migrations: string[]; postgres: string } => ({
  migrations: readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql')),
  postgres: bundledPostgres().version.split('.')[0] ?? '',
});

/** The people at their screens come first. */
export const beModest = (): void => {
  try {
    setPriority(10);
  } catch {
    // Not allowed here: then as everybody else.
  }
};

export const sizeOf = (bytes: number): string => (bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`);

/** Runs a program: what the owner can act on is one line, the rest shows where it happened. */
export const runScript = async (main: () => Promise<void>): Promise<void> => {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${failureLine(error, process.env)}\n`);
    process.exitCode = 1;
  }
};
