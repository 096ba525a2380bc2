/** Chinese ring-back: 450 Hz, 1 s on, 4 s off; ring n starts at 5(n−1) seconds. */
export const RING_MS = 5000;

/** Rings from time, never from counted bursts: 0–5 s is 1, 5–10 s is 2, 10–15 s is 3, from 15 s 4 or more (T-05). */
export const ringsOf = (ringMs: number): number => Math.floor(Math.max(0, ringMs) / RING_MS) + 1;

/** Measured, by the centre's own limit (`telephone.three_rings`): before the fourth ring starts, or more strictly before the third has sounded. */
export const isWithinThreeRings = (ringMs: number, limitSeconds: number): boolean => ringMs < limitSeconds * 1000;

/** Declared by a key: 4 stands for 「三下以上」. Reports keep it apart from what was measured. */
export const isDeclaredWithinThree = (rings: 1 | 2 | 3 | 4): boolean => rings <= 3;

/** The live counter: amber one ring before the centre's limit, red from it on; at the usual 15 s that is 10 s and 15 s. */
export const ringTone = (ringMs: number, limitSeconds: number): 'calm' | 'soon' | 'late' =>
  !isWithinThreeRings(ringMs, limitSeconds) ? 'late' : ringMs >= limitSeconds * 1000 - RING_MS ? 'soon' : 'calm';
