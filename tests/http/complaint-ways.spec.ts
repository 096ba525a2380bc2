import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '../../features/telephone/core/call-contract.ts';
import type { PhoneFigures } from '../../features/telephone/core/phone-figures-contract.ts';
import type { MatterView } from '../../features/telephone/core/matter-contract.ts';
import type { ComplaintView } from '../../features/complaints/core/complaint-contract.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { drawnNumber } from '../../platform/server/state-rows.ts';
import { logFault, startProgram, type Client, type Problem, type World } from '../support/program.ts';

type Row = { id: string; number: string; channel: string; content: string; owner: { id: string } | null; repairId: string | null };
const words = (rows: readonly Row[]) => rows.map((row) => row.content);

describe('complaints from where they arise', { timeout: 300_000 }, () => {
  let world: World;
  let site = '';
  let desk: Client, manager: Client, quality: Client;
  let codes: ReturnType<typeof placeCodes>;
  beforeAll(async () => {
    world = await startProgram();
    site = `/api/sites/${world.siteId}`;
    [desk, manager, quality] = await Promise.all([world.signIn('desk'), world.signIn('manager'), world.signIn('quality')]);
    codes = placeCodes(readFileSync(join(world.dataDir, 'keys', 'codes'), 'utf8').trim());
  });
  afterAll(() => world.end());

  /** Of a new account, with the password everybody has here. */
  const enter = async (username: string): Promise<Client> => {
    await world.owner.query(`update people set password_temporary = false where username = $1`, [username]);
    await world.owner.query(`update auth_accounts a set password = (select password from auth_accounts b join people q on q.user_id = b.user_id where q.username = 'quality') from people p where p.user_id = a.user_id and p.username = $1`, [username]);
    return world.signIn(username);
  };
  const add = (by: Client, username: string, roles: string[]) => by.post<{ id: string } & Problem>(`${site}/people`, { name: '新品质', username, roles });
  const listed = async (who: Client, path = 'complaints') => (await who.get<{ rows: Row[] }>(`${site}/${path}?filter=all`)).body.rows;
  const byCode = (code: string, more: Record<string, unknown> = {}) => world.anonymous.post<{ number: string } & Problem>('/api/guest/complaint', { code, commandId: uuidv7(), complaintId: uuidv7(), content: '等了半小时没人理', ...more });

  describe('a guest with a code', () => {
    it('M-37: given the code on a wall, when a guest complains twice by one press, then it is one case at that place, nobody’s yet, and the desk is told', async () => {
      const [place] = await world.places(world.siteId);
      const code = codes.write({ kind: 'report', siteId: world.siteId, id: place?.id ?? '' });
      const same = { commandId: uuidv7(), complaintId: uuidv7(), content: '洗手间很脏', name: '赵女士', phone: '13912345678' };
      const [first, second] = [await byCode(code, same), await byCode(code, same)];
      expect([first.status, second.body]).toEqual([200, first.body]);
      const rows = (await listed(desk)).filter((row) => row.content === '洗手间很脏');
      expect(rows).toMatchObject([{ number: first.body.number, channel: 'code', owner: null, place: place?.name }]);
      const view = (await desk.get<ComplaintView>(`${site}/complaints/${same.complaintId}`)).body;
      expect(view).toMatchObject({ person: { name: '赵女士', contact: '139****5678' }, row: { nextClock: 'complaint.take' }, takenBy: null });
      const told = await desk.get<{ alerts: { topic: string; body: string }[] }>('/api/alerts?language=zh');
      expect(told.body.alerts.filter((alert) => alert.topic === 'complaints.opened' && alert.body.includes(first.body.number))).toHaveLength(1);
    });

    it('M-37: given an order’s slip, when its user complains, then the case stands by the order; without name or number it is anonymous', async () => {
      const { row } = await logFault(desk, world.siteId, { item: '水管漏水', steps: [] });
      const made = await byCode(codes.write({ kind: 'follow', siteId: world.siteId, id: row.id }), { content: '维修拖了三天' });
      expect((await listed(desk)).find((entry) => entry.number === made.body.number)).toMatchObject({ repairId: row.id, anonymous: true });
    });

    it('M-37: given a report by a guest, then its reader alone has it, also where it is about the manager, and no feed tells of it', async () => {
      const [place] = await world.places(world.siteId);
      const code = codes.write({ kind: 'report', siteId: world.siteId, id: place?.id ?? '' });
      const before = (await desk.get<{ cursor: string }>('/api/feed')).body.cursor;
      const [toManager, above, marker] = [await byCode(code, { kind: 'report', content: '保安收了红包' }), await byCode(code, { kind: 'report', content: '经理收了红包', aboutManager: true }), await byCode(code, { content: '空调太冷' })];
      expect(toManager.body.number).toMatch(/^J/);
      expect(words(await listed(manager, 'reports'))).toEqual(['保安收了红包']);
      expect(words(await listed(quality, 'reports'))).toEqual(['经理收了红包']);
      expect(words(await listed(desk)).join()).not.toContain('红包');
      const told = async () => (await desk.get<{ changes: { feature: string }[] }>(`/api/feed?after=${before}`)).body.changes.map((change) => change.feature);
      expect(marker.status).toBe(200);
      await expect.poll(async () => (await told()).sort()).toEqual(['alerts', 'complaints']);
      expect((await manager.get<{ alerts: { body: string }[] }>('/api/alerts?language=zh')).body.alerts.map((alert) => alert.body).join()).not.toContain(above.body.number);
    });

    it('given a code that is not ours, of a place that is gone, or of another purpose, then nothing is opened', async () => {
      const [place] = await world.places(world.siteId);
      const count = async () => (await world.owner.query<{ n: number }>('select (select count(*) from complaints) + (select count(*) from complaint_reports) as n')).rows[0]?.n;
      const was = await count();
      for (const code of [`report.${'1'.repeat(32)}.${'2'.repeat(32)}.${'B'.repeat(22)}`, codes.write({ kind: 'report', siteId: world.siteId, id: uuidv7() }), codes.write({ kind: 'place', siteId: world.siteId, id: place?.id ?? '' }), codes.write({ kind: 'slip', siteId: world.siteId, id: place?.id ?? '' })])
        expect((await byCode(code)).status, code).toBe(404);
      expect((await byCode(codes.write({ kind: 'report', siteId: world.siteId, id: place?.id ?? '' }), { content: '  ' })).status).toBe(400);
      expect(await count()).toBe(was);
    });
  });

  describe('who reads reports', () => {
    const report = async (content: string, accused: string[], photos: string[] = []): Promise<string> => {
      const complaintId = uuidv7();
      expect((await desk.post(`${site}/complaints`, { commandId: uuidv7(), complaintId, kind: 'report', channel: 'in_person', content, accused, photos })).status).toBe(200);
      return complaintId;
    };
    const told = async (by: Client, topic: string) => (await by.get<{ alerts: { topic: string; body: string }[] }>('/api/alerts?language=zh')).body.alerts.filter((alert) => alert.topic === topic).map((alert) => alert.body);

    it('M-37: given a manager, when they would make a quality manager, unmake one, end one, or open the account of one, then it is refused and nobody is told of it; an administrator may, and the others are told', async () => {
      const admin = await world.signIn('admin');
      const account = (await world.owner.query('select password from auth_accounts a join people p on p.user_id = a.user_id where p.id = $1', [quality.personId])).rows;
      for (const [path, body] of [['reset-password', {}], ['reset-pin', {}], ['end', {}], ['roles', { roles: ['desk_agent'], skills: [] }]] as const)
        expect((await manager.post<Problem>(`${site}/people/${quality.personId}/${path}`, body)).body, path).toMatchObject({ code: 'role-not-yours', facts: { role: 'quality' } });
      expect((await add(manager, 'by-manager', ['quality'])).body).toMatchObject({ code: 'role-not-yours' });
      expect((await manager.post<Problem>(`${site}/people/${desk.personId}/roles`, { roles: ['desk_agent', 'quality'], skills: [] })).body).toMatchObject({ code: 'role-not-yours' });
      expect((await world.owner.query('select password from auth_accounts a join people p on p.user_id = a.user_id where p.id = $1', [quality.personId])).rows).toEqual(account);
      expect(await told(quality, 'people.quality-granted')).toEqual([]);
      const made = await add(admin, 'by-admin', ['quality']);
      expect(made.status).toBe(200);
      const fresh = await enter('by-admin');
      for (const path of ['reset-pin', 'reset-password']) expect((await admin.post(`${site}/people/${made.body.id}/${path}`)).status).toBe(200);
      expect(await told(quality, 'people.quality-granted')).toEqual([expect.stringContaining('新品质')]);
      for (const topic of ['people.quality-pin', 'people.quality-password']) expect(await told(quality, topic), topic).toHaveLength(1);
      expect(fresh.personId).toBe(made.body.id);
      for (const who of [manager, desk]) expect((await told(who, 'people.quality-granted')).length).toBe(0);
    });

    it('M-37, M-41: given reports and breaches, then their numbers are drawn and not counted, so that whoever is told one learns nothing of the others', async () => {
      const foreman = await world.signIn('foreman');
      const breach = (kind: string) => foreman.post<{ number: string }>(`${site}/breaches`, { commandId: uuidv7(), breachId: uuidv7(), kind, personId: desk.personId, placeText: '大厅', source: 'camera', description: '录像里看到', evidence: '录像' });
      const filed = () => desk.post<{ number: string }>(`${site}/complaints`, { commandId: uuidv7(), complaintId: uuidv7(), kind: 'report', channel: 'in_person', content: '有人代打卡', accused: [] });
      const made = await Promise.all([...Array.from({ length: 4 }, filed), ...['smoking', 'theft'].map(breach)]);
      expect(made.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect(new Set(made.map((answer) => answer.body.number)).size).toBe(6);
      expect(made.map((answer) => answer.body.number.replace(/\d{4}$/, ''))).toEqual(['J2611-', 'J2611-', 'J2611-', 'J2611-', 'X2611-', 'XJ2611-']);
      expect((await world.owner.query(`select series from counters where series like '%report%' or series like 'breach%'`)).rows).toEqual([]);
      let asked = 0;
      const crowded = { query: async () => ((asked += 1) <= 20 ? [{}] : []) } as unknown as Parameters<typeof drawnNumber>[0];
      expect(await drawnNumber(crowded, { siteId: world.siteId, table: 'complaint_reports', prefix: 'J', month: '2611' })).toMatch(/^J2611-\d{8}$/);
    });

    it('M-37: given a loan of a quality manager, when a manager would take it, then only the centre’s administrator does', async () => {
      const admin = await world.signIn('admin');
      const [managerB, adminB] = [await world.signIn('manager-b'), await world.signIn('admin-b')];
      const { id } = (await add(admin, 'for-loan', ['quality'])).body;
      expect((await admin.post<Problem>(`${site}/people/${id}/lend`, { toSiteId: world.siteB, roles: ['quality'] })).body).toEqual({ ok: true, offered: true });
      expect((await managerB.post<Problem>(`/api/sites/${world.siteB}/people/${id}/take`)).body).toMatchObject({ code: 'role-not-yours' });
      expect((await adminB.post(`/api/sites/${world.siteB}/people/${id}/take`)).status).toBe(200);
    });

    it('M-37: given a centre that is exported whole, then those who read reports are told who asked, and nobody else', async () => {
      const admin = await world.signIn('admin');
      expect((await admin.post(`${site}/exports`)).status).toBe(200);
      expect(await told(quality, 'people.quality-export')).toEqual([expect.stringMatching(/^经办人 /) as string]);
      expect([...(await told(manager, 'people.quality-export')), ...(await told(admin, 'people.quality-export'))]).toEqual([]);
    });

    it('M-37: given a report, when somebody it accuses makes another its reader, then it is not there for them in detail, list, search, paper, picture or step, and no refusal says why; who was appointed by another reads it', async () => {
      const admin = await world.signIn('admin');
      world.pass(1);
      const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#593' } }).jpeg().toBuffer();
      const sent = (await (await fetch(`${world.origin}${site}/files`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'image/jpeg' }, body: new Uint8Array(picture) })).json()) as { hash: string };
      const [aboutBoth, aboutManager] = [await report('管理员和经理私卖停车位', [admin.personId, manager.personId], [sent.hash]), await report('经理收停车费', [manager.personId])];
      world.pass(1);
      expect((await add(admin, 'planted', ['quality'])).status).toBe(200);
      const planted = await enter('planted');
      const seen = async (who: Client, id: string, word: string) => [
        (await who.get(`${site}/reports/${id}`)).status, (await who.get(`${site}/reports/${id}/sheet.pdf`)).status,
        (await listed(who, 'reports')).some((row) => row.id === id), (await who.get<{ rows: Row[] }>(`${site}/reports/search?q=${encodeURIComponent(word)}`)).body.rows.some((row) => row.id === id),
        (await who.post(`${site}/reports/${id}/steps`, { commandId: uuidv7(), step: { step: 'note', text: '看过' } })).status,
      ];
      expect([(await planted.get(`${site}/files/${sent.hash}`)).status, (await quality.get(`${site}/files/${sent.hash}`)).status]).toEqual([404, 200]);
      expect(await seen(planted, aboutBoth, '私卖停车位')).toEqual([404, 404, false, false, 404]);
      expect(await seen(planted, aboutManager, '停车费')).toEqual([200, 200, true, true, 200]);
      expect(await seen(quality, aboutBoth, '私卖停车位')).toEqual([200, 200, true, true, 200]);
    });
  });

  describe('matters of conduct', () => {
    it('M-37, M-39: given a breach of a manager, when they make another manager since, then it is not there for that one in detail, list, register or step; who was appointed by another decides', async () => {
      const admin = await world.signIn('admin');
      expect((await add(admin, 'second-manager', ['property_manager'])).status).toBe(200);
      const [second, foreman] = [await enter('second-manager'), await world.signIn('foreman')];
      world.pass(1);
      const breachId = uuidv7();
      expect((await foreman.post(`${site}/breaches`, { commandId: uuidv7(), breachId, kind: 'smoking', source: 'seen', personId: manager.personId, description: '在贵宾室吸烟', evidence: '监控 15:20' })).status).toBe(200);
      world.pass(1);
      expect((await add(manager, 'planted-manager', ['property_manager'])).status).toBe(200);
      const planted = await enter('planted-manager');
      const seen = async (who: Client) => [
        (await who.get(`${site}/breaches/${breachId}`)).status, (await who.get<{ rows: Row[] }>(`${site}/breaches`)).body.rows.some((row) => row.id === breachId),
        JSON.stringify((await who.get(`${site}/registers/breaches?from=2026-11-01&to=2026-12-31`)).body).includes('贵宾室吸烟'),
        (await who.post(`${site}/breaches/${breachId}/steps`, { commandId: uuidv7(), step: { step: 'evidence', text: '看过' } })).status,
      ];
      expect(await seen(planted)).toEqual([404, false, false, 404]);
      expect(await seen(second)).toEqual([200, true, true, 200]);
      // Nor is the one who decides ended, unmade or signed in for by a manager: that is an administrator's.
      for (const [path, body] of [['reset-password', {}], ['reset-pin', {}], ['end', {}], ['roles', { roles: ['desk_agent'], skills: [] }]] as const) expect((await manager.post<Problem>(`${site}/people/${second.personId}/${path}`, body)).body, path).toMatchObject({ code: 'role-not-yours' });
      expect((await admin.post(`${site}/people/${second.personId}/reset-pin`)).status).toBe(200);
      expect((await admin.post(`${site}/people/${second.personId}/end`)).status).toBe(200);
    });
  });

  describe('the telephone', () => {
    const open = async (raw = '13811112222'): Promise<string> => {
      const callId = uuidv7();
      await desk.post(`${site}/calls/${callId}/steps`, { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound', number: raw }, { step: 'rings', rings: 1 }] });
      return callId;
    };
    const complain = (callId: string, body: Record<string, unknown> = {}) => desk.post<{ number: string } & Problem>(`${site}/calls/${callId}/complaints`, { commandId: uuidv7(), complaintId: uuidv7(), content: '打了三次没人管', ...body });
    const call = async (callId: string) => (await desk.get<CallView>(`${site}/calls/${callId}`)).body;

    it('T-01, M-37: given a call, when the desk registers what the caller complains of, twice by one press, then it is one case of the desk’s, with the caller’s number, and call and case know each other', async () => {
      const callId = await open();
      const same = { commandId: uuidv7(), complaintId: uuidv7(), surname: '李', honorific: '女士', identity: 'owner', grade: 'important' };
      const [first, second] = [await complain(callId, same), await complain(callId, same)];
      expect([first.status, second.body]).toEqual([200, first.body]);
      const view = (await desk.get<ComplaintView>(`${site}/complaints/${same.complaintId}`)).body;
      expect(view).toMatchObject({ callId, person: { name: '李', honorific: '女士', identity: 'owner', contact: '138****2222' }, row: { channel: 'phone', grade: 'important', owner: { id: desk.personId } } });
      expect((await call(callId)).links).toEqual([{ kind: 'complaint', id: same.complaintId }]);
    });

    it('M-37: given a report by telephone, then the call learns nothing of it and the desk reads it no more', async () => {
      const callId = await open('13811113333');
      const complaintId = uuidv7();
      const made = await complain(callId, { complaintId, kind: 'report', anonymous: true, content: '库管员倒卖灯管', surname: '李' });
      expect(made.body.number).toMatch(/^J/);
      expect((await call(callId)).links).toEqual([]);
      expect(words(await listed(manager, 'reports'))).toContain('库管员倒卖灯管');
      expect((await desk.get(`${site}/reports/${complaintId}`)).status).toBe(403);
      const view = (await manager.get<ComplaintView>(`${site}/reports/${complaintId}`)).body;
      expect(view).toMatchObject({ callId, person: { name: null, contact: null } });
    });

    it('M-37: given a complaint about whoever took the call, then it is another’s and the call does not point at it', async () => {
      const callId = await open('13811114444');
      const complaintId = uuidv7();
      expect((await complain(callId, { complaintId, accused: [desk.personId], content: '接待员挂我电话' })).status).toBe(200);
      expect((await call(callId)).links).toEqual([]);
      expect((await desk.get(`${site}/complaints/${complaintId}`)).status).toBe(404);
      expect((await manager.get<ComplaintView>(`${site}/complaints/${complaintId}`)).body.row.owner?.id).toBe(manager.personId);
    });

    it('M-37: given a complaint that names a call nobody took, or another centre’s, when it is written down, then it is refused in words and is not there; of a call that is there it is', async () => {
      const other = await world.signIn('desk-b');
      const theirs = uuidv7();
      await other.post(`/api/sites/${world.siteB}/calls/${theirs}/steps`, { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound' }] });
      const write = (complaintId: string, callId: string) => desk.post<Problem>(`${site}/complaints`, { commandId: uuidv7(), complaintId, channel: 'phone', content: '没人回电', callId });
      for (const callId of [uuidv7(), theirs]) {
        const complaintId = uuidv7();
        expect((await write(complaintId, callId)).body.code).toBe('call-unknown');
        expect((await desk.get(`${site}/complaints/${complaintId}`)).status).toBe(404);
      }
      expect((await write(uuidv7(), await open('13811119999'))).status).toBe(200);
    });

    it('T-01: given complaints of a month, when the telephone’s figures are read, then how long they waited stands there, without those about the reader, and for nobody who may not read complaints', async () => {
      const admin = await world.signIn('admin');
      const row = async (who: Client, kind: string) => (await who.get<PhoneFigures>(`${site}/telephone/figures?month=${month}`)).body.complaints?.find((one) => one.kind === kind) ?? null;
      const month = world.clock.now().slice(0, 7);
      const callId = await open('13811116666');
      const before = { manager: await row(manager, 'complaint.respond'), quality: await row(quality, 'complaint.respond') };
      const [answered, aboutManager] = [uuidv7(), uuidv7()];
      await complain(callId, { complaintId: answered });
      await complain(callId, { complaintId: aboutManager, accused: [manager.personId] });
      expect((await desk.post(`${site}/complaints/${answered}/steps`, { commandId: uuidv7(), step: { step: 'respond', way: 'phone', text: '马上去看' } })).status).toBe(200);
      const after = { manager: await row(manager, 'complaint.respond'), quality: await row(quality, 'complaint.respond') };
      expect([after.manager?.opened, after.manager?.done, after.manager?.inTime]).toEqual([(before.manager?.opened ?? 0) + 1, (before.manager?.done ?? 0) + 1, (before.manager?.inTime ?? 0) + 1]);
      expect(after.quality?.opened).toBe((before.quality?.opened ?? 0) + 2);
      expect(await row(manager, 'complaint.answer')).toMatchObject({ opened: after.manager?.opened, done: 0, averageHours: null });
      expect((await admin.get<PhoneFigures>(`${site}/telephone/figures?month=${month}`)).body.complaints).toBeNull();
      expect((await manager.get(`${site}/telephone/month.xlsx?month=${month}`)).status).toBe(200);
    });

    it('given a call that is not there, then no case is opened', async () => {
      expect((await complain(uuidv7())).status).toBe(404);
    });

    it('M-36, T-02: given a follow-up call planned at the desk, when it ends with 不满意, then a case is opened by itself, once; with 满意 none is', async () => {
      const matter = async (rating: string): Promise<void> => {
        const { body } = await desk.post<MatterView>(`${site}/matters`, { commandId: uuidv7(), matterId: uuidv7(), kind: 'follow_up', content: `上次来访 ${rating}`, surname: '钱', honorific: '先生', number: '13811115555', ownerId: desk.personId });
        expect((await desk.post(`${site}/matters/${body.id}/steps`, { commandId: uuidv7(), step: { step: 'done', result: '客户这样说', rating } })).status).toBe(200);
      };
      await matter('satisfied');
      await matter('dissatisfied');
      const found = async () => (await listed(desk)).filter((row) => row.content.includes('上次来访'));
      await expect.poll(found, { timeout: 20_000 }).toMatchObject([{ channel: 'follow_up', content: '回访不满意：上次来访 dissatisfied / 客户这样说', owner: { id: desk.personId } }]);
    });
  });
});
