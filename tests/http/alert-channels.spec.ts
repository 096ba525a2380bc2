import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertTrail } from '../../features/alerts/core/alert-contract.ts';
import { sendDue, type SenderDeps } from '../../features/alerts/server/sender.ts';
import { createGuard } from '../../platform/server/notify/address-guard.ts';
import { createChannels } from '../../platform/server/notify/channel-registry.ts';
import { loadVapidKey } from '../../platform/server/notify/vapid-key.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { IMPATIENT } from '../support/channel-deps.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';
import { startDingtalkReceiver } from '../support/receivers/dingtalk-receiver.ts';
import { startFeishuReceiver } from '../support/receivers/feishu-receiver.ts';
import type { FailMode } from '../support/receivers/http-receiver.ts';
import { startPushReceiver } from '../support/receivers/push-receiver.ts';
import { startSmtpReceiver } from '../support/receivers/smtp-receiver.ts';
import { startWebhookReceiver } from '../support/receivers/webhook-receiver.ts';
import { startWecomReceiver } from '../support/receivers/wecom-receiver.ts';

/** What must come of each failure, and whether the words may have arrived: then the channel is never asked again. */
const FAILURES: readonly { readonly mode: FailMode; readonly state: 'waiting' | 'refused' | 'unknown' }[] = [
  { mode: 'refuse', state: 'waiting' }, { mode: 'rate-limit', state: 'waiting' }, { mode: 'too-many', state: 'waiting' }, { mode: 'unavailable-until', state: 'waiting' }, { mode: 'redirect', state: 'refused' },
  { mode: 'error', state: 'unknown' }, { mode: 'unavailable', state: 'unknown' }, { mode: 'hang', state: 'unknown' }, { mode: 'half-answer', state: 'unknown' }, { mode: 'reset', state: 'unknown' }, { mode: 'garbage', state: 'unknown' },
];

type Delivery = AlertTrail['deliveries'][number];

describe('alerts through the real protocols (M-04)', () => {
  let world: World;
  let sending: SenderDeps;
  let manager: Client, desk: Client, technician: Client;
  const stops: (() => unknown)[] = [];
  let robots: { name: string; channel: { kind: string; settings: Record<string, unknown> }; received: readonly unknown[]; asked(): number; fail(mode: FailMode | undefined): Promise<void> }[];
  let push: Awaited<ReturnType<typeof startPushReceiver>>;
  let mail: Awaited<ReturnType<typeof startSmtpReceiver>>;
  let spare: Awaited<ReturnType<typeof startWebhookReceiver>>;
  const SPARE = uuidv7();

  beforeAll(async () => {
    world = await startProgram('2026-11-23T02:00:00.000Z', { FOYER_ALLOW_TARGETS: '127.0.0.0/8' });
    // The test sends by itself, and does not wait ten seconds for an endpoint that hangs.
    await world.stopSender();
    const vapid = loadVapidKey(world.dataDir, world.clock.now());
    sending = { ...world.sending, channels: createChannels({ way: { guard: createGuard(['127.0.0.0/8']) }, clock: world.clock, vapid, publicUrl: 'https://foyer.example.cn', limits: IMPATIENT }) };
    const now = () => Date.parse(world.clock.now());
    const [wecom, dingtalk, feishu, webhook] = await Promise.all([startWecomReceiver(), startDingtalkReceiver({ now }), startFeishuReceiver({ now }), startWebhookReceiver({ now })]);
    [push, mail, spare] = await Promise.all([startPushReceiver({ applicationServerKey: vapid.publicKey, now }), startSmtpReceiver({ security: 'none' }), startWebhookReceiver({ now })]);
    stops.push(wecom.stop, dingtalk.stop, feishu.stop, webhook.stop, push.stop, mail.stop, spare.stop);
    robots = [
      { name: '企业微信', channel: { kind: 'wecom', settings: { url: wecom.url } }, ...wecom },
      { name: '钉钉', channel: { kind: 'dingtalk', settings: { url: dingtalk.url, secret: dingtalk.secret } }, ...dingtalk },
      { name: '飞书', channel: { kind: 'feishu', settings: { url: feishu.url, secret: feishu.secret } }, ...feishu },
      { name: 'Webhook', channel: { kind: 'webhook', settings: { url: webhook.url, secret: webhook.secret } }, ...webhook },
    ];
    [manager, desk, technician] = await Promise.all(['manager', 'desk', 'technician'].map((name) => world.signIn(name))) as [Client, Client, Client];
    await post('channels', { channelId: SPARE, kind: 'webhook', name: '备用', settings: { url: spare.url, secret: spare.secret } });
    for (const robot of robots) expect((await post('channels', { channelId: uuidv7(), name: robot.name, ...robot.channel, fallbackId: SPARE })).status, robot.name).toBe(200);
  });
  afterAll(async () => {
    await world.end();
    await Promise.all(stops.map((stop) => stop()));
  });

  const post = (path: string, body: Record<string, unknown>) => manager.post<Problem>(`/api/sites/${world.siteId}/${path}`, body);
  const sweep = async (): Promise<void> => {
    while ((await sweepOnce(world.deps, world.sweeps)) > 0);
  };
  /** A repair whose limit to be issued has just broken; answers its id. */
  const broken = async (item: string, more: Record<string, unknown> = {}): Promise<string> => {
    const { row } = await logFault(desk, world.siteId, { item, ...more });
    world.pass(5);
    await sweep();
    return row.id;
  };
  const deliveries = async (subject: string): Promise<Delivery[]> =>
    ((await manager.get<{ alerts: AlertTrail[] }>(`/api/sites/${world.siteId}/alerts?subject=${subject}`)).body.alerts.find((alert) => alert.topic === 'repairs.issue.late')?.deliveries ?? []).filter((delivery) => delivery.kind !== 'in-app');
  const settle = (id: string) => takeSteps(desk, world.siteId, id, [{ step: 'cancel', reason: '演示' }]);

  it('given all robots well, when a limit breaks and nobody answers, then each says each step once, in the order of the ladder', async () => {
    const id = await broken('空调不冷', { placeText: '前台后面，找人打 0571-87654321' });
    await sendDue(sending);
    world.pass(5);
    await sweep();
    await sendDue(sending);
    const said = await deliveries(id);
    for (const { name } of robots) expect(said.filter((delivery) => delivery.channel === name).map((delivery) => [delivery.step, delivery.state]), name).toEqual([[0, 'delivered'], [1, 'delivered']]);
    expect(said.filter((delivery) => delivery.channel === '备用').map((delivery) => delivery.state)).toEqual(Array.from({ length: 8 }, () => 'standby'));
    expect(robots.map((robot) => robot.received.length)).toEqual([2, 2, 2, 2]);
    expect(JSON.stringify(robots[0]?.received[1])).toContain('逐级上报');
    // What leaves the house names no reporter and nobody's number (T-15).
    expect(JSON.stringify(robots.map((robot) => robot.received))).toContain('0571****4321');
    expect(JSON.stringify(robots.map((robot) => robot.received))).not.toContain('87654321');
    expect(JSON.stringify(robots.map((robot) => robot.received))).not.toContain('王经理');
    await settle(id);
  });

  it.each(FAILURES)('given every robot answers with $mode, then the outcome is $state, nothing that may have arrived is sent again, and the fallback speaks where the first is spent', async ({ mode, state }) => {
    await Promise.all(robots.map((robot) => robot.fail(mode)));
    const asked = robots.map((robot) => robot.asked());
    const spared = spare.received.length;
    const id = await broken(`故障 ${mode}`);
    await sendDue(sending);
    const first = (await deliveries(id)).filter((delivery) => delivery.step === 0);
    const unreadable = (name: string): boolean => name === 'Webhook' && mode === 'garbage';
    for (const { name } of robots) {
      const [own] = first.filter((delivery) => delivery.channel === name);
      // Any 2xx is a receipt of a webhook, whatever stands in it.
      expect(own, name).toMatchObject({ state: unreadable(name) ? 'delivered' : state, attempts: 1 });
    }
    const spent = robots.filter(({ name }) => state !== 'waiting' && !unreadable(name)).length;
    expect(spare.received.length - spared).toBe(spent);
    // An hour of silence later: only those certainly not delivered were tried again; as they recover, they speak once.
    await Promise.all(robots.map((robot) => robot.fail(undefined)));
    world.pass(11);
    await sendDue(sending);
    world.pass(11);
    await sendDue(sending);
    const all = await deliveries(id);
    const after = all.filter((delivery) => delivery.step === 0 && delivery.channel !== '备用');
    expect(after.map((delivery) => delivery.state)).toEqual(first.filter((delivery) => delivery.channel !== '备用').map((delivery) => (delivery.state === 'waiting' ? 'delivered' : delivery.state)));
    for (const [index, robot] of robots.entries()) {
      const tries = after.find((delivery) => delivery.channel === robot.name)?.attempts ?? 0;
      expect(tries, robot.name).toBe(state === 'waiting' ? 2 : 1);
      // Where the program's own sweep was quicker, the next step of the ladder has spoken as well.
      const everyStep = all.filter((delivery) => delivery.channel === robot.name).reduce((sum, delivery) => sum + delivery.attempts, 0);
      if (mode !== 'refuse') expect(robot.asked() - (asked[index] ?? 0), robot.name).toBe(everyStep);
    }
    await settle(id);
  });

  it('given a wrong secret, then the robot refuses, its own words are shown without the key, and the fallback speaks', async () => {
    const { channels } = (await manager.get<{ channels: { id: string; name: string; version: number }[] }>(`/api/sites/${world.siteId}/channels`)).body;
    const dingtalk = channels.find((channel) => channel.name === '钉钉');
    expect((await post(`channels/${dingtalk?.id}`, { name: '钉钉', version: dingtalk?.version, fallbackId: SPARE, settings: { secret: `SEC${'0'.repeat(64)}` } })).status).toBe(200);
    const id = await broken('门锁坏');
    await sendDue(sending);
    const [own] = (await deliveries(id)).filter((delivery) => delivery.channel === '钉钉');
    expect(own).toMatchObject({ state: 'refused', attempts: 1, answer: expect.stringContaining('310000') as string });
    expect((await deliveries(id)).filter((delivery) => delivery.channel === '备用' && delivery.state === 'delivered')).toHaveLength(1);
    await settle(id);
  });

  it('given a phone whose push service hangs, when the limit breaks, then mail takes over once; a phone that is gone is not asked again; the phone’s own word is its receipt', async () => {
    await post('channels', { channelId: uuidv7(), kind: 'email', name: '邮件', settings: { host: '127.0.0.1', port: mail.port, security: 'none', from: 'foyer@example.cn' } });
    await technician.post('/api/alert-ways', { quietFrom: null, quietTo: null, email: 'tech@example.cn', useSms: true });
    const [phone, old] = await Promise.all([push.subscribe(), push.subscribe()]);
    for (const subscription of [phone, old]) expect((await technician.post('/api/push/subscriptions', { ...subscription, device: '手机' })).status).toBe(200);
    push.end(old);
    const notified = async (item: string) => {
      const { row } = await logFault(desk, world.siteId, { item, steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
      await sendDue(sending);
      const trail = (await manager.get<{ alerts: AlertTrail[] }>(`/api/sites/${world.siteId}/alerts?subject=${row.id}`)).body.alerts.find((alert) => alert.topic === 'repairs.to-collect');
      return { id: row.id, said: (trail?.deliveries ?? []).filter((delivery) => delivery.kind === 'push' || delivery.kind === 'email') };
    };
    const well = await notified('射灯不亮');
    expect(well.said.map((delivery) => [delivery.kind, delivery.state].join(' ')).sort()).toEqual(['email standby', 'push delivered', 'push refused']);
    const taken = well.said.find((delivery) => delivery.state === 'delivered');
    expect(push.waiting(phone)).toMatchObject([{ id: taken?.id, title: expect.stringContaining('请来领维修单') as string }]);
    await technician.post('/api/push/arrived', { endpoint: phone.endpoint, messageId: taken?.id });
    const again = (await manager.get<{ alerts: AlertTrail[] }>(`/api/sites/${world.siteId}/alerts?subject=${well.id}`)).body.alerts.flatMap((alert) => alert.deliveries);
    expect(again.find((delivery) => delivery.id === taken?.id)?.arrivedAt).toBe(world.clock.now());

    await push.fail('hang');
    const hung = await notified('插座没电');
    expect(hung.said.map((delivery) => [delivery.kind, delivery.state])).toEqual([['push', 'unknown'], ['email', 'delivered']]);
    expect(mail.received).toMatchObject([{ to: ['tech@example.cn'], messageId: expect.stringContaining(hung.said.find((delivery) => delivery.kind === 'email')?.id ?? '?') as string }]);
    await push.fail(undefined);
  });

  it('given a test of a channel, when it is asked for, then its true answer stands in the list and no request waited for it', async () => {
    const { channels } = (await manager.get<{ channels: { id: string; name: string }[] }>(`/api/sites/${world.siteId}/channels`)).body;
    const wecom = channels.find((channel) => channel.name === '企业微信');
    expect((await post(`channels/${wecom?.id}/test`, {})).status).toBe(200);
    const tested = async () => (await manager.get<{ channels: { id: string; testing: boolean; tested: { outcome: string; answer: string } | null }[] }>(`/api/sites/${world.siteId}/channels`)).body.channels.find((channel) => channel.id === wecom?.id);
    await expect.poll(async () => (await tested())?.testing).toBe(false);
    expect((await tested())?.tested).toMatchObject({ outcome: 'delivered', answer: expect.stringContaining('"errcode":0') as string });
  });

  it('given a test to a number, when it is asked for, then who asked is written down without the number, and so many an hour are sent', async () => {
    const { channels } = (await manager.get<{ channels: { id: string; name: string }[] }>(`/api/sites/${world.siteId}/channels`)).body;
    const test = (name: string) => post(`channels/${channels.find((channel) => channel.name === name)?.id}/test`, { to: '13800138000' });
    expect((await test('Webhook')).status).toBe(200);
    const written = await world.owner.query<{ actor: string; text: string }>(`select j.actor, t.text from journal j join journal_texts t on t.site_id = j.site_id and t.subject = j.subject and t.version = j.version where j.event = 'ChannelTested'`).then(({ rows }) => rows);
    expect(written).toEqual([{ actor: manager.personId, text: expect.stringContaining('138****8000') as string }]);
    for (let more = 0; more < 18; more += 1) await test('Webhook');
    expect((await test('Webhook')).body).toMatchObject({ code: 'too-many-tries' });
  });
});
