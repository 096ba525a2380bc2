import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';

/** What is signed (M-40). A change of words is a new version; what was signed stays what it was. */
export const PLEDGE_VERSION = 1;
export const PLEDGE_TEXT = {
  zh: '我已阅读并将遵守：不得与他人谈论在维修过程中听闻的消息。客户、用户的姓名、电话、谈话和室内所见，在岗时和离岗后都不向任何人提起，也不拍照、不转发。',
  en: 'I have read this and will keep it: what I hear during repairs I discuss with nobody. Names, numbers, conversations and what I see indoors I mention to no one, on duty or after leaving, nor do I photograph or pass them on.',
} as const;

export type PledgeStatus = 'asked' | 'signed' | 'expired';
export type Pledge = {
  readonly id: string;
  readonly siteId: string;
  readonly personId: string;
  readonly status: PledgeStatus;
  /** Counts each asking and each signature, for the clocks. */
  readonly round: number;
  readonly askedAt?: Instant;
  readonly signedAt?: Instant;
  readonly validUntil?: Instant;
  readonly version?: number;
  readonly isLate: boolean;
};
export type PledgeEvent =
  | { readonly type: 'PledgeAsked'; readonly at: Instant; readonly by: string; readonly personId: string }
  | { readonly type: 'PledgeSigned'; readonly at: Instant; readonly by: string; readonly version: number; readonly validUntil: Instant }
  | { readonly type: 'PledgeRenewalNear'; readonly at: Instant }
  | { readonly type: 'PledgeExpired'; readonly at: Instant }
  | { readonly type: 'PledgeLate'; readonly at: Instant };

export type PledgeLimits = { readonly signDays: number; readonly validDays: number; readonly calendarVersion: number };
const DAY = 24 * 60;
/** Whoever must sign again hears of it two weeks before. */
const NOTICE_DAYS = 14;
export const SIGN_CLOCK = 'pledge.sign';
export const VALID_CLOCK = 'pledge.valid';

export const askPledge = (state: Pledge | undefined, input: { at: Instant; by: string; personId: string }): Decision<PledgeEvent> =>
  state?.status === 'asked' ? refuse('pledge-asked') : state?.status === 'signed' && (state.validUntil ?? '') > addMinutes(input.at, NOTICE_DAYS * DAY) ? refuse('pledge-valid', { until: state.validUntil }) : ok({ type: 'PledgeAsked', ...input });

/** Signed by the person alone, with the own PIN; whether asked or not. */
export const signPledge = (input: { at: Instant; by: string; pinChecked: boolean }, limits: PledgeLimits): Decision<PledgeEvent> =>
  input.pinChecked ? ok({ type: 'PledgeSigned', at: input.at, by: input.by, version: PLEDGE_VERSION, validUntil: addMinutes(input.at, limits.validDays * DAY) }) : refuse('pin-missing');

export const evolvePledge = (state: Pledge | undefined, event: PledgeEvent, ids: { siteId: string; subject: string }): Pledge => {
  if (event.type === 'PledgeAsked') return { ...(state ?? { id: ids.subject, siteId: ids.siteId, round: 0 }), personId: event.personId, status: 'asked', round: (state?.round ?? 0) + 1, askedAt: event.at, isLate: false };
  if (event.type === 'PledgeSigned')
    return { ...(state ?? { id: ids.subject, siteId: ids.siteId, personId: event.by, round: 0 }), status: 'signed', round: (state?.round ?? 0) + 1, signedAt: event.at, validUntil: event.validUntil, version: event.version, isLate: false };
  if (!state) throw new Error(`${event.type} before the pledge was asked for.`);
  switch (event.type) {
    case 'PledgeExpired':
      return { ...state, status: 'expired' };
    case 'PledgeLate':
      return { ...state, isLate: true };
    case 'PledgeRenewalNear':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const pledgeClocks = (event: PledgeEvent, before: number, after: Pledge, limits: PledgeLimits): ClockChange[] => {
  const rule = (parameter: string, value: number) => ({ clause: 'M-40', origin: 'house' as const, basis: 'elapsed' as const, parameter, value: String(value), calendarVersion: limits.calendarVersion });
  switch (event.type) {
    case 'PledgeAsked':
      return [{ do: 'start', clock: SIGN_CLOCK, round: after.round, startedAt: event.at, dueAt: addMinutes(event.at, limits.signDays * DAY), rule: rule('conduct.pledge_sign_days', limits.signDays) }];
    case 'PledgeSigned':
      return [
        { do: 'stop', clock: SIGN_CLOCK, round: before, at: event.at },
        { do: 'cancel', clock: VALID_CLOCK, round: before, at: event.at },
        { do: 'start', clock: VALID_CLOCK, round: after.round, startedAt: event.at, warnAt: addMinutes(event.validUntil, -NOTICE_DAYS * DAY), dueAt: event.validUntil, rule: rule('conduct.pledge_valid_days', limits.validDays) },
      ];
    default:
      return [];
  }
};
