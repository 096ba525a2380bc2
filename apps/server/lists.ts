import type { ListSource } from '../../platform/server/list-export.ts';
import { ACCESS_LISTS } from '../../features/access/server/access-lists.ts';
import { ALERT_LISTS } from '../../features/alerts/server/alert-lists.ts';
import { BAR_LISTS } from '../../features/beverages/server/bar-lists.ts';
import { CLAIM_LISTS } from '../../features/claims/server/claim-lists.ts';
import { COMPLAINT_LISTS } from '../../features/complaints/server/complaint-lists.ts';
import { INCIDENT_LISTS } from '../../features/incidents/server/incident-lists.ts';
import { PARTNER_LISTS } from '../../features/partners/server/partner-lists.ts';
import { PRIVACY_LISTS } from '../../features/privacy/server/privacy-lists.ts';
import { REPAIR_LISTS } from '../../features/repairs/server/repair-lists.ts';
import { ROSTER_LISTS } from '../../features/roster/server/roster-lists.ts';
import { TELEPHONE_LISTS } from '../../features/telephone/server/telephone-lists.ts';

/** Every list that leaves as a file; a new feature adds its line here. */
export const LISTS: readonly ListSource[] = [...REPAIR_LISTS, ...TELEPHONE_LISTS, ...ALERT_LISTS, ...INCIDENT_LISTS, ...ACCESS_LISTS, ...COMPLAINT_LISTS, ...CLAIM_LISTS, ...PARTNER_LISTS, ...BAR_LISTS, ...ROSTER_LISTS, ...PRIVACY_LISTS];
