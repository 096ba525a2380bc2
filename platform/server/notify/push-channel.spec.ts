import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelDeps, someMessage } from '../../../tests/support/channel-deps.ts';
import { startHttpReceiver } from '../../../tests/support/receivers/http-receiver.ts';
import { startPushReceiver } from '../../../tests/support/receivers/push-receiver.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { createChannels } from './channel-registry.ts';
import { encryptPush, MOST_PUSH_BYTES } from './push-encryption.ts';
import { loadVapidKey, newVapidKey, readVapidKey } from './vapid-key.ts';

const NOW = '2026-11-23T06:00:00.000Z';
const deps = channelDeps();
const push = createChannels(deps).channelOf('push');
const keep = stopAfterEach();
const started = async () => {
  const service = await startPushReceiver({ applicationServerKey: deps.vapid.publicKey });
  keep(service);
  return { service, phone: await service.subscribe() };
};

describe('the channel push', () => {
  it('given the example of RFC 8291, appendix A, when encrypted with its key and salt, then the bytes are the same', () => {
    const body = encryptPush(
      Buffer.from('When I grow up, I want to be a watermelon'),
      { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' },
      { privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'), salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url') },
    );
    expect(body.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  it('given a phone, when sent, then only its own key opens it, and lifetime and urgency follow the level', async () => {
    const { service, phone } = await started();
    const message = someMessage({ level: 'top' });
    expect(await push.send({}, message, { push: phone })).toMatchObject({ outcome: 'delivered', reason: 'answered' });
    expect(await push.send({ contact: 'duty@example.cn' }, someMessage({ level: 'news', alertId: undefined, url: undefined }), { push: phone })).toMatchObject({ outcome: 'delivered' });
    const [first, second] = service.received;
    expect(first).toMatchObject({ ttl: 86_400, urgency: 'high', subject: 'https://foyer.example.cn', text: { id: message.id, alert: 'alert-1', level: 'top', site: '云栖里售楼处', title: message.title, body: message.body, url: message.url, at: message.at } });
    expect(second).toMatchObject({ ttl: 14_400, urgency: 'normal', subject: 'mailto:duty@example.cn', text: { alert: null, url: null } });
    const plain = createChannels({ ...deps, publicUrl: 'http://192.168.1.20:7300' }).channelOf('push');
    expect(await plain.send({}, someMessage(), { push: phone })).toMatchObject({ outcome: 'delivered' });
    expect(service.received[2]?.subject).toBeUndefined();
    expect(service.asked()).toBe(3);
  });

  it('given a newer message of the same alert, then it takes the older one’s place; another alert stands beside it', async () => {
    const { service, phone } = await started();
    for (const [title, alertId] of [['快到时限', 'a'], ['别的事', 'b'], ['已超时', 'a']]) await push.send({}, someMessage({ title, alertId }), { push: phone });
    expect(service.waiting(phone)).toEqual([expect.objectContaining({ title: '已超时' }), expect.objectContaining({ title: '别的事' })]);
    expect(service.received.every(({ topic }) => topic.length === 32 && !topic.includes('alert'))).toBe(true);
  });

  it('given a text of any length, then it fits into what a push service takes, whole signs only', async () => {
    const { service, phone } = await started();
    for (const body of ['文'.repeat(5000), '"\n\\'.repeat(5000), '👩‍🚒'.repeat(3000)]) {
      expect(await push.send({}, someMessage({ body }), { push: phone })).toMatchObject({ outcome: 'delivered' });
    }
    const [long, signs] = service.received.map(({ text }) => text as { body: string });
    expect(long?.body).toMatch(/^文{500,}…$/);
    expect(signs?.body.length).toBeGreaterThan(500);
    expect(MOST_PUSH_BYTES).toBe(3993);
  });

  it('given a phone that has ended its subscription, one that was never there or one with broken keys, then it is gone for good', async () => {
    const { service, phone } = await started();
    service.end(phone);
    expect(await push.send({}, someMessage(), { push: phone })).toMatchObject({ outcome: 'refused', reason: 'target-gone', gone: true });
    expect(await push.send({}, someMessage(), { push: { ...phone, endpoint: `${service.origin}/push/nobody` } })).toMatchObject({ outcome: 'refused', gone: true });
    expect(service.asked()).toBe(2);
    const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url');
    for (const broken of [{ ...phone, p256dh: 'AAAA' }, { ...phone, auth: '' }, { ...phone, p256dh: offCurve }, { ...phone, endpoint: 'nowhere' }]) {
      expect(await push.send({}, someMessage(), { push: broken })).toMatchObject({ outcome: 'refused', gone: true });
    }
    expect(service.asked()).toBe(2);
    expect(await push.send({}, someMessage(), {})).toMatchObject({ outcome: 'refused', reason: 'target-missing' });
  });

  it.each([
    [413, { outcome: 'refused' }], [400, { outcome: 'refused' }], [406, { outcome: 'retry', reason: 'rate-limited' }], [202, { outcome: 'delivered' }], [502, { outcome: 'unknown' }],
  ])('given the push service answers %i, then %j', async (status, expected) => {
    const { phone } = await started();
    const service = await startHttpReceiver<never>({ rateLimited: { status, body: '' }, judge: () => Promise.resolve({ reply: { status, body: '' } }) });
    keep(service);
    const outcome = await push.send({}, someMessage(), { push: { ...phone, endpoint: `${service.origin}/x` } });
    expect(outcome).toMatchObject(expected);
    expect(outcome).not.toHaveProperty('gone');
  });
});

describe('the VAPID key', () => {
  it('given a changed key, when a phone that subscribed under the one before is told, then it is told under that one', async () => {
    const before = readVapidKey(newVapidKey());
    const service = keep(await startPushReceiver({ applicationServerKey: before.publicKey }));
    const channel = createChannels({ ...deps, vapid: { ...readVapidKey(newVapidKey()), earlier: [before] } }).channelOf('push');
    const phone = await service.subscribe();
    expect(await channel.send({}, someMessage(), { push: { ...phone, vapidKey: before.publicKey } })).toMatchObject({ outcome: 'delivered' });
    expect(await channel.send({}, someMessage(), { push: phone })).toMatchObject({ outcome: 'refused' });
  });

  it('given a data folder without one, when started twice, then it is made once and only its owner may read it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-vapid-'));
    keep({ stop: () => rm(folder, { recursive: true }) });
    const path = join(folder, 'keys', 'vapid');
    const first = loadVapidKey(folder, NOW);
    const text = await readFile(path, 'utf8');
    expect(loadVapidKey(folder, NOW).publicKey).toBe(first.publicKey);
    expect(await readFile(path, 'utf8')).toBe(text);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('given a new key, when read twice, then it is the same point; another curve or no key is not taken', () => {
    const pem = newVapidKey();
    expect(readVapidKey(pem).publicKey).toBe(readVapidKey(`${pem}\n`).publicKey);
    expect(Buffer.from(readVapidKey(pem).publicKey, 'base64url')).toHaveLength(65);
    const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => readVapidKey(other)).toThrow();
    expect(() => readVapidKey('nothing')).toThrow();
  });
});
