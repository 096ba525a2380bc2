import type { Instant } from '../../../platform/core/instant.ts';
import { withoutWords } from '../../../platform/core/without-words.ts';
import type { CAUSES, ComplaintStep, FINDINGS, GRADES } from './complaint-steps.ts';

/** 投诉, or 举报: a whistle-blowing report, which one kind of reader alone may know of. */
export const KINDS = ['complaint', 'report'] as const;
export type ComplaintKind = (typeof KINDS)[number];
export type Grade = (typeof GRADES)[number];
export const CHANNELS = ['phone', 'in_person', 'written', 'online', 'superior', 'follow_up', 'code'] as const;
export const IDENTITIES = ['customer', 'owner', 'colleague', 'supplier', 'unknown'] as const;
export const STATUSES = ['open', 'responded', 'decided', 'answered', 'closed', 'void'] as const;
export type ComplaintStatus = (typeof STATUSES)[number];
export const isOpen = (status: ComplaintStatus): boolean => status !== 'closed' && status !== 'void';

/** Who may read a report: the centre's manager, or, where every manager is complained about, the regional quality manager. */
export type Reader = 'property_manager' | 'quality';

type Said = { readonly at: Instant; readonly by: string; readonly way: string; readonly text: string };

export type ComplaintFields = {
  readonly kind: ComplaintKind;
  readonly grade: Grade;
  readonly channel: (typeof CHANNELS)[number];
  readonly anonymous: boolean;
  readonly name?: string | undefined;
  readonly honorific?: string | undefined;
  readonly contact?: string | undefined;
  readonly identity?: (typeof IDENTITIES)[number] | undefined;
  readonly happenedAt?: Instant | undefined;
  readonly placeId?: string | undefined;
  readonly placeText: string;
  readonly department?: string | undefined;
  readonly accused: readonly string[];
  readonly content: string;
  readonly wish?: string | undefined;
  readonly repairId?: string | undefined;
  readonly callId?: string | undefined;
};

/** One case (forms.md 4.7). Names and words here may be erased by retention or on request. */
export type Complaint = ComplaintFields & {
  readonly id: string;
  readonly siteId: string;
  readonly number: string;
  readonly status: ComplaintStatus;
  readonly receivedAt: Instant;
  readonly recordedAt: Instant;
  readonly takenBy?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly ownerReplaced?: boolean;
  readonly reader?: Reader | undefined;
  /** Who is told of a report. */
  readonly readerIds?: readonly string[] | undefined;
  /** 1, and one more each time a dissatisfied return call opens it again. */
  readonly round: number;
  readonly response?: Said;
  readonly notes: readonly { readonly at: Instant; readonly by: string; readonly text: string }[];
  readonly photos: readonly { readonly hash: string; readonly at: Instant; readonly by: string }[];
  readonly decision?: { readonly at: Instant; readonly by: string; readonly finding: (typeof FINDINGS)[number]; readonly cause: (typeof CAUSES)[number]; readonly text: string };
  readonly answer?: Said;
  readonly correction?: { readonly at: Instant; readonly by: string; readonly text: string };
  readonly calls: readonly { readonly at: Instant; readonly by: string; readonly result: string; readonly method: string; readonly note?: string | undefined; readonly round: number }[];
  readonly late: readonly string[];
  /** Asked for by the person, or its time to be kept is over. */
  readonly erasure?: { readonly askedAt?: Instant | undefined; readonly doneAt?: Instant; readonly why?: 'retention' | 'asked' };
  readonly closedAt?: Instant;
  readonly voidReason?: string;
};

type Happened = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };
export type ComplaintEvent =
  | ({ readonly type: 'ComplaintOpened'; readonly number: string; readonly ownerId?: string | undefined; readonly ownerReplaced: boolean; readonly reader?: Reader | undefined; readonly readerIds?: readonly string[] | undefined } & Happened & { readonly fields: ComplaintFields })
  | ({ readonly type: 'ComplaintStep'; readonly step: ComplaintStep } & Happened)
  /** By rule: nobody handles a complaint about themselves. */
  | ({ readonly type: 'OwnerReplaced'; readonly ownerId?: string | undefined; readonly reader?: Reader | undefined; readonly readerIds?: readonly string[] | undefined } & Happened)
  | ({ readonly type: 'ComplaintClosed' } & Happened)
  | ({ readonly type: 'ComplainantErased'; readonly why?: 'retention' | 'asked' } & Happened)
  | ({ readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly clock: string; readonly round: number; readonly dueAt: Instant } & Happened);

const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

/** Since when a case is only kept, as far as it still names who complained; nothing while it is open. */
export const namedSince = (state: Complaint): Instant | undefined => (!isOpen(state.status) && (state.name !== undefined || state.contact !== undefined) ? (state.closedAt ?? state.receivedAt) : undefined);

const erase = (state: Complaint, at: Instant, why: 'retention' | 'asked'): Complaint => {
  const words = [state.name, state.contact].filter((word): word is string => word !== undefined);
  const { name: _name, contact: _contact, honorific: _honorific, identity: _identity, ...rest } = withoutWords(state, words);
  return { ...rest, number: state.number, erasure: { ...(state.erasure ? { askedAt: state.erasure.askedAt } : {}), doneAt: at, why } };
};

const evolveStep = (state: Complaint, event: Extract<ComplaintEvent, { type: 'ComplaintStep' }>): Complaint => {
  const { step, at, by } = event;
  switch (step.step) {
    case 'assign':
      return { ...state, ownerId: step.ownerId };
    case 'grade':
      return { ...state, grade: step.grade };
    case 'accuse':
      return { ...state, accused: step.accused };
    case 'respond':
      return { ...state, status: 'responded', response: { at, by, way: step.way, text: step.text } };
    case 'note':
      return { ...state, notes: [...state.notes, { at, by, text: step.text }] };
    case 'attach':
      return { ...state, photos: [...state.photos, { hash: step.hash, at, by }] };
    case 'decide':
      return { ...state, status: 'decided', decision: { at, by, finding: step.finding, cause: step.cause, text: step.text } };
    case 'answer':
      return { ...state, status: 'answered', answer: { at, by, way: step.way, text: step.text }, response: state.response ?? { at, by, way: step.way, text: step.text } };
    case 'correct':
      return { ...state, correction: { at, by, text: step.text } };
    case 'returnCall': {
      const called = { ...state, calls: [...state.calls, compact({ at, by, result: step.result, method: step.method, note: step.note, round: state.round })] };
      if (step.result !== 'dissatisfied') return called;
      // Whoever is dissatisfied is not answered: the case goes on, what was decided stays readable as a note.
      const { decision, answer, ...open } = called;
      const before = [decision?.text, answer?.text].filter(Boolean).join(' / ');
      return { ...open, status: 'responded', round: state.round + 1, notes: [...called.notes, { at, by, text: before }] };
    }
    case 'readContact':
      return state;
    case 'askErasure':
      return { ...state, erasure: { askedAt: at } };
    case 'void':
      return { ...state, status: 'void', voidReason: step.reason, closedAt: at };
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveComplaint = (state: Complaint | undefined, event: ComplaintEvent, ids: { siteId: string; subject: string }): Complaint => {
  if (event.type === 'ComplaintOpened')
    return compact({
      ...compact(event.fields), id: ids.subject, siteId: ids.siteId, number: event.number, status: 'open', receivedAt: event.at, recordedAt: event.recordedAt, takenBy: event.by || undefined,
      ownerId: event.ownerId, ownerReplaced: event.ownerReplaced, reader: event.reader, readerIds: event.readerIds, round: 1, notes: [], photos: [], calls: [], late: [],
    });
  if (!state) throw new Error(`${event.type} before the complaint was opened.`);
  switch (event.type) {
    case 'ComplaintStep':
      return evolveStep(state, event);
    case 'OwnerReplaced': {
      const { ownerId: _ownerId, ...rest } = state;
      return compact({ ...rest, ownerId: event.ownerId, reader: event.reader, readerIds: event.readerIds, ownerReplaced: true });
    }
    case 'ComplaintClosed':
      return { ...state, status: 'closed', closedAt: event.at };
    case 'ComplainantErased':
      return erase(state, event.at, event.why ?? 'asked');
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
