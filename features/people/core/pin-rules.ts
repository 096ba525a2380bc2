import { fromMillis, toMillis, type Instant } from '../../../platform/core/instant.ts';

/** Two slips of the finger cost nothing; then 30 s, doubled by each wrong try up to an hour. */
export const pinLockedUntil = (failures: number, now: Instant): Instant | null =>
  failures < 3 ? null : fromMillis(toMillis(now) + Math.min(30_000 * 2 ** Math.min(failures - 3, 10), 3_600_000));

/** The first PINs anybody tries: one digit, or digits counting up or down. */
export const isPinTooSimple = (pin: string): boolean => {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 0);
};
