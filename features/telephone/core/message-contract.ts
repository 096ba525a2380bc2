import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { zCaller, zNumber, zPad, zPaper } from './call-contract.ts';
import { METHODS, WISHES } from './message.ts';

const site = { siteId: zId };
const one = { ...site, messageId: zId };

const zSheet = z.object({
  ...zCaller, toId: zId.optional(), /** Where the recipient is no colleague on the list. */ toName: zWriting(40).default(''), urgent: z.boolean().default(false), fullName: zOptionalText(40), nameDeclined: z.boolean().default(false),
  company: zOptionalText(80), isPrivate: z.boolean().default(false), number: zNumber.optional(), /** The number the call is known by, so that nobody copies it from a mask. */ numberOfCall: z.boolean().default(false), numberDeclined: z.boolean().default(false), extension: zOptionalText(10), readBack: z.boolean().default(false),
  wishes: z.array(z.enum(WISHES)).max(WISHES.length).default([]), convenient: zOptionalText(80), content: zWriting(2000), whenBack: z.boolean().default(false), callBackBy: zInstantIn.optional(), callId: zId.optional(), wordingSeen: z.boolean().default(false),
});
export type MessageSheetInput = z.input<typeof zSheet>;

export const MESSAGE_STEPS = ['pass', 'confirm', 'redirect', 'tellCaller', 'calledBack', 'withdraw'] as const;
export const zMessage = z.object({
  id: zId, status: z.enum(['taken', 'passed_on', 'delivered', 'withdrawn']), toId: zId.nullable(), toName: z.string(), toDepartment: z.string().nullable(), urgent: z.boolean(), address: z.string(), fullName: z.string().nullable(), company: z.string().nullable(), isPrivate: z.boolean(),
  number: z.string().nullable(), numberDeclined: z.boolean(), readBack: z.boolean(), wishes: z.array(z.enum(WISHES)), convenient: z.string().nullable(), content: z.string(), whenBack: z.boolean(), callBackBy: zInstant.nullable(), callId: zId.nullable(),
  takenBy: z.string(), takenAt: zInstant, attempts: z.array(z.object({ at: zInstant, by: z.string(), method: z.enum(METHODS), through: z.string().nullable() })), deliveredAt: zInstant.nullable(), confirmedBy: z.string().nullable(), callerToldAt: zInstant.nullable(),
  calledBack: z.object({ at: zInstant, by: z.string(), result: z.string() }).nullable(), redirected: z.array(z.object({ at: zInstant, by: z.string(), from: z.string(), reason: z.string() })),
  isLate: z.boolean(), isGoBetweenAsked: z.boolean(), isCallBackLate: z.boolean(), dueAt: zInstant.nullable(),
  /** The recipient was said to be in since it was last passed on: tell them now (T-44, T-46). */
  isBack: z.boolean(), /** Works here no more: it needs another recipient. */ hasLeft: z.boolean(), allowed: z.array(z.enum(MESSAGE_STEPS)), isErased: z.boolean(), version: z.number().int(), paper: zPaper.nullable(),
});
export type MessageView = z.output<typeof zMessage>;

export const leaveMessage = endpoint({
  name: 'leaveMessage', method: 'POST', path: '/api/sites/{siteId}/messages', permission: 'telephone.answer', summary: 'A message slip (T-37 … T-40); read back, complete, and with its taker',
  input: z.object({ ...site, commandId: zId, messageId: zId, ...zSheet.shape }), output: zMessage,
});
export const keyInMessage = endpoint({
  name: 'keyInMessage', method: 'POST', path: '/api/sites/{siteId}/messages/paper', permission: 'telephone.answer', summary: 'A slip written by hand, with what its stub says of its way: its own number, writer and times, marked as keyed in later (T-44)',
  input: z.object({
    ...site, commandId: zId, messageId: zId, pad: zPad, takenAt: zInstantIn, ...zSheet.omit({ numberOfCall: true, callId: true, wordingSeen: true }).shape,
    passed: z.object({ method: z.enum(METHODS), through: zOptionalText(40), at: zInstantIn }).optional(), signed: z.object({ by: zOptionalText(40), at: zInstantIn }).optional(), calledBack: z.object({ at: zInstantIn, result: zText(500) }).optional(),
  }),
  output: zMessage,
});
export const listMessages = endpoint({
  name: 'listMessages', method: 'GET', path: '/api/sites/{siteId}/messages', permission: 'telephone.answer', summary: 'Undelivered and promised messages by due time; the latest delivered ones',
  input: z.object({ ...site, before: zInstantIn.optional() }), output: z.object({ open: z.array(zMessage), past: z.array(zMessage) }),
});
export const myMessages = endpoint({
  name: 'myMessages', method: 'GET', path: '/api/sites/{siteId}/my-messages', permission: 'telephone.own', summary: 'What was left for me, unread first',
  input: z.object(site), output: z.object({ messages: z.array(zMessage) }),
});
export const stepMessage = endpoint({
  name: 'stepMessage', method: 'POST', path: '/api/sites/{siteId}/messages/{messageId}/steps', permission: 'telephone.own', summary: 'Pass on, confirm, redirect, tell the caller, report the call-back; the recipient needs no other right',
  input: z.object({
    ...one, commandId: zId,
    step: z.discriminatedUnion('step', [
      z.object({ step: z.literal('pass'), method: z.enum(METHODS), through: zOptionalText(40) }), z.object({ step: z.literal('confirm') }),
      z.object({ step: z.literal('redirect'), toId: zId.optional(), toName: zWriting(40).default(''), reason: zText(200) }), z.object({ step: z.literal('tellCaller') }),
      z.object({ step: z.literal('calledBack'), result: zText(500) }), z.object({ step: z.literal('withdraw'), reason: zText(200) }),
    ]),
  }),
  output: zMessage,
});
export const MESSAGE_ENDPOINTS = [leaveMessage, keyInMessage, listMessages, myMessages, stepMessage] as const;
