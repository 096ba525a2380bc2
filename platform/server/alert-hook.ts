import type { AlertAnswer, AlertDraft, AlertEnd, AlertEndWhy } from '../core/alert.ts';
import type { Instant } from '../core/instant.ts';
import type { ClockRow } from './clock-store.ts';
import { isRunning } from './clock-store.ts';
import type { SiteRow } from './site-row.ts';
import type { Transaction, Write } from './database.ts';

/** An alert of a deadline that has stopped ends with it. */
export type ClockEnd = { readonly clock: string; readonly round: number; readonly why: AlertEndWhy };

/**
 * Turns what a change wants known into rows of the same transaction: who is told, on which ways. The subject's row is
 * locked by the caller. Injected: the runner knows that alerts exist, not how people are found.
 */
export type RaiseAlerts = (
  trx: Transaction,
  input: { readonly site: SiteRow; readonly feature: string; readonly subject: string; readonly now: Instant; readonly drafts: readonly AlertDraft[]; readonly ends: readonly AlertEnd[]; readonly answers?: readonly AlertAnswer[]; readonly clockEnds: readonly ClockEnd[] },
) => Promise<Write[]>;

/** The deadlines among the changed ones whose alerts are to end: warned or broken before, and no longer running. */
export const clockEndsOf = (before: readonly ClockRow[], changed: readonly ClockRow[]): ClockEnd[] =>
  changed.flatMap((row): ClockEnd[] => {
    const was = before.find((candidate) => candidate.clock === row.clock && candidate.round === row.round);
    if (isRunning(row) || !was || !isRunning(was) || (was.warnedAt === null && was.breachedAt === null)) return [];
    const why: AlertEndWhy = row.cancelledAt !== null ? 'fell-away' : row.metLate ? 'met-late' : row.breachedAt !== null ? 'late' : 'met';
    return [{ clock: row.clock, round: row.round, why }];
  });

/** A deadline that ended in the same breath wants nobody told. */
export const stillWanted = (drafts: readonly AlertDraft[], clocks: readonly ClockRow[]): AlertDraft[] =>
  drafts.filter(({ clock }) => !clock || clocks.some((row) => row.clock === clock.clock && row.round === clock.round && isRunning(row)));
