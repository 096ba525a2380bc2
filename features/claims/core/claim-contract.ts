import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { LIABLE, PHASES, WAYS, zClaimStep } from './claim-steps.ts';
import { DIRECTIONS, LEVELS, STATUSES } from './claim.ts';

const zRow = z.object({
  id: zId, number: z.string(), direction: z.enum(DIRECTIONS), status: z.enum(STATUSES), receivedAt: zInstant, place: z.string(), item: z.string(), injured: z.string(), liable: z.enum(LIABLE), amountCents: z.number().int().nullable(),
  way: z.enum(WAYS).nullable(), nextDueAt: zInstant.nullable(), nextClock: z.string().nullable(), late: z.array(z.string()),
});
export type ClaimRow = z.output<typeof zRow>;
const zSaid = z.object({ at: zInstant, by: z.string(), text: z.string() });
export const zClaimView = z.object({
  row: zRow, version: z.number().int(), happenedAt: zInstant, repairId: zId.nullable(), complaintId: zId.nullable(), incidentId: zId.nullable(), /** Numbers of the order, the incident and the complaint it came from. */ origins: z.array(z.string()), injuredContact: z.string().nullable(), liableName: z.string().nullable(), takenBy: z.string(),
  brand: z.string().nullable(), quantity: z.number().int(), boughtOn: z.string().nullable(), priceCents: z.number().int().nullable(), damage: z.string(), account: z.string().nullable(),
  photos: z.array(z.object({ hash: z.string(), phase: z.enum(PHASES), at: zInstant })), liability: zSaid.nullable(),
  proposal: z.object({ at: zInstant, by: z.string(), way: z.enum(WAYS), amountCents: z.number().int().nullable(), figures: z.string().nullable(), capitals: z.string().nullable(), text: z.string(), insuranceRef: z.string().nullable(), aboveValueReason: z.string().nullable() }).nullable(),
  approvals: z.array(z.object({ level: z.enum(LEVELS), by: z.string(), at: zInstant, reference: z.string().nullable() })), missing: z.array(z.enum(LEVELS)),
  sentBack: z.object({ at: zInstant, by: z.string(), reason: z.string() }).nullable(), declined: z.object({ at: zInstant, reason: z.string() }).nullable(),
  agreement: z.object({ at: zInstant, signedBy: z.string(), signWay: z.enum(['screen', 'paper']), signatureFile: z.string(), ours: z.string() }).nullable(),
  settlement: z.object({ at: zInstant, by: z.string(), how: z.string(), amountCents: z.number().int().nullable(), receivedBy: z.string(), reference: z.string().nullable() }).nullable(),
  prevention: zSaid.nullable(), voidReason: z.string().nullable(), allowed: z.array(z.string()),
});
export type ClaimView = z.output<typeof zClaimView>;

export const openClaimEndpoint = endpoint({
  name: 'openClaim', method: 'POST', path: '/api/sites/{siteId}/claims', summary: 'Register damage, either way (M-38); before and after photos of the visit come with it',
  input: z.object({
    siteId: zId, commandId: zId, claimId: zId, direction: z.enum(DIRECTIONS), repairId: zId.optional(), complaintId: zId.optional(), incidentId: zId.optional(), happenedAt: zInstantIn.optional(), placeId: zId.optional(), placeText: zWriting(80).default(''),
    injuredName: zOptionalText(40), injuredContact: zOptionalText(60), injuredPersonId: zId.optional(), liable: z.enum(LIABLE).default('unknown'), liablePersonId: zId.optional(), liableName: zOptionalText(60),
    item: zText(80), brand: zOptionalText(60), quantity: z.number().int().min(1).max(999).default(1), boughtOn: z.iso.date().optional(), priceCents: z.number().optional(), damage: zText(1000), account: zOptionalText(2000),
    photos: z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), phase: z.enum(PHASES) })).max(12).default([]),
  }),
  output: zClaimView, permission: 'claims.open',
});
export const listClaims = endpoint({
  name: 'listClaims', method: 'GET', path: '/api/sites/{siteId}/claims', summary: 'Claims, the next deadline first; all of them newest first',
  input: z.object({ siteId: zId, filter: z.enum(['open', 'all']).default('open'), after: z.string().max(80).optional() }), output: z.object({ rows: z.array(zRow), more: z.string().nullable() }), permission: 'claims.read',
});
export const readClaim = endpoint({ name: 'readClaim', method: 'GET', path: '/api/sites/{siteId}/claims/{claimId}', summary: 'One claim', input: z.object({ siteId: zId, claimId: zId }), output: zClaimView, permission: 'claims.read' });
export const stepClaim = endpoint({ name: 'stepClaim', method: 'POST', path: '/api/sites/{siteId}/claims/{claimId}/steps', summary: 'Take a step in a claim', input: z.object({ siteId: zId, claimId: zId, commandId: zId, step: zClaimStep }), output: zClaimView, permission: 'claims.read', scope: 'claims.open' });
export const readClaimMonth = endpoint({
  name: 'readClaimMonth', method: 'GET', path: '/api/sites/{siteId}/claim-month', summary: 'What was registered and settled in a month, and for how much',
  input: z.object({ siteId: zId, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
  output: z.object({ registered: z.array(z.object({ direction: z.enum(DIRECTIONS), count: z.number().int() })), settled: z.array(z.object({ direction: z.enum(DIRECTIONS), way: z.enum(WAYS), count: z.number().int(), cents: z.number().int() })) }),
  permission: 'claims.month',
});
