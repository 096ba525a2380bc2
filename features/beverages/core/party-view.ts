import type { Instant } from '../../../platform/core/instant.ts';
import { servingsOf, type Party } from './bar-party.ts';
import { PARTY_CLOCKS, type PartyClock } from './party-clocks.ts';
import { allowedSteps, nextStepOf } from './party-rules.ts';
import type { PartyView } from './service-contract.ts';

export type ShownClock = { readonly clock: string; readonly round: number; readonly startedAt: Instant; readonly warnAt: Instant | null; readonly dueAt: Instant; readonly breachedAt: Instant | null; readonly stoppedAt: Instant | null; readonly cancelledAt: Instant | null };
const isPartyClock = (clock: string): clock is PartyClock => (PARTY_CLOCKS as readonly string[]).includes(clock);

/** What is due next, of two at the same moment what comes first at a table; a breached clock still stands until somebody acts. */
const nextOf = (clocks: PartyView['clocks']): PartyView['next'] => {
  const [first] = clocks.flatMap((entry) => (entry.stoppedAt === null && isPartyClock(entry.clock) ? [{ ...entry, clock: entry.clock }] : [])).sort((a, b) => (a.dueAt === b.dueAt ? PARTY_CLOCKS.indexOf(a.clock) - PARTY_CLOCKS.indexOf(b.clock) || a.round - b.round : a.dueAt < b.dueAt ? -1 : 1));
  return first ? { clock: first.clock, startedAt: first.startedAt, warnAt: first.warnAt, dueAt: first.dueAt } : null;
};

/** Those that run, and those the latest stop ended: taking it back lets them run on. */
const clocksOf = (clocks: readonly ShownClock[]): PartyView['clocks'] => {
  const alive = clocks.filter((entry) => entry.cancelledAt === null);
  const latest = alive.reduce((at, entry) => ((entry.stoppedAt ?? '') > at ? (entry.stoppedAt ?? '') : at), '');
  return alive.flatMap(({ clock, round, startedAt, warnAt, dueAt, breachedAt, stoppedAt }) => (stoppedAt === null || stoppedAt === latest ? [{ clock, round, startedAt, warnAt, dueAt, breachedAt, stoppedAt }] : []));
};

/** Out of the store by the serving that can be taken back; cups on the table are no part of what is left to serve. */
const takenByLast = ({ last, orders }: Party): { itemId: string; quantity: number }[] => {
  const sums = new Map<string, number>();
  if (last?.step === 'serve') for (const entry of orders.flatMap((order) => (last.orderIds.includes(order.id) ? order.taken : []))) if (!entry.inUse) sums.set(entry.itemId, (sums.get(entry.itemId) ?? 0) - entry.onHand);
  return [...sums].map(([itemId, quantity]) => ({ itemId, quantity }));
};

/** A party as a screen shows it, made by the server and by a phone without network alike. */
export const partyView = (input: { party: Party; version: number; clocks: readonly ShownClock[]; itemName(id: string): string; personName(id: string): string; below: ReadonlySet<string> }): PartyView => {
  const { party, itemName, personName } = input;
  const clocks = clocksOf(input.clocks);
  const mark = (value: { at: Instant; by: string } | undefined) => (value ? { at: value.at, by: personName(value.by) } : null);
  const used = new Set(party.orders.flatMap((order) => order.taken.map((entry) => entry.itemId)));
  return {
    id: party.id, kind: party.kind, status: party.status, tableId: party.tableId ?? null, placeText: party.placeText ?? null, guests: party.guests ?? null,
    seated: { at: party.seated.at, by: personName(party.seated.by) }, asked: mark(party.asked), left: mark(party.left), cleared: mark(party.cleared),
    orders: party.orders.map((order) => ({
      id: order.id, round: order.round, status: order.status, ordered: { at: order.ordered.at, by: personName(order.ordered.by) }, served: mark(order.served),
      lines: order.lines.map((line) => ({ itemId: line.itemId, name: itemName(line.itemId), quantity: line.quantity, note: line.note ?? null, allergy: line.allergy ?? null })),
    })),
    refills: party.refills.map((refill) => ({ at: refill.at, by: personName(refill.by) })), servings: servingsOf(party),
    clocks, last: party.last ? { step: party.last.step, orderIds: [...party.last.orderIds], from: party.last.from, taken: takenByLast(party) } : null,
    next: party.isTimed ? nextOf(clocks) : null, nextStep: nextStepOf(party) ?? null, allowed: allowedSteps(party), isTimed: party.isTimed, dayNotReady: party.dayNotReady, late: [...party.late],
    below: [...input.below].filter((id) => used.has(id)).map(itemName), version: input.version,
  };
};
