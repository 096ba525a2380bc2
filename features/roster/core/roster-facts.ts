/** What other features may know of the roster: the states of presence. */
export { PRESENCE_STATES, type PresenceState } from './roster-contract.ts';
