import { createHash } from 'node:crypto';
import type { AlertDraft, AlertEnd } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt, localDate, type LocalDate } from '../../../platform/core/working-calendar.ts';
import type { RaiseAlerts } from '../../../platform/server/alert-hook.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import { clocksWrite, type ClockRow } from '../../../platform/server/clock-store.ts';
import { writeTogether, type Database, type Transaction } from '../../../platform/server/database.ts';
import { appendJournal, EMPTY_HEAD } from '../../../platform/server/journal.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import type { Gap } from '../core/coverage.ts';
import type { NamedGap } from '../core/roster-alerts.ts';
import { namedGaps } from './named-gaps.ts';
import { lateOfficers, packetClock } from './packet-sweep.ts';
import { postsOf, shiftsAround } from './roster-queries.ts';
import { closeUnwritten, unwrittenClock, unwrittenNow } from './unwritten.ts';

/** The one roster of a centre has an id of its own in the journal; the centre's own chain is the `sites` feature's. */
export const rosterIdOf = (siteId: string): string => {
  const hex = createHash('sha256').update(`roster:${siteId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const COVERAGE_CLOCK = 'roster.coverage';

/** The next look at the roster. The look before it, also one that was missed, is at the plan of that same day. */
const nextLook = (site: SiteRow, now: Instant): { day: LocalDate; time: string } => {
  const time = String(parameterValues(site.parameters)['roster.gap_check_at']);
  const today = localDate(now, site.zone);
  return { day: now < instantAt(site.zone, today, time) ? today : addDays(today, 1), time };
};

/** The clock of the day before: at its time tomorrow's roster is looked at, early enough to act (M-51). */
export const coverageClock = (site: SiteRow, now: Instant): ClockRow => {
  const { day, time } = nextLook(site, now);
  return {
    clock: COVERAGE_CLOCK,
    round: Number(day.replaceAll('-', '')),
    rule: { clause: 'M-51', origin: 'house', basis: 'opening-days', parameter: 'roster.gap_check_at', value: time, calendarVersion: site.version },
    startedAt: now, warnAt: null, dueAt: instantAt(site.zone, day, time), warnedAt: null, breachedAt: null, stoppedAt: null, cancelledAt: null, metLate: false,
  };
};

export type RosterEvent = { readonly event: string; readonly data: Record<string, unknown>; readonly text?: Record<string, unknown> };
export type RosterChange<T> = { readonly answer: T; readonly events: readonly RosterEvent[]; readonly alerts?: readonly (AlertDraft | AlertEnd)[] };
export type RosterStore = { readonly database: Database; readonly raise?: RaiseAlerts | undefined };

/** The day that is looked at now, as it is planned in this transaction: tomorrow, and before today's look still today. */
export const lookedAtGaps = async (trx: Transaction, site: SiteRow, now: Instant): Promise<{ day: LocalDate; gaps: (Gap & NamedGap)[] }> => {
  const { day } = nextLook(site, now);
  const [posts, shifts] = await Promise.all([postsOf(trx, site.id), shiftsAround(trx, site.id, day, day)]);
  return { day, gaps: await namedGaps(trx, site, [day], posts, shifts) };
};

/** A hole that was told of and is filled now needs no manager any more; whoever fills it during days off gets the packet. */
const planNews = async (trx: Transaction, site: SiteRow, now: Instant): Promise<(AlertDraft | AlertEnd)[]> => {
  const [{ day, gaps }, late, unwritten] = await Promise.all([lookedAtGaps(trx, site, now), lateOfficers(trx, site, now), unwrittenNow(trx, site, now)]);
  return [...late, ...(await closeUnwritten(trx, site, now, 'fell-away', unwritten)), ...(gaps.length === 0 ? [{ ends: `gap/${day}`, why: 'met' as const }] : [])];
};

/** Changes a centre's roster under its lock: rows, journal and the coverage clock together, or nothing. */
export const changeRoster = <T>(
  store: RosterStore,
  input: { siteId: string; actor: string | null; now: Instant },
  work: (trx: Transaction, site: SiteRow) => Promise<RosterChange<T> | Refusal>,
): Promise<(T & { version: number }) | Refusal> =>
  store.database.write([input.siteId], async (trx) => {
    const { siteId, now } = input;
    const id = rosterIdOf(siteId);
    await trx.query('insert into rosters (site_id, id, version, last_hash) values ($1, $2, 0, $3) on conflict do nothing', [siteId, id, EMPTY_HEAD.lastHash], 'roster-make');
    const [heads, site] = await Promise.all([
      trx.query<{ version: number; lastHash: Buffer }>('select version, last_hash as "lastHash" from rosters where site_id = $1 for update', [siteId], 'roster-lock'),
      loadSite(trx.query, siteId),
    ]);
    const head = heads[0];
    if (!head || !site) throw new Error('The roster row cannot be read.');
    const done = await work(trx, site);
    if (isRefusal(done)) return done;
    if (done.events.length === 0) return { ...done.answer, version: head.version };
    const journal = appendJournal({
      siteId, feature: 'roster', subject: id, head, actor: input.actor,
      entries: done.events.map(({ event, data, text }) => ({ event, data, text: text ?? {}, occurredAt: now, recordedAt: now })),
    });
    const clocks = [coverageClock(site, now), ...packetClock(site, now), ...(await unwrittenClock(trx, site, now))];
    const news = done.alerts ?? (await planNews(trx, site, now));
    const alerts = (await store.raise?.(trx, { site, feature: 'roster', subject: id, now, drafts: news.filter((entry) => 'topic' in entry), ends: news.filter((entry) => 'ends' in entry), clockEnds: [] })) ?? [];
    await Promise.all([
      writeTogether(trx, [...journal.writes, ...alerts, clocksWrite({ siteId, subject: id, feature: 'roster', rows: clocks })]),
      trx.query('update rosters set version = $2, last_hash = $3 where site_id = $1', [siteId, journal.head.version, journal.head.lastHash], 'roster-head'),
    ]);
    return { ...done.answer, version: journal.head.version };
  });
