import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { uuidv7 } from '../platform/server/ids.ts';
import { restoreFolder } from '../platform/server/backup/restore-folder.ts';
import { runningPostgresUrl } from '../platform/server/postgres/embedded-postgres.ts';
import { migrate } from '../platform/server/migrate.ts';
import { MIGRATIONS, readable } from '../scripts/installation.ts';
import { say, tell } from './say.ts';
import { openStage, pick, send, type Ask } from './stage.ts';
import { insertOrders, multiplyOrders, orderOf } from './stored-orders.ts';

/** What a backup costs the desks beside it, and how long a restore takes. A size that can be run in some minutes. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 200);
const ROUND_MS = Number(process.env['BENCH_SECONDS'] ?? 5) * 1000;
/** What lies in the database: orders with words and journal, or words that do not pack, so that it has the size asked for. */
const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 0);
const MEGABYTES = Number(process.env['BENCH_MEGABYTES'] ?? (ORDERS > 0 ? 0 : 1000));
const [BATCH, TIMES] = [2000, 50];

const stage = await openStage();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

try {
  const desks = await stage.seedDesks(CENTRES);
  const next = (): Ask => {
    const desk = pick(desks);
    return { method: 'POST', path: `/api/sites/${pick(desk.sites)}/repairs`, token: desk.token, body: JSON.stringify({ commandId: randomUUID(), repairId: uuidv7(), kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' }) };
  };
  await stage.pool.query('create table ballast (id integer primary key, text text not null)');
  await stage.pool.query(`alter table ballast alter text set storage external`);
  for (let made = 0; made < MEGABYTES; made += 50)
    await stage.pool.query(`insert into ballast select n, (select string_agg(md5(random()::text || n || k), '') from generate_series(1, 32) k) from generate_series($1::int * 1000, ($1::int + least(50, $2::int)) * 1000 - 1) n`, [made, MEGABYTES - made]);
  const begun = Date.now();
  const sites = desks.flatMap((desk) => desk.sites);
  const few = ORDERS / TIMES;
  for (let made = 0; made < few; made += BATCH) await insertOrders(stage.pool, begun, Array.from({ length: Math.min(BATCH, few - made) }, (_each, nth) => orderOf(begun, pick(sites), made + nth + 1, false)));
  if (few > 0) await multiplyOrders(stage.url, TIMES);
  tell(`filled in ${Math.round((Date.now() - begun) / 1000)} s`);
  const [size] = (await stage.pool.query<{ size: string }>('select pg_size_pretty(pg_database_size(current_database())) as size')).rows;
  await stage.pool.query('vacuum analyze');
  await stage.pool.query('checkpoint');
  const origin = await stage.start('foyer');

  /** Orders a second of eight desks until told to stop. */
  const intake = async (isOver: () => boolean): Promise<number> => {
    let count = 0;
    const from = performance.now();
    await Promise.all(Array.from({ length: 8 }, async () => { for (; !isOver(); count += 1) await send(agent, origin, next()); }));
    return (count * 1000) / (performance.now() - from);
  };
  const forAWhile = (): (() => boolean) => { const end = performance.now() + ROUND_MS; return () => performance.now() > end; };

  await intake(forAWhile());
  const before = await intake(forAWhile());
  // The program that makes it looks into the installation's own database, which stands beside the benchmark's in one cluster.
  await migrate({ url: (await runningPostgresUrl(stage.folder)) ?? '', folder: MIGRATIONS, now: new Date().toISOString(), testClock: false });
  const target = await mkdtemp(join(stage.folder, 'target-'));
  let isDone = false;
  const from = performance.now();
  const env = { ...process.env, FOYER_DATA: stage.folder };
  const child = spawn(process.execPath, [new URL('../scripts/backup.ts', import.meta.url).pathname, target], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => { isDone = true; done(code); }));
  const beside = await intake(() => isDone);
  if ((await ended) !== 0) throw new Error(said);
  const seconds = (performance.now() - from) / 1000;
  const after = await intake(forAWhile());
  const alone = (before + after) / 2;
  say(`${CENTRES} centres, ${ORDERS.toLocaleString('en')} orders, ${size?.size ?? ''} of database: the backup beside eight desks took`, `${seconds.toFixed(1)} s`);
  say(`intake beside it ${beside.toFixed(0)}/s, without ${before.toFixed(0)} before and ${after.toFixed(0)} after; ratio`, (beside / alone).toFixed(2), '≥ 0.8', beside / alone >= 0.8);

  const file = /(\/\S+\.tar\.zst)/.exec(said)?.[1] ?? '';
  const restoredAt = performance.now();
  const restored = await restoreFolder({ file, dataDir: join(stage.folder, 'restored-here'), passphrase: undefined, ...readable(), afterwards: async () => undefined, log: () => undefined });
  say(`restoring its ${(restored.bytes / 1e6).toFixed(0)} MB, replay included`, `${((performance.now() - restoredAt) / 1000).toFixed(1)} s`);
  await rm(target, { recursive: true, force: true });
} finally {
  await stage.end();
}
