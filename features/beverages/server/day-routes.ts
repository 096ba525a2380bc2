import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, localDate, nextOpeningDay, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import { clocksWrite, type ClockRow } from '../../../platform/server/clock-store.ts';
import { runCommand, type RunnerDeps, type SubjectKind } from '../../../platform/server/command-runner.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import { writeTogether, type Reader, type Transaction, type Write } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { shiftOf } from '../../roster/server/roster-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { closeDay, count, judgeCount, readyClock, signChecklist, tick, type BarDay, type CountedIn, type DayEvent, type Phase } from '../core/bar-day.ts';
import { isCounted } from '../core/bar-item.ts';
import * as contract from '../core/service-contract.ts';
import type { DayView } from '../core/service-contract.ts';
import { barOf, itemsOf, namesOf, opensOn, parOn, stockOf } from './bar-queries.ts';
import { dayKind, expectDay } from './bar-store.ts';
import { barDayIdOf } from './bar-subjects.ts';

export type DayStep =
  | { readonly step: 'tick'; readonly phase: Phase; readonly check: string; readonly done: boolean }
  | { readonly step: 'sign'; readonly phase: Phase }
  | { readonly step: 'count'; readonly phase: Phase; readonly lines: readonly CountedIn[]; readonly shift?: string | undefined }
  | { readonly step: 'close' };

/** Days may be begun a little ahead, and kept a few days late; never in another season. */
const DAYS_BACK = 7;

const begin = async (trx: Transaction, site: SiteRow, day: LocalDate, now: Instant, by: string): Promise<DayEvent> => {
  const bar = await barOf(trx, site.id);
  const opensAt = opensOn(calendarOf(site), day);
  return { type: 'DayBegun', at: now, by, day, checks: bar.checks, ...(opensAt ? { opensAt } : {}) };
};

const decideStep = async (state: BarDay, step: DayStep, input: { trx: Transaction; site: SiteRow; at: Instant; by: string }): Promise<Decision<DayEvent>> => {
  const { at, by, site, trx } = input;
  const siteId = site.id;
  switch (step.step) {
    case 'tick':
      return tick(state, { at, by, phase: step.phase, check: step.check, done: step.done });
    case 'sign':
      return signChecklist(state, { at, by, phase: step.phase });
    case 'close':
      return closeDay(state, { at, by });
    case 'count': {
      // The stock is held while it is counted against: a cup served meanwhile waits for the count.
      const [items, stock, rostered] = await Promise.all([
        itemsOf(trx, siteId),
        trx.query<{ itemId: string; onHand: number; inUse: number; dirty: number }>('select item_id as "itemId", on_hand as "onHand", in_use as "inUse", dirty from bar_stock where site_id = $1 order by item_id for update', [siteId], 'bar-stock-lock'),
        shiftOf(trx, site, by, at),
      ]);
      const states = items.map((item) => item.state);
      const held = new Map(stock.map((row) => [row.itemId, row]));
      const { par } = await parOn(trx, site, state.day, { items: states, stock: held });
      const judged = judgeCount({ lines: step.lines, items: states, stock: held, need: new Map([...par.lines, ...par.cups].map((line) => [line.itemId, line.need])) });
      const shift = rostered ?? step.shift;
      return isRefusal(judged) ? judged : count(state, { at, by, phase: step.phase, ...judged, ...(shift ? { shift } : {}) });
    }
    default: {
      const never: never = step;
      return never;
    }
  }
};

/** The row of the clock that finds a day nobody begins (B-07); none where the doors stay closed. */
const readyRow = (site: SiteRow, day: LocalDate | undefined): ClockRow | undefined => {
  const opensAt = day && opensOn(calendarOf(site), day);
  if (!opensAt) return undefined;
  const { do: _do, clock, round, rule, startedAt, dueAt, warnAt } = readyClock(opensAt, dayBefore(opensAt), site.version);
  return { clock, round, rule, startedAt, dueAt, warnAt: warnAt ?? null, warnedAt: null, breachedAt: null, stoppedAt: null, cancelledAt: null, metLate: false };
};
const expectAfter = (site: SiteRow, day: LocalDate): Write[] => {
  const next = nextOpeningDay(calendarOf(site), day);
  const row = readyRow(site, next);
  return next && row ? [expectDay({ siteId: site.id, subject: barDayIdOf(site.id, next), row })] : [];
};

/** A day being worked on, or found untouched, sets the clock of the next opening. */
const kindExpecting = (site: () => SiteRow | undefined): SubjectKind<BarDay, DayEvent> => ({
  ...dayKind,
  save: (trx, input) => {
    const centre = site();
    return [...dayKind.save(trx, input), ...(centre ? expectAfter(centre, input.state.day) : [])];
  },
});
const dayBefore = (opensAt: Instant): Instant => new Date(Date.parse(opensAt) - 24 * 3_600_000).toISOString();

export const stepDayCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; day: LocalDate; step: DayStep; /** False where history is written: no clock for a day that is over. */ expectsNext?: boolean }, actor: Actor): Promise<{ ok: true } | Refusal> => {
  const { siteId, day } = input;
  let centre: SiteRow | undefined;
  const done = await runCommand<BarDay, DayEvent>(deps, {
    kind: input.expectsNext === false ? dayKind : kindExpecting(() => centre), siteId, subject: barDayIdOf(siteId, day), name: 'stepBarDay', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: async (state, { now, site, trx }) => {
      centre = site;
      const today = localDate(now, site.zone);
      if (day > addDays(today, 1) || day < addDays(today, -DAYS_BACK)) return refuse('day-too-far', { day });
      const events: DayEvent[] = state ? [] : [await begin(trx, site, day, now, actor.personId)];
      const begun = state ?? dayKind.evolve(undefined, events[0] as DayEvent, { siteId, subject: barDayIdOf(siteId, day) });
      const taken = await decideStep(begun, input.step, { trx, site, at: now, by: actor.personId });
      return taken.ok ? { ok: true, events: [...events, ...taken.events] } : taken;
    },
  });
  return done.ok ? { ok: true } : done;
};

export const readDay = async (reader: Reader, siteId: string, day: LocalDate, asker?: { readonly personId: string; readonly now: Instant }): Promise<DayView | Refusal> => {
  const site = await loadSite(reader.query, siteId);
  if (!site) return refuse('not-found');
  const [rows, before, items, stock, bar, moved, shift] = await Promise.all([
    reader.query<{ state: BarDay; version: number }>('select state, version from bar_days where site_id = $1 and day = $2', [siteId, day], 'bar-day-one'),
    reader.query<{ state: BarDay }>('select state from bar_days where site_id = $1 and day < $2 and closed_at is not null order by day desc limit 1', [siteId, day], 'bar-day-before'),
    itemsOf(reader, siteId),
    stockOf(reader, siteId),
    barOf(reader, siteId),
    reader.query<{ has: boolean }>('select exists (select from bar_movements where site_id = $1) as has', [siteId], 'bar-has-moved'),
    asker ? shiftOf(reader, site, asker.personId, asker.now) : undefined,
  ]);
  const row = rows[0];
  const state = row?.state;
  const nameOf = await namesOf(reader, state ? [state.opening, state.closing].flatMap((phase) => [phase.signed?.by, phase.count?.by, ...Object.values(phase.ticks).map((mark) => mark.by)]) : []);
  const lastClosing = new Map(before[0]?.state.closing.count?.lines.map((line) => [line.itemId, line.counted]) ?? []);
  const phaseView = (phase: Phase): DayView['opening'] => {
    const own = state?.[phase];
    const mark = (value: { at: Instant; by: string }) => ({ at: value.at, by: nameOf(value.by) });
    return {
      checks: [...(own?.checks ?? bar.checks[phase])], ticks: Object.fromEntries(Object.entries(own?.ticks ?? {}).map(([check, value]) => [check, mark(value)])), signed: own?.signed ? mark(own.signed) : null,
      count: own?.count ? { ...mark(own.count), shift: own.count.shift ?? null, isEqual: own.count.isEqual, lines: own.count.lines.map(({ itemId, book, counted, dirty, broken, reason, isSure }) => ({ itemId, book, counted, dirty: dirty ?? null, broken: broken ?? null, reason: reason ?? null, isSure: isSure ?? false })) } : null,
    };
  };
  return {
    id: barDayIdOf(siteId, day), day, begun: state !== undefined, opensAt: opensOn(calendarOf(site), day) ?? null, readyAt: state?.readyAt ?? null, closedAt: state?.closedAt ?? null, wasLate: state?.wasLate ?? false,
    opening: phaseView('opening'), closing: phaseView('closing'), isFirst: !moved[0]?.has, shift: shift ?? null, version: row?.version ?? 0,
    items: items.flatMap(({ state: item }) => (item.archivedAt || !isCounted(item) ? [] : [{
      id: item.id, kind: item.kind, name: item.name, unit: item.unit, reusable: item.reusable, isFirst: !stock.has(item.id), book: stock.get(item.id)?.onHand ?? 0, inUse: stock.get(item.id)?.inUse ?? 0, dirty: stock.get(item.id)?.dirty ?? 0, lastClosing: lastClosing.get(item.id) ?? null,
    }])),
  };
};

export const dayRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.getBarDay, ({ siteId, input, actor }) => deps.database.read([siteId], (reader) => readDay(reader, siteId, input.day, { personId: actor.personId, now: deps.clock.now() }))),
  route(contract.stepBarDay, async ({ siteId, input, actor }) => {
    const done = await stepDayCommand(deps, input, actor);
    return done.ok ? deps.database.read([siteId], (reader) => readDay(reader, siteId, input.day, { personId: actor.personId, now: deps.clock.now() })) : done;
  }),
];

/** What was planned the day before is looked at again: a day closed since is passed over, one that opens later waits, a bar without anything to count is left alone. */
const isPutOff = (deps: RunnerDeps, siteId: string, subject: string, clock: string): Promise<boolean> =>
  deps.database.write([siteId], async (trx) => {
    const [site, planned, items] = await Promise.all([
      loadSite(trx.query, siteId),
      trx.query<{ due: Instant }>('select c.due_at as due from clocks c where c.site_id = $1 and c.subject = $2 and c.clock = $3 and not exists (select from bar_days d where d.site_id = c.site_id and d.id = c.subject)', [siteId, subject, clock], 'bar-day-planned'),
      itemsOf(trx, siteId),
    ]);
    const due = planned[0]?.due;
    if (!site || !due) return false;
    const day = localDate(due, site.zone);
    const row = readyRow(site, day);
    const isUsed = items.some((item) => !item.state.archivedAt && isCounted(item.state));
    if (row && isUsed && Date.parse(row.dueAt) <= Date.parse(due)) return false;
    await writeTogether(trx, row && isUsed
      ? [clocksWrite({ siteId, subject, feature: 'beverages', rows: [row] })]
      : [{ name: 'bar-day-forget', text: 'update clocks set cancelled_at = $4 where site_id = $1 and subject = $2 and clock = $3', values: [siteId, subject, clock, deps.clock.now()] }, ...(isUsed ? expectAfter(site, day) : [])]);
    return true;
  });

/** The doors open (or soon will) and nothing is counted: the day begins with that finding. */
export const sweepDay: DueHandler = async (deps, { siteId, subject, sweep }) => {
  if (await isPutOff(deps, siteId, subject, sweep.clock)) return;
  let centre: SiteRow | undefined;
  const done = await runCommand<BarDay, DayEvent>(deps, {
    kind: kindExpecting(() => centre), siteId, subject, name: 'sweep', actor: null, sweep,
    decide: async (state, { now, site, trx }) => {
      centre = site;
      if (state) return { ok: true, events: [] };
      const due = (await trx.query<{ due: Instant }>('select due_at as due from clocks where site_id = $1 and subject = $2 and clock = $3 and round = $4', [siteId, subject, sweep.clock, sweep.round], 'bar-day-due'))[0]?.due ?? now;
      const begun = await begin(trx, site, localDate(due, site.zone), now, '');
      return { ok: true, events: [begun] };
    },
  });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
};
