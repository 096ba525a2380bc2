import { z } from 'zod';
import { endpoint, zId } from '../../../platform/core/contract.ts';

const zMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const input = { siteId: zId, month: zMonth };

/** Which orders stand behind a figure; what has parts says which (`clock`: clock name and verdict or reason). */
export const FIGURE_KINDS = ['user', 'facility', 'closed', 'open', 'cancelled', 'imported', 'repeats', 'signed_off', 'first_visit', 'clock', 'rating', 'sign_way'] as const;
export type FigureKind = (typeof FIGURE_KINDS)[number];

export const zFigureOrder = z.object({
  id: z.string(), number: z.string(), kind: z.enum(['user', 'facility']), status: z.string(), place: z.string(), item: z.string(), technician: z.string().nullable(), receivedAt: z.string(), signedAt: z.string().nullable(),
});
export type FigureOrder = z.output<typeof zFigureOrder>;

export const listFigureOrders = endpoint({
  name: 'listFigureOrders', method: 'GET', path: '/api/sites/{siteId}/repairs/figures/orders', permission: 'repairs.figures', summary: 'The orders behind one figure of a month, oldest first; keyset pages.',
  input: z.object({ ...input, figure: z.enum(FIGURE_KINDS), part: z.string().max(40).optional(), /** Of a clock: a limit may stand in the plan for one kind and be a house rule for another. */ clause: z.string().max(60).optional(), origin: z.enum(['plan', 'house']).optional(), value: z.string().max(40).optional(), after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  output: z.object({ rows: z.array(zFigureOrder), next: z.string().nullable() }),
});

export const readSpotFigures = endpoint({
  name: 'readSpotFigures', method: 'GET', path: '/api/sites/{siteId}/repairs/figures/spot-checks', permission: 'repairs.figures',
  summary: 'Spot checks of a month by technician (M-17): visits, checks, what was as it should be; whoever was looked at least comes first, with the visit to look at next.',
  input: z.object(input),
  output: z.object({
    people: z.array(z.object({ id: z.string(), name: z.string(), visits: z.number(), checks: z.number(), yes: z.number(), no: z.number(), next: z.object({ id: z.string(), number: z.string(), place: z.string(), status: z.string() }).nullable() })),
  }),
});

export const FIGURE_ENDPOINTS = [listFigureOrders, readSpotFigures] as const;
