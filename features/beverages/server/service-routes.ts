import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import { runCommand, type CommandOutcome, type RunnerDeps, type Saved } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { pgCode, UNIQUE_VIOLATION, type Reader } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { READY_CLOCK } from '../core/bar-day.ts';
import type { BarItem } from '../core/bar-item.ts';
import { isPartyOpen, type Party, type PartyEvent } from '../core/bar-party.ts';
import { changeBar, isPeakOn, newBar, type BarChange } from '../core/bar-settings.ts';
import { merge, takePartySteps, type PartyContext } from '../core/party-rules.ts';
import type { PartyStep } from '../core/party-steps.ts';
import { partyView, type ShownClock } from '../core/party-view.ts';
import * as contract from '../core/service-contract.ts';
import type { PartyView } from '../core/service-contract.ts';
import { sweepDay } from './day-routes.ts';
import { barOf, belowZero, drawTables, itemsOf, menuOf, namesOf, opensOn, partyPeople, stockOf, tablesOf } from './bar-queries.ts';
import { partyLimitsOf } from './bar-limits.ts';
import { barKind, partyKind } from './bar-store.ts';
import { barIdOf } from './bar-subjects.ts';
import { askForTap, type TapFacts } from './tap-facts.ts';

/** How long after the tap a command may still arrive with the tap's own time (no network in the hall). */
const LATE_HOURS = 12;
const tapTime = (tappedAt: Instant | undefined, now: Instant): Instant => (tappedAt && tappedAt < now && tappedAt > addMinutes(now, -LATE_HOURS * 60) ? tappedAt : now);

type Moved = Pick<Saved<Party>, 'state' | 'version' | 'clocks'>;

/** The party after its tap. Of the stock only what was read for it, and what it moved since. */
const viewTapped = async (reader: Reader, saved: Moved, facts: TapFacts, movesBefore: number): Promise<PartyView> => {
  const { state } = saved;
  const personName = await namesOf(reader, partyPeople(state));
  const onHand = new Map(facts.onHand);
  for (const move of state.moves.slice(movesBefore)) onHand.set(move.itemId, (onHand.get(move.itemId) ?? 0) + move.onHand);
  return partyView({
    party: state, version: saved.version, clocks: saved.clocks, itemName: (id) => facts.items.get(id)?.name ?? '', personName,
    below: new Set([...onHand].filter(([, left]) => left < 0).map(([id]) => id)),
  });
};

/** The same for a command that had been done already. */
const viewAgain = (deps: RunnerDeps, siteId: string, saved: Moved): Promise<PartyView> =>
  deps.database.read([siteId], async (reader) => viewTapped(reader, saved, await askForTap(reader.query, { siteId, parties: [saved.state.id], at: deps.clock.now(), steps: [] }), saved.state.moves.length));

export type PartyCommand = { readonly siteId: string; readonly partyId: string; readonly commandId: string; readonly steps: readonly PartyStep[]; readonly tappedAt?: Instant | undefined };

/** One tap or several: judged in order, each on the state the one before left, all or none. Two flights to the database. */
export const takePartyStepsCommand = async (deps: RunnerDeps, input: PartyCommand, actor: Actor): Promise<CommandOutcome<Party, PartyView>> => {
  const { siteId, partyId, steps } = input;
  // A tap that came late happened when the finger was there and is recorded now (补录).
  let recordedAt: Instant | undefined;
  let movesBefore = 0;
  const kind: typeof partyKind = { ...partyKind, journal: (event) => { const entry = partyKind.journal(event); return { ...entry, recordedAt: recordedAt ?? entry.recordedAt }; } };
  try {
    return await runCommand<Party, PartyEvent, PartyView, TapFacts>(deps, {
      kind, siteId, subject: partyId, name: 'takePartySteps', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn, creates: steps[0]?.step === 'seat',
      ask: (trx, now) => askForTap(trx.query, { siteId, parties: [partyId], at: tapTime(input.tappedAt, now), steps }),
      decide: (party, { now, site, facts }) => {
        recordedAt = now;
        movesBefore = party?.moves.length ?? 0;
        const at = tapTime(input.tappedAt, now);
        const context: PartyContext = { ...facts, at, by: actor.personId, day: localDate(at, site.zone), hour: Number(localTime(at, site.zone).slice(0, 2)) };
        return takePartySteps(party, steps, context, { siteId, subject: partyId });
      },
      present: (reader, saved, facts) => viewTapped(reader, saved, facts, movesBefore),
    });
  } catch (error) {
    // Two tapped the same free table at the same moment: the first sits there.
    if (pgCode(error) === UNIQUE_VIOLATION) return refuse('table-taken', {});
    throw error;
  }
};

/** One party joins another, both or neither. */
export const mergePartiesCommand = async (deps: RunnerDeps, input: { siteId: string; partyId: string; intoId: string; commandId: string }, actor: Actor): Promise<CommandOutcome<Party, PartyView>> => {
  const { siteId, partyId, intoId } = input;
  if (partyId === intoId) return refuse('same-party', {});
  return runCommand<Party, PartyEvent, PartyView, TapFacts>(deps, {
    kind: partyKind, siteId, subject: intoId, also: partyId, name: 'mergeParties', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    ask: (trx, now) => askForTap(trx.query, { siteId, parties: [partyId, intoId], at: now, steps: [] }),
    decide: (into, { now, other }) => (into && other ? merge(into, other, { at: now, by: actor.personId }) : refuse('not-found')),
    present: (reader, saved, facts) => viewTapped(reader, saved, facts, saved.state.moves.length),
  });
};

/** Tables that sit already are timed no more; each is its own subject, so a retry finishes what a crash left. */
const stopTimers = async (deps: RunnerDeps, siteId: string, actor: Actor): Promise<Refusal | undefined> => {
  const open = await deps.database.read([siteId], (reader) => reader.query<{ id: string }>('select id from bar_parties where site_id = $1 and open and is_timed limit 300', [siteId], 'bar-timed'));
  for (const party of open) {
    const off = await runCommand<Party, PartyEvent>(deps, {
      kind: partyKind, siteId, subject: party.id, name: 'timersOff', actor: actor.personId, standIn: actor.standIn,
      decide: (state, { now }) => (state && state.isTimed && isPartyOpen(state.status) ? { ok: true, events: [{ type: 'TimersOff', at: now, by: actor.personId }] } : { ok: true, events: [] }),
    });
    if (!off.ok) return off;
  }
  return undefined;
};

export const switchPeakCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; on: boolean }, actor: Actor): Promise<{ peak: boolean; version: number } | Refusal> => {
  const done = await changeBarCommand(deps, { ...input, change: { change: 'peak', on: input.on } }, actor);
  return isRefusal(done) ? done : { peak: input.on, version: done.version };
};

export const changeBarCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; change: BarChange }, actor: Actor): Promise<{ version: number } | Refusal> => {
  const { siteId, change } = input;
  const subject = barIdOf(siteId);
  let today = '';
  const done = await runCommand(deps, {
    kind: barKind, siteId, subject, name: 'changeBar', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: async (state, { now, site, trx }) => {
      today = localDate(now, site.zone);
      const tables = change.change === 'room' ? await tablesOf(trx, siteId) : [];
      return changeBar(state ?? newBar(subject, siteId), change, { at: now, by: actor.personId, day: today, tables: new Set(tables.map((table) => table.id)) });
    },
  });
  if (!done.ok) return done;
  const isPeakNow = (change.change === 'peak' || change.change === 'plan') && isPeakOn(done.state, today);
  return (isPeakNow ? await stopTimers(deps, siteId, actor) : undefined) ?? { version: done.version };
};

type PartyRow = { state: Party; version: number };
const CLOCKS = `select clock, round, subject, started_at as "startedAt", warn_at as "warnAt", due_at as "dueAt", breached_at as "breachedAt", stopped_at as "stoppedAt", cancelled_at as "cancelledAt" from clocks where site_id = $1 and subject = any($2) and cancelled_at is null`;
type ClockOf = ShownClock & { readonly subject: string };

const viewsOf = async (reader: Reader, siteId: string, rows: readonly PartyRow[], items: readonly BarItem[], below: ReadonlySet<string>): Promise<PartyView[]> => {
  const [clocks, personName] = await Promise.all([
    rows.length > 0 ? reader.query<ClockOf>(CLOCKS, [siteId, rows.map((row) => row.state.id)], 'bar-clocks') : [],
    namesOf(reader, rows.flatMap((row) => partyPeople(row.state))),
  ]);
  const names = new Map(items.map((item) => [item.id, item.name]));
  const bySubject = Map.groupBy(clocks, (row) => row.subject);
  return rows.map(({ state, version }) => partyView({ party: state, version, clocks: bySubject.get(state.id) ?? [], itemName: (id) => names.get(id) ?? '', personName, below }));
};

export const serviceRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.getBar, ({ siteId, input }) =>
    deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      if (!site) return refuse('not-found');
      const now = deps.clock.now();
      const today = localDate(now, site.zone);
      const [bar, tables, open, items, stock, days, served, done] = await Promise.all([
        barOf(reader, siteId),
        tablesOf(reader, siteId),
        reader.query<PartyRow>('select state, version from bar_parties where site_id = $1 and open order by seated_at limit 300', [siteId], 'bar-open'),
        itemsOf(reader, siteId),
        stockOf(reader, siteId),
        reader.query<{ readyAt: Instant | null; closedAt: Instant | null }>('select ready_at as "readyAt", closed_at as "closedAt" from bar_days where site_id = $1 and day = $2', [siteId, today], 'bar-day-marks'),
        reader.query<{ servings: number }>('select coalesce(sum(served), 0)::int as servings from bar_usage where site_id = $1 and day = $2', [siteId, today], 'bar-served-today'),
        // Behind the parties: what came between the two is shown a moment later rather than twice.
        input.sent ? reader.query<{ id: string }>('select command_id as id from commands where site_id = $1 and command_id = any ($2::uuid[])', [siteId, input.sent], 'bar-commands-done') : [],
      ]);
      const states = items.map((item) => item.state);
      return {
        now, today, peak: isPeakOn(bar, today), readyAt: days[0]?.readyAt ?? null, closedAt: days[0]?.closedAt ?? null, opensAt: opensOn(calendarOf(site), today) ?? null,
        tables: drawTables(bar, tables), parties: await viewsOf(reader, siteId, open, states, belowZero(stock)), ...menuOf(states, stock), servingsToday: served[0]?.servings ?? 0,
        done: done.map((row) => row.id), limits: partyLimitsOf(site),
      };
    }),
  ),
  route(contract.takePartySteps, async ({ input, actor }) => {
    const done = await takePartyStepsCommand(deps, input, actor);
    return done.ok ? (done.view ?? viewAgain(deps, input.siteId, done)) : done;
  }),
  route(contract.mergeParties, async ({ input, actor }) => {
    const done = await mergePartiesCommand(deps, input, actor);
    return done.ok ? (done.view ?? viewAgain(deps, input.siteId, done)) : done;
  }),
  route(contract.listParties, ({ siteId, input }) =>
    deps.database.read([siteId], async (reader) => {
      const [rows, items, tables] = await Promise.all([
        reader.query<PartyRow>(`select state, version from bar_parties where site_id = $1 and day = $2 and seated_at < $3 order by seated_at desc limit 50`, [siteId, input.day, input.before ?? '9999-12-31T00:00:00.000Z'], 'bar-parties-day'),
        itemsOf(reader, siteId),
        reader.query<{ id: string; name: string }>(`select id, name from places where site_id = $1 and kind = 'table' limit 600`, [siteId], 'bar-table-names'),
      ]);
      return { parties: await viewsOf(reader, siteId, rows, items.map((item) => item.state), new Set()), tables };
    }),
  ),
  route(contract.switchPeak, ({ input, actor }) => switchPeakCommand(deps, input, actor)),
  route(contract.changeBarEndpoint, ({ input, actor }) => changeBarCommand(deps, input, actor)),
];

/** The clocks of a party and of a day are told apart by their name. */
export const sweepBar: DueHandler = async (deps, due) => {
  if (due.sweep.clock === READY_CLOCK) return sweepDay(deps, due);
  const done = await runCommand<Party, PartyEvent>(deps, { kind: partyKind, siteId: due.siteId, subject: due.subject, name: 'sweep', actor: null, sweep: due.sweep, decide: () => ({ ok: true, events: [] }) });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
  return undefined;
};
