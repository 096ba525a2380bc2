import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort, startFoyer, type RealFoyer } from '../../bench/real-foyer.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { checkJournal } from '../../platform/server/journal-heads.ts';
import { testDatabase } from '../support/database.ts';
import { aFault, PASSWORD } from '../support/program.ts';

type Answer = { readonly status: number; readonly body: { code?: string; facts?: Record<string, unknown>; row?: { id: string; version: number } } };

describe('two processes on one database', () => {
  let test: Awaited<ReturnType<typeof testDatabase>>;
  let owner: pg.Client;
  let dataDir = '';
  let one: RealFoyer, two: RealFoyer;
  let site = '';
  let cookie = '';
  beforeAll(async () => {
    test = await testDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'foyer-two-'));
    owner = new pg.Client({ connectionString: test.url });
    await owner.connect();
    const env = { DATABASE_URL: test.url, FOYER_DATA: dataDir, FOYER_TEST_CLOCK: '1' };
    const ports = await Promise.all([freePort(), freePort()]);
    // The first makes the demo centres; both make the keys of the one data folder at the same moment.
    [one, two] = await Promise.all([startFoyer({ ...env, FOYER_DEMO_PASSWORD: PASSWORD }, ports[0]), startFoyer(env, ports[1])]);
    await vi.waitFor(() => expect(one.said()).toContain('演示案场已建立'), { timeout: 300_000 });
    const signedIn = await fetch(`${one.origin}/api/auth/sign-in/username`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'desk', password: PASSWORD }) });
    expect(signedIn.status).toBe(200);
    cookie = signedIn.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
    site = (await owner.query<{ site_id: string }>(`select m.site_id from memberships m join people p on p.id = m.person_id where p.username = 'desk'`)).rows[0]?.site_id ?? '';
  }, 300_000);
  afterAll(async () => {
    for (const foyer of [one, two]) foyer.kill('SIGKILL');
    await Promise.all([one.exited, two.exited]);
    await owner.end();
    await test.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const ask = async (foyer: RealFoyer, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${foyer.origin}${path}`, { headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const log = (foyer: RealFoyer, fault = aFault()) => ask(foyer, `/api/sites/${site}/repairs`, fault);
  /** All a console's stream says, as it comes. */
  const listen = async (foyer: RealFoyer) => {
    const answer = await fetch(`${foyer.origin}/api/feed/live`, { headers: { cookie } });
    let heard = '';
    const ended = (async () => {
      const text = new TextDecoder();
      for await (const chunk of answer.body ?? []) heard += text.decode(chunk, { stream: true });
    })().catch(() => undefined);
    await expect.poll(() => heard).toContain('event: hello');
    return { heard: () => heard, ended };
  };
  const events = async (subject: string): Promise<string[]> => (await owner.query<{ event: string }>('select event from journal where subject = $1 order by version', [subject])).rows.map((row) => row.event);

  it('given somebody signed in at the one, when the other is asked, then the session holds, and what the one does is heard at the other', async () => {
    const stream = await listen(two);
    const logged = await log(one);
    expect(logged.status).toBe(200);
    await expect.poll(stream.heard).toContain(`"feature":"repairs"`);
    expect((await ask(two, `/api/sites/${site}/repairs/${logged.body.row?.id}`)).status).toBe(200);
  });

  it('given the demo centres, when they have been made, then complaints, reports, claims, conduct, pledges and firms stand there, open and ended, with the journal whole', async () => {
    const rows = (await owner.query<{ what: string; open: number; ended: number }>(
      ['complaints', 'complaint_reports', 'claims', 'breaches', 'referrals'].map((table) => `select '${table}' as what, count(*) filter (where open)::int as open, count(*) filter (where not open)::int as ended from ${table} where site_id = '${site}'`).join(' union all '),
    )).rows;
    expect(rows).toEqual([{ what: 'complaints', open: 3, ended: 1 }, { what: 'complaint_reports', open: 1, ended: 0 }, { what: 'claims', open: 2, ended: 1 }, { what: 'breaches', open: 1, ended: 1 }, { what: 'referrals', open: 1, ended: 1 }]);
    expect((await owner.query(`select from firms where site_id = $1`, [site])).rowCount).toBe(2);
    expect((await owner.query<{ status: string }>(`select status from pledges where site_id = $1 order by status`, [site])).rows.map((row) => row.status)).toEqual(['asked', 'signed']);
  });

  it('given one command sent to both at once, then both answer the same and it happened once', async () => {
    const fault = aFault();
    const [here, there] = await Promise.all([log(one, fault), log(two, fault)]);
    expect([here.status, there.status]).toEqual([200, 200]);
    expect(there.body).toEqual(here.body);
    expect(await events(fault.repairId)).toEqual(['RepairLogged']);
  });

  it('given a deadline that passes while both sweep, then its warning and its breach are found once each and one alert is raised', async () => {
    const fault = aFault();
    await log(one, fault);
    const { now } = (await (await fetch(`${one.origin}/api/test-clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json()) as { now: string };
    const later = new Date(Date.parse(now) + 30 * 60_000).toISOString();
    await Promise.all([one, two].map((foyer) => fetch(`${foyer.origin}/api/test-clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now: later }) })));
    await expect.poll(async () => (await owner.query('select from clocks where subject = $1 and breached_at is not null', [fault.repairId])).rowCount).toBe(1);
    // Both have swept since.
    for (const foyer of [one, two]) await expect.poll(async () => ((await (await fetch(`${foyer.origin}/readyz`)).json()) as { sweepAgeSeconds: number }).sweepAgeSeconds).toBeLessThanOrEqual(2);
    const found = (await owner.query<{ n: number }>(`select count(*)::int as n from journal where subject = $1 group by event, data::jsonb->>'clock', data::jsonb->>'round'`, [fault.repairId])).rows.map((row) => row.n);
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found)).toEqual(new Set([1]));
    const alerts = (await owner.query<{ n: number }>('select count(*)::int as n from alerts where cause_subject = $1 group by topic, cause_key', [fault.repairId])).rows.map((row) => row.n);
    expect(new Set(alerts)).toEqual(new Set([1]));
  });

  it('given an export and a month’s slips made by the one, when they are fetched from the other, then they come whole; a process with another data folder is named on the status page', async () => {
    const admin = await fetch(`${one.origin}/api/auth/sign-in/username`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'admin', password: PASSWORD }) });
    const as = { cookie: admin.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; '), 'content-type': 'application/json' };
    const call = async <T>(foyer: RealFoyer, path: string, body?: unknown): Promise<T> => (await fetch(`${foyer.origin}/api/sites/${site}/${path}`, { headers: path.startsWith('exports') ? as : { ...as, cookie }, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) })).json() as Promise<T>;
    const printId = uuidv7();
    const month = (await owner.query<{ month: string }>(`select to_char(max(received_at at time zone 'Asia/Shanghai'), 'YYYY-MM') as month from repairs where site_id = $1 and order_number is not null`, [site])).rows[0]?.month;
    const { id } = await call<{ id: string }>(one, 'exports', {});
    await call(one, 'slip-prints', { printId, month });
    const exported = async () => (await call<{ exports: { id: string; state: string; bytes: number }[] }>(two, 'exports')).exports.find((item) => item.id === id);
    await expect.poll(async () => (await exported())?.state, { timeout: 60_000 }).toBe('done');
    const print = async () => (await call<{ prints: { id: string; state: string; parts: number }[] }>(two, 'slip-prints')).prints.find((item) => item.id === printId);
    await expect.poll(async () => (await print())?.state, { timeout: 60_000 }).toBe('done');
    expect((await print())?.parts).toBe(1);
    // Either process may have made them: both hand them out.
    for (const foyer of [one, two]) {
      const file = await fetch(`${foyer.origin}/api/sites/${site}/exports/${id}/file`, { headers: as });
      expect([file.status, (await file.arrayBuffer()).byteLength]).toEqual([200, (await exported())?.bytes]);
      const slips = await fetch(`${foyer.origin}/api/sites/${site}/slip-prints/${printId}/1.pdf`, { headers: { cookie } });
      expect([slips.status, Buffer.from(await slips.arrayBuffer()).subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    }
    const folders = async () => ((await (await fetch(`${two.origin}/api/status`, { headers: as })).json()) as { database: { folders: number } }).database.folders;
    expect(await folders()).toBe(1);
    const apart = new pg.Client({ connectionString: test.url, application_name: 'foyer another folder' });
    await apart.connect();
    expect(await folders()).toBe(2);
    await apart.end();
  }, 120_000);

  it('given a command that waits for a row, when its process is asked to end, then health says draining, nothing new is taken, the stream is sent away with a time to come back, the command is answered and the process ends well; the other goes on', async () => {
    const fault = aFault();
    await log(one, fault);
    const stream = await listen(one);
    const commandId = uuidv7();
    await owner.query('begin');
    await owner.query('select from repairs where site_id = $1 and id = $2 for update', [site, fault.repairId]);
    const waiting = ask(one, `/api/sites/${site}/repairs/${fault.repairId}/steps`, { commandId, steps: [{ step: 'issue' }] });
    await expect.poll(async () => (await owner.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`)).rowCount).toBe(1);
    one.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${one.origin}/readyz`)).json()).toMatchObject({ ready: false, draining: true });
    const refused = await fetch(`${one.origin}/api/sites/${site}/repairs`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(aFault()) });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ code: 'unavailable', facts: { why: 'stopping' } });
    await stream.ended;
    expect(stream.heard()).toMatch(/retry: \d{3,4}\nevent: bye\n/);
    await owner.query('commit');
    expect((await waiting).status).toBe(200);
    expect(await one.exited).toBe(0);
    expect((await owner.query('select name from commands where command_id = $1', [commandId])).rowCount).toBe(1);
    // What was sent to the one is recognised by the other.
    expect(await ask(two, `/api/sites/${site}/repairs/${fault.repairId}/steps`, { commandId, steps: [{ step: 'issue' }] })).toMatchObject({ status: 200 });
    expect((await events(fault.repairId)).filter((event) => event === 'OrderIssued')).toHaveLength(1);
    expect((await log(two)).status).toBe(200);
    expect((await checkJournal(test.database, site)).fault).toBeUndefined();
  });
});
