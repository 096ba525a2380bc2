import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckView, ConsumptionPreview, FiguresView, QualityView } from '../../features/beverages/core/quality-contract.ts';
import { CHECK_ITEMS } from '../../features/beverages/core/bar-quality.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { BAR, countDay, FULL, makeMenu, tapParty, type MenuIds } from '../support/bar.ts';
import { startProgram, type Client, type Problem, type World } from '../support/program.ts';
import type { ParView } from '../../features/beverages/core/stock-contract.ts';

const TODAY = '2026-11-23';
const BREAD = new URL('../../../shared/data/drinks_bread_basket/BreadBasket_DMS.csv', import.meta.url);
const VENDING = new URL('../../../shared/data/drinks_vending/machine1.csv', import.meta.url);
const LOST = new URL('../../../shared/data/drinks_vending/machine1_hours_lost.csv', import.meta.url);
const hasReal = [BREAD, VENDING, LOST].every((url) => existsSync(url));

describe('quality, figures and history of the bar over HTTP', () => {
  let world: World;
  let assistant: Client, manager: Client, quality: Client;
  let ids: MenuIds;
  let base = '';
  let tableId = '';
  beforeAll(async () => {
    world = await startProgram();
    [assistant, manager, quality] = await Promise.all([world.signIn('assistant'), world.signIn('manager'), world.signIn('quality')]);
    base = BAR(world.siteId);
    ids = await makeMenu(manager, world.siteId);
    await countDay(assistant, world.siteId, TODAY, FULL(ids));
    tableId = (await world.owner.query<{ id: string }>(`select id from places where site_id = $1 and kind = 'table' order by sort limit 1`, [world.siteId])).rows[0]?.id ?? '';
  });
  afterAll(() => world.end());
  const read = async (client = manager): Promise<QualityView> => (await client.get<QualityView>(`${base}/quality`)).body;

  it('given the manager writes the procedure, then it is a version with its date, read by name, and only the manager may (B-04)', async () => {
    const { firstText } = await read();
    expect(firstText).toContain('复单');
    const publish = <T = { number: number }>(client: Client, id: string, text: string, effectiveOn: string) => client.post<T>(`${base}/procedures/${id}`, { commandId: uuidv7(), text, effectiveOn });
    const [one, two] = [uuidv7(), uuidv7()];
    expect((await publish(assistant, one, '我来定', TODAY)).status).toBe(403);
    expect((await publish<Problem>(manager, one, '早该生效', '2026-11-01')).body).toMatchObject({ code: 'date-in-past' });
    expect((await publish(manager, one, firstText ?? '', TODAY)).body).toEqual({ number: 1 });
    expect((await publish(manager, two, '第二版：落座即问', '2026-12-01')).body).toEqual({ number: 2 });
    const before = await read(assistant);
    expect(before.procedures.map((entry) => [entry.number, entry.isInForce, entry.readByMe])).toEqual([[2, false, false], [1, true, false]]);
    expect(before.procedures[1]?.unread).toContain('黄思雨');
    await assistant.post(`${base}/procedures/${one}/read`, { commandId: uuidv7() });
    await assistant.post(`${base}/procedures/${one}/read`, { commandId: uuidv7() });
    const after = await read(assistant);
    expect(after.procedures[1]).toMatchObject({ readByMe: true, readBy: [{ name: '黄思雨', at: world.clock.now() }] });
  });

  it('given a spot check, when points are taken off, then each has its words, the sheet is of 100, a defect has its date and is looked at again (B-03)', async () => {
    expect(CHECK_ITEMS.reduce((all, item) => all + item.points, 0)).toBe(100);
    const lines = (off: Record<string, unknown> = {}) => CHECK_ITEMS.map(({ key }) => ({ key, off: 0, ...(key === 'hygiene' ? off : {}) }));
    const save = <T = CheckView>(client: Client, body: Record<string, unknown>, checkId = uuidv7()) => client.post<T>(`${base}/checks/${checkId}`, { commandId: uuidv7(), tableId, ...body });
    expect((await save(assistant, { lines: lines() })).status, 'nobody marks the own work').toBe(403);
    expect((await save<Problem>(manager, { lines: lines({ off: 2 }) })).body).toMatchObject({ code: 'deduction-without-words' });
    expect((await save<Problem>(manager, { lines: lines({ off: 20, note: 'x' }) })).body).toMatchObject({ code: 'points-too-many' });
    expect((await save<Problem>(manager, { lines: lines().slice(1) })).body).toMatchObject({ code: 'check-incomplete' });
    expect((await save<Problem>(manager, { lines: lines({ off: 1, note: 'x', photos: ['a'.repeat(64)] }) })).body).toMatchObject({ code: 'photo-unknown' });
    // A picture is taken by whoever sent it, by nobody else through its hash.
    const picture = new Uint8Array(await sharp({ create: { width: 40, height: 40, channels: 3, background: '#951' } }).jpeg().toBuffer());
    const sent = async (who: Client) => ((await (await fetch(`${world.origin}/api/sites/${world.siteId}/files`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'image/jpeg' }, body: picture })).json()) as { hash: string }).hash;
    const hash = await sent(await world.signIn('technician'));
    expect((await save<Problem>(manager, { lines: lines({ off: 1, note: 'x', photos: [hash] }) })).body).toMatchObject({ code: 'photo-unknown' });
    await sent(manager);
    const [checkId, defectId] = [uuidv7(), uuidv7()];
    const saved = await save(manager, { lines: lines({ off: 3, note: '水槽有茶渍', photos: [hash] }).map((line) => (line.key === 'tray' ? { ...line, unseen: true } : line)), defects: [{ id: defectId, key: 'hygiene', words: '水槽茶渍', ownerId: assistant.personId, fixBy: '2026-11-24' }], onDutyId: assistant.personId }, checkId);
    expect(saved.body).toMatchObject({ score: 93, outOf: 96, isPass: true, onDuty: '黄思雨', defects: [{ words: '水槽茶渍', owner: '黄思雨', fixBy: '2026-11-24', isLate: false }] });
    const step = <T = CheckView>(client: Client, body: Record<string, unknown>) => client.post<T>(`${base}/checks/${checkId}/defects/${defectId}`, { commandId: uuidv7(), step: body });
    expect((await step<Problem>(quality, { step: 'fixed' })).body).toMatchObject({ code: 'forbidden' });
    expect((await step<Problem>(manager, { step: 'recheck', isMended: true })).body).toMatchObject({ code: 'not-fixed-yet' });
    world.pass(3 * 24 * 60);
    expect((await read()).openDefects).toMatchObject([{ defect: { isLate: true } }]);
    await step(assistant, { step: 'fixed' });
    expect((await step<Problem>(assistant, { step: 'recheck', isMended: true })).body).toMatchObject({ code: 'forbidden' });
    expect((await step(manager, { step: 'recheck', isMended: false, fixBy: '2026-11-27' })).body.defects).toMatchObject([{ fixedAt: null, fixBy: '2026-11-27' }]);
    await step(assistant, { step: 'fixed' });
    await step(manager, { step: 'recheck', isMended: true });
    expect((await read()).openDefects).toEqual([]);
    world.clock.set('2026-11-23T06:00:00.000Z');
  });

  it('given the week, then the sample is drawn, the same for everybody who checks and told to nobody who is checked (B-03)', async () => {
    const [one, two, seen] = [await read(), await read(quality), await read(assistant)];
    expect(one.plan).toHaveLength(3);
    expect(two.plan).toEqual(one.plan);
    expect(seen).toMatchObject({ plan: null, checks: null, ratings: null });
    for (const entry of one.plan ?? []) expect(entry.hour).toBeGreaterThanOrEqual(9);
    // On Sunday it is the same week's sample, and what nobody came for is told.
    world.clock.set('2026-11-29T12:00:00.000Z');
    const over = (await read()).plan ?? [];
    expect(over.map(({ state: _state, ...entry }) => entry)).toEqual((one.plan ?? []).map(({ state: _state, ...entry }) => entry));
    expect(over.map((entry) => entry.state)).not.toContain('ahead');
    expect(over.filter((entry) => entry.day > one.today).map((entry) => entry.state)).not.toContain('done');
    world.clock.set('2026-11-23T06:00:00.000Z');
  });

  it('given the code on a table, when a guest rates, then it is kept without a name, counted, and the code of a place opens no rating', async () => {
    const codes = placeCodes(readFileSync(join(world.dataDir, 'keys', 'codes'), 'utf8').trim());
    const code = codes.write({ kind: 'drinks', siteId: world.siteId, id: tableId });
    expect((await world.anonymous.get(`/api/guest/drinks?code=${code}`)).body).toEqual({ siteName: '云栖示范售楼中心', table: '洽谈桌1' });
    const rate = (given: string, stars: number) => world.anonymous.post(`/api/guest/drinks/rate`, { code: given, commandId: uuidv7(), ratingId: uuidv7(), stars, comment: '茶很香' });
    expect((await assistant.post('/api/guest/drinks/rate', { code, commandId: uuidv7(), ratingId: uuidv7(), stars: 5 })).body, 'the bar’s own phone').toMatchObject({ code: 'house-device' });
    expect((await rate(code, 5)).status).toBe(200);
    expect((await rate(code, 6)).body).toMatchObject({ code: 'bad-input' });
    expect((await rate(codes.write({ kind: 'report', siteId: world.siteId, id: tableId }), 5)).body).toMatchObject({ code: 'not-found' });
    expect((await rate(`${code.slice(0, -1)}x`, 5)).body).toMatchObject({ code: 'not-found' });
    for (let more = 0; more < 4; more += 1) await rate(code, 1);
    expect((await rate(code, 1)).body).toMatchObject({ code: 'too-many-tries' });
    expect((await read()).ratings).toEqual(expect.arrayContaining([expect.objectContaining({ stars: 5, table: '洽谈桌1', comment: '茶很香' })]));
  });

  it('given a day of service, then the month says times against their limits with the share recorded, consumption, waste and the ledger that adds up (B-01, B-08)', async () => {
    const party = async (waits: readonly number[] | undefined): Promise<void> => {
      const [partyId, orderId] = [uuidv7(), uuidv7()];
      const tap = (step: Record<string, unknown>) => tapParty(assistant, world.siteId, partyId, step);
      await tap({ step: 'seat', tableId, guests: 2 });
      if (waits) { world.pass(waits[0] ?? 0); await tap({ step: 'ask' }); }
      await tap({ step: 'order', orderId, lines: [{ itemId: ids.tea, quantity: 2 }] });
      world.pass(waits?.[1] ?? 1);
      await tap({ step: 'serve', orderIds: [orderId] });
      await tap({ step: 'clear' });
    };
    await party([1, 2]);
    await party([2, 4]);
    await party([4, 6]);
    await party(undefined);
    await assistant.post(`${base}/records/${uuidv7()}`, { commandId: uuidv7(), record: { kind: 'write_off', reason: 'expired', lines: [{ itemId: ids.milk, quantity: 500 }] } });
    const { body } = await manager.get<FiguresView>(`${base}/figures?month=2026-11`);
    expect(body).toMatchObject({ visits: 4, untimed: 0, servings: 8, guests: 8, servingsPerVisit: 2, cupsPerVisit: 2, servingsPerGuest: 1, readyDays: { counted: 1 }, quality: { checks: 1, ratings: 5 } });
    expect(body.times.find((time) => time.name === 'ask')).toMatchObject({ target: 1, limit: 3, within: 1, betweenTargetAndLimit: 1, late: 1, recorded: 3, possible: 4 });
    expect(body.times.find((time) => time.name === 'serve')).toMatchObject({ within: 2, betweenTargetAndLimit: 1, late: 1, recorded: 4, possible: 4 });
    expect(body.times.find((time) => time.name === 'clear'), 'nobody tapped that the guests left').toMatchObject({ recorded: 0, possible: 4 });
    expect(body.waste).toEqual([{ itemId: ids.milk, name: '鲜牛奶', unit: '毫升', reason: 'expired', quantity: 500 }]);
    for (const line of body.ledger) expect(line.opening + line.counted + line.received + line.transfer_in - line.transfer_out - line.used - line.written_off).toBe(line.closing);
    expect(body.ledger.find((line) => line.itemId === ids.leaves)).toMatchObject({ opening: 500, counted: 0, used: 24, closing: 476 });
    expect(body.days.find((day) => day.day === TODAY)).toMatchObject({ visits: 4, servings: 8 });
    const october = await manager.get<FiguresView>(`${base}/figures?month=2026-10`);
    expect(october.body.ledger.find((line) => line.itemId === ids.leaves)).toMatchObject({ opening: 0, closing: 0 });
    expect((await assistant.get(`${base}/figures?month=2026-11`)).status).toBe(403);
  });

  const upload = async (client: Client, name: string, body: Buffer | string): Promise<string> => {
    const response = await fetch(`${world.origin}${base}/imports?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { cookie: client.cookie, 'content-type': 'application/octet-stream' }, body });
    return response.status === 200 ? ((await response.json()) as { importId: string }).importId : `refused ${response.status}`;
  };
  const preview = <T = ConsumptionPreview>(id: string) => manager.get<T>(`${base}/imports/${id}`);

  it.skipIf(!hasReal)('given two real histories of drinks, when imported with their items mapped, then void lines are left out, repeats are cups, and the same file counts once', { timeout: 300_000 }, async () => {
    expect(await upload(assistant, 'x.csv', 'a,b')).toBe('refused 403');
    const bread = await upload(manager, 'BreadBasket_DMS.csv', readFileSync(BREAD));
    const seen = (await preview(bread)).body;
    expect(seen).toMatchObject({ rows: 14_920, dateOrder: 'iso', fromDay: '2016-10-30', toDay: '2017-02-19', unreadCount: 0 });
    expect(seen.voids).toBeGreaterThan(300);
    const coffee = seen.names.find((entry) => entry.name === 'Coffee')?.count ?? 0;
    const tea = seen.names.find((entry) => entry.name === 'Tea')?.count ?? 0;
    expect(seen.rows).toBe(seen.voids + seen.names.reduce((all, entry) => all + entry.count, 0));
    const take = <T = { servings: number }>(id: string, mapping: Record<string, string | null>) => manager.post<T>(`${base}/imports/${id}`, { mapping });
    expect((await take<Problem>(bread, { Coffee: uuidv7() })).body).toMatchObject({ code: 'item-unknown' });
    expect((await take<Problem>(bread, { Bread: null })).body).toMatchObject({ code: 'nothing-mapped' });
    expect((await take(bread, { Coffee: ids.coffee, Tea: ids.tea, Bread: null })).body).toMatchObject({ servings: coffee + tea });
    expect((await take<Problem>(await upload(manager, 'again.csv', readFileSync(BREAD)), { Coffee: ids.coffee })).body).toMatchObject({ code: 'file-known' });
    const vending = await upload(manager, 'machine1.csv', readFileSync(VENDING));
    expect((await preview(vending)).body).toMatchObject({ rows: 2415, dateOrder: 'mdy', fromDay: '2024-03-01', toDay: '2024-11-26', unreadCount: 0 });
    const sums = await world.owner.query<{ imported: number }>('select sum(imported)::int as imported from bar_usage where site_id = $1', [world.siteId]);
    expect(sums.rows[0]?.imported).toBe(coffee + tea);
    // A Saturday in the history: what the same weekday of four weeks took.
    const par = await assistant.get<ParView>(`${base}/par?day=2017-02-25`);
    expect(par.body.usage.find((entry) => entry.itemId === ids.coffee)).toMatchObject({ days: 4 });
    expect(par.body.usage.find((entry) => entry.itemId === ids.coffee)?.expected).toBeGreaterThan(20);
  });

  it.skipIf(!hasReal)('given the copy in which a spreadsheet dropped the hours, then it is refused with the reason and never read as a time', async () => {
    const lost = await upload(manager, 'machine1_hours_lost.csv', readFileSync(LOST));
    expect((await preview<Problem>(lost)).body).toMatchObject({ code: 'hours-lost', facts: { lines: 2415, text: '15:50.5' } });
    expect((await manager.post<Problem>(`${base}/imports/${lost}`, { mapping: { Latte: ids.coffee } })).body).toMatchObject({ code: 'hours-lost' });
  });

  it('given files nobody can read, then each says why', async () => {
    const code = async (text: string) => (await preview<Problem>(await upload(manager, 'x.csv', text))).body.code;
    expect(await code('a,b\n1,2\n')).toBe('columns-missing');
    expect(await code('date,time,item\n3/4/2024,10:00,Latte\n')).toBe('date-order-unknown');
    expect(await code('date,time,item\n2024-02-31,10:00,Latte\n')).toBe('nothing-read');
    expect(await code('日期,时间,品名\n2024-03-01,10:00,拿铁\n')).toBeUndefined();
    expect((await preview<Problem>(uuidv7())).body.code).toBe('not-found');
  });
});
