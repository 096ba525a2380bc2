import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopyRound, CopyRow } from '../../features/repairs/core/copy-contract.ts';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import { repairLineWords } from '../../features/repairs/core/line-words.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { hallOf, logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

type Page = { rows: CopyRow[]; next: string | null };

describe('the copies of the slips over HTTP', () => {
  let world: World;
  let site = '';
  let hall = '';
  let desk: Client, technician: Client, manager: Client;
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    hall = await hallOf(world, site);
    [desk, technician, manager] = await Promise.all([world.signIn('desk'), world.signIn('technician'), world.signIn('manager')]);
  });
  afterAll(() => world.end());

  const issue = async (item: string): Promise<RepairView> => logFault(desk, site, { kind: 'facility', source: 'patrol', placeId: hall, item, steps: [{ step: 'issue' }, { step: 'print', reprint: false }] });
  const signOff = async (id: string): Promise<RepairView> => {
    const done = await takeSteps(desk, site, id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'test', way: 'paper', to: '主管', passed: true },
      { step: 'record', way: 'paper', workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted', department: '销售部' }, { step: 'sign', way: 'paper', signWay: 'paper', signedBy: '主管' },
    ]);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    return done.body;
  };
  const list = async (part: 'due' | 'out', more = '') => (await desk.get<Page>(`/api/sites/${site}/copies?part=${part}${more}`)).body;
  const find = async (q: string, who: Client = desk) => (await who.get<Page>(`/api/sites/${site}/copies/find?q=${encodeURIComponent(q)}`)).body.rows;

  it('given repairs under way and signed off, when the list is read, then the first are out and the others due back by their deadlines (M-35, M-50)', async () => {
    const out = await issue('在外');
    const early = await issue('早签字');
    await signOff(early.row.id);
    world.pass(20);
    const late = await issue('晚签字');
    await signOff(late.row.id);
    expect((await list('out')).rows.map((row) => row.id)).toEqual([out.row.id]);
    const due = (await list('due')).rows;
    expect(due.map((row) => row.id)).toEqual([early.row.id, late.row.id]);
    // 14:00 and 14:20 in Shanghai: both before the cut-off, both due 17:00 the same day.
    expect(due.map((row) => [row.dueAt, row.clause, row.origin])).toEqual([['2026-11-23T09:00:00.000Z', 'M-50', 'house'], ['2026-11-23T09:00:00.000Z', 'M-50', 'house']]);
    const first = await list('due', '&limit=1');
    expect(first.rows.map((row) => row.id)).toEqual([early.row.id]);
    expect((await list('due', `&limit=1&after=${encodeURIComponent(first.next ?? '')}`)).rows.map((row) => row.id)).toEqual([late.row.id]);
  });

  it('given copies out with several people, when the 17:00 round is read, then each copy stands under who carries it: the holder named, else the technician (M-35, M-50)', async () => {
    const { row } = await issue('谁拿着');
    await takeSteps(desk, site, row.id, [{ step: 'moveCopy', ply: 'desk', custody: 'carried', holder: '王师傅' }]);
    const { carriers } = (await desk.get<CopyRound>(`/api/sites/${site}/copies/round`)).body;
    expect(carriers.find((entry) => entry.carrier === '王师傅')?.copies).toMatchObject([{ number: row.orderNumber, item: '谁拿着', dueAt: null }]);
    const own = carriers.find((entry) => entry.copies.some((copy) => copy.item === '早签字'));
    expect(own?.carrier, 'the technician of the repair').toBe((await technician.get<{ person: { name: string } }>('/api/session')).body.person.name);
    expect(own?.copies.find((copy) => copy.item === '早签字')?.dueAt).toBe('2026-11-23T09:00:00.000Z');
    expect(carriers.find((entry) => entry.carrier === null)?.copies.map((copy) => copy.item)).toEqual(['在外']);
    await takeSteps(desk, site, row.id, [{ step: 'moveCopy', ply: 'desk', custody: 'returned' }]);
    expect((await desk.get<CopyRound>(`/api/sites/${site}/copies/round`)).body.carriers.some((entry) => entry.carrier === '王师傅')).toBe(false);
  });

  it('given the slip in the hand, when its number, its last digits or its code is entered, then it is found; other codes find nothing', async () => {
    const { row } = await issue('找这一张');
    const number = row.orderNumber ?? '';
    for (const text of [number, number.slice(-4), String(Number(number.slice(-4))), number.replace('-', ''), number.slice(-4).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))]) expect((await find(text)).map((found) => found.id), text).toEqual([row.id]);
    // The codes of this installation, written with its own key as the slip's printing does.
    const codes = placeCodes(readFileSync(join(world.dataDir, 'keys', 'codes'), 'utf8').trim());
    const scanned = (kind: 'slip' | 'report', siteId: string) => find(`https://foyer.example.cn/g/${codes.write({ kind, siteId, id: row.id })}`);
    expect((await scanned('slip', site)).map((found) => found.id)).toEqual([row.id]);
    expect(await scanned('report', site), 'the code of a place is not that of a slip').toEqual([]);
    expect(await scanned('slip', world.siteB), 'a slip of another centre').toEqual([]);
    const page = await world.anonymous.get<{ kind: string; status: string }>(`/api/guest/page?code=${encodeURIComponent(codes.write({ kind: 'slip', siteId: site, id: row.id }))}`);
    expect(page.body, 'the user copy leads to the truthful line').toMatchObject({ kind: 'follow', status: 'issued', number });
    expect(await find('9998')).toEqual([]);
    expect(await find('https://x.example/g/slip.forged')).toEqual([]);
    expect(await find(number, technician), 'an order a technician may not see').toHaveLength(1);
    expect(await find(number, await world.signIn('sales'))).toEqual([]);
  });

  it('given a return booked by mistake, when undone, then the copy is where it was, the order is open again and its deadline runs on; after a day it is too late (M-35)', async () => {
    const { row } = await issue('撤销');
    await takeSteps(desk, site, row.id, [{ step: 'moveCopy', ply: 'desk', custody: 'carried', holder: '王师傅' }]);
    const signed = await signOff(row.id);
    const due = signed.clocks.find((clock) => clock.clock === 'copy_return')?.dueAt;
    const closed = await takeSteps(desk, site, row.id, [{ step: 'moveCopy', ply: 'desk', custody: 'returned' }]);
    expect(closed.body.row.status).toBe('closed');
    const again = await takeSteps<Problem>(desk, site, row.id, [{ step: 'moveCopy', ply: 'desk', custody: 'returned' }]);
    expect(again.status).toBe(409);
    expect(await takeSteps(technician, site, row.id, [{ step: 'undoReturn', ply: 'desk' }])).toMatchObject({ status: 403 });
    const undone = await takeSteps(desk, site, row.id, [{ step: 'undoReturn', ply: 'desk' }]);
    expect(undone.body.row).toMatchObject({ status: 'signed_off', nextClock: 'copy_return', nextDueAt: due });
    expect(undone.body.order.copies.desk).toMatchObject({ custody: 'carried' });
    await takeSteps(desk, site, row.id, [{ step: 'moveCopy', ply: 'desk', custody: 'returned' }]);
    world.pass(24 * 60 + 1);
    const late = await takeSteps<Problem>(desk, site, row.id, [{ step: 'undoReturn', ply: 'desk' }]);
    expect(late).toMatchObject({ status: 409, body: { code: 'too-late-to-undo' } });
  });

  it('given a copy reported lost, when the manager refuses, then it is looked for again with the reason; when approved, the order closes and the copy is out no more', async () => {
    const { row } = await issue('遗失');
    await signOff(row.id);
    await takeSteps(desk, site, row.id, [{ step: 'loseCopy', ply: 'desk', reason: '车里找不到' }]);
    expect((await list('due')).rows.find((copy) => copy.id === row.id)?.copies.desk).toMatchObject({ custody: 'lost', lostReason: '车里找不到', lossApproved: false });
    expect(await takeSteps(desk, site, row.id, [{ step: 'refuseLoss', ply: 'desk', reason: '再找' }])).toMatchObject({ status: 403 });
    const refused = await takeSteps(manager, site, row.id, [{ step: 'refuseLoss', ply: 'desk', reason: '再找一遍工具车' }]);
    expect(refused.body.order.copies.desk).toMatchObject({ custody: 'printed', lossRefused: '再找一遍工具车' });
    await takeSteps(desk, site, row.id, [{ step: 'loseCopy', ply: 'desk', reason: '确实丢了' }]);
    const approved = await takeSteps(manager, site, row.id, [{ step: 'approveLoss', ply: 'desk' }]);
    expect(approved.body.row.status).toBe('closed');
    expect((await list('due')).rows.map((copy) => copy.id)).not.toContain(row.id);
  });

  it('given a printed slip, when it is printed again, then a reason is asked and the count stands on the paper (M-08)', async () => {
    const { row } = await issue('补打');
    await takeSteps(desk, site, row.id, [{ step: 'print', reprint: false }]);
    expect(await takeSteps<Problem>(desk, site, row.id, [{ step: 'print', reprint: true }])).toMatchObject({ status: 409, body: { code: 'reason-missing' } });
    const again = await takeSteps(desk, site, row.id, [{ step: 'print', reprint: true, reason: '纸卡住了' }]);
    expect(again.body.order.reprints).toBe(1);
  });

  it('given a slip that never came out on paper, when handover, round, brief and workbook are read, then none says that it was printed or that somebody carries it (M-35, M-52)', async () => {
    const { row } = await logFault(desk, site, { kind: 'facility', source: 'patrol', item: '没有打印', steps: [{ step: 'issue' }] });
    await signOff(row.id);
    const lines = async () => (await desk.get<{ lines: { section: string; ref: string; status: string; next: string }[] }>(`/api/sites/${site}/handovers/draft`)).body.lines.filter((line) => line.section === 'copies' && line.ref === row.id);
    const round = async () => (await desk.get<CopyRound>(`/api/sites/${site}/copies/round`)).body;
    const brief = async () => JSON.stringify((await desk.get(`/api/sites/${site}/brief`)).body);
    expect(await lines()).toMatchObject([{ status: 'unprinted', next: '' }]);
    expect(repairLineWords({ section: 'copies', status: 'unprinted', next: '' }, 'zh')).toEqual({ status: '未打印', next: '' });
    expect((await round()).unprinted.map((copy) => copy.number)).toEqual([row.orderNumber]);
    expect((await round()).carriers.flatMap((entry) => entry.copies.map((copy) => copy.id))).not.toContain(row.id);
    expect(await brief()).toContain(`"text":"${row.orderNumber}","note":"未打印"`);
    const file = (await desk.get<string>(`/api/sites/${site}/lists/copies.csv?part=due`)).body;
    expect(file.split('\n').find((line) => line.includes(row.orderNumber ?? '?'))).toContain('未打印');
    await takeSteps(desk, site, row.id, [{ step: 'print', reprint: false }]);
    expect(await lines()).toMatchObject([{ status: 'printed' }]);
    expect((await round()).unprinted).toEqual([]);
    expect(await brief()).not.toContain('未打印');
  });
});
