/** An instant in UTC as `YYYY-MM-DDTHH:mm:ss.sssZ`: compares as text, travels as JSON, is never local time. */
export type Instant = string;

export const MINUTE = 60_000;

export const toMillis = (instant: Instant): number => new Date(instant).getTime();
export const fromMillis = (millis: number): Instant => new Date(millis).toISOString();
export const addMinutes = (instant: Instant, minutes: number): Instant => fromMillis(toMillis(instant) + minutes * MINUTE);
/** Whole and part minutes from `a` to `b`; negative when `b` is earlier. */
export const minutesBetween = (a: Instant, b: Instant): number => (toMillis(b) - toMillis(a)) / MINUTE;
/** A phone's clock that goes ahead a little must not put a thing into the future. */
export const notAfter = (instant: Instant, limit: Instant): Instant => (instant > limit ? limit : instant);
