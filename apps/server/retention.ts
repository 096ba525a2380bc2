import type { RunnerDeps } from '../../platform/server/command-runner.ts';
import type { Query } from '../../platform/server/database.ts';
import type { FileHolders } from '../../platform/server/file-holders.ts';
import type { RetentionSource } from '../../platform/server/retention.ts';
import { ACCESS_RETENTION } from '../../features/access/server/access-retention.ts';
import { ALERT_RETENTION } from '../../features/alerts/server/alert-retention.ts';
import { ordersOfOpenClaims } from '../../features/claims/server/claim-facts.ts';
import { claimRetention } from '../../features/claims/server/claim-retention.ts';
import { ordersOfOpenComplaints } from '../../features/complaints/server/complaint-facts.ts';
import { COMPLAINT_RETENTION } from '../../features/complaints/server/complaint-retention.ts';
import { CONDUCT_RETENTION } from '../../features/conduct/server/conduct-retention.ts';
import { INCIDENT_RETENTION } from '../../features/incidents/server/incident-retention.ts';
import { PEOPLE_RETENTION } from '../../features/people/server/people-retention.ts';
import { LOOKS_RETENTION } from '../../features/privacy/server/erase-personal.ts';
import { RECORDS_RETENTION } from '../../features/records/server/records-retention.ts';
import { repairRetention } from '../../features/repairs/server/repair-retention.ts';
import { scanRetention, TELEPHONE_RETENTION } from '../../features/telephone/server/telephone-retention.ts';

const openCases = async (query: Query, siteId: string, repairIds: readonly string[]): Promise<ReadonlySet<string>> => new Set((await Promise.all([ordersOfOpenClaims(query, siteId, repairIds), ordersOfOpenComplaints(query, siteId, repairIds)])).flat());

/** What is kept of people, by kind of record; a new feature adds its line here. */
export const retentionOf = (deps: RunnerDeps & FileHolders): RetentionSource[] => [
  ...repairRetention({ ...deps, openCases }),
  ...TELEPHONE_RETENTION,
  scanRetention(deps),
  ...ACCESS_RETENTION,
  ...claimRetention(deps),
  ...COMPLAINT_RETENTION,
  INCIDENT_RETENTION,
  ...CONDUCT_RETENTION,
  ...ALERT_RETENTION,
  ...RECORDS_RETENTION,
  LOOKS_RETENTION,
  ...PEOPLE_RETENTION,
];
