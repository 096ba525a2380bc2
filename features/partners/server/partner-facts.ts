import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { mayRead } from '../core/partner-permissions.ts';
import type { Referral } from '../core/referral.ts';

/** What was referred, for a timeline of a firm, a place or an order. */
export const referralLines = async (reader: Reader, input: { siteId: string; firmId?: string; placeId?: string; repairId?: string; before?: Instant }, actor: { roles: readonly Role[] }): Promise<{ feature: string; id: string; at: Instant; number: string; status: string; path: string }[]> => {
  if (!mayRead(actor.roles)) return [];
  const rows = await reader.query<{ state: Referral }>(
    'select state from referrals where site_id = $1 and (firm_id = $2 or place_id = $3 or repair_id = $4) and ($5::timestamptz is null or received_at < $5) order by received_at desc, id desc limit 200',
    [input.siteId, input.firmId ?? null, input.placeId ?? null, input.repairId ?? null, input.before ?? null],
    'referral-lines',
  );
  return rows.map(({ state }) => ({ feature: 'partners', id: state.id, at: state.receivedAt, number: state.number, status: state.status, path: `/amends/partners/${state.id}` }));
};

/** Firms a centre works with, by name. */
export const partnerFirms = async (reader: Reader, siteId: string): Promise<string[]> => (await reader.query<{ name: string }>('select name from firms where site_id = $1 order by name limit 500', [siteId], 'firm-names')).map((row) => row.name);
export const firmNamed = async (reader: Reader, siteId: string, name: string): Promise<string | undefined> =>
  (await reader.query<{ id: string }>('select id from firms where site_id = $1 and name = $2 order by archived_at is not null limit 1', [siteId, name], 'firm-named'))[0]?.id;

/** What is with a firm, for the handover (M-52). */
export const openReferralLines = (reader: Reader, siteId: string): Promise<{ section: 'referrals'; ref: string; label: string; status: string; next: string }[]> =>
  reader.query(
    `select 'referrals' as section, id as ref, concat_ws(' ', number, left(state->>'firmName', 30), left(state->>'placeText', 30)) as label, status, coalesce(next_clock, '') as next from referrals where site_id = $1 and open order by coalesce(next_due_at, 'infinity'::timestamptz), id limit 100`,
    [siteId],
    'referral-handover-lines',
  );

export const mayReadReferralFile = async (reader: Reader, input: { siteId: string; hash: string }, actor: { roles: readonly Role[] }): Promise<boolean> =>
  mayRead(actor.roles) && (await reader.query('select from referral_files where site_id = $1 and hash = $2 limit 1', [input.siteId, input.hash], 'referral-file')).length > 0;
