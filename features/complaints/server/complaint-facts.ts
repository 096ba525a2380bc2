import type { MonthFigure } from '../../../platform/core/month-book.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { staffOf } from '../../people/server/people-facts.ts';
import { dissatisfiedUser, owedByComplaint, REPAIR_JOBS } from '../../repairs/server/repair-facts.ts';
import { maySee, seesAll, type ComplaintActor } from '../core/complaint-permissions.ts';
import type { ComplaintClock } from '../core/complaint-deadlines.ts';
import type { Complaint } from '../core/complaint.ts';
import { zOpenComplaint } from '../core/complaint-contract.ts';
import type { z } from 'zod';
import { openCase } from './complaint-commands.ts';
import { judged } from './complaint-queries.ts';
import { OF_ORDER } from './complaint-store.ts';

/** A case begun elsewhere: from a call or a follow-up. The ids are the caller's, so a repeated call is the same case. */
export type OpenComplaint = Omit<z.input<typeof zOpenComplaint>, 'photos'>;

/** Opens a case for another feature; where `by` is nobody of the desk, the desk is told. */
export const openComplaint = async (deps: RunnerDeps, input: OpenComplaint, by: ComplaintActor): Promise<{ ok: true; complaintId: string; number: string } | Refusal> => {
  const opened = await openCase(deps, zOpenComplaint.parse(input), by);
  if ('ok' in opened) return opened;
  return { ok: true, complaintId: input.complaintId, number: opened.number };
};

/** Number, place and time of a complaint, for a claim that comes from it; nothing for whoever may not see it. A report (举报) is none. */
export const complaintOrigin = async (query: Query, siteId: string, complaintId: string, actor: ComplaintActor): Promise<{ number: string; placeId: string | undefined; placeText: string; happenedAt: Instant } | undefined> => {
  const state = (await query<{ state: Complaint }>('select state from complaints where site_id = $1 and id = $2', [siteId, complaintId], 'complaint-origin'))[0]?.state;
  return state && maySee(state, actor) ? { number: state.number, placeId: state.placeId, placeText: state.placeText, happenedAt: state.happenedAt ?? state.receivedAt } : undefined;
};

export type CaseLine = { readonly feature: string; readonly id: string; readonly at: Instant; readonly number: string; readonly status: string; readonly path: string };

/** Complaints about a place, from an order, or that somebody took, owns or is complained about in, for a timeline; reports never, and nothing of a case about the reader. */
export const complaintLines = async (reader: Reader, input: { siteId: string; placeId?: string; repairId?: string; personId?: string; before?: Instant }, actor: ComplaintActor): Promise<CaseLine[]> => {
  const rows = await reader.query<{ state: Complaint }>(
    `select state from complaints where site_id = $1 and (place_id = $2 or repair_id = $3 or owner_id = $5 or taken_by = $5 or $5 = any (accused)) and ($4::timestamptz is null or received_at < $4) order by received_at desc, id desc limit 200`,
    [input.siteId, input.placeId ?? null, input.repairId ?? null, input.before ?? null, input.personId ?? null],
    'complaint-lines',
  );
  return rows.filter(({ state }) => maySee(state, actor)).map(({ state }) => ({ feature: 'complaints', id: state.id, at: state.receivedAt, number: state.number, status: state.status, path: `/amends/complaints/${state.id}` }));
};

/** `maySee` of a complaint as a question: `$2` the person, `$3` whether they list all. */
const MAY_SEE = 'not accused @> array[$2::uuid] and ($3 or owner_id = $2 or taken_by = $2)';

/** Open complaints for the handover (M-52): number, place of the centre's list, order it is about, grade, cause once judged, and state; who complained and in which words is read in the case. */
export const openComplaintLines = (reader: Reader, siteId: string, _now: Instant, actor: ComplaintActor): Promise<{ section: 'complaints'; ref: string; label: string; status: string; next: string }[]> =>
  reader.query(
    `select 'complaints' as section, c.id as ref, left(concat_ws(' · ', c.number, p.name, coalesce(r.order_number, r.log_number)), 120) as label, concat_ws('/', c.status, c.state->>'grade', c.state->'decision'->>'cause') as status, coalesce(c.next_clock, '') as next
       from (select * from complaints where site_id = $1 and open and ${MAY_SEE} order by coalesce(next_due_at, 'infinity'::timestamptz), id limit 100) c
       left join places p on p.site_id = c.site_id and p.id = c.place_id left join repairs r on r.site_id = c.site_id and r.id = c.repair_id order by coalesce(c.next_due_at, 'infinity'::timestamptz), c.id`,
    [siteId, actor.personId, seesAll(actor)],
    'complaint-handover-lines',
  );
/** Which of these complaints this person may know of. */
export const complaintsSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: ComplaintActor): Promise<string[]> =>
  (await reader.query<{ id: string }>(`select id from complaints where site_id = $1 and ${MAY_SEE} and id = any ($4::uuid[])`, [siteId, actor.personId, seesAll(actor), ids], 'complaints-seen')).map((row) => row.id);

/** Whether a case shows a picture to this person. `sealed`: they put it into a report themselves, and see no more of that. */
export const complaintFile = async (reader: Reader, input: { siteId: string; hash: string }, actor: ComplaintActor): Promise<'sealed' | 'no' | 'yes'> => {
  const rows = await reader.query<{ sealed: boolean; state: Complaint }>(
    `select f.sealed, coalesce(c.state, r.state) as state from complaint_files f
       left join complaints c on not f.sealed and c.site_id = f.site_id and c.id = f.complaint_id left join complaint_reports r on f.sealed and r.site_id = f.site_id and r.id = f.complaint_id
      where f.site_id = $1 and f.hash = $2 limit 20`,
    [input.siteId, input.hash],
    'complaint-file',
  );
  const reports = rows.filter((row) => row.sealed);
  const who = await judged(reader.query, input.siteId, reports.length > 0 ? 'report' : 'complaint', actor);
  if (rows.some(({ state }) => maySee(state, who))) return 'yes';
  return reports.some(({ state }) => state.photos.some((photo) => photo.hash === input.hash && photo.by === actor.personId)) ? 'sealed' : 'no';
};

/** A follow-up that found somebody dissatisfied opens a case (M-36); the order's own transaction asks for it, and once is enough. */
export const complaintJobs = (deps: RunnerDeps): JobHandler[] => [
  {
    // M-36: who complains of a repair is called, also where the share had let them off.
    name: OF_ORDER,
    retries: 8,
    seconds: 60,
    run: ({ siteId, complaintId, repairId }) => owedByComplaint(deps, { siteId: String(siteId), repairId: String(repairId), commandId: derivedId(`complained/${String(complaintId)}`) }),
  },
  {
    name: REPAIR_JOBS.dissatisfied,
    retries: 8,
    seconds: 60,
    run: async (payload) => {
      const [siteId, repairId, at] = [String(payload['siteId']), String(payload['repairId']), String(payload['at'])];
      const [user, staff] = await deps.database.read([siteId], (reader) => Promise.all([dissatisfiedUser(reader.query, siteId, repairId), staffOf(reader.query, siteId, deps.clock.now())]));
      if (!user) return;
      const opened = await openComplaint(
        deps,
        {
          siteId, commandId: derivedId(`follow-up/${repairId}/${at}/command`), complaintId: derivedId(`follow-up/${repairId}/${at}`), channel: 'follow_up', grade: 'minor', content: `${user.number} 回访不满意：${user.said}`.slice(0, 4000), placeText: user.placeText, receivedAt: user.at, repairId,
          ...(user.placeId ? { placeId: user.placeId } : {}), ...(user.name ? { name: user.name.slice(0, 40) } : {}), ...(user.contact ? { contact: user.contact.slice(0, 60) } : {}),
        },
        { personId: user.by, roles: staff.find((person) => person.personId === user.by)?.roles ?? [] },
      );
      if (!opened.ok && opened.code !== 'complaint-exists') throw new Error(opened.code);
    },
  },
];

type ComplaintDelay = { readonly kind: Exclude<ComplaintClock, 'complaint.take'>; readonly opened: number; readonly done: number; readonly inTime: number; readonly averageHours: number | null };

/** How many complaints a month brought (M-54), for many centres at once; reports (举报) are never counted where others read. */
export const complaintsOfMonth = async (reader: Reader, siteIds: readonly string[], month: string): Promise<ReadonlyMap<string, readonly MonthFigure[]>> => {
  const rows = await reader.query<{ siteId: string; count: number }>(
    `select x.id as "siteId", (select count(*) from complaints c where c.site_id = x.id and c.received_at >= ($2 || '-01')::timestamp at time zone x.zone and c.received_at < (($2 || '-01')::timestamp + interval '1 month') at time zone x.zone and c.status <> 'void') as count
       from sites x where x.id = any($1)`,
    [siteIds, month],
    'complaints-of-month',
  );
  const definition = { zh: '本月登记的投诉，不含作废，不含举报', en: 'Complaints registered in the month, without struck out ones and reports' };
  return new Map(rows.map((row) => [row.siteId, [{ key: 'complaints', label: { zh: '投诉数', en: 'Complaints' }, unit: 'count' as const, value: row.count, part: null, whole: null, definition, clause: 'M-37', origin: 'plan' as const }]]));
};

/**
 * How long the complaints that came in such a time waited for each thing owed to them (T-01): every answer owed, so a case
 * opened again counts twice. Null to whoever does not see all; what is said about the reader is left out, and reports (举报).
 */
export const complaintDelays = async (reader: Reader, { siteId, from, to }: { siteId: string; from: Instant; to: Instant }, actor: ComplaintActor): Promise<ComplaintDelay[] | null> => {
  if (!seesAll(actor)) return null;
  return reader.query<ComplaintDelay>(
    `select k.clock as kind, count(*)::int as opened, count(k.stopped_at)::int as done, (count(*) filter (where k.stopped_at <= k.due_at))::int as "inTime", (avg(extract(epoch from k.stopped_at - k.started_at)) / 3600)::float8 as "averageHours"
       from complaints c join clocks k on k.site_id = c.site_id and k.subject = c.id
      where c.site_id = $1 and c.received_at >= $2 and c.received_at < $3 and c.status <> 'void' and not ($4 = any (c.accused)) and k.clock = any ($5) and k.cancelled_at is null
      group by k.clock order by array_position($5, k.clock)`,
    [siteId, from, to, actor.personId, ['complaint.respond', 'complaint.answer', 'complaint.return'] satisfies ComplaintDelay['kind'][]],
    'complaint-delays',
  );
};

/** Did somebody complain of this order (M-36)? A report (举报) is no complaint of it. */
export const isComplained = async (query: Query, siteId: string, repairId: string): Promise<boolean> =>
  (await query(`select from complaints where site_id = $1 and repair_id = $2 and status <> 'void' limit 1`, [siteId, repairId], 'complaint-of-order')).length > 0;

/** Orders on which an open complaint rests; a report (举报) is known of nowhere, and holds what it needs itself. */
export const ordersOfOpenComplaints = async (query: Query, siteId: string, repairIds: readonly string[]): Promise<string[]> =>
  (await query<{ id: string }>('select distinct repair_id as id from complaints where site_id = $1 and open and repair_id = any ($2)', [siteId, [...repairIds]], 'complaints-of-orders')).map((row) => row.id);
