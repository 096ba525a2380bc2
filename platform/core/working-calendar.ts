import { HOLIDAYS_CN, KNOWN_YEARS, type Holiday } from './calendar-cn.ts';
import type { Instant } from './instant.ts';

/** `HH:MM` in the centre's zone; a closing time at or before the opening one lies on the next day. */
export type Opening = { readonly open: string; readonly close: string };
/** `YYYY-MM-DD` in the centre's zone. */
export type LocalDate = string;

export type SiteCalendar = {
  readonly version: number;
  readonly zone: string;
  /** Monday = 1 … Sunday = 7; several openings a day, an empty list is a closed day. */
  readonly week: Readonly<Record<number, readonly Opening[]>>;
  /** Public holidays (off) and make-up workdays (调休, not off). */
  readonly holidays: Readonly<Record<LocalDate, Holiday>>;
  /** Years whose notice is known; any other is said aloud. */
  readonly knownYears: readonly number[];
  /** A sales centre is normally open on holidays: its busiest days. */
  readonly closedOnHolidays: boolean;
  /** Single days with their own openings; they win over everything else. */
  readonly exceptions: Readonly<Record<LocalDate, readonly Opening[]>>;
};

const DAILY: readonly Opening[] = [{ open: '09:00', close: '18:00' }];

export const defaultCalendar = (zone: string): SiteCalendar => ({
  version: 1,
  zone,
  week: { 1: DAILY, 2: DAILY, 3: DAILY, 4: DAILY, 5: DAILY, 6: DAILY, 7: DAILY },
  holidays: HOLIDAYS_CN,
  knownYears: KNOWN_YEARS,
  closedOnHolidays: false,
  exceptions: {},
});

const zoned = (instant: Instant, zone: string): Temporal.ZonedDateTime => Temporal.Instant.from(instant).toZonedDateTimeISO(zone);

export const localDate = (instant: Instant, zone: string): LocalDate => zoned(instant, zone).toPlainDate().toString();
/** `HH:MM` of an instant in a zone. */
export const localTime = (instant: Instant, zone: string): string => zoned(instant, zone).toPlainTime().toString({ smallestUnit: 'minute' });

/** The instant of a wall-clock time; a time that summer time skips is moved forward. */
export const instantAt = (zone: string, date: LocalDate, time: string): Instant =>
  new Date(Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds).toISOString();

export const addDays = (date: LocalDate, days: number): LocalDate => Temporal.PlainDate.from(date).add({ days }).toString();

/** The same wall-clock time, to the millisecond, on another day. */
export const sameTimeOn = (zone: string, date: LocalDate, instant: Instant): Instant =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: zoned(instant, zone).toPlainTime() }).epochMilliseconds).toISOString();

/** False: the State Council's notice for that year is not entered yet; said aloud beside every deadline it touches. */
export const yearKnown = (calendar: SiteCalendar, year: number): boolean => calendar.knownYears.includes(year);

/** The openings that begin on a day, as the centre's rules say. A make-up workday follows Monday's hours. */
export const openingsOn = (calendar: SiteCalendar, date: LocalDate): readonly Opening[] => {
  const exception = calendar.exceptions[date];
  if (exception) return exception;
  const holiday = calendar.holidays[date];
  if (holiday?.off && calendar.closedOnHolidays) return [];
  const weekday = Temporal.PlainDate.from(date).dayOfWeek;
  const usual = calendar.week[weekday] ?? [];
  return holiday && !holiday.off && usual.length === 0 ? (calendar.week[1] ?? []) : usual;
};

export const isOpeningDay = (calendar: SiteCalendar, date: LocalDate): boolean => openingsOn(calendar, date).length > 0;

export type Span = { readonly from: Instant; readonly to: Instant };

/** A day's openings as instants; one that crosses midnight belongs to the day it begins on. */
export const spansOn = (calendar: SiteCalendar, date: LocalDate): Span[] =>
  openingsOn(calendar, date)
    .map(({ open, close }) => ({
      from: instantAt(calendar.zone, date, open),
      to: instantAt(calendar.zone, close <= open ? addDays(date, 1) : date, close),
    }))
    .filter((span) => span.to > span.from)
    .sort((a, b) => (a.from < b.from ? -1 : 1));

/** True at an opening's first instant, false at its last. */
export const isOpenAt = (calendar: SiteCalendar, instant: Instant): boolean => {
  const today = localDate(instant, calendar.zone);
  return [addDays(today, -1), today].flatMap((date) => spansOn(calendar, date)).some((span) => span.from <= instant && instant < span.to);
};

/** How far a search for the next opening day looks before it says that the centre never opens. */
export const HORIZON_DAYS = 400;

/** The next time the doors open for the day; an opening after a break at noon is not meant. */
export const nextDoorsOpen = (calendar: SiteCalendar, instant: Instant): Instant | undefined => {
  const today = localDate(instant, calendar.zone);
  const firstOf = (date: LocalDate): Instant | undefined => spansOn(calendar, date).map((span) => span.from).sort()[0];
  const first = firstOf(today);
  if (first && instant < first) return first;
  const day = nextOpeningDay(calendar, today);
  return day ? firstOf(day) : undefined;
};

/** The first opening day after a date; undefined when the centre does not open within the horizon. */
export const nextOpeningDay = (calendar: SiteCalendar, date: LocalDate): LocalDate | undefined => {
  let day = date;
  for (let step = 0; step < HORIZON_DAYS; step += 1) {
    day = addDays(day, 1);
    if (isOpeningDay(calendar, day)) return day;
  }
  return undefined;
};
