import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OversightRow } from '../../features/repairs/core/oversight.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

type Board = { rows: OversightRow[]; open: Record<string, number> };

describe("the manager's board over HTTP", () => {
  let world: World;
  let desk: Client, manager: Client, technician: Client;
  beforeAll(async () => {
    world = await startProgram();
    // The manager looks over both centres.
    await world.owner.query(
      `insert into memberships (site_id, person_id, role, valid_from) select $1, id, 'property_manager', $2 from people where username = 'manager'`,
      [world.siteB, '2026-01-01T00:00:00Z'],
    );
    [desk, manager, technician] = await Promise.all([world.signIn('desk'), world.signIn('manager'), world.signIn('technician')]);
  });
  afterAll(() => world.end());

  it('given an accepted order whose 15 minutes passed, then the board names that limit and since when; a reason stands beside it and takes nothing away (M-03, M-04, M-13)', async () => {
    const { row } = await logFault(desk, world.siteId, { item: '射灯不亮' });
    const acceptedAt = world.clock.now();
    await takeSteps(desk, world.siteId, row.id, [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }, { step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }]);
    world.pass(16);
    const before = await manager.get<Board>('/api/repairs/oversight');
    const due = new Date(Date.parse(acceptedAt) + 15 * 60_000).toISOString();
    expect(before.body.rows.map((line) => [line.row.id, line.missed])).toEqual([[row.id, [{ clock: 'ready', clause: 'M-13', origin: 'plan', dueAt: due, visit: 1, stoppedAt: null, reason: null }]]]);

    const urged = await takeSteps(manager, world.siteId, row.id, [{ step: 'urge' }, { step: 'explainBreach', clock: 'ready', reason: 'emergency_elsewhere' }]);
    expect(urged.status).toBe(200);
    const after = await manager.get<Board>('/api/repairs/oversight');
    expect(after.body.rows[0]).toMatchObject({ urgedAt: world.clock.now(), missed: [{ clock: 'ready', reason: 'emergency_elsewhere', stoppedAt: null }] });

    world.pass(5);
    await takeSteps(technician, world.siteId, row.id, [{ step: 'ready' }]);
    const ended = await manager.get<Board>('/api/repairs/oversight');
    const figures = await manager.get<{ clocks: { clock: string }[]; targets: unknown }>(`/api/sites/${world.siteId}/repairs/figures?month=2026-11`);
    expect(figures.body.clocks.find((clock) => clock.clock === 'ready'), 'on time, late and late with reason stand side by side (M-01)').toMatchObject({ met: 0, metLate: 0, breached: 0, reasons: { emergency_elsewhere: 1 } });
    expect(figures.body.targets).toMatchObject({ onTime: { percent: 95, origin: 'house' }, satisfaction: { percent: 98, origin: 'house' } });
    expect(ended.body.rows[0]?.missed, 'ended late is still late').toMatchObject([{ clock: 'ready', stoppedAt: world.clock.now(), reason: 'emergency_elsewhere' }]);
  });

  it('given orders in two centres, then one list holds both for whoever looks over both, and only the own for others (M-03)', async () => {
    const deskB = await world.signIn('desk-b');
    const other = await logFault(deskB, world.siteB, { item: '门锁松动' });
    const both = await manager.get<Board>('/api/repairs/oversight');
    expect(Object.keys(both.body.open).sort()).toEqual([world.siteId, world.siteB].sort());
    expect(both.body.rows.map((line) => line.row.id)).toContain(other.row.id);
    const foreman = await world.signIn('foreman');
    const own = await foreman.get<Board>('/api/repairs/oversight');
    expect(own.body.rows.length).toBeGreaterThan(0);
    expect(own.body.rows.every((line) => line.row.siteId === world.siteId)).toBe(true);
  });

  it('given the desk or a technician, then nothing of anybody is shown; without signing in it is refused', async () => {
    expect((await desk.get<Board>('/api/repairs/oversight')).body).toEqual({ rows: [], open: {} });
    expect((await technician.get<Board>('/api/repairs/oversight')).body).toEqual({ rows: [], open: {} });
    expect((await world.anonymous.get('/api/repairs/oversight')).status).toBe(401);
  });

  it('M-12: given a signature twelve minutes after the notice, then the manager reads it on the board; where the house allows fifteen, he does not', async () => {
    const { row } = await logFault(desk, world.siteId, { item: '地插松动', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    world.pass(12);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', signWay: 'paper', way: 'paper' }]);
    const seen = async () => (await manager.get<Board>('/api/repairs/oversight')).body.rows.find((line) => line.row.id === row.id)?.signedLate;
    expect(await seen()).toEqual({ minutes: 12, limit: 10 });
    const settings = await manager.get<{ site: { version: number } }>(`/api/sites/${world.siteId}/setup`);
    expect((await manager.post(`/api/sites/${world.siteId}/settings`, { version: settings.body.site.version, parameters: { 'repairs.signing_gap': 15 } })).status).toBe(200);
    expect(await seen()).toBeNull();
  });

  it('given a lost desk copy, then the board says so until the manager approved it (M-35)', async () => {
    const { row } = await logFault(desk, world.siteId, { item: '水龙头滴水' });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'issue' }, { step: 'print', reprint: false }, { step: 'loseCopy', ply: 'store', reason: '雨中丢失' }]);
    const lost = async () => (await manager.get<Board>('/api/repairs/oversight')).body.rows.find((line) => line.row.id === row.id)?.lostCopies;
    expect(await lost()).toEqual(['store']);
    expect((await takeSteps(manager, world.siteId, row.id, [{ step: 'approveLoss', ply: 'store' }])).status).toBe(200);
    expect(await lost()).toEqual([]);
  });
});
