import { describe, expect, it } from 'vitest';
import { channelDeps, someMessage } from '../../../tests/support/channel-deps.ts';
import { startHttpReceiver, type Reply } from '../../../tests/support/receivers/http-receiver.ts';
import { startSmsReceiver } from '../../../tests/support/receivers/sms-receiver.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { createChannels, type RawSettings } from './channel-registry.ts';

const sms = createChannels(channelDeps()).channelOf('sms');
const keep = stopAfterEach();
const target = { phone: '13800001111' };
/** Everything that ends a string, a pair or an address. */
const wild = someMessage({ title: '空调"不制冷"&mobile=13999999999', body: '第一行\n100% \\ {phone} + 结束？', siteName: '案场#1' });
const text = '【案场#1】空调"不制冷"&mobile=13999999999：第一行；100% \\ {phone} + 结束？';

const started = async () => {
  const receiver = await startSmsReceiver();
  keep(receiver);
  return receiver;
};

describe('the channel sms', () => {
  it('given a JSON gateway, a form and an address, then every sign of the text arrives as it was, and nothing of it is a field', async () => {
    const { url, key, received } = await started();
    const answer = { successPath: 'data.code', successValue: '0', secret: key };
    const ways: readonly RawSettings[] = [
      { ...answer, url, format: 'json', body: '{"mobile":"{phone}","content":"{text}","sn":"{id}","key":"{secret}"}' },
      { ...answer, url, format: 'form', headers: 'X-Key: {secret}', body: 'mobile={phone}&content={text}&sn={id}' },
      { ...answer, method: 'GET', url: `${url}?mobile={phone}&content={text}&sn={id}&key={secret}` },
    ];
    for (const way of ways) expect(await sms.send(way, wild, target)).toMatchObject({ outcome: 'delivered' });
    expect(received).toEqual((['json', 'form', 'query'] as const).map((form) => ({ phone: '13800001111', text, id: wild.id, form })));
  });

  it('given a long text, then it is cut to the characters that are paid for', async () => {
    const { url, key, received } = await started();
    await sms.send({ url, secret: key, headers: 'x-key: {secret}', body: '{"mobile":"{phone}","content":"{text}"}', characters: '40' }, someMessage({ body: '长'.repeat(200) }), target);
    expect(Array.from(received[0]?.text ?? '')).toHaveLength(40);
    expect(received[0]?.text.endsWith('…')).toBe(true);
  });

  it.each<[Reply, RawSettings, object]>([
    [{ status: 200, body: '0' }, { successValue: '0' }, { outcome: 'delivered' }],
    [{ status: 200, body: 'ERR 7' }, { successValue: '0' }, { outcome: 'refused' }],
    [{ status: 200, body: '{"data":[{"code":"OK"}]}' }, { successPath: 'data.0.code', successValue: 'OK' }, { outcome: 'delivered' }],
    [{ status: 200, body: '{"data":[{"code":"isv.AMOUNT_NOT_ENOUGH"}]}' }, { successPath: 'data.0.code', successValue: 'OK' }, { outcome: 'refused' }],
    [{ status: 200, body: '{"message":"?"}' }, { successPath: 'data.code', successValue: 'OK' }, { outcome: 'unknown', reason: 'unreadable' }],
    [{ status: 200, body: '{"data":{"code":"O' }, { successPath: 'data.code', successValue: 'OK' }, { outcome: 'unknown' }],
    [{ status: 200, body: '' }, { successValue: '0' }, { outcome: 'unknown' }],
    [{ status: 201, body: '' }, {}, { outcome: 'unknown' }],
    [{ status: 201, body: '' }, { successStatus: '201' }, { outcome: 'delivered' }],
    [{ status: 401, body: 'who are you' }, {}, { outcome: 'refused', answer: 'HTTP 401 who are you' }],
  ])('given the gateway answers %j, when success is %j, then %j', async (reply, success, expected) => {
    const receiver = await startHttpReceiver<never>({ rateLimited: reply, judge: () => Promise.resolve({ reply }) });
    keep(receiver);
    expect(await sms.send({ url: `${receiver.origin}/x`, body: '{"to":"{phone}"}', ...success }, someMessage(), target)).toMatchObject(expected);
    expect(receiver.asked()).toBe(1);
  });

  it('given a gateway that echoes the request, then neither key nor number is shown', async () => {
    const { url } = await started();
    const outcome = await sms.send({ url, secret: 'wrong-key-1', body: '{"mobile":"{phone}","content":"{text}","key":"{secret}"}', successPath: 'data.code', successValue: '0' }, someMessage(), target);
    expect(outcome).toEqual({ outcome: 'refused', reason: 'answered', answer: 'HTTP 200 {"data":{"code":"BAD_KEY"},"echo":{"mobile":"***","shown":"***"}}' });
  });

  it('given a person without a number, then nobody is asked', async () => {
    const { url, asked } = await started();
    expect(await sms.send({ url, body: '{}' }, someMessage(), { email: 'a@example.cn' })).toMatchObject({ outcome: 'refused', reason: 'target-missing' });
    expect(asked()).toBe(0);
  });

  it.each<[RawSettings, string]>([
    [{ url: 'ftp://sms.example.cn/' }, 'url'],
    [{ url: 'https://{phone}.example.cn/send' }, 'url'],
    [{ url: 'https://sms.example.cn:{id}/send' }, 'url'],
    [{ url: 'https://u:p@sms.example.cn/' }, 'url'],
    [{ body: '{"mobile":{text}}' }, 'body'],
    [{ body: 'mobile={phone}' }, 'body'],
    [{ headers: 'no colon' }, 'headers'],
    [{ headers: 'Host: inside.lan' }, 'headers'],
    [{ headers: 'X-A: b\u0007' }, 'headers'],
    [{ secret: '密钥' }, 'secret'],
    [{ successStatus: 500 }, 'successStatus'],
    [{ successPath: 'data..code', successValue: '0' }, 'successPath'],
    [{ successPath: 'data.code' }, 'successValue'],
    [{ characters: 5 }, 'characters'],
  ])('given settings %j, then the field is named and nothing is sent', async (wrong, field) => {
    const given = { url: 'https://sms.example.cn/send', body: '{"mobile":"{phone}"}', ...wrong };
    expect(sms.check(given)).toEqual({ ok: false, fields: [field] });
    expect(await sms.send(given, someMessage(), target)).toEqual({ outcome: 'refused', reason: 'settings-wrong', answer: '' });
  });
});
