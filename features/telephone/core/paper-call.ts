import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision } from '../../../platform/core/refusal.ts';
import { REASON } from './call-event.ts';
import type { CallRecordEvent, CallSheet } from './call-record.ts';
import { checkSheet, manual, type CallContext } from './call-rules.ts';
import { inCourse, type Paper } from './paper.ts';

/** A line of the call register (forms 4.5), as it was written by hand. */
export type PaperCall = {
  readonly paper: Pick<Paper, 'number' | 'writtenBy' | 'scans'>;
  /** The colleague who wrote it, where the name is one's. */
  readonly agentId?: string | undefined;
  readonly startedAt: Instant;
  readonly endedAt?: Instant | undefined;
  /** Ours: dialled by the desk. */
  readonly isOutgoing?: boolean | undefined;
  /** Nobody answered: not we, or not they. */
  readonly isMissed: boolean;
  /** Of a missed call: when it was called back, if the paper says so. */
  readonly calledBackAt?: Instant | undefined;
  readonly rings?: 1 | 2 | 3 | 4 | undefined;
  readonly transfer?: { readonly target: string; readonly targetId?: string | undefined; readonly outcome: 'completed' | 'returned' | 'lost' } | undefined;
  readonly hungUpBy?: 'caller' | 'agent' | undefined;
  readonly sheet: CallSheet;
};

/**
 * The same events as by key, at the paper's own times: what hangs on a call's times is judged by those. A time that has
 * not come is refused; times that cannot all be true are kept as written, and none is told before the one before it.
 */
export const keyInCall = (exists: boolean, call: PaperCall, context: CallContext): Decision<CallRecordEvent> => {
  const { now, by } = context;
  if (exists) return refuse('pad-used', { number: call.paper.number });
  const { startedAt, endedAt, isMissed, isOutgoing = false } = call;
  // Of a call of ours there are no rings to count, nobody to put through and nobody to call back.
  const { calledBackAt, transfer, rings } = isOutgoing ? {} as Partial<PaperCall> : call;
  const written: Paper['written'] = [{ step: 'started', at: startedAt }, ...(endedAt ? [{ step: 'ended' as const, at: endedAt }] : []), ...(isMissed && calledBackAt ? [{ step: 'calledBack' as const, at: calledBackAt }] : [])];
  const later = written.find(({ at }) => at > now);
  if (later) return refuse('time-in-future', { at: later.at });
  const refused = checkSheet(call.sheet, !isMissed);
  if (refused) return refused;
  const times = inCourse(written);
  const end = times.get('ended') ?? startedAt;
  let index = 0;
  const happen = (kind: Parameters<typeof manual>[1], at: Instant, more: Parameters<typeof manual>[4] = {}, extra: { told?: boolean; targetId?: string | undefined } = {}): CallRecordEvent => ({
    type: 'CallHappened', at, recordedAt: now, by, subject: context.callId, event: manual(undefined, kind, context, index++, { at, receivedAt: now, direction: isOutgoing ? 'outbound' : 'inbound', ...more }), agentId: call.agentId, ...extra,
  });
  const isLost = transfer?.outcome === 'lost';
  const events: CallRecordEvent[] = [happen(isOutgoing ? 'dialing' : 'offered', startedAt)];
  if (!isMissed) events.push(happen('answered', startedAt, isOutgoing ? { trunk: true } : rings ? { ringsDeclared: rings } : {}));
  if (!isMissed && transfer)
    events.push(
      happen('transferred', startedAt, { how: 'attended', target: transfer.target }, { told: true, targetId: transfer.targetId }),
      transfer.outcome === 'completed' ? happen('transfer_completed', startedAt) : isLost ? happen('transfer_lost', end) : happen('transfer_failed', startedAt, { reason: REASON.returned }),
    );
  const how = call.hungUpBy === 'caller' ? { reason: REASON.callerHungUp } : call.hungUpBy === 'agent' ? { reason: REASON.deskHungUp } : {};
  events.push(happen('ended', end, { disposition: isMissed ? 'unanswered' : isLost ? 'abandoned' : 'answered', ...how }));
  const paper = { ...call.paper, keyedAt: now, keyedBy: by, written, ...(isMissed && calledBackAt ? { calledBackAt: times.get('calledBack') } : {}) };
  return { ok: true, events: [...events, { type: 'CallKeyedIn', at: now, by, paper }, { type: 'CallLogged', at: now, by, sheet: call.sheet, hungUpBy: call.hungUpBy }] };
};
