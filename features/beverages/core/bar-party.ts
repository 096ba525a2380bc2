import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import { post, undoOf, type Movement, type Posted } from './bar-stock.ts';

export type PartyStatus = 'seated' | 'asked' | 'ordered' | 'served' | 'left' | 'cleared' | 'merged' | 'void';
export const isPartyOpen = (status: PartyStatus): boolean => status !== 'cleared' && status !== 'merged' && status !== 'void';

export type Mark = { readonly at: Instant; readonly by: string };
export type OrderLine = { readonly itemId: string; readonly quantity: number; readonly note?: string; readonly allergy?: string };
/** The day and hour of the centre in which something was served. */
export type Slot = { readonly day: LocalDate; readonly hour: number };
export type PartyOrder = {
  readonly id: string;
  readonly round: number;
  readonly status: 'waiting' | 'served' | 'cancelled';
  readonly ordered: Mark;
  readonly served?: Mark & Slot;
  readonly lines: readonly OrderLine[];
  /** What serving took out of the store, as it was posted: the counter-entry is its mirror. */
  readonly taken: readonly Movement[];
};

/** The servings of one tap, for the history by hour; negative when taken back. */
export type ServedLine = Slot & { readonly itemId: string; readonly quantity: number };

/** One party from seat to cleared table (B-05). Only what was tapped is there; the rest is 未记录. */
export type Party = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: 'table' | 'standing' | 'count';
  readonly status: PartyStatus;
  readonly tableId?: string;
  /** As it was called when they sat down there. */
  readonly tableName?: string;
  readonly placeText?: string;
  readonly guests?: number;
  readonly day: LocalDate;
  /** False in peak time: no clock runs, no rate counts it. */
  readonly isTimed: boolean;
  /** Served although the day was not counted yet. */
  readonly dayNotReady: boolean;
  readonly seated: Mark;
  readonly asked?: Mark;
  readonly orders: readonly PartyOrder[];
  readonly refills: readonly Mark[];
  readonly snoozed: number;
  readonly left?: Mark;
  readonly cleared?: Mark;
  readonly mergedInto?: string;
  /** Washable cups on the table, by type. */
  readonly cups: Readonly<Record<string, number>>;
  /** Cups of every type it was served in. */
  readonly cupCount: number;
  readonly late: readonly string[];
  /** Everything it moved in the store, in order; what is new is saved. */
  readonly moves: readonly Posted[];
  readonly servings: readonly ServedLine[];
  readonly last?: { readonly step: 'seat' | 'ask' | 'order' | 'serve' | 'refill' | 'leave' | 'clear'; readonly orderIds: readonly string[]; readonly from: PartyStatus };
};

type Base = { readonly at: Instant; readonly by: string };
export type PartyEvent =
  | (Base & { readonly type: 'PartySeated'; readonly kind: Party['kind']; readonly tableId?: string; readonly tableName?: string; readonly placeText?: string; readonly guests?: number; readonly day: LocalDate; readonly isTimed: boolean; readonly dayNotReady: boolean })
  | (Base & { readonly type: 'GuestsSaid'; readonly guests: number })
  | (Base & { readonly type: 'PartyAsked' })
  | (Base & { readonly type: 'DrinksOrdered'; readonly orderId: string; readonly lines: readonly OrderLine[]; readonly again: boolean })
  | (Base & { readonly type: 'OrderCancelled'; readonly orderId: string })
  | (Base & Slot & { readonly type: 'DrinksServed'; readonly orders: readonly { readonly orderId: string; readonly taken: readonly Movement[]; readonly cups: Readonly<Record<string, number>>; readonly cupCount: number }[]; readonly below: readonly string[]; /** Carried to or under their own limit by this tap. */ readonly low?: readonly string[] })
  | (Base & { readonly type: 'PartyRefilled' })
  | (Base & { readonly type: 'RefillSnoozed' })
  | (Base & { readonly type: 'PartyLeft' })
  | (Base & { readonly type: 'TableCleared'; readonly moves: readonly Movement[] })
  | (Base & { readonly type: 'PartyMoved'; readonly tableId: string; readonly tableName?: string })
  | (Base & { readonly type: 'PartyAbsorbed'; readonly from: Party })
  | (Base & { readonly type: 'PartyMerged'; readonly into: string })
  | (Base & { readonly type: 'TimersOff' })
  | (Base & { readonly type: 'StepUndone'; readonly last: NonNullable<Party['last']> })
  | { readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly at: Instant; readonly by: string; readonly clock: string; readonly round: number; readonly dueAt: Instant };

const addCups = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>, sign: 1 | -1): Record<string, number> => {
  const sum: Record<string, number> = { ...a };
  for (const [id, count] of Object.entries(b)) sum[id] = (sum[id] ?? 0) + sign * count;
  return Object.fromEntries(Object.entries(sum).filter(([, count]) => count !== 0));
};
const cupsOf = (taken: readonly Movement[]): Record<string, number> => {
  const cups: Record<string, number> = {};
  for (const entry of taken) if (entry.inUse) cups[entry.itemId] = (cups[entry.itemId] ?? 0) + entry.inUse;
  return cups;
};
const servedLines = (order: PartyOrder, sign: 1 | -1): ServedLine[] => {
  const { served } = order;
  return served ? order.lines.map((line) => ({ itemId: line.itemId, quantity: sign * line.quantity, day: served.day, hour: served.hour })) : [];
};
const countOf = (order: PartyOrder): number => order.lines.reduce((all, line) => all + line.quantity, 0);

/** Where a party stands by what is on its table, after an order was served, cancelled or taken back. */
const statusBy = (orders: readonly PartyOrder[], asked: Mark | undefined): PartyStatus =>
  orders.some((order) => order.status === 'waiting') ? 'ordered' : orders.some((order) => order.status === 'served') ? 'served' : asked ? 'asked' : 'seated';

const undone = (state: Party, last: NonNullable<Party['last']>, mark: Mark): Party => {
  const { last: _last, ...rest } = state;
  switch (last.step) {
    case 'seat':
      return { ...rest, status: 'void' };
    case 'ask': {
      const { asked: _asked, ...unasked } = rest;
      return { ...unasked, status: last.from };
    }
    case 'order':
      return { ...rest, orders: state.orders.filter((order) => !last.orderIds.includes(order.id)), status: last.from };
    case 'serve': {
      const taken = state.orders.filter((order) => last.orderIds.includes(order.id));
      return {
        ...rest, status: last.from,
        orders: state.orders.map((order) => { if (!last.orderIds.includes(order.id)) return order; const { served: _served, ...waiting } = order; return { ...waiting, status: 'waiting', taken: [] }; }),
        moves: [...state.moves, ...post(undoOf(taken.flatMap((order) => order.taken)), { ...mark, day: state.day })],
        servings: [...state.servings, ...taken.flatMap((order) => servedLines(order, -1))],
        cups: addCups(state.cups, cupsOf(taken.flatMap((order) => order.taken)), -1),
        cupCount: state.cupCount - taken.reduce((all, order) => all + countOf(order), 0),
      };
    }
    case 'refill':
      return { ...rest, refills: state.refills.slice(0, -1), status: last.from };
    case 'leave': {
      const { left: _left, ...back } = rest;
      return { ...back, status: last.from };
    }
    case 'clear': {
      const { cleared: _cleared, ...open } = rest;
      const clearing = state.moves.filter((entry) => entry.reason === 'cleared' && !entry.isUndo);
      const already = state.moves.filter((entry) => entry.reason === 'cleared' && entry.isUndo);
      const latest = clearing.slice(already.length);
      const cups: Record<string, number> = {};
      for (const entry of latest) cups[entry.itemId] = (cups[entry.itemId] ?? 0) + (entry.dirty ?? 0);
      return { ...open, status: last.from, moves: [...state.moves, ...post(undoOf(latest), { ...mark, day: state.day })], cups };
    }
    default: {
      const never: never = last.step;
      return never;
    }
  }
};

export const evolveParty = (state: Party | undefined, event: PartyEvent, ids: { siteId: string; subject: string }): Party => {
  if (event.type === 'PartySeated') {
    const { kind, tableId, tableName, placeText, guests, day, isTimed, dayNotReady, at, by } = event;
    return {
      id: ids.subject, siteId: ids.siteId, kind, status: 'seated', day, isTimed, dayNotReady, seated: { at, by }, orders: [], refills: [], snoozed: 0, cups: {}, cupCount: 0, late: [], moves: [], servings: [],
      ...(tableId ? { tableId } : {}), ...(tableName ? { tableName } : {}), ...(placeText ? { placeText } : {}), ...(guests ? { guests } : {}), last: { step: 'seat', orderIds: [], from: 'seated' },
    };
  }
  if (!state) throw new Error(`${event.type} before the party was seated.`);
  const mark = { at: event.at, by: event.by };
  switch (event.type) {
    case 'GuestsSaid':
      return { ...state, guests: event.guests };
    case 'PartyAsked':
      return { ...state, status: 'asked', asked: mark, last: { step: 'ask', orderIds: [], from: state.status } };
    case 'DrinksOrdered':
      return {
        ...state, status: 'ordered', last: { step: 'order', orderIds: [event.orderId], from: state.status },
        orders: [...state.orders, { id: event.orderId, round: state.orders.length + 1, status: 'waiting', ordered: mark, lines: event.lines, taken: [] }],
      };
    case 'OrderCancelled': {
      const orders = state.orders.map((order) => (order.id === event.orderId ? { ...order, status: 'cancelled' as const } : order));
      return { ...state, orders, status: statusBy(orders, state.asked) };
    }
    case 'DrinksServed': {
      const byId = new Map(event.orders.map((entry) => [entry.orderId, entry]));
      const orders = state.orders.map((order) => { const entry = byId.get(order.id); return entry ? { ...order, status: 'served' as const, served: { ...mark, day: event.day, hour: event.hour }, taken: entry.taken } : order; });
      const now = orders.filter((order) => byId.has(order.id));
      return {
        ...state, orders, status: statusBy(orders, state.asked), last: { step: 'serve', orderIds: [...byId.keys()], from: state.status },
        moves: [...state.moves, ...post(event.orders.flatMap((entry) => entry.taken), { ...mark, day: event.day })],
        servings: [...state.servings, ...now.flatMap((order) => servedLines(order, 1))],
        cups: event.orders.reduce((cups, entry) => addCups(cups, entry.cups, 1), { ...state.cups }),
        cupCount: state.cupCount + event.orders.reduce((all, entry) => all + entry.cupCount, 0),
      };
    }
    case 'PartyRefilled':
      return { ...state, refills: [...state.refills, mark], snoozed: 0, last: { step: 'refill', orderIds: [], from: state.status } };
    case 'RefillSnoozed':
      return { ...state, snoozed: state.snoozed + 1 };
    case 'PartyLeft':
      return { ...state, status: 'left', left: mark, last: { step: 'leave', orderIds: [], from: state.status } };
    case 'TableCleared':
      return { ...state, status: 'cleared', cleared: mark, moves: [...state.moves, ...post(event.moves, { ...mark, day: state.day })], cups: {}, last: { step: 'clear', orderIds: [], from: state.status } };
    case 'PartyMoved': {
      const { placeText: _place, ...rest } = state;
      return { ...rest, kind: 'table', tableId: event.tableId, ...(event.tableName ? { tableName: event.tableName } : {}) };
    }
    case 'PartyAbsorbed': {
      const { from } = event;
      const { last: _last, ...rest } = state;
      const orders = [...state.orders, ...from.orders.map((order, index) => ({ ...order, round: state.orders.length + index + 1 }))];
      const guests = (state.guests ?? 0) + (from.guests ?? 0);
      // Both numbers or none: half a sum is no number of guests.
      const { guests: _guests, ...unknown } = rest;
      return { ...(state.guests !== undefined && from.guests !== undefined ? { ...rest, guests } : unknown), orders, status: statusBy(orders, state.asked), cups: addCups(state.cups, from.cups, 1), cupCount: state.cupCount + from.cupCount };
    }
    case 'PartyMerged': {
      const { last: _last, ...rest } = state;
      return { ...rest, status: 'merged', mergedInto: event.into, cups: {}, cupCount: 0 };
    }
    case 'TimersOff':
      return { ...state, isTimed: false };
    case 'StepUndone':
      return undone(state, event.last, mark);
    case 'DeadlineBreached':
      return { ...state, late: [...state.late, event.clock] };
    case 'DeadlineWarned':
    case 'DeadlineMetLate':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
};

const secondsBetween = (from: Instant, to: Instant): number => Math.max(0, Math.round((toMillis(to) - toMillis(from)) / 1000));
const worst = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** What the figures read: seconds of each step that was tapped, null where it was not or where no clock ran. */
export const timesOf = (party: Party): { ask: number | null; serve: number | null; refill: number | null; clear: number | null; hasOrder: boolean } => {
  const served = party.orders.filter((order) => order.status === 'served' && order.served);
  const hasOrder = party.orders.some((order) => order.status !== 'cancelled');
  if (!party.isTimed || party.kind === 'count') return { ask: null, serve: null, refill: null, clear: null, hasOrder };
  const rounds = [...served.flatMap((order) => (order.served ? [order.served.at] : [])).slice(0, 1), ...party.refills.map((mark) => mark.at)];
  return {
    ask: party.asked ? secondsBetween(party.seated.at, party.asked.at) : null,
    serve: worst(served.map((order) => secondsBetween(order.ordered.at, order.served?.at ?? order.ordered.at))),
    refill: worst(rounds.slice(1).map((at, index) => secondsBetween(rounds[index] ?? at, at))),
    clear: party.left && party.cleared ? secondsBetween(party.left.at, party.cleared.at) : null,
    hasOrder,
  };
};

export const servingsOf = (party: Party): number => party.servings.reduce((all, line) => all + line.quantity, 0);
