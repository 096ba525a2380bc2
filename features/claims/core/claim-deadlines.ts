import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { missingLevels, type ClaimLimits } from './claim-permissions.ts';
import type { Claim, ClaimEvent } from './claim.ts';

export const CLAIM_CLOCKS = ['claim.reply', 'claim.settle'] as const;
export type ClaimClock = (typeof CLAIM_CLOCKS)[number];
export type ClaimTimes = { readonly replyDays: number; readonly settleDays: number; readonly due: (at: Instant, days: number) => Instant; readonly calendarVersion: number };

/** Three days to answer, and again once an offer was sent back or declined; a week to pay once both have signed and all have approved (house rules). */
export const claimClocks = (event: ClaimEvent, after: Claim, times: ClaimTimes, limits: ClaimLimits): ClockChange[] => {
  // An answer that was late stays late: each asking has a round of its own.
  const replyRound = after.replyRound ?? 1;
  const start = (clock: ClaimClock, at: Instant, days: number, parameter: string, round = 1): ClockChange => ({
    do: 'start', clock, round, startedAt: at, dueAt: times.due(at, days), rule: { clause: 'M-38', origin: 'house', basis: 'opening-days', parameter, value: String(days), calendarVersion: times.calendarVersion },
  });
  if (event.type === 'ClaimOpened') return [start('claim.reply', event.at, times.replyDays, 'claims.reply_days')];
  if (event.type !== 'ClaimStep') return [];
  switch (event.step.step) {
    case 'propose':
      return [{ do: 'stop', clock: 'claim.reply', round: replyRound, at: event.at }];
    case 'sendBack':
    case 'decline':
      return [start('claim.reply', event.at, times.replyDays, 'claims.reply_days', replyRound)];
    case 'agree':
    case 'approve':
      return after.status === 'agreed' && missingLevels(after, limits).length === 0 ? [start('claim.settle', event.at, times.settleDays, 'claims.settle_days')] : [];
    case 'settle':
      return [{ do: 'stop', clock: 'claim.settle', round: 1, at: event.at }];
    case 'void':
      return CLAIM_CLOCKS.map((clock) => ({ do: 'cancel', clock, round: clock === 'claim.reply' ? replyRound : 1, at: event.at }));
    default:
      return [];
  }
};
