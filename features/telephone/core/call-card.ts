import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { CallEvent } from './call-event.ts';

export type CallState = 'offered' | 'queued' | 'dialing' | 'ringing' | 'talking' | 'held' | 'transferring' | 'ended';
export type CallHold = { readonly at: Instant; readonly until?: Instant; readonly ms?: number };
export type CallTransfer = {
  readonly how: 'blind' | 'attended';
  readonly target: string;
  /** Open until somebody lifts, it comes back, or the caller goes. */
  readonly outcome: 'open' | 'completed' | 'failed' | 'lost';
  readonly toldCaller: boolean;
  readonly reason?: string;
  readonly at: Instant;
  readonly endedAt?: Instant;
};

/** A call as its events tell it. Measured and declared stand apart and are never mixed. */
export type CallCard = {
  readonly callId: string;
  readonly direction: CallEvent['direction'];
  readonly state: CallState;
  readonly number?: string;
  readonly name?: string;
  readonly publicNumber?: string;
  readonly startedAt: Instant;
  readonly ringingAt?: Instant;
  readonly ringsDeclared?: 1 | 2 | 3 | 4;
  readonly ringsMeasured?: number;
  readonly ringMs?: number;
  readonly waitMs?: number;
  readonly answeredAt?: Instant;
  readonly answeredBy?: string;
  readonly holds: readonly CallHold[];
  readonly transfers: readonly CallTransfer[];
  readonly disposition?: NonNullable<CallEvent['disposition']>;
  readonly hungUpBy?: 'caller' | 'agent';
  readonly endedAt?: Instant;
};

const closeHold = (holds: readonly CallHold[], at: Instant): CallHold[] =>
  holds.map((hold, index) => (index === holds.length - 1 && hold.until === undefined ? { ...hold, until: at, ms: Math.max(0, toMillis(at) - toMillis(hold.at)) } : hold));
const closeTransfer = (transfers: readonly CallTransfer[], outcome: CallTransfer['outcome'], at: Instant): CallTransfer[] =>
  transfers.map((transfer, index) => (index === transfers.length - 1 && transfer.outcome === 'open' ? { ...transfer, outcome, endedAt: at } : transfer));

const begin = (event: CallEvent): CallCard => ({
  callId: event.callId, direction: event.direction, state: 'offered', startedAt: event.at, holds: [], transfers: [],
});

export const evolveCall = (card: CallCard | undefined, event: CallEvent): CallCard => {
  const number = event.from?.e164 ?? event.from?.raw;
  const base: CallCard = {
    ...(card ?? begin(event)),
    ...(card?.number === undefined && number ? { number } : {}),
    ...(card?.name === undefined && event.from?.name ? { name: event.from.name } : {}),
    ...(card?.publicNumber === undefined && event.to?.raw ? { publicNumber: event.to.raw } : {}),
  };
  // What comes after the end is an echo; only what a person declares later still counts.
  if (base.state === 'ended' && event.kind !== 'answered') return base;
  switch (event.kind) {
    case 'offered':
      return base;
    case 'queued':
      return { ...base, state: 'queued' };
    case 'dialing':
      return { ...base, state: 'dialing' };
    case 'ringing':
      return base.state === 'talking' || base.state === 'held' ? base : { ...base, state: base.transfers.at(-1)?.outcome === 'open' ? 'transferring' : 'ringing', ringingAt: base.ringingAt ?? event.at };
    case 'answered': {
      const declared = event.ringsDeclared ? { ringsDeclared: event.ringsDeclared } : {};
      if (base.answeredAt) return { ...base, ...declared };
      const measured = event.ringMs ?? (base.ringingAt && event.atBasis !== 'declared' ? toMillis(event.at) - toMillis(base.ringingAt) : undefined);
      return {
        ...base, ...declared, state: base.state === 'ended' ? 'ended' : 'talking', answeredAt: event.at,
        ...(event.ext ? { answeredBy: event.ext } : {}),
        ...(measured === undefined ? {} : { ringMs: measured, ringsMeasured: Math.floor(measured / 5000) + 1 }),
        ...(event.waitMs === undefined ? {} : { waitMs: event.waitMs }),
      };
    }
    case 'not_answered':
      return base.transfers.at(-1)?.outcome === 'open' ? { ...base, state: 'talking', transfers: closeTransfer(base.transfers, 'failed', event.at) } : base;
    case 'held':
      return base.state === 'held' ? base : { ...base, state: 'held', holds: [...base.holds, { at: event.at }] };
    case 'retrieved':
      return base.state === 'held' ? { ...base, state: 'talking', holds: closeHold(base.holds, event.at) } : base;
    case 'transferred':
      return {
        ...base, state: 'transferring', holds: closeHold(base.holds, event.at),
        transfers: [...closeTransfer(base.transfers, 'failed', event.at), { how: event.how ?? 'attended', target: event.target ?? '', outcome: 'open', toldCaller: false, at: event.at, ...(event.reason ? { reason: event.reason } : {}) }],
      };
    case 'transfer_completed':
      return { ...base, state: 'talking', transfers: closeTransfer(base.transfers, 'completed', event.at) };
    case 'transfer_failed':
      return { ...base, state: 'talking', transfers: closeTransfer(base.transfers, 'failed', event.at) };
    case 'transfer_lost':
      return { ...base, transfers: closeTransfer(base.transfers, 'lost', event.at) };
    case 'merged':
    case 'left':
      return base;
    case 'ended':
      return {
        ...base, state: 'ended', endedAt: event.at, holds: closeHold(base.holds, event.at),
        disposition: event.disposition ?? (base.answeredAt ? 'answered' : 'unanswered'),
        transfers: closeTransfer(base.transfers, 'lost', event.at),
        ...(event.waitMs === undefined ? {} : { waitMs: event.waitMs }),
        ...(event.cause === 'caller' || event.cause === 'agent' ? { hungUpBy: event.cause } : {}),
      };
    default: {
      const never: never = event.kind;
      return never;
    }
  }
};

/** Events in the order of their own time; the order of arrival breaks a tie. */
export const foldCall = (events: readonly CallEvent[]): CallCard | undefined =>
  [...events].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).reduce<CallCard | undefined>(evolveCall, undefined);
