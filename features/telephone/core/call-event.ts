import type { Instant } from '../../../platform/core/instant.ts';

export const CALL_EVENT_KINDS = [
  'offered', 'queued', 'dialing', 'ringing', 'answered', 'not_answered', 'held', 'retrieved',
  'transferred', 'transfer_completed', 'transfer_failed', 'transfer_lost', 'merged', 'left', 'ended',
] as const;
export type CallEventKind = (typeof CALL_EVENT_KINDS)[number];

/**
 * What happened on a telephone line, said the same way by a key of the desk and by every exchange. Append-only; the
 * call card is a fold over these.
 */
export type CallEvent = {
  readonly v: 1;
  /** `manual:desk-2`, `ami:hq`, `hook:cloud` … */
  readonly source: string;
  /** Unique per source; a second arrival changes nothing. */
  readonly eventId: string;
  readonly kind: CallEventKind;
  readonly callId: string;
  readonly legId?: string;
  readonly ext?: string;
  readonly trunk?: boolean;
  readonly at: Instant;
  /** Where the time came from: the exchange's clock, ours on receipt, or what a person said. */
  readonly atBasis: 'pbx' | 'received' | 'declared';
  readonly receivedAt: Instant;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly from?: { readonly raw?: string; readonly e164?: string; readonly name?: string };
  readonly to?: { readonly raw?: string; readonly ext?: string };
  readonly queue?: string;
  readonly how?: 'blind' | 'attended';
  readonly target?: string;
  readonly reason?: string;
  readonly cause?: string;
  readonly absorbed?: string;
  readonly disposition?: 'answered' | 'abandoned' | 'busy' | 'unanswered' | 'lost_connection';
  readonly ringMs?: number;
  readonly waitMs?: number;
  readonly ringsDeclared?: 1 | 2 | 3 | 4;
  readonly requestId?: string;
};
