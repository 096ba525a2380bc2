import type { Instant } from '../core/instant.ts';

/** The one place the running program reads the time; everything else is handed it. */
export type Clock = { now(): Instant };

export const systemClock: Clock = { now: () => new Date().toISOString() };

/** A clock that stands until it is told to move (FOYER_TEST_CLOCK). */
export const testClock = (start: Instant = new Date().toISOString()): Clock & { set(instant: Instant): void } => {
  let current = start;
  return { now: () => current, set: (instant) => void (current = new Date(instant).toISOString()) };
};
