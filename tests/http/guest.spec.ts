import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logFault, startProgram, takeSteps, type Client, type Place, type World } from '../support/program.ts';

type Kind = 'place' | 'report' | 'slip' | 'follow' | 'rate';

describe('pages behind signed codes', () => {
  let world: World;
  let site = '';
  let desk: Client, technician: Client;
  let place: Place;
  let codes: ReturnType<typeof placeCodes>;
  let signature = '';
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    place = (await world.places(site)).find((candidate) => candidate.in_room) as Place;
    codes = placeCodes(readFileSync(join(world.dataDir, 'keys', 'codes'), 'utf8').trim());
    const drawn = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#fff' } }).composite([{ input: Buffer.from('<svg width="300" height="100"><path d="M10 80 C 90 10 150 110 280 30" stroke="#123" stroke-width="5" fill="none"/></svg>') }]).png().toBuffer();
    signature = `data:image/png;base64,${drawn.toString('base64')}`;
  });
  afterAll(() => world.end());
  // The limits of a guesser count by the clock; each test begins with none used up.
  beforeEach(() => void world.pass(11));

  const codeOf = (kind: Kind, id: string, siteId = site): string => codes.write({ kind, siteId, id });
  const read = (code: string) => world.anonymous.get<Record<string, unknown>>(`/api/guest/page?code=${encodeURIComponent(code)}`);
  const report = (code: string, more: Record<string, unknown> = {}) => world.anonymous.post<{ logNumber: string; follow: string; code?: string }>('/api/guest/report', { code, commandId: uuidv7(), repairId: uuidv7(), item: '灯不亮', ...more });
  const rate = (code: string, more: Record<string, unknown> = {}) => world.anonymous.post<{ code?: string }>('/api/guest/rate', { code, commandId: uuidv7(), workmanship: 'satisfied', attitude: 'satisfied', conduct: 'fair', signedBy: '王女士', signature, ...more });
  const photo = async (code: string, body: Uint8Array<ArrayBuffer>) => {
    const response = await fetch(`${world.origin}/api/guest/photo?code=${encodeURIComponent(code)}`, { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body });
    return { status: response.status, body: (await response.json()) as { hash?: string; code?: string } };
  };
  let red = 0;
  /** Each another. */
  const picture = async (): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await sharp({ create: { width: 640, height: 480, channels: 3, background: { r: (red += 20), g: 90, b: 20 } } }).jpeg().toBuffer());
  const repairs = async () => (await world.owner.query<{ n: number }>('select count(*)::int as n from repairs')).rows[0]?.n;
  const ready = async (): Promise<RepairView> => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }] });
    const done = await takeSteps(desk, site, row.id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'test', way: 'paper', to: '王女士', passed: true },
      { step: 'record', way: 'paper', workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted' },
    ]);
    return done.body;
  };

  it('given the code on a wall, when a guest reports with a photo, then the desk has a log line at that place, with the photo, and the guest a truthful line without names (M-06)', async () => {
    const sent = await photo(codeOf('report', place.id), await picture());
    expect(sent).toMatchObject({ status: 200, body: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    const made = await report(codeOf('report', place.id), { item: '𠮷号灯不亮 💡', name: '赵女士', phone: '13900001111', photos: [sent.body.hash] });
    expect(made).toMatchObject({ status: 200, body: { logNumber: expect.stringMatching(/^B2611-\d{4}$/) } });
    const found = await desk.get<{ rows: { id: string }[] }>(`/api/sites/${site}/repairs/search?q=${encodeURIComponent(made.body.logNumber)}`);
    const view = await desk.get(`/api/sites/${site}/repairs/${found.body.rows[0]?.id}`);
    expect(view.body).toMatchObject({ row: { status: 'logged', place: place.name, item: '𠮷号灯不亮 💡', reporter: '赵女士' }, order: { channel: 'code', source: 'guest', photos: [{ hash: sent.body.hash, phase: 'report' }] } });
    const file = await fetch(`${world.origin}/api/sites/${site}/files/${sent.body.hash}`, { headers: { cookie: desk.cookie } });
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const line = await read(made.body.follow.slice(3));
    expect(line.body).toMatchObject({ kind: 'follow', status: 'logged', place: place.name, technician: null });
    expect(JSON.stringify(line.body)).not.toMatch(/赵女士|13900001111/);
  });

  it('given the same report sent twice, when the network stuttered, then it is one repair', async () => {
    const ids = { commandId: uuidv7(), repairId: uuidv7() };
    const before = await repairs();
    const answers = await Promise.all([report(codeOf('report', place.id), ids), report(codeOf('report', place.id), ids)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(answers[0]?.body.logNumber).toBe(answers[1]?.body.logNumber);
    expect(await repairs()).toBe((before ?? 0) + 1);
  });

  it('given codes that are forged, of another kind, of another centre or of nothing, when they are used, then nothing opens and nothing changes', async () => {
    const { row } = await ready();
    const other = placeCodes('another installation’s key');
    const wrong = [
      'x'.repeat(60), `report.${'0'.repeat(32)}.${'0'.repeat(32)}.${'A'.repeat(22)}`, other.write({ kind: 'report', siteId: site, id: place.id }),
      codeOf('report', place.id).replace('report', 'rate'), codeOf('report', place.id, world.siteB), codeOf('report', uuidv7()), codeOf('rate', row.id, world.siteB), codeOf('rate', uuidv7()),
      `${codeOf('rate', row.id)}x`, codeOf('rate', row.id).toUpperCase(),
    ];
    // What the orders say; the clocks' own findings may come in meanwhile.
    const before = (await world.owner.query<{ sum: string }>('select md5(string_agg(state::text, $1 order by id)) as sum from repairs', [','])).rows[0]?.sum;
    for (const code of wrong) {
      expect([404, 400], `read ${code}`).toContain((await read(code)).status);
      expect([404, 400, 409], `report ${code}`).toContain((await report(code)).status);
      expect([404, 400], `rate ${code}`).toContain((await rate(code)).status);
    }
    // A true code of one kind opens nothing of another.
    for (const kind of ['place', 'slip', 'follow', 'rate'] as const) expect((await report(codeOf(kind, place.id))).status, kind).toBe(404);
    for (const kind of ['place', 'slip', 'follow', 'report'] as const) expect((await rate(codeOf(kind, row.id))).status, kind).toBe(404);
    expect((await photo(codeOf('follow', row.id), await picture())).status).toBe(404);
    expect((await world.owner.query<{ sum: string }>('select md5(string_agg(state::text, $1 order by id)) as sum from repairs', [','])).rows[0]?.sum).toBe(before);
  });

  it('given a place taken out of use, when its old code is scanned, then it opens nothing and reports nothing', async () => {
    const old = (await world.places(site)).at(-1) as Place;
    expect((await read(codeOf('report', old.id))).status).toBe(200);
    await world.owner.query('update places set archived_at = $3 where site_id = $1 and id = $2', [site, old.id, world.clock.now()]);
    const before = await repairs();
    expect((await read(codeOf('report', old.id))).status).toBe(404);
    expect((await report(codeOf('report', old.id))).status).toBe(404);
    expect(await repairs()).toBe(before);
  });

  it('given a user who has rated, when somebody rates again by the same code, then the first rating stands and the way is kept apart (M-31)', async () => {
    const { row } = await ready();
    expect((await read(codeOf('rate', row.id))).body).toMatchObject({ kind: 'rate', mayRate: true });
    expect((await rate(codeOf('rate', row.id), { way: 'own_phone', comment: '谢谢' })).status).toBe(200);
    const again = await rate(codeOf('rate', row.id), { workmanship: 'dissatisfied' });
    expect(again.status).toBe(409);
    const view = await desk.get(`/api/sites/${site}/repairs/${row.id}`);
    expect(view.body.order).toMatchObject({ ratings: { workmanship: 'satisfied', attitude: 'satisfied', conduct: 'fair' }, ratingComment: '谢谢', signWay: 'own_phone', signedBy: '王女士' });
    expect(await takeSteps(technician, site, row.id, [{ step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied' }])).toMatchObject({ status: 403 });
    expect((await read(codeOf('rate', row.id))).body).toMatchObject({ mayRate: false, status: 'signed_off' });
  });

  it('given a rating sent from a phone or PC of the house as if from the user’s own, when it is kept, then its way is told as it was, and none of the house says so of itself (M-31)', async () => {
    const sales = await world.signIn('sales');
    const given = async (client: Client, way: string) => {
      const { row } = await ready();
      expect((await client.post('/api/guest/rate', { code: codeOf('rate', row.id), commandId: uuidv7(), workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied', signedBy: '王女士', signature, way })).status).toBe(200);
      return (await desk.get(`/api/sites/${site}/repairs/${row.id}`)).body.order.signWay;
    };
    expect(await given(technician, 'own_phone')).toBe('turned_phone');
    expect(await given(technician, 'desk_tablet')).toBe('turned_phone');
    expect(await given(desk, 'own_phone')).toBe('desk_tablet');
    expect(await given(desk, 'turned_phone')).toBe('turned_phone');
    expect(await given(sales, 'own_phone'), 'who works in sales is the user').toBe('own_phone');
    const { row } = await ready();
    const rated = { step: 'rate', way: 'paper', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied' } as const;
    expect(await takeSteps(desk, site, row.id, [rated, { step: 'sign', signWay: 'own_phone', signedBy: '王女士' }])).toMatchObject({ status: 403, body: { facts: { why: 'way' } } });
  });

  it('given a rating without a signature, a picture that is none, or an empty name, when it is sent, then it is refused and nothing is kept', async () => {
    const { row } = await ready();
    const code = codeOf('rate', row.id);
    const fake = `data:image/png;base64,${Buffer.from('<html>no picture</html>').toString('base64')}`;
    const blank = `data:image/png;base64,${(await sharp({ create: { width: 300, height: 100, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } } }).png().toBuffer()).toString('base64')}`;
    for (const more of [{ signature: '' }, { signature: blank }, { signature: fake }, { signature: 'data:image/svg+xml;base64,AAAA' }, { signedBy: '  ' }, { workmanship: 'excellent' }]) expect((await rate(code, more)).status, JSON.stringify(more).slice(0, 60)).toBeGreaterThanOrEqual(400);
    expect((await desk.get(`/api/sites/${site}/repairs/${row.id}`)).body.row.status).toBe('tested');
  });

  it('given another person’s photo, when a guest names its hash, then it is not attached, unless they sent it too; a fake or too large one is refused', async () => {
    const taken = await picture();
    const staff = await fetch(`${world.origin}/api/sites/${site}/files`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'image/jpeg' }, body: taken });
    const { hash } = (await staff.json()) as { hash: string };
    const attached = async () => {
      const made = await report(codeOf('report', place.id), { photos: [hash] });
      const found = await desk.get<{ rows: { id: string }[] }>(`/api/sites/${site}/repairs/search?q=${encodeURIComponent(made.body.logNumber)}`);
      return (await desk.get(`/api/sites/${site}/repairs/${found.body.rows[0]?.id}`)).body.order.photos.length;
    };
    expect(await attached()).toBe(0);
    expect((await photo(codeOf('report', place.id), taken)).body.hash).toBe(hash);
    expect(await attached()).toBe(1);
    expect((await photo(codeOf('report', place.id), new TextEncoder().encode('<svg onload=alert(1)>'.repeat(10)))).body.code).toBe('type-not-allowed');
    expect((await photo(codeOf('report', place.id), new Uint8Array(5 * 1024 * 1024))).body.code).toBe('too-large');
  });

  it('given a guesser, when codes are tried on and on, then the door closes for that address and the desk goes on working', async () => {
    let status = 0;
    for (let tries = 0; tries < 130 && status !== 429; tries += 1) status = (await read(`rate.${'1'.repeat(32)}.${'2'.repeat(32)}.${'B'.repeat(22)}`)).status;
    expect(status).toBe(429);
    expect((await report(codeOf('report', place.id))).status).toBe(429);
    expect((await desk.get(`/api/sites/${site}/repairs?filter=open`)).status).toBe(200);
  });
});
