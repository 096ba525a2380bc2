import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { compareEvents, eventKey, isKey, isMeasured, REASON, type CallEvent, type Direction, type Disposition } from './call-event.ts';
import { ringsOf } from './rings.ts';

export type CallState = 'offered' | 'ringing' | 'answered' | 'held' | 'transferring' | 'ended';

export type CallLeg = {
  readonly legId: string;
  readonly ext?: string;
  readonly trunk: boolean;
  readonly dialedAt?: Instant;
  readonly ringAt?: Instant;
  readonly answeredAt?: Instant;
  readonly endedAt?: Instant;
  /** Why it was not answered; `elsewhere` is no miss. */
  readonly reason?: string;
};
export type CallHold = { readonly from: Instant; readonly to?: Instant; readonly ext?: string };
export const TRANSFER_OUTCOMES = ['open', 'completed', 'failed', 'lost', 'returned'] as const;
export type TransferOutcome = (typeof TRANSFER_OUTCOMES)[number];
export type CallTransfer = {
  readonly at: Instant;
  readonly how: 'blind' | 'attended';
  readonly by?: string;
  readonly target?: string;
  readonly outcome: TransferOutcome;
  readonly settledAt?: Instant;
  /** Who said that it was made: the desk by key, the exchange, or both. */
  readonly saidBy: 'desk' | 'exchange' | 'both';
};

/** One call as its events tell it. Nothing in it is set from outside: whoever wants it changed appends an event. */
export type CallCard = {
  readonly source: string;
  readonly callId: string;
  readonly direction: Direction;
  /** As the telephone system said it; what it is in E.164 is the contacts' business. */
  readonly number?: string;
  readonly e164?: string;
  readonly name?: string;
  /** The number that was dialled: the centre's public number of an inbound call, the customer's of an outbound one. */
  readonly called?: string;
  readonly queue?: string;
  readonly state: CallState;
  readonly legs: readonly CallLeg[];
  readonly offeredAt?: Instant;
  readonly firstRingAt?: Instant;
  /** A person's answer: of a desk leg for an inbound call, of the trunk leg for an outbound one. */
  readonly answeredAt?: Instant;
  readonly answeredBy?: string;
  readonly endedAt?: Instant;
  /** Measured: what the desk could hear, from the first ring to the answer or to the end. */
  readonly ringMs?: number;
  /** Measured: what the caller lived through, menus and queue included. */
  readonly waitMs?: number;
  readonly ringsMeasured?: number;
  /** By a key at the desk; never mixed with the measured figure. */
  readonly ringsDeclared?: 1 | 2 | 3 | 4;
  readonly holds: readonly CallHold[];
  readonly transfers: readonly CallTransfer[];
  readonly disposition?: Disposition;
  readonly hungUpBy?: 'caller' | 'desk';
  readonly requestId?: string;
  /** Call ids that went on as this one. */
  readonly absorbed: readonly string[];
  readonly events: readonly CallEvent[];
};

/** A call that says more than this is a fault of its source; its end is still heard. */
const MOST_EVENTS = 400;

type Mutable = { -readonly [K in keyof CallCard]: CallCard[K] };
type Given = { -readonly [K in keyof CallLeg]?: CallLeg[K] };

const legIdOf = (event: CallEvent): string | undefined => event.legId ?? (event.ext === undefined ? undefined : `ext:${event.ext}`);

const onLeg = (card: Mutable, event: CallEvent, change: Given): void => {
  const legId = legIdOf(event);
  if (legId === undefined) return;
  const known = card.legs.find((leg) => leg.legId === legId);
  const leg: CallLeg = { ...(known ?? { legId, trunk: false }), ...(event.ext === undefined ? {} : { ext: event.ext }), ...(event.trunk ? { trunk: true } : {}), ...change };
  card.legs = known ? card.legs.map((other) => (other === known ? leg : other)) : [...card.legs, leg];
};

const closeHolds = (card: Mutable, at: Instant, ext?: string): void => {
  card.holds = card.holds.map((hold) => (hold.to === undefined && (ext === undefined || hold.ext === undefined || hold.ext === ext) ? { ...hold, to: at } : hold));
};

const settle = (card: Mutable, at: Instant, outcome: TransferOutcome, target?: string): void => {
  const open = card.transfers.findLastIndex((transfer) => transfer.outcome === 'open');
  card.transfers = card.transfers.map((transfer, index) => (index === open ? { ...transfer, outcome, settledAt: at, ...(transfer.target === undefined && target !== undefined ? { target } : {}) } : transfer));
};

const openTransfer = (card: Mutable): CallTransfer | undefined => card.transfers.findLast((transfer) => transfer.outcome === 'open');

/** Whoever was being rung when an answer came without a name: only where there is no doubt. */
const onlyRung = (card: Mutable): string | undefined => {
  const exts = new Set(card.legs.filter((leg) => !leg.trunk && leg.ext !== undefined && leg.answeredAt === undefined && leg.endedAt === undefined).map((leg) => leg.ext));
  return exts.size === 1 ? [...exts][0] : undefined;
};

/** The key that says how often it rang: pressed at any time after lifting, it is no other answer. */
const isRings = (event: CallEvent): boolean => isKey(event) && event.ringsDeclared !== undefined;

const answer = (card: Mutable, event: CallEvent): void => {
  onLeg(card, event, { answeredAt: event.at });
  // An outbound call is answered by the customer, not by our own phone being lifted; an inbound one never by the line.
  if ((card.direction === 'outbound') !== (event.trunk === true)) {
    if (card.direction === 'outbound' && card.answeredBy === undefined && event.ext !== undefined) card.answeredBy = event.ext;
    return;
  }
  const ext = event.ext ?? (event.trunk ? undefined : (card.legs.find((leg) => leg.legId === event.legId)?.ext ?? onlyRung(card)));
  const transfer = openTransfer(card);
  if (transfer && !isRings(event)) settle(card, event.at, ext !== undefined && ext === transfer.by ? 'returned' : 'completed', ext);
  // A key may be quicker than the exchange's word; the time is the measured one.
  const isBetter = card.transfers.length === 0 && isMeasured(event) && card.events.some((one) => one.kind === 'answered' && one.at === card.answeredAt && isKey(one));
  if (card.answeredAt === undefined || isBetter) {
    card.answeredAt = event.at;
    if (ext !== undefined && !event.trunk) card.answeredBy = ext;
  }
};

const end = (card: Mutable, event: CallEvent): void => {
  // What really happened outweighs that the line to the PBX was lost meanwhile (a call record may come later).
  const isBetter = card.disposition === 'lost_connection' && event.disposition !== undefined && event.disposition !== 'lost_connection';
  if (card.endedAt !== undefined && !isBetter) return;
  card.endedAt = event.at;
  closeHolds(card, event.at);
  card.legs = card.legs.map((leg) => (leg.endedAt === undefined ? { ...leg, endedAt: event.at } : leg));
  if (openTransfer(card)) settle(card, event.at, 'lost');
  card.disposition = event.disposition === 'lost_connection' ? 'lost_connection' : card.answeredAt === undefined ? (event.disposition ?? 'unanswered') : 'answered';
  if (event.reason === REASON.callerHungUp) card.hungUpBy = 'caller';
  if (event.reason === REASON.deskHungUp) card.hungUpBy = 'desk';
};

const apply = (card: Mutable, event: CallEvent): void => {
  const { at, ext } = event;
  // A merged consultation was internal; the call it joined is what it was.
  if (event.kind === 'offered' && event.direction === 'inbound') card.direction = 'inbound';
  card.number ??= event.from?.raw;
  card.e164 ??= event.from?.e164;
  card.name ??= event.from?.name;
  card.called ??= event.to?.raw ?? event.to?.ext;
  card.queue ??= event.queue;
  card.requestId ??= event.requestId;
  // Put right by a second word: the last counts.
  if (event.ringsDeclared !== undefined) card.ringsDeclared = event.ringsDeclared;
  card.ringMs ??= event.ringMs;
  card.waitMs ??= event.waitMs;
  // Nothing happens to a call that is over; only its ending may be told better.
  if (card.endedAt !== undefined && event.kind !== 'ended' && event.kind !== 'merged' && event.kind !== 'offered') return;
  switch (event.kind) {
    case 'offered':
      card.offeredAt ??= at;
      break;
    case 'queued':
      break;
    case 'dialing': {
      onLeg(card, event, { dialedAt: at });
      const open = openTransfer(card);
      if (open && open.target === undefined && ext !== undefined && ext !== open.by) card.transfers = card.transfers.map((transfer) => (transfer === open ? { ...open, target: ext } : transfer));
      break;
    }
    case 'ringing':
      onLeg(card, event, { ringAt: at });
      // The clock runs from the first ring and does not start anew when a queue rings the phones again.
      if (!event.trunk) card.firstRingAt ??= at;
      break;
    case 'answered':
      answer(card, event);
      break;
    case 'not_answered':
      onLeg(card, event, { endedAt: at, ...(event.reason === undefined ? {} : { reason: event.reason }) });
      break;
    case 'held':
      // A key names no telephone: it and the exchange speak of the same hold.
      if (!card.holds.some((hold) => hold.to === undefined && (hold.ext === ext || hold.ext === undefined || ext === undefined))) card.holds = [...card.holds, { from: at, ...(ext === undefined ? {} : { ext }) }];
      break;
    case 'retrieved':
      closeHolds(card, at, ext);
      if (isKey(event) && openTransfer(card)) settle(card, at, 'returned');
      break;
    case 'transferred': {
      const open = openTransfer(card);
      const saidBy = isKey(event) ? 'desk' : 'exchange';
      closeHolds(card, at);
      if (open && open.saidBy !== 'both' && open.saidBy !== saidBy) {
        // The same transfer, once by key and once by the exchange: whom it goes to is best known by the name the agent chose.
        const target = saidBy === 'desk' ? (event.target ?? open.target) : (open.target ?? event.target);
        card.transfers = card.transfers.map((transfer) => (transfer === open ? { ...open, saidBy: 'both', ...(open.by === undefined && ext !== undefined ? { by: ext } : {}), ...(target === undefined ? {} : { target }) } : transfer));
        break;
      }
      if (open) settle(card, at, 'completed');
      card.transfers = [...card.transfers, { at, how: event.how ?? 'blind', outcome: 'open', saidBy, ...(ext === undefined ? {} : { by: ext }), ...(event.target === undefined ? {} : { target: event.target }) }];
      break;
    }
    case 'transfer_completed':
      settle(card, at, 'completed', ext);
      break;
    case 'transfer_failed':
      settle(card, at, event.reason === REASON.returned ? 'returned' : 'failed');
      break;
    case 'transfer_lost':
      settle(card, at, 'lost');
      break;
    case 'merged':
      if (event.absorbed !== undefined && !card.absorbed.includes(event.absorbed)) card.absorbed = [...card.absorbed, event.absorbed];
      break;
    case 'left':
      onLeg(card, event, { endedAt: at });
      closeHolds(card, at, ext);
      break;
    case 'ended':
      end(card, event);
      break;
  }
};

const stateOf = (card: Mutable): CallState => {
  if (card.endedAt !== undefined) return 'ended';
  if (openTransfer(card)) return 'transferring';
  if (card.holds.some((hold) => hold.to === undefined)) return 'held';
  if (card.answeredAt !== undefined) return 'answered';
  return card.legs.some((leg) => leg.ringAt !== undefined && leg.endedAt === undefined) ? 'ringing' : card.firstRingAt === undefined ? 'offered' : 'ringing';
};

/** Times between events both of which were measured; a person's word and a state merely found give none. */
const measure = (card: Mutable): void => {
  const until = card.answeredAt ?? card.endedAt;
  const has = (kind: CallEvent['kind'], at: Instant | undefined) => at !== undefined && card.events.some((event) => event.kind === kind && event.at === at && isMeasured(event));
  const isUntilKnown = card.answeredAt === undefined ? has('ended', card.endedAt) && card.disposition !== 'lost_connection' : has('answered', card.answeredAt);
  if (card.direction !== 'outbound' && until !== undefined && isUntilKnown) {
    if (has('ringing', card.firstRingAt)) card.ringMs = Math.max(0, toMillis(until) - toMillis(card.firstRingAt as Instant));
    if (has('offered', card.offeredAt)) card.waitMs = Math.max(0, toMillis(until) - toMillis(card.offeredAt as Instant));
  }
  if (card.ringMs !== undefined) card.ringsMeasured = ringsOf(card.ringMs);
};

const directionOf = (events: readonly CallEvent[]): Direction =>
  events.find((event) => event.kind === 'offered' && event.direction === 'inbound')?.direction ?? events.find((event) => event.kind === 'offered')?.direction ?? events[0]?.direction ?? 'inbound';

/** The events as a card; undefined where there are none. Order of arrival and repetitions change nothing. */
export const foldCall = (events: readonly CallEvent[]): CallCard | undefined => {
  const once = new Map<string, CallEvent>();
  for (const event of events) if (!once.has(eventKey(event))) once.set(eventKey(event), event);
  return foldSorted([...once.values()].sort(compareEvents));
};

const foldSorted = (events: readonly CallEvent[]): CallCard | undefined => {
  const [first] = events;
  if (!first) return undefined;
  // Of merged calls the one that absorbed the other names the card; what an exchange tells, before what was pressed beside it.
  const surviving = events.findLast((event) => event.kind === 'merged') ?? events.find((event) => !isKey(event)) ?? first;
  const card: Mutable = { source: surviving.source, callId: surviving.callId, direction: directionOf(events), state: 'offered', legs: [], holds: [], transfers: [], absorbed: [], events };
  for (const event of events) apply(card, event);
  measure(card);
  card.state = stateOf(card);
  return card;
};

/** One more event. What came late is put where it belongs and the card is told anew: a call has a few dozen events. */
export const evolveCall = (card: CallCard | undefined, event: CallEvent): CallCard => {
  const before = card?.events ?? [];
  if (card && (before.some((known) => eventKey(known) === eventKey(event)) || (before.length >= MOST_EVENTS && event.kind !== 'ended'))) return card;
  const at = before.findLastIndex((known) => compareEvents(known, event) <= 0) + 1;
  return foldSorted(before.toSpliced(at, 0, event)) as CallCard;
};

/** A stream of events as cards, one a call; merged ones are one. In the order the calls began. */
export const foldCalls = (events: readonly CallEvent[]): CallCard[] => {
  const goesOnAs = new Map(events.flatMap((event) => (event.kind === 'merged' && event.absorbed !== undefined && event.absorbed !== event.callId ? [[`${event.source}\n${event.absorbed}`, event.callId] as const] : [])));
  const groups = new Map<string, CallEvent[]>();
  for (const event of events) {
    let callId = event.callId;
    for (let steps = goesOnAs.size; steps > 0; steps -= 1) callId = goesOnAs.get(`${event.source}\n${callId}`) ?? callId;
    const key = `${event.source}\n${callId}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()].flatMap((own) => foldCall(own) ?? []).sort((a, b) => ((a.events[0]?.at ?? '') < (b.events[0]?.at ?? '') ? -1 : 1));
};

/** Two calls that turned out to be one: their events as one card. */
export const mergeCalls = (...cards: readonly CallCard[]): CallCard | undefined => foldCall(cards.flatMap((card) => card.events));
