import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import { checkShift, overlaps, type Post, type Shift, type ShiftElsewhere, type Worker } from './shift.ts';

export type Reassigned = { readonly shifts: readonly Shift[]; readonly cancelled: readonly string[]; readonly fromPostId?: string | undefined };

/**
 * Sends a person to another post for a time (G-04): the shifts that stand in the way are cut, the new one is added,
 * and whoever covers the vacated post gets a shift there. Shifts keep their ids as far as they last.
 */
export const reassign = (
  order: { readonly personId: string; readonly toPostId: string; readonly coverId?: string | undefined; readonly startsAt: Instant; readonly endsAt: Instant; readonly day: LocalDate },
  facts: { readonly posts: readonly Post[]; readonly workers: readonly Worker[]; readonly planned: readonly Shift[]; readonly elsewhere: readonly ShiftElsewhere[]; readonly now: Instant; nextId(): string },
): Reassigned | Refusal => {
  const { startsAt, endsAt } = order;
  if (endsAt <= startsAt || endsAt <= facts.now) return refuse('shift-empty', {});
  if (order.coverId === order.personId) return refuse('cover-same-person', {});
  const inTheWay = facts.planned.filter((shift) => shift.personId === order.personId && overlaps(shift, order));
  if (inTheWay.some((shift) => shift.postId === order.toPostId)) return refuse('already-at-post', {});
  const fromPostId = inTheWay[0]?.postId;
  const kept: Shift[] = [];
  const cancelled: string[] = [];
  for (const shift of inTheWay) {
    const parts = [
      { startsAt: shift.startsAt, endsAt: shift.endsAt < startsAt ? shift.endsAt : startsAt },
      { startsAt: shift.startsAt > endsAt ? shift.startsAt : endsAt, endsAt: shift.endsAt },
    ].filter((part) => part.endsAt > part.startsAt);
    if (parts.length === 0) cancelled.push(shift.id);
    for (const [index, part] of parts.entries()) kept.push({ ...shift, ...part, id: index === 0 ? shift.id : facts.nextId() });
  }
  const others = facts.planned.filter((shift) => !inTheWay.includes(shift));
  const sent: Shift = { id: facts.nextId(), postId: order.toPostId, personId: order.personId, day: order.day, startsAt, endsAt };
  const wanted = [sent, ...(order.coverId && fromPostId ? [{ ...sent, id: facts.nextId(), personId: order.coverId, postId: fromPostId }] : [])];
  let plan: Shift[] = [...others, ...kept];
  for (const shift of wanted) {
    const post = facts.posts.find((entry) => entry.id === shift.postId);
    const worker = facts.workers.find((entry) => entry.id === shift.personId);
    // Another post than one's own role is what the clause is about: work requires it, the role does not stand in the way.
    const refusal = checkShift(shift, { post, worker: worker && post ? { ...worker, roles: [...worker.roles, post.role] } : worker, planned: plan, elsewhere: facts.elsewhere });
    if (refusal) return refusal;
    plan = [...plan, shift];
  }
  return { shifts: [...kept, ...wanted], cancelled, fromPostId };
};
