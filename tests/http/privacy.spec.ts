import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import readExcel from 'read-excel-file/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_HOLDERS } from '../../apps/server/file-readers.ts';
import { LISTS } from '../../apps/server/lists.ts';
import { retentionOf } from '../../apps/server/retention.ts';
import type { ErasureRow, LookRow, RuleView } from '../../features/privacy/core/privacy-contract.ts';
import { eraseComplainants } from '../../features/complaints/server/erase-complainants.ts';
import { erasePersonal } from '../../features/privacy/server/erase-personal.ts';
import { sweepDesk } from '../../features/telephone/server/desk-routes.ts';
import { turnDay } from '../../platform/server/daily.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { hallOf, logFault, startProgram, takeSteps, type Answer, type Client, type Problem, type World } from '../support/program.ts';
import { withoutIds } from '../support/without-ids.ts';

const DAY = 86_400_000;

describe('what is kept of people, who looked at it, and when it goes', () => {
  let world: World;
  let desk: Client, manager: Client, technician: Client, sales: Client, quality: Client, managerB: Client;
  beforeAll(async () => {
    world = await startProgram();
    [desk, manager, technician, sales, quality, managerB] = (await Promise.all(['desk', 'manager', 'technician', 'sales', 'quality', 'manager-b'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client, Client, Client];
  });
  afterAll(() => world.end());

  const url = (path: string): string => `/api/sites/${world.siteId}/${path}`;
  const at = (days: number): string => new Date(Date.parse('2026-11-23T06:00:00.000Z') + days * DAY).toISOString();
  const rules = async (): Promise<Map<string, RuleView>> => new Map((await manager.get<{ rules: RuleView[] }>(url('privacy/retention'))).body.rules.map((rule) => [rule.id, rule]));
  const protocol = async (): Promise<ErasureRow[]> => (await manager.get<{ rows: ErasureRow[] }>(url('privacy/erasures'))).body.rows;
  const looks = async (query = '', who = manager): Promise<LookRow[]> => (await who.get<{ rows: LookRow[] }>(url(`privacy/looks${query}`))).body.rows;
  const erase = (): Promise<number> => erasePersonal({ ...world.deps, sources: retentionOf({ ...world.deps, filesFolder: join(world.dataDir, 'files'), holders: FILE_HOLDERS }) }, world.siteId);
  const upload = async (shade: number): Promise<string> => {
    const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: { r: shade, g: 90, b: 30 } } }).composite([{ input: Buffer.from('<svg width="40" height="40"><rect x="5" y="5" width="20" height="9" fill="white"/></svg>') }]).png().toBuffer();
    return ((await (await fetch(`${world.origin}${url('files')}`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'image/png' }, body: new Uint8Array(png) })).json()) as { hash: string }).hash;
  };
  const onDisk = (hash: string): boolean => existsSync(join(world.dataDir, 'files', world.siteId, hash.slice(0, 2), hash));
  const closed = async (more: Record<string, unknown>, photos: readonly { phase: string; hash: string }[] = []) => {
    const { row } = await logFault(desk, world.siteId, { reporterName: '欧阳丽华', reporterPhone: '13911112222', placeId: await hallOf(world, world.siteId), item: '欧阳丽华说灯不亮，回电 13911112222', ...more, steps: [{ step: 'issue' }, ...photos.map((photo) => ({ step: 'addPhoto', ...photo }))] });
    const done = await takeSteps(desk, world.siteId, row.id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'consent', way: 'paper', given: true, by: '欧阳丽华' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'test', way: 'paper', to: '欧阳丽华', passed: true }, { step: 'addNote', text: '欧阳丽华在打电话' },
      { step: 'record', way: 'paper', workDone: '换了灯管', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted' }, { step: 'rate', way: 'paper', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied' }, { step: 'sign', way: 'paper', signWay: 'paper', signedBy: '欧阳丽华' },
      { step: 'print', reprint: false }, { step: 'moveCopy', ply: 'desk', custody: 'returned' }, { step: 'followUp', result: 'satisfied', method: 'phone' },
    ]);
    expect([done.status, done.body.row?.status], JSON.stringify(done.body)).toEqual([200, 'closed']);
    return done.body.row;
  };

  it('given every kind of record, then the page names what is kept, for how long and by which number of the house; a number that is changed is shown at once', async () => {
    const all = await rules();
    expect([...all.keys()]).toEqual(expect.arrayContaining(['repairs', 'repair-photos', 'calls', 'messages', 'matters', 'contacts', 'call-events', 'removals', 'visits', 'claims', 'looks', 'conduct', 'alerts', 'months', 'people']));
    for (const rule of all.values()) for (const words of [rule.record, rule.holds, rule.from, rule.after]) expect(words.zh && words.en, rule.id).toBeTruthy();
    expect(all.get('repairs')?.limit).toEqual({ parameter: 'repairs.keep_days', days: 365, origin: 'house' });
    expect(all.get('conduct')).toMatchObject({ limit: null, next: null });
    const reportId = uuidv7();
    await desk.post(url('complaints'), { commandId: uuidv7(), complaintId: reportId, kind: 'report', channel: 'in_person', content: '鹭鸶丙', name: '孙先生' });
    await manager.post(url(`reports/${reportId}/steps`), { commandId: uuidv7(), step: { step: 'void', reason: '重复' } });
    expect((await rules()).get('reports'), 'nobody learns here that there is one').toMatchObject({ limit: { parameter: 'complaints.keep_days' }, next: null, due: 0 });
    world.clock.set(at(400));
    expect(await eraseComplainants({ ...world.deps, heldAmong: async () => new Set() }, world.siteId)).toBe(1);
    world.clock.set(at(0));
    expect(await protocol()).toEqual([]);
    const { version } = (await manager.get<{ site: { version: number } }>(url('setup'))).body.site;
    expect((await manager.post(url('settings'), { version, parameters: { 'repairs.keep_days': 100, 'repairs.keep_photos_days': 120 } })).status).toBe(200);
    expect((await rules()).get('repairs')?.limit?.days).toBe(100);
  });

  it('given an order that ended, when its time is over, then names, numbers, signature and the words of its journal are gone, what was done stays, its chain is whole, and the protocol has its number and nothing else', async () => {
    const [photo, slip] = [await upload(10), await upload(200)];
    const order = await closed({}, [{ phase: 'before', hash: photo }, { phase: 'slip', hash: slip }]);
    const open = await logFault(desk, world.siteId, { reporterName: '欧阳丽华', reporterPhone: '13911112222', item: '还没修' });
    expect((await rules()).get('repairs')).toMatchObject({ next: { day: '2027-03-03', count: 1 }, due: 0, held: 0 });
    world.clock.set(at(99));
    expect(await erase()).toBe(0);
    world.clock.set(at(101));
    expect((await rules()).get('repairs')).toMatchObject({ next: null, due: 1, held: 0 });
    expect(await erase()).toBe(1);
    const { body } = await desk.get(url(`repairs/${order.id}`));
    expect(body.row).toMatchObject({ orderNumber: order.orderNumber, status: 'closed', reporter: null, item: '＊＊说灯不亮，回电 ＊＊' });
    expect(body.order).toMatchObject({ workDone: '换了灯管', notes: [], photos: [expect.objectContaining({ hash: photo })] });
    expect([onDisk(photo), onDisk(slip)], 'the photo has a longer time').toEqual([true, false]);
    const left = await world.owner.query<{ text: string }>(`select (select state::text from repairs where id = $1) || coalesce((select string_agg(text, '') from journal_texts where subject = $1), '') || (select words from repair_search where repair_id = $1) as text`, [order.id]);
    expect(left.rows[0]?.text).not.toMatch(/欧阳|13911112222|打电话/);
    expect((await desk.get(url(`repairs/${open.row.id}`))).body.order.reporterPhone, 'an open order keeps its reporter').toBe('13911112222');
    expect(await world.database.read([world.siteId], (reader) => checkChain(reader, world.siteId, order.id))).toBeUndefined();
    expect(await protocol()).toEqual([{ day: '2027-03-04', rule: 'repairs', why: 'retention', count: 1, records: [order.orderNumber], by: [] }]);
    expect(await erase(), 'a second night finds nothing').toBe(0);
    world.clock.set(at(121));
    // The way it goes by itself: the day turns, the job is asked for.
    expect(await turnDay(world.deps, ['erase-personal'])).toBeGreaterThan(0);
    await expect.poll(() => onDisk(photo), { timeout: 45_000 }).toBe(false);
    await expect.poll(async () => (await world.owner.query('select from files')).rowCount, { timeout: 45_000 }).toBe(0);
    await expect.poll(async () => (await protocol()).map((row) => row.rule)).toContain('repair-photos');
  });

  it('M-38: given a claim about an order, while it is open the order waits; settled, both go in their own time, and the claim keeps number and amount', async () => {
    const order = await closed({});
    const claimId = uuidv7();
    await desk.post(url('claims'), { commandId: uuidv7(), claimId, direction: 'ours', repairId: order.id, injuredName: '欧阳丽华', injuredContact: '13911112222', item: '花瓶', damage: '打碎了欧阳丽华的花瓶', account: '欧阳丽华站在旁边' });
    world.clock.set(at(121 + 101));
    expect(await erase()).toBe(0);
    expect((await rules()).get('repairs')).toMatchObject({ due: 1, held: 1 });
    await manager.post(url(`claims/${claimId}/steps`), { commandId: uuidv7(), step: { step: 'void', reason: '欧阳丽华不追究' } });
    expect(await erase()).toBe(1);
    expect((await desk.get(url(`repairs/${order.id}`))).body.row.reporter).toBeNull();
    expect((await desk.get<{ row: { injured: string } }>(url(`claims/${claimId}`))).body.row.injured).toBe('欧阳丽华');
    world.clock.set(at(121 + 101 + 1096));
    expect(await erase()).toBeGreaterThan(0);
    const claim = (await manager.get<{ row: { injured: string; number: string; item: string }; damage: string; voidReason: string; injuredContact: string | null }>(url(`claims/${claimId}`))).body;
    expect(claim).toMatchObject({ row: { injured: '', item: '花瓶' }, injuredContact: null, damage: '打碎了＊＊的花瓶', voidReason: '＊＊不追究' });
    expect((await protocol()).find((row) => row.rule === 'claims')).toMatchObject({ count: 1, records: [claim.row.number] });
    const left = await world.owner.query<{ text: string }>(`select (select state::text from claims where id = $1) || coalesce((select string_agg(text, '') from journal_texts where subject = $1), '') as text`, [claimId]);
    expect(left.rows[0]?.text).not.toMatch(/欧阳|13911112222/);
    expect(await world.database.read([world.siteId], (reader) => checkChain(reader, world.siteId, claimId))).toBeUndefined();
    world.clock.set(at(0));
  });

  it('T-15: given callers past their time, or one who asks to be forgotten, then the protocol says how many calls and of which minute, and who did it', async () => {
    const callId = uuidv7();
    await desk.post(url(`calls/${callId}/steps`), { commandId: uuidv7(), callId, steps: [{ step: 'open', direction: 'inbound', number: '13233334444' }, { step: 'log', sheet: { surname: '孙', honorific: '先生', purpose: 'enquiry' } }] });
    const contact = async () => (await desk.post<{ contacts: { id: string }[] }>(url('telephone/match'), { number: '13233334444' })).body.contacts[0];
    await expect.poll(contact, { timeout: 30_000 }).toBeDefined();
    expect((await manager.post(url(`contacts/${(await contact())?.id}/forget`), { commandId: uuidv7() })).status).toBe(200);
    const asked = (await protocol()).filter((row) => row.why === 'asked');
    expect(asked.map((row) => [row.rule, row.count, row.by])).toEqual(['calls', 'contacts'].map((rule) => [rule, 1, [expect.any(String)]]));
    expect(asked[0]?.records[0]).toMatch(/^2026-11-23T06:00:00/);
    await desk.post(url(`calls/${uuidv7()}/steps`), { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound', number: '13566667777' }, { step: 'log', sheet: { purpose: 'other' } }] });
    expect((await rules()).get('calls')).toMatchObject({ next: { day: '2027-11-23', count: 1 } });
    world.clock.set(at(367));
    await sweepDesk(world.deps, { siteId: world.siteId, subject: (await world.owner.query<{ id: string }>('select id from telephone_desks where site_id = $1', [world.siteId])).rows[0]?.id ?? '', sweep: { round: 1 } } as unknown as Parameters<typeof sweepDesk>[1]);
    expect((await protocol()).find((row) => row.rule === 'calls' && row.why === 'retention')).toMatchObject({ day: '2027-11-25', records: [expect.stringMatching(/^2026-11-23T/)] });
    expect(withoutIds(await protocol())).not.toMatch(/1[35]\d{9}|孙/);
    world.clock.set(at(0));
  });

  it('given whole numbers shown, orders opened, slips printed and registers exported, then the manager reads who, when and which; by person and by day; the person reads the own; nobody else', async () => {
    await world.owner.query('delete from personal_looks');
    const order = await closed({ reporterName: '秦可' });
    world.pass(1);
    const callId = uuidv7();
    await desk.post(url(`calls/${callId}/steps`), { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound', number: '13788889999' }, { step: 'log', sheet: { purpose: 'other' } }] });
    expect((await desk.post<{ number: string }>(url('telephone/show'), { commandId: uuidv7(), of: 'call', id: callId })).body.number).toBe('13788889999');
    for (let nth = 0; nth < 3; nth += 1) await desk.get(url(`repairs/${order.id}`));
    await technician.get(url(`repairs/${order.id}`));
    await sales.get(url(`repairs/${order.id}`));
    const paper = (path: string, who: Client): Promise<Answer<string>> => who.get<string>(url(path));
    expect((await paper(`repairs/${order.id}/slip.pdf`, desk)).status).toBe(200);
    expect((await paper('registers/repair-log.xlsx?from=2026-11-01&to=2026-11-30', manager)).status).toBe(200);
    expect((await paper('registers/repair-log.xlsx?from=2026-11-30&to=2026-11-01', manager)).status, 'what is refused is not written down').toBe(400);
    const all = await looks();
    expect(all.map((look) => [look.what, look.kind, look.subject, look.label].join(' ')).sort()).toEqual([
      ['export', 'register', null, 'repair-log-2026-11-01-2026-11-30.xlsx'], ['number', 'call', callId, world.clock.now()], ['opened', 'repair', order.id, order.orderNumber], ['opened', 'repair', order.id, order.orderNumber], ['print', 'repair', order.id, `slip-${order.orderNumber}.pdf`],
    ].map((line) => line.join(' ')).sort());
    expect(JSON.stringify(all)).not.toMatch(/秦可|13788889999/);
    expect((await looks(`?personId=${technician.personId}`)).map((look) => look.what)).toEqual(['opened']);
    expect(await looks('?day=2026-11-22')).toEqual([]);
    expect((await looks('?day=2026-11-23&what=print')).length).toBe(1);
    expect((await looks('/mine', technician)).map((look) => look.person.id)).toEqual([technician.personId]);
    expect((await manager.get<{ people: { id: string; count: number }[] }>(url('privacy/lookers'))).body.people.find((person) => person.id === desk.personId)?.count).toBe(3);
    for (const who of [desk, technician, quality]) for (const path of ['privacy/looks', 'privacy/lookers', 'privacy/retention', 'privacy/erasures']) expect((await who.get(url(path))).status, path).toBe(403);
    expect((await managerB.get<Problem>(url('privacy/looks'))).status).toBe(404);
    // By keyset: no line twice, none left out.
    await world.owner.query(`insert into personal_looks select $1, gen_random_uuid(), '2026-11-20T00:00:00Z'::timestamptz + (n / 3) * interval '1 second', $2, 'number', 'call', null, n::text from generate_series(1, 120) n`, [world.siteId, quality.personId]);
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page = (await manager.get<{ rows: LookRow[]; next: string | null }>(url(`privacy/looks?personId=${quality.personId}${after}`))).body;
      seen.push(...page.rows.map((look) => look.label));
      if (!page.next) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
    world.clock.set(at(181));
    await erase();
    expect(await looks(), 'the log itself is kept no longer than the house says').toEqual([]);
    expect((await protocol()).find((row) => row.rule === 'looks' && row.day === '2027-05-23')).toMatchObject({ count: 125, records: [] });
  });

  const file = async (who: Client, path: string) => {
    const answer = await fetch(`${world.origin}${url(`lists/${path}`)}`, { headers: { cookie: who.cookie } });
    return { status: answer.status, name: answer.headers.get('content-disposition') ?? '', data: Buffer.from(await answer.arrayBuffer()) };
  };
  const csvOf = (data: Buffer): string[][] => parse(data, { bom: true }) as unknown as string[][];
  const sheetOf = async (data: Buffer): Promise<unknown[][]> => ((await readExcel(data)) as unknown as { data: unknown[][] }[])[0]?.data ?? [];

  it('given the board’s list over several pages, when it is exported, then CSV and XLSX have the screen’s rows in its order and with its filter, formulas are words, and the export stands in the log with its lines', async () => {
    world.clock.set(at(2));
    for (let nr = 0; nr < 130; nr += 1) await logFault(desk, world.siteId, { item: nr === 7 ? '=HYPERLINK("http://x","y") 灯不亮' : nr === 8 ? '@SUM(A1), "引号"\n第二行' : `第 ${nr} 处`, reporterName: '欧阳', reporterPhone: '13911112222' });
    const screen: string[] = [];
    for (let after = ''; ; ) {
      const page = (await desk.get<{ rows: { logNumber: string; item: string }[]; next: string | null }>(url(`repairs?filter=open${after}`))).body;
      screen.push(...page.rows.map((row) => row.logNumber));
      if (!page.next) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    expect(screen.length).toBeGreaterThanOrEqual(130);
    const csv = await file(desk, 'repairs.csv?filter=open');
    expect(csv.data.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(csv.name).toContain(`filename*=UTF-8''${encodeURIComponent('维修单-2026-11-25.csv')}`);
    const rows = csvOf(csv.data);
    expect(rows[0]?.slice(0, 4)).toEqual(['登记号', '维修单号', '类别', '状态']);
    expect(rows.slice(1).map((row) => row[0])).toEqual(screen);
    const items = rows.map((row) => row[6]);
    expect(items).toEqual(expect.arrayContaining([`'=HYPERLINK("http://x","y") 灯不亮`, `'@SUM(A1), "引号"\n第二行`]));
    const sheet = await sheetOf((await file(desk, 'repairs.xlsx?filter=open')).data);
    expect(sheet.slice(1).map((row) => row[0])).toEqual(screen);
    expect(sheet.map((row) => row[6]), 'no formula, no quote: a word').toContain('=HYPERLINK("http://x","y") 灯不亮');
    expect(csv.data.toString()).not.toContain('13911112222');
    expect(csvOf((await file(desk, 'repairs.csv?filter=on_hold')).data)).toHaveLength(1);
    expect(csvOf((await file(desk, `repair-search.csv?q=${encodeURIComponent('第 12 处')}`)).data)).toHaveLength(2);
    expect((await looks(`?personId=${desk.personId}&what=export`)).filter((look) => look.lines === screen.length).map((look) => [look.kind, look.label])).toEqual(expect.arrayContaining([['repairs', 'repairs-2026-11-25.csv'], ['repairs', 'repairs-2026-11-25.xlsx']]));
  });

  it('given lines of the very same instant across pages, when exported, then none is left out and none stands twice', async () => {
    await world.owner.query(
      `insert into visits (site_id, id, version, last_hash, kind, host_id, firm, entered_at, left_at, open, expires_on, state)
         select $1::uuid, i.id, 1, '\\x00', 'supplier', null, '同时', i.at, i.at, false, '2027-12-31', jsonb_build_object('id', i.id, 'siteId', $1::uuid, 'kind', 'supplier', 'firm', '同时' || n, 'headcount', 1, 'checked', false, 'enteredAt', '2026-11-24T01:00:00.000Z', 'recordedAt', '2026-11-24T01:00:00.000Z', 'leftAt', '2026-11-24T01:00:00.000Z', 'bookedBy', $2::uuid, 'expiresOn', '2027-12-31')
           from generate_series(1, 70) n cross join lateral (select gen_random_uuid() as id, '2026-11-24T01:00:00Z'::timestamptz + (n / 40) * interval '1 second' as at) i`,
      [world.siteId, manager.personId],
    );
    const firms = csvOf((await file(manager, 'visits.csv')).data).slice(1).map((row) => row[4]).filter((firm) => firm?.startsWith('同时'));
    expect([firms.length, new Set(firms).size]).toEqual([70, 70]);
  });

  it('given every list there is, then each is exported by whoever may read it, says nothing more than its screen, and is refused to who may not and to another centre', async () => {
    const all = LISTS.map((list) => list.id);
    expect(all).toEqual(expect.arrayContaining(['repairs', 'copies', 'calls', 'messages', 'matters', 'contacts', 'alerts', 'incidents', 'removals', 'visits', 'complaints', 'claims', 'referrals', 'bar-movements', 'bar-records', 'tasks', 'looks']));
    const said = '电话 13911112222';
    const made = async (who: Client, path: string, body: Record<string, unknown>): Promise<void> => {
      const answer = await who.post<Problem>(url(path), { commandId: uuidv7(), ...body });
      expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBe(200);
    };
    const itemId = uuidv7();
    await made(manager, `bar/items/${itemId}`, { fields: { kind: 'ingredient', name: '茶叶', unit: '包' } });
    await made(manager, `bar/records/${uuidv7()}`, { record: { kind: 'stocktake', lines: [{ itemId, counted: 9, reason: said }] } });
    await made(desk, 'messages', { messageId: uuidv7(), toName: '李经理', surname: '孙', honorific: '先生', number: '13566668888', readBack: true, content: said, wishes: ['call_back'], wordingSeen: true, company: '万科' });
    await made(desk, 'matters', { matterId: uuidv7(), kind: 'enquiry', surname: '孙', honorific: '先生', number: '13566668888', ownerId: desk.personId, content: said });
    await made(manager, 'incidents', { incidentId: uuidv7(), nature: 'security', grade: 'yellow', placeText: '大厅', words: said });
    await made(manager, 'removals', { removalId: uuidv7(), category: 'hawker', placeText: '大厅', action: 'left', behaviour: said });
    await made(desk, 'complaints', { complaintId: uuidv7(), channel: 'in_person', content: said, name: '孙先生', contact: '13566668888' });
    await made(desk, 'complaints', { complaintId: uuidv7(), kind: 'report', channel: 'in_person', content: '鹭鸶丙' });
    await made(desk, 'claims', { claimId: uuidv7(), direction: 'ours', item: said, damage: '划伤', injuredName: '孙先生' });
    const firmId = uuidv7();
    await made(manager, 'firms', { firmId, name: '恒安电梯' });
    await made(manager, 'referrals', { referralId: uuidv7(), firmId, defect: said });
    await made(manager, 'tasks', { dueAt: new Date(Date.parse(world.clock.now()) + 3_600_000).toISOString(), taskId: uuidv7(), doerId: technician.personId, content: said });
    const filled = ['repairs', 'calls', 'messages', 'matters', 'alerts', 'incidents', 'removals', 'visits', 'complaints', 'claims', 'referrals', 'bar-records', 'tasks', 'looks'];
    const query: Readonly<Record<string, string>> = { copies: 'part=due', 'bar-movements': `itemId=${itemId}`, repairs: 'filter=all', incidents: 'only=all', 'repair-search': `q=${encodeURIComponent('灯')}` };
    for (const { id, columns, endpoint } of LISTS) {
      const asked = `${id}.csv?${query[id] ?? ''}`;
      const answer = await file(manager, asked);
      expect(answer.status, `${id} ${answer.data.toString()}`).toBe(200);
      const rows = csvOf(answer.data);
      expect(rows[0], id).toEqual(columns.map((column) => column.zh));
      expect(withoutIds(answer.data.toString()), id).not.toMatch(/1[35]\d{9}|undefined|\[object|鹭鸶/);
      if (filled.includes(id)) expect(rows.length, id).toBeGreaterThan(1);
      // The log of looks has grown by this very look.
      if (id !== 'looks') expect((await sheetOf((await file(manager, `${id}.xlsx?${query[id] ?? ''}`)).data)).length, id).toBe(rows.length);
      expect((await file(managerB, asked)).status, id).toBe(404);
      expect((await fetch(`${world.origin}${url(`lists/${asked}`)}`)).status, id).toBe(401);
      // The same right as the list itself, for everybody.
      for (const who of [desk, technician, sales, quality]) expect((await file(who, asked)).status, `${id} ${who.personId}`).toBe((await who.get(endpoint.path.replace('{siteId}', world.siteId) + `?${query[id] ?? ''}`)).status);
    }
    expect((await file(manager, 'copies.csv')).status, 'without what the list wants').toBe(400);
    expect((await file(manager, 'people.csv')).status).toBe(404);
    for (const sealed of ['reports', 'breaches']) expect((await file(manager, `${sealed}.csv`)).status, sealed).toBe(404);
    expect((await file(manager, 'calls.pdf')).status).toBe(404);
  });

  it('given twenty thousand lines, when they leave as a file, then memory stays flat', async () => {
    await world.owner.query(`insert into personal_looks select $1, gen_random_uuid(), '2026-11-20T00:00:00Z'::timestamptz + n * interval '1 millisecond', $2, 'number', 'call', null, repeat('x', 40) || n from generate_series(1, 20000) n`, [world.siteId, quality.personId]);
    await world.owner.query('analyze personal_looks');
    const answer = await fetch(`${world.origin}${url(`lists/looks.csv?what=number&personId=${quality.personId}`)}`, { headers: { cookie: manager.cookie } });
    let [lines, most] = [0, 0];
    const before = process.memoryUsage().rss;
    for await (const part of answer.body ?? []) {
      for (const byte of part as Uint8Array) if (byte === 10) lines += 1;
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(lines).toBe(20_001);
    expect(most / 1e6, 'MB more than before, client and server in one process').toBeLessThan(100);
    await world.owner.query('delete from personal_looks');
  });

  it('given all tables of the database, then every one that holds pictures is asked before a picture goes, and no look or protocol can be altered', async () => {
    const tables = await world.owner.query<{ name: string }>(`select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'hash' and table_name like '%\\_files' order by 1`);
    expect(tables.rows.map((row) => row.name)).toEqual([...FILE_HOLDERS].sort());
    for (const change of [`update erasures set count = 9`, 'delete from erasures', `update personal_looks set person_id = null`])
      await expect(world.database.write([world.siteId], (trx) => trx.query(change)), change).rejects.toThrow(/permission denied/);
  });
});
