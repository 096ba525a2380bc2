import type { ClockChange, ClockStart } from '../../../platform/core/clock-rule.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import type { ClauseId, ParameterKey } from '../../handbook/core/handbook-facts.ts';
import type { Party, PartyEvent } from './bar-party.ts';

export const PARTY_CLOCKS = ['ask', 'serve', 'refill', 'clear'] as const;
export type PartyClock = (typeof PARTY_CLOCKS)[number];

/** Minutes; the target is where the screen turns, the limit where it is late. */
export type PartyLimits = { readonly askTarget: number; readonly ask: number; readonly serveTarget: number; readonly serve: number; readonly refill: number; readonly snooze: number; readonly clear: number; readonly calendarVersion: number };

const RULES: Readonly<Record<PartyClock, { clause: ClauseId; parameter: ParameterKey }>> = {
  ask: { clause: 'B-01', parameter: 'beverages.ask_within' },
  serve: { clause: 'B-01', parameter: 'beverages.serve_within' },
  refill: { clause: 'B-05', parameter: 'beverages.refill_every' },
  clear: { clause: 'B-05', parameter: 'beverages.clear_within' },
};

const start = (clock: PartyClock, round: number, from: Instant, limits: PartyLimits, minutes: number, target?: number): ClockStart => ({
  do: 'start', clock, round, startedAt: from, dueAt: addMinutes(from, minutes), ...(target !== undefined && target < minutes ? { warnAt: addMinutes(from, target) } : {}),
  rule: { ...RULES[clock], origin: 'house', basis: 'elapsed', value: String(minutes), calendarVersion: limits.calendarVersion },
});

/** A new prompt for the next round of refills, counted from the last time somebody was there. */
const refillRound = (party: Party): number => party.refills.length + 1;
const refillFrom = (party: Party): Instant | undefined => party.refills.at(-1)?.at ?? party.orders.flatMap((order) => (order.served ? [order.served.at] : [])).sort().at(-1);

const cancelAll = (party: Party, at: Instant): ClockChange[] => [
  { do: 'cancel', clock: 'ask', round: 1, at },
  ...party.orders.map((order): ClockChange => ({ do: 'cancel', clock: 'serve', round: order.round, at })),
  { do: 'cancel', clock: 'refill', round: refillRound(party), at },
  { do: 'cancel', clock: 'clear', round: 1, at },
];

/** Which clocks a tap starts and stops. In peak time none runs; what was not tapped is cancelled, neither met nor late. */
export const partyClocks = (event: PartyEvent, after: Party, limits: PartyLimits): ClockChange[] => {
  if (event.type === 'TimersOff') return cancelAll(after, event.at);
  if (!after.isTimed) return [];
  const { at } = event;
  switch (event.type) {
    case 'PartySeated':
      return [start('ask', 1, at, limits, limits.ask, limits.askTarget)];
    case 'PartyAsked':
      return [{ do: 'stop', clock: 'ask', round: 1, at }];
    case 'DrinksOrdered':
      // Whoever has ordered was asked; that nobody tapped it stays 未记录.
      return [{ do: 'cancel', clock: 'ask', round: 1, at }, start('serve', after.orders.at(-1)?.round ?? 1, at, limits, limits.serve, limits.serveTarget)];
    case 'OrderCancelled':
      return after.orders.filter((order) => order.id === event.orderId).map((order) => ({ do: 'cancel', clock: 'serve', round: order.round, at }));
    case 'DrinksServed':
      return [
        ...after.orders.filter((order) => event.orders.some((entry) => entry.orderId === order.id)).map((order): ClockChange => ({ do: 'stop', clock: 'serve', round: order.round, at })),
        start('refill', refillRound(after), at, limits, limits.refill),
      ];
    case 'PartyRefilled':
      return [{ do: 'stop', clock: 'refill', round: after.refills.length, at }, start('refill', refillRound(after), at, limits, limits.refill)];
    case 'RefillSnoozed':
      return [start('refill', refillRound(after), at, limits, limits.snooze)];
    case 'PartyLeft':
      return [...cancelAll(after, at).filter((change) => change.clock !== 'clear'), start('clear', 1, at, limits, limits.clear)];
    case 'TableCleared':
      return after.left ? [{ do: 'stop', clock: 'clear', round: 1, at }] : cancelAll(after, at);
    case 'PartyAbsorbed': {
      const waiting = after.orders.filter((order) => order.status === 'waiting' && event.from.orders.some((other) => other.id === order.id));
      const from = refillFrom(after);
      return [
        ...(after.status === 'seated' ? [] : [{ do: 'cancel', clock: 'ask', round: 1, at } as const]),
        ...waiting.map((order) => start('serve', order.round, order.ordered.at, limits, limits.serve, limits.serveTarget)),
        ...(from ? [start('refill', refillRound(after), from, limits, limits.refill)] : []),
      ];
    }
    case 'PartyMerged':
      return cancelAll(after, at);
    case 'StepUndone':
      return undoneClocks(event.last, after, limits, at);
    case 'GuestsSaid':
    case 'PartyMoved':
    case 'DeadlineWarned':
    case 'DeadlineBreached':
    case 'DeadlineMetLate':
      return [];
    default: {
      const never: never = event;
      return never;
    }
  }
};

/** A stopped clock runs on as before; a cancelled one begins again at its old start. */
const undoneClocks = (last: NonNullable<Party['last']>, after: Party, limits: PartyLimits, at: Instant): ClockChange[] => {
  const running = (kind: 'start' | 'resume'): ClockChange[] => {
    const from = refillFrom(after);
    const starts = [
      ...after.orders.filter((order) => order.status === 'waiting').map((order) => start('serve', order.round, order.ordered.at, limits, limits.serve, limits.serveTarget)),
      ...(from ? [start('refill', refillRound(after), from, limits, limits.refill)] : []),
      ...(after.status === 'seated' ? [start('ask', 1, after.seated.at, limits, limits.ask, limits.askTarget)] : []),
    ];
    return starts.map((change) => ({ ...change, do: kind }));
  };
  switch (last.step) {
    case 'seat':
      return cancelAll(after, at);
    case 'ask':
      return running('resume');
    case 'order':
      return [{ do: 'cancel', clock: 'serve', round: after.orders.length + 1, at }, ...(after.status === 'seated' ? running('start') : [])];
    case 'serve':
      return [...(refillFrom(after) ? [] : [{ do: 'cancel', clock: 'refill', round: refillRound(after), at } as const]), ...running('resume')];
    case 'refill':
      return [{ do: 'cancel', clock: 'refill', round: refillRound(after) + 1, at }, ...running('resume')];
    case 'leave':
      return [{ do: 'cancel', clock: 'clear', round: 1, at }, ...running('start')];
    case 'clear':
      return after.left ? [{ ...start('clear', 1, after.left.at, limits, limits.clear), do: 'resume' }] : running('start');
    default: {
      const never: never = last.step;
      return never;
    }
  }
};
