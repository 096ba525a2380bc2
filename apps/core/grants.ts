import type { Role } from '../../platform/core/roles.ts';
import { ACCESS_GRANTS } from '../../features/access/core/access-permissions.ts';
import { ALERT_GRANTS } from '../../features/alerts/core/alert-permissions.ts';
import { BEVERAGE_GRANTS } from '../../features/beverages/core/beverage-permissions.ts';
import { CLAIM_GRANTS } from '../../features/claims/core/claim-permissions.ts';
import { COMPLAINT_GRANTS } from '../../features/complaints/core/complaint-permissions.ts';
import { CONDUCT_GRANTS } from '../../features/conduct/core/conduct-permissions.ts';
import { EXPORT_GRANTS } from '../../features/exports/core/export-contract.ts';
import { INCIDENT_GRANTS } from '../../features/incidents/core/incident-permissions.ts';
import { PARTNER_GRANTS } from '../../features/partners/core/partner-permissions.ts';
import { PEOPLE_GRANTS } from '../../features/people/core/people-permissions.ts';
import { PRIVACY_GRANTS } from '../../features/privacy/core/privacy-permissions.ts';
import { RECORD_GRANTS } from '../../features/records/core/records-permissions.ts';
import { REPAIR_GRANTS } from '../../features/repairs/core/repair-permissions.ts';
import { ROSTER_GRANTS } from '../../features/roster/core/roster-permissions.ts';
import { SITES_GRANTS } from '../../features/sites/core/sites-permissions.ts';
import { PBX_GRANTS } from '../../features/telephone/core/pbx-permissions.ts';
import { TELEPHONE_GRANTS } from '../../features/telephone/core/telephone-permissions.ts';
import { TIMELINE_GRANTS } from '../../features/timelines/core/timeline-contract.ts';
import { WALK_GRANTS } from '../../features/walks/core/walk-contract.ts';
import { STATUS_GRANTS } from '../../platform/core/status-contract.ts';

const LISTS: readonly (readonly (readonly [string, readonly Role[]])[])[] = [STATUS_GRANTS, PEOPLE_GRANTS, SITES_GRANTS, REPAIR_GRANTS, ROSTER_GRANTS, WALK_GRANTS, ALERT_GRANTS, PBX_GRANTS, BEVERAGE_GRANTS, TELEPHONE_GRANTS, INCIDENT_GRANTS, ACCESS_GRANTS, TIMELINE_GRANTS, COMPLAINT_GRANTS, CLAIM_GRANTS, CONDUCT_GRANTS, PARTNER_GRANTS, PRIVACY_GRANTS, RECORD_GRANTS, EXPORT_GRANTS];

/** What each role may do. */
export const GRANTS: ReadonlyMap<string, readonly Role[]> = new Map(LISTS.flat());
if (GRANTS.size !== LISTS.flat().length) throw new Error('Two features grant the same permission.');
