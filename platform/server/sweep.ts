import type { SweepChange } from './clock-store.ts';
import type { RunnerDeps } from './command-runner.ts';

type Due = { siteId: string; subject: string; clock: string; round: number; feature: string };

/** What a feature does when one of its clocks is due: run the finding as a command of the clock. */
export type DueHandler = (deps: RunnerDeps, due: { siteId: string; subject: string; sweep: SweepChange }) => Promise<void>;

/**
 * Hands due clocks to their features, each once: the handler locks the subject and looks again,
 * so that two processes sweeping together find one warning and one breach.
 */
export const sweepOnce = async (deps: RunnerDeps, handlers: ReadonlyMap<string, DueHandler>, options: { batch?: number; lanes?: number } = {}): Promise<number> => {
  const due = await deps.database.query<Due>(
    `select site_id as "siteId", subject, clock, round, feature from due_clocks($1, $2)`,
    [deps.clock.now(), options.batch ?? 400],
    'clocks-due',
  );
  // All clocks of one subject in one lane, so that lanes never wait for each other's row.
  const bySubject = Map.groupBy(due, (row) => row.subject);
  const queue = [...bySubject.values()];
  let handled = 0;
  const failures: unknown[] = [];
  const lane = async () => {
    for (let rows = queue.shift(); rows; rows = queue.shift())
      for (const row of rows) {
        const handler = handlers.get(row.feature);
        try {
          if (!handler) throw new Error(`No feature handles the clocks of ${row.feature}.`);
          await handler(deps, { siteId: row.siteId, subject: row.subject, sweep: { do: 'sweep', clock: row.clock, round: row.round } });
          handled += 1;
        } catch (error) {
          failures.push(error);
        }
      }
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
