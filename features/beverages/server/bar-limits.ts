import type { SiteRow } from '../../../platform/server/site-row.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import type { ParLimits } from '../core/bar-par.ts';
import type { PartyLimits } from '../core/party-clocks.ts';

export const partyLimitsOf = (site: SiteRow): PartyLimits => {
  const values = parameterValues(site.parameters);
  return {
    askTarget: values['beverages.ask_target'], ask: values['beverages.ask_within'], serveTarget: values['beverages.serve_target'], serve: values['beverages.serve_within'], refill: values['beverages.refill_every'],
    snooze: values['beverages.refill_snooze'], clear: values['beverages.clear_within'], calendarVersion: site.version,
  };
};

export const parLimitsOf = (site: SiteRow): ParLimits => {
  const values = parameterValues(site.parameters);
  return {
    percent: values['beverages.par_per_seat'], servingsPerGuest: values['beverages.servings_per_guest'],
    factors: { weekday: 100, weekend: values['beverages.factor_weekend'], holiday: values['beverages.factor_holiday'], launch: values['beverages.factor_launch'] },
  };
};
