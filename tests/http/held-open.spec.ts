import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { letFilesGo } from '../../platform/server/file-holders.ts';
import { recordFile, removeFile, storeImage } from '../../platform/server/files.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

/** What one has done and not committed yet, another does not see: each of these is held open on purpose. */
describe('two at work while one of them has not committed', () => {
  let world: World;
  let desk: Client;
  let filesFolder = '';
  beforeAll(async () => {
    world = await startProgram();
    desk = await world.signIn('desk');
    filesFolder = `${world.dataDir}/files`;
  });
  afterAll(() => world.end());

  /** How many of this database wait for another. */
  const waiting = async (): Promise<number> => (await world.owner.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount ?? 0;
  /** Waits until the work is done, or waits for another itself. */
  const doneOrWaiting = async (work: Promise<unknown>, others: number): Promise<void> => {
    let isOver = false;
    void work.then(() => (isOver = true), () => (isOver = true));
    await vi.waitFor(async () => expect(isOver || (await waiting()) > others).toBe(true), { timeout: 45_000, interval: 20 });
  };
  /** The command of this id is decided, written and not committed until it is let go. */
  const hold = async (commandId: string, subject: string): Promise<() => Promise<void>> => {
    const client = await world.owner.connect();
    await client.query('begin');
    await client.query('insert into commands values ($1, $2, null, $3, $4, $5)', [world.siteId, commandId, 'held', subject, world.clock.now()]);
    return async () => {
      await client.query('rollback');
      client.release();
    };
  };
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

  describe('callers', () => {
    const at = (path: string): string => `/api/sites/${world.siteId}/${path}`;
    const call = async (number: string, sheet: Record<string, unknown> | undefined, callId = uuidv7()): Promise<string> => {
      const taken = await desk.post(at(`calls/${callId}/steps`), { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound', number }, sheet ? { step: 'log', sheet } : { step: 'missed' }] });
      expect(taken, JSON.stringify(taken.body)).toMatchObject({ status: 200 });
      return callId;
    };

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
