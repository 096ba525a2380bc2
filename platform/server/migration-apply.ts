import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Part } from './migration-parts.ts';
import { connectToPrimary } from './postgres-hosts.ts';
import { StartError } from './start-error.ts';

/** `share`: between 0 and 1, where it is known. */
export type OnPart = (told: { name: string; share: number | undefined; isWaiting: boolean }) => void;

// Whoever comes after us waits behind us for a table: we ask for a moment, give way, and ask again.
const LOCK_MS = 50;
const PAUSE_MS = { first: 100, most: 2_000 } as const;
const PATIENCE_MS = 600_000;
// A page holds the rows it changes until it stands, and the feed behind it: so many that nobody notices, found while going.
const PAGE = { first: 500, least: 200, most: 20_000, shortMs: 40, longMs: 80 } as const;
const WATCH_MS = 2_000;

const isLocked = (error: unknown): boolean => (error as { code?: string }).code === '55P03';

/** One transaction, again from its beginning while somebody holds what it needs. */
export const inTransaction = async (client: pg.Client, work: () => Promise<void>, onWait: () => void = () => undefined): Promise<void> => {
  const begun = performance.now();
  for (let pause: number = PAUSE_MS.first; ; pause = Math.min(pause * 1.5, PAUSE_MS.most)) {
    try {
      await client.query(`begin; set local lock_timeout = ${LOCK_MS}`);
      await work();
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      if (!isLocked(error)) throw error;
      if (performance.now() - begun > PATIENCE_MS)
        throw new StartError(`升级等了十分钟，有程序一直占着数据表；请停掉它（或重启数据库）后再启动。 / The upgrade waited ten minutes for a table that something holds: stop it, then start again. (${(error as Error).message})`);
      onWait();
      await sleep(pause * (0.5 + Math.random()));
    }
  }
};

const ROWS_ABOUT = `select greatest(reltuples, 0)::float8 as n from pg_class where oid = $1::regclass`;
const KEY_OF = `select array_agg(a.attname::text order by k.n) as names from pg_index i, unnest(i.indkey::int[]) with ordinality as k (attnum, n), pg_attribute a
  where i.indrelid = $1::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.attnum`;

type Step = {
  readonly client: pg.Client; readonly url: string; readonly name: string; readonly at: number; readonly part: Part;
  /** The file's last part writes down that it stands. */
  readonly finish: (() => Promise<void>) | undefined; readonly onPart: OnPart | undefined;
};

const noteDone = async ({ client, name, at, finish }: Step): Promise<void> => {
  if (finish) return finish();
  await client.query('insert into schema_migration_parts values ($1, $2) on conflict (name) do update set done = excluded.done, upto = null', [name, at + 1]);
};

/** Page after page in the order of the key; where it came to is written with each, so that an interruption loses none and repeats none. */
const inPages = async (step: Step, sql: string, table: string): Promise<void> => {
  const { client, name, at, onPart } = step;
  const names = (await client.query<{ names: string[] | null }>(KEY_OF, [table])).rows[0]?.names ?? [];
  const of = Math.max((await client.query<{ n: number }>(ROWS_ABOUT, [table])).rows[0]?.n ?? 0, 1);
  const key = `(${names.map((column) => `${table}.${column}`).join(', ')})`;
  const tuple = (values: readonly string[]): string => `(${values.map((value) => client.escapeLiteral(value)).join(', ')})`;
  let upto = (await client.query<{ upto: string[] | null }>('select upto from schema_migration_parts where name = $1', [name])).rows[0]?.upto ?? undefined;
  let size: number = PAGE.first;
  for (let done = 0; ; ) {
    const after = upto ? `${key} > ${tuple(upto)}` : 'true';
    const { rows } = await client.query<{ last: string[]; rows: number }>(
      `select array[${names.map((column) => `(${column})::text`).join(', ')}] as last, nth::float8 as rows
         from (select ${names.join(', ')}, row_number() over (order by ${names.join(', ')}) as nth from (select ${names.join(', ')} from ${table} where ${after} order by ${names.join(', ')} limit ${size}) found) page order by nth desc limit 1`,
    );
    const page = rows[0];
    if (!page) return;
    let took = 0;
    await inTransaction(client, async () => {
      // A page lost with the machine is lost with its place; the part's end waits for the disk.
      await client.query('set local synchronous_commit = off');
      const from = performance.now();
      await client.query(sql.replaceAll(/\bin_page\b/g, `(${after} and ${key} <= ${tuple(page.last)})`));
      await client.query('insert into schema_migration_parts values ($1, $2, $3) on conflict (name) do update set upto = excluded.upto', [name, at, page.last]);
      took = performance.now() - from;
    }, () => onPart?.({ name, share: undefined, isWaiting: true }));
    if (took > PAGE.longMs) size = Math.max(Math.floor(size / 2), PAGE.least);
    else if (took < PAGE.shortMs) size = Math.min(size * 2, PAGE.most);
    upto = page.last;
    done += page.rows;
    onPart?.({ name, share: Math.min(done / of, 1), isWaiting: false });
  }
};

/** What an index being built has come to, asked beside it. */
const watched = async (step: Step, work: () => Promise<unknown>): Promise<void> => {
  const { client, url, name, onPart } = step;
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    const pid = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
    await sleep(WATCH_MS, undefined, { signal: over.signal, ref: false });
    const beside = await connectToPrimary(url);
    try {
      for (;;) {
        const { rows } = await beside.query<{ share: number | null; waits: boolean }>(`select blocks_done::float8 / nullif(blocks_total, 0) as share, phase like 'waiting%' as waits from pg_stat_progress_create_index where pid = $1`, [pid]);
        if (rows[0]) onPart?.({ name, share: rows[0].share ?? undefined, isWaiting: rows[0].waits });
        await sleep(WATCH_MS, undefined, { signal: over.signal, ref: false });
      }
    } finally {
      await beside.end();
    }
  };
  // To be told nothing is no reason to stop.
  const watching = watch().catch(() => undefined);
  try {
    await work();
  } finally {
    over.abort();
    await watching;
  }
};

/** An index whose building was broken off stands there, is kept up and serves nobody. */
const dropBroken = async (client: pg.Client, index: string): Promise<void> => {
  const { rows } = await client.query('select from pg_index where indexrelid = to_regclass($1) and not indisvalid', [index]);
  if (rows.length > 0) await client.query(`drop index concurrently ${index}`);
};

export const applyPart = async (step: Step): Promise<void> => {
  const { client, name, part, onPart } = step;
  const onWait = (): void => onPart?.({ name, share: undefined, isWaiting: true });
  if (part.kind === 'together')
    return inTransaction(client, async () => {
      await client.query(part.sql);
      await noteDone(step);
    }, onWait);
  if (part.kind === 'apart') {
    if (part.index) await dropBroken(client, part.index);
    await watched(step, () => client.query(part.sql));
  } else await inPages(step, part.sql, part.table);
  await inTransaction(client, () => noteDone(step), onWait);
};
