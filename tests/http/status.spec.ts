import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { readStatus } from '../../platform/core/status-contract.ts';
import { startProgram, type Client, type World } from '../support/program.ts';

describe('the status of the installation', () => {
  let world: World;
  let manager: Client, managerB: Client;
  beforeAll(async () => {
    world = await startProgram();
    [manager, managerB] = await Promise.all([world.signIn('manager'), world.signIn('manager-b')]);
  });
  afterAll(() => world.end());
  type Status = OutputOf<typeof readStatus>;

  it('given a manager, when asking how the system stands, then addresses, database, sweep, jobs, disk and own centres are told', async () => {
    await expect.poll(async () => (await manager.get<Status>('/api/status')).body.sweepAgeSeconds).toBeLessThanOrEqual(2);
    const { status, body } = await manager.get<Status>('/api/status');
    expect(status).toBe(200);
    expect(body).toMatchObject({ testClock: true, https: false, publicUrl: null, database: { version: expect.stringMatching(/^1[78]/) }, jobs: { failed: 0 }, now: world.clock.now() });
    expect(body.addresses.some((address) => address.startsWith('http://localhost:'))).toBe(true);
    expect(body.disk?.freeBytes).toBeGreaterThan(0);
    expect(body.sealed.map((site) => site.siteId)).toEqual([world.siteId]);
    expect((await managerB.get<Status>('/api/status')).body.sealed.map((site) => site.siteId)).toEqual([world.siteB]);
  });

  it('given a day that is over, when it is sealed, then the status says up to which day', async () => {
    world.pass(3 * 24 * 60);
    const sealed = await world.owner.query<{ day: string }>(`insert into journal_heads (site_id, day, from_xid, to_xid, entries, head, signature, public_key, sealed_at) values ($1, '2026-11-24', '0', '1', 0, '', '', '', now()) returning day::text`, [world.siteId]);
    const { body } = await manager.get<Status>('/api/status');
    expect(body.sealed[0]?.day).toBe(sealed.rows[0]?.day);
  });

  it('given desk, technician or nobody, when asking, then it is not for them', async () => {
    for (const name of ['desk', 'technician', 'sales']) expect((await (await world.signIn(name)).get('/api/status')).status, name).toBe(403);
    expect((await world.anonymous.get('/api/status')).status).toBe(401);
  });

  it('given a watcher without sign-in, when asking for health, then it hears alive and ready and nothing else', async () => {
    expect((await world.anonymous.get('/healthz')).body).toEqual({ ok: true, version: expect.any(String) });
    const ready = await world.anonymous.get<Record<string, unknown>>('/readyz');
    expect(ready).toMatchObject({ status: 200, body: { ready: true } });
    expect(Object.keys(ready.body).sort()).toEqual(['database', 'draining', 'feedHeldSeconds', 'ready', 'sweepAgeSeconds']);
  });
});
