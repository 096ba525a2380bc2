import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemovalView, VisitView } from '../../features/access/core/access-contract.ts';
import { eraseDue } from '../../features/access/server/erase.ts';
import { renderTickSheet } from '../../features/access/server/tick-sheet.ts';
import type { MyAlert } from '../../features/alerts/core/alert-contract.ts';
import { isFileOfIncident, openIncidentsAmong } from '../../features/incidents/server/incident-facts.ts';
import { turnDay } from '../../platform/server/daily.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import sharp from 'sharp';
import { logFault, startProgram, takeSteps, type Answer, type Client, type Problem, type World } from '../support/program.ts';

describe('the door over HTTP', () => {
  let world: World;
  let guard: Client, desk: Client, manager: Client, head: Client, technician: Client, sales: Client, quality: Client;
  let places: readonly { id: string; name: string }[] = [];
  beforeAll(async () => {
    world = await startProgram('2026-11-23T02:00:00.000Z');
    [guard, desk, manager, head, technician, sales, quality] = (await Promise.all(['guard', 'desk', 'manager', 'head', 'technician', 'sales', 'quality'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client, Client, Client, Client];
    places = await world.places(world.siteId);
  });
  afterAll(() => world.end());

  const url = (path: string): string => `/api/sites/${world.siteId}/${path}`;
  const placeId = (name: string): string => places.find((place) => place.name === name)?.id ?? '';
  const log = <T = RemovalView>(client: Client, more: Record<string, unknown> = {}): Promise<Answer<T>> => client.post<T>(url('removals'), { commandId: uuidv7(), removalId: uuidv7(), category: 'hawker', placeId: placeId('大厅'), action: 'left', ...more });
  const step = <T = RemovalView>(client: Client, id: string, given: Record<string, unknown>): Promise<Answer<T>> => client.post<T>(url(`removals/${id}/steps`), { commandId: uuidv7(), step: given });
  const enter = <T = VisitView>(client: Client, more: Record<string, unknown> = {}): Promise<Answer<T>> => client.post<T>(url('visits'), { commandId: uuidv7(), visitId: uuidv7(), kind: 'contractor', firm: '恒安电梯', name: '刘师傅', ...more });
  const list = async (client: Client, query = ''): Promise<{ open: RemovalView[]; past: RemovalView[] }> => (await client.get<{ open: RemovalView[]; past: RemovalView[] }>(url(`removals${query}`))).body;
  const minutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.pass(1);
      while ((await sweepOnce(world.deps, world.sweeps)) > 0);
    }
  };
  const told = async (client: Client, topic: string): Promise<MyAlert[]> => (await client.get<{ alerts: MyAlert[] }>('/api/alerts')).body.alerts.filter((alert) => alert.topic === topic);
  const set = async (parameters: Record<string, number>): Promise<void> => {
    const { version } = (await manager.get<{ site: { version: number } }>(url('setup'))).body.site;
    expect((await manager.post(url('settings'), { version, parameters })).status).toBe(200);
  };
  const upload = async (client: Client, shade: number): Promise<string> => {
    const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: { r: shade, g: 90, b: 30 } } }).composite([{ input: Buffer.from('<svg width="40" height="40"><rect x="5" y="5" width="20" height="9" fill="white"/></svg>') }]).png().toBuffer();
    const answer = await fetch(`${world.origin}${url('files')}`, { method: 'POST', headers: { cookie: client.cookie, 'content-type': 'image/png' }, body: new Uint8Array(png) });
    return ((await answer.json()) as { hash: string }).hash;
  };
  const onDisk = (hash: string): boolean => existsSync(join(world.dataDir, 'files', world.siteId, hash.slice(0, 2), hash));
  const keeper = () => ({ ...world.deps, filesFolder: join(world.dataDir, 'files'), openIncidents: openIncidentsAmong, isHeldElsewhere: isFileOfIncident });

  it('G-02: given category, zone and action, when a guard logs a removal, then it stands with its date of erasing; a known note is counted', async () => {
    const first = (await log(guard, { category: 'leaflets', tag: '红帽子发传单男' })).body;
    expect(first).toMatchObject({ category: 'leaflets', place: '大厅', action: 'left', outcome: 'left', leftAt: world.clock.now(), handledBy: '马振东', bookedBy: null, expiresOn: '2026-12-23', seenBefore: 0, allowed: ['describe', 'incident'] });
    await minutes(1);
    expect((await log(guard, { category: 'leaflets', tag: '红帽子发传单男' })).body.seenBefore).toBe(1);
    const choices = (await guard.get<{ tags: { tag: string; times: number }[]; photos: boolean; leaveMinutes: number }>(url('access-choices'))).body;
    expect(choices).toMatchObject({ photos: false, leaveMinutes: 10 });
    expect(choices.tags[0]).toMatchObject({ tag: '红帽子发传单男', times: 2 });
    expect((await list(guard, `?tag=${encodeURIComponent('红帽子发传单男')}`)).past).toHaveLength(2);
  });

  it('G-02: given an ID number in any field, a photo where the centre allows none, a customer, or a wrong time, then it is refused', async () => {
    for (const field of ['tag', 'appearance', 'behaviour']) expect((await log<Problem>(guard, { [field]: '33010219900307123X' })).body.code, field).toBe('id-number-refused');
    expect((await enter<Problem>(guard, { reason: '身份证 3301 0219 9003 0712 34' })).body.code).toBe('id-number-refused');
    expect((await log<Problem>(guard, { photo: 'a'.repeat(64) })).body.code).toBe('photos-not-allowed');
    expect((await enter<Problem>(guard, { kind: 'customer' })).body.code).toBe('bad-input');
    expect((await enter<Problem>(guard, { firm: '', name: '' })).body.code).toBe('visitor-missing');
    expect((await log<Problem>(guard, { askedAt: '2026-11-23T05:00:00.000Z' })).body.code).toBe('time-ahead');
    expect((await log<Problem>(guard, { placeId: uuidv7() })).body.code).toBe('place-unknown');
    expect((await log<Problem>(guard, { placeId: undefined })).body.code).toBe('place-missing');
    expect((await log<Problem>(guard, { fromSheet: true })).body.code, 'a guard writes for themself').toBe('forbidden');
    expect((await enter<Problem>(guard, { hostId: uuidv7() })).body.code).toBe('person-not-here');
  });

  it('G-03: given somebody loitering who was asked to leave, when ten minutes pass, then a supervisor is told, silence climbs, and it becomes an incident with one press', async () => {
    const { body: idle } = await log(guard, { category: 'loitering', action: 'asked', behaviour: '在沙盘边大声说话' });
    expect(idle).toMatchObject({ open: true, overstayed: false, leftAt: null });
    expect(Date.parse(idle.dueAt ?? '') - Date.parse(idle.askedAt)).toBe(10 * 60_000);
    await step(guard, idle.id, { step: 'again' });
    await minutes(9);
    expect(await told(desk, 'access.not-left')).toEqual([]);
    await minutes(1);
    const [alert] = await told(desk, 'access.not-left');
    expect(alert?.body).toBe('大厅 · 闲聊逗留 · 10:01 劝离。请主管到场，必要时转突发事件。');
    expect((await list(guard)).open[0]).toMatchObject({ id: idle.id, overstayed: true, times: 2 });
    await minutes(5);
    expect((await told(manager, 'access.not-left'))[0]).toMatchObject({ status: 'open' });
    const ids = { incidentId: uuidv7(), incidentCommandId: uuidv7() };
    const made = await guard.post<RemovalView>(url(`removals/${idle.id}/incident`), { commandId: uuidv7(), ...ids });
    expect(made.body).toMatchObject({ incidentId: ids.incidentId, open: false, outcome: 'refused', heldBy: 'incident-open' });
    expect((await guard.post<Problem>(url(`removals/${idle.id}/incident`), { commandId: uuidv7(), incidentId: uuidv7(), incidentCommandId: uuidv7() })).body.code).toBe('incident-already');
    expect((await desk.get<{ nature: string; grade: string; words: string; delays: { report: number } }>(url(`incidents/${ids.incidentId}`))).body).toMatchObject({ nature: 'security', grade: 'yellow', words: '劝离无效：在沙盘边大声说话', delays: { report: 15 } });
    expect((await told(manager, 'access.not-left'))[0]).toMatchObject({ status: 'ended' });
  });

  it('G-03: given somebody who refuses or waits for the police, then they are still here: a supervisor is told at once, and the time of leaving is noted later', async () => {
    const { body: stays } = await log(guard, { category: 'drunk', action: 'supervisor' });
    const before = (await told(desk, 'access.not-left')).length;
    await minutes(2);
    expect((await step(guard, stays.id, { step: 'ended', outcome: 'refused' })).body).toMatchObject({ open: true, outcome: 'refused', leftAt: null, heldBy: 'still-here', allowed: ['again', 'ended', 'describe', 'incident'] });
    expect((await told(desk, 'access.not-left')).length, 'no ten minutes are waited for').toBe(before + 1);
    expect((await told(desk, 'access.supervisor'))[0]).toMatchObject({ status: 'ended', endedWhy: 'overtaken' });
    expect((await step<Problem>(guard, stays.id, { step: 'ended', outcome: 'refused' })).body.code).toBe('stayed-already');
    expect((await step(guard, stays.id, { step: 'ended', outcome: 'police' })).body).toMatchObject({ open: true, outcome: 'police', leftAt: null });
    await minutes(9);
    expect((await list(guard)).open.find((row) => row.id === stays.id)).toMatchObject({ overstayed: true });
    expect((await told(desk, 'access.not-left')).length, 'said once').toBe(before + 1);
    expect((await step(guard, stays.id, { step: 'ended', outcome: 'left' })).body).toMatchObject({ open: false, outcome: 'left', leftAt: world.clock.now() });
    expect((await told(desk, 'access.not-left'))[0]).toMatchObject({ status: 'ended' });
  });

  it('G-03: given somebody who left in time, or a line of the tick sheet keyed in after the shift, then nobody is told', async () => {
    const { body: quick } = await log(guard, { category: 'pet', action: 'asked' });
    await minutes(4);
    expect((await step(guard, quick.id, { step: 'ended', outcome: 'left' })).body).toMatchObject({ open: false, leftAt: world.clock.now() });
    expect((await step<Problem>(guard, quick.id, { step: 'ended', outcome: 'left' })).body.code).toBe('removal-ended');
    const { body: keyed } = await log(desk, { category: 'broker', action: 'asked', fromSheet: true, handledBy: guard.personId, askedAt: '2026-11-23T01:10:00.000Z', leftAt: '2026-11-23T01:20:00.000Z', headcount: 2 });
    expect(keyed).toMatchObject({ handledBy: '马振东', bookedBy: '陈晓梅', fromSheet: true, open: false, leftAt: '2026-11-23T01:20:00.000Z', recordedAt: world.clock.now() });
    expect((await log<Problem>(desk, { fromSheet: true, askedAt: '2026-11-23T01:10:00.000Z', leftAt: '2026-11-23T01:00:00.000Z' })).body.code).toBe('left-before-asked');
    const before = (await told(manager, 'access.not-left')).length;
    await minutes(12);
    expect((await told(manager, 'access.not-left')).length).toBe(before);
    const sheet = await renderTickSheet({ name: '云栖示范售楼中心', keepDays: 30 });
    expect(sheet.cut, 'every word of the sheet fits').toBe(false);
    expect((await fetch(`${world.origin}${url('removals/tick-sheet.pdf')}`, { headers: { cookie: guard.cookie } })).headers.get('content-type')).toBe('application/pdf');
  });

  it('G-02: given a contractor with a host, then the host is told without a name, the handover shows who is inside, and time out ends it', async () => {
    const { body: visit } = await enter(desk, { hostId: technician.personId, work: '电梯保养', repairNumber: '2611-0001', pass: '12', tools: '工具箱 1 个', plate: '浙A12345', checked: true, headcount: 2 });
    expect(visit).toMatchObject({ kind: 'contractor', firm: '恒安电梯', host: '王建国', expiresOn: '2026-12-23', heldBy: 'still-here', allowed: ['leave'] });
    const [alert] = await told(technician, 'access.host');
    expect(`${alert?.title}${alert?.body}`).not.toMatch(/刘师傅|恒安|浙A/);
    const lines = (await desk.get<{ lines: { section: string; ref: string; label: string }[] }>(url('handovers/draft'))).body.lines;
    expect(lines.find((line) => line.ref === visit.id)).toMatchObject({ section: 'inside' });
    world.pass(30);
    const left = await desk.post<VisitView>(url(`visits/${visit.id}/leave`), { commandId: uuidv7() });
    expect(left.body.leftAt).toBe(world.clock.now());
    expect((await desk.post<Problem>(url(`visits/${visit.id}/leave`), { commandId: uuidv7() })).body.code).toBe('visit-left');
    expect((await told(technician, 'access.host'))[0]).toMatchObject({ status: 'ended' });
  });

  it('given the time is over, when the day turns, then words, notes, pictures and the files themselves are gone, what counts stays, and what an open case holds waits', async () => {
    await set({ 'access.photos': 1 });
    const [own, shared] = [await upload(guard, 10), await upload(guard, 200)];
    const { body: old } = await log(guard, { tag: '灰衣推销男', appearance: '灰衣，背黑包', photo: own });
    const { body: kept } = await log(guard, { photo: shared, appearance: '白衬衫' });
    const { row } = await logFault(desk, world.siteId, { item: '门把手松' });
    // The same picture, passed on in a chat and sent by the desk too.
    expect(await upload(desk, 200)).toBe(shared);
    expect((await takeSteps(desk, world.siteId, row.id, [{ step: 'addPhoto', phase: 'report', hash: shared }])).status).toBe(200);
    expect([onDisk(own), onDisk(shared)]).toEqual([true, true]);
    expect((await fetch(`${world.origin}${url(`files/${own}`)}`, { headers: { cookie: desk.cookie } })).status).toBe(200);
    expect((await fetch(`${world.origin}${url(`files/${own}`)}`, { headers: { cookie: sales.cookie } })).status, 'not for who does not read the book').toBe(404);
    world.clock.set('2026-12-22T20:00:00.000Z');
    const isHeldElsewhere = async (query: Parameters<typeof isFileOfIncident>[0], siteId: string, hash: string) => (await query('select from repair_files where site_id = $1 and hash = $2', [siteId, hash])).length > 0;
    // 04:00 of the 23rd in Shanghai.
    expect(await turnDay(world.deps, ['erase-door-books'])).toBeGreaterThan(0);
    await expect.poll(async () => (await world.owner.query(`select erased_at from removals where id = $1`, [old.id])).rows[0]?.erased_at, { timeout: 45_000 }).not.toBeNull();
    await expect.poll(() => onDisk(own), { timeout: 45_000 }).toBe(false);
    await eraseDue({ ...keeper(), isHeldElsewhere }, world.siteId);
    expect((await world.owner.query(`select from files where hash = $1`, [own])).rowCount).toBe(0);
    expect(onDisk(shared), 'an order holds it too').toBe(true);
    const gone = (await list(manager)).past.find((removal) => removal.id === old.id);
    expect(gone).toMatchObject({ category: 'hawker', place: '大厅', tag: null, appearance: null, photo: null, erasedAt: world.clock.now(), allowed: [] });
    expect((await list(manager)).past.find((removal) => removal.id === kept.id)).toMatchObject({ appearance: null });
    const everything = await world.owner.query<{ t: string }>(`select (select string_agg(r::text, '') from removals r) || (select string_agg(v::text, '') from visits v) || (select string_agg(t::text, '') from journal_texts t) as t`);
    for (const word of ['灰衣', '红帽子', '刘师傅', '恒安电梯', '浙A12345']) expect(everything.rows[0]?.t, word).not.toContain(word);
    // The one that became an incident still open is not touched yet.
    expect((await list(manager)).past.find((removal) => removal.incidentId !== null)).toMatchObject({ heldBy: 'incident-open', erasedAt: null, behaviour: '在沙盘边大声说话' });
    for (const id of [old.id, kept.id]) expect(await world.database.read([world.siteId], (reader) => checkChain(reader, world.siteId, id)), 'the journal stays whole').toBeUndefined();
  });

  it('given a wish to be erased, then it is done at once, or explained and queued while a case is open, and done when the case is closed', async () => {
    const { body: free } = await log(guard, { appearance: '蓝外套' });
    const erase = <T = RemovalView>(client: Client, id: string): Promise<Answer<T>> => client.post<T>(url(`removals/${id}/erase`), { commandId: uuidv7(), reason: '本人要求删除' });
    expect((await erase<Problem>(guard, free.id)).body.code).toBe('forbidden');
    expect((await erase(manager, free.id)).body).toMatchObject({ appearance: null, erasedAt: world.clock.now(), heldBy: null });
    expect((await erase<Problem>(manager, free.id)).body.code).toBe('erased-already');
    const held = (await list(manager)).past.find((removal) => removal.incidentId !== null && removal.erasedAt === null);
    expect((await erase(manager, held?.id ?? '')).body).toMatchObject({ erasedAt: null, eraseAskedAt: world.clock.now(), heldBy: 'incident-open', behaviour: '在沙盘边大声说话' });
    expect((await erase<Problem>(manager, held?.id ?? '')).body.code).toBe('erase-asked-already');
    expect(await eraseDue(keeper(), world.siteId)).toBe(0);
    await manager.post(url(`incidents/${held?.incidentId}/steps`), { commandId: uuidv7(), step: { step: 'handled' } });
    await manager.post(url(`incidents/${held?.incidentId}/steps`), { commandId: uuidv7(), step: { step: 'summary', causes: '无', responsibility: '无', prevention: '加强巡视' } });
    expect(await eraseDue(keeper(), world.siteId)).toBe(1);
    expect((await list(manager)).past.find((removal) => removal.id === held?.id)).toMatchObject({ behaviour: null, erasedAt: world.clock.now(), incidentId: held?.incidentId });
  });

  it('given a place, a person or a firm, then one timeline shows what happened across features, newest first, and to each only what they may see', async () => {
    await enter(desk, { firm: '恒安电梯', hostId: head.personId, work: '电梯保养' });
    await logFault(desk, world.siteId, { placeText: undefined, placeId: placeId('大厅'), item: '射灯不亮' });
    const timeline = async (client: Client, query: string) => client.get<{ lines: { feature: string; kind: string; at: string }[] }>(url(`timeline?${query}`));
    const place = (await timeline(manager, `about=place&id=${placeId('大厅')}`)).body.lines;
    expect(new Set(place.map((line) => line.feature))).toEqual(new Set(['repairs', 'incidents', 'access']));
    expect(place.map((line) => line.at)).toEqual(place.map((line) => line.at).sort().reverse());
    expect((await timeline(manager, `about=firm&firm=${encodeURIComponent('恒安电梯')}`)).body.lines.map((line) => line.kind)).toContain('visit/contractor');
    expect((await timeline(manager, `about=person&id=${guard.personId}`)).body.lines.map((line) => line.feature)).toContain('incidents');
    expect((await timeline(manager, `about=person`)).status).toBe(400);
    expect((await timeline(guard, `about=place&id=${placeId('大厅')}`)).status).toBe(403);
    const forHead = (await timeline(head, `about=place&id=${placeId('大厅')}`)).body.lines;
    expect(forHead.map((line) => line.feature), 'the door’s books are not the engineers’').not.toContain('access');
    expect((await timeline(quality, `about=place&id=${placeId('大厅')}`)).body.lines.map((line) => line.feature)).toContain('access');
    expect(world.sweepErrors).toEqual([]);
  });
});
