import { z } from 'zod';
import { hmacSha256, isFar, json, parseJson, startHttpReceiver, type HttpReceiver } from './http-receiver.ts';

const shape = z.object({
  type: z.literal('alert'), id: z.string(), alert: z.string().nullable(), at: z.string(), level: z.string(), site: z.string(), title: z.string(), body: z.string(), url: z.string().nullable(),
});
export type WebhookMessage = z.infer<typeof shape>;

const TOLERANCE = 5 * 60 * 1000;

/** A receiver as docs/webhook.md describes it (Standard Webhooks 1.0). */
export const startWebhookReceiver = async (given: { readonly secret?: string; readonly now?: () => number; readonly tls?: { readonly key: string; readonly cert: string }; readonly address?: string } = {}): Promise<HttpReceiver<WebhookMessage> & { readonly url: string; readonly secret: string }> => {
  const secret = given.secret ?? 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const now = given.now ?? Date.now;
  const receiver = await startHttpReceiver<WebhookMessage>({
    rateLimited: { status: 429, headers: { 'retry-after': '20' }, body: 'slow down' },
    address: given.address,
    tls: given.tls,
    async judge({ method, path, headers, body }) {
      if (method !== 'POST' || path !== '/hooks/foyer') return { reply: { status: 404, body: 'not found' } };
      const [id = '', timestamp = '', signature = ''] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name] ?? ''));
      const key = Uint8Array.from(atob(secret.replace('whsec_', '')), (sign) => sign.charCodeAt(0));
      const expected = `v1,${(await hmacSha256(key, `${id}.${timestamp}.${body.toString('utf8')}`)).toString('base64')}`;
      if (!signature.split(' ').includes(expected) || isFar(Number(timestamp || Number.NaN) * 1000, now(), TOLERANCE)) return { reply: json(401, { error: 'signature' }) };
      const parsed = shape.safeParse(parseJson(body));
      if (!parsed.success || parsed.data.id !== id) return { reply: json(400, { error: 'body' }) };
      return { reply: json(202, { taken: id }), kept: parsed.data };
    },
  });
  return { ...receiver, url: `${receiver.origin}/hooks/foyer`, secret };
};
