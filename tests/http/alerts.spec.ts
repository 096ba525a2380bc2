import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertTrail, MyAlert } from '../../features/alerts/core/alert-contract.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { sendDue } from '../../features/alerts/server/sender.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logFault, startProgram, takeSteps, type Answer, type Client, type Problem, type World } from '../support/program.ts';

/** A robot's side of the wire that answers as it is told and counts how often it was asked. */
const robot = async () => {
  let answer: { status: number; body: unknown } = { status: 200, body: { errcode: 0, errmsg: 'ok' } };
  const heard: { markdown?: { content: string } }[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      heard.push(JSON.parse(text) as { markdown?: { content: string } });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/robot?key=secret-key-of-the-robot`, heard, answers: (next: typeof answer) => void (answer = next), stop: () => server.close() };
};

describe('alerts over HTTP', () => {
  let world: World;
  let desk: Client, technician: Client, foreman: Client, head: Client, manager: Client, quality: Client, guard: Client;
  let wecom: Awaited<ReturnType<typeof robot>>, dingtalk: Awaited<ReturnType<typeof robot>>;
  beforeAll(async () => {
    world = await startProgram('2026-11-23T02:00:00.000Z', { FOYER_ALLOW_TARGETS: '127.0.0.1' });
    // Messages leave when a test says so, by one hand.
    await world.stopSender();
    [desk, technician, foreman, head, manager, quality, guard] = await Promise.all(['desk', 'technician', 'foreman', 'head', 'manager', 'quality', 'guard'].map((name) => world.signIn(name))) as [Client, Client, Client, Client, Client, Client, Client];
    [wecom, dingtalk] = await Promise.all([robot(), robot()]);
  });
  afterAll(async () => {
    await world.end();
    wecom.stop();
    dingtalk.stop();
  });

  const url = (path: string): string => `/api/sites/${world.siteId}/${path}`;
  const mine = async (client: Client): Promise<MyAlert[]> => (await client.get<{ alerts: MyAlert[] }>('/api/alerts')).body.alerts;
  const about = async (client: Client, topic: string): Promise<MyAlert[]> => (await mine(client)).filter((alert) => alert.topic === topic);
  const trail = async (client: Client, subject: string): Promise<AlertTrail[]> => (await client.get<{ alerts: AlertTrail[] }>(url(`alerts?subject=${subject}`))).body.alerts;
  const post = <T = Problem>(client: Client, path: string, body: Record<string, unknown> = {}): Promise<Answer<T>> => client.post<T>(url(path), body);
  /** Minutes pass one by one, as the sweep sees them, twice over. */
  const minutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.pass(1);
      while ((await Promise.all([sweepOnce(world.deps, world.sweeps), sweepOnce(world.deps, world.sweeps)])).some((handled) => handled > 0));
    }
  };
  const accepted = async (item: string): Promise<string> => {
    const { row } = await logFault(desk, world.siteId, { item, steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }]);
    return row.id;
  };

  it('M-11: given a notice by app, when it is sent, then the technician alone is told at once, his page says that it shows only what reached him, and signing for the slip settles it', async () => {
    const { row } = await logFault(desk, world.siteId, { item: '射灯不亮 联系13812345678', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    const [told] = await about(technician, 'repairs.to-collect');
    expect(told).toMatchObject({ level: 'warning', status: 'open', clause: 'M-11', path: { phone: `/m/repairs/${world.siteId}/${row.id}` } });
    expect(told?.body, 'numbers stay inside').toContain('138****5678');
    expect(await about(foreman, 'repairs.to-collect')).toEqual([]);
    const isAll = async (client: Client) => (await client.get<{ all: boolean }>(url(`alerts?subject=${row.id}`))).body.all;
    expect([await isAll(technician), await isAll(desk)]).toEqual([false, true]);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }]);
    expect((await about(technician, 'repairs.to-collect'))[0]).toMatchObject({ status: 'ended', endedWhy: 'met', allowed: ['clear'] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'cancel', reason: '报错了' }]);
  });

  it('M-11, M-12: given a slip passed on, then the new technician is told and the one before asked no more; passed on after the signature it is signed for anew, and what was late stays late', async () => {
    const other = await world.signIn('technician2');
    const { row } = await logFault(desk, world.siteId, { item: '门铃不响', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    const asked = async (client: Client) => (await about(client, 'repairs.to-collect')).filter((alert) => alert.path.phone?.endsWith(row.id)).map((alert) => alert.status);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'assign', technicianId: other.personId }]);
    expect([await asked(technician), await asked(other)]).toEqual([['ended'], ['open']]);
    const sign = (client: Client) => takeSteps<Problem>(client, world.siteId, row.id, [{ step: 'accept', signWay: 'pin' }], { pin: '2580' });
    expect((await sign(desk)).body.code, 'the desk’s own PIN signs for nobody').toBe('signature-missing');
    expect((await sign(other)).status).toBe(200);
    await minutes(16);
    world.pass(1);
    const passed = await takeSteps(desk, world.siteId, row.id, [{ step: 'assign', technicianId: technician.personId }]);
    expect(passed.body.row).toMatchObject({ status: 'issued', technicianId: technician.personId });
    expect([(await asked(technician)).sort(), await asked(other)]).toEqual([['ended', 'open'], ['ended']]);
    expect((await takeSteps<Problem>(technician, world.siteId, row.id, [{ step: 'ready' }])).status).toBe(409);
    expect((await sign(technician)).status).toBe(200);
    const ready = (await desk.get<{ clocks: { clock: string; breachedAt: string | null; cancelledAt: string | null }[] }>(url(`repairs/${row.id}`))).body.clocks.filter((clock) => clock.clock === 'ready');
    // Who has it now has a time of their own.
    expect(ready).toMatchObject([{ breachedAt: expect.any(String) as string }, { breachedAt: null }]);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'cancel', reason: '演示' }]);
  });

  it('M-04: given a limit that breaks in silence, when minutes pass, then it climbs technician → foreman → head → manager → quality, each once, and is unanswered at the end', async () => {
    const id = await accepted('空调不冷');
    await minutes(12);
    expect((await trail(manager, id)).find((alert) => alert.topic === 'repairs.ready.soon')).toMatchObject({ status: 'open', steps: [{ told: [{ personId: technician.personId, why: 'named' }] }] });
    await minutes(3);
    const late = async () => (await trail(manager, id)).find((alert) => alert.topic === 'repairs.ready.late');
    expect((await trail(manager, id)).find((alert) => alert.topic === 'repairs.ready.soon')).toMatchObject({ status: 'ended', endedWhy: 'overtaken' });
    const brokenAt = (await late())?.raisedAt ?? '';
    expect(await about(manager, 'repairs.ready.late')).toEqual([]);
    await minutes(20);
    const climbed = await late();
    const reached = climbed?.steps.map((step) => [(Date.parse(step.at) - Date.parse(brokenAt)) / 60_000, step.told.map((person) => person.personId)]);
    // Nothing is rostered yet: whoever has the role is told.
    expect(reached?.[0]).toEqual([0, expect.arrayContaining([technician.personId, desk.personId])]);
    expect(reached?.slice(1)).toEqual([[5, [foreman.personId]], [10, [head.personId]], [15, [manager.personId]], [20, [quality.personId]]]);
    await minutes(5);
    expect(await late()).toMatchObject({ status: 'unanswered', climbsAt: null });
    const inHandover = async (): Promise<number> => (await desk.get<{ lines: { section: string; label: string }[] }>(`/api/sites/${world.siteId}/handovers/draft`)).body.lines.filter((line) => line.section === 'alerts').length;
    const seal = (how: string) => world.owner.query(`update alerts set state = ${how} where site_id = $1 and status = 'unanswered'`, [world.siteId]);
    expect(await inHandover()).toBeGreaterThan(0);
    await seal(`state || '{"isPrivate": true}'`);
    expect(await inHandover(), 'what is sealed stands in nobody’s handover').toBe(0);
    await seal(`state - 'isPrivate'`);
    await takeSteps(desk, world.siteId, id, [{ step: 'ready', way: 'desk' }]);
    expect(await late()).toMatchObject({ status: 'ended', endedWhy: 'late' });
    expect((await about(manager, 'repairs.ready.late'))[0]).toMatchObject({ status: 'ended', endedWhy: 'late' });
    await takeSteps(desk, world.siteId, id, [{ step: 'cancel', reason: '演示' }]);
  });

  it('M-04: given somebody who answers, then it climbs no further and everybody told sees who; a stranger’s answer is refused and a second one changes nothing', async () => {
    const id = await accepted('门锁坏');
    await minutes(21);
    const [told] = await about(foreman, 'repairs.ready.late');
    const answer = (client: Client, commandId = uuidv7()) => post(client, `alerts/${told?.id}/acknowledge`, { commandId });
    expect((await answer(guard)).body.code).toBe('not-found');
    const commandId = uuidv7();
    expect((await answer(foreman, commandId)).status).toBe(200);
    expect((await answer(foreman, commandId)).status, 'the double tap').toBe(200);
    expect((await answer(manager)).body.code).toBe('alert-acknowledged');
    await minutes(30);
    expect(await about(head, 'repairs.ready.late').then((list) => list.filter((alert) => alert.id === told?.id))).toEqual([]);
    expect((await about(technician, 'repairs.ready.late')).find((alert) => alert.id === told?.id)).toMatchObject({ status: 'acknowledged', acknowledgedBy: expect.any(String) as string });
    await takeSteps(desk, world.siteId, id, [{ step: 'cancel', reason: '演示' }]);
    expect((await trail(manager, id)).every((alert) => alert.status === 'ended')).toBe(true);
    // What one was not told of, one does not see; the desk and the leaders see all of it.
    expect(await trail(guard, id)).toEqual([]);
    expect((await trail(technician, id)).map((alert) => alert.topic)).toContain('repairs.ready.late');
  });

  it('M-51: given nobody on duty for a step, when it is due, then that is said and the next step told at once', async () => {
    await seedRoster(world.database, world.siteId, world.clock.now());
    // Four in the morning: the roster has nobody.
    world.clock.set('2026-11-23T20:00:00.000Z');
    const { row } = await logFault(desk, world.siteId, { item: '停电' });
    await minutes(6);
    const late = (await trail(manager, row.id)).find((alert) => alert.topic === 'repairs.issue.late');
    expect(late?.steps).toMatchObject([{ step: 0, told: [], empty: [{ role: 'desk_agent' }] }, { step: 1, told: [{ personId: manager.personId, why: 'of-the-role' }] }]);
    const found = await world.owner.query<{ data: string }>(`select data from journal where subject = $1 and event = 'AlertStepTaken' order by version limit 1`, [late?.id]);
    expect(JSON.parse(found.rows[0]?.data ?? '{}')).toMatchObject({ reached: [], empty: [{ role: 'desk_agent' }] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'cancel', reason: '演示' }]);
  });

  it('given robots with a fallback, when the first refuses, then the second is asked once; the secret never comes back and the answer is the true one', async () => {
    world.clock.set('2026-11-24T02:00:00.000Z');
    const [first, second] = [uuidv7(), uuidv7()];
    const channel = (channelId: string, kind: string, address: string, more: Record<string, unknown> = {}) =>
      post(manager, 'channels', { channelId, kind, name: kind, settings: { url: address, ...(kind === 'dingtalk' ? { secret: 'SEC0123456789' } : {}) }, ...more });
    expect((await post(manager, 'channels', { channelId: first, kind: 'wecom', name: '工程群', settings: { url: 'not a url' } })).body).toMatchObject({ code: 'channel-settings-wrong', facts: { fields: ['url'] } });
    expect((await channel(second, 'dingtalk', dingtalk.url)).status).toBe(200);
    expect((await channel(first, 'wecom', wecom.url, { fallbackId: second, roles: ['technician', 'foreman'] })).status).toBe(200);
    expect((await channel(uuidv7(), 'wecom', wecom.url, { fallbackId: uuidv7() })).body.code).toBe('channel-fallback-unknown');
    expect((await post(technician, 'channels', {})).status).toBe(403);
    const list = JSON.stringify((await manager.get(url('channels'))).body);
    expect(list).not.toContain('secret-key-of-the-robot');
    expect(list).not.toContain('SEC0123456789');

    wecom.answers({ status: 200, body: { errcode: 93000, errmsg: 'invalid webhook url' } });
    const id = await accepted('插座没电');
    await minutes(15);
    await sendDue(world.sending);
    await sendDue(world.sending);
    const said = (await trail(manager, id)).find((alert) => alert.topic === 'repairs.ready.late')?.deliveries.filter((delivery) => delivery.kind !== 'in-app');
    expect(said).toMatchObject([{ kind: 'wecom', rank: 0, state: 'refused', attempts: 1, answer: expect.stringContaining('93000') as string }, { kind: 'dingtalk', rank: 1, state: 'delivered', attempts: 1 }]);
    expect(JSON.stringify(said)).not.toContain('secret-key-of-the-robot');
    expect(dingtalk.heard.at(-1)?.markdown).toBeDefined();

    // An unclear answer is never asked for again.
    wecom.answers({ status: 500, body: {} });
    await minutes(5);
    await sendDue(world.sending);
    await minutes(40);
    await sendDue(world.sending);
    const climbed = (await trail(manager, id)).find((alert) => alert.topic === 'repairs.ready.late')?.deliveries.filter((delivery) => delivery.step === 1 && delivery.channel);
    expect(climbed).toMatchObject([{ kind: 'wecom', state: 'unknown', attempts: 1 }, { kind: 'dingtalk', state: 'delivered' }]);
    expect(wecom.heard.filter((message) => /逐级上报.*备料/.test(message.markdown?.content ?? ''))).toHaveLength(1);
    await takeSteps(desk, world.siteId, id, [{ step: 'cancel', reason: '演示' }]);
  });

  it('given a robot that cannot be reached, then it is tried again later and later; an answer by a person meanwhile makes the message obsolete', async () => {
    const id = uuidv7();
    await post(manager, 'channels', { channelId: id, kind: 'wecom', name: '没人接的群', roles: ['property_manager'], settings: { url: 'http://127.0.0.1:9/robot?key=x' } });
    const taskId = uuidv7();
    await post(manager, 'tasks', { commandId: uuidv7(), taskId, doerId: guard.personId, content: '去门口看看', dueAt: new Date(Date.parse(world.clock.now()) + 60_000).toISOString() });
    await minutes(7);
    await sendDue(world.sending);
    const out = async () => (await trail(manager, taskId)).find((alert) => alert.topic === 'tasks.late')?.deliveries.find((delivery) => delivery.channel === '没人接的群');
    expect(await out()).toMatchObject({ state: 'waiting', attempts: 1, reason: 'no-connection' });
    world.pass(1);
    await sendDue(world.sending);
    expect(await out()).toMatchObject({ state: 'waiting', attempts: 2 });
    const [told] = await about(manager, 'tasks.late');
    await post(manager, `alerts/${told?.id}/acknowledge`, { commandId: uuidv7() });
    world.pass(60);
    await sendDue(world.sending);
    expect(await out()).toMatchObject({ state: 'obsolete', attempts: 2 });
  });

  it('given a process that died while it sent, when the time is over, then the outcome is unknown and the message is not sent again', async () => {
    const { rows } = await world.owner.query<{ id: string; channel_id: string }>(`select id, channel_id from deliveries where kind = 'dingtalk' and state = 'delivered' limit 1`);
    await world.owner.query(`update deliveries set state = 'sending', claimed_at = $2, done_at = null where id = $1`, [rows[0]?.id, world.clock.now()]);
    const heard = dingtalk.heard.length;
    await sendDue(world.sending);
    expect((await world.owner.query('select state from deliveries where id = $1', [rows[0]?.id])).rows).toEqual([{ state: 'sending' }]);
    world.pass(3);
    await sendDue(world.sending);
    expect((await world.owner.query('select state, reason from deliveries where id = $1', [rows[0]?.id])).rows).toEqual([{ state: 'unknown', reason: 'cut-off' }]);
    expect(dingtalk.heard.length).toBe(heard);
  });

  it('given a centre’s own ladder, then new alerts follow it and running ones keep theirs; a part its alerts do not know is refused', async () => {
    const set = (steps: unknown) => post(manager, 'ladders/repairs.issue.late', { steps });
    expect((await set([{ who: [{ part: 'giver' }] }])).body.code).toBe('ladder-part-unknown');
    expect((await set([{ who: [{ role: 'guard' }] }, { who: [{ role: 'quality' }], afterMinutes: 2 }])).status).toBe(200);
    const { row } = await logFault(desk, world.siteId, { item: '水管漏水' });
    await minutes(5);
    expect((await set(null)).status).toBe(200);
    await minutes(2);
    const late = (await trail(manager, row.id)).find((alert) => alert.topic === 'repairs.issue.late');
    expect(late?.steps.map((step) => step.told.map((person) => person.personId))).toEqual([[guard.personId], [quality.personId]]);
    const { ladders } = (await manager.get<{ ladders: { topic: string; isOwn: boolean }[] }>(url('ladders'))).body;
    expect(ladders.find((ladder) => ladder.topic === 'repairs.issue.late')?.isOwn).toBe(false);
    expect((await post(desk, 'ladders/repairs.issue.late', { steps: null })).status).toBe(403);
    await takeSteps(desk, world.siteId, row.id, [{ step: 'cancel', reason: '演示' }]);
  });

  it('given my own list, when I look, clear and undo, then only mine changes; nobody of another centre sees or settles anything', async () => {
    const list = await mine(manager);
    const ids = list.map((alert) => alert.id);
    expect(ids.length).toBeGreaterThan(3);
    await post(manager, 'alerts/seen', { alertIds: ids });
    expect((await mine(manager)).every((alert) => alert.seenAt !== null)).toBe(true);
    await post(manager, 'alerts/clear', { alertIds: ids });
    expect(await mine(manager)).toEqual([]);
    await post(manager, 'alerts/clear', { alertIds: ids, cleared: false });
    expect((await mine(manager)).map((alert) => alert.id)).toEqual(ids);
    const other = await world.signIn('manager-b');
    expect(await mine(other)).toEqual([]);
    expect((await other.post<Problem>(url(`alerts/${ids[0]}/acknowledge`), { commandId: uuidv7() })).status).toBe(404);
    expect((await other.get(url('alerts/log'))).status).toBe(404);
  });

  it('given everything above, then every alert’s chain holds, no clock of a settled alert runs, and no message waits for nothing', async () => {
    const { rows } = await world.owner.query<{ id: string }>('select id from alerts where site_id = $1', [world.siteId]);
    for (const { id } of rows) expect(await world.database.read([world.siteId], (reader) => checkChain(reader, world.siteId, id))).toBeUndefined();
    expect((await world.owner.query(`select from clocks c join alerts a on a.id = c.subject where c.stopped_at is null and c.cancelled_at is null and a.status <> 'open'`)).rowCount).toBe(0);
    expect((await world.owner.query(`select from deliveries d join alerts a on a.id = d.alert_id and a.site_id = d.site_id where a.status in ('acknowledged', 'ended') and d.state in ('waiting', 'standby')`)).rowCount).toBe(0);
    expect((await world.owner.query(`select from deliveries d where d.attempts <> (select count(*) from delivery_attempts t where t.delivery_id = d.id) and d.kind <> 'in-app'`)).rowCount).toBe(0);
    expect(world.sweepErrors).toEqual([]);
  });
});
