import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, spansOn, type LocalDate, type SiteCalendar } from '../../../platform/core/working-calendar.ts';
import { isOnAt, overlaps, type Post, type Shift, type ShiftTime } from './shift.ts';

/** A stretch in which a post has fewer people than it needs. */
export type Gap = ShiftTime & {
  readonly postId: string; readonly day: LocalDate; readonly has: number; readonly needed: number;
  /** Planned here and gone: why the plan looked full. */
  readonly left: readonly string[];
};

/** Where the roster of one day leaves a post empty or short (M-51, G-04); the shift of somebody who has left covers nothing. */
export const gapsOn = (calendar: SiteCalendar, day: LocalDate, posts: readonly Post[], shifts: readonly Shift[]): Gap[] => {
  const openings = spansOn(calendar, day);
  // A closed day has no hours of its own: a post of the day is judged on all of it, for calls come in days off too (M-51 「在节假日等期间」).
  const from = openings[0]?.from ?? instantAt(calendar.zone, day, '00:00');
  const to = openings.at(-1)?.to ?? instantAt(calendar.zone, addDays(day, 1), '00:00');
  // On a public holiday the day's duty officer does the desk's work (M-51): an empty desk is then no hole, an empty duty is one for both.
  const isOff = calendar.holidays[day]?.off === true;
  const hasOfficer = isOff && shifts.some((shift) => shift.day === day && !shift.hasLeft && posts.some((post) => post.id === shift.postId && post.role === 'duty_officer'));
  return posts.flatMap((post): Gap[] => {
    if (post.needed === 0 || (hasOfficer && post.role === 'desk_agent')) return [];
    const planned = shifts.filter((shift) => shift.postId === post.id);
    const own = planned.filter((shift) => !shift.hasLeft);
    const gap = (stretch: ShiftTime & { has: number }, gone: (shift: Shift) => boolean): Gap => ({
      ...stretch, postId: post.id, day, needed: post.needed, left: [...new Set(planned.filter((shift) => shift.hasLeft && gone(shift)).map((shift) => shift.personId))],
    });
    if (post.cover === 'day') {
      const has = own.filter((shift) => shift.day === day).length;
      return has >= post.needed ? [] : [gap({ startsAt: from, endsAt: to, has }, (shift) => shift.day === day)];
    }
    return openings.flatMap((opening) => shortStretches(opening.from, opening.to, own, post.needed).map((stretch) => gap(stretch, (shift) => overlaps(shift, stretch))));
  });
};

/** Cuts a stretch at every coming and going and joins neighbours that are equally short. */
const shortStretches = (from: Instant, to: Instant, shifts: readonly ShiftTime[], needed: number): (ShiftTime & { has: number })[] => {
  const cuts = [...new Set([from, to, ...shifts.flatMap((shift) => [shift.startsAt, shift.endsAt]).filter((at) => at > from && at < to)])].sort();
  const found: (ShiftTime & { has: number })[] = [];
  for (const [index, startsAt] of cuts.entries()) {
    const endsAt = cuts[index + 1];
    if (!endsAt) break;
    const has = shifts.filter((shift) => isOnAt(shift, startsAt)).length;
    if (has >= needed) continue;
    const before = found.at(-1);
    if (before && before.endsAt === startsAt && before.has === has) found[found.length - 1] = { ...before, endsAt };
    else found.push({ startsAt, endsAt, has });
  }
  return found;
};

/** True when at every moment of the stretch at least one of the shifts is on. */
export const isCovered = (from: Instant, to: Instant, shifts: readonly ShiftTime[]): boolean => from >= to || shortStretches(from, to, shifts, 1).length === 0;

export const isHoliday = (calendar: SiteCalendar, instant: Instant): boolean => calendar.holidays[localDate(instant, calendar.zone)]?.off === true;
