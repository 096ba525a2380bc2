import { z } from 'zod';
import { hmacSha256, isFar, json, parseJson, startHttpReceiver, type HttpReceiver } from './http-receiver.ts';

export type FeishuMessage = { readonly title: string; readonly text: string; readonly links: readonly string[]; readonly mentions: readonly string[] };

const part = z.discriminatedUnion('tag', [
  z.object({ tag: z.literal('text'), text: z.string() }),
  z.object({ tag: z.literal('a'), text: z.string(), href: z.url() }),
  z.object({ tag: z.literal('at'), user_id: z.string() }),
]);
const shape = z.object({
  timestamp: z.string().optional(),
  sign: z.string().optional(),
  msg_type: z.literal('post'),
  content: z.object({ post: z.object({ zh_cn: z.object({ title: z.string(), content: z.array(z.array(part)) }) }) }),
});

const HOUR = 60 * 60 * 1000;
const wrong = (code: number, msg: string, status = 200) => json(status, { code, data: {}, msg });

/** 飞书自定义机器人, 签名校验: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
export const startFeishuReceiver = async (given: { readonly secret?: string; readonly now?: () => number } = {}): Promise<HttpReceiver<FeishuMessage> & { readonly url: string; readonly secret: string }> => {
  const token = 'b4f1e2d3-0a9c-4b7e-8d6f-1c2b3a495867';
  const secret = given.secret ?? 'q7Rw2mZk9TtXc4Vb';
  const now = given.now ?? Date.now;
  const receiver = await startHttpReceiver<FeishuMessage>({
    rateLimited: wrong(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]'),
    async judge({ method, path, headers, body }) {
      if (method !== 'POST' || !path.startsWith('/open-apis/bot/v2/hook/')) return { reply: { status: 404, body: 'not found' } };
      if (path.split('/').at(-1) !== token) return { reply: wrong(19001, `param invalid: incoming webhook access token invalid`) };
      if (!headers['content-type']?.startsWith('application/json') || body.length > 20 * 1024) return { reply: wrong(9499, 'Bad Request', 400) };
      const parsed = shape.safeParse(parseJson(body));
      if (!parsed.success) return { reply: wrong(9499, 'Bad Request', 400) };
      const { timestamp = '', sign, content } = parsed.data;
      // The text to sign is the key, and the message is empty.
      const expected = (await hmacSha256(`${timestamp}\n${secret}`, '')).toString('base64');
      if (sign !== expected || isFar(Number(timestamp || Number.NaN) * 1000, now(), HOUR)) {
        return { reply: wrong(19021, 'sign match fail or timestamp is not within one hour from current time') };
      }
      const { title, content: rows } = content.post.zh_cn;
      const parts = rows.flat();
      const texts = parts.flatMap((item) => (item.tag === 'text' ? [item.text] : []));
      return {
        reply: json(200, { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' }),
        kept: {
          title,
          text: texts.join('\n'),
          links: parts.flatMap((item) => (item.tag === 'a' ? [item.href] : [])),
          mentions: [...parts.flatMap((item) => (item.tag === 'at' ? [item.user_id] : [])), ...texts.flatMap((text) => [...text.matchAll(/<at user_id="([^"]*)"/g)].map((found) => found[1] ?? ''))],
        },
      };
    },
  });
  return { ...receiver, url: `${receiver.origin}/open-apis/bot/v2/hook/${token}`, secret };
};
