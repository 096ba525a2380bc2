import type { SweepChange } from './clock-store.ts';
import { runCommand, type RunnerDeps, type SubjectKind } from './command-runner.ts';

type Due = { siteId: string; subject: string; clock: string; round: number; feature: string };

/** What a feature does when one of its clocks is due: run the finding as a command of the clock. */
export type DueHandler = ((deps: RunnerDeps, due: { siteId: string; subject: string; sweep: SweepChange }) => Promise<void>) & { readonly isShared?: true };

/**
 * A handler that does nothing but one command on its one subject, reading in its transaction only: many of them stand
 * or fall in one, so that a burst costs one commit for many.
 */
export const shared = (handler: DueHandler): DueHandler => Object.assign((...input: Parameters<DueHandler>) => handler(...input), { isShared: true } as const);

/** What most kinds do: the finding, and what follows from it, as one command of the clock. */
export const sweepOf =
  <State, Event>(kind: SubjectKind<State, Event>): DueHandler =>
  async (deps, { siteId, subject, sweep }) => {
    const done = await runCommand<State, Event>(deps, { kind, siteId, subject, name: 'sweep', actor: null, sweep, decide: () => ({ ok: true, events: [] }) });
    if (!done.ok && done.code !== 'site-unknown') throw new Error(done.code);
  };

const AT_ONCE = 50;

/** Commands given these deps join one transaction of all the centres, which ends when every one of them has. */
const inOneTransaction = (deps: RunnerDeps, sites: readonly string[], work: (joined: RunnerDeps) => Promise<void>[]): Promise<void> =>
  deps.database.write(sites, async (trx) => {
    const database = { ...deps.database, write: <T>(_sites: readonly string[], join: (joined: typeof trx) => Promise<T>) => join({ ...trx, commit: () => Promise.resolve() }) };
    // All are waited for, also after a failure: nothing may still be asked when the transaction is over.
    const failed = (await Promise.allSettled(work({ ...deps, database }))).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  });

/**
 * Hands due clocks to their features, each once: the handler locks the subject and looks again,
 * so that two processes sweeping together find one warning and one breach.
 */
export const sweepOnce = async (deps: RunnerDeps, handlers: ReadonlyMap<string, DueHandler>, options: { batch?: number; lanes?: number } = {}): Promise<number> => {
  const due = await deps.database.query<Due>(
    `select site_id as "siteId", subject, clock, round, feature from due_clocks($1, $2)`,
    [deps.clock.now(), options.batch ?? 10_000],
    'clocks-due',
  );
  let handled = 0;
  const failures: unknown[] = [];
  /** All clocks of one subject, one after the other. */
  const handle = async (runner: RunnerDeps, rows: readonly Due[]): Promise<void> => {
    for (const row of rows) {
      const handler = handlers.get(row.feature);
      if (!handler) throw new Error(`No feature handles the clocks of ${row.feature}.`);
      await handler(runner, { siteId: row.siteId, subject: row.subject, sweep: { do: 'sweep', clock: row.clock, round: row.round } });
    }
  };
  const alone = async (rows: readonly Due[]): Promise<void> => {
    for (const row of rows)
      try {
        await handle(deps, [row]);
        handled += 1;
      } catch (error) {
        failures.push(error);
      }
  };
  const together = async (subjects: readonly (readonly Due[])[]): Promise<void> => {
    const rows = subjects.flat();
    try {
      await inOneTransaction(deps, [...new Set(rows.map((row) => row.siteId))], (joined) => subjects.map((of) => handle(joined, of)));
      handled += rows.length;
    } catch {
      // One of them spoils it for all: each by itself says which.
      for (const of of subjects) await alone(of);
    }
  };
  // A subject's clocks in one place, so that lanes never wait for each other's row; locked in one order by every process.
  // By centre first: what row-level security looks through with every statement is then a few centres, not as many as subjects.
  const placeOf = (rows: readonly Due[]): string => `${rows[0]?.siteId}/${rows[0]?.subject}`;
  const subjects = [...Map.groupBy(due, (row) => `${row.feature}/${row.subject}`).values()].toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  const queue = [...Map.groupBy(subjects, (rows) => rows[0]?.feature).entries()].flatMap(([feature, all]): (() => Promise<void>)[] =>
    handlers.get(feature ?? '')?.isShared
      ? Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, index) => () => together(all.slice(index * AT_ONCE, (index + 1) * AT_ONCE)))
      : all.map((rows) => () => alone(rows)),
  );
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: options.lanes ?? 4 }, lane));
  // One broken clock must not keep the others waiting: it is reported when the rest is done.
  if (failures.length > 0) throw new AggregateError(failures, 'Some clocks could not be handled.');
  return handled;
};

/** Sweeps every second until stopped; a failing round is logged and the next one tries again. */
export const startSweep = (deps: RunnerDeps, handlers: ReadonlyMap<string, DueHandler>, onError: (error: unknown) => void): { stop(): Promise<void>; lastAt(): number } => {
  let stopped = false;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const round = async () => {
    try {
      while (!stopped && (await sweepOnce(deps, handlers)) > 0);
      last = performance.now();
    } catch (error) {
      onError(error);
    }
    if (!stopped) timer = setTimeout(() => (running = round()), 1000);
  };
  running = round();
  return {
    lastAt: () => last,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
