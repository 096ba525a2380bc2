import { existsSync, statfsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Instant } from '../../core/instant.ts';
import { RESTORED, RESTORING } from '../backup/backup-format.ts';
import { prepareDataFolder } from '../data-folder.ts';
import { openDatabase } from '../database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres, startOlderPostgres } from '../postgres/embedded-postgres.ts';
import { majorOf, syncCluster } from '../postgres/postgres-cluster.ts';
import { lockFolder } from '../folder-lock.ts';
import { uuidv7 } from '../ids.ts';
import { adoptJobs, type Job } from '../jobs.ts';
import { checkJournal, type JournalFault } from '../journal-heads.ts';
import { DatabaseTooNew, migrate } from '../migrate.ts';
import { connectToPrimary } from '../postgres-hosts.ts';
import { postgresAccount } from '../postgres/postgres-account.ts';
import { bundledPostgres, withinReach } from '../postgres/postgres-binaries.ts';
import { stopLeftover } from '../postgres/postgres-leftover.ts';
import { folderFailure, StartError } from '../start-error.ts';
import { checkSameTables, copyTable, fingerprint, looseIndexes, sequencesOf, strangersIn, tablesOf, type Table } from './copy-tables.ts';
import { olderPostgres } from './older-postgres.ts';
import { CARRIED, CARRYING, declareCarried, settleCarried } from './settle-carried.ts';

export type CarryPart = 'numbers' | 'rows' | 'indexes' | 'compare' | 'journal';
export type CarryInput = {
  readonly dataDir: string;
  /** Binaries of the old version, where the owner has them. */
  readonly given: string | undefined;
  readonly migrations: { readonly folder: URL; readonly names: readonly string[] };
  readonly now: Instant;
  readonly signal?: AbortSignal;
  /** How much a backup may take where it lies on the same disk, for each byte of the database. */
  readonly backupShare: number;
  /** Before anything: the old database answers at `url`. */
  backUp(url: string): Promise<void>;
  log(line: string): void;
  onProgress?(part: CarryPart, done: number, of: number, what: string): void;
};
export type CarryMade = {
  readonly from: string; readonly to: string; readonly tables: number; readonly rows: number; readonly bytes: number; readonly jobs: number;
  readonly chains: number; readonly entries: number; readonly faults: readonly { readonly centre: string; readonly fault: JournalFault }[]; readonly kept: string; readonly seconds: number;
};

const FILLING = { wal_level: 'minimal', max_wal_senders: '0', autovacuum: 'off', maintenance_work_mem: '256MB', max_wal_size: '1GB' };
/** What a new cluster, its log and its sorting take beyond the rows. */
const ROOM_BYTES = 400_000_000;
const IDS_AT_ONCE = 100_000;

const open = async (url: string): Promise<pg.Client> => {
  const client = await connectToPrimary(url);
  await client.query(`set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 1; set statement_timeout = 0`);
  return client;
};

const one = async <R extends pg.QueryResultRow>(client: pg.Client, text: string, values: unknown[] = []): Promise<R> => {
  const row = (await client.query<R>(text, values)).rows[0];
  if (!row) throw new Error(`No answer to ${text}`);
  return row;
};

const aborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new StartError('已中止，数据没有改动，可以再运行一次。 / Stopped; the data is as it was, run it again any time.');
};

type Old = { readonly tables: readonly Table[]; readonly steps: readonly string[]; readonly testClock: boolean; readonly bytes: number; readonly nextId: number; readonly jobs: readonly Job[] };

/** What there is to carry; whatever would not come along whole is refused by name before anything begins. */
const lookAt = async (client: pg.Client, names: readonly string[]): Promise<Old> => {
  const { there } = await one<{ there: boolean }>(client, `select to_regclass('public.installation') is not null and to_regclass('public.schema_migrations') is not null as there`);
  if (!there) throw new StartError('旧数据库里没有前厅的数据；把数据文件夹里的 pg 改名即可重新开始。 / There is no data of Foyer in the old database: rename pg in the data folder to begin anew.');
  const steps = (await client.query<{ name: string }>('select name from schema_migrations order by name')).rows.map((row) => row.name);
  const unknown = steps.find((name) => !names.includes(name));
  if (unknown) throw new DatabaseTooNew(`数据库版本比本程序新（${unknown}）：请用更新的程序。 / The database is newer than this program (${unknown}): use the newer one.`);
  const tables = await tablesOf(client);
  if (tables.some(({ name }) => name === 'schema_migration_parts') && (await client.query('select from schema_migration_parts')).rowCount)
    throw new StartError('上次升级没有做完：请先用原来的程序启动一次。 / An upgrade was interrupted: start the program it belongs to once first.');
  const { testClock } = await one<{ testClock: boolean }>(client, 'select test_clock as "testClock" from installation');
  const { bytes } = await one<{ bytes: number }>(client, 'select pg_database_size(current_database())::float8 as bytes');
  const { next } = await one<{ next: string }>(client, 'select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  const hasJobs = (await one<{ there: boolean }>(client, `select to_regclass('pgboss.job') is not null as there`)).there;
  const jobs = hasJobs ? (await client.query<Job>(`select name, data as payload, coalesce(singleton_key, '') as key from pgboss.job where state::text in ('created', 'retry', 'active') and name not like '\\_\\_%' order by created_on`)).rows : [];
  return { tables, steps, testClock, bytes, nextId: Number(next), jobs };
};

const checkRoom = (dataDir: string, old: Old, backupShare: number): void => {
  const { bavail, bsize } = statfsSync(dataDir);
  const wanted = old.bytes * (1.1 + backupShare) + ROOM_BYTES;
  const gb = (bytes: number): string => (bytes / 1e9).toFixed(1);
  if (bavail * bsize < wanted)
    throw new StartError(`磁盘空间不够：要 ${gb(wanted)} GB，只有 ${gb(bavail * bsize)} GB（${dataDir}）。 / Not enough room on the disk: ${gb(wanted)} GB are wanted, ${gb(bavail * bsize)} GB are free (${dataDir}).`);
};

/**
 * The journal and its sealed days speak of transactions by their number. The new cluster begins to count below them, so
 * numbers are used up until it stands where the old one stood: what is written then comes after what is carried.
 */
const countUp = async (client: pg.Client, input: CarryInput, upTo: number): Promise<void> => {
  await client.query('set synchronous_commit = off');
  for (;;) {
    const { next } = await one<{ next: string }>(client, 'select pg_snapshot_xmax(pg_current_snapshot())::text as next');
    input.onProgress?.('numbers', Math.min(Number(next), upTo), upTo, '');
    aborted(input.signal);
    if (Number(next) > upTo) return;
    await client.query(`do $$ begin for n in 1..${Math.min(upTo - Number(next) + 2, IDS_AT_ONCE)} loop perform pg_current_xact_id(); commit; end loop; end $$`);
  }
};

/** Rows first, then the indexes over them, then every table compared. */
const fill = async (from: pg.Client, to: pg.Client, input: CarryInput, old: Old): Promise<{ rows: number; bytes: number }> => {
  const { signal } = input;
  const fresh = await tablesOf(to);
  checkSameTables(old.tables, fresh);
  await to.query(`truncate ${fresh.map(({ name }) => `"${name}"`).join(', ')}`);
  const indexes = await looseIndexes(to);
  for (const { name } of indexes) await to.query(`drop index ${name}`);
  // As they were, they fit each other: no rule or trigger is asked a second time.
  await to.query('set session_replication_role = replica');
  const of = old.tables.reduce((sum, table) => sum + table.bytes, 1);
  let bytes = 0;
  for (const table of old.tables) {
    aborted(signal);
    await copyTable({ from, to, table, signal, onBytes: (count) => input.onProgress?.('rows', (bytes += count), of, table.name) });
  }
  await to.query('set session_replication_role = origin');
  for (const { name, last } of await sequencesOf(from)) if (last !== null) await to.query('select setval($1, $2::bigint)', [name, last]);
  for (const [nth, { name, made }] of indexes.entries()) {
    aborted(signal);
    input.onProgress?.('indexes', nth, indexes.length, name);
    await to.query(made);
  }
  let rows = 0;
  for (const [nth, table] of old.tables.entries()) {
    aborted(signal);
    input.onProgress?.('compare', nth, old.tables.length, table.name);
    const [before, after] = await Promise.all([fingerprint(from, table), fingerprint(to, table)]);
    if (before.rows !== after.rows || before.hash !== after.hash) throw new StartError(`${table.name} 搬过来不一样（${before.rows} / ${after.rows} 行），没有采用，旧数据没有改动。 / Table ${table.name} differs after carrying: not taken, the old data is as it was.`);
    rows += before.rows;
  }
  if (JSON.stringify(await sequencesOf(from)) !== JSON.stringify(await sequencesOf(to))) throw new StartError('自动编号搬过来不一样，没有采用。 / The counters differ after carrying: not taken.');
  await to.query('analyze');
  return { rows, bytes };
};

const walk = async (url: string, client: pg.Client, input: CarryInput): Promise<Pick<CarryMade, 'chains' | 'entries' | 'faults'>> => {
  const database = openDatabase(url, { max: 2 });
  try {
    let [chains, entries] = [0, 0];
    const faults: { centre: string; fault: JournalFault }[] = [];
    for (const site of (await client.query<{ id: string; name: string }>('select id, name from sites order by name, id')).rows) {
      aborted(input.signal);
      const report = await checkJournal(database, site.id, (subjects) => input.onProgress?.('journal', chains + subjects, 0, site.name));
      chains += report.subjects;
      entries += report.entries;
      if (report.fault) faults.push({ centre: site.name, fault: report.fault });
    }
    return { chains, entries, faults };
  } finally {
    await database.end();
  }
};

/** Stops on any way out; a connection whose server is gone has nothing more to say. */
const within = async <T>(server: EmbeddedPostgres, work: (client: pg.Client, url: string) => Promise<T>): Promise<T> => {
  let client: pg.Client | undefined;
  try {
    client = await open(server.adminUrl);
    return await work(client, server.adminUrl);
  } finally {
    await server.stop();
    await client?.end().catch(() => undefined);
  }
};

/**
 * Carries the data to this program's PostgreSQL: a new cluster beside the old one, at the schema the old one is at, filled
 * and compared table by table, brought to the newest schema, and moved in when it is whole. Until then the old one is only read.
 */
export const carryOver = async (input: CarryInput): Promise<CarryMade> => {
  const { dataDir, migrations } = input;
  const begun = performance.now();
  if (!existsSync(join(dataDir, 'pg/data')) && !existsSync(join(dataDir, CARRIED))) throw new StartError(`${dataDir} 里没有前厅的数据。 / There is no data of Foyer in ${dataDir}.`);
  const unlock = await lockFolder(dataDir, 0);
  const carrying = join(dataDir, CARRYING);
  try {
    if ([RESTORING, RESTORED].some((name) => existsSync(join(dataDir, name)))) throw new StartError('有一次恢复没有做完，请先完成它。 / A restore was not finished: finish it first.');
    await settleCarried(dataDir);
    const from = majorOf(dataDir);
    const to = bundledPostgres().version.split('.')[0] ?? '';
    if (from === to) throw new StartError(`数据已经属于 PostgreSQL ${to}，直接 npm start。 / The data is of PostgreSQL ${to} already: just npm start.`);
    if (Number(from) > Number(to)) throw new StartError(`数据属于 PostgreSQL ${from}，比本程序的 ${to} 新；请换回相应版本的前厅。 / The data is of PostgreSQL ${from}, newer than this program's ${to}: use the Foyer it belongs to.`);
    const account = postgresAccount(join(dataDir, 'pg/data'));
    // Of a try that was killed: its database may still run.
    if (existsSync(join(carrying, 'pg/data'))) await stopLeftover(join(carrying, 'pg/data'), input.log);
    await rm(carrying, { recursive: true, force: true });
    prepareDataFolder(carrying, account);
    const binaries = withinReach(await olderPostgres({ major: from, given: input.given, dataDir, scratch: join(carrying, 'older'), log: input.log }), account, dataDir);
    // Nothing that was committed may change any more: only the backup writes down that it was made.
    const server = await startOlderPostgres({ dataDir, binaries, log: input.log, settings: { default_transaction_read_only: 'on', autovacuum: 'off' } });
    const made = await within(server, async (client, url) => {
      const old = await lookAt(client, migrations.names);
      const strangers = await strangersIn(client, old.tables.map(({ name }) => name));
      if (strangers.length > 0) throw new StartError(`数据库里有前厅之外的东西：${strangers.join(', ')}。请先移走或删除。 / The database holds what is not Foyer's: ${strangers.join(', ')}. Move it elsewhere or drop it first.`);
      checkRoom(dataDir, old, input.backupShare);
      await input.backUp(`${url}?options=${encodeURIComponent('-c default_transaction_read_only=off')}`);
      aborted(input.signal);
      // The backup is a row of its own, and a transaction.
      const seen = await lookAt(client, migrations.names);
      const fresh = await startEmbeddedPostgres({ dataDir: carrying, durable: false, settings: FILLING, log: input.log });
      return within(fresh, async (target, targetUrl) => {
        await countUp(target, input, seen.nextId);
        await migrate({ url: targetUrl, folder: migrations.folder, now: input.now, testClock: seen.testClock, only: seen.steps });
        const filled = await fill(client, target, input, seen);
        await migrate({ url: targetUrl, folder: migrations.folder, now: input.now, testClock: seen.testClock });
        await adoptJobs(target, seen.jobs);
        const walked = await walk(targetUrl, target, input);
        // No cursor of before is believed: whoever goes back to the old cluster goes back in time.
        await target.query('select start_new_epoch($1)', [uuidv7()]);
        aborted(input.signal);
        return { ...filled, ...walked, tables: seen.tables.length, jobs: seen.jobs.length };
      });
    });
    await syncCluster(carrying);
    // The owner's own tools keep their door.
    await copyFile(join(dataDir, 'pg/port'), join(carrying, 'pg/port')).catch(() => undefined);
    await declareCarried(dataDir, from);
    const kept = (await settleCarried(dataDir)) ?? '';
    return { from, to, ...made, kept, seconds: Math.round((performance.now() - begun) / 1000) };
  } catch (error) {
    await rm(carrying, { recursive: true, force: true }).catch(() => undefined);
    if (input.signal?.aborted) aborted(input.signal);
    throw folderFailure(error, dataDir);
  } finally {
    unlock();
  }
};
