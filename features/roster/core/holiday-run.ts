import { addDays, HORIZON_DAYS, type LocalDate, type SiteCalendar } from '../../../platform/core/working-calendar.ts';

/** Days on end on which offices do not work: a weekend, or a public holiday with what joins it. `name` of a weekend is null. */
export type DayRun = { readonly from: LocalDate; readonly to: LocalDate; readonly name: string | null };

/** Mondays to Fridays but holidays, and the make-up workdays (调休) a holiday costs; a sales centre itself is open all the same. */
export const isWorkday = (calendar: SiteCalendar, day: LocalDate): boolean => {
  const notice = calendar.holidays[day];
  return notice ? !notice.off : Temporal.PlainDate.from(day).dayOfWeek <= 5;
};

/** The run a day lies in; undefined on a working day. */
export const runOf = (calendar: SiteCalendar, day: LocalDate): DayRun | undefined => {
  if (isWorkday(calendar, day)) return undefined;
  const goes = (start: LocalDate, step: 1 | -1): LocalDate => {
    let last = start;
    for (let count = 0; count < HORIZON_DAYS && !isWorkday(calendar, addDays(last, step)); count += 1) last = addDays(last, step);
    return last;
  };
  const [from, to] = [goes(day, -1), goes(day, 1)];
  let name: string | null = null;
  for (let at = from; at <= to && name === null; at = addDays(at, 1)) name = calendar.holidays[at]?.name ?? null;
  return { from, to, name };
};

export const daysOf = (run: DayRun): LocalDate[] => {
  const days: LocalDate[] = [];
  for (let day = run.from; day <= run.to; day = addDays(day, 1)) days.push(day);
  return days;
};

/** The run whose eve a day is: the last working day before it. */
export const runAfterEve = (calendar: SiteCalendar, day: LocalDate): DayRun | undefined => (isWorkday(calendar, day) ? runOf(calendar, addDays(day, 1)) : undefined);
export const eveOf = (run: DayRun): LocalDate => addDays(run.from, -1);

/** The run a day lies in, or else the next one. */
export const runFrom = (calendar: SiteCalendar, day: LocalDate): DayRun | undefined => {
  for (let count = 0, at = day; count < HORIZON_DAYS; count += 1, at = addDays(at, 1)) if (!isWorkday(calendar, at)) return runOf(calendar, at);
  return undefined;
};

/** The first eve on a day or after it. */
export const nextEve = (calendar: SiteCalendar, day: LocalDate): LocalDate | undefined => {
  for (let count = 0, at = day; count < HORIZON_DAYS; count += 1, at = addDays(at, 1)) if (runAfterEve(calendar, at)) return at;
  return undefined;
};
