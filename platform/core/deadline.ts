import type { Instant } from './instant.ts';
import { refuse, type Refusal } from './refusal.ts';
import { addDays, HORIZON_DAYS, instantAt, isOpeningDay, localDate, nextOpeningDay, sameTimeOn, spansOn, yearKnown, type SiteCalendar } from './working-calendar.ts';

/** `unknownYears`: years touched whose holidays nobody has announced; shown beside the deadline, never guessed. */
export type Due = { readonly dueAt: Instant; readonly unknownYears: readonly number[] };
/** What a limit counts in. Only `opening-days` may be paused. */
export type { Basis as DeadlineBasis } from './clock-rule.ts';
export type Pause = { readonly from: Instant; readonly to: Instant };

const unknownYears = (calendar: SiteCalendar, from: Instant, to: Instant): number[] => {
  const yearAt = (instant: Instant): number => Number(localDate(instant, calendar.zone).slice(0, 4));
  const first = yearAt(from);
  // Every year in between counts too: a centre closed for a whole one still skipped over its holidays.
  return Array.from({ length: Math.max(yearAt(to) - first, 0) + 1 }, (_, index) => first + index).filter((year) => !yearKnown(calendar, year));
};

const millis = (instant: Instant): number => new Date(instant).getTime();
const iso = (value: number): Instant => new Date(value).toISOString();

/** Real minutes, day and night, holidays too; never paused (M-13, M-14, M-47: the plan knows no exception). */
export const elapsedDue = (start: Instant, minutes: number): Due => ({ dueAt: iso(millis(start) + minutes * 60_000), unknownYears: [] });

/** Takes the pauses out of a stretch of time; what is left keeps its order. */
const without = (from: number, to: number, pauses: readonly Pause[]): [number, number][] => {
  let parts: [number, number][] = [[from, to]];
  for (const pause of pauses) {
    const [a, b] = [millis(pause.from), millis(pause.to)];
    // A pause that ends before it begins (a wrong device clock) must not count time twice.
    if (b <= a) continue;
    parts = parts.flatMap(([x, y]): [number, number][] => (b <= x || a >= y ? [[x, y]] : [[x, Math.max(x, a)], [Math.min(y, b), y]]));
  }
  return parts.filter(([x, y]) => y > x);
};

/** When the given minutes of opening time have passed since `start`, pauses not counted. */
export const openingDue = (input: { calendar: SiteCalendar; start: Instant; openingMinutes: number; pauses?: readonly Pause[] }): Due | Refusal<'never-open'> => {
  const { calendar, start } = input;
  let left = input.openingMinutes * 60_000;
  if (left <= 0) return { dueAt: start, unknownYears: unknownYears(calendar, start, start) };
  let date = addDays(localDate(start, calendar.zone), -1);
  let last = millis(start);
  for (let step = 0; step < HORIZON_DAYS; step += 1, date = addDays(date, 1)) {
    for (const span of spansOn(calendar, date)) {
      // An opening that crosses midnight may reach into the next day's: no minute counts twice.
      for (const [from, to] of without(Math.max(millis(span.from), last), millis(span.to), input.pauses ?? [])) {
        if (to - from >= left) {
          const dueAt = iso(from + left);
          return { dueAt, unknownYears: unknownYears(calendar, start, dueAt) };
        }
        left -= to - from;
      }
      last = Math.max(last, millis(span.to));
    }
  }
  return refuse('never-open', { start });
};

/** Opening time between two instants, in minutes: the inverse of `openingDue`. */
export const openingMinutesBetween = (calendar: SiteCalendar, from: Instant, to: Instant): number => {
  let sum = 0;
  let last = millis(from);
  for (let date = addDays(localDate(from, calendar.zone), -1); date <= localDate(to, calendar.zone); date = addDays(date, 1))
    for (const span of spansOn(calendar, date)) {
      const a = Math.max(millis(span.from), last);
      const b = Math.min(millis(span.to), millis(to));
      if (b > a) sum += b - a;
      last = Math.max(last, Math.min(millis(span.to), millis(to)));
    }
  return sum / 60_000;
};

/**
 * The same day by a time of the wall clock, or the next opening day when it is finished after the cut-off or on
 * a closed day (copy return, M-35: 17:00, after 16:30 → 09:30; house rule).
 */
export const sameDayBy = (input: { calendar: SiteCalendar; at: Instant; by: string; cutoff: string; next: string }): Due | Refusal<'never-open'> => {
  const { calendar, at } = input;
  const today = localDate(at, calendar.zone);
  // Compared as instants: 16:30:45 is after 16:30. A deadline never lies before the work it is counted from.
  const isToday = isOpeningDay(calendar, today) && at <= instantAt(calendar.zone, today, input.cutoff) && at <= instantAt(calendar.zone, today, input.by);
  const day = isToday ? today : nextOpeningDay(calendar, today);
  if (!day) return refuse('never-open', { start: at });
  const dueAt = instantAt(calendar.zone, day, isToday ? input.by : input.next);
  return { dueAt, unknownYears: unknownYears(calendar, at, dueAt) };
};

/**
 * Hours counted in opening days: each 24 h is the same wall-clock time on the next opening day, what is left over is
 * real time (follow-up, M-36; house rule). Signed at 20:00 after closing → 20:00 of the next opening day: never less
 * than the day that was promised to the desk.
 */
export const openingDaysLater = (input: { calendar: SiteCalendar; at: Instant; hours: number }): Due | Refusal<'never-open'> => {
  const { calendar, at } = input;
  const days = Math.floor(input.hours / 24);
  let day = localDate(at, calendar.zone);
  for (let step = 0; step < days; step += 1) {
    const next = nextOpeningDay(calendar, day);
    if (!next) return refuse('never-open', { start: at });
    day = next;
  }
  const rest = (input.hours - days * 24) * 3_600_000;
  const dueAt = iso(millis(sameTimeOn(calendar.zone, day, at)) + rest);
  return { dueAt: dueAt < at ? at : dueAt, unknownYears: unknownYears(calendar, at, dueAt) };
};
