import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

const MB = 1024 * 1024;

describe('photos', () => {
  let world: World;
  let path = '';
  let desk: Client;
  beforeAll(async () => {
    world = await startProgram();
    path = `/api/sites/${world.siteId}/files`;
    desk = await world.signIn('desk');
  });
  afterAll(() => world.end());

  const upload = async (body: Uint8Array<ArrayBuffer>, type = 'image/jpeg', who = desk) => {
    const response = await fetch(world.origin + path, { method: 'POST', headers: { cookie: who.cookie, 'content-type': type }, body });
    return { status: response.status, body: (await response.json()) as { code?: string; hash?: string; type?: string } };
  };
  const files = async () => (await world.owner.query<{ n: number }>('select count(*)::int as n from files')).rows[0]?.n;

  /** Sends up to `total` bytes as fast as they are taken, without saying how many; answers the status and how many went out. */
  const pour = (total: number, head: Buffer, length?: number): Promise<{ status: number; code: string; sent: number; rise: number }> =>
    new Promise((resolve, reject) => {
      const before = process.memoryUsage().rss;
      let [sent, rise, done] = [0, 0, false];
      const chunk = Buffer.alloc(64 * 1024, 7);
      const call = httpRequest(world.origin + path, {
        method: 'POST',
        headers: { cookie: desk.cookie, 'content-type': 'image/jpeg', ...(length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }) },
      });
      call.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', () => undefined);
        response.on('close', () => {
          done = true;
          call.destroy();
          resolve({ status: response.statusCode ?? 0, code: (JSON.parse(Buffer.concat(parts).toString()) as { code: string }).code, sent, rise });
        });
      });
      // After the answer the server closes; what is still on its way then fails, which is what we want.
      call.on('error', (error) => setTimeout(() => (done ? undefined : reject(error)), 200));
      const write = () => {
        rise = Math.max(rise, process.memoryUsage().rss - before);
        if (done || call.destroyed) return;
        if (sent >= total) return call.end();
        const more = call.write(sent === 0 ? head : chunk);
        sent += sent === 0 ? head.length : chunk.length;
        if (more) setImmediate(write);
        else call.once('drain', write);
      };
      write();
    });

  it.each([
    ['says its length', 300 * MB],
    ['does not say its length', undefined],
  ])('given a file of 300 MB that %s, when it is sent, then it is refused while it streams and memory rises by less than 30 MB', async (_name, length) => {
    const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } }).jpeg().toBuffer();
    await upload(new Uint8Array(jpeg));
    const before = await files();
    const answer = await pour(300 * MB, jpeg, length);
    expect(answer).toMatchObject({ status: 413, code: 'too-large' });
    expect(answer.sent).toBeLessThan(60 * MB);
    expect(answer.rise).toBeLessThan(30 * MB);
    expect(await files()).toBe(before);
  });

  it.each([
    ['a page in a photo’s clothes', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a program in a photo’s clothes', Buffer.concat([Buffer.from('MZ'), randomBytes(4000)])],
    ['a photo’s first bytes and then noise', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(4000)])],
    ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  ])('given %s, when it is sent as a JPEG, then it is refused and nothing is kept', async (_name, bytes) => {
    const before = await files();
    expect(await upload(new Uint8Array(bytes))).toMatchObject({ status: 415, body: { code: 'type-not-allowed' } });
    expect(await files()).toBe(before);
  });

  it('given nothing at all, when it is sent, then it is refused', async () => {
    const answer = await upload(new Uint8Array(0));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('given a photo with the place it was taken, when it is added to an order, then those who see the order see it without the place', async () => {
    const photo = await sharp({ create: { width: 3000, height: 1500, channels: 3, background: '#c84' } })
      .jpeg()
      .withExif({ IFD0: { Copyright: 'whose camera' }, IFD3: { GPSLatitude: '30/1 15/1 0/1' } })
      .toBuffer();
    const stored = await upload(new Uint8Array(photo));
    expect(stored).toMatchObject({ status: 200, body: { type: 'image/jpeg' } });
    const hash = stored.body.hash ?? '';
    const { row } = await logFault(desk, world.siteId);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'addPhoto', hash, phase: 'before' }]);
    const desk2 = await world.signIn('desk2');
    const seen = await fetch(`${world.origin}${path}/${hash}`, { headers: { cookie: desk2.cookie } });
    expect(seen.status).toBe(200);
    const kept = await sharp(Buffer.from(await seen.arrayBuffer())).metadata();
    expect(kept).toMatchObject({ width: 2048, height: 1024 });
    expect(kept.exif).toBeUndefined();
    const guard = await world.signIn('guard');
    expect((await guard.get(`${path}/${hash}`)).status).toBe(404);
  });

  it('M-37: given one picture sent by two, when one puts it on an order and the other into a report, then each can, whoever had it keeps it, and only who filed the report sees no more of it', async () => {
    const picture = new Uint8Array(await sharp({ create: { width: 40, height: 40, channels: 3, background: '#3a7' } }).jpeg().toBuffer());
    const [technician, manager, guard] = await Promise.all(['technician', 'manager', 'guard'].map((name) => world.signIn(name)));
    if (!technician || !manager || !guard) throw new Error('Nobody came.');
    const [first, second] = [await upload(picture), await upload(picture, 'image/jpeg', technician)];
    const hash = first.body.hash ?? '';
    expect(second.body.hash).toBe(hash);
    const sees = async (...who: Client[]) => Promise.all(who.map(async (one) => (await one.get(`${path}/${hash}`)).status));
    expect(await sees(desk, technician, manager, guard)).toEqual([200, 200, 404, 404]);
    const file = (who: Client, more: Record<string, unknown>) => who.post<{ code?: string }>(`/api/sites/${world.siteId}/complaints`, { commandId: uuidv7(), complaintId: uuidv7(), channel: 'in_person', content: '见照片', photos: [hash], ...more });
    expect((await file(guard, {})).body.code, 'never sent it').toBe('file-unknown');
    expect((await file(technician, { kind: 'report', accused: [] })).status).toBe(200);
    // Its reader has it now; for the desk, who sent it too, nothing has changed.
    expect(await sees(desk, technician, manager, guard)).toEqual([200, 404, 200, 404]);
    const { row } = await logFault(desk, world.siteId);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'addPhoto', hash, phase: 'before' }]);
    expect(await sees(desk, await world.signIn('foreman'), manager, guard)).toEqual([200, 200, 200, 404]);
    expect((await file(desk, {})).status).toBe(200);
  });
});
