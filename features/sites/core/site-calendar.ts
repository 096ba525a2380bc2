import { z } from 'zod';
import { defaultCalendar, type SiteCalendar } from '../../../platform/core/working-calendar.ts';

const zTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const zDate = z.iso.date();
const zOpenings = z.array(z.object({ open: zTime, close: zTime })).max(4);

/** What a centre changed of the default calendar; what is absent stays the product's. */
export const zStoredCalendar = z.object({
  week: z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), zOpenings).optional(),
  closedOnHolidays: z.boolean().optional(),
  exceptions: z.record(zDate, zOpenings).optional(),
  /** A coming year typed in from the State Council's notice: its days off and make-up workdays (调休). */
  holidays: z.record(zDate, z.object({ name: z.string().trim().min(1).max(20), off: z.boolean() })).optional(),
  knownYears: z.array(z.number().int().min(2024).max(2100)).max(50).optional(),
});
export type StoredCalendar = z.output<typeof zStoredCalendar>;

/** The calendar in force: the product's data overlaid with the centre's; unreadable stored data is not trusted. */
export const calendarOf = (site: { readonly zone: string; readonly version: number; readonly calendar: unknown }): SiteCalendar => {
  const base = defaultCalendar(site.zone);
  const parsed = zStoredCalendar.safeParse(site.calendar ?? {});
  const own: StoredCalendar = parsed.success ? parsed.data : {};
  const week = Object.fromEntries(Object.entries(own.week ?? {}).map(([day, openings]) => [Number(day), openings ?? []]));
  return {
    ...base,
    version: site.version,
    week: { ...base.week, ...week },
    closedOnHolidays: own.closedOnHolidays ?? base.closedOnHolidays,
    exceptions: { ...base.exceptions, ...own.exceptions },
    holidays: { ...base.holidays, ...own.holidays },
    knownYears: [...new Set([...base.knownYears, ...(own.knownYears ?? [])])].sort((a, b) => a - b),
  };
};
