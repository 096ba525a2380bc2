import { ACCESS_TOPICS } from '../../features/access/core/access-alerts.ts';
import { BEVERAGE_TOPICS } from '../../features/beverages/core/beverage-alerts.ts';
import { CLAIM_TOPICS } from '../../features/claims/core/claim-alerts.ts';
import { COMPLAINT_TOPICS } from '../../features/complaints/core/complaint-alerts.ts';
import { CONDUCT_TOPICS } from '../../features/conduct/core/conduct-alerts.ts';
import { INCIDENT_TOPICS } from '../../features/incidents/core/incident-alerts.ts';
import { PARTNER_TOPICS } from '../../features/partners/core/partner-alerts.ts';
import { PEOPLE_TOPICS } from '../../features/people/core/people-alerts.ts';
import { REPAIR_TOPICS } from '../../features/repairs/core/repair-alerts.ts';
import { ROSTER_TOPICS } from '../../features/roster/core/roster-alerts.ts';
import { TELEPHONE_TOPICS } from '../../features/telephone/core/telephone-alerts.ts';
import { UPKEEP_TOPICS } from '../../features/upkeep/core/upkeep-alerts.ts';
import type { AlertTopic } from '../../platform/core/alert.ts';

/** Everything an alert can be about. */
export const TOPICS: ReadonlyMap<string, AlertTopic> = new Map([...REPAIR_TOPICS, ...ROSTER_TOPICS, ...BEVERAGE_TOPICS, ...TELEPHONE_TOPICS, ...UPKEEP_TOPICS, ...INCIDENT_TOPICS, ...ACCESS_TOPICS, ...COMPLAINT_TOPICS, ...CLAIM_TOPICS, ...CONDUCT_TOPICS, ...PARTNER_TOPICS, ...PEOPLE_TOPICS].map((topic) => [topic.topic, topic]));
