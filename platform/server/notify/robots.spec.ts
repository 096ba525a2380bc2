import { describe, expect, it } from 'vitest';
import { channelDeps, someMessage } from '../../../tests/support/channel-deps.ts';
import { startDingtalkReceiver } from '../../../tests/support/receivers/dingtalk-receiver.ts';
import { startFeishuReceiver } from '../../../tests/support/receivers/feishu-receiver.ts';
import { json, startHttpReceiver, type Reply } from '../../../tests/support/receivers/http-receiver.ts';
import { startWecomReceiver } from '../../../tests/support/receivers/wecom-receiver.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { testClock } from '../clock.ts';
import type { ChannelKind } from './channel.ts';
import { createChannels } from './channel-registry.ts';

const channels = createChannels(channelDeps());
const keep = stopAfterEach();
/** Words somebody typed to call everybody together, to draw a link, and to be too long. */
const wild = someMessage({ title: '<@all> 空调[不]制冷', body: `@所有人 <at user_id="all">所有人</at> [点我](https://evil.cn) **急**\n${'很长的说明。'.repeat(4000)}` });

describe('group robots', () => {
  it('given a message, then 企业微信 shows centre, title, body and link', async () => {
    const receiver = keep(await startWecomReceiver());
    await channels.channelOf('wecom').send({ url: receiver.url }, someMessage(), {});
    await channels.channelOf('wecom').send({ url: receiver.url, format: 'text' }, someMessage({ url: undefined }), {});
    expect(receiver.received).toEqual([
      { type: 'markdown', content: '**【云栖里售楼处】交接班 30 分钟无人接**\n早班 → 晚班\n值班表：9 月 30 日\n[查看](https://foyer.example.cn/m/#/duty)', mentions: [] },
      { type: 'text', content: '【云栖里售楼处】交接班 30 分钟无人接\n早班 → 晚班\n值班表：9 月 30 日', mentions: [] },
    ]);
  });

  it('given words that would call everybody and are far too long, then all three take it, nobody is called and the link is whole', async () => {
    const wecom = keep(await startWecomReceiver());
    const dingtalk = keep(await startDingtalkReceiver());
    const feishu = keep(await startFeishuReceiver());
    const outcomes = await Promise.all([
      channels.channelOf('wecom').send({ url: wecom.url, format: 'markdown' }, wild, {}),
      channels.channelOf('wecom').send({ url: wecom.url, format: 'text' }, wild, {}),
      channels.channelOf('dingtalk').send({ url: dingtalk.url, secret: dingtalk.secret }, wild, {}),
      channels.channelOf('feishu').send({ url: feishu.url, secret: feishu.secret }, wild, {}),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
    const texts = [...wecom.received.map(({ content }) => content), ...dingtalk.received.map(({ text }) => text), ...feishu.received.map(({ text }) => text)];
    for (const text of texts) {
      expect(text).not.toMatch(/[<>@]|\]\(https:\/\/evil/);
      expect(text).toContain('很长的说明。');
      expect(text).toContain('…');
    }
    for (const { mentions } of [...wecom.received, ...dingtalk.received, ...feishu.received]) expect(mentions).toEqual([]);
    for (const text of texts.slice(0, 3)) expect(text).toMatch(/https:\/\/foyer\.example\.cn\/m\/#\/duty\)?$/);
    expect(feishu.received[0]?.links).toEqual([wild.url]);
    expect(feishu.received[0]?.title).toBe('【云栖里售楼处】＜＠all＞ 空调［不］制冷');
    expect(dingtalk.received[0]?.title).toBe('【云栖里售楼处】＜＠all＞ 空调［不］制冷');
  });

  it('given a clock that is two hours off, then the signature is refused, in the service’s own words', async () => {
    const late = createChannels(channelDeps({ clock: testClock(new Date(Date.now() - 2 * 3600_000).toISOString()) }));
    const dingtalk = keep(await startDingtalkReceiver());
    const feishu = keep(await startFeishuReceiver());
    expect(await late.channelOf('dingtalk').send({ url: dingtalk.url, secret: dingtalk.secret }, someMessage(), {})).toMatchObject({ outcome: 'refused', answer: expect.stringContaining('invalid timestamp') as string });
    expect(await late.channelOf('feishu').send({ url: feishu.url, secret: feishu.secret }, someMessage(), {})).toMatchObject({ outcome: 'refused', answer: expect.stringContaining('"code":19021') as string });
    expect([...dingtalk.received, ...feishu.received]).toEqual([]);
  });

  it('given a robot without a signature, then none is sent and the answer says that one is wanted', async () => {
    const dingtalk = keep(await startDingtalkReceiver());
    expect(await channels.channelOf('dingtalk').send({ url: dingtalk.url, secret: '' }, someMessage(), {})).toMatchObject({ outcome: 'refused' });
    expect(dingtalk.received).toEqual([]);
  });

  const code = (body: unknown, status = 200, headers: Record<string, string> = {}): Reply => json(status, body, headers);
  it.each<[ChannelKind, Reply, object]>([
    ['wecom', code({ errcode: 45033, errmsg: 'api concurrent out of limit' }), { outcome: 'retry', afterSeconds: 60 }],
    ['wecom', code({ errcode: -1, errmsg: 'system busy' }), { outcome: 'unknown' }],
    ['wecom', code({ errcode: 93000, errmsg: 'invalid webhook url' }), { outcome: 'refused' }],
    ['wecom', code({ errcode: 40058, errmsg: 'markdown.content exceed max length' }), { outcome: 'refused' }],
    ['wecom', code({ ok: true }), { outcome: 'unknown', reason: 'unreadable' }],
    ['dingtalk', code({ errcode: 410100, errmsg: '发送速度太快而限流' }), { outcome: 'retry', afterSeconds: 600 }],
    ['dingtalk', code({ errcode: 130101, errmsg: 'send too fast' }, 200, { 'retry-after': '90' }), { outcome: 'retry', afterSeconds: 90 }],
    ['dingtalk', code({ errcode: -1, errmsg: '系统繁忙' }), { outcome: 'unknown' }],
    ['dingtalk', code({ errcode: 310000, errmsg: 'keywords not in content' }), { outcome: 'refused' }],
    ['dingtalk', code({ errcode: 400102, errmsg: '机器人已停用' }), { outcome: 'refused' }],
    ['feishu', code({ code: 11232, msg: 'frequency limited' }, 400), { outcome: 'retry', afterSeconds: 60 }],
    ['feishu', code({ code: 9499, msg: 'too many request' }, 400), { outcome: 'retry' }],
    ['feishu', code({ code: 9499, msg: 'Bad Request', data: {} }, 400), { outcome: 'refused' }],
    ['feishu', code({ code: 19024, msg: 'Key Words Not Found' }), { outcome: 'refused' }],
    ['feishu', code({ Extra: null, StatusCode: 0, StatusMessage: 'success' }), { outcome: 'delivered' }],
    ['feishu', { status: 408, body: 'late' }, { outcome: 'unknown' }],
    ['wecom', { status: 404, body: 'not found' }, { outcome: 'refused' }],
    ['wecom', { status: 503, headers: { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }, body: '' }, { outcome: 'retry', afterSeconds: 1 }],
    ['wecom', { status: 503, headers: { 'retry-after': 'soon' }, body: '' }, { outcome: 'unknown' }],
    ['wecom', { status: 429, headers: { 'retry-after': '9999999' }, body: '' }, { outcome: 'retry', afterSeconds: 86_400 }],
  ])('given %s answers %j, then %j', async (kind, reply, expected) => {
    const receiver = keep(await startHttpReceiver<never>({ rateLimited: reply, judge: () => Promise.resolve({ reply }) }));
    expect(await channels.channelOf(kind).send({ url: `${receiver.origin}/robot`, secret: 'SEC123' }, someMessage(), {})).toMatchObject(expected);
    expect(receiver.asked()).toBe(1);
  });
});
