import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { checkRestored } from '../platform/server/backup/check-restored.ts';
import { makeBackup } from '../platform/server/backup/make-backup.ts';
import { unpackBackup } from '../platform/server/backup/read-backup.ts';
import { prepareDataFolder } from '../platform/server/data-folder.ts';
import { startEmbeddedPostgres } from '../platform/server/postgres/embedded-postgres.ts';
import { migrate } from '../platform/server/migrate.ts';
import { postgresAccount } from '../platform/server/postgres/postgres-account.ts';
import { MIGRATIONS, readable } from '../scripts/installation.ts';
import { missing, startDesks } from './kill-rounds.ts';
import { freePort, startFoyer } from './real-foyer.ts';
import { seedDesks } from './stage.ts';

export type Failover = {
  /** From the end of the primary to the first command acknowledged by the other. */
  readonly outageMs: number;
  readonly before: number;
  readonly after: number;
  readonly lost: readonly string[];
  readonly faults: readonly string[];
  /** What a desk was told of a commit whose wait for the standby was broken off. */
  readonly brokenOff: number;
};

const CENTRES = 20;
const WORK_MS = 1_500;
const STANDBY = 'two';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (check: () => Promise<boolean>): Promise<void> => {
  for (const from = performance.now(); performance.now() - from < 30_000; await sleep(50)) if (await check().catch(() => false)) return;
  throw new Error(`It did not come to pass: ${check.toString()}`);
};

/** A standby from a backup of ours: unpacked, told whom to follow, started. */
const startStandby = async (folder: string, primary: { url: string; port: number; dataDir: string }) => {
  const now = new Date().toISOString();
  const { file } = await makeBackup({ dataDir: primary.dataDir, target: join(folder, 'backups'), databaseUrl: primary.url, isEmbedded: true, passphrase: undefined, configuration: [], program: 'bench', askedBy: 'hand', now });
  const dataDir = join(folder, 'standby');
  prepareDataFolder(dataDir, postgresAccount(join(dataDir, 'pg/data')));
  await unpackBackup({ file, into: dataDir, passphrase: undefined, ...readable() });
  const password = readFileSync(join(dataDir, 'pg/superuser-password'), 'utf8').trim();
  writeFileSync(join(dataDir, 'pg/data/standby.signal'), '');
  appendFileSync(join(dataDir, 'pg/data/postgresql.auto.conf'), `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres password=${password} application_name=${STANDBY}'\n`);
  return { dataDir, server: await startEmbeddedPostgres({ dataDir }) };
};

/** Desks at work on a primary with a synchronous standby; the primary is killed, the standby promoted; nobody touches Foyer. */
export const failOver = async (folder: string): Promise<Failover> => {
  const primaryDir = join(folder, 'primary');
  const primary = await startEmbeddedPostgres({ dataDir: primaryDir });
  let standby: Awaited<ReturnType<typeof startStandby>> | undefined;
  const pools: pg.Pool[] = [];
  const open = (url: string): pg.Pool => {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  try {
    await migrate({ url: primary.adminUrl, folder: MIGRATIONS, now: new Date().toISOString(), testClock: false });
    const one = open(primary.adminUrl);
    const desks = await seedDesks(one, CENTRES);
    standby = await startStandby(folder, { url: primary.adminUrl, port: primary.port, dataDir: primaryDir });
    const two = open(standby.server.adminUrl);
    await one.query(`alter system set synchronous_standby_names = '${STANDBY}'`);
    await one.query('select pg_reload_conf()');
    await until(async () => (await one.query<{ sync_state: string }>('select sync_state from pg_stat_replication')).rows[0]?.sync_state === 'sync');

    const url = primary.adminUrl.replace(/@127\.0\.0\.1:\d+\//, `@127.0.0.1:${primary.port},127.0.0.1:${standby.server.port}/`);
    const foyer = await startFoyer({ DATABASE_URL: url, FOYER_DATA: join(folder, 'foyer') }, await freePort());
    let isOver = false;
    void foyer.exited.then(() => (isOver ? undefined : console.error(`Foyer ended: ${foyer.said()}`)));
    try {
      const work = startDesks(foyer.origin, desks);
      await sleep(WORK_MS);
      // The standby stands still for a moment: a commit that waits for it is broken off, and must not be told as done.
      const standbyPid = Number(readFileSync(join(standby.dataDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
      const receiver = (await two.query<{ pid: number }>('select pid from pg_stat_wal_receiver')).rows[0]?.pid ?? standbyPid;
      const counted = work.acknowledged.length;
      process.kill(receiver, 'SIGSTOP');
      await until(async () => Number((await one.query<{ n: string }>(`select count(*) as n from pg_stat_activity where wait_event = 'SyncRep'`)).rows[0]?.n) > 0);
      const standing = work.acknowledged.length;
      await one.query(`select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`);
      await sleep(20);
      const brokenOff = work.acknowledged.length - standing;
      process.kill(receiver, 'SIGCONT');
      await until(async () => work.acknowledged.length > counted + 50);

      const postmaster = Number(readFileSync(join(primaryDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(postmaster, 'SIGKILL');
      const struckAt = performance.now();
      await sleep(100);
      const before = work.acknowledged.length;
      await two.query('select pg_promote()');
      await until(async () => work.acknowledged.length > before);
      const outageMs = performance.now() - struckAt;
      await sleep(WORK_MS);
      await work.stop();
      const report = await checkRestored({ url: standby.server.adminUrl, dataDir: join(folder, 'foyer') });
      return {
        outageMs, before, after: work.acknowledged.length - before, brokenOff,
        lost: await missing(standby.server.adminUrl, work.acknowledged),
        faults: report.centres.flatMap((centre) => (centre.fault ? [`${centre.name} ${JSON.stringify(centre.fault)}`] : [])),
      };
    } finally {
      isOver = true;
      foyer.kill('SIGTERM');
      await foyer.exited;
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
    await standby?.server.stop();
    await primary.stop();
  }
};
