import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { openDatabase } from '../database.ts';
import { inCentre } from '../files.ts';
import { checkJournal, type JournalReport } from '../journal-heads.ts';
import { connectToPrimary } from '../postgres-hosts.ts';

const PAGE = 1000;

export type CentreReport = JournalReport & { readonly name: string };
export type RestoredReport = {
  readonly centres: readonly CentreReport[];
  readonly journalReached: number;
  readonly files: number;
  /** Files a row names and the folder does not hold as they were: the first of them. */
  readonly filesWrong: { readonly count: number; readonly first: string | undefined };
};

/** The name of a file is its hash. */
const isWhole = async (path: string, name: string): Promise<boolean> => {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  return hash.digest('hex') === name;
};

const checkFiles = async (client: pg.Client, folder: string): Promise<Pick<RestoredReport, 'files' | 'filesWrong'>> => {
  let files = 0;
  let count = 0;
  let first: string | undefined;
  let at = { site_id: '00000000-0000-0000-0000-000000000000', hash: '' };
  for (;;) {
    const { rows } = await client.query<{ site_id: string; hash: string }>(`select site_id, hash from files where (site_id, hash) > ($1, $2) order by site_id, hash limit ${PAGE}`, [at.site_id, at.hash]);
    for (const row of rows) {
      files += 1;
      if (await isWhole(inCentre(folder, row.site_id, row.hash), row.hash)) continue;
      count += 1;
      first ??= `${row.site_id}/${row.hash}`;
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return { files, filesWrong: { count, first } };
    at = last;
  }
};

/** Walks every chain of every centre and every file its rows name; what it costs grows with what there is. */
export const checkRestored = async (input: { url: string; dataDir: string; onCentre?: (name: string, subjects: number) => void }): Promise<RestoredReport> => {
  const client = await connectToPrimary(input.url);
  const database = openDatabase(input.url, { max: 2 });
  try {
    const sites = (await client.query<{ id: string; name: string }>('select id, name from sites order by name, id')).rows;
    const centres: CentreReport[] = [];
    for (const site of sites) centres.push({ name: site.name, ...(await checkJournal(database, site.id, (subjects) => input.onCentre?.(site.name, subjects))) });
    const reached = (await client.query<{ reached: string }>('select case when is_called then last_value else 0 end as reached from journal_seq_seq')).rows[0];
    return { centres, journalReached: Number(reached?.reached ?? 0), ...(await checkFiles(client, join(input.dataDir, 'files'))) };
  } finally {
    await database.end();
    await client.end();
  }
};
