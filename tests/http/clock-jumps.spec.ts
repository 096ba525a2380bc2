import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJournal } from '../../platform/server/journal-heads.ts';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { readStatus } from '../../platform/core/status-contract.ts';
import { statusLines } from '../../platform/core/status-lines.ts';
import { STATUS_WORDS } from '../../platform/core/status-words.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

type Status = OutputOf<typeof readStatus>;
const HOUR = 60;
const JUMPS = [['an hour on', HOUR], ['an hour back', -HOUR], ['a day on', 24 * HOUR], ['a day back', -24 * HOUR]] as const;

describe('a machine whose clock jumps', () => {
  let world: World;
  let desk: Client, manager: Client;
  beforeAll(async () => {
    world = await startProgram();
    [desk, manager] = await Promise.all([world.signIn('desk'), world.signIn('manager')]);
  });
  afterAll(() => world.end());

  const logged: string[] = [];

  it.each(JUMPS)('given orders on their way, when it jumps %s, then work goes on in them and in new ones and nothing is lost', async (_name, minutes) => {
    const { row } = await logFault(desk, world.siteId);
    world.pass(minutes);
    expect((await desk.get(`/api/sites/${world.siteId}/repairs/${row.id}`)).status).toBe(200);
    expect((await takeSteps(desk, world.siteId, row.id, [{ step: 'issue' }])).status).toBe(200);
    logged.push(row.id, (await logFault(desk, world.siteId)).row.id);
    const kept = await world.owner.query('select from journal where subject = any ($1) and event = $2', [logged, 'RepairLogged']);
    expect(kept.rowCount).toBe(logged.length);
    expect((await checkJournal(world.database, world.siteId)).fault).toBeUndefined();
  });

  it('given people’s devices that tell the time of before, when it has jumped an hour, then the page says by how much and what to do; back in step it is quiet', async () => {
    const tell = async (offMinutes: number): Promise<void> => {
      for (const name of ['manager', 'desk', 'technician']) {
        const person = await world.signIn(name);
        await fetch(`${world.origin}/api/session`, { headers: { cookie: person.cookie, 'x-device-time': String(Date.parse(world.clock.now()) - offMinutes * 60_000) } });
      }
    };
    // The words of a real clock: the test's own is told of before any other.
    const clockLine = async () => {
      const { body } = await manager.get<Status>('/api/status');
      return statusLines({ status: { ...body, testClock: false }, words: STATUS_WORDS.zh, when: (instant) => instant }).find((line) => line.name === STATUS_WORDS.zh.clock);
    };
    await tell(HOUR);
    await expect.poll(clockLine).toMatchObject({ mark: 'bad', lines: [expect.stringContaining('快 60 分钟，请校正这台机器的时间')] });
    await tell(0);
    await expect.poll(clockLine).toMatchObject({ mark: 'good' });
  });

  it('given all that, then no deadline was found twice and no sweep failed', async () => {
    const twice = await world.owner.query(`select subject from journal where subject = any ($1) and data::jsonb->>'clock' is not null group by subject, event, data::jsonb->>'clock', data::jsonb->>'round' having count(*) > 1`, [logged]);
    expect(twice.rowCount).toBe(0);
    expect(world.sweepErrors).toEqual([]);
  });
});
