import type { Instant } from '../core/instant.ts';

/** A moment as the clock of this machine shows it, with its offset; what it says can be given back as a moment. */
export const localTime = (instant: Instant, unit: 'second' | 'millisecond' = 'second'): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(Temporal.Now.timeZoneId()).toString({ timeZoneName: 'never', smallestUnit: unit });
