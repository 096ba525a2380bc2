import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { zCaller, zNumber } from './call-contract.ts';
import { IDENTITIES } from './call-record.ts';
import { GRADES, MATTER_KINDS, RATINGS } from './matter.ts';

const site = { siteId: zId };
export const MATTER_STEPS = ['give', 'postpone', 'try', 'done', 'drop'] as const;

const zMatter = z.object({
  id: zId, kind: z.enum(MATTER_KINDS), status: z.enum(['open', 'done', 'dropped']), address: z.string(), fullName: z.string().nullable(), company: z.string().nullable(), number: z.string().nullable(), nameDeclined: z.boolean(), numberDeclined: z.boolean(), content: z.string(), lostTo: z.string().nullable(), grade: z.enum(GRADES).nullable(),
  callId: zId.nullable(), openedAt: zInstant, openedBy: z.string().nullable(), ownerId: zId.nullable(), owner: z.string().nullable(), dueAt: zInstant, count: z.number(), lastAt: zInstant, isBrief: z.boolean(),
  tries: z.array(z.object({ at: zInstant, by: z.string(), reached: z.boolean(), note: z.string().nullable() })), result: z.string().nullable(), rating: z.enum(RATINGS).nullable(), endedAt: zInstant.nullable(), endedBy: z.string().nullable(), isLate: z.boolean(),
  allowed: z.array(z.enum(MATTER_STEPS)), isErased: z.boolean(), version: z.number().int(),
});
export type MatterView = z.output<typeof zMatter>;

export const openMatterEndpoint = endpoint({
  name: 'openMatter', method: 'POST', path: '/api/sites/{siteId}/matters', permission: 'telephone.answer', summary: 'An enquiry with owner and due time, a promised call-back or a follow-up call',
  input: z.object({
    ...site, commandId: zId, matterId: zId, kind: z.enum(['enquiry', 'call_back', 'follow_up']), ...zCaller, fullName: zOptionalText(40), company: zOptionalText(80), number: zNumber.optional(), numberOfCall: z.boolean().default(false), nameDeclined: z.boolean().default(false), numberDeclined: z.boolean().default(false),
    content: zWriting(2000), ownerId: zId.optional(), dueAt: zInstantIn.optional(), callId: zId.optional(),
  }),
  output: zMatter,
});
export const listMatters = endpoint({
  name: 'listMatters', method: 'GET', path: '/api/sites/{siteId}/matters', permission: 'telephone.answer', summary: 'Open matters of some kinds by due time, repeated calls first among equals; the latest ended ones',
  input: z.object({ ...site, kinds: z.string().max(80).optional(), before: zInstantIn.optional() }), output: z.object({ open: z.array(zMatter), past: z.array(zMatter) }),
});
const zPostpone = z.object({ step: z.literal('postpone'), dueAt: zInstantIn, reason: zText(200) });
const zTry = z.object({ step: z.literal('try'), reached: z.boolean(), note: zOptionalText(500) });
const zDone = z.object({ step: z.literal('done'), result: zText(1000), rating: z.enum(RATINGS).optional() });
export const stepMatter = endpoint({
  name: 'stepMatter', method: 'POST', path: '/api/sites/{siteId}/matters/{matterId}/steps', permission: 'telephone.answer', summary: 'Give to somebody, postpone, note a try, done with its result, drop with a reason',
  input: z.object({
    ...site, matterId: zId, commandId: zId,
    step: z.discriminatedUnion('step', [z.object({ step: z.literal('give'), ownerId: zId }), zPostpone, zTry, zDone, z.object({ step: z.literal('drop'), reason: zText(200) })]),
  }),
  output: zMatter,
});
/** T-36: the owner may be any colleague; of their own matters they need no right of the desk. */
export const myMatters = endpoint({
  name: 'myMatters', method: 'GET', path: '/api/sites/{siteId}/my-matters', permission: 'telephone.own', summary: 'What I follow up, by due time; what of it ended lately',
  input: z.object(site), output: z.object({ open: z.array(zMatter), past: z.array(zMatter) }),
});
export const stepMyMatter = endpoint({
  name: 'stepMyMatter', method: 'POST', path: '/api/sites/{siteId}/my-matters/{matterId}/steps', permission: 'telephone.own', summary: 'Of my own matter: done with its result, a try, or postponed with a reason',
  input: z.object({ ...site, matterId: zId, commandId: zId, step: z.discriminatedUnion('step', [zPostpone, zTry, zDone]) }), output: zMatter,
});

/** Repairs that wait for their follow-up call (T-02); the result is the repair's own step, so that it is kept once. */
export const listFollowUps = endpoint({
  name: 'listFollowUps', method: 'GET', path: '/api/sites/{siteId}/follow-up-calls', permission: 'telephone.answer', summary: 'Repairs that wait for a follow-up call, the longest waiting first, with the tries so far',
  input: z.object(site),
  output: z.object({
    repairs: z.array(z.object({ id: zId, number: z.string(), place: z.string(), item: z.string(), reporter: z.string().nullable(), phone: z.string().nullable(), signedAt: zInstant.nullable(), tries: z.number(), lastTryAt: zInstant.nullable() })),
  }),
});
export const recordFollowUp = endpoint({
  name: 'recordFollowUp', method: 'POST', path: '/api/sites/{siteId}/follow-up-calls/{repairId}', permission: 'telephone.answer', summary: 'A follow-up call to whoever reported a repair: nobody there, or how satisfied they are',
  input: z.object({ ...site, repairId: zId, commandId: zId, callId: zId, reached: z.boolean(), rating: z.enum(RATINGS).optional(), note: zOptionalText(500) }), output: z.object({ ok: z.literal(true) }),
});
/** A complaint or a report (举报) by telephone; only its number comes back, and of a report the call itself learns nothing. */
export const openCallComplaint = endpoint({
  name: 'openCallComplaint', method: 'POST', path: '/api/sites/{siteId}/calls/{callId}/complaints', permission: 'telephone.answer', summary: 'Open the case of a complaint that came by this call (T-01, M-37)',
  input: z.object({
    ...site, callId: zId, commandId: zId, complaintId: zId, kind: z.enum(['complaint', 'report']).default('complaint'), grade: z.enum(GRADES).default('minor'), anonymous: z.boolean().default(false), accused: z.array(zId).max(10).default([]),
    ...zCaller, fullName: zOptionalText(40), identity: z.enum(IDENTITIES).optional(), number: zNumber.optional(), content: zText(2000),
  }),
  output: z.object({ number: z.string() }),
});
export const MATTER_ENDPOINTS = [openMatterEndpoint, listMatters, stepMatter, myMatters, stepMyMatter, listFollowUps, recordFollowUp, openCallComplaint] as const;
