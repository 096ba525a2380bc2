import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { channelDeps, someMessage } from '../../../tests/support/channel-deps.ts';
import { startWebhookReceiver } from '../../../tests/support/receivers/webhook-receiver.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { DELIVERY_REASON_WORDS, DELIVERY_REASONS } from '../../core/delivery-reason.ts';
import { testClock } from '../clock.ts';
import { CHANNEL_KINDS } from './channel.ts';
import { createChannels, keepSecrets, withoutSecrets } from './channel-registry.ts';
import { newWebhookSecret } from './webhook-channel.ts';

const channels = createChannels(channelDeps());
const keep = stopAfterEach();

const CHINESE = /\p{Script=Han}|^(POST|GET|JSON|TLS（465）|STARTTLS（587）)$/u;

describe('the channels', () => {
  it('given the kinds, then 企业微信 and 短信 come first, and each has a form whose secrets are those of the channel', () => {
    expect(channels.kinds.slice(0, 2)).toEqual(['wecom', 'sms']);
    for (const kind of CHANNEL_KINDS) {
      const { form, secrets } = channels.channelOf(kind);
      expect(form.fields.filter(({ isSecret }) => isSecret).map(({ name }) => name), kind).toEqual(secrets);
      for (const words of [form.label, ...form.fields.flatMap(({ label, hint, choices }) => [label, ...(hint ? [hint] : []), ...(choices ?? []).map((choice) => choice.label)])]) {
        expect(words.zh, words.en).toMatch(CHINESE);
        expect(words.en.length).toBeGreaterThan(0);
      }
    }
  });

  it('given what a form shows at first, then only the required fields are missing', () => {
    for (const kind of CHANNEL_KINDS) {
      const channel = channels.channelOf(kind);
      const initial = Object.fromEntries(channel.form.fields.map(({ name, initial: value }) => [name, value ?? '']));
      const required = channel.form.fields.filter(({ isRequired, initial: value }) => isRequired && value === undefined).map(({ name }) => name);
      const checked = channel.check(initial);
      expect(checked.ok ? [] : checked.fields, kind).toEqual(required);
    }
  });

  it('given every reason, then there are words for it in both languages', () => {
    for (const reason of DELIVERY_REASONS) {
      expect(DELIVERY_REASON_WORDS[reason].zh).toMatch(/\p{Script=Han}/u);
      expect(DELIVERY_REASON_WORDS[reason].en).not.toBe('');
    }
  });

  it('given settings that do not fit, then nothing is sent and the fields are named', async () => {
    for (const [kind, settings, field] of [['wecom', { url: 'qyapi.weixin.qq.com' }, 'url'], ['webhook', { url: 'https://a.cn', secret: 'short' }, 'secret'], ['push', { contact: 'me' }, 'contact'], ['feishu', {}, 'url']] as const) {
      expect(channels.channelOf(kind).check(settings)).toEqual({ ok: false, fields: [field] });
      expect(await channels.channelOf(kind).send(settings, someMessage(), {})).toEqual({ outcome: 'refused', reason: 'settings-wrong', answer: '' });
    }
  });

  it('given stored settings, when shown, then secrets are only said to be there; when saved again empty, then they are kept', () => {
    const email = channels.channelOf('email');
    const before = { host: 'smtp.example.cn', port: 465, user: 'a', password: 'p1', from: 'a@example.cn' };
    const shown = withoutSecrets(email, before);
    expect(shown).toEqual({ settings: { host: 'smtp.example.cn', port: 465, user: 'a', from: 'a@example.cn' }, kept: ['password'] });
    expect(keepSecrets(email, before, { ...shown.settings, password: '' })).toEqual(before);
    expect(keepSecrets(email, before, { ...shown.settings, password: 'p2' })).toMatchObject({ password: 'p2' });
    const wecom = channels.channelOf('wecom');
    expect(keepSecrets(wecom, { url: 'https://a.cn/1', format: 'text' }, { url: '', format: 'markdown' })).toEqual({ url: 'https://a.cn/1', format: 'markdown' });
  });

  it('given another message for a gateway that is sent the key in it, then the old key is not put there', () => {
    const sms = channels.channelOf('sms');
    const before = { url: 'https://sms.example.cn/send', body: '{"to":"{to}","text":"{text}"}', secret: 'k1' };
    expect(keepSecrets(sms, before, { ...before, secret: '' })).toEqual(before);
    expect(keepSecrets(sms, before, { ...before, body: '{"to":"{to}","text":"{secret}"}', secret: '' })).toMatchObject({ secret: '' });
  });

  it('given another host in the form, then the old secret does not go there', () => {
    const email = channels.channelOf('email');
    expect(keepSecrets(email, { host: 'smtp.example.cn', password: 'p1' }, { host: 'evil.example.cn', password: '' })).toEqual({ host: 'evil.example.cn', password: '' });
    const sms = channels.channelOf('sms');
    expect(keepSecrets(sms, { url: 'https://sms.cn/send', secret: 'k' }, { url: 'https://evil.cn/{secret}' })).toEqual({ url: 'https://evil.cn/{secret}' });
  });
});

describe('the signed webhook', () => {
  it('given one message sent twice, then both bear the same id and a receiver knows; a late one is not taken', async () => {
    const receiver = await startWebhookReceiver({ secret: newWebhookSecret() });
    keep(receiver);
    const message = someMessage();
    const settings = { url: receiver.url, secret: receiver.secret };
    await channels.channelOf('webhook').send(settings, message, {});
    await channels.channelOf('webhook').send(settings, message, {});
    expect(receiver.received).toEqual([1, 2].map(() => ({ type: 'alert', id: message.id, alert: 'alert-1', at: message.at, level: 'breach', site: '云栖里售楼处', title: message.title, body: message.body, url: message.url })));
    const old = createChannels(channelDeps({ clock: testClock(new Date(Date.now() - 10 * 60_000).toISOString()) }));
    expect(await old.channelOf('webhook').send(settings, message, {})).toMatchObject({ outcome: 'refused', answer: 'HTTP 401 {"error":"signature"}' });
    expect(receiver.received).toHaveLength(2);
  });

  it('given docs/webhook.md, then every field and header that is sent stands in it', async () => {
    const page = await readFile(new URL('../../../docs/webhook.md', import.meta.url), 'utf8');
    for (const word of ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'whsec_', '`type`', '`id`', '`alert`', '`at`', '`level`', '`site`', '`title`', '`body`', '`url`']) expect(page, word).toContain(word);
  });
});
