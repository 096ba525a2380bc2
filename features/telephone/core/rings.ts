/** Chinese ring-back: 450 Hz, 1 s on, 4 s off; ring n starts at 5(n−1) seconds. */
export const RING_MS = 5000;

/** Rings from time, never from counted bursts: 0–5 s is 1, 5–10 s is 2, 10–15 s is 3, from 15 s 4 or more (T-05). */
export const ringsOf = (ringMs: number): number => Math.floor(Math.max(0, ringMs) / RING_MS) + 1;

/**
 * 「勿让电话响闹超过三下」 read two ways: before the fourth ring starts, or not after the third has sounded.
 * The centre sets which; the mild one is the default.
 */
export const RING_READINGS = { beforeFourth: 15_000, thirdSounded: 11_000 } as const;
export type RingReading = keyof typeof RING_READINGS;
export const DEFAULT_RING_READING: RingReading = 'beforeFourth';

/** Measured: t < 15 s, or strictly t ≤ 11 s. */
export const isWithinThreeRings = (ringMs: number, reading: RingReading = DEFAULT_RING_READING): boolean =>
  reading === 'beforeFourth' ? ringMs < RING_READINGS.beforeFourth : ringMs <= RING_READINGS.thirdSounded;

/** Declared by a key: 4 stands for 「三下以上」. Reports keep it apart from what was measured. */
export const isDeclaredWithinThree = (rings: 1 | 2 | 3 | 4): boolean => rings <= 3;

/** The live counter: amber while the third ring sounds, red from the fourth. */
export const ringTone = (ringMs: number): 'calm' | 'soon' | 'late' => (ringMs >= 15_000 ? 'late' : ringMs >= 10_000 ? 'soon' : 'calm');
