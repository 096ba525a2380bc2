import { ACCESS_KEEPS } from '../../features/access/core/access-clauses.ts';
import { BEVERAGE_KEEPS } from '../../features/beverages/core/beverage-clauses.ts';
import { CLAIM_KEEPS } from '../../features/claims/core/claim-clauses.ts';
import { COMPLAINT_KEEPS } from '../../features/complaints/core/complaint-clauses.ts';
import { CONDUCT_KEEPS } from '../../features/conduct/core/conduct-clauses.ts';
import { INCIDENT_KEEPS } from '../../features/incidents/core/incident-clauses.ts';
import { PARTNER_KEEPS } from '../../features/partners/core/partner-clauses.ts';
import { RECORD_KEEPS } from '../../features/records/core/records-clauses.ts';
import { REPAIR_KEEPS } from '../../features/repairs/core/repair-clauses.ts';
import { ROSTER_KEEPS } from '../../features/roster/core/roster-clauses.ts';
import { TELEPHONE_KEEPS } from '../../features/telephone/core/telephone-clauses.ts';

/** Which clauses are kept, and where: the coverage the handbook shows and the tests are held to. */
export const KEEPS = [...REPAIR_KEEPS, ...ROSTER_KEEPS, ...BEVERAGE_KEEPS, ...TELEPHONE_KEEPS, ...INCIDENT_KEEPS, ...ACCESS_KEEPS, ...COMPLAINT_KEEPS, ...CLAIM_KEEPS, ...CONDUCT_KEEPS, ...PARTNER_KEEPS, ...RECORD_KEEPS];
