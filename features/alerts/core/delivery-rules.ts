import { fromMillis, toMillis, type Instant } from '../../../platform/core/instant.ts';

/**
 * waiting → sending → delivered, refused or unknown; `standby` waits for the rank before it to fail; `obsolete` was
 * overtaken by an answer before it was sent. Only a try that certainly did not arrive goes back to waiting.
 */
export const DELIVERY_STATES = ['waiting', 'standby', 'sending', 'delivered', 'refused', 'unknown', 'obsolete'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Seconds before the second, third … try (house rule); after the last the fallback has its turn. */
export const BACK_OFF_SECONDS = [10, 30, 120, 600, 1800] as const;
/** A try that has not come back for so long was lost with its process: it may have arrived. */
export const LOST_AFTER_SECONDS = 120;

export type Tried = { readonly outcome: 'delivered' | 'refused' | 'retry' | 'unknown'; readonly afterSeconds?: number | undefined };

/** What becomes of a delivery after a try; `attempts` counts this one. */
export const afterTry = (tried: Tried, attempts: number, now: Instant): { readonly state: DeliveryState; readonly nextAt: Instant | null; readonly hasFailed: boolean } => {
  if (tried.outcome !== 'retry') return { state: tried.outcome, nextAt: null, hasFailed: tried.outcome !== 'delivered' };
  const pause = BACK_OFF_SECONDS[attempts - 1];
  if (pause === undefined) return { state: 'refused', nextAt: null, hasFailed: true };
  // The other side's own wish to be left alone is kept, within reason.
  const seconds = Math.min(Math.max(pause, tried.afterSeconds ?? 0), 3600);
  return { state: 'waiting', nextAt: fromMillis(toMillis(now) + seconds * 1000), hasFailed: false };
};

/** Whether the next rank of a chain is to be asked: everything of this rank is over and nothing was surely delivered. */
export const isRankSpent = (states: readonly DeliveryState[]): boolean => states.every((state) => state === 'refused' || state === 'unknown');
