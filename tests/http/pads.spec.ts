import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PadView } from '../../features/repairs/core/pad-contract.ts';
import { checkOf } from '../../features/repairs/core/pad.ts';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import type { StepInput } from '../../features/repairs/core/repair-steps.ts';
import type { SlipPrintView } from '../../features/repairs/core/slip-print-contract.ts';
import { clearSlipPrints } from '../../features/repairs/server/slip-print-runs.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { readPages } from '../support/pdf.ts';
import { aFault, logFault, startProgram, type Client, type Problem, type World } from '../support/program.ts';

type Sheet = { number: string; check: string; kind: 'user' | 'facility'; repairId: string };
type Day = { system: { first: string | null; last: string | null; used: number; unknown: string[] }; pads: PadView[]; counts: Record<string, number> };

const MINUTE = 60_000;
/** 09:00 in Shanghai on the day the network is down. */
const MORNING = Date.parse('2026-11-25T01:00:00.000Z');
const at = (minutes: number): string => new Date(MORNING + minutes * MINUTE).toISOString();

describe('paper first, network later', () => {
  let world: World;
  let site = '';
  let desk: Client, manager: Client, technician: Client, deskB: Client;
  beforeAll(async () => {
    world = await startProgram(at(-60));
    site = world.siteId;
    [desk, manager, technician, deskB] = await Promise.all([world.signIn('desk'), world.signIn('manager'), world.signIn('technician'), world.signIn('desk-b')]);
  });
  afterAll(() => world.end());

  const print = async (kind: 'user' | 'facility', count: number, who = desk, siteId = site): Promise<PadView> => {
    const made = await who.post<PadView>(`/api/sites/${siteId}/pads`, { commandId: uuidv7(), padId: uuidv7(), kind, count });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    return made.body;
  };
  const find = (q: string, who = desk, siteId = site) => who.get<Sheet & Problem>(`/api/sites/${siteId}/pads/sheet?q=${encodeURIComponent(q)}`);
  const typed = (number: string, siteId = site): string => `${number}-${checkOf(siteId, number)}`;
  const sheetOf = async (number: string): Promise<Sheet> => {
    const found = await find(typed(number));
    expect(found.status, JSON.stringify(found.body)).toBe(200);
    return found.body;
  };
  const keyIn = <T = RepairView>(sheet: Sheet, more: Record<string, unknown> = {}, who = desk) =>
    who.post<T>(`/api/sites/${site}/repairs`, aFault({ repairId: sheet.repairId, kind: sheet.kind, pad: { number: sheet.number, check: sheet.check, writtenBy: '小周' }, receivedAt: at(0), steps: [{ step: 'issue', way: 'paper', at: at(1) }], ...more }));
  /** A visit as it stands on paper: accepted, there after so many minutes, tested and signed. */
  const visit = (from: number, arrive: number): StepInput[] => [
    { step: 'issue', way: 'paper', at: at(from + 1) },
    { step: 'notify', way: 'paper', at: at(from + 2), technicianId: technician.personId, channel: 'radio' },
    { step: 'accept', way: 'paper', at: at(from + 4), signWay: 'paper', technicianId: technician.personId },
    { step: 'arrive', way: 'paper', at: at(from + 4 + arrive) },
    { step: 'start', way: 'paper', at: at(from + 5 + arrive) },
    { step: 'test', way: 'paper', at: at(from + 25 + arrive), to: '主管', passed: true },
    { step: 'record', way: 'paper', at: at(from + 25 + arrive), workDone: '已修', result: 'fixed' },
    { step: 'judge', way: 'paper', at: at(from + 26 + arrive), acceptance: 'accepted', department: '销售部' },
    { step: 'sign', way: 'paper', at: at(from + 27 + arrive), signWay: 'paper', signedBy: '主管' },
    { step: 'moveCopy', way: 'paper', at: at(from + 40 + arrive), ply: 'desk', custody: 'returned' },
  ];
  const day = async (date: string): Promise<Day> => (await desk.get<Day>(`/api/sites/${site}/pads/day?day=${date}`)).body;

  it('given a blackout day, when 40 slips of a pad are keyed in afterwards, then clocks are judged by the paper’s times and every number of the day is accounted for (M-06, M-13, M-30, M-47)', async () => {
    const before = await logFault(desk, site, { kind: 'facility', source: 'patrol', item: '停电之前', steps: [{ step: 'issue' }] });
    const pad = await print('facility', 45);
    expect(pad.numbers.map((line) => line.state)).toEqual(Array.from({ length: 45 }, () => 'open'));
    world.clock.set(at(9 * 60));
    // Each third technician came too late on paper: 40 minutes after signing instead of 30.
    for (const [index, line] of pad.numbers.slice(0, 41).entries()) {
      // The seventh sheet was written on wrongly.
      if (index === 6) continue;
      const sheet = await sheetOf(line.number);
      const done = await keyIn(sheet, { channel: 'patrol', source: 'patrol', item: `第 ${index + 1} 张`, receivedAt: at(index * 5), steps: visit(index * 5, index % 3 === 0 ? 40 : 20) });
      expect(done.status, JSON.stringify(done.body)).toBe(200);
      const { row, order, clocks } = done.body;
      expect(row).toMatchObject({ orderNumber: line.number, status: 'closed', receivedAt: at(index * 5) });
      expect(order).toMatchObject({ padNumber: line.number, writtenBy: '小周', printed: true, recordedAt: at(9 * 60) });
      const onSite = clocks.find((clock) => clock.clock === 'on_site');
      expect(onSite).toMatchObject({ startedAt: at(index * 5 + 4), dueAt: at(index * 5 + 34), stoppedAt: at(index * 5 + 4 + (index % 3 === 0 ? 40 : 20)) });
      expect(onSite?.breachedAt === null, `sheet ${index + 1}`).toBe(index % 3 !== 0);
    }
    const open = await day('2026-11-25');
    const seventh = pad.numbers[6]?.number ?? '';
    expect(open.pads[0]?.numbers.filter((line) => line.state === 'missing').map((line) => line.number)).toEqual([seventh]);
    const spoilt = await desk.post<PadView>(`/api/sites/${site}/pads/${pad.id}/void`, { commandId: uuidv7(), numbers: [seventh], why: 'spoilt', reason: '写错地点' });
    expect(spoilt.status, JSON.stringify(spoilt.body)).toBe(200);
    const after = await logFault(desk, site, { kind: 'facility', source: 'patrol', item: '来电之后', steps: [{ step: 'issue' }] });
    const settled = await day('2026-11-25');
    expect(settled.counts).toEqual({ used: 40, spoilt: 1, open: 4, missing: 0, lost: 0 });
    expect(settled.system).toEqual({ first: before.row.orderNumber, last: after.row.orderNumber, used: 2, unknown: [] });
    expect(Number(after.row.orderNumber?.slice(5))).toBe(Number(before.row.orderNumber?.slice(5)) + 46);
    expect(settled.pads[0]?.numbers[0]).toMatchObject({ state: 'used', item: '第 1 张', writtenBy: '小周', keyedAt: at(9 * 60), disorder: [], hasScan: false });
    expect(world.sweepErrors).toEqual([]);
  });

  it('given a sheet in the hand, when it was used, is 作废, is copied wrongly or of another centre, then it is refused and why', async () => {
    const [one = '', two = '', three = ''] = (await print('facility', 3)).numbers.map((line) => line.number);
    const sheet = await sheetOf(one);
    const commandId = uuidv7();
    const first = await keyIn(sheet, { commandId });
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect((await keyIn(sheet, { commandId })).body, 'the same command again').toMatchObject({ row: { id: first.body.row.id, version: first.body.row.version } });
    expect(await keyIn<Problem>(sheet)).toMatchObject({ status: 409, body: { code: 'pad-used', facts: { number: one } } });
    expect(await find(typed(one))).toMatchObject({ status: 409, body: { code: 'pad-used' } });
    expect(await find(one)).toMatchObject({ status: 409, body: { code: 'pad-check-missing' } });
    expect(await find(`${one}-22`)).toMatchObject({ status: 409, body: { code: 'pad-check-wrong' } });
    expect(await find('2601-9999')).toMatchObject({ status: 409, body: { code: 'pad-check-missing' } });
    expect(await find(typed('2601-9999'))).toMatchObject({ status: 409, body: { code: 'pad-unknown' } });
    // A number the system gave is no sheet; somebody else's sheet cannot be keyed in under another order's id.
    expect(await keyIn<Problem>({ ...(await sheetOf(two)), repairId: uuidv7() })).toMatchObject({ status: 409, body: { code: 'pad-unknown' } });
    expect(await keyIn<Problem>({ ...(await sheetOf(two)), kind: 'user' })).toMatchObject({ status: 409, body: { code: 'pad-other-kind' } });

    const pad = (await desk.get<{ pads: PadView[] }>(`/api/sites/${site}/pads`)).body.pads.find((entry) => entry.numbers.some((line) => line.number === three));
    const act = (what: 'void' | 'restore', numbers: string[], more = {}) => desk.post<PadView & Problem>(`/api/sites/${site}/pads/${pad?.id}/${what}`, { commandId: uuidv7(), numbers, ...more });
    const WHY = { why: 'lost', reason: '找不到这张纸' };
    expect(await act('void', [one], WHY)).toMatchObject({ status: 409, body: { code: 'pad-used' } });
    expect((await act('void', [three], WHY)).body.numbers[2]).toMatchObject({ state: 'lost', reason: '找不到这张纸' });
    expect(await find(typed(three))).toMatchObject({ status: 409, body: { code: 'pad-voided', facts: { why: 'lost' } } });
    expect(await act('void', [three], WHY)).toMatchObject({ status: 409, body: { code: 'pad-voided' } });
    expect((await act('restore', [three])).body.numbers[2]).toMatchObject({ state: 'open' });
    expect((await find(typed(three))).status).toBe(200);

    const [foreign = ''] = (await print('facility', 1, deskB, world.siteB)).numbers.map((line) => line.number);
    expect(await find(typed(foreign, world.siteB)), 'its number may be one of ours').toMatchObject({ status: 409, body: { code: 'pad-check-wrong' } });
    const both = await world.signIn('manager');
    const seen = (await both.get<{ sites: { id: string }[] }>('/api/session')).body.sites.some((entry) => entry.id === world.siteB);
    expect((await find(typed(foreign, world.siteB), both)).body.code).toBe(seen ? 'pad-other-site' : 'pad-check-wrong');
    expect(await technician.get(`/api/sites/${site}/pads`)).toMatchObject({ status: 403 });
    expect(await keyIn<Problem>(await sheetOf(two), {}, technician)).toMatchObject({ status: 403 });
  });

  it('given two people with the same sheet, when both key it in at once, then one order is made and the other is told (M-10)', async () => {
    const [number = ''] = (await print('facility', 1)).numbers.map((line) => line.number);
    const sheet = await sheetOf(number);
    const answers = await Promise.all([keyIn<RepairView & Problem>(sheet), keyIn<RepairView & Problem>(sheet, {}, manager)]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('pad-used');
  });

  it('given times out of order on paper, when keyed in, then they are kept and the page shows it; a time that has not come is refused (M-30)', async () => {
    const [number = '', later = ''] = (await print('facility', 2)).numbers.map((line) => line.number);
    const done = await keyIn(await sheetOf(number), {
      receivedAt: at(120),
      steps: [
        { step: 'issue', way: 'paper', at: at(118) },
        { step: 'accept', way: 'paper', at: at(130), signWay: 'paper', technicianId: technician.personId },
        { step: 'arrive', way: 'paper', at: at(125) },
      ],
    });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    expect(done.body.order.marks).toMatchObject({ issue: { at: at(118), way: 'paper' }, arrive: { at: at(125) } });
    const shown = (await day('2026-11-25')).pads.flatMap((pad) => pad.numbers).find((line) => line.number === number);
    expect(shown?.disorder).toEqual([{ step: 'issue', before: 'received' }, { step: 'arrive', before: 'accept' }]);
    expect(await keyIn<Problem>(await sheetOf(later), { steps: [{ step: 'issue', way: 'paper', at: at(24 * 60) }] })).toMatchObject({ status: 409, body: { code: 'time-in-future' } });
  });

  it('given a pad, when its paper is asked for, then it is a PDF of one page a sheet on continuous paper; nobody outside the desk gets it', async () => {
    const pad = await print('user', 3);
    const path = `/api/sites/${site}/pads/${pad.id}/pad.pdf?paper=continuous-280`;
    const paper = await fetch(`${world.origin}${path}`, { headers: { cookie: desk.cookie } });
    expect(paper.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await paper.arrayBuffer()).toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(3);
    expect((await technician.get(path)).status).toBe(403);
    expect((await deskB.get(path)).status).toBe(404);
  });

  it('given a month of slips, when all are printed at once, then files of marked copies are made in the background, each slip once, and their leaving is noted (M-08, M-53)', async () => {
    const prints = (path = '', who = desk) => `/api/sites/${who === deskB ? world.siteB : site}/slip-prints${path}`;
    const list = async () => (await desk.get<{ prints: SlipPrintView[] }>(prints())).body.prints;
    const start = <T = { prints: SlipPrintView[] }>(more: Record<string, unknown> = {}, who = desk) => who.post<T>(`/api/sites/${site}/slip-prints`, { printId: uuidv7(), month: '2026-11', ...more });
    const ended = async (id: string): Promise<SlipPrintView> => {
      await expect.poll(async () => (await list()).find((print) => print.id === id)?.state).not.toMatch(/waiting|running/);
      return (await list()).find((print) => print.id === id) as SlipPrintView;
    };
    const paperOf = async (id: string, part: number, who = desk) => {
      const answer = await fetch(`${world.origin}/api/sites/${site}/slip-prints/${id}/${part}.pdf`, { headers: { cookie: who.cookie } });
      return { status: answer.status, data: Buffer.from(await answer.arrayBuffer()) };
    };
    expect((await start<Problem>({}, technician)).status).toBe(403);
    expect((await start<Problem>({}, deskB)).status).toBe(404);
    expect((await start<Problem>({ month: '2026-13' })).status).toBe(400);
    await logFault(desk, site, { item: '只登记，未开单' });
    const named = await logFault(desk, site, { item: '门锁卡住', reporterName: '欧阳经理', reporterPhone: '13911112222', steps: [{ step: 'issue' }] });
    const numbers = (await world.owner.query<{ number: string }>('select order_number as number from repairs where site_id = $1 and order_number is not null order by received_at, id', [site])).rows.map((row) => row.number);
    const printId = uuidv7();
    // The same press twice makes one, and a colleague waits until it is made.
    const [first, second] = await Promise.all([start({ printId, x: 2, y: -1 }), start({ printId, x: 2, y: -1 })]);
    const third = await start<Problem>({}, manager);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(third).toMatchObject({ status: 409, body: { code: 'print-running' } });
    const print = await ended(printId);
    expect(print).toMatchObject({ state: 'done', month: '2026-11', kind: 'all', copies: 'desk', total: numbers.length, done: numbers.length, pages: numbers.length, parts: 1 });
    const paper = await paperOf(printId, 1);
    expect(paper.status).toBe(200);
    const pages = await readPages(paper.data);
    expect(pages.map((page, index) => page.text.includes(numbers[index] ?? '?') && page.text.includes('存档') && !page.text.includes('补打'))).toEqual(numbers.map(() => true));
    expect(pages.find((page) => page.text.includes(named.row.orderNumber ?? '?'))?.text).toContain('13911112222');
    expect((await desk.get(`/api/sites/${site}/repairs/${named.row.id}`)).body.order).toMatchObject({ printed: false, reprints: 0 });
    const { rows: looks } = await world.owner.query<{ what: string; kind: string; label: string }>(`select what, kind, label from personal_looks where site_id = $1 and person_id = $2 and what = 'print'`, [site, desk.personId]);
    expect(looks).toContainEqual({ what: 'print', kind: 'repairs', label: 'slips-2026-11-1.pdf' });
    expect([(await paperOf(printId, 2)).status, (await paperOf(printId, 1, technician)).status, (await paperOf(printId, 1, deskB)).status]).toEqual([404, 403, 404]);
    // Every copy of one kind on paper with plies, and a month without any.
    const facilities = await ended((await start({ kind: 'facility', copies: 'all', paper: 'a4' })).body.prints[0]?.id ?? '');
    expect(facilities.pages).toBe(facilities.done * 3);
    expect(await ended((await start({ month: '2020-02' })).body.prints[0]?.id ?? '')).toMatchObject({ state: 'done', total: 0, parts: 0 });
    // A process that died leaves a printing that is said to be broken off, and no other waits for it.
    const lost = uuidv7();
    await world.owner.query(`insert into slip_prints (site_id, id, month, kind, paper, copies, x, y, state, created_by, created_at, progress_at) values ($1, $2, '2026-11', 'all', 'a4', 'desk', 0, 0, 'running', $3, $4, $4)`, [site, lost, desk.personId, new Date(Date.parse(world.clock.now()) - 3 * MINUTE).toISOString()]);
    expect((await list()).find((entry) => entry.id === lost)?.state).toBe('stopped');
    const again = (await start()).body.prints[0]?.id ?? '';
    const cancelled = await desk.post<{ prints: SlipPrintView[] } & Problem>(prints(`/${again}/cancel`), {});
    // Whichever was first: what was stopped has no file, what was done has.
    const settled = await ended(again);
    expect(cancelled.status === 200 ? ['cancelled', 'done'] : ['done']).toContain(settled.state);
    expect((await paperOf(again, 1)).status).toBe(settled.state === 'done' ? 200 : 404);
    world.clock.set(new Date(Date.parse(world.clock.now()) + 25 * 60 * MINUTE).toISOString());
    expect((await list()).find((entry) => entry.id === again)?.state).toBe(settled.state === 'done' ? 'expired' : 'cancelled');
    expect((await paperOf(printId, 1)).status).toBe(404);
    const folder = join(world.dataDir, 'prints');
    expect(await clearSlipPrints(folder, Date.now())).toBe(0);
    expect(await clearSlipPrints(folder, Date.now() + 25 * 60 * MINUTE)).toBeGreaterThan(0);
    expect((await readdir(join(folder, site))).length).toBe(0);
  });
});
