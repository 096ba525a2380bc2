import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import { REASON, type CallEvent, type CallKind } from './call-event.ts';
import { foldCall, mergeCalls } from './call-card.ts';
import { isAnswered, isHeld, isLive, openTransfer, startOf } from './call-reading.ts';
import { evolveRecord, type CallCheck, type CallLink, type CallRecord, type CallRecordEvent, type CallSheet } from './call-record.ts';
import { checkHonorific } from './form-of-address.ts';

/** What an agent does with a call by key. Every step but the writing ones becomes an event of the same kind an exchange would send. */
export type CallStep =
  | { readonly step: 'open'; readonly direction: 'inbound' | 'outbound'; readonly publicNumber?: string | undefined; readonly number?: string | undefined; readonly raw?: string | undefined }
  | { readonly step: 'rings'; readonly rings: 1 | 2 | 3 | 4 }
  | { readonly step: 'reached' }
  | { readonly step: 'unreached'; readonly why: 'busy' | 'unanswered' }
  | { readonly step: 'missed' }
  | { readonly step: 'hold' }
  | { readonly step: 'retrieve' }
  | { readonly step: 'transfer'; readonly how: 'blind' | 'attended'; readonly target: string; readonly targetId?: string | undefined; readonly told: boolean; readonly reason?: string | undefined; /** A third transfer all the same. */ readonly insist?: boolean | undefined }
  | { readonly step: 'transferAnswered' }
  | { readonly step: 'transferReturned' }
  | { readonly step: 'transferLost' }
  | { readonly step: 'end'; readonly hungUpBy?: 'caller' | 'agent' | undefined }
  | { readonly step: 'log'; readonly sheet: CallSheet; readonly hungUpBy?: 'caller' | 'agent' | undefined }
  | { readonly step: 'amend'; readonly sheet: CallSheet }
  | { readonly step: 'takeOver' }
  /** A card opened by mistake: there was no call. */
  | { readonly step: 'withdraw' }
  | { readonly step: 'link'; readonly link: CallLink; /** The matter is a call-back promised to this caller. */ readonly isCallBack?: boolean | undefined }
  | { readonly step: 'join'; readonly part: CallRecord | undefined }
  | { readonly step: 'part'; readonly partId: string }
  | { readonly step: 'check'; readonly answers: CallCheck['answers']; readonly note?: string | undefined };

export type CallContext = { readonly now: Instant; readonly by: string; readonly callId: string; readonly siteId: string; /** Ids of the events this command makes, in order. */ readonly eventId: (index: number) => string };

/** The first transfer is free, the second wants a reason, the third is better not made (T-26). */
const FREE_TRANSFERS = 1;
const LAST_TRANSFER = 2;
/** One step may say that it was answered and that it ended: two events, two ids. */
const LAST_OF_STEP = 100;
/** Ids are compared as text: all of three digits, so that ten steps of one command stand in their order. */
const FIRST = 100;

/** An event by key, as an exchange would tell it. */
export const manual = (state: CallRecord | undefined, kind: CallKind, context: CallContext, index: number, more: Partial<CallEvent> = {}): CallEvent => ({
  v: 1, source: `manual:${context.by}`, eventId: context.eventId(FIRST + index), kind, callId: state?.card.callId ?? context.callId, at: context.now, atBasis: 'declared', receivedAt: context.now,
  direction: state?.card.direction ?? 'inbound', ...more,
});

const hungUp = (who: 'caller' | 'agent' | undefined): Partial<CallEvent> => (who === undefined ? {} : { reason: who === 'caller' ? REASON.callerHungUp : REASON.deskHungUp });

const checkTransfer = (state: CallRecord, step: Extract<CallStep, { step: 'transfer' }>): Refusal | undefined => {
  if (openTransfer(state.card)) return refuse('transfer-open', {});
  if (!step.told) return refuse('caller-not-told', {});
  const before = state.card.transfers.length;
  if (before >= LAST_TRANSFER && !step.insist) return refuse('transfers-exhausted', { before });
  if (before >= FREE_TRANSFERS && !step.reason) return refuse('transfer-needs-reason', { before });
  return undefined;
};

/** May this sheet be kept? Only what can be satisfied at that moment is asked for (T-22, T-35). */
export const checkSheet = (sheet: CallSheet, isConversation: boolean): Refusal | undefined => {
  const honorific = checkHonorific(sheet);
  if (honorific) return honorific;
  return isConversation && !sheet.purpose ? refuse('purpose-missing', {}) : undefined;
};

/** Two cards this far apart are hardly the same conversation. */
const NEAR_MS = 60_000;

/** What an agent may say is one conversation: a card of theirs by key, and their call of an exchange, near in time, the caller neither held nor on the way to somebody. */
export const checkJoin = (call: CallRecord, part: CallRecord, context: { readonly now: Instant; readonly by: string }): Refusal | undefined => {
  if (call.source === 'manual' || part.source !== 'manual' || call.card.direction !== part.card.direction) return refuse('join-unlike', {});
  if (call.loggedAt ?? part.loggedAt) return refuse('call-logged', {});
  if (part.withdrawnAt) return refuse('call-withdrawn', {});
  if (call.agentId !== context.by || part.agentId !== context.by) return refuse('call-of-another', {});
  if (call.mergedInto !== undefined || (part.mergedInto !== undefined && part.mergedInto !== call.id)) return refuse('call-merged', {});
  if ([call, part].some(({ card }) => isHeld(card) || openTransfer(card))) return refuse('join-busy', {});
  const ends = ({ card }: CallRecord): { from: number; to: number } => ({ from: toMillis(startOf(card)), to: toMillis(card.endedAt ?? context.now) });
  const [a, b] = [ends(call), ends(part)];
  const isOver = !isLive(part.card) && isLive(call.card);
  return isOver || Math.max(a.from, b.from) - Math.min(a.to, b.to) > NEAR_MS ? refuse('join-apart', {}) : undefined;
};

/** A card of the desk with which nothing was done yet; what an exchange tells of did happen. */
export const isUntouched = ({ source, card, links, loggedAt, mergedInto, parts, paper }: CallRecord): boolean =>
  source === 'manual' && card.events.length === 1 && links.length === 0 && !(loggedAt ?? mergedInto ?? parts ?? paper);

const one = (state: CallRecord | undefined, step: CallStep, context: CallContext, index: number): Decision<CallRecordEvent> => {
  const { now, by } = context;
  const happen = (kind: CallKind, more: Partial<CallEvent> = {}, extra: { told?: boolean; targetId?: string | undefined } = {}): CallRecordEvent => ({
    type: 'CallHappened', at: now, recordedAt: now, by, subject: context.callId, event: manual(state, kind, context, kind === 'ended' ? index + LAST_OF_STEP : index, more), agentId: by, ...extra,
  });
  const ok = (...events: CallRecordEvent[]): Decision<CallRecordEvent> => ({ ok: true, events });
  if (step.step === 'open') {
    if (state) return ok();
    const from = step.number || step.raw ? { from: { ...(step.raw ? { raw: step.raw } : {}), ...(step.number ? { e164: step.number } : {}) } } : {};
    const to = step.publicNumber ? { to: { raw: step.publicNumber } } : {};
    return ok(happen(step.direction === 'inbound' ? 'offered' : 'dialing', { direction: step.direction, ...from, ...to }));
  }
  if (!state) return refuse('call-unknown', {});
  if (state.withdrawnAt) return step.step === 'withdraw' ? ok() : refuse('call-withdrawn', {});
  if (step.step === 'check') return ok({ type: 'CallChecked', at: now, by, answers: step.answers, note: step.note });
  if (step.step === 'link')
    // A transfer that became a message or a promised call-back is no longer open (T-27).
    return ok(...((step.link.kind === 'message' || step.isCallBack) && openTransfer(state.card) ? [happen('transfer_failed', { reason: step.isCallBack ? 'call-back' : 'message' })] : []), { type: 'CallLinked', at: now, by, link: step.link });
  if (state.mergedInto !== undefined) return refuse('call-merged', { into: state.mergedInto });
  if (step.step === 'takeOver') return state.loggedAt ? refuse('call-logged', {}) : ok({ type: 'CallTakenOver', at: now, by });
  // Whoever keyed in a colleague's line may put it right.
  if (state.agentId && state.agentId !== by && !(state.paper && state.paper.keyedBy === by)) return refuse('call-of-another', {});
  if (step.step === 'amend') {
    if (!state.loggedAt) return refuse('call-not-logged', {});
    return checkSheet(step.sheet, isAnswered(state.card)) ?? ok({ type: 'CallAmended', at: now, by, sheet: step.sheet });
  }
  if (state.loggedAt) return refuse('call-logged', {});
  // T-35: what was begun is a call and is logged.
  if (step.step === 'withdraw') return isUntouched(state) ? ok({ type: 'CallWithdrawn', at: now, by }) : refuse('call-begun', {});
  const { card } = state;
  if (step.step === 'join') {
    const { part } = step;
    if (!part) return refuse('call-unknown', {});
    if (state.parts?.some(({ id }) => id === part.id)) return ok();
    const { id, told, reasons, targets, links } = part;
    return checkJoin(state, part, context) ?? ok({ type: 'CallJoined', at: now, by, part: { id, told, reasons, targets, links }, card: mergeCalls(card, part.card) ?? card });
  }
  if (step.step === 'part') {
    if (!state.parts?.some(({ id }) => id === step.partId)) return ok();
    return ok({ type: 'CallParted', at: now, by, partId: step.partId, card: foldCall(card.events.filter((event) => event.callId !== step.partId)) ?? card });
  }
  if (step.step === 'log') {
    if (openTransfer(card)) return refuse('transfer-open', {});
    const isTalk = isAnswered(card) || (card.direction === 'inbound' && isLive(card));
    const refused = checkSheet(step.sheet, isTalk);
    if (refused) return refused;
    const closing: CallRecordEvent[] = [];
    if (!isAnswered(card) && card.direction === 'inbound' && isLive(card)) closing.push(happen('answered'));
    if (isLive(card)) closing.push(happen('ended', { disposition: isTalk ? 'answered' : 'unanswered', ...hungUp(step.hungUpBy) }));
    return ok(...closing, { type: 'CallLogged', at: now, by, sheet: step.sheet, hungUpBy: step.hungUpBy });
  }
  // The rings may be put right after the end; nothing else may.
  if (step.step === 'rings') return ok(happen('answered', { ringsDeclared: step.rings }));
  if (!isLive(card)) return refuse('call-ended', {});
  switch (step.step) {
    case 'reached':
      return ok(happen('answered', { trunk: true }));
    case 'unreached':
      return isAnswered(card) ? refuse('call-answered', {}) : ok(happen('ended', { disposition: step.why }));
    case 'missed':
      return isAnswered(card) ? refuse('call-answered', {}) : ok(happen('ended', { disposition: 'unanswered' }));
    case 'hold':
      return isHeld(card) ? ok() : ok(happen('held'));
    case 'retrieve':
      return isHeld(card) ? ok(happen('retrieved')) : ok();
    case 'transfer':
      return checkTransfer(state, step) ?? ok(happen('transferred', { how: step.how, target: step.target, ...(step.reason ? { reason: step.reason } : {}) }, { told: step.told, targetId: step.targetId }));
    case 'transferAnswered':
      return openTransfer(card) ? ok(happen('transfer_completed')) : refuse('no-transfer', {});
    case 'transferReturned':
      return openTransfer(card) ? ok(happen('transfer_failed', { reason: REASON.returned })) : refuse('no-transfer', {});
    case 'transferLost':
      return openTransfer(card)
        ? ok(happen('transfer_lost'), happen('ended', { disposition: 'abandoned' }))
        : refuse('no-transfer', {});
    case 'end':
      if (openTransfer(card)) return refuse('transfer-open', {});
      return ok(...(isAnswered(card) || card.direction === 'outbound' ? [] : [happen('answered')]), happen('ended', { disposition: card.direction === 'outbound' && !isAnswered(card) ? 'unanswered' : 'answered', ...hungUp(step.hungUpBy) }));
    default: {
      const never: never = step;
      return never;
    }
  }
};

/** Takes steps in their order, all or none, each on the state the one before left. */
export const takeCallSteps = (state: CallRecord | undefined, steps: readonly CallStep[], context: CallContext): Decision<CallRecordEvent> => {
  let now = state;
  const events: CallRecordEvent[] = [];
  for (const [index, step] of steps.entries()) {
    const decision = one(now, step, context, index);
    if (!decision.ok) return decision;
    for (const event of decision.events) now = evolveRecord(now, event, { siteId: context.siteId, subject: context.callId });
    events.push(...decision.events);
  }
  return { ok: true, events };
};
