import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import pg from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rosterIdOf } from '../../features/roster/server/roster-store.ts';
import { derivedId } from '../../features/telephone/server/derived-id.ts';
import { DEMO_PIN } from '../../features/sites/server/demo-data.ts';
import { sweepDesk } from '../../features/telephone/server/desk-routes.ts';
import { deskIdOf } from '../../features/telephone/server/desk-store.ts';
import { settleTries, type SendTask, type Tried } from '../../features/alerts/server/delivery-store.ts';
import type { Database } from '../../platform/server/database.ts';
import { checkJournal, readJournalKey, sealDay } from '../../platform/server/journal-heads.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { letFilesGo } from '../../platform/server/file-holders.ts';
import { recordFile, removeFile, storeImage } from '../../platform/server/files.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

/** What one has done and not committed yet, another does not see: each of these is held open on purpose. */
describe('two at work while one of them has not committed', () => {
  let world: World;
  let desk: Client, manager: Client;
  let filesFolder = '';
  const held: pg.Client[] = [];
  beforeAll(async () => {
    world = await startProgram();
    [desk, manager] = await Promise.all([world.signIn('desk'), world.signIn('manager')]);
    filesFolder = `${world.dataDir}/files`;
  });
  afterAll(async () => {
    await Promise.all(held.map((client) => client.end()));
    await world.end();
  });

  /** How many of this database wait for another. */
  const waiting = async (): Promise<number> => (await world.owner.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount ?? 0;
  /** Waits until the work is done, or waits for another itself. */
  const doneOrWaiting = async (work: Promise<unknown>, others: number): Promise<void> => {
    let isOver = false;
    void work.then(() => (isOver = true), () => (isOver = true));
    await vi.waitFor(async () => expect(isOver || (await waiting()) > others).toBe(true), { timeout: 45_000, interval: 20 });
  };
  /** A row that stands and is not committed: whoever writes the same waits until it is let go. */
  const holdRow = async (insert: string, values: readonly unknown[]): Promise<() => Promise<void>> => {
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    held.push(client);
    await client.query('begin');
    await client.query(insert, [...values]);
    return () => client.end();
  };
  /** The command of this id is decided, written and not committed until it is let go. */
  const hold = (commandId: string, subject: string) => holdRow('insert into commands values ($1, $2, null, $3, $4, $5)', [world.siteId, commandId, 'held', subject, world.clock.now()]);
  const picture = (colour: string) => sharp({ create: { width: 60, height: 40, channels: 3, background: colour } }).jpeg().toBuffer();
  const upload = async (who: Client, body: Buffer): Promise<string> => {
    const answer = await fetch(`${world.origin}/api/sites/${world.siteId}/files`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'image/jpeg' }, body: new Uint8Array(body) });
    return ((await answer.json()) as { hash: string }).hash;
  };

  it('given a picture that one order lets go while another takes it, then the other has it', async () => {
    const hash = await upload(desk, await picture('#123456'));
    const [old, fresh] = [await logFault(desk, world.siteId), await logFault(desk, world.siteId)];
    expect((await takeSteps(desk, world.siteId, old.row.id, [{ step: 'addPhoto', hash, phase: 'before' }])).status).toBe(200);
    const commandId = uuidv7();
    const letGo = await hold(commandId, fresh.row.id);
    const taking = takeSteps(desk, world.siteId, fresh.row.id, [{ step: 'addPhoto', hash, phase: 'before' }], { commandId });
    await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
    const going = letFilesGo({ database: world.database, filesFolder, holders: ['repair_files'] }, { siteId: world.siteId, table: 'repair_files', column: 'repair_id', subject: old.row.id, hashes: [hash] });
    await doneOrWaiting(going, 1);
    await letGo();
    await going;
    expect(await taking).toMatchObject({ status: 200 });
    const seen = await fetch(`${world.origin}/api/sites/${world.siteId}/files/${hash}`, { headers: { cookie: desk.cookie } });
    expect(seen.status).toBe(200);
    expect((await sharp(Buffer.from(await seen.arrayBuffer())).metadata()).width).toBe(60);
    // The other way round: what has gone is not taken any more.
    await letFilesGo({ database: world.database, filesFolder, holders: ['repair_files'] }, { siteId: world.siteId, table: 'repair_files', column: 'repair_id', subject: fresh.row.id, hashes: [hash] });
    expect((await takeSteps<{ code: string }>(desk, world.siteId, old.row.id, [{ step: 'addPhoto', hash, phase: 'after' }])).body.code).toBe('file-unknown');
  });

  it('given a picture that comes again and is let go before it is written down, then it is not told to be kept', async () => {
    const stored = await storeImage({ folder: filesFolder, siteId: world.siteId, body: Readable.from([await picture('#654321')]) });
    if ('refused' in stored) throw new Error(stored.refused);
    await removeFile(filesFolder, world.siteId, stored.hash);
    await expect(recordFile(world.database, { folder: filesFolder, siteId: world.siteId, file: stored, personId: desk.personId, now: world.clock.now() })).rejects.toThrow('ENOENT');
    expect((await world.owner.query('select from files where hash = $1', [stored.hash])).rowCount).toBe(0);
  });

  it('given two phones of somebody that two programs find gone at once, then the next way is asked', async () => {
    const { row } = await logFault(desk, world.siteId);
    world.pass(5);
    while ((await sweepOnce(world.deps, world.sweeps)) > 0);
    const [alert] = (await world.owner.query<{ id: string }>('select id from alerts where cause_subject = $1 limit 1', [row.id])).rows;
    const [one, two, mail] = [uuidv7(), uuidv7(), uuidv7()];
    const way = (id: string, kind: string, rank: number, state: string) => world.owner.query(`insert into deliveries (site_id, id, alert_id, step, kind, chain, rank, state, attempts, claimed_at, made_at) values ($1, $2, $3, 0, $4, 'person:x', $5, $6, 1, $7, $7)`, [world.siteId, id, alert?.id, kind, rank, state, world.clock.now()]);
    await world.stopSender();
    await Promise.all([way(one, 'push', 0, 'sending'), way(two, 'push', 0, 'sending'), way(mail, 'email', 1, 'standby')]);
    const tried = (id: string): Tried => ({ startedAt: world.clock.now(), outcome: { outcome: 'refused', answer: '' }, task: { siteId: world.siteId, id, alertId: alert?.id, step: 0, chain: 'person:x', rank: 0, attempts: 1 } as SendTask });
    const commit = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow: Database = { ...world.database, write: (sites, work) => world.database.write(sites, async (trx) => { const done = await work(trx); written.resolve(); await commit.promise; return done; }) };
    const first = settleTries(slow, [tried(one)], world.clock.now());
    await written.promise;
    const second = settleTries(world.database, [tried(two)], world.clock.now());
    await doneOrWaiting(second, 0);
    commit.resolve();
    await Promise.all([first, second]);
    expect((await world.owner.query<{ state: string }>('select state from deliveries where id = any ($1) order by rank, id', [[one, two, mail]])).rows.map((line) => line.state)).toEqual(['refused', 'refused', 'waiting']);
  });

  it('given two days of a centre that are sealed at once, then each begins where the one before ended', async () => {
    const key = readJournalKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const [seen, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    // The first has read what it seals, and is slow to write it down.
    const slow: Database = { ...world.database, write: async (sites, work) => { seen.resolve(); await go.promise; return world.database.write(sites, work); } };
    const first = sealDay({ database: slow, key }, { siteId: world.siteB, day: '2026-11-21', now: world.clock.now() });
    await seen.promise;
    await sealDay({ database: world.database, key }, { siteId: world.siteB, day: '2026-11-22', now: world.clock.now() });
    go.resolve();
    await first;
    await sealDay({ database: world.database, key }, { siteId: world.siteB, day: '2026-11-23', now: world.clock.now() });
    expect((await checkJournal(world.database, world.siteB)).fault).toBeUndefined();
    expect((await world.owner.query<{ day: string }>('select day::text from journal_heads where site_id = $1 order by day', [world.siteB])).rows.map((head) => head.day)).toEqual(['2026-11-22', '2026-11-23']);
  });

  it('兼岗： given a technician planned at a fixed post in two centres at once, then one of the two is refused and names the other', async () => {
    const [technician, managerB] = await Promise.all([world.signIn('technician'), world.signIn('manager-b')]);
    const postAt = async (who: Client, site: string): Promise<string> => (await who.post<{ id: string }>(`/api/sites/${site}/roster/posts`, { name: '工程值班', role: 'technician', needed: 1, cover: 'day', isFixed: true, sort: 9 })).body.id;
    const [postA, postB] = [await postAt(manager, world.siteId), await postAt(managerB, world.siteB)];
    const plan = (who: Client, site: string, postId: string) => who.post<{ code?: string }>(`/api/sites/${site}/roster/shifts`, { shifts: [{ postId, personId: technician.personId, day: '2026-12-02', start: '09:00', end: '18:00' }] });
    const roster = (await world.owner.query<{ id: string; version: number }>('select id, version from rosters where site_id = $1', [world.siteId])).rows[0] ?? { id: rosterIdOf(world.siteId), version: 0 };
    const letGo = await holdRow(`insert into journal (site_id, subject, feature, version, event, data, occurred_at, recorded_at, prev_hash, hash) values ($1, $2, 'roster', $3, 'Held', '{}', $4, $4, '', '')`, [world.siteId, roster.id, roster.version + 1, world.clock.now()]);
    const first = plan(manager, world.siteId, postA);
    await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
    const second = plan(managerB, world.siteB, postB);
    await doneOrWaiting(second, 1);
    await letGo();
    expect((await first).status).toBe(200);
    expect((await second).body.code).toBe('shift-elsewhere');
  });

  it('given a PIN that is cleared while somebody signs in by it, then nobody is signed in after it', async () => {
    const guard = await world.signIn('guard');
    const send = (path: string, cookie: string, body: unknown) => fetch(`${world.origin}${path}`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const pc = (await send(`/api/sites/${world.siteId}/devices`, manager.cookie, { name: '门岗电脑' })).headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
    const clearing = new pg.Client({ connectionString: world.databaseUrl });
    await clearing.connect();
    await clearing.query('begin');
    await clearing.query('update people set pin_hash = null where id = $1', [guard.personId]);
    const switching = send('/api/session/switch', pc, { personId: guard.personId, pin: DEMO_PIN });
    await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
    await clearing.query('delete from pin_sessions where person_id = $1', [guard.personId]);
    await clearing.query('commit');
    await clearing.end();
    expect((await (await switching).json()) as object).toMatchObject({ code: 'wrong-pin' });
    expect((await world.owner.query('select from pin_sessions where person_id = $1', [guard.personId])).rowCount).toBe(0);
  });

  describe('callers', () => {
    const at = (path: string): string => `/api/sites/${world.siteId}/${path}`;
    const call = async (number: string, sheet: Record<string, unknown> | undefined, callId = uuidv7()): Promise<string> => {
      const taken = await desk.post(at(`calls/${callId}/steps`), { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound', number }, sheet ? { step: 'log', sheet } : { step: 'missed' }] });
      expect(taken, JSON.stringify(taken.body)).toMatchObject({ status: 200 });
      return callId;
    };
    const contactOf = async (number: string): Promise<string | undefined> => (await world.owner.query<{ id: string }>(`select contact_id as id from contact_numbers where number = $1`, [number])).rows[0]?.id;

    it('T-15: given words about a caller that are written down while they are forgotten, then the journal does not keep them', async () => {
      const callId = await call('13900001111', { surname: '钱', honorific: '先生', purpose: 'enquiry' });
      await expect.poll(() => contactOf('+8613900001111')).toBeDefined();
      const contactId = await contactOf('+8613900001111');
      const commandId = uuidv7();
      const letGo = await hold(commandId, callId);
      const amending = desk.post(at(`calls/${callId}/steps`), { commandId, steps: [{ step: 'amend', sheet: { surname: '钱', honorific: '先生', purpose: 'enquiry', notes: '想看样板间' } }] });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
      const forgetting = manager.post(at(`contacts/${contactId}/forget`), { commandId: uuidv7() });
      await doneOrWaiting(forgetting, 1);
      await letGo();
      expect([(await amending).status, (await forgetting).status]).toEqual([200, 200]);
      expect((await world.owner.query<{ text: string }>('select text from journal_texts where subject = $1', [callId])).rows).toEqual([]);
      expect(JSON.stringify((await world.owner.query('select state from calls where id = $1', [callId])).rows)).not.toMatch(/钱|样板间/);
    });

    it('T-15: given a caller who rings again while they are forgotten, then the one forgotten stays so, and who rang is somebody new', async () => {
      const sheet = { surname: '孙', honorific: '女士', purpose: 'enquiry' };
      await call('13900002222', sheet);
      await expect.poll(() => contactOf('+8613900002222')).toBeDefined();
      const contactId = await contactOf('+8613900002222');
      const commandId = uuidv7();
      const letGo = await hold(commandId, contactId ?? '');
      const forgetting = manager.post(at(`contacts/${contactId}/forget`), { commandId });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
      await call('13900002222', sheet);
      await vi.waitFor(async () => expect(await waiting()).toBe(2), { timeout: 45_000, interval: 20 });
      await letGo();
      expect((await forgetting).status).toBe(200);
      await expect.poll(async () => ((await contactOf('+8613900002222')) ?? contactId) !== contactId).toBe(true);
      expect((await world.owner.query<{ state: { status: string; sheet: object; numbers: string[] } }>('select state from contacts where id = $1', [contactId])).rows[0]?.state).toMatchObject({ status: 'forgotten', sheet: {}, numbers: [] });
    });

    it('T-15: given a caller who is forgotten while they are merged into another, then the other keeps nothing of them', async () => {
      await call('13900003333', { surname: '李', fullName: '李明明', purpose: 'enquiry' });
      await call('13900004444', { surname: '李', purpose: 'enquiry' });
      await expect.poll(async () => (await contactOf('+8613900003333')) && (await contactOf('+8613900004444'))).toBeDefined();
      const [contactId, intoId] = [await contactOf('+8613900003333'), await contactOf('+8613900004444')];
      const commandId = uuidv7();
      const letGo = await hold(commandId, contactId ?? '');
      const forgetting = manager.post(at(`contacts/${contactId}/forget`), { commandId });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
      const merging = manager.post<{ code?: string }>(at(`contacts/${contactId}/merge`), { commandId: uuidv7(), intoId });
      await doneOrWaiting(merging, 1);
      await letGo();
      expect((await forgetting).status).toBe(200);
      expect((await merging).body.code).toBe('contact-gone');
      expect((await world.owner.query<{ state: object }>('select state from contacts where id = $1', [intoId])).rows[0]?.state).toMatchObject({ sheet: { surname: '李' }, numbers: ['+8613900004444'] });
      expect(JSON.stringify((await world.owner.query('select state from contacts where id = $1', [intoId])).rows)).not.toMatch(/李明明|13900003333/);
    });

    it('T-15: given somebody not heard of for the centre’s time who calls just as they are to be forgotten, then they are not', async () => {
      const sheet = { surname: '周', honorific: '先生', purpose: 'enquiry' };
      await call('13900005555', sheet);
      await expect.poll(() => contactOf('+8613900005555')).toBeDefined();
      const contactId = await contactOf('+8613900005555');
      await world.owner.query(`update contacts set last_at = '2020-01-01', state = jsonb_set(state, '{lastAt}', '"2020-01-01T00:00:00.000Z"') where id = $1`, [contactId]);
      const callId = uuidv7();
      const letGo = await hold(derivedId(callId, 'learn'), contactId ?? '');
      await call('13900005555', sheet, callId);
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
      const night = sweepDesk(world.deps, { siteId: world.siteId, subject: deskIdOf(world.siteId), sweep: { do: 'sweep', clock: '', round: 1 } });
      await doneOrWaiting(night, 1);
      await letGo();
      await night;
      expect((await world.owner.query<{ status: string }>('select status from contacts where id = $1', [contactId])).rows[0]?.status).toBe('known');
    });

    it('given a number that is missed again while the task to call it back is dropped, then there is a task for it', async () => {
      const tasks = async () => (await world.owner.query<{ id: string; status: string }>(`select id, status from matters where number = '+8613900006666' order by opened_at, status`)).rows;
      await call('13900006666', undefined);
      await expect.poll(async () => (await tasks()).length).toBe(1);
      const [task] = await tasks();
      const commandId = uuidv7();
      const letGo = await hold(commandId, task?.id ?? '');
      const dropping = desk.post(at(`matters/${task?.id}/steps`), { commandId, step: { step: 'drop', reason: '打错了' } });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 45_000, interval: 20 });
      await call('13900006666', undefined);
      await vi.waitFor(async () => expect(await waiting()).toBe(2), { timeout: 45_000, interval: 20 });
      await letGo();
      expect(await dropping).toMatchObject({ status: 200 });
      await expect.poll(async () => (await tasks()).map((one) => one.status), { timeout: 15_000 }).toEqual(['dropped', 'open']);
    });
  });
});
