import type { TimelineLine } from '../../features/timelines/core/timeline-contract.ts';
import type { TimelineSource } from '../../features/timelines/server/timeline-routes.ts';
import { claimLines } from '../../features/claims/server/claim-facts.ts';
import { complaintLines } from '../../features/complaints/server/complaint-facts.ts';
import { breachLines } from '../../features/conduct/server/conduct-facts.ts';
import { firmNamed, referralLines } from '../../features/partners/server/partner-facts.ts';

type CaseLine = Awaited<ReturnType<typeof complaintLines>>[number];
const asLines = (lines: readonly CaseLine[]): TimelineLine[] => lines.map((line) => ({ ...line, kind: `case/${line.feature}`, what: '', status: `case/${line.feature}/${line.status}` }));

/** Complaints, claims, referrals and matters of conduct on the timeline of a place, a person or a firm, to each only what they may see; reports stand on none. */
export const caseTimeline: TimelineSource = async (reader, { siteId, actor, about: { about, id, firm }, before }) => {
  if (about === 'place' && id) {
    const at = { siteId, placeId: id, before };
    return asLines((await Promise.all([complaintLines(reader, at, actor), claimLines(reader, at, actor), referralLines(reader, at, actor)])).flat());
  }
  if (about === 'person' && id) {
    const of = { siteId, personId: id, before };
    return asLines((await Promise.all([complaintLines(reader, of, actor), claimLines(reader, of, actor), breachLines(reader, of, actor)])).flat());
  }
  const firmId = about === 'firm' && firm ? await firmNamed(reader, siteId, firm) : undefined;
  return firmId ? asLines(await referralLines(reader, { siteId, firmId, before }, actor)) : [];
};
