import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFault, logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

describe('several people and several taps at once', () => {
  let world: World;
  let site = '';
  let desk: Client, desk2: Client, technician: Client, technician2: Client;
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    [desk, desk2, technician, technician2] = await Promise.all([world.signIn('desk'), world.signIn('desk2'), world.signIn('technician'), world.signIn('technician2')]);
  });
  afterAll(() => world.end());

  const journalOf = async (id: string): Promise<string[]> =>
    (await world.owner.query<{ event: string }>('select event from journal where subject = $1 order by version', [id])).rows.map((row) => row.event);

  it('given a command already handled, when it is sent again, then the answer is the same and the journal has one entry', async () => {
    const fault = aFault();
    const first = await desk.post(`/api/sites/${site}/repairs`, fault);
    const second = await desk.post(`/api/sites/${site}/repairs`, fault);
    expect(first.status).toBe(200);
    expect(second).toEqual(first);
    const commandId = randomUUID();
    const once = await takeSteps(desk, site, fault.repairId, [{ step: 'issue' }], { commandId });
    const twice = await takeSteps(desk, site, fault.repairId, [{ step: 'issue' }], { commandId });
    expect(twice).toEqual(once);
    expect(await journalOf(fault.repairId)).toEqual(['RepairLogged', 'OrderIssued']);
  });

  it('given a double tap, when both arrive together, then both are answered the same and it happened once', async () => {
    const fault = aFault();
    const taps = await Promise.all(Array.from({ length: 6 }, () => desk.post(`/api/sites/${site}/repairs`, fault)));
    expect(taps.map((tap) => tap.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(taps.map((tap) => tap.body.row.logNumber)).size).toBe(1);
    expect(await journalOf(fault.repairId)).toEqual(['RepairLogged']);
    const commandId = randomUUID();
    const urges = await Promise.all(Array.from({ length: 4 }, () => takeSteps(desk, site, fault.repairId, [{ step: 'issue' }], { commandId })));
    expect(urges.map((tap) => tap.status)).toEqual([200, 200, 200, 200]);
    expect(await journalOf(fault.repairId)).toEqual(['RepairLogged', 'OrderIssued']);
  });

  it('given a command id used for one order, when it comes with another, then it is refused and nothing changes', async () => {
    const [one, other] = [await logFault(desk, site), await logFault(desk, site)];
    const commandId = randomUUID();
    await takeSteps(desk, site, one.row.id, [{ step: 'issue' }], { commandId });
    expect(await takeSteps<{ code: string }>(desk, site, other.row.id, [{ step: 'issue' }], { commandId })).toMatchObject({ status: 409, body: { code: 'command-reused' } });
    expect(await journalOf(other.row.id)).toEqual(['RepairLogged']);
  });

  it('given an order for anybody, when two technicians sign at once, then one has it and the other is told (M-12)', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }] });
      const sign = (who: Client) => who.post<{ code?: string; row?: { technicianId: string } }>(`/api/sites/${site}/repairs/${row.id}/steps`, { commandId: randomUUID(), steps: [{ step: 'accept', signWay: 'pin' }], pin: '2580' });
      const answers = await Promise.all([sign(technician), sign(technician2)]);
      const winners = answers.filter((answer) => answer.status === 200);
      const losers = answers.filter((answer) => answer.status !== 200);
      expect(winners).toHaveLength(1);
      expect(losers).toHaveLength(1);
      expect(losers[0]).toMatchObject({ status: 409, body: { code: 'already-accepted', facts: { technicianId: winners[0]?.body.row?.technicianId } } });
      expect((await journalOf(row.id)).filter((event) => event === 'RepairAccepted')).toHaveLength(1);
    }
  });

  it('given two desks with the same form open, when both save, then the second is told what it had not seen and overwrites nothing', async () => {
    const { row } = await logFault(desk, site);
    const save = (who: Client, item: string, baseVersion: number) => takeSteps<{ code?: string; facts?: unknown; row?: { item: string; version: number } }>(who, site, row.id, [{ step: 'amend', item }], { baseVersion });
    const answers = await Promise.all([save(desk, '水管爆裂', row.version), save(desk2, '水龙头滴水', row.version)]);
    const won = answers.find((answer) => answer.status === 200);
    const lost = answers.find((answer) => answer.status !== 200);
    expect(lost).toMatchObject({ status: 409, body: { code: 'changed-meanwhile', facts: { version: row.version + 1, seen: row.version } } });
    const now = await desk.get(`/api/sites/${site}/repairs/${row.id}`);
    expect(now.body.row.item).toBe(won?.body.row?.item);
    expect((await save(desk2, '两处漏水', now.body.row.version)).status).toBe(200);
  });

  it('given twenty orders issued at once by two desks, when numbers are given, then none is missing and none is double', async () => {
    const before = (await world.owner.query<{ value: number }>(`select value from counters where site_id = $1 and series = 'order-2611'`, [site])).rows[0]?.value ?? 0;
    const logged = await Promise.all(Array.from({ length: 20 }, () => logFault(desk, site)));
    const issued = await Promise.all(
      logged.map(({ row }, index) =>
        // Every fourth is refused after its number would have been taken.
        takeSteps<{ row?: { orderNumber: string } }>(index % 2 ? desk : desk2, site, row.id, index % 4 === 3 ? [{ step: 'issue' }, { step: 'rate', workmanship: 'fair', attitude: 'fair', conduct: 'fair' }] : [{ step: 'issue' }]),
      ),
    );
    const numbers = issued.filter((answer) => answer.status === 200).map((answer) => Number(answer.body.row?.orderNumber.slice(-4))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 15 }, (_, index) => before + 1 + index));
    const logs = logged.map(({ row }) => Number(row.logNumber.slice(-4))).sort((a, b) => a - b);
    expect(logs).toEqual(Array.from({ length: 20 }, (_, index) => (logs[0] ?? 0) + index));
  });
});
