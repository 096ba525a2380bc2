import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import type { Brief, Packet } from '../../features/roster/core/brief-contract.ts';
import type { HandoverView } from '../../features/roster/core/handover-contract.ts';
import type { Roster } from '../../features/roster/core/roster-contract.ts';
import { instantAt } from '../../platform/core/working-calendar.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';
import { withoutIds } from '../support/without-ids.ts';

const at = (day: string, time: string): string => instantAt('Asia/Shanghai', day, time);
const PIN = '2580';

describe('the day’s brief, the packet and the leaver over HTTP', { timeout: 300_000 }, () => {
  let world: World;
  let manager: Client, desk: Client, technician: Client, duty: Client;
  const url = (rest: string): string => `/api/sites/${world.siteId}/${rest}`;
  const brief = async (client = manager) => (await client.get<Brief>(url('brief'))).body;
  const section = (said: Brief, name: string) => said.sections.find((entry) => entry.section === name);
  const figure = (said: Brief, name: string, label: string) => section(said, name)?.figures.find((entry) => entry.label === label)?.value;

  beforeAll(async () => {
    // A Thursday; the Friday after it is an eve.
    world = await startProgram(at('2026-11-26', '09:30'));
    [manager, desk, technician, duty] = (await Promise.all(['manager', 'desk', 'technician', 'duty'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client];
    await seedRoster(world.database, world.siteId, world.clock.now());
  });
  afterAll(() => world.end());

  it('M-04: given faults with names and numbers in their words, when the brief is read, then figures, numbers and places stand there and neither reporter nor telephone', async () => {
    const first = await logFault(desk, world.siteId, { placeText: '样板间2', item: '洗手间漏水，欧阳先生说回电 13812345678', reporterName: '欧阳先生', reporterPhone: '13812345678', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    await logFault(desk, world.siteId, { placeText: '大厅', item: '射灯不亮', reporterName: '王经理', typeId: 'lamp' });
    world.pass(60);
    const said = await brief();
    expect([figure(said, 'repairs', '今日报修'), figure(said, 'repairs', '未完成'), figure(said, 'repairs', '超时'), figure(said, 'repairs', '昨日报修')]).toEqual([2, 2, 2, 0]);
    const lines = section(said, 'repairs')?.lines.map((line) => `${line.text} ${line.note}`) ?? [];
    expect(lines[0]).toContain(first.row.orderNumber ?? 'no number');
    expect(lines.find((line) => line.includes('样板间2'))).toMatch(/洗手间漏水，用户说回电 138\*\*\*\*5678 .*王师傅/);
    expect(withoutIds(said)).not.toMatch(/欧阳|王经理|王建国|陈晓梅|1\d{10}/);
    expect(section(said, 'duty')?.lines.map((line) => line.text)).toContain('客服 陈专员');
    const english = (await manager.get<Brief>(url('brief?language=en'))).body;
    expect(JSON.stringify(english.sections.map(({ title, figures }) => ({ title, figures })))).not.toMatch(/[一-龥]/);
    for (const client of [technician]) expect((await client.get<Problem>(url('brief'))).status).toBe(403);
    // The next day the same two are yesterday's.
    world.clock.set(at('2026-11-27', '08:30'));
    const morning = await brief(desk);
    expect([figure(morning, 'repairs', '昨日报修'), figure(morning, 'repairs', '今日报修')]).toEqual([2, 0]);
  });

  it('M-51: given an officer who leaves the company, when the roster, the duty and the eve are read, then the shifts are gaps that name the leaver, and before leaving they were listed', async () => {
    const end = await manager.post<{ openWork: { feature: string; label: string }[] }>(url(`people/${duty.personId}/end`), {});
    expect(end.body.openWork.filter((work) => work.feature === 'roster').map((work) => work.label)).toEqual(expect.arrayContaining(['11-28 行政值班', '11-29 行政值班']));
    const roster = (await manager.get<Roster>(url('roster?from=2026-11-28&days=1'))).body;
    expect(roster.gaps.find((gap) => gap.left.length > 0)).toMatchObject({ left: ['郭文博'], has: 0 });
    expect(roster.shifts.filter((shift) => shift.hasLeft).length).toBe(1);
    const now = (await manager.get<{ gaps: { post: string; left: string[] }[] }>(url('duty'))).body.gaps;
    expect(now).toContainEqual(expect.objectContaining({ post: '行政值班', left: ['郭文博'] }));
    world.clock.set(at('2026-11-27', '15:00'));
    await sweepOnce(world.deps, world.sweeps);
    const told = await world.owner.query<{ topic: string; state: { facts: { posts: string } } }>(`select topic, state from alerts where site_id = $1 and topic in ('roster.gap', 'roster.run-gap', 'roster.packet')`, [world.siteId]);
    const posts = (topic: string): string => told.rows.filter((row) => row.topic === topic).map((row) => row.state.facts.posts).join('\n');
    expect(posts('roster.gap')).toContain('郭文博 已离岗');
    expect(posts('roster.run-gap')).toContain('11-28');
    // Nobody left to send a packet to.
    expect(told.rows.filter((row) => row.topic === 'roster.packet')).toEqual([]);
  });

  it('M-51: given an officer found only after the eve, when planned, then the packet reaches that officer at once, and once', async () => {
    const posts = (await manager.get<Roster>(url('roster?from=2026-11-28&days=1'))).body.posts;
    const roles = await manager.post<Problem>(url(`people/${desk.personId}/roles`), { roles: ['desk_agent', 'duty_officer'], skills: [], until: null });
    expect(roles.status).toBe(200);
    const plan = (day: string) => manager.post<Problem>(url('roster/shifts'), { shifts: [{ postId: posts.find((post) => post.role === 'duty_officer')?.id, personId: desk.personId, day, start: '09:00', end: '21:00' }] });
    world.clock.set(at('2026-11-27', '16:00'));
    expect((await plan('2026-11-28')).status).toBe(200);
    expect((await plan('2026-11-29')).status).toBe(200);
    const told = await world.owner.query<{ person_id: string }>(`select r.person_id from alert_recipients r join alerts a on a.site_id = r.site_id and a.id = r.alert_id where a.topic = 'roster.packet'`);
    expect(told.rows.map((row) => row.person_id)).toEqual([desk.personId]);
    const page = (await desk.get<Packet>(url('packet'))).body;
    expect(page).toMatchObject({ mine: ['2026-11-28', '2026-11-29'], run: { name: null } });
    expect(page.faults.map((fault) => fault.label.zh)).toContain('灯具');
  });

  it('M-52: given a handover, when it is compiled, then what is agreed for tomorrow and the last instructions are at hand; the sheet is one page with every field', async () => {
    await takeSteps(desk, world.siteId, (await logFault(desk, world.siteId, { item: '门锁松了', placeText: '办公室', steps: [{ step: 'amend', appointmentAt: at('2026-11-28', '10:30') }] })).row.id, [{ step: 'issue' }]);
    const give = async (instructions: string) => {
      const draft = (await desk.get<{ day: string; lines: unknown[]; tomorrow: string; lastInstructions: string; items: unknown[] }>(url('handovers/draft'))).body;
      const handoverId = uuidv7();
      const given = await desk.post<HandoverView>(url('handovers'), { commandId: uuidv7(), handoverId, pin: PIN, post: '客服', day: draft.day, lines: draft.lines, instructions, tomorrow: draft.tomorrow, items: [{ name: '大门钥匙', count: 3, note: '1–3 号', kind: 'key' }] });
      expect(given.body).toMatchObject({ status: 'given' });
      return { draft, handoverId };
    };
    const { draft, handoverId } = await give('周一品质来检查');
    expect(draft.tomorrow).toMatch(/^10:30 \S+ 办公室 · 门锁松了$/m);
    const next = (await desk.get<{ lastInstructions: string; items: unknown[] }>(url('handovers/draft'))).body;
    expect(next).toMatchObject({ lastInstructions: '周一品质来检查', items: [{ name: '大门钥匙', count: 3, kind: 'key' }] });
    const sheet = await fetch(`${world.origin}${url(`handovers/${handoverId}/sheet.pdf`)}`, { headers: { cookie: desk.cookie } });
    const text = Buffer.from(await sheet.arrayBuffer()).toString('latin1');
    expect([sheet.status, (text.match(/\/Type \/Page\b/g) ?? []).length]).toEqual([200, 1]);
    const stranger = await world.signIn('manager-b');
    for (const path of [`handovers/${handoverId}/sheet.pdf`, 'packet.pdf', 'packet', 'brief']) expect((await stranger.get<Problem>(url(path))).status, path).toBe(404);
    expect((await desk.get<Problem>(url('handovers/none/sheet.pdf'))).status).toBe(404);
    expect((await desk.get<Problem>(url('packet.pdf?day=never'))).body).toMatchObject({ code: 'bad-input' });
  });
});
