import type { LocalDate, SiteCalendar } from '../../../platform/core/working-calendar.ts';
import { isCounted, usesOf, type BarItem } from './bar-item.ts';

export const DAY_TYPES = ['weekday', 'weekend', 'holiday', 'launch'] as const;
export type DayType = (typeof DAY_TYPES)[number];

/** What the manager knows of a coming day. */
export type DayPlan = { readonly launch: boolean; readonly bookedGuests: number };

/** A launch is said by the manager; a make-up workday (调休) is a weekday even on a Sunday. */
export const dayTypeOf = (calendar: SiteCalendar, day: LocalDate, plan: DayPlan | undefined): DayType => {
  if (plan?.launch) return 'launch';
  const holiday = calendar.holidays[day];
  if (holiday) return holiday.off ? 'holiday' : 'weekday';
  return Temporal.PlainDate.from(day).dayOfWeek >= 6 ? 'weekend' : 'weekday';
};

export type ParLimits = { readonly percent: number; readonly factors: Readonly<Record<DayType, number>>; readonly servingsPerGuest: number };
export type Stock = { readonly onHand: number; readonly inUse: number; readonly dirty: number };

export type ParLine = {
  readonly itemId: string;
  readonly need: number;
  readonly onHand: number;
  /** Cups on the tables and those to be washed: not clean, and not gone. */
  readonly washing: number;
  /** Asked of the store for this day or an earlier one and not here yet. */
  readonly coming: number;
  /** Need − on hand − coming: what nobody has asked for. */
  readonly short: number;
  /** Packs that cover what is short, where the item comes in packs. */
  readonly packs: number | null;
};

export type Par = {
  readonly day: LocalDate;
  readonly dayType: DayType;
  readonly seats: number;
  readonly percent: number;
  readonly factor: number;
  /** Seats × multiple × factor of the day. */
  readonly bySeats: number;
  readonly bookedGuests: number;
  readonly servingsPerGuest: number;
  readonly byGuests: number;
  /** The greater of both: booked visitors want more than an empty hall. */
  readonly need: number;
  readonly drinks: readonly { readonly itemId: string; readonly share: number; readonly servings: number }[];
  readonly lines: readonly ParLine[];
  readonly cups: readonly ParLine[];
};

/** What a requisition asks for: whole packs where the item comes in them. */
export const orderOf = (par: Pick<Par, 'lines' | 'cups'>, items: readonly Pick<BarItem, 'id' | 'pack'>[]): { itemId: string; quantity: number }[] =>
  [...par.lines, ...par.cups].flatMap(({ itemId, short, packs }) => (short > 0 ? [{ itemId, quantity: (packs ?? 0) * (items.find((item) => item.id === itemId)?.pack?.units ?? 0) || short }] : []));

/** Splits whole servings by the manager's shares; what rounding leaves goes to the largest remainders, so that the sum stays. */
export const splitServings = (total: number, shares: readonly { itemId: string; share: number }[]): { itemId: string; share: number; servings: number }[] => {
  const sum = shares.reduce((all, entry) => all + entry.share, 0);
  if (sum === 0) return shares.map((entry) => ({ ...entry, servings: 0 }));
  const exact = shares.map((entry) => ({ ...entry, exact: (total * entry.share) / sum }));
  const split = exact.map((entry) => ({ ...entry, servings: Math.floor(entry.exact) }));
  let left = total - split.reduce((all, entry) => all + entry.servings, 0);
  for (const entry of [...split].sort((a, b) => b.exact - b.servings - (a.exact - a.servings) || (a.itemId < b.itemId ? -1 : 1))) {
    if (left === 0) break;
    entry.servings += 1;
    left -= 1;
  }
  return split.map(({ itemId, share, servings }) => ({ itemId, share, servings }));
};

/**
 * B-09: seats in service × multiple (× the day). Drinks count as servings of all kinds together, which the manager splits;
 * each cup type for itself. Advice: nothing asks it for permission.
 */
export const parOf = (input: { day: LocalDate; dayType: DayType; seats: number; bookedGuests: number; limits: ParLimits; items: readonly BarItem[]; stock: ReadonlyMap<string, Stock>; coming: ReadonlyMap<string, number> }): Par => {
  const { limits, day, dayType, seats, bookedGuests } = input;
  const factor = limits.factors[dayType];
  const bySeats = Math.ceil((seats * limits.percent * factor) / 10_000);
  const byGuests = bookedGuests * limits.servingsPerGuest;
  const need = Math.max(bySeats, byGuests);
  const active = input.items.filter((item) => !item.archivedAt);
  const drinks = splitServings(need, active.filter((item) => item.kind === 'drink' && item.inPar && item.share > 0).map((item) => ({ itemId: item.id, share: item.share })));
  const wanted = new Map<string, number>();
  for (const { itemId, servings } of drinks) {
    const drink = active.find((item) => item.id === itemId);
    for (const use of drink ? usesOf(drink) : []) wanted.set(use.itemId, (wanted.get(use.itemId) ?? 0) + use.quantity * servings);
  }
  const lineOf = (item: BarItem, amount: number): ParLine => {
    const { onHand, inUse, dirty } = input.stock.get(item.id) ?? { onHand: 0, inUse: 0, dirty: 0 };
    const coming = input.coming.get(item.id) ?? 0;
    const short = Math.max(0, amount - onHand - coming);
    return { itemId: item.id, need: amount, onHand, washing: Math.max(0, inUse + dirty), coming, short, packs: item.pack && short > 0 ? Math.ceil(short / item.pack.units) : null };
  };
  return {
    day, dayType, seats, percent: limits.percent, factor, bySeats, bookedGuests, servingsPerGuest: limits.servingsPerGuest, byGuests, need, drinks,
    lines: active.filter((item) => item.kind !== 'cup' && isCounted(item) && wanted.has(item.id)).map((item) => lineOf(item, wanted.get(item.id) ?? 0)),
    // Only clean cups can be served in; what is on the tables or waits to be washed is shown beside.
    cups: active.filter((item) => item.kind === 'cup' && item.inPar).map((item) => lineOf(item, need)),
  };
};
