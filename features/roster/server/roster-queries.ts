import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { addDays, instantAt, isOpeningDay, yearKnown, type LocalDate } from '../../../platform/core/working-calendar.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Database, Reader, Transaction } from '../../../platform/server/database.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { gapsOn } from '../core/coverage.ts';
import type { PresenceState, Roster } from '../core/roster-contract.ts';
import type { Post, Shift, ShiftElsewhere } from '../core/shift.ts';

export type WorkerRow = { id: string; name: string; pinyin: string; initials: string; roles: Role[]; isHere: boolean };

export const postsOf = (reader: Reader, siteId: string): Promise<(Post & { sort: number })[]> =>
  reader.query('select id, name, role, needed, cover, is_fixed as "isFixed", sort from posts where site_id = $1 and archived_at is null order by sort, name limit 200', [siteId], 'roster-posts');

export const templatesOf = (reader: Reader, siteId: string): Promise<{ id: string; name: string; start: string; end: string }[]> =>
  reader.query('select id, name, starts as start, ends as "end" from shift_templates where site_id = $1 and archived_at is null order by starts, name limit 100', [siteId], 'roster-templates');

/** Who may be rostered: whoever works here at that moment. `isHere` false: has left, still named by old shifts. */
export const workersOf = (reader: Reader, siteId: string, at: Instant, named: readonly string[] = []): Promise<WorkerRow[]> =>
  reader.query<WorkerRow>(
    `select p.id, p.name, p.pinyin, p.initials, coalesce(array_agg(distinct m.role order by m.role) filter (where m.role is not null), '{}') as roles, count(m.role) > 0 as "isHere"
       from people p left join memberships m on m.person_id = p.id and m.site_id = $1 and not m.offered and p.ended_at is null and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2)
      where p.id in (select person_id from memberships where site_id = $1) and (m.role is not null or p.id = any ($3::uuid[]))
      group by p.id order by p.pinyin, p.id limit 2000`,
    [siteId, at, named],
    'roster-workers',
  );

/** Of a shift `s`: whether its person still works here when it begins. */
export const STILL_THERE = `exists (select from memberships m join people p on p.id = m.person_id where m.site_id = s.site_id and m.person_id = s.person_id and not m.offered
    and (p.ended_at is null or p.ended_at > s.starts_at) and (m.valid_until is null or m.valid_until > s.starts_at))`;
/** A shift of somebody whose work here ends before it begins stands in the plan and covers nothing. */
const SHIFT = `s.id, s.post_id as "postId", s.person_id as "personId", s.day::text as day, s.starts_at as "startsAt", s.ends_at as "endsAt",
  not ${STILL_THERE} as "hasLeft"`;

export const shiftsBetween = (reader: Reader, siteId: string, from: LocalDate, to: LocalDate): Promise<Shift[]> =>
  reader.query(`select ${SHIFT} from shifts s where s.site_id = $1 and s.day between $2::date and $3::date and s.cancelled_at is null order by s.day, s.starts_at, s.id limit 10000`, [siteId, from, to], 'roster-shifts');

/** Names by id, of people who are or were here. */
export const namesOf = async (reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  ids.length === 0 ? new Map() : new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [[...new Set(ids)]], 'people-names')).map((row) => [row.id, row.name]));

/** What of the coming roster hangs on a person who is about to leave. */
export const comingShiftsOf = (database: Database, siteId: string, personId: string, now: Instant): Promise<{ feature: string; id: string; label: string }[]> =>
  database.read([siteId], (reader) =>
    reader.query(
      `select 'roster' as feature, s.id, concat_ws(' ', to_char(s.day, 'MM-DD'), p.name) as label from shifts s join posts p on p.site_id = s.site_id and p.id = s.post_id
        where s.site_id = $1 and s.person_id = $2 and s.ends_at > $3 and s.cancelled_at is null order by s.starts_at limit 60`,
      [siteId, personId, now],
      'roster-of-leaver',
    ),
  );

/** Shifts that touch a moment or the day around it. */
export const shiftsAround = (reader: Reader, siteId: string, from: LocalDate, to: LocalDate): Promise<Shift[]> => shiftsBetween(reader, siteId, addDays(from, -1), to);

/** Each centre plans under its own lock: whoever plans a person in another one is waited for, so that what is asked behind this holds. */
export const holdPeople = (trx: Transaction, personIds: readonly string[]): Promise<unknown> =>
  trx.query(`select pg_advisory_xact_lock(hashtextextended('foyer-shifts-' || id, 0)) from (select distinct id from unnest($1::text[]) id order by id) people`, [personIds], 'shifts-hold-people');

export const elsewhereBetween = (reader: Reader, siteId: string, from: Instant, to: Instant): Promise<ShiftElsewhere[]> =>
  reader.query(
    `select person_id as "personId", site_name as "siteName", is_fixed as "isFixed", starts_at as "startsAt", ends_at as "endsAt" from shifts_elsewhere($1, $2, $3) order by starts_at limit 5000`,
    [siteId, from, to],
    'roster-elsewhere',
  );

export const readRoster = async (reader: Reader, site: SiteRow, from: LocalDate, count: number, now: Instant): Promise<Roster> => {
  const calendar = calendarOf(site);
  const days = Array.from({ length: count }, (_, index) => addDays(from, index));
  const last = days.at(-1) ?? from;
  const [fromAt, toAt] = [instantAt(site.zone, addDays(from, -1), '00:00'), instantAt(site.zone, addDays(last, 2), '00:00')];
  const [posts, templates, shifts, elsewhere, heads] = await Promise.all([
    postsOf(reader, site.id),
    templatesOf(reader, site.id),
    shiftsBetween(reader, site.id, addDays(from, -1), last),
    elsewhereBetween(reader, site.id, fromAt, toAt),
    reader.query<{ version: number }>('select version from rosters where site_id = $1', [site.id], 'roster-version'),
  ]);
  const people = await workersOf(reader, site.id, now, [...new Set(shifts.map((shift) => shift.personId))]);
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? '';
  return {
    from,
    days: days.map((day) => {
      const holiday = calendar.holidays[day];
      return { day, holiday: holiday?.off ? holiday.name : null, isWorkday: holiday !== undefined && !holiday.off, isOpen: isOpeningDay(calendar, day) };
    }),
    yearsUnknown: [...new Set(days.map((day) => Number(day.slice(0, 4))))].filter((year) => !yearKnown(calendar, year)),
    posts, templates, people,
    shifts: shifts.filter((shift) => shift.day >= from).map((shift) => ({ ...shift, hasLeft: shift.hasLeft === true })),
    elsewhere,
    gaps: days.flatMap((day) => gapsOn(calendar, day, posts, shifts)).map((gap) => ({ ...gap, left: gap.left.map(nameOf) })),
    version: heads[0]?.version ?? 0,
  };
};

export type PresenceRow = { personId: string; state: PresenceState; backAt: Instant | null; note: string | null; setAt: Instant };
export const presencesOf = (reader: Reader, siteId: string): Promise<PresenceRow[]> =>
  reader.query(`select person_id as "personId", state, back_at as "backAt", note, set_at as "setAt" from presence where site_id = $1 limit 2000`, [siteId], 'presence-list');
