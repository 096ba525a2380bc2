import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { CallCard, CallTransfer } from './call-card.ts';
import { isKey, isMeasured, type CallEvent } from './call-event.ts';
import type { CallRecord } from './call-record.ts';
import { readNumber } from '../../../platform/core/phone-number.ts';
import { isDeclaredWithinThree, isWithinThreeRings } from './rings.ts';

/** Questions asked of a call card; the only place that reads its states. */
export const isLive = (card: CallCard): boolean => card.endedAt === undefined;
export const isHeld = (card: CallCard): boolean => isLive(card) && card.holds.some((hold) => hold.to === undefined);
/** Since when the caller waits. */
export const heldSince = (card: CallCard): Instant | undefined => (isLive(card) ? card.holds.find((hold) => hold.to === undefined)?.from : undefined);
/** The first that is known of it. */
export const startOf = (card: CallCard): Instant => card.events[0]?.at ?? '';
const HISTORY_MS = 2 * 86_400_000;
export const openTransfer = (card: CallCard): CallTransfer | undefined => (card.transfers.at(-1)?.outcome === 'open' ? card.transfers.at(-1) : undefined);
export const isAnswered = (card: CallCard): boolean => card.answeredAt !== undefined;
/** Nobody of ours spoke with the caller, or the caller went while being put through. */
export const isMissed = (card: CallCard): boolean => card.direction === 'inbound' && !isLive(card) && (!isAnswered(card) || card.disposition === 'abandoned');
/** Told of by a file of the past, so long after that nobody waits by the telephone any more: a record, no task (house rule). */
export const isHistory = ({ source, card }: Pick<CallRecord, 'source' | 'card'>, now: Instant): boolean => source.endsWith(':import') && toMillis(now) - toMillis(card.endedAt ?? startOf(card)) > HISTORY_MS;
export const isLostInTransfer = (card: CallCard): boolean => card.direction === 'inbound' && card.transfers.at(-1)?.outcome === 'lost';
/** A conversation: an answered call of theirs, or one of ours that the other side lifted. */
export const isConversation = (card: CallCard): boolean => isAnswered(card) && (card.disposition === undefined || card.disposition === 'answered') && !isLostInTransfer(card);
/** An exchange told of it, somebody answered, it is over, and nobody has logged it (T-35); what is keyed in by hand is its own log. */
export const owesLog = ({ card, source, loggedAt, mergedInto }: Pick<CallRecord, 'card' | 'source' | 'loggedAt' | 'mergedInto'>): boolean =>
  source !== 'manual' && card.direction === 'inbound' && isAnswered(card) && !isLive(card) && loggedAt === undefined && mergedInto === undefined;
export const heldMs = (card: CallCard): number => card.holds.reduce((sum, hold) => sum + (hold.to === undefined ? 0 : Math.max(0, toMillis(hold.to) - toMillis(hold.from))), 0);
/** More than three rings, by whatever is known: measured where it is, else as declared (T-05). */
export const isLate = (card: CallCard, threeRingsSeconds: number): boolean | undefined =>
  card.ringMs !== undefined ? !isWithinThreeRings(card.ringMs, threeRingsSeconds) : card.ringsDeclared !== undefined ? !isDeclaredWithinThree(card.ringsDeclared) : undefined;
/** Since when it rings, while nobody has lifted; undefined for a call by key, which nobody heard ring. */
export const ringsSince = (card: CallCard): Instant | undefined =>
  isLive(card) && !isAnswered(card) && card.direction !== 'outbound' && card.events.some((event) => event.kind === 'ringing' && event.at === card.firstRingAt && isMeasured(event)) ? card.firstRingAt : undefined;
/** As it is matched by: what the agent wrote, else what the line showed; `anonymous` is no number. */
export const numberOf = (record: Pick<CallRecord, 'card' | 'sheet'>): string | undefined => {
  const { card, sheet } = record;
  // Of a call an exchange tells of as ours, the customer is who was dialled.
  const seen = card.direction === 'outbound' && !isKey(card) ? card.called : (card.e164 ?? card.number);
  return sheet.number || (seen ? readNumber(seen).key : undefined);
};
/** What the line itself showed; nothing of a card kept by key, whose number somebody typed. */
export const lineNumberOf = ({ card }: Pick<CallRecord, 'card'>): string | undefined => (isKey(card) ? undefined : numberOf({ card, sheet: {} }));
/** The telephone that rings or was lifted: as the exchange names it, else the only one it tried. */
export const deskOf = (card: CallCard, event: CallEvent): string | undefined => {
  if (event.trunk || (event.kind !== 'ringing' && event.kind !== 'answered')) return undefined;
  const tried = new Set(card.legs.flatMap((leg) => (!leg.trunk && leg.ext !== undefined && leg.endedAt === undefined ? [leg.ext] : [])));
  return event.ext ?? (tried.size === 1 ? [...tried][0] : undefined);
};
/** Which of the centre's numbers was called: as the exchange says, else as the agent saw it. */
export const calledOf = (record: Pick<CallRecord, 'card' | 'sheet'>): string | undefined => (record.card.direction === 'outbound' ? undefined : (record.card.called ?? record.sheet.publicNumber));
