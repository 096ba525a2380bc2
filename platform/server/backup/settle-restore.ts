import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable-files.ts';
import { StartError } from '../start-error.ts';
import { RESTORED, RESTORING } from './backup-format.ts';

/** A restored folder to its place; every move can be repeated, so an interrupted one goes on here. */
export const moveIn = async (dataDir: string): Promise<void> => {
  const from = join(dataDir, RESTORED);
  for (const name of await readdir(from)) await rename(join(from, name), join(dataDir, name));
  await syncFolder(dataDir);
  await rm(from, { recursive: true });
};

/** Before anything is started in a data folder: half a restore is no installation. The folder's lock is held. */
export const settleRestore = async (dataDir: string): Promise<void> => {
  if (existsSync(join(dataDir, RESTORING)))
    throw new StartError(`${dataDir} 的恢复没有做完，请再运行一次 npm run restore。 / The restore into ${dataDir} was not finished: run npm run restore again.`);
  if (existsSync(join(dataDir, RESTORED))) await moveIn(dataDir);
};
