import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, spansOn, type LocalDate } from '../../../platform/core/working-calendar.ts';
import type { AppOptions } from '../../../platform/server/app.ts';
import type { Caller } from '../../../platform/server/caller.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import type { Packet } from '../core/brief-contract.ts';
import { daysOf, eveOf, runFrom } from '../core/holiday-run.ts';
import { askerOf, asStandIn, bookedBetween, openLines, type BookedSource, type HandoverSource } from './handover-sources.ts';
import { standInIn } from './duty.ts';
import { namedGaps } from './named-gaps.ts';
import { officersOf } from './packet-sweep.ts';
import { namesOf, postsOf, shiftsBetween, workersOf } from './roster-queries.ts';

export type PacketSources = {
  readonly open: readonly HandoverSource[];
  readonly booked: readonly BookedSource[];
  /** The most likely faults, by the centre's own history. */
  faults(reader: Reader, siteId: string, now: Instant): Promise<Packet['faults']>;
};

/** One page holds so many open matters; the rest is counted and stands on the screen. */
const OPEN_LINES = 14;
const BOOKED_LINES = 8;

const phonesOf = async (reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> =>
  new Map((await reader.query<{ id: string; phone: string | null }>('select id, phone from people where id = any($1) and ended_at is null', [[...new Set(ids)]], 'packet-phones')).map((row) => [row.id, row.phone]));

/** The officer's one page for the days off at hand, or else the next (M-51, M-52). Bounded by the days and the page, not by history. */
export const readPacket = async (reader: Reader, sources: PacketSources, input: { site: SiteRow; now: Instant; day: LocalDate | undefined; caller: Caller; grants: AppOptions['grants'] }): Promise<Packet | undefined> => {
  const { site, now } = input;
  const calendar = calendarOf(site);
  const run = runFrom(calendar, input.day ?? localDate(now, site.zone));
  if (!run) return undefined;
  const [days, back] = [daysOf(run), addDays(run.to, 1)];
  const [from, to] = [instantAt(site.zone, run.from, '00:00'), instantAt(site.zone, back, '00:00')];
  const [posts, planned, workers, numbers, faults] = await Promise.all([
    postsOf(reader, site.id),
    shiftsBetween(reader, site.id, addDays(run.from, -1), back),
    workersOf(reader, site.id, now),
    reader.query<{ desk: string }>('select desk_phone as desk from sites where id = $1', [site.id], 'packet-desk'),
    sources.faults(reader, site.id, now),
  ]);
  const shifts = planned.filter((shift) => shift.day <= run.to);
  const inRun = shifts.filter((shift) => shift.day >= run.from);
  const takers = planned.filter((shift) => shift.day === back && !shift.hasLeft && posts.some((post) => post.id === shift.postId && post.role === 'desk_agent'));
  const onShift = new Set(inRun.filter((shift) => !shift.hasLeft).map((shift) => shift.personId));
  const leaders = workers.filter((worker) => worker.roles.some((role) => role === 'property_manager' || role === 'engineering_head' || role === 'foreman'));
  const contacts = [...workers.filter((worker) => onShift.has(worker.id)), ...leaders.filter((worker) => !onShift.has(worker.id))];
  const mine = officersOf(posts, shifts, run).get(input.caller.personId) ?? [];
  // The officer of these days reads of the open what will be theirs to do.
  const as = askerOf(mine.length > 0 ? asStandIn(input.caller, site.id, standInIn(site)) : input.caller, site.id, input.grants);
  const [names, phones, gaps, lines, booked] = await Promise.all([
    namesOf(reader, [...inRun, ...takers].map((shift) => shift.personId)),
    phonesOf(reader, contacts.map((worker) => worker.id)),
    namedGaps(reader, site, days, posts, shifts),
    openLines(reader, sources.open, { siteId: site.id, now, as }),
    bookedBetween(reader, sources.booked, { siteId: site.id, from, to, as }),
  ]);
  const nameOf = (id: string): string => names.get(id) ?? '';
  const values = parameterValues(site.parameters);
  return {
    siteName: site.name, company: site.company, run: { ...run }, eve: eveOf(run), now, mine: [...mine],
    days: days.map((day) => ({
      day, weekday: Temporal.PlainDate.from(day).dayOfWeek, openings: spansOn(calendar, day).map((span) => ({ ...span })),
      posts: posts.flatMap((post) => {
        const people = inRun.filter((shift) => shift.day === day && shift.postId === post.id).map((shift) => ({ name: nameOf(shift.personId), from: shift.startsAt, to: shift.endsAt, hasLeft: shift.hasLeft === true }));
        return people.length > 0 ? [{ post: post.name, isDuty: post.role === 'duty_officer', people }] : [];
      }),
      gaps: gaps.filter((gap) => gap.day === day).map((gap) => ({ post: gap.post, from: gap.startsAt, to: gap.endsAt })),
    })),
    contacts: contacts.map((worker) => ({
      name: worker.name, phone: phones.get(worker.id) ?? null, roles: worker.roles, up: !onShift.has(worker.id),
      posts: posts.filter((post) => inRun.some((shift) => shift.personId === worker.id && shift.postId === post.id)).map((post) => post.name),
    })),
    complaintsPhone: site.complaintsPhone, deskPhone: numbers[0]?.desk ?? '',
    open: { lines: lines.slice(0, OPEN_LINES).map((line) => ({ ...line })), left: Math.max(0, lines.length - OPEN_LINES) },
    booked: booked.slice(0, BOOKED_LINES),
    faults, may: { phone: values['roster.duty_takes_phone'] === 1, complaints: values['roster.duty_takes_complaints'] === 1 },
    handover: { day: back, takers: [...new Set(takers.map((shift) => nameOf(shift.personId)))] },
  };
};
