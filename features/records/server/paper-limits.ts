import { z } from 'zod';

/** What is signed is kept whole in the database; what is only printed leaves page by page and has no end. */
export const SIGNED_LINES = 20_000;
/** mm to the right and down, for the printer it goes to. */
export const zOffset = { x: z.coerce.number().min(-20).max(20).default(0), y: z.coerce.number().min(-20).max(20).default(0) };
