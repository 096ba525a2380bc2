import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parse } from 'csv-parse/sync';
import { BEVERAGE_GRANTS } from '../features/beverages/core/beverage-permissions.ts';
import { estimateDay, lastWeek, type HourUse } from '../features/beverages/core/bar-estimate.ts';
import { readConsumption } from '../features/beverages/core/consumption-rows.ts';
import { addDays } from '../platform/core/working-calendar.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { say, tell } from './say.ts';
import { openStage, pick, send, type Ask, type Desk } from './stage.ts';

/** The weekend's peak at the bars of 3,000 centres, a month's figures beside ten million movements, and the error of the estimate. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 3000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);
const MOVEMENTS = Number(process.env['BENCH_MOVEMENTS'] ?? 10_000_000);
const SUSTAINED = 90;
const SPIKE = 270;
const SPIKE_SECONDS = 5;
const TABLES = 12;
/** Tables of the room that is followed on a second device. */
const ROOM = 40;
const DATA = new URL('../../shared/data/', import.meta.url);

const p95 = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

/** Mean absolute error a drink and day, over every day from the fifth week on; both say their number before they see the day. */
const errors = (path: string, drinks: readonly string[] | undefined): { estimate: number; naive: number; days: number } | undefined => {
  const url = new URL(path, DATA);
  if (!existsSync(url)) return undefined;
  const rows = (parse(readFileSync(url), { bom: true, relax_column_count: true, info: true }) as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({ line: info.lines, cells: record }));
  const read = readConsumption(rows);
  if (!('servings' in read)) throw new Error(read.code);
  const byDrink = Map.groupBy(read.servings, (serving) => serving.name);
  const days = new Set(read.servings.map((serving) => serving.day));
  const [first = '', last = ''] = [[...days].sort()[0], [...days].sort().at(-1)];
  let [estimate, naive, asked] = [0, 0, 0];
  for (const [name, servings] of byDrink) {
    if (drinks && !drinks.includes(name)) continue;
    const totals = new Map([...Map.groupBy(servings, (serving) => serving.day)].map(([day, list]) => [day, list.length]));
    const uses: HourUse[] = servings.map(({ day, hour }) => ({ day, hour, quantity: 1 }));
    for (let day = addDays(first, 28); day <= last; day = addDays(day, 1)) {
      const said = days.has(day) ? estimateDay(day, uses, days) : undefined;
      if (!said) continue;
      const real = totals.get(day) ?? 0;
      estimate += Math.abs(said.total - real);
      naive += Math.abs(lastWeek(day, totals) - real);
      asked += 1;
    }
  }
  return { estimate: estimate / asked, naive: naive / asked, days: asked };
};

for (const [what, path, drinks] of [
  ['café tickets: error a drink and day, against last week', 'drinks_bread_basket/BreadBasket_DMS.csv', ['Coffee', 'Tea', 'Hot chocolate', 'Juice', 'Coke', 'Mineral water', 'Smoothies']],
  ['vending machine: error a drink and day, against last week', 'drinks_vending/machine1.csv', undefined],
] as const) {
  const found = errors(path, drinks);
  if (found) say(what, `${found.estimate.toFixed(2)} / ${found.naive.toFixed(2)}`, `${found.days} days, below`, found.estimate < found.naive);
  else tell(`${what}: no data at ${path}, skipped`);
}

const stage = await openStage();
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const KINDS = [['leaves', 'ingredient'], ['beans', 'ingredient'], ['cup', 'cup'], ['tea', 'drink'], ['coffee', 'drink'], ['water', 'drink']] as const;

/** A menu and twelve tables for every centre, as the commands would have left them. */
const seedBars = async (sites: readonly string[]): Promise<void> => {
  const items = sites.flatMap((site) => {
    const ids = Object.fromEntries(KINDS.map(([name]) => [name, uuidv7()]));
    return KINDS.map(([name, kind]) => ({
      site, id: ids[name], kind, name,
      state: { id: ids[name], siteId: site, kind, name, unit: '份', reusable: kind === 'cup', inPar: true, share: 1, allergens: '', sort: 0, recipe: name === 'tea' ? [{ itemId: ids['leaves'], quantity: 3 }] : name === 'coffee' ? [{ itemId: ids['beans'], quantity: 18 }] : [], ...(kind === 'drink' ? { cupId: ids['cup'] } : {}) },
    }));
  });
  for (let at = 0; at < items.length; at += 6000)
    await stage.pool.query(`insert into bar_items (site_id, id, version, last_hash, kind, name, state) select site, id, 1, '\\x00', kind, name, state from jsonb_to_recordset($1::jsonb) as x (site uuid, id uuid, kind text, name text, state jsonb)`, [JSON.stringify(items.slice(at, at + 6000))]);
  await stage.pool.query(`insert into bar_stock (site_id, item_id, on_hand) select site_id, id, 100000 from bar_items`);
  await stage.pool.query(`insert into places (site_id, id, name, kind, seats) select s, gen_random_uuid(), '洽谈桌' || n, 'table', 4 from unnest($1::uuid[]) s, generate_series(1, ${TABLES}) n`, [sites]);
};

type Party = { readonly desk: Desk; readonly siteId: string; readonly partyId: string; readonly orderId: string; step: number };
type Centre = { readonly desk: Desk; readonly siteId: string; readonly tables: readonly string[]; readonly drinks: readonly string[] };

/** The next tap of a party: seat, ask, order, serve, refill, clear; then the next party sits down elsewhere. */
const nextTap = (party: Party, centre: Centre, table: string): Ask => {
  const steps = [
    [{ step: 'seat', tableId: table, guests: 2 }], [{ step: 'ask' }], [{ step: 'order', orderId: party.orderId, lines: [{ itemId: pick(centre.drinks), quantity: 2 }] }], [{ step: 'serve', orderIds: [party.orderId] }], [{ step: 'refill' }], [{ step: 'clear' }],
  ][party.step];
  party.step += 1;
  return { method: 'POST', path: `/api/sites/${party.siteId}/bar/parties/${party.partyId}/steps`, token: party.desk.token, body: JSON.stringify({ commandId: uuidv7(), steps }) };
};

type Slot = { readonly centre: Centre; readonly table: string };
/** Goes on from drive to drive: a party that still sits keeps its table and is served on. */
const hall: { readonly free: Slot[]; readonly seated: (Slot & { readonly party: Party })[] } = { free: [], seated: [] };

/** Taps leave at the rate of the hall, whether or not the answers before them have come. */
const drive = async (origin: string, rate: number, seconds: number): Promise<number[]> => {
  const times: number[] = [];
  const waiting: Promise<void>[] = [];
  const tap = async (next: Slot & { readonly party: Party }): Promise<void> => {
    times.push(await send(agent, origin, nextTap(next.party, next.centre, next.table)));
    if (next.party.step < 6) hall.seated.push(next);
    else hall.free.push(next);
  };
  const from = performance.now();
  for (let sent = 0; sent < rate * seconds; sent += 1) {
    const due = from + (sent * 1000) / rate;
    while (performance.now() < due) await new Promise((done) => setTimeout(done, Math.max(1, due - performance.now())));
    const slot = hall.seated.length > 0 ? undefined : hall.free.shift();
    const next = hall.seated.shift() ?? (slot ? { ...slot, party: { desk: slot.centre.desk, siteId: slot.centre.siteId, partyId: uuidv7(), orderId: uuidv7(), step: 0 } } : undefined);
    if (!next) throw new Error('Every table of every centre waits for an answer.');
    waiting.push(tap(next));
  }
  await Promise.all(waiting);
  return times;
};

/** One question with its answer; the room of a bar is read as a screen reads it. */
const read = async (origin: string, ask: Ask): Promise<string> => {
  const answer = await fetch(origin + ask.path, { headers: { authorization: `Bearer ${ask.token}` } });
  if (!answer.ok) throw new Error(`${ask.path}: ${answer.status}`);
  return answer.text();
};

/** A room of forty tables, guests at each of them with an order that waits. */
const fillRoom = async (origin: string, centre: Centre): Promise<void> => {
  await stage.pool.query(`insert into places (site_id, id, name, kind, seats) select $1, gen_random_uuid(), '洽谈桌' || n, 'table', 4 from generate_series(${TABLES + 1}, ${ROOM}) n`, [centre.siteId]);
  const { rows } = await stage.pool.query<{ id: string }>('select id from places where site_id = $1', [centre.siteId]);
  for (const { id } of rows) {
    const steps = [{ step: 'seat', tableId: id, guests: 4 }, { step: 'ask' }, { step: 'order', orderId: uuidv7(), lines: [{ itemId: pick(centre.drinks), quantity: 2 }, { itemId: pick(centre.drinks), quantity: 2 }] }];
    await send(agent, origin, { method: 'POST', path: `/api/sites/${centre.siteId}/bar/parties/${uuidv7()}/steps`, token: centre.desk.token, body: JSON.stringify({ commandId: uuidv7(), steps }) });
  }
};

/** Milliseconds from a tap to the room on another device that shows it: the news on its stream, then the whole room read and understood. */
const mapDelay = async (origin: string, centre: Centre, rounds: number): Promise<{ news: number[]; map: number[]; bytes: number }> => {
  const [news, map]: [number[], number[]] = [[], []];
  let bytes = 0;
  let hear: (() => void) | undefined;
  const call = request(`${origin}/api/feed/live`, { headers: { authorization: `Bearer ${centre.desk.token}` } }, (response) => response.on('data', (chunk: Buffer) => { if (chunk.toString().includes('event: changes')) hear?.(); }));
  call.end();
  await new Promise((done) => setTimeout(done, 1000));
  for (let round = 0; round < rounds; round += 1) {
    const partyId = uuidv7();
    const shown = new Promise<void>((done, fail) => {
      let isFirst = true;
      const at = performance.now();
      const look = async (): Promise<void> => {
        const text = await read(origin, { method: 'GET', path: `/api/sites/${centre.siteId}/bar`, token: centre.desk.token });
        bytes = text.length;
        if (!(JSON.parse(text) as { parties: { id: string }[] }).parties.some((party) => party.id === partyId) || !hear) return;
        hear = undefined;
        map.push(performance.now() - at);
        done();
      };
      hear = () => {
        if (isFirst) news.push(performance.now() - at);
        isFirst = false;
        look().catch(fail);
      };
    });
    await send(agent, origin, { method: 'POST', path: `/api/sites/${centre.siteId}/bar/parties/${partyId}/steps`, token: centre.desk.token, body: JSON.stringify({ commandId: uuidv7(), steps: [{ step: 'seat', placeText: '大厅' }] }) });
    await shown;
    await send(agent, origin, { method: 'POST', path: `/api/sites/${centre.siteId}/bar/parties/${partyId}/steps`, token: centre.desk.token, body: JSON.stringify({ commandId: uuidv7(), steps: [{ step: 'clear' }] }) });
    await new Promise((done) => setTimeout(done, 200 + Math.random() * 300));
  }
  call.destroy();
  return { news, map, bytes };
};

try {
  const desks = await stage.seedDesks(CENTRES);
  await stage.pool.query('update api_tokens set scopes = $1', [BEVERAGE_GRANTS.map(([permission]) => permission)]);
  await stage.pool.query(`insert into memberships (site_id, person_id, role, valid_from) select site_id, person_id, 'property_manager', valid_from from memberships`);
  const sites = desks.flatMap((desk) => desk.sites);
  await seedBars(sites);
  const [tables, drinks] = await Promise.all([
    stage.pool.query<{ site_id: string; ids: string[] }>(`select site_id, array_agg(id) as ids from places group by site_id`),
    stage.pool.query<{ site_id: string; ids: string[] }>(`select site_id, array_agg(id) as ids from bar_items where kind = 'drink' group by site_id`),
  ]);
  const [tableOf, drinkOf] = [new Map(tables.rows.map((row) => [row.site_id, row.ids])), new Map(drinks.rows.map((row) => [row.site_id, row.ids]))];
  const centres: Centre[] = desks.flatMap((desk) => desk.sites.map((siteId) => ({ desk, siteId, tables: tableOf.get(siteId) ?? [], drinks: drinkOf.get(siteId) ?? [] })));

  tell(`filling ${MOVEMENTS.toLocaleString('en')} movements into ${CENTRES} centres …`);
  const measured = centres[0] as Centre;
  const today = new Date().toISOString().slice(0, 10);
  const month = today.slice(0, 7);
  const BATCH = 500_000;
  for (let at = 0; at < MOVEMENTS; at += BATCH)
    await stage.pool.query(
      `insert into bar_movements (site_id, id, item_id, day, at, kind, on_hand, reason, subject)
       select site_id, gen_random_uuid(), id, day, day + interval '14 hours', 'used', -3, 'served', id
         from (select i.site_id, i.id, ($2::date - (n % 365)::int) as day from (select row_number() over () as nr, site_id, id from bar_items where kind <> 'drink') i
               join generate_series($3::int, $4::int) n on i.nr = 1 + n % (select count(*) from bar_items where kind <> 'drink')) m where site_id <> $1`,
      [measured.siteId, today, at, Math.min(MOVEMENTS, at + BATCH) - 1],
    );
  // The centre that is asked has a launch month of its own: 18,000 entries and 6,000 parties.
  await stage.pool.query(
    `insert into bar_movements (site_id, id, item_id, day, at, kind, on_hand, reason, subject) select $1, gen_random_uuid(), i.id, ($2 || '-01')::date + (n % 28), ($2 || '-01')::date + (n % 28) + interval '14 hours', case when n % 50 = 0 then 'written_off' else 'used' end, -3, case when n % 50 = 0 then 'spilled' else 'served' end, i.id
       from (select id from bar_items where site_id = $1 and kind <> 'drink') i, generate_series(1, 6000) n`,
    [measured.siteId, month],
  );
  await stage.pool.query(`insert into bar_usage (site_id, item_id, day, hour, served) select $1, i.id, ($2 || '-01')::date + d, h, 12 from (select id from bar_items where site_id = $1 and kind = 'drink') i, generate_series(0, 27) d, generate_series(9, 17) h`, [measured.siteId, month]);
  await stage.pool.query(
    `insert into bar_parties (site_id, id, version, last_hash, open, table_id, day, seated_at, is_timed, is_visit, guests, servings, cups, ask_seconds, serve_seconds, refill_seconds, clear_seconds, has_order, has_left, refills, state)
     select $1, gen_random_uuid(), 6, '\\x00', false, null, ($2 || '-01')::date + (n % 28), ($2 || '-01')::date + (n % 28) + interval '14 hours', true, true, 2, 3, 3, 30 + n % 200, 60 + n % 300, 900, 120, true, true, 1, '{}' from generate_series(1, 6000) n`,
    [measured.siteId, month],
  );
  await stage.pool.query('vacuum analyze');
  const [size] = (await stage.pool.query<{ size: string }>('select pg_size_pretty(pg_database_size(current_database())) as size')).rows;
  tell(`… ${size?.size}\n`);

  const origin = await stage.start('foyer');
  const figures: number[] = [];
  for (let round = 0; round < 25; round += 1) figures.push(await send(agent, origin, { method: 'GET', path: `/api/sites/${measured.siteId}/bar/figures?month=${month}`, token: measured.desk.token }));
  say(`a month's figures of one centre, p95, ${MOVEMENTS.toLocaleString('en')} movements`, `${p95(figures.slice(3)).toFixed(0)} ms`, '< 300 ms', p95(figures.slice(3)) < 300);

  const followed = centres[1] as Centre;
  // Centre by centre, then the next table of each.
  for (let table = 0; table < TABLES; table += 1) for (const centre of centres) if (centre !== followed) hall.free.push({ centre, table: centre.tables[table] ?? '' });
  await drive(origin, SUSTAINED, 3);
  const sustained = await drive(origin, SUSTAINED, SECONDS);
  say(`a tap at ${SUSTAINED} writes/s over ${CENTRES} centres, p95 of ${sustained.length}`, `${p95(sustained).toFixed(1)} ms`, '< 50 ms', p95(sustained) < 50);
  const spike = await drive(origin, SPIKE, SPIKE_SECONDS);
  say(`a tap at ${SPIKE} writes/s for ${SPIKE_SECONDS} s, p95 of ${spike.length}`, `${p95(spike).toFixed(1)} ms`, '< 50 ms', p95(spike) < 50);
  await fillRoom(origin, followed);
  const calm = await mapDelay(origin, followed, 20);
  say(`a tap to the map of ${ROOM} tables on another device (${(calm.bytes / 1024).toFixed(0)} kB), p95; its news alone ${p95(calm.news).toFixed(0)} ms`, `${p95(calm.map).toFixed(0)} ms`, '< 1000 ms', p95(calm.map) < 1000);
  const [busy] = await Promise.all([mapDelay(origin, followed, 15), drive(origin, SUSTAINED, 20)]);
  say(`the same beside ${SUSTAINED} writes/s, p95`, `${p95(busy.map).toFixed(0)} ms`, '< 1000 ms', p95(busy.map) < 1000);
} finally {
  agent.destroy();
  await stage.end();
}
