import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { addDays, instantAt, type LocalDate } from '../../../platform/core/working-calendar.ts';

/** How a post must be manned: through every opening, or by somebody at some time of the day (行政值班). */
export type PostCover = 'opening' | 'day';
export type Post = { readonly id: string; readonly name: string; readonly role: Role; readonly needed: number; readonly cover: PostCover; readonly isFixed: boolean };

export type ShiftTime = { readonly startsAt: Instant; readonly endsAt: Instant };
export type Shift = ShiftTime & {
  readonly id: string; readonly postId: string; readonly personId: string; readonly day: LocalDate;
  /** Whoever was planned has left the centre by then: the plan still names them, the post is empty. */
  readonly hasLeft?: boolean;
};

/** The longest one shift may be; a nominal duty day is 24 h (numbers.md 5.5, S58). */
export const LONGEST_SHIFT_HOURS = 24;

/** Wall-clock times of a day as instants; an end at or before the start lies on the next day. `24:00` ends at midnight. */
export const shiftTime = (zone: string, day: LocalDate, start: string, end: string): ShiftTime | Refusal<'shift-empty'> => {
  if (start === end) return refuse('shift-empty', { day, start });
  const ends = end === '24:00' ? '00:00' : end;
  const startsAt = instantAt(zone, day, start);
  return { startsAt, endsAt: instantAt(zone, ends <= start ? addDays(day, 1) : day, ends) };
};

export const overlaps = (a: ShiftTime, b: ShiftTime): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;
export const isOnAt = (shift: ShiftTime, now: Instant): boolean => shift.startsAt <= now && now < shift.endsAt;

/** Whose hours a moment belongs to: the shift that is on, else the nearest one so shortly before it begins or after it ends. */
export const nearestShift = <S extends ShiftTime>(shifts: readonly S[], at: Instant, graceMinutes: number): S | undefined => {
  const away = (shift: S): number => Math.max(0, Date.parse(shift.startsAt) - Date.parse(at), Date.parse(at) - Date.parse(shift.endsAt)) / 60_000;
  return shifts.filter((shift) => away(shift) <= graceMinutes).sort((a, b) => away(a) - away(b) || (a.startsAt < b.startsAt ? 1 : -1))[0];
};

export type Worker = { readonly id: string; readonly roles: readonly Role[] };
export type ShiftElsewhere = ShiftTime & { readonly personId: string; readonly siteName: string; readonly isFixed: boolean };

/**
 * May this shift be planned? One person stands at one post of a centre at a time; in two centres at once only
 * where neither post is fixed (兼岗).
 */
export const checkShift = (
  shift: Shift,
  facts: { readonly post: Post | undefined; readonly worker: Worker | undefined; readonly planned: readonly Shift[]; readonly elsewhere: readonly ShiftElsewhere[] },
): Refusal | undefined => {
  const { post, worker } = facts;
  if (!post) return refuse('post-unknown', { day: shift.day });
  if (!worker) return refuse('person-not-here', { day: shift.day, personId: shift.personId });
  if (shift.endsAt <= shift.startsAt) return refuse('shift-empty', { day: shift.day });
  if (!worker.roles.includes(post.role)) return refuse('role-missing', { day: shift.day, personId: worker.id, role: post.role, post: post.name });
  const twice = facts.planned.find((other) => other.id !== shift.id && other.personId === shift.personId && overlaps(other, shift));
  if (twice) return refuse('shift-overlaps', { day: shift.day, personId: worker.id, startsAt: twice.startsAt, endsAt: twice.endsAt });
  const away = facts.elsewhere.find((other) => other.personId === shift.personId && overlaps(other, shift) && (other.isFixed || post.isFixed));
  if (away) return refuse('shift-elsewhere', { day: shift.day, personId: worker.id, siteName: away.siteName, startsAt: away.startsAt, endsAt: away.endsAt });
  return undefined;
};
