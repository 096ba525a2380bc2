import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolderNow, writeWhole } from './durable-files.ts';
import type { Database } from './database.ts';

const PREFIX = 'foyer ';

/** What a data folder is called; given once, so that two processes know whether they share one. */
export const folderName = (dataDir: string): string => {
  const path = join(dataDir, 'folder-name');
  const known = (): string => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '');
  if (known() !== '') return known();
  const mine = `${path}.${process.pid}`;
  rmSync(mine, { force: true });
  writeWhole(mine, randomUUID(), 0o600);
  try {
    if (existsSync(path)) renameSync(mine, path);
    else linkSync(mine, path);
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  syncFolderNow(dataDir);
  return known();
};

/** Under this name our connections stand in the database's list, where other processes see it. */
export const connectionName = (folder: string): string => `${PREFIX}${folder}`;

/** How many data folders the processes on this database work with; more than one, and pictures, exports and printings made by the one are not found by the other. */
export const foldersInUse = async (database: Pick<Database, 'query'>): Promise<number> =>
  (await database.query<{ n: number }>(`select count(distinct application_name)::int as n from pg_stat_activity where datname = current_database() and starts_with(application_name, $1)`, [PREFIX]))[0]?.n ?? 0;
