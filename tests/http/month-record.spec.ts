import { createHash } from 'node:crypto';
import readExcel from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MonthView } from '../../features/records/core/records-contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { DEMO_PIN } from '../../features/sites/server/demo-data.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

type Kept = { key: string; value: number | null; part: number | null; whole: number | null };

describe('the monthly maintenance record', () => {
  let world: World;
  let base = '';
  let desk: Client, technician: Client, manager: Client, head: Client;
  beforeAll(async () => {
    world = await startProgram();
    base = `/api/sites/${world.siteId}/records`;
    [desk, technician, manager, head] = (await Promise.all(['desk', 'technician', 'manager', 'head'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client];
  });
  afterAll(() => world.end());

  const NOVEMBER = '2026-11';
  const month = async (who = manager, of = NOVEMBER) => (await who.get<MonthView>(`${base}/month?month=${of}`)).body;
  const figure = (view: { figures: readonly Kept[] }, key: string) => view.figures.find((entry) => entry.key === key);
  const file = async (path: string, who = manager) => {
    const answer = await fetch(`${world.origin}${base}/${path}`, { headers: { cookie: who.cookie } });
    return { status: answer.status, data: Buffer.from(await answer.arrayBuffer()) };
  };
  const sign = (more: Record<string, unknown> = {}, who = manager) => who.post<MonthView & Problem>(`${base}/month/sign`, { month: NOVEMBER, commandId: uuidv7(), pin: DEMO_PIN, ...more });
  const signedOff = async (item: string, rating: 'satisfied' | 'dissatisfied') => {
    const { row } = await logFault(desk, world.siteId, { item, reporterName: '欧阳经理', steps: [{ step: 'issue' }] });
    world.pass(4);
    const done = await takeSteps(desk, world.siteId, row.id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' },
      { step: 'takeMaterials', materials: [{ name: '灯泡', unit: '个', quantity: 3, unitPriceCents: 1250 }] },
      { step: 'test', way: 'paper', to: '王经理', passed: true }, { step: 'record', way: 'paper', workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted' },
      { step: 'rate', way: 'paper', workmanship: rating, attitude: 'satisfied', conduct: 'fair' }, { step: 'sign', way: 'paper', signWay: 'paper', signedBy: '王经理' },
    ]);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    return row.id;
  };

  it('given orders of every fate, when the month is read, then each order is a line and every total is what plain SQL counts (M-54)', async () => {
    await signedOff('=HYPERLINK("http://x")', 'satisfied');
    await signedOff('插座没电', 'dissatisfied');
    await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '大厅', item: '灯', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    const dropped = await logFault(desk, world.siteId, { item: '报错' });
    await takeSteps(desk, world.siteId, dropped.row.id, [{ step: 'cancel', reason: '报错了' }]);
    const view = await month();
    // Counted apart, from the state alone and by other ways than the program's.
    const { rows } = await world.owner.query<Record<string, string>>(
      `with m as (select state from repairs where site_id = $1 and to_char(received_at at time zone 'Asia/Shanghai', 'YYYY-MM') = $2)
       select (select count(*) from m) as total, (select count(*) from m where state->>'status' = 'cancelled') as cancelled,
              (select count(*) from m where state->>'status' in ('closed', 'signed_off')) as done, (select count(*) from m where state->>'kind' = 'user') as "user",
              (select count(*) from m where state->'ratings'->>'workmanship' = 'satisfied') as good, (select count(*) from m where state ? 'ratings') as answered,
              (select sum((e->>'quantity')::int * (e->>'unitPriceCents')::int) from m, jsonb_array_elements(state->'materials') e) as cents,
              (select count(*) from m where state->'copies'->'desk'->>'custody' not in ('returned') and state->'marks' ? 'sign') as "out",
              (select avg(extract(epoch from (state->'marks'->'accept'->>'at')::timestamptz - (state->>'receivedAt')::timestamptz)) / 60 from m where state->'marks' ? 'accept') as minutes`,
      [world.siteId, NOVEMBER],
    );
    const plain = Object.fromEntries(Object.entries(rows[0] ?? {}).map(([key, value]) => [key, Number(value)]));
    expect(plain).toMatchObject({ total: 4, cancelled: 1, done: 2, good: 1, answered: 2, cents: 7500 });
    expect(figure(view, 'total')?.value).toBe(plain['total']);
    expect(figure(view, 'user')?.value).toBe(plain['user']);
    expect(figure(view, 'cancelled')?.value).toBe(plain['cancelled']);
    expect(figure(view, 'done')).toMatchObject({ part: plain['done'], whole: (plain['total'] ?? 0) - (plain['cancelled'] ?? 0) });
    expect(figure(view, 'workmanship')).toMatchObject({ part: plain['good'], whole: plain['answered'], value: 50 });
    expect(figure(view, 'material')?.value).toBe(plain['cents']);
    expect(figure(view, 'copiesOut')?.value).toBe(plain['out']);
    expect(figure(view, 'acceptMinutes')?.value).toBeCloseTo(plain['minutes'] ?? 0, 6);
    expect(figure(view, 'firstVisit')).toMatchObject({ part: 2, whole: 2 });
    expect(view.figures.every((entry) => entry.definition.zh !== '' && entry.definition.en !== '')).toBe(true);
    expect(view.lists.find((list) => list.key === 'open')?.rows).toHaveLength(1);
    expect(view).toMatchObject({ signed: null, isOver: false, lines: 4, open: 1 });
    const lines = (await manager.get<{ rows: (string | number | null)[][]; next: string | null }>(`${base}/month/lines?month=${NOVEMBER}`)).body;
    expect(lines.rows.map((row) => row[0])).toEqual([1, 2, 3, 4]);
    expect(lines.rows[0]).toContain('王**');
    expect(JSON.stringify(lines.rows)).not.toMatch(/欧阳|王经理/);
    expect(lines.next).toBeNull();
  });

  it('given the month as a workbook, then an independent reader finds the lines and totals, and no cell is a formula', async () => {
    const sheets = (await readExcel((await file(`month.xlsx?month=${NOVEMBER}`)).data)) as unknown as { sheet: string; data: unknown[][] }[];
    expect(sheets.map((sheet) => sheet.sheet).slice(0, 2)).toEqual(['明细', '汇总']);
    expect(sheets[0]?.data).toHaveLength(5);
    expect(sheets[0]?.data[1]).toContain('=HYPERLINK("http://x")');
    expect(sheets[1]?.data.find((row) => row[0] === '报修总数')?.[1]).toBe('4');
  });

  it('given a month not over, a wrong PIN, open orders without a word, or somebody else, then it is not signed', async () => {
    expect((await sign()).body.code).toBe('month-not-over');
    world.clock.set('2026-12-02T02:00:00.000Z');
    expect((await sign({ pin: '9999' })).body.code).toBe('wrong-pin');
    expect(await sign()).toMatchObject({ status: 409, body: { code: 'open-needs-word', facts: { open: 1 } } });
    expect((await sign({ openWord: '等配件' }, head)).status).toBe(403);
    expect((await desk.get(`${base}/month?month=${NOVEMBER}`)).status).toBe(403);
    const other = await manager.get(`/api/sites/${uuidv7()}/records/month?month=${NOVEMBER}`);
    expect(other.status).toBe(404);
    expect((await manager.post<Problem>(`${base}/month/addenda`, { month: NOVEMBER, commandId: uuidv7(), pin: DEMO_PIN, text: '补' })).body.code).toBe('month-not-signed');
  });

  it('given the manager signs, then the month is frozen, numbered and hashed, and comes out the same to the byte whatever happens after (M-54)', async () => {
    const commandId = uuidv7();
    const signed = await sign({ commandId, openWord: '大厅灯等配件', comment: '本月正常' });
    expect(signed.status, JSON.stringify(signed.body)).toBe(200);
    expect(signed.body).toMatchObject({ number: 'YB2611', open: 1, signed: { comment: '本月正常', openWord: '大厅灯等配件' } });
    // The same tap sent twice is the same signature.
    expect((await sign({ commandId, openWord: '大厅灯等配件', comment: '本月正常' })).body.signed).toEqual(signed.body.signed);
    expect((await sign({ openWord: '再来' })).body.code).toBe('month-signed-already');
    const first = await file(`month.pdf?month=${NOVEMBER}`);
    expect(first.data.subarray(0, 5).toString()).toBe('%PDF-');
    // An order of the signed month goes on: what was signed does not.
    const { rows } = await world.owner.query<{ id: string }>(`select id from repairs where site_id = $1 and kind = 'facility'`, [world.siteId]);
    await takeSteps(desk, world.siteId, rows[0]?.id ?? '', [{ step: 'cancel', reason: '重复' }]);
    world.pass(60 * 24 * 40);
    expect((await file(`month.pdf?month=${NOVEMBER}`)).data.equals(first.data)).toBe(true);
    const later = await month();
    expect(later.figures).toEqual(signed.body.figures);
    expect(later.lines).toBe(4);
    const journal = await world.owner.query<{ data: string }>(`select data from journal where site_id = $1 and event = 'MonthSigned'`, [world.siteId]);
    expect(JSON.parse(journal.rows[0]?.data ?? '{}')).toMatchObject({ number: 'YB2611', pdfHash: createHash('sha256').update(first.data).digest('hex') });
    expect(journal.rows[0]?.data).not.toContain('本月正常');
    // The next month is compared with it as it was signed, not as it is now.
    expect((await month(manager, '2026-12')).compared[0]).toMatchObject({ month: NOVEMBER, isSigned: true, figures: expect.arrayContaining([{ key: 'open', value: 1, part: null, whole: null }]) });
  });

  it('given a mistake in a signed month, then it is mended by an addendum beside it and nothing else', async () => {
    const before = await file(`month.pdf?month=${NOVEMBER}`);
    const added = await manager.post<MonthView>(`${base}/month/addenda`, { month: NOVEMBER, commandId: uuidv7(), pin: DEMO_PIN, text: '第 3 行应为作废' });
    expect(added.body.addenda).toMatchObject([{ nr: 1, text: '第 3 行应为作废' }]);
    expect((await file(`month.pdf?month=${NOVEMBER}`)).data.equals(before.data)).toBe(true);
    expect((await file(`month.pdf?month=${NOVEMBER}&part=1`)).status).toBe(200);
    expect((await file(`month.pdf?month=${NOVEMBER}&part=2`)).status).toBe(404);
  });

  it('given all centres one looks over, then each stands with the same figures as in its own record', async () => {
    const group = (await manager.get<{ sites: { siteId: string; isSigned: boolean; figures: Kept[] }[] }>(`/api/records/group?month=${NOVEMBER}`)).body;
    const own = group.sites.find((site) => site.siteId === world.siteId);
    expect(own?.isSigned).toBe(true);
    for (const entry of (await month()).figures) expect(figure(own ?? { figures: [] }, entry.key), entry.key).toEqual({ key: entry.key, value: entry.value, part: entry.part, whole: entry.whole });
    expect((await desk.get('/api/records/group?month=2026-11')).status).toBe(403);
  });

  it('given what was signed is altered behind the program, then it is refused and not printed', async () => {
    await world.owner.query(`update month_papers set pdf = pdf || '\\x00'::bytea where part = 0`);
    expect((await file(`month.pdf?month=${NOVEMBER}`)).status).toBe(409);
    await expect(world.database.write([world.siteId], (trx) => trx.query('update month_papers set part = 5'))).rejects.toThrow(/permission denied/);
  });
});
