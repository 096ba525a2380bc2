import type { AlertDraft, AlertEnd } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, type LocalDate, type SiteCalendar } from '../../../platform/core/working-calendar.ts';
import type { ClockRow } from '../../../platform/server/clock-store.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { daysOf, eveOf, isWorkday, nextEve, runAfterEve, runOf, type DayRun } from '../core/holiday-run.ts';
import { packetAlerts, runEnds, runGapAlert } from '../core/roster-alerts.ts';
import type { Post, Shift } from '../core/shift.ts';
import { namedGaps } from './named-gaps.ts';
import { postsOf, shiftsBetween } from './roster-queries.ts';

export const PACKET_CLOCK = 'roster.packet';
const packetTime = (site: SiteRow): string => parameterValues(site.parameters)['roster.packet_at'];

/** The clock of the next eve: the last working day before days off (M-51). None where the calendar knows no such day. */
export const packetClock = (site: SiteRow, now: Instant): ClockRow[] => {
  const calendar = calendarOf(site);
  const time = packetTime(site);
  const today = localDate(now, site.zone);
  const eve = nextEve(calendar, now < instantAt(site.zone, today, time) ? today : addDays(today, 1));
  if (!eve) return [];
  return [
    {
      clock: PACKET_CLOCK,
      round: Number(eve.replaceAll('-', '')),
      rule: { clause: 'M-51', origin: 'house', basis: 'opening-days', parameter: 'roster.packet_at', value: time, calendarVersion: site.version },
      startedAt: now, warnAt: null, dueAt: instantAt(site.zone, eve, time), warnedAt: null, breachedAt: null, stoppedAt: null, cancelledAt: null, metLate: false,
    },
  ];
};

/** Which days of the run each officer has. */
export const officersOf = (posts: readonly Post[], shifts: readonly Shift[], run: DayRun): ReadonlyMap<string, readonly LocalDate[]> => {
  const duty = new Set(posts.filter((post) => post.role === 'duty_officer').map((post) => post.id));
  const own = shifts.filter((shift) => duty.has(shift.postId) && !shift.hasLeft && shift.day >= run.from && shift.day <= run.to);
  return new Map([...Map.groupBy(own, (shift) => shift.personId)].map(([personId, all]) => [personId, [...new Set(all.map((shift) => shift.day))]]));
};

const readRun = async (trx: Transaction, site: SiteRow, run: DayRun): Promise<{ posts: Post[]; shifts: Shift[] }> => {
  const [posts, shifts] = await Promise.all([postsOf(trx, site.id), shiftsBetween(trx, site.id, addDays(run.from, -1), run.to)]);
  return { posts, shifts };
};

/** What the eve says: the packet to every officer of the coming days, and to the manager what nobody covers. */
export const eveNews = async (trx: Transaction, site: SiteRow, eve: LocalDate, now: Instant): Promise<{ run: DayRun; officers: readonly string[]; alerts: AlertDraft[] } | undefined> => {
  const run = runAfterEve(calendarOf(site), eve);
  // A program that slept through the days off does not speak of them.
  if (!run || run.to < localDate(now, site.zone)) return undefined;
  const { posts, shifts } = await readRun(trx, site, run);
  const officers = officersOf(posts, shifts, run);
  const gaps = await namedGaps(trx, site, daysOf(run), posts, shifts);
  return { run, officers: [...officers.keys()], alerts: [...packetAlerts(run, officers), ...runGapAlert(run, gaps)] };
};

/** The run whose packets are out at a moment: from the hour of its eve to the end of its last day. */
export const runUnderWay = (calendar: SiteCalendar, time: string, now: Instant): DayRun | undefined => {
  const today = localDate(now, calendar.zone);
  const run = isWorkday(calendar, today) ? runAfterEve(calendar, today) : runOf(calendar, today);
  return run && now >= instantAt(calendar.zone, eveOf(run), time) ? run : undefined;
};

/** Whoever takes over a duty after the eve gets the packet then. */
export const lateOfficers = async (trx: Transaction, site: SiteRow, now: Instant): Promise<AlertDraft[]> => {
  const run = runUnderWay(calendarOf(site), packetTime(site), now);
  if (!run) return [];
  const { posts, shifts } = await readRun(trx, site, run);
  const today = localDate(now, site.zone);
  return packetAlerts(run, new Map([...officersOf(posts, shifts, run)].filter(([, days]) => days.some((day) => day >= today))));
};

/** On the first working day after a run its packets are put away. */
export const runOver = (site: SiteRow, now: Instant): AlertEnd[] => {
  const calendar = calendarOf(site);
  const today = localDate(now, site.zone);
  const run = isWorkday(calendar, today) ? runOf(calendar, addDays(today, -1)) : undefined;
  return run ? runEnds(run) : [];
};
