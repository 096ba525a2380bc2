import { Agent } from 'node:http';
import { addMinutes } from '../platform/core/instant.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { evolve, fromLogged } from '../features/repairs/core/repair-evolve.ts';
import type { RepairOrder } from '../features/repairs/core/repair-order.ts';
import type { Step } from '../features/repairs/core/repair-steps.ts';
import { gramsOf, wordsOf } from '../platform/server/text-search.ts';
import { say, tell } from './say.ts';
import { openStage, pick, send, type Ask, type Desk } from './stage.ts';

/** Whether it stays as fast when there is much: 1,000,000 orders against 10,000 in 1,000 centres; 100,000 running clocks; a restart. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 1000);
const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 1_000_000);
const FEW = ORDERS / 100;
const OPEN_AT_MEASURED = 50;
const BATCH = 2000;
const ASKED = 400;
const DUE_AT_ONCE = 1000;

const PLACES = ['样板间', '洽谈区', '大厅', '水吧', '财务室', '签约区', '影音室', '停车场', '贵宾室', '儿童区'];
const FAULTS = ['洗手间漏水', '射灯不亮', '空调不冷', '门锁打不开', '插座没电', '马桶冲水不停', '灯带闪烁', '窗户关不严', '网络断断续续', '椅子腿松动', '窗帘拉不动', '下水慢'];

const stage = await openStage();
const agent = new Agent({ keepAlive: true });
const begun = Date.now();

/** An order as its steps would have left it, without asking the rules a million times. */
const orderOf = (siteId: string, serial: number, isOpen: boolean): RepairOrder => {
  const at = new Date(begun - serial * 1000 - 3_600_000).toISOString();
  const by = siteId;
  const step = (order: RepairOrder, minutes: number, taken: Step): RepairOrder =>
    evolve(order, { type: 'StepTaken', at: addMinutes(at, minutes), recordedAt: addMinutes(at, minutes), by, way: 'desk', step: taken, orderNumber: `9901-${String(serial).padStart(7, '0')}` });
  let order = fromLogged(
    { type: 'RepairLogged', at, recordedAt: at, by, kind: 'user', logNumber: `B9901-${String(serial).padStart(7, '0')}`, channel: 'phone', urgent: false, beforeOpening: false, onSpot: false, placeText: `${pick(PLACES)}${serial % 97}`, item: `${pick(FAULTS)},${pick(FAULTS)}`, reporterName: '王经理' },
    { id: uuidv7(), siteId },
  );
  order = step(order, 1, { step: 'issue' });
  if (isOpen) return order;
  for (const [minutes, taken] of [
    [3, { step: 'accept', signWay: 'pin' }], [20, { step: 'arrive' }], [22, { step: 'start' }], [40, { step: 'test', to: '王经理', passed: true }], [41, { step: 'record', workDone: '更换配件,试用正常', result: 'fixed' }], [42, { step: 'judge', acceptance: 'accepted' }],
    [43, { step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied' }], [44, { step: 'sign', signWay: 'paper', signedBy: '王经理' }], [90, { step: 'moveCopy', ply: 'desk', custody: 'returned' }],
  ] as const satisfies readonly (readonly [number, Step])[])
    order = step(order, minutes, taken);
  return evolve(order, { type: 'RepairClosed', at: addMinutes(at, 95), recordedAt: addMinutes(at, 95), by });
};

const RULE = JSON.stringify({ clause: 'M-11', origin: 'house', basis: 'elapsed', parameter: 'repairs.issued_not_notified', value: '2', calendarVersion: 1 });
const EVENTS = ['RepairLogged', 'OrderIssued', 'RepairAccepted', 'TechnicianArrived', 'RepairTested', 'RepairSigned', 'RepairClosed'];

/** Rows as they would stand: the order, its words, its journal, an open one's running deadline an hour ahead. */
const insert = async (orders: readonly RepairOrder[]): Promise<void> => {
  const rows = orders.map((order) => {
    const texts = [order.logNumber, order.orderNumber ?? '', order.placeText, order.item, order.reporterName ?? ''];
    return { site: order.siteId, id: order.id, state: order, grams: gramsOf(order.siteId, texts), words: wordsOf(texts), isOpen: order.status === 'issued' };
  });
  const due = new Date(begun + 12 * 3_600_000).toISOString();
  const client = await stage.pool.connect();
  try {
    await client.query('begin; set local session_replication_role = replica; set local synchronous_commit = off');
    await client.query(
      `with r as (select * from jsonb_to_recordset($1::jsonb) as x (site uuid, id uuid, state jsonb, "isOpen" boolean))
       insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, order_number, intake_by, urgent, received_at, next_due_at, next_clock, signed_off_at, closed_at, desk_copy, follow_up_open, state)
       select site, id, case when "isOpen" then 2 else 7 end, '\\x00', 'user', state->>'status', "isOpen", state->>'logNumber', state->>'orderNumber', site, false, (state->>'receivedAt')::timestamptz, case when "isOpen" then $2::timestamptz + random() * interval '1 hour' end,
              case when "isOpen" then 'notify' end, (state->'marks'->'sign'->>'at')::timestamptz, (state->>'closedAt')::timestamptz, state->'copies'->'desk'->>'custody', false, state from r`,
      [JSON.stringify(rows.map(({ site, id, state, isOpen }) => ({ site, id, state, isOpen }))), due],
    );
    await client.query(
      `insert into repair_search select site, id, received, array(select jsonb_array_elements_text(grams)::int), words from jsonb_to_recordset($1::jsonb) as x (site uuid, id uuid, received timestamptz, grams jsonb, words text)`,
      [JSON.stringify(rows.map(({ site, id, state, grams, words }) => ({ site, id, received: state.receivedAt, grams, words })))],
    );
    await client.query(
      `insert into journal (site_id, feature, subject, version, event, data, actor, occurred_at, recorded_at, prev_hash, hash)
       select site, 'repairs', id, n, e, '{"way":"desk"}', site, at + n * interval '5 minutes', at + n * interval '5 minutes', sha256(n::text::bytea), sha256(id::text::bytea)
         from jsonb_to_recordset($1::jsonb) as x (site uuid, id uuid, at timestamptz, "isOpen" boolean), unnest($2::text[]) with ordinality as e (e, n) where n <= 2 or not "isOpen"`,
      [JSON.stringify(rows.map(({ site, id, state, isOpen }) => ({ site, id, at: state.receivedAt, isOpen }))), EVENTS],
    );
    await client.query(
      `insert into clocks (site_id, subject, clock, round, feature, rule, started_at, due_at) select site_id, id, 'notify', 1, 'repairs', $2::jsonb, received_at, next_due_at from repairs where (site_id, id) in (select site, id from jsonb_to_recordset($1::jsonb) as x (site uuid, id uuid)) and open`,
      [JSON.stringify(rows.map(({ site, id }) => ({ site, id }))), RULE],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
};

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
        orders.push(orderOf(site, serial, !measured.includes(site) && Math.random() < shareOpen));
      }
      await insert(orders);
    }
  };
  await insert(measured.flatMap((site) => Array.from({ length: OPEN_AT_MEASURED }, () => orderOf(site, (serial += 1), true))));
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
