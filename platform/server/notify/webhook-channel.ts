import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { outcomeOf } from './answer-outcome.ts';
import { secretsOfUrl } from './answer-text.ts';
import type { Channel, Message } from './channel.ts';
import { ask, webUrl, type ChannelDeps } from './channel-deps.ts';

/**
 * Signed as Standard Webhooks 1.0 says, so that receivers verify with a ready library (docs/webhook.md):
 *   webhook-id         the message's id, the same for ever: a receiver that sees it twice knows
 *   webhook-timestamp  seconds of this try
 *   webhook-signature  `v1,` + Base64(HMAC-SHA256(key, `id.timestamp.body`)), key = the Base64 behind `whsec_`
 * Any 2xx is a receipt.
 */
const secretShape = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

export const newWebhookSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

const settings = z.object({ url: webUrl, secret: z.string().trim().regex(secretShape) });

const bodyOf = (message: Message): string =>
  JSON.stringify({
    type: 'alert',
    id: message.id,
    alert: message.alertId ?? null,
    at: message.at,
    level: message.level,
    site: message.siteName,
    title: message.title,
    body: message.body,
    url: message.url ?? null,
  });

export const webhookChannel = (deps: ChannelDeps): Channel<z.infer<typeof settings>> => ({
  kind: 'webhook',
  settings,
  secrets: ['secret'],
  async send({ url, secret }, message) {
    const body = bodyOf(message);
    const timestamp = String(Math.floor(Date.parse(deps.clock.now()) / 1000));
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${message.id}.${timestamp}.${body}`).digest('base64');
    const headers = { 'content-type': 'application/json', 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
    return outcomeOf(await ask(deps, { method: 'POST', url, headers, body: Buffer.from(body) }), {
      now: deps.clock.now(),
      secrets: [...secretsOfUrl(url), secret, signature],
      read: (answer) => ({ is: answer.status < 300 ? 'delivered' : 'refused' }),
    });
  },
});
