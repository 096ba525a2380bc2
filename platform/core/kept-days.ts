import type { Instant } from './instant.ts';
import { addDays, localDate, type LocalDate } from './working-calendar.ts';

/** How long a centre keeps the people of a case that has ended. */
export type Keeping = { readonly keepDays: number; readonly zone: string };

/** The day on which the people of a case are erased; none while it is open or names nobody. */
export const erasesOn = (since: Instant | undefined, { keepDays, zone }: Keeping): LocalDate | undefined => (since === undefined ? undefined : addDays(localDate(since, zone), keepDays));

/** Why people are erased today, if they are: their day has come, or it was asked for. What an open case rests on waits for it. */
export const erasureToday = (given: { readonly since: Instant | undefined; readonly asked: boolean; readonly held: boolean; readonly now: Instant; readonly keeping: Keeping }): 'retention' | 'asked' | undefined => {
  const day = erasesOn(given.since, given.keeping);
  if (day === undefined || given.held) return undefined;
  return given.asked ? 'asked' : day <= localDate(given.now, given.keeping.zone) ? 'retention' : undefined;
};
