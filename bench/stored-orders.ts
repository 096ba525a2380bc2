import pg from 'pg';
import { addMinutes } from '../platform/core/instant.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { evolve, fromLogged } from '../features/repairs/core/repair-evolve.ts';
import type { RepairOrder } from '../features/repairs/core/repair-order.ts';
import type { Step } from '../features/repairs/core/repair-steps.ts';
import { looseIndexes, tablesOf } from '../platform/server/carry-over/copy-tables.ts';
import { gramsOf, wordsOf } from '../platform/server/text-search.ts';
import { pick } from './stage.ts';

const PLACES = ['样板间', '洽谈区', '大厅', '水吧', '财务室', '签约区', '影音室', '停车场', '贵宾室', '儿童区'];
const FAULTS = ['洗手间漏水', '射灯不亮', '空调不冷', '门锁打不开', '插座没电', '马桶冲水不停', '灯带闪烁', '窗户关不严', '网络断断续续', '椅子腿松动', '窗帘拉不动', '下水慢'];

/** An order as its steps would have left it, without asking the rules a million times. */
export const orderOf = (begun: number, siteId: string, serial: number, isOpen: boolean): RepairOrder => {
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

export const RULE = JSON.stringify({ clause: 'M-11', origin: 'house', basis: 'elapsed', parameter: 'repairs.issued_not_notified', value: '2', calendarVersion: 1 });
const EVENTS = ['RepairLogged', 'OrderIssued', 'RepairAccepted', 'TechnicianArrived', 'RepairTested', 'RepairSigned', 'RepairClosed'];

/** Rows as they would stand: the order, its words, its journal, an open one's running deadline an hour ahead. */
export const insertOrders = async (pool: pg.Pool, begun: number, orders: readonly RepairOrder[]): Promise<void> => {
  const rows = orders.map((order) => {
    const texts = [order.logNumber, order.orderNumber ?? '', order.placeText, order.item, order.reporterName ?? ''];
    return { site: order.siteId, id: order.id, state: order, grams: gramsOf(order.siteId, texts), words: wordsOf(texts), isOpen: order.status === 'issued' };
  });
  const due = new Date(begun + 12 * 3_600_000).toISOString();
  const client = await pool.connect();
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

/** What the first orders left, as often as wanted, under ids and numbers of their own; indexes are made when the rows are there. */
export const multiplyOrders = async (url: string, times: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '256MB'`);
  const indexes = await looseIndexes(client);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  const own = (column: string): string => `md5(${column} || '/' || n)::uuid`;
  const instead: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    repairs: { id: own('id'), log_number: `log_number || '-' || n`, order_number: `order_number || '-' || n` }, repair_search: { repair_id: own('repair_id') }, journal: { subject: own('subject') }, clocks: { subject: own('subject') },
  };
  for (const table of (await tablesOf(client)).filter(({ name }) => name in instead)) {
    const columns = table.columns.filter(({ name, isComputed }) => !isComputed && name !== 'seq' && name !== 'xid').map(({ name }) => name);
    await client.query(`insert into ${table.name} (${columns.join(', ')}) select ${columns.map((column) => instead[table.name]?.[column] ?? column).join(', ')} from ${table.name}, generate_series(2, ${times}) n`);
  }
  for (const { made } of indexes) await client.query(made);
  await client.end();
};
