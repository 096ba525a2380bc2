import type { Role } from '../../../platform/core/roles.ts';
import { toMillis } from '../../../platform/core/instant.ts';
import type { RepairRow } from './repair-contract.ts';
import type { RepairOrder } from './repair-order.ts';

/** Who looks over a centre's repairs as a whole (M-03): the manager's board and the figures. */
export const OVERSEERS: readonly Role[] = ['property_manager', 'engineering_head', 'foreman', 'quality', 'admin'];
export const mayOversee = (roles: readonly Role[]): boolean => roles.some((role) => OVERSEERS.includes(role));

/** A limit of an open order that was missed, still running or ended late. A reason explains, it never takes the lateness away. */
export type MissedLimit = { readonly clock: string; readonly clause: string; readonly origin: 'plan' | 'house'; readonly dueAt: string; readonly visit: number; readonly stoppedAt: string | null; readonly reason: string | null };

export type OversightRow = { readonly row: RepairRow; readonly missed: MissedLimit[]; readonly urgedAt: string | null; readonly lostCopies: ('desk' | 'user' | 'store' | 'engineering')[]; /** Longer from notice to signature than the house likes. */ readonly signedLate: SignedLate | null };
export type SignedLate = { readonly minutes: number; readonly limit: number };

/** M-12: the limits of the work run from the signature, so a late one moves them all; the manager sees how long it took since the last notice. */
export const signedLate = (order: Pick<RepairOrder, 'marks' | 'notifications' | 'technicianId'>, limit: number): SignedLate | null => {
  const told = order.notifications.at(-1);
  const signed = order.marks['accept'];
  // What this visit's signer was told; a name that was changed since the notice has no gap of its own.
  if (!signed || !order.marks['notify'] || !told || told.personId !== order.technicianId) return null;
  const minutes = Math.floor((toMillis(signed.at) - toMillis(told.at)) / 60_000);
  return minutes > limit ? { minutes, limit } : null;
};

/** The one thing that is late: of the limits still running, the one missed longest. */
export const lateNow = (missed: readonly MissedLimit[]): MissedLimit | undefined =>
  missed.filter((limit) => limit.stoppedAt === null).reduce<MissedLimit | undefined>((first, limit) => (!first || limit.dueAt < first.dueAt ? limit : first), undefined);

export type OversightOrder = 'late' | 'age';

/** By the limit missed longest, then the next to fall due; or by age, the oldest first. */
export const sortOversight = (rows: readonly OversightRow[], by: OversightOrder): OversightRow[] => {
  const key = (row: OversightRow): string => (by === 'age' ? row.row.receivedAt : (lateNow(row.missed)?.dueAt ?? row.row.nextDueAt ?? '9999'));
  const isLate = (row: OversightRow): number => (by === 'late' && lateNow(row.missed) ? 0 : 1);
  return [...rows].sort((a, b) => isLate(a) - isLate(b) || key(a).localeCompare(key(b)) || a.row.id.localeCompare(b.row.id));
};

export type OversightTally = { readonly orders: number; readonly onTime: number; readonly lateWithoutReason: number; readonly lateWithReason: Readonly<Record<string, number>> };

/** Orders, side by side and adding up: on time, late, late with reason X. An order with one unexplained lateness counts as late. */
export const tallyOversight = (rows: readonly OversightRow[]): OversightTally => {
  const reasons: Record<string, number> = {};
  let onTime = 0;
  let lateWithoutReason = 0;
  for (const { missed } of rows) {
    const latest = missed.at(-1);
    if (!latest) onTime += 1;
    else if (missed.some((limit) => limit.reason === null)) lateWithoutReason += 1;
    else if (latest.reason !== null) reasons[latest.reason] = (reasons[latest.reason] ?? 0) + 1;
  }
  return { orders: rows.length, onTime, lateWithoutReason, lateWithReason: reasons };
};
