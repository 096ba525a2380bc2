import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, notAfter, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { addDays, localDate, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { holdsIdNumber } from './id-number.ts';

/** 对象类别 (forms.md 4.10). */
export const REMOVAL_CATEGORIES = ['hawker', 'leaflets', 'broker', 'construction', 'loitering', 'drunk', 'photographing', 'pet', 'unknown'] as const;
export type RemovalCategory = (typeof REMOVAL_CATEGORIES)[number];
export const REMOVAL_ACTIONS = ['left', 'asked', 'supervisor', 'police'] as const;
export type RemovalAction = (typeof REMOVAL_ACTIONS)[number];
export const OUTCOMES = ['left', 'refused', 'police'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Somebody was asked to leave (劝离). Nothing here says who it was: a free note at most, and that is erased. */
export type Removal = {
  readonly id: string;
  readonly siteId: string;
  readonly category: RemovalCategory;
  readonly placeId?: string | undefined;
  readonly placeText: string;
  readonly action: RemovalAction;
  readonly headcount: number;
  readonly askedAt: Instant;
  readonly recordedAt: Instant;
  readonly leftAt?: Instant | undefined;
  readonly outcome?: Outcome | undefined;
  /** Refused, or the police were called: still here until a time of leaving is noted. */
  readonly stayedAt?: Instant | undefined;
  readonly times: number;
  /** Who asked; whoever keyed in the tick sheet is another person. */
  readonly handledBy: string;
  readonly bookedBy: string;
  readonly fromSheet: boolean;
  /** The free note somebody is recognised by next time. */
  readonly tag?: string | undefined;
  readonly appearance?: string | undefined;
  readonly behaviour?: string | undefined;
  readonly photo?: string | undefined;
  /** Found not to have left in time (G-03): a supervisor is suggested. */
  readonly overstayed: boolean;
  readonly incidentId?: string | undefined;
  readonly expiresOn: LocalDate;
  readonly eraseAsked?: { readonly at: Instant; readonly by: string; readonly reason: string } | undefined;
  readonly erasedAt?: Instant | undefined;
};

export type RemovalWords = Pick<Removal, 'tag' | 'appearance' | 'behaviour'>;
export type RemovalLogged = Pick<Removal, 'category' | 'placeId' | 'placeText' | 'action' | 'headcount' | 'askedAt' | 'leftAt' | 'times' | 'handledBy' | 'bookedBy' | 'fromSheet' | 'tag' | 'appearance' | 'behaviour' | 'photo' | 'expiresOn'> & { readonly type: 'RemovalLogged'; readonly at: Instant };
export type RemovalEvent =
  | RemovalLogged
  | { readonly type: 'RemovalAskedAgain'; readonly at: Instant; readonly by: string }
  | { readonly type: 'RemovalEnded'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string; readonly outcome: Outcome }
  | { readonly type: 'RemovalStayed'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string; readonly outcome: Exclude<Outcome, 'left'> }
  | ({ readonly type: 'RemovalDescribed'; readonly at: Instant; readonly by: string; readonly photo?: string | undefined } & RemovalWords)
  | { readonly type: 'RemovalBecameIncident'; readonly at: Instant; readonly by: string; readonly incidentId: string }
  | { readonly type: 'RemovalOverstayed'; readonly at: Instant }
  | { readonly type: 'EraseAsked'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'RemovalErased'; readonly at: Instant; readonly why: 'retention' | 'asked' };

export const LEAVE_CLOCK = 'access.leave';
export type LogInput = Omit<RemovalLogged, 'type' | 'at' | 'bookedBy' | 'expiresOn' | 'askedAt' | 'handledBy'> & { readonly askedAt?: Instant | undefined; readonly handledBy?: string | undefined };
export type AccessRules = { readonly photos: boolean; readonly keepDays: number; readonly zone: string };

const AHEAD_MINUTES = 2;

/** Category, zone, action: three taps (G-02). No ID number is taken in any field. */
export const logRemoval = (state: Removal | undefined, input: LogInput, by: string, at: Instant, rules: AccessRules): Decision<RemovalEvent> => {
  if (state) return refuse('removal-exists');
  if (input.askedAt && input.askedAt > addMinutes(at, AHEAD_MINUTES)) return refuse('time-ahead', { at });
  const askedAt = notAfter(input.askedAt ?? at, at);
  if (input.leftAt && (input.leftAt < askedAt || input.leftAt > addMinutes(at, AHEAD_MINUTES))) return refuse('left-before-asked', { askedAt });
  if (input.photo && !rules.photos) return refuse('photos-not-allowed');
  if (holdsIdNumber(input.tag, input.appearance, input.behaviour, input.placeText)) return refuse('id-number-refused');
  const { fromSheet, action } = input;
  const leftAt = input.leftAt ?? (action === 'left' && !fromSheet ? askedAt : undefined);
  return ok({ type: 'RemovalLogged', at, ...input, askedAt, leftAt, handledBy: input.handledBy ?? by, bookedBy: by, expiresOn: addDays(localDate(askedAt, rules.zone), rules.keepDays) });
};

export type RemovalStep =
  | { readonly step: 'again' }
  | { readonly step: 'ended'; readonly outcome: Outcome; readonly at?: Instant | undefined }
  | ({ readonly step: 'describe'; readonly photo?: string | undefined } & RemovalWords);

/** Lines of before ended with a refusal or the police; what became an incident is followed there. */
export const isOpenRemoval = (removal: Removal): boolean =>
  (removal.outcome === undefined || removal.stayedAt !== undefined) && removal.leftAt === undefined && removal.incidentId === undefined && !removal.fromSheet;

export const takeRemovalStep = (state: Removal, step: RemovalStep, by: string, at: Instant, rules: AccessRules): Decision<RemovalEvent> => {
  if (state.erasedAt) return refuse('erased-already', { at: state.erasedAt });
  switch (step.step) {
    case 'again':
      return isOpenRemoval(state) ? ok({ type: 'RemovalAskedAgain', at, by }) : refuse('removal-ended', {});
    case 'ended': {
      const { outcome } = step;
      const when = step.at ?? at;
      if (!isOpenRemoval(state)) return refuse('removal-ended', {});
      if (when < state.askedAt || when > addMinutes(at, AHEAD_MINUTES)) return refuse('left-before-asked', { askedAt: state.askedAt });
      if (outcome === 'left') return ok({ type: 'RemovalEnded', at: when, recordedAt: at, by, outcome });
      // Whoever refuses, or waits for the police, is still here.
      return outcome === state.outcome ? refuse('stayed-already', { at: state.stayedAt }) : ok({ type: 'RemovalStayed', at: when, recordedAt: at, by, outcome });
    }
    case 'describe':
      if (step.photo && !rules.photos) return refuse('photos-not-allowed');
      if (holdsIdNumber(step.tag, step.appearance, step.behaviour)) return refuse('id-number-refused');
      return ok({ type: 'RemovalDescribed', at, by, tag: step.tag, appearance: step.appearance, behaviour: step.behaviour, photo: step.photo });
    default: {
      const never: never = step;
      return never;
    }
  }
};

/** Becoming an incident is the supervisor's word, or the guard's own: the software only suggests it. */
export const becomeIncident = (state: Removal, incidentId: string, by: string, at: Instant): Decision<RemovalEvent> =>
  state.incidentId ? refuse('incident-already', { incidentId: state.incidentId }) : state.erasedAt ? refuse('erased-already', { at: state.erasedAt }) : ok({ type: 'RemovalBecameIncident', at, by, incidentId });

const withoutWords = ({ tag: _tag, appearance: _appearance, behaviour: _behaviour, photo: _photo, ...rest }: Removal): Removal => rest;

export const evolveRemoval = (state: Removal | undefined, event: RemovalEvent, ids: { siteId: string; subject: string }): Removal => {
  if (event.type === 'RemovalLogged') {
    const { type: _type, at, ...rest } = event;
    return { ...rest, id: ids.subject, siteId: ids.siteId, recordedAt: at, overstayed: false, ...(rest.leftAt ? { outcome: 'left' as const } : {}) };
  }
  if (!state) throw new Error(`${event.type} before the removal was logged.`);
  switch (event.type) {
    case 'RemovalAskedAgain':
      return { ...state, times: state.times + 1 };
    case 'RemovalEnded':
      return { ...state, outcome: event.outcome, ...(event.outcome === 'refused' ? {} : { leftAt: event.at }) };
    case 'RemovalStayed':
      return { ...state, outcome: event.outcome, stayedAt: event.at };
    case 'RemovalDescribed':
      return { ...state, tag: event.tag ?? state.tag, appearance: event.appearance ?? state.appearance, behaviour: event.behaviour ?? state.behaviour, photo: event.photo ?? state.photo };
    case 'RemovalBecameIncident':
      return { ...state, incidentId: event.incidentId, outcome: state.outcome ?? 'refused' };
    case 'RemovalOverstayed':
      return { ...state, overstayed: true };
    case 'EraseAsked':
      return { ...state, eraseAsked: { at: event.at, by: event.by, reason: event.reason } };
    case 'RemovalErased':
      return { ...withoutWords(state), erasedAt: event.at };
    default: {
      const never: never = event;
      return never;
    }
  }
};

/** G-03: whoever was asked and has not left in time; nothing runs for what was keyed in afterwards. */
export const removalClocks = (event: RemovalEvent, after: Removal, minutes: number, calendarVersion: number): ClockChange[] => {
  switch (event.type) {
    case 'RemovalLogged':
      return isOpenRemoval(after)
        ? [{ do: 'start', clock: LEAVE_CLOCK, round: 1, startedAt: event.askedAt, dueAt: addMinutes(event.askedAt, minutes), rule: { clause: 'G-03', origin: 'house', basis: 'elapsed', parameter: 'access.leave_minutes', value: String(minutes), calendarVersion } }]
        : [];
    case 'RemovalEnded':
      return [{ do: 'stop', clock: LEAVE_CLOCK, round: 1, at: event.at }];
    case 'RemovalBecameIncident':
      return [{ do: 'cancel', clock: LEAVE_CLOCK, round: 1, at: event.at }];
    default:
      return [];
  }
};
