import type { z } from 'zod';
import type { AlertLevel } from '../../core/alert.ts';
import type { DeliveryReason } from '../../core/delivery-reason.ts';

export const CHANNEL_KINDS = ['wecom', 'sms', 'dingtalk', 'feishu', 'email', 'webhook', 'push'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What leaves the house: as little as the reader needs, and never a guest's name or number. */
export type Message = {
  /** Of this delivery, the same for ever: a receiver that sees it twice knows. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly url?: string | undefined;
  /** Where a tap leads inside this installation, at the desk and on the phone; for receivers that are its own pages. */
  readonly path?: { readonly desk: string; readonly phone: string } | undefined;
  /** To be shown without a sound. */
  readonly isQuiet?: boolean | undefined;
  readonly level: AlertLevel;
  readonly at: string;
  readonly siteName: string;
  /** The alert it belongs to: where a channel can, a newer message of the same alert takes the older one's place. */
  readonly alertId?: string | undefined;
};

/** Where one message goes; what the kind needs of a person. */
export type Target = { readonly email?: string; readonly phone?: string; readonly push?: { readonly endpoint: string; readonly p256dh: string; readonly auth: string; /** The key it was subscribed with; none = the one of now. */ readonly vapidKey?: string | null } };

/**
 * What came of one try. Only `retry` is ever tried again by the same channel: it is certain that nothing arrived.
 * `unknown` may have arrived (a broken answer, a time-out after the words were out): the fallback is used instead.
 */
export type Outcome = { readonly answer: string; /** For the screens, in words of ours. */ readonly reason?: DeliveryReason } & (
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'refused'; /** The target is no more (an ended push subscription). */ readonly gone?: boolean }
  | { readonly outcome: 'retry'; readonly afterSeconds?: number }
  | { readonly outcome: 'unknown' }
);

/** `answer` is the true answer of the other side, shortened, without any secret: people read it on the settings page. */
export type Channel<Settings = unknown> = {
  readonly kind: ChannelKind;
  readonly settings: z.ZodType<Settings>;
  /** Fields of the settings that never leave the server again. */
  readonly secrets: readonly string[];
  send(settings: Settings, message: Message, target: Target): Promise<Outcome>;
};
