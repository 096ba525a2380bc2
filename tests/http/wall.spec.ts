import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WallRow } from '../../features/repairs/core/wall-contract.ts';
import { logFault, startProgram, takeSteps, type World } from '../support/program.ts';
import { withoutIds } from '../support/without-ids.ts';

describe('what hangs on the wall', () => {
  let world: World;
  beforeAll(async () => {
    world = await startProgram();
  });
  afterAll(() => world.end());

  it('given jobs with reporters and numbers, when a wall is read, then it has place, fault, 王师傅 and the deadline; a wall for guests has only the place and that somebody is at it (T-15)', async () => {
    const [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    const { row } = await logFault(desk, world.siteId, { placeText: '样板间2', item: '洗手间漏水', reporterName: '欧阳经理', reporterPhone: '13911112222', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    const done = await logFault(desk, world.siteId, { item: '已取消' });
    await takeSteps(desk, world.siteId, done.row.id, [{ step: 'cancel', reason: '报错' }]);
    const read = async (audience: string) => (await desk.get<{ rows: WallRow[]; more: number }>(`/api/sites/${world.siteId}/wall?audience=${audience}`)).body;
    const staff = await read('staff');
    expect(staff.rows).toEqual([{ id: row.id, place: '样板间2', item: '洗手间漏水', staff: expect.stringMatching(/^.师傅$/u), status: 'issued', urgent: false, clock: 'collect', dueAt: expect.any(String) }]);
    expect(withoutIds(staff)).not.toMatch(/欧阳|139\d{8}|[A-Z]2611-/);
    expect((await read('guests')).rows).toEqual([{ id: row.id, place: '样板间2', item: null, staff: null, status: 'issued', urgent: false, clock: null, dueAt: null }]);
    for (const name of ['technician', 'sales', 'guard']) expect((await (await world.signIn(name)).get(`/api/sites/${world.siteId}/wall`)).status, name).toBe(403);
  });
});
