import type { Instant } from '../../../platform/core/instant.ts';
import type { SiteCalendar } from '../../../platform/core/working-calendar.ts';
import { isCovered, isHoliday } from './coverage.ts';
import { isOnAt, type ShiftTime } from './shift.ts';

/** How long after the end of a duty the rights last when nobody has taken over: until the handover, at most this (house rule). */
export const AFTER_DUTY_HOURS = 12;

/**
 * Has this duty officer the desk's rights now (M-51)? On a public holiday, or from the moment no desk agent is on
 * shift, until the handover: a desk agent who arrives takes the desk by taking the handover, not by the hour.
 */
export const standsInForDesk = (input: {
  readonly now: Instant;
  readonly calendar: SiteCalendar;
  readonly duty: ShiftTime;
  readonly deskShifts: readonly ShiftTime[];
  /** When this officer's duty was last handed over. */
  readonly handedOverAt?: Instant | undefined;
}): boolean => {
  const { now, duty } = input;
  if (now < duty.startsAt) return false;
  if (input.handedOverAt !== undefined && input.handedOverAt >= duty.startsAt) return false;
  const limit = new Date(Date.parse(duty.endsAt) + AFTER_DUTY_HOURS * 3_600_000).toISOString();
  if (now >= limit) return false;
  const stoodIn = isHoliday(input.calendar, duty.startsAt) || !isCovered(duty.startsAt, now < duty.endsAt ? now : duty.endsAt, input.deskShifts);
  return stoodIn || (isOnAt(duty, now) && (isHoliday(input.calendar, now) || !input.deskShifts.some((shift) => isOnAt(shift, now))));
};
