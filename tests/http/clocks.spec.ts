import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../platform/server/database.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

describe('deadlines over HTTP', () => {
  let world: World;
  let other: Database;
  let site = '';
  let desk: Client, technician: Client;
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    other = openDatabase(world.databaseUrl, { max: 4 });
    [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
  });
  afterAll(async () => {
    await other.end();
    await world.end();
  });

  /** The program sweeps by itself; beside it here one more round of the same process and two of a second one. */
  const sweepTogether = async (): Promise<void> => {
    const second = { ...world.deps, database: other };
    for (let left = 1; left > 0; ) left = (await Promise.all([sweepOnce(world.deps, world.sweeps), sweepOnce(second, world.sweeps), sweepOnce(second, world.sweeps)])).reduce((sum, count) => sum + count, 0);
  };
  const deadlines = async (ids: readonly string[], clock: string): Promise<string[]> =>
    (await world.owner.query<{ event: string }>(`select event from journal where subject = any($1) and event like 'Deadline%' and data::jsonb->>'clock' = $2 order by subject, version`, [ids, clock])).rows.map((row) => row.event);

  it('given thirty orders waiting for a signature, when several processes sweep at once, then each is warned once and breached once (M-07)', async () => {
    const ids = (await Promise.all(Array.from({ length: 30 }, () => logFault(desk, site)))).map((view) => view.row.id);
    expect(await deadlines(ids, 'issue')).toEqual([]);
    const clock = (await desk.get(`/api/sites/${site}/repairs/${ids[0]}`)).body.clocks.find((row) => row.clock === 'issue');
    if (!clock?.warnAt) throw new Error('No warning was planned.');
    world.clock.set(clock.warnAt);
    await sweepTogether();
    expect(await deadlines(ids, 'issue')).toEqual(ids.map(() => 'DeadlineWarned'));
    world.clock.set(clock.dueAt);
    await sweepTogether();
    world.pass(600);
    await sweepTogether();
    expect(await deadlines(ids, 'issue')).toEqual(ids.flatMap(() => ['DeadlineWarned', 'DeadlineBreached']));
    expect(world.sweepErrors).toEqual([]);
  });

  it('given forty orders due at once and one that cannot be handled, when a process sweeps, then thirty-nine are found, the one is named, and it is found when it can be', async () => {
    const ids = (await Promise.all(Array.from({ length: 40 }, () => logFault(desk, site)))).map((view) => view.row.id);
    const broken = ids[17] ?? '';
    // Beside the program, which sweeps by itself: the database refuses the finding of one order whoever brings it.
    await world.owner.query(`create function refuse_one() returns trigger language plpgsql as $$ begin if new.subject = '${broken}' then raise exception 'not this one'; end if; return new; end $$`);
    await world.owner.query('create trigger refuse_one before insert on journal for each row execute function refuse_one()');
    world.pass(60);
    await expect(
      (async () => {
        for (let round = 0; round < 5; round += 1) await sweepOnce(world.deps, world.sweeps);
      })(),
    ).rejects.toMatchObject({ errors: [expect.objectContaining({ message: 'not this one' })] });
    const found = await world.owner.query<{ subject: string }>(`select distinct subject from journal where subject = any($1) and event = 'DeadlineBreached'`, [ids]);
    expect(found.rows.map((row) => row.subject).toSorted()).toEqual(ids.filter((id) => id !== broken).toSorted());
    await world.owner.query('drop trigger refuse_one on journal');
    await sweepTogether();
    expect(await deadlines([broken], 'issue')).toEqual(['DeadlineBreached']);
    world.sweepErrors.length = 0;
  });

  it('given a breach of M-13, when the slip later shows an earlier time, then the limit was met, entered later', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', technicianId: technician.personId }] });
    const signedAt = world.clock.now();
    world.pass(16);
    await sweepTogether();
    expect(await deadlines([row.id], 'ready')).toEqual(['DeadlineBreached']);
    const at = new Date(Date.parse(signedAt) + 9 * 60_000).toISOString();
    const booked = await takeSteps(desk, site, row.id, [{ step: 'ready', way: 'paper', at }]);
    expect(booked.body.clocks.find((clock) => clock.clock === 'ready')).toMatchObject({ clause: 'M-13', origin: 'plan', stoppedAt: at, metLate: true, breachedAt: expect.any(String) });
    expect(await deadlines([row.id], 'ready')).toEqual(['DeadlineBreached', 'DeadlineMetLate']);
  });

  it('given a breach, when the step comes too late, then it stays a breach and is noted once', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', technicianId: technician.personId }] });
    world.pass(30);
    // Whoever comes first, the sweep or the step, writes the breach; the other finds it there.
    await Promise.all([sweepTogether(), takeSteps(technician, site, row.id, [{ step: 'ready' }])]);
    await sweepTogether();
    expect(await deadlines([row.id], 'ready')).toEqual(['DeadlineBreached']);
  });

  it('given a repair of the house, when 20 and 30 minutes pass after the signature, then it is warned and breached (M-47)', async () => {
    const { row } = await logFault(desk, site, { kind: 'facility', source: 'guard', placeText: '停车场', steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', technicianId: technician.personId }] });
    const minutes = async (passed: number): Promise<string[]> => {
      world.pass(passed);
      await sweepTogether();
      return deadlines([row.id], 'on_site');
    };
    expect(await minutes(19)).toEqual([]);
    expect(await minutes(1)).toEqual(['DeadlineWarned']);
    expect(await minutes(9)).toEqual(['DeadlineWarned']);
    expect(await minutes(1)).toEqual(['DeadlineWarned', 'DeadlineBreached']);
  });

  it('given a broken appointment, when the desk agrees on a later time, then the breach stays beside the new run: on the order, in the figures and on the board, each with its own reason (M-14)', async () => {
    const manager = await world.signIn('manager');
    const later = (minutes: number): string => new Date(Date.parse(world.clock.now()) + minutes * 60_000).toISOString();
    const figure = async () => (await manager.get<{ clocks: { clock: string }[] }>(`/api/sites/${site}/repairs/figures?month=${world.clock.now().slice(0, 7)}`)).body.clocks.find((row) => row.clock === 'arrive');
    const { row } = await logFault(desk, site, { appointmentAt: later(60), steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', technicianId: technician.personId }] });
    // Moved while there was time: one run, at its new time.
    await takeSteps(desk, site, row.id, [{ step: 'amend', appointmentAt: later(90) }]);
    world.pass(85);
    await sweepTogether();
    const moved = await takeSteps(desk, site, row.id, [{ step: 'explainBreach', clock: 'arrive', reason: 'weather' }, { step: 'amend', appointmentAt: later(60) }]);
    expect(moved.status, JSON.stringify(moved.body)).toBe(200);
    const runs = (body: typeof moved.body) => body.clocks.filter((clock) => clock.clock === 'arrive').map(({ round, breachedAt, stoppedAt }) => ({ round, breached: breachedAt !== null, stopped: stoppedAt !== null }));
    expect(runs(moved.body)).toEqual([{ round: 1, breached: true, stopped: true }, { round: -1002, breached: false, stopped: false }]);
    expect(moved.body.row, 'the list counts down to the run that goes on').toMatchObject({ nextClause: 'M-13' });
    world.pass(30);
    const there = await takeSteps(technician, site, row.id, [{ step: 'arrive' }]);
    expect(runs(there.body)).toEqual([{ round: 1, breached: true, stopped: true }, { round: -1002, breached: false, stopped: true }]);
    expect(await figure(), 'the reason stays with the run it explains').toMatchObject({ met: 1, breached: 0, reasons: { weather: 1 } });
    const board = (await manager.get<{ rows: { row: { id: string }; missed: { clock: string; visit: number }[] }[] }>('/api/repairs/oversight')).body;
    expect(board.rows.find((line) => line.row.id === row.id)?.missed.filter((limit) => limit.clock === 'arrive')).toMatchObject([{ visit: 1, reason: 'weather' }]);
  });

  it('given a broken appointment, when it is dropped or a second run of it is broken as well, then every breach is told, counted and explained by itself (M-14)', async () => {
    const later = (minutes: number): string => new Date(Date.parse(world.clock.now()) + minutes * 60_000).toISOString();
    const manager = await world.signIn('manager');
    const missed = async (id: string) => (await manager.get<{ rows: { row: { id: string }; missed: { clock: string; visit: number; reason: string | null }[] }[] }>('/api/repairs/oversight')).body.rows.find((line) => line.row.id === id)?.missed.filter((limit) => limit.clock === 'arrive').map(({ visit, reason }) => [visit, reason]);
    const { row } = await logFault(desk, site, { appointmentAt: later(30), steps: [{ step: 'issue' }] });
    world.pass(25);
    // Not swept yet: whoever moves it finds the breach.
    await takeSteps(desk, site, row.id, [{ step: 'amend', appointmentAt: later(30) }]);
    world.pass(25);
    await sweepTogether();
    expect((await deadlines([row.id], 'arrive')).filter((event) => event === 'DeadlineBreached')).toHaveLength(2);
    await takeSteps(desk, site, row.id, [{ step: 'explainBreach', clock: 'arrive', visit: -1002, reason: 'blocked_access' }, { step: 'amend', appointmentAt: null }]);
    expect(await missed(row.id)).toEqual([[1, null], [-1002, 'blocked_access']]);
    const alerts = await world.owner.query<{ round: number; status: string }>(`select round, status from alerts where cause_subject = $1 and topic = 'repairs.arrive.late'`, [row.id]);
    expect(alerts.rows).toEqual(expect.arrayContaining([{ round: -1002, status: 'ended' }]));
  });

  it('given a user who refuses at the door and agrees on another time, when the technician comes again, then the second arrival is judged by itself and the first stays kept; the desk is asked for a time where there is none (M-14, M-16)', async () => {
    const later = (minutes: number): string => new Date(Date.parse(world.clock.now()) + minutes * 60_000).toISOString();
    const of = (body: { clocks: readonly { clock: string; round: number; breachedAt: string | null; stoppedAt: string | null }[] }, name: string) => body.clocks.filter((clock) => clock.clock === name).map(({ round, breachedAt, stoppedAt }) => [round, breachedAt !== null, stoppedAt !== null]);
    const { row } = await logFault(desk, site, { appointmentAt: later(60), steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', technicianId: technician.personId }] });
    world.pass(30);
    const refused = await takeSteps(technician, site, row.id, [{ step: 'arrive' }, { step: 'consent', given: false, by: '王经理' }]);
    expect(of(refused.body, 'reappoint')).toEqual([[1, false, false]]);
    const agreed = await takeSteps(desk, site, row.id, [{ step: 'amend', appointmentAt: later(120) }]);
    expect(of(agreed.body, 'reappoint')).toEqual([[1, false, true]]);
    expect(of(agreed.body, 'arrive')).toEqual([[1, false, true], [-1002, false, false]]);
    world.pass(100);
    const back = await takeSteps(technician, site, row.id, [{ step: 'resume' }, { step: 'arrive' }, { step: 'consent', given: true, by: '王经理' }, { step: 'start', asReported: true }]);
    expect(back.status, JSON.stringify(back.body)).toBe(200);
    expect(of(back.body, 'arrive')).toEqual([[1, false, true], [-1002, false, true]]);
    world.pass(60);
    await sweepTogether();
    expect(await deadlines([row.id], 'arrive')).not.toContain('DeadlineBreached');
  });

  it('given a breach of what was asked for once, when it is asked for again, then the same deadline runs on; a technician told again gets his time and the breach stays (M-11, M-23, M-24, M-31)', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    const of = (body: { clocks: readonly { clock: string; round: number; breachedAt: string | null; stoppedAt: string | null }[] }, name: string) => body.clocks.filter((clock) => clock.clock === name).map(({ round, breachedAt, stoppedAt }) => [round, breachedAt !== null, stoppedAt !== null]);
    world.pass(10);
    await sweepTogether();
    const told = await takeSteps(desk, site, row.id, [{ step: 'notify', technicianId: technician.personId, channel: 'phone' }]);
    expect(of(told.body, 'collect')).toEqual([[1, true, true], [-1002, false, false]]);
    const defect = { step: 'explainCause', cause: 'quality_defect', explained: true } as const;
    const help = { step: 'askSupport', to: 'foreman', text: '阀芯型号不明' } as const;
    await takeSteps(desk, site, row.id, [{ step: 'accept', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive' }, { step: 'consent', given: true, by: '王经理' }, { step: 'start', asReported: true }, defect, help]);
    world.pass(40);
    await sweepTogether();
    const again = await takeSteps(technician, site, row.id, [defect, help]);
    expect(of(again.body, 'vendor')).toEqual([[1, true, false]]);
    expect(of(again.body, 'support')).toEqual([[1, true, false]]);
    const rated = { step: 'rate', workmanship: 'dissatisfied', attitude: 'fair', conduct: 'fair' } as const;
    await takeSteps(technician, site, row.id, [{ step: 'test', to: '王经理', passed: true }]);
    await takeSteps(desk, site, row.id, [{ ...rated, way: 'paper' }]);
    world.pass(60 * 50);
    await sweepTogether();
    expect(of((await takeSteps(desk, site, row.id, [{ ...rated, way: 'paper' }])).body, 'bad_rating')).toEqual([[1, true, false]]);
  });

  it('given the program itself, when a clock falls due, then it is found without anybody asking', async () => {
    const { row } = await logFault(desk, site);
    world.pass(60);
    await expect.poll(() => deadlines([row.id], 'issue')).toEqual(['DeadlineBreached']);
  });

  it('M-14: given users who wait longer than promised, when the desk’s list is read, then it names whom to call back first, as the rule does, until a new time is agreed', async () => {
    const later = (n: number): string => new Date(Date.parse(world.clock.now()) + n * 60_000).toISOString();
    const booked = await logFault(desk, site, { item: '约好要晚到', appointmentAt: later(60), steps: [{ step: 'issue' }] });
    const accepted = await logFault(desk, site, { item: '没约也晚', steps: [{ step: 'issue' }, { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }] });
    const list = async (): Promise<string[]> => (await desk.get<{ rows: { id: string }[] }>(`/api/sites/${site}/repairs?filter=call_back`)).body.rows.map((row) => row.id);
    const ours = async () => { const ids = await list(); return [booked, accepted].map(({ row }) => ids.includes(row.id)); };
    expect(await ours()).toEqual([false, false]);
    await takeSteps(desk, site, booked.row.id, [{ step: 'explainBreach', clock: 'arrive', reason: 'emergency_elsewhere', expectedAt: later(90) }]);
    expect(await ours(), 'known before').toEqual([true, false]);
    expect((await desk.get<{ alerts: { topic: string; status: string }[] }>('/api/alerts')).body.alerts.filter((alert) => alert.topic === 'repairs.call-back' && alert.status === 'open')).toHaveLength(1);
    world.pass(51);
    expect(await ours()).toEqual([true, true]);
    const count = (await desk.get<{ call_back: number }>(`/api/sites/${site}/repairs/counts`)).body.call_back;
    expect(await list()).toHaveLength(count);
    await takeSteps(desk, site, booked.row.id, [{ step: 'amend', appointmentAt: later(60) }]);
    await takeSteps(desk, site, accepted.row.id, [{ step: 'arrive', way: 'paper' }]);
    expect(await ours()).toEqual([false, false]);
  });
});
