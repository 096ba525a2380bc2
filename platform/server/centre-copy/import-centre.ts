import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import type { Instant } from '../../core/instant.ts';
// Instants and counts leave the database in the product's form: the journal's hashes are over that.
import '../database.ts';
import type { Query, Row } from '../database.ts';
import { syncFolder } from '../durable-files.ts';
import { inCentre } from '../file-place.ts';
import { uuidv7 } from '../ids.ts';
import { adoptJobs, type Job } from '../jobs.ts';
import { appendJournal, EMPTY_HEAD, type JournalHead } from '../journal.ts';
import { walkJournal, type JournalReport } from '../journal-heads.ts';
import { migrate } from '../migrate.ts';
import { connectToPrimary } from '../postgres-hosts.ts';
import { insertJson, readCatalogue, type Catalogue, type Table } from './catalogue.ts';
import { CopyRefused, NULLS, SEALED_XID, type About, type CopyPlan } from './copy-format.ts';
import { readCopy, type CopyRead } from './read-copy.ts';

export type ImportPart = 'check' | 'load' | 'journal';
export type ImportInput = {
  readonly file: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** The program's own steps of the database. */
  readonly migrations: { readonly folder: URL; readonly names: readonly string[] };
  readonly testClock: boolean;
  readonly now: Instant;
  readonly plan: CopyPlan;
  readonly signal?: AbortSignal | undefined;
  /** What must not go on as if nothing had happened, and what must be made anew; as the owner of the tables, in the import's own transaction. */
  afterwards(query: Query, about: About): Promise<void>;
  onAbout?(about: About): void;
  onProgress?(part: ImportPart, done: number, of: number): void;
};
export type ImportMade = { readonly about: About; readonly hash: string; readonly rows: number; readonly files: number; readonly filesWrong: readonly string[]; readonly journal: JournalReport };

const IMPORTING = 'importing';

const runner = (client: pg.Client): Query => async <R extends Row>(text: string, values: unknown[] = []) => (await client.query<R>(text, values)).rows;

const stepsDone = async (query: Query): Promise<string[]> =>
  (await query<{ there: boolean }>(`select to_regclass('public.schema_migrations') is not null as there`))[0]?.there ? (await query<{ name: string }>('select name from schema_migrations order by name')).map((row) => row.name) : [];

/** The database as it was when the export was made: what came later changes the rows like any others. */
const prepare = async (query: Query, input: ImportInput, about: About): Promise<void> => {
  if (about.testClock !== input.testClock)
    throw new CopyRefused('test-clock', about.testClock ? '导出来自测试时钟的安装，只能导入同样的安装（FOYER_TEST_CLOCK=1）。 / The export is of an installation with the test clock and goes only into another (FOYER_TEST_CLOCK=1).' : '测试时钟的安装不接受真实案场。 / An installation with the test clock takes no real centre.');
  const later = (await stepsDone(query)).find((name) => !about.migrations.includes(name));
  if (later)
    throw new CopyRefused('older', `导出来自较早的前厅，而这里的数据库已经更新（${later}）：请用全新的数据文件夹或空数据库导入，导入前不要启动前厅。 / The export is of an earlier Foyer and this database is ahead of it (${later}): import into a fresh data folder or database, without starting Foyer first.`);
  await migrate({ url: input.databaseUrl, folder: input.migrations.folder, now: input.now, testClock: input.testClock, only: about.migrations });
};

const checkEmpty = async (query: Query, { tables, people }: Catalogue, filesFolder: string, siteId: string): Promise<void> => {
  await query('lock table sites, people in exclusive mode');
  for (const { name } of [...tables, ...people])
    if ((await query(`select from "${name}" limit 1`)).length > 0)
      throw new CopyRefused('not-empty', `这里已经有数据（${name}）：案场只能导入空的安装。 / There is data here already (${name}): a centre goes only into an empty installation.`);
  if ((await readdir(join(filesFolder, siteId)).catch(() => [])).length > 0)
    throw new CopyRefused('not-empty', `${join(filesFolder, siteId)} 不是空的。 / ${join(filesFolder, siteId)} is not empty.`);
};

type ForeignKey = { readonly table: string; readonly name: string };
/** People come last in the file: what points at them is looked at when all is there. */
const deferLinks = async (query: Query, catalogue: Catalogue): Promise<readonly ForeignKey[]> => {
  const names = [...catalogue.tables, ...catalogue.people].map((table) => table.name);
  const keys = await query<ForeignKey>(`select c.relname::text as table, k.conname::text as name from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f' and not k.condeferrable and c.relnamespace = 'public'::regnamespace and c.relname = any ($1::text[])`, [names]);
  for (const key of keys) await query(`alter table "${key.table}" alter constraint "${key.name}" deferrable initially deferred`);
  return keys;
};
const settleLinks = async (query: Query, keys: readonly ForeignKey[]): Promise<void> => {
  try {
    await query('set constraints all immediate');
  } catch (error) {
    const { detail, table } = error as { detail?: string; table?: string };
    throw new CopyRefused('altered', `导出里的数据前后不符（${table ?? ''}）：${detail ?? ''} / The rows of the export do not fit each other (${table ?? ''}).`);
  }
  for (const key of keys) await query(`alter table "${key.table}" alter constraint "${key.name}" not deferrable`);
};

/** The journal is numbered anew in the order of its feed; what was sealed lies below every transaction of this place. */
const insteadOf = (table: string, about: About, done: number, importId: string): Readonly<Record<string, string>> => {
  const place = `(${done} + l.nth)`;
  if (table === 'journal') return { seq: place, xid: `case when ${place} <= ${about.journal.sealed} then '${SEALED_XID}'::xid8 else pg_current_xact_id() end` };
  if (table !== 'journal_heads') return {};
  // Days come oldest first and follow each other without a gap; a day that was brought along before keeps its origin.
  const before = `coalesce((select max(h.last_seq) from journal_heads h), 0) + coalesce(sum(p.entries) over (order by l.nth rows between unbounded preceding and 1 preceding), 0)`;
  return { carried_by: `coalesce(p.carried_by, '${importId}'::uuid)`, first_seq: `${before} + 1`, last_seq: `${before} + p.entries` };
};

const load = async (query: Query, input: ImportInput, known: CopyRead, catalogue: Catalogue, filesFolder: string, importId: string): Promise<{ rows: number; files: number; jobs: Job[] }> => {
  const { about, counts } = known;
  const byName = new Map<string, Table>([...catalogue.tables, ...catalogue.people].map((table) => [table.name, table]));
  const claimed = new Map([...about.tables, ...counts.people].map((table) => [table.name, table]));
  for (const [name, { columns }] of claimed) if (JSON.stringify(columns) !== JSON.stringify(byName.get(name)?.columns)) throw new CopyRefused('altered', `导出里的数据表 ${name} 与其版本不符。 / Table ${name} of the export is not as its version has it.`);
  const missing = [...byName.keys()].find((name) => !claimed.has(name));
  if (missing) throw new CopyRefused('altered', `导出里没有数据表 ${missing}。 / Table ${missing} is missing in the export.`);

  const done = new Map<string, number>();
  const wrong = new Set(counts.filesDamaged);
  let [rows, files] = [0, 0];
  const of = [...claimed.values()].reduce((sum, table) => sum + table.rows, 0);
  const jobs: Job[] = [];
  const again = await readCopy({
    file: input.file, migrations: input.migrations.names, signal: input.signal,
    contents: {
      onPart: async (name, lines, member) => {
        const table = byName.get(name);
        if (!table) throw new CopyRefused('altered', `导出里有不认识的数据表：${member} / The export holds an unknown table: ${member}`);
        const before = done.get(name) ?? 0;
        const sql = insertJson(table, { withNulls: table.jsonColumns.length > 0 && lines.some((line) => line.includes(`"${NULLS}":`)), instead: insteadOf(name, about, before, importId) });
        try {
          await query(sql, [lines]);
        } catch (error) {
          const { code, message, detail } = error as { code?: string; message: string; detail?: string };
          // A row the database will not take: of the wrong kind (22…) or against a rule (23…).
          if (code?.startsWith('22') || code?.startsWith('23')) throw new CopyRefused('altered', `${member} 里有一行数据库不接受：${message} ${detail ?? ''} / A row in ${member} is not taken.`);
          throw error;
        }
        done.set(name, before + lines.length);
        rows += lines.length;
        input.onProgress?.('load', rows, of);
      },
      onFile: async (hash, body) => {
        const path = inCentre(join(input.dataDir, IMPORTING), about.site.id, hash);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const is = createHash('sha256');
        await pipeline(Readable.from(body), async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            is.update(chunk);
            yield chunk;
          }
        }, createWriteStream(path, { mode: 0o600, flush: true }));
        if (is.digest('hex') !== hash && !wrong.has(hash)) throw new CopyRefused('altered', `图片与名字不符：files/${hash} / A picture is not what its name says: files/${hash}`);
        files += 1;
      },
      onJobs: async (lines) => void jobs.push(...lines.map((line) => JSON.parse(line) as Job)),
    },
  });
  if (again.hash !== known.hash) throw new CopyRefused('altered', '导出文件在导入时被改动。 / The export was altered while it was read.');
  const short = [...claimed.values()].find((table) => (done.get(table.name) ?? 0) !== table.rows);
  if (short) throw new CopyRefused('altered', `${short.name}: ${done.get(short.name) ?? 0} / ${short.rows}`);
  if (files !== counts.files) throw new CopyRefused('altered', `files: ${files} / ${counts.files}`);
  // Nobody else's rows ride along.
  for (const table of catalogue.tables) {
    const stranger = await query(`select from "${table.name}" t where (${table.scope.replaceAll('$site', `'${about.site.id}'`)}) is not true limit 1`);
    if (stranger.length > 0) throw new CopyRefused('altered', `${table.name} 里有别的案场的数据。 / ${table.name} holds rows of another centre.`);
  }
  await rm(join(filesFolder, about.site.id), { recursive: true, force: true });
  return { rows, files, jobs };
};

/** Numbers that count by themselves go on behind the highest. */
const goOn = async (query: Query, tables: readonly Table[]): Promise<void> => {
  for (const { name, identity } of tables) if (identity) await query(`select setval(pg_get_serial_sequence('"${name}"', '${identity}'), max("${identity}")) from "${name}" having count(*) > 0`);
};

const noteOrigin = async (query: Query, input: ImportInput, known: CopyRead, importId: string, made: { rows: number; files: number; report: JournalReport }): Promise<void> => {
  const { about, hash } = known;
  const siteId = about.site.id;
  const [last] = await query<{ version: number; lastHash: Buffer }>('select version, hash as "lastHash" from journal where site_id = $1 and subject = $1 order by version desc limit 1', [siteId]);
  const head: JournalHead = last ?? EMPTY_HEAD;
  const data = { importId, from: about.epoch, madeAt: about.madeAt, program: about.program, file: hash, rows: made.rows, files: made.files, entries: made.report.entries, sealedDays: made.report.heads };
  const { writes } = appendJournal({ siteId, feature: 'sites', subject: siteId, head, actor: null, entries: [{ event: 'CentreImported', data, text: {}, occurredAt: input.now, recordedAt: input.now }] });
  for (const { text, values } of writes) await query(text, [...values]);
};

/**
 * Takes one centre into an empty installation: the file is read and compared once without writing anything, then put in
 * within one transaction, its journal walked, and only then is it there.
 */
export const importCentre = async (input: ImportInput): Promise<ImportMade> => {
  const { now } = input;
  const filesFolder = join(input.dataDir, 'files');
  const importing = join(input.dataDir, IMPORTING);
  const known = await readCopy({ file: input.file, migrations: input.migrations.names, signal: input.signal, contents: { onAbout: (about) => input.onAbout?.(about) }, onBytes: ({ bytes, of }) => input.onProgress?.('check', bytes, of) });
  const { about, counts } = known;
  const siteId = about.site.id;
  const client = await connectToPrimary(input.databaseUrl);
  const query = runner(client);
  const importId = uuidv7(Date.parse(now));
  let isBegun = false;
  let made: { rows: number; files: number; jobs: Job[] };
  let report: JournalReport;
  try {
    await query(`set timezone = 'UTC'`);
    await query('set statement_timeout = 0');
    await prepare(query, input, about);
    await query('begin');
    const catalogue = await readCatalogue(query, input.plan);
    await checkEmpty(query, catalogue, filesFolder, siteId);
    await rm(importing, { recursive: true, force: true });
    isBegun = true;
    const links = await deferLinks(query, catalogue);
    made = await load(query, input, known, catalogue, filesFolder, importId);
    await query('insert into centre_imports (site_id, id, at, source) values ($1, $2, $3, $4)', [siteId, importId, now, JSON.stringify({ epoch: about.epoch, program: about.program, madeAt: about.madeAt, file: known.hash, rows: made.rows, files: made.files })]);
    await settleLinks(query, links);
    await goOn(query, catalogue.tables);
    await query(`analyze ${[...catalogue.tables, ...catalogue.people].map((table) => `"${table.name}"`).join(', ')}`);
    report = await walkJournal((work) => work({ query }), siteId, (subjects) => input.onProgress?.('journal', subjects, 0));
    if (report.fault) throw new CopyRefused('journal', `记账链不符，没有导入：${'day' in report.fault ? report.fault.day : `${report.fault.subject} / ${report.fault.version}`}（${report.fault.why}）。 / The journal differs, nothing is imported.`);
    if (report.entries !== about.journal.entries || report.heads !== about.journal.days) throw new CopyRefused('journal', `记账链不全：${report.entries} / ${about.journal.entries}`);
    await noteOrigin(query, input, known, importId, { ...made, report });
    await input.afterwards(query, about);
    await query('select start_new_epoch($1)', [uuidv7()]);
    // What a row names is on disk before the row is there.
    if (made.files > 0) {
      await mkdir(filesFolder, { recursive: true, mode: 0o700 });
      await rename(join(importing, siteId), join(filesFolder, siteId));
      await syncFolder(filesFolder);
    }
    await query('commit').catch(async (error: unknown) => {
      await rm(join(filesFolder, siteId), { recursive: true, force: true });
      throw error;
    });
  } catch (error) {
    await query('rollback').catch(() => undefined);
    throw error;
  } finally {
    if (isBegun) await rm(importing, { recursive: true, force: true });
    await client.end();
  }
  await migrate({ url: input.databaseUrl, folder: input.migrations.folder, now, testClock: input.testClock });
  const owner = await connectToPrimary(input.databaseUrl);
  await adoptJobs(owner, made.jobs).finally(() => owner.end());
  return { about, hash: known.hash, rows: made.rows, files: made.files, filesWrong: [...counts.filesMissing, ...counts.filesDamaged], journal: report };
};
