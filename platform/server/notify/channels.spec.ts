import { describe, expect, it } from 'vitest';
import { channelDeps, IMPATIENT, someMessage } from '../../../tests/support/channel-deps.ts';
import { startDingtalkReceiver } from '../../../tests/support/receivers/dingtalk-receiver.ts';
import { startFeishuReceiver } from '../../../tests/support/receivers/feishu-receiver.ts';
import type { FailMode, HttpReceiver } from '../../../tests/support/receivers/http-receiver.ts';
import { startPushReceiver } from '../../../tests/support/receivers/push-receiver.ts';
import { startSmsReceiver } from '../../../tests/support/receivers/sms-receiver.ts';
import { startWebhookReceiver } from '../../../tests/support/receivers/webhook-receiver.ts';
import { startWecomReceiver } from '../../../tests/support/receivers/wecom-receiver.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { createGuard } from './address-guard.ts';
import type { ChannelKind, Outcome, Target } from './channel.ts';
import { createChannels, type RawSettings } from './channel-registry.ts';
import { newWebhookSecret } from './webhook-channel.ts';

/** Every channel over HTTP × every way to fail. E-mail has its own talk and its own file. */
const deps = channelDeps();
const channels = createChannels(deps);
const impatient = createChannels({ ...deps, limits: IMPATIENT });

type Case = {
  readonly receiver: HttpReceiver<unknown>;
  readonly settings: RawSettings;
  /** The same with a wrong secret. */
  readonly wrong: { readonly settings: RawSettings; readonly target?: Target };
  readonly target: Target;
  /** Seconds after which its own limit lets one try again. */
  readonly rateLimit: number;
  /** Words that never stand in an answer. */
  readonly secrets: readonly string[];
  /** What an answer comes to that is whole and says nothing that it knows. */
  readonly garbage: Outcome['outcome'];
};

const keep = stopAfterEach();

const cases: Readonly<Record<Exclude<ChannelKind, 'email'>, () => Promise<Case>>> = {
  async wecom() {
    const receiver = keep(await startWecomReceiver());
    const wrongKey = '00000000-1111-2222-3333-444444444444';
    return { receiver, settings: { url: receiver.url }, wrong: { settings: { url: receiver.url.replace(/key=.*/, `key=${wrongKey}`) } }, target: {}, rateLimit: 60, secrets: [receiver.url.split('key=')[1] ?? '', wrongKey], garbage: 'unknown' };
  },
  async dingtalk() {
    const receiver = keep(await startDingtalkReceiver());
    const settings = { url: receiver.url, secret: receiver.secret };
    return { receiver, settings, wrong: { settings: { ...settings, secret: 'SECwrong-secret' } }, target: {}, rateLimit: 600, secrets: [receiver.secret, 'SECwrong-secret', receiver.url.split('access_token=')[1] ?? ''], garbage: 'unknown' };
  },
  async feishu() {
    const receiver = keep(await startFeishuReceiver());
    const settings = { url: receiver.url, secret: receiver.secret };
    return { receiver, settings, wrong: { settings: { ...settings, secret: 'not-this-one' } }, target: {}, rateLimit: 60, secrets: [receiver.secret, 'not-this-one', receiver.url.split('/').at(-1) ?? ''], garbage: 'unknown' };
  },
  async webhook() {
    const receiver = keep(await startWebhookReceiver());
    const settings = { url: receiver.url, secret: receiver.secret };
    return { receiver, settings, wrong: { settings: { ...settings, secret: newWebhookSecret() } }, target: {}, rateLimit: 20, secrets: [receiver.secret], garbage: 'delivered' };
  },
  async sms() {
    const receiver = keep(await startSmsReceiver());
    const settings = { url: receiver.url, secret: receiver.key, headers: 'X-Key: {secret}', body: '{"mobile":"{phone}","content":"{text}","sn":"{id}"}', successPath: 'data.code', successValue: '0' };
    return { receiver, settings, wrong: { settings: { ...settings, secret: 'gw-wrong-key' } }, target: { phone: '13800001111' }, rateLimit: 15, secrets: [receiver.key, 'gw-wrong-key', '13800001111'], garbage: 'unknown' };
  },
  async push() {
    const receiver = keep(await startPushReceiver({ applicationServerKey: deps.vapid.publicKey }));
    const push = await receiver.subscribe();
    const foreign = keep(await startPushReceiver({ applicationServerKey: channelDeps().vapid.publicKey }));
    const strange = await foreign.subscribe();
    return { receiver, settings: {}, wrong: { settings: {}, target: { push: strange } }, target: { push }, rateLimit: 12, secrets: [push.auth, push.p256dh, push.endpoint.split('/').at(-1) ?? ''], garbage: 'delivered' };
  },
};

type Row = { readonly outcome: Outcome['outcome']; readonly reason: Outcome['reason']; readonly afterSeconds?: number; readonly asked: number; /** What the other side kept. */ readonly kept: number };
const FAILURES: Readonly<Record<Exclude<FailMode, 'hang' | 'rate-limit' | 'garbage'>, Row>> = {
  refuse: { outcome: 'retry', reason: 'no-connection', asked: 0, kept: 0 },
  error: { outcome: 'unknown', reason: 'server-error', asked: 1, kept: 0 },
  unavailable: { outcome: 'unknown', reason: 'server-error', asked: 1, kept: 0 },
  'unavailable-until': { outcome: 'retry', reason: 'rate-limited', afterSeconds: 30, asked: 1, kept: 0 },
  'too-many': { outcome: 'retry', reason: 'rate-limited', afterSeconds: 7, asked: 1, kept: 0 },
  'half-answer': { outcome: 'unknown', reason: 'cut-off', asked: 1, kept: 1 },
  reset: { outcome: 'unknown', reason: 'cut-off', asked: 1, kept: 1 },
  redirect: { outcome: 'refused', reason: 'redirected', asked: 1, kept: 0 },
};
const modes = Object.keys(FAILURES) as (keyof typeof FAILURES)[];

const settled = async ({ receiver }: Case, outcome: Outcome) => {
  // What a sender that tried again by itself would have left behind shows after a turn of the loop.
  await new Promise((resolve) => setImmediate(resolve));
  return { outcome: outcome.outcome, reason: outcome.reason, ...(outcome.outcome === 'retry' && outcome.afterSeconds !== undefined ? { afterSeconds: outcome.afterSeconds } : {}), asked: receiver.asked(), kept: receiver.received.length };
};

const shows = (outcome: Outcome, secrets: readonly string[]) => secrets.filter((secret) => outcome.answer.includes(secret));

describe.each(Object.keys(cases) as (keyof typeof cases)[])('the channel %s', (kind) => {
  it('given all is well, when sent, then it is delivered, and the receiver that checks the protocol has it once', async () => {
    const one = await cases[kind]();
    const outcome = await channels.channelOf(kind).send(one.settings, someMessage(), one.target);
    expect(await settled(one, outcome)).toEqual({ outcome: 'delivered', reason: 'answered', asked: 1, kept: 1 });
    expect(outcome.answer).toMatch(/^HTTP 20\d/);
  });

  it.each(modes)('given the other side fails (%s), then the outcome is honest and it was asked at most once', async (mode) => {
    const one = await cases[kind]();
    await one.receiver.fail(mode);
    const outcome = await channels.channelOf(kind).send(one.settings, someMessage(), one.target);
    expect(await settled(one, outcome)).toEqual(FAILURES[mode]);
    expect(shows(outcome, one.secrets)).toEqual([]);
  });

  it('given its own way to say "too fast", then it is tried again after the time it says, or its house rule', async () => {
    const one = await cases[kind]();
    await one.receiver.fail('rate-limit');
    expect(await settled(one, await channels.channelOf(kind).send(one.settings, someMessage(), one.target))).toEqual({ outcome: 'retry', reason: 'rate-limited', afterSeconds: one.rateLimit, asked: 1, kept: 0 });
  });

  it('given no answer, when the time is over, then it may have arrived', async () => {
    const one = await cases[kind]();
    await one.receiver.fail('hang');
    expect(await settled(one, await impatient.channelOf(kind).send(one.settings, someMessage(), one.target))).toEqual({ outcome: 'unknown', reason: 'time-out', asked: 1, kept: 1 });
  });

  it('given an answer that cannot be read, then it may have arrived', async () => {
    const one = await cases[kind]();
    await one.receiver.fail('garbage');
    expect(await settled(one, await channels.channelOf(kind).send(one.settings, someMessage(), one.target))).toMatchObject({ outcome: one.garbage, asked: 1, kept: 1 });
  });

  it('given a wrong secret, then it is refused with the other side’s own words, and without the secret in them', async () => {
    const one = await cases[kind]();
    const outcome = await channels.channelOf(kind).send(one.wrong.settings, someMessage(), one.wrong.target ?? one.target);
    expect(outcome).toMatchObject({ outcome: 'refused', reason: 'answered' });
    expect(outcome.answer).toMatch(/HTTP (200|401|403) .*(key|sign|BAD_KEY|VAPID)/i);
    expect(shows(outcome, one.secrets)).toEqual([]);
    expect(one.receiver.received).toEqual([]);
  });

  it('given an address inside the house that is not allowed, then nobody is asked', async () => {
    const one = await cases[kind]();
    const outcome = await createChannels({ ...deps, way: { guard: createGuard([]) } }).channelOf(kind).send(one.settings, someMessage(), one.target);
    expect(await settled(one, outcome)).toEqual({ outcome: 'refused', reason: 'address-forbidden', asked: 0, kept: 0 });
  });
});
