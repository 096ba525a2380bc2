import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision } from '../../../platform/core/refusal.ts';
import type { ReferralStep, ReferralStepName } from './referral-steps.ts';

/** A defect given to a partner firm (M-23): to call → called → on site → done. */
export const REFERRAL_STATUSES = ['to_call', 'called', 'on_site', 'done', 'cancelled'] as const;
export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];
export const isOpen = (status: ReferralStatus): boolean => status !== 'done' && status !== 'cancelled';

export type ReferralFields = {
  readonly firmId?: string | undefined;
  /** As it was said; a firm of the register is linked by name or by hand. */
  readonly firmName: string;
  readonly contact?: string | undefined;
  readonly repairId?: string | undefined;
  readonly repairNumber?: string | undefined;
  readonly placeId?: string | undefined;
  readonly placeText: string;
  readonly defect: string;
};
export type Referral = ReferralFields & {
  readonly id: string;
  readonly siteId: string;
  readonly number: string;
  readonly status: ReferralStatus;
  readonly receivedAt: Instant;
  readonly photos: readonly { readonly hash: string; readonly phase: 'before' | 'after'; readonly at: Instant }[];
  readonly calls: readonly { readonly at: Instant; readonly by: string; readonly kind: 'call' | 'chase' | 'promise'; readonly spokeWith?: string | undefined; readonly text?: string | undefined; readonly promisedAt?: Instant | undefined }[];
  readonly calledAt?: Instant;
  /** The last date the firm promised; the first stays among the calls. */
  readonly promisedAt?: Instant;
  readonly promises: number;
  readonly arrivedAt?: Instant;
  readonly doneAt?: Instant;
  readonly result?: 'fixed' | 'temporary' | 'not_fixed';
  readonly outcome?: string;
  readonly late: readonly string[];
  readonly cancelReason?: string;
};

type Happened = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };
export type ReferralEvent =
  | ({ readonly type: 'ReferralOpened'; readonly number: string; readonly fields: ReferralFields; readonly photos: Referral['photos']; readonly calledAt?: Instant | undefined } & Happened)
  | ({ readonly type: 'ReferralStep'; readonly step: ReferralStep } & Happened)
  | ({ readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly clock: string; readonly round: number; readonly dueAt: Instant } & Happened);

const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
const promised = (state: Referral, at: Instant | undefined): Referral => (at ? { ...state, promisedAt: at, promises: state.promises + 1 } : state);

const evolveStep = (state: Referral, event: Extract<ReferralEvent, { type: 'ReferralStep' }>): Referral => {
  const { step, at, by } = event;
  switch (step.step) {
    case 'link':
      return { ...state, firmId: step.firmId };
    case 'call':
      return promised({ ...state, status: 'called', calledAt: state.calledAt ?? at, calls: [...state.calls, compact({ at, by, kind: 'call' as const, spokeWith: step.spokeWith, text: step.text, promisedAt: step.promisedAt })] }, step.promisedAt);
    case 'promise':
      return promised({ ...state, calls: [...state.calls, compact({ at, by, kind: 'promise' as const, text: step.text, promisedAt: step.promisedAt })] }, step.promisedAt);
    case 'chase':
      return { ...state, calls: [...state.calls, { at, by, kind: 'chase', text: step.text }] };
    case 'arrive':
      return { ...state, status: 'on_site', arrivedAt: at };
    case 'attach':
      return { ...state, photos: [...state.photos, { hash: step.hash, phase: step.phase, at }] };
    case 'finish':
      return { ...state, status: 'done', doneAt: at, result: step.result, outcome: step.text, arrivedAt: state.arrivedAt ?? at };
    case 'cancel':
      return { ...state, status: 'cancelled', cancelReason: step.reason };
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveReferral = (state: Referral | undefined, event: ReferralEvent, ids: { siteId: string; subject: string }): Referral => {
  if (event.type === 'ReferralOpened')
    return compact({ ...compact(event.fields), id: ids.subject, siteId: ids.siteId, number: event.number, status: event.calledAt ? ('called' as const) : ('to_call' as const), receivedAt: event.at, photos: event.photos, calls: [], calledAt: event.calledAt, promises: 0, late: [] }) as Referral;
  if (!state) throw new Error(`${event.type} before the referral was opened.`);
  switch (event.type) {
    case 'ReferralStep':
      return evolveStep(state, event);
    case 'DeadlineBreached':
      return { ...state, late: [...state.late, event.clock] };
    case 'DeadlineMetLate':
      return { ...state, late: state.late.filter((clock) => clock !== event.clock) };
    case 'DeadlineWarned':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
};

const LAWFUL: Readonly<Record<ReferralStepName, readonly ReferralStatus[]>> = {
  link: ['to_call', 'called', 'on_site', 'done'], call: ['to_call'], promise: ['called', 'on_site'], chase: ['called', 'on_site'], arrive: ['called'], attach: ['to_call', 'called', 'on_site', 'done'], finish: ['called', 'on_site'], cancel: ['to_call', 'called', 'on_site'],
};
export const stepsOf = (referral: Referral): ReferralStepName[] => (Object.keys(LAWFUL) as ReferralStepName[]).filter((step) => LAWFUL[step].includes(referral.status));

export const takeReferralStep = (referral: Referral, step: ReferralStep, ctx: { by: string; now: Instant; knowsFile: boolean; knowsFirm: boolean }): Decision<ReferralEvent> => {
  if (!stepsOf(referral).includes(step.step)) return refuse('step-not-possible', { step: step.step, status: referral.status });
  const at = ('at' in step ? step.at : undefined) ?? ctx.now;
  if (toMillis(at) > toMillis(ctx.now) + 2 * 60_000) return refuse('time-in-future', { at });
  if (toMillis(at) < toMillis(referral.receivedAt)) return refuse('time-before-receipt', { at, receivedAt: referral.receivedAt });
  if ('promisedAt' in step && step.promisedAt && step.promisedAt <= at) return refuse('promise-in-the-past');
  if (step.step === 'link' && !ctx.knowsFirm) return refuse('firm-unknown');
  if (step.step === 'attach' && !ctx.knowsFile) return refuse('file-unknown');
  return { ok: true, events: [{ type: 'ReferralStep', at, recordedAt: ctx.now, by: ctx.by, step }] };
};

export const REFERRAL_CLOCKS = ['partner.call', 'partner.on_site', 'partner.promise'] as const;
export type ReferralClock = (typeof REFERRAL_CLOCKS)[number];
export type ReferralLimits = { readonly callMinutes: number; readonly onSiteHours: number; readonly calendarVersion: number };

/** Call within 30 minutes, on site within a day of the call (house rules), and whatever the firm itself promised. */
export const referralClocks = (event: ReferralEvent, after: Referral, limits: ReferralLimits): ClockChange[] => {
  const rule = (parameter: string, value: number | string) => ({ clause: 'M-23', origin: 'house' as const, basis: 'elapsed' as const, parameter, value: String(value), calendarVersion: limits.calendarVersion });
  const onSite = (at: Instant): ClockChange => ({ do: 'start', clock: 'partner.on_site', round: 1, startedAt: at, dueAt: addMinutes(at, limits.onSiteHours * 60), rule: rule('repairs.vendor_on_site_hours', limits.onSiteHours) });
  const promise = (at: Instant, dueAt: Instant | undefined): ClockChange[] =>
    dueAt
      ? [
          ...(after.promises > 1 ? [{ do: 'cancel' as const, clock: 'partner.promise', round: after.promises - 1, at }] : []),
          { do: 'start', clock: 'partner.promise', round: after.promises, startedAt: at, dueAt, rule: rule('partner.promise', dueAt) },
        ]
      : [];
  if (event.type === 'ReferralOpened')
    return event.calledAt
      ? [onSite(event.calledAt)]
      : [{ do: 'start', clock: 'partner.call', round: 1, startedAt: event.at, dueAt: addMinutes(event.at, limits.callMinutes), rule: rule('repairs.vendor_call', limits.callMinutes) }];
  if (event.type !== 'ReferralStep') return [];
  const { step, at } = event;
  switch (step.step) {
    case 'call':
      return [{ do: 'stop', clock: 'partner.call', round: 1, at }, onSite(at), ...promise(at, step.promisedAt)];
    case 'promise':
      return promise(at, step.promisedAt);
    case 'arrive':
      return [{ do: 'stop', clock: 'partner.on_site', round: 1, at }];
    case 'finish':
      return [{ do: 'stop', clock: 'partner.on_site', round: 1, at: after.arrivedAt ?? at }, { do: 'stop', clock: 'partner.promise', round: after.promises, at }];
    case 'cancel':
      return REFERRAL_CLOCKS.map((clock) => ({ do: 'cancel', clock, round: clock === 'partner.promise' ? after.promises : 1, at }));
    default:
      return [];
  }
};
