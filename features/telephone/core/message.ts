import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import type { ParameterValues } from '../../handbook/core/handbook-facts.ts';
import { checkHonorific, TAITAI, type Caller } from './form-of-address.ts';
import { inCourse, type Paper } from './paper.ts';
import { isWholeNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { flagWording, hasTaitai, TAITAI_FLAG, type Flag } from './wording.ts';

export const WISHES = ['call_back', 'calls_again', 'came_by', 'wants_to_meet', 'just_tell'] as const;
export type Wish = (typeof WISHES)[number];
/** How it goes to the recipient (forms 4.6). Only a word of the recipient, or handing it to them, delivers it. */
export const METHODS = ['in_person', 'via', 'secretary', 'on_phone', 'app'] as const;
export type Method = (typeof METHODS)[number];

/** What the slip says (T-37 … T-40). */
export type MessageSheet = Caller & {
  readonly toId?: string | undefined;
  readonly toName: string;
  readonly toDepartment?: string | undefined;
  readonly urgent: boolean;
  readonly fullName?: string | undefined;
  readonly nameDeclined: boolean;
  readonly company?: string | undefined;
  readonly isPrivate: boolean;
  /** As said; kept as it is matched by. */
  readonly number?: string | undefined;
  readonly numberDeclined: boolean;
  readonly extension?: string | undefined;
  readonly readBack: boolean;
  readonly wishes: readonly Wish[];
  readonly convenient?: string | undefined;
  readonly content: string;
  /** T-46 was said: tell the recipient on return. */
  readonly whenBack: boolean;
  readonly callBackBy?: Instant | undefined;
  readonly callId?: string | undefined;
  /** The forbidden phrase found in it was seen and is meant. */
  readonly wordingSeen: boolean;
};

export type Attempt = { readonly at: Instant; readonly by: string; readonly method: Method; /** The go-between or the secretary. */ readonly through?: string | undefined };
export type MessageStatus = 'taken' | 'passed_on' | 'delivered' | 'withdrawn';
export type Message = {
  readonly id: string;
  readonly siteId: string;
  readonly status: MessageStatus;
  readonly sheet: MessageSheet;
  readonly takenBy: string;
  readonly takenAt: Instant;
  readonly attempts: readonly Attempt[];
  readonly deliveredAt?: Instant;
  /** Who says so: the recipient, or whoever handed it over. */
  readonly confirmedBy?: string;
  readonly callerToldAt?: Instant;
  readonly calledBack?: { readonly at: Instant; readonly by: string; readonly result: string };
  readonly redirected: readonly { readonly at: Instant; readonly by: string; readonly from: string; readonly reason: string }[];
  readonly round: number;
  readonly isLate: boolean;
  readonly isGoBetweenAsked: boolean;
  readonly isCallBackLate: boolean;
  /** When whoever took it was told that the recipient is back; once for each way it waited (T-44, T-46). */
  readonly backAt?: Instant;
  readonly withdrawnReason?: string;
  /** Keyed in from a numbered slip (补录). */
  readonly paper?: Paper;
  readonly isErased?: boolean;
};

export type MessageEvent =
  | { readonly type: 'MessageTaken'; readonly at: Instant; readonly by: string; readonly sheet: MessageSheet; readonly recordedAt?: Instant; readonly paper?: Paper }
  | { readonly type: 'MessagePassedOn'; readonly at: Instant; readonly by: string; readonly method: Method; readonly through?: string | undefined; readonly recordedAt?: Instant }
  | { readonly type: 'MessageDelivered'; readonly at: Instant; readonly by: string; readonly method: Method; readonly recordedAt?: Instant }
  | { readonly type: 'MessageRedirected'; readonly at: Instant; readonly by: string; readonly toId?: string | undefined; readonly toName: string; readonly reason: string }
  | { readonly type: 'CallerTold'; readonly at: Instant; readonly by: string }
  | { readonly type: 'CalledBack'; readonly at: Instant; readonly by: string; readonly result: string; readonly recordedAt?: Instant }
  | { readonly type: 'MessageWithdrawn'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'NumberShown'; readonly at: Instant; readonly by: string }
  | { readonly type: 'MessageLate'; readonly at: Instant }
  | { readonly type: 'GoBetweenAsked'; readonly at: Instant }
  | { readonly type: 'RecipientBack'; readonly at: Instant }
  | { readonly type: 'CallBackLate'; readonly at: Instant };

export type MessageStep =
  | { readonly step: 'pass'; readonly method: Method; readonly through?: string | undefined }
  | { readonly step: 'confirm' }
  | { readonly step: 'redirect'; readonly toId?: string | undefined; readonly toName: string; readonly reason: string }
  | { readonly step: 'tellCaller' }
  | { readonly step: 'calledBack'; readonly result: string }
  | { readonly step: 'withdraw'; readonly reason: string };

/** What of the slip's own words is better changed; of the name only 太太 (T-22). */
export const messageFlags = (sheet: Pick<MessageSheet, 'content' | 'fullName' | 'saidTaitai'>): Flag[] => {
  const flags = flagWording(sheet.content, sheet.saidTaitai);
  return flags.some(({ original }) => original === TAITAI) || !hasTaitai([sheet.fullName], sheet.saidTaitai) ? flags : [...flags, TAITAI_FLAG];
};

/** T-10, T-37, T-39: what must stand on the slip before it is one; asked for when it is saved, never while the caller speaks. */
export const checkMessage = (sheet: MessageSheet, areaCode?: string): Refusal | undefined => {
  if (sheet.content.trim() === '') return refuse('content-missing', {});
  if (sheet.toName.trim() === '') return refuse('recipient-missing', {});
  const honorific = checkHonorific(sheet);
  if (honorific) return honorific;
  if (!sheet.surname && !sheet.fullName && !sheet.nameDeclined) return refuse('caller-missing', {});
  if (!sheet.company && !sheet.isPrivate) return refuse('company-missing', {});
  if (!sheet.number && !sheet.numberDeclined) return refuse('number-missing', {});
  if (sheet.number && !isWholeNumber(readNumber(sheet.number, areaCode))) return refuse('number-incomplete', { digits: sheet.number.replace(/\D/g, '').length });
  if (sheet.number && !sheet.readBack) return refuse('not-read-back', {});
  const flags = messageFlags(sheet);
  return flags.length > 0 && !sheet.wordingSeen ? refuse('forbidden-wording', { flags: flags.map(({ clause, original }) => ({ clause, original })) }) : undefined;
};

export const takeMessage = (state: Message | undefined, input: { at: Instant; by: string; sheet: MessageSheet; areaCode?: string | undefined }): Decision<MessageEvent> => {
  if (state) return refuse('message-exists', {});
  if (input.sheet.callBackBy && input.sheet.callBackBy <= input.at) return refuse('due-in-the-past', {});
  return checkMessage(input.sheet, input.areaCode) ?? ok({ type: 'MessageTaken', at: input.at, by: input.by, sheet: input.sheet });
};

/** A slip written by hand, with what its stub says of its way (forms 4.6). */
export type PaperMessage = {
  readonly paper: Pick<Paper, 'number' | 'writtenBy' | 'scans'>;
  readonly takenAt: Instant;
  /** The colleague who wrote it, where the name is one's. */
  readonly writerId?: string | undefined;
  readonly sheet: MessageSheet;
  readonly passed?: { readonly at: Instant; readonly method: Method; readonly through?: string | undefined } | undefined;
  readonly signed?: { readonly at: Instant; readonly by?: string | undefined } | undefined;
  readonly calledBack?: { readonly at: Instant; readonly result: string } | undefined;
};

/**
 * The paper cannot be asked again: what it lacks stays empty. Times that cannot all be true are kept as written, and none
 * is told before the one before it; the clocks of its way go by those.
 */
export const keyInMessage = (state: Message | undefined, slip: PaperMessage, input: { now: Instant; by: string }): Decision<MessageEvent> => {
  const { sheet, takenAt, passed, signed, calledBack } = slip;
  const { now, by } = input;
  if (state) return refuse('pad-used', { number: slip.paper.number });
  if (sheet.content.trim() === '') return refuse('content-missing', {});
  if (sheet.toName.trim() === '') return refuse('recipient-missing', {});
  const honorific = checkHonorific(sheet);
  if (honorific) return honorific;
  if (passed && (passed.method === 'via' || passed.method === 'secretary') && !passed.through) return refuse('go-between-missing', {});
  const written: Paper['written'] = [{ step: 'taken', at: takenAt }, ...(passed ? [{ step: 'passed' as const, at: passed.at }] : []), ...(signed ? [{ step: 'signed' as const, at: signed.at }] : []), ...(calledBack ? [{ step: 'calledBack' as const, at: calledBack.at }] : [])];
  const later = written.find(({ at }) => at > now);
  if (later) return refuse('time-in-future', { at: later.at });
  const times = inCourse(written);
  const at = (step: 'passed' | 'signed' | 'calledBack'): Instant => times.get(step) ?? takenAt;
  const isHanded = passed?.method === 'in_person';
  const said = { by, recordedAt: now };
  return ok<MessageEvent>(
    { type: 'MessageTaken', at: takenAt, by: slip.writerId ?? by, recordedAt: now, sheet: { ...sheet, wordingSeen: true }, paper: { ...slip.paper, keyedAt: now, keyedBy: by, written, ...(signed?.by ? { signedBy: signed.by } : {}) } },
    ...(passed && !isHanded ? [{ type: 'MessagePassedOn' as const, at: at('passed'), ...said, method: passed.method, through: passed.through }] : []),
    ...(isHanded ? [{ type: 'MessageDelivered' as const, at: at('passed'), ...said, method: 'in_person' as const }] : signed ? [{ type: 'MessageDelivered' as const, at: at('signed'), ...said, method: passed?.method ?? ('via' as const) }] : []),
    ...((isHanded || signed) && calledBack ? [{ type: 'CalledBack' as const, at: at('calledBack'), ...said, result: calledBack.result }] : []),
  );
};

const isOpen = (message: Message): boolean => message.status === 'taken' || message.status === 'passed_on';

/** A reminder for the recipient's return: promised to the caller (T-46), or the slip hangs on their telephone (T-44). */
export const isReminderSet = (whenBack: boolean, attempts: readonly Pick<Attempt, 'method'>[]): boolean => whenBack || attempts.at(-1)?.method === 'on_phone';

/** The recipient was said to be in after it was last on its way: now is the moment. */
export const isRecipientBack = (message: Message, presence: { readonly state: string; readonly setAt: Instant | null } | undefined): boolean =>
  isOpen(message) && presence?.state === 'in' && presence.setAt !== null && presence.setAt > (message.attempts.at(-1)?.at ?? message.takenAt);

export const remindOfReturn = (message: Message, presence: Parameters<typeof isRecipientBack>[1], at: Instant): MessageEvent[] =>
  isRecipientBack(message, presence) && isReminderSet(message.sheet.whenBack, message.attempts) && message.backAt === undefined ? [{ type: 'RecipientBack', at }] : [];

/** What this person may do now: the desk passes on and asks, the recipient confirms and calls back. */
export const messageStepsOf = (message: Message, who: { personId: string; isDesk: boolean }): MessageStep['step'][] => {
  const isRecipient = message.sheet.toId === who.personId;
  const promised = message.status === 'delivered' && (message.sheet.wishes.includes('call_back') || message.sheet.callBackBy !== undefined) && !message.calledBack;
  return [
    ...(who.isDesk && isOpen(message) ? (['pass', 'confirm', 'redirect', 'withdraw'] as const) : isRecipient && isOpen(message) ? (['confirm'] as const) : []),
    ...(who.isDesk && message.status === 'delivered' && !message.callerToldAt ? (['tellCaller'] as const) : []),
    ...((who.isDesk || isRecipient) && promised ? (['calledBack'] as const) : []),
  ];
};

export const takeMessageStep = (message: Message, step: MessageStep, who: { personId: string; isDesk: boolean }, at: Instant): Decision<MessageEvent> => {
  if (!messageStepsOf(message, who).includes(step.step)) {
    const others = messageStepsOf(message, { personId: message.sheet.toId ?? '', isDesk: true });
    return others.includes(step.step) ? refuse('forbidden', { permission: `telephone.message.${step.step}` }) : refuse('message-step-unlawful', { step: step.step, status: message.status });
  }
  const by = who.personId;
  switch (step.step) {
    case 'pass':
      if ((step.method === 'via' || step.method === 'secretary') && !step.through) return refuse('go-between-missing', {});
      // Handed over in person is delivered at once; every other way waits for the recipient's word (T-43, T-44).
      return step.method === 'in_person' ? ok({ type: 'MessageDelivered', at, by, method: 'in_person' }) : ok({ type: 'MessagePassedOn', at, by, method: step.method, through: step.through });
    case 'confirm':
      return ok({ type: 'MessageDelivered', at, by, method: message.attempts.at(-1)?.method ?? 'app' });
    case 'redirect':
      return ok({ type: 'MessageRedirected', at, by, toId: step.toId, toName: step.toName, reason: step.reason });
    case 'tellCaller':
      return ok({ type: 'CallerTold', at, by });
    case 'calledBack':
      return ok({ type: 'CalledBack', at, by, result: step.result });
    case 'withdraw':
      return ok({ type: 'MessageWithdrawn', at, by, reason: step.reason });
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveMessage = (state: Message | undefined, event: MessageEvent, ids: { siteId: string; subject: string }): Message => {
  if (event.type === 'MessageTaken')
    return { id: ids.subject, siteId: ids.siteId, status: 'taken', sheet: event.sheet, takenBy: event.by, takenAt: event.at, attempts: [], redirected: [], round: 1, isLate: false, isGoBetweenAsked: false, isCallBackLate: false, ...(event.paper ? { paper: event.paper } : {}) };
  if (!state) throw new Error(`${event.type} before the message was taken.`);
  switch (event.type) {
    case 'MessagePassedOn': {
      const { backAt, ...before } = state;
      // Stuck on the telephone once more, it waits once more.
      return { ...before, ...(backAt !== undefined && event.method !== 'on_phone' ? { backAt } : {}), status: 'passed_on', attempts: [...state.attempts, { at: event.at, by: event.by, method: event.method, ...(event.through ? { through: event.through } : {}) }], isGoBetweenAsked: false };
    }
    case 'MessageDelivered':
      return { ...state, status: 'delivered', deliveredAt: event.at, confirmedBy: event.by, ...(event.method === 'in_person' ? { attempts: [...state.attempts, { at: event.at, by: event.by, method: 'in_person' as const }] } : {}) };
    case 'MessageRedirected': {
      const { backAt: _backAt, ...before } = state;
      return {
        ...before, status: 'taken', round: state.round + 1, isGoBetweenAsked: false, sheet: { ...state.sheet, toId: event.toId, toName: event.toName },
        redirected: [...state.redirected, { at: event.at, by: event.by, from: state.sheet.toName, reason: event.reason }],
      };
    }
    case 'CallerTold':
      return { ...state, callerToldAt: event.at };
    case 'CalledBack':
      return { ...state, calledBack: { at: event.at, by: event.by, result: event.result } };
    case 'MessageWithdrawn':
      return { ...state, status: 'withdrawn', withdrawnReason: event.reason };
    case 'NumberShown':
      return state;
    case 'MessageLate':
      return { ...state, isLate: true };
    case 'GoBetweenAsked':
      return { ...state, isGoBetweenAsked: true };
    case 'RecipientBack':
      return { ...state, backAt: event.at };
    case 'CallBackLate':
      return { ...state, isCallBackLate: true };
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const isMessageOpen = (message: Message): boolean => isOpen(message) || (message.status === 'delivered' && !message.calledBack && (message.sheet.wishes.includes('call_back') || message.sheet.callBackBy !== undefined));

export const DELIVER_CLOCK = 'message.deliver';
export const GO_BETWEEN_CLOCK = 'message.go-between';
export const CALL_BACK_CLOCK = 'message.call-back';

/** T-42, T-43: an ordinary message is taken along within its limit, an urgent one is told within it; then the go-between is asked. */
export const messageClocks = (event: MessageEvent, after: Message, values: ParameterValues, calendarVersion: number): ClockChange[] => {
  const { round, sheet } = after;
  const limit = (parameter: 'telephone.message_urgent' | 'telephone.message_ordinary' | 'telephone.message_go_between', clause: string) => ({ minutes: values[parameter], rule: { clause, origin: 'house' as const, basis: 'elapsed' as const, parameter, value: String(values[parameter]), calendarVersion } });
  const deliver = limit(sheet.urgent ? 'telephone.message_urgent' : 'telephone.message_ordinary', 'T-42');
  const startDeliver: ClockChange = { do: 'start', clock: DELIVER_CLOCK, round, startedAt: event.at, dueAt: addMinutes(event.at, deliver.minutes), rule: deliver.rule };
  const at = event.at;
  switch (event.type) {
    case 'MessageTaken':
      return [
        startDeliver,
        ...(sheet.callBackBy ? [{ do: 'start' as const, clock: CALL_BACK_CLOCK, round: 1, startedAt: at, dueAt: sheet.callBackBy, rule: { clause: 'T-36', origin: 'house' as const, basis: 'elapsed' as const, parameter: 'message.callBackBy', value: sheet.callBackBy, calendarVersion } }] : []),
      ];
    case 'MessageRedirected':
      return [{ do: 'cancel', clock: DELIVER_CLOCK, round: round - 1, at }, ...after.attempts.map((_, index): ClockChange => ({ do: 'cancel', clock: GO_BETWEEN_CLOCK, round: index + 1, at })), startDeliver];
    case 'MessagePassedOn': {
      const ask = limit(sheet.urgent ? 'telephone.message_urgent' : 'telephone.message_go_between', 'T-43');
      const attempt = after.attempts.length;
      return [
        ...(sheet.urgent ? [] : [{ do: 'stop' as const, clock: DELIVER_CLOCK, round, at }]),
        ...(attempt > 1 ? [{ do: 'cancel' as const, clock: GO_BETWEEN_CLOCK, round: attempt - 1, at }] : []),
        { do: 'start', clock: GO_BETWEEN_CLOCK, round: attempt, startedAt: at, dueAt: addMinutes(at, ask.minutes), rule: ask.rule },
      ];
    }
    case 'MessageDelivered':
      return [{ do: 'stop', clock: DELIVER_CLOCK, round, at }, ...after.attempts.map((_, index): ClockChange => ({ do: 'stop', clock: GO_BETWEEN_CLOCK, round: index + 1, at }))];
    case 'MessageWithdrawn':
      return [
        { do: 'cancel', clock: DELIVER_CLOCK, round, at }, ...after.attempts.map((_, index): ClockChange => ({ do: 'cancel', clock: GO_BETWEEN_CLOCK, round: index + 1, at })),
        { do: 'cancel', clock: CALL_BACK_CLOCK, round: 1, at },
      ];
    case 'CalledBack':
      return [{ do: 'stop', clock: CALL_BACK_CLOCK, round: 1, at }];
    default:
      return [];
  }
};

export const messageFinding = (clock: string, at: Instant): MessageEvent =>
  clock === DELIVER_CLOCK ? { type: 'MessageLate', at } : clock === GO_BETWEEN_CLOCK ? { type: 'GoBetweenAsked', at } : { type: 'CallBackLate', at };
