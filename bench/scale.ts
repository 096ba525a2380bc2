import { Agent } from 'node:http';
import type { RepairOrder } from '../features/repairs/core/repair-order.ts';
import { say, tell } from './say.ts';
import { openStage, pick, send, type Ask, type Desk } from './stage.ts';
import { insertOrders, orderOf } from './stored-orders.ts';

/** Whether it stays as fast when there is much: 1,000,000 orders against 10,000 in 1,000 centres; 100,000 running clocks; a restart. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 1000);
const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 1_000_000);
const FEW = ORDERS / 100;
const OPEN_AT_MEASURED = 50;
const BATCH = 2000;
const ASKED = 400;
const DUE_AT_ONCE = 1000;

const stage = await openStage();
const agent = new Agent({ keepAlive: true });
const begun = Date.now();

const p95 = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
const measure = async (origin: string, next: () => Ask): Promise<number> => {
  for (let warm = 0; warm < 50; warm += 1) await send(agent, origin, next());
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) times.push(await send(agent, origin, next()));
  return p95(times);
};

try {
  const desks = await stage.seedDesks(CENTRES);
  const sites = desks.flatMap((desk) => desk.sites);
  // The centres that are asked have their 50 open orders from the start; all others get theirs as the million comes in.
  const asked = desks.slice(0, 1) as [Desk];
  const measured = asked[0].sites;
  let serial = 0;
  const fill = async (upTo: number, shareOpen: number): Promise<void> => {
    while (serial < upTo) {
      const orders: RepairOrder[] = [];
      for (; orders.length < BATCH && serial < upTo; serial += 1) {
        const site = sites[serial % sites.length] ?? '';
        orders.push(orderOf(begun, site, serial, !measured.includes(site) && Math.random() < shareOpen));
      }
      await insertOrders(stage.pool, begun, orders);
    }
  };
  await insertOrders(stage.pool, begun, measured.flatMap((site) => Array.from({ length: OPEN_AT_MEASURED }, () => orderOf(begun, site, (serial += 1), true))));
  await fill(serial + FEW, 0.1);
  await stage.pool.query('vacuum analyze');
  const board = (): Ask => ({ method: 'GET', path: `/api/sites/${pick(measured)}/repairs`, token: asked[0].token });
  let origin = await stage.start('foyer');
  const few = await measure(origin, board);
  await stage.stopServers();

  tell(`filling ${ORDERS.toLocaleString('en')} orders into ${CENTRES} centres …`);
  const from = performance.now();
  await fill(serial + ORDERS - FEW, 0.1);
  await stage.pool.query('vacuum analyze');
  const [size] = (await stage.pool.query<{ size: string; open: number }>(`select pg_size_pretty(pg_database_size(current_database())) as size, (select count(*)::int from clocks where next_at is not null) as open`)).rows;
  tell(`… ${Math.round((performance.now() - from) / 1000)} s, ${size?.size}, ${size?.open} running clocks\n`);

  const restart = performance.now();
  origin = await stage.start('foyer');
  await send(agent, origin, { method: 'GET', path: '/healthz', token: asked[0].token });
  const seconds = (performance.now() - restart) / 1000;
  say('restart to the first answer', `${seconds.toFixed(1)} s`, '< 5 s', seconds < 5);

  const many = await measure(origin, board);
  say(`board page p95, ${ORDERS.toLocaleString('en')} orders against ${FEW.toLocaleString('en')}`, `${many.toFixed(1)}/${few.toFixed(1)} ms`, `ratio ${(many / few).toFixed(2)} ≤ 1.5`, many / few <= 1.5);
  const ids = (await stage.pool.query<{ site_id: string; id: string }>('select site_id, id from repairs where site_id = any($1) order by random() limit 500', [measured])).rows;
  const one = await measure(origin, () => { const order = pick(ids); return { method: 'GET', path: `/api/sites/${order.site_id}/repairs/${order.id}`, token: asked[0].token }; });
  const timeline = await measure(origin, () => { const order = pick(ids); return { method: 'GET', path: `/api/sites/${order.site_id}/repairs/${order.id}/timeline`, token: asked[0].token }; });
  say('one order and its timeline, p95 each', `${one.toFixed(1)}+${timeline.toFixed(1)} ms`, '< 20 ms', one + timeline < 20);
  const words = ['漏水', '不亮', '空调', '椅子腿', '冲水不停', '样板间1', '王经理', '影音室9'];
  const search = await measure(origin, () => ({ method: 'GET', path: `/api/sites/${pick(measured)}/repairs/search?q=${encodeURIComponent(pick(words))}`, token: asked[0].token }));
  say('search of a Chinese substring in one centre, p95', `${search.toFixed(1)} ms`, '< 150 ms', search < 150);

  // A thousand of the running clocks fall due in the same second, three seconds from now.
  const due = new Date(Date.now() + 3000).toISOString();
  await stage.pool.query(`update clocks set due_at = $1::timestamptz + random() * interval '1 second' where (site_id, subject, clock, round) in (select site_id, subject, clock, round from clocks where next_at is not null and not (site_id = any($2)) limit ${DUE_AT_ONCE})`, [due, measured]);
  const lastDue = Date.parse(due) + 1000;
  let claimed = 0;
  while (claimed < DUE_AT_ONCE && Date.now() < lastDue + 60_000) {
    await new Promise((done) => setTimeout(done, 100));
    claimed = (await stage.pool.query<{ n: number }>('select count(*)::int as n from clocks where breached_at is not null')).rows[0]?.n ?? 0;
  }
  const after = (Date.now() - lastDue) / 1000;
  const twice = (await stage.pool.query<{ n: number }>(`select count(*)::int as n from (select from journal where event = 'DeadlineBreached' group by site_id, subject having count(*) > 1) t`)).rows[0]?.n ?? 0;
  const noted = (await stage.pool.query<{ n: number }>(`select count(*)::int as n from journal where event = 'DeadlineBreached'`)).rows[0]?.n ?? 0;
  say(`${DUE_AT_ONCE} of ${size?.open} clocks due in one second`, `${Math.max(0, after).toFixed(1)} s`, `< 5 s, ${noted} noted, ${twice} twice`, after < 5 && noted === DUE_AT_ONCE && twice === 0);
} finally {
  agent.destroy();
  await stage.end();
}
