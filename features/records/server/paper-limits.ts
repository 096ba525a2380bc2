import { z } from 'zod';

/** Nobody prints and binds more; whoever needs more takes the workbook, which has no end. */
export const PAPER_LINES = 6000;
/** mm to the right and down, for the printer it goes to. */
export const zOffset = { x: z.coerce.number().min(-20).max(20).default(0), y: z.coerce.number().min(-20).max(20).default(0) };
