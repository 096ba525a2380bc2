import type { Role } from '../../../platform/core/roles.ts';
import type { Database, Query, Reader } from '../../../platform/server/database.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import { guessRepairType } from '../core/repair-catalogue.ts';
import { maySee, type RepairActor } from '../core/repair-permissions.ts';
import { logRepairCommand, takeRepairStepsCommand, type RepairDeps } from './repair-commands.ts';
import { scopeSql } from './repair-rows.ts';
import { loadOrder } from './repair-store.ts';

export { owedByComplaint } from './repair-commands.ts';
export { REPAIR_JOBS } from './repair-reactions.ts';

/** A fault found on a round becomes a line of the log (M-43); the ids are the caller's, so a repeated call is the same repair. */
export const logPatrolFault = async (
  deps: RepairDeps,
  fault: { siteId: string; commandId: string; repairId: string; placeId: string | undefined; placeText: string; words: string; beforeOpening: boolean },
  actor: RepairActor,
): Promise<{ ok: true } | Refusal> => {
  const { siteId, commandId, repairId, placeId, placeText, words, beforeOpening } = fault;
  const type = guessRepairType(words);
  const outcome = await logRepairCommand(
    deps,
    { siteId, commandId, repairId, kind: 'facility', channel: 'patrol', source: 'patrol', item: words, urgent: false, beforeOpening, steps: [], ...(placeId ? { placeId } : { placeText }), ...(type ? { typeId: type.id } : {}) },
    { actor },
  );
  return outcome.ok ? { ok: true } : outcome;
};

export const repairNumbers = (reader: Reader, siteId: string, ids: readonly string[]): Promise<{ id: string; number: string; status: string }[]> =>
  reader.query('select id, coalesce(order_number, log_number) as number, status from repairs where site_id = $1 and id = any($2)', [siteId, [...ids]], 'repair-numbers');

/** What of a person's must be given to somebody else before they leave. */
export const openWorkOf = (database: Database, siteId: string, personId: string): Promise<{ feature: string; id: string; label: string }[]> =>
  database.read([siteId], (reader) =>
    reader.query(
      `select 'repairs' as feature, id, coalesce(order_number, log_number) as label from repairs
        where site_id = $1 and technician_id = $2 and open and status <> 'signed_off' order by received_at limit 200`,
      [siteId, personId],
    ),
  );

/** Open orders, and desk copies not back though the work is signed off, for the handover (M-52): before that a copy is where it belongs. */
export const openRepairLines = (reader: Reader, siteId: string, _now: string, actor: RepairActor): Promise<{ section: 'repairs' | 'copies'; ref: string; label: string; status: string; next: string }[]> =>
  reader.query(
    `(select 'repairs' as section, r.id as ref, concat_ws(' ', coalesce(r.order_number, r.log_number), coalesce(pl.name, r.state->>'placeText'), left(r.state->>'item', 60)) as label, r.status, coalesce(r.next_clock, '') as next
        from repairs r left join places pl on pl.site_id = r.site_id and pl.id = r.place_id where r.site_id = $1 and r.open and ${scopeSql(actor)} order by coalesce(r.next_due_at, 'infinity'::timestamptz), r.id limit 100)
     union all
     (select 'copies', r.id, coalesce(r.order_number, r.log_number), case when o.unprinted then 'unprinted' else r.desk_copy end, case when o.unprinted then '' else coalesce(p.name, '') end
        from repairs r left join people p on p.id = r.technician_id cross join lateral (select r.desk_copy = 'printed' and not (r.state->>'printed')::boolean as unprinted) o
       where r.site_id = $1 and r.open and ${scopeSql(actor)} and r.desk_copy is not null and r.desk_copy <> 'returned' and r.signed_off_at is not null order by r.signed_off_at limit 100)`,
    [siteId, actor.personId],
    'repair-handover-lines',
  );
/** Which of these orders this person may see. */
export const repairsSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: RepairActor): Promise<string[]> =>
  (await reader.query<{ id: string }>(`select r.id from repairs r where r.site_id = $1 and ${scopeSql(actor)} and r.id = any ($3::uuid[])`, [siteId, actor.personId, ids], 'repairs-seen')).map((row) => row.id);

/** A file is seen by whoever sees an order it belongs to. */
export const mayReadRepairFile = async (database: Database, input: { siteId: string; hash: string; personId: string; roles: readonly string[] }): Promise<boolean> => {
  const orders = await database.read([input.siteId], (reader) =>
    reader.query<{ state: RepairOrder }>(
      'select r.state from repair_files f join repairs r on r.site_id = f.site_id and r.id = f.repair_id where f.site_id = $1 and f.hash = $2 limit 20',
      [input.siteId, input.hash],
      'repair-file-holders',
    ),
  );
  const actor = { personId: input.personId, roles: input.roles as readonly Role[] };
  return orders.some(({ state }) => maySee(state, actor));
};

/** Repairs whose user waits to be asked how it went (T-02), the longest waiting first. */
export const openFollowUps = (reader: Reader, siteId: string): Promise<{ id: string; number: string; place: string; item: string; reporter: string | null; phone: string | null; signedAt: string | null }[]> =>
  reader.query(
    `select r.id, coalesce(r.order_number, r.log_number) as number, coalesce(p.name, r.state->>'placeText') as place, r.state->>'item' as item, r.state->>'reporterName' as reporter, r.state->>'reporterPhone' as phone, r.signed_off_at as "signedAt"
       from repairs r left join places p on p.site_id = r.site_id and p.id = (r.state->>'placeId')::uuid where r.site_id = $1 and r.follow_up_open order by r.signed_off_at limit 100`,
    [siteId],
    'repair-follow-ups',
  );

/** What the user said by telephone becomes the repair's own follow-up; the ids are the caller's, so a repeated call is the same step. */
export const followUpRepair = async (
  deps: RepairDeps,
  input: { siteId: string; repairId: string; commandId: string; result: 'satisfied' | 'fair' | 'dissatisfied' | 'not_reached'; note: string | undefined },
  actor: RepairActor,
): Promise<{ ok: true } | Refusal> => {
  const { siteId, repairId, commandId, result, note } = input;
  const outcome = await takeRepairStepsCommand(deps, { siteId, repairId, commandId, steps: [{ step: 'followUp', result, method: 'phone', ...(note ? { note } : {}) }] }, { actor });
  return outcome.ok ? { ok: true } : outcome;
};
/** Orders of a place, of a technician or referred to a firm, for one timeline; each as far as the reader may see orders. */
export const repairTimeline = async (
  reader: Reader,
  input: { siteId: string; actor: RepairActor; about: { readonly about: 'place' | 'person' | 'firm'; readonly id?: string | undefined; readonly firm?: string | undefined }; before: string; atMost: number },
): Promise<{ feature: string; id: string; at: string; kind: string; number: string; what: string; status: string; path: string }[]> => {
  const { siteId, actor, about, before, atMost } = input;
  const select = 'select state from repairs where site_id = $1';
  const rows =
    about.about === 'place'
      ? await reader.query<{ state: RepairOrder }>(`${select} and place_id = $2 and received_at < $3 order by received_at desc, id desc limit $4`, [siteId, about.id, before, atMost], 'repairs-timeline-place')
      : about.about === 'person'
        ? await reader.query<{ state: RepairOrder }>(`${select} and technician_id = $2 and received_at < $3 order by received_at desc, id desc limit $4`, [siteId, about.id, before, atMost], 'repairs-timeline-person')
        : await reader.query<{ state: RepairOrder }>(`${select} and state->'vendor'->>'firm' = $2 and received_at < $3 order by received_at desc, id desc limit $4`, [siteId, about.firm, before, atMost], 'repairs-timeline-firm');
  return rows
    .filter(({ state }) => maySee(state, actor))
    .map(({ state }) => ({ feature: 'repairs', id: state.id, at: state.receivedAt, kind: `repair/${state.kind}`, number: state.orderNumber ?? state.logNumber, what: [state.placeText, state.item].filter(Boolean).join(' · '), status: `repair/${state.status}`, path: `/?order=${state.id}` }));
};

/** Firms that orders were referred to lately, for choosing one. */
export const firmsOfRepairs = async (reader: Reader, siteId: string): Promise<string[]> =>
  (await reader.query<{ firm: string }>(`select distinct state->'vendor'->>'firm' as firm from (select state from repairs where site_id = $1 and state->'vendor'->>'firm' is not null order by received_at desc limit 300) r`, [siteId], 'repair-firms')).map((row) => row.firm);

export type VisitEvidence = { readonly number: string; readonly placeId: string | undefined; readonly placeText: string; readonly item: string; readonly technicianId: string | undefined; readonly photos: readonly { readonly hash: string; readonly phase: 'before' | 'after'; readonly at: string }[] };

/** What a visit left for whoever has to judge of a damage; only of an order this person may see. */
export const visitEvidence = async (query: Query, siteId: string, repairId: string, actor: RepairActor): Promise<VisitEvidence | undefined> => {
  const order = (await loadOrder(query, siteId, repairId, false))?.state;
  if (!order || !maySee(order, actor)) return undefined;
  return {
    number: order.orderNumber ?? order.logNumber, placeId: order.placeId, placeText: order.placeText, item: order.item, technicianId: order.technicianId,
    photos: order.photos.flatMap(({ hash, phase, at }) => (phase === 'slip' ? [] : [{ hash, at, phase: phase === 'after' ? ('after' as const) : ('before' as const) }])),
  };
};

/** What of an order its referral to a partner firm takes along (M-23). */
export const vendorReferral = async (query: Query, siteId: string, repairId: string): Promise<(Pick<VisitEvidence, 'number' | 'placeId' | 'placeText' | 'photos'> & { visit: number; firm: string; contact: string | undefined; defect: string; at: string; calledAt: string | undefined; by: string }) | undefined> => {
  const order = (await loadOrder(query, siteId, repairId, false))?.state;
  const mark = order?.marks['referVendor'];
  if (!order?.vendor || !mark) return undefined;
  const places = order.placeId ? await query<{ name: string }>('select name from places where site_id = $1 and id = $2', [siteId, order.placeId]) : [];
  return {
    number: order.orderNumber ?? order.logNumber, placeId: order.placeId, placeText: places[0]?.name ?? order.placeText, visit: order.visit, firm: order.vendor.firm, contact: order.vendor.contact,
    defect: [order.item, order.actualFault, order.causeText].filter(Boolean).join('；').slice(0, 500), at: mark.at, calledAt: order.vendor.calledAt, by: mark.by,
    photos: order.photos.flatMap(({ hash, phase, at }) => (phase === 'slip' ? [] : [{ hash, at, phase: phase === 'after' ? ('after' as const) : ('before' as const) }])),
  };
};

/** What a dissatisfied user said when called, and who they are: for the case that follows from it (M-36, M-37). */
export const dissatisfiedUser = async (query: Query, siteId: string, repairId: string): Promise<{ number: string; placeId: string | undefined; placeText: string; name: string | undefined; contact: string | undefined; said: string; at: string; by: string } | undefined> => {
  const order = (await loadOrder(query, siteId, repairId, false))?.state;
  if (!order || order.followUp?.result !== 'dissatisfied') return undefined;
  return {
    number: order.orderNumber ?? order.logNumber, placeId: order.placeId, placeText: order.placeText, name: order.reporterName, contact: order.reporterPhone, said: [order.item, order.followUp.note].filter(Boolean).join('：'), at: order.followUp.at, by: order.followUp.by,
  };
};
