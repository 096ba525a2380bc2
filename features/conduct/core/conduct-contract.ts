import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { BREACH_KINDS, SOURCES, STATUSES } from './breach.ts';
import { SANCTIONS, zBreachStep } from './breach-steps.ts';

const zRow = z.object({ id: zId, number: z.string(), kind: z.enum(BREACH_KINDS), clause: z.string(), status: z.enum(STATUSES), locked: z.boolean(), person: z.object({ id: zId, name: z.string() }), happenedAt: zInstant, receivedAt: zInstant, nextDueAt: zInstant.nullable(), audience: z.enum(['reader', 'recorder', 'person']) });
export type BreachRow = z.output<typeof zRow>;
export const zBreachView = z.object({
  row: zRow, version: z.number().int(), place: z.string(), description: z.string(),
  /** Null where the reader of this answer is the person it is about: who said it and what was collected is not theirs to see. */
  recordedBy: z.string().nullable(), source: z.enum(SOURCES).nullable(), evidence: z.array(z.object({ at: zInstant, by: z.string(), text: z.string().nullable(), hash: z.string().nullable() })).nullable(),
  statement: z.object({ at: zInstant, by: z.string(), way: z.enum(['self', 'in_person', 'refused']), text: z.string(), witness: z.string().nullable(), hash: z.string().nullable() }).nullable(),
  decision: z.object({ at: zInstant, by: z.string(), finding: z.enum(['founded', 'unfounded']), sanction: z.enum(SANCTIONS), text: z.string(), account: z.enum(['closed', 'ended-here']).nullable() }).nullable(),
  toldAt: zInstant.nullable(), police: z.object({ at: zInstant, caseRef: z.string(), station: z.string() }).nullable(),
  /** Referred to the police and no incident registered yet: 请登记突发事件. */
  incidentRef: z.string().nullable(), needsIncident: z.boolean(), voidReason: z.string().nullable(), allowed: z.array(z.string()),
});
export type BreachView = z.output<typeof zBreachView>;

/** `view` is null for a recorder who may not read on (theft is the manager's alone). */
const zDone = z.object({ number: z.string(), view: zBreachView.nullable() });
export const recordBreachEndpoint = endpoint({
  name: 'recordBreach', method: 'POST', path: '/api/sites/{siteId}/breaches', summary: 'Record a breach of conduct (M-39 … M-41)',
  input: z.object({ siteId: zId, commandId: zId, breachId: zId, kind: z.enum(BREACH_KINDS), personId: zId, happenedAt: zInstantIn.optional(), placeText: zWriting(80).default(''), source: z.enum(SOURCES), description: zText(2000), repairId: zId.optional(), photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10).default([]), evidence: zOptionalText(1000) }),
  output: zDone, permission: 'conduct.record',
});
export const listBreaches = endpoint({
  name: 'listBreaches', method: 'GET', path: '/api/sites/{siteId}/breaches', summary: 'What one decides, recorded, or what is about oneself; newest first',
  input: z.object({ siteId: zId, after: z.string().max(80).optional() }), output: z.object({ rows: z.array(zRow), more: z.string().nullable() }), permission: 'conduct.read',
});
export const readBreach = endpoint({ name: 'readBreach', method: 'GET', path: '/api/sites/{siteId}/breaches/{breachId}', summary: 'One breach, as far as it is for these eyes', input: z.object({ siteId: zId, breachId: zId }), output: zBreachView, permission: 'conduct.read' });
export const stepBreach = endpoint({
  name: 'stepBreach', method: 'POST', path: '/api/sites/{siteId}/breaches/{breachId}/steps', summary: 'Evidence, statement, decision, telling, police, incident', input: z.object({ siteId: zId, breachId: zId, commandId: zId, step: zBreachStep }), output: zDone, permission: 'conduct.read', scope: 'conduct.record',
});

const zPledge = z.object({ personId: zId, name: z.string(), status: z.enum(['missing', 'asked', 'signed', 'expired']), askedAt: zInstant.nullable(), signedAt: zInstant.nullable(), validUntil: zInstant.nullable(), isLate: z.boolean() });
export type PledgeRow = z.output<typeof zPledge>;
export const listPledges = endpoint({ name: 'listPledges', method: 'GET', path: '/api/sites/{siteId}/pledges', summary: 'Every technician and the confidentiality pledge of the year (M-40)', input: z.object({ siteId: zId }), output: z.object({ rows: z.array(zPledge) }), permission: 'conduct.pledges' });
export const askPledges = endpoint({ name: 'askPledges', method: 'POST', path: '/api/sites/{siteId}/pledges/ask', summary: 'Ask people to sign', input: z.object({ siteId: zId, commandId: zId, personIds: z.array(zId).min(1).max(100) }), output: z.object({ rows: z.array(zPledge) }), permission: 'conduct.ask' });
export const readMyPledge = endpoint({ name: 'readMyPledge', method: 'GET', path: '/api/sites/{siteId}/pledges/mine', summary: 'My own pledge and its words', input: z.object({ siteId: zId }), output: z.object({ pledge: zPledge, text: z.object({ zh: z.string(), en: z.string() }) }), permission: 'conduct.pledge' });
export const signPledgeEndpoint = endpoint({ name: 'signPledge', method: 'POST', path: '/api/sites/{siteId}/pledges/sign', summary: 'Sign it, by PIN', input: z.object({ siteId: zId, commandId: zId, pin: z.string().regex(/^\d{4,6}$/) }), output: z.object({ pledge: zPledge }), permission: 'conduct.pledge' });
