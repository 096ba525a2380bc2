import type { Instant } from '../../../platform/core/instant.ts';
import { addDays } from '../../../platform/core/working-calendar.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { gapAlert, unwrittenAlert } from '../core/roster-alerts.ts';
import { UNWRITTEN_CLOCK } from '../core/shift-change.ts';
import { eveNews, PACKET_CLOCK, runOver } from './packet-sweep.ts';
import { ROSTER_JOBS } from './roster-facts.ts';
import { changeRoster, COVERAGE_CLOCK, rosterIdOf, lookedAtGaps, type RosterChange, type RosterStore } from './roster-store.ts';
import { closeUnwritten, lookForHandover, unwrittenNow } from './unwritten.ts';

type Found = RosterChange<{ found: number }>;
const NOTHING: Found = { answer: { found: 0 }, events: [] };

/** Two processes: the clock row is locked, the second finds it done. A look that was missed is made up for by the one that is made: `round` undefined stops all that are due. */
const stopClock = async (trx: Transaction, siteId: string, clock: string, round: number | undefined, now: string): Promise<boolean> =>
  (await trx.query('update clocks set stopped_at = due_at where site_id = $1 and clock = $2 and ($3::int is null or round = $3) and stopped_at is null and breached_at is null and due_at <= $4 returning due_at', [siteId, clock, round ?? null, now], 'roster-clock-stop')).length > 0;

/** Where somebody has written, nothing is journalled (M-52). */
const handoverFound = async (trx: Transaction, site: SiteRow, round: number, now: Instant): Promise<Found> => {
  const { open, isNew, ends } = await lookForHandover(trx, site, round, rosterIdOf(site.id), now);
  const found = isNew ? open : undefined;
  if (!found && ends.length === 0) return NOTHING;
  return {
    answer: { found: found?.leaving.length ?? 0 },
    events: [found ? { event: 'HandoverUnwritten', data: { endedAt: found.change.endedAt, leaving: found.leaving.map((entry) => entry.personId), takers: found.change.takers } } : { event: 'HandoverOvertaken', data: {} }],
    alerts: [...ends, ...(found ? [unwrittenAlert(found.round, found.change, found.leaving)] : [])],
  };
};

/** A sheet given settles what was found missing; asked for in the sheet's own transaction, and harmless twice. */
export const handedJob = (deps: RosterStore & { readonly clock: { now(): string } }): JobHandler => ({
  name: ROSTER_JOBS.handed, retries: 5, seconds: 60,
  run: async (payload) => {
    const now = deps.clock.now();
    const done = await changeRoster<{ found: number }>(deps, { siteId: String(payload['siteId']), actor: null, now }, async (trx, site): Promise<Found> => {
      const ends = await closeUnwritten(trx, site, now, 'met', await unwrittenNow(trx, site, now));
      return ends.length === 0 ? NOTHING : { answer: { found: 0 }, events: [{ event: 'HandoverWritten', data: {} }], alerts: ends };
    });
    if (isRefusal(done)) throw new Error(done.code);
  },
});

/**
 * What the roster does at a time: the look at tomorrow, the day before (M-51), and the packets on the eve of days off.
 * Both are journalled, so that people are told once, and set the next day's clocks.
 */
export const sweepRoster: DueHandler = async (deps, { siteId, sweep }) => {
  const now = deps.clock.now();
  const done = await changeRoster<{ found: number }>(deps, { siteId, actor: null, now }, async (trx, site): Promise<Found> => {
    if (!(await stopClock(trx, siteId, sweep.clock, sweep.clock === COVERAGE_CLOCK ? undefined : sweep.round, now))) return NOTHING;
    if (sweep.clock === UNWRITTEN_CLOCK) return handoverFound(trx, site, sweep.round, now);
    if (sweep.clock === PACKET_CLOCK) {
      const text = String(sweep.round);
      const eve = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
      const news = await eveNews(trx, site, eve, now);
      // The calendar was changed since: that day is no eve any more, and the change set the right one.
      return { answer: { found: news?.officers.length ?? 0 }, events: [{ event: 'DutyPacketsSent', data: { eve, run: news?.run ?? null, officers: news?.officers ?? [] } }], alerts: news?.alerts ?? [] };
    }
    if (sweep.clock !== COVERAGE_CLOCK) throw new Error(`The roster knows no clock ${sweep.clock}.`);
    const { day, gaps } = await lookedAtGaps(trx, site, now);
    return {
      answer: { found: gaps.length },
      events: [{ event: gaps.length > 0 ? 'RosterGapFound' : 'RosterCovered', data: { day, gaps: gaps.map(({ post: _post, leftNames: _names, ...gap }) => gap) } }],
      // The look before is over, whatever came of it.
      alerts: [{ ends: `gap/${addDays(day, -1)}`, why: 'fell-away' }, ...runOver(site, now), ...(gaps.length > 0 ? [gapAlert(day, gaps, site.zone)] : [])],
    };
  });
  if (isRefusal(done)) throw new Error(done.code);
};
