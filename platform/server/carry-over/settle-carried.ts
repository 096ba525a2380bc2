import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable-files.ts';

/** Where the new cluster grows; half of it is nothing. */
export const CARRYING = 'carrying';
/** Whole and compared, on its way to its place; a start finishes that. */
export const CARRIED = 'carried';
const FROM = 'from.json';

type From = { readonly major: string; /** What the old cluster's control file was when it had stopped. */ readonly control: string };

const controlOf = async (pg: string): Promise<string> => createHash('sha256').update(await readFile(join(pg, 'data/global/pg_control'))).digest('hex');

/** The old cluster has stopped and the new one is on the disk: from here on the new one counts. */
export const declareCarried = async (dataDir: string, major: string): Promise<void> => {
  const from: From = { major, control: await controlOf(join(dataDir, 'pg')) };
  await writeFile(join(dataDir, CARRYING, FROM), JSON.stringify(from), { flush: true });
  await syncFolder(join(dataDir, CARRYING));
  await rename(join(dataDir, CARRYING), join(dataDir, CARRIED));
  await syncFolder(dataDir);
};

const freeName = (dataDir: string, name: string): string => {
  for (let nth = 1; ; nth += 1) {
    const candidate = nth === 1 ? name : `${name}-${nth}`;
    if (!existsSync(join(dataDir, candidate))) return candidate;
  }
};

/** Moves a carried cluster in and keeps the old one beside; every move can be repeated. Answers the name of the old one. */
export const settleCarried = async (dataDir: string): Promise<string | undefined> => {
  const carried = join(dataDir, CARRIED);
  if (!existsSync(carried)) return undefined;
  const pg = join(dataDir, 'pg');
  let kept: string | undefined;
  if (existsSync(join(carried, 'pg'))) {
    const from = JSON.parse(await readFile(join(carried, FROM), 'utf8')) as From;
    if (existsSync(pg)) {
      // Somebody went on with the program of before: what was carried is no longer all there is.
      if ((await controlOf(pg)) !== from.control) {
        await rm(carried, { recursive: true });
        return undefined;
      }
      kept = freeName(dataDir, `pg-${from.major}`);
      await rename(pg, join(dataDir, kept));
      await syncFolder(dataDir);
    }
    await rename(join(carried, 'pg'), pg);
    await syncFolder(dataDir);
  }
  await rm(carried, { recursive: true });
  return kept;
};
