import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import { checkHonorific, type Caller } from './form-of-address.ts';

/**
 * What a call leaves to be done: an enquiry not answered on the spot (T-36), a missed call, a promised call-back, a
 * follow-up call (T-02). A complaint is a case of its own elsewhere; those kept here are from before. One state machine, one list each.
 */
export const MATTER_KINDS = ['enquiry', 'complaint', 'missed', 'call_back', 'follow_up'] as const;
export type MatterKind = (typeof MATTER_KINDS)[number];
export const GRADES = ['minor', 'important', 'major'] as const;
export const RATINGS = ['satisfied', 'fair', 'dissatisfied'] as const;
export type MatterRating = (typeof RATINGS)[number];

export type MatterSheet = Caller & {
  readonly fullName?: string | undefined;
  /** The caller rather keeps it (T-28). */
  readonly nameDeclined?: boolean | undefined;
  readonly company?: string | undefined;
  readonly number?: string | undefined;
  readonly numberDeclined?: boolean | undefined;
  readonly content: string;
  readonly grade?: (typeof GRADES)[number] | undefined;
  readonly callId?: string | undefined;
  /** A transfer nobody answered: whom the caller was to be put through to. */
  readonly lostTo?: string | undefined;
};
export type MatterTry = { readonly at: Instant; readonly by: string; readonly reached: boolean; readonly note?: string | undefined };
export type Matter = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: MatterKind;
  readonly status: 'open' | 'done' | 'dropped';
  readonly sheet: MatterSheet;
  readonly openedAt: Instant;
  readonly openedBy: string | null;
  readonly ownerId?: string;
  readonly dueAt: Instant;
  readonly round: number;
  /** The centre's day a missed number belongs to: one task per number and day. */
  readonly day?: string;
  readonly count: number;
  readonly lastAt: Instant;
  /** Rang less than three seconds. */
  readonly isBrief: boolean;
  readonly tries: readonly MatterTry[];
  readonly result?: string;
  readonly rating?: MatterRating;
  readonly endedAt?: Instant;
  readonly endedBy?: string | null;
  /** The conversation that closed it. */
  readonly closedByCall?: string;
  /** Once it was; a later time does not excuse that. */
  readonly isLate: boolean;
  readonly isErased?: boolean;
};

export type MatterEvent =
  | { readonly type: 'MatterOpened'; readonly at: Instant; readonly by: string | null; readonly kind: MatterKind; readonly sheet: MatterSheet; readonly ownerId?: string | undefined; readonly dueAt: Instant; readonly day?: string | undefined; readonly isBrief?: boolean | undefined; readonly clause?: string | undefined; /** Later than `at` where the call was keyed in from paper. */ readonly recordedAt?: Instant }
  /** A caller lost in a transfer was promised the call-back they already have: who, what and by when are said now (T-27). */
  | { readonly type: 'MatterPromised'; readonly at: Instant; readonly by: string; readonly sheet: MatterSheet; readonly ownerId?: string | undefined; readonly dueAt: Instant }
  | { readonly type: 'MissedAgain'; readonly at: Instant; readonly recordedAt?: Instant; readonly callId: string; readonly isBrief: boolean }
  | { readonly type: 'MatterGiven'; readonly at: Instant; readonly by: string; readonly ownerId: string }
  | { readonly type: 'MatterPostponed'; readonly at: Instant; readonly by: string; readonly dueAt: Instant; readonly reason: string }
  | { readonly type: 'MatterTried'; readonly at: Instant; readonly by: string; readonly reached: boolean; readonly note?: string | undefined }
  | { readonly type: 'MatterDone'; readonly at: Instant; readonly by: string | null; readonly result: string; readonly rating?: MatterRating | undefined; readonly callId?: string | undefined; readonly recordedAt?: Instant }
  | { readonly type: 'MatterDropped'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'NumberShown'; readonly at: Instant; readonly by: string }
  | { readonly type: 'MatterLate'; readonly at: Instant }
  /** Told only after the limit, it was settled within it. */
  | { readonly type: 'MatterKept'; readonly at: Instant };

export type MatterStep =
  | { readonly step: 'give'; readonly ownerId: string }
  | { readonly step: 'postpone'; readonly dueAt: Instant; readonly reason: string }
  | { readonly step: 'try'; readonly reached: boolean; readonly note?: string | undefined }
  | { readonly step: 'done'; readonly result: string; readonly rating?: MatterRating | undefined }
  | { readonly step: 'drop'; readonly reason: string };

/** A missed call is closed by a conversation or, with a reason, by a person: a result alone closes none (point of the whole list). */
const LAWFUL: Readonly<Record<MatterKind, readonly MatterStep['step'][]>> = {
  enquiry: ['done', 'try', 'give', 'postpone', 'drop'],
  complaint: ['done', 'try', 'give', 'postpone'],
  missed: ['try', 'give', 'drop'],
  call_back: ['try', 'give', 'drop'],
  follow_up: ['done', 'try', 'give', 'postpone', 'drop'],
};

export const matterStepsOf = (matter: Matter): readonly MatterStep['step'][] => (matter.status === 'open' ? LAWFUL[matter.kind] : []);

/** T-36: what whoever follows it up does with it, whatever their role. Whose it is, and that nothing is done, the desk says. */
export const OWNER_STEPS = ['done', 'try', 'postpone'] as const satisfies readonly MatterStep['step'][];
export const ownerStepsOf = (matter: Matter): (typeof OWNER_STEPS)[number][] => OWNER_STEPS.filter((step) => matterStepsOf(matter).includes(step));

/** T-10: what a person writes down says of whom and how to reach them; what the program opens, or a paper tells, says what is known. */
const checkCaller = ({ by, recordedAt, sheet }: Pick<Extract<MatterEvent, { type: 'MatterOpened' }>, 'by' | 'recordedAt' | 'sheet'>): Refusal | undefined => {
  if (by === null || recordedAt !== undefined) return undefined;
  if (!sheet.surname && !sheet.fullName && !sheet.nameDeclined) return refuse('caller-missing', {});
  return !sheet.number && !sheet.numberDeclined ? refuse('number-missing', {}) : undefined;
};

export const openMatter = (state: Matter | undefined, event: Omit<Extract<MatterEvent, { type: 'MatterOpened' }>, 'type'>): Decision<MatterEvent> => {
  if (state) return refuse('matter-exists', {});
  if (event.kind !== 'missed' && event.sheet.lostTo === undefined && event.sheet.content.trim() === '') return refuse('content-missing', {});
  // T-36: whoever is to follow it up stands on it, with the time.
  if (event.kind === 'enquiry' && !event.ownerId) return refuse('owner-missing', {});
  if (event.dueAt <= event.at) return refuse('due-in-the-past', {});
  return checkHonorific(event.sheet) ?? checkCaller(event) ?? ok({ type: 'MatterOpened', ...event });
};

/** The call-back promised to a caller who was lost is the one that waits for them already, not a second one. */
export const promiseLost = (lost: Matter, event: Omit<Extract<MatterEvent, { type: 'MatterOpened' }>, 'type' | 'kind' | 'by'> & { readonly by: string }): Decision<MatterEvent> => {
  const { at, by, ownerId, dueAt, sheet } = event;
  const made = openMatter(undefined, { ...event, kind: 'call_back' });
  return made.ok ? ok({ type: 'MatterPromised', at, by, sheet: { ...sheet, lostTo: lost.sheet.lostTo }, ownerId: ownerId ?? lost.ownerId, dueAt }) : made;
};

export const takeMatterStep = (matter: Matter, step: MatterStep, who: { personId: string }, at: Instant): Decision<MatterEvent> => {
  if (!matterStepsOf(matter).includes(step.step)) return refuse('matter-step-unlawful', { step: step.step, status: matter.status, kind: matter.kind });
  const by = who.personId;
  switch (step.step) {
    case 'give':
      return ok({ type: 'MatterGiven', at, by, ownerId: step.ownerId });
    case 'postpone':
      return step.dueAt <= at ? refuse('due-in-the-past', {}) : ok({ type: 'MatterPostponed', at, by, dueAt: step.dueAt, reason: step.reason });
    case 'try': {
      const tried: MatterEvent = { type: 'MatterTried', at, by, reached: step.reached, note: step.note };
      // Reached by any telephone of ours: that was the conversation.
      return step.reached && (matter.kind === 'missed' || matter.kind === 'call_back') ? ok<MatterEvent>(tried, { type: 'MatterDone', at, by, result: step.note ?? '' }) : ok<MatterEvent>(tried);
    }
    case 'done':
      return matter.kind === 'follow_up' && !step.rating ? refuse('rating-missing', {}) : ok({ type: 'MatterDone', at, by, result: step.result, rating: step.rating });
    case 'drop':
      return ok({ type: 'MatterDropped', at, by, reason: step.reason });
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveMatter = (state: Matter | undefined, event: MatterEvent, ids: { siteId: string; subject: string }): Matter => {
  if (event.type === 'MatterOpened')
    return {
      id: ids.subject, siteId: ids.siteId, kind: event.kind, status: 'open', sheet: event.sheet, openedAt: event.at, openedBy: event.by, ...(event.ownerId ? { ownerId: event.ownerId } : {}), dueAt: event.dueAt, round: 1,
      ...(event.day ? { day: event.day } : {}), count: 1, lastAt: event.at, isBrief: event.isBrief ?? false, tries: [], isLate: false,
    };
  if (!state) throw new Error(`${event.type} before the matter was opened.`);
  switch (event.type) {
    case 'MatterPromised':
      return { ...state, sheet: event.sheet, ...(event.ownerId ? { ownerId: event.ownerId } : {}), dueAt: event.dueAt, round: state.round + 1, isLate: state.isLate || event.at > state.dueAt };
    case 'MissedAgain':
      return { ...state, count: state.count + 1, lastAt: event.at > state.lastAt ? event.at : state.lastAt, isBrief: state.isBrief && event.isBrief };
    case 'MatterGiven':
      return { ...state, ownerId: event.ownerId };
    case 'MatterPostponed':
      return { ...state, dueAt: event.dueAt, round: state.round + 1, isLate: state.isLate || event.at > state.dueAt };
    case 'MatterTried':
      return { ...state, tries: [...state.tries, { at: event.at, by: event.by, reached: event.reached, ...(event.note ? { note: event.note } : {}) }] };
    case 'MatterDone':
      return { ...state, status: 'done', result: event.result, ...(event.rating ? { rating: event.rating } : {}), endedAt: event.at, endedBy: event.by, ...(event.callId ? { closedByCall: event.callId } : {}) };
    case 'MatterDropped':
      return { ...state, status: 'dropped', result: event.reason, endedAt: event.at, endedBy: event.by };
    case 'NumberShown':
      return state;
    case 'MatterLate':
      return { ...state, isLate: true };
    case 'MatterKept':
      // Of an earlier time it had, late stays late.
      return state.round === 1 ? { ...state, isLate: false } : state;
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const MATTER_CLOCK = 'matter.due';
const CLAUSE: Readonly<Record<MatterKind, string>> = { enquiry: 'T-36', complaint: 'T-01', missed: 'T-27', call_back: 'T-27', follow_up: 'T-02' };

export const matterClocks = (event: MatterEvent, after: Matter, calendarVersion: number): ClockChange[] => {
  const rule = { clause: CLAUSE[after.kind], origin: 'house' as const, basis: 'elapsed' as const, parameter: `matter.${after.kind}`, value: after.dueAt, calendarVersion };
  switch (event.type) {
    case 'MatterOpened':
      return [{ do: 'start', clock: MATTER_CLOCK, round: 1, startedAt: event.at, dueAt: event.dueAt, rule }];
    case 'MatterPostponed':
    case 'MatterPromised':
      return [{ do: 'cancel', clock: MATTER_CLOCK, round: after.round - 1, at: event.at }, { do: 'start', clock: MATTER_CLOCK, round: after.round, startedAt: event.at, dueAt: event.dueAt, rule }];
    case 'MatterDone':
      return [{ do: 'stop', clock: MATTER_CLOCK, round: after.round, at: event.at }];
    case 'MatterDropped':
      return [{ do: 'cancel', clock: MATTER_CLOCK, round: after.round, at: event.at }];
    default:
      return [];
  }
};
