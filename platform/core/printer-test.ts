import { z } from 'zod';
import type { Instant } from './instant.ts';

/** What a PC prints with offsets of its own: forms on their own paper, or the A4 registers. */
export const PRINTER_USES = ['forms', 'registers'] as const;
export type PrinterUse = (typeof PRINTER_USES)[number];

/** A PC of a centre (its name where it is enrolled) and the ruler page last printed there; `test` null: never. */
export const zPrinterTest = z.object({
  siteName: z.string(),
  name: z.string(),
  test: z.object({ use: z.enum(PRINTER_USES), paper: z.string(), x: z.number(), y: z.number(), at: z.string(), by: z.string() }).nullable(),
});
export type PrinterTest = z.output<typeof zPrinterTest>;

/** House rule: ribbons, tractors and paper are changed within half a year. */
export const PRINTER_TEST_OLD_MS = 180 * 86_400_000;
export const isPrinterTestOld = (at: Instant, now: Instant): boolean => Date.parse(now) - Date.parse(at) > PRINTER_TEST_OLD_MS;
