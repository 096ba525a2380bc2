import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import type { OutputOf } from '../../../platform/core/contract.ts';
import { addDays, localDate } from '../../../platform/core/working-calendar.ts';
import type { Caller, StandIn } from '../../../platform/server/caller.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Database, Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { gapsOn } from '../core/coverage.ts';
import { presenceAt } from '../core/presence.ts';
import type { getDuty } from '../core/roster-contract.ts';
import { isOnAt, overlaps, type Post, type Shift } from '../core/shift.ts';
import { AFTER_DUTY_HOURS, standsInForDesk } from '../core/substitution.ts';
import { namesOf, postsOf, presencesOf, shiftsAround, workersOf } from './roster-queries.ts';

const ofRole = <S extends { readonly postId: string; readonly hasLeft?: boolean }>(posts: readonly Pick<Post, 'id' | 'role'>[], shifts: readonly S[], role: string): S[] => {
  const ids = new Set(posts.filter((post) => post.role === role).map((post) => post.id));
  return shifts.filter((shift) => ids.has(shift.postId) && !shift.hasLeft);
};

/** When each duty officer last handed over what was theirs. */
const handedOver = (reader: Reader, siteId: string, since: Instant): Promise<{ giverId: string; at: Instant }[]> =>
  reader.query(`select giver_id as "giverId", max(taken_at) as at from handovers where site_id = $1 and taken_at >= $2 group by giver_id`, [siteId, since], 'handover-latest');

const deskAgentsOf = (reader: Reader, siteId: string, now: Instant): Promise<DeskAgent[]> =>
  reader.query(`select person_id as "personId", valid_until as until from memberships where site_id = $1 and role = 'desk_agent' and not offered and valid_from <= $2`, [siteId, now], 'desk-agents');

/** Who was sent where by whom (G-04), as long as nobody but who ordered it has said yes. */
export type OwnOrder = { readonly orderedBy: string; readonly personId: string; readonly fromPostId: string | null; readonly toPostId: string; readonly startsAt: Instant; readonly endsAt: Instant };
export const OWN_ORDERS = `select ordered_by as "orderedBy", person_id as "personId", from_post_id as "fromPostId", to_post_id as "toPostId", starts_at as "startsAt", least(ends_at, returned_at) as "endsAt" from reassignments where site_id = $1 and ends_at > $2::timestamptz - interval '72 hours' and (acknowledged_at is null or person_id = ordered_by)`;

/** How far back a handover still tells who gave the desk away. */
export const HANDOVERS_BACK_MS = 72 * 3_600_000;

type Handed = readonly { readonly giverId: string; readonly at: Instant }[];
/** Who holds the desk's rights of their own, and until when. */
export type DeskAgent = { readonly personId: string; readonly until: Instant | null };
type Around = { readonly posts: readonly Post[]; readonly shifts: readonly Shift[]; readonly handovers: Handed; readonly deskAgents: readonly DeskAgent[]; readonly ownOrders: readonly OwnOrder[] };
/** As much of posts and shifts as it takes to say who stands in for the desk. */
export type DutyFacts = { readonly posts: readonly Pick<Post, 'id' | 'role'>[]; readonly shifts: readonly Omit<Shift, 'id' | 'day'>[]; readonly handovers: Handed; readonly deskAgents: readonly DeskAgent[]; readonly ownOrders: readonly OwnOrder[] };
const readAround = async (reader: Reader, site: SiteRow, now: Instant): Promise<Around> => {
  const today = localDate(now, site.zone);
  const [posts, shifts, handovers, deskAgents, ownOrders] = await Promise.all([
    postsOf(reader, site.id),
    shiftsAround(reader, site.id, addDays(today, -1), addDays(today, 1)),
    handedOver(reader, site.id, new Date(Date.parse(now) - HANDOVERS_BACK_MS).toISOString()),
    deskAgentsOf(reader, site.id, now),
    reader.query<OwnOrder>(OWN_ORDERS, [site.id, now], 'own-orders'),
  ]);
  return { posts, shifts, handovers, deskAgents, ownOrders };
};

export const standInOf = (site: SiteRow, around: DutyFacts, personId: string, now: Instant): boolean => {
  const calendar = calendarOf(site);
  // Somebody sent to the desk (G-04) sits there without its rights: the work is still the officer's.
  // Nor does an officer make the gap alone: whom he sent away keeps the desk until they say they go, and nobody puts himself on duty.
  const own = around.ownOrders.filter((order) => order.orderedBy === personId);
  const sentAway = own.flatMap(({ fromPostId, ...order }) => (fromPostId && order.personId !== personId ? [{ ...order, postId: fromPostId }] : []));
  const isByHimself = (duty: Omit<Shift, 'id' | 'day'>): boolean => own.some((order) => order.personId === personId && order.toPostId === duty.postId && overlaps(order, duty));
  const deskShifts = ofRole(around.posts, [...around.shifts, ...sentAway], 'desk_agent').filter((shift) => around.deskAgents.some((agent) => agent.personId === shift.personId && (agent.until === null || agent.until > shift.startsAt)));
  const handedOverAt = around.handovers.find((entry) => entry.giverId === personId)?.at;
  return ofRole(around.posts, around.shifts, 'duty_officer').some((duty) => duty.personId === personId && !isByHimself(duty) && standsInForDesk({ now, calendar, duty, deskShifts, handedOverAt }));
};

/** Would the desk's work be nobody's with this taker (M-52)? The giver stands in, the taker has neither its rights nor the duty that is on or comes next. */
export const leavesDesk = async (reader: Reader, site: SiteRow, { giverId, takerId }: { giverId: string; takerId: string }, now: Instant): Promise<boolean> => {
  const around = await readAround(reader, site, now);
  const isAgent = (personId: string): boolean => around.deskAgents.some((agent) => agent.personId === personId && (agent.until === null || agent.until > now));
  if (isAgent(giverId) || isAgent(takerId) || !standInOf(site, around, giverId, now)) return false;
  const soon = addMinutes(now, AFTER_DUTY_HOURS * 60);
  return !ofRole(around.posts, around.shifts, 'duty_officer').some((shift) => shift.personId === takerId && shift.endsAt > now && shift.startsAt <= soon);
};

/** Whom a sheet of this post is for: whoever is there now or comes next, else whoever has the role. An officer's goes to the desk too. */
export const takersOf = async (reader: Reader, site: SiteRow, sheet: { readonly post: string; readonly giverId: string }, now: Instant): Promise<string[]> => {
  const [around, workers] = await Promise.all([readAround(reader, site, now), workersOf(reader, site.id, now)]);
  const role = around.posts.find((post) => post.name === sheet.post)?.role;
  if (!role) return [];
  const posts = around.posts.filter((post) => post.name === sheet.post || (role === 'duty_officer' && post.role === 'desk_agent'));
  const planned = posts.flatMap((post) => {
    const ahead = around.shifts.filter((shift) => shift.postId === post.id && shift.personId !== sheet.giverId && !shift.hasLeft && shift.endsAt > now);
    const next = ahead.filter((shift) => shift.startsAt > now).map((shift) => shift.startsAt).sort()[0];
    return ahead.filter((shift) => isOnAt(shift, now) || shift.startsAt === next).map((shift) => shift.personId);
  });
  const named = planned.length > 0 ? planned : workers.filter((worker) => worker.isHere && worker.id !== sheet.giverId && worker.roles.includes(role)).map((worker) => worker.id);
  return [...new Set(named)];
};

/** What the officer who stands in for the desk has of its rights: repairs always, telephone and complaints where the centre says so. */
export const standInIn = (site: Pick<SiteRow, 'parameters'>): StandIn => {
  const values = parameterValues(site.parameters);
  return { as: 'desk_agent', features: ['repairs', ...(values['roster.duty_takes_phone'] === 1 ? ['telephone'] : []), ...(values['roster.duty_takes_complaints'] === 1 ? ['complaints'] : [])] };
};

/**
 * M-51 as one rule of the permission function: the duty officer of the day stands in for the desk in the features
 * the centre names (repairs always; telephone and complaints where it says so). Asked only for people who may be on duty.
 */
export const standIns =
  (database: Database) =>
  async (caller: Caller, now: Instant): Promise<ReadonlyMap<string, StandIn>> => {
    const sites = [...caller.sites].filter(([, membership]) => membership.roles.includes('duty_officer') && !membership.roles.includes('desk_agent')).map(([id]) => id);
    if (sites.length === 0) return new Map();
    return database.read(sites, async (reader) => {
      const found = new Map<string, StandIn>();
      for (const siteId of sites) {
        const site = await loadSite(reader.query, siteId);
        if (site && standInOf(site, await readAround(reader, site, now), caller.personId, now)) {
          found.set(siteId, standInIn(site));
        }
      }
      return found;
    });
  };

/** Who is on, who has the desk, where everybody is, and what of today and tomorrow nobody covers. */
export const readDuty = async (reader: Reader, site: SiteRow, now: Instant): Promise<OutputOf<typeof getDuty>> => {
  const calendar = calendarOf(site);
  const today = localDate(now, site.zone);
  const [around, people, presences] = await Promise.all([readAround(reader, site, now), workersOf(reader, site.id, now), presencesOf(reader, site.id)]);
  const said = new Map(presences.map((row) => [row.personId, row]));
  const where = (personId: string) => presenceAt(said.get(personId), now);
  const onNow = around.shifts.filter((shift) => isOnAt(shift, now) && !shift.hasLeft);
  const gaps = [today, addDays(today, 1)].flatMap((day) => gapsOn(calendar, day, around.posts, around.shifts)).filter((gap) => gap.endsAt > now);
  const gone = await namesOf(reader, gaps.flatMap((gap) => gap.left));
  const officer = ofRole(around.posts, around.shifts, 'duty_officer').find((shift) => isOnAt(shift, now)) ?? ofRole(around.posts, around.shifts, 'duty_officer').find((shift) => shift.day === today);
  const name = (id: string): string => people.find((person) => person.id === id)?.name ?? '';
  return {
    now,
    holiday: calendar.holidays[today]?.off ? calendar.holidays[today].name : null,
    on: onNow.flatMap((shift) => {
      const post = around.posts.find((entry) => entry.id === shift.postId);
      const { state, backAt } = where(shift.personId);
      return post ? [{ personId: shift.personId, name: name(shift.personId), post: post.name, role: post.role, startsAt: shift.startsAt, endsAt: shift.endsAt, presence: state, backAt }] : [];
    }),
    dutyOfficer: officer ? { personId: officer.personId, name: name(officer.personId), hasDesk: standInOf(site, around, officer.personId, now) } : null,
    gaps: gaps.map((gap) => ({ ...gap, left: gap.left.map((id) => gone.get(id) ?? ''), post: around.posts.find((post) => post.id === gap.postId)?.name ?? '' })),
    people: people.map((person) => {
      const { state, backAt } = where(person.id);
      return { id: person.id, name: person.name, pinyin: person.pinyin, roles: person.roles, presence: state, backAt, note: state === 'unknown' ? null : (said.get(person.id)?.note ?? null) };
    }),
    hasRoster: around.posts.length > 0,
  };
};
