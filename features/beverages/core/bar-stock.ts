import type { Instant } from '../../../platform/core/instant.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';

/** The columns of the ledger: opening + received + in − out − used − written off ± counted = closing (forms.md 4.12). */
export const MOVEMENT_KINDS = ['counted', 'received', 'transfer_in', 'transfer_out', 'used', 'written_off', 'washed'] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** One entry; a change of what is in the store, of cups also of those on the tables and those to be washed. */
export type Movement = {
  readonly itemId: string;
  readonly kind: MovementKind;
  readonly onHand: number;
  readonly inUse?: number;
  readonly dirty?: number;
  readonly reason: string;
  readonly isUndo?: boolean;
};

/** As it stands in the ledger: when, on which day, by whom. */
export type Posted = Movement & { readonly at: Instant; readonly by: string; readonly day: LocalDate };
export const post = (movements: readonly Movement[], by: { readonly at: Instant; readonly by: string; readonly day: LocalDate }): Posted[] => movements.map((entry) => ({ ...entry, at: by.at, by: by.by, day: by.day }));

/** The counter-entry: the same the other way round, so that the ledger keeps both. */
export const undoOf = (movements: readonly Movement[]): Movement[] =>
  movements.map((entry) => ({ ...entry, onHand: -entry.onHand, ...(entry.inUse === undefined ? {} : { inUse: -entry.inUse }), ...(entry.dirty === undefined ? {} : { dirty: -entry.dirty }), isUndo: true }));

export type LedgerLine = { readonly itemId: string; readonly opening: number; readonly closing: number } & Readonly<Record<Exclude<MovementKind, 'washed'>, number>>;

/** Books one item over a stretch of days. Washing moves cups between clean and dirty and is part of `used`'s way back. */
export const ledgerLine = (itemId: string, opening: number, sums: readonly { kind: MovementKind; onHand: number }[]): LedgerLine => {
  const sum = (kind: MovementKind): number => sums.filter((entry) => entry.kind === kind).reduce((all, entry) => all + entry.onHand, 0);
  const line = { counted: sum('counted'), received: sum('received'), transfer_in: sum('transfer_in'), transfer_out: -sum('transfer_out'), used: -(sum('used') + sum('washed')), written_off: -sum('written_off') };
  return { itemId, opening, ...line, closing: opening + line.counted + line.received + line.transfer_in - line.transfer_out - line.used - line.written_off };
};

export type Lot = { readonly id: string; readonly itemId: string; readonly expiresOn: LocalDate; readonly quantity: number; readonly receivedAt: Instant };
export type LotLeft = Lot & { readonly left: number };

/**
 * First expired, first out: what is in the store is the part that expires last. Followed from the stock instead of
 * written at every cup, so that a cup costs one entry.
 */
export const lotsLeft = (lots: readonly Lot[], onHand: number): LotLeft[] => {
  let rest = Math.max(0, onHand);
  const left: LotLeft[] = [];
  for (const lot of [...lots].sort((a, b) => (a.expiresOn === b.expiresOn ? (a.receivedAt < b.receivedAt ? 1 : -1) : a.expiresOn < b.expiresOn ? 1 : -1))) {
    const take = Math.min(rest, lot.quantity);
    rest -= take;
    if (take > 0) left.push({ ...lot, left: take });
  }
  return left.reverse();
};

export type ExpiryState = 'fine' | 'soon' | 'expired';
/** The day itself is the last good one. */
export const expiryState = (expiresOn: LocalDate, today: LocalDate, warnDays: number): ExpiryState => {
  const days = Temporal.PlainDate.from(today).until(Temporal.PlainDate.from(expiresOn)).days;
  return days < 0 ? 'expired' : days <= warnDays ? 'soon' : 'fine';
};

/** Why an item's first entry stands in the ledger: no variance, but what it began with. */
export const FIRST_COUNT = 'first';
/** More is no store of a bar; milk is counted in millilitres. */
export const COUNT_MAX = 9_999_999;
/** Far beyond the book, what a day wants and what so many packs hold: a slip of the finger until it is said twice. */
export const isAbsurd = (counted: number, usual: { readonly book: number; readonly need: number; readonly packUnits: number }): boolean => counted > Math.max(10 * Math.max(usual.book, usual.need, 100), 50 * usual.packUnits);
