import type { Instant } from '../../../platform/core/instant.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { maySee, type ClaimActor } from '../core/claim-permissions.ts';
import type { Claim } from '../core/claim.ts';

/** Claims about a place or from an order, for a timeline. */
export const claimLines = async (reader: Reader, input: { siteId: string; placeId?: string; repairId?: string; before?: Instant }, actor: ClaimActor): Promise<{ feature: string; id: string; at: Instant; number: string; status: string; path: string }[]> => {
  const rows = await reader.query<{ state: Claim }>(
    'select state from claims where site_id = $1 and (place_id = $2 or repair_id = $3) and ($4::timestamptz is null or received_at < $4) order by received_at desc, id desc limit 50',
    [input.siteId, input.placeId ?? null, input.repairId ?? null, input.before ?? null],
    'claim-lines',
  );
  return rows.filter(({ state }) => maySee(state, actor)).map(({ state }) => ({ feature: 'claims', id: state.id, at: state.receivedAt, number: state.number, status: state.status, path: `/amends/claims/${state.id}` }));
};

/** Open claims for the handover (M-52), which everybody reads: the number, not the thing. */
export const openClaimLines = (reader: Reader, siteId: string): Promise<{ section: 'claims'; ref: string; label: string; status: string; next: string }[]> =>
  reader.query(
    `select 'claims' as section, id as ref, number as label, status, coalesce(next_clock, '') as next from claims where site_id = $1 and open order by coalesce(next_due_at, 'infinity'::timestamptz), id limit 100`,
    [siteId],
    'claim-handover-lines',
  );

/** May this person see a picture because a claim holds it? */
export const mayReadClaimFile = async (reader: Reader, input: { siteId: string; hash: string }, actor: ClaimActor): Promise<boolean> =>
  (await reader.query<{ state: Claim }>('select c.state from claim_files f join claims c on c.site_id = f.site_id and c.id = f.claim_id where f.site_id = $1 and f.hash = $2 limit 20', [input.siteId, input.hash], 'claim-file')).some(({ state }) => maySee(state, actor));
