import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PadView } from '../../features/repairs/core/pad-contract.ts';
import { checkOf, type PadKind } from '../../platform/core/pad.ts';
import type { CallView } from '../../features/telephone/core/call-contract.ts';
import type { MessageView } from '../../features/telephone/core/message-contract.ts';
import type { PhoneFigures } from '../../features/telephone/core/phone-figures-contract.ts';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import type { StepInput } from '../../features/repairs/core/repair-steps.ts';
import type { SlipPrintView } from '../../features/repairs/core/slip-print-contract.ts';
import { scanRetention } from '../../features/telephone/server/telephone-retention.ts';
import { FILE_HOLDERS } from '../../apps/server/file-readers.ts';
import { clearSlipPrints } from '../../features/repairs/server/slip-print-runs.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { readPages } from '../support/pdf.ts';
import { aFault, hallOf, logFault, startProgram, type Client, type Problem, type World } from '../support/program.ts';

type Sheet = { number: string; check: string; kind: PadKind; subjectId: string };
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

  const print = async (kind: PadKind, count: number, who = desk, siteId = site): Promise<PadView> => {
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
    who.post<T>(`/api/sites/${site}/repairs`, aFault({ repairId: sheet.subjectId, kind: sheet.kind, pad: { number: sheet.number, check: sheet.check, writtenBy: '小周' }, receivedAt: at(0), steps: [{ step: 'issue', way: 'paper', at: at(1) }], ...more }));
  const padOf = ({ number, check }: Sheet, more: Record<string, unknown> = {}) => ({ number, check, writtenBy: '小周', ...more });
  const keyInCall = <T = CallView>(sheet: Sheet, more: Record<string, unknown> = {}, who = desk) =>
    who.post<T>(`/api/sites/${site}/calls/paper`, { commandId: uuidv7(), callId: sheet.subjectId, pad: padOf(sheet), startedAt: at(0), sheet: { purpose: 'enquiry' }, ...more });
  const keyInMessage = <T = MessageView>(sheet: Sheet, more: Record<string, unknown> = {}, who = desk) =>
    who.post<T>(`/api/sites/${site}/messages/paper`, { commandId: uuidv7(), messageId: sheet.subjectId, pad: padOf(sheet), takenAt: at(0), toName: '周总', content: '请回电', ...more });
  /** A visit as it stands on paper: accepted, there after so many minutes, tested and signed. */
  const visit = (from: number, arrive: number): StepInput[] => [
    { step: 'issue', way: 'paper', at: at(from + 1) },
    { step: 'notify', way: 'paper', at: at(from + 2), technicianId: technician.personId, channel: 'radio' },
    { step: 'accept', way: 'paper', at: at(from + 4), signWay: 'paper', technicianId: technician.personId },
    { step: 'arrive', way: 'paper', at: at(from + 4 + arrive) },
    { step: 'start', asReported: true, way: 'paper', at: at(from + 5 + arrive) },
    { step: 'test', way: 'paper', at: at(from + 25 + arrive), to: '主管', passed: true },
    { step: 'record', way: 'paper', at: at(from + 25 + arrive), workDone: '已修', result: 'fixed' },
    { step: 'judge', way: 'paper', at: at(from + 26 + arrive), acceptance: 'accepted', department: '销售部' },
    { step: 'sign', way: 'paper', at: at(from + 27 + arrive), signWay: 'paper', signedBy: '主管' },
    { step: 'moveCopy', way: 'paper', at: at(from + 40 + arrive), ply: 'desk', custody: 'returned' },
  ];
  const day = async (date: string): Promise<Day> => (await desk.get<Day>(`/api/sites/${site}/pads/day?day=${date}`)).body;

  it('given a blackout day, when 40 slips of a pad are keyed in afterwards, then clocks are judged by the paper’s times and every number of the day is accounted for (M-06, M-13, M-30, M-47, T-04, T-42)', async () => {
    const hall = await hallOf(world, site);
    const before = await logFault(desk, site, { kind: 'facility', source: 'patrol', item: '停电之前', steps: [{ step: 'issue' }] });
    const pad = await print('facility', 45);
    expect(pad.numbers.map((line) => line.state)).toEqual(Array.from({ length: 45 }, () => 'open'));
    const [lines, slips] = [await print('call', 18), await print('message', 4)];
    world.clock.set(at(9 * 60));
    // Each third technician came too late on paper: 40 minutes after signing instead of 30.
    for (const [index, line] of pad.numbers.slice(0, 41).entries()) {
      // The seventh sheet was written on wrongly.
      if (index === 6) continue;
      const sheet = await sheetOf(line.number);
      const done = await keyIn(sheet, { channel: 'patrol', source: 'patrol', placeId: hall, item: `第 ${index + 1} 张`, receivedAt: at(index * 5), steps: visit(index * 5, index % 3 === 0 ? 40 : 20) });
      expect(done.status, JSON.stringify(done.body)).toBe(200);
      const { row, order, clocks } = done.body;
      expect(row).toMatchObject({ orderNumber: line.number, status: 'closed', receivedAt: at(index * 5) });
      expect(order).toMatchObject({ padNumber: line.number, writtenBy: '小周', printed: true, recordedAt: at(9 * 60) });
      const onSite = clocks.find((clock) => clock.clock === 'on_site');
      expect(onSite).toMatchObject({ startedAt: at(index * 5 + 4), dueAt: at(index * 5 + 34), stoppedAt: at(index * 5 + 4 + (index % 3 === 0 ? 40 : 20)) });
      expect(onSite?.breachedAt === null, `sheet ${index + 1}`).toBe(index % 3 !== 0);
    }
    // Of the register: a call answered at the third ring, one missed and called back in time, one missed and never called back.
    const self = (await desk.get<{ person: { id: string; name: string } }>('/api/session')).body.person;
    const [answered, missed, forgotten] = await Promise.all(lines.numbers.slice(0, 3).map((line) => sheetOf(line.number))) as [Sheet, Sheet, Sheet];
    const first = await keyInCall(answered, { pad: padOf(answered, { writtenBy: self.name }), startedAt: at(30), endedAt: at(33), rings: 3, hungUpBy: 'caller', transfer: { targetName: '工程部', outcome: 'completed' }, sheet: { surname: '王', honorific: '先生', number: '13912340000', purpose: 'enquiry', notes: '问开放时间' }, followUp: { ownerId: self.id, dueAt: at(120), done: { at: at(130), result: '已告知' } } });
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect(first.body).toMatchObject({ startedAt: at(30), endedAt: at(33), loggedAt: at(9 * 60), agentId: self.id, disposition: 'answered', ringsDeclared: 3, ringMs: null, number: '139****0000', hungUpBy: 'caller', links: [{ kind: 'matter' }], paper: { number: answered.number, writtenBy: self.name, keyedAt: at(9 * 60), disorder: [] } });
    // Followed up ten minutes after its limit, by the paper's own times (T-36).
    expect((await world.owner.query(`select status, is_late, opened_at, ended_at from matters where site_id = $1 and kind = 'enquiry'`, [site])).rows).toEqual([{ status: 'done', is_late: true, opened_at: at(30), ended_at: at(130) }]);
    expect((await keyInCall(missed, { startedAt: at(40), missed: true, calledBackAt: at(45), sheet: { number: '13912340001' } })).body).toMatchObject({ disposition: 'unanswered', agent: '小周', agentId: null });
    expect((await keyInCall(forgotten, { startedAt: at(50), missed: true, sheet: { number: '13912340002' } })).status).toBe(200);
    const matters = async () => (await world.owner.query<{ number: string; status: string; opened: string; is_late: boolean }>(`select number, status, to_char(opened_at at time zone 'UTC', 'HH24:MI') as opened, is_late from matters where site_id = $1 and kind = 'missed' and number like '+86139123400%' order by number`, [site])).rows;
    await expect.poll(async () => (await matters()).map((row) => row.is_late)).toEqual([false, true]);
    expect(await matters()).toEqual([{ number: '+8613912340001', status: 'done', opened: '01:40', is_late: false }, { number: '+8613912340002', status: 'open', opened: '01:50', is_late: true }]);
    // Of the slips: one handed over within its 20 minutes, an urgent one after 15, one that still sticks on the telephone.
    const [soon, late, stuck] = await Promise.all(slips.numbers.slice(0, 3).map((line) => sheetOf(line.number))) as [Sheet, Sheet, Sheet];
    const handed = await keyInMessage(soon, { takenAt: at(60), surname: '李', number: '13912340003', passed: { method: 'via', through: '小陈', at: at(65) }, signed: { by: '周总', at: at(75) }, calledBack: { at: at(90), result: '已回' } });
    expect(handed.status, JSON.stringify(handed.body)).toBe(200);
    expect(handed.body).toMatchObject({ status: 'delivered', takenBy: '小周', takenAt: at(60), deliveredAt: at(75), confirmedBy: '周总', isLate: false, readBack: false, calledBack: { at: at(90) }, paper: { number: soon.number } });
    expect((await keyInMessage(late, { takenAt: at(60), urgent: true, toName: '', toId: technician.personId, passed: { method: 'in_person', at: at(75) } })).body).toMatchObject({ status: 'delivered', deliveredAt: at(75), isLate: true });
    expect((await keyInMessage(stuck, { takenAt: at(60), passed: { method: 'on_phone', at: at(70) } })).body).toMatchObject({ status: 'passed_on' });
    await expect.poll(async () => (await desk.get<{ open: MessageView[] }>(`/api/sites/${site}/messages`)).body.open.find((message) => message.id === stuck.subjectId)?.isGoBetweenAsked).toBe(true);
    expect((await desk.post<PadView>(`/api/sites/${site}/pads/${slips.id}/void`, { commandId: uuidv7(), numbers: [slips.numbers[3]?.number], why: 'spoilt', reason: '写坏' })).status).toBe(200);
    // They stand in the log, the registers and the figures, with their mark.
    expect((await desk.get<{ rows: CallView[] }>(`/api/sites/${site}/calls`)).body.rows.map((row) => row.paper?.number)).toEqual([forgotten.number, missed.number, answered.number]);
    const figures = (await manager.get<PhoneFigures>(`/api/sites/${site}/telephone/figures?month=2026-11`)).body;
    expect(figures).toMatchObject({ total: { inbound: 3, answered: 1, abandoned: 2, keyedIn: 3, declared: { known: 1, within: 1 }, measured: { known: 0 } }, missed: { tasks: 2, calledBack: 1, inTime: 1, open: 1 }, messages: { taken: 3, keyedIn: 3, delivered: 2, inTime: 1, urgent: 1, urgentInTime: 0 } });
    for (const [register, number] of [['calls', answered.number], ['messages', late.number]] as const) {
      const sheet = (await desk.get<{ rows: (string | number | null)[][] }>(`/api/sites/${site}/registers/${register}?from=2026-11-25&to=2026-11-25`)).body;
      expect(JSON.stringify(sheet), register).toContain(number);
      if (register === 'calls') {
        expect(JSON.stringify(sheet)).toContain('工程部 接通');
        // Who follows it up, until when, and what came of it (T-36, T-02).
        expect(sheet.rows.map((cells) => cells.find((cell) => /办结|已告知/.test(String(cell)))?.toString().replaceAll(/\d\d:\d\d/g, 'TIME'))).toEqual([`${self.name} 2026-11-25 TIME 已告知`, '2026-11-25 TIME 已办结', '2026-11-25 TIME 未办结']);
      }
    }
    // A call of ours to whoever waits: it closes what waits, and is no call that came in.
    const [ours, vain] = await Promise.all(lines.numbers.slice(3, 5).map((line) => sheetOf(line.number))) as [Sheet, Sheet];
    expect((await keyInCall<CallView & Problem>(ours, { startedAt: at(200), endedAt: at(203), outgoing: true, rings: 4, sheet: { number: '13912340002', purpose: 'follow_up', notes: '已说明' } })).body).toMatchObject({ direction: 'outbound', answeredAt: at(200), disposition: 'answered', ringsDeclared: null });
    await expect.poll(async () => (await matters()).map((row) => row.status)).toEqual(['done', 'done']);
    expect((await keyInCall<CallView & Problem>(vain, { startedAt: at(210), outgoing: true, missed: true, calledBackAt: at(215), sheet: { number: '13912340009' } })).body).toMatchObject({ direction: 'outbound', answeredAt: null, disposition: 'unanswered' });
    expect((await manager.get<PhoneFigures>(`/api/sites/${site}/telephone/figures?month=2026-11`)).body.total).toMatchObject({ inbound: 3, outbound: 2, abandoned: 2 });
    const open = await day('2026-11-25');
    const seventh = pad.numbers[6]?.number ?? '';
    expect(open.pads.map((one) => one.kind)).toEqual(['facility', 'call', 'message']);
    expect(open.pads[1]?.numbers[0]).toMatchObject({ state: 'used', item: '王先生', writtenBy: self.name, receivedAt: at(30), keyedBy: self.name });
    expect(open.pads[0]?.numbers.filter((line) => line.state === 'missing').map((line) => line.number)).toEqual([seventh]);
    const spoilt = await desk.post<PadView>(`/api/sites/${site}/pads/${pad.id}/void`, { commandId: uuidv7(), numbers: [seventh], why: 'spoilt', reason: '写错地点' });
    expect(spoilt.status, JSON.stringify(spoilt.body)).toBe(200);
    const after = await logFault(desk, site, { kind: 'facility', source: 'patrol', item: '来电之后', steps: [{ step: 'issue' }] });
    const settled = await day('2026-11-25');
    expect(settled.counts).toEqual({ used: 48, spoilt: 2, open: 17, missing: 0, lost: 0 });
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
    expect(await keyIn<Problem>({ ...(await sheetOf(two)), subjectId: uuidv7() })).toMatchObject({ status: 409, body: { code: 'pad-unknown' } });
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

  it('given a line of the register or a message slip, when it was used, is of another centre or another kind, or its times are out of order, then it is refused and why, or kept and flagged (T-04, T-44)', async () => {
    const [line = '', next = ''] = (await print('call', 2)).numbers.map((entry) => entry.number);
    expect(line).toMatch(/^LD2611-\d{4}$/);
    const sheet = await sheetOf(line);
    expect(await keyInCall<Problem>(sheet, { startedAt: at(24 * 60) })).toMatchObject({ status: 409, body: { code: 'time-in-future' } });
    expect(await keyInCall<Problem>(sheet, { followUp: { ownerId: desk.personId } })).toMatchObject({ status: 409, body: { code: 'content-missing' } });
    expect(await keyInCall<Problem>(sheet, { sheet: { purpose: 'enquiry', notes: '问价' }, followUp: { ownerId: desk.personId, dueAt: at(-10) } })).toMatchObject({ status: 409, body: { code: 'due-in-the-past' } });
    expect(await keyInCall<Problem>(sheet, { sheet: {} })).toMatchObject({ status: 409, body: { code: 'purpose-missing' } });
    expect(await keyInMessage<Problem>(sheet)).toMatchObject({ status: 409, body: { code: 'pad-other-kind' } });
    expect(await keyInCall<Problem>(sheet, {}, technician)).toMatchObject({ status: 403 });
    expect(await keyInCall<Problem>(sheet, {}, deskB)).toMatchObject({ status: 404 });
    expect(await keyInCall<Problem>({ ...sheet, check: '22' })).toMatchObject({ status: 409, body: { code: 'pad-check-wrong' } });
    const commandId = uuidv7();
    const answers = await Promise.all([keyInCall<CallView & Problem>(sheet, { commandId, startedAt: at(100), endedAt: at(95) }), keyInCall<CallView & Problem>(sheet, {}, manager)]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const kept = (await desk.get<CallView>(`/api/sites/${site}/calls/${sheet.subjectId}`)).body;
    expect(await keyInCall<Problem>(sheet)).toMatchObject({ status: 409, body: { code: 'pad-used', facts: { number: line } } });
    expect(await find(typed(line))).toMatchObject({ status: 409, body: { code: 'pad-used' } });
    // Whoever of the two came first; the other way round there is nothing out of order.
    if (answers[0]?.status === 200) expect(kept).toMatchObject({ startedAt: at(100), endedAt: at(100), paper: { written: [{ step: 'started', at: at(100) }, { step: 'ended', at: at(95) }], disorder: [{ step: 'ended', before: 'started' }] } });
    const [slip = '', foreign = ''] = [(await print('message', 1)).numbers[0]?.number, (await print('message', 1, deskB, world.siteB)).numbers[0]?.number];
    expect(await find(typed(foreign, world.siteB))).toMatchObject({ status: 409 });
    const message = await sheetOf(slip);
    expect(await keyInMessage<Problem>(message, { passed: { method: 'via', at: at(5) } })).toMatchObject({ status: 409, body: { code: 'go-between-missing' } });
    const scan = await fetch(`${world.origin}/api/sites/${site}/files`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'image/png' }, body: new Uint8Array(await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } }).png().toBuffer()) });
    const { hash } = (await scan.json()) as { hash: string };
    const said = await keyInMessage(message, { pad: padOf(message, { scans: [hash] }), takenAt: at(20), passed: { method: 'secretary', through: '小陈', at: at(10) }, signed: { at: at(30) } });
    expect(said.body, JSON.stringify(said.body)).toMatchObject({ status: 'delivered', takenAt: at(20), attempts: [{ at: at(20) }], deliveredAt: at(30), isLate: false, paper: { disorder: [{ step: 'passed', before: 'taken' }], scans: [hash] } });
    const asSeenBy = async (who: Client): Promise<number> => (await fetch(`${world.origin}/api/sites/${site}/files/${hash}`, { headers: { cookie: who.cookie } })).status;
    expect([await asSeenBy(manager), await asSeenBy(technician)]).toEqual([200, 404]);
    expect((await day('2026-11-25')).pads.flatMap((pad) => pad.numbers).find((entry) => entry.number === slip)).toMatchObject({ hasScan: true, disorder: [{ step: 'passed', before: 'taken' }] });
    // Its time over, the picture goes, and its file with it.
    const source = scanRetention({ ...world.deps, filesFolder: join(world.dataDir, 'files'), holders: FILE_HOLDERS });
    if (source.parameter !== undefined && !source.isSealed) await source.erase?.(site, message.subjectId);
    expect(await asSeenBy(manager)).toBe(404);
    expect((await find(typed(next))).status).toBe(200);
    for (const [pad, query, pages] of [[await print('call', 36), '', 2], [await print('message', 3), '?paper=a6', 3]] as const) {
      const paper = await fetch(`${world.origin}/api/sites/${site}/pads/${pad.id}/pad.pdf${query}`, { headers: { cookie: desk.cookie } });
      expect(Buffer.from(await paper.arrayBuffer()).toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(pages);
    }
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
