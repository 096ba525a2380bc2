import type { ClockChange, ClockStart, FrozenRule } from '../../../platform/core/clock-rule.ts';
import { addMinutes, toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { RepairEvent, StepTaken } from './repair-events.ts';
import type { RepairOrder } from './repair-order.ts';
import type { Step, StepName } from './repair-steps.ts';

/** The limits of the centre, already read from its parameters, and what needs its calendar. */
export type RepairLimits = {
  readonly minutes: (key: RepairLimitKey) => number;
  readonly origin: (key: RepairLimitKey) => 'plan' | 'house';
  readonly calendarVersion: number;
  /** 17:00 the same day; finished after 16:30 → 09:30 of the next opening day (house rule). */
  readonly copyReturnDue: (finishedAt: Instant) => Instant;
  /** When the doors open next; undefined for a centre that never opens. */
  readonly doorsOpen: (at: Instant) => Instant | undefined;
  /** Hours counted as whole opening days: 24 h = the same time on the next opening day. */
  readonly followUpDue: (signedAt: Instant) => Instant;
};

export type RepairLimitKey =
  | 'absent_call_hours'
  | 'bad_rating_call_hours'
  | 'before_opening'
  | 'issue_within'
  | 'issued_not_notified'
  | 'notify_within'
  | 'collect_within'
  | 'ready_minutes'
  | 'arrive_before_appointment'
  | 'appointment_reminder'
  | 'reappoint_within'
  | 'reappoint_if_later'
  | 'facility_on_site'
  | 'facility_on_site_warning'
  | 'user_on_site'
  | 'urgent_on_site'
  | 'vendor_call'
  | 'support_answer'
  | 'copy_return'
  | 'follow_up_hours';

export type RepairClock = 'absent_call' | 'bad_rating' | 'before_opening' | 'issue' | 'notify' | 'collect' | 'ready' | 'arrive' | 'reappoint' | 'on_site' | 'vendor' | 'support' | 'copy_return' | 'follow_up';

type ClockSpec = {
  readonly clock: RepairClock;
  readonly clause: string;
  /** Steps that end it; the first one taken counts. */
  readonly stops: readonly StepName[];
};

/** Which deadlines exist (附件七). What starts each one stands in `startsOf`, what ends it here. */
export const REPAIR_CLOCKS: readonly ClockSpec[] = [
  { clock: 'issue', clause: 'M-07', stops: ['issue'] },
  { clock: 'notify', clause: 'M-11', stops: ['notify', 'accept'] },
  { clock: 'collect', clause: 'M-11', stops: ['accept'] },
  // Arriving implies being ready: an unticked 备妥 is 未勾选, and the arrival time is the latest it can have been.
  { clock: 'ready', clause: 'M-13', stops: ['ready', 'arrive'] },
  // Work that goes on shows that one is there.
  { clock: 'arrive', clause: 'M-14', stops: ['arrive', 'start', 'resume'] },
  { clock: 'reappoint', clause: 'M-16', stops: ['amend', 'resume'] },
  { clock: 'on_site', clause: 'M-47', stops: ['arrive'] },
  // 开门前修好: a wish of the house, kept when the repair has been tested.
  { clock: 'before_opening', clause: '', stops: ['test', 'sign', 'noSignature'] },
  { clock: 'vendor', clause: 'M-23', stops: ['referVendor'] },
  { clock: 'support', clause: 'M-24', stops: ['answerSupport'] },
  { clock: 'copy_return', clause: 'M-35', stops: ['moveCopy', 'approveLoss'] },
  { clock: 'follow_up', clause: 'M-36', stops: ['followUp'] },
  { clock: 'absent_call', clause: 'M-31', stops: ['followUp'] },
  { clock: 'bad_rating', clause: 'M-31', stops: ['followUp'] },
];

/** What 依据 opens: the clause, or the limit itself where no clause speaks of it. */
const clauseOf = (clock: RepairClock, order: RepairOrder, key: RepairLimitKey): string => {
  // M-47 is about facilities; how soon one is with a user who has no appointment is a rule of the house.
  if ((clock === 'on_site' && order.kind === 'user') || clock === 'before_opening') return `repairs.${key}`;
  if (order.kind !== 'facility') return REPAIR_CLOCKS.find((spec) => spec.clock === clock)?.clause ?? '';
  if (clock === 'notify') return 'M-45';
  if (clock === 'copy_return') return 'M-50';
  return REPAIR_CLOCKS.find((spec) => spec.clock === clock)?.clause ?? '';
};

/** What is asked for once runs on until it is done: asking again gives no fresh time. */
const ONCE: ReadonlySet<RepairClock> = new Set(['before_opening', 'vendor', 'support', 'bad_rating']);

type StartOptions = { at: Instant; key: RepairLimitKey; warnBefore?: number; dueAt?: Instant; basis?: 'elapsed' | 'opening-days' };

const start = (clock: RepairClock, order: RepairOrder, limits: RepairLimits, options: StartOptions): ClockStart => {
  const minutes = limits.minutes(options.key);
  const dueAt = options.dueAt ?? addMinutes(options.at, minutes);
  const rule: FrozenRule = {
    clause: clauseOf(clock, order, options.key),
    origin: limits.origin(options.key),
    basis: options.basis ?? 'elapsed',
    parameter: `repairs.${options.key}`,
    value: String(minutes),
    calendarVersion: limits.calendarVersion,
  };
  const warnAt = options.warnBefore === undefined ? undefined : addMinutes(dueAt, -options.warnBefore);
  return {
    do: 'start',
    clock,
    round: order.visit,
    // No breach is made to vanish by beginning again.
    again: ONCE.has(clock) ? 'once' : 'beside',
    startedAt: options.at,
    dueAt,
    ...(warnAt && toMillis(warnAt) > toMillis(options.at) ? { warnAt } : {}),
    rule,
  };
};

/** On site without an appointment: facilities by the plan (M-47), users by a house rule; urgent ones sooner. */
const onSite = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart[] => {
  if (order.kind === 'facility') {
    const warnBefore = limits.minutes('facility_on_site') - limits.minutes('facility_on_site_warning');
    return [start('on_site', order, limits, { at, key: 'facility_on_site', warnBefore })];
  }
  if (order.appointmentAt) return [];
  return [start('on_site', order, limits, { at, key: order.urgent ? 'urgent_on_site' : 'user_on_site', warnBefore: 5 })];
};

/** M-14: ten minutes before the agreed time, reminder half an hour before. */
const appointment = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart[] => {
  if (!order.appointmentAt || order.kind === 'facility') return [];
  const dueAt = addMinutes(order.appointmentAt, -limits.minutes('arrive_before_appointment'));
  const reminder = limits.minutes('appointment_reminder') - limits.minutes('arrive_before_appointment');
  return [start('arrive', order, limits, { at, key: 'arrive_before_appointment', dueAt, warnBefore: Math.max(reminder, 0) })];
};

/** M-16: whom nobody let in needs a new time; where none was agreed at the door, the desk finds one (house rule). */
const reappoint = (step: Step, order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart[] => {
  const isTurnedAway = (step.step === 'consent' && !step.given) || (step.step === 'hold' && (step.reason === 'user_absent' || step.reason === 'consent_refused'));
  return isTurnedAway && order.kind === 'user' && order.status === 'on_hold' ? [start('reappoint', order, limits, { at, key: 'reappoint_within', warnBefore: 10 })] : [];
};

/** Due a little before the doors open; what is asked for within that little time is due at the opening itself. */
const beforeOpening = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart[] => {
  const opens = limits.doorsOpen(at);
  if (!opens) return [];
  const early = addMinutes(opens, -limits.minutes('before_opening'));
  return [start('before_opening', order, limits, { at, key: 'before_opening', dueAt: toMillis(early) > toMillis(at) ? early : opens, warnBefore: 15 })];
};

/** M-35, M-50: 客服部联 back at the desk. */
const copyReturn = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart =>
  start('copy_return', order, limits, { at, key: 'copy_return', dueAt: limits.copyReturnDue(at), warnBefore: 30, basis: 'opening-days' });

/** M-36: the user is called. */
const followUpCall = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart =>
  start('follow_up', order, limits, { at, key: 'follow_up_hours', dueAt: limits.followUpDue(at), warnBefore: 60, basis: 'opening-days' });

/** M-31: where nobody was there to sign, the same call confirms the work and has a time of its own (house rules both). */
const callAfter = (step: Step, order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart =>
  step.step === 'noSignature' && step.why === 'absent' ? start('absent_call', order, limits, { at, key: 'absent_call_hours', warnBefore: 60 }) : followUpCall(order, at, limits);

/** M-11, M-45: who it is given to is to be told. */
const toBeTold = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart =>
  start('notify', order, limits, { at, key: order.kind === 'facility' ? 'notify_within' : 'issued_not_notified', warnBefore: 1 });

const toCollect = (order: RepairOrder, at: Instant, limits: RepairLimits): ClockStart => start('collect', order, limits, { at, key: 'collect_within', warnBefore: 1 });

/** Who has agreed on a time is not awaited sooner: the appointment takes the house's limit over, and gives it back when it is dropped. */
const onSiteBesides = (event: StepTaken, order: RepairOrder, limits: RepairLimits): ClockChange[] => {
  const { step, at } = event;
  if (order.kind === 'facility' || !('appointmentAt' in step) || !order.marks['accept'] || !isBeforeArrival(order)) return [];
  if (step.appointmentAt) return [{ do: 'cancel', clock: 'on_site', round: order.visit, at }];
  return step.appointmentAt === null ? onSite(order, at, limits) : [];
};

const isBeforeArrival = (order: RepairOrder): boolean => order.marks['arrive'] === undefined;

const startsOf = (event: RepairEvent, order: RepairOrder, limits: RepairLimits): ClockStart[] => {
  if (event.type === 'RepairLogged') return [start('issue', order, limits, { at: event.at, key: 'issue_within', warnBefore: 1 }), ...(order.beforeOpening ? beforeOpening(order, event.at, limits) : [])];
  if (event.type !== 'StepTaken') return [];
  const at = event.at;
  switch (event.step.step) {
    case 'callFirst':
      // The slip follows the call; what the technician does counts from the call (M-45).
      return [start('issue', order, limits, { at, key: 'issue_within', warnBefore: 1 }), toCollect(order, at, limits)];
    case 'issue':
      return [...(order.calledFirst ? [] : [toBeTold(order, at, limits)]), ...appointment(order, at, limits)];
    case 'reopen':
      return [toBeTold(order, at, limits)];
    case 'amend':
      return [
        ...(event.step.appointmentAt && order.status !== 'logged' && (isBeforeArrival(order) || order.status === 'on_hold') ? appointment(order, at, limits) : []),
        ...(event.step.beforeOpening && !order.marks['test'] ? beforeOpening(order, at, limits) : []),
      ];
    case 'consent':
    case 'hold':
      return event.step.appointmentAt ? appointment(order, at, limits) : reappoint(event.step, order, at, limits);
    case 'assign':
      // Nobody told yet: who is named will be, and collects from then on. Named again, whoever was told gains no time.
      return order.status === 'issued' && order.marks['notify'] && order.notifications.at(-1)?.personId !== order.technicianId ? [toCollect(order, at, limits)] : [];
    case 'notify':
      return order.status === 'issued' ? [toCollect(order, at, limits)] : [];
    case 'accept':
      // M-13 and M-47 run from the signature on the log: real minutes on any day, never paused.
      return [start('ready', order, limits, { at, key: 'ready_minutes', warnBefore: 3 }), ...onSite(order, at, limits)];
    case 'explainCause':
    case 'record':
      return event.step.cause === 'quality_defect' && !order.vendor?.calledAt ? [start('vendor', order, limits, { at, key: 'vendor_call', warnBefore: 10 })] : [];
    case 'rate':
      // A dissatisfied user is called, whatever the share of the others; real hours, holidays too.
      return [event.step.workmanship, event.step.attitude, event.step.conduct, event.step.timeliness].includes('dissatisfied')
        ? [start('bad_rating', order, limits, { at, key: 'bad_rating_call_hours', warnBefore: 120 })]
        : [];
    case 'askSupport':
      return [start('support', order, limits, { at, key: 'support_answer', warnBefore: 5 })];
    case 'sign':
    case 'noSignature': {
      const returned = order.copies.desk?.custody === 'returned';
      const copy = returned ? [] : [copyReturn(order, at, limits)];
      return order.kind === 'user' ? [...copy, callAfter(event.step, order, at, limits)] : copy;
    }
    default:
      return [];
  }
};

/** M-45: told before there is a slip; whether in time is judged from the report to the call. */
const toldFirst = (event: StepTaken, order: RepairOrder, limits: RepairLimits): ClockChange[] =>
  event.step.step === 'callFirst'
    ? [start('notify', order, limits, { at: order.receivedAt, key: 'notify_within' }), { do: 'stop', clock: 'notify', round: order.visit, at: event.at }]
    : [];

/** One call answers for every visit the user was dissatisfied with. */
const everyVisit = (order: RepairOrder): number[] => Array.from({ length: order.visit }, (_, index) => index + 1);

const isStoppedBy = (spec: ClockSpec, event: RepairEvent, order: RepairOrder): boolean => {
  if (event.type !== 'StepTaken' || !spec.stops.includes(event.step.step)) return false;
  const step = event.step;
  if (spec.clock === 'copy_return') return (step.step === 'moveCopy' || step.step === 'approveLoss') && step.ply === 'desk' && (order.copies.desk?.custody === 'returned' || order.copies.desk?.lossApproved === true);
  if (spec.clock === 'follow_up' || spec.clock === 'absent_call' || spec.clock === 'bad_rating') return step.step === 'followUp' && step.result !== 'not_reached';
  if (spec.clock === 'before_opening') return step.step !== 'test' || step.passed;
  if (spec.clock === 'arrive') return step.step !== 'resume' || order.status === 'in_progress';
  if (spec.clock === 'reappoint') return step.step === 'resume' || (step.step === 'amend' && Boolean(step.appointmentAt));
  if (spec.clock === 'vendor') return step.step === 'referVendor' && step.called;
  return true;
};

/**
 * What an event does to the deadlines; `order` is the state after it.
 * A stop for a clock that does not run is harmless: the store ignores it.
 */
export const clockChanges = (event: RepairEvent, order: RepairOrder, limits: RepairLimits): ClockChange[] => {
  // A written time beside a measured one is a record, not a new beginning.
  if (event.type === 'StepTaken' && order.written[event.step.step]?.recordedAt === event.recordedAt && order.marks[event.step.step]?.way !== event.way) return [];
  if (event.type === 'StepTaken' && event.step.step === 'cancel')
    return REPAIR_CLOCKS.flatMap(({ clock }) => (clock === 'bad_rating' ? everyVisit(order) : [order.visit]).map((round): ClockChange => ({ do: 'cancel', clock, round, at: event.at })));
  if (event.type === 'StepTaken' && event.step.step === 'reopen')
    return [
      // M-31: a dissatisfied user is still to be called.
      ...REPAIR_CLOCKS.filter(({ clock }) => clock !== 'bad_rating').map(({ clock }): ClockChange => ({ do: 'cancel', clock, round: order.visit - 1, at: event.at })),
      ...startsOf(event, order, limits),
    ];
  if (event.type === 'PersonalErased') return [];
  // M-13 and M-47 ran from a signature that holds no more; M-11 begins anew.
  if (event.type === 'AcceptanceLapsed')
    return [...(['ready', 'on_site'] as const).map((clock): ClockChange => ({ do: 'cancel', clock, round: order.visit, at: event.at })), toBeTold(order, event.at, limits)];
  if (event.type === 'FollowUpOwed') return [followUpCall(order, event.at, limits)];
  if (event.type === 'FollowUpWaived') return [{ do: 'cancel', clock: 'follow_up', round: order.visit, at: event.at }];
  const signed = order.marks['sign'] ?? order.marks['noSignature'];
  // The copy is not back after all: its deadline runs on as if it had never been stopped.
  if (event.type === 'StepTaken' && event.step.step === 'undoReturn') return event.step.ply === 'desk' && signed ? [{ ...copyReturn(order, signed.at, limits), do: 'resume' }] : [];
  const stops = REPAIR_CLOCKS.filter((spec) => isStoppedBy(spec, event, order)).flatMap((spec) =>
    (spec.clock === 'bad_rating' ? everyVisit(order) : [order.visit]).map((round): ClockChange => ({ do: 'stop', clock: spec.clock, round, at: event.type === 'StepTaken' ? event.at : order.recordedAt })),
  );
  const droppedAppointment: ClockChange[] =
    event.type === 'StepTaken' && event.step.step === 'amend' && event.step.appointmentAt === null
      ? [{ do: 'cancel', clock: 'arrive', round: order.visit, at: event.at }]
      : [];
  const droppedWish: ClockChange[] =
    event.type === 'StepTaken' && event.step.step === 'amend' && event.step.beforeOpening === false ? [{ do: 'cancel', clock: 'before_opening', round: order.visit, at: event.at }] : [];
  // A cause put right owes no call to a partner firm.
  const otherCause: ClockChange[] =
    event.type === 'StepTaken' && (event.step.step === 'explainCause' || event.step.step === 'record') && event.step.cause !== undefined && event.step.cause !== 'quality_defect'
      ? [{ do: 'cancel', clock: 'vendor', round: order.visit, at: event.at }]
      : [];
  const besides = event.type === 'StepTaken' ? [...onSiteBesides(event, order, limits), ...toldFirst(event, order, limits)] : [];
  return [...stops, ...droppedAppointment, ...droppedWish, ...otherCause, ...besides, ...startsOf(event, order, limits)];
};
