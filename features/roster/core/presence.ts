import type { Instant } from '../../../platform/core/instant.ts';
import type { PresenceState } from './roster-contract.ts';

export type Presence = { readonly state: PresenceState; readonly backAt: Instant | null; readonly setAt: Instant };

/** After this a word is no longer news: a state said yesterday says nothing of today (house rule). */
export const PRESENCE_HOURS = 14;

/** What may be told of a person now; what is not known is never guessed (T-30, T-33). */
export const presenceAt = (said: Presence | undefined, now: Instant): { state: PresenceState; backAt: Instant | null } => {
  if (!said || Date.parse(now) - Date.parse(said.setAt) > PRESENCE_HOURS * 3_600_000) return { state: 'unknown', backAt: null };
  // The promised time of return has passed and nobody said that he is back.
  if (said.state === 'out' && said.backAt !== null && said.backAt <= now) return { state: 'unknown', backAt: null };
  return { state: said.state, backAt: said.backAt };
};
