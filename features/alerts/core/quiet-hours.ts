import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, localTime } from '../../../platform/core/working-calendar.ts';

/** `HH:MM`–`HH:MM` in the centre's zone, over midnight too. */
export type QuietHours = { readonly from: string; readonly to: string };

/** When a person may be disturbed: now, or at the end of the quiet hours. Quiet hours that begin when they end are none. */
export const quietUntil = (quiet: QuietHours | undefined, now: Instant, zone: string): Instant | undefined => {
  if (!quiet || quiet.from === quiet.to) return undefined;
  const time = localTime(now, zone);
  const today = localDate(now, zone);
  if (quiet.from < quiet.to) return time >= quiet.from && time < quiet.to ? instantAt(zone, today, quiet.to) : undefined;
  if (time >= quiet.from) return instantAt(zone, addDays(today, 1), quiet.to);
  return time < quiet.to ? instantAt(zone, today, quiet.to) : undefined;
};
