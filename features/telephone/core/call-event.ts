import { z } from 'zod';
import { zInstant } from '../../../platform/core/contract.ts';

/** What can be said of a call, by a key at the desk or by any telephone system. */
export const CALL_KINDS = [
  'offered', 'queued', 'dialing', 'ringing', 'answered', 'not_answered', 'held', 'retrieved',
  'transferred', 'transfer_completed', 'transfer_failed', 'transfer_lost', 'merged', 'left', 'ended',
] as const;
export type CallKind = (typeof CALL_KINDS)[number];

export const DISPOSITIONS = ['answered', 'abandoned', 'busy', 'unanswered', 'lost_connection'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Never a control character: what comes from a caller's telephone ends up in lists, on paper and in a database that cannot hold NUL. */
const word = (max: number) => z.string().min(1).max(max).regex(/^\P{Cc}*$/u);
const milliseconds = z.number().int().min(0).max(86_400_000);

/** The neutral event: append-only, the same for manual keys and every PBX; a call card is a fold over them. */
export const zCallEvent = z.object({
  v: z.literal(1),
  /** 'manual:desk-2', 'ami:hq', 'esl:site-b', 'hook:cloud', 'smdr:panasonic'. */
  source: word(80),
  /** Unique per source; a second arrival changes nothing. */
  eventId: word(300),
  kind: z.enum(CALL_KINDS),
  callId: word(160),
  legId: word(160).optional(),
  ext: word(60).optional(),
  /** The leg that leads out of the house. */
  trunk: z.boolean().optional(),
  at: zInstant,
  /** Where the time came from: the PBX's clock, our receiving it, or a person's word. */
  atBasis: z.enum(['pbx', 'received', 'declared']),
  receivedAt: zInstant,
  direction: z.enum(DIRECTIONS),
  from: z.object({ raw: word(80).optional(), e164: word(24).optional(), name: word(120).optional() }).optional(),
  to: z.object({ raw: word(80).optional(), ext: word(60).optional() }).optional(),
  queue: word(80).optional(),
  how: z.enum(['blind', 'attended']).optional(),
  target: word(80).optional(),
  reason: word(120).optional(),
  cause: word(80).optional(),
  /** Of `merged`: the call id that goes on as this one. */
  absorbed: word(160).optional(),
  disposition: z.enum(DISPOSITIONS).optional(),
  ringMs: milliseconds.optional(),
  waitMs: milliseconds.optional(),
  ringsDeclared: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
  requestId: word(160).optional(),
});
export type CallEvent = z.output<typeof zCallEvent>;

/** Words of `reason` the fold understands; all others are shown as they are. */
export const REASON = {
  /** The state as found on connecting: when it came about is not known. */
  snapshot: 'snapshot',
  /** The call came back to whoever had passed it on. */
  returned: 'returned',
  /** Another telephone took it: not a miss. */
  elsewhere: 'elsewhere',
  callerHungUp: 'caller-hung-up',
  deskHungUp: 'desk-hung-up',
} as const;

const RANK: ReadonlyMap<CallKind, number> = new Map(CALL_KINDS.map((kind, index) => [kind, index]));

/** Events of one instant stand in the order in which such things happen. */
export const kindRank = (kind: CallKind): number => RANK.get(kind) ?? 0;

/** What makes an event the same one. */
export const eventKey = (event: Pick<CallEvent, 'source' | 'eventId'>): string => `${event.source}\n${event.eventId}`;

/** Pressed at the desk, not told by an exchange. */
export const isKey = (event: Pick<CallEvent, 'source'>): boolean => event.source.startsWith('manual:');

/** Its time is known by a clock: neither a person's word nor a state as it was merely found. */
export const isMeasured = (event: CallEvent): boolean => event.atBasis !== 'declared' && event.reason !== REASON.snapshot;

/**
 * The order events are folded in, whatever the order they arrived in. Keys pressed within one millisecond stand in the
 * order of their ids, which begin with the time they were made; those of an exchange in the order such things happen.
 */
export const compareEvents = (a: CallEvent, b: CallEvent): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (isKey(a) !== isKey(b)) return isKey(a) ? 1 : -1;
  const rank = isKey(a) ? 0 : kindRank(a.kind) - kindRank(b.kind);
  if (rank !== 0) return rank;
  const [left, right] = [eventKey(a), eventKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};
