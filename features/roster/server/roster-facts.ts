import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { addDays, localDate, localTime, type LocalDate } from '../../../platform/core/working-calendar.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { presenceAt, type Presence } from '../core/presence.ts';
import type { PresenceState } from '../core/roster-contract.ts';
import { isOnAt, nearestShift } from '../core/shift.ts';
import { HANDOVERS_BACK_MS, OWN_ORDERS, standInOf, type DutyFacts } from './duty.ts';
import { postsOf, presencesOf, shiftsAround, STILL_THERE, templatesOf, workersOf } from './roster-queries.ts';

export type WhoIsThere = { readonly staff: readonly { personId: string; roles: Role[]; onDuty: Role[]; standsIn: boolean; isOff: boolean }[]; readonly rostered: readonly Role[] };

type Row = {
  staff: { personId: string; roles: Role[] }[] | null;
  posts: DutyFacts['posts'] | null;
  shifts: DutyFacts['shifts'] | null;
  handovers: DutyFacts['handovers'] | null;
  deskAgents: DutyFacts['deskAgents'] | null;
  ownOrders: DutyFacts['ownOrders'] | null;
  presences: ({ personId: string } & Presence)[] | null;
};

/** jsonb writes instants in PostgreSQL's own form. */
const instant = (text: string): Instant => new Date(text).toISOString();
const instantOrNull = (text: string | null): Instant | null => (text === null ? null : instant(text));

/**
 * Who works at a centre, who of them is on duty as what, and which roles the centre plans by a roster at all. One
 * statement: it is asked in the transaction of every broken deadline.
 */
export const whoIsThere = async (query: Query, site: SiteRow, now: Instant): Promise<WhoIsThere> => {
  const today = localDate(now, site.zone);
  const rows = await query<Row>(
    `select
       (select jsonb_agg(m) from (select person_id as "personId", array_agg(role) as roles from memberships
          where site_id = $1 and not offered and valid_from <= $2 and (valid_until is null or valid_until > $2) group by person_id limit 2000) m join people p on p.id = m."personId" and p.ended_at is null) as staff,
       (select jsonb_agg(jsonb_build_object('id', id, 'role', role)) from posts where site_id = $1 and archived_at is null) as posts,
       (select jsonb_agg(jsonb_build_object('postId', post_id, 'personId', person_id, 'startsAt', starts_at, 'endsAt', ends_at)) from shifts s where site_id = $1 and day between $3 and $4 and cancelled_at is null and ${STILL_THERE}) as shifts,
       (select jsonb_agg(h) from (select giver_id as "giverId", max(taken_at) as at from handovers where site_id = $1 and taken_at >= $5 group by giver_id) h) as handovers,
       (select jsonb_agg(jsonb_build_object('personId', person_id, 'until', valid_until)) from memberships where site_id = $1 and role = 'desk_agent' and not offered and valid_from <= $2) as "deskAgents",
       (select jsonb_agg(o) from (${OWN_ORDERS}) o) as "ownOrders",
       (select jsonb_agg(jsonb_build_object('personId', person_id, 'state', state, 'backAt', back_at, 'setAt', set_at)) from presence where site_id = $1) as presences`,
    [site.id, now, addDays(today, -2), addDays(today, 1), new Date(Date.parse(now) - HANDOVERS_BACK_MS).toISOString()],
    'who-is-there',
  );
  const row = rows[0];
  const posts = row?.posts ?? [];
  const shifts = (row?.shifts ?? []).map((shift) => ({ ...shift, startsAt: instant(shift.startsAt), endsAt: instant(shift.endsAt) }));
  const around = { posts, shifts, handovers: (row?.handovers ?? []).map(({ giverId, at }) => ({ giverId, at: instant(at) })), deskAgents: (row?.deskAgents ?? []).map(({ personId, until }) => ({ personId, until: instantOrNull(until) })), ownOrders: (row?.ownOrders ?? []).map((order) => ({ ...order, startsAt: instant(order.startsAt), endsAt: instant(order.endsAt) })) };
  const presences = new Map((row?.presences ?? []).map(({ personId, state, backAt, setAt }) => [personId, { state, backAt: instantOrNull(backAt), setAt: instant(setAt) }]));
  const roleOf = new Map(posts.map((post) => [post.id, post.role]));
  const on = shifts.filter((shift) => isOnAt(shift, now));
  return {
    staff: (row?.staff ?? []).map(({ personId, roles }) => {
      const standsIn = roles.includes('duty_officer') && standInOf(site, around, personId, now);
      const held = on.flatMap((shift) => (shift.personId === personId ? [roleOf.get(shift.postId)] : [])).filter((role) => role !== undefined);
      return { personId, roles, onDuty: [...new Set<Role>([...held, ...(standsIn ? (['desk_agent'] as const) : [])])], standsIn, isOff: presenceAt(presences.get(personId), now).state === 'off' };
    }),
    // A centre that planned nothing for these days is not kept from hearing anything.
    rostered: shifts.length > 0 ? [...new Set(posts.map((post) => post.role))] : [],
  };
};

/** Put into the transaction that says it: somebody is in; a handover is given. */
export const ROSTER_JOBS = { back: 'roster.back', handed: 'roster.handed' } as const;

export type PresenceNow = { readonly state: PresenceState; readonly backAt: Instant | null; /** When it was said; null where nobody said anything. */ readonly setAt: Instant | null };

/** Where everybody of a centre is, as it was said and still holds (T-30); nobody is `unknown` by guess. */
export const presencesNow = async (reader: Reader, siteId: string, now: Instant): Promise<ReadonlyMap<string, PresenceNow>> =>
  new Map((await presencesOf(reader, siteId)).map((row) => [row.personId, { ...presenceAt(row, now), setAt: row.setAt }]));

/** Who stands at a post now, by the roster. */
export const onShiftNow = async (reader: Reader, site: { readonly id: string; readonly zone: string }, now: Instant): Promise<ReadonlySet<string>> => {
  const today = localDate(now, site.zone);
  return new Set((await shiftsAround(reader, site.id, addDays(today, -1), today)).filter((shift) => isOnAt(shift, now) && !shift.hasLeft).map((shift) => shift.personId));
};

/** Counting and locking up begin before a shift and end after it. */
const GRACE_MINUTES = 120;
export type ShiftNamed = { readonly personId: string; readonly role: Role; /** 早班 08:30–18:00: by the template whose hours it has, else the hours alone. */ readonly words: string; readonly startsAt: Instant; readonly endsAt: Instant };

/** The shifts that touch a day, as the roster calls them. */
export const shiftsNamed = async (reader: Reader, site: { readonly id: string; readonly zone: string }, day: LocalDate): Promise<ShiftNamed[]> => {
  const [shifts, templates, posts] = await Promise.all([shiftsAround(reader, site.id, day, day), templatesOf(reader, site.id), postsOf(reader, site.id)]);
  const hours = (start: string, end: string): string => `${start}–${end === '24:00' ? '00:00' : end}`;
  const names = new Map(templates.map((template) => [hours(template.start, template.end), template.name]));
  return shifts.flatMap(({ personId, postId, startsAt, endsAt, hasLeft }) => {
    const role = posts.find((post) => post.id === postId)?.role;
    const own = hours(localTime(startsAt, site.zone), localTime(endsAt, site.zone));
    return hasLeft || !role || localDate(endsAt, site.zone) < day ? [] : [{ personId, role, startsAt, endsAt, words: [names.get(own), own].filter(Boolean).join(' ') }];
  });
};

/** Which shift somebody is in, by the roster; undefined where none is planned. */
export const shiftOf = async (reader: Reader, site: { readonly id: string; readonly zone: string }, personId: string, at: Instant): Promise<string | undefined> =>
  nearestShift((await shiftsNamed(reader, site, localDate(at, site.zone))).filter((shift) => shift.personId === personId), at, GRACE_MINUTES)?.words;

/** Who works in a centre now. */
export const colleaguesOf = async (reader: Reader, siteId: string, now: Instant): Promise<{ id: string; name: string; pinyin: string; initials: string }[]> =>
  (await workersOf(reader, siteId, now)).filter((worker) => worker.isHere).map(({ id, name, pinyin, initials }) => ({ id, name, pinyin, initials }));
