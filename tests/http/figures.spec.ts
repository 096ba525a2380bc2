import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { FigureKind, listFigureOrders, readSpotFigures, WorkFigures } from '../../features/repairs/core/figure-contract.ts';
import { SPOT_ITEMS, type SpotAnswer } from '../../features/repairs/core/spot-check.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

type Figures = {
  logged: { user: number; facility: number }; closed: number; open: number; cancelled: number; repeats: number; firstTimeFix: { signedOff: number; firstVisit: number };
  clocks: { clock: string; clause: string; origin: string; met: number; metLate: number; breached: number; reasons: Record<string, number> }[]; ratings: Record<string, Record<string, number>>; signWays: Record<string, number>;
};

describe('what stands behind the figures', () => {
  let world: World;
  let base = '';
  let desk: Client, technician: Client, manager: Client, quality: Client;
  beforeAll(async () => {
    world = await startProgram();
    base = `/api/sites/${world.siteId}/repairs`;
    [desk, technician, manager, quality] = await Promise.all(['desk', 'technician', 'manager', 'quality'].map((name) => world.signIn(name))) as [Client, Client, Client, Client];
  });
  afterAll(() => world.end());

  const signedOff = async (item: string, rating: 'satisfied' | 'dissatisfied' = 'satisfied') => {
    const { row } = await logFault(desk, world.siteId, { item, reporterName: '欧阳经理', steps: [{ step: 'issue' }] });
    const done = await takeSteps(desk, world.siteId, row.id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'test', way: 'paper', to: '王经理', passed: true },
      { step: 'record', way: 'paper', workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted' }, { step: 'rate', way: 'paper', workmanship: rating, attitude: 'satisfied', conduct: 'fair' },
      { step: 'sign', way: 'paper', signWay: 'paper', signedBy: '王经理' },
    ]);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    return row.id;
  };
  const figures = async () => (await manager.get<Figures>(`${base}/figures?month=2026-11`)).body;
  const behind = async (figure: FigureKind, part?: string, value?: string, of?: { clause: string; origin: string }): Promise<number> => {
    let after: string | null = '';
    let count = 0;
    while (after !== null) {
      const query = new URLSearchParams({ month: '2026-11', figure, limit: '2', ...(part ? { part } : {}), ...(value ? { value } : {}), ...(of ? { clause: of.clause, origin: of.origin } : {}), ...(after ? { after } : {}) });
      const page: OutputOf<typeof listFigureOrders> = (await manager.get<OutputOf<typeof listFigureOrders>>(`${base}/figures/orders?${query}`)).body;
      count += page.rows.length;
      after = page.next;
    }
    return count;
  };
  const answers = (more: Partial<Record<string, SpotAnswer>>) => Object.fromEntries(SPOT_ITEMS.map(({ item }) => [item, more[item] ?? 'unseen'])) as Record<(typeof SPOT_ITEMS)[number]['item'], SpotAnswer>;

  it('given orders of every fate, when each figure is opened, then it lists exactly as many as it says (M-01, M-03)', async () => {
    await signedOff('按时');
    await signedOff('不满意', 'dissatisfied');
    await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '大厅', item: '灯', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    const late = await logFault(desk, world.siteId, { item: '晚' });
    const explained = await logFault(desk, world.siteId, { item: '晚,有原因' });
    world.pass(30);
    await takeSteps(desk, world.siteId, late.row.id, [{ step: 'issue' }]);
    await takeSteps(desk, world.siteId, explained.row.id, [{ step: 'issue' }, { step: 'explainBreach', clock: 'issue', reason: 'weather' }]);
    const dropped = await logFault(desk, world.siteId, { item: '作废' });
    await takeSteps(desk, world.siteId, dropped.row.id, [{ step: 'cancel', reason: '报错了' }]);
    // The sweep notes what the half hour broke; only then do two questions count the same.
    await expect.poll(async () => (await world.owner.query('select from clocks where next_at <= $1', [world.clock.now()])).rowCount).toBe(0);
    const month = await figures();
    expect(month.clocks.find((clock) => clock.clock === 'issue')).toMatchObject({ reasons: { weather: 1 } });
    const expected: [number, FigureKind, string?, string?, { clause: string; origin: string }?][] = [
      [month.logged.user, 'user'], [month.logged.facility, 'facility'], [month.closed, 'closed'], [month.open, 'open'], [month.cancelled, 'cancelled'], [month.repeats, 'repeats'], [month.firstTimeFix.signedOff, 'signed_off'], [month.firstTimeFix.firstVisit, 'first_visit'],
      ...month.clocks.flatMap((clock) => [...(['met', 'metLate', 'breached'] as const).map((verdict): (typeof expected)[number] => [clock[verdict], 'clock', clock.clock, verdict, clock]), ...Object.entries(clock.reasons).map(([reason, count]): (typeof expected)[number] => [count, 'clock', clock.clock, reason, clock])]),
      ...Object.entries(month.ratings).flatMap(([name, rating]) => Object.entries(rating).map(([value, count]): [number, FigureKind, string, string] => [count, 'rating', name, value])),
      ...Object.entries(month.signWays).map(([way, count]): [number, FigureKind, string] => [count, 'sign_way', way]),
    ];
    expect(expected.length).toBeGreaterThan(30);
    for (const [count, figure, part, value, of] of expected) expect(await behind(figure, part, value, of), `${figure} ${part ?? ''} ${value ?? ''}`).toBe(count);
  });

  it('given an order reopened after a lateness was explained, when the next visit is late too, then the reason excuses only its own visit (M-03)', async () => {
    const id = await signedOff('再来');
    await takeSteps(desk, world.siteId, id, [{ step: 'explainBreach', clock: 'notify', reason: 'weather' }]);
    await takeSteps(desk, world.siteId, id, [{ step: 'reopen', reason: '又坏' }]);
    world.pass(60);
    await takeSteps(desk, world.siteId, id, [{ step: 'notify', technicianId: technician.personId, channel: 'radio' }]);
    const orders = async (value: string) => (await manager.get<OutputOf<typeof listFigureOrders>>(`${base}/figures/orders?month=2026-11&figure=clock&part=notify&value=${value}`)).body.rows.map((row) => row.id);
    expect(await orders('breached')).toContain(id);
    await takeSteps(desk, world.siteId, id, [{ step: 'explainBreach', clock: 'notify', visit: 2, reason: 'blocked_access' }]);
    expect(await orders('breached')).not.toContain(id);
    expect(await orders('blocked_access')).toContain(id);
  });

  it('given orders whose steps took known times, then median and 90 % of each step, the load of each person and the hours agree with them; the desk does not see them (M-01, M-04)', async () => {
    const before = (await manager.get<WorkFigures>(`${base}/figures/work?month=2026-10`)).body;
    expect(before).toEqual({ legs: [], people: [], hours: [] });
    // Ten orders at 09:00 on ten days: accepted after n minutes, there after 2 n, signed 30 minutes later.
    for (let n = 1; n <= 10; n += 1) {
      const at = (minutes: number): string => new Date(Date.parse(`2026-10-${String(n).padStart(2, '0')}T01:00:00.000Z`) + minutes * 60_000).toISOString();
      const done = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', item: `第 ${n} 单`, receivedAt: at(0), steps: [
        { step: 'issue', way: 'paper', at: at(0) }, { step: 'accept', way: 'paper', at: at(n), signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper', at: at(3 * n) }, { step: 'start', asReported: true, way: 'paper', at: at(3 * n) },
        { step: 'test', way: 'paper', at: at(3 * n + 20), to: '王经理', passed: true }, { step: 'record', way: 'paper', at: at(3 * n + 20), workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', at: at(3 * n + 25), acceptance: 'accepted', department: '销售部' }, { step: 'sign', way: 'paper', at: at(3 * n + 30), signWay: 'paper', signedBy: '王经理' },
      ] });
      expect(done.row.status).toBe('signed_off');
    }
    const { legs, people, hours } = (await manager.get<WorkFigures>(`${base}/figures/work?month=2026-10`)).body;
    expect(legs.map(({ leg, count, median, ninety }) => [leg, count, Math.round(median * 10) / 10, Math.round(ninety * 10) / 10])).toEqual([['issue', 10, 0, 0], ['accept', 10, 5.5, 9.1], ['arrive', 10, 11, 18.2], ['test', 10, 20, 20], ['sign', 10, 10, 10]]);
    expect(people).toEqual([{ id: technician.personId, name: expect.any(String), orders: 10, open: 10, minutes: 300 }]);
    expect(hours).toEqual([{ hour: 9, orders: 10 }]);
    expect(await desk.get(`${base}/figures/work?month=2026-10`)).toMatchObject({ status: 403 });
  });

  it('given the month as a sheet, then names are masked, formulas are text, and it is for overseers only', async () => {
    await logFault(desk, world.siteId, { item: '=HYPERLINK("http://x")', reporterName: '司马光', reporterPhone: '13911112222' });
    const { body } = await manager.get<string>(`${base}/figures.csv?month=2026-11`);
    expect(body.split('\r\n')[0]).toContain('维修单编号');
    expect(body).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(body).toContain('"司**"');
    expect(body).not.toMatch(/司马光|13911112222|欧阳经理/);
    expect(body.trim().split('\r\n').length - 1).toBe((await figures()).logged.user + (await figures()).logged.facility);
    for (const name of ['desk', 'technician', 'sales']) {
      const who = await world.signIn(name);
      for (const path of ['/figures.csv?month=2026-11', '/figures/orders?month=2026-11&figure=user', '/figures/spot-checks?month=2026-11']) expect((await who.get(`${base}${path}`)).status, `${name} ${path}`).toBe(403);
    }
  });

  it('given a visit looked at by a leader, then the sheet counts what was seen, the technician reads it and the desk does not; nobody checks the own visit (M-17, M-33)', async () => {
    const id = await signedOff('抽查');
    const check = (who: Client, more: Partial<Record<string, SpotAnswer>>) => takeSteps<Problem>(who, world.siteId, id, [{ step: 'inspect', answers: answers(more), note: '工具袋放在地毯上' }]);
    expect(await check(desk, { entered: 'no' })).toMatchObject({ status: 403 });
    expect(await check(technician, { entered: 'yes' })).toMatchObject({ status: 403 });
    expect(await check(manager, {})).toMatchObject({ status: 409, body: { code: 'nothing-observed' } });
    expect(await takeSteps(quality, world.siteId, id, [{ step: 'inspect', answers: { entered: 'yes' } as never }]), 'an item left out is not 未观察 by accident').toMatchObject({ status: 400 });
    expect((await check(quality, { entered: 'no', introduced: 'yes', quiet: 'yes' })).status).toBe(200);
    const spot = (await manager.get<OutputOf<typeof readSpotFigures>>(`${base}/figures/spot-checks?month=2026-11`)).body.people.find((person) => person.id === technician.personId);
    expect(spot).toMatchObject({ checks: 1, yes: 2, no: 1, next: { id: expect.any(String) } });
    expect(spot?.next?.id, 'the next one is another visit').not.toBe(id);
    expect((await technician.get(`${base}/${id}`)).body.order.spotChecks).toHaveLength(1);
    expect((await desk.get(`${base}/${id}`)).body.order.spotChecks).toBeUndefined();
    const events = async (who: Client) => (await who.get<{ lines: { event: string }[] }>(`${base}/${id}/timeline`)).body.lines.map((line) => line.event);
    expect(await events(manager)).toContain('VisitInspected');
    expect(await events(desk)).not.toContain('VisitInspected');
    const sheet = await fetch(`${world.origin}${base}/${id}/spot-check.pdf`, { headers: { cookie: manager.cookie } });
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect((await fetch(`${world.origin}${base}/${id}/spot-check.pdf`, { headers: { cookie: technician.cookie } })).status).toBe(403);
  });

  it('given a target of two calendar days for minor repairs, then what is older stands in its list and is late by no limit, and the month says how many were finished within it (M-01, M-54)', async () => {
    const day = (n: number, time: string): string => `2026-08-${String(n).padStart(2, '0')}T${time}:00.000Z`;
    // 23:30 in Shanghai on the 3rd: two days later is the whole of the 5th.
    const finished = async (item: string, at: string, more: Parameters<typeof takeSteps>[3] = []) =>
      logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', item, receivedAt: day(3, '15:30'), steps: [
        ...['issue'].map((step) => ({ step, way: 'paper', at: day(3, '15:30') })), { step: 'accept', way: 'paper', at: day(3, '15:31'), signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper', at }, { step: 'start', asReported: true, way: 'paper', at },
        ...more, { step: 'test', way: 'paper', at, to: '王经理', passed: true }, { step: 'record', way: 'paper', at, workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', at, acceptance: 'accepted', department: '销售部' }, { step: 'sign', way: 'paper', at, signWay: 'paper', signedBy: '王经理' },
      ] });
    await finished('按目标', day(5, '15:30'));
    await finished('晚一天', day(5, '16:30'));
    const firm = await finished('找协作单位', day(9, '02:00'));
    await takeSteps(desk, world.siteId, firm.row.id, [{ step: 'referVendor', firm: '晴川门窗', called: true }]);
    const august = (await manager.get<{ minor: unknown }>(`${base}/figures?month=2026-08`)).body;
    expect(august.minor).toEqual({ onTarget: 1, finished: 2, days: 2, origin: 'house' });
    const book = (await manager.get<{ figures: { key: string; part: number; whole: number }[] }>(`/api/sites/${world.siteId}/records/month?month=2026-08`)).body.figures;
    expect(book.find((figure) => figure.key === 'minor')).toMatchObject({ part: 1, whole: 2 });

    const today = world.clock.now();
    const ago = (days: number): string => new Date(Date.parse(today) - days * 86_400_000).toISOString();
    const old = await logFault(desk, world.siteId, { item: '三天前', receivedAt: ago(3) });
    const young = await logFault(desk, world.siteId, { item: '两天前', receivedAt: ago(2) });
    const past = async () => (await desk.get<{ rows: { id: string }[] }>(`${base}?filter=over_target`)).body.rows.map((row) => row.id);
    const count = async () => (await desk.get<{ over_target: number }>(`${base}/counts`)).body.over_target;
    expect(await past()).toContain(old.row.id);
    expect(await past()).not.toContain(young.row.id);
    expect(await past()).toHaveLength(await count());
    expect(old.clocks.map((clock) => clock.clock), 'no clock runs for it').toEqual(['issue']);
  });
});
