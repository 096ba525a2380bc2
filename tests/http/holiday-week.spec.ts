import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, instantAt } from '../../platform/core/working-calendar.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { sendDue } from '../../features/alerts/server/sender.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import type { AlertTrail } from '../../features/alerts/core/alert-contract.ts';
import type { Brief, Packet } from '../../features/roster/core/brief-contract.ts';
import type { HandoverView } from '../../features/roster/core/handover-contract.ts';
import type { Roster } from '../../features/roster/core/roster-contract.ts';
import { aFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';
import { withoutIds } from '../support/without-ids.ts';

const ZONE = 'Asia/Shanghai';
const at = (day: string, time: string): string => instantAt(ZONE, day, time);
const PIN = '2580';

/** A group robot of the house as far as its HTTP goes: it takes, breaks, or asks to be left alone. */
type Heard = { readonly id: string; readonly alert: string; readonly title: string; readonly at: string };
const startHook = async () => {
  const heard: Heard[] = [];
  let mode: 'take' | 'limit' | 'cut' = 'take';
  const answer = (response: ServerResponse, body: string): void => {
    if (mode === 'limit') {
      mode = 'take';
      return void response.writeHead(429, { 'retry-after': '20' }).end('slow down');
    }
    heard.push(JSON.parse(body) as Heard);
    if (mode === 'cut') {
      mode = 'take';
      return void response.socket?.destroy();
    }
    response.writeHead(202).end('taken');
  };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => answer(response, Buffer.concat(parts).toString('utf8')));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard, next: (how: 'limit' | 'cut') => void (mode = how), stop: () => new Promise((resolve) => server.close(resolve)) };
};

type AlertRow = { id: string; topic: string; level: string; status: string; cause_feature: string; cause_subject: string; cause_key: string; raised_at: string };
type DeliveryRow = { id: string; alert_id: string; step: number; kind: string; person_id: string | null; channel_id: string | null; chain: string; rank: number; state: string; attempts: number; reason: string | null; made_at: string; done_at: string | null };
type Entry = { subject: string; event: string; actor: string | null; data: Record<string, unknown>; at: string };

describe('a 国庆 week by the clock (M-51, M-52)', { timeout: 300_000 }, () => {
  let world: World;
  let hook: Awaited<ReturnType<typeof startHook>>, spare: Awaited<ReturnType<typeof startHook>>;
  let manager: Client, desk: Client, duty: Client, technician: Client, foreman: Client, head: Client, quality: Client;
  let posts: Record<string, string>;
  const [mainChannel, spareChannel] = [uuidv7(), uuidv7()];
  const url = (rest: string): string => `/api/sites/${world.siteId}/${rest}`;
  const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await world.owner.query(text, values)).rows as T[];

  /** Moves to a moment and lets everything happen that is due there, whoever of the two sweeps does it. */
  const moveTo = async (day: string, time: string): Promise<void> => {
    world.clock.set(at(day, time));
    await expect.poll(async () => {
      await sweepOnce(world.deps, world.sweeps);
      await sendDue(world.sending);
      const [clocks, deliveries] = await Promise.all([
        rows(`select from clocks where stopped_at is null and cancelled_at is null and ((due_at <= $1 and breached_at is null) or (warn_at <= $1 and warned_at is null and breached_at is null))`, [world.clock.now()]),
        rows(`select from deliveries where state = 'sending' or (state = 'waiting' and next_at <= $1)`, [world.clock.now()]),
      ]);
      return clocks.length + deliveries.length;
    }).toBe(0);
  };
  const alertsOf = async (subject: string): Promise<AlertTrail[]> => (await manager.get<{ alerts: AlertTrail[] }>(url(`alerts?subject=${subject}`))).body.alerts;
  const alertsBy = (topic: string): Promise<AlertRow[]> => rows(`select * from alerts where site_id = $1 and topic = $2 order by raised_at, id`, [world.siteId, topic]);
  const told = async (alertId: string): Promise<string[]> => (await rows<{ person_id: string }>('select person_id from alert_recipients where alert_id = $1', [alertId])).map((row) => row.person_id);
  const plan = async (shifts: { role: string; who: Client; day: string; start: string; end: string }[]): Promise<void> => {
    const answer = await manager.post<Problem>(url('roster/shifts'), { shifts: shifts.map(({ role, who, ...shift }) => ({ postId: posts[role], personId: who.personId, ...shift })) });
    expect(answer.body).toMatchObject({ refused: [] });
  };
  const facility = async (item: string): Promise<string> => {
    const logged = await duty.post(url('repairs'), aFault({ kind: 'facility', channel: 'in_person', source: 'guest', placeText: '大厅', item, reporterName: undefined }));
    expect(logged.status).toBe(200);
    return logged.body.row.id;
  };
  const take = async (...input: Parameters<typeof takeSteps>): Promise<void> => {
    const answer = await takeSteps(...input);
    expect([answer.status, (answer.body as Partial<Problem>).code]).toEqual([200, undefined]);
  };
  const acknowledge = async (client: Client, alertId: string): Promise<void> => expect((await client.post(url(`alerts/${alertId}/acknowledge`), { commandId: uuidv7() })).status).toBe(200);

  beforeAll(async () => {
    [hook, spare] = await Promise.all([startHook(), startHook()]);
    world = await startProgram(at('2026-09-20', '08:00'), { FOYER_ALLOW_TARGETS: '127.0.0.1' });
    // Messages leave when a test says so, by one hand.
    await world.stopSender();
    [manager, desk, duty, technician, foreman, head, quality] = (await Promise.all(['manager', 'desk', 'duty', 'technician', 'foreman', 'head', 'quality'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client, Client, Client, Client];
    await seedRoster(world.database, world.siteId, world.clock.now());
    // Every technician has signed the pledge of the year (M-40): no night of this week asks for it.
    for (const [name, sites] of [['technician', [world.siteId, world.siteB]], ['technician2', [world.siteId]], ['technician-b', [world.siteB]], ['technician2-b', [world.siteB]]] as const) {
      const client = await world.signIn(name);
      for (const siteId of sites) expect((await client.post(`/api/sites/${siteId}/pledges/sign`, { commandId: uuidv7(), pin: PIN })).status).toBe(200);
    }
    const roster = (await manager.get<Roster>(url('roster?from=2026-09-20&days=14'))).body;
    // A small centre: the desk, one technician, the duty officer; the foreman's hours are planned, nobody must be there.
    for (const post of roster.posts.filter((entry) => entry.role === 'guard' || entry.role === 'property_assistant')) await manager.post(url(`roster/posts/${post.id}`), { ...post, archived: true });
    await manager.post(url('roster/posts'), { name: '维修领班', role: 'foreman', needed: 0, cover: 'day', isFixed: false, sort: 90 });
    posts = Object.fromEntries((await manager.get<Roster>(url('roster?from=2026-09-20&days=1'))).body.posts.map((post) => [post.role, post.id]));
    await manager.post(url('roster/shifts/cancel'), { shiftIds: roster.shifts.filter((shift) => shift.day > '2026-09-19').map((shift) => shift.id) });
    const channel = (channelId: string, name: string, target: string, fallbackId: string | null) =>
      manager.post(url('channels'), { channelId, kind: 'webhook', name, fallbackId, settings: { url: target, secret: `whsec_${'a'.repeat(32)}` } });
    expect((await channel(spareChannel, '备用群', spare.url, null)).status).toBe(200);
    expect((await channel(mainChannel, '工作群', hook.url, spareChannel)).status).toBe(200);

    const everyDay = Array.from({ length: 22 }, (_, step) => addDays('2026-09-20', step));
    const isOff = (day: string): boolean => (day >= '2026-09-25' && day <= '2026-09-27') || (day >= '2026-10-01' && day <= '2026-10-07') || day === '2026-10-11';
    await plan([
      ...everyDay.filter((day) => !isOff(day) || day === '2026-10-11').map((day) => ({ role: 'desk_agent', who: desk, day, start: '08:30', end: '18:00' })),
      ...everyDay.map((day) => ({ role: 'technician', who: technician, day, start: '08:30', end: '18:00' })),
      // Nobody has the third of October: the eve says so.
      ...everyDay.filter((day) => day !== '2026-10-03').map((day) => ({ role: 'duty_officer', who: duty, day, start: '09:00', end: '21:00' })),
      { role: 'foreman', who: foreman, day: '2026-10-01', start: '09:00', end: '18:00' },
    ]);
  });
  afterAll(async () => {
    await world.end();
    await Promise.all([hook.stop(), spare.stop()]);
  });

  it('M-51: given make-up workdays (调休), when they pass, then only the last working day before days off is an eve', async () => {
    // Sunday 20 September is worked: no weekend follows it. The eve of 中秋 is Thursday the 24th.
    await moveTo('2026-09-20', '15:00');
    expect(await alertsBy('roster.packet')).toEqual([]);
    for (const day of ['2026-09-21', '2026-09-22', '2026-09-23', '2026-09-24']) await moveTo(day, '10:00');
    await moveTo('2026-09-24', '14:59');
    expect(await alertsBy('roster.packet')).toEqual([]);
    await moveTo('2026-09-24', '15:00');
    expect((await alertsBy('roster.packet')).map((alert) => [alert.cause_key, alert.raised_at])).toEqual([[`packet/2026-09-25/${duty.personId}`, at('2026-09-24', '15:00')]]);
    for (const day of ['2026-09-25', '2026-09-26', '2026-09-27', '2026-09-28']) await moveTo(day, '10:00');
    // The first working day puts it away.
    expect((await alertsBy('roster.packet')).map((alert) => alert.status)).toEqual(['ended']);
    await moveTo('2026-09-29', '10:00');
    await moveTo('2026-09-30', '10:00');
  });

  it('M-51: given the eve of 国庆, when its hour comes, then the officer gets the packet and the manager the day nobody has', async () => {
    await moveTo('2026-09-30', '15:00');
    const packet = (await alertsBy('roster.packet')).at(-1);
    expect(packet).toMatchObject({ cause_key: `packet/2026-10-01/${duty.personId}`, status: 'open', raised_at: at('2026-09-30', '15:00') });
    expect(await told(packet?.id ?? '')).toEqual([duty.personId]);
    const gap = (await alertsBy('roster.run-gap'))[0];
    expect(await told(gap?.id ?? '')).toEqual([manager.personId]);
    const trail = (await manager.get<{ alerts: AlertTrail[] }>(url('alerts/log'))).body.alerts.find((alert) => alert.id === gap?.id);
    expect(trail?.body).toBe('国庆节 10-01–10-07：10-03 客服、行政值班');

    const page = (await duty.get<Packet>(url('packet'))).body;
    expect(page).toMatchObject({ run: { from: '2026-10-01', to: '2026-10-07', name: '国庆节' }, eve: '2026-09-30', handover: { day: '2026-10-08', takers: ['陈晓梅'] }, complaintsPhone: '0571-5550100' });
    expect(page.mine).toEqual(['2026-10-01', '2026-10-02', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07']);
    expect(page.days.find((day) => day.day === '2026-10-03')?.gaps.map((entry) => entry.post).sort()).toEqual(['客服', '行政值班'].sort());
    expect(page.contacts.map((contact) => contact.name)).toEqual(expect.arrayContaining(['王建国', '赵永刚', '孙伟明', '林静怡']));
    const paper = await fetch(`${world.origin}${url('packet.pdf')}`, { headers: { cookie: duty.cookie } });
    expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect((Buffer.from(await paper.arrayBuffer()).toString('latin1').match(/\/Type \/Page\b/g) ?? []).length).toBe(1);
    // Telephone numbers of colleagues are the officer's and the manager's.
    expect((await technician.get<Problem>(url('packet'))).status).toBe(403);
    expect((await fetch(`${world.origin}${url('packet.pdf')}`, { headers: { cookie: desk.cookie } })).status).toBe(403);
    await acknowledge(duty, packet?.id ?? '');
  });

  let first = '', second = '';
  it('M-47, M-51: given an empty desk on the holiday, when the duty officer takes a facility repair and nobody arrives, then the breach climbs 维修员 → 领班 → 主任 → 经理 by the minutes, and stops when the manager answers', async () => {
    await moveTo('2026-10-01', '10:00');
    const say = (await duty.get<{ sites: { standIn: string | null }[] }>('/api/session')).body.sites[0]?.standIn;
    expect(say).toBe('desk_agent');
    first = await facility('大门感应门不开');
    await take(duty, world.siteId, first, [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }]);
    const stood = await rows<{ data: string }>(`select data from journal where subject = $1 order by version`, [first]);
    expect(stood.slice(1).map((entry) => (JSON.parse(entry.data) as { standIn?: string }).standIn)).toEqual(['desk_agent', 'desk_agent']);
    await moveTo('2026-10-01', '10:02');
    await take(technician, world.siteId, first, [{ step: 'accept', signWay: 'pin' }], { pin: PIN });
    await moveTo('2026-10-01', '10:10');
    await take(technician, world.siteId, first, [{ step: 'ready' }]);

    // Thirty minutes from the signature (M-47); a word at the twentieth.
    await moveTo('2026-10-01', '10:21');
    expect(await alertsBy('repairs.on_site.soon')).toEqual([]);
    await moveTo('2026-10-01', '10:22');
    await moveTo('2026-10-01', '10:31');
    expect((await alertsBy('repairs.on_site.late')).length).toBe(0);
    await moveTo('2026-10-01', '10:32');
    for (const time of ['10:36', '10:37', '10:41', '10:42', '10:46', '10:47']) await moveTo('2026-10-01', time);
    const trail = (await alertsOf(first)).find((alert) => alert.topic === 'repairs.on_site.late');
    const line = trail?.steps.map((step) => [step.at, step.told.map((person) => `${person.name} ${person.why}`).sort(), step.empty]);
    expect(line).toEqual([
      [at('2026-10-01', '10:32'), ['王建国 named', '郭文博 standing-in'].sort(), []],
      [at('2026-10-01', '10:37'), ['赵永刚 on-duty'], []],
      [at('2026-10-01', '10:42'), ['孙伟明 of-the-role'], []],
      [at('2026-10-01', '10:47'), ['林静怡 of-the-role'], []],
    ]);
    expect(trail).toMatchObject({ status: 'open', climbsAt: at('2026-10-01', '10:52') });
    await moveTo('2026-10-01', '10:50');
    await acknowledge(manager, trail?.id ?? '');
    await moveTo('2026-10-01', '11:10');
    expect(await told(trail?.id ?? '')).not.toContain(quality.personId);
    await take(technician, world.siteId, first, [{ step: 'arrive' }, { step: 'start', asReported: true }, { step: 'hold', reason: 'parts', note: '等感应器到货' }]);
    expect((await alertsOf(first)).find((alert) => alert.topic === 'repairs.on_site.late')).toMatchObject({ status: 'ended', acknowledgedBy: '林静怡' });
  });

  it('M-51: given the third still nobody’s, when the look of the day before comes, then the manager hears in red; she fills it and the alert ends', async () => {
    await moveTo('2026-10-02', '10:00');
    const gap = (await alertsBy('roster.gap')).at(-1);
    expect(gap).toMatchObject({ cause_key: 'gap/2026-10-03', level: 'breach', status: 'open' });
    expect(await told(gap?.id ?? '')).toEqual([manager.personId]);
    await moveTo('2026-10-02', '10:20');
    await plan([{ role: 'duty_officer', who: duty, day: '2026-10-03', start: '09:00', end: '21:00' }]);
    expect((await alertsBy('roster.gap')).at(-1)).toMatchObject({ status: 'ended' });
    // He has his packet already: it is not sent twice.
    expect((await alertsBy('roster.packet')).filter((alert) => alert.cause_key.startsWith('packet/2026-10-01/')).length).toBe(1);
  });

  it('M-47, M-04: given no foreman on duty and a group robot that fails, when a breach climbs, then the empty step is skipped and said, the head answers, and no message is lost or doubled', async () => {
    await moveTo('2026-10-02', '14:00');
    second = await facility('洗手间感应龙头关不上');
    await take(duty, world.siteId, second, [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }]);
    await take(technician, world.siteId, second, [{ step: 'accept', signWay: 'pin' }, { step: 'ready' }], { pin: PIN });
    // Asks to be left alone for twenty seconds: certainly not arrived, tried again.
    hook.next('limit');
    await moveTo('2026-10-02', '14:20');
    await moveTo('2026-10-02', '14:21');
    // Took it and broke off: may have arrived, never sent there again, the spare group has it.
    hook.next('cut');
    await moveTo('2026-10-02', '14:30');
    await moveTo('2026-10-02', '14:35');
    const trail = (await alertsOf(second)).find((alert) => alert.topic === 'repairs.on_site.late');
    expect(trail?.steps.map((step) => [step.step, step.at, step.told.map((person) => person.name).sort(), step.empty])).toEqual([
      [0, at('2026-10-02', '14:30'), ['王建国', '郭文博'].sort(), []],
      [1, at('2026-10-02', '14:35'), [], [{ role: 'foreman' }]],
      [2, at('2026-10-02', '14:35'), ['孙伟明'], []],
    ]);
    await moveTo('2026-10-02', '14:37');
    await acknowledge(head, trail?.id ?? '');
    await moveTo('2026-10-02', '14:50');
    expect((await alertsOf(second)).find((alert) => alert.id === trail?.id)?.steps.length).toBe(3);
    await take(technician, world.siteId, second, [{ step: 'arrive' }, { step: 'start', asReported: true }, { step: 'hold', reason: 'parts' }]);
    expect((await desk.get<{ on_hold: number }>(`/api/sites/${world.siteId}/repairs/counts`)).body.on_hold, 'both wait for parts').toBe(2);
  });

  it('M-52: given the first working day, when officer and desk sign with a difference, then it is taken with its reason, the desk is the desk’s again, and the manager hears and reviews', async () => {
    for (const day of ['2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07']) await moveTo(day, '10:00');
    await moveTo('2026-10-08', '08:20');
    const draft = (await duty.get<{ day: string; shift: string; lines: { section: string; ref: string }[]; lastInstructions: string }>(url('handovers/draft'))).body;
    expect(draft.lines.filter((line) => line.section === 'repairs').map((line) => line.ref).sort()).toEqual([first, second].sort());
    const handoverId = uuidv7();
    const items = [{ name: '大门钥匙', count: 3, note: '1–3 号', kind: 'key' }, { name: '对讲机', count: 2, note: '', kind: 'item' }];
    const give = await duty.post<HandoverView>(url('handovers'), { commandId: uuidv7(), handoverId, pin: PIN, post: '行政值班', day: draft.day, shift: '09:00–21:00', hygiene: { state: 'fine', note: '' }, instructions: '感应门 9 日前修好', lines: draft.lines, items });
    expect(give.body).toMatchObject({ status: 'given', shift: '09:00–21:00', hygiene: { state: 'fine' } });
    await moveTo('2026-10-08', '08:40');
    const takeOver = (personId: string, arrivedAt: string) => desk.post<Omit<HandoverView, 'status'> & Problem>(url(`handovers/${handoverId}/take`), { commandId: uuidv7(), personId, pin: PIN, arrivedAt, differences: [{ what: '对讲机', difference: '2 → 1', reason: '一台留在岗亭充电' }] });
    expect((await takeOver(duty.personId, at('2026-10-08', '08:25'))).body.code).toBe('handover-same-person');
    expect((await takeOver(desk.personId, at('2026-10-08', '09:00'))).body.code).toBe('arrived-later');
    expect((await takeOver(desk.personId, at('2026-10-08', '08:25'))).body).toMatchObject({ taker: '陈晓梅', arrivedAt: at('2026-10-08', '08:25'), differences: [{ what: '对讲机' }] });
    expect((await duty.get<{ sites: { standIn: string | null }[] }>('/api/session')).body.sites[0]?.standIn).toBeNull();
    const difference = (await alertsBy('handover.difference'))[0];
    expect(await told(difference?.id ?? '')).toEqual([manager.personId]);
    // She reads it in the group before she reviews it.
    await moveTo('2026-10-08', '08:45');
    const reviewed = await manager.post<HandoverView>(url(`handovers/${handoverId}/review`), { commandId: uuidv7(), note: '对讲机当天归位' });
    expect(reviewed.body).toMatchObject({ reviewer: '林静怡', reviewNote: '对讲机当天归位' });
    expect((await alertsBy('handover.difference'))[0]).toMatchObject({ status: 'ended' });
    const sheet = await fetch(`${world.origin}${url(`handovers/${handoverId}/sheet.pdf`)}`, { headers: { cookie: desk.cookie } });
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'application/pdf']);

    await moveTo('2026-10-08', '10:00');
    const brief = (await manager.get<Brief>(url('brief'))).body;
    expect(brief).toMatchObject({ day: '2026-10-08', holiday: null });
    expect(brief.sections.find((section) => section.section === 'repairs')?.figures.find((figure) => figure.label === '未完成')?.value).toBe(2);
    expect(withoutIds(brief)).not.toMatch(/王经理|林静怡|王建国|1\d{10}/);
    expect((await technician.get<Problem>(url('brief'))).status).toBe(403);
  });

  it('M-51: given Saturday the 10th is worked, when Friday passes, then its eve is the Saturday', async () => {
    await moveTo('2026-10-09', '10:00');
    await moveTo('2026-10-09', '15:00');
    expect((await alertsBy('roster.packet')).at(-1)).toMatchObject({ cause_key: `packet/2026-10-01/${duty.personId}`, status: 'ended' });
    await moveTo('2026-10-10', '10:00');
    await moveTo('2026-10-10', '15:00');
    const packet = (await alertsBy('roster.packet')).at(-1);
    expect(packet).toMatchObject({ cause_key: `packet/2026-10-11/${duty.personId}`, status: 'open' });
    await acknowledge(duty, packet?.id ?? '');
  });

  it('M-04: given the week is over, when every row of alerts is read against the journal, then each is accounted for: nobody untold, nothing waiting, nothing sent twice', async () => {
    const [alerts, recipients, deliveries, attempts, journal] = await Promise.all([
      rows<AlertRow>('select * from alerts'),
      rows<{ alert_id: string; person_id: string; step: number; told_at: string }>('select * from alert_recipients'),
      rows<DeliveryRow>('select * from deliveries'),
      rows<{ delivery_id: string; attempt: number; outcome: string; started_at: string }>('select * from delivery_attempts'),
      rows<Omit<Entry, 'data'> & { data: string }>(`select subject, event, actor, data, recorded_at as at from journal where feature = 'alerts' order by subject, version`),
    ]);
    const entries = journal.map((entry): Entry => ({ ...entry, data: JSON.parse(entry.data) as Record<string, unknown> }));
    const story = new Map(alerts.map((alert) => [alert.id, entries.filter((entry) => entry.subject === alert.id)]));

    // Alerts: exactly those that were raised, each in the state its last entry left it.
    expect(alerts.map((alert) => alert.id).sort()).toEqual(entries.filter((entry) => entry.event === 'AlertRaised').map((entry) => entry.subject).sort());
    const left: Readonly<Record<string, string>> = { AlertAcknowledged: 'acknowledged', AlertEnded: 'ended', AlertUnanswered: 'unanswered', AlertStepTaken: 'open' };
    for (const alert of alerts) expect([alert.topic, alert.status]).toEqual([alert.topic, left[story.get(alert.id)?.at(-1)?.event ?? '']]);
    const tally: Record<string, number> = {};
    for (const alert of alerts) tally[`${alert.topic} ${alert.status}`] = (tally[`${alert.topic} ${alert.status}`] ?? 0) + 1;
    expect(tally).toEqual({
      // 中秋, 国庆 (both put away on the first working day), and Sunday the 11th (acknowledged).
      'roster.packet ended': 2, 'roster.packet acknowledged': 1, 'roster.run-gap ended': 1, 'roster.gap ended': 1,
      'repairs.to-collect ended': 2, 'repairs.on_site.soon ended': 2, 'repairs.on_site.late ended': 2,
      'handover.waiting ended': 1, 'handover.difference ended': 1,
      // Desk and officer went from each other before and after both runs; only after the second one somebody wrote, in the morning.
      'handover.unwritten ended': 4,
    });

    // Recipients: everybody a step reached, once an alert, on the last step that reached them, at its time.
    type Reached = { personId: string; why: string };
    const steps = entries.filter((entry) => entry.event === 'AlertStepTaken').map((entry) => ({ alertId: entry.subject, at: entry.at, step: entry.data['step'] as number, reached: entry.data['reached'] as Reached[], empty: entry.data['empty'] as unknown[] }));
    const expectedTold = new Map<string, string>();
    for (const step of steps) for (const { personId } of step.reached) expectedTold.set(`${step.alertId} ${personId}`, `${step.step} ${step.at}`);
    expect(new Map(recipients.map((row) => [`${row.alert_id} ${row.person_id}`, `${row.step} ${row.told_at}`]))).toEqual(expectedTold);
    // The one step that found nobody is written down as such.
    expect(steps.filter((step) => step.reached.length === 0).map((step) => step.empty)).toEqual([[{ role: 'foreman' }]]);

    // Deliveries: for each step its people in the app and, from a warning on, the group and its spare.
    const levels = new Map(alerts.map((alert) => [alert.id, alert.level]));
    const expected = steps.filter((step) => step.reached.length > 0).flatMap((step) => [
      ...step.reached.map(({ personId }) => `${step.alertId} ${step.step} in-app ${personId} 0 ${step.at}`),
      ...(levels.get(step.alertId) === 'news' ? [] : [`${step.alertId} ${step.step} webhook ${mainChannel} 0 ${step.at}`, `${step.alertId} ${step.step} webhook ${spareChannel} 1 ${step.at}`]),
    ]);
    expect(deliveries.map((row) => `${row.alert_id} ${row.step} ${row.kind} ${row.person_id ?? row.channel_id} ${row.rank} ${row.made_at}`).sort()).toEqual(expected.sort());
    expect(deliveries.filter((row) => !['delivered', 'unknown', 'obsolete'].includes(row.state))).toEqual([]);

    // In the app all is there at once; in the group all arrived but the one that broke off, whose spare took it.
    const late = alerts.filter((alert) => alert.topic === 'repairs.on_site.late' && alert.cause_subject === second)[0]?.id;
    for (const row of deliveries) {
      const broke = row.alert_id === late && row.step === 0;
      const want = row.kind === 'in-app' ? 'delivered' : row.channel_id === mainChannel ? (broke ? 'unknown' : 'delivered') : broke ? 'delivered' : 'obsolete';
      expect([row.kind, row.rank, row.state]).toEqual([row.kind, row.rank, want]);
    }

    // Attempts: one for every message that left, two for the one the group put off; what the receivers heard is the same, once each.
    const left429 = deliveries.find((row) => row.channel_id === mainChannel && row.attempts === 2);
    expect(alerts.find((alert) => alert.id === left429?.alert_id)).toMatchObject({ topic: 'repairs.on_site.soon', cause_subject: second });
    expect(attempts.filter((row) => row.delivery_id === left429?.id).sort((a, b) => a.attempt - b.attempt).map((row) => [row.attempt, row.outcome, row.started_at])).toEqual([[1, 'retry', at('2026-10-02', '14:20')], [2, 'delivered', at('2026-10-02', '14:21')]]);
    for (const row of deliveries) expect([row.id, attempts.filter((entry) => entry.delivery_id === row.id).length]).toEqual([row.id, row.attempts]);
    expect(attempts.length).toBe(deliveries.reduce((sum, row) => sum + row.attempts, 0));
    const sent = (channelId: string) => deliveries.filter((row) => row.channel_id === channelId && row.attempts > 0).map((row) => row.id).sort();
    expect(hook.heard.map((entry) => entry.id).sort()).toEqual(sent(mainChannel));
    expect(spare.heard.map((entry) => entry.id).sort()).toEqual(sent(spareChannel));
    // Nothing personal left the house.
    expect(withoutIds([...hook.heard, ...spare.heard])).not.toMatch(/1\d{10}|王经理/);
    // A step up is told after the one below it.
    const climbed = hook.heard.filter((entry) => entry.alert === alerts.find((alert) => alert.topic === 'repairs.on_site.late' && alert.cause_subject === first)?.id).map((entry) => entry.title);
    expect(climbed.map((title) => title.startsWith('无人确认'))).toEqual([false, true, true, true]);
    expect(world.sweepErrors).toEqual([]);
  });
});
