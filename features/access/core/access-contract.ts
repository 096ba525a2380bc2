import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';
import { OUTCOMES, REMOVAL_ACTIONS, REMOVAL_CATEGORIES } from './removal.ts';
import { VISIT_KINDS } from './visit.ts';

const site = { siteId: zId };
const zMaybe = z.string().nullable();
const zHash = z.string().regex(/^[0-9a-f]{64}$/);
const zHeld = z.enum(['still-here', 'incident-open']).nullable();
/** When it goes by itself, and what an earlier wish to erase waits for. */
const zKeeping = { expiresOn: z.string(), erasedAt: zInstant.nullable(), eraseAskedAt: zInstant.nullable(), heldBy: zHeld };

const zRemoval = z.object({
  id: zId, category: z.enum(REMOVAL_CATEGORIES), place: z.string(), action: z.enum(REMOVAL_ACTIONS), headcount: z.number().int(), askedAt: zInstant, recordedAt: zInstant, leftAt: zInstant.nullable(), outcome: z.enum(OUTCOMES).nullable(), times: z.number().int(),
  handledBy: z.string(), bookedBy: zMaybe, fromSheet: z.boolean(), tag: zMaybe, appearance: zMaybe, behaviour: zMaybe, photo: zMaybe, open: z.boolean(), dueAt: zInstant.nullable(), overstayed: z.boolean(),
  incidentId: zMaybe, /** How often the same note was written in the time kept. */ seenBefore: z.number().int(), ...zKeeping, allowed: z.array(z.enum(['again', 'ended', 'describe', 'incident', 'erase'])),
});
export type RemovalView = z.output<typeof zRemoval>;
const zVisit = z.object({
  id: zId, kind: z.enum(VISIT_KINDS), name: zMaybe, firm: zMaybe, headcount: z.number().int(), reason: zMaybe, host: zMaybe, checked: z.boolean(), plate: zMaybe, work: zMaybe, repairNumber: zMaybe, pass: zMaybe, tools: zMaybe,
  enteredAt: zInstant, recordedAt: zInstant, leftAt: zInstant.nullable(), bookedBy: z.string(), ...zKeeping, allowed: z.array(z.enum(['leave', 'erase'])),
});
export type VisitView = z.output<typeof zVisit>;

export const accessChoices = endpoint({
  name: 'accessChoices', method: 'GET', path: '/api/sites/{siteId}/access-choices', summary: 'What the door needs: places, colleagues, notes that came again, whether photos are allowed',
  input: z.object(site),
  output: z.object({ places: z.array(z.object({ id: zId, name: z.string() })), people: z.array(z.object({ id: zId, name: z.string() })), tags: z.array(z.object({ tag: z.string(), times: z.number().int(), lastAt: zInstant })), photos: z.boolean(), leaveMinutes: z.number(), keepDays: z.number(), canKeyIn: z.boolean() }),
  permission: 'access.log',
});
export const listRemovals = endpoint({
  name: 'listRemovals', method: 'GET', path: '/api/sites/{siteId}/removals', summary: 'Who was asked to leave: those still here first, then the latest; with a note, all of that note',
  input: z.object({ ...site, before: zInstantIn.optional(), tag: zOptionalText(40) }), output: z.object({ open: z.array(zRemoval), past: z.array(zRemoval), more: zInstant.nullable() }), permission: 'access.read',
});
export const logRemovalEndpoint = endpoint({
  name: 'logRemoval', method: 'POST', path: '/api/sites/{siteId}/removals', summary: 'Somebody was asked to leave: category, zone, action (G-02, G-03); or a line of the tick sheet',
  input: z.object({
    ...site, commandId: zId, removalId: zId, category: z.enum(REMOVAL_CATEGORIES), placeId: zId.optional(), placeText: zOptionalText(40), action: z.enum(REMOVAL_ACTIONS), headcount: z.number().int().min(1).max(500).default(1), times: z.number().int().min(1).max(50).default(1),
    askedAt: zInstantIn.optional(), leftAt: zInstantIn.optional(), handledBy: zId.optional(), fromSheet: z.boolean().default(false), tag: zOptionalText(40), appearance: zOptionalText(120), behaviour: zOptionalText(200), photo: zHash.optional(),
  }),
  output: zRemoval, permission: 'access.log',
});
export const stepRemoval = endpoint({
  name: 'stepRemoval', method: 'POST', path: '/api/sites/{siteId}/removals/{removalId}/steps', summary: 'Asked again, left, refused (still here until they have left, G-03), or a note by which somebody is known next time',
  input: z.object({
    ...site, removalId: zId, commandId: zId,
    step: z.discriminatedUnion('step', [
      z.object({ step: z.literal('again') }), z.object({ step: z.literal('ended'), outcome: z.enum(OUTCOMES), at: zInstantIn.optional() }),
      z.object({ step: z.literal('describe'), tag: zOptionalText(40), appearance: zOptionalText(120), behaviour: zOptionalText(200), photo: zHash.optional() }),
    ]),
  }),
  output: zRemoval, permission: 'access.log',
});
export const removalToIncident = endpoint({
  name: 'removalToIncident', method: 'POST', path: '/api/sites/{siteId}/removals/{removalId}/incident', summary: 'Make it an incident (治安); the ids come from the client, so that a retry is the same one',
  input: z.object({ ...site, removalId: zId, commandId: zId, incidentId: zId, incidentCommandId: zId, grade: z.enum(['red', 'orange', 'yellow', 'blue']).default('yellow') }), output: zRemoval, permission: 'access.log',
});
export const listVisits = endpoint({
  name: 'listVisits', method: 'GET', path: '/api/sites/{siteId}/visits', summary: 'Contractors, suppliers and inspections: those inside, then the latest. Customers are never here.',
  input: z.object({ ...site, before: zInstantIn.optional() }), output: z.object({ inside: z.array(zVisit), past: z.array(zVisit), more: zInstant.nullable() }), permission: 'access.read',
});
export const enterVisitEndpoint = endpoint({
  name: 'enterVisit', method: 'POST', path: '/api/sites/{siteId}/visits', summary: 'Somebody comes to work here; the host is told. No ID number is kept.',
  input: z.object({
    ...site, commandId: zId, visitId: zId, kind: z.enum(VISIT_KINDS), name: zOptionalText(40), firm: zOptionalText(60), headcount: z.number().int().min(1).max(500).default(1), reason: zOptionalText(200), hostId: zId.optional(), checked: z.boolean().default(false),
    plate: zOptionalText(12), work: zOptionalText(200), repairNumber: zOptionalText(20), pass: zOptionalText(20), tools: zOptionalText(200), enteredAt: zInstantIn.optional(),
  }),
  output: zVisit, permission: 'access.host',
});
export const leaveVisitEndpoint = endpoint({
  name: 'leaveVisit', method: 'POST', path: '/api/sites/{siteId}/visits/{visitId}/leave', summary: 'They have left', input: z.object({ ...site, visitId: zId, commandId: zId, at: zInstantIn.optional() }), output: zVisit, permission: 'access.host',
});
const zErase = { ...site, commandId: zId, reason: zText(200) };
export const eraseRemoval = endpoint({
  name: 'eraseRemoval', method: 'POST', path: '/api/sites/{siteId}/removals/{removalId}/erase', summary: 'The person concerned wants their words erased: at once, or queued while a case rests on them', input: z.object({ ...zErase, removalId: zId }), output: zRemoval, permission: 'access.erase',
});
export const eraseVisit = endpoint({
  name: 'eraseVisit', method: 'POST', path: '/api/sites/{siteId}/visits/{visitId}/erase', summary: 'The person concerned wants their words erased: at once, or queued while they are still here', input: z.object({ ...zErase, visitId: zId }), output: zVisit, permission: 'access.erase',
});
export const ACCESS_ENDPOINTS = [accessChoices, listRemovals, logRemovalEndpoint, stepRemoval, removalToIncident, listVisits, enterVisitEndpoint, leaveVisitEndpoint, eraseRemoval, eraseVisit] as const;
