import type { Reader } from '../../../platform/server/database.ts';
import type { OutputOf } from '../../../platform/core/contract.ts';
import { maskPhone } from '../../../platform/core/mask-numbers.ts';
import { roundOf } from '../../../platform/core/clock-rule.ts';
import { loadClocks, nextDue, type ClockRow } from '../../../platform/server/clock-store.ts';
import type { Saved } from '../../../platform/server/command-runner.ts';
import { readTimeline } from '../../../platform/server/journal.ts';
import { isSlipAfter, needsPlace, owesFollowUp, type RepairOrder } from '../core/repair-order.ts';
import type { ClockView, countRepairs, FILTERS, RepairRow, RepairView, TimelineLine } from '../core/repair-contract.ts';
import { allowedSteps, mayReadNotes, mayReadPhone, mayReadSpotChecks, maySee, phoneFor, scopeOf, type RepairActor } from '../core/repair-permissions.ts';
import { foldText, questionOf, wordsOf } from '../../../platform/server/text-search.ts';
import { wordsForMany } from '../core/group-text.ts';
import { numberQuestion, searchTexts, wholeNumber } from './repair-store.ts';

export type RepairFilter = (typeof FILTERS)[number];

export type ListRow = {
  state: RepairOrder;
  version: number;
  place: string | null;
  in_room: boolean | null;
  technician: string | null;
  siteName: string;
  next_due_at: string | null;
  next_clock: string | null;
  rule: { clause: string; origin: 'plan' | 'house' } | null;
  sort_at: string;
};

export const SELECT = `
  select r.state, r.version, p.name as place, p.in_room, t.name as technician, s.name as "siteName", r.next_due_at, r.next_clock, c.rule`;
export const JOINS = `
  join sites s on s.id = r.site_id
  left join places p on p.site_id = r.site_id and p.id = r.place_id
  left join people t on t.id = r.technician_id
  left join clocks c on c.site_id = r.site_id and c.subject = r.id and c.clock = r.next_clock and c.stopped_at is null and c.cancelled_at is null
   and (r.state->>'visit')::int in (c.round, -c.round / 1000)`;

export const toRow = (row: Omit<ListRow, 'sort_at'>, actor: RepairActor): RepairRow => {
  const order = row.state;
  return {
    id: order.id,
    siteId: order.siteId,
    siteName: row.siteName,
    version: row.version,
    kind: order.kind,
    status: order.status,
    logNumber: order.logNumber,
    orderNumber: order.orderNumber ?? null,
    placeId: order.placeId ?? null,
    place: row.place ?? order.placeText,
    inRoom: row.in_room ?? false,
    item: order.item,
    urgent: order.urgent,
    beforeOpening: order.beforeOpening,
    reporter: order.reporterName ?? null,
    technician: row.technician,
    technicianId: order.technicianId ?? null,
    receivedAt: order.receivedAt,
    appointmentAt: order.appointmentAt ?? null,
    holdReason: order.status === 'on_hold' ? (order.hold?.reason ?? null) : null,
    nextClock: row.next_clock,
    nextDueAt: row.next_due_at,
    nextClause: row.rule?.clause ?? null,
    nextOrigin: row.rule?.origin ?? null,
    deskCopy: order.copies.desk?.custody ?? null,
    followUpOpen: owesFollowUp(order),
    repeatOf: order.repeatOf ?? null,
    needsConfirm: order.onSpot && !order.confirmedByDesk,
    slipAfter: isSlipAfter(order),
    needsPlace: needsPlace(order),
    isUnsigned: order.noSignature !== undefined,
    allowed: allowedSteps(order, actor),
  };
};

/** The list's half of the policy whose other half is `maySee`; `$2` is the person, always used so that plans stay one. */
export const scopeSql = (actor: RepairActor): string => {
  if (scopeOf(actor) === 'all') return '$2::uuid is not null';
  const parts = ['r.intake_by = $2'];
  if (actor.roles.includes('technician')) parts.push('r.technician_id = $2', `(r.technician_id is null and r.status = 'issued')`);
  if (actor.roles.includes('storekeeper')) parts.push(`r.status <> 'logged'`);
  return scopeOf(actor) === 'none' ? '$2::uuid is null' : `(${parts.join(' or ')})`;
};

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

const toClockView = (row: ClockRow): ClockView => ({
  clock: row.clock,
  round: row.round,
  clause: row.rule.clause,
  origin: row.rule.origin,
  basis: row.rule.basis,
  value: row.rule.value,
  startedAt: row.startedAt,
  warnAt: row.warnAt,
  dueAt: row.dueAt,
  stoppedAt: row.stoppedAt,
  breachedAt: row.breachedAt,
  cancelledAt: row.cancelledAt,
  metLate: row.metLate,
});

/** Everybody an order mentions, for their names. */
const peopleOf = (order: RepairOrder): string[] => [
  ...new Set([order.intakeBy, order.technicianId, order.vouched?.leaderId, ...Object.values(order.marks).map((mark) => mark.by), ...Object.values(order.written).map((mark) => mark.by), ...order.notes.map((note) => note.by), order.followUp?.by, ...(order.spotChecks ?? []).map((check) => check.by)].filter((id): id is string => Boolean(id))),
];

/** One order as this person may see it; undefined when it is not theirs to see. */
const orderView = (row: Omit<ListRow, 'sort_at'>, clocks: readonly ClockRow[], names: readonly { id: string; name: string }[], actor: RepairActor): RepairView => {
  const order = row.state;
  const { reporterPhone: _phone, notes, spotChecks, pastRatings, ...rest } = order;
  return {
    row: toRow(row, actor),
    order: {
      ...rest,
      ...phoneFor(order, actor),
      notes: mayReadNotes(order, actor) ? [...notes] : [],
      photos: [...order.photos],
      materials: [...order.materials],
      notifications: [...order.notifications],
      urges: [...order.urges],
      ...(pastRatings ? { pastRatings: [...pastRatings] } : {}),
      ...(spotChecks && mayReadSpotChecks(order, actor) ? { spotChecks: [...spotChecks] } : {}),
    },
    clocks: clocks.map(toClockView),
    names: Object.fromEntries(names.map((person) => [person.id, person.name])),
  };
};

export const viewOrder = async (reader: Reader, input: { siteId: string; id: string; actor: RepairActor }): Promise<RepairView | undefined> => {
  const [rows, clocks] = await Promise.all([
    reader.query<Omit<ListRow, 'sort_at'>>(`${SELECT} from repairs r ${JOINS} where r.site_id = $1 and r.id = $2`, [input.siteId, input.id], 'repair-view'),
    loadClocks(reader.query, input.siteId, input.id),
  ]);
  const row = rows[0];
  if (!row || !maySee(row.state, input.actor)) return undefined;
  const names = await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [peopleOf(row.state)], 'people-names');
  return orderView(row, clocks, names, input.actor);
};

/** The view of an order that is just being saved: all is known but names, and mostly even those. */
export const viewSaved = async (reader: Reader, saved: Saved<RepairOrder>, actor: RepairActor, actorName?: string): Promise<RepairView | undefined> => {
  const { state: order, version, clocks, site } = saved;
  const people = peopleOf(order);
  const isKnown = actorName !== undefined && !order.placeId && people.every((id) => id === actor.personId);
  const names = isKnown
    ? [{ id: actor.personId, name: actorName, in_room: false }]
    : await reader.query<{ id: string; name: string; in_room: boolean }>(
        'select id, name, false as in_room from people where id = any($1) union all select id, name, in_room from places where site_id = $2 and id = $3',
        [people, order.siteId, order.placeId ?? null],
        'order-names',
      );
  if (!maySee(order, actor)) return undefined;
  const nameOf = (id: string | undefined): string | null => names.find((row) => row.id === id)?.name ?? null;
  const next = nextDue(clocks);
  const row = {
    state: order, version, place: nameOf(order.placeId), in_room: names.find((entry) => entry.id === order.placeId)?.in_room ?? false, technician: nameOf(order.technicianId), siteName: site.name,
    next_due_at: next?.dueAt ?? null, next_clock: next?.clock ?? null, rule: next && roundOf(next.round) === order.visit ? next.rule : null,
  };
  return orderView(row, clocks, names.filter((entry) => entry.id !== order.placeId), actor);
};

const PRIVATE_TEXTS: ReadonlySet<string> = new Set(['NoteAdded']);
const OF_CONDUCT: ReadonlySet<string> = new Set(['VisitInspected']);

export const viewTimeline = async (reader: Reader, input: { siteId: string; id: string; actor: RepairActor }): Promise<TimelineLine[] | undefined> => {
  const [orders, entries] = await Promise.all([
    reader.query<{ state: RepairOrder }>('select state from repairs where site_id = $1 and id = $2', [input.siteId, input.id], 'repair-state'),
    readTimeline(reader, input.siteId, input.id),
  ]);
  const order = orders[0]?.state;
  if (!order || !maySee(order, input.actor)) return undefined;
  const actors = [...new Set(entries.map((entry) => entry.actor).filter((id): id is string => id !== null))];
  const names = new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [actors], 'people-names')).map((person) => [person.id, person.name]));
  const readsNotes = mayReadNotes(order, input.actor);
  const readsChecks = mayReadSpotChecks(order, input.actor);
  return entries.filter((entry) => readsChecks || !OF_CONDUCT.has(entry.event)).map((entry) => {
    const { reporterPhone, ...text } = (entry.text ?? {}) as Record<string, unknown>;
    const hidden = entry.text === null || (PRIVATE_TEXTS.has(entry.event) && !readsNotes);
    const phone = typeof reporterPhone === 'string' ? { reporterPhone: maskPhone(reporterPhone) } : {};
    return { ...entry, text: hidden ? null : { ...text, ...phone }, actorName: entry.actor ? (names.get(entry.actor) ?? null) : null };
  });
};
