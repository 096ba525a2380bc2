import type { Instant } from '../../../platform/core/instant.ts';
import type { Erasable } from './repair-erasure.ts';
import type { Material, RepairKind, Way } from './repair-order.ts';
import type { Step, StepName } from './repair-steps.ts';

export type RepairLogged = {
  readonly type: 'RepairLogged';
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly kind: RepairKind;
  readonly logNumber: string;
  readonly channel: string;
  readonly source?: string;
  readonly placeId?: string;
  readonly typeId?: string;
  readonly urgent: boolean;
  readonly appointmentAt?: Instant;
  readonly beforeOpening: boolean;
  /** Opened by a technician on the spot (补单, M-55): waits for the desk to confirm. */
  readonly onSpot: boolean;
  readonly technicianId?: string;
  readonly repeatOf?: string;
  readonly placeText: string;
  readonly item: string;
  readonly equipment?: string;
  readonly reporterName?: string;
  readonly reporterPhone?: string;
  readonly department?: string;
  /** Keyed in from a numbered blank slip (补录): its number becomes the order's; who wrote it by hand. */
  readonly padNumber?: string;
  readonly writtenBy?: string;
};

/** One step as it was taken: the schema of the step is the shape of the fact. */
export type StepTaken = {
  readonly type: 'StepTaken';
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly way: Way;
  readonly step: Step;
  /** Given by the store when a work order is issued: runs without gaps. */
  readonly orderNumber?: string;
};

export type RepairClosed = { readonly type: 'RepairClosed'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string };

/** M-36: this user is not called, because the centre calls only a share and nothing speaks for a call. */
export type FollowUpWaived = { readonly type: 'FollowUpWaived'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string };

/** M-36: let off by the share at first, this user is called after all. It says nothing of why: who did the work reads it too. */
export type FollowUpOwed = { readonly type: 'FollowUpOwed'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string };

/** M-12: given to somebody else after it was signed for; who has it now signs anew. */
export type AcceptanceLapsed = { readonly type: 'AcceptanceLapsed'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string };

/** M-31: what was said of work that was then refused is said anew of the work done again. */
export type RatingLapsed = { readonly type: 'RatingLapsed'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string };

/** The time to keep it is over: names and signatures, or the photos, are gone. */
export type PersonalErased = { readonly type: 'PersonalErased'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string; readonly what: Erasable };

export type DeadlineNoted = {
  readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate';
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly clock: string;
  /** Of which visit, and by its own number where the clock runs again in it; older ones do not say. */
  readonly round?: number;
  readonly clause: string;
  readonly dueAt: Instant;
};

export type RepairEvent = RepairLogged | StepTaken | RepairClosed | FollowUpWaived | FollowUpOwed | AcceptanceLapsed | RatingLapsed | PersonalErased | DeadlineNoted;

/** The past-tense name each step has in the journal, the feed and the timeline. */
export const STEP_EVENTS = {
  amend: 'RepairDetailed',
  setKind: 'KindChanged',
  locate: 'PlaceFound',
  confirmOnSpot: 'OnSpotConfirmed',
  callFirst: 'TechnicianCalledFirst',
  issue: 'OrderIssued',
  assign: 'TechnicianAssigned',
  notify: 'TechnicianNotified',
  urge: 'RepairUrged',
  accept: 'RepairAccepted',
  ready: 'ToolsReady',
  arrive: 'TechnicianArrived',
  consent: 'ConsentAnswered',
  start: 'WorkStarted',
  announceNoise: 'NoiseAnnounced',
  explainCause: 'CauseExplained',
  referVendor: 'VendorReferred',
  askSupport: 'SupportAsked',
  answerSupport: 'SupportAnswered',
  takeMaterials: 'MaterialsTaken',
  hold: 'WorkHeld',
  resume: 'WorkResumed',
  tidy: 'PlaceTidied',
  askCleaning: 'CleaningAsked',
  settleCleaning: 'CleaningSettled',
  test: 'RepairTested',
  record: 'WorkRecorded',
  judge: 'RepairJudged',
  rate: 'RepairRated',
  sign: 'RepairSigned',
  noSignature: 'SignatureMissing',
  leave: 'TechnicianLeft',
  addPhoto: 'PhotoAdded',
  addNote: 'NoteAdded',
  print: 'SlipPrinted',
  moveCopy: 'CopyMoved',
  undoReturn: 'CopyReturnUndone',
  loseCopy: 'CopyLost',
  approveLoss: 'CopyLossApproved',
  refuseLoss: 'CopyLossRefused',
  followUp: 'RepairFollowedUp',
  reopen: 'RepairReopened',
  reviewRepeat: 'RepeatReviewed',
  inspect: 'VisitInspected',
  explainBreach: 'BreachExplained',
  cancel: 'RepairCancelled',
} as const satisfies Record<StepName, string>;

export const eventName = (event: RepairEvent): string =>
  event.type === 'StepTaken' ? STEP_EVENTS[event.step.step] : event.type;

/** Fields that hold names or free words: they never stand in the journal, only their salted hash does. */
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'placeText',
  'item',
  'reporterName',
  'reporterPhone',
  'department',
  'leaderWord',
  'by',
  'actualFault',
  'causeText',
  'firm',
  'contact',
  'promised',
  'text',
  'answer',
  'note',
  'to',
  'workDone',
  'remarks',
  'comment',
  'signedBy',
  'reason',
  'witness',
  'holder',
  'materials',
  'symptom',
  'equipment',
  'issuedBy',
  'writtenBy',
]);

export type JournalParts = { readonly data: Record<string, unknown>; readonly text: Record<string, unknown> };

/** Splits an event into what the journal keeps for ever and what retention may erase. */
export const journalParts = (event: RepairEvent): JournalParts => {
  const { type: _type, at: _at, recordedAt: _recordedAt, by: _by, ...rest } = event as RepairEvent & Record<string, unknown>;
  const flat: Record<string, unknown> =
    event.type === 'StepTaken' ? { ...event.step, way: event.way, ...(event.orderNumber ? { orderNumber: event.orderNumber } : {}) } : rest;
  const data: Record<string, unknown> = {};
  const text: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    if (value === undefined || key === 'at') continue;
    // `reason` is a code for holds and exceptions; those codes are no free words.
    const isCode = key === 'reason' && event.type === 'StepTaken' && (event.step.step === 'hold' || event.step.step === 'explainBreach');
    const isRoleCode = key === 'to' && event.type === 'StepTaken' && event.step.step === 'askSupport';
    (TEXT_FIELDS.has(key) && !isCode && !isRoleCode ? text : data)[key] = value;
  }
  return { data, text };
};

export type { Material };
