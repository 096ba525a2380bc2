/** What other features may know of incidents. */
export { GRADES, NATURES, type Grade, type Nature } from './incident-catalogue.ts';
export { INCIDENT_LABELS } from './incident-labels.ts';
