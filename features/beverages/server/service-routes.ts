import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import { loadSite, runCommand, type CommandOutcome, type RunnerDeps, type Saved } from '../../../platform/server/command-runner.ts';
import { pgCode, UNIQUE_VIOLATION, type Query, type Reader } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { READY_CLOCK } from '../core/bar-day.ts';
import type { BarItem } from '../core/bar-item.ts';
import { isPartyOpen, type Party, type PartyEvent } from '../core/bar-party.ts';
import { changeBar, newBar, type BarChange } from '../core/bar-settings.ts';
import { absorb, takePartyStep, type PartyContext } from '../core/party-rules.ts';
import type { PartyStep } from '../core/party-steps.ts';
import * as contract from '../core/service-contract.ts';
import type { PartyView } from '../core/service-contract.ts';
import { sweepDay } from './day-routes.ts';
import { barOf, belowZero, drawTables, itemsOf, menuOf, namesOf, opensOn, partyPeople, partyView, stockOf, tablesOf } from './bar-queries.ts';
import { barKind, partyKind } from './bar-store.ts';
import { barIdOf, secondCommandId } from './bar-subjects.ts';

/** How long after the tap a command may still arrive with the tap's own time (no network in the hall). */
const LATE_HOURS = 12;
const tapTime = (tappedAt: Instant | undefined, now: Instant): Instant => (tappedAt && tappedAt < now && tappedAt > addMinutes(now, -LATE_HOURS * 60) ? tappedAt : now);

type OpenRow = { id: string; tableId: string | null };

/** What the rules ask of the bar, in one flight; menu and stock only where the steps touch them. */
const contextOf = async (query: Query, input: { siteId: string; day: string; hour: number; at: Instant; by: string; steps: readonly PartyStep[] }): Promise<PartyContext> => {
  const { siteId, steps } = input;
  const wants = (...names: readonly PartyStep['step'][]): boolean => steps.some((step) => names.includes(step.step));
  const [bars, days, items, stock, open, tables] = await Promise.all([
    query<{ peak: boolean }>('select peak from bars where site_id = $1', [siteId], 'bar-peak'),
    query<{ ready: boolean }>('select ready_at is not null and closed_at is null as ready from bar_days where site_id = $1 and day = $2', [siteId, input.day], 'bar-day-ready'),
    wants('order', 'again', 'serve') ? itemsOf({ query }, siteId) : [],
    wants('serve') ? stockOf({ query }, siteId) : new Map<string, { onHand: number }>(),
    wants('seat', 'move', 'undo') ? query<OpenRow>('select id, table_id as "tableId" from bar_parties where site_id = $1 and open and table_id is not null', [siteId], 'bar-open-tables') : [],
    wants('seat', 'move') ? query<{ id: string; name: string }>(`select id, name from places where site_id = $1 and kind = 'table' and archived_at is null`, [siteId], 'bar-table-ids') : [],
  ]);
  return {
    at: input.at, by: input.by, day: input.day, hour: input.hour, isPeak: bars[0]?.peak ?? false, isDayReady: days[0]?.ready ?? false,
    items: new Map(items.map(({ state }) => [state.id, state])), onHand: new Map([...stock].map(([id, entry]) => [id, entry.onHand])),
    takenTables: new Map(open.map((row) => [row.tableId ?? '', row.id])), tables: new Map(tables.map((table) => [table.id, table.name])),
  };
};

const viewSaved = async (reader: Reader, siteId: string, saved: Pick<Saved<Party>, 'state' | 'version' | 'clocks'>): Promise<PartyView> => {
  const [items, nameOf, stock] = await Promise.all([itemsOf(reader, siteId), namesOf(reader, partyPeople(saved.state)), stockOf(reader, siteId)]);
  return partyView({ party: saved.state, version: saved.version, clocks: saved.clocks, items: new Map(items.map(({ state }) => [state.id, state])), nameOf, maySeeBelow: belowZero(stock) });
};

export type PartyCommand = { readonly siteId: string; readonly partyId: string; readonly commandId: string; readonly steps: readonly PartyStep[]; readonly tappedAt?: Instant | undefined };

/** One tap or several: judged in order, each on the state the one before left, all or none. */
export const takePartyStepsCommand = async (deps: RunnerDeps, input: PartyCommand, actor: Actor): Promise<CommandOutcome<Party, PartyView>> => {
  const { siteId } = input;
  // A tap that came late happened when the finger was there and is recorded now (补录).
  let recordedAt: Instant | undefined;
  const kind: typeof partyKind = { ...partyKind, journal: (event) => { const entry = partyKind.journal(event); return { ...entry, recordedAt: recordedAt ?? entry.recordedAt }; } };
  try {
    return await runCommand<Party, PartyEvent, PartyView>(deps, {
      kind, siteId, subject: input.partyId, name: 'takePartySteps', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn, creates: input.steps[0]?.step === 'seat',
      decide: async (party, { now, site, trx }) => {
        recordedAt = now;
        const at = tapTime(input.tappedAt, now);
        const context = await contextOf(trx.query, { siteId, day: localDate(at, site.zone), hour: Number(localTime(at, site.zone).slice(0, 2)), at, by: actor.personId, steps: input.steps });
        let state = party;
        const events: PartyEvent[] = [];
        for (const step of input.steps) {
          const taken = takePartyStep(state, step, context);
          if (!taken.ok) return taken;
          for (const event of taken.events) {
            state = partyKind.evolve(state, event, { siteId, subject: input.partyId });
            events.push(event);
          }
        }
        return { ok: true, events };
      },
      present: (reader, saved) => viewSaved(reader, siteId, saved),
    });
  } catch (error) {
    // Two tapped the same free table at the same moment: the first sits there.
    if (pgCode(error) === UNIQUE_VIOLATION) return refuse('table-taken', {});
    throw error;
  }
};

const runPartyCommand = async (deps: RunnerDeps, input: { siteId: string; partyId: string; commandId: string; name: string }, actor: Actor, decide: (party: Party, at: Instant) => { ok: true; events: readonly PartyEvent[] } | Refusal): Promise<CommandOutcome<Party, PartyView>> =>
  runCommand<Party, PartyEvent, PartyView>(deps, {
    kind: partyKind, siteId: input.siteId, subject: input.partyId, name: input.name, commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: (party, { now }) => (party ? decide(party, now) : refuse('not-found')),
    present: (reader, saved) => viewSaved(reader, input.siteId, saved),
  });

export const switchPeakCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; on: boolean }, actor: Actor): Promise<{ peak: boolean; version: number } | Refusal> => {
  const done = await changeBarCommand(deps, { ...input, change: { change: 'peak', on: input.on } }, actor);
  if (isRefusal(done)) return done;
  if (input.on) {
    // Tables that sit already are timed no more; each is its own subject, so a retry finishes what a crash left.
    const open = await deps.database.read([input.siteId], (reader) => reader.query<{ id: string }>('select id from bar_parties where site_id = $1 and open and is_timed limit 300', [input.siteId], 'bar-timed'));
    for (const party of open) {
      const off = await runCommand<Party, PartyEvent>(deps, {
        kind: partyKind, siteId: input.siteId, subject: party.id, name: 'timersOff', actor: actor.personId, standIn: actor.standIn,
        decide: (state, { now }) => (state && state.isTimed && isPartyOpen(state.status) ? { ok: true, events: [{ type: 'TimersOff', at: now, by: actor.personId }] } : { ok: true, events: [] }),
      });
      if (!off.ok) return off;
    }
  }
  return { peak: input.on, version: done.version };
};

export const changeBarCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; change: BarChange }, actor: Actor): Promise<{ version: number } | Refusal> => {
  const subject = barIdOf(input.siteId);
  const done = await runCommand(deps, {
    kind: barKind, siteId: input.siteId, subject, name: 'changeBar', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: async (state, { now, trx }) => {
      const tables = input.change.change === 'room' ? await tablesOf(trx, input.siteId) : [];
      return changeBar(state ?? newBar(subject, input.siteId), input.change, { at: now, by: actor.personId, tables: new Set(tables.map((table) => table.id)) });
    },
  });
  return done.ok ? { version: done.version } : done;
};

type PartyRow = { state: Party; version: number };
const CLOCKS = `select clock, subject, started_at as "startedAt", warn_at as "warnAt", due_at as "dueAt", stopped_at as "stoppedAt", cancelled_at as "cancelledAt" from clocks where site_id = $1 and subject = any($2) and stopped_at is null and cancelled_at is null`;
type ClockOf = { subject: string; clock: string; startedAt: Instant; warnAt: Instant | null; dueAt: Instant; stoppedAt: null; cancelledAt: null };

const viewsOf = async (reader: Reader, siteId: string, rows: readonly PartyRow[], items: readonly BarItem[], below: ReadonlySet<string>): Promise<PartyView[]> => {
  const [clocks, nameOf] = await Promise.all([
    rows.length > 0 ? reader.query<ClockOf>(CLOCKS, [siteId, rows.map((row) => row.state.id)], 'bar-clocks') : [],
    namesOf(reader, rows.flatMap((row) => partyPeople(row.state))),
  ]);
  const byId = new Map(items.map((item) => [item.id, item]));
  return rows.map(({ state, version }) => partyView({ party: state, version, clocks: clocks.filter((row) => row.subject === state.id), items: byId, nameOf, maySeeBelow: below }));
};

export const serviceRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.getBar, ({ siteId }) =>
    deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      if (!site) return refuse('not-found');
      const now = deps.clock.now();
      const today = localDate(now, site.zone);
      const [bar, tables, open, items, stock, days, served] = await Promise.all([
        barOf(reader, siteId),
        tablesOf(reader, siteId),
        reader.query<PartyRow>('select state, version from bar_parties where site_id = $1 and open order by seated_at limit 300', [siteId], 'bar-open'),
        itemsOf(reader, siteId),
        stockOf(reader, siteId),
        reader.query<{ readyAt: Instant | null; closedAt: Instant | null }>('select ready_at as "readyAt", closed_at as "closedAt" from bar_days where site_id = $1 and day = $2', [siteId, today], 'bar-day-marks'),
        reader.query<{ servings: number }>('select coalesce(sum(served), 0)::int as servings from bar_usage where site_id = $1 and day = $2', [siteId, today], 'bar-served-today'),
      ]);
      const states = items.map((item) => item.state);
      return {
        now, today, peak: bar.peak, readyAt: days[0]?.readyAt ?? null, closedAt: days[0]?.closedAt ?? null, opensAt: opensOn(calendarOf(site), today) ?? null,
        tables: drawTables(bar, tables), parties: await viewsOf(reader, siteId, open, states, belowZero(stock)), menu: menuOf(states, stock), servingsToday: served[0]?.servings ?? 0,
      };
    }),
  ),
  route(contract.takePartySteps, async ({ input, actor }) => {
    const done = await takePartyStepsCommand(deps, input, actor);
    if (!done.ok) return done;
    return done.view ?? deps.database.read([input.siteId], (reader) => viewSaved(reader, input.siteId, done));
  }),
  route(contract.mergeParties, async ({ input, actor }) => {
    const { siteId, commandId } = input;
    const rows = await deps.database.read([siteId], (reader) => reader.query<{ state: Party }>('select state from bar_parties where site_id = $1 and id = $2', [siteId, input.partyId], 'bar-party-one'));
    const from = rows[0]?.state;
    if (!from) return refuse('not-found');
    const into = await runPartyCommand(deps, { siteId, partyId: input.intoId, commandId, name: 'mergeParties' }, actor, (party, at) => absorb(party, from, { at, by: actor.personId }));
    if (!into.ok) return into;
    const gone = await runPartyCommand(deps, { siteId, partyId: input.partyId, commandId: secondCommandId(commandId), name: 'mergeParties' }, actor, (party, at) =>
      party.mergedInto === input.intoId ? { ok: true, events: [] } : isPartyOpen(party.status) ? { ok: true, events: [{ type: 'PartyMerged', at, by: actor.personId, into: input.intoId }] } : refuse('party-left', {}),
    );
    if (!gone.ok) return gone;
    return into.view ?? deps.database.read([siteId], (reader) => viewSaved(reader, siteId, into));
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
