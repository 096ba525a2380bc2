import { addMinutes, minutesBetween, toMillis, type Instant } from '../../../platform/core/instant.ts';
import { addDays, spansOn, type SiteCalendar } from '../../../platform/core/working-calendar.ts';
import { isCovered, isHoliday } from './coverage.ts';
import { isOnAt, overlaps, type Post, type Shift } from './shift.ts';

/** Somebody goes from the desk's work, and whoever goes on with it cannot know what is open (M-52 「做好记录和交接班」). */
export type Leaving = { readonly personId: string; readonly post: string; readonly startsAt: Instant; readonly endsAt: Instant };
export type ShiftChange = { readonly endedAt: Instant; readonly leaving: readonly Leaving[]; readonly takers: readonly string[] };
export type Written = { readonly giverId: string; readonly post: string; readonly givenAt: Instant };

const minutesOf = (shift: { readonly startsAt: Instant; readonly endsAt: Instant }): number => minutesBetween(shift.startsAt, shift.endsAt);
const together = (a: Shift, b: Shift): number => Math.max(0, (Math.min(toMillis(a.endsAt), toMillis(b.endsAt)) - Math.max(toMillis(a.startsAt), toMillis(b.startsAt))) / 60_000);

/** Who does the desk's work by the roster: its agents, and the duty officer where doors are open and none of them is on, or on a public holiday (M-51). */
const deskLine = (calendar: SiteCalendar, posts: readonly Post[], shifts: readonly Shift[]): readonly (Shift & { readonly post: string })[] => {
  const of = (role: Post['role']) => shifts.flatMap((shift) => posts.filter((post) => post.id === shift.postId && post.role === role && !shift.hasLeft).map((post) => ({ ...shift, post: post.name })));
  const openings = (shift: Shift) => [shift.day, addDays(shift.day, 1)].flatMap((day) => spansOn(calendar, day)).filter((span) => overlaps({ startsAt: span.from, endsAt: span.to }, shift));
  const agents = of('desk_agent').filter((shift) => openings(shift).length > 0);
  const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);
  const officers = of('duty_officer').filter((shift) =>
    openings(shift).some((span) => isHoliday(calendar, span.from) || !isCovered(later(span.from, shift.startsAt), span.to < shift.endsAt ? span.to : shift.endsAt, agents)),
  );
  return [...agents, ...officers];
};

/**
 * Where the desk's work changes hands: an end of a shift after which others go on who were not there for half of it. Who
 * stays on, comes back the same day, or is next again carries it in the head. A closed day and an empty plan change nothing.
 */
export const shiftChanges = (calendar: SiteCalendar, posts: readonly Post[], shifts: readonly Shift[]): ShiftChange[] => {
  const line = deskLine(calendar, posts, shifts);
  const found = line.flatMap((shift) => {
    if (line.some((other) => other.personId === shift.personId && other.id !== shift.id && other.endsAt > shift.endsAt && (other.day === shift.day || isOnAt(other, shift.endsAt)))) return [];
    const knowing = new Set([shift.personId, ...line.filter((other) => other.endsAt >= shift.endsAt && together(other, shift) * 2 >= minutesOf(shift)).map((other) => other.personId)]);
    const next = line.filter((other) => other.startsAt >= shift.endsAt).map((other) => other.startsAt).sort()[0];
    const on = line.filter((other) => isOnAt(other, shift.endsAt));
    const takers = (on.length > 0 ? on : line.filter((other) => other.startsAt === next)).map((other) => other.personId);
    return takers.length === 0 || takers.some((taker) => knowing.has(taker)) ? [] : [{ shift, takers }];
  });
  return [...new Set(found.map((entry) => entry.shift.endsAt))].sort().map((endedAt) => {
    const all = found.filter((entry) => entry.shift.endsAt === endedAt);
    return { endedAt, takers: [...new Set(all.flatMap((entry) => entry.takers))], leaving: all.map(({ shift: { personId, post, startsAt, endsAt } }) => ({ personId, post, startsAt, endsAt })) };
  });
};

/** Of those who went, who left nothing in writing: no sheet of their own since they came, none of their post since the half of their time. */
export const unwrittenOf = (change: ShiftChange, written: readonly Written[]): Leaving[] =>
  change.leaving.filter(({ personId, post, startsAt, endsAt }) => {
    const half = addMinutes(startsAt, minutesBetween(startsAt, endsAt) / 2);
    return !written.some((sheet) => (sheet.giverId === personId && sheet.givenAt >= startsAt) || (sheet.post === post && sheet.givenAt >= half));
  });

/** The change whose time to write is over and that no later one has overtaken. */
export const lastDue = (changes: readonly ShiftChange[], now: Instant, minutes: number): ShiftChange | undefined => changes.findLast((change) => addMinutes(change.endedAt, minutes) <= now);
export const nextDue = (changes: readonly ShiftChange[], now: Instant, minutes: number): ShiftChange | undefined => changes.find((change) => addMinutes(change.endedAt, minutes) > now);

export const UNWRITTEN_CLOCK = 'roster.unwritten';
/** A change by the minute it happened, as the round of its clock. */
export const roundOfChange = (change: ShiftChange): number => Math.floor(toMillis(change.endedAt) / 60_000);
