import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, appendFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { foldCalls, type CallCard } from '../../features/telephone/core/call-card.ts';
import type { CallEvent } from '../../features/telephone/core/call-event.ts';
import type { addPbxSource, listPbx, listSeats, previewPbx, watchPbxSource } from '../../features/telephone/core/pbx-contract.ts';
import { CDR_MODELS } from '../../features/telephone/core/pbx/cdr-models.ts';
import { KAMAILIO } from '../support/kamailio.ts';
import { amiCapture, hasCaptures, openAmiPlayer, type Player } from '../support/pbx-player.ts';
import { startProgram, type Client, type Problem, type World } from '../support/program.ts';
import { sharedFile } from '../support/shared-data.ts';

type Saved = OutputOf<typeof addPbxSource>;
type Watched = OutputOf<typeof watchPbxSource>;

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer();
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
});

describe('telephone systems over HTTP', () => {
  let world: World;
  let base = '';
  let manager: Client, desk: Client;
  const heard: { siteId: string; event: CallEvent }[] = [];
  let emit: (events: CallEvent[]) => Promise<void> = async () => undefined;
  const players: Player[] = [];
  beforeAll(async () => {
    world = await startProgram(undefined, {}, {
      onCalls: {
        emit: async (siteId, events) => {
          await emit(events);
          for (const event of events) heard.push({ siteId, event });
        },
      },
    });
    base = `/api/sites/${world.siteId}`;
    [manager, desk] = await Promise.all([world.signIn('manager'), world.signIn('desk')]);
  });
  afterAll(async () => {
    await world.end();
    for (const player of players) await player.close();
  });

  const add = (settings: Record<string, unknown>, more: Record<string, unknown> = {}) => manager.post<Saved>(`${base}/pbx/sources`, { commandId: uuidv7(), sourceId: uuidv7(), name: '主机', enabled: true, settings, ...more });
  const change = <T = Saved>(id: string, settings: Record<string, unknown>, more: Record<string, unknown> = {}) => manager.post<T>(`${base}/pbx/sources/${id}`, { commandId: uuidv7(), name: '主机', enabled: true, settings, ...more });
  const sources = async () => (await manager.get<OutputOf<typeof listPbx>>(`${base}/pbx`)).body.sources;
  const health = async (id: string) => (await sources()).find((source) => source.id === id)?.health;
  const watch = async (id: string) => (await manager.get<Watched>(`${base}/pbx/sources/${id}/events`)).body;
  const cardsOf = (id: string): CallCard[] => foldCalls(heard.map(({ event }) => event).filter((event) => event.source.endsWith(id)));
  const push = (path: string | null, body: string, headers: Record<string, string> = {}) => fetch(`${world.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const cloud = async (more: Record<string, unknown> = {}, secret?: string) => {
    const { status, body } = await add({ kind: 'push', mapping: KAMAILIO, ...more }, secret ? { secret } : {});
    expect(status, JSON.stringify(body)).toBe(200);
    return { id: body.source.id, path: body.path };
  };
  const message = (ev: string, callId: string, second: number, more: Record<string, unknown> = {}) => JSON.stringify({ ev, call_id: callId, at: `${1_795_000_000 + second}.5`, id: `${callId}-${ev}-${second}`, from_user: '13812345678', to_user: '02155550100', ...more });

  it('given an Asterisk, when it is added, heard, changed and removed, then the password never leaves, and the health says how it is', async () => {
    const player = await openAmiPlayer();
    players.push(player);
    const settings = { kind: 'ami', host: '127.0.0.1', port: player.port, username: 'foyer' };
    expect((await add(settings)).body).toMatchObject({ code: 'secret-missing' });
    const { body } = await add(settings, { secret: 'secret' });
    const { id } = body.source;
    await expect.poll(() => health(id)).toMatchObject({ state: 'connected', version: 'AMI 11.0.0', problem: null });
    expect(body.source.capabilities).toEqual(['live', 'ring-time', 'who-answered', 'hold', 'transfer', 'queue', 'snapshot']);
    expect(player.said.find((action) => action.includes('Login'))).toMatch(/Events: call,agent/);
    for (const text of [JSON.stringify(body), JSON.stringify(await sources())]) expect(text).not.toContain('secret"');
    const kept = await world.owner.query<{ all: string }>(`select s.state::text || coalesce((select string_agg(j.data || coalesce(t.text, ''), '') from journal j left join journal_texts t using (site_id, subject, version) where j.subject = s.id), '') as all from pbx_sources s where id = $1`, [id]);
    expect(kept.rows[0]?.all).toContain('"username"');
    expect(kept.rows[0]?.all).not.toMatch(/:\s*"secret"/);
    if (hasCaptures) {
      await player.play(amiCapture('ami-capture-01-direct-answered-2-rings.txt'));
      await expect.poll(() => cardsOf(id)[0]).toMatchObject({ state: 'ended', number: '13812345678', answeredBy: '6001' });
      expect(heard.every((one) => one.siteId === world.siteId)).toBe(true);
      // The test page: as it came, numbers masked.
      await expect.poll(async () => (await watch(id)).raw.flatMap((row) => row.events.map((event) => event.kind))).toContain('answered');
      const seen = await watch(id);
      expect(JSON.stringify(seen)).not.toContain('13812345678');
      expect(JSON.stringify(seen)).toContain('138****5678');
    }
    // Changed without saying the password again.
    expect((await change(id, { ...settings, trunks: ['telecom'] })).status).toBe(200);
    await expect.poll(() => player.said.filter((action) => action.includes('Login')).length).toBe(2);
    expect((await change<Problem>(id, { kind: 'push', mapping: KAMAILIO })).body.code).toBe('kind-fixed');
    expect((await change<Problem>(id, { ...settings, host: '192.0.2.9' })).body.code, 'the old password goes to no other address').toBe('secret-missing');
    await change(id, { ...settings, host: '127.0.0.1', port: player.port }, { secret: 'wrong' });
    await expect.poll(() => health(id)).toMatchObject({ state: 'refused', problem: 'wrong-password' });
    expect((await manager.post(`${base}/pbx/sources/${id}/remove`, { commandId: uuidv7() })).status).toBe(200);
    await expect.poll(() => player.sockets()).toBe(0);
    expect((await sources()).some((source) => source.id === id)).toBe(false);
    expect((await world.owner.query<{ state: { secret?: string } }>('select state from pbx_sources where id = $1', [id])).rows[0]?.state.secret, 'forgotten with the source').toBeUndefined();
  });

  it('given somebody who does not set up telephones, or another centre, then nothing is seen or done', async () => {
    const { id } = await cloud();
    expect((await desk.get<Problem>(`${base}/pbx`)).status).toBe(403);
    expect((await desk.post<Problem>(`${base}/pbx/sources/${id}/remove`, { commandId: uuidv7() })).status).toBe(403);
    const other = await world.signIn('manager-b');
    expect((await other.get<Problem>(`${base}/pbx`)).status).toBe(404);
    expect((await other.get<Problem>(`/api/sites/${world.siteB}/pbx/sources/${id}/events`)).status).toBe(404);
    expect((await other.get<OutputOf<typeof listPbx>>(`/api/sites/${world.siteB}/pbx`)).body.sources).toEqual([]);
  });

  it('given a secret path, then it is told once, works until it is changed, and a wrong one does not say so', async () => {
    const { id, path } = await cloud();
    expect(path).toMatch(/^\/api\/pbx\/[\w-]{43}$/);
    expect((await push(path, message('invite', 'p1', 0))).status).toBe(200);
    expect((await push(`/api/pbx/${'x'.repeat(43)}`, '{}')).status).toBe(404);
    expect((await push('/api/pbx/short', '{}')).status).toBe(404);
    await expect.poll(() => cardsOf(id).length).toBe(1);
    const renewed = (await change(id, { kind: 'push', mapping: KAMAILIO }, { newPath: true })).body;
    expect(renewed.path).not.toBe(path);
    expect((await push(path, message('invite', 'p2', 0))).status).toBe(404);
    expect((await push(renewed.path, message('invite', 'p3', 0))).status).toBe(200);
    expect((await change(id, { kind: 'push', mapping: KAMAILIO }, { enabled: false })).body.path).toBeNull();
    expect((await push(renewed.path, message('invite', 'p4', 0))).status, 'a source that is off').toBe(404);
    expect(JSON.stringify(await sources())).not.toContain((renewed.path ?? '').slice(10));
  });

  const TRUTH: Readonly<Record<string, (cards: CallCard[]) => void>> = {
    '01-answered-2-rings': ([card]) => expect(card).toMatchObject({ number: '13812345678', called: '02155550100', answeredBy: '6001', ringsMeasured: 2, disposition: 'answered' }),
    '02-answered-5-rings': ([card]) => expect(card).toMatchObject({ answeredBy: '6001', ringsMeasured: 5, disposition: 'answered' }),
    '03-abandoned': ([card]) => expect(card).toMatchObject({ ringsMeasured: 3, disposition: 'abandoned' }),
    '04-busy': ([card]) => expect(card).toMatchObject({ disposition: 'busy' }),
    '05-hold-retrieve': ([card]) => {
      expect(card).toMatchObject({ disposition: 'answered', holds: [{ to: expect.any(String) }] });
      expect(Math.round((Date.parse(card?.holds[0]?.to ?? '') - Date.parse(card?.holds[0]?.from ?? '')) / 100)).toBe(40);
    },
    '06-transfer-by-refer': (cards) => {
      expect(cards[0]).toMatchObject({ disposition: 'answered', transfers: [{ target: '6010', outcome: 'completed' }] });
      expect(cards[1]).toMatchObject({ called: '6010', answeredBy: '6010' });
    },
    '07-two-parallel-calls': (cards) => expect(cards.map((card) => [card.number, card.answeredBy, card.ringsMeasured])).toEqual([['13812345678', '6001', 1], ['13912345678', '6002', 1]]),
    '08-listener-down-503': ([card]) => expect(card).toMatchObject({ disposition: 'answered', ringsMeasured: 1 }),
  };
  const captured = (name: string): string[] => readFileSync(sharedFile(`telephony/captures/kamailio-capture-${name}.jsonl`) ?? '', 'utf8').trim().split('\n').map((line) => JSON.stringify((JSON.parse(line) as { body: unknown }).body));
  it.skipIf(!hasCaptures).each(Object.entries(TRUTH))('given the pushes of %s in order, each twice, backwards, in one message, or without the first, then the card tells the same (T-05, T-27)', async (name, truth) => {
    const bodies = captured(name);
    const orders = [bodies, bodies.flatMap((body) => [body, body]), bodies.toReversed(), [`[${bodies.join(',')}]`], bodies.slice(1)];
    for (const order of orders) {
      const { id, path } = await cloud();
      for (const body of order) expect((await push(path, body)).status).toBe(200);
      await expect.poll(async () => (await watch(id)).raw.every((row) => row.isMapped)).toBe(true);
      truth(cardsOf(id));
      await manager.post(`${base}/pbx/sources/${id}/remove`, { commandId: uuidv7() });
    }
  });

  it('given a signature, an address list or a body beyond all measure, then what is not right is refused and said in the health', async () => {
    const signature = { algorithm: 'hmac-sha256', header: 'x-sign', over: '{header:x-time}{body}' };
    const { id, path } = await cloud({ signature }, 'a-key');
    const body = message('invite', 's1', 0);
    const sign = (key: string) => createHmac('sha256', key).update(`77${body}`).digest('hex');
    expect((await push(path, body)).status).toBe(403);
    expect((await push(path, body, { 'x-time': '77', 'x-sign': sign('wrong') })).status).toBe(403);
    expect((await push(path, body, { 'x-time': '78', 'x-sign': sign('a-key') })).status).toBe(403);
    expect(await health(id)).toMatchObject({ problem: 'wrong-signature' });
    expect((await push(path, body, { 'x-time': '77', 'x-sign': `sha256=${sign('a-key')}` })).status).toBe(200);
    expect(await health(id)).toMatchObject({ problem: null });
    await expect.poll(() => cardsOf(id).length).toBe(1);
    const elsewhere = await cloud({ addresses: ['10.9.0.0/16', '2001:db8::1'] });
    expect((await push(elsewhere.path, body)).status).toBe(403);
    expect(await health(elsewhere.id)).toMatchObject({ problem: 'address-not-allowed' });
    const here = await cloud({ addresses: ['127.0.0.0/8', '::1'] });
    expect((await push(here.path, body)).status).toBe(200);
    expect((await push(here.path, JSON.stringify({ ev: 'x'.repeat(1_100_000) }))).status).toBe(413);
  });

  it('given what is no message at all, then it is stored, makes nothing, and the next one is understood', async () => {
    const { id, path } = await cloud();
    for (const body of ['', '{', '[[[', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 'null', '{"ev":"invite"}', '{"ev":"invite","call_id":{"a":1}}', JSON.stringify({ ev: '__proto__', call_id: 'x' }), '\u0000\u0001'])
      expect((await push(path, body, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' })).status).toBe(200);
    expect((await push(path, `${message('invite', 'n1', 0).slice(0, -1)},"from_name":"\\u0000张"}`)).status).toBe(200);
    await expect.poll(() => cardsOf(id).map((card) => card.callId)).toEqual(['n1']);
    expect((await watch(id)).raw.filter((row) => row.events.length > 0)).toHaveLength(1);
  });

  it('given form, XML and GBK, then they are read as the same', async () => {
    const { id, path } = await cloud({ mapping: { ...KAMAILIO, fields: { kind: 'call.ev', callId: 'call.@id', at: 'call.at', from: 'call.from', name: 'call.name' } } });
    expect((await push(path, `<?xml version="1.0"?><call id="x&amp;1"><ev>invite</ev><at>1795000000</at><from>138</from><name><![CDATA[欧阳]]></name></call>`, { 'content-type': 'text/xml' })).status).toBe(200);
    const form = await cloud({ mapping: { ...KAMAILIO, fields: { kind: 'ev', callId: 'call_id', from: 'from', name: 'name' } } });
    const gbk = Buffer.concat([Buffer.from('{"ev":"invite","call_id":"g","name":"'), Buffer.from([0xc5, 0xb7, 0xd1, 0xf4]), Buffer.from('"}')]);
    expect((await push(form.path, 'ev=invite&call_id=f&from=139&name=%E6%AC%A7%E9%98%B3', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(200);
    expect((await fetch(`${world.origin}${form.path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: gbk })).status).toBe(200);
    await expect.poll(() => cardsOf(id)).toMatchObject([{ callId: 'x&1', number: '138', name: '欧阳' }]);
    await expect.poll(() => cardsOf(form.id).map((card) => `${card.callId} ${card.name}`).sort()).toEqual(['f 欧阳', 'g 欧阳']);
  });

  it('given the books cannot be written, when they can again, then no pushed message is lost', async () => {
    const { id, path } = await cloud();
    emit = async () => Promise.reject(new Error('down'));
    world.sweepErrors.length = 0;
    expect((await push(path, message('invite', 'l1', 0))).status, 'stored is stored').toBe(200);
    await expect.poll(() => health(id)).toMatchObject({ problem: 'storing-failed' });
    expect(cardsOf(id)).toEqual([]);
    emit = async () => undefined;
    expect((await push(path, message('ringing', 'l1', 1))).status).toBe(200);
    await expect.poll(() => cardsOf(id)[0], { timeout: 45_000 }).toMatchObject({ state: 'ringing', offeredAt: expect.any(String) });
    expect(world.sweepErrors.length).toBeGreaterThan(0);
    world.sweepErrors.length = 0;
  });

  it('given the program stopped while the books could not be written, when it starts again, then what was pushed is told', async () => {
    const { id, path } = await cloud();
    emit = async () => Promise.reject(new Error('down'));
    expect((await push(path, message('invite', 'r1', 0))).status).toBe(200);
    await expect.poll(() => health(id)).toMatchObject({ problem: 'storing-failed' });
    // Off and on: what a restart does to one source.
    const off = change(id, { kind: 'push', mapping: KAMAILIO }, { enabled: false });
    emit = async () => undefined;
    await off;
    expect((await world.owner.query('select from pbx_raw where source_id = $1', [id])).rowCount).toBe(1);
    await change(id, { kind: 'push', mapping: KAMAILIO });
    await expect.poll(() => cardsOf(id).map((card) => card.callId), { timeout: 45_000 }).toEqual(['r1']);
    expect((await world.owner.query('select from pbx_raw where source_id = $1 and mapped_at is null', [id])).rowCount).toBe(0);
    world.sweepErrors.length = 0;
  });

  it('given lines of call records by TCP and in a file that grows, then they become calls; a listener that cannot listen says so', async () => {
    const port = await freePort();
    const avaya = (id: string, ring: number, talk: string, more = '0') => `2026/11/23 09:10:35,${talk},${ring},13800001111,I,02155550101,02155550101,,0,${id},${more},E201,x,T9001,y,0,0\r\n`;
    const { body } = await add({ kind: 'smdr', way: 'listen', port, model: CDR_MODELS['avaya-smdr'], addresses: ['127.0.0.1', '::1'] });
    const { id } = body.source;
    expect(body.source.capabilities).toEqual(['who-answered', 'ring-time']);
    await expect.poll(() => health(id)).toMatchObject({ state: 'connected' });
    const line = connect(port, '127.0.0.1');
    const text = Buffer.from(avaya('71', 6, '00:00:40') + avaya('72', 20, '00:00:00') + 'rubbish\r\n');
    for (let at = 0; at < text.length; at += 7) line.write(text.subarray(at, at + 7));
    await expect.poll(() => cardsOf(id), { timeout: 45_000 }).toMatchObject([{ callId: '71', disposition: 'answered', ringsMeasured: 2 }, { callId: '72', disposition: 'unanswered' }]);
    expect(await health(id)).toMatchObject({ refused: 1 });
    line.destroy();
    const taken = (await add({ kind: 'smdr', way: 'listen', port, model: CDR_MODELS['avaya-smdr'] })).body.source;
    await expect.poll(() => health(taken.id)).toMatchObject({ problem: 'port-in-use' });

    const folder = join(world.dataDir, 'call-records');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'smdr.log'), avaya('81', 3, '00:00:10'));
    const file = (await add({ kind: 'smdr', way: 'file', path: 'smdr.log', model: CDR_MODELS['avaya-smdr'] })).body.source;
    await expect.poll(() => cardsOf(file.id).map((card) => card.callId), { timeout: 45_000 }).toEqual(['81']);
    appendFileSync(join(folder, 'smdr.log'), avaya('82', 3, '00:00:10').slice(0, 30));
    appendFileSync(join(folder, 'smdr.log'), avaya('82', 3, '00:00:10').slice(30));
    await expect.poll(() => cardsOf(file.id).map((card) => card.callId).sort(), { timeout: 45_000 }).toEqual(['81', '82']);
    // No other file of the machine.
    for (const path of ['../keys/sessions', '/etc/passwd', '.hidden', 'a/b']) expect((await add({ kind: 'smdr', way: 'file', path, model: CDR_MODELS['avaya-smdr'] })).status).toBe(400);
  });

  it('given a file of past call records, when it is sent, twice, then every line is accounted for and the calls are there once', async () => {
    const send = async (body: string, who: Client = manager, model = 'freepbx', site = world.siteId) => {
      const answer = await fetch(`${world.origin}/api/sites/${site}/pbx/records?model=${encodeURIComponent(model)}`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'application/octet-stream' }, body });
      return { status: answer.status, body: (await answer.json()) as { read: number; calls: number; answered: number; refused: number; refusals: { line: number; reason: { zh: string } }[]; code?: string } };
    };
    const row = (id: string, when = '23/11/2026 09:00:00') => `${when},"""王"" <13800001111>",13800001111,02155550100,from-trunk,SIP/trunk-1,SIP/101-2,Dial,x,30,20,ANSWERED,3,,${id}`;
    const file = [row('r.1'), row('r.2'), row('r.3', 'soon'), 'x,y'].join('\n');
    const [first, second] = [await send(file), await send(file)];
    expect(first).toMatchObject({ status: 200, body: { read: 4, calls: 2, answered: 2, refused: 2, refusals: [{ line: 3, reason: { zh: '时间无法识别' } }, { line: 4, reason: { zh: '缺少需要的列' } }] } });
    expect(second.body).toEqual(first.body);
    expect(cardsOf('import').map((card) => [card.callId, card.name, card.answeredAt])).toEqual([['r.1', '王', '2026-11-23T01:00:10.000Z'], ['r.2', '王', '2026-11-23T01:00:10.000Z']]);
    expect((await send(file, desk)).status).toBe(403);
    expect((await send(file, manager, 'freepbx', world.siteB)).status).toBe(404);
    expect((await send('')).body.code).toBe('file-empty');
    expect((await send(file, manager, '__proto__')).body.code).toBe('bad-input');
    expect((await send('PK\u0003\u0004 no sheet at all')).body.code).toBe('file-unreadable');
    expect((await send('Id,When,Ok\nq1,2026-11-23 09:00:00,Y\n', manager, JSON.stringify({ line: { header: true, columns: { callId: 'Id', date: 'When', answered: 'Ok' } }, dates: 'ymd', style: 'list' }))).body).toMatchObject({ read: 1, calls: 1, answered: 1 });
  });

  it('given a sample, when it is tried, then what would be understood is shown and nothing is kept', async () => {
    const before = heard.length;
    const look = async (settings: unknown, sample: string) => (await manager.post<OutputOf<typeof previewPbx>>(`${base}/pbx/preview`, { settings, sample })).body;
    expect(await look({ kind: 'push', mapping: KAMAILIO }, message('failed', 'v1', 0, { code: 486 }))).toMatchObject({ events: [{ kind: 'ended', disposition: 'busy', callId: 'v1' }], problem: null });
    expect(await look({ kind: 'push', mapping: KAMAILIO }, message('unheard-of', 'v1', 0))).toMatchObject({ events: [], ignored: 1 });
    expect(await look({ kind: 'push', mapping: KAMAILIO }, '{')).toMatchObject({ problem: 'unreadable' });
    expect((await look({ kind: 'smdr', way: 'listen', model: CDR_MODELS['panasonic-smdr'] }, `11/23/26 09:10AM  101   01  <I>13800001111          0'08 00:00'35`)).events.map((event) => event.kind)).toEqual(['offered', 'answered', 'ended']);
    expect((await manager.post<Problem>(`${base}/pbx/preview`, { settings: { kind: 'push', mapping: { ...KAMAILIO, fields: { kind: 'ev' } } }, sample: 'x' })).body.code).toBe('bad-input');
    expect((await manager.post<Problem>(`${base}/pbx/preview`, { settings: { kind: 'smdr', way: 'listen', model: { ...CDR_MODELS['panasonic-smdr'], line: { expression: '(' } } }, sample: 'x' })).body.code).toBe('bad-input');
    expect(heard.length).toBe(before);
  });

  it('given seats, when agents sit down, change and leave, then each telephone has one person and the past is kept', async () => {
    const [one, two] = [uuidv7(), uuidv7()];
    const put = (id: string, ext: string) => manager.post<OutputOf<typeof listSeats> & Problem>(`${base}/pbx/seats/${id}`, { commandId: uuidv7(), name: `前台 ${ext}`, ext });
    expect((await put(one, '6001')).body.seats).toMatchObject([{ ext: '6001', personId: null }]);
    expect((await put(two, '6001')).body.code).toBe('ext-taken');
    expect((await put(two, '6002')).status).toBe(200);
    const on = (who: Client, id: string, what: 'take' | 'leave') => who.post<OutputOf<typeof listSeats> & Problem>(`${base}/seats/${id}/${what}`, { commandId: uuidv7() });
    expect((await on(desk, one, 'take')).body.seats[0]).toMatchObject({ ext: '6001', personId: desk.personId });
    world.pass(60);
    expect((await on(manager, one, 'take')).body.seats[0]).toMatchObject({ personId: manager.personId });
    expect((await on(desk, one, 'leave')).body.code).toBe('not-your-seat');
    expect((await (await world.signIn('guard')).post(`${base}/seats/${one}/take`, { commandId: uuidv7() })).status).toBe(403);
    world.pass(30);
    expect((await on(manager, one, 'leave')).body.seats[0]).toMatchObject({ personId: null });
    const shifts = await world.owner.query<{ person_id: string; minutes: number }>(`select person_id, extract(epoch from to_at - from_at)::int / 60 as minutes from seat_shifts where seat_id = $1 order by from_at`, [one]);
    expect(shifts.rows).toEqual([{ person_id: desk.personId, minutes: 60 }, { person_id: manager.personId, minutes: 30 }]);
    // Sitting down elsewhere leaves the first seat, unless both telephones are answered.
    const at = async () => (await desk.get<OutputOf<typeof listSeats>>(`${base}/seats`)).body.seats.filter((seat) => seat.personId === desk.personId).map((seat) => seat.ext);
    await on(desk, one, 'take');
    expect((await on(desk, two, 'take')).body.seats.filter((seat) => seat.personId === desk.personId).map((seat) => seat.ext)).toEqual(['6002']);
    await desk.post(`${base}/seats/${one}/take`, { commandId: uuidv7(), besides: true });
    expect(await at()).toEqual(['6001', '6002']);
    // Whoever works here no more sits nowhere.
    await world.owner.query('update people set ended_at = $2 where id = $1', [desk.personId, world.clock.now()]);
    expect((await manager.get<OutputOf<typeof listSeats>>(`${base}/seats`)).body.seats.every((seat) => seat.personId === null)).toBe(true);
    await world.owner.query('update people set ended_at = null where id = $1', [desk.personId]);
    await on(desk, two, 'take');
    world.pass(17 * 60);
    expect((await desk.get<OutputOf<typeof listSeats>>(`${base}/seats`)).body.seats.find((seat) => seat.id === two), 'people go home').toMatchObject({ personId: null });
    expect((await manager.post<OutputOf<typeof listSeats>>(`${base}/pbx/seats/${two}/remove`, { commandId: uuidv7() })).body.seats).toHaveLength(1);
  });

  it('given a seat and a source that may dial, when a call-back is dialled, then the seat’s telephone rings; without either it says why', async () => {
    const dial = (number = '13812345678') => desk.post<Problem & { ringing?: true; ext?: string }>(`${base}/seats/dial`, { requestId: uuidv7(), number });
    expect((await dial()).body.code).toBe('no-seat');
    const seat = uuidv7();
    await manager.post(`${base}/pbx/seats/${seat}`, { commandId: uuidv7(), name: '前台', ext: '6009' });
    await desk.post(`${base}/seats/${seat}/take`, { commandId: uuidv7() });
    expect((await dial()).body.code).toBe('dial-not-able');
    const player = await openAmiPlayer({ answer: (action) => (action.get('Action') === 'Originate' ? `Response: Success\r\nActionID: ${action.get('ActionID')}\r\nMessage: queued\r\n\r\n` : undefined) });
    players.push(player);
    const { body } = await add({ kind: 'ami', host: '127.0.0.1', port: player.port, username: 'foyer', mayDial: true, extensions: { desk9: '6009' } }, { secret: 'secret' });
    await expect.poll(() => health(body.source.id)).toMatchObject({ state: 'connected' });
    expect((await dial()).body).toEqual({ ringing: true, ext: '6009' });
    expect(player.said.find((action) => action.includes('Originate'))).toContain('Channel: PJSIP/desk9');
    expect((await dial('138\r\nAction: Command')).body.code).toBe('bad-input');
  });

  it('given raw messages older than the centre keeps them, when it is tidied, then they are gone (T-15)', async () => {
    const { id, path } = await cloud();
    await push(path, message('invite', 'old', 0));
    await expect.poll(async () => (await watch(id)).raw.length).toBe(1);
    world.pass(25 * 60);
    await push(path, message('invite', 'new', 0));
    await expect.poll(async () => (await watch(id)).raw.length).toBe(2);
    await world.tidyPbx();
    expect((await watch(id)).raw).toHaveLength(1);
    // Of a centre that listens to nothing any more, too.
    for (const source of await sources()) await manager.post(`${base}/pbx/sources/${source.id}/remove`, { commandId: uuidv7() });
    world.pass(25 * 60);
    await world.tidyPbx();
    expect((await world.owner.query('select from pbx_raw')).rowCount).toBe(0);
  });
});
