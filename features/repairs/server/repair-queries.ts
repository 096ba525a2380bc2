import type { OutputOf } from '../../../platform/core/contract.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { foldText, questionOf, wordsOf } from '../../../platform/server/text-search.ts';
import { wordsForMany } from '../core/group-text.ts';
import type { countRepairs, FILTERS, RepairRow } from '../core/repair-contract.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import { mayReadPhone, maySee, type RepairActor } from '../core/repair-permissions.ts';
import { JOINS, scopeSql, SELECT, toRow, type ListRow } from './repair-rows.ts';
import { numberQuestion, searchTexts, wholeNumber } from './repair-store.ts';

export type RepairFilter = (typeof FILTERS)[number];

/** The list's half of `mustCallBack`; the minutes are those of `callBackMinutes`. */
const callBack = (now: string, minutes: string): string => `r.kind = 'user' and r.status in ('issued', 'accepted', 'ready') and not r.state->'marks' ? 'arrive'
  and greatest(${now}::timestamptz, (r.state->>'expectedAt')::timestamptz) > make_interval(mins => (${minutes}::int[])[1])
    + coalesce((r.state->>'appointmentAt')::timestamptz, (r.state->'marks'->'accept'->>'at')::timestamptz + make_interval(mins => (${minutes}::int[])[case when r.urgent then 3 else 2 end]))`;

const DUE = `coalesce(r.next_due_at, 'infinity'::timestamptz)`;
const FILTER_SQL: Readonly<Record<RepairFilter, { where: string; order: 'due' | 'received' | 'signed' }>> = {
  open: { where: 'r.open', order: 'due' },
  to_notify: { where: `r.open and r.status = 'issued' and r.technician_id is null`, order: 'due' },
  late: { where: 'r.open and r.next_due_at < $5', order: 'due' },
  on_hold: { where: `r.open and r.status = 'on_hold'`, order: 'due' },
  to_confirm: { where: `r.open and (r.state->>'onSpot')::boolean and not (r.state->>'confirmedByDesk')::boolean`, order: 'due' },
  copies_out: { where: `r.open and r.desk_copy is not null and r.desk_copy <> 'returned' and r.signed_off_at is not null`, order: 'signed' },
  follow_up: { where: 'r.follow_up_open', order: 'signed' },
  repeats: { where: 'r.repeat_open', order: 'received' },
  to_locate: { where: 'r.open and r.place_id is null', order: 'received' },
  over_target: { where: `r.open and r.signed_off_at is null and r.state->'vendor' is null and r.received_at < $5`, order: 'received' },
  call_back: { where: `r.open and ${callBack('$5', '$7')}`, order: 'due' },
  all: { where: 'true', order: 'received' },
};

const KEYS = {
  due: { column: DUE, direction: 'asc', compare: '>', first: '-infinity' },
  received: { column: 'r.received_at', direction: 'desc', compare: '<', first: 'infinity' },
  signed: { column: 'r.signed_off_at', direction: 'asc', compare: '>', first: '-infinity' },
} as const;

const NIL = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export type Page = { rows: RepairRow[]; next: string | null };

export const listOrders = async (
  reader: Reader,
  input: { siteId: string; actor: RepairActor; filter: RepairFilter; after?: string | undefined; limit: number; now: string; /** Minor repairs reported before it are past their target. */ minorSince: string; /** `reappoint_if_later`, `user_on_site`, `urgent_on_site`. */ callBackMinutes: readonly number[] },
): Promise<Page> => {
  const filter = FILTER_SQL[input.filter];
  const key = KEYS[filter.order];
  const [at, id] = (input.after ?? '').split('|');
  const rows = await reader.query<ListRow>(
    `${SELECT}, r.sort_at from (
       select r.*, ${key.column} as sort_at from repairs r
        where r.site_id = $1 and ${scopeSql(input.actor)} and ${filter.where.replace('$5', '$6')}
          and (${key.column}, r.id) ${key.compare} ($3::timestamptz, $4::uuid)
        order by ${key.column} ${key.direction}, r.id ${key.direction} limit $5) r ${JOINS}
      order by r.sort_at ${key.direction}, r.id ${key.direction}`,
    [input.siteId, input.actor.personId, at || key.first, id || (key.direction === 'asc' ? NIL : LAST), input.limit + 1, ...(filter.where.includes('$5') ? [input.filter === 'over_target' ? input.minorSince : input.now] : []), ...(input.filter === 'call_back' ? [[...input.callBackMinutes]] : [])],
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => toRow(row, input.actor)),
    next: rows.length > input.limit && last ? `${String(last.sort_at)}|${last.state.id}` : null,
  };
};

/** My open orders over several centres: one keyset query per centre, merged by the next deadline. */
export const listMine = async (reader: Reader, input: { personId: string; sites: readonly { siteId: string; actor: RepairActor }[] }): Promise<Page> => {
  const rows = await reader.query<ListRow>(
    `${SELECT}, ${DUE} as sort_at from unnest($1::uuid[]) as m (site_id)
       cross join lateral (
         select * from repairs r where r.site_id = m.site_id and r.open and r.technician_id = $2 order by ${DUE}, r.id limit 50) r ${JOINS}
      union all
     ${SELECT}, ${DUE} as sort_at from unnest($3::uuid[]) as m (site_id)
       cross join lateral (
         select * from repairs r where r.site_id = m.site_id and r.open and r.status = 'issued' and r.technician_id is null order by ${DUE}, r.id limit 20) r ${JOINS}
      order by sort_at limit 100`,
    [
      input.sites.map((site) => site.siteId),
      input.personId,
      input.sites.filter((site) => site.actor.roles.includes('technician')).map((site) => site.siteId),
    ],
    'repairs-mine',
  );
  const actorOf = new Map(input.sites.map((site) => [site.siteId, site.actor]));
  return { rows: rows.map((row) => toRow(row, actorOf.get(row.state.siteId) ?? { personId: input.personId, roles: [] })), next: null };
};

/** Hits are judged by what the order says now: a row of the index may be of a program of before, which put more into it. */
const isHit = (order: RepairOrder, q: string, number: string | undefined): boolean =>
  wordsOf(searchTexts(order)).includes(foldText(q)) || (number !== undefined && wholeNumber(order.reporterPhone) === number);

export const searchOrders = async (
  reader: Reader,
  input: { siteId: string; actor: RepairActor; q: string; before?: string | undefined },
): Promise<Page> => {
  const { grams, pattern } = questionOf(input.siteId, input.q);
  const number = mayReadPhone(input.actor) ? wholeNumber(input.q) : undefined;
  const byNumber = number === undefined ? undefined : numberQuestion(input.siteId, number);
  const rows = await reader.query<ListRow>(
    `${SELECT}, f.received_at as sort_at
       from (select repair_id, received_at from search_repairs($1, $3, $4, $5::timestamptz, 51)
              union select repair_id, received_at from search_repairs($1, $6, $7, $5::timestamptz, 51) where $6::int[] is not null
              order by received_at desc limit 51) f
       join repairs r on r.site_id = $1 and r.id = f.repair_id ${JOINS}
      where ${scopeSql(input.actor)} order by f.received_at desc`,
    [input.siteId, input.actor.personId, grams, pattern, input.before ?? 'infinity', byNumber?.grams ?? null, byNumber?.pattern ?? null],
  );
  const page = rows.slice(0, 50).filter((row) => isHit(row.state, input.q, number));
  return { rows: page.map((row) => toRow(row, input.actor)), next: rows.length > 50 ? String(rows[49]?.sort_at) : null };
};

export const findAtPlace = async (reader: Reader, input: { siteId: string; placeId: string; actor: RepairActor }): Promise<Page> => {
  const rows = await reader.query<ListRow>(
    `${SELECT}, r.received_at as sort_at from repairs r ${JOINS}
      where r.site_id = $1 and r.place_id = $2 and r.open order by r.received_at desc limit 10`,
    [input.siteId, input.placeId],
    'repairs-at-place',
  );
  // Whoever reports a fault is told that it is open already; of somebody else's order only what is told to many.
  return { rows: rows.map((row) => (maySee(row.state, input.actor) ? toRow(row, input.actor) : { ...toRow(row, input.actor), item: wordsForMany(row.state.item, row.state.reporterName), reporter: null, technician: null, technicianId: null, allowed: [] })), next: null };
};

/** The last order of a kind at a place that was finished within the days given: a repeat (M-25). */
export const findRepeat = async (reader: Reader, input: { siteId: string; placeId: string; typeId: string; since: string }): Promise<string | undefined> => {
  const rows = await reader.query<{ id: string }>(
    `select id from repairs where site_id = $1 and place_id = $2 and type_id = $3 and signed_off_at >= $4 order by received_at desc limit 1`,
    [input.siteId, input.placeId, input.typeId, input.since],
    'repair-repeat',
  );
  return rows[0]?.id;
};

type OrderCounts = OutputOf<typeof countRepairs>;

export const countOrders = async (reader: Reader, input: { siteId: string; actor: RepairActor; now: string; minorSince: string; callBackMinutes: readonly number[] }): Promise<OrderCounts> => {
  const rows = await reader.query<OrderCounts>(
    `select count(*) filter (where r.status = 'issued' and r.technician_id is null) as to_notify,
            count(*) filter (where r.next_due_at < $3) as late,
            count(*) filter (where r.status = 'on_hold') as on_hold,
            count(*) filter (where (r.state->>'onSpot')::boolean and not (r.state->>'confirmedByDesk')::boolean) as to_confirm,
            count(*) filter (where r.signed_off_at is not null and r.desk_copy is not null and r.desk_copy <> 'returned') as copies_out,
            count(*) filter (where r.follow_up_open) as follow_up,
            count(*) filter (where r.place_id is null) as to_locate,
            count(*) filter (where r.signed_off_at is null and r.state->'vendor' is null and r.received_at < $4) as over_target,
            count(*) filter (where ${callBack('$3', '$5')}) as call_back,
            (select count(*) from (select from repairs r where r.site_id = $1 and r.repeat_open and ${scopeSql(input.actor)} limit 500) w) as repeats,
            count(*) as open
       from (select * from repairs r where r.site_id = $1 and r.open and ${scopeSql(input.actor)} limit 2000) r`,
    [input.siteId, input.actor.personId, input.now, input.minorSince, [...input.callBackMinutes]],
  );
  return rows[0] ?? { to_notify: 0, late: 0, on_hold: 0, to_confirm: 0, copies_out: 0, follow_up: 0, repeats: 0, to_locate: 0, over_target: 0, call_back: 0, open: 0 };
};
