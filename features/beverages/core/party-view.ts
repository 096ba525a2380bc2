import type { Instant } from '../../../platform/core/instant.ts';
import { servingsOf, type Party } from './bar-party.ts';
import { PARTY_CLOCKS, type PartyClock } from './party-clocks.ts';
import { allowedSteps, nextStepOf } from './party-rules.ts';
import type { PartyView } from './service-contract.ts';

export type RunningClock = { readonly clock: string; readonly startedAt: Instant; readonly warnAt: Instant | null; readonly dueAt: Instant };
const isPartyClock = (clock: string): clock is PartyClock => (PARTY_CLOCKS as readonly string[]).includes(clock);

/** What is due next; a breached clock still stands until somebody acts. */
const nextOf = (running: readonly RunningClock[]): PartyView['next'] => {
  const [first] = [...running].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  return first && isPartyClock(first.clock) ? { clock: first.clock, startedAt: first.startedAt, warnAt: first.warnAt, dueAt: first.dueAt } : null;
};

/** A party as a screen shows it, made by the server and by a phone without network alike. */
export const partyView = (input: { party: Party; version: number; running: readonly RunningClock[]; itemName(id: string): string; personName(id: string): string; below: ReadonlySet<string> }): PartyView => {
  const { party, itemName, personName } = input;
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
    next: party.isTimed ? nextOf(input.running) : null, nextStep: nextStepOf(party) ?? null, allowed: allowedSteps(party), isTimed: party.isTimed, dayNotReady: party.dayNotReady, late: [...party.late],
    below: [...input.below].filter((id) => used.has(id)).map(itemName), version: input.version,
  };
};
