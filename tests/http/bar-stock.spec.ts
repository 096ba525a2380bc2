import { inflateRawSync } from 'node:zlib';
import readExcel from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FiguresView } from '../../features/beverages/core/quality-contract.ts';
import type { DayView } from '../../features/beverages/core/service-contract.ts';
import type { ParView, RecordView, StockView } from '../../features/beverages/core/stock-contract.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { BAR, countDay, FULL, makeMenu, tapParty, type MenuIds } from '../support/bar.ts';
import { startProgram, type Client, type Problem, type World } from '../support/program.ts';

/** The files inside a workbook, as text. */
const parts = (file: Buffer): string[] => {
  const found: string[] = [];
  for (let at = file.indexOf('PK\x03\x04'); at >= 0; at = file.indexOf('PK\x03\x04', at + 4)) found.push(inflateRawSync(file.subarray(at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28)), { finishFlush: 2 }).toString());
  return found;
};

/** A Monday, 08:30: half an hour before the doors open. */
const MORNING = '2026-11-23T00:30:00.000Z';
const TODAY = '2026-11-23';

describe('counting and stock at the bar over HTTP', () => {
  let world: World;
  let assistant: Client, manager: Client, storekeeper: Client;
  let ids: MenuIds;
  let base = '';
  beforeAll(async () => {
    world = await startProgram(MORNING);
    await seedRoster(world.database, world.siteId, MORNING);
    [assistant, manager, storekeeper] = await Promise.all([world.signIn('assistant'), world.signIn('manager'), world.signIn('storekeeper')]);
    base = BAR(world.siteId);
    ids = await makeMenu(manager, world.siteId);
  });
  afterAll(() => world.end());

  const day = async (date = TODAY): Promise<DayView> => (await assistant.get<DayView>(`${base}/days/${date}`)).body;
  const stepDay = <T = DayView>(step: Record<string, unknown>, date = TODAY) => assistant.post<T>(`${base}/days/${date}/steps`, { commandId: uuidv7(), step });
  const stock = async () => new Map((await assistant.get<StockView>(`${base}/stock`)).body.items.map((item) => [item.id, item]));
  const make = <T = RecordView>(record: Record<string, unknown>, client = assistant, recordId = uuidv7()) => client.post<T>(`${base}/records/${recordId}`, { commandId: uuidv7(), record });
  const step = <T = RecordView>(recordId: string, input: Record<string, unknown>, client = assistant) => client.post<T>(`${base}/records/${recordId}/steps`, { commandId: uuidv7(), step: input });
  const sweep = () => sweepOnce(world.deps, world.sweeps);
  const events = async (): Promise<string[]> => (await world.owner.query<{ event: string }>(`select event from journal where feature = 'beverages' and site_id = $1 order by seq`, [world.siteId])).rows.map((row) => row.event);

  it('given the cleaning list, when items are ticked and signed, then time and name stand beside each and what was left out stays visible (B-06)', async () => {
    const { checks } = (await day()).opening;
    expect(checks.length).toBeGreaterThan(3);
    expect((await stepDay<Problem>({ step: 'sign', phase: 'opening' })).body).toMatchObject({ code: 'nothing-ticked' });
    await stepDay({ step: 'tick', phase: 'opening', check: checks[0], done: true });
    const signed = await stepDay({ step: 'sign', phase: 'opening' });
    expect(signed.body.opening).toMatchObject({ signed: { at: MORNING, by: '黄思雨' }, ticks: { [checks[0] ?? '']: { at: MORNING, by: '黄思雨' } } });
    expect(signed.body.readyAt, 'a clean bar is not a counted one').toBeNull();
    expect((await stepDay<Problem>({ step: 'tick', phase: 'opening', check: checks[1], done: true })).body).toMatchObject({ code: 'checklist-signed' });
  });

  it('given drinks and cups, when one kind is missing from the count, then the day is not ready; counted whole it is, and never without (B-07, B-08)', async () => {
    const { [ids.paper]: _paper, ...withoutPaper } = FULL(ids);
    const incomplete = await countDay(assistant, world.siteId, TODAY, withoutPaper);
    expect(incomplete).toMatchObject({ status: 409, body: { code: 'count-incomplete', facts: { names: ['纸杯'] } } });
    expect((await day()).readyAt).toBeNull();
    expect((await stepDay<Problem>({ step: 'count', phase: 'closing', lines: Object.entries(FULL(ids)).map(([itemId, counted]) => ({ itemId, counted })) })).body).toMatchObject({ code: 'not-opened-yet' });
    for (const counted of [-1, 1.5, 10_000_000]) expect((await countDay(assistant, world.siteId, TODAY, { ...FULL(ids), [ids.water]: counted })).body).toMatchObject({ code: 'bad-input' });
    expect((await countDay(assistant, world.siteId, TODAY, { ...FULL(ids), [ids.water]: 96_000, [ids.milk]: 60_000 })).body, 'the first count too is asked about').toMatchObject({ code: 'count-absurd', facts: { lines: [{ name: '鲜牛奶', counted: 60_000, book: 0, need: 22 * 200 }, { name: '矿泉水', counted: 96_000, unit: '瓶' }] } });
    expect(await day(), 'whose shift it is by the roster').toMatchObject({ isFirst: true, shift: '早班 08:30–18:00' });
    const counted = await countDay(assistant, world.siteId, TODAY, FULL(ids), { shift: '别的班' });
    expect(counted.body).toMatchObject({ readyAt: MORNING, wasLate: false, opening: { count: { isEqual: false, by: '黄思雨', shift: '早班 08:30–18:00' } } });
    expect((await stock()).get(ids.water)).toMatchObject({ onHand: 96, isLow: false });
  });

  it('given seats, a multiple and a kind of day, then the need is said with its numbers, drinks together and each cup for itself, as advice (B-09)', async () => {
    const par = (await assistant.get<ParView>(`${base}/par?day=${TODAY}`)).body;
    // The demo centre: 8 tables of 4 and 4 of 6.
    expect(par).toMatchObject({ dayType: 'weekday', seats: 56, percent: 200, factor: 100, bySeats: 112, need: 112, bookedGuests: 0 });
    expect(par.drinks.reduce((all, drink) => all + drink.servings, 0)).toBe(112);
    expect(par.lines.find((line) => line.itemId === ids.leaves)).toMatchObject({ need: 45 * 3, onHand: 500, short: 0 });
    expect(par.lines.find((line) => line.itemId === ids.milk)).toMatchObject({ need: 22 * 200, onHand: 6000, short: 0 });
    expect(par.cups.find((line) => line.itemId === ids.porcelain)).toMatchObject({ need: 112, onHand: 60, short: 52, packs: null });
    expect(par.cups.find((line) => line.itemId === ids.paper)).toMatchObject({ need: 112, short: 0 });
    expect(par.cups.find((line) => line.itemId === ids.porcelain)).toMatchObject({ coming: 0 });
    const saturday = (await assistant.get<ParView>(`${base}/par?day=2026-11-28`)).body;
    expect(saturday).toMatchObject({ dayType: 'weekend', factor: 150, bySeats: 168 });
    await manager.post(`${base}/settings`, { commandId: uuidv7(), change: { change: 'plan', day: '2026-11-28', launch: true, bookedGuests: 300 } });
    const launch = (await assistant.get<ParView>(`${base}/par?day=2026-11-28`)).body;
    expect(launch).toMatchObject({ dayType: 'launch', factor: 400, bySeats: 448, byGuests: 600, need: 600 });
    expect(launch.lines.find((line) => line.itemId === ids.water)).toMatchObject({ need: 240, onHand: 96, short: 144, packs: 6 });
    const settings = await manager.get<{ site: { version: number } }>(`/api/sites/${world.siteId}/setup`);
    await manager.post(`/api/sites/${world.siteId}/settings`, { version: settings.body.site.version, parameters: { 'beverages.par_per_seat': 300 } });
    expect((await assistant.get<ParView>(`${base}/par?day=${TODAY}`)).body).toMatchObject({ percent: 300, bySeats: 168 });
    const again = await manager.get<{ site: { version: number } }>(`/api/sites/${world.siteId}/setup`);
    expect((await manager.post<Problem>(`/api/sites/${world.siteId}/settings`, { version: again.body.site.version, parameters: { 'beverages.par_per_seat': 600 } })).body).toMatchObject({ code: 'parameter-out-of-range' });
    await manager.post(`/api/sites/${world.siteId}/settings`, { version: again.body.site.version, parameters: { 'beverages.par_per_seat': null } });
  });

  it('given a shortage, when it is requisitioned, issued and received, then the stock has it with its date, and a wrong receipt is taken back by a counter-entry (B-08)', async () => {
    world.pass(1);
    const asked = await make({ kind: 'requisition', forDay: '2026-11-28', lines: [{ itemId: ids.water, quantity: 144 }, { itemId: ids.milk, quantity: 2000 }] });
    expect(asked.body).toMatchObject({ status: 'asked', lines: [{ name: '矿泉水', quantity: 144, received: null }, { name: '鲜牛奶' }] });
    const par = async (on: string) => { const { lines, cups } = (await assistant.get<ParView>(`${base}/par?day=${on}`)).body; return new Map([...lines, ...cups].map((line) => [line.itemId, line])); };
    expect((await par('2026-11-28')).get(ids.water), 'asked for is no longer short').toMatchObject({ need: 240, onHand: 96, coming: 144, short: 0, packs: null });
    expect((await par(TODAY)).get(ids.water), 'what comes for Saturday is not here on Monday').toMatchObject({ coming: 0 });
    const both = await Promise.all([assistant, manager].map((who) => make<RecordView & Problem>({ kind: 'shortage', forDay: '2026-11-28' }, who)));
    const [made, refused] = [both.find((answer) => answer.status === 200)?.body, both.find((answer) => answer.status !== 200)?.body];
    expect(refused, 'two press at once, one orders').toMatchObject({ code: 'nothing-short' });
    expect(made).toMatchObject({ kind: 'requisition', status: 'asked', forDay: '2026-11-28' });
    expect(made?.lines.map((line) => line.name)).not.toContain('矿泉水');
    expect([...(await par('2026-11-28')).values()].filter((line) => line.short > 0)).toEqual([]);
    await step(made?.id ?? '', { step: 'cancel' });
    expect((await par('2026-11-28')).get(ids.porcelain)).toMatchObject({ coming: 0, short: 540 });
    expect(asked.body.allowed, 'the bar cannot issue to itself').not.toContain('issue');
    expect((await step<Problem>(asked.body.id, { step: 'issue' })).body).toMatchObject({ code: 'forbidden' });
    expect((await step(asked.body.id, { step: 'issue' }, storekeeper)).body).toMatchObject({ status: 'issued' });
    const received = await step(asked.body.id, { step: 'receive', lines: [{ itemId: ids.water, quantity: 120, expiresOn: '2027-05-01' }, { itemId: ids.milk, quantity: 2000, expiresOn: '2026-11-25' }] });
    expect(received.body).toMatchObject({ status: 'received', lines: [{ quantity: 144, received: 120 }, {}] });
    const now = await stock();
    expect(now.get(ids.water)).toMatchObject({ onHand: 216, lots: [{ expiresOn: '2027-05-01', left: 120, state: 'fine' }] });
    expect(now.get(ids.milk)).toMatchObject({ onHand: 8000, lots: [{ left: 2000, state: 'soon' }] });
    expect((await step<Problem>(asked.body.id, { step: 'receive', lines: [{ itemId: ids.water, quantity: 1 }] })).body).toMatchObject({ code: 'step-unlawful' });
    world.pass(1);
    const wrong = await make({ kind: 'transfer_in', reason: 'from_centre', lines: [{ itemId: ids.water, quantity: 24 }] });
    expect((await stock()).get(ids.water)).toMatchObject({ onHand: 240 });
    world.pass(1);
    await step(wrong.body.id, { step: 'reverse' });
    expect((await stock()).get(ids.water)).toMatchObject({ onHand: 216 });
    expect((await step<Problem>(wrong.body.id, { step: 'reverse' })).body).toMatchObject({ code: 'step-unlawful' });
    const ledger = await assistant.get<{ movements: { onHand: number; kind: string; isUndo: boolean; person: string; reason: string }[] }>(`${base}/movements?itemId=${ids.water}`);
    expect(ledger.body.movements.map((entry) => [entry.kind, entry.onHand, entry.isUndo, entry.person])).toEqual([['transfer_in', -24, true, '黄思雨'], ['transfer_in', 24, false, '黄思雨'], ['received', 120, false, '黄思雨'], ['counted', 96, false, '黄思雨']]);
  });

  it('given the ledger, then the application may add to it and neither change nor delete', async () => {
    await expect(world.database.write([world.siteId], (trx) => trx.query('update bar_movements set on_hand = 0'))).rejects.toThrow(/permission denied/);
    await expect(world.database.write([world.siteId], (trx) => trx.query('delete from bar_movements'))).rejects.toThrow(/permission denied/);
  });

  it('given a stocktake with variances, then nothing moves until another person who answers for it approves; equal is recorded as a fact', async () => {
    const bare = await make<Problem>({ kind: 'stocktake', lines: [{ itemId: ids.beans, counted: 1900 }] });
    expect(bare.body).toMatchObject({ code: 'difference-without-reason' });
    const counted = await make({ kind: 'stocktake', lines: [{ itemId: ids.beans, counted: 1900, reason: '试机用掉' }, { itemId: ids.leaves, counted: 500 }] });
    expect(counted.body).toMatchObject({ status: 'counted' });
    expect((await stock()).get(ids.beans)).toMatchObject({ onHand: 2000 });
    expect((await step<Problem>(counted.body.id, { step: 'approve' })).body).toMatchObject({ code: 'forbidden' });
    expect((await step(counted.body.id, { step: 'approve' }, manager)).body).toMatchObject({ status: 'approved' });
    expect((await stock()).get(ids.beans)).toMatchObject({ onHand: 1900 });
    expect((await make({ kind: 'stocktake', lines: [{ itemId: ids.beans, counted: 1900 }] })).body).toMatchObject({ status: 'approved' });
    const own = await make({ kind: 'stocktake', lines: [{ itemId: ids.beans, counted: 1800, reason: '复盘' }] }, manager);
    expect((await step<Problem>(own.body.id, { step: 'approve' }, manager)).body).toMatchObject({ code: 'own-stocktake' });
    await step(own.body.id, { step: 'reject', note: '重点' }, manager);
    expect((await stock()).get(ids.beans)).toMatchObject({ onHand: 1900 });
  });

  it('given an item with a limit of its own, when its stock falls to it, lower, is filled and falls again, then each fall is said once and ends when filled (B-08)', async () => {
    const count = async (counted: number): Promise<void> => {
      const record = await make({ kind: 'stocktake', lines: [{ itemId: ids.leaves, counted, reason: '复盘' }] });
      expect((await step(record.body.id, { step: 'approve' }, manager)).body).toMatchObject({ status: 'approved' });
    };
    const said = async () => (await world.owner.query<{ key: string; status: string }>(`select cause_key as key, status from alerts where topic = 'beverages.low' and cause_subject = $1 order by raised_at, cause_key`, [ids.leaves])).rows.map((row) => `${row.key} ${row.status}`);
    await count(50);
    await expect.poll(said).toEqual(['low/1 open']);
    world.pass(1);
    await count(30);
    world.pass(1);
    await count(400);
    await expect.poll(said).toEqual(['low/1 ended']);
    world.pass(1);
    await count(20);
    await expect.poll(said).toEqual(['low/1 ended', 'low/2 open']);
    world.pass(1);
    await count(500);
    await expect.poll(said).toEqual(['low/1 ended', 'low/2 ended']);
  });

  it('given used cups, when a batch is sterilised, then it is kept with method, heat, start, end and person, and too short a time is flagged (B-08)', async () => {
    const [partyId, orderId] = [uuidv7(), uuidv7()];
    await tapParty(assistant, world.siteId, partyId, { step: 'seat', placeText: '沙盘' }, { step: 'order', orderId, lines: [{ itemId: ids.tea, quantity: 4 }] }, { step: 'serve', orderIds: [orderId] }, { step: 'clear' });
    expect((await stock()).get(ids.porcelain)).toMatchObject({ onHand: 56, inUse: 0, dirty: 4 });
    const brief = await make({ kind: 'sterilising', method: 'boil', strength: 100, lines: [{ itemId: ids.porcelain, quantity: 2 }] });
    expect(brief.body).toMatchObject({ status: 'running', batch: { method: 'boil', strength: 100, startedAt: world.clock.now(), endedAt: null } });
    world.pass(5);
    expect((await step(brief.body.id, { step: 'finish' })).body).toMatchObject({ status: 'done', belowStandard: true, batch: { endedAt: world.clock.now() }, endedBy: '黄思雨' });
    const proper = await make({ kind: 'sterilising', method: 'infrared', strength: 125, lines: [{ itemId: ids.porcelain, quantity: 2 }] });
    world.pass(12);
    expect((await step(proper.body.id, { step: 'finish' })).body).toMatchObject({ belowStandard: false });
    expect((await stock()).get(ids.porcelain)).toMatchObject({ onHand: 60, dirty: 0 });
    expect((await make<Problem>({ kind: 'sterilising', method: 'boil', strength: 100, lines: [{ itemId: ids.leaves, quantity: 1 }] })).body).toMatchObject({ code: 'item-unknown' });
  });

  it('given a closing, when counted and closed, then tomorrow starts from it; a second closing, and anything after it, is refused', async () => {
    expect((await stepDay<Problem>({ step: 'close' })).body).toMatchObject({ code: 'closing-not-counted' });
    await make({ kind: 'write_off', reason: 'spoiled', lines: [{ itemId: ids.milk, quantity: 300 }] });
    const { items } = await day();
    const lines = items.map((item) => ({ itemId: item.id, counted: item.id === ids.porcelain ? item.book - 1 : item.book, ...(item.id === ids.porcelain ? { broken: 1, reason: '打碎一个' } : {}) }));
    await stepDay({ step: 'count', phase: 'closing', lines });
    expect((await stock()).get(ids.porcelain)).toMatchObject({ onHand: 59 });
    expect((await stepDay({ step: 'close' })).body).toMatchObject({ closedAt: world.clock.now() });
    expect((await stepDay<Problem>({ step: 'close' })).body).toMatchObject({ code: 'day-closed' });
    expect((await stepDay<Problem>({ step: 'count', phase: 'closing', lines })).body).toMatchObject({ code: 'day-closed' });
    expect((await stepDay<Problem>({ step: 'tick', phase: 'closing', check: (await day()).closing.checks[0], done: true })).body).toMatchObject({ code: 'day-closed' });
    const tomorrow = await day('2026-11-24');
    expect(tomorrow.items.find((item) => item.id === ids.porcelain)).toMatchObject({ book: 59, lastClosing: 59 });
    expect((await stepDay<Problem>({ step: 'close' }, '2026-12-24')).body).toMatchObject({ code: 'day-too-far' });
  });

  it('given the next day, when nobody counts before the doors open, then it is warned before and found at the hour; counted equal is a fact (B-07)', async () => {
    world.clock.set('2026-11-24T00:51:00.000Z');
    await sweep();
    expect((await events()).slice(-2)).toEqual(['DayBegun', 'DeadlineWarned']);
    world.clock.set('2026-11-24T01:00:30.000Z');
    await sweep();
    await sweep();
    expect((await events()).filter((event) => event === 'DeadlineBreached')).toHaveLength(1);
    const { items } = await day('2026-11-24');
    const equal = await countDay(assistant, world.siteId, '2026-11-24', Object.fromEntries(items.map((item) => [item.id, item.book])));
    expect(equal.body).toMatchObject({ wasLate: true, readyAt: world.clock.now(), opening: { count: { isEqual: true } } });
    const absurd = await assistant.post<Problem>(`${base}/days/2026-11-24/steps`, { commandId: uuidv7(), step: { step: 'count', phase: 'opening', lines: items.map((item) => ({ itemId: item.id, counted: item.id === ids.water ? 50_000 : item.book, reason: '?' })) } });
    expect(absurd.body).toMatchObject({ code: 'count-absurd', facts: { name: '矿泉水', counted: 50_000 } });
    expect((await manager.get<DayView>(`${base}/days/2026-11-24`)).body.shift, 'nobody planned the manager').toBeNull();
    const own = await manager.post<DayView>(`${base}/days/2026-11-24/steps`, { commandId: uuidv7(), step: { step: 'count', phase: 'opening', shift: '代班', lines: items.map((item) => ({ itemId: item.id, counted: item.book })) } });
    expect(own.body.opening.count).toMatchObject({ by: '林静怡', shift: '代班', isEqual: true });
    expect((await world.owner.query(`select from journal where event = 'BarCounted' and data::text like '%代班%'`)).rowCount, 'what is written by hand stands beside the journal').toBe(0);
  });

  it('given the menu pasted in, when names are double and units are missing, then those lines are named and the others taken', async () => {
    const lines = [{ name: '柠檬水', kind: '饮品', unit: '杯' }, { name: '柠檬水', kind: '饮品', unit: '杯' }, { name: '矿泉水', kind: '饮品', unit: '瓶' }, { name: '菊花茶', kind: '', unit: '' }, { name: '', kind: '', unit: '杯' }, { name: '餐巾', kind: '家具', unit: '包' }, { name: '玻璃杯', kind: '杯具', unit: '个', packName: '箱' }];
    const send = (dryRun: boolean) => manager.post<{ taken: number; refused: { line: number; code: string }[] }>(`${base}/menu`, { commandId: uuidv7(), dryRun, lines });
    const refused = [{ line: 2, code: 'name-twice' }, { line: 3, code: 'name-taken' }, { line: 4, code: 'unit-missing' }, { line: 5, code: 'name-missing' }, { line: 6, code: 'kind-unknown' }, { line: 7, code: 'pack-unreadable' }];
    const before = (await events()).length;
    expect((await send(true)).body).toMatchObject({ taken: 1, refused });
    expect((await events()).length).toBe(before);
    expect((await send(false)).body).toMatchObject({ taken: 1, refused });
    expect((await assistant.get<{ items: { name: string }[] }>(`${base}/items`)).body.items.map((item) => item.name)).toContain('柠檬水');
    expect((await assistant.post(`${base}/menu`, { commandId: uuidv7(), lines })).status).toBe(403);
  });

  it.each([
    ['a recipe of a cup', { kind: 'drink', name: '怪茶', unit: '杯', recipe: 'porcelain' }, 'recipe-part-unknown'],
    ['a name that is taken', { kind: 'drink', name: '矿泉水', unit: '瓶' }, 'name-taken'],
    ['an ingredient with a recipe', { kind: 'ingredient', name: '糖浆', unit: '毫升', recipe: 'leaves' }, 'recipe-of-no-drink'],
    ['no unit', { kind: 'drink', name: '无单位', unit: '' }, 'bad-input'],
  ] as const)('given %s, when saved as an item, then it is refused', async (_name, fields, code) => {
    const body = { ...fields, ...('recipe' in fields ? { recipe: [{ itemId: ids[fields.recipe], quantity: 1 }] } : {}) };
    expect((await manager.post<Problem>(`${base}/items/${uuidv7()}`, { commandId: uuidv7(), fields: body })).body).toMatchObject({ code });
  });

  it('given what the bar leaves open, when a handover is written, then it stands in it (M-52)', async () => {
    await make({ kind: 'requisition', lines: [{ itemId: ids.water, quantity: 24 }] });
    const draft = await assistant.get<{ lines: { section: string; status: string; label: string }[] }>(`/api/sites/${world.siteId}/handovers/draft`);
    const own = draft.body.lines.filter((line) => line.section === 'beverages').map((line) => line.status);
    expect(own).toEqual(expect.arrayContaining(['day-open', 'requisition-asked', 'lot-soon']));
  });

  it('given the count sheet, the requisition and the month, then A4 and workbook say what the screen says, no cell is a formula, and they are for those of this centre who may (B-07, B-08, B-09)', async () => {
    const file = async (path: string, who = manager, at = base) => {
      const answer = await fetch(`${world.origin}${at}/${path}`, { headers: { cookie: who.cookie } });
      return { status: answer.status, type: answer.headers.get('content-type'), name: answer.headers.get('content-disposition'), data: Buffer.from(await answer.arrayBuffer()) };
    };
    const sheets = async (path: string) => (await readExcel((await file(path)).data)) as unknown as { sheet: string; data: (string | number | null)[][] }[];
    const sour = uuidv7();
    expect((await manager.post(`${base}/items/${sour}`, { commandId: uuidv7(), fields: { kind: 'ingredient', name: '=1+1', unit: '包' } })).status).toBe(200);
    const asked = await make({ kind: 'requisition', forDay: '2026-11-28', note: '=HYPERLINK("http://x.example")', lines: [{ itemId: sour, quantity: 7 }, { itemId: ids.water, quantity: 48 }] });

    const on = '2026-11-24';
    const [{ items, opening }, par] = [await day(on), (await assistant.get<ParView>(`${base}/par?day=${on}`)).body];
    const [drinks, cups] = await sheets(`count-sheet.xlsx?day=${on}`);
    const head = drinks?.data.findIndex((row) => row[0] === '类别') ?? 0;
    expect(drinks?.data[0]?.[0]).toBe('饮品盘点 / 备货表');
    expect(drinks?.data.slice(0, head).flat().join(' ')).toContain(`应备 ${par.seats} 座 × 2.0 倍 × 系数 1.0 = ${par.bySeats} 份`);
    expect(drinks?.data.slice(0, head).flat()).toContain('班次    开班 代班（林静怡 09:00 清点）        闭班 早班 08:30–18:00');
    const rows = (drinks?.data.slice(head + 1) ?? []).map((row) => ({ name: row[1], unit: row[3], before: row[4], counted: row[5], need: row[7], short: row[8], asked: row[9], expires: row[15] }));
    const ofCups = (cups?.data.slice(1) ?? []).map((row) => ({ name: row[0], unit: row[1], before: row[2], counted: row[3], need: row[8], short: row[9] }));
    expect(new Set([...rows, ...ofCups].map((row) => row.name))).toEqual(new Set(items.map((item) => item.name)));
    for (const item of items) {
      const row = [...rows, ...ofCups].find((entry) => entry.name === item.name);
      const [line, counted] = [[...par.lines, ...par.cups].find((entry) => entry.itemId === item.id), opening.count?.lines.find((entry) => entry.itemId === item.id)];
      expect(row, item.name).toMatchObject({ unit: item.unit, before: counted?.book ?? item.book, counted: counted?.counted ?? null, need: line?.need ?? null, short: (line && Math.max(0, line.need - (counted?.counted ?? line.onHand))) || null });
    }
    expect(rows.find((row) => row.name === '=1+1')).toMatchObject({ asked: 7 });
    expect(rows.find((row) => row.name === '鲜牛奶'), 'what expires first').toMatchObject({ expires: '2026-11-25' });
    const [yesterday, cupsBefore] = await sheets(`count-sheet.xlsx?day=${TODAY}`);
    const waterRow = yesterday?.data.find((row) => row[1] === '矿泉水');
    expect(waterRow?.slice(9, 16), 'asked, received, transfers, used, lost, counted; no date of a lot for a day past').toEqual([144, 120, null, null, null, 216, null]);
    expect(cupsBefore?.data.find((row) => row[0] === '瓷杯')?.[7], 'broken').toBe(1);

    const [requisition] = await sheets(`requisition.xlsx?id=${asked.body.id}`);
    expect(requisition?.data.slice(-2).map((row) => row.slice(0, 5))).toEqual([[1, '=1+1', '包', 7, null], [2, '矿泉水', '瓶', 48, null]]);
    expect(requisition?.data.flat().filter((cell) => typeof cell === 'string' && cell.includes('HYPERLINK'))).toEqual(['备注：=HYPERLINK("http://x.example")']);
    const raw = (await file(`requisition.xlsx?id=${asked.body.id}`)).data;
    expect(parts(raw).filter((part) => part.includes('<sheetData>') && /<f[ >]/.test(part)), 'no formula anywhere').toEqual([]);

    const figures = (await manager.get<FiguresView>(`${base}/figures?month=2026-11`)).body;
    const month = await sheets('month.xlsx?month=2026-11');
    const ledger = month.find((entry) => entry.sheet === '台账')?.data ?? [];
    expect(ledger.slice(-figures.ledger.length)).toEqual(figures.ledger.map((line) => [line.name, line.unit, line.opening, line.received, line.transfer_in, line.transfer_out, line.used, line.written_off, line.counted, line.closing, line.costCents === null ? null : line.costCents / 100]));
    expect(month.find((entry) => entry.sheet === '每天份数')?.data.slice(-figures.drinks.length)).toEqual(figures.drinks.map((drink) => [drink.name, ...drink.byDay, drink.servings]));
    expect(month.map((entry) => entry.sheet)).toEqual(['台账', '各步用时', '报损', '每天份数']);

    for (const path of [`count-sheet.pdf?day=${on}`, `requisition.pdf?id=${asked.body.id}`, 'month.pdf?month=2026-11']) {
      const paper = await file(path);
      expect([paper.type, paper.data.subarray(0, 5).toString()], path).toEqual(['application/pdf', '%PDF-']);
    }
    const other = await world.signIn('manager-b');
    for (const path of [`count-sheet.xlsx?day=${on}`, `requisition.xlsx?id=${asked.body.id}`, 'month.xlsx?month=2026-11', `requisition.pdf?id=${asked.body.id}`]) {
      expect((await file(path, other)).status, path).toBe(404);
      expect((await file(path.replace(/=.*/, '=x'))).status, path).toBe(400);
    }
    expect((await file(`requisition.xlsx?id=${asked.body.id}`, other, BAR(world.siteB))).status, 'nor by way of the own centre').toBe(404);
    expect((await file('month.xlsx?month=2026-11', assistant)).status).toBe(403);
  });
});

describe('days nobody begins at the bar', () => {
  let world: World;
  let manager: Client, assistant: Client;
  let ids: MenuIds;
  beforeAll(async () => {
    world = await startProgram(MORNING);
    [manager, assistant] = await Promise.all([world.signIn('manager'), world.signIn('assistant')]);
    ids = await makeMenu(manager, world.siteId);
    await countDay(assistant, world.siteId, TODAY, FULL(ids));
  });
  afterAll(() => world.end());

  const at = async (instant: string): Promise<void> => {
    world.clock.set(instant);
    await sweepOnce(world.deps, world.sweeps);
    // The program's own look may have been quicker and still be at it.
    const waiting = async () => (await world.owner.query(`select from clocks where site_id = $1 and feature = 'beverages' and stopped_at is null and cancelled_at is null and breached_at is null and due_at <= $2`, [world.siteId, instant])).rowCount;
    await expect.poll(waiting).toBe(0);
  };
  const late = async (): Promise<string[]> => (await world.owner.query<{ day: string }>(`select to_char(day, 'YYYY-MM-DD') as day from bar_days where site_id = $1 and (state->>'wasLate')::boolean order by day`, [world.siteId])).rows.map((row) => row.day);
  const change = async (calendar: Record<string, unknown>): Promise<void> => {
    const { body } = await manager.get<{ site: { version: number }; calendar: Record<string, unknown> }>(`/api/sites/${world.siteId}/setup`);
    expect((await manager.post(`/api/sites/${world.siteId}/settings`, { version: body.site.version, calendar: { ...body.calendar, ...calendar } })).status).toBe(200);
  };

  it('B-07: given the doors stay closed on a day after all, when it would have begun, then nothing is found there, and the day after is watched', async () => {
    await change({ exceptions: { '2026-11-24': [] } });
    await at('2026-11-24T00:55:00.000Z');
    await at('2026-11-24T01:01:00.000Z');
    expect(await late()).toEqual([]);
    expect((await world.owner.query('select from bar_days where site_id = $1 and day = $2', [world.siteId, '2026-11-24'])).rowCount).toBe(0);
    await at('2026-11-25T00:55:00.000Z');
    await at('2026-11-25T01:01:00.000Z');
    expect(await late()).toEqual(['2026-11-25']);
  });

  it('B-07: given a day that opens later than was planned, when the old hour comes, then it waits for the new one', async () => {
    await change({ exceptions: { '2026-11-26': [{ open: '11:00', close: '20:00' }] } });
    await at('2026-11-26T01:01:00.000Z');
    expect(await late()).toEqual(['2026-11-25']);
    await at('2026-11-26T02:51:00.000Z');
    await at('2026-11-26T03:01:00.000Z');
    expect(await late()).toEqual(['2026-11-25', '2026-11-26']);
  });

  it('B-07: given nobody touches the bar for days, then every open day is found, not the first alone; a bar with nothing to count is left alone', async () => {
    for (const day of ['27', '28', '29']) {
      await at(`2026-11-${day}T00:55:00.000Z`);
      await at(`2026-11-${day}T01:01:00.000Z`);
    }
    expect(await late()).toEqual(['2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']);
    for (const itemId of [ids.tea, ids.coffee, ids.water, ids.leaves, ids.beans, ids.milk, ids.porcelain, ids.paper]) expect((await manager.post(`${BAR(world.siteId)}/items/${itemId}/archive`, { commandId: uuidv7(), archived: true })).status).toBe(200);
    await at('2026-11-30T01:01:00.000Z');
    await at('2026-12-01T01:01:00.000Z');
    expect((await late()).at(-1)).toBe('2026-11-29');
  });
});
