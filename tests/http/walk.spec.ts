import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { readWalk, WalkView } from '../../features/walks/core/walk-contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

describe('the walk before opening over HTTP', () => {
  let world: World;
  let base = '';
  let guard: Client, desk: Client, manager: Client, technician: Client;
  beforeAll(async () => {
    // Twenty to nine in Shanghai; the doors open at nine.
    world = await startProgram('2026-11-23T00:40:00.000Z');
    base = `/api/sites/${world.siteId}`;
    [guard, desk, manager, technician] = await Promise.all(['guard', 'desk', 'manager', 'technician'].map((name) => world.signIn(name))) as [Client, Client, Client, Client];
  });
  afterAll(() => world.end());

  const read = async (who: Client = guard) => (await who.get<OutputOf<typeof readWalk>>(`${base}/walk`)).body;
  const start = (who: Client = guard) => who.post<WalkView>(`${base}/walk`, { commandId: uuidv7(), walkId: uuidv7() });
  const fault = (words: string) => ({ repairId: uuidv7(), commandId: uuidv7(), words, beforeOpening: true });
  const look = <T = WalkView>(walk: WalkView, itemId: string, more: Record<string, unknown>, who: Client = guard) => who.post<T>(`${base}/walk/${walk.id}/items/${itemId}`, { commandId: uuidv7(), ...more });

  it('given no walk today, when two people set out at once, then they walk one walk over the centre’s places', async () => {
    expect(await read()).toMatchObject({ today: '2026-11-23', opensAt: '2026-11-23T01:00:00.000Z', walk: null, past: [] });
    const [one, other] = await Promise.all([start(guard), start(desk)]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.body.id).toBe(other.body.id);
    const places = (await world.places(world.siteId)).filter((place) => !place.name.startsWith('洽谈桌'));
    expect(one.body.items.map((item) => item.name)).toEqual(places.map((place) => place.name));
    expect(one.body.items.every((item) => item.finding === null), 'what nobody looked at is 未检查').toBe(true);
  });

  it('given a fault on the walk, when reported in one tap, twice over a bad network, then it is one repair of that place, wanted before opening (M-43)', async () => {
    const { walk } = await read();
    if (!walk) throw new Error('No walk.');
    const [first, second] = walk.items;
    expect((await look(walk, first?.id ?? '', { result: 'fine' })).status).toBe(200);
    const body = { result: 'fault', fault: fault('射灯一盏不亮') };
    const answers = await Promise.all([look(walk, second?.id ?? '', body), look(walk, second?.id ?? '', body)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const view = (await desk.get(`${base}/repairs/${body.fault.repairId}`)).body;
    expect(view.row).toMatchObject({ kind: 'facility', status: 'logged', place: second?.name, item: '射灯一盏不亮', beforeOpening: true });
    expect(view.order).toMatchObject({ source: 'patrol', intakeBy: guard.personId });
    // Ten minutes before the doors open: a rule of the house, and said so.
    expect(view.clocks.find((clock) => clock.clock === 'before_opening')).toMatchObject({ dueAt: '2026-11-23T00:50:00.000Z', origin: 'house', clause: 'repairs.before_opening' });
    const found = (await read()).walk?.items.find((item) => item.id === second?.id)?.finding;
    expect(found).toMatchObject({ result: 'fault', repair: { id: body.fault.repairId, status: 'logged' } });
    expect((await world.owner.query('select from repairs where site_id = $1', [world.siteId])).rowCount).toBe(1);
    expect(await look<Problem>(walk, second?.id ?? '', { result: 'fine' })).toMatchObject({ status: 409, body: { code: 'fault-reported' } });
  });

  it('given the doors about to open, when the repair is not tested, then it is late; when tested in time, then it is met', async () => {
    const early = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '大厅', item: '灯', beforeOpening: true, steps: [{ step: 'issue' }] });
    const late = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '大厅', item: '门', beforeOpening: true });
    await takeSteps(desk, world.siteId, early.row.id, [{ step: 'accept', way: 'radio', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'radio' }, { step: 'start', asReported: true, way: 'radio' }, { step: 'test', way: 'radio', to: '主管', passed: true }]);
    world.pass(30);
    while ((await sweepOnce(world.deps, world.sweeps)) > 0);
    const clockOf = async (id: string) => (await desk.get(`${base}/repairs/${id}`)).body.clocks.find((clock) => clock.clock === 'before_opening');
    expect(await clockOf(early.row.id)).toMatchObject({ breachedAt: null, stoppedAt: expect.any(String) });
    expect(await clockOf(late.row.id)).toMatchObject({ breachedAt: expect.any(String), stoppedAt: null });
    // Asked for after the doors opened, it is wanted before the next morning.
    const tomorrow = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '大厅', item: '窗', beforeOpening: true });
    expect(tomorrow.clocks.find((clock) => clock.clock === 'before_opening')?.dueAt).toBe('2026-11-24T00:50:00.000Z');
  });

  it('given the walk is over, when signed, then it can be changed no more and what was not looked at stays 未检查; the next day has its own', async () => {
    const { walk } = await read();
    if (!walk) throw new Error('No walk.');
    const signed = await guard.post<WalkView>(`${base}/walk/${walk.id}/sign`, { commandId: uuidv7() });
    expect(signed.body).toMatchObject({ signedAt: world.clock.now(), signedBy: expect.any(String) });
    expect(signed.body.items.filter((item) => item.finding === null).length).toBe(walk.items.length - 2);
    const before = (await world.owner.query('select from repairs')).rowCount;
    expect(await look<Problem>(walk, walk.items[3]?.id ?? '', { result: 'fault', fault: fault('晚了') })).toMatchObject({ status: 409, body: { code: 'walk-signed' } });
    expect((await world.owner.query('select from repairs')).rowCount, 'a refused finding leaves no repair behind').toBe(before);
    expect(await look<Problem>(walk, uuidv7(), { result: 'fine' })).toMatchObject({ body: { code: 'item-unknown' } });
    world.pass(24 * 60);
    expect(await read()).toMatchObject({ walk: null, past: [{ day: '2026-11-23', looked: 2, items: walk.items.length, faults: 1 }] });
  });

  it('given the manager writes another list, then the next walk has it; others may not, and a strange place is refused', async () => {
    const [place] = await world.places(world.siteId);
    const items = [{ id: uuidv7(), placeId: place?.id, name: '大门地垫' }, { id: uuidv7(), name: '旗杆' }];
    expect((await desk.post(`${base}/walk-items`, { items })).status).toBe(403);
    expect(await manager.post<Problem>(`${base}/walk-items`, { items: [{ id: uuidv7(), placeId: (await world.places(world.siteB))[0]?.id, name: 'x' }] })).toMatchObject({ body: { code: 'place-unknown' } });
    expect((await manager.post(`${base}/walk-items`, { items })).status).toBe(200);
    const { body: walk } = await start();
    expect(walk.items.map((item) => item.name)).toEqual(['大门地垫', '旗杆']);
    const reported = fault('杆子歪了');
    await look(walk, items[1]?.id ?? '', { result: 'fault', fault: reported });
    expect((await desk.get(`${base}/repairs/${reported.repairId}`)).body.row).toMatchObject({ place: '旗杆', placeId: null });
    expect((await (await world.signIn('sales')).post(`${base}/walk`, { commandId: uuidv7(), walkId: uuidv7() })).status).toBe(403);
  });
});
