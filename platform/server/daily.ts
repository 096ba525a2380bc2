import type { RunnerDeps } from './command-runner.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { JobHandler } from './jobs.ts';
import { sealDay, type JournalKey } from './journal-heads.ts';

const ROUND_MS = 60_000;
const CENTRES_A_ROUND = 500;
const ROWS_A_BITE = 5000;

/** What is done once a day and centre, or once a day: sealing the journal, throwing away what nobody needs. */
export const dailyJobs = (deps: { database: Database; clock: Clock; key: JournalKey }): JobHandler[] => [
  {
    name: 'seal-journal', retries: 5, seconds: 900,
    run: ({ siteId, day }) => sealDay(deps, { siteId: String(siteId), day: String(day), now: deps.clock.now() }),
  },
  {
    name: 'clean-up', retries: 2, seconds: 900,
    run: async () => {
      for (let gone = ROWS_A_BITE; gone >= ROWS_A_BITE; )
        gone = (await deps.database.query<{ gone: number }>('select clean_up($1, $2, $3) as gone', [deps.clock.now(), new Date().toISOString(), ROWS_A_BITE]))[0]?.gone ?? 0;
    },
  },
];

/** Asks for what the turn of the day brings, each once however many processes look; answers how many centres' days were over. `alsoPerSite`: jobs of features, once a centre and day. */
export const turnDay = async (deps: RunnerDeps, alsoPerSite: readonly string[] = []): Promise<number> => {
  const over = await deps.database.query<{ site_id: string; day: string }>('select site_id, day::text as day from sites_to_seal($1, $2)', [deps.clock.now(), CENTRES_A_ROUND], 'sites-to-seal');
  for (const { site_id: siteId, day } of over)
    await deps.database.write([siteId], (trx) => deps.queue(trx, ['seal-journal', ...alsoPerSite].map((name) => ({ name, payload: { siteId, day }, key: siteId }))));
  if (over.length > 0) await deps.database.write([], (trx) => deps.queue(trx, [{ name: 'clean-up', payload: {}, key: 'all' }]));
  return over.length;
};

/** Looks every minute whether a day is over somewhere. */
export const startDaily = (deps: RunnerDeps, onError: (error: unknown) => void, alsoPerSite: readonly string[] = []): { stop(): Promise<void> } => {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const round = async (): Promise<void> => {
    await turnDay(deps, alsoPerSite).catch(onError);
    if (!stopped) timer = setTimeout(() => (running = round()), ROUND_MS);
  };
  let running = round();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
