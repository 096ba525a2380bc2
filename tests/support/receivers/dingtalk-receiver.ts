import { z } from 'zod';
import { hmacSha256, isFar, json, parseJson, startHttpReceiver, type HttpReceiver } from './http-receiver.ts';

export type DingtalkMessage = { readonly title: string; readonly text: string; readonly mentions: readonly string[] };

const shape = z.object({
  msgtype: z.literal('markdown'),
  markdown: z.object({ title: z.string().min(1), text: z.string().min(1) }),
  at: z.object({ isAtAll: z.boolean().optional(), atMobiles: z.array(z.string()).optional(), atUserIds: z.array(z.string()).optional() }).optional(),
});

const HOUR = 60 * 60 * 1000;
const say = (errcode: number, errmsg: string) => json(200, { errcode, errmsg });

/** 钉钉自定义机器人, 加签: https://open.dingtalk.com/document/robots/customize-robot-security-settings */
export const startDingtalkReceiver = async (given: { readonly secret?: string; readonly now?: () => number } = {}): Promise<HttpReceiver<DingtalkMessage> & { readonly url: string; readonly secret: string }> => {
  const token = '7f3c9a0be4d14f7db0aa5c2e8f6d1b3477e0c1d2a3b4c5d6e7f8091a2b3c4d5e';
  const secret = given.secret ?? 'SEC6a1f0e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff';
  const now = given.now ?? Date.now;
  const receiver = await startHttpReceiver<DingtalkMessage>({
    rateLimited: say(130101, 'send too fast, exceed 20 times per minute'),
    async judge({ method, path, query, headers, body }) {
      if (method !== 'POST' || path !== '/robot/send') return { reply: { status: 404, body: 'not found' } };
      if (query.get('access_token') !== token) return { reply: say(300005, 'token is not exist') };
      const stamp = query.get('timestamp') ?? '';
      if (isFar(Number(stamp || Number.NaN), now(), HOUR)) return { reply: say(310000, 'invalid timestamp, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]') };
      const expected = (await hmacSha256(secret, `${stamp}\n${secret}`)).toString('base64');
      if (query.get('sign') !== expected) return { reply: say(310000, 'sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]') };
      if (!headers['content-type']?.startsWith('application/json')) return { reply: say(43004, '无效的HTTP HEADER Content-Type') };
      if (body.length > 20_000) return { reply: say(40035, 'message too long, exceed 20000 bytes') };
      const parsed = shape.safeParse(parseJson(body));
      if (!parsed.success) return { reply: say(40035, '缺少参数 json') };
      const { markdown, at } = parsed.data;
      const mentions = [...(at?.isAtAll ? ['all'] : []), ...(at?.atMobiles ?? []), ...(at?.atUserIds ?? [])];
      return { reply: say(0, 'ok'), kept: { ...markdown, mentions } };
    },
  });
  return { ...receiver, url: `${receiver.origin}/robot/send?access_token=${token}`, secret };
};
