import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Instant } from '../../core/instant.ts';
import { openArchive, type ArchiveWriter } from '../backup/archive-writer.ts';
// Instants and counts leave the database in the product's form: the journal's hashes are over that.
import '../database.ts';
import type { Query, Row } from '../database.ts';
import { inCentre } from '../file-place.ts';
import { walkJournal } from '../journal-heads.ts';
import { connectToPrimary } from '../postgres-hosts.ts';
import { readCatalogue, rowsAsJson, type Catalogue, type Table } from './catalogue.ts';
import { ABOUT, COPY_FORMAT, CopyRefused, COUNTS, JOBS, NULLS, partName, type About, type CopyPlan, type Counts } from './copy-format.ts';

export type ExportProgress = { readonly rows: number; readonly of: number; readonly files: number; readonly bytes: number };
export type ExportInput = {
  readonly databaseUrl: string;
  readonly filesFolder: string;
  readonly siteId: string;
  /** The file to be; beside it grows `….part`. */
  readonly target: string;
  readonly program: string;
  readonly now: Instant;
  readonly plan: CopyPlan;
  /** Rests so many times as long as it worked; 0 for as fast as it can. */
  readonly rest?: number;
  readonly signal?: AbortSignal | undefined;
  onProgress?(progress: ExportProgress): void;
};
export type ExportMade = { readonly file: string; readonly hash: string; readonly bytes: number; readonly rows: number; readonly files: number; readonly filesWrong: readonly string[]; readonly seconds: number };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** A member of the archive: what is checked and put in at once, and held in memory. */
const PART_BYTES = 512 * 1024;
/** What one question to the database may bring. */
const FETCH_BYTES = 256 * 1024;
const FETCH_ROWS = 1000;

type Line = { readonly line: string; readonly nulls: readonly string[] };

/** Rows through a cursor, as many at a time as their size allows. */
const fetched = async function* <R extends Row>(query: Query, sql: string, sizeOf: (row: R) => number, first: number): AsyncGenerator<R[]> {
  await query(`declare centre_rows no scroll cursor for ${sql}`);
  let [count, largest] = [first, 1];
  for (;;) {
    const rows = await query<R>(`fetch forward ${count} from centre_rows`);
    if (rows.length > 0) yield rows;
    if (rows.length < count) break;
    for (const row of rows) largest = Math.max(largest, sizeOf(row));
    count = Math.max(1, Math.min(count * 4, FETCH_ROWS, Math.floor(FETCH_BYTES / largest)));
  }
  await query('close centre_rows');
};

const textOf = ({ line, nulls }: Line): string => (nulls.length === 0 ? line : `${line.slice(0, -1)},"${NULLS}":${JSON.stringify(nulls)}}`);

/** One state of the database, read as the program's own role: of other centres nothing is seen. */
const openSnapshot = async (url: string, siteId: string): Promise<{ client: pg.Client; query: Query }> => {
  const client = await connectToPrimary(url);
  await client.query(`set role foyer_app; set timezone = 'UTC'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set app.sites = '${siteId}'`);
  await client.query('begin isolation level repeatable read read only');
  return { client, query: async <R extends Row>(text: string, values: unknown[] = []) => (await client.query<R>(text, values)).rows };
};

const describe = async (query: Query, input: ExportInput, catalogue: Catalogue): Promise<About> => {
  const { siteId, plan } = input;
  const [site] = await query<{ id: string; name: string }>('select id, name from sites where id = $1', [siteId]);
  const [installation] = await query<{ epoch: string; test_clock: boolean }>('select epoch, test_clock from installation');
  if (!site || !installation) throw new CopyRefused('site-unknown', '没有这个案场。 / There is no such centre.');
  const migrations = await query<{ name: string }>('select name from schema_migrations order by name');
  const [sealed] = await query<{ entries: number; days: number }>('select coalesce(sum(entries), 0)::bigint as entries, count(*) as days from journal_heads where site_id = $1', [siteId]);
  const tables: About['tables'] = [];
  for (const table of catalogue.tables) {
    const [counted] = await query<{ rows: number }>(`select count(*) as rows from "${table.name}" t where ${scoped(table, siteId)}`);
    tables.push({ name: table.name, columns: [...table.columns], rows: counted?.rows ?? 0 });
  }
  return {
    what: 'foyer-centre', format: COPY_FORMAT, program: input.program, madeAt: input.now, epoch: installation.epoch, testClock: installation.test_clock, site, migrations: migrations.map((row) => row.name), tables,
    journal: { entries: tables.find((table) => table.name === 'journal')?.rows ?? 0, sealed: sealed?.entries ?? 0, days: sealed?.days ?? 0 },
    leftOut: { ...plan.leftOut },
  };
};

const scoped = (table: Table, siteId: string): string => table.scope.replaceAll('$site', `'${siteId}'`);
/** The journal in the order of its feed, so that its places can be given anew; sealed days oldest first. */
const ORDER: Readonly<Record<string, string>> = { journal: ' order by t.xid, t.seq', journal_heads: ' order by t.day' };

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
};

const fill = async (archive: ArchiveWriter, query: Query, input: ExportInput, tell: (more: Partial<ExportProgress>) => void): Promise<{ rows: number; files: number; wrong: string[] }> => {
  const { siteId, plan, rest = 0 } = input;
  const catalogue = await readCatalogue(query, plan);
  const about = await describe(query, input, catalogue);
  tell({ of: about.tables.reduce((sum, table) => sum + table.rows, 0) });
  const journal = await walkJournal((work) => work({ query }), siteId, () => input.signal?.throwIfAborted());
  if (journal.fault) {
    const where = 'day' in journal.fault ? journal.fault.day : `${journal.fault.subject} / ${journal.fault.version}`;
    throw new CopyRefused('journal', `记账链不符，没有导出：${where}（${journal.fault.why}），请先运行 npm run check-journal。 / The journal differs, nothing is exported: ${where}; see npm run check-journal.`);
  }
  await archive.addBytes(ABOUT, Buffer.from(`${JSON.stringify(about, null, 1)}\n`));

  const everybody = new Set((await query<{ id: string }>('select id from people')).map((row) => row.id));
  const seen = new Set<string>();
  let rows = 0;
  /** A table in parts; answers how many rows. */
  const addTable = async (table: Table, where: string): Promise<number> => {
    let [count, part, bytes] = [0, 0, 0];
    let lines: string[] = [];
    const send = async (): Promise<void> => {
      if (lines.length === 0) return;
      const from = performance.now();
      await archive.addBytes(partName(table.name, (part += 1)), Buffer.from(`${lines.join('\n')}\n`));
      [lines, bytes] = [[], 0];
      if (rest > 0) await sleep(Math.min((performance.now() - from) * rest, 200));
    };
    for await (const page of fetched<Line>(query, rowsAsJson(table, plan, where, ORDER[table.name]), (row) => row.line.length, table.hasBytes ? 4 : 50)) {
      input.signal?.throwIfAborted();
      for (const row of page) {
        const text = textOf(row);
        // Who stands anywhere in what goes along goes along.
        for (const id of text.match(UUIDS) ?? []) if (everybody.has(id)) seen.add(id);
        lines.push(text);
        bytes += text.length;
        if (bytes >= PART_BYTES) await send();
      }
      count += page.length;
      rows += page.length;
      tell({ rows });
    }
    await send();
    return count;
  };
  for (const table of catalogue.tables) {
    const count = await addTable(table, scoped(table, siteId));
    const claimed = about.tables.find((entry) => entry.name === table.name)?.rows;
    if (count !== claimed) throw new Error(`${table.name}: ${count} rows of ${claimed}.`);
  }
  const ids = [...seen].map((id) => `'${id}'`).join(', ') || 'null';
  const people: Counts['people'] = [];
  for (const table of catalogue.people) people.push({ name: table.name, columns: [...table.columns], rows: await addTable(table, `t.${plan.ofPeople[table.name] ?? 'id'} in (${ids})`) });

  const counts: Counts = { people, files: 0, filesMissing: [], filesDamaged: [], jobs: 0 };
  for await (const page of fetched<{ hash: string }>(query, `select hash from files where site_id = '${siteId}' order by hash`, () => 64, FETCH_ROWS))
    for (const { hash } of page) {
      const is = await archive.addFile(`files/${hash}`, inCentre(input.filesFolder, siteId, hash));
      if (is === undefined) counts.filesMissing.push(hash);
      else {
        counts.files += 1;
        if (is !== hash) counts.filesDamaged.push(hash);
      }
      tell({ files: counts.files });
    }
  const jobs = await query<{ name: string; payload: unknown; key: string }>(
    `select name, data as payload, coalesce(singleton_key, '') as key from pgboss.job where data->>'siteId' = $1 and state in ('created', 'retry', 'active') and name <> all ($2::text[]) order by created_on`,
    [siteId, [...plan.jobsLeftOut]],
  );
  if (jobs.length > 0) await archive.addBytes(JOBS, Buffer.from(jobs.map((job) => `${JSON.stringify(job)}\n`).join('')));
  counts.jobs = jobs.length;
  await archive.addBytes(COUNTS, Buffer.from(`${JSON.stringify(counts, null, 1)}\n`));
  await archive.finish();
  return { rows, files: counts.files, wrong: [...counts.filesMissing, ...counts.filesDamaged] };
};

/** Writes one centre as one file, from one state of the database; a failed try leaves none. */
export const exportCentre = async (input: ExportInput): Promise<ExportMade> => {
  if (!UUID.test(input.siteId)) throw new CopyRefused('site-unknown', '没有这个案场。 / There is no such centre.');
  const from = performance.now();
  const target = resolve(input.target);
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  if (await stat(target).catch(() => undefined)) throw new CopyRefused('target-there', `${target} 已经存在。 / ${target} is there already.`);
  const { client, query } = await openSnapshot(input.databaseUrl, input.siteId);
  let progress: ExportProgress = { rows: 0, of: 0, files: 0, bytes: 0 };
  const tell = (more: Partial<ExportProgress>): void => input.onProgress?.((progress = { ...progress, ...more }));
  let archive: ArchiveWriter | undefined;
  try {
    archive = await openArchive(part, { rest: input.rest ?? 0, signal: input.signal, onBytes: ({ bytes }) => tell({ bytes }) });
    const { rows, files, wrong } = await fill(archive, query, input, tell);
    const hash = await hashOf(part);
    await rename(part, target);
    return { file: target, hash, bytes: (await stat(target)).size, rows, files, filesWrong: wrong, seconds: Math.round((performance.now() - from) / 1000) };
  } catch (error) {
    await archive?.abandon(error as Error);
    const { code } = error as NodeJS.ErrnoException;
    if (input.signal?.aborted) throw new CopyRefused('stopped', '导出被中止，没有留下文件。 / The export was stopped; no file is left.');
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new CopyRefused('target-full', `盘满了，没有导出：${dirname(target)} / The disk is full, nothing is exported: ${dirname(target)}`);
    throw error;
  } finally {
    await client.end();
  }
};

/** Where the files of an export asked for on the screen lie. */
export const exportPath = (folder: string, siteId: string, id: string): string => join(folder, siteId, `${id}.tar.zst`);
