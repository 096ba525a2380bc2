import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentView } from '../../features/incidents/core/incident-contract.ts';
import type { IncidentStepInput } from '../../features/incidents/core/incident-steps.ts';
import { reportContent } from '../../features/incidents/core/report-content.ts';
import { localTime } from '../../platform/core/working-calendar.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { sendDue } from '../../features/alerts/server/sender.ts';
import type { MyAlert } from '../../features/alerts/core/alert-contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { startProgram, type Answer, type Client, type Problem, type World } from '../support/program.ts';

describe('incidents over HTTP', () => {
  let world: World;
  let desk: Client, guard: Client, head: Client, manager: Client, quality: Client, sales: Client, technician: Client, duty: Client, foreman: Client;
  let places: readonly { id: string; name: string }[] = [];
  beforeAll(async () => {
    world = await startProgram('2026-11-23T02:00:00.000Z');
    // Messages leave when a test says so, by one hand.
    await world.stopSender();
    [desk, guard, head, manager, quality, sales, technician, duty, foreman] = (await Promise.all(['desk', 'guard', 'head', 'manager', 'quality', 'sales', 'technician', 'duty', 'foreman'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client, Client, Client, Client, Client, Client];
    places = await world.places(world.siteId);
  });
  afterAll(() => world.end());

  const url = (path: string): string => `/api/sites/${world.siteId}/${path}`;
  const placeId = (name: string): string => places.find((place) => place.name === name)?.id ?? '';
  const report = <T = IncidentView>(client: Client, more: Record<string, unknown> = {}): Promise<Answer<T>> =>
    client.post<T>(url('incidents'), { commandId: uuidv7(), incidentId: uuidv7(), nature: 'security', grade: 'orange', placeId: placeId('大厅'), ...more });
  const step = <T = IncidentView>(client: Client, id: string, given: IncidentStepInput, commandId = uuidv7()): Promise<Answer<T>> => client.post<T>(url(`incidents/${id}/steps`), { commandId, step: given });
  const see = async (client: Client, id: string): Promise<IncidentView> => (await client.get<IncidentView>(url(`incidents/${id}`))).body;
  const mine = async (client: Client, topic: string): Promise<MyAlert[]> => (await client.get<{ alerts: MyAlert[] }>('/api/alerts')).body.alerts.filter((alert) => alert.topic === topic);
  const minutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.pass(1);
      while ((await Promise.all([sweepOnce(world.deps, world.sweeps), sweepOnce(world.deps, world.sweeps)])).some((handled) => handled > 0));
    }
  };
  /** Minutes after an instant at which each step was told, and whom. */
  const climbed = (view: IncidentView, round = 1): [number, string[]][] =>
    view.ladders.filter((ladder) => ladder.round === round).flatMap((ladder) => ladder.steps.map((taken): [number, string[]] => [Math.round((Date.parse(taken.at) - Date.parse(ladder.raisedAt)) / 60_000), taken.told.map((person) => person.personId).sort()]));
  const journal = async (id: string): Promise<{ event: string; data: string; occurred_at: string }[]> => (await world.owner.query(`select event, data, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as occurred_at from journal where subject = $1 order by version`, [id])).rows as never;

  it('G-01: given no nature, grade or place, when an incident is reported, then it is refused; with the three it stands and has a number', async () => {
    for (const missing of ['nature', 'grade']) expect((await report<Problem>(guard, { [missing]: undefined })).body.code).toBe('bad-input');
    expect((await report<Problem>(guard, { placeId: undefined })).body.code).toBe('place-missing');
    expect((await report<Problem>(guard, { placeId: uuidv7() })).body.code).toBe('place-unknown');
    const made = await report(guard);
    expect(made.body).toMatchObject({ number: 'SJ2611-001', status: 'open', place: '大厅', reporter: '马振东', bookedBy: null, delays: { report: 0, booked: 0 } });
    expect((await step(desk, made.body.id, { step: 'fallsAway', reason: '误报' })).body.status).toBe('cancelled');
  });

  it('G-01: given a fire alarm, when it is reported, then every step is told at once, each person is 已确认 or 未确认, and 119, 110, 120 stand ready with the address', async () => {
    const commandId = uuidv7(), incidentId = uuidv7();
    const { body: fire } = await report(guard, { commandId, incidentId, nature: 'fire', grade: 'red', placeId: placeId('影音室') });
    expect((await report(guard, { commandId, incidentId, nature: 'fire', grade: 'red', placeId: placeId('影音室') })).body.number, 'the double tap is one incident').toBe(fire.number);
    const told = fire.ladders[0]?.steps.flatMap((taken) => taken.told.map((person) => person.personId)) ?? [];
    expect(fire.ladders[0]).toMatchObject({ grade: 'red', level: 'top', climbsAt: null });
    expect(new Set(climbed(fire).map(([after]) => after))).toEqual(new Set([0]));
    for (const client of [desk, duty, technician, head, foreman, manager, quality]) expect(told.filter((id) => id === client.personId), 'each once').toHaveLength(1);
    expect(told, 'who reported it knows').not.toContain(guard.personId);
    expect(fire.numbers).toEqual(['119', '120', '110']);
    expect(fire.site).toMatchObject({ address: '云栖示范路 88 号，从南门进', phone: '0571-5550101' });

    // One answers: the others are still waited for, and their messages still go out.
    await minutes(1);
    expect((await step(manager, fire.id, { step: 'answer', instruction: '疏散洽谈区客人，切断影音室电源' })).status).toBe(200);
    const waiting = await world.owner.query(`select from deliveries d join alerts a on a.id = d.alert_id where a.cause_subject = $1 and d.state = 'obsolete' and d.person_id is distinct from $2`, [fire.id, manager.personId]);
    expect(waiting.rowCount).toBe(0);
    await sendDue(world.sending);
    const people = (await see(desk, fire.id)).ladders[0]?.steps.flatMap((taken) => taken.told) ?? [];
    expect(people.find((person) => person.personId === manager.personId)).toMatchObject({ answeredAt: world.clock.now(), way: 'app', instructions: ['疏散洽谈区客人，切断影音室电源'] });
    expect(people.filter((person) => person.answeredAt === null).length).toBe(told.length - 1);
    // The list of alerts leads to the same answer.
    const [alert] = await mine(head, 'incidents.red');
    expect((await head.post<Problem>(url(`alerts/${alert?.id}/acknowledge`), { commandId: uuidv7() })).status).toBe(200);
    expect((await head.post<Problem>(url(`alerts/${alert?.id}/acknowledge`), { commandId: uuidv7() })).body.code).toBe('answered-already');
    // A technician without a phone answers by radio; the desk notes it in his name, at his time.
    expect((await step(desk, fire.id, { step: 'answer', personId: technician.personId, way: 'radio', at: world.clock.now() })).status).toBe(200);
    expect((await step<Problem>(technician, fire.id, { step: 'answer', personId: quality.personId })).body.code).toBe('forbidden');
    const after = await see(manager, fire.id);
    expect(after.course.filter((line) => line.kind === 'answered').map((line) => [line.who, line.by, line.way])).toEqual([['林静怡', '林静怡', 'app'], ['孙伟明', '孙伟明', 'app'], ['王建国', '陈晓梅', 'radio']]);
    expect(after.clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('met');
    expect(Date.parse(after.clocks.find((clock) => clock.clock === 'incidents.first_report')?.dueAt ?? '') - Date.parse(fire.foundAt)).toBe(3 * 3_600_000);

    for (const given of [
      { step: 'outside', to: '119', words: '接线员 7 号' }, { step: 'note', kind: 'measure', words: '洽谈区客人已全部到室外集合' }, { step: 'affected', affectedId: uuidv7(), name: '客人李女士', harm: 'injured', words: '呛咳' },
      { step: 'loss', amount: 3200, words: '投影机烧毁' }, { step: 'impact', closed: 'part', area: '影音室' }, { step: 'spokesman', name: '林静怡', words: '未经授权不对外发布' }, { step: 'describe', cause: '投影机电源短路', situation: '明火已灭' },
    ] satisfies IncidentStepInput[]) expect((await step(manager, fire.id, given)).status, given.step).toBe(200);
    expect((await see(manager, fire.id)).loss).toMatchObject({ amount: 3200, isReportable: true });
    expect(JSON.stringify(await see(technician, fire.id)), 'names of those hurt are for those who handle it').not.toContain('李女士');
    expect((await step(manager, fire.id, { step: 'firstReport', to: '公司总经理' })).body.firstReport).toMatchObject({ to: '公司总经理' });
    expect((await step<Problem>(manager, fire.id, { step: 'firstReport' })).body.code).toBe('first-report-given');
    expect((await step<Problem>(manager, fire.id, { step: 'summary', causes: 'x', responsibility: 'x', prevention: 'x' })).body.code).toBe('incident-step-unlawful');
    await step(manager, fire.id, { step: 'handled' });
    const handled = await see(manager, fire.id);
    expect(Date.parse(handled.clocks.find((clock) => clock.clock === 'incidents.summary')?.dueAt ?? '') - Date.parse(handled.handledAt ?? '')).toBe(48 * 3_600_000);
    expect((await step(manager, fire.id, { step: 'summary', causes: '设备老化', responsibility: '设备维护单位', prevention: '每月检查影音设备电源', mendBy: '2026-12-15' })).body.status).toBe('closed');
    expect((await step<Problem>(manager, fire.id, { step: 'note', words: 'x' })).body.code).toBe('incident-closed');

    // The course shows what the journal holds, line by line; the telling is the alerts' own chain.
    const entries = await journal(fire.id);
    const course = (await see(manager, fire.id)).course;
    const kindOf: Record<string, string> = { IncidentReported: 'reported', IncidentAnswer: 'answered', IncidentOutside: 'outside', IncidentNote: 'measure', IncidentAffected: 'affected', IncidentLoss: 'loss', IncidentImpact: 'impact', IncidentSpokesman: 'spokesman', IncidentFirstReport: 'firstReport', IncidentHandled: 'handled', IncidentSummary: 'summary' };
    const own = course.filter((line) => !['found', 'told', 'nobody'].includes(line.kind)).map((line) => `${line.kind} ${line.at}`);
    expect(own).toEqual(entries.filter((entry) => entry.event !== 'IncidentDescribe').map((entry) => `${kindOf[entry.event]} ${entry.occurred_at}`));
    const said = await world.owner.query<{ data: string }>(`select j.data from journal j join alerts a on a.id = j.subject where a.cause_subject = $1 and a.topic = 'incidents.red' and j.event = 'AlertStepTaken' order by j.version`, [fire.id]);
    expect(said.rows.flatMap((row) => (JSON.parse(row.data) as { reached: { personId: string }[] }).reached.map((person) => person.personId))).toEqual(course.filter((line) => line.kind === 'told').map((line) => course && after.ladders[0]?.steps.flatMap((taken) => taken.told).find((person) => person.name === line.who)?.personId));
    // The printed report says the same: every telling with its time, every answer and instruction, every line of the course.
    const printed = reportContent(await see(manager, fire.id), 'Asia/Shanghai');
    expect(printed.ladder.map((row) => [row.name, row.toldAt])).toEqual(course.filter((line) => line.kind === 'told').map((line) => [line.who, localTime(line.at, 'Asia/Shanghai')]));
    expect(printed.ladder.filter((row) => row.confirmedAt !== '未确认').map((row) => `${row.name} ${row.confirmedAt} ${row.instruction}`).sort()).toEqual(course.filter((line) => line.kind === 'answered').map((line) => `${line.who} ${localTime(line.at, 'Asia/Shanghai')} ${line.words}`).sort());
    expect(printed.course.map(([at]) => at)).toEqual(course.filter((line) => line.kind !== 'told').map((line) => localTime(line.at, 'Asia/Shanghai')));
    expect(printed.outside).toEqual([['119', localTime(world.clock.now(), 'Asia/Shanghai'), '接线员 7 号']]);
    const pdf = await fetch(`${world.origin}${url(`incidents/${fire.id}/report.pdf`)}`, { headers: { cookie: manager.cookie } });
    expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1').match(/\/Type \/Page\b/g), 'two pages').toHaveLength(2);
    expect((await fetch(`${world.origin}${url(`incidents/${fire.id}/report.pdf`)}`, { headers: { cookie: technician.cookie } })).status).toBe(403);
    expect(entries.map((entry) => entry.data).join(''), 'no name and no free word stands in the journal').not.toMatch(/[\u4e00-\u9fff]/);
    expect(await world.database.read([world.siteId], (reader) => checkChain(reader, world.siteId, fire.id))).toBeUndefined();
  });

  it('G-01: given a trapped lift nobody answers, when minutes pass, then it climbs step by step, the limit is found broken, and a late answer still counts', async () => {
    const { body: lift } = await report(guard, { nature: 'lift', grade: 'orange', placeId: placeId('沙盘区'), via: 'app' });
    const said = (view: IncidentView) => reportContent(view, 'Asia/Shanghai').results.slice(1, 4).map(([, words]) => words);
    expect(said(await see(manager, lift.id)), 'nobody was asked yet').toEqual(['未报', '未报', '未报']);
    expect(climbed(lift)).toEqual([[0, [desk.personId, duty.personId, (await world.signIn('desk2')).personId].sort()]]);
    expect(lift.ladders[0]?.climbsAt).toBe(new Date(Date.parse(lift.reportedAt) + 3 * 60_000).toISOString());
    await minutes(19);
    const silent = await see(manager, lift.id);
    expect(climbed(silent).map(([after, people]) => [after, people.length === 1 ? people[0] : people.length])).toEqual([[0, 3], [3, head.personId], [6, manager.personId], [9, quality.personId]]);
    expect(silent.ladders[0]).toMatchObject({ status: 'unanswered', nobody: false });
    expect(silent.clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('running');
    await minutes(1);
    expect((await see(manager, lift.id)).clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('late');
    expect((await mine(manager, 'incidents.report.late'))[0]).toMatchObject({ status: 'open', level: 'breach' });
    // The head's step has passed on long ago.
    await minutes(1);
    const late = await step(head, lift.id, { step: 'answer', instruction: '联系电梯维保单位，安抚被困人员' });
    expect(late.body.ladders[0]?.steps[1]?.told[0]).toMatchObject({ personId: head.personId, answeredAt: world.clock.now() });
    expect(late.body.clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('broken');
    expect((await mine(manager, 'incidents.report.late'))[0]).toMatchObject({ status: 'ended', endedWhy: 'late' });
    expect((await step<Problem>(head, lift.id, { step: 'answer' })).body.code, 'once is enough').toBe('answered-already');
    expect((await step<Problem>(sales, lift.id, { step: 'answer' })).body.code, 'who was not called is no part of it').toBe('not-found');
    await step(desk, lift.id, { step: 'handled' });
  });

  it('G-01: given a brawl that gets worse and better, when the grade changes, then the new ladder is called and the old one stays on record', async () => {
    const { body: brawl } = await report(desk, { nature: 'security', grade: 'yellow', via: 'radio', reporterId: guard.personId, reportedAt: new Date(Date.parse(world.clock.now()) - 4 * 60_000).toISOString() });
    expect(brawl).toMatchObject({ reporter: '马振东', bookedBy: '陈晓梅', via: 'radio', delays: { report: 0, booked: 4 } });
    await minutes(2);
    await step(duty, brawl.id, { step: 'answer' });
    await minutes(7);
    expect(climbed(await see(manager, brawl.id)), 'an answer stops the climbing').toHaveLength(1);
    const worse = await step(desk, brawl.id, { step: 'grade', grade: 'red', reason: '有人持械' });
    expect(worse.body.ladders.map((ladder) => [ladder.grade, ladder.level, ladder.status])).toEqual([['yellow', 'breach', 'ended'], ['red', 'top', 'open']]);
    expect(worse.body.ladders[0]?.steps[0]?.told.find((person) => person.personId === duty.personId)?.answeredAt, 'the answer of the first round is kept').not.toBeNull();
    expect(worse.body.ladders[1]?.steps.flatMap((taken) => taken.told.map((person) => person.personId))).toContain(guard.personId);
    expect(worse.body.clocks.filter((clock) => clock.clock === 'incidents.first_report').map((clock) => clock.state)).toEqual(['fell-away', 'running']);
    expect((await step<Problem>(desk, brawl.id, { step: 'grade', grade: 'red', reason: 'x' })).body.code).toBe('grade-same');
    await step(manager, brawl.id, { step: 'answer', instruction: '报 110，客人先离开大厅' });
    const better = await step(manager, brawl.id, { step: 'grade', grade: 'blue', reason: '民警已带离' });
    expect(better.body.ladders.map((ladder) => ladder.grade)).toEqual(['yellow', 'red', 'blue']);
    expect(better.body.course.filter((line) => line.kind === 'graded').map((line) => [line.grade, line.words])).toEqual([['red', '有人持械'], ['blue', '民警已带离']]);
    await step(manager, brawl.id, { step: 'handled' });
  });

  it('G-01: given the desk reports a brawl, when it answers itself and says it is handled, then the ladder climbs on to head and manager and the limit runs, until a superior answers', async () => {
    const { body: brawl } = await report(desk, { grade: 'orange' });
    const own = await step(desk, brawl.id, { step: 'answer' });
    expect(own.body.ladders[0]?.status, 'their own word answers nothing').toBe('open');
    expect(own.body.delays.answered).toBeNull();
    await minutes(3);
    expect(climbed(await see(desk, brawl.id)).at(-1)).toEqual([3, [head.personId]]);
    expect((await step(desk, brawl.id, { step: 'handled' })).body).toMatchObject({ status: 'handled', ladders: [{ status: 'open' }] });
    await minutes(3);
    expect(climbed(await see(desk, brawl.id)).at(-1)).toEqual([6, [manager.personId]]);
    await minutes(14);
    expect((await see(desk, brawl.id)).clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('late');
    expect((await mine(manager, 'incidents.report.late'))[0]).toMatchObject({ status: 'open' });
    await minutes(1);
    const heard = await step(manager, brawl.id, { step: 'answer' });
    expect(heard.body.ladders[0]?.status).toBe('acknowledged');
    expect(heard.body.clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('broken');
    // What the guard reported and the desk booked is passed on by neither.
    const { body: booked } = await report(desk, { grade: 'yellow', via: 'radio', reporterId: guard.personId });
    expect((await step(desk, booked.id, { step: 'answer' })).body.ladders[0]?.status).toBe('open');
    expect((await step(manager, booked.id, { step: 'handled' })).body, 'a superior who ends it has it').toMatchObject({ ladders: [{ status: 'ended' }] });
    for (const { id } of [brawl, booked]) await step(manager, id, { step: 'summary', causes: 'x', responsibility: 'x', prevention: 'x' });
  });

  it('G-01: given bad times and people, then they are refused by name; an incident reported an hour late is kept and shows its delay', async () => {
    const now = world.clock.now();
    const at = (minute: number): string => new Date(Date.parse(now) + minute * 60_000).toISOString();
    expect((await report<Problem>(desk, { via: 'radio' })).body.code).toBe('reporter-missing');
    expect((await report<Problem>(desk, { reportedAt: at(30) })).body.code).toBe('time-ahead');
    expect((await report<Problem>(desk, { reportedAt: at(-20), foundAt: at(-10) })).body.code).toBe('found-after-report');
    expect((await report<Problem>(desk, { via: 'radio', reporterId: uuidv7() })).body.code).toBe('person-not-here');
    expect((await report<Problem>(guard, { via: 'radio', reporterName: '别人' })).body.code).toBe('forbidden');
    expect((await report<Problem>(guard, { drill: true })).body.code).toBe('forbidden');
    const { body: late } = await report(desk, { grade: 'yellow', via: 'phone', reporterName: '门口保洁', foundAt: at(-65), reportedAt: at(-5) });
    expect(late.delays).toMatchObject({ report: 60, booked: 5 });
    expect(late.course.map((line) => line.kind).slice(0, 3)).toEqual(['found', 'reported', 'booked']);
    await minutes(1);
    expect((await see(desk, late.id)).clocks.find((clock) => clock.clock === 'incidents.report')?.state, 'its limit had passed before it came').toBe('late');
    expect((await step<Problem>(desk, late.id, { step: 'answer', at: at(-70) })).body.code).toBe('before-found');
    expect((await step<Problem>(desk, late.id, { step: 'call', who: '张总', confirmedAt: at(-60) })).body.code).toBe('confirmed-before-called');
    const called = await step(desk, late.id, { step: 'call', who: '张总', duty: '公司总经理', way: 'phone', at: at(0), confirmedAt: at(1), instruction: '及时续报' });
    expect(called.body.calls).toMatchObject([{ who: '张总', duty: '公司总经理', instruction: '及时续报' }]);
    await step(desk, late.id, { step: 'fallsAway', reason: '误报' });
  });

  it('G-01: given a ladder with nobody in it, then the incident stands, that is said, and a call by hand is the way; two steps with the same person call twice', async () => {
    const ladder = (steps: unknown) => manager.post<Problem>(url('ladders/incidents.blue'), { steps });
    await seedRoster(world.database, world.siteId, world.clock.now());
    const day = world.clock.now();
    world.clock.set('2026-11-23T20:00:00.000Z');
    expect((await ladder([{ who: [{ role: 'property_assistant' }] }])).status).toBe(200);
    const { body: alone } = await report(manager, { grade: 'blue', nature: 'other' });
    expect(alone).toMatchObject({ status: 'open', ladders: [{ nobody: true, status: 'unanswered', steps: [{ told: [], empty: [{ role: 'property_assistant' }] }] }] });
    expect(alone.course.map((line) => line.kind)).toContain('nobody');
    expect((await step(manager, alone.id, { step: 'call', who: '值班保安', way: 'phone', confirmedAt: world.clock.now() })).body.clocks.find((clock) => clock.clock === 'incidents.report')?.state).toBe('met');
    await step(manager, alone.id, { step: 'fallsAway', reason: '误报' });
    expect((await ladder([{ who: [{ role: 'property_manager' }] }, { who: [{ role: 'property_manager' }, { role: 'engineering_head' }], afterMinutes: 4 }])).status).toBe(200);
    world.clock.set(day);
    const { body: twice } = await report(desk, { grade: 'blue', nature: 'other' });
    await minutes(4);
    expect(climbed(await see(manager, twice.id))).toEqual([[0, [manager.personId]], [4, [manager.personId, head.personId].sort()]]);
    expect((await ladder(null)).status).toBe(200);
    await step(desk, twice.id, { step: 'fallsAway', reason: '误报' });
  });

  it('G-01: given a drill, then the same ladder runs, every message says 演练, its number is of its own series and it is counted apart', async () => {
    const { body: drill } = await report(manager, { nature: 'fire', grade: 'red', drill: true });
    expect(drill).toMatchObject({ drill: true, number: 'YL2611-001' });
    const [told] = await mine(head, 'incidents.red');
    expect(told?.title).toMatch(/^【演练】/);
    expect(told?.body).toMatch(/^【演练】/);
    await step(manager, drill.id, { step: 'handled' });
    const figures = (await quality.get<{ incidents: { id: string; report: number }[]; drills: { id: string }[] }>(url('incident-figures?month=2026-11'))).body;
    expect(figures.drills.map((entry) => entry.id)).toContain(drill.id);
    expect(figures.incidents.map((entry) => entry.id)).not.toContain(drill.id);
    expect(figures.incidents.length).toBeGreaterThan(2);
  });

  it('G-01: given a centre with three grades, then the fourth is refused', async () => {
    const version = (await manager.get<{ site: { version: number } }>(url('setup'))).body.site.version;
    expect((await manager.post<Problem>(url('settings'), { version, parameters: { 'incidents.grades': 3 } })).status).toBe(200);
    expect((await report<Problem>(guard, { grade: 'blue' })).body.code).toBe('grade-unused');
    expect((await guard.get<{ grades: string[] }>(url('incident-choices'))).body.grades).toEqual(['red', 'orange', 'yellow']);
  });

  it('given somebody who has no part in an incident, then list, detail and steps do not show it; who was called sees it', async () => {
    const { body: own } = await report(desk, { nature: 'media', grade: 'yellow', words: '记者在门口采访' });
    expect((await sales.get<Problem>(url(`incidents/${own.id}`))).body.code).toBe('not-found');
    expect((await step<Problem>(sales, own.id, { step: 'note', words: 'x' })).body.code).toBe('not-found');
    expect((await sales.get<{ incidents: unknown[] }>(url('incidents?only=all'))).body.incidents).toEqual([]);
    expect((await desk.get<{ incidents: { id: string }[] }>(url('incidents?only=all'))).body.incidents.map((row) => row.id)).toContain(own.id);
    const guarded = (await guard.get<{ incidents: { id: string; number: string }[] }>(url('incidents?only=all'))).body.incidents;
    expect(guarded.map((row) => row.number)).toContain('SJ2611-001');
    expect(guarded.map((row) => row.id)).not.toContain(own.id);
    const lines = (await desk.get<{ lines: { section: string; ref: string }[] }>(url('handovers/draft'))).body.lines;
    expect(lines.filter((line) => line.section === 'incidents').map((line) => line.ref)).toContain(own.id);
    expect(world.sweepErrors).toEqual([]);
  });
});
