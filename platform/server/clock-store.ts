import { nextRun, roundOf, runOf, type ClockChange, type FrozenRule } from '../core/clock-rule.ts';
import type { Instant } from '../core/instant.ts';
import type { Query, Write } from './database.ts';

/** One deadline as it stands. */
export type ClockRow = {
  readonly clock: string;
  readonly round: number;
  readonly rule: FrozenRule;
  readonly startedAt: Instant;
  readonly warnAt: Instant | null;
  readonly dueAt: Instant;
  readonly warnedAt: Instant | null;
  readonly breachedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly metLate: boolean;
};

/** A finding about a deadline, for the subject's journal. */
export type ClockFinding = { readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly row: ClockRow };

export type SweepChange = { readonly do: 'sweep'; readonly clock: string; readonly round: number };

export const loadClocks = async (query: Query, siteId: string, subject: string): Promise<ClockRow[]> =>
  query<ClockRow>(
    `select clock, round, rule, started_at as "startedAt", warn_at as "warnAt", due_at as "dueAt", warned_at as "warnedAt",
            breached_at as "breachedAt", stopped_at as "stoppedAt", cancelled_at as "cancelledAt", met_late as "metLate"
       from clocks where site_id = $1 and subject = $2 order by started_at, clock`,
    [siteId, subject],
    'clocks-load',
  );

export const isRunning = (row: ClockRow): boolean => row.stoppedAt === null && row.cancelledAt === null;

/**
 * Works out what changes do to the clocks of a subject, and what is found on the way:
 * a stop after the due time is a breach; a stop whose own time lies before a recorded breach is met, entered later.
 * A change is about the latest run of its round.
 */
export const applyClockChanges = (
  rows: readonly ClockRow[],
  changes: readonly (ClockChange | SweepChange)[],
  now: Instant,
): { rows: ClockRow[]; changed: ClockRow[]; findings: ClockFinding[] } => {
  const byKey = new Map(rows.map((row) => [`${row.clock}/${row.round}`, row]));
  const touched = new Set<string>();
  const findings: ClockFinding[] = [];
  const put = (row: ClockRow): ClockRow => {
    const key = `${row.clock}/${row.round}`;
    byKey.set(key, row);
    touched.add(key);
    return row;
  };
  const latest = (clock: string, round: number): ClockRow | undefined =>
    [...byKey.values()].filter((row) => row.clock === clock && roundOf(row.round) === round).reduce<ClockRow | undefined>((last, row) => (last && runOf(last.round) > runOf(row.round) ? last : row), undefined);
  for (const change of changes) {
    const row = change.do === 'sweep' ? byKey.get(`${change.clock}/${change.round}`) : latest(change.clock, change.round);
    switch (change.do) {
      case 'start':
      case 'resume': {
        const isAgain = change.do === 'start' && change.again !== undefined && row !== undefined;
        if (isAgain && isRunning(row) && (change.again === 'once' || row.dueAt === change.dueAt)) break;
        const isOver = isAgain && isRunning(row) && (row.breachedAt !== null || row.dueAt < change.startedAt);
        if (isOver && row.breachedAt !== null) put({ ...row, stoppedAt: change.startedAt });
        else if (isOver) findings.push({ type: 'DeadlineBreached', row: put({ ...row, stoppedAt: change.startedAt, breachedAt: now }) });
        const isKept = isOver || (isAgain && (row.stoppedAt !== null || row.breachedAt !== null));
        put(
          change.do === 'resume' && row
            ? { ...row, stoppedAt: null, metLate: false }
            : {
                clock: change.clock,
                round: isKept ? nextRun(row.round) : (row?.round ?? change.round),
                rule: change.rule,
                startedAt: change.startedAt,
                warnAt: change.warnAt ?? null,
                dueAt: change.dueAt,
                warnedAt: null,
                breachedAt: null,
                stoppedAt: null,
                cancelledAt: null,
                metLate: false,
              },
        );
        break;
      }
      case 'stop':
        if (!row || !isRunning(row)) break;
        if (change.at > row.dueAt && row.breachedAt === null) {
          findings.push({ type: 'DeadlineBreached', row: put({ ...row, stoppedAt: change.at, breachedAt: now }) });
        } else if (change.at <= row.dueAt && row.breachedAt !== null) {
          findings.push({ type: 'DeadlineMetLate', row: put({ ...row, stoppedAt: change.at, metLate: true }) });
        } else put({ ...row, stoppedAt: change.at });
        break;
      case 'cancel':
        if (row && isRunning(row)) put({ ...row, cancelledAt: change.at });
        break;
      case 'sweep':
        if (!row || !isRunning(row) || row.breachedAt !== null) break;
        if (row.dueAt <= now) findings.push({ type: 'DeadlineBreached', row: put({ ...row, breachedAt: now }) });
        else if (row.warnAt !== null && row.warnAt <= now && row.warnedAt === null)
          findings.push({ type: 'DeadlineWarned', row: put({ ...row, warnedAt: now }) });
        break;
      default: {
        const never: never = change;
        return never;
      }
    }
  }
  const all = [...byKey.values()];
  return { rows: all, changed: all.filter((row) => touched.has(`${row.clock}/${row.round}`)), findings };
};

/** The deadline a list shows: the earliest of those that still want something done. */
export const nextDue = (rows: readonly ClockRow[]): ClockRow | undefined =>
  rows.filter(isRunning).reduce<ClockRow | undefined>((first, row) => (first && first.dueAt <= row.dueAt ? first : row), undefined);

export const clocksWrite = (input: { siteId: string; subject: string; feature: string; rows: readonly ClockRow[] }): Write => ({
  name: 'clocks-save',
  text: `insert into clocks (site_id, subject, feature, clock, round, rule, started_at, warn_at, due_at, warned_at, breached_at, stopped_at, cancelled_at, met_late)
     select $1, $2, $3, c->>'clock', (c->>'round')::int, c->'rule', (c->>'startedAt')::timestamptz, (c->>'warnAt')::timestamptz, (c->>'dueAt')::timestamptz,
            (c->>'warnedAt')::timestamptz, (c->>'breachedAt')::timestamptz, (c->>'stoppedAt')::timestamptz, (c->>'cancelledAt')::timestamptz, (c->>'metLate')::boolean
       from jsonb_array_elements($4::jsonb) c
     on conflict (site_id, subject, clock, round) do update set
       rule = excluded.rule, started_at = excluded.started_at, warn_at = excluded.warn_at, due_at = excluded.due_at, warned_at = excluded.warned_at,
       breached_at = excluded.breached_at, stopped_at = excluded.stopped_at, cancelled_at = excluded.cancelled_at, met_late = excluded.met_late`,
  values: [input.siteId, input.subject, input.feature, JSON.stringify(input.rows)],
});
