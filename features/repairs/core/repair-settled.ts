import type { Instant } from '../../../platform/core/instant.ts';
import type { RepairEvent } from './repair-events.ts';
import type { RepairOrder } from './repair-order.ts';

/** An order is closed by itself when nothing is owed any more: its place found in the list (M-02), copy back (M-35, M-50), cleaning settled (M-27), follow-up done (M-36). */
export const isSettled = (order: RepairOrder): boolean => {
  if (order.status !== 'signed_off' || !order.placeId) return false;
  const desk = order.copies.desk;
  const copyBack = desk?.custody === 'returned' || (desk?.custody === 'lost' && desk.lossApproved === true);
  const followedUp = order.kind === 'facility' || order.followUpWaived === true || (order.followUp !== undefined && order.followUp.result !== 'not_reached');
  const cleaned = !order.cleaning || order.cleaning.settled !== undefined;
  return copyBack && followedUp && cleaned && (!order.onSpot || order.confirmedByDesk);
};

/** The same order is always in or always out: its id decides, which nobody chooses. */
export const isSampled = (id: string, share: number): boolean => share >= 100 || Number.parseInt(id.slice(-8), 16) % 100 < share;

/** Whom to call is not left to chance where something speaks for it: a bad, missing or second rating, nobody there to sign, remarks, a repeat, a temporary repair, a complaint. */
export const mustBeCalled = (order: RepairOrder, ctx: { readonly isComplained?: boolean }): boolean =>
  ctx.isComplained === true || !order.ratings || order.noSignature?.why === 'absent' || order.ratingLapsed === true || Object.values(order.ratings).includes('dissatisfied') || order.acceptance !== 'accepted' || order.result !== 'fixed' || order.repeatOf !== undefined || order.visit > 1;

/** M-36: somebody complains of an order whose user the share had let off: they are called after all, and the order is open until then. Once is enough. */
export const oweFollowUp = (order: RepairOrder, now: Instant): RepairEvent[] =>
  order.kind === 'user' && order.followUpWaived && (order.status === 'signed_off' || order.status === 'closed') && !(order.followUp && order.followUp.result !== 'not_reached')
    ? [{ type: 'FollowUpOwed', at: now, recordedAt: now, by: '' }]
    : [];
