import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { localDate, localTime, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { servingsLeft, type BarItem } from './bar-item.ts';
import { evolveParty, isPartyOpen, type Mark, type Party, type PartyEvent } from './bar-party.ts';
import { partyClocks } from './party-clocks.ts';
import { merge, takePartySteps, type PartyContext } from './party-rules.ts';
import type { PartyStep } from './party-steps.ts';
import { partyView, type ShownClock } from './party-view.ts';
import { mergeParties, takePartySteps as takeEndpoint, type BarView, type PartyView } from './service-contract.ts';

/** A tap the server has not answered: waiting on the phone for a network, or on its way. */
export type PendingTap = { readonly commandId: string; readonly partyId: string; readonly tappedAt: Instant; readonly isKept: boolean } & ({ readonly steps: readonly PartyStep[] } | { readonly intoId: string });

/** What the phone kept, as a tap; undefined where it is something else or was kept by a program that wrote it otherwise. */
export const keptTap = (item: { readonly endpoint: string; readonly commandId: string; readonly input: Readonly<Record<string, unknown>>; readonly queuedAt: Instant }, siteId: string): PendingTap | undefined => {
  const { endpoint, commandId, queuedAt } = item;
  if (item.input['siteId'] !== siteId) return undefined;
  const input = { ...item.input, commandId };
  if (endpoint === takeEndpoint.name) {
    const read = takeEndpoint.input.safeParse(input);
    return read.success ? { commandId, partyId: read.data.partyId, steps: read.data.steps, tappedAt: read.data.tappedAt ?? queuedAt, isKept: true } : undefined;
  }
  const read = endpoint === mergeParties.name ? mergeParties.input.safeParse(input) : undefined;
  return read?.success ? { commandId, partyId: read.data.partyId, intoId: read.data.intoId, tappedAt: queuedAt, isKept: true } : undefined;
};

export type FoldedBar = {
  /** The room as it will be once everything pending has arrived. */
  readonly bar: BarView;
  /** Parties and tables that show something the server does not know yet and that waits for a network. */
  readonly kept: ReadonlySet<string>;
  /** Every party that was touched, ended ones too. */
  readonly touched: ReadonlyMap<string, PartyView>;
  /** What the rules refuse on the room as it is now: not shown on the map, said with its reason. */
  readonly refused: readonly { readonly tap: PendingTap; readonly code: string; readonly placeOf: string }[];
};

type Live = { readonly party: Party; readonly clocks: readonly ShownClock[]; readonly base: PartyView | undefined };

/** As much of a party as the rules ask for, from what a screen knows of it: names stand for people, of the store only what the last serving took. */
const partyOf = (view: PartyView, siteId: string, zone: string): Party => {
  const day = localDate(view.seated.at, zone);
  const slot = (mark: Mark) => ({ ...mark, day: localDate(mark.at, zone), hour: Number(localTime(mark.at, zone).slice(0, 2)) });
  return {
    id: view.id, siteId, kind: view.kind, status: view.status, day, isTimed: view.isTimed, dayNotReady: view.dayNotReady, seated: view.seated, refills: view.refills, snoozed: 0, cups: {}, cupCount: 0, late: view.late, moves: [], servings: [],
    orders: view.orders.map(({ id, round, status, ordered, served, lines }) => ({
      id, round, status, ordered, taken: id === view.last?.orderIds[0] ? view.last.taken.map(({ itemId, quantity }) => ({ itemId, kind: 'used' as const, onHand: -quantity, reason: 'served' })) : [], ...(served ? { served: slot(served) } : {}),
      lines: lines.map(({ itemId, quantity, note, allergy }) => ({ itemId, quantity, ...(note === null ? {} : { note }), ...(allergy === null ? {} : { allergy }) })),
    })),
    ...(view.tableId ? { tableId: view.tableId } : {}), ...(view.placeText ? { placeText: view.placeText } : {}), ...(view.guests === null ? {} : { guests: view.guests }), ...(view.asked ? { asked: view.asked } : {}), ...(view.left ? { left: view.left } : {}), ...(view.cleared ? { cleared: view.cleared } : {}), ...(view.last ? { last: view.last } : {}),
  };
};

const sameClock = (one: { clock: string; round: number }, other: { clock: string; round: number }): boolean => one.clock === other.clock && one.round === other.round;

/** The clocks after a change, and which was found late on the way: as much of the runner's work as a screen shows. */
const runOn = (clocks: readonly ShownClock[], change: ClockChange): { clocks: readonly ShownClock[]; late?: string } => {
  const known = clocks.find((entry) => sameClock(entry, change));
  const others = clocks.filter((entry) => entry !== known);
  const isRunning = known?.stoppedAt === null && known.cancelledAt === null;
  switch (change.do) {
    case 'resume':
      // One the map does not tell of was cancelled: it stays so.
      return { clocks: known ? [...others, { ...known, stoppedAt: null }] : clocks };
    case 'start':
      return { clocks: [...others, { clock: change.clock, round: change.round, startedAt: change.startedAt, warnAt: change.warnAt ?? null, dueAt: change.dueAt, breachedAt: null, stoppedAt: null, cancelledAt: null }] };
    case 'stop': {
      if (!isRunning) return { clocks };
      const isFound = change.at > known.dueAt && known.breachedAt === null;
      return { clocks: [...others, { ...known, stoppedAt: change.at, breachedAt: isFound ? change.at : known.breachedAt }], ...(isFound ? { late: change.clock } : {}) };
    }
    case 'cancel':
      return { clocks: isRunning ? [...others, { ...known, cancelledAt: change.at }] : clocks };
    default: {
      const never: never = change;
      return never;
    }
  }
};

const happen = (live: Live | undefined, event: PartyEvent, ids: { siteId: string; subject: string }, bar: BarView): Live => {
  const before = evolveParty(live?.party, event, ids);
  let clocks = live?.clocks ?? [];
  const late: string[] = [];
  for (const change of partyClocks(event, before, bar.limits)) {
    const next = runOn(clocks, change);
    clocks = next.clocks;
    if (next.late) late.push(next.late);
  }
  return { party: late.length > 0 ? { ...before, late: [...before.late, ...late] } : before, clocks, base: live?.base };
};

/** How many more servings a day has by the taps that were folded. */
const servedOn = (party: Party, day: LocalDate): number => party.servings.reduce((all, line) => all + (line.day === day ? line.quantity : 0), 0);

/**
 * What waits on the phone over the server's map, by the same rules the server will ask (B-05): a tap without network
 * moves the map and what is left of each drink at once. What the server's answer holds already (`bar.done`) is not taken
 * twice. `ended`: parties off the map as this phone saw them go, so that their end can be taken back.
 */
export const foldTaps = (bar: BarView, taps: readonly PendingTap[], who: { readonly siteId: string; readonly zone: string; readonly name: string }, ended: readonly PartyView[] = []): FoldedBar => {
  const { siteId, zone, name } = who;
  const done = new Set(bar.done);
  if (taps.every((tap) => done.has(tap.commandId))) return { bar, kept: new Set(), touched: new Map(), refused: [] };
  const lives = new Map<string, Live>();
  const base = new Map([...ended, ...bar.parties].map((party) => [party.id, party]));
  const onMap = new Set(bar.parties.map((party) => party.id));
  const tables = new Map(bar.tables.map((table) => [table.id, table.name]));
  const items = new Map(bar.menu.map((drink) => [drink.id, { id: drink.id, siteId, kind: 'drink', name: drink.name, unit: '', recipe: drink.uses, reusable: false, inPar: false, share: 0, allergens: drink.allergens, sort: 0, ...(drink.isArchived ? { archivedAt: bar.now } : {}) } satisfies BarItem]));
  const named = new Map([...bar.menu.map((drink) => [drink.id, drink.name] as const), ...[...base.values()].flatMap((party) => party.orders.flatMap((order) => order.lines.map((line) => [line.itemId, line.name] as const)))]);
  const liveOf = (id: string): Live | undefined => {
    const view = base.get(id);
    return lives.get(id) ?? (view ? { party: partyOf(view, siteId, zone), clocks: view.clocks.map((clock) => ({ ...clock, cancelledAt: null })), base: view } : undefined);
  };
  const viewOf = ({ party, clocks, base: known }: Live): PartyView => {
    const view = partyView({ party, version: known?.version ?? 0, clocks, itemName: (id) => named.get(id) ?? '', personName: (by) => by, below: new Set() });
    return { ...view, servings: view.servings + (known?.servings ?? 0), below: known?.below ?? [] };
  };
  const seats = (): Map<string, string> => new Map([...new Set([...base.keys(), ...lives.keys()])].flatMap((id) => { const party = liveOf(id)?.party; return party?.tableId && isPartyOpen(party.status) ? [[party.tableId, id] as const] : []; }));
  const kept = new Set<string>();
  const refused: FoldedBar['refused'][number][] = [];
  const mark = (tap: PendingTap, live: Live | undefined): void => {
    if (tap.isKept && live) for (const id of [live.party.id, live.party.tableId]) if (id) kept.add(id);
  };
  for (const tap of taps) {
    if (done.has(tap.commandId)) continue;
    const live = liveOf(tap.partyId);
    const placeOf = live ? (tables.get(live.party.tableId ?? '') ?? live.party.placeText ?? '') : '';
    const put = (id: string, was: Live | undefined, events: readonly PartyEvent[]): void => {
      let next = was;
      for (const event of events) next = happen(next, event, { siteId, subject: id }, bar);
      mark(tap, was);
      if (next) lives.set(id, next);
      mark(tap, next);
    };
    if ('intoId' in tap) {
      const into = liveOf(tap.intoId);
      if (!live || !into) continue;
      const verdict = merge(into.party, live.party, { at: tap.tappedAt, by: name });
      if (!verdict.ok) { refused.push({ tap, code: verdict.code, placeOf }); continue; }
      put(tap.intoId, into, verdict.events);
      put(tap.partyId, live, verdict.otherEvents);
      continue;
    }
    // A party this map does not have may still be one the server knows (ended, and this takes the end back).
    if (!live && tap.steps[0]?.step !== 'seat') continue;
    const day = localDate(tap.tappedAt, zone);
    const context: PartyContext = {
      at: tap.tappedAt, by: name, day, hour: Number(localTime(tap.tappedAt, zone).slice(0, 2)), isPeak: bar.peak, isDayReady: day === bar.today && bar.readyAt !== null && bar.closedAt === null, items, onHand: new Map(), takenTables: seats(), tables,
    };
    const verdict = takePartySteps(live?.party, tap.steps, context, { siteId, subject: tap.partyId });
    if (verdict.ok) put(tap.partyId, live, verdict.events);
    else { const [first] = tap.steps; refused.push({ tap, code: verdict.code, placeOf: placeOf || (first?.step === 'seat' ? (tables.get(first.tableId ?? '') ?? first.placeText ?? '') : '') }); }
  }
  const touched = new Map([...lives].map(([id, live]) => [id, viewOf(live)]));
  const more = [...lives.values()].reduce((all, { party }) => all + servedOn(party, bar.today), 0);
  const added = [...touched.values()].filter((view) => !onMap.has(view.id));
  const onHand = new Map(bar.stock.map((entry) => [entry.itemId, entry.onHand]));
  for (const { party } of lives.values()) for (const move of party.moves) if (onHand.has(move.itemId)) onHand.set(move.itemId, (onHand.get(move.itemId) ?? 0) + move.onHand);
  return {
    bar: {
      ...bar, stock: [...onHand].map(([itemId, left]) => ({ itemId, onHand: left })), menu: bar.menu.map((drink) => ({ ...drink, onHand: servingsLeft({ id: drink.id, recipe: drink.uses }, (id) => onHand.get(id) ?? 0) })), servingsToday: bar.servingsToday + more, parties: [...bar.parties.map((party) => touched.get(party.id) ?? party), ...added].filter((party) => isPartyOpen(party.status)),
    },
    kept, touched, refused,
  };
};
