import type { AlertLevel, Rung } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { quietUntil, type QuietHours } from './quiet-hours.ts';
import type { Reached } from './reach.ts';

export const GROUP_KINDS = ['wecom', 'dingtalk', 'feishu', 'webhook'] as const;
export const PERSONAL_KINDS = ['push', 'sms', 'email'] as const;
export type DeliveryKind = 'in-app' | (typeof GROUP_KINDS)[number] | (typeof PERSONAL_KINDS)[number];

/** A channel of the centre as far as planning goes. */
export type PlanChannel = {
  readonly id: string;
  readonly kind: Exclude<DeliveryKind, 'in-app' | 'push'>;
  /** Whose steps are told here; empty = everybody's. */
  readonly roles: readonly Role[];
  readonly minLevel: AlertLevel;
  /** Asked when this one could not deliver, or may not have. */
  readonly fallbackId: string | null;
};

/** How a person wants to be reached. */
export type PersonalWays = {
  readonly personId: string;
  readonly quiet?: QuietHours | undefined;
  readonly subscriptions: readonly string[];
  readonly phone: string | null;
  readonly email: string | null;
};

/** One message on one way. `rank` 0 goes first; the next rank only when nothing of the one before is, or may yet be, delivered. */
export type PlannedDelivery = {
  readonly kind: DeliveryKind;
  readonly personId: string | null;
  readonly channelId: string | null;
  readonly subscriptionId: string | null;
  readonly chain: string;
  readonly rank: number;
  readonly notBefore: Instant;
};

const WEIGHT: Readonly<Record<AlertLevel, number>> = { news: 0, warning: 1, breach: 2, top: 3 };
const weighs = (level: AlertLevel, least: AlertLevel): boolean => WEIGHT[level] >= WEIGHT[least];

/** The fallbacks of a channel in their order; a circle ends where it began. */
const chainOf = (first: PlanChannel, channels: readonly PlanChannel[]): PlanChannel[] => {
  const chain: PlanChannel[] = [];
  for (let next: PlanChannel | undefined = first; next && !chain.includes(next); ) {
    chain.push(next);
    const id: string | null = next.fallbackId;
    next = channels.find((channel) => channel.id === id);
  }
  return chain;
};

const isGroup = (channel: PlanChannel): boolean => (GROUP_KINDS as readonly string[]).includes(channel.kind);

/**
 * On which ways one step of an alert is told. Everybody reached sees it in the app; a telephone is disturbed from a
 * warning on, by push first, then by text message, then by mail; quiet hours hold for whoever is not on duty, and never
 * at the top level. Group robots hear of steps of the roles they are set for, once a step.
 */
export const planDeliveries = (input: {
  readonly level: AlertLevel;
  readonly isPrivate?: true | undefined;
  readonly who: readonly Rung[];
  readonly reached: readonly Reached[];
  readonly ways: readonly PersonalWays[];
  readonly channels: readonly PlanChannel[];
  readonly now: Instant;
  readonly zone: string;
}): PlannedDelivery[] => {
  const { level, now, channels } = input;
  const personal = (kind: 'sms' | 'email'): PlanChannel | undefined => channels.find((channel) => channel.kind === kind && weighs(level, channel.minLevel));
  const [sms, email] = [personal('sms'), personal('email')];
  const people = input.reached.flatMap(({ personId, why }): PlannedDelivery[] => {
    const own = input.ways.find((way) => way.personId === personId);
    const chain = `person:${personId}`;
    const base = { personId, channelId: null, subscriptionId: null, chain };
    const told: PlannedDelivery = { ...base, kind: 'in-app', rank: 0, notBefore: now, chain: `in-app:${personId}` };
    if (!own || level === 'news') return [told];
    const isOnDuty = why === 'on-duty' || why === 'standing-in';
    const notBefore = level === 'top' || isOnDuty ? now : (quietUntil(own.quiet, now, input.zone) ?? now);
    const ranks: Omit<PlannedDelivery, 'rank'>[][] = [
      own.subscriptions.map((subscriptionId) => ({ ...base, kind: 'push' as const, subscriptionId, notBefore })),
      sms && own.phone ? [{ ...base, kind: 'sms' as const, channelId: sms.id, notBefore }] : [],
      email && own.email ? [{ ...base, kind: 'email' as const, channelId: email.id, notBefore }] : [],
    ];
    return [told, ...ranks.filter((rank) => rank.length > 0).flatMap((rank, index) => rank.map((delivery) => ({ ...delivery, rank: index })))];
  });
  if (level === 'news' || input.isPrivate || input.reached.length === 0) return people;
  const roles = input.who.flatMap((rung) => ('role' in rung ? [rung.role] : rung.orRole ? [rung.orRole] : []));
  const concerns = (channel: PlanChannel): boolean => channel.roles.length === 0 || roles.some((role) => channel.roles.includes(role));
  const groups = channels.filter(isGroup);
  const asFallback = new Set(groups.flatMap((channel) => (channel.fallbackId ? [channel.fallbackId] : [])));
  const robots = groups
    .filter((channel) => !asFallback.has(channel.id) && weighs(level, channel.minLevel) && concerns(channel))
    .flatMap((first) => chainOf(first, groups).map((channel, rank): PlannedDelivery => ({ kind: channel.kind, personId: null, channelId: channel.id, subscriptionId: null, chain: `channel:${first.id}`, rank, notBefore: now })));
  return [...people, ...robots];
};
