import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { uuidv7 } from './ids.ts';
import { installJobs } from './jobs.ts';
import { applyPart, inTransaction, type OnPart } from './migration-apply.ts';
import { partsOf } from './migration-parts.ts';
import { connectToPrimary } from './postgres-hosts.ts';

export class DatabaseTooNew extends Error {}
export class DatabaseRefused extends Error {}

const TURN_MS = 200;

/** Asked for again and again: whoever sleeps inside a statement is a transaction that an index built beside the work waits for. */
const takeTurn = async (client: pg.Client): Promise<void> => {
  while (!(await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(hashtext('foyer-migrate')) as mine`)).rows[0]?.mine) await sleep(TURN_MS);
};

/**
 * Brings the database to this program's version: numbered plain SQL, each file in one transaction or, where a big table
 * would be held for long, in parts (migration-parts.ts) of which each stands once done, so that an interrupted file goes on
 * behind it. Two processes starting together wait for each other.
 */
export const migrate = async (input: {
  url: string;
  folder: URL;
  now: string;
  testClock: boolean;
  /** Only these steps: data of an older program is put in first, and then changed like any other. */
  only?: readonly string[];
  /** A database with data in it is about to be changed; what fails here leaves it as it was. */
  beforeUpgrade?(from: string, steps: readonly string[]): Promise<void>;
  /** A step stands: the sentence its file begins with. */
  onStep?(step: { name: string; sentence: string; nth: number; of: number }): void;
  /** How far a step is that takes long. */
  onPart?: OnPart;
}): Promise<string[]> => {
  const client = await connectToPrimary(input.url);
  const applied: string[] = [];
  try {
    const version = Number(await serverVersion(client));
    if (version < 170000) throw new DatabaseRefused('需要 PostgreSQL 17 或更新版本，请换一台或升级 DATABASE_URL 里的数据库。 / PostgreSQL 17 or newer is needed: upgrade that of DATABASE_URL or name another.');
    await takeTurn(client);
    await client.query(`set statement_timeout = 0;
      create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null);
      create table if not exists schema_migration_parts (name text primary key, done integer not null, upto text[])`);
    const { done, files } = await stepsOf(client, input.folder);
    const steps = files.filter((name) => !done.has(name) && (input.only?.includes(name) ?? true));
    const last = [...done].sort().at(-1);
    if (last !== undefined && steps.length > 0) await input.beforeUpgrade?.(last, steps);
    for (const name of steps) {
      const sql = await readFile(new URL(name, input.folder), 'utf8');
      const parts = partsOf(sql);
      const done = (await client.query<{ done: number }>('select done from schema_migration_parts where name = $1', [name])).rows[0]?.done ?? 0;
      const finish = async (): Promise<void> => {
        await client.query('insert into schema_migrations values ($1, $2)', [name, input.now]);
        await client.query('delete from schema_migration_parts where name = $1', [name]);
      };
      for (const [at, part] of parts.entries()) if (at >= done) await applyPart({ client, url: input.url, name, at, part, finish: at === parts.length - 1 ? finish : undefined, onPart: input.onPart });
      if (parts.length === 0) await inTransaction(client, finish);
      applied.push(name);
      input.onStep?.({ name, sentence: /^-- (.+)/.exec(sql)?.[1] ?? '', nth: applied.length, of: steps.length });
    }
    await installJobs(client);
    await client.query('insert into installation values (true, $1, $2, $3) on conflict do nothing', [uuidv7(), input.testClock, input.now]);
    const test = (await client.query<{ test_clock: boolean }>('select test_clock from installation')).rows[0]?.test_clock;
    if (test !== input.testClock)
      throw new DatabaseRefused(
        test
          ? '这个数据库是用测试时钟建的：请设置 FOYER_TEST_CLOCK=1 再启动，或另选 FOYER_DATA。 / This database was made with the test clock: start with FOYER_TEST_CLOCK=1 or choose another FOYER_DATA.'
          : '正式数据库不能使用测试时钟：请去掉 FOYER_TEST_CLOCK。 / The test clock is refused on a real database: unset FOYER_TEST_CLOCK.',
      );
    return applied;
  } finally {
    await client.end();
  }
};

const stepsOf = async (client: pg.Client, folder: URL): Promise<{ done: Set<string>; files: string[] }> => {
  const done = new Set((await client.query<{ name: string }>('select name from schema_migrations')).rows.map((row) => row.name));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const unknown = [...done].filter((name) => !files.includes(name));
  if (unknown.length > 0)
    throw new DatabaseTooNew(
      `数据库版本比本程序新（${unknown.at(-1)}）：请用更新的程序；要退回这一版，请恢复升级前的备份。 / The database is newer than this program (${unknown.at(-1)}): use the newer one; going back is a restore of the backup made before the upgrade.`,
    );
  return { done, files };
};

/** How many steps the next start will take; nothing is changed. */
export const stepsToCome = async (url: string, folder: URL): Promise<number> => {
  const client = await connectToPrimary(url);
  try {
    const { done, files } = await stepsOf(client, folder);
    return files.length - done.size;
  } finally {
    await client.end();
  }
};

const serverVersion = async (client: pg.Client): Promise<string> =>
  (await client.query<{ server_version_num: string }>('show server_version_num')).rows[0]?.server_version_num ?? '0';
