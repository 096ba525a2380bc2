import type { AlertEnd } from '../../../platform/core/alert.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { addDays, localDate } from '../../../platform/core/working-calendar.ts';
import { clocksWrite, type ClockRow } from '../../../platform/server/clock-store.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import { writeTogether, type Reader, type Transaction } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { lastDue, nextDue, roundOfChange, shiftChanges, unwrittenOf, UNWRITTEN_CLOCK, type Leaving, type ShiftChange, type Written } from '../core/shift-change.ts';
import { postsOf, shiftsBetween } from './roster-queries.ts';

/** Longer than any run of closed days. */
const DAYS_AROUND = 12;
const minutesOf = (site: SiteRow): number => parameterValues(site.parameters)['roster.handover_unwritten'];

const FOUND = `site_id = $1 and clock = '${UNWRITTEN_CLOCK}' and breached_at is not null and stopped_at is null and cancelled_at is null`;
const foundRounds = async (reader: Reader, siteId: string): Promise<number[]> => (await reader.query<{ round: number }>(`select round from clocks where ${FOUND}`, [siteId], 'unwritten-found')).map((row) => row.round);

const readChanges = async (reader: Reader, site: SiteRow, now: Instant): Promise<ShiftChange[]> => {
  const today = localDate(now, site.zone);
  const [posts, shifts] = await Promise.all([postsOf(reader, site.id), shiftsBetween(reader, site.id, addDays(today, -DAYS_AROUND), addDays(today, DAYS_AROUND))]);
  return shiftChanges(calendarOf(site), posts, shifts);
};

export type Unwritten = { readonly round: number; readonly change: ShiftChange; readonly leaving: readonly Leaving[] };

/** The last change of shift whose time to write is over, where nobody wrote (M-52). */
export const unwrittenNow = async (reader: Reader, site: SiteRow, now: Instant): Promise<Unwritten | undefined> => {
  const change = lastDue(await readChanges(reader, site, now), now, minutesOf(site));
  const since = change?.leaving.map((entry) => entry.startsAt).sort()[0];
  if (!change || !since) return undefined;
  const written = await reader.query<Written>(`select giver_id as "giverId", state->>'post' as post, given_at as "givenAt" from handovers where site_id = $1 and given_at >= $2 order by given_at desc limit 200`, [site.id, since], 'handovers-since');
  const leaving = unwrittenOf(change, written);
  return leaving.length > 0 ? { round: roundOfChange(change), change, leaving } : undefined;
};

/** What is shown: only what its clock has found. A centre that begins today is not told of its past. */
export const unwrittenFound = async (reader: Reader, site: SiteRow, now: Instant): Promise<Unwritten | undefined> => {
  const found = await foundRounds(reader, site.id);
  const open = found.length > 0 ? await unwrittenNow(reader, site, now) : undefined;
  return open && found.includes(open.round) ? open : undefined;
};

const clockOf = (site: SiteRow, change: ShiftChange, breachedAt: Instant | null): ClockRow => ({
  clock: UNWRITTEN_CLOCK, round: roundOfChange(change),
  rule: { clause: 'M-52', origin: 'house', basis: 'elapsed', parameter: 'roster.handover_unwritten', value: String(minutesOf(site)), calendarVersion: site.version },
  startedAt: change.endedAt, warnAt: null, dueAt: addMinutes(change.endedAt, minutesOf(site)), warnedAt: null, breachedAt, stoppedAt: null, cancelledAt: null, metLate: false,
});

/** The clock of the next change. */
export const unwrittenClock = async (reader: Reader, site: SiteRow, now: Instant): Promise<ClockRow[]> => {
  const change = nextDue(await readChanges(reader, site, now), now, minutesOf(site));
  return change ? [clockOf(site, change, null)] : [];
};

/** Puts away what was found before and is no longer so: written since, planned otherwise, or overtaken by the next change. */
export const closeUnwritten = async (trx: Transaction, site: SiteRow, now: Instant, why: 'met' | 'fell-away', open: Unwritten | undefined): Promise<AlertEnd[]> => {
  const closed = await trx.query<{ round: number }>(
    `update clocks set ${why === 'met' ? 'stopped_at' : 'cancelled_at'} = $2 where ${FOUND} and round <> $3 returning round`,
    [site.id, now, open?.round ?? -1],
    `unwritten-${why}`,
  );
  return closed.map(({ round }) => ({ ends: `unwritten/${round}`, why }));
};

/**
 * A change of shift at the desk is so long past that somebody should have written: what was found before is over, and
 * what is found now stands as a broken clock until somebody writes. `isNew`: nobody was told of it yet, and it lies not
 * before the change (`round`) that was looked out for.
 */
export const lookForHandover = async (trx: Transaction, site: SiteRow, round: number, subject: string, now: Instant): Promise<{ open: Unwritten | undefined; isNew: boolean; ends: AlertEnd[] }> => {
  const [open, found] = [await unwrittenNow(trx, site, now), await foundRounds(trx, site.id)];
  const isNew = open !== undefined && open.round >= round && !found.includes(open.round);
  const ends = await closeUnwritten(trx, site, now, 'fell-away', open);
  const rows = [...(isNew ? [clockOf(site, open.change, now)] : []), ...(await unwrittenClock(trx, site, now))];
  await writeTogether(trx, [clocksWrite({ siteId: site.id, subject, feature: 'roster', rows })]);
  return { open, isNew, ends };
};
