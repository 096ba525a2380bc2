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

/** From one step to the next, in the course of an order. */
export const LEGS = ['issue', 'notify', 'accept', 'arrive', 'test', 'sign', 'closed'] as const;

export const readWorkFigures = endpoint({
  name: 'readWorkFigures', method: 'GET', path: '/api/sites/{siteId}/repairs/figures/work', permission: 'repairs.figures',
  summary: 'Times between the steps of a month’s orders (median and 90 %, in minutes), and the load by technician and by hour of the report; imported orders and times in the wrong order left out.',
  input: z.object(input),
  output: z.object({
    legs: z.array(z.object({ leg: z.enum(LEGS), count: z.number(), median: z.number(), ninety: z.number() })),
    people: z.array(z.object({ id: z.string(), name: z.string(), orders: z.number(), open: z.number(), /** From arrival to signature, of all of them. */ minutes: z.number() })),
    hours: z.array(z.object({ hour: z.number(), orders: z.number() })),
  }),
});
export type WorkFigures = z.output<typeof readWorkFigures.output>;

export const FIGURE_ENDPOINTS = [listFigureOrders, readSpotFigures, readWorkFigures] as const;
