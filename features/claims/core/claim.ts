import type { Instant } from '../../../platform/core/instant.ts';
import { withoutWords } from '../../../platform/core/without-words.ts';
import type { ClaimStep, ClaimWay, LIABLE, PHASES, SETTLED_BY } from './claim-steps.ts';

/** `ours`: we damaged somebody's things (M-38); `theirs`: a visitor damaged ours. */
export const DIRECTIONS = ['ours', 'theirs'] as const;
export type Direction = (typeof DIRECTIONS)[number];
export const STATUSES = ['registered', 'proposed', 'agreed', 'closed', 'void'] as const;
export type ClaimStatus = (typeof STATUSES)[number];
export const isOpen = (status: ClaimStatus): boolean => status !== 'closed' && status !== 'void';
/** 主管 物业经理 公司 (forms.md 4.14). */
export const LEVELS = ['supervisor', 'manager', 'company'] as const;
export type Level = (typeof LEVELS)[number];

export type ClaimFields = {
  readonly direction: Direction;
  readonly repairId?: string | undefined;
  readonly complaintId?: string | undefined;
  /** The incident it came from (forms.md 4.14). */
  readonly incidentId?: string | undefined;
  readonly happenedAt: Instant;
  readonly placeId?: string | undefined;
  readonly placeText: string;
  /** Whose things: a guest, a firm, our own company. */
  readonly injuredName?: string | undefined;
  readonly injuredContact?: string | undefined;
  /** Where it is one of our own people. */
  readonly injuredPersonId?: string | undefined;
  readonly liable: (typeof LIABLE)[number];
  readonly liablePersonId?: string | undefined;
  readonly liableName?: string | undefined;
  readonly item: string;
  readonly brand?: string | undefined;
  readonly quantity: number;
  readonly boughtOn?: string | undefined;
  readonly priceCents?: number | undefined;
  readonly damage: string;
  readonly account?: string | undefined;
};

type Proposal = { readonly at: Instant; readonly by: string; readonly way: ClaimWay; readonly amountCents?: number | undefined; readonly text: string; readonly insuranceRef?: string | undefined; readonly aboveValueReason?: string | undefined };
export type Claim = ClaimFields & {
  readonly id: string;
  readonly siteId: string;
  readonly number: string;
  readonly status: ClaimStatus;
  readonly receivedAt: Instant;
  readonly takenBy: string;
  readonly photos: readonly { readonly hash: string; readonly phase: (typeof PHASES)[number]; readonly at: Instant }[];
  readonly liability?: { readonly at: Instant; readonly by: string; readonly text: string };
  readonly proposal?: Proposal;
  readonly approvals: readonly { readonly level: Level; readonly at: Instant; readonly by: string; readonly reference?: string | undefined }[];
  readonly sentBack?: { readonly at: Instant; readonly by: string; readonly reason: string };
  readonly declined?: { readonly at: Instant; readonly reason: string };
  readonly agreement?: { readonly at: Instant; readonly signedBy: string; readonly signWay: 'screen' | 'paper'; readonly signatureFile: string; readonly ours: string };
  readonly settlement?: { readonly at: Instant; readonly by: string; readonly how: (typeof SETTLED_BY)[number]; readonly amountCents?: number | undefined; readonly receivedBy: string; readonly reference?: string | undefined };
  readonly prevention?: { readonly at: Instant; readonly by: string; readonly text: string };
  /** Counts how often an answer was due: once, and again after each offer that came to nothing. */
  readonly replyRound?: number;
  readonly late: readonly string[];
  readonly voidReason?: string;
};

type Happened = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };
export type ClaimEvent =
  | ({ readonly type: 'ClaimOpened'; readonly number: string; readonly fields: ClaimFields; readonly photos: Claim['photos'] } & Happened)
  | ({ readonly type: 'ClaimStep'; readonly step: ClaimStep; /** Which level an approval fills. */ readonly level?: Level | undefined } & Happened)
  /** The time to keep the people of it is over. */
  | ({ readonly type: 'ClaimantErased' } & Happened)
  | ({ readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly clock: string; readonly round: number; readonly dueAt: Instant } & Happened);

const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

/** Since when a claim is only kept, as far as it still names somebody; nothing while it is open. */
export const namedSince = (state: Claim): Instant | undefined =>
  !isOpen(state.status) && [state.injuredName, state.injuredContact, state.liableName, state.account, state.agreement?.signedBy, state.settlement?.receivedBy].some(Boolean) ? (state.settlement?.at ?? state.receivedAt) : undefined;

/** The signature, and the scan of the paper both signed. */
export const claimantFiles = (state: Claim): string[] => [...state.photos.filter((photo) => photo.phase === 'paper').map((photo) => photo.hash), ...(state.agreement?.signatureFile ? [state.agreement.signatureFile] : [])];

const eraseClaimant = (state: Claim): Claim => {
  const { injuredName, injuredContact, liableName, account: _account, agreement, settlement, ...rest } = state;
  const words = [injuredName, injuredContact, liableName, agreement?.signedBy, settlement?.receivedBy].filter((word): word is string => word !== undefined);
  return withoutWords({ ...rest, photos: rest.photos.filter((photo) => photo.phase !== 'paper'), ...(agreement ? { agreement: { ...agreement, signedBy: '', signatureFile: '' } } : {}), ...(settlement ? { settlement: { ...settlement, receivedBy: '' } } : {}) }, words);
};

const evolveStep = (state: Claim, event: Extract<ClaimEvent, { type: 'ClaimStep' }>): Claim => {
  const { step, at, by } = event;
  switch (step.step) {
    case 'attach':
      return { ...state, photos: [...state.photos, { hash: step.hash, phase: step.phase, at }] };
    case 'judge': {
      const { liablePersonId: _person, liableName: _name, ...rest } = state;
      return compact({ ...rest, liable: step.liable, liablePersonId: step.liablePersonId, liableName: step.liableName, liability: { at, by, text: step.text } });
    }
    case 'propose': {
      // Another proposal begins anew: nobody has approved or signed that one.
      const { agreement: _agreement, sentBack: _sentBack, declined: _declined, ...rest } = state;
      return { ...rest, status: 'proposed', approvals: [], proposal: compact({ at, by, way: step.way, amountCents: step.amountCents, text: step.text, insuranceRef: step.insuranceRef, aboveValueReason: step.aboveValueReason }) };
    }
    case 'approve':
      return { ...state, approvals: [...state.approvals, compact({ level: event.level ?? 'supervisor', at, by, reference: step.reference })] };
    case 'sendBack':
      return { ...state, status: 'registered', approvals: [], replyRound: (state.replyRound ?? 1) + 1, sentBack: { at, by, reason: step.reason } };
    case 'agree':
      return { ...state, status: 'agreed', agreement: { at, signedBy: step.signedBy, signWay: step.signWay, signatureFile: step.signatureFile, ours: by } };
    case 'decline':
      return { ...state, status: 'registered', approvals: [], replyRound: (state.replyRound ?? 1) + 1, declined: { at, reason: step.reason } };
    case 'settle':
      return { ...state, status: 'closed', settlement: compact({ at, by, how: step.by, amountCents: step.amountCents ?? state.proposal?.amountCents, receivedBy: step.receivedBy, reference: step.reference }) };
    case 'prevent':
      return { ...state, prevention: { at, by, text: step.text } };
    case 'void':
      return { ...state, status: 'void', voidReason: step.reason };
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveClaim = (state: Claim | undefined, event: ClaimEvent, ids: { siteId: string; subject: string }): Claim => {
  if (event.type === 'ClaimOpened')
    return { ...compact(event.fields), id: ids.subject, siteId: ids.siteId, number: event.number, status: 'registered', receivedAt: event.at, takenBy: event.by, photos: event.photos, approvals: [], late: [] };
  if (!state) throw new Error(`${event.type} before the claim was opened.`);
  switch (event.type) {
    case 'ClaimStep':
      return evolveStep(state, event);
    case 'ClaimantErased':
      return eraseClaimant(state);
    case 'DeadlineBreached':
      return { ...state, late: [...state.late, event.clock] };
    case 'DeadlineMetLate':
      // One round kept after all; another that was late stays so.
      return { ...state, late: state.late.toSpliced(state.late.lastIndexOf(event.clock), state.late.includes(event.clock) ? 1 : 0) };
    case 'DeadlineWarned':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
};
