import type { MonthFigure } from '../../../platform/core/month-book.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { maySee, seesAll, type ClaimActor } from '../core/claim-permissions.ts';
import type { Claim } from '../core/claim.ts';

/** Claims about a place, from an order, or that somebody took down or is liable for, for a timeline. */
export const claimLines = async (reader: Reader, input: { siteId: string; placeId?: string; repairId?: string; personId?: string; before?: Instant }, actor: ClaimActor): Promise<{ feature: string; id: string; at: Instant; number: string; status: string; path: string }[]> => {
  const rows = await reader.query<{ state: Claim }>(
    `select state from claims where site_id = $1 and (place_id = $2 or repair_id = $3 or taken_by = $5 or state->>'liablePersonId' = $5::text) and ($4::timestamptz is null or received_at < $4) order by received_at desc, id desc limit 200`,
    [input.siteId, input.placeId ?? null, input.repairId ?? null, input.before ?? null, input.personId ?? null],
    'claim-lines',
  );
  return rows.filter(({ state }) => maySee(state, actor)).map(({ state }) => ({ feature: 'claims', id: state.id, at: state.receivedAt, number: state.number, status: state.status, path: `/amends/claims/${state.id}` }));
};

/** `maySee` as a question: `$2` the person, `$3` whether they list all. */
const MAY_SEE = `($3 or taken_by = $2 or state->>'liablePersonId' = $2::text)`;

/** Open claims for the handover (M-52): the number, not the thing. */
export const openClaimLines = (reader: Reader, siteId: string, _now: Instant, actor: ClaimActor): Promise<{ section: 'claims'; ref: string; label: string; status: string; next: string }[]> =>
  reader.query(
    `select 'claims' as section, id as ref, number as label, status, coalesce(next_clock, '') as next from claims where site_id = $1 and open and ${MAY_SEE} order by coalesce(next_due_at, 'infinity'::timestamptz), id limit 100`,
    [siteId, actor.personId, seesAll(actor)],
    'claim-handover-lines',
  );
/** Which of these claims this person may see. */
export const claimsSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: ClaimActor): Promise<string[]> =>
  (await reader.query<{ id: string }>(`select id from claims where site_id = $1 and ${MAY_SEE} and id = any ($4::uuid[])`, [siteId, actor.personId, seesAll(actor), ids], 'claims-seen')).map((row) => row.id);

/** May this person see a picture because a claim holds it? */
export const mayReadClaimFile = async (reader: Reader, input: { siteId: string; hash: string }, actor: ClaimActor): Promise<boolean> =>
  (await reader.query<{ state: Claim }>('select c.state from claim_files f join claims c on c.site_id = f.site_id and c.id = f.claim_id where f.site_id = $1 and f.hash = $2 limit 20', [input.siteId, input.hash], 'claim-file')).some(({ state }) => maySee(state, actor));

const BOTH = {
  count: { zh: '赔偿件数', en: 'Claims', how: { zh: '本月登记的赔偿，不含作废', en: 'Claims registered in the month, struck out ones left out' } },
  money: { zh: '赔偿金额（元）', en: 'Paid for claims (¥)', how: { zh: '本月办结的赔偿实付之和，双向合计', en: 'Settled in the month, both ways together' } },
} as const;

/** What a month’s record says of damage (M-38, M-54), for many centres at once. */
export const claimsOfMonth = async (reader: Reader, siteIds: readonly string[], month: string): Promise<ReadonlyMap<string, readonly MonthFigure[]>> => {
  const rows = await reader.query<{ siteId: string; count: number; cents: number }>(
    `select x.id as "siteId",
            (select count(*) from claims c where c.site_id = x.id and c.received_at >= m.at and c.received_at < m.until and c.status <> 'void') as count,
            (select coalesce(sum(amount_cents), 0)::bigint from claims c where c.site_id = x.id and c.settled_at >= m.at and c.settled_at < m.until and c.status <> 'void') as cents
       from sites x cross join lateral (select ($2 || '-01')::timestamp at time zone x.zone as at, (($2 || '-01')::timestamp + interval '1 month') at time zone x.zone as until) m where x.id = any($1)`,
    [siteIds, month],
    'claims-of-month',
  );
  const figure = (key: 'count' | 'money', value: number): MonthFigure => ({ key: `claims-${key}`, label: { zh: BOTH[key].zh, en: BOTH[key].en }, unit: key, value, part: null, whole: null, definition: BOTH[key].how, clause: 'M-38', origin: 'plan' });
  return new Map(rows.map((row) => [row.siteId, [figure('count', row.count), figure('money', row.cents)]]));
};

/** Which of these complaints or incidents a claim that is still open rests on. */
export const underOpenClaims = async (query: Query, siteId: string, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    (await query<{ id: string }>(`select distinct x.id from claims c cross join lateral (values (c.state->>'complaintId'), (c.state->>'incidentId')) x (id) where c.site_id = $1 and c.open and x.id = any ($2::text[])`, [siteId, [...ids]], 'claims-under')).map((row) => row.id),
  );
/** Orders on which an open claim rests. */
export const ordersOfOpenClaims = async (query: Query, siteId: string, repairIds: readonly string[]): Promise<string[]> =>
  (await query<{ id: string }>('select distinct repair_id as id from claims where site_id = $1 and open and repair_id = any ($2)', [siteId, [...repairIds]], 'claims-of-orders')).map((row) => row.id);
