import { TRANSFER_OUTCOMES } from './call-card.ts';
import { zCallEvent } from './call-event.ts';
import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { PAPER_STEPS } from './paper.ts';
import { CHECK_ITEMS, IDENTITIES, LATE_REASONS, LINK_KINDS, PURPOSES } from './call-record.ts';

const site = { siteId: zId };
/** A number in whatever spelling it was said or shown, at most one line long. */
export const zNumber = zWriting(40);
export const zCaller = { surname: zOptionalText(8), honorific: zOptionalText(8), saidTaitai: z.boolean().optional() };

export const zSheetIn = z.object({
  ...zCaller, fullName: zOptionalText(40), nameDeclined: z.boolean().optional(), company: zOptionalText(80), identity: z.enum(IDENTITIES).optional(),
  /** Not named: the number known stays. */
  number: zNumber.optional(), purpose: z.enum(PURPOSES).optional(), notes: zOptionalText(4000), late: z.enum(LATE_REASONS).optional(), lateReason: zOptionalText(200),
  /** Which of the centre's numbers was called, where only the agent can tell. */
  publicNumber: zOptionalText(40),
});
const zRings = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
const zHungUpBy = z.enum(['caller', 'agent']).optional();
const zStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('open'), direction: z.enum(['inbound', 'outbound']), publicNumber: zOptionalText(40), number: zNumber.optional() }),
  z.object({ step: z.literal('rings'), rings: zRings }),
  z.object({ step: z.literal('reached') }),
  z.object({ step: z.literal('unreached'), why: z.enum(['busy', 'unanswered']) }),
  z.object({ step: z.literal('missed') }),
  z.object({ step: z.literal('hold') }),
  z.object({ step: z.literal('retrieve') }),
  /** Only to whoever stands in the directory (T-25). */
  z.object({ step: z.literal('transfer'), how: z.enum(['blind', 'attended']), targetId: zId, told: z.boolean(), reason: zOptionalText(200), insist: z.boolean().optional() }),
  z.object({ step: z.literal('transferAnswered') }),
  z.object({ step: z.literal('transferReturned') }),
  z.object({ step: z.literal('transferLost') }),
  z.object({ step: z.literal('end'), hungUpBy: zHungUpBy }),
  z.object({ step: z.literal('log'), sheet: zSheetIn, hungUpBy: zHungUpBy }),
  z.object({ step: z.literal('amend'), sheet: zSheetIn }),
  z.object({ step: z.literal('takeOver') }),
  z.object({ step: z.literal('withdraw') }),
  /** The card of the desk `partId` is the same conversation as this call of an exchange. */
  z.object({ step: z.literal('join'), partId: zId }),
  z.object({ step: z.literal('part'), partId: zId }),
  z.object({ step: z.literal('link'), link: z.object({ kind: z.enum(LINK_KINDS), id: zId }), isCallBack: z.boolean().optional() }),
]);
export type CallStepInput = z.input<typeof zStep>;

/** Keyed in from a numbered paper (补录). */
export const zPaper = z.object({ number: z.string(), writtenBy: z.string(), keyedAt: zInstant, keyedBy: z.string().nullable(), written: z.array(z.object({ step: z.enum(PAPER_STEPS), at: zInstant })), /** Times on it that cannot all be true. */ disorder: z.array(z.object({ step: z.string(), before: z.string() })), scans: z.array(z.string()) });
/** Of the sheet in the hand: `findSheet` of the pads names the id and the check letters. */
export const zPad = z.object({ number: zText(14), check: zText(2), writtenBy: zText(40), scans: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(4).default([]) });

const zCallRow = z.object({
  id: zId, direction: z.enum(['inbound', 'outbound', 'internal']), state: z.string(), startedAt: zInstant, answeredAt: zInstant.nullable(), endedAt: zInstant.nullable(), loggedAt: zInstant.nullable(),
  agentId: zId.nullable(), agent: z.string().nullable(), number: z.string().nullable(), address: z.string(), fullName: z.string().nullable(), company: z.string().nullable(), purpose: z.enum(PURPOSES).nullable(),
  ringsDeclared: z.number().nullable(), ringsMeasured: z.number().nullable(), ringMs: z.number().nullable(), waitMs: z.number().nullable(), heldMs: z.number(), transfers: z.number(), lostTransfers: z.number(), disposition: z.string().nullable(), isErased: z.boolean(), source: z.string(), paper: zPaper.nullable(),
});
export type CallRow = z.output<typeof zCallRow>;

const zTransfer = z.object({ how: z.enum(['blind', 'attended']), target: z.string(), outcome: z.enum(TRANSFER_OUTCOMES), told: z.boolean(), reason: z.string().nullable(), at: zInstant, endedAt: zInstant.nullable(), /** When to look whether somebody answered. */ nudgeAt: zInstant.nullable() });
export const zCall = z.object({
  ...zCallRow.shape,
  publicNumber: z.string().nullable(), hungUpBy: z.enum(['caller', 'agent']).nullable(), sheet: z.object({ ...zSheetIn.shape, number: z.undefined().optional() }),
  /** Since when the caller waits; null while nobody is held. */
  heldSince: zInstant.nullable(), hasNumber: z.boolean(), transfersList: z.array(zTransfer), links: z.array(z.object({ kind: z.enum(LINK_KINDS), id: zId })),
  checks: z.array(z.object({ at: zInstant, by: z.string(), answers: z.record(z.string(), z.enum(['yes', 'no', 'unseen'])), note: z.string().nullable() })),
  /** What the writer kept aside, as the screen left it; only for the writer. */
  draft: z.string().nullable(), isMine: z.boolean(),
  /** What happened on the line, without numbers: another screen goes on from there. None once the call is logged. */
  events: z.array(zCallEvent), version: z.number().int(),
});
export type CallView = z.output<typeof zCall>;

export const takeCall = endpoint({
  name: 'takeCall', method: 'POST', path: '/api/sites/{siteId}/calls/{callId}/steps', permission: 'telephone.answer',
  summary: 'One key of the desk, or several in one command: lift, rings, hold, transfer, end, log; all or none. The first step opens the call under the id the screen made.',
  input: z.object({ ...site, callId: zId, commandId: zId, steps: z.array(zStep).min(1).max(12) }), output: zCall,
});
export const keyInCall = endpoint({
  name: 'keyInCall', method: 'POST', path: '/api/sites/{siteId}/calls/paper', permission: 'telephone.answer',
  summary: 'A line of the call register written by hand: it keeps its number, its writer and its own times, and is marked as keyed in later (T-04)',
  input: z.object({
    ...site, commandId: zId, callId: zId, pad: zPad, startedAt: zInstantIn, endedAt: zInstantIn.optional(), outgoing: z.boolean().default(false), missed: z.boolean().default(false), calledBackAt: zInstantIn.optional(), rings: zRings.optional(),
    transfer: z.object({ targetId: zId.optional(), /** Where the paper names nobody of the directory. */ targetName: zOptionalText(40), outcome: z.enum(['completed', 'returned', 'lost']) }).optional(), hungUpBy: zHungUpBy, sheet: zSheetIn,
    /** 跟进人, 期限 and 结果 of the line (T-36). */
    followUp: z.object({ ownerId: zId, dueAt: zInstantIn.optional(), done: z.object({ at: zInstantIn, result: zText(500) }).optional() }).optional(),
  }),
  output: zCall,
});
export const listCalls = endpoint({
  name: 'listCalls', method: 'GET', path: '/api/sites/{siteId}/calls', permission: 'telephone.read', summary: 'The call log, newest first; keyset pages',
  input: z.object({ ...site, filter: z.enum(['all', 'mine', 'missed', 'unlogged']).default('all'), beforeAt: zInstantIn.optional(), beforeId: zId.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  output: z.object({ rows: z.array(zCallRow), next: z.object({ beforeAt: zInstant, beforeId: zId }).nullable() }),
});
export const readCall = endpoint({
  name: 'readCall', method: 'GET', path: '/api/sites/{siteId}/calls/{callId}', permission: 'telephone.read', summary: 'One call with its sheet, transfers and checks; its number masked',
  input: z.object({ ...site, callId: zId }), output: zCall,
});
export const openCalls = endpoint({
  name: 'openCalls', method: 'GET', path: '/api/sites/{siteId}/calls-open', permission: 'telephone.answer', summary: 'Calls that live or wait to be logged: mine with their drafts, and those of colleagues that may be taken over',
  input: z.object(site), output: z.object({ now: zInstant, calls: z.array(zCall) }),
});
export const keepCallDraft = endpoint({
  name: 'keepCallDraft', method: 'POST', path: '/api/sites/{siteId}/calls/{callId}/draft', permission: 'telephone.answer', summary: 'Keeps what is typed so far; it survives a crash and belongs to its writer',
  input: z.object({ ...site, callId: zId, draft: z.string().max(20_000) }), output: z.object({ ok: z.literal(true) }),
});
const zAnswers = z.partialRecord(z.enum(CHECK_ITEMS), z.enum(['yes', 'no', 'unseen'])).refine((answers) => Object.keys(answers).length > 0);
export const checkCall = endpoint({
  name: 'checkCall', method: 'POST', path: '/api/sites/{siteId}/calls/{callId}/checks', permission: 'telephone.check', summary: 'A spot check of a call (T-03, T-07, T-08, T-13)',
  input: z.object({ ...site, callId: zId, commandId: zId, answers: zAnswers, note: zOptionalText(500) }), output: zCall,
});

const zMatch = z.object({
  kind: z.enum(['mobile', 'landline', 'foreign', 'service', 'extension', 'withheld', 'unknown']), masked: z.string().nullable(), readBack: z.string().nullable(), isWhole: z.boolean(),
  /** All who are known by this number, latest first; nobody is chosen. */
  contacts: z.array(z.object({ id: zId, address: z.string(), surname: z.string().nullable(), honorific: z.string().nullable(), fullName: z.string().nullable(), company: z.string().nullable(), lastAt: zInstant, calls: z.number() })),
  calls: z.array(z.object({ id: zId, startedAt: zInstant, purpose: z.enum(PURPOSES).nullable(), agent: z.string().nullable() })),
  missed: z.object({ id: zId, count: z.number() }).nullable(),
  /** Who called before is not for whoever asks: only the number itself is read. */
  isWithheld: z.boolean(),
});
export type NumberMatch = z.output<typeof zMatch>;
export const matchCall = endpoint({
  name: 'matchCall', method: 'GET', path: '/api/sites/{siteId}/calls/{callId}/match', permission: 'telephone.answer', summary: 'Who may be calling, by the number the call came from; the number itself stays masked (T-15)',
  input: z.object({ ...site, callId: zId }), output: zMatch,
});
/** By POST: a number does not belong in an address, which is written down on the way. */
export const matchNumber = endpoint({
  name: 'matchNumber', method: 'POST', path: '/api/sites/{siteId}/telephone/match', permission: 'telephone.answer', summary: 'Who a number may be, and what it last called about, for whoever may see whole numbers; so many look-ups an hour (T-15)',
  input: z.object({ ...site, number: zNumber }), output: zMatch,
});
export const showNumber = endpoint({
  name: 'showNumber', method: 'POST', path: '/api/sites/{siteId}/telephone/show', permission: 'telephone.own', summary: 'The whole number of a call, message, matter or contact, to whoever may see it or has to call back; who looked is written down (T-15)',
  input: z.object({ ...site, commandId: zId, of: z.enum(['call', 'message', 'matter', 'contact']), id: zId, index: z.number().int().min(0).max(50).default(0) }), output: z.object({ number: zText(60) }),
});

export const CALL_ENDPOINTS = [takeCall, keyInCall, listCalls, readCall, openCalls, keepCallDraft, checkCall, matchCall, matchNumber, showNumber] as const;
