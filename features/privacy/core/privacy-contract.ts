import { z } from 'zod';
import { endpoint, zId, zInstant } from '../../../platform/core/contract.ts';

const site = { siteId: zId };
const zWords = z.object({ zh: z.string(), en: z.string() });
export const LOOKS = ['number', 'opened', 'print', 'export'] as const;

const zRule = z.object({
  id: z.string(), record: zWords, holds: zWords, from: zWords, after: zWords,
  /** Null: kept without a term, as `after` says. */
  limit: z.object({ parameter: z.string(), days: z.number().int(), origin: z.enum(['plan', 'house']) }).nullable(),
  /** The next day on which something goes, and how much; how much is past its time and goes tonight; how much of that waits for an open case. */
  next: z.object({ day: z.iso.date(), count: z.number().int() }).nullable(), due: z.number().int(), held: z.number().int(),
});
export type RuleView = z.output<typeof zRule>;
export const readRetention = endpoint({
  name: 'readRetention', method: 'GET', path: '/api/sites/{siteId}/privacy/retention', permission: 'privacy.read', summary: 'What is kept of people in each kind of record, how long, and what is erased next',
  input: z.object(site), output: z.object({ today: z.iso.date(), rules: z.array(zRule) }),
});

const zErasure = z.object({ day: z.iso.date(), rule: z.string(), why: z.enum(['retention', 'asked']), count: z.number().int(), /** Numbers, or the times a record without a number is found by; the first two hundred. */ records: z.array(z.string()), by: z.array(z.string()) });
export type ErasureRow = z.output<typeof zErasure>;
export const listErasures = endpoint({
  name: 'listErasures', method: 'GET', path: '/api/sites/{siteId}/privacy/erasures', permission: 'privacy.read', summary: 'What was erased when and why: counts and record numbers, never the data; thirty days a page',
  input: z.object({ ...site, before: z.iso.date().optional() }), output: z.object({ rows: z.array(zErasure), next: z.iso.date().nullable() }),
});

const zLook = z.object({ id: zId, at: zInstant, person: z.object({ id: zId, name: z.string() }), what: z.enum(LOOKS), kind: z.string(), subject: zId.nullable(), label: z.string(), lines: z.number().int().nullable() });
export type LookRow = z.output<typeof zLook>;
const after = z.string().max(80).optional();
const zLooks = z.object({ rows: z.array(zLook), next: z.string().nullable() });
export const listLooks = endpoint({
  name: 'listLooks', method: 'GET', path: '/api/sites/{siteId}/privacy/looks', permission: 'privacy.looks', summary: 'Who looked at which whole number, printed or exported what; newest first, by person and by day',
  input: z.object({ ...site, personId: zId.optional(), day: z.iso.date().optional(), what: z.enum(LOOKS).optional(), after }), output: zLooks,
});
export const listLookers = endpoint({
  name: 'listLookers', method: 'GET', path: '/api/sites/{siteId}/privacy/lookers', permission: 'privacy.looks', summary: 'Who looked at anything in the time kept, and how often', input: z.object(site),
  output: z.object({ people: z.array(z.object({ id: zId, name: z.string(), count: z.number().int() })) }),
});
export const listMyLooks = endpoint({
  name: 'listMyLooks', method: 'GET', path: '/api/sites/{siteId}/privacy/looks/mine', permission: 'privacy.own', summary: 'What is written down of my own looks', input: z.object({ ...site, after }), output: zLooks,
});
