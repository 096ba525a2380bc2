import { openingDue } from '../../../platform/core/deadline.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { isOpenAt, localDate, nextDoorsOpen, spansOn, type LocalDate, type SiteCalendar } from '../../../platform/core/working-calendar.ts';

/**
 * When a caller is to be called back, and the day that belongs to (T-27). Only open time counts: what is missed out of
 * hours or shortly before closing goes on when the doors open next. A house rule, as the minutes are.
 */
export const callBackDue = (calendar: SiteCalendar, at: Instant, minutes: number): { dueAt: Instant; day: LocalDate } => {
  const today = localDate(at, calendar.zone);
  const from = isOpenAt(calendar, at) ? at : (spansOn(calendar, today).find((span) => span.from > at)?.from ?? nextDoorsOpen(calendar, at) ?? at);
  const due = openingDue({ calendar, start: at, openingMinutes: minutes });
  // A centre that opens no more has no hours to count by.
  return { dueAt: 'dueAt' in due ? due.dueAt : addMinutes(at, minutes), day: localDate(from, calendar.zone) };
};
