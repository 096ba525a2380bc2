import { CLAUSES, type Clause, type ClauseId } from './clauses.ts';

export const KEPT_BY = ['rule', 'clock', 'script', 'record', 'report'] as const;
export type KeptBy = (typeof KEPT_BY)[number];

/** One thing in the code that keeps a clause; every feature declares its own. `where` is its name on the screen. */
export type Keep = { readonly clause: ClauseId; readonly by: KeptBy; readonly where: string };

export type CoverageRow = {
  readonly clause: Clause;
  readonly keeps: readonly Keep[];
  /** False: the handbook says 尚未落实. */
  readonly isKept: boolean;
};

/** All clauses in the plan's order, each with what keeps it; the same keep declared twice counts once. */
export const coverageOf = (keeps: readonly Keep[]): readonly CoverageRow[] => {
  const byClause = new Map<ClauseId, Keep[]>();
  for (const keep of keeps) {
    const known = byClause.get(keep.clause) ?? [];
    if (!known.some((other) => other.by === keep.by && other.where === keep.where))
      byClause.set(keep.clause, [...known, keep]);
  }
  return CLAUSES.map((clause) => {
    const own = [...(byClause.get(clause.id) ?? [])].sort((a, b) => KEPT_BY.indexOf(a.by) - KEPT_BY.indexOf(b.by));
    return { clause, keeps: own, isKept: own.length > 0 };
  });
};
