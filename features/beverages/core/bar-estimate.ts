import { addDays, type LocalDate } from '../../../platform/core/working-calendar.ts';

/** Servings of one item on one day, by hour. */
export type HourUse = { readonly day: LocalDate; readonly hour: number; readonly quantity: number };

/** How many of the same weekdays before are looked at; `bench/beverages.ts` shows the error against last week alone. */
export const WEEKS_BACK = 4;
/** From two weeks of history on. */
export const WEEKS_NEEDED = 2;

const sameDaysBefore = (day: LocalDate, weeks: number): LocalDate[] => Array.from({ length: weeks }, (_, index) => addDays(day, -7 * (index + 1)));

/**
 * What a day will take: the mean of the same weekday of the last four weeks, days without service left out (closed is not
 * zero). Undefined below two such days: then nothing is said.
 */
export const estimateDay = (day: LocalDate, uses: readonly HourUse[], daysWithService: ReadonlySet<LocalDate>): { total: number; byHour: ReadonlyMap<number, number>; from: readonly LocalDate[] } | undefined => {
  const from = sameDaysBefore(day, WEEKS_BACK).filter((before) => daysWithService.has(before));
  if (from.length < WEEKS_NEEDED) return undefined;
  const byHour = new Map<number, number>();
  for (const use of uses) if (from.includes(use.day)) byHour.set(use.hour, (byHour.get(use.hour) ?? 0) + use.quantity / from.length);
  return { total: [...byHour.values()].reduce((all, quantity) => all + quantity, 0), byHour, from };
};

/** The hour that takes most of it; of equals the first. */
export const busiestHour = (byHour: ReadonlyMap<number, number>): { hour: number; servings: number } | undefined =>
  [...byHour].map(([hour, servings]) => ({ hour, servings })).sort((a, b) => b.servings - a.servings || a.hour - b.hour)[0];

/**
 * When the stock of an item will be gone today, as minutes of the day; undefined when it lasts until closing.
 * Within an hour the use is spread evenly.
 */
export const runsOutAt = (input: { servingsLeft: number; byHour: ReadonlyMap<number, number>; nowMinute: number; closeMinute: number }): number | undefined => {
  if (input.servingsLeft <= 0) return input.nowMinute;
  let left = input.servingsLeft;
  for (let minute = input.nowMinute; minute < input.closeMinute; ) {
    const hour = Math.floor(minute / 60);
    const until = Math.min((hour + 1) * 60, input.closeMinute);
    const wanted = ((input.byHour.get(hour % 24) ?? 0) * (until - minute)) / 60;
    if (wanted >= left && wanted > 0) return Math.floor(minute + ((until - minute) * left) / wanted);
    left -= wanted;
    minute = until;
  }
  return undefined;
};

/** The figure it has to beat. */
export const lastWeek = (day: LocalDate, totals: ReadonlyMap<LocalDate, number>): number => totals.get(addDays(day, -7)) ?? 0;
