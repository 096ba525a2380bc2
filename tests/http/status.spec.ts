import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { readStatus } from '../../platform/core/status-contract.ts';
import { statusLines } from '../../platform/core/status-lines.ts';
import { STATUS_WORDS } from '../../platform/core/status-words.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
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

  it('given a write that is left open, then the status says for how long it has held the feed back', async () => {
    const open = await world.owner.connect();
    try {
      await open.query('begin');
      await open.query('select pg_current_xact_id()');
      await expect.poll(async () => (await manager.get<Status>('/api/status')).body.feedHeldSeconds).toBeGreaterThan(0.3);
    } finally {
      await open.query('rollback');
      open.release();
    }
    expect((await manager.get<Status>('/api/status')).body.feedHeldSeconds).toBeLessThan(0.3);
  });

  it('given a day that is over, when it is sealed, then the status says up to which day', async () => {
    world.pass(3 * 24 * 60);
    const sealed = await world.owner.query<{ day: string }>(`insert into journal_heads (site_id, day, from_xid, to_xid, entries, head, signature, public_key, sealed_at) values ($1, '2026-11-24', '0', '1', 0, '', '', '', now()) returning day::text`, [world.siteId]);
    const { body } = await manager.get<Status>('/api/status');
    expect(body.sealed[0]?.day).toBe(sealed.rows[0]?.day);
  });

  it('given PCs of a centre, when a ruler page is printed at one, then the status says when and by whom, enrolled PCs by their name; half a year later, and where none was printed, it hints and never more', async () => {
    const { zh } = STATUS_WORDS;
    const line = async () => {
      const { body } = await manager.get<Status>('/api/status');
      return statusLines({ status: body, words: zh, when: (instant) => instant.slice(0, 10) }).find((one) => one.name === zh.printers);
    };
    expect(await line()).toEqual({ name: zh.printers, mark: 'care', lines: [expect.stringContaining('还没有打过校准页')] });
    const desk = await world.signIn('desk');
    const enrolled = await fetch(`${world.origin}/api/sites/${world.siteId}/devices`, { method: 'POST', headers: { cookie: manager.cookie, 'content-type': 'application/json' }, body: JSON.stringify({ name: '前台电脑' }) });
    expect(enrolled.status).toBe(200);
    const device = enrolled.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
    const pc = uuidv7();
    const ruler = (use: string, more = '') => `/api/sites/${world.siteId}/ruler.pdf?use=${use}&paper=continuous-140&x=1.5&y=-2&pc=${pc}${more}`;
    expect(await desk.get(ruler('forms'))).toMatchObject({ status: 200, type: expect.stringContaining('pdf') });
    const day = world.clock.now().slice(0, 10);
    expect(await line()).toEqual({
      name: zh.printers, mark: 'care',
      lines: [expect.stringMatching(new RegExp(`用的电脑 · 单据：校准页 ${day} 打过（.+），右移 1.5 毫米、下移 -2 毫米$`)), expect.stringMatching(/还没有打过校准页：.+ · 前台电脑；/)],
    });
    // At the enrolled PC itself: its name stands there instead of whose PC it was.
    expect((await fetch(`${world.origin}${ruler('forms')}`, { headers: { cookie: `${desk.cookie}; ${device}` } })).status).toBe(200);
    expect(await line()).toEqual({ name: zh.printers, mark: 'good', lines: [expect.stringContaining(' · 前台电脑 · 单据：校准页')] });
    world.pass(181 * 24 * 60);
    expect(await line()).toMatchObject({ mark: 'care', lines: [expect.stringContaining('已经半年多')] });
    expect((await desk.get(ruler('registers'))).status).toBe(200);
    expect((await line())?.lines).toHaveLength(2);
    expect((await managerB.get(ruler('forms'))).status).toBe(404);
    expect((await world.anonymous.get(ruler('forms'))).status).toBe(401);
    for (const bad of [ruler('drawings'), ruler('forms', '&x=90'), `/api/sites/${world.siteId}/ruler.pdf?use=forms`]) expect((await desk.get(bad)).status, bad).toBe(400);
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
