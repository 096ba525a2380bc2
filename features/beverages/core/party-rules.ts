import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decided, type Refusal } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import { fallsBy, usesOf, type BarItem } from './bar-item.ts';
import { evolveParty, isPartyOpen, type OrderLine, type Party, type PartyEvent, type PartyOrder, type PartyStatus } from './bar-party.ts';
import type { Movement } from './bar-stock.ts';
import type { PartyStep, PartyStepName } from './party-steps.ts';

/** What the rules want to know of the bar at that moment. */
export type PartyContext = {
  readonly at: Instant;
  readonly by: string;
  readonly day: LocalDate;
  readonly hour: number;
  readonly isPeak: boolean;
  readonly isDayReady: boolean;
  readonly items: ReadonlyMap<string, BarItem>;
  readonly onHand: ReadonlyMap<string, number>;
  /** Who sits where; a table has one party. */
  readonly takenTables: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, string>;
};

const BEFORE_LEAVING: readonly PartyStatus[] = ['seated', 'asked', 'ordered', 'served'];
/** Which step is lawful when. A step may be left out: the next one does not ask for it. */
export const PARTY_STEPS_AT: Readonly<Record<Exclude<PartyStepName, 'seat' | 'undo'>, readonly PartyStatus[]>> = {
  guests: [...BEFORE_LEAVING, 'left'],
  ask: ['seated'],
  order: BEFORE_LEAVING,
  again: BEFORE_LEAVING,
  cancel: [...BEFORE_LEAVING, 'left'],
  serve: BEFORE_LEAVING,
  refill: ['served', 'ordered'],
  snooze: ['served', 'ordered'],
  leave: BEFORE_LEAVING,
  clear: [...BEFORE_LEAVING, 'left'],
  move: BEFORE_LEAVING,
};

const waiting = (party: Party): PartyOrder[] => party.orders.filter((order) => order.status === 'waiting');

/** What one tap on the table does next. */
export const nextStepOf = (party: Party): 'ask' | 'serve' | 'refill' | 'clear' | 'order' | undefined => {
  if (!isPartyOpen(party.status)) return undefined;
  if (party.status === 'left') return 'clear';
  if (waiting(party).length > 0) return 'serve';
  if (party.status === 'seated') return 'ask';
  return party.status === 'asked' ? 'order' : 'refill';
};

export const allowedSteps = (party: Party): PartyStepName[] => {
  const steps = (Object.keys(PARTY_STEPS_AT) as (keyof typeof PARTY_STEPS_AT)[]).filter((step) => {
    if (!PARTY_STEPS_AT[step].includes(party.status)) return false;
    if (step === 'serve' || step === 'cancel') return waiting(party).length > 0;
    if (step === 'refill' || step === 'snooze') return party.orders.some((order) => order.status === 'served');
    return step !== 'again' || party.orders.some((order) => order.status !== 'cancelled');
  });
  return party.last ? [...steps, 'undo'] : steps;
};

/** Stock entries of serving one order: what the recipe takes, and the cups. */
const takenBy = (order: PartyOrder, items: PartyContext['items']): { taken: Movement[]; cups: Record<string, number>; cupCount: number } => {
  const taken = new Map<string, number>();
  const cups: Record<string, number> = {};
  const cupMoves = new Map<string, { quantity: number; reusable: boolean }>();
  let cupCount = 0;
  for (const line of order.lines) {
    const drink = items.get(line.itemId);
    if (!drink) continue;
    cupCount += line.quantity;
    for (const use of usesOf(drink)) taken.set(use.itemId, (taken.get(use.itemId) ?? 0) + use.quantity * line.quantity);
    const cup = drink.cupId ? items.get(drink.cupId) : undefined;
    if (!cup) continue;
    cupMoves.set(cup.id, { quantity: (cupMoves.get(cup.id)?.quantity ?? 0) + line.quantity, reusable: cup.reusable });
    if (cup.reusable) cups[cup.id] = (cups[cup.id] ?? 0) + line.quantity;
  }
  return {
    taken: [
      ...[...taken].map(([itemId, quantity]): Movement => ({ itemId, kind: 'used', onHand: -quantity, reason: 'served' })),
      ...[...cupMoves].map(([itemId, { quantity, reusable }]): Movement => ({ itemId, kind: 'used', onHand: -quantity, ...(reusable ? { inUse: quantity } : {}), reason: 'served' })),
    ],
    cups, cupCount,
  };
};

/** Cups that come off the table wait to be washed. */
const clearing = (party: Party): Movement[] => Object.entries(party.cups).map(([itemId, count]): Movement => ({ itemId, kind: 'used', onHand: 0, inUse: -count, dirty: count, reason: 'cleared' }));

const order = (party: Party, orderId: string, lines: readonly OrderLine[], again: boolean, context: PartyContext): Decided<PartyEvent> | Refusal => {
  if (party.orders.some((known) => known.id === orderId)) return refuse('order-exists', {});
  for (const line of lines) {
    const item = context.items.get(line.itemId);
    if (!item || item.kind !== 'drink') return refuse('item-unknown', { itemId: line.itemId });
    if (item.archivedAt) return refuse('item-archived', { name: item.name });
  }
  return ok({ type: 'DrinksOrdered', at: context.at, by: context.by, orderId, lines, again });
};

const serve = (party: Party, orderIds: readonly string[], context: PartyContext): Decided<PartyEvent> | Refusal => {
  const orders: PartyOrder[] = [];
  for (const id of orderIds) {
    const found = party.orders.find((known) => known.id === id);
    if (!found) return refuse('order-unknown', {});
    // Two assistants with the same tray: the second is told who was first.
    if (found.status === 'served') return refuse('already-served', { at: found.served?.at, by: found.served?.by });
    if (found.status === 'cancelled') return refuse('order-cancelled', {});
    orders.push(found);
  }
  const served = orders.map((entry) => ({ orderId: entry.id, ...takenBy(entry, context.items) }));
  const sums = new Map<string, number>();
  for (const entry of served.flatMap((one) => one.taken)) sums.set(entry.itemId, (sums.get(entry.itemId) ?? 0) + entry.onHand);
  // A waiting guest is served; what the count does not know is recorded and flagged, never refused.
  const below = [...sums].filter(([itemId, change]) => (context.onHand.get(itemId) ?? 0) + change < 0).map(([itemId]) => itemId);
  const low = [...sums].flatMap(([itemId, change]) => { const item = context.items.get(itemId); const before = context.onHand.get(itemId) ?? 0; return item && fallsBy(item, before, before + change) ? [itemId] : []; });
  return ok({ type: 'DrinksServed', at: context.at, by: context.by, day: context.day, hour: context.hour, orders: served, below, ...(low.length > 0 ? { low } : {}) });
};

/** One step on the state the steps before left. */
export const takePartyStep = (party: Party | undefined, step: PartyStep, context: PartyContext): Decided<PartyEvent> | Refusal => {
  const { at, by } = context;
  if (step.step === 'seat') {
    if (party) return refuse('already-seated', {});
    if ((step.tableId === undefined) === (step.placeText === undefined)) return refuse('place-missing', {});
    if (step.tableId && !context.tables.has(step.tableId)) return refuse('table-unknown', {});
    if (step.tableId && context.takenTables.has(step.tableId)) return refuse('table-taken', { partyId: context.takenTables.get(step.tableId) });
    const kind = step.count ? 'count' : step.tableId ? 'table' : 'standing';
    return ok({
      type: 'PartySeated', at, by, kind, day: context.day, isTimed: !context.isPeak && kind !== 'count', dayNotReady: !context.isDayReady,
      ...(step.tableId ? { tableId: step.tableId, tableName: context.tables.get(step.tableId) ?? '' } : {}), ...(step.placeText ? { placeText: step.placeText } : {}), ...(step.guests ? { guests: step.guests } : {}),
    });
  }
  if (!party) return refuse('not-found');
  if (step.step === 'undo') {
    if (!party.last) return refuse('nothing-to-undo', {});
    if (party.last.step === 'clear' && party.tableId && context.takenTables.has(party.tableId)) return refuse('table-taken', {});
    return ok({ type: 'StepUndone', at, by, last: party.last });
  }
  if (!PARTY_STEPS_AT[step.step].includes(party.status)) {
    if (party.status === 'left' || party.status === 'cleared') return refuse('party-left', { at: (party.left ?? party.cleared)?.at });
    if (party.status === 'merged') return refuse('party-merged', { into: party.mergedInto });
    return refuse('step-unlawful', { step: step.step, status: party.status });
  }
  switch (step.step) {
    case 'guests':
      return ok({ type: 'GuestsSaid', at, by, guests: step.guests });
    case 'ask':
      return ok({ type: 'PartyAsked', at, by });
    case 'order':
      return order(party, step.orderId, step.lines, false, context);
    case 'again': {
      const last = party.orders.filter((entry) => entry.status !== 'cancelled').at(-1);
      return last ? order(party, step.orderId, last.lines, true, context) : refuse('nothing-ordered', {});
    }
    case 'cancel': {
      const found = party.orders.find((known) => known.id === step.orderId);
      if (!found) return refuse('order-unknown', {});
      return found.status === 'waiting' ? ok({ type: 'OrderCancelled', at, by, orderId: step.orderId }) : refuse(found.status === 'served' ? 'already-served' : 'order-cancelled', {});
    }
    case 'serve':
      return serve(party, step.orderIds, context);
    case 'refill':
    case 'snooze':
      if (!party.orders.some((entry) => entry.status === 'served')) return refuse('nothing-served', {});
      return ok({ type: step.step === 'refill' ? 'PartyRefilled' : 'RefillSnoozed', at, by });
    case 'leave':
      return ok({ type: 'PartyLeft', at, by });
    case 'clear':
      return ok({ type: 'TableCleared', at, by, moves: clearing(party) });
    case 'move':
      if (!context.tables.has(step.tableId)) return refuse('table-unknown', {});
      if (party.tableId === step.tableId) return ok();
      if (context.takenTables.has(step.tableId)) return refuse('table-taken', { partyId: context.takenTables.get(step.tableId) });
      return ok({ type: 'PartyMoved', at, by, tableId: step.tableId, tableName: context.tables.get(step.tableId) ?? '' });
    default: {
      const never: never = step;
      return never;
    }
  }
};

/** Several steps, each on the state the one before left, all or none. */
export const takePartySteps = (party: Party | undefined, steps: readonly PartyStep[], context: PartyContext, ids: { siteId: string; subject: string }): Decided<PartyEvent> | Refusal => {
  let state = party;
  const events: PartyEvent[] = [];
  for (const step of steps) {
    const taken = takePartyStep(state, step, context);
    if (!taken.ok) return taken;
    for (const event of taken.events) {
      state = evolveParty(state, event, ids);
      events.push(event);
    }
  }
  return ok(...events);
};

/** Two parties become one at the other's table; what waits and what stands on the table goes along. */
const absorb = (into: Party, from: Party, who: { at: Instant; by: string }): Decided<PartyEvent> | Refusal => {
  if (into.id === from.id) return refuse('same-party', {});
  if (!BEFORE_LEAVING.includes(into.status) || !BEFORE_LEAVING.includes(from.status)) return refuse('party-left', {});
  return ok({ type: 'PartyAbsorbed', ...who, from });
};

/** What becomes of both: one takes the other in, the other is no more. */
export const merge = (into: Party, from: Party, who: { at: Instant; by: string }): (Decided<PartyEvent> & { readonly otherEvents: readonly PartyEvent[] }) | Refusal => {
  if (from.status === 'merged') return refuse('party-merged', { into: from.mergedInto });
  const taken = absorb(into, from, who);
  return taken.ok ? { ...taken, otherEvents: [{ type: 'PartyMerged', ...who, into: into.id }] } : taken;
};
