import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, localDate } from '../../platform/core/working-calendar.ts';
import { turnDay } from '../../platform/server/daily.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { underOpenClaims } from '../../features/claims/server/claim-facts.ts';
import { eraseComplainants } from '../../features/complaints/server/erase-complainants.ts';
import type { IncidentView } from '../../features/incidents/core/incident-contract.ts';
import { askMissing } from '../../features/conduct/server/ask-pledges.ts';
import { eraseAffected } from '../../features/incidents/server/erase-affected.ts';
import type { ComplaintView } from '../../features/complaints/core/complaint-contract.ts';
import type { ClaimView } from '../../features/claims/core/claim-contract.ts';
import type { BreachView, PledgeRow } from '../../features/conduct/core/conduct-contract.ts';
import type { FirmView, ReferralView } from '../../features/partners/core/partner-contract.ts';
import { DEMO_PIN } from '../../features/sites/server/demo-data.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';
import { withoutIds } from '../support/without-ids.ts';

type Opened<V> = { number: string; view: V | null };
const id = () => randomUUID();

/** Jobs and sweeps of a whole program are waited for; the machine may be busy with others. */
describe('putting things right', { timeout: 300_000 }, () => {
  let world: World;
  let site = '';
  const people = new Map<string, Client>();
  const as = async (name: string): Promise<Client> => {
    const known = people.get(name) ?? (await world.signIn(name));
    people.set(name, known);
    return known;
  };
  beforeAll(async () => {
    world = await startProgram();
    site = `/api/sites/${world.siteId}`;
  });
  afterAll(async () => {
    expect(world.sweepErrors).toEqual([]);
    await world.end();
  });

  const picture = async (who: Client, color: string): Promise<string> => {
    const line = await sharp({ create: { width: 60, height: 40, channels: 3, background: color } }).composite([{ input: Buffer.from('<svg width="60" height="40"><path d="M5 5 L50 35" stroke="white" stroke-width="4"/></svg>') }]).png().toBuffer();
    const sent = await fetch(`${world.origin}${site}/files`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'image/png' }, body: new Uint8Array(line) });
    expect(sent.status).toBe(200);
    return ((await sent.json()) as { hash: string }).hash;
  };
  const open = async (who: Client, more: Record<string, unknown> = {}) => who.post<Opened<ComplaintView>>(`${site}/complaints`, { commandId: id(), complaintId: id(), channel: 'phone', content: '洗手间漏水三天没人回话', name: '赵女士', contact: '13912345678', ...more });
  const step = <T = Opened<ComplaintView>>(who: Client, caseId: string, body: Record<string, unknown>, path = 'complaints') => who.post<T>(`${site}/${path}/${caseId}/steps`, { commandId: id(), step: body });

  describe('complaints', () => {
    it('M-37, T-01: given a complaint at the desk, then it has an owner, clocks, a decision, an answer, a return call, and is closed by itself', async () => {
      const [desk, manager] = [await as('desk'), await as('manager')];
      const opened = await open(desk);
      expect(opened.status).toBe(200);
      const view = opened.body.view as ComplaintView;
      expect(opened.body.number).toMatch(/^T2611-0001$/);
      expect(view.row).toMatchObject({ status: 'open', grade: 'minor', nextClock: 'complaint.respond' });
      expect(view.row.owner?.id).toBe(desk.personId);
      expect(view.person.contact).toBe('139****5678');
      const caseId = view.row.id;
      expect((await step<Problem>(desk, caseId, { step: 'answer', way: 'phone', text: '已处理' })).body.code).toBe('step-not-possible');
      await step(desk, caseId, { step: 'respond', way: 'phone', text: '已收到，今天给您答复' });
      await step(desk, caseId, { step: 'note', text: '维修员当天请假' });
      const decided = await step(manager, caseId, { step: 'decide', finding: 'founded', cause: 'delay', text: '排班疏漏' });
      expect(decided.body.view?.row.status).toBe('decided');
      await step(desk, caseId, { step: 'answer', way: 'phone', text: '已修好并致歉' });
      const dissatisfied = await step(desk, caseId, { step: 'returnCall', result: 'dissatisfied', method: 'phone', note: '还在滴水' });
      expect(dissatisfied.body.view).toMatchObject({ round: 2, row: { status: 'responded' } });
      await step(desk, caseId, { step: 'decide', finding: 'founded', cause: 'quality', text: '换了阀芯' });
      await step(desk, caseId, { step: 'answer', way: 'phone', text: '今天换好' });
      await step(desk, caseId, { step: 'correct', text: '请假当天须有人顶班' });
      const done = await step(desk, caseId, { step: 'returnCall', result: 'satisfied', method: 'phone' });
      expect(done.body.view?.row.status).toBe('closed');
      const sheet = await fetch(`${world.origin}${site}/complaints/${caseId}/sheet.pdf`, { headers: { cookie: desk.cookie } });
      expect(sheet.headers.get('content-type')).toBe('application/pdf');
      expect(Buffer.from(await sheet.arrayBuffer()).subarray(0, 5).toString()).toBe('%PDF-');
      const clocks = await world.owner.query<{ clock: string; round: number; stopped: boolean }>('select clock, round, stopped_at is not null as stopped from clocks where subject = $1 order by clock, round', [caseId]);
      expect(clocks.rows).toEqual([
        { clock: 'complaint.answer', round: 1, stopped: true }, { clock: 'complaint.answer', round: 2, stopped: true }, { clock: 'complaint.respond', round: 1, stopped: true },
        { clock: 'complaint.return', round: 1, stopped: true }, { clock: 'complaint.return', round: 2, stopped: true },
      ]);
    });

    it('M-37: given nobody takes it, when the limits pass, then they are found once and climb; names stand nowhere in the journal’s data', async () => {
      const [sales, manager] = [await as('sales'), await as('manager')];
      const opened = await open(sales, { grade: 'major', content: '样板间吊灯掉下来砸到人' });
      const caseId = (opened.body.view as ComplaintView).row.id;
      expect(opened.body.view?.row.owner).toBeNull();
      world.pass(31);
      await sweepOnce(world.deps, world.sweeps);
      world.pass(120);
      await sweepOnce(world.deps, world.sweeps);
      const view = (await manager.get<ComplaintView>(`${site}/complaints/${caseId}`)).body;
      expect([...view.row.late].sort()).toEqual(['complaint.respond', 'complaint.take']);
      const told = await manager.get<{ alerts: { topic: string; body: string }[] }>('/api/alerts?language=zh');
      expect(told.body.alerts.map((alert) => alert.topic)).toEqual(expect.arrayContaining(['complaints.grave']));
      const journal = await world.owner.query<{ data: string }>('select data from journal');
      const all = journal.rows.map((row) => row.data).join('\n');
      for (const word of ['赵女士', '13912345678', '吊灯', '还在滴水', '排班疏漏']) expect(all).not.toContain(word);
    });

    it('M-37: given a complaint against its own handler, then it is another’s by rule and no longer theirs to see', async () => {
      const [desk, manager] = [await as('desk'), await as('manager')];
      const own = await open(desk, { content: '接待员态度不好', accused: [desk.personId] });
      expect(own.status).toBe(200);
      expect(own.body.view).toBeNull();
      const listed = await manager.get<{ rows: { id: string; number: string; owner: { id: string } | null }[] }>(`${site}/complaints`);
      const row = listed.body.rows.find((entry) => entry.number === own.body.number);
      expect(row?.owner?.id).toBe(manager.personId);
      expect((await desk.get<Problem>(`${site}/complaints/${row?.id}`)).status).toBe(404);

      const later = (await open(desk, { content: '等了一小时' })).body.view as ComplaintView;
      const accused = await step(manager, later.row.id, { step: 'accuse', accused: [desk.personId] });
      expect(accused.body.view).toMatchObject({ ownerReplaced: true, row: { owner: { id: manager.personId } } });
      expect((await step<Problem>(manager, later.row.id, { step: 'assign', ownerId: desk.personId })).body.code).toBe('owner-is-accused');
      expect((await step<Problem>(desk, later.row.id, { step: 'note', text: '我来' })).status).toBe(404);
      const told = await desk.get<{ alerts: { body: string }[] }>('/api/alerts?language=zh');
      expect(JSON.stringify(told.body)).not.toContain(own.body.number);
    });

    it('M-36, M-37: given a follow-up with 不满意, then a case is opened by itself, once, linked to the order', async () => {
      const [desk, technician] = [await as('desk'), await as('technician')];
      const { row } = await logFault(desk, world.siteId, { item: '空调滴水', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
      const finished = await takeSteps(desk, world.siteId, row.id, [
        { step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'consent', given: true, by: '王经理', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'record', workDone: '疏通', result: 'fixed', cause: 'wear', way: 'paper' },
        { step: 'test', to: '王经理', passed: true, way: 'paper' }, { step: 'judge', acceptance: 'accepted', way: 'paper' }, { step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied', way: 'paper' }, { step: 'sign', signWay: 'paper', signedBy: '王经理', way: 'paper' },
        { step: 'followUp', result: 'dissatisfied', method: 'phone', note: '第二天又滴水' },
      ]);
      expect(finished.status).toBe(200);
      await expect.poll(async () => (await world.owner.query('select from complaints where repair_id = $1', [row.id])).rowCount).toBe(1);
      const listed = await desk.get<{ rows: { repairId: string | null; channel: string; content: string; owner: { id: string } | null }[] }>(`${site}/complaints?filter=all`);
      expect(listed.body.rows.find((entry) => entry.repairId === row.id)).toMatchObject({ channel: 'follow_up', owner: { id: desk.personId } });
    });

    it('M-36: given a centre that calls a third, when somebody complains of an order before its signature or after it was closed, then that user is called, once, and who did the work reads nothing of a complaint; of a report nobody is', async () => {
      const [desk, technician] = [await as('desk'), await as('technician')];
      await world.owner.query(`update sites set parameters = parameters || '{"repairs.follow_up_sampling": 30}' where id = $1`, [world.siteId]);
      const paper = { way: 'paper' } as const;
      const [place] = await world.places(world.siteId);
      const order = async (): Promise<string> => {
        // An order the share lets off.
        const repairId = `${id().slice(0, 28)}00000063`;
        await logFault(desk, world.siteId, { repairId, placeText: undefined, placeId: place?.id, item: '筒灯不亮', steps: [{ step: 'issue' }, { step: 'print', reprint: false }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
        return repairId;
      };
      const finish = async (id: string) => {
        const done = await takeSteps(desk, world.siteId, id, [
          { step: 'accept', signWay: 'paper', ...paper, technicianId: technician.personId }, { step: 'arrive', ...paper }, { step: 'consent', given: true, by: '王经理', ...paper }, { step: 'start', asReported: true, ...paper }, { step: 'record', workDone: '换灯', result: 'fixed', cause: 'wear', ...paper },
          { step: 'test', to: '王经理', passed: true, ...paper }, { step: 'judge', acceptance: 'accepted', ...paper }, { step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied', ...paper }, { step: 'sign', signWay: 'paper', signedBy: '王经理', ...paper }, { step: 'moveCopy', ply: 'desk', custody: 'returned' },
        ]);
        expect(done.status).toBe(200);
        return done.body.row.status;
      };
      const seen = async (who: Client, id: string) => (await who.get(`${site}/repairs/${id}`)).body;
      const owed = async (id: string) => { const { row, clocks } = await seen(desk, id); return [row.status, row.followUpOpen, clocks.filter((clock) => clock.clock === 'follow_up' && !clock.cancelledAt && !clock.stoppedAt).length]; };
      const [before, after, reported] = [await order(), await order(), await order()];
      await open(desk, { repairId: before, content: '还没修好就走了' });
      expect(await Promise.all([before, after, reported].map(finish))).toEqual(['signed_off', 'closed', 'closed']);
      expect(await owed(before)).toEqual(['signed_off', true, 1]);
      await open(desk, { repairId: reported, kind: 'report', content: '收了红包' });
      for (const content of ['修完又坏了', '没人管']) await open(desk, { repairId: after, content });
      await expect.poll(() => owed(after), { timeout: 20_000 }).toEqual(['signed_off', true, 1]);
      expect(await owed(reported)).toEqual(['closed', false, 0]);
      const read = await Promise.all([technician.get(`${site}/repairs/${after}`), technician.get(`${site}/repairs/${after}/timeline`)]);
      expect(read.map((answer) => answer.status)).toEqual([200, 200]);
      expect(JSON.stringify(read)).not.toMatch(/omplain|修完又坏/);
      expect((await takeSteps(desk, world.siteId, after, [{ step: 'followUp', result: 'satisfied', method: 'phone' }])).body.row).toMatchObject({ status: 'closed', followUpOpen: false });
      await world.owner.query(`update sites set parameters = parameters - 'repairs.follow_up_sampling' where id = $1`, [world.siteId]);
    });

    it('given a request to delete the complainant’s data while the case is open, then it is explained and waits, and is carried out with the closing', async () => {
      const desk = await as('desk');
      const caseId = ((await open(desk, { name: '钱多多', contact: '13700001111', content: '钱多多 说灯不亮' })).body.view as ComplaintView).row.id;
      const asked = await step(desk, caseId, { step: 'askErasure' });
      expect(asked.body.view).toMatchObject({ erasure: 'waiting', person: { name: '钱多多' } });
      await step(desk, caseId, { step: 'respond', way: 'phone', text: '好的钱多多' });
      await step(desk, caseId, { step: 'decide', finding: 'unfounded', cause: 'misunderstanding', text: '当时停电' });
      await step(desk, caseId, { step: 'answer', way: 'phone', text: '已解释' });
      const closed = await step(desk, caseId, { step: 'returnCall', result: 'fair', method: 'phone' });
      expect(closed.body.view).toMatchObject({ erasure: 'done', person: { name: null, contact: null }, row: { status: 'closed', content: '＊＊ 说灯不亮' } });
      const kept = await world.owner.query<{ text: string }>('select state::text as text from complaints where id = $1 union all select text from journal_texts where subject = $1', [caseId]);
      expect(kept.rows.map((row) => row.text).join()).not.toMatch(/钱多多|13700001111/);
    });
  });

  describe('search', () => {
    type Found = { rows: { id: string; number: string }[]; more: string | null };
    const find = (who: Client, path: string, q: string, after = '') => who.get<Found>(`${site}/${path}/search?q=${encodeURIComponent(q)}${after && `&after=${encodeURIComponent(after)}`}`);
    const ids = (found: { body: Found }) => found.body.rows.map((row) => row.id);

    it('M-37: given complaints and a report with one word, when it is searched, then each finds what they may see, a page at a time and none twice; a number is found by its last four digits alone', async () => {
      const [desk, sales, manager] = [await as('desk'), await as('sales'), await as('manager')];
      const [place] = await world.places(world.siteId);
      const made: string[] = [];
      for (let index = 0; index < 52; index += 1) made.push(((await open(desk, { content: `第 ${index} 回 鸬鹚湖` })).body.view as ComplaintView).row.id);
      const mine = (await open(sales, { content: '鸬鹚湖', placeId: place?.id, contact: '13900007766', receivedAt: world.clock.now() })).body.view?.row.id ?? '';
      await open(desk, { content: '鸬鹚湖', accused: [desk.personId] });
      await open(desk, { kind: 'report', content: '鸬鹚湖 红包', anonymous: true, name: undefined, contact: undefined });
      const first = await find(desk, 'complaints', '鸬鹚湖');
      const second = await find(desk, 'complaints', '鸬鹚湖', first.body.more ?? '');
      expect([first.body.rows.length, second.body.more]).toEqual([50, null]);
      expect(new Set([...ids(first), ...ids(second)])).toEqual(new Set([...made, mine]));
      expect(ids(first).length + ids(second).length).toBe(53);
      expect(ids(await find(sales, 'complaints', '鸬鹚湖'))).toEqual([mine]);
      expect(ids(await find(desk, 'complaints', '7766'))).toEqual([mine]);
      expect(ids(await find(desk, 'complaints', '13900007766'))).toEqual([]);
      expect(ids(await find(sales, 'complaints', `${place?.name}`))).toContain(mine);
      expect(await find(desk, 'reports', '鸬鹚湖')).toMatchObject({ status: 403 });
      expect((await find(manager, 'reports', '鸬鹚')).body.rows).toMatchObject([{ number: expect.stringMatching(/^J/) }]);
      await step(desk, made[0] ?? '', { step: 'note', text: '白头鹎来过' });
      expect(ids(await find(desk, 'complaints', '白头鹎'))).toEqual([made[0]]);
      expect((await find(await as('desk-b'), 'complaints', '鸬鹚湖')).status).toBe(404);
    });

    it('G-01: given incidents, when words are searched, then who handles them finds all, others those they reported, and nobody finds one by who was hurt', async () => {
      const [guard, sales, manager, technician2] = [await as('guard'), await as('sales'), await as('manager'), await as('technician2')];
      const report = async (who: Client, words: string) => (await who.post<{ id: string }>(`${site}/incidents`, { commandId: id(), incidentId: id(), nature: 'injury', grade: 'blue', placeText: '鹈鹕廊', words })).body.id;
      const [one, two] = [await report(guard, '地滑'), await report(sales, '桌角')];
      await step(manager, one, { step: 'affected', affectedId: id(), name: '尤里乌斯', harm: 'injured' }, 'incidents');
      expect(ids(await find(manager, 'incidents', '鹈鹕廊')).sort()).toEqual([one, two].sort());
      expect(ids(await find(sales, 'incidents', '鹈鹕廊'))).toEqual([two]);
      expect(ids(await find(technician2, 'incidents', '鹈鹕廊'))).toEqual([]);
      expect(ids(await find(manager, 'incidents', '尤里乌斯'))).toEqual([]);
    });

    it('given cases of before there was an index, when the database is upgraded, then they are found like new ones', async () => {
      const sql = readFileSync(new URL('../../db/migrations/0084_case_search.sql', import.meta.url), 'utf8');
      const rows = async () => (await world.owner.query<{ kind: string; subject: string; grams: number[]; words: string }>('select kind, subject, (select array_agg(g order by g) from unnest(grams) g) as grams, words from case_search order by 1, 2')).rows;
      const before = await rows();
      expect(new Set(before.map((row) => row.kind))).toEqual(new Set(['incident', 'complaint', 'report']));
      const client = await world.owner.connect();
      try {
        await client.query(`begin; delete from case_search; ${sql.slice(sql.indexOf('create function pg_temp.fold'))}`);
        const again = (await client.query<(typeof before)[number]>('select kind, subject, (select array_agg(g order by g) from unnest(grams) g) as grams, words from case_search order by 1, 2')).rows;
        expect(again.map((row) => [row.kind, row.subject])).toEqual(before.map((row) => [row.kind, row.subject]));
        for (const [index, row] of again.entries()) expect(row.grams, row.words).toEqual(before[index]?.grams);
      } finally {
        await client.query('rollback');
        client.release();
      }
    });
  });

  describe('claims', () => {
    const claim = async (who: Client, more: Record<string, unknown> = {}) => who.post<ClaimView>(`${site}/claims`, { commandId: id(), claimId: id(), direction: 'ours', placeText: '样板间2', injuredName: '孙先生', injuredContact: '13812340000', liable: 'technician', item: '红木茶几', priceCents: 800_000, damage: '桌面划伤', ...more });
    const take = <T = ClaimView>(who: Client, claimId: string, body: Record<string, unknown>) => step<T>(who, claimId, body, 'claims');

    it('M-38: given damage on a visit, then it goes from the photos to liability, offer, approval, both signatures and payment, and onto the month', async () => {
      const [desk, technician, manager, head] = [await as('desk'), await as('technician'), await as('manager'), await as('head')];
      const { row } = await logFault(desk, world.siteId, { item: '茶几旁插座没电', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
      const [before, after] = [await picture(technician, '#335577'), await picture(technician, '#775533')];
      await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }]);
      await takeSteps(technician, world.siteId, row.id, [{ step: 'arrive' }, { step: 'addPhoto', hash: before, phase: 'before' }, { step: 'addPhoto', hash: after, phase: 'after' }]);
      const opened = await claim(desk, { repairId: row.id, liablePersonId: technician.personId, placeText: '' });
      expect(opened.status).toBe(200);
      expect(opened.body.photos.map((photo) => [photo.phase, photo.hash])).toEqual([['before', before], ['after', after]]);
      const claimId = opened.body.row.id;
      expect((await take<Problem>(desk, claimId, { step: 'propose', way: 'compensate', amountCents: 120_050, text: '赔' })).body.code).toBe('liability-missing');
      await take(manager, claimId, { step: 'judge', liable: 'technician', liablePersonId: technician.personId, text: '未铺塑料布' });
      const offered = await take(desk, claimId, { step: 'propose', way: 'compensate', amountCents: 120_050, text: '折价赔偿' });
      expect(offered.body.proposal).toMatchObject({ figures: '¥1,200.50', capitals: '人民币壹仟贰佰元零伍角整' });
      expect(offered.body.missing).toEqual(['manager']);
      expect((await take<Problem>(head, claimId, { step: 'approve' })).body.code).toBe('approval-not-yours');
      await take(manager, claimId, { step: 'approve' });
      const signature = await picture(desk, '#224466');
      expect((await take<Problem>(desk, claimId, { step: 'agree', signedBy: '孙先生', signWay: 'screen', signatureFile: signature })).body.code).toBe('pin-missing');
      const agreed = await take(desk, claimId, { step: 'agree', signedBy: '孙先生', signWay: 'screen', signatureFile: signature, pin: DEMO_PIN });
      expect(agreed.body).toMatchObject({ row: { status: 'agreed', nextClock: 'claim.settle' } });
      expect((await take<Problem>(desk, claimId, { step: 'settle', by: 'transfer', amountCents: 120_000, receivedBy: '孙先生' })).body.code).toBe('amount-differs');
      const paid = await take(desk, claimId, { step: 'settle', by: 'transfer', amountCents: 120_050, receivedBy: '孙先生', reference: '转账 0001' });
      expect(paid.body.row.status).toBe('closed');
      const month = await manager.get<{ settled: unknown[] }>(`${site}/claim-month?month=2026-11`);
      expect(month.body.settled).toEqual([{ direction: 'ours', way: 'compensate', count: 1, cents: 120_050 }]);
      const sheet = await fetch(`${world.origin}${site}/claims/${claimId}/sheet.pdf`, { headers: { cookie: desk.cookie } });
      expect(sheet.headers.get('content-type')).toBe('application/pdf');
      expect(Buffer.from(await sheet.arrayBuffer()).subarray(0, 5).toString()).toBe('%PDF-');
      const data = await world.owner.query<{ data: string }>('select data from journal where subject = $1', [claimId]);
      expect(withoutIds(data.rows)).not.toMatch(/孙先生|茶几|2580|塑料布/);
    });

    it('M-38: given a claim that came from an incident, then it takes its place and bears its number; an incident that is not there, or not theirs to see, is none', async () => {
      const [desk, sales] = [await as('desk'), await as('sales')];
      const incidentId = id();
      const reported = await desk.post<{ number: string }>(`${site}/incidents`, { commandId: id(), incidentId, nature: 'flood', grade: 'yellow', placeText: '地下车库' });
      const opened = await claim(desk, { direction: 'theirs', incidentId, placeText: '' });
      expect(opened.body).toMatchObject({ incidentId, origins: [reported.body.number], row: { place: '地下车库' } });
      expect((await claim(desk, { incidentId: id() })).body).toMatchObject({ code: 'incident-unknown' });
      expect((await claim(sales, { incidentId })).body).toMatchObject({ code: 'incident-unknown' });
    });

    it('M-38: given a claim that came from a complaint, then it bears its number for whoever may see the complaint, and one complained about learns of none; a report is no origin', async () => {
      const [desk, manager, technician] = [await as('desk'), await as('manager'), await as('technician')];
      const complaintId = id();
      const made = await desk.post<{ number: string }>(`${site}/complaints`, { commandId: id(), complaintId, channel: 'phone', content: '茶几被划伤', placeText: '样板间3', accused: [technician.personId] });
      const opened = await claim(desk, { complaintId, placeText: '', liablePersonId: technician.personId });
      expect(opened.body).toMatchObject({ complaintId, origins: [made.body.number], row: { place: '样板间3' } });
      const seen = await technician.get<ClaimView>(`${site}/claims/${opened.body.row.id}`);
      expect([seen.status, seen.body.complaintId, seen.body.origins]).toEqual([200, null, []]);
      expect((await claim(desk, { complaintId: id() })).body).toMatchObject({ code: 'complaint-unknown' });
      const reportId = id();
      await manager.post(`${site}/complaints`, { commandId: id(), complaintId: reportId, kind: 'report', channel: 'phone', content: '举报' });
      expect((await claim(manager, { complaintId: reportId })).body).toMatchObject({ code: 'complaint-unknown' });
    });

    it('M-38: given amounts of nothing, less, part of a cent, a fortune, or more than the thing is worth, then each is refused for its own reason and nothing changed', async () => {
      const [desk, manager] = [await as('desk'), await as('manager')];
      const claimId = (await claim(desk, { direction: 'theirs', liable: 'guest' })).body.row.id;
      await take(manager, claimId, { step: 'judge', liable: 'guest', text: '客户孩子打碎' });
      const before = (await desk.get<ClaimView>(`${site}/claims/${claimId}`)).body;
      for (const [amountCents, code] of [[0, 'amount-zero'], [-100, 'amount-negative'], [10.5, 'amount-part-of-a-cent'], [20_000_001, 'amount-absurd'], [800_001, 'amount-above-value']] as const)
        expect((await take<Problem>(desk, claimId, { step: 'propose', way: 'compensate', amountCents, text: '赔' })).body.code).toBe(code);
      expect((await take<Problem>(desk, claimId, { step: 'propose', way: 'compensate', text: '赔' })).body.code).toBe('amount-missing');
      expect((await claim(desk, { priceCents: 0 })).body).toMatchObject({ code: 'amount-zero' });
      expect((await desk.get<ClaimView>(`${site}/claims/${claimId}`)).body).toEqual(before);
    });

    it('M-38: given an approval by whoever has a part in the claim, then it is refused; a large one wants the company as well, and not the same person twice', async () => {
      const [manager, quality, desk] = [await as('manager'), await as('quality'), await as('desk')];
      const foreman = await as('foreman');
      const blamed = (await claim(desk, { liablePersonId: foreman.personId })).body.row.id;
      expect((await take<Problem>(foreman, blamed, { step: 'judge', liable: 'guest', text: '是客人' })).body.code, 'whoever is held liable does not say that it was another').toBe('approval-by-claimant');
      const hurt = (await claim(desk, { injuredPersonId: foreman.personId })).body.row.id;
      expect((await take<Problem>(foreman, hurt, { step: 'judge', liable: 'guest', text: '是客人' })).body.code, 'nor whoever was damaged that it was').toBe('approval-by-claimant');
      const managers = (await claim(desk, { liablePersonId: manager.personId })).body.row.id;
      expect((await take<Problem>(manager, managers, { step: 'void', reason: '不算' })).body.code, 'nor is a claim struck out by whoever owes it').toBe('approval-by-claimant');
      const mine = (await claim(manager)).body.row.id;
      await take(manager, mine, { step: 'judge', liable: 'technician', text: '工具掉落' });
      await take(desk, mine, { step: 'propose', way: 'compensate', amountCents: 600_000, text: '赔' });
      expect((await take<Problem>(manager, mine, { step: 'approve' })).body.code).toBe('approval-by-claimant');
      expect((await take(quality, mine, { step: 'approve' })).body.missing).toEqual(['company']);
      expect((await take<Problem>(quality, mine, { step: 'approve' })).body.code).toBe('approval-not-yours');
      expect((await desk.get<ClaimView>(`${site}/claims/${mine}`)).body.allowed).not.toContain('settle');
    });

    it('M-38: given no reply within three days, then it is late; the reply after that is late too', async () => {
      const desk = await as('desk');
      const claimId = (await claim(desk)).body.row.id;
      world.pass(3 * 24 * 60 + 1);
      await sweepOnce(world.deps, world.sweeps);
      expect((await desk.get<ClaimView>(`${site}/claims/${claimId}`)).body.row.late).toEqual(['claim.reply']);
    });

    it('M-38: given an offer declined or sent back, then the three days begin again, and what was late stays late', async () => {
      const [desk, head] = [await as('desk'), await as('head')];
      const claimId = (await claim(desk)).body.row.id;
      await take(head, claimId, { step: 'judge', liable: 'technician', text: '工具掉落' });
      const offer = { step: 'propose', way: 'compensate', amountCents: 60_000, text: '赔' };
      const row = async () => (await desk.get<ClaimView>(`${site}/claims/${claimId}`)).body.row;
      expect((await take(desk, claimId, offer)).body.row.nextClock).toBeNull();
      const declined = await take(desk, claimId, { step: 'decline', reason: '嫌少' });
      expect(declined.body.row).toMatchObject({ status: 'registered', nextClock: 'claim.reply', late: [] });
      world.pass(3 * 24 * 60 + 1);
      await sweepOnce(world.deps, world.sweeps);
      expect((await row()).late).toEqual(['claim.reply']);
      await take(desk, claimId, offer);
      const back = await take(await as('manager'), claimId, { step: 'sendBack', reason: '先问保险' });
      expect(back.body.row).toMatchObject({ nextClock: 'claim.reply', late: ['claim.reply'] });
      const rounds = await world.owner.query<{ round: number; late: boolean }>(`select round, breached_at is not null as late from clocks where subject = $1 and clock = 'claim.reply' order by round`, [claimId]);
      expect(rounds.rows).toEqual([{ round: 1, late: false }, { round: 2, late: true }, { round: 3, late: false }]);
      expect((await take(desk, claimId, offer)).body.row.nextClock).toBeNull();
    });
  });

  describe('conduct', () => {
    const record = async (who: Client, more: Record<string, unknown>) => who.post<Opened<BreachView>>(`${site}/breaches`, { commandId: id(), breachId: id(), kind: 'smoking', source: 'seen', description: '在样板间阳台吸烟', ...more });
    const take = <T = Opened<BreachView>>(who: Client, breachId: string, body: Record<string, unknown>) => step<T>(who, breachId, body, 'breaches');

    it('M-39: given a breach, then the person is heard before anything is decided, sees neither who said it nor the evidence, and reads the decision', async () => {
      const [foreman, technician, manager] = [await as('foreman'), await as('technician'), await as('manager')];
      const recorded = await record(foreman, { personId: technician.personId, evidence: '烟头照片在手机里' });
      expect(recorded.body.view?.row.audience).toBe('recorder');
      const breachId = (recorded.body.view as BreachView).row.id;
      expect((await take<Problem>(manager, breachId, { step: 'decide', finding: 'founded', sanction: 'warning', text: '警告', pin: DEMO_PIN })).body.code).toBe('statement-missing');
      const mine = (await technician.get<BreachView>(`${site}/breaches/${breachId}`)).body;
      expect(mine).toMatchObject({ recordedBy: null, source: null, evidence: null, allowed: ['state'] });
      await take(technician, breachId, { step: 'state', text: '当时在等配件，抽了一支' });
      expect((await take<Problem>(foreman, breachId, { step: 'decide', finding: 'founded', sanction: 'warning', text: '警告', pin: DEMO_PIN })).status).toBe(403);
      expect((await take<Problem>(manager, breachId, { step: 'decide', finding: 'founded', sanction: 'warning', text: '警告' })).body.code).toBe('pin-missing');
      await take(manager, breachId, { step: 'decide', finding: 'founded', sanction: 'warning', text: '书面警告一次', pin: DEMO_PIN });
      const told = await take(technician, breachId, { step: 'tell' });
      expect(told.body.view).toMatchObject({ row: { status: 'closed' }, decision: { sanction: 'warning' } });
    });

    it('M-41, M-42: given theft, then only a manager reads it, only dismissal can follow, and the account ends in the same step', async () => {
      const [foreman, manager, other] = [await as('foreman'), await as('manager'), await world.signIn('technician2')];
      const recorded = await record(foreman, { kind: 'theft', personId: other.personId, description: '拿走样板间摆件', source: 'camera', evidence: '监控 14:05' });
      expect(recorded.body.view).toBeNull();
      const list = await manager.get<{ rows: { id: string; locked: boolean }[] }>(`${site}/breaches`);
      const breachId = list.body.rows.find((row) => row.locked)?.id ?? '';
      for (const who of [foreman, other, await as('desk'), await as('admin'), await as('quality')]) expect([403, 404]).toContain((await who.get(`${site}/breaches/${breachId}`)).status);
      expect((await take<Problem>(manager, breachId, { step: 'state', text: '承认拿了' })).body.code).toBe('witness-missing');
      await take(manager, breachId, { step: 'state', text: '承认拿了', witness: '高敏' });
      expect((await take<Problem>(manager, breachId, { step: 'decide', finding: 'founded', sanction: 'warning', text: '警告', pin: DEMO_PIN })).body.code).toBe('theft-is-dismissal');
      expect((await other.get('/api/session')).status).toBe(200);
      const decided = await take(manager, breachId, { step: 'decide', finding: 'founded', sanction: 'dismissal', text: '依规程辞退', pin: DEMO_PIN });
      expect(decided.body.view).toMatchObject({ decision: { account: 'closed' }, row: { status: 'closed' } });
      expect((await other.get('/api/session')).status).toBe(401);
      const account = await world.owner.query<{ ended: boolean; closed: boolean }>(`select p.ended_at is not null as ended, exists (select from journal j where j.subject = p.id and j.event = 'PersonEnded') as closed from people p where p.id = $1`, [other.personId]);
      expect(account.rows).toEqual([{ ended: true, closed: true }]);
    });

    it('M-42: given a referral to the police, then a top-grade incident stands at once, tells everybody of the ladder and nothing of the case, and the case bears its number', async () => {
      const [manager, assistant] = [await as('manager'), await as('assistant')];
      const breachId = ((await record(manager, { kind: 'other', personId: assistant.personId, description: '与客人肢体冲突', evidence: '监控' })).body.view as BreachView).row.id;
      const commandId = id();
      const refer = () => manager.post<Opened<BreachView>>(`${site}/breaches/${breachId}/steps`, { commandId, step: { step: 'referPolice', caseRef: '公字〔2026〕0456', station: '云栖派出所' } });
      const incidents = async () => (await world.owner.query<{ n: number }>('select count(*)::int as n from incidents')).rows[0]?.n ?? 0;
      const before = await incidents();
      const [referred, again] = [await refer(), await refer()];
      expect(await incidents(), 'one, however often the referral was sent').toBe(before + 1);
      expect(referred.body.view).toMatchObject({ needsIncident: false, incidentRef: expect.stringMatching(/^SJ2611-\d{3}$/) });
      expect(again.body).toEqual(referred.body);
      const raised = (await world.owner.query<{ id: string; number: string; grade: string }>('select id, number, grade from incidents where number = $1', [referred.body.view?.incidentRef])).rows;
      expect(raised).toMatchObject([{ grade: 'red' }]);
      const seen = await (await as('desk')).get<{ words: string; ladders: { steps: { told: unknown[] }[] }[] }>(`${site}/incidents/${raised[0]?.id}`);
      expect(seen.body.words).toContain('0456');
      expect(seen.body.ladders[0]?.steps.filter((rung) => rung.told.length > 0).length).toBeGreaterThan(1);
      expect(JSON.stringify(seen.body)).not.toMatch(new RegExp(`肢体冲突|派出所|${assistant.personId}|${breachId}`));
      await take(manager, breachId, { step: 'noStatement', reason: '拒绝说明', witness: '高敏' });
      await take(manager, breachId, { step: 'decide', finding: 'founded', sanction: 'final_warning', text: '最后警告', pin: DEMO_PIN });
      expect((await take(manager, breachId, { step: 'tell' })).body.view?.row.status).toBe('closed');
    });

    it('M-40: given technicians, then each signs the pledge once a year by the own PIN, is reminded, and is late where they do not', async () => {
      const [manager, technician] = [await as('manager'), await as('technician')];
      // Nobody presses anything: the night asks whoever has none, once.
      await askMissing(world.deps, world.siteId);
      expect(await askMissing(world.deps, world.siteId)).toBe(0);
      const before = await manager.get<{ rows: PledgeRow[] }>(`${site}/pledges`);
      expect(before.body.rows.length).toBeGreaterThan(0);
      expect(before.body.rows.map((row) => row.status)).toEqual(before.body.rows.map(() => 'asked'));
      const asked = await manager.post<{ rows: PledgeRow[] }>(`${site}/pledges/ask`, { commandId: id(), personIds: [technician.personId] });
      expect(asked.body.rows.find((row) => row.personId === technician.personId)?.status).toBe('asked');
      const told = async () => (await technician.get<{ alerts: { topic: string }[] }>('/api/alerts?language=zh')).body.alerts.map((alert) => alert.topic);
      expect(await told()).toContain('pledges.asked');
      world.pass(7 * 24 * 60 + 1);
      await sweepOnce(world.deps, world.sweeps);
      expect(await told()).toContain('pledges.late');
      expect((await technician.post<Problem>(`${site}/pledges/sign`, { commandId: id(), pin: '0000' })).body.code).toBe('wrong-pin');
      const signed = await technician.post<{ pledge: PledgeRow }>(`${site}/pledges/sign`, { commandId: id(), pin: DEMO_PIN });
      expect(signed.body.pledge.status).toBe('signed');
      world.pass(352 * 24 * 60);
      await sweepOnce(world.deps, world.sweeps);
      world.pass(14 * 24 * 60);
      await sweepOnce(world.deps, world.sweeps);
      people.clear();
      const again = await (await as('manager')).get<{ rows: PledgeRow[] }>(`${site}/pledges`);
      expect(again.body.rows.find((row) => row.personId === technician.personId)?.status).toBe('expired');
      const topics = await world.owner.query<{ topic: string }>(`select topic from alerts where cause_subject in (select id from pledges where site_id = $1 and person_id = $2) order by raised_at`, [world.siteId, technician.personId]);
      expect(topics.rows.map((row) => row.topic)).toEqual(['pledges.asked', 'pledges.late', 'pledges.near', 'pledges.expired']);
    });
  });

  describe('partners', () => {
    it('M-23: given an order’s step 联络协作单位, then the referral follows by itself with its clocks, promise and arrival, and stands in the firm’s report', async () => {
      const [desk, technician, manager] = [await as('desk'), await as('technician'), await as('manager')];
      const firmId = id();
      const saved = await manager.post<{ firms: FirmView[] }>(`${site}/firms`, { commandId: id(), firmId, name: '宏远建设有限公司', contacts: [{ name: '周工', phone: '13711112222' }], warranties: [{ trade: 'general', from: '2026-01-01', until: '2029-12-31' }] });
      expect(saved.body.firms[0]).toMatchObject({ name: '宏远建设有限公司', warranty: { state: 'in' } });
      const { row } = await logFault(desk, world.siteId, { item: '外墙渗水', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
      const shown = await picture(technician, '#112233');
      await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }]);
      const went = await takeSteps(technician, world.siteId, row.id, [
        { step: 'arrive' }, { step: 'consent', given: true, by: '王经理' }, { step: 'start', asReported: true }, { step: 'addPhoto', hash: shown, phase: 'before' }, { step: 'explainCause', cause: 'quality_defect', explained: true }, { step: 'referVendor', firm: '宏远建设', called: false },
      ]);
      expect(went.status).toBe(200);
      const rows = async () => (await desk.get<{ rows: ReferralView[] }>(`${site}/referrals`)).body.rows.filter((entry) => entry.repairId === row.id);
      await expect.poll(rows).toHaveLength(1);
      const [referral] = await rows();
      expect(referral).toMatchObject({ status: 'to_call', firm: '宏远建设有限公司', firmId, warranty: 'in', repairStatus: 'on_hold', nextClock: 'partner.call' });
      const referralId = referral?.id ?? '';
      world.pass(31);
      await sweepOnce(world.deps, world.sweeps);
      const promisedAt = new Date(Date.parse(world.clock.now()) + 20 * 3_600_000).toISOString();
      const called = await step<ReferralView>(desk, referralId, { step: 'call', spokeWith: '周工', promisedAt }, 'referrals');
      expect(called.body).toMatchObject({ status: 'called', late: ['partner.call'], promisedAt });
      expect((await step<Problem>(desk, referralId, { step: 'promise', promisedAt: '2020-01-01T00:00:00Z' }, 'referrals')).body.code).toBe('promise-in-the-past');
      world.pass(25 * 60);
      await sweepOnce(world.deps, world.sweeps);
      await step(desk, referralId, { step: 'arrive', who: '周工一行三人' }, 'referrals');
      const done = await step<ReferralView>(desk, referralId, { step: 'finish', result: 'fixed', text: '重做防水' }, 'referrals');
      expect([...done.body.late].sort()).toEqual(['partner.call', 'partner.on_site', 'partner.promise']);
      for (const [path, type, magic] of [['defects.pdf', 'application/pdf', '%PDF-'], ['defects.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK']] as const) {
        const report = await fetch(`${world.origin}${site}/firms/${firmId}/${path}`, { headers: { cookie: desk.cookie } });
        expect(report.headers.get('content-type')).toBe(type);
        expect(Buffer.from(await report.arrayBuffer()).subarray(0, magic.length).toString()).toBe(magic);
      }
      expect((await manager.post<Problem>(`${site}/firms`, { commandId: id(), firmId: id(), name: '宏远建设有限公司' })).body.code).toBe('name-taken');
      expect((await manager.post<Problem>(`${site}/firms`, { commandId: id(), firmId: id(), name: '甲', warranties: [{ trade: 'fire', from: '2027-01-02', until: '2027-01-01' }] })).body.code).toBe('warranty-ends-before-it-begins');
    });

    it('M-52: given open complaints, claims and referrals, then they stand in the next handover without names or words of the case', async () => {
      const hall = (await world.places(world.siteId)).find((place) => place.name === '大厅');
      const placed = await open(await as('desk'), { placeId: hall?.id, placeText: '门口王先生旁边', name: '赵晓阳', content: '赵晓阳说等了很久', grade: 'important' });
      const draft = await (await as('desk')).get<{ lines: { section: string; label: string; status: string }[] }>(`${site}/handovers/draft`);
      const sections = new Set(draft.body.lines.map((line) => line.section));
      expect([...sections]).toEqual(expect.arrayContaining(['complaints', 'claims']));
      // What it is about, by the centre's own words: the place of its list, the order, how grave.
      const lines = draft.body.lines.filter((line) => line.section === 'complaints');
      expect(lines.filter((line) => line.label.startsWith(placed.body.number))).toMatchObject([{ label: `${placed.body.number} · 大厅`, status: 'open/important' }]);
      const places = (await world.places(world.siteId)).map((place) => place.name);
      for (const { label } of lines) for (const part of label.split(' · ')) expect(/^[TB]?\d{4}-\d{4}$/.test(part) || places.includes(part), label).toBe(true);
      expect(JSON.stringify(lines)).not.toMatch(/赵|王先生|等了很久|漏水/);
    });
  });

  describe('what is kept of people', () => {
    const keeper = () => ({ ...world.deps, heldAmong: underOpenClaims });
    const everything = async (words: string) => (await world.owner.query<{ n: number }>(`select count(*) as n from (select state::text t from complaints union all select state::text from complaint_reports union all select state::text from incidents union all select words from case_search union all select text from journal_texts) x where t like '%' || $1 || '%'`, [words])).rows[0]?.n;
    const closeCase = async (who: Client, caseId: string, path = 'complaints') => {
      for (const body of [{ step: 'respond', way: 'phone', text: '好的' }, { step: 'decide', finding: 'unfounded', cause: 'misunderstanding', text: '误会' }, { step: 'answer', way: 'phone', text: '已解释' }, { step: 'returnCall', result: 'fair', method: 'phone' }]) expect((await step(who, caseId, body, path)).status).toBe(200);
    };

    it('M-37, G-01: given cases that have ended, when their day comes, then names and numbers are gone everywhere and the rest stays; what is open, or under an open claim, waits', async () => {
      const [desk, manager, duty] = [await as('desk'), await as('manager'), await as('duty')];
      const complaint = async (name: string) => ((await open(desk, { name, contact: '13633330000', content: `${name} 反映电梯慢` })).body.view as ComplaintView).row.id;
      const [ended, stillOpen, under] = [await complaint('甲克马'), await complaint('乙克马'), await complaint('丙克马')];
      const reportId = id();
      await desk.post(`${site}/complaints`, { commandId: id(), complaintId: reportId, kind: 'report', channel: 'phone', name: '丁克马', contact: '13633330001', content: '有人收红包' });
      const claimed = await desk.post<ClaimView>(`${site}/claims`, { commandId: id(), claimId: id(), direction: 'ours', item: '花瓶', damage: '碎了', complaintId: under });
      expect(claimed.status).toBe(200);
      for (const caseId of [ended, under]) await closeCase(desk, caseId);
      await closeCase(manager, reportId, 'reports');
      const incident = async (name: string) => {
        const incidentId = id();
        await desk.post(`${site}/incidents`, { commandId: id(), incidentId, nature: 'injury', grade: 'yellow', placeText: '台阶', via: 'phone', reporterName: `${name}家属`, words: `${name} 摔倒` });
        await step(duty, incidentId, { step: 'affected', affectedId: id(), name, harm: 'hospital', words: '腿' }, 'incidents');
        return incidentId;
      };
      const [filed, running] = [await incident('戊克马'), await incident('己克马')];
      expect((await step<Problem>(duty, filed, { step: 'askErasure', reason: '本人要求' }, 'incidents')).status).toBe(403);
      expect((await step<IncidentView>(manager, running, { step: 'askErasure', reason: '本人要求' }, 'incidents')).body).toMatchObject({ erasure: 'waiting', erasesOn: null, affected: [{ name: '己克马' }] });
      for (const body of [{ step: 'handled' }, { step: 'summary', causes: '湿滑', responsibility: '无', prevention: '铺垫' }]) await step(manager, filed, body, 'incidents');
      expect((await manager.get<ComplaintView>(`${site}/complaints/${ended}`)).body).toMatchObject({ erasesOn: addDays(localDate(world.clock.now(), 'Asia/Shanghai'), 365), erasure: 'none' });
      expect((await manager.get<IncidentView>(`${site}/incidents/${filed}`)).body).toMatchObject({ erasesOn: addDays(localDate(world.clock.now(), 'Asia/Shanghai'), 1095), erasure: 'none' });
      await eraseComplainants(keeper(), world.siteId);
      expect(await everything('甲克马'), 'not before its day').toBeGreaterThan(0);
      // The last of this file: the clock does not go back.
      world.pass(1096 * 24 * 60);
      expect(await turnDay(world.deps, ['erase-complainants', 'erase-affected'])).toBeGreaterThan(0);
      await expect.poll(async () => [await everything('甲克马'), await everything('丁克马'), await everything('戊克马')], { timeout: 45_000 }).toEqual([0, 0, 0]);
      expect(await eraseComplainants(keeper(), world.siteId)).toBe(0);
      expect(await eraseAffected(keeper(), world.siteId)).toBe(0);
      for (const kept of ['乙克马', '丙克马', '己克马']) expect(await everything(kept), kept).toBeGreaterThan(0);
      expect((await manager.get<ComplaintView>(`${site}/complaints/${ended}`)).body).toMatchObject({ person: { name: null, contact: null }, erasure: 'expired', erasesOn: null, row: { content: '＊＊ 反映电梯慢', status: 'closed' } });
      expect((await manager.get<ComplaintView>(`${site}/complaints/${stillOpen}`)).body).toMatchObject({ person: { name: '乙克马' }, erasesOn: null });
      expect((await manager.get<IncidentView>(`${site}/incidents/${filed}`)).body).toMatchObject({ erasure: 'expired', affected: [{ name: null, harm: 'hospital' }], words: '＊＊ 摔倒' });
      await step(manager, claimed.body.row.id, { step: 'void', reason: '重复' }, 'claims');
      expect(await eraseComplainants(keeper(), world.siteId)).toBe(1);
      expect(await everything('丙克马')).toBe(0);
      const erased = await step<IncidentView>(manager, running, { step: 'fallsAway', reason: '误报' }, 'incidents');
      expect(erased.body).toMatchObject({ erasure: 'done', affected: [{ name: null }] });
      for (const subject of [ended, under, reportId, filed, running]) expect(await world.database.read([world.siteId], (reader) => checkChain(reader, world.siteId, subject)), 'the journal stays whole').toBeUndefined();
    });
  });
});
