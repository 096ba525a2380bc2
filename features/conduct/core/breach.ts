import type { Instant } from '../../../platform/core/instant.ts';
import type { BreachStep, SANCTIONS } from './breach-steps.ts';

/** 吸烟 不良习惯 谈论所闻 偷盗 其他 (M-39 … M-41). */
export const BREACH_KINDS = ['smoking', 'bad_habit', 'gossip', 'theft', 'other'] as const;
export type BreachKind = (typeof BREACH_KINDS)[number];
export const CLAUSE_OF: Readonly<Record<BreachKind, string>> = { smoking: 'M-39', bad_habit: 'M-39', gossip: 'M-40', theft: 'M-41', other: 'M-39' };
export const SOURCES = ['seen', 'complaint', 'inspection', 'colleague', 'camera', 'other'] as const;
export type Sanction = (typeof SANCTIONS)[number];
export const STATUSES = ['recorded', 'heard', 'decided', 'closed', 'void'] as const;
export type BreachStatus = (typeof STATUSES)[number];
export const isOpen = (status: BreachStatus): boolean => status !== 'closed' && status !== 'void';
/** Who reads and decides: the manager, or the regional quality manager where it is about the manager. */
export type Reader = 'property_manager' | 'quality';

export type BreachFields = {
  readonly kind: BreachKind;
  readonly personId: string;
  readonly happenedAt: Instant;
  readonly placeText: string;
  readonly source: (typeof SOURCES)[number];
  readonly description: string;
  readonly repairId?: string | undefined;
};

export type Breach = BreachFields & {
  readonly id: string;
  readonly siteId: string;
  readonly number: string;
  readonly status: BreachStatus;
  /** M-41: theft is the manager's alone from the first line on. */
  readonly locked: boolean;
  readonly reader: Reader;
  readonly readerIds: readonly string[];
  readonly recordedBy: string;
  readonly receivedAt: Instant;
  readonly evidence: readonly { readonly at: Instant; readonly by: string; readonly text?: string | undefined; readonly hash?: string | undefined }[];
  readonly statement?: { readonly at: Instant; readonly by: string; readonly way: 'self' | 'in_person' | 'refused'; readonly text: string; readonly witness?: string | undefined; readonly hash?: string | undefined };
  readonly decision?: { readonly at: Instant; readonly by: string; readonly finding: 'founded' | 'unfounded'; readonly sanction: Sanction; readonly text: string; /** What became of the account. */ readonly account?: 'closed' | 'ended-here' | undefined };
  readonly told?: { readonly at: Instant; readonly by: string };
  readonly police?: { readonly at: Instant; readonly by: string; readonly caseRef: string; readonly station: string };
  /** The incident the referral asks for: its number, once it is registered. */
  readonly incidentRef?: string;
  readonly late: readonly string[];
  readonly voidReason?: string;
};

type Happened = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };
export type BreachEvent =
  | ({ readonly type: 'BreachRecorded'; readonly number: string; readonly fields: BreachFields; readonly reader: Reader; readonly readerIds: readonly string[] } & Happened)
  | ({ readonly type: 'BreachStep'; readonly step: BreachStep; readonly account?: 'closed' | 'ended-here' | undefined } & Happened)
  | ({ readonly type: 'BreachClosed' } & Happened)
  | ({ readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly clock: string; readonly round: number; readonly dueAt: Instant } & Happened);

const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

const evolveStep = (state: Breach, event: Extract<BreachEvent, { type: 'BreachStep' }>): Breach => {
  const { step, at, by } = event;
  switch (step.step) {
    case 'evidence':
      return { ...state, evidence: [...state.evidence, compact({ at, by, text: step.text, hash: step.hash })] };
    case 'state':
      return { ...state, status: 'heard', statement: compact({ at, by, way: by === state.personId ? ('self' as const) : ('in_person' as const), text: step.text, witness: step.witness, hash: step.hash }) };
    case 'noStatement':
      return { ...state, status: 'heard', statement: { at, by, way: 'refused', text: step.reason, witness: step.witness } };
    case 'decide':
      return { ...state, status: 'decided', decision: compact({ at, by, finding: step.finding, sanction: step.sanction, text: step.text, account: event.account }) };
    case 'tell':
      return { ...state, told: { at, by } };
    case 'referPolice':
      return { ...state, police: { at, by, caseRef: step.caseRef, station: step.station } };
    case 'linkIncident':
      return { ...state, incidentRef: step.incidentRef };
    case 'void':
      return { ...state, status: 'void', voidReason: step.reason };
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveBreach = (state: Breach | undefined, event: BreachEvent, ids: { siteId: string; subject: string }): Breach => {
  if (event.type === 'BreachRecorded')
    return {
      ...compact(event.fields), id: ids.subject, siteId: ids.siteId, number: event.number, status: 'recorded', locked: event.fields.kind === 'theft', reader: event.reader, readerIds: event.readerIds, recordedBy: event.by,
      receivedAt: event.at, evidence: [], late: [],
    };
  if (!state) throw new Error(`${event.type} before the breach was recorded.`);
  switch (event.type) {
    case 'BreachStep':
      return evolveStep(state, event);
    case 'BreachClosed':
      return { ...state, status: 'closed' };
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

/** Decided, told to the person (or the account is closed), and what the police referral asks for is registered (M-42). */
export const isSettled = (breach: Breach): boolean =>
  breach.status === 'decided' && (breach.told !== undefined || breach.decision?.sanction === 'dismissal') && (breach.police === undefined || breach.incidentRef !== undefined);
