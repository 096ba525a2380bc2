import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { TRADES } from './firm.ts';
import { REFERRAL_STATUSES } from './referral.ts';
import { zReferralStep } from './referral-steps.ts';

const zContact = z.object({ name: zText(40), duty: zOptionalText(40), phone: zText(40) });
const zWarranty = z.object({ trade: z.enum(TRADES), scope: zOptionalText(80), from: z.iso.date(), until: z.iso.date() });
const zFirm = z.object({
  id: zId, name: z.string(), contacts: z.array(z.object({ name: z.string(), duty: z.string().optional(), phone: z.string() })), warranties: z.array(z.object({ trade: z.enum(TRADES), scope: z.string().optional(), from: z.iso.date(), until: z.iso.date() })),
  note: z.string().nullable(), archived: z.boolean(), warranty: z.object({ state: z.enum(['in', 'over', 'none']), until: z.iso.date().nullable() }),
});
export type FirmView = z.output<typeof zFirm>;
export const listFirms = endpoint({ name: 'listFirms', method: 'GET', path: '/api/sites/{siteId}/firms', summary: 'Partner firms, their contacts and warranty periods (M-23)', input: z.object({ siteId: zId }), output: z.object({ firms: z.array(zFirm) }), permission: 'partners.read' });
export const saveFirm = endpoint({
  name: 'saveFirm', method: 'POST', path: '/api/sites/{siteId}/firms', summary: 'Add or change a firm',
  input: z.object({ siteId: zId, commandId: zId, firmId: zId, name: zText(60), contacts: z.array(zContact).max(10).default([]), warranties: z.array(zWarranty).max(20).default([]), note: zOptionalText(500) }), output: z.object({ firms: z.array(zFirm) }), permission: 'partners.manage',
});
export const archiveFirm = endpoint({ name: 'archiveFirm', method: 'POST', path: '/api/sites/{siteId}/firms/{firmId}/archive', summary: 'Take a firm out of use, or bring it back', input: z.object({ siteId: zId, firmId: zId, commandId: zId, archived: z.boolean().default(true) }), output: z.object({ firms: z.array(zFirm) }), permission: 'partners.manage' });

const zReferral = z.object({
  id: zId, number: z.string(), status: z.enum(REFERRAL_STATUSES), firmId: zId.nullable(), firm: z.string(), contact: z.string().nullable(), repairId: zId.nullable(), repairNumber: z.string().nullable(), /** The order as it stands: on hold until the firm is done. */ repairStatus: z.string().nullable(),
  place: z.string(), defect: z.string(), receivedAt: zInstant, calledAt: zInstant.nullable(), promisedAt: zInstant.nullable(), promises: z.number().int(), arrivedAt: zInstant.nullable(), doneAt: zInstant.nullable(), result: z.enum(['fixed', 'temporary', 'not_fixed']).nullable(), outcome: z.string().nullable(),
  warranty: z.enum(['in', 'over', 'none']), photos: z.array(z.object({ hash: z.string(), phase: z.enum(['before', 'after']), at: zInstant })),
  calls: z.array(z.object({ at: zInstant, by: z.string(), kind: z.enum(['call', 'chase', 'promise']), spokeWith: z.string().nullable(), text: z.string().nullable(), promisedAt: zInstant.nullable() })),
  late: z.array(z.string()), nextDueAt: zInstant.nullable(), nextClock: z.string().nullable(), cancelReason: z.string().nullable(), version: z.number().int(), allowed: z.array(z.string()),
});
export type ReferralView = z.output<typeof zReferral>;
export const listReferrals = endpoint({
  name: 'listReferrals', method: 'GET', path: '/api/sites/{siteId}/referrals', summary: 'What was referred, the next deadline first; all of it newest first',
  input: z.object({ siteId: zId, filter: z.enum(['open', 'all']).default('open'), firmId: zId.optional(), after: z.string().max(80).optional() }), output: z.object({ rows: z.array(zReferral), more: z.string().nullable() }), permission: 'partners.read',
});
export const openReferral = endpoint({
  name: 'openReferral', method: 'POST', path: '/api/sites/{siteId}/referrals', summary: 'Refer a defect to a firm without an order',
  input: z.object({ siteId: zId, commandId: zId, referralId: zId, firmId: zId, placeId: zId.optional(), placeText: zWriting(80).default(''), defect: zText(500), calledAt: zInstantIn.optional() }), output: zReferral, permission: 'partners.work',
});
export const readReferral = endpoint({ name: 'readReferral', method: 'GET', path: '/api/sites/{siteId}/referrals/{referralId}', summary: 'One referral', input: z.object({ siteId: zId, referralId: zId }), output: zReferral, permission: 'partners.read' });
export const stepReferral = endpoint({ name: 'stepReferral', method: 'POST', path: '/api/sites/{siteId}/referrals/{referralId}/steps', summary: 'Call, promise, chase, on site, done', input: z.object({ siteId: zId, referralId: zId, commandId: zId, step: zReferralStep }), output: zReferral, permission: 'partners.work' });
