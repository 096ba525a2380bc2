import { openingDaysLater, sameDayBy, type Due } from '../../../platform/core/deadline.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { nextDoorsOpen } from '../../../platform/core/working-calendar.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { originOf, parameterValues } from '../../handbook/core/handbook-facts.ts';
import type { RepairLimits } from '../core/repair-deadlines.ts';

/** A centre that never opens still owes its calls: a day later then, rather than never. */
const dueOr = (answer: Due | Refusal, at: Instant): Instant => ('dueAt' in answer ? answer.dueAt : addMinutes(at, 24 * 60));

/** The limits of a centre as its parameters and calendar say now; a running clock keeps the copy it was started with. */
export const limitsOf = (site: SiteRow): RepairLimits & { readonly repeatDays: number; readonly followUpShare: number } => {
  const values = parameterValues(site.parameters);
  const calendar = calendarOf(site);
  return {
    minutes: (key) => {
      const value = values[`repairs.${key}`];
      if (typeof value !== 'number') return 0;
      return key.endsWith('_hours') ? value * 60 : value;
    },
    origin: (key) => originOf(`repairs.${key}`, values[`repairs.${key}`]),
    calendarVersion: site.version,
    repeatDays: values['repairs.repeat_fault_days'],
    followUpShare: values['repairs.follow_up_sampling'],
    copyReturnDue: (at) =>
      dueOr(sameDayBy({ calendar, at, by: values['repairs.copy_return'], cutoff: values['repairs.copy_return_cutoff'], next: values['repairs.copy_return_next'] }), at),
    doorsOpen: (at) => nextDoorsOpen(calendar, at),
    followUpDue: (at) => dueOr(openingDaysLater({ calendar, at, hours: values['repairs.follow_up_hours'] }), at),
  };
};
