import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';

/** One thing to look at; the list is copied into the day's walk, so that a later change of the list does not rewrite the past. */
export type WalkItem = { readonly id: string; readonly placeId?: string; readonly name: string };

/** What was found: in order, or a fault that became a repair. What was not looked at has no finding (未检查). */
export type Finding = { readonly result: 'fine' | 'fault'; readonly at: Instant; readonly by: string; readonly repairId?: string };

/** 开门前巡查 of one day (house rule; pre-opening repairs are the most urgent of the day). */
export type Walk = {
  readonly id: string;
  readonly siteId: string;
  readonly day: string;
  readonly startedAt: Instant;
  readonly startedBy: string;
  readonly items: readonly WalkItem[];
  readonly findings: Readonly<Record<string, Finding>>;
  readonly signedAt?: Instant;
  readonly signedBy?: string;
};

export type WalkEvent =
  | { readonly type: 'WalkStarted'; readonly at: Instant; readonly by: string; readonly day: string; readonly items: readonly WalkItem[] }
  | { readonly type: 'ItemLooked'; readonly at: Instant; readonly by: string; readonly itemId: string; readonly result: 'fine' | 'fault'; readonly repairId?: string }
  | { readonly type: 'WalkSigned'; readonly at: Instant; readonly by: string };

export const evolveWalk = (walk: Walk | undefined, event: WalkEvent, ids: { siteId: string; subject: string }): Walk => {
  if (event.type === 'WalkStarted') return { id: ids.subject, siteId: ids.siteId, day: event.day, startedAt: event.at, startedBy: event.by, items: event.items, findings: {} };
  if (!walk) throw new Error('A walk begins with WalkStarted.');
  if (event.type === 'WalkSigned') return { ...walk, signedAt: event.at, signedBy: event.by };
  const { itemId, at, by, result, repairId } = event;
  return { ...walk, findings: { ...walk.findings, [itemId]: { result, at, by, ...(repairId ? { repairId } : {}) } } };
};

/** An item may be looked at again: a fault seen later is added, a tick put right; a fault that became a repair stays one. */
export const look = (walk: Walk, input: { itemId: string; result: 'fine' | 'fault'; repairId?: string | undefined }, who: { personId: string }, at: Instant): Decision<WalkEvent> => {
  if (walk.signedAt) return refuse('walk-signed', { at: walk.signedAt });
  if (!walk.items.some((item) => item.id === input.itemId)) return refuse('item-unknown', { itemId: input.itemId });
  const before = walk.findings[input.itemId];
  if (before?.result === 'fault' && input.result === 'fine') return refuse('fault-reported', { repairId: before.repairId });
  return ok({ type: 'ItemLooked', at, by: who.personId, itemId: input.itemId, result: input.result, ...(input.repairId ? { repairId: input.repairId } : {}) });
};

/** Signed by whoever walked; what was not looked at stays 未检查 and is no block, but an empty walk is none. */
export const sign = (walk: Walk, who: { personId: string }, at: Instant): Decision<WalkEvent> => {
  if (walk.signedAt) return refuse('walk-signed', { at: walk.signedAt });
  if (Object.keys(walk.findings).length === 0) return refuse('nothing-looked-at');
  return ok({ type: 'WalkSigned', at, by: who.personId });
};
