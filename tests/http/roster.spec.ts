import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantAt } from '../../platform/core/working-calendar.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { whoIsThere } from '../../features/roster/server/roster-facts.ts';
import { loadSite } from '../../platform/server/site-row.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import type { Roster } from '../../features/roster/core/roster-contract.ts';
import type { HandoverView, TaskView } from '../../features/roster/core/handover-contract.ts';
import { aFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

const DAY = '2026-11-23';
const at = (time: string, day = DAY): string => instantAt('Asia/Shanghai', day, time);
const PIN = '2580';

describe('the roster over HTTP', () => {
  let world: World;
  let manager: Client, desk: Client, desk2: Client, duty: Client, guard: Client;
  let posts: Record<string, string>;
  const url = (rest: string): string => `/api/sites/${world.siteId}/${rest}`;
  const roster = async (day = DAY, days = 1) => (await manager.get<Roster>(url(`roster?from=${day}&days=${days}`))).body;
  const plan = (shifts: readonly Record<string, unknown>[], client = manager) => client.post<Problem & { taken: number; version: number }>(url('roster/shifts'), { shifts });

  beforeAll(async () => {
    world = await startProgram(at('08:00'));
    [manager, desk, desk2, duty, guard] = await Promise.all(['manager', 'desk', 'desk2', 'duty', 'guard'].map((name) => world.signIn(name))) as [Client, Client, Client, Client, Client];
    for (const siteId of [world.siteId, world.siteB]) await seedRoster(world.database, siteId, world.clock.now());
    const rows = (await roster()).posts;
    posts = Object.fromEntries(rows.map((post) => [post.role, post.id]));
  });
  afterAll(() => world.end());

  it('M-51: given a demo centre, when its roster is read, then posts, templates and people stand there and every gap is named', async () => {
    const read = await roster('2027-01-01', 2);
    expect(read.posts.map((post) => post.role)).toEqual(expect.arrayContaining(['desk_agent', 'duty_officer', 'technician', 'guard']));
    expect(read.templates.length).toBeGreaterThan(1);
    expect(read.yearsUnknown).toEqual([2027]);
    expect(read.gaps.filter((gap) => gap.day === '2027-01-02' && gap.postId === posts['desk_agent'])).toHaveLength(1);
  });

  it('M-51: given an overlapping, an empty, a foreign and a wrongly skilled shift, when planned, then each is refused by name and nothing is planned', async () => {
    const before = await roster('2026-12-01', 7);
    const shift = { postId: posts['desk_agent'], personId: desk.personId, day: '2026-12-01', start: '09:00', end: '18:00' };
    const tries = [
      [[shift, { ...shift, start: '17:00', end: '20:00' }], 'shift-overlaps'],
      [[{ ...shift, end: '09:00' }], 'shift-empty'],
      [[{ ...shift, personId: guard.personId }], 'role-missing'],
      [[{ ...shift, personId: uuidv7() }], 'person-not-here'],
      [[{ ...shift, postId: uuidv7() }], 'post-unknown'],
    ] as const;
    for (const [shifts, code] of tries) expect((await plan(shifts)).body.code).toBe(code);
    expect((await plan([{ ...shift, day: '2026-13-40' }])).body.code).toBe('bad-input');
    expect((await plan([shift], desk)).status).toBe(403);
    expect(await roster('2026-12-01', 7)).toEqual(before);
  });

  it('兼岗： given a technician in two centres, when planned in both at once, then a fixed post refuses and names the centre, a shared one does not, and both rosters show it', async () => {
    const technician = await world.signIn('technician');
    const managerB = await world.signIn('manager-b');
    const day = '2026-12-02';
    const rosterB = (await managerB.get<Roster>(`/api/sites/${world.siteB}/roster?from=${day}&days=1`)).body;
    const postB = rosterB.posts.find((post) => post.role === 'technician');
    expect((await plan([{ postId: posts['technician'], personId: technician.personId, day, start: '09:00', end: '18:00' }])).status).toBe(200);
    const planB = (start: string) => managerB.post<Problem>(`/api/sites/${world.siteB}/roster/shifts`, { shifts: [{ postId: postB?.id, personId: technician.personId, day, start, end: '20:00' }] });
    expect(postB?.isFixed).toBe(false);
    expect((await planB('17:00')).status).toBe(200);
    const there = (await managerB.get<Roster>(`/api/sites/${world.siteB}/roster?from=${day}&days=1`)).body.elsewhere;
    expect(there).toMatchObject([{ personId: technician.personId, startsAt: at('09:00', day), siteName: expect.stringContaining('云栖') as string }]);
    expect((await roster(day)).elsewhere.map((shift) => shift.startsAt)).toEqual([at('17:00', day)]);
  });

  it('M-51: given a copied week, when one shift cannot stand, then the others are taken and that line says why; copied again nothing doubles', async () => {
    const [from, to] = ['2026-12-07', '2026-12-14'];
    await plan(['2026-12-07', '2026-12-08'].map((day) => ({ postId: posts['desk_agent'], personId: desk.personId, day, start: '09:00', end: '18:00' })));
    await plan([{ postId: posts['desk_agent'], personId: desk.personId, day: '2026-12-15', start: '12:00', end: '20:00' }]);
    const copy = () => manager.post<{ taken: number; refused: { code: string }[] }>(url('roster/copy-week'), { from, to });
    expect((await copy()).body).toMatchObject({ taken: 1, refused: [{ code: 'shift-overlaps' }] });
    expect((await copy()).body).toMatchObject({ taken: 0 });
  });

  it('M-51: given a sheet with an unknown name and a missing day, when imported, then the good lines are planned and the others explained; a dry run plans nothing', async () => {
    const rows = [['日期', '岗位', '姓名', '上班', '下班'], ['2026-12-21', '客服', '陈晓梅', '09:00', '18:00'], ['2026-12-21', '客服', '张三丰', '09:00', '18:00'], ['', '客服', '陈晓梅', '9:00', '18:00']];
    const send = (dryRun: boolean) => manager.post<{ taken: number; refused: { line: number; code: string }[] }>(url('roster/import'), { rows, dryRun });
    const refused = [{ line: 3, code: 'sheet-person-unknown' }, { line: 4, code: 'sheet-day-missing' }];
    expect((await send(true)).body).toMatchObject({ taken: 1, refused });
    expect((await roster('2026-12-21')).shifts).toEqual([]);
    expect((await send(false)).body).toMatchObject({ taken: 1, refused });
    expect((await roster('2026-12-21')).shifts).toHaveLength(1);
  });

  it('M-51: given a day without a desk agent, when the duty officer works, then he has the desk for repairs only, every entry says so, and the handover ends it', async () => {
    // Sunday's officer, not relieved, keeps the desk until 09:00; the demo's own plan of today makes way.
    world.clock.set(at('09:30'));
    const shifts = (await roster()).shifts;
    if (shifts.length > 0) await manager.post(url('roster/shifts/cancel'), { shiftIds: shifts.map((shift) => shift.id) });
    const logged = (await duty.post(url('repairs'), aFault({ kind: 'facility', placeText: '大厅', item: '灯不亮', source: 'patrol' }))).body.row;
    const amend = [{ step: 'amend' as const, urgent: true }];
    expect((await takeSteps<Problem>(duty, world.siteId, logged.id, amend)).body.code).toBe('forbidden');
    await plan([{ postId: posts['duty_officer'], personId: duty.personId, day: DAY, start: '08:00', end: '22:00' }]);
    expect((await takeSteps(duty, world.siteId, logged.id, amend)).status).toBe(200);
    const session = (await duty.get<{ sites: { standIn: string | null; permissions: string[] }[] }>('/api/session')).body;
    expect(session.sites[0]).toMatchObject({ standIn: 'desk_agent' });
    expect(session.sites[0]?.permissions).not.toContain('sites.codes');
    const entries = await world.owner.query<{ data: string }>(`select data from journal where subject = $1 and event = 'RepairDetailed'`, [logged.id]);
    expect(JSON.parse(entries.rows[0]?.data ?? '{}')).toMatchObject({ standIn: 'desk_agent' });

    // A desk agent comes at two; the officer keeps the desk until it is handed over.
    world.clock.set(at('14:00'));
    await plan([{ postId: posts['desk_agent'], personId: desk.personId, day: DAY, start: '13:00', end: '18:00' }]);
    const mine = async () => (await duty.get<{ sites: { standIn: string | null }[] }>('/api/session')).body.sites[0]?.standIn;
    expect(await mine()).toBe('desk_agent');
    const draft = (await duty.get<{ lines: { section: string; ref: string }[]; day: string; post: string }>(url('handovers/draft'))).body;
    expect(draft.lines).toContainEqual(expect.objectContaining({ section: 'repairs', ref: logged.id }));
    const handoverId = uuidv7();
    const sheet = { post: '行政值班', day: draft.day, lines: draft.lines, items: [{ name: '钥匙', count: 3 }] };
    const give = await duty.post<HandoverView>(url('handovers'), { commandId: uuidv7(), handoverId, pin: PIN, ...sheet });
    expect(give.body).toMatchObject({ status: 'given', dueAt: at('14:30') });
    const take = (personId: string, pin = PIN) => desk.post<{ code?: string; status: unknown; differences: unknown }>(url(`handovers/${handoverId}/take`), { commandId: uuidv7(), personId, pin, differences: [{ what: '钥匙', difference: '3 → 2', reason: '借给保洁' }] });
    expect((await take(duty.personId)).body.code).toBe('handover-same-person');
    expect((await take(desk.personId, '9999')).status).toBe(403);
    // The guard has not the desk's rights: with him nobody would have them (M-52).
    expect((await take(guard.personId)).body.code).toBe('handover-needs-desk');
    expect(await mine()).toBe('desk_agent');
    expect((await take(desk.personId)).body).toMatchObject({ status: 'taken', differences: [{ reason: '借给保洁' }] });
    expect(await mine()).toBeNull();
    expect((await takeSteps<Problem>(duty, world.siteId, logged.id, amend)).body.code).toBe('forbidden');
    // What is not there, or taken already, tells nobody whether a colleague's PIN is right.
    const tried = async () => (await world.owner.query('select pin_failures, pin_locked_until from people where id = $1', [guard.personId])).rows;
    const before = await tried();
    for (const [id, code] of [[uuidv7(), 'not-found'], [handoverId, 'handover-not-open']] as const)
      for (const pin of ['9999', PIN])
        for (const [way, more] of [['take', { differences: [] }], ['refuse', { reason: '不清楚' }]] as const)
          expect((await desk.post<Problem>(url(`handovers/${id}/${way}`), { commandId: uuidv7(), personId: guard.personId, pin, ...more })).body.code, `${way} ${pin}`).toBe(code);
    expect(await tried()).toEqual(before);
  });

  it('M-52: given an untaken handover, when 30 minutes pass, then it is found once, stays on top, and blocks no record', async () => {
    const handoverId = uuidv7();
    await desk.post(url('handovers'), { commandId: uuidv7(), handoverId, pin: PIN, post: '客服', day: DAY, lines: [], items: [] });
    world.pass(31);
    await Promise.all([sweepOnce(world.deps, world.sweeps), sweepOnce(world.deps, world.sweeps)]);
    const open = (await manager.get<{ open: HandoverView[] }>(url('handovers'))).body.open;
    expect(open).toMatchObject([{ id: handoverId, untaken: true }]);
    const found = await world.owner.query(`select from journal where subject = $1 and event = 'HandoverUntaken'`, [handoverId]);
    expect(found.rowCount).toBe(1);
    expect((await desk.post(url('repairs'), aFault())).status).toBe(200);
    const refused = await desk2.post<HandoverView>(url(`handovers/${handoverId}/refuse`), { commandId: uuidv7(), personId: desk2.personId, pin: PIN, reason: '钥匙没点清' });
    expect(refused.body).toMatchObject({ status: 'refused', refusal: { reason: '钥匙没点清' } });
  });

  it('M-52: given a guard’s sheet, then the next guard is told and not the desk; an officer’s is told to the desk', async () => {
    const day = '2026-11-24';
    world.clock.set(at('17:00', day));
    const shifts = (await roster(day)).shifts;
    if (shifts.length > 0) await manager.post(url('roster/shifts/cancel'), { shiftIds: shifts.map((shift) => shift.id) });
    await plan([
      { postId: posts['guard'], personId: guard.personId, day, start: '09:00', end: '18:00' },
      { postId: posts['desk_agent'], personId: desk.personId, day, start: '09:00', end: '18:00' },
      { postId: posts['duty_officer'], personId: duty.personId, day, start: '09:00', end: '21:00' },
    ]);
    const waits = async (client: Client) => (await client.get<{ alerts: { topic: string; status: string }[] }>('/api/alerts')).body.alerts.filter((alert) => alert.topic === 'handover.waiting' && alert.status === 'open').length;
    const before = await waits(desk);
    const sheet = { pin: PIN, day, lines: [], items: [] };
    await desk2.post(url('handovers'), { commandId: uuidv7(), handoverId: uuidv7(), post: '门岗', ...sheet });
    expect([await waits(guard), await waits(desk)]).toEqual([1, before]);
    await duty.post(url('handovers'), { commandId: uuidv7(), handoverId: uuidv7(), post: '行政值班', ...sheet });
    expect([await waits(guard), await waits(desk)]).toEqual([1, before + 1]);
  });

  it('M-51: given tomorrow uncovered, when the hour of the look comes, then it is found once by two processes, also where the look of the day before was missed, and the next look is set', async () => {
    await world.owner.query(`update clocks set stopped_at = null where site_id = $1 and clock = 'roster.coverage' and round = 20261124`, [world.siteId]);
    world.clock.set(at('10:00', '2026-11-25'));
    await Promise.all([sweepOnce(world.deps, world.sweeps), sweepOnce(world.deps, world.sweeps)]);
    const found = await world.owner.query<{ data: string }>(`select data from journal where site_id = $1 and event = 'RosterGapFound' and data like '%2026-11-26%'`, [world.siteId]);
    expect(found.rowCount).toBe(1);
    const next = await world.owner.query<{ due_at: string }>(`select due_at from clocks where site_id = $1 and clock = 'roster.coverage' and stopped_at is null`, [world.siteId]);
    expect(next.rows.map((row) => row.due_at)).toEqual([at('10:00', '2026-11-26')]);
  });

  it('G-05: given a task with a due time, when it passes, then it is late once; only the giver confirms', async () => {
    const taskId = uuidv7();
    const given = await manager.post<TaskView>(url('tasks'), { commandId: uuidv7(), taskId, doerId: guard.personId, content: '把展架搬到门口', dueAt: new Date(Date.parse(world.clock.now()) + 3_600_000).toISOString() });
    expect(given.body).toMatchObject({ status: 'given', allowed: ['cancel'] });
    world.pass(61);
    await sweepOnce(world.deps, world.sweeps);
    const step = (client: Client, body: Record<string, unknown>) => client.post<TaskView>(url(`tasks/${taskId}/steps`), { commandId: uuidv7(), step: body });
    expect((await step(guard, { step: 'done', result: '已搬好' })).body).toMatchObject({ status: 'done', isLate: true });
    expect((await step(guard, { step: 'confirm' })).status).toBe(403);
    expect((await step(desk2, { step: 'confirm' })).status).toBe(404);
    expect((await step(manager, { step: 'confirm' })).body).toMatchObject({ status: 'confirmed' });
  });

  it('M-52, G-05: given others’ tasks and sheets, when draft, brief, book and paper are read, then a task is its people’s and those who answer for the centre, and a sheet is of its post, its signers and the desk', async () => {
    const technician = await world.signIn('technician');
    const taskId = uuidv7();
    await manager.post(url('tasks'), { commandId: uuidv7(), taskId, doerId: duty.personId, content: '与王经理商谈', dueAt: new Date(Date.parse(world.clock.now()) + 86_400_000).toISOString() });
    type Draft = { lines: { ref: string }[]; tomorrow: string; lastInstructions: string };
    const draft = async (client: Client) => (await client.get<Draft>(url('handovers/draft'))).body;
    const holds = async (client: Client) => (await draft(client)).lines.some((line) => line.ref === taskId);
    expect(await Promise.all([manager, duty, desk, guard, technician].map(holds))).toEqual([true, true, false, false, false]);
    const told = async (client: Client) => JSON.stringify((await client.get(url('brief'))).body).includes('与王经理商谈');
    expect(await Promise.all([manager, duty, desk].map(told))).toEqual([true, true, false]);
    expect((await draft(manager)).tomorrow).not.toContain('与王经理商谈');
    const logged = (await desk.post(url('repairs'), aFault({ placeText: '大厅', item: '灯不亮' }))).body.row;
    const give = async (by: Client, post: string, instructions: string): Promise<string> => {
      const handoverId = uuidv7();
      expect((await by.post(url('handovers'), { commandId: uuidv7(), handoverId, pin: PIN, post, day: DAY, instructions, lines: [{ section: 'repairs', ref: logged.id, label: logged.logNumber, status: 'logged', next: '' }], items: [] })).status).toBe(200);
      return handoverId;
    };
    const [atGate, atDesk] = [await give(guard, '门岗', '门禁卡少一张'), await give(desk, (await roster()).posts.find((post) => post.role === 'desk_agent')?.name ?? '', '周一有检查')];
    const read = async (client: Client, id: string) => {
      const sheet = (await client.get<{ open: HandoverView[] }>(url('handovers'))).body.open.find((one) => one.id === id);
      const [paper, book] = await Promise.all([client.get(url(`handovers/${id}/sheet.pdf`)), client.get(url('registers/handovers?from=2026-11-01&to=2026-11-30'))]);
      return [sheet?.lines.length ?? 'none', paper.status, JSON.stringify(book.body).includes(id === atGate ? '门禁卡少一张' : '周一有检查')];
    };
    // Its giver reads what was signed, the desk all of it; the technician neither sheet, the guard not the desk's.
    expect(await Promise.all([guard, desk2, technician].map((client) => read(client, atGate)))).toEqual([[1, 200, true], [1, 200, true], ['none', 404, false]]);
    expect(await Promise.all([guard, desk2, technician].map((client) => read(client, atDesk)))).toEqual([['none', 404, false], [1, 200, true], ['none', 404, false]]);
    expect([(await draft(guard)).lastInstructions, (await draft(technician)).lastInstructions]).toEqual(['门禁卡少一张', '']);
    await Promise.all([atGate, atDesk].map((id) => duty.post(url(`handovers/${id}/take`), { commandId: uuidv7(), personId: duty.personId, pin: PIN })));
    await manager.post(url(`tasks/${taskId}/steps`), { commandId: uuidv7(), step: { step: 'cancel', reason: '试验' } });
  });

  it('G-05: given a task done in time and sent back, when its due time passes, then it is late; a task without one is not given', async () => {
    const taskId = uuidv7();
    const give = (id: string, more: Record<string, unknown>) => manager.post<Problem>(url('tasks'), { commandId: uuidv7(), taskId: id, doerId: guard.personId, content: '把展架搬到门口', ...more });
    expect((await give(uuidv7(), {})).body.code).toBe('due-missing');
    await give(taskId, { dueAt: new Date(Date.parse(world.clock.now()) + 3_600_000).toISOString() });
    const step = (client: Client, body: Record<string, unknown>) => client.post<TaskView>(url(`tasks/${taskId}/steps`), { commandId: uuidv7(), step: body });
    const isLate = async () => (await manager.get<{ open: TaskView[] }>(url('tasks'))).body.open.find((task) => task.id === taskId)?.isLate;
    const told = async () => (await manager.get<{ alerts: { topic: string; status: string }[] }>('/api/alerts')).body.alerts.filter((alert) => alert.topic === 'tasks.late' && alert.status === 'open').length;
    await step(guard, { step: 'done', result: '已搬好' });
    expect((await step(manager, { step: 'return', reason: '放错了门' })).body).toMatchObject({ status: 'accepted', isLate: false });
    const before = await told();
    world.pass(61);
    await sweepOnce(world.deps, world.sweeps);
    expect([await isLate(), await told()]).toEqual([true, before + 1]);
    // Sent back after its time: late again at once, and said again.
    await step(guard, { step: 'done', result: '已搬好' });
    expect(await told()).toBe(before);
    await step(manager, { step: 'return', reason: '还是放错了门' });
    world.pass(1);
    await sweepOnce(world.deps, world.sweeps);
    expect(await told()).toBe(before + 1);
    await step(guard, { step: 'done', result: '已搬好' });
    await step(manager, { step: 'confirm' });
  });

  it('G-04: given a guard sent to the desk without cover, when ordered, then the gap is counted, he acknowledges, and comes back early', async () => {
    const day = '2026-11-26';
    world.clock.set(at('08:30', day));
    await plan([{ postId: posts['guard'], personId: guard.personId, day, start: '08:30', end: '18:00' }]);
    const sent = await manager.post<{ id: string; gaps: number }>(url('reassignments'), { personId: guard.personId, toPostId: posts['desk_agent'], startsAt: at('10:00', day), endsAt: at('12:00', day), reason: '大厅接待' });
    expect(sent.body.gaps).toBeGreaterThan(0);
    const step = (client: Client, name: string) => client.post<Problem>(url(`reassignments/${sent.body.id}/steps`), { step: name });
    expect((await step(desk, 'acknowledge')).status).toBe(403);
    expect((await step(guard, 'acknowledge')).status).toBe(200);
    world.clock.set(at('11:00', day));
    expect((await step(guard, 'return')).status).toBe(200);
    const own = (await roster(day)).shifts.filter((shift) => shift.personId === guard.personId).map((shift) => [shift.postId === posts['guard'], shift.startsAt, shift.endsAt]);
    expect(own).toEqual([[true, at('08:30', day), at('10:00', day)], [false, at('10:00', day), at('11:00', day)], [true, at('11:00', day), at('12:00', day)], [true, at('12:00', day), at('18:00', day)]]);
  });

  it('M-51, G-04: given a guard sent to the desk after the agent has gone, then the duty officer stands in, and it is said who does the desk’s work', async () => {
    const day = '2026-12-01';
    world.clock.set(at('11:00', day));
    await plan([
      { postId: posts['desk_agent'], personId: desk.personId, day, start: '08:00', end: '12:00' },
      { postId: posts['duty_officer'], personId: duty.personId, day, start: '08:00', end: '22:00' },
      { postId: posts['guard'], personId: guard.personId, day, start: '08:30', end: '22:00' },
    ]);
    await manager.post(url('reassignments'), { personId: guard.personId, toPostId: posts['desk_agent'], startsAt: at('12:00', day), endsAt: at('22:00', day), reason: '客服请假' });
    const standIn = async () => (await duty.get<{ sites: { standIn: string | null }[] }>('/api/session')).body.sites[0]?.standIn;
    const hasDesk = async () => (await manager.get<{ dutyOfficer: { hasDesk: boolean } }>(url('duty'))).body.dutyOfficer.hasDesk;
    expect([await standIn(), await hasDesk()]).toEqual([null, false]);
    world.clock.set(at('13:00', day));
    expect([await standIn(), await hasDesk()]).toEqual(['desk_agent', true]);
    const site = await world.database.read([world.siteId], (reader) => loadSite(reader.query, world.siteId));
    const staff = site ? (await world.database.read([world.siteId], (reader) => whoIsThere(reader.query, site, world.clock.now()))).staff : [];
    expect(staff.find((person) => person.personId === duty.personId), 'a late alert reaches somebody who can act').toMatchObject({ standsIn: true, onDuty: ['duty_officer', 'desk_agent'] });
    expect((await guard.get<{ sites: { standIn: string | null }[] }>('/api/session')).body.sites[0]?.standIn).toBeNull();
  });

  it('M-51, G-04: given a duty officer who sends the desk agent away, then the desk’s work is the officer’s once the agent says they go, at once where another sent them, and never by putting oneself on duty', async () => {
    const day = '2026-12-03';
    world.clock.set(at('09:00', day));
    await plan([
      { postId: posts['desk_agent'], personId: desk.personId, day, start: '08:00', end: '18:00' },
      { postId: posts['duty_officer'], personId: duty.personId, day, start: '08:00', end: '20:00' },
    ]);
    const standIn = async () => (await duty.get<{ sites: { standIn: string | null }[] }>('/api/session')).body.sites[0]?.standIn;
    const hears = async () => {
      const site = await world.database.read([world.siteId], (reader) => loadSite(reader.query, world.siteId));
      return site && (await world.database.read([world.siteId], (reader) => whoIsThere(reader.query, site, world.clock.now()))).staff.find((person) => person.personId === duty.personId)?.standsIn;
    };
    const send = async (by: Client, personId: string, role: string, from: string, to: string) => (await by.post<{ id: string }>(url('reassignments'), { personId, toPostId: posts[role], startsAt: at(from, day), endsAt: at(to, day), reason: '活动支援' })).body.id;
    const id = await send(duty, desk.personId, 'guard', '10:00', '12:00');
    world.clock.set(at('10:30', day));
    expect([await standIn(), await hears()]).toEqual([null, false]);
    expect((await desk.post(url(`reassignments/${id}/steps`), { step: 'acknowledge' })).status).toBe(200);
    expect([await standIn(), await hears()]).toEqual(['desk_agent', true]);
    // Another day: another sent her.
    const next = '2026-12-04';
    world.clock.set(at('09:00', next));
    await plan([
      { postId: posts['desk_agent'], personId: desk.personId, day: next, start: '08:00', end: '18:00' },
      { postId: posts['duty_officer'], personId: duty.personId, day: next, start: '08:00', end: '20:00' },
    ]);
    await manager.post(url('reassignments'), { personId: desk.personId, toPostId: posts['guard'], startsAt: at('10:00', next), endsAt: at('12:00', next), reason: '活动支援' });
    world.clock.set(at('10:30', next));
    expect(await standIn()).toBe('desk_agent');
    // A night nobody is on: whoever puts himself on duty is not the day's officer.
    const night = '2026-12-10';
    world.clock.set(at('20:00', night));
    expect((await duty.post<{ id: string }>(url('reassignments'), { personId: duty.personId, toPostId: posts['duty_officer'], startsAt: at('20:00', night), endsAt: at('23:00', night), reason: '缺人顶岗' })).status).toBe(200);
    world.pass(1);
    expect([await standIn(), await hears()]).toEqual([null, false]);
  });

  it('T-30: given nobody said where a colleague is, then it is unknown; the desk says it for others, a guard only for himself', async () => {
    const say = (client: Client, personId: string, more: Record<string, unknown> = {}) => client.post<Problem>(url('presence'), { personId, state: 'out', ...more });
    const where = async () => (await desk.get<{ people: { id: string; presence: string; backAt: string | null }[] }>(url('duty'))).body.people.find((person) => person.id === guard.personId);
    expect(await where()).toMatchObject({ presence: 'unknown' });
    expect((await say(guard, desk.personId)).status).toBe(403);
    expect((await say(desk, guard.personId, { backAt: world.clock.now() })).body.code).toBe('back-in-the-past');
    const backAt = new Date(Date.parse(world.clock.now()) + 1_800_000).toISOString();
    expect((await say(desk, guard.personId, { backAt, note: '巡逻' })).status).toBe(200);
    expect(await where()).toMatchObject({ presence: 'out', backAt });
    world.pass(30);
    expect(await where()).toMatchObject({ presence: 'unknown' });
  });

  it('M-52: given nobody wrote at the desk’s change of shift, when 30 minutes pass, then it is found once, told to giver, taker and manager, shown on top, and over as soon as somebody writes', async () => {
    const day = '2027-01-12';
    const sweep = () => Promise.all([sweepOnce(world.deps, world.sweeps), sweepOnce(world.deps, world.sweeps)]);
    world.clock.set(at('08:00', day));
    await plan([
      { postId: posts['desk_agent'], personId: desk.personId, day, start: '08:30', end: '13:00' },
      { postId: posts['desk_agent'], personId: desk2.personId, day, start: '13:00', end: '21:00' },
      { postId: posts['desk_agent'], personId: desk.personId, day: '2027-01-13', start: '08:30', end: '18:00' },
    ]);
    type Listed = { open: HandoverView[]; unwritten: { post: string; person: string; endedAt: string; allowed: string[] }[] };
    const listed = async (client: Client) => (await client.get<Listed>(url('handovers'))).body.unwritten;
    const told = async (client: Client) => (await client.get<{ alerts: { topic: string; status: string; body: string }[] }>('/api/alerts')).body.alerts.filter((alert) => alert.topic === 'handover.unwritten' && alert.body.includes('13:00'));
    const found = async () => (await world.owner.query(`select from journal where site_id = $1 and event = 'HandoverUnwritten' and data::text like '%2027-01-1%'`, [world.siteId])).rowCount;
    world.clock.set(at('13:29', day));
    await sweep();
    expect([await listed(desk2), await told(manager), await found()]).toEqual([[], [], 0]);
    world.clock.set(at('13:30', day));
    await sweep();
    await sweep();
    expect(await found()).toBe(1);
    expect(await listed(desk2)).toMatchObject([{ post: '客服', endedAt: at('13:00', day), allowed: [] }]);
    expect([(await listed(desk))[0]?.allowed, (await listed(manager))[0]?.allowed]).toEqual([['write'], ['write']]);
    for (const client of [manager, desk, desk2]) expect(await told(client)).toMatchObject([{ status: 'open', body: expect.stringContaining('13:00') }]);
    expect((await desk2.post(url('repairs'), aFault())).status, 'no record is blocked').toBe(200);
    const sheet = { pin: PIN, post: '客服', day, lines: [], items: [] };
    expect((await desk.post(url('handovers'), { commandId: uuidv7(), handoverId: uuidv7(), ...sheet })).status).toBe(200);
    await expect.poll(async () => (await told(manager))[0]?.status, { timeout: 20_000 }).toBe('ended');
    expect(await listed(desk2)).toEqual([]);

    // Written in time at the next change: nothing is found.
    world.clock.set(at('20:50', day));
    await desk2.post(url('handovers'), { commandId: uuidv7(), handoverId: uuidv7(), ...sheet });
    world.clock.set(at('22:00', day));
    await sweep();
    expect([await found(), await listed(desk)]).toEqual([1, []]);
  });

  it('M-51: given the machine was off at the hour of the look, when it starts the morning after, then the day itself is looked at, a hole filled then is over, and the hour’s look is at the day after', async () => {
    const gaps = async () => (await world.owner.query<{ line: string }>(`select cause_key || ' ' || status as line from alerts where site_id = $1 and topic = 'roster.gap' and cause_key > 'gap/2027-01-19' order by cause_key`, [world.siteId])).rows.map((row) => row.line);
    const uncovered = async () => (await roster('2027-01-20')).gaps;
    world.clock.set(at('08:30', '2027-01-20'));
    await sweepOnce(world.deps, world.sweeps);
    expect(await gaps()).toEqual(['gap/2027-01-20 open']);
    for (const gap of await uncovered()) {
      const post = (await roster('2027-01-20')).posts.find((one) => one.id === gap.postId);
      const person = (await roster('2027-01-20')).people.find((one) => one.roles.includes(post?.role ?? 'guard'));
      expect((await plan([{ postId: gap.postId, personId: person?.id, day: '2027-01-20', start: '08:30', end: '21:30' }])).status).toBe(200);
    }
    expect([await uncovered(), await gaps()]).toEqual([[], ['gap/2027-01-20 ended']]);
    world.clock.set(at('10:00', '2027-01-20'));
    await sweepOnce(world.deps, world.sweeps);
    expect(await gaps()).toEqual(['gap/2027-01-20 ended', 'gap/2027-01-21 open']);
  });
});
