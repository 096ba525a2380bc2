import type { Instant } from '../../../platform/core/instant.ts';
import { evolveCall, type CallCard } from './call-card.ts';
import { isKey, type CallEvent } from './call-event.ts';
import type { Paper } from './paper.ts';

/** T-02: what people call for. */
export const PURPOSES = ['enquiry', 'repair', 'complaint', 'message', 'transfer', 'follow_up', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];
/** Who the caller says to be (forms 4.5); media and government reach the manager at once. */
export const IDENTITIES = ['guest', 'owner', 'colleague', 'supplier', 'government', 'media', 'unsaid'] as const;
export type Identity = (typeof IDENTITIES)[number];
export const LATE_REASONS = ['normal', 'special'] as const;

/** What the agent writes of a call, in any order; nothing of it is asked for while the caller speaks (T-09, T-41). */
export type CallSheet = {
  readonly surname?: string | undefined;
  readonly honorific?: string | undefined;
  readonly saidTaitai?: boolean | undefined;
  readonly fullName?: string | undefined;
  /** 未留全名 (T-28) */
  readonly nameDeclined?: boolean | undefined;
  readonly company?: string | undefined;
  readonly identity?: Identity | undefined;
  /** As it is matched by: E.164, or the digits as said. */
  readonly number?: string | undefined;
  readonly purpose?: Purpose | undefined;
  readonly notes?: string | undefined;
  /** Why it rang more than three times (T-05): 正常 or 特殊情况. */
  readonly late?: (typeof LATE_REASONS)[number] | undefined;
  readonly lateReason?: string | undefined;
  /** Which of the centre's numbers was called, where no exchange tells. */
  readonly publicNumber?: string | undefined;
};

/** What was written on two cards of one conversation: the desk's own card first, and no note is lost. */
export const joinSheets = (desk: CallSheet, exchange: CallSheet): CallSheet => {
  const notes = [desk.notes, exchange.notes].filter(Boolean).join('\n');
  return { ...exchange, ...Object.fromEntries(Object.entries(desk).filter(([, value]) => value !== undefined && value !== '')), ...(notes ? { notes } : {}) };
};

export const LINK_KINDS = ['message', 'matter', 'repair', 'complaint'] as const;
export type CallLink = { readonly kind: (typeof LINK_KINDS)[number]; readonly id: string };
/** A spot check (T-03, T-07, T-08, T-13 …): per item as it should be, not, or not heard. */
export const CHECK_ITEMS = ['T-05', 'T-06', 'T-07', 'T-08', 'T-09', 'T-11', 'T-12', 'T-13', 'T-14', 'T-19', 'T-20', 'T-23'] as const;
export type CheckItem = (typeof CHECK_ITEMS)[number];
export type CheckAnswer = 'yes' | 'no' | 'unseen';
export type CallCheck = { readonly at: Instant; readonly by: string; readonly answers: Readonly<Partial<Record<CheckItem, CheckAnswer>>>; readonly note?: string | undefined };

export type CallRecord = {
  readonly id: string;
  readonly siteId: string;
  /** `manual`, or the exchange it came from. */
  readonly source: string;
  readonly card: CallCard;
  /** Who has the call. */
  readonly agentId?: string;
  /** Who answered it, where its card was taken over; null: nobody had. */
  readonly answeredBy?: string | null;
  readonly sheet: CallSheet;
  /** Per transfer: the caller was told who would answer (T-34). */
  readonly told: readonly boolean[];
  /** Per transfer: why it was made, where somebody asked (T-26). */
  readonly reasons: readonly (string | null)[];
  /** Whom the transfers went to, where the directory knows. */
  readonly targets: readonly (string | null)[];
  readonly hungUpBy?: 'caller' | 'agent';
  readonly loggedAt?: Instant;
  readonly loggedBy?: string;
  readonly links: readonly CallLink[];
  readonly checks: readonly CallCheck[];
  readonly holdsLong: number;
  readonly transfersUnanswered: number;
  /** The call it turned out to be a part of; counted and shown there. */
  readonly mergedInto?: string;
  /** Cards of the desk an agent joined to this call, each with what stood here before, so that it can be taken apart again. */
  readonly parts?: readonly CallPart[];
  /** Keyed in from a numbered line of the call register (补录). */
  readonly paper?: CallPaper;
  /** Opened by mistake: there was no call. It is counted and listed nowhere but in the register, as taken back. */
  readonly withdrawnAt?: Instant;
  /** Names and numbers were taken out (retention, or asked to be forgotten). */
  readonly isErased?: boolean;
};

export type CallPaper = Paper & { /** Of a missed call: it was called back before it was keyed in. */ readonly calledBackAt?: Instant | undefined };

/** Of each transfer what a card says beside the fold, and what the call led to. */
type BesideCard = Pick<CallRecord, 'told' | 'reasons' | 'targets' | 'links'>;
export type CallPart = { readonly id: string; readonly before: BesideCard };

export type CallRecordEvent =
  | { readonly type: 'CallHappened'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string | null; /** Our id of the call, whatever the exchange calls it. */ readonly subject: string; readonly event: CallEvent; /** Folded anew where events came out of order. */ readonly card?: CallCard; readonly agentId?: string | undefined; readonly told?: boolean; readonly targetId?: string | undefined }
  | { readonly type: 'CallKeyedIn'; readonly at: Instant; readonly by: string; readonly paper: CallPaper }
  | { readonly type: 'CallLogged'; readonly at: Instant; readonly by: string; readonly sheet: CallSheet; readonly hungUpBy?: 'caller' | 'agent' | undefined }
  | { readonly type: 'CallAmended'; readonly at: Instant; readonly by: string; readonly sheet: CallSheet }
  | { readonly type: 'CallMerged'; readonly at: Instant; readonly into: string }
  | { readonly type: 'CallUnmerged'; readonly at: Instant; readonly by: string }
  /** A card of the desk is the same conversation; the agent says so, nobody else. */
  | { readonly type: 'CallJoined'; readonly at: Instant; readonly by: string; readonly part: BesideCard & { readonly id: string }; readonly card: CallCard }
  | { readonly type: 'CallParted'; readonly at: Instant; readonly by: string; readonly partId: string; readonly card: CallCard }
  | { readonly type: 'CallTakenOver'; readonly at: Instant; readonly by: string }
  | { readonly type: 'CallWithdrawn'; readonly at: Instant; readonly by: string }
  | { readonly type: 'CallLinked'; readonly at: Instant; readonly by: string; readonly link: CallLink }
  | { readonly type: 'CallChecked'; readonly at: Instant; readonly by: string; readonly answers: CallCheck['answers']; readonly note?: string | undefined }
  | { readonly type: 'NumberShown'; readonly at: Instant; readonly by: string }
  | { readonly type: 'HoldNoticed'; readonly at: Instant }
  | { readonly type: 'HoldLong'; readonly at: Instant }
  | { readonly type: 'TransferUnanswered'; readonly at: Instant }
  /** Answered and over, and not logged in time (T-35). */
  | { readonly type: 'LogLate'; readonly at: Instant };

/** Whose talk it was, whoever has the card by now. */
export const answererOf = (call: Pick<CallRecord, 'agentId' | 'answeredBy'>): string | undefined => (call.answeredBy === undefined ? call.agentId : (call.answeredBy ?? undefined));

export const evolveRecord = (state: CallRecord | undefined, event: CallRecordEvent, ids: { siteId: string; subject: string }): CallRecord => {
  if (event.type === 'CallHappened') {
    const card = event.card ?? evolveCall(state?.card, event.event);
    const base: CallRecord = state ?? { id: ids.subject, siteId: ids.siteId, source: isKey(event.event) ? 'manual' : event.event.source, card, sheet: {}, told: [], reasons: [], targets: [], links: [], checks: [], holdsLong: 0, transfersUnanswered: 0 };
    const before = state?.card.transfers.length ?? 0;
    const isNew = card.transfers.length > before;
    // By key after the exchange has told of the same transfer: what the key knows is put beside it.
    const isSaidAgain = event.event.kind === 'transferred' && !isNew && isKey(event.event) && before > 0;
    const said = { told: event.told === true, reason: event.event.reason ?? null, targetId: event.targetId ?? null };
    return {
      ...base, card,
      // It rings at one desk and another may lift it: whoever answers first has the call, unless somebody took it over.
      ...(event.agentId && (base.agentId === undefined || (event.event.kind === 'answered' && state?.card.answeredAt === undefined)) ? { agentId: event.agentId, ...(base.answeredBy !== undefined ? { answeredBy: event.agentId } : {}) } : {}),
      ...(event.event.kind === 'transferred' && isNew ? { told: [...base.told, said.told], reasons: [...base.reasons, said.reason], targets: [...base.targets, said.targetId] } : {}),
      ...(isSaidAgain ? { told: base.told.with(before - 1, said.told), reasons: base.reasons.with(before - 1, said.reason), targets: base.targets.with(before - 1, said.targetId) } : {}),
    };
  }
  if (!state) throw new Error(`${event.type} before the call was offered.`);
  switch (event.type) {
    case 'CallKeyedIn':
      return { ...state, paper: event.paper };
    case 'CallLogged':
      return { ...state, sheet: event.sheet, loggedAt: event.at, loggedBy: event.by, ...(event.hungUpBy ? { hungUpBy: event.hungUpBy } : {}) };
    case 'CallAmended':
      return { ...state, sheet: event.sheet };
    case 'CallMerged':
      return { ...state, mergedInto: event.into };
    case 'CallUnmerged': {
      const { mergedInto: _whole, ...own } = state;
      return own;
    }
    case 'CallJoined': {
      const { told, reasons, targets, links } = state;
      const { id, ...part } = event.part;
      // What was said by key is known better than what an exchange could tell.
      const beside = <T>(ours: readonly T[], theirs: readonly T[], none: T): T[] => event.card.transfers.map((_, index) => theirs[index] ?? ours[index] ?? none);
      return {
        ...state, card: event.card, parts: [...(state.parts ?? []), { id, before: { told, reasons, targets, links } }],
        told: beside(told, part.told, false), reasons: beside(reasons, part.reasons, null), targets: beside(targets, part.targets, null),
        links: [...links, ...part.links.filter((link) => !links.some((known) => known.id === link.id))],
      };
    }
    case 'CallParted': {
      const part = state.parts?.find((one) => one.id === event.partId);
      return { ...state, ...part?.before, card: event.card, parts: (state.parts ?? []).filter((one) => one !== part) };
    }
    case 'CallTakenOver':
      return { ...state, agentId: event.by, answeredBy: answererOf(state) ?? null };
    case 'CallWithdrawn':
      return { ...state, withdrawnAt: event.at };
    case 'CallLinked':
      return { ...state, links: [...state.links.filter((link) => link.id !== event.link.id), event.link] };
    case 'CallChecked':
      return { ...state, checks: [...state.checks, { at: event.at, by: event.by, answers: event.answers, ...(event.note ? { note: event.note } : {}) }] };
    case 'NumberShown':
    case 'HoldNoticed':
    case 'LogLate':
      return state;
    case 'HoldLong':
      return { ...state, holdsLong: state.holdsLong + 1 };
    case 'TransferUnanswered':
      return { ...state, transfersUnanswered: state.transfersUnanswered + 1 };
    default: {
      const never: never = event;
      return never;
    }
  }
};
