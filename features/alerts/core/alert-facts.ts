/** What other features may know of alerts: how a rung is named, and the call for one's own answer. */
export type { ReachedWhy } from './reach.ts';
export { acknowledgeAlertEndpoint } from './alert-contract.ts';
