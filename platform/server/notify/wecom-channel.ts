import { z } from 'zod';
import { outcomeOf, robotCode } from './answer-outcome.ts';
import { secretsOfUrl } from './answer-text.ts';
import type { Channel, Message } from './channel.ts';
import { postJson, webUrl, type ChannelDeps } from './channel-deps.ts';
import { calm, fitBytes, headline, linkOf } from './message-text.ts';

/**
 * 企业微信群机器人（消息推送）. https://developer.work.weixin.qq.com/document/path/99110
 * POST to the robot's own address (its `key` is the only secret); the answer is `{ errcode, errmsg }` with HTTP 200.
 * At most 20 messages a minute and robot.
 */
const MARKDOWN_BYTES = 4096;
const TEXT_BYTES = 2048;

/** Too many calls in a time (45009), too many at once (45033): documented as not taken. https://developer.work.weixin.qq.com/document/path/90313 */
const RATE_LIMITS = [45009, 45033];
/** 系统繁忙: the service's own failure; it does not say that nothing was done. */
const BUSY = -1;

const settings = z.object({
  url: webUrl,
  /** Markdown is not shown to members who read the group inside personal WeChat; text is. */
  format: z.enum(['markdown', 'text']).default('markdown'),
});

const bodyOf = (message: Message, format: 'markdown' | 'text') => {
  const head = calm(headline(message));
  const body = calm(message.body);
  if (format === 'text') {
    const content = fitBytes({ head: `${head}\n`, body, tail: message.url ? `\n${message.url}` : '' }, TEXT_BYTES);
    return { msgtype: 'text', text: { content } };
  }
  const content = fitBytes({ head: `**${head}**\n`, body, tail: message.url ? `\n[查看](${linkOf(message.url)})` : '' }, MARKDOWN_BYTES);
  return { msgtype: 'markdown', markdown: { content } };
};

export const wecomChannel = (deps: ChannelDeps): Channel<z.infer<typeof settings>> => ({
  kind: 'wecom',
  settings,
  secrets: ['url'],
  async send({ url, format }, message) {
    return outcomeOf(await postJson(deps, url, bodyOf(message, format)), {
      now: deps.clock.now(),
      secrets: secretsOfUrl(url),
      read(answer) {
        const said = robotCode(answer);
        if (!said) return undefined;
        if (said.code === 0) return { is: 'delivered' };
        if (RATE_LIMITS.includes(said.code)) return { is: 'rate-limited' };
        return { is: said.code === BUSY ? 'unknown' : 'refused' };
      },
    });
  },
});
