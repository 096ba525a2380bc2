import type { Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { staffOf } from '../../people/server/people-facts.ts';
import type { CallSheet, Identity } from '../core/call-record.ts';
import type { Matter } from '../core/matter.ts';
import { asDialled } from '../../../platform/core/phone-number.ts';
import { derivedId } from './derived-id.ts';
import { FOLLOW_UP_DISSATISFIED } from './matter-store.ts';

/** A case as the complaints keep it; the ids are the caller's, so a repeated call is the same case. */
export type PhoneComplaint = {
  readonly siteId: string; readonly commandId: string; readonly complaintId: string; readonly kind?: 'complaint' | 'report'; readonly grade?: 'minor' | 'important' | 'major'; readonly channel: 'phone' | 'follow_up'; readonly anonymous?: boolean; readonly accused?: string[];
  readonly content: string; readonly callId?: string; readonly name?: string; readonly honorific?: string; readonly contact?: string; readonly identity?: 'customer' | 'owner' | 'colleague' | 'supplier' | 'unknown';
};
export type OpenPhoneComplaint = (input: PhoneComplaint, by: { readonly personId: string; readonly roles: readonly Role[]; readonly standIn?: Role | undefined }) => Promise<{ ok: true; number: string } | Refusal>;

const IDENTITY: Readonly<Record<Identity, NonNullable<PhoneComplaint['identity']>>> = { guest: 'customer', owner: 'owner', colleague: 'colleague', supplier: 'supplier', government: 'unknown', media: 'unknown', unsaid: 'unknown' };

/** Who complains, as far as the caller said. */
export const complainerOf = ({ surname, honorific, fullName, identity, number }: Pick<CallSheet, 'surname' | 'honorific' | 'fullName' | 'identity' | 'number'>): Pick<PhoneComplaint, 'name' | 'honorific' | 'contact' | 'identity'> => {
  const name = fullName || surname;
  return { ...(name ? { name } : {}), ...(honorific ? { honorific } : {}), ...(number ? { contact: asDialled(number) } : {}), ...(identity ? { identity: IDENTITY[identity] } : {}) };
};

/** A follow-up call that found somebody dissatisfied opens a case (M-36, T-02); the call's own transaction asks for it, and once is enough. */
export const dissatisfiedJob = (deps: RunnerDeps & { openComplaint: OpenPhoneComplaint }): JobHandler => ({
  name: FOLLOW_UP_DISSATISFIED,
  retries: 8,
  seconds: 60,
  run: async (payload) => {
    const [siteId, matterId] = [String(payload['siteId']), String(payload['matterId'])];
    const [rows, staff] = await deps.database.read([siteId], (reader) => Promise.all([reader.query<{ state: Matter }>('select state from matters where site_id = $1 and id = $2', [siteId, matterId], 'matter-state'), staffOf(reader.query, siteId, deps.clock.now())]));
    const matter = rows[0]?.state;
    if (!matter || matter.isErased) return;
    const by = matter.endedBy ?? '';
    const opened = await deps.openComplaint(
      {
        siteId, commandId: derivedId(matterId, 'dissatisfied-command'), complaintId: derivedId(matterId, 'dissatisfied'), channel: 'follow_up', content: `回访不满意：${[matter.sheet.content, matter.result].filter(Boolean).join(' / ')}`.slice(0, 4000),
        ...complainerOf(matter.sheet), ...(matter.sheet.callId ? { callId: matter.sheet.callId } : {}),
      },
      { personId: by, roles: staff.find((person) => person.personId === by)?.roles ?? [] },
    );
    if (!opened.ok && opened.code !== 'complaint-exists') throw new Error(opened.code);
  },
});
