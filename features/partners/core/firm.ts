import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';

/** What a firm answers for: the plan's trades as the field uses them (numbers.md 5.1). */
export const TRADES = ['general', 'power', 'weak_current', 'water', 'aircon', 'fire', 'lift', 'doors', 'decoration', 'landscape', 'model', 'other'] as const;
export type Trade = (typeof TRADES)[number];

export type FirmFields = {
  readonly name: string;
  readonly contacts: readonly { readonly name: string; readonly duty?: string | undefined; readonly phone: string }[];
  /** Warranty periods (保修期), both days included. */
  readonly warranties: readonly { readonly trade: Trade; readonly scope?: string | undefined; readonly from: LocalDate; readonly until: LocalDate }[];
  readonly note?: string | undefined;
};
export type Firm = FirmFields & { readonly id: string; readonly siteId: string; readonly archivedAt?: Instant };
export type FirmEvent =
  | { readonly type: 'FirmSaved'; readonly at: Instant; readonly by: string; readonly fields: FirmFields }
  | { readonly type: 'FirmArchived'; readonly at: Instant; readonly by: string; readonly archived: boolean };

export const checkFirm = (fields: FirmFields): Refusal | undefined => {
  const wrong = fields.warranties.find((warranty) => warranty.until < warranty.from);
  return wrong ? refuse('warranty-ends-before-it-begins', { from: wrong.from, until: wrong.until }) : undefined;
};

export const evolveFirm = (state: Firm | undefined, event: FirmEvent, ids: { siteId: string; subject: string }): Firm => {
  if (event.type === 'FirmSaved') return { ...(state?.archivedAt ? { archivedAt: state.archivedAt } : {}), ...event.fields, id: ids.subject, siteId: ids.siteId };
  if (!state) throw new Error('A firm begins with its name.');
  const { archivedAt: _archived, ...rest } = state;
  return event.archived ? { ...rest, archivedAt: event.at } : rest;
};

export type WarrantyState = 'in' | 'over' | 'none';
/** Whether a day lies in a warranty of the firm; of the trade asked for, where one is. */
export const warrantyOn = (firm: Pick<FirmFields, 'warranties'>, day: LocalDate, trade?: Trade): { readonly state: WarrantyState; readonly until: LocalDate | undefined } => {
  const own = firm.warranties.filter((warranty) => !trade || warranty.trade === trade || warranty.trade === 'general');
  const last = own.map((warranty) => warranty.until).sort().at(-1);
  if (!last) return { state: 'none', until: undefined };
  const now = own.filter((warranty) => warranty.from <= day && day <= warranty.until).map((warranty) => warranty.until).sort().at(-1);
  return now ? { state: 'in', until: now } : { state: 'over', until: last };
};
