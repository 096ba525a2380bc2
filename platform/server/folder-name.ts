import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

const PREFIX = 'foyer ';

/** What a data folder is called; given once, so that two processes know whether they share one. */
export const folderName = (dataDir: string): string => {
  const path = join(dataDir, 'folder-name');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const mine = `${path}.${process.pid}`;
  try {
    writeFileSync(mine, randomUUID(), { mode: 0o600 });
    linkSync(mine, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
};

/** Under this name our connections stand in the database's list, where other processes see it. */
export const connectionName = (folder: string): string => `${PREFIX}${folder}`;

/** How many data folders the processes on this database work with; more than one, and pictures, exports and printings made by the one are not found by the other. */
export const foldersInUse = async (database: Pick<Database, 'query'>): Promise<number> =>
  (await database.query<{ n: number }>(`select count(distinct application_name)::int as n from pg_stat_activity where datname = current_database() and starts_with(application_name, $1)`, [PREFIX]))[0]?.n ?? 0;
