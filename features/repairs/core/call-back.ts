import { addMinutes, toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { RepairOrder } from './repair-order.ts';

/** What the rule reads of an order; a view of it will do. */
export type Awaited = Pick<RepairOrder, 'kind' | 'status' | 'urgent' | 'appointmentAt' | 'expectedAt'> & { readonly marks: Readonly<Record<string, { readonly at: Instant }>> };
export type CallBackLimit = 'reappoint_if_later' | 'user_on_site' | 'urgent_on_site';

/** When the user reckons with somebody: the time agreed on, else the house's limit from acceptance; nothing once somebody came. */
const promisedAt = (order: Awaited, minutes: (key: CallBackLimit) => number): Instant | undefined => {
  if (order.kind !== 'user' || order.marks['arrive'] || !['issued', 'accepted', 'ready'].includes(order.status)) return undefined;
  const accepted = order.marks['accept'];
  return order.appointmentAt ?? (accepted ? addMinutes(accepted.at, minutes(order.urgent ? 'urgent_on_site' : 'user_on_site')) : undefined);
};

/** 先回电另约 (house rule): whoever waits longer than that for what was promised, or is known to be going to, is called and a new time is agreed on. */
export const mustCallBack = (order: Awaited, now: Instant, minutes: (key: CallBackLimit) => number): boolean => {
  const promised = promisedAt(order, minutes);
  if (promised === undefined) return false;
  const comes = Math.max(toMillis(now), order.expectedAt ? toMillis(order.expectedAt) : 0);
  return comes > toMillis(promised) + minutes('reappoint_if_later') * 60_000;
};
