import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { outcomeOf, robotCode } from './answer-outcome.ts';
import { secretsOfUrl } from './answer-text.ts';
import type { Channel, Message } from './channel.ts';
import { line, optional, postJson, webUrl, type ChannelDeps } from './channel-deps.ts';
import { calm, cutBytes, headline } from './message-text.ts';

/**
 * 飞书自定义机器人. https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 * `timestamp` (seconds, within an hour) and `sign` = Base64(HMAC-SHA256(key = `timestamp\nsecret`, empty message)) stand in
 * the body; the answer is `{ code, msg }`. A body has at most 20 KB; 100 messages a minute, 5 a second.
 */
const BODY_BYTES = 12_000;
const TITLE_BYTES = 600;

/** Too many messages, more often at full and half hours. */
const RATE_LIMIT = 11232;
/** A request it cannot read; the same number with these words is a limit on calls. */
const BAD_REQUEST = 9499;
const TOO_MANY = /too many request/i;

const settings = z.object({ url: webUrl, secret: optional(line) });

const sign = (secret: string, timestamp: string): string => createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');

/** Rich text (post) of plain parts: nothing in it is read as markdown or as a mention. */
const bodyOf = (message: Message) => {
  const link = message.url ? [[{ tag: 'a', text: '查看', href: message.url }]] : [];
  const content = [[{ tag: 'text', text: cutBytes(calm(message.body), BODY_BYTES) }], ...link];
  return { msg_type: 'post', content: { post: { zh_cn: { title: cutBytes(calm(headline(message)), TITLE_BYTES), content } } } };
};

export const feishuChannel = (deps: ChannelDeps): Channel<z.infer<typeof settings>> => ({
  kind: 'feishu',
  settings,
  secrets: ['url', 'secret'],
  async send({ url, secret }, message) {
    const timestamp = String(Math.floor(Date.parse(deps.clock.now()) / 1000));
    const signature = secret === undefined ? undefined : sign(secret, timestamp);
    const signed = signature === undefined ? {} : { timestamp, sign: signature };
    return outcomeOf(await postJson(deps, url, { ...signed, ...bodyOf(message) }), {
      now: deps.clock.now(),
      secrets: [...secretsOfUrl(url), secret, signature],
      read(answer) {
        const said = robotCode(answer);
        if (!said) return undefined;
        if (said.code === 0) return { is: 'delivered' };
        if (said.code === RATE_LIMIT || (said.code === BAD_REQUEST && TOO_MANY.test(said.words))) return { is: 'rate-limited' };
        return { is: 'refused' };
      },
    });
  },
});
