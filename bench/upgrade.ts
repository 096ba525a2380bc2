import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { RepairOrder } from '../features/repairs/core/repair-order.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { migrate } from '../platform/server/migrate.ts';
import { say, tell } from './say.ts';
import { openStage, pick } from './stage.ts';
import { insertOrders, multiplyOrders, orderOf, RULE } from './stored-orders.ts';

/**
 * A database as the first Foyer that booked orders made it, with a million of them, brought to the newest schema while
 * desks of the older program go on working: how long somebody waits for a lock that a migration holds or queues for.
 */
const FROM = '0005_journal_heads.sql';
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 1000);
const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 1_000_000);
const [WRITERS, READERS, TIMES, BATCH, QUIET_MS, LOOK_MS, WANTED_MS] = [4, 2, 50, 2000, 10_000, 5, 200];
/** Between two orders of a desk: eight in all keep a small machine half busy. */
const PAUSE_MS = 10;

const stage = await openStage({ upTo: FROM });
const begun = Date.now();
type Wait = { who: 'writer' | 'reader'; from: number; to: number };
const locked: Wait[] = [];
const answers: Wait[] = [];
let isOver = false;

const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: stage.url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** What a step of an older program writes: the order's row, its words, its journal, a deadline, the command. */
const book = async (client: pg.Client, site: string, order: RepairOrder): Promise<void> => {
  const at = new Date().toISOString();
  await client.query('begin');
  await client.query(`insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, urgent, received_at, state) values ($1, $2, 1, '\\x00', 'user', 'issued', true, $3, false, $4, $5)`, [site, order.id, randomUUID(), at, JSON.stringify(order)]);
  await client.query(`insert into repair_search values ($1, $2, $3, '{1,2,3}', 'x')`, [site, order.id, at]);
  await client.query(`insert into journal (site_id, feature, subject, version, event, data, occurred_at, recorded_at, prev_hash, hash) values ($1, 'repairs', $2, 1, 'RepairLogged', '{}', $3, $3, '\\x00', '\\x00')`, [site, order.id, at]);
  await client.query(`insert into clocks (site_id, subject, clock, round, feature, rule, started_at, due_at) values ($1, $2, 'notify', 1, 'repairs', $3, $4, $4::timestamptz + interval '12 hours')`, [site, order.id, RULE, at]);
  await client.query(`insert into commands values ($1, $2, null, 'log', $3, $4)`, [site, randomUUID(), order.id, at]);
  await client.query('commit');
};
const step = async (client: pg.Client, site: string, id: string): Promise<void> => {
  const at = new Date().toISOString();
  await client.query('begin');
  const { rows } = await client.query<{ version: number }>('select version from repairs where site_id = $1 and id = $2 for update', [site, id]);
  const version = (rows[0]?.version ?? 0) + 1;
  await client.query(`update repairs set version = $3, status = 'accepted' where site_id = $1 and id = $2`, [site, id, version]);
  await client.query(`update clocks set stopped_at = $3 where site_id = $1 and subject = $2 and stopped_at is null`, [site, id, at]);
  await client.query(`insert into journal (site_id, feature, subject, version, event, data, occurred_at, recorded_at, prev_hash, hash) values ($1, 'repairs', $2, $3, 'RepairAccepted', '{}', $4, $4, '\\x00', '\\x00')`, [site, id, version, at]);
  await client.query('commit');
};

const timed = async (who: Wait['who'], work: () => Promise<unknown>): Promise<void> => {
  const from = performance.now();
  await work();
  answers.push({ who, from, to: performance.now() });
};

const writer = async (client: pg.Client, sites: readonly string[]): Promise<void> => {
  for (let serial = ORDERS * 2; !isOver; serial += 1) {
    const site = pick(sites);
    const order = orderOf(begun, site, serial, true);
    await timed('writer', () => book(client, site, order));
    await timed('writer', () => step(client, site, order.id));
    const old = (await client.query<{ id: string }>('select id from repairs where site_id = $1 and id > $2 order by id limit 1', [site, uuidv7(begun - Math.random() * 1000)])).rows[0];
    if (old) await timed('writer', () => step(client, site, old.id));
    await sleep(PAUSE_MS);
  }
};
const reader = async (client: pg.Client, sites: readonly string[]): Promise<void> => {
  while (!isOver) {
    await timed('reader', () => client.query(`select id, state from repairs where site_id = $1 and open order by coalesce(next_due_at, 'infinity'::timestamptz), id limit 50`, [pick(sites)]));
    await timed('reader', () => client.query('select event, xid::text from journal where site_id = $1 order by seq desc limit 50', [pick(sites)]));
    await sleep(PAUSE_MS);
  }
};

/** Who waits for a lock just now, every few milliseconds; each works in centres of its own, so it is a migration's. */
const watch = async (client: pg.Client, pids: ReadonlyMap<number, Wait['who']>): Promise<void> => {
  const since = new Map<number, number>();
  while (!isOver) {
    const { rows } = await client.query<{ pid: number }>('select distinct pid from pg_locks where not granted and pid = any ($1)', [[...pids.keys()]]);
    const at = performance.now();
    for (const { pid } of rows) if (!since.has(pid)) since.set(pid, at);
    for (const [pid, from] of since) if (!rows.some((row) => row.pid === pid)) { locked.push({ who: pids.get(pid) ?? 'writer', from, to: at }); since.delete(pid); }
    await sleep(LOOK_MS);
  }
};

const longest = (waits: readonly Wait[], who: Wait['who'], from: number, to: number): number =>
  Math.max(0, ...waits.flatMap((wait) => (wait.who === who && wait.to >= from && wait.from <= to ? [wait.to - wait.from] : [])));

try {
  const sites = (await stage.seedDesks(CENTRES)).flatMap((desk) => desk.sites);
  tell(`filling ${ORDERS.toLocaleString('en')} orders into the schema of ${FROM} …`);
  const few = ORDERS / TIMES;
  for (let serial = 0; serial < few; serial += BATCH)
    await insertOrders(stage.pool, begun, Array.from({ length: Math.min(BATCH, few - serial) }, (_, n) => orderOf(begun, sites[(serial + n) % sites.length] ?? '', serial + n, Math.random() < 0.1)));
  await multiplyOrders(stage.url, TIMES);
  await stage.pool.query('vacuum analyze');
  const size = (await stage.pool.query<{ size: string }>('select pg_size_pretty(pg_database_size(current_database())) as size')).rows[0]?.size;
  tell(`… ${Math.round((Date.now() - begun) / 1000)} s, ${size}`);

  const clients = await Promise.all(Array.from({ length: WRITERS + READERS + 1 }, connect));
  const pidOf = async (client: pg.Client): Promise<number> => (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
  const pids = new Map<number, Wait['who']>();
  for (const [index, client] of clients.slice(1).entries()) pids.set(await pidOf(client), index < WRITERS ? 'writer' : 'reader');
  const [eyes, ...workers] = clients as [pg.Client, ...pg.Client[]];
  const working = Promise.all([watch(eyes, pids), ...workers.map((client, index) => (index < WRITERS ? writer(client, sites.filter((_, n) => n % WRITERS === index)) : reader(client, sites)))]);

  const quiet = performance.now();
  await sleep(QUIET_MS);
  let from = performance.now();
  const first = from;
  const told: { name: string; seconds: number; writer: number; reader: number; answer: number }[] = [];
  const folder = new URL('../db/migrations/', import.meta.url);
  await migrate({
    url: stage.url, folder, now: new Date().toISOString(), testClock: false,
    onStep: ({ name }) => {
      const to = performance.now();
      told.push({ name, seconds: (to - from) / 1000, writer: longest(locked, 'writer', from, to), reader: longest(locked, 'reader', from, to), answer: longest(answers, 'writer', from, to) });
      from = to;
    },
  });
  const last = performance.now();
  await sleep(500);
  isOver = true;
  await working;
  await Promise.all(clients.map((client) => client.end()));
  for (const { name, seconds, writer: w, reader: r, answer } of told)
    if (seconds > 1 || w > 20 || r > 20) tell(`  ${name.padEnd(36)} ${seconds.toFixed(1).padStart(7)} s; waits for a lock: writer ${w.toFixed(0)} ms, reader ${r.toFixed(0)} ms; longest transaction ${answer.toFixed(0)} ms`);
  const [w, r] = [longest(locked, 'writer', first, last), longest(locked, 'reader', first, last)];
  const transactions = answers.filter(({ who, to }) => who === 'writer' && to > first && to < last).length;
  say(`${told.length} migrations beside ${WRITERS} desks and ${READERS} readers (${(transactions / ((last - first) / 1000)).toFixed(0)} transactions/s)`, `${((last - first) / 1000).toFixed(0)} s`);
  say('longest wait of a writer for a lock', `${w.toFixed(0)} ms`, `< ${WANTED_MS} ms`, w < WANTED_MS);
  say('longest wait of a reader for a lock', `${r.toFixed(0)} ms`, `< ${WANTED_MS} ms`, r < WANTED_MS);
  say('longest transaction of a writer, with and without migrations', `${longest(answers, 'writer', first, last).toFixed(0)} / ${longest(answers, 'writer', quiet, first).toFixed(0)} ms`);
} finally {
  isOver = true;
  await stage.end();
}
