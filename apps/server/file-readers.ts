import type { Database } from '../../platform/server/database.ts';
import type { FileAsked } from '../../platform/server/file-routes.ts';
import { ownFiles } from '../../platform/server/files.ts';
import { mayReadAccessFile } from '../../features/access/server/access-facts.ts';
import { mayReadBarFile } from '../../features/beverages/server/beverage-facts.ts';
import { mayReadIncidentFile } from '../../features/incidents/server/incident-facts.ts';
import { mayReadClaimFile } from '../../features/claims/server/claim-facts.ts';
import { complaintFile } from '../../features/complaints/server/complaint-facts.ts';
import { breachFile } from '../../features/conduct/server/conduct-facts.ts';
import { mayReadReferralFile } from '../../features/partners/server/partner-facts.ts';
import { mayReadRepairFile } from '../../features/repairs/server/repair-facts.ts';
import { mayReadTelephoneFile } from '../../features/telephone/server/telephone-facts.ts';

/** Which record holds which picture; a picture goes when none of them does any more. */
export const FILE_HOLDERS = ['repair_files', 'bar_files', 'incident_files', 'access_files', 'complaint_files', 'claim_files', 'breach_files', 'referral_files', 'telephone_files'] as const;

/**
 * A picture is seen by whoever sees a record that holds it, and by whoever sent it. A report or a matter of conduct takes it
 * from nobody who has it elsewhere, for that would say that it is there; only who sent it there is thanked and sees no more of it.
 */
export const mayReadFile = async (database: Database, { actorFor: as, senderId, ...file }: FileAsked): Promise<boolean> => {
  const [complaint, breach, claim, referral, telephone] = await database.read([file.siteId], (reader) => Promise.all([complaintFile(reader, file, as('complaints.read')), breachFile(reader, file, as('conduct.read')), mayReadClaimFile(reader, file, as('claims.read')), mayReadReferralFile(reader, file, as('partners.read')), mayReadTelephoneFile(reader, { ...file, personId: as('telephone.reveal').personId }, as('telephone.reveal').roles)]));
  if (complaint === 'yes' || breach === 'yes') return true;
  if (claim || referral || telephone || (await mayReadRepairFile(database, { ...file, ...as('repairs.read') })) || (await mayReadBarFile(database, { ...file, ...as('beverages.read') })) || (await mayReadIncidentFile(database, { ...file, ...as('incidents.read') })) || (await mayReadAccessFile(database, { ...file, ...as('access.read') }))) return true;
  if (complaint === 'sealed' || breach === 'sealed') return false;
  return senderId !== undefined && database.read([file.siteId], async (reader) => (await ownFiles(reader.query, file.siteId, [file.hash], senderId)).has(file.hash));
};
