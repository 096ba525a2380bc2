import { z } from 'zod';
import { json, parseJson, startHttpReceiver, type HttpReceiver } from './http-receiver.ts';

export type WecomMessage = { readonly type: 'markdown' | 'text'; readonly content: string; /** Whom it would call, by `<@…>` or by the list. */ readonly mentions: readonly string[] };

const shape = z.object({
  msgtype: z.enum(['markdown', 'text']),
  markdown: z.object({ content: z.string() }).optional(),
  text: z.object({ content: z.string(), mentioned_list: z.array(z.string()).optional(), mentioned_mobile_list: z.array(z.string()).optional() }).optional(),
});

const say = (errcode: number, errmsg: string) => json(200, { errcode, errmsg });

/** 企业微信群机器人: https://developer.work.weixin.qq.com/document/path/99110 */
export const startWecomReceiver = async (given: { readonly key?: string } = {}): Promise<HttpReceiver<WecomMessage> & { readonly url: string }> => {
  const key = given.key ?? '693a91f6-7b3c-4bc4-97a0-0ec2510a5aaa';
  const receiver = await startHttpReceiver<WecomMessage>({
    rateLimited: say(45009, 'api freq out of limit, hint: [1700000000_1_abc], from ip: 10.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=45009'),
    async judge({ method, path, query, headers, body }) {
      if (method !== 'POST' || path !== '/cgi-bin/webhook/send') return { reply: { status: 404, body: 'not found' } };
      if (query.get('key') !== key) return { reply: say(93000, `invalid webhook url, key ${query.get('key')}, hint: [1700000000_2_def]`) };
      if (!headers['content-type']?.startsWith('application/json')) return { reply: say(43004, 'require json content type') };
      const parsed = shape.safeParse(parseJson(body));
      if (!parsed.success) return { reply: say(40008, 'invalid message type') };
      const { msgtype } = parsed.data;
      const content = parsed.data[msgtype]?.content ?? '';
      if (content === '') return { reply: say(44004, 'empty content') };
      if (Buffer.byteLength(content) > (msgtype === 'text' ? 2048 : 4096)) return { reply: say(40058, `${msgtype}.content exceed max length`) };
      const listed = [...(parsed.data.text?.mentioned_list ?? []), ...(parsed.data.text?.mentioned_mobile_list ?? [])];
      return { reply: say(0, 'ok'), kept: { type: msgtype, content, mentions: [...listed, ...[...content.matchAll(/<@([^>]*)>/g)].map((found) => found[1] ?? '')] } };
    },
  });
  return { ...receiver, url: `${receiver.origin}/cgi-bin/webhook/send?key=${key}` };
};
