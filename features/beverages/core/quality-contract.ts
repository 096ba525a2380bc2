import { z } from 'zod';
import { endpoint, zId, zInstant, zText, zOptionalText, zWriting } from '../../../platform/core/contract.ts';
import { CHECK_KEYS } from './bar-quality.ts';
import { zDay } from './service-contract.ts';

const site = { siteId: zId };
const command = { commandId: zId };
const zMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

const zDefect = z.object({ id: zId, key: z.enum(CHECK_KEYS), words: z.string(), owner: z.string(), fixBy: zDay, fixedAt: zInstant.nullable(), recheck: z.object({ at: zInstant, isMended: z.boolean() }).nullable(), isLate: z.boolean() });
const zCheck = z.object({
  id: zId, at: zInstant, by: z.string(), table: z.string(), onDuty: z.string(), score: z.number(), outOf: z.number(), isPass: z.boolean(), note: z.string(),
  lines: z.array(z.object({ key: z.enum(CHECK_KEYS), off: z.number(), note: z.string(), unseen: z.boolean(), photos: z.array(z.string()) })), defects: z.array(zDefect),
});
export type CheckView = z.output<typeof zCheck>;
const zProcedure = z.object({ id: zId, number: z.number(), text: z.string(), effectiveOn: zDay, at: zInstant, by: z.string(), readBy: z.array(z.object({ name: z.string(), at: zInstant })), readByMe: z.boolean(), isInForce: z.boolean(), unread: z.array(z.string()) });

export const getQuality = endpoint({
  name: 'getBarQuality', method: 'GET', path: '/api/sites/{siteId}/bar/quality', permission: 'beverages.read', summary: 'The procedure and who has read it, the week’s random sample, checks, open defects, guests’ ratings (B-03, B-04)',
  input: z.object(site),
  output: z.object({
    today: zDay, procedures: z.array(zProcedure), firstText: z.string().nullable(),
    plan: z.array(z.object({ day: zDay, hour: z.number(), table: z.string(), state: z.enum(['done', 'missed', 'ahead']) })).nullable(), checks: z.array(zCheck).nullable(), openDefects: z.array(z.object({ checkId: zId, defect: zDefect })),
    ratings: z.array(z.object({ at: zInstant, table: z.string(), stars: z.number(), comment: z.string() })).nullable(), people: z.array(z.object({ id: zId, name: z.string() })), tables: z.array(z.object({ id: zId, name: z.string() })), fixDays: z.number(), pass: z.number(),
  }),
});
export type QualityView = z.output<typeof getQuality.output>;
export const publishProcedure = endpoint({
  name: 'publishProcedure', method: 'POST', path: '/api/sites/{siteId}/bar/procedures/{procedureId}', permission: 'beverages.manage', summary: 'The service procedure as a new version with its effective date (B-04)',
  input: z.object({ ...site, ...command, procedureId: zId, text: zText(8000), effectiveOn: zDay }), output: z.object({ number: z.number().int() }),
});
export const readProcedure = endpoint({
  name: 'readProcedure', method: 'POST', path: '/api/sites/{siteId}/bar/procedures/{procedureId}/read', permission: 'beverages.serve', summary: 'I have read the procedure and act by it', input: z.object({ ...site, ...command, procedureId: zId }), output: z.object({ done: z.literal(true) }),
});
export const saveCheck = endpoint({
  name: 'saveBarCheck', method: 'POST', path: '/api/sites/{siteId}/bar/checks/{checkId}', permission: 'beverages.check', summary: 'A spot check on the sheet of 100 points; each deduction with words, defects with a date (B-03)',
  input: z.object({
    ...site, ...command, checkId: zId, tableId: zId.optional(), onDutyId: zId.optional(), note: zWriting(500).default(''),
    lines: z.array(z.object({ key: z.enum(CHECK_KEYS), off: z.number().int().min(0).max(20), note: zOptionalText(200), unseen: z.boolean().default(false), photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(4).default([]) })).min(1).max(CHECK_KEYS.length),
    defects: z.array(z.object({ id: zId, key: z.enum(CHECK_KEYS), words: zText(200), ownerId: zId.optional(), fixBy: zDay })).max(CHECK_KEYS.length).default([]),
  }),
  output: zCheck,
});
export const stepDefect = endpoint({
  name: 'stepBarDefect', method: 'POST', path: '/api/sites/{siteId}/bar/checks/{checkId}/defects/{defectId}', permission: 'beverages.read', scope: 'beverages.serve', summary: 'Mended, said by whoever serves; or looked at again by whoever checks',
  input: z.object({ ...site, ...command, checkId: zId, defectId: zId, step: z.discriminatedUnion('step', [z.object({ step: z.literal('fixed') }), z.object({ step: z.literal('recheck'), isMended: z.boolean(), fixBy: zDay.optional() })]) }),
  output: zCheck,
});

const zTime = z.object({ name: z.enum(['ask', 'serve', 'refill', 'clear']), target: z.number().nullable(), limit: z.number(), within: z.number(), betweenTargetAndLimit: z.number(), late: z.number(), recorded: z.number(), possible: z.number(), medianSeconds: z.number().nullable() });
export const getBarFigures = endpoint({
  name: 'getBarFigures', method: 'GET', path: '/api/sites/{siteId}/bar/figures', permission: 'beverages.figures', summary: 'A month: times against their limits with the share recorded, consumption, waste, variance, quality',
  input: z.object({ ...site, month: zMonth }),
  output: z.object({
    month: zMonth, visits: z.number(), untimed: z.number(), counted: z.number(), guests: z.number(), servings: z.number(), cups: z.number(), refills: z.number(), servingsPerVisit: z.number().nullable(), cupsPerVisit: z.number().nullable(), servingsPerGuest: z.number().nullable(),
    times: z.array(zTime), days: z.array(z.object({ day: zDay, visits: z.number(), servings: z.number() })),
    drinks: z.array(z.object({ itemId: zId, name: z.string(), servings: z.number(), byDay: z.array(z.number()) })),
    ledger: z.array(z.object({ itemId: zId, name: z.string(), unit: z.string(), kind: z.string(), opening: z.number(), received: z.number(), transfer_in: z.number(), transfer_out: z.number(), used: z.number(), written_off: z.number(), counted: z.number(), closing: z.number(), costCents: z.number().nullable() })),
    waste: z.array(z.object({ itemId: zId, name: z.string(), unit: z.string(), reason: z.string(), quantity: z.number() })),
    readyDays: z.object({ counted: z.number(), late: z.number(), equal: z.number() }), quality: z.object({ checks: z.number(), average: z.number().nullable(), stars: z.number().nullable(), ratings: z.number() }),
  }),
});
export type FiguresView = z.output<typeof getBarFigures.output>;

const zMapping = z.record(z.string().max(80), zId.nullable());
export const previewConsumption = endpoint({
  name: 'previewConsumption', method: 'GET', path: '/api/sites/{siteId}/bar/imports/{importId}', permission: 'beverages.manage', summary: 'An uploaded file of past sales as it was understood, or why it is refused',
  input: z.object({ ...site, importId: zId }),
  output: z.object({ fileName: z.string(), rows: z.number(), voids: z.number(), fromDay: zDay, toDay: zDay, days: z.number(), dateOrder: z.enum(['iso', 'mdy', 'dmy']), names: z.array(z.object({ name: z.string(), count: z.number(), itemId: zId.nullable() })), unread: z.array(z.object({ line: z.number(), text: z.string() })), unreadCount: z.number() }),
});
export type ConsumptionPreview = z.output<typeof previewConsumption.output>;
export const importConsumption = endpoint({
  name: 'importConsumption', method: 'POST', path: '/api/sites/{siteId}/bar/imports/{importId}', permission: 'beverages.manage', summary: 'Takes the file as consumption history; each name is one of the own drinks or is left out',
  input: z.object({ ...site, importId: zId, mapping: zMapping }), output: z.object({ servings: z.number(), days: z.number() }),
});
export const listConsumption = endpoint({
  name: 'listConsumption', method: 'GET', path: '/api/sites/{siteId}/bar/imports', permission: 'beverages.manage', summary: 'What was read in before', input: z.object(site),
  output: z.object({ imports: z.array(z.object({ id: zId, fileName: z.string(), servings: z.number(), fromDay: zDay, toDay: zDay, at: zInstant, by: z.string() })) }),
});
