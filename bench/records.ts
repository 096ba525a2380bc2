import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { RECORD_GRANTS } from '../features/records/core/records-permissions.ts';
import { fromLogged } from '../features/repairs/core/repair-evolve.ts';
import { REPAIR_GRANTS } from '../features/repairs/core/repair-permissions.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { say, tell } from './say.ts';
import { openStage, send } from './stage.ts';

/** A month of 3,000 orders as figures, paper and workbook; a register of 100,000 lines as a stream. */
const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 3000);
const LONG = Number(process.env['BENCH_LINES'] ?? 100_000);
const MONTH = '2026-10';

const stage = await openStage();
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** The resident memory of the server's process, in MB. */
const residentOf = (): number => Math.max(0, ...stage.pids().map((pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0))) / 1024;

try {
  const [desk] = await stage.seedDesks(2);
  if (!desk) throw new Error('No desk.');
  await stage.pool.query('update api_tokens set scopes = $1', [[...REPAIR_GRANTS, ...RECORD_GRANTS].map(([permission]) => permission)]);
  await stage.pool.query(`insert into memberships (site_id, person_id, role, valid_from) select site_id, person_id, 'property_manager', valid_from from memberships`);
  const [person] = (await stage.pool.query<{ id: string }>('select id from people limit 1')).rows;
  const by = person?.id ?? '';
  const [monthly = '', yearly = ''] = desk.sites;
  const at = '2026-10-01T01:00:00.000Z';
  const order = {
    ...fromLogged({ type: 'RepairLogged', at, recordedAt: at, by, logNumber: 'B', kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间马桶漏水，地面有积水，请尽快处理', urgent: false, reporterName: '欧阳经理', reporterPhone: '13911112222', intakeBy: by } as unknown as Parameters<typeof fromLogged>[0], { id: uuidv7(), siteId: monthly }),
    status: 'closed', orderNumber: 'O', technicianId: by, workDone: '更换水箱进水阀，试用正常，地面擦净', result: 'fixed', signedBy: '王经理', visit: 1, ratings: { workmanship: 'satisfied', attitude: 'satisfied', conduct: 'fair' }, materials: [{ name: '进水阀', unit: '个', quantity: 1, unitPriceCents: 4500 }],
    marks: Object.fromEntries(['issue', 'notify', 'accept', 'ready', 'arrive', 'start', 'test', 'record', 'judge', 'sign'].map((step, index) => [step, { at: new Date(Date.parse(at) + index * 300_000).toISOString(), recordedAt: at, way: 'app', by }])),
    followUp: { result: 'satisfied', by, at, method: 'phone', tries: 1 }, copies: { desk: { custody: 'returned', at, by } },
  };
  /** No two lines say the same. */
  const ITEMS = ['洗手间马桶漏水，地面有积水，请尽快处理', '沙盘区射灯不亮', '空调不制冷，吹出来的是热风，出风口有滴水，客人已经两次提起', '样板间入户门关不上', '水吧洗手盆下方软管持续滴水'];
  const fill = (siteId: string, count: number, days: number) =>
    stage.pool.query(
      `with made as (
         insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, order_number, technician_id, intake_by, type_id, urgent, received_at, signed_off_at, closed_at, desk_copy, state)
         select $1, gen_random_uuid(), 1, '\\x00', case when n % 3 = 0 then 'facility' else 'user' end, case when n % 50 = 0 then 'on_site' else 'closed' end, n % 50 = 0, 'B' || n, 'O' || n, $3, $3, (array['lamp', 'leak', 'aircon', 'door'])[1 + n % 4], false,
                '2026-10-01T01:00:00Z'::timestamptz + (n % $5::int) * interval '1 day' + (n % 600) * interval '1 minute', case when n % 50 > 0 then '2026-10-31T01:00:00Z'::timestamptz end, null, 'returned', jsonb_set($4::jsonb, '{item}', to_jsonb(item || ' ' || n)) from generate_series(1, $2::int) n cross join lateral (select ($6::text[])[1 + n % 5] as item) i returning id)
       insert into journal (site_id, feature, subject, version, event, data, occurred_at, recorded_at, prev_hash, hash) select $1, 'repairs', id, 1, 'RepairLogged', '{"kind":"user"}', now(), now(), '\\x00', '\\x00' from made`,
      [siteId, count, by, JSON.stringify(order), days, ITEMS],
    );
  tell(`filling ${ORDERS.toLocaleString('en')} orders of a month and ${LONG.toLocaleString('en')} of a year …`);
  await fill(monthly, ORDERS, 28);
  await fill(yearly, LONG, 28);
  await stage.pool.query(
    `insert into clocks (site_id, subject, clock, round, feature, rule, started_at, due_at, stopped_at, breached_at) select site_id, id, c, 1, 'repairs', '{"clause":"M-47","origin":"plan"}', received_at, received_at + interval '15 minutes', received_at + interval '10 minutes', null from repairs cross join unnest(array['issue', 'ready', 'on_site', 'copy_return']) c where site_id = $1`,
    [monthly],
  );
  await stage.pool.query('vacuum analyze');

  const origin = await stage.start('foyer');
  const ask = (path: string, siteId = monthly) => send(agent, origin, { method: 'GET', path: `/api/sites/${siteId}/${path}`, token: desk.token });
  const rounds = async (path: string, count: number): Promise<number[]> => {
    await ask(path);
    const times: number[] = [];
    for (let round = 0; round < count; round += 1) times.push(await ask(path));
    return times;
  };
  const figures = median(await rounds(`records/month?month=${MONTH}`, 9));
  say(`figures of a month of ${ORDERS.toLocaleString('en')} orders with three to compare, median`, `${figures.toFixed(0)} ms`, '< 300 ms', figures < 300);
  const pdf = median(await rounds(`records/month.pdf?month=${MONTH}`, 3));
  say('the month on paper (PDF), median', `${(pdf / 1000).toFixed(1)} s`, '< 5 s', pdf < 5000);
  const xlsx = median(await rounds(`records/month.xlsx?month=${MONTH}`, 5));
  say('the month as a workbook, median', `${(xlsx / 1000).toFixed(2)} s`, '< 3 s', xlsx < 3000);

  const { rows: [someSlip] } = await stage.pool.query<{ id: string }>(`select id from repairs where site_id = $1 and status = 'closed' limit 1`, [monthly]);
  const slip = median(await rounds(`repairs/${someSlip?.id}/slip.pdf`, 15));
  say('one slip on paper after the first, median', `${slip.toFixed(0)} ms`, '< 150 ms', slip < 150);

  // All slips of the month in the background: how long, how high the memory stands at most, and that its progress is told.
  const before = residentOf();
  let top = before;
  const seen = new Set<number>();
  const started = performance.now();
  const printId = uuidv7();
  await send(agent, origin, { method: 'POST', path: `/api/sites/${monthly}/slip-prints`, token: desk.token, body: JSON.stringify({ printId, month: MONTH }) });
  for (let state = 'waiting'; state === 'waiting' || state === 'running'; await new Promise((resolve) => setTimeout(resolve, 200))) {
    top = Math.max(top, residentOf());
    const [row] = (await stage.pool.query<{ state: string; done: number }>('select state, done from slip_prints where site_id = $1 and id = $2', [monthly, printId])).rows;
    state = row?.state ?? 'gone';
    seen.add(row?.done ?? 0);
  }
  const printed = (performance.now() - started) / 1000;
  const [run] = (await stage.pool.query<{ state: string; pages: number; parts: number }>('select state, pages, parts from slip_prints where site_id = $1 and id = $2', [monthly, printId])).rows;
  if (run?.state !== 'done') throw new Error(`The slips were not printed: ${run?.state}.`);
  say(`all slips of the month at once (${run.pages.toLocaleString('en')} pages in ${run.parts} files), ${seen.size} steps of progress seen`, `${printed.toFixed(0)} s`, '< 120 s', printed < 120);
  say('memory beyond what it was before them', `${Math.max(0, top - before).toFixed(0)} MB`, '< 200 MB', top - before < 200);

  /** How high the memory stands at most while a file goes on its way. */
  const highest = async (path: string): Promise<{ ms: number; mb: number }> => {
    let mb = residentOf();
    const watch = setInterval(() => { mb = Math.max(mb, residentOf()); }, 100);
    const ms = await ask(path, yearly).finally(() => clearInterval(watch));
    return { ms, mb };
  };
  // A tenth first, three times over, so that the heap is as wide as this work makes it: what grows from there grows with the lines.
  for (const [kind, what] of [['xlsx', 'a workbook'], ['pdf', 'paper (PDF)']] as const) {
    let tenth = { ms: 0, mb: 0 };
    for (let round = 0; round < 3; round += 1) {
      const next = await highest(`registers/repair-log.${kind}?from=2026-10-01&to=2026-10-03`);
      tenth = next.mb > tenth.mb ? next : tenth;
    }
    const whole = await highest(`registers/repair-log.${kind}?from=2026-10-01&to=2026-10-31`);
    const more = Math.max(0, whole.mb - tenth.mb);
    say(`${LONG.toLocaleString('en')} lines as ${what}: ${(whole.ms / 1000).toFixed(0)} s; memory beyond a tenth of it (${tenth.mb.toFixed(0)} MB)`, `${more.toFixed(0)} MB`, '< 100 MB', more < 100);
  }
} finally {
  agent.destroy();
  await stage.end();
}
