import { z } from 'zod';
import { endpoint, zId } from '../../../platform/core/contract.ts';
import { zMonth } from '../../../platform/core/month-book.ts';

export const PRINT_KINDS = ['all', 'user', 'facility'] as const;
export const PRINT_COPIES = ['desk', 'all'] as const;
/** As the printer's dialog offers them; see `slip-paper.ts`. */
export const PRINT_PAPERS = ['a4', 'a4-two-up', 'a5', 'continuous-140', 'continuous-280'] as const;
/** `stopped`: the process that made it is gone; `expired`: its files are deleted. */
export const PRINT_STATES = ['waiting', 'running', 'done', 'cancelled', 'failed', 'stopped', 'expired'] as const;
export type PrintState = (typeof PRINT_STATES)[number];
/** Full names and numbers stand on slips: the files are kept no longer than it takes to print them. */
export const PRINT_KEPT_HOURS = 24;
/** So many slips a file, so that a printer that jams costs one part. */
export const SLIPS_A_PART = 500;

const zOffset = z.number().min(-20).max(20).default(0);
const zSlipPrint = z.object({
  id: z.string(), month: z.string(), kind: z.enum(PRINT_KINDS), paper: z.string(), copies: z.enum(PRINT_COPIES), state: z.enum(PRINT_STATES),
  total: z.number(), done: z.number(), pages: z.number(), parts: z.number(), createdAt: z.string(), createdBy: z.string(), endedAt: z.string().nullable(),
});
export type SlipPrintView = z.output<typeof zSlipPrint>;

export const listSlipPrints = endpoint({
  name: 'listSlipPrints', method: 'GET', path: '/api/sites/{siteId}/slip-prints', permission: 'repairs.pads',
  summary: 'The last printings of a month’s slips and how far they are.',
  input: z.object({ siteId: zId }), output: z.object({ prints: z.array(zSlipPrint) }),
});
export const startSlipPrint = endpoint({
  name: 'startSlipPrint', method: 'POST', path: '/api/sites/{siteId}/slip-prints', permission: 'repairs.pads',
  summary: 'Makes PDF files of all slips issued among a month’s requests, in the background, marked as copies for the archive; one at a time in a centre.',
  input: z.object({ siteId: zId, printId: zId, month: zMonth, kind: z.enum(PRINT_KINDS).default('all'), copies: z.enum(PRINT_COPIES).default('desk'), paper: z.enum(PRINT_PAPERS).default('a4'), x: zOffset, y: zOffset }),
  output: z.object({ prints: z.array(zSlipPrint) }),
});
export const cancelSlipPrint = endpoint({
  name: 'cancelSlipPrint', method: 'POST', path: '/api/sites/{siteId}/slip-prints/{printId}/cancel', permission: 'repairs.pads',
  summary: 'Stops a printing after the slips just being drawn and deletes its files.',
  input: z.object({ siteId: zId, printId: zId }), output: z.object({ prints: z.array(zSlipPrint) }),
});
