import type { Instant } from '../../../platform/core/instant.ts';
import { caseOrder, maskContact, parseListCursor, writeListCursor } from '../../../platform/server/keyset.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { OutputOf } from '../../../platform/core/contract.ts';
import { complaintOrigin } from '../../complaints/server/complaint-facts.ts';
import { inCapitals, inFigures } from '../core/amount.ts';
import type { ClaimRow, ClaimView, readClaimMonth } from '../core/claim-contract.ts';
import { allowedSteps, maySee, missingLevels, seesAll, type ClaimActor, type ClaimLimits } from '../core/claim-permissions.ts';
import type { Claim } from '../core/claim.ts';

type Row = { state: Claim; version: number; nextDueAt: Instant | null; nextClock: string | null; place: string | null; origins: string[] };
const PAGE = 50;
const READ = `select c.state, c.version, c.next_due_at as "nextDueAt", c.next_clock as "nextClock", p.name as place, array_remove(array[coalesce(r.order_number, r.log_number), i.number], null) as origins
  from claims c left join places p on p.site_id = c.site_id and p.id = c.place_id left join repairs r on r.site_id = c.site_id and r.id = c.repair_id left join incidents i on i.site_id = c.site_id and i.id = (c.state->>'incidentId')::uuid`;

const rowOf = ({ state, nextDueAt, nextClock, place }: Row): ClaimRow => ({
  id: state.id, number: state.number, direction: state.direction, status: state.status, receivedAt: state.receivedAt, place: place ?? state.placeText, item: state.item, injured: state.injuredName ?? '', liable: state.liable,
  amountCents: state.settlement?.amountCents ?? state.proposal?.amountCents ?? null, way: state.proposal?.way ?? null, nextDueAt, nextClock, late: [...new Set(state.late)],
});

const viewOf = async (reader: Reader, siteId: string, row: Row, actor: ClaimActor, limits: ClaimLimits): Promise<ClaimView> => {
  const { state } = row;
  const ids = [state.takenBy, state.liablePersonId, state.liability?.by, state.proposal?.by, state.sentBack?.by, state.agreement?.ours, state.settlement?.by, state.prevention?.by, ...state.approvals.map((approval) => approval.by)].filter(Boolean);
  const [people, complaint] = await Promise.all([
    reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [ids], 'people-names'),
    // Who may not see the complaint, the one complained about say, does not learn here that there is one.
    state.complaintId ? complaintOrigin(reader.query, siteId, state.complaintId, actor) : undefined,
  ]);
  const name = (id: string | undefined): string => people.find((person) => person.id === id)?.name ?? '';
  const { proposal, settlement, agreement } = state;
  return {
    row: rowOf(row), version: row.version, happenedAt: state.happenedAt, repairId: state.repairId ?? null, complaintId: complaint ? (state.complaintId ?? null) : null, incidentId: state.incidentId ?? null, origins: [...row.origins, ...(complaint ? [complaint.number] : [])], injuredContact: state.injuredContact ? maskContact(state.injuredContact) : null,
    liableName: state.liablePersonId ? name(state.liablePersonId) : (state.liableName ?? null), takenBy: name(state.takenBy), brand: state.brand ?? null, quantity: state.quantity, boughtOn: state.boughtOn ?? null, priceCents: state.priceCents ?? null,
    damage: state.damage, account: state.account ?? null, photos: [...state.photos], liability: state.liability ? { ...state.liability, by: name(state.liability.by) } : null,
    proposal: proposal
      ? {
          at: proposal.at, by: name(proposal.by), way: proposal.way, amountCents: proposal.amountCents ?? null, figures: proposal.amountCents ? inFigures(proposal.amountCents) : null, capitals: proposal.amountCents ? inCapitals(proposal.amountCents) : null,
          text: proposal.text, insuranceRef: proposal.insuranceRef ?? null, aboveValueReason: proposal.aboveValueReason ?? null,
        }
      : null,
    approvals: state.approvals.map((approval) => ({ level: approval.level, by: name(approval.by), at: approval.at, reference: approval.reference ?? null })), missing: missingLevels(state, limits),
    sentBack: state.sentBack ? { ...state.sentBack, by: name(state.sentBack.by) } : null, declined: state.declined ?? null, agreement: agreement ? { ...agreement, ours: name(agreement.ours) } : null,
    settlement: settlement ? { at: settlement.at, by: name(settlement.by), how: settlement.how, amountCents: settlement.amountCents ?? null, receivedBy: settlement.receivedBy, reference: settlement.reference ?? null } : null,
    prevention: state.prevention ? { ...state.prevention, by: name(state.prevention.by) } : null, voidReason: state.voidReason ?? null, allowed: allowedSteps(state, actor, limits),
  };
};

export const readOneClaim = async (reader: Reader, input: { siteId: string; id: string; actor: ClaimActor; limits: ClaimLimits }): Promise<ClaimView | undefined> => {
  const row = (await reader.query<Row>(`${READ} where c.site_id = $1 and c.id = $2`, [input.siteId, input.id], 'claim-view'))[0];
  return row && maySee(row.state, input.actor) ? viewOf(reader, input.siteId, row, input.actor, input.limits) : undefined;
};

export const listOfClaims = async (reader: Reader, input: { siteId: string; filter: 'open' | 'all'; after: string | undefined; actor: ClaimActor }): Promise<{ rows: ClaimRow[]; more: string | null }> => {
  const after = parseListCursor(input.after);
  const rows = await reader.query<Row>(
    `${READ} where c.site_id = $1 and ($2 or c.taken_by = $3 or c.state->>'liablePersonId' = $3::text) ${caseOrder(input.filter, '$4', '$5')} limit ${PAGE + 1}`,
    [input.siteId, seesAll(input.actor), input.actor.personId, after?.at ?? null, after?.id ?? null],
    `claims-list-${input.filter}`,
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: page.map(rowOf), more: rows.length > PAGE && last ? writeListCursor(input.filter === 'open' ? last.nextDueAt : last.state.receivedAt, last.state.id) : null };
};

/** A month's sums: what came in, and what was settled by which way and for how much. */
export const claimMonth = async (reader: Reader, input: { siteId: string; from: Instant; to: Instant }): Promise<OutputOf<typeof readClaimMonth>> => {
  const values = [input.siteId, input.from, input.to];
  const [registered, settled] = await Promise.all([
    reader.query<{ direction: 'ours' | 'theirs'; count: number }>(`select direction, count(*) as count from claims where site_id = $1 and received_at >= $2 and received_at < $3 and status <> 'void' group by direction order by direction`, values, 'claim-month-in'),
    reader.query<OutputOf<typeof readClaimMonth>['settled'][number]>(
      `select direction, state->'proposal'->>'way' as way, count(*) as count, coalesce(sum(amount_cents), 0)::bigint as cents from claims where site_id = $1 and settled_at >= $2 and settled_at < $3 group by 1, 2 order by 1, 2`,
      values,
      'claim-month-out',
    ),
  ]);
  return { registered, settled };
};
