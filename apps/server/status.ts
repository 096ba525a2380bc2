import { statfs } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { readStatus } from '../../platform/core/status-contract.ts';
import { route, type Route } from '../../platform/server/app.ts';
import type { Clock } from '../../platform/server/clock.ts';
import type { Config } from '../../platform/server/config.ts';
import type { Database } from '../../platform/server/database.ts';
import type { Jobs } from '../../platform/server/jobs.ts';
import { addressesOf, isHttps } from './addresses.ts';

/** A sweep runs every second; so long without one and something is wrong. */
const SWEEP_TOO_OLD = 30;

type StatusDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly config: Config;
  readonly dataDir: string;
  readonly version: string;
  readonly jobs: Jobs;
  sweptAt(): number;
};

const sweepAgeOf = (deps: StatusDeps): number => Math.round((performance.now() - deps.sweptAt()) / 1000);

/** How long the oldest open write transaction of this database has held the feed back, in seconds. */
const feedHeld = async (database: Database): Promise<number> =>
  (
    await database.query<{ seconds: number }>(
      `select coalesce(extract(epoch from max(clock_timestamp() - xact_start) filter (where backend_xid is not null)), 0)::float as seconds
         from pg_stat_activity where datname = current_database()`,
    )
  )[0]?.seconds ?? 0;

const diskOf = async (folder: string): Promise<{ folder: string; freeBytes: number; totalBytes: number } | null> => {
  const disk = await statfs(folder).catch(() => undefined);
  return disk ? { folder, freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize } : null;
};

/** The page in plain words for whoever looks after the installation. */
export const statusRoute = (deps: StatusDeps): Route => {
  const startedAt = deps.clock.now();
  return route(readStatus, async ({ caller }) => {
    const asked = performance.now();
    const [server] = await deps.database.query<{ version: string }>(`select current_setting('server_version') as version`);
    const milliseconds = Math.round((performance.now() - asked) * 10) / 10;
    const sites = [...caller.sites.keys()];
    const [held, jobs, disk, sealed] = await Promise.all([
      feedHeld(deps.database),
      deps.jobs.states(),
      diskOf(deps.dataDir),
      deps.database.read(sites, (reader) =>
        reader.query<{ siteId: string; siteName: string; day: string | null }>(
          `select s.id as "siteId", s.name as "siteName", (select h.day::text from journal_heads h where h.site_id = s.id order by h.day desc limit 1) as day
             from sites s where s.id = any($1) order by s.name`,
          [sites],
        ),
      ),
    ]);
    return {
      version: deps.version,
      now: deps.clock.now(),
      startedAt,
      testClock: deps.config.testClock,
      addresses: addressesOf(deps.config),
      publicUrl: deps.config.publicUrl ?? null,
      https: isHttps(deps.config),
      proxies: [...deps.config.trustProxy],
      database: { embedded: deps.config.databaseUrl === undefined, version: server?.version ?? '', milliseconds },
      sweepAgeSeconds: sweepAgeOf(deps),
      feedHeldSeconds: Math.round(held * 10) / 10,
      jobs: { waiting: jobs.reduce((sum, job) => sum + job.waiting, 0), failed: jobs.reduce((sum, job) => sum + job.failed, 0) },
      disk,
      sealed,
    };
  });
};

/** For load balancers and watchers: alive, and able to work. */
export const mountHealth = (app: FastifyInstance, deps: StatusDeps): void => {
  app.get('/healthz', async () => ({ ok: true, version: deps.version }));
  app.get('/readyz', async (_request, reply) => {
    const asked = performance.now();
    const held = await feedHeld(deps.database).catch(() => undefined);
    const sweepAge = sweepAgeOf(deps);
    const ready = held !== undefined && sweepAge < SWEEP_TOO_OLD;
    return reply.status(ready ? 200 : 503).send({ ready, database: held === undefined ? 'unreachable' : `${Math.round(performance.now() - asked)} ms`, feedHeldSeconds: held ?? null, sweepAgeSeconds: sweepAge });
  });
};
