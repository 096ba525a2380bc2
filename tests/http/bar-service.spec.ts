import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldTaps, keptTap } from '../../features/beverages/core/pending-taps.ts';
import { takePartyStepsCommand } from '../../features/beverages/server/service-routes.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { BAR, countDay, FULL, makeMenu, tapParty, type BarAnswer, type MenuIds } from '../support/bar.ts';
import { startProgram, type Client, type Problem, type World } from '../support/program.ts';
import type { PartyView } from '../../features/beverages/core/service-contract.ts';
import type { PartyStep } from '../../features/beverages/core/party-steps.ts';
import type { Query } from '../../platform/server/database.ts';

const TODAY = '2026-11-23';

describe('service at the bar over HTTP', () => {
  let world: World;
  let assistant: Client, manager: Client, desk: Client;
  let ids: MenuIds;
  let base = '';
  beforeAll(async () => {
    world = await startProgram();
    [assistant, manager, desk] = await Promise.all([world.signIn('assistant'), world.signIn('manager'), world.signIn('desk')]);
    base = BAR(world.siteId);
    ids = await makeMenu(manager, world.siteId);
  });
  afterAll(() => world.end());

  const bar = async (): Promise<BarAnswer> => (await assistant.get<BarAnswer>(base)).body;
  const tap = <T = PartyView>(partyId: string, ...steps: Record<string, unknown>[]) => tapParty<T>(assistant, world.siteId, partyId, ...steps);
  const table = async (index: number): Promise<string> => (await bar()).tables[index]?.id ?? '';
  const stock = async (item: string): Promise<{ on_hand: number; in_use: number; dirty: number }> =>
    (await world.owner.query<{ on_hand: number; in_use: number; dirty: number }>('select on_hand, in_use, dirty from bar_stock where site_id = $1 and item_id = $2', [world.siteId, item])).rows[0] ?? { on_hand: 0, in_use: 0, dirty: 0 };
  const sweep = () => sweepOnce(world.deps, world.sweeps);

  it('given a day that nobody has counted, when guests are served, then it is allowed, flagged, and the stock below zero is recorded and said (B-07)', async () => {
    const partyId = uuidv7();
    await tap(partyId, { step: 'seat', tableId: await table(0) });
    const orderId = uuidv7();
    await tap(partyId, { step: 'order', orderId, lines: [{ itemId: ids.water, quantity: 2 }] });
    const served = await tap(partyId, { step: 'serve', orderIds: [orderId] });
    expect(served).toMatchObject({ status: 200, body: { dayNotReady: true, status: 'served', below: ['矿泉水'] } });
    expect((await stock(ids.water)).on_hand).toBe(-2);
    expect((await bar()).readyAt).toBeNull();
    await tap(partyId, { step: 'clear' });
  });

  it('given a counted day, when a party goes from seat to cleared table, then each tap is kept with who did it, clocks run by themselves and stock and cups move (B-01, B-05)', async () => {
    expect((await countDay(assistant, world.siteId, TODAY, FULL(ids))).body).toMatchObject({ code: 'difference-without-reason' });
    const counted = await assistant.post<Problem>(`${base}/days/${TODAY}/steps`, { commandId: uuidv7(), step: { step: 'count', phase: 'opening', lines: Object.entries(FULL(ids)).map(([itemId, count]) => ({ itemId, counted: count, reason: '首次入账', isSure: true })) } });
    expect(counted, JSON.stringify(counted.body)).toMatchObject({ status: 200, body: { readyAt: world.clock.now() } });
    const partyId = uuidv7();
    const seat = await tap(partyId, { step: 'seat', tableId: await table(1), guests: 2 });
    expect(seat.body).toMatchObject({ status: 'seated', nextStep: 'ask', dayNotReady: false, guests: 2, next: { clock: 'ask', dueAt: new Date(Date.parse(world.clock.now()) + 180_000).toISOString(), warnAt: new Date(Date.parse(world.clock.now()) + 60_000).toISOString() } });
    world.pass(1);
    await tap(partyId, { step: 'ask' });
    const orderId = uuidv7();
    const ordered = await tap(partyId, { step: 'order', orderId, lines: [{ itemId: ids.tea, quantity: 1, note: '少茶叶' }, { itemId: ids.coffee, quantity: 1, allergy: '牛奶过敏' }] });
    expect(ordered.body).toMatchObject({ status: 'ordered', nextStep: 'serve', next: { clock: 'serve' }, orders: [{ lines: [{ name: '龙井茶', note: '少茶叶' }, { name: '拿铁', allergy: '牛奶过敏' }] }] });
    world.pass(2);
    const served = await tap(partyId, { step: 'serve', orderIds: [orderId] });
    expect(served.body).toMatchObject({ status: 'served', nextStep: 'refill', next: { clock: 'refill' }, servings: 2, below: [], orders: [{ served: { by: '黄思雨' } }] });
    expect(await stock(ids.leaves)).toMatchObject({ on_hand: 497 });
    expect(await stock(ids.milk)).toMatchObject({ on_hand: 5800 });
    expect(await stock(ids.porcelain)).toEqual({ on_hand: 59, in_use: 1, dirty: 0 });
    expect(await stock(ids.paper)).toEqual({ on_hand: 199, in_use: 0, dirty: 0 });
    world.pass(15);
    await tap(partyId, { step: 'snooze' });
    world.pass(4);
    await tap(partyId, { step: 'refill' });
    await tap(partyId, { step: 'leave' });
    world.pass(2);
    const cleared = await tap(partyId, { step: 'clear' });
    expect(cleared.body).toMatchObject({ status: 'cleared', nextStep: null, next: null });
    expect(await stock(ids.porcelain)).toEqual({ on_hand: 59, in_use: 0, dirty: 1 });
    const row = await world.owner.query(`select ask_seconds, serve_seconds, refill_seconds, clear_seconds, servings, cups, open from bar_parties where id = $1`, [partyId]);
    expect(row.rows[0]).toEqual({ ask_seconds: 60, serve_seconds: 120, refill_seconds: 19 * 60, clear_seconds: 120, servings: 2, cups: 2, open: false });
    const journal = await world.owner.query<{ data: string }>(`select string_agg(data, ' ') as data from journal where subject = $1`, [partyId]);
    expect(journal.rows[0]?.data).not.toMatch(/少茶叶|过敏/);
    const past = await assistant.get<{ parties: PartyView[] }>(`${base}/parties?day=${TODAY}`);
    expect(past.body.parties.find((party) => party.id === partyId)).toMatchObject({ refills: [{ by: '黄思雨' }], cleared: { by: '黄思雨' } });
  });

  it('given nobody asks or serves in time, when the clocks are swept, then it is warned at the target and found late at the limit, once (B-01)', async () => {
    const partyId = uuidv7();
    await tap(partyId, { step: 'seat', tableId: await table(2) });
    world.pass(1);
    await sweep();
    const events = async () => (await world.owner.query<{ event: string; data: string }>(`select event, data from journal where subject = $1 and event like 'Deadline%' order by version`, [partyId])).rows.map((row) => `${row.event} ${(JSON.parse(row.data) as { clock: string }).clock}`);
    expect(await events()).toEqual(['DeadlineWarned ask']);
    world.pass(2);
    await sweep();
    await sweep();
    expect(await events()).toEqual(['DeadlineWarned ask', 'DeadlineBreached ask']);
    const orderId = uuidv7();
    // Ordered without 已询问 being tapped: the ask stays unrecorded, its clock ends.
    await tap(partyId, { step: 'order', orderId, lines: [{ itemId: ids.water, quantity: 1 }] });
    world.pass(6);
    await sweep();
    expect(await events()).toEqual(['DeadlineWarned ask', 'DeadlineBreached ask', 'DeadlineBreached serve']);
    await tap(partyId, { step: 'serve', orderIds: [orderId] });
    await tap(partyId, { step: 'clear' });
    expect((await world.owner.query('select ask_seconds, serve_seconds, clear_seconds from bar_parties where id = $1', [partyId])).rows[0]).toEqual({ ask_seconds: null, serve_seconds: 360, clear_seconds: null });
  });

  it('given two assistants with the same order, when both serve it, then the second is told and the stock moves once; a double tap is one tap', async () => {
    const partyId = uuidv7();
    const orderId = uuidv7();
    const before = (await stock(ids.water)).on_hand;
    await tap(partyId, { step: 'seat', tableId: await table(3) }, { step: 'order', orderId, lines: [{ itemId: ids.water, quantity: 1 }] });
    const commandId = uuidv7();
    const serve = (client: Client, command: string) => client.post<PartyView & Problem>(`${base}/parties/${partyId}/steps`, { commandId: command, steps: [{ step: 'serve', orderIds: [orderId] }] });
    const [first, other, again] = await Promise.all([serve(assistant, commandId), serve(desk, uuidv7()), serve(assistant, commandId)]);
    // Whoever comes first: the tap and its double are answered alike, and one of the two people is told.
    expect(again.status).toBe(first.status);
    expect([first.status, other.status].sort((a, b) => a - b)).toEqual([200, 409]);
    expect((first.status === 409 ? first : other).body).toMatchObject({ code: 'already-served' });
    expect((await stock(ids.water)).on_hand).toBe(before - 1);
    await tap(partyId, { step: 'leave' });
    expect((await tap<Problem>(partyId, { step: 'refill' })).body).toMatchObject({ code: 'party-left' });
    await tap(partyId, { step: 'clear' });
    expect((await tap<Problem>(partyId, { step: 'refill' })).body).toMatchObject({ code: 'party-left' });
  });

  it('given a long menu, when guests are served, then a tap takes two flights to the database and reads only what it names', async () => {
    await world.owner.query(
      `insert into bar_items (site_id, id, version, last_hash, kind, name, state)
       select $1::uuid, id, 1, '\\x00', 'ingredient', '备料' || n, jsonb_build_object('id', id, 'siteId', ($1::uuid)::text, 'kind', 'ingredient', 'name', '备料' || n, 'unit', '克', 'recipe', '[]'::jsonb, 'reusable', false, 'inPar', false, 'share', 1, 'allergens', '', 'sort', 0)
         from (select gen_random_uuid() as id, n from generate_series(1, 200) n) made`,
      [world.siteId],
    );
    let seen = { flights: 0, rows: 0, hasAnswer: true };
    /** What is asked after an answer has come leaves in another flight. */
    const counted = (query: Query): Query => async (text, values, name) => {
      if (seen.hasAnswer) seen = { ...seen, flights: seen.flights + 1, hasAnswer: false };
      const rows = await query(text, values, name);
      seen = { ...seen, rows: seen.rows + rows.length, hasAnswer: true };
      return rows as never;
    };
    const deps = { ...world.deps, database: { ...world.database, write: <T>(sites: readonly string[], work: Parameters<typeof world.database.write<T>>[1]) => world.database.write<T>(sites, (trx) => work({ ...trx, query: counted(trx.query) })) } };
    const [partyId, orderId] = [uuidv7(), uuidv7()];
    const steps: PartyStep[] = [{ step: 'seat', tableId: await table(4), count: false }, { step: 'ask' }, { step: 'order', orderId, lines: [{ itemId: ids.coffee, quantity: 2 }] }, { step: 'serve', orderIds: [orderId] }, { step: 'refill' }, { step: 'clear' }];
    const costs: { step: string; flights: number }[] = [];
    for (const step of steps) {
      seen = { flights: 0, rows: 0, hasAnswer: true };
      const done = await takePartyStepsCommand(deps, { siteId: world.siteId, partyId, commandId: uuidv7(), steps: [step] }, { personId: assistant.personId, roles: ['property_assistant'] });
      expect(done, step.step).toMatchObject({ ok: true });
      costs.push({ step: step.step, flights: seen.flights });
      expect(seen.rows, `${step.step}: rows read`).toBeLessThan(20);
    }
    expect(costs).toEqual(steps.map(({ step }) => ({ step, flights: 2 })));
  });

  it('given a tap by mistake, when taken back, then it is undone by a counter-entry, also the serving and the cups', async () => {
    const partyId = uuidv7();
    const orderId = uuidv7();
    const before = await Promise.all([stock(ids.leaves), stock(ids.porcelain)]);
    await tap(partyId, { step: 'seat', placeText: '样板间2' }, { step: 'ask' }, { step: 'order', orderId, lines: [{ itemId: ids.tea, quantity: 2 }] }, { step: 'serve', orderIds: [orderId] });
    const back = await tap(partyId, { step: 'undo' });
    expect(back.body).toMatchObject({ status: 'ordered', nextStep: 'serve', servings: 0, placeText: '样板间2', kind: 'standing', next: { clock: 'serve' } });
    expect(await Promise.all([stock(ids.leaves), stock(ids.porcelain)])).toEqual(before);
    const entries = await world.owner.query<{ on_hand: number; is_undo: boolean }>('select on_hand, is_undo from bar_movements where subject = $1 and item_id = $2 order by at, id', [partyId, ids.leaves]);
    expect(entries.rows).toEqual(expect.arrayContaining([{ on_hand: -6, is_undo: false }, { on_hand: 6, is_undo: true }]));
    expect((await tap<Problem>(partyId, { step: 'undo' })).body).toMatchObject({ code: 'nothing-to-undo' });
    await tap(partyId, { step: 'serve', orderIds: [orderId] }, { step: 'clear' });
    expect((await tap(partyId, { step: 'undo' })).body).toMatchObject({ status: 'served' });
    expect((await stock(ids.porcelain)).in_use).toBe(2);
    await tap(partyId, { step: 'clear' });
    expect((await stock(ids.porcelain)).in_use).toBe(0);
  });

  it('given a drink taken off the menu while it is on a table, then it is still served but ordered no more', async () => {
    const [partyId, orderId, itemId] = [uuidv7(), uuidv7(), uuidv7()];
    await manager.post(`${base}/items/${itemId}`, { commandId: uuidv7(), fields: { kind: 'drink', name: '酸梅汤', unit: '杯' } });
    await tap(partyId, { step: 'seat', tableId: await table(4) }, { step: 'order', orderId, lines: [{ itemId, quantity: 1 }] });
    expect((await manager.post(`${base}/items/${itemId}/archive`, { commandId: uuidv7() })).status).toBe(200);
    expect((await bar()).menu.find((item) => item.id === itemId)).toMatchObject({ isArchived: true });
    expect((await tap<Problem>(partyId, { step: 'again', orderId: uuidv7() })).body).toMatchObject({ code: 'item-archived', facts: { name: '酸梅汤' } });
    expect((await tap(partyId, { step: 'serve', orderIds: [orderId] })).body).toMatchObject({ status: 'served', orders: [{ lines: [{ name: '酸梅汤' }] }] });
    await tap(partyId, { step: 'clear' });
  });

  it('given a table with guests, when others are seated there, moved there or joined with them, then one table has one party and nothing that waits is lost', async () => {
    const [one, two, orderId] = [uuidv7(), uuidv7(), uuidv7()];
    await tap(one, { step: 'seat', tableId: await table(5), guests: 2 });
    expect((await tap<Problem>(uuidv7(), { step: 'seat', tableId: await table(5) })).body).toMatchObject({ code: 'table-taken' });
    const atOnce = await Promise.all([uuidv7(), uuidv7()].map(async (id) => tapParty<Problem>(assistant, world.siteId, id, { step: 'seat', tableId: await table(6) })));
    expect(atOnce.map((answer) => answer.status)).toEqual(expect.arrayContaining([200, 409]));
    await tap(two, { step: 'seat', tableId: await table(7), guests: 3 }, { step: 'order', orderId, lines: [{ itemId: ids.water, quantity: 3 }] });
    expect((await tap<Problem>(two, { step: 'move', tableId: await table(5) })).body).toMatchObject({ code: 'table-taken' });
    expect((await tap(two, { step: 'move', tableId: await table(8) })).body).toMatchObject({ tableId: await table(8) });
    const commandId = uuidv7();
    const merge = () => assistant.post<PartyView>(`${base}/parties/${two}/merge`, { commandId, intoId: one });
    const merged = await merge();
    expect(merged.body).toMatchObject({ id: one, guests: 5, status: 'ordered', orders: [{ id: orderId, status: 'waiting' }], next: { clock: 'serve' } });
    expect((await merge()).body, 'a retry joins them once').toMatchObject({ guests: 5 });
    expect((await bar()).parties.some((party) => party.id === two)).toBe(false);
    const gone = await world.owner.query<{ open: boolean; clocks: number; event: string }>(
      `select p.open, (select count(*)::int from clocks c where c.subject = p.id and c.stopped_at is null and c.cancelled_at is null) as clocks, (select event from journal j where j.subject = p.id order by version desc limit 1) as event from bar_parties p where p.id = $1`, [two]);
    expect(gone.rows[0]).toEqual({ open: false, clocks: 0, event: 'PartyMerged' });
    const again = await assistant.post<Problem>(`${base}/parties/${two}/merge`, { commandId: uuidv7(), intoId: one });
    expect(again.body).toMatchObject({ code: 'party-merged', facts: { into: one } });
    expect((await tap(one, { step: 'serve', orderIds: [orderId] })).body).toMatchObject({ status: 'served', servings: 3 });
  });

  it('given a party that has left, or two that join each other at once, then neither is half joined', async () => {
    const [one, two, gone] = [uuidv7(), uuidv7(), uuidv7()];
    await Promise.all([one, two, gone].map((id) => tap(id, { step: 'seat', placeText: '沙盘', guests: 2 })));
    await tap(gone, { step: 'leave' });
    const merge = (from: string, into: string) => assistant.post<PartyView & Problem>(`${base}/parties/${from}/merge`, { commandId: uuidv7(), intoId: into });
    expect((await merge(one, gone)).body).toMatchObject({ code: 'party-left' });
    expect((await merge(one, one)).body).toMatchObject({ code: 'same-party' });
    expect((await merge(one, uuidv7())).body).toMatchObject({ code: 'not-found' });
    expect((await bar()).parties.find((party) => party.id === one)).toMatchObject({ status: 'seated', guests: 2 });
    const both = await Promise.all([merge(one, two), merge(two, one)]);
    expect(both.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 409]);
    const left = (await bar()).parties.filter((party) => party.id === one || party.id === two);
    expect(left).toHaveLength(1);
    expect(left[0]?.guests).toBe(4);
    await tap(left[0]?.id ?? '', { step: 'clear' });
    await tap(gone, { step: 'clear' });
  });

  it('given peak time, when it is switched on, then no table is timed, +1 份 counts in one command, and what was not tapped is in no rate', async () => {
    const seated = (await bar()).parties.find((party) => party.isTimed);
    expect(seated).toBeDefined();
    expect((await assistant.post(`${base}/peak`, { commandId: uuidv7(), on: true })).body).toMatchObject({ peak: true });
    const now = await bar();
    expect(now.peak).toBe(true);
    expect(now.parties.every((party) => !party.isTimed && party.next === null)).toBe(true);
    const orderId = uuidv7();
    const before = (await stock(ids.water)).on_hand;
    const plusOne = await tap(uuidv7(), { step: 'seat', placeText: '高峰', count: true }, { step: 'order', orderId, lines: [{ itemId: ids.water, quantity: 1 }] }, { step: 'serve', orderIds: [orderId] }, { step: 'clear' });
    expect(plusOne.body).toMatchObject({ kind: 'count', status: 'cleared', servings: 1, isTimed: false });
    expect((await stock(ids.water)).on_hand).toBe(before - 1);
    const sat = uuidv7();
    expect((await tap(sat, { step: 'seat', tableId: await table(9) })).body).toMatchObject({ isTimed: false, next: null });
    world.pass(10);
    await sweep();
    expect((await bar()).parties.find((party) => party.id === sat)?.late).toEqual([]);
    expect((await assistant.post(`${base}/peak`, { commandId: uuidv7(), on: false })).body).toMatchObject({ peak: false });
    expect((await world.owner.query('select is_timed, is_visit, ask_seconds from bar_parties where id = $1', [sat])).rows[0]).toEqual({ is_timed: false, is_visit: true, ask_seconds: null });
  });

  it('given a day the manager says is a launch, then it is peak time without a tap: who sits is timed no more, who comes is not, and who ends it has ended it for that day', async () => {
    const [sat, come, last] = [uuidv7(), uuidv7(), uuidv7()];
    expect((await tap(sat, { step: 'seat', placeText: '沙盘' })).body).toMatchObject({ isTimed: true });
    const plan = (day: string, launch: boolean) => manager.post(`${base}/settings`, { commandId: uuidv7(), change: { change: 'plan', day, launch, bookedGuests: 0 } });
    expect((await plan('2026-11-24', true)).status).toBe(200);
    expect(await bar(), 'tomorrow is not today').toMatchObject({ peak: false });
    expect((await plan(TODAY, true)).status).toBe(200);
    const now = await bar();
    expect(now.peak).toBe(true);
    expect(now.parties.find((party) => party.id === sat)).toMatchObject({ isTimed: false, next: null });
    expect((await tap(come, { step: 'seat', placeText: '门口' })).body).toMatchObject({ isTimed: false, next: null });
    expect((await assistant.post(`${base}/peak`, { commandId: uuidv7(), on: false })).body).toMatchObject({ peak: false });
    expect((await bar()).peak).toBe(false);
    expect((await tap(last, { step: 'seat', placeText: '样板间' })).body).toMatchObject({ isTimed: true });
    await manager.post(`${base}/settings`, { commandId: uuidv7(), change: { change: 'plan', day: TODAY, launch: true, bookedGuests: 80 } });
    expect(await bar(), 'another number of bookings is no new launch').toMatchObject({ peak: false, parties: expect.arrayContaining([expect.objectContaining({ id: last, isTimed: true })]) as unknown });
    expect((await assistant.post(`${base}/peak`, { commandId: uuidv7(), on: true })).body).toMatchObject({ peak: true });
    await assistant.post(`${base}/peak`, { commandId: uuidv7(), on: false });
    for (const day of [TODAY, '2026-11-24']) await plan(day, false);
    expect((await bar()).peak).toBe(false);
    for (const id of [sat, come, last]) await tap(id, { step: 'clear' });
  });

  it('given a tap without network, when it arrives later, then it keeps the time of the tap; a time to come is no time', async () => {
    const partyId = uuidv7();
    const tappedAt = new Date(Date.parse(world.clock.now()) - 20 * 60_000).toISOString();
    const late = await assistant.post<PartyView>(`${base}/parties/${partyId}/steps`, { commandId: uuidv7(), tappedAt, steps: [{ step: 'seat', tableId: await table(10) }] });
    expect(late.body.seated.at).toBe(tappedAt);
    const entry = await world.owner.query<{ occurred_at: Date; recorded_at: Date }>('select occurred_at, recorded_at from journal where subject = $1', [partyId]);
    expect([new Date(entry.rows[0]?.occurred_at ?? 0).toISOString(), new Date(entry.rows[0]?.recorded_at ?? 0).toISOString()]).toEqual([tappedAt, world.clock.now()]);
    const future = await assistant.post<PartyView>(`${base}/parties/${partyId}/steps`, { commandId: uuidv7(), tappedAt: '2030-01-01T00:00:00.000Z', steps: [{ step: 'ask' }] });
    expect(future.body.asked?.at).toBe(world.clock.now());
    await tap(partyId, { step: 'clear' });
  });

  it('given taps kept on a phone, when the map is asked for before and after they arrive, then what the phone drew is what the server has, and the map says which of them it holds (B-05)', async () => {
    const [partyId, orderId] = [uuidv7(), uuidv7()];
    const steps: Record<string, unknown>[][] = [[{ step: 'seat', tableId: await table(11), guests: 2 }], [{ step: 'ask' }], [{ step: 'order', orderId, lines: [{ itemId: ids.coffee, quantity: 2, note: '少糖', allergy: '牛奶' }] }], [{ step: 'serve', orderIds: [orderId] }], [{ step: 'refill' }], [{ step: 'leave' }], [{ step: 'undo' }]];
    world.pass(30);
    const start = Date.parse(world.clock.now()) - 20 * 60_000;
    const kept = steps.map((list, index) => ({ endpoint: 'takePartySteps', commandId: uuidv7(), queuedAt: world.clock.now(), input: { siteId: world.siteId, partyId, steps: list, tappedAt: new Date(start + index * 2 * 60_000).toISOString() } }));
    const before = await bar();
    const drawn = foldTaps(before, kept.flatMap((item) => keptTap(item, world.siteId) ?? []), { siteId: world.siteId, zone: 'Asia/Shanghai', name: '黄思雨' });
    expect(drawn.refused).toEqual([]);
    for (const { commandId, input } of kept) expect((await assistant.post(`${base}/parties/${partyId}/steps`, { commandId, steps: input.steps, tappedAt: input.tappedAt })).status).toBe(200);
    const nobody = uuidv7();
    const after = (await assistant.get<BarAnswer>(`${base}?sent=${[...kept.map((item) => item.commandId), nobody].join(',')}`)).body;
    expect(after.done.sort()).toEqual(kept.map((item) => item.commandId).sort());
    const shown = (view: BarAnswer): unknown => {
      const { version: _version, clocks, ...party } = view.parties.find((entry) => entry.id === partyId) as PartyView;
      return { ...party, servingsToday: view.servingsToday, clocks: clocks.filter((clock) => clock.stoppedAt === null).map((clock) => `${clock.clock}/${clock.round} ${clock.dueAt}`).sort() };
    };
    expect(shown(drawn.bar)).toEqual(shown(after));
    expect(shown(after)).toMatchObject({ status: 'served', servings: 2, late: [], allowed: expect.not.arrayContaining(['undo']) as unknown });
    expect((await bar()).done).toEqual([]);
    expect((await assistant.get<Problem>(`${base}?sent=nonsense`)).body).toMatchObject({ code: 'bad-input' });
    const other = await world.signIn('assistant-b');
    expect((await other.get<BarAnswer>(`${BAR(world.siteB)}?sent=${kept[0]?.commandId ?? ''}`)).body.done, 'another centre’s taps are nobody’s business').toEqual([]);
    await tap(partyId, { step: 'clear' });
  });

  it.each([
    ['a step nobody knows', [{ step: 'dance' }], 'bad-input'],
    ['no step', [], 'bad-input'],
    ['an absurd number of cups', [{ step: 'order', orderId: uuidv7(), lines: [{ itemId: uuidv7(), quantity: 5000 }] }], 'bad-input'],
    ['a party nobody seated', [{ step: 'ask' }], 'not-found'],
    ['a table and a place at once', [{ step: 'seat', tableId: '018f0000-0000-7000-8000-000000000001', placeText: 'x' }], 'place-missing'],
    ['a table that is not here', [{ step: 'seat', tableId: '018f0000-0000-7000-8000-000000000001' }], 'table-unknown'],
  ])('given %s, then it is refused and nothing changed', async (_name, steps, code) => {
    const count = async () => (await world.owner.query('select from journal')).rowCount;
    const before = await count();
    expect((await tap<Problem>(uuidv7(), ...steps)).body).toMatchObject({ code });
    expect(await count()).toBe(before);
  });

  it('given the drawn room, when the manager takes a table out of service, then it stays drawn and its seats do not count (B-09)', async () => {
    const tables = (await bar()).tables;
    const spots = tables.map((entry, index) => ({ tableId: entry.id, x: index * 5, y: 50, inService: index > 0 }));
    expect((await assistant.post(`${base}/settings`, { commandId: uuidv7(), change: { change: 'room', spots } })).status).toBe(403);
    expect((await manager.post(`${base}/settings`, { commandId: uuidv7(), change: { change: 'room', spots } })).status).toBe(200);
    expect((await bar()).tables[0]).toMatchObject({ x: 0, y: 50, inService: false });
    const strange = [{ tableId: (await world.owner.query<{ id: string }>(`select id from places where site_id = $1 and kind = 'table' limit 1`, [world.siteB])).rows[0]?.id, x: 1, y: 1, inService: true }];
    expect((await manager.post<Problem>(`${base}/settings`, { commandId: uuidv7(), change: { change: 'room', spots: strange } })).body).toMatchObject({ code: 'table-unknown' });
  });

  it('given the bar of this centre (B-02), then another centre has its own: same rules, no item, no party, no number of it', async () => {
    const other = await world.signIn('assistant-b');
    expect((await other.get(BAR(world.siteB))).body).toMatchObject({ menu: [], parties: [], servingsToday: 0 });
    expect((await other.get(base)).status).toBe(404);
    const partyId = uuidv7();
    await tapParty(other, world.siteB, partyId, { step: 'seat', placeText: '门口' });
    expect((await tapParty<Problem>(other, world.siteB, partyId, { step: 'order', orderId: uuidv7(), lines: [{ itemId: ids.tea, quantity: 1 }] })).body).toMatchObject({ code: 'item-unknown' });
  });
});
