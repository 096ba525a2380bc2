import { fromMillis, toMillis, type Instant } from '../../../../platform/core/instant.ts';

/** Below this two clocks agree as well as clocks do. */
const SAME_MS = 2000;
const REMEMBERED = 32;

/**
 * How far the PBX's clock is from ours. Delivery only ever delays, so the quickest of the last messages tells the
 * difference; a time in the future is wrong at once. A call keeps the difference it began with: its figures are
 * differences of the PBX's own times and must not change half-way.
 */
export const createSkew = (options: { /** Messages after which a slow clock is believed; one where the line is direct. */ readonly surely: number }) => {
  const delays: number[] = [];
  const ofCall = new Map<string, number>();
  const skew = (): number => {
    const least = delays.length === 0 ? 0 : Math.min(...delays);
    if (Math.abs(least) < SAME_MS) return 0;
    return least < 0 || delays.length >= options.surely ? least : 0;
  };
  return {
    /** Our time minus the PBX's, in milliseconds; 0 when they agree. */
    skew,
    observe: (pbxAt: Instant, receivedAt: Instant): void => {
      delays.push(toMillis(receivedAt) - toMillis(pbxAt));
      if (delays.length > REMEMBERED) delays.shift();
    },
    correct: (callId: string, pbxAt: Instant): Instant => {
      if (!ofCall.has(callId)) {
        // The oldest of many hundred calls is over, whatever became of its end.
        if (ofCall.size >= 1000) ofCall.delete(ofCall.keys().next().value ?? '');
        ofCall.set(callId, skew());
      }
      return fromMillis(toMillis(pbxAt) + (ofCall.get(callId) ?? 0));
    },
    forget: (callId: string): void => void ofCall.delete(callId),
  };
};
export type Skew = ReturnType<typeof createSkew>;
