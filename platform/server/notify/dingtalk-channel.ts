import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { outcomeOf, robotCode } from './answer-outcome.ts';
import { secretsOfUrl } from './answer-text.ts';
import type { Channel, Message } from './channel.ts';
import { line, optional, postJson, webUrl, type ChannelDeps } from './channel-deps.ts';
import { calm, cutCharacters, fitBytes, headline, linkOf } from './message-text.ts';

/**
 * 钉钉自定义机器人. https://open.dingtalk.com/document/robots/custom-robot-access
 * `timestamp` (milliseconds, within an hour) and `sign` = Base64(HMAC-SHA256(key = secret, `timestamp\nsecret`)) are added
 * to the address; the answer is `{ errcode, errmsg }` with HTTP 200. A message has at most 20,000 bytes in all.
 */
const TEXT_BYTES = 16_000;
const TITLE_CHARACTERS = 60;

/** Over 20 messages a minute; the robot is then held for ten minutes. */
const RATE_LIMITS = [130101, 410100];
const HELD_SECONDS = 600;
/** 系统繁忙: the service's own failure; it does not say that nothing was done. */
const BUSY = -1;

const settings = z.object({ url: webUrl, secret: optional(line) });

const sign = (secret: string, timestamp: number): string => createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');

const bodyOf = (message: Message) => {
  const head = calm(headline(message));
  // Its markdown joins lines that are not paragraphs of their own.
  const body = calm(message.body).replace(/\n+/g, '\n\n');
  const text = fitBytes({ head: `**${head}**\n\n`, body, tail: message.url ? `\n\n[查看](${linkOf(message.url)})` : '' }, TEXT_BYTES);
  return { msgtype: 'markdown', markdown: { title: cutCharacters(head, TITLE_CHARACTERS), text }, at: { isAtAll: false } };
};

export const dingtalkChannel = (deps: ChannelDeps): Channel<z.infer<typeof settings>> => ({
  kind: 'dingtalk',
  settings,
  secrets: ['url', 'secret'],
  async send({ url, secret }, message) {
    const signed = new URL(url);
    const timestamp = Date.parse(deps.clock.now());
    const signature = secret === undefined ? undefined : sign(secret, timestamp);
    if (signature !== undefined) {
      signed.searchParams.set('timestamp', String(timestamp));
      signed.searchParams.set('sign', signature);
    }
    return outcomeOf(await postJson(deps, signed.href, bodyOf(message)), {
      now: deps.clock.now(),
      secrets: [...secretsOfUrl(url), secret, signature],
      read(answer) {
        const said = robotCode(answer);
        if (!said) return undefined;
        if (said.code === 0) return { is: 'delivered' };
        if (RATE_LIMITS.includes(said.code)) return { is: 'rate-limited', afterSeconds: HELD_SECONDS };
        return { is: said.code === BUSY ? 'unknown' : 'refused' };
      },
    });
  },
});
