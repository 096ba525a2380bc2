import type { Query } from '../../platform/server/database.ts';
import { alertBrief, alertsSeen, unansweredLines } from '../../features/alerts/server/alert-lines.ts';
import { openBarLines } from '../../features/beverages/server/beverage-facts.ts';
import { insideLines } from '../../features/access/server/access-facts.ts';
import { incidentsSeen, openIncidentLines } from '../../features/incidents/server/incident-facts.ts';
import { claimsOfMonth, claimsSeen, openClaimLines } from '../../features/claims/server/claim-facts.ts';
import { complaintsOfMonth, complaintsSeen, openComplaintLines } from '../../features/complaints/server/complaint-facts.ts';
import { openReferralLines } from '../../features/partners/server/partner-facts.ts';
import { ACCESS_REGISTERS } from '../../features/access/server/access-registers.ts';
import { BAR_REGISTERS } from '../../features/beverages/server/bar-registers.ts';
import { CLAIM_REGISTERS } from '../../features/claims/server/claim-registers.ts';
import { COMPLAINT_REGISTERS } from '../../features/complaints/server/complaint-registers.ts';
import { CONDUCT_REGISTERS } from '../../features/conduct/server/conduct-registers.ts';
import { INCIDENT_REGISTERS } from '../../features/incidents/server/incident-registers.ts';
import { REPAIR_REGISTERS } from '../../features/repairs/server/repair-registers.ts';
import { ROSTER_REGISTERS } from '../../features/roster/server/roster-registers.ts';
import { TELEPHONE_REGISTERS } from '../../features/telephone/server/telephone-registers.ts';
import { repairMonth } from '../../features/repairs/server/month-book.ts';
import type { MonthDeps } from '../../features/records/server/month-routes.ts';
import type { PaperDeps } from '../../features/records/server/paper-routes.ts';
import { copyLookOf, formIn } from '../../features/records/server/paper-store.ts';
import type { RegisterDeps } from '../../features/records/server/register-routes.ts';
import { openRepairLines, repairsSeen } from '../../features/repairs/server/repair-facts.ts';
import { bookedRepairs, copyBrief, likelyFaults, repairBrief } from '../../features/repairs/server/repair-brief.ts';
import { repairPads } from '../../features/repairs/server/repair-pads.ts';
import type { BriefDeps } from '../../features/roster/server/brief-routes.ts';
import { dutyBrief, handoverBrief } from '../../features/roster/server/roster-brief.ts';
import type { BookedSource, HandoverSource } from '../../features/roster/server/handover-sources.ts';
import { reassignmentLines } from '../../features/roster/server/reassignment-routes.ts';
import { openTaskLines, tasksDue, tasksSeen } from '../../features/roster/server/task-routes.ts';
import { openTelephoneLines, telephoneSeen } from '../../features/telephone/server/telephone-facts.ts';
import { telephonePads } from '../../features/telephone/server/telephone-pads.ts';
import { walkBrief } from '../../features/walks/server/walk-brief.ts';
import { GRANTS as grants } from '../core/grants.ts';
import { TOPICS as topics } from '../core/topics.ts';
import type { Parts } from './parts.ts';

/** What each feature says of the open, of the day, on pads and in registers; a new feature adds its line here. */
export const featureLines = (parts: Parts) => {
  const { database, clock, deps, codes, repairs, config } = parts;
  const handoverSources: HandoverSource[] = [
    { sections: ['repairs', 'copies'], permission: 'repairs.read', lines: openRepairLines, sees: repairsSeen },
    { sections: ['tasks'], permission: 'tasks.read', lines: openTaskLines, sees: tasksSeen },
    { sections: ['messages', 'enquiries', 'missed', 'unlogged'], permission: 'telephone.own', lines: openTelephoneLines, sees: telephoneSeen },
    { sections: ['beverages'], permission: 'beverages.read', lines: openBarLines },
    { sections: ['incidents'], permission: 'incidents.read', lines: openIncidentLines, sees: incidentsSeen },
    { sections: ['inside'], permission: 'access.read', lines: insideLines },
    { sections: ['complaints'], permission: 'complaints.read', lines: openComplaintLines, sees: complaintsSeen },
    { sections: ['claims'], permission: 'claims.read', lines: openClaimLines, sees: claimsSeen },
    { sections: ['referrals'], permission: 'partners.read', lines: openReferralLines },
    { sections: ['reassignments', 'gaps'], permission: 'roster.read', lines: reassignmentLines },
    { sections: ['alerts'], permission: 'alerts.read', lines: unansweredLines(topics), sees: alertsSeen },
  ];
  const bookedSources: BookedSource[] = [{ permission: 'repairs.read', booked: bookedRepairs }];
  const briefs: BriefDeps = {
    database, clock, grants,
    sections: [dutyBrief, repairBrief, copyBrief, handoverBrief, walkBrief, alertBrief(topics)],
    packet: { open: handoverSources, booked: [...bookedSources, { permission: 'tasks.read', booked: tasksDue }], faults: likelyFaults },
  };
  const callForm = (query: Query, siteId: string): Promise<string> => formIn(query, siteId, 'calls', TELEPHONE_REGISTERS);
  const registers: RegisterDeps = { database, clock, grants, sources: [...REPAIR_REGISTERS, ...TELEPHONE_REGISTERS, ...COMPLAINT_REGISTERS, ...CLAIM_REGISTERS, ...INCIDENT_REGISTERS, ...ACCESS_REGISTERS, ...ROSTER_REGISTERS, ...BAR_REGISTERS, ...CONDUCT_REGISTERS] };
  const month: MonthDeps = { ...deps, grants, verifyPin: repairs.verifyPin, book: { lines: repairMonth.lines, lists: repairMonth.lists, figures: [repairMonth.figures, complaintsOfMonth, claimsOfMonth] } };
  const paper: PaperDeps = { ...deps, registers: [month.book.lines, ...registers.sources].map((source) => source.register) };
  const pads = [repairPads({ publicUrl: config.publicUrl, codes, copyLook: copyLookOf }), telephonePads({ callForm })];
  return { handoverSources, bookedSources, briefs, callForm, registers, month, paper, pads };
};

export type FeatureLines = ReturnType<typeof featureLines>;
