import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, toMillis } from '../../../platform/core/instant.ts';
import type { ParameterValues } from '../../handbook/core/handbook-facts.ts';
import { owesLog } from './call-reading.ts';
import type { CallRecord, CallRecordEvent } from './call-record.ts';

export const HOLD_CLOCK = 'call.hold';
export const TRANSFER_CLOCK = 'call.transfer';
export const LOG_CLOCK = 'call.log';
const seconds = (count: number): number => count / 60;

/** What an exchange tells of so long after its end is of the past (a file of last month): nobody is sent after it. */
const PAST_MS = 12 * 3_600_000;

/** An answered call an exchange told of, until it is logged (T-35). That it was answered may be told after its end. */
const logClock = (event: CallRecordEvent, after: CallRecord, values: ParameterValues, calendarVersion: number): ClockChange[] => {
  if (event.type === 'CallLogged') return [{ do: 'stop', clock: LOG_CLOCK, round: 1, at: event.at }];
  if (event.type === 'CallMerged') return [{ do: 'cancel', clock: LOG_CLOCK, round: 1, at: event.at }];
  const { endedAt } = after.card;
  if (event.type !== 'CallHappened' || !owesLog(after) || !endedAt || toMillis(event.recordedAt) - toMillis(endedAt) > PAST_MS) return [];
  const since = event.recordedAt > endedAt ? event.recordedAt : endedAt;
  const minutes = values['telephone.log_within'];
  return [{ do: 'start', again: 'once', clock: LOG_CLOCK, round: 1, startedAt: since, dueAt: addMinutes(since, minutes), rule: { clause: 'T-35', origin: 'house', basis: 'elapsed', parameter: 'telephone.log_within', value: String(minutes), calendarVersion } }];
};

/** A held caller (T-32, T-33), a transfer nobody has lifted yet (T-27), a call to be logged; one round per hold and per transfer. */
export const callClocks = (event: CallRecordEvent, after: CallRecord, values: ParameterValues, calendarVersion: number): ClockChange[] => [...lineClocks(event, after, values, calendarVersion), ...logClock(event, after, values, calendarVersion)];

const lineClocks = (event: CallRecordEvent, after: CallRecord, values: ParameterValues, calendarVersion: number): ClockChange[] => {
  if (event.type === 'CallMerged') return (['holds', 'transfers'] as const).flatMap((part) => (after.card[part].length > 0 ? [{ do: 'stop' as const, clock: part === 'holds' ? HOLD_CLOCK : TRANSFER_CLOCK, round: after.card[part].length, at: event.at }] : []));
  if (event.type !== 'CallHappened') return [];
  const { event: happened } = event;
  const { holds, transfers } = after.card;
  const rule = (clause: string, parameter: keyof ParameterValues) => ({ clause, origin: 'house' as const, basis: 'elapsed' as const, parameter, value: String(values[parameter]), calendarVersion });
  const stopHold: ClockChange[] = holds.length > 0 ? [{ do: 'stop', clock: HOLD_CLOCK, round: holds.length, at: happened.at }] : [];
  const stopTransfer = (round: number): ClockChange[] => (round > 0 ? [{ do: 'stop', clock: TRANSFER_CLOCK, round, at: happened.at }] : []);
  switch (happened.kind) {
    case 'held':
      return [{
        do: 'start', clock: HOLD_CLOCK, round: holds.length, startedAt: happened.at, warnAt: addMinutes(happened.at, seconds(values['telephone.hold_apology'])), dueAt: addMinutes(happened.at, seconds(values['telephone.hold_offer'])), rule: rule('T-33', 'telephone.hold_offer'),
      }];
    case 'retrieved':
      return stopHold;
    case 'transferred':
      return [...stopHold, ...stopTransfer(transfers.length - 1), {
        do: 'start', clock: TRANSFER_CLOCK, round: transfers.length, startedAt: happened.at, dueAt: addMinutes(happened.at, seconds(values['telephone.transfer_nudge'])), rule: rule('T-27', 'telephone.transfer_nudge'),
      }];
    case 'transfer_completed':
    case 'transfer_failed':
    case 'transfer_lost':
    case 'not_answered':
      return stopTransfer(transfers.length);
    case 'ended':
      return [...stopHold, ...stopTransfer(transfers.length)];
    default:
      return [];
  }
};
