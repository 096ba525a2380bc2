import { z } from 'zod';
import type { AlertLevel } from '../../core/alert.ts';
import { outcomeOf, type Verdict } from './answer-outcome.ts';
import { secretsOfUrl } from './answer-text.ts';
import type { Channel, Message } from './channel.ts';
import { ask, optional, type ChannelDeps } from './channel-deps.ts';
import { cutBytes, plain } from './message-text.ts';
import { encryptPush, isPushKeys, topicOf } from './push-encryption.ts';
import { vapidHeader, type VapidKey } from './vapid-key.ts';

/** Web Push: RFC 8030 (request), 8291 (encryption), 8292 (VAPID). */
const HOUR = 60 * 60;

/** How long (seconds) a push service keeps it for a phone that is off, and whether it may wake one that sleeps. */
const CARRIAGE: Readonly<Record<AlertLevel, { readonly ttl: number; readonly urgency: 'normal' | 'high' }>> = {
  news: { ttl: 4 * HOUR, urgency: 'normal' },
  // Once the limit has passed, its breach says more.
  warning: { ttl: HOUR, urgency: 'high' },
  breach: { ttl: 12 * HOUR, urgency: 'high' },
  top: { ttl: 24 * HOUR, urgency: 'high' },
};

/** Below the 4,096 bytes of a message: some services take no more than about 3 KB of text. */
const TEXT_BYTES = 3000;

const settings = z.object({ /** Where a push service may reach who runs this installation. */ contact: optional(z.email()) });

/** What the phone's service worker reads. */
const textOf = (message: Message): Buffer => {
  const make = (body: string) => Buffer.from(JSON.stringify({ id: message.id, alert: message.alertId ?? null, level: message.level, at: message.at, site: message.siteName, title: plain(message.title), body, url: message.url ?? null, path: message.path ?? null, quiet: message.isQuiet ?? false }));
  let body = cutBytes(plain(message.body), TEXT_BYTES);
  for (let text = make(body); ; text = make(body)) {
    const excess = text.length - TEXT_BYTES;
    if (excess <= 0 || body === '') return text;
    // JSON writes some signs at twice their length: half of what is too much is never too much to take away.
    body = cutBytes(body, Buffer.byteLength(body) - Math.max(4, Math.ceil(excess / 2)));
  }
};

const verdictOf = (status: number): Verdict => {
  if (status < 300) return { is: 'delivered' };
  if (status === 404 || status === 410) return { is: 'refused', reason: 'target-gone', gone: true };
  // Windows' service says 406 where the others say 429.
  if (status === 406) return { is: 'rate-limited' };
  return { is: 'refused' };
};

export type PushDeps = ChannelDeps & { readonly vapid: VapidKey; /** The installation's own address, where no contact is given. */ readonly publicUrl: string | undefined };

export const pushChannel = (deps: PushDeps): Channel<z.infer<typeof settings>> => ({
  kind: 'push',
  settings,
  secrets: [],
  async send({ contact }, message, target) {
    if (!target.push) return { outcome: 'refused', reason: 'target-missing', answer: '' };
    const { endpoint } = target.push;
    if (!isPushKeys(target.push) || !URL.canParse(endpoint)) return { outcome: 'refused', reason: 'target-gone', gone: true, answer: '' };
    const { ttl, urgency } = CARRIAGE[message.level];
    let body: Buffer;
    try {
      body = encryptPush(textOf(message), target.push);
    } catch {
      // The key is no point of the curve: nobody could ever read what is sent to it.
      return { outcome: 'refused', reason: 'target-gone', gone: true, answer: '' };
    }
    // A plain http address is no contact to a push service (RFC 8292, 2.1); none at all is allowed.
    const subject = contact ? `mailto:${contact}` : deps.publicUrl?.startsWith('https:') ? deps.publicUrl : undefined;
    const now = deps.clock.now();
    const authorization = vapidHeader(deps.vapid.earlier?.find((key) => key.publicKey === target.push?.vapidKey) ?? deps.vapid, { audience: new URL(endpoint).origin, expires: Math.floor(Date.parse(now) / 1000) + 12 * HOUR, subject });
    const headers = {
      authorization,
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(ttl),
      urgency,
      topic: topicOf(message.alertId ?? message.id),
    };
    return outcomeOf(await ask(deps, { method: 'POST', url: endpoint, headers, body }), {
      now,
      secrets: [...secretsOfUrl(endpoint), target.push.auth, target.push.p256dh, authorization],
      read: (answer) => verdictOf(answer.status),
    });
  },
});
