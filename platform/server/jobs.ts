import pg from 'pg';
import { PgBoss, type Db } from 'pg-boss';
import type { Database, Transaction } from './database.ts';

/**
 * Work to be done as soon as it can, committed with the change that asks for it. Not for what happens at a time: that is a clock.
 * Two jobs of one name and key that both still wait are one job.
 */
export type Job = { readonly name: string; readonly payload: Record<string, unknown>; readonly key: string };

/** How a job is done. It may run twice (a process died on the way), so it must come to the same. */
export type JobHandler = { readonly name: string; readonly retries: number; readonly seconds: number; run(payload: Record<string, unknown>): Promise<void> };

export type JobState = { readonly name: string; readonly waiting: number; readonly failed: number };

export type Jobs = {
  /** Puts jobs in the transaction given; to be awaited before its commit is sent. */
  queue(trx: Transaction, jobs: readonly Job[]): Promise<void>;
  /** Starts doing them in this process. */
  work(handlers: readonly JobHandler[]): Promise<void>;
  states(): Promise<JobState[]>;
  stop(): Promise<void>;
};

const GRACE_MS = 5000;
// A job waits half a second at most for a free process, which takes several at once and settles each for itself.
const HOW = { pollingIntervalSeconds: 0.5, batchSize: 20, perJobResults: true } as const;

/** Keeps a job that waits from being taken up before the transaction is over. */
const HOLD = `select from pgboss.job where name = $1 and singleton_key = $2 and state = 'created' for key share`;

// Several statements in one text come back as several results, and pg-boss looks at each.
const through = (client: pg.Client | pg.Pool): Db => ({ executeSql: (text, values) => client.query(text, values) });

/** Makes or upgrades pg-boss's own schema, as the owner; the program itself may only use it. */
export const installJobs = async (client: pg.Client): Promise<void> => {
  const boss = new PgBoss({ db: through(client), supervise: false, schedule: false });
  await boss.start();
  await boss.stop({ graceful: false });
  await client.query(`grant usage on schema pgboss to foyer_app;
    grant select, insert, update, delete on all tables in schema pgboss to foyer_app;
    grant execute on all functions in schema pgboss to foyer_app`);
};

/** Jobs that waited in another installation wait here: as the owner, before anybody works. */
export const adoptJobs = async (client: pg.Client, jobs: readonly Job[]): Promise<void> => {
  if (jobs.length === 0) return;
  const boss = new PgBoss({ db: through(client), supervise: false, schedule: false });
  await boss.start();
  for (const name of new Set(jobs.map((job) => job.name))) await boss.createQueue(name, { policy: 'short' });
  for (const job of jobs) await boss.send(job.name, job.payload, { singletonKey: job.key });
  await boss.stop({ graceful: false });
};

/** How much waits and was given up, by name; all names there are where none are given. */
export const readJobStates = (database: Database, names: readonly string[] | null): Promise<JobState[]> =>
  database.query<JobState>(
    `select q.name, count(j.*) filter (where j.state in ('created', 'retry', 'active')) as waiting, count(j.*) filter (where j.state = 'failed') as failed
       from pgboss.queue q left join pgboss.job j on j.name = q.name and j.state in ('created', 'retry', 'active', 'failed')
      where $1::text[] is null or q.name = any ($1) group by q.name order by q.name`,
    [names],
  );

/** Jobs behind one door: pg-boss on our own connections, as the role that owns nothing. */
export const openJobs = async (input: { database: Database; onError(error: unknown): void; /** While the disk takes nothing or the database is away, nobody looks for work. */ mayWrite?(): boolean }): Promise<Jobs> => {
  const own = through(input.database.pool);
  const db: Db = { executeSql: (text, values) => (input.mayWrite?.() === false ? Promise.resolve({ rows: [] }) : own.executeSql(text, values)) };
  // Indexes and vacuum are the owner's business; times of ours are clocks, so pg-boss schedules nothing.
  const boss = new PgBoss({ db, migrate: false, createSchema: false, schedule: false, reindex: false, monitorVacuum: false });
  boss.on('error', input.onError);
  await boss.start();
  const names: string[] = [];
  return {
    queue: async (trx, jobs) => {
      const db = { executeSql: async (text: string, values?: unknown[]) => ({ rows: await trx.query(text, values) }) };
      for (const job of jobs) {
        if (!names.includes(job.name)) throw new Error(`Nobody does the job ${job.name}.`);
        // Null: this wish joins one that waits. Taken up before this change is committed, that one would not see it; taken up already, it is wished anew.
        while ((await boss.send(job.name, job.payload, { db, singletonKey: job.key })) === null && (await trx.query(HOLD, [job.name, job.key])).length === 0);
      }
    },
    work: async (handlers) => {
      for (const handler of handlers) {
        const options = { policy: 'short', retryLimit: handler.retries, retryBackoff: true, retryDelay: 2, retryDelayMax: 3600, expireInSeconds: handler.seconds } as const;
        await boss.createQueue(handler.name, options);
        const { policy: _policy, ...changeable } = options;
        await boss.updateQueue(handler.name, changeable);
        names.push(handler.name);
      }
      for (const handler of handlers)
        await boss.work<Record<string, unknown>, unknown, typeof HOW>(handler.name, HOW, (jobs) =>
          Promise.all(
            jobs.map(async ({ id, data }) => {
              try {
                await handler.run(data);
                return { id, status: 'completed' as const };
              } catch (error) {
                input.onError(error);
                return { id, status: 'failed' as const, output: { message: String(error) } };
              }
            }),
          ),
        );
    },
    states: () => readJobStates(input.database, names),
    stop: () => boss.stop({ graceful: true, timeout: GRACE_MS }),
  };
};
