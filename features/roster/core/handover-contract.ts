import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { HANDOVER_SECTIONS, HYGIENE_STATES } from './handover.ts';
import { zDay } from './roster-contract.ts';

const zPin = z.string().regex(/^\d{4,6}$/);
const zLine = z.object({ section: z.enum(HANDOVER_SECTIONS), ref: z.string().max(80), label: z.string().max(120), status: z.string().max(60), next: z.string().max(200) });
const zItem = z.object({ name: zText(40), count: z.number().int().min(0).max(10000), note: zWriting(120).default(''), kind: z.enum(['key', 'item']).default('item') });
const zHygiene = z.object({ state: z.enum(HYGIENE_STATES), note: zWriting(200).default('') });
const zItemOut = z.object({ name: z.string(), count: z.number(), note: z.string(), kind: z.enum(['key', 'item']) });
const zDifference = z.object({ what: zText(80), difference: zText(80), reason: zText(200) });
const zSheet = z.object({
  post: zText(20), day: zDay, shift: zWriting(40).default(''), hygiene: zHygiene.default({ state: 'unseen', note: '' }), summary: zWriting(2000).default(''), instructions: zWriting(2000).default(''), tomorrow: zWriting(2000).default(''),
  spokenOf: z.boolean().default(false), lines: z.array(zLine).max(500), items: z.array(zItem).max(60).default([]),
});

export const zHandover = z.object({
  ...zSheet.shape, items: z.array(zItemOut),
  id: zId, status: z.enum(['given', 'taken', 'refused']), giverId: zId, giver: z.string(), givenAt: zInstant, takerId: zId.nullable(), taker: z.string().nullable(), takenAt: zInstant.nullable(), arrivedAt: zInstant.nullable(),
  differences: z.array(zDifference), refusal: z.object({ by: z.string(), at: zInstant, reason: z.string() }).nullable(), reviewedAt: zInstant.nullable(), reviewer: z.string().nullable(), reviewNote: z.string().nullable(), untaken: z.boolean(),
  dueAt: zInstant.nullable(), version: z.number().int(), allowed: z.array(z.enum(['take', 'refuse', 'amend', 'review'])),
});
const zUnwritten = z.object({ post: z.string(), shift: z.string(), day: zDay, personId: zId, person: z.string(), endedAt: zInstant, /** Its giver, or the manager in their place: whoever takes over cannot sign for both. */ allowed: z.array(z.enum(['write'])) });
export type UnwrittenView = z.output<typeof zUnwritten>;
export type HandoverView = z.output<typeof zHandover>;

export const compileHandover = endpoint({
  name: 'compileHandover', method: 'GET', path: '/api/sites/{siteId}/handovers/draft', summary: 'What is open now, as the lines of a handover; the items of the last one',
  input: z.object({ siteId: zId }), output: z.object({
    day: zDay, post: z.string(), shift: z.string(), lines: z.array(zLine), items: z.array(zItemOut),
    /** What is agreed for tomorrow, and what superiors said that the last sheet carried. */
    tomorrow: z.string(), lastInstructions: z.string(),
  }), permission: 'handover.sign',
});
export const listHandovers = endpoint({
  name: 'listHandovers', method: 'GET', path: '/api/sites/{siteId}/handovers', summary: 'Open handovers first, then the latest',
  input: z.object({ siteId: zId, before: zInstantIn.optional() }), output: z.object({ open: z.array(zHandover), past: z.array(zHandover), /** The desk’s last change of shift, where it was found that nobody wrote (M-52). */ unwritten: z.array(zUnwritten) }), permission: 'handover.read',
});
export const giveHandover = endpoint({
  name: 'giveHandover', method: 'POST', path: '/api/sites/{siteId}/handovers', summary: 'Sign a handover as giver, by PIN; after a refusal the same one again',
  input: z.object({ siteId: zId, commandId: zId, handoverId: zId, pin: zPin, ...zSheet.shape }), output: zHandover, permission: 'handover.sign',
});
/** The taker may be another person at the same PC, hours later or at once: the name and the PIN sign, not the session. */
export const takeHandover = endpoint({
  name: 'takeHandover', method: 'POST', path: '/api/sites/{siteId}/handovers/{handoverId}/take', summary: 'Sign as taker, by PIN; a difference is taken over with its reason',
  input: z.object({ siteId: zId, handoverId: zId, commandId: zId, personId: zId, pin: zPin, differences: z.array(zDifference).max(30).default([]), arrivedAt: zInstantIn.optional() }), output: zHandover, permission: 'handover.sign',
});
export const refuseHandoverEndpoint = endpoint({
  name: 'refuseHandover', method: 'POST', path: '/api/sites/{siteId}/handovers/{handoverId}/refuse', summary: 'Do not take it, with a reason, by PIN',
  input: z.object({ siteId: zId, handoverId: zId, commandId: zId, personId: zId, pin: zPin, reason: zText(500) }), output: zHandover, permission: 'handover.sign',
});
export const reviewHandover = endpoint({
  name: 'reviewHandover', method: 'POST', path: '/api/sites/{siteId}/handovers/{handoverId}/review', summary: 'The manager has read it (值班经理审阅)',
  input: z.object({ siteId: zId, handoverId: zId, commandId: zId, note: zOptionalText(300) }), output: zHandover, permission: 'handover.review',
});

const zTask = z.object({
  id: zId, status: z.enum(['given', 'accepted', 'done', 'confirmed', 'cancelled']), giverId: zId, giver: z.string(), doerId: zId, doer: z.string(), content: z.string(), givenAt: zInstant, dueAt: zInstant.nullable(),
  doneAt: zInstant.nullable(), result: z.string().nullable(), returnedReason: z.string().nullable(), isLate: z.boolean(), version: z.number().int(), allowed: z.array(z.enum(['accept', 'done', 'confirm', 'return', 'cancel'])),
});
export type TaskView = z.output<typeof zTask>;
export const listTasks = endpoint({
  name: 'listTasks', method: 'GET', path: '/api/sites/{siteId}/tasks', summary: 'Open tasks I gave, do or oversee, overdue first; the latest ended ones',
  input: z.object({ siteId: zId }), output: z.object({ open: z.array(zTask), past: z.array(zTask) }), permission: 'tasks.read',
});
export const giveTask = endpoint({
  name: 'giveTask', method: 'POST', path: '/api/sites/{siteId}/tasks', summary: 'Give an ad-hoc task with the time it is due (G-05)',
  input: z.object({ siteId: zId, commandId: zId, taskId: zId, doerId: zId, content: zText(1000), dueAt: zInstantIn.optional() }), output: zTask, permission: 'tasks.give',
});
export const stepTask = endpoint({
  name: 'stepTask', method: 'POST', path: '/api/sites/{siteId}/tasks/{taskId}/steps', summary: 'Accept, report done, confirm, return or cancel a task',
  input: z.object({
    siteId: zId, taskId: zId, commandId: zId,
    step: z.discriminatedUnion('step', [
      z.object({ step: z.literal('accept') }), z.object({ step: z.literal('done'), result: zText(1000) }), z.object({ step: z.literal('confirm') }),
      z.object({ step: z.literal('return'), reason: zText(500) }), z.object({ step: z.literal('cancel'), reason: zText(500) }),
    ]),
  }),
  output: zTask, permission: 'tasks.read', scope: 'tasks.give',
});

const zReassignment = z.object({
  id: zId, personId: zId, person: z.string(), fromPost: z.string().nullable(), toPost: z.string(), cover: z.string().nullable(), startsAt: zInstant, endsAt: zInstant, reason: z.string(), orderedBy: z.string(),
  acknowledgedAt: zInstant.nullable(), returnedAt: zInstant.nullable(), allowed: z.array(z.enum(['acknowledge', 'return'])),
});
export const listReassignments = endpoint({
  name: 'listReassignments', method: 'GET', path: '/api/sites/{siteId}/reassignments', summary: 'Who stands at another post now or later; the latest past ones',
  input: z.object({ siteId: zId }), output: z.object({ reassignments: z.array(zReassignment) }), permission: 'roster.read',
});
export const reassignPost = endpoint({
  name: 'reassignPost', method: 'POST', path: '/api/sites/{siteId}/reassignments', summary: 'Send a person to another post for a time, and say who covers the old one (G-04)',
  input: z.object({ siteId: zId, personId: zId, toPostId: zId, coverId: zId.optional(), startsAt: zInstantIn.optional(), endsAt: zInstantIn, reason: zText(200), orderedBy: zOptionalText(40) }),
  output: z.object({ id: zId, version: z.number().int(), gaps: z.number().int() }), permission: 'roster.reassign',
});
export const stepReassignment = endpoint({
  name: 'stepReassignment', method: 'POST', path: '/api/sites/{siteId}/reassignments/{reassignmentId}/steps', summary: 'Acknowledge, or come back early',
  input: z.object({ siteId: zId, reassignmentId: zId, step: z.enum(['acknowledge', 'return']) }), output: z.object({ ok: z.literal(true), version: z.number().int() }), permission: 'roster.read', scope: 'roster.reassign',
});
