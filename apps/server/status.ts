import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { isArchiveBehind, isBackupOld } from '../../platform/core/health.ts';
import { readStatus, type Status } from '../../platform/core/status-contract.ts';
import { route, type Route } from '../../platform/server/app.ts';
import { readBackups } from '../../platform/server/backup/nightly.ts';
import type { Clock } from '../../platform/server/clock.ts';
import type { Config } from '../../platform/server/config.ts';
import type { Database } from '../../platform/server/database.ts';
import type { DeviceClocks } from '../../platform/server/device-clocks.ts';
import type { DiskGuard } from '../../platform/server/disk-guard.ts';
import { foldersInUse } from '../../platform/server/folder-name.ts';
import type { Jobs, JobState } from '../../platform/server/jobs.ts';
import type { Metrics } from '../../platform/server/metrics.ts';
import { printerTestsOf } from '../../platform/server/printer-tests.ts';
import { channelStates } from '../../features/alerts/server/alert-facts.ts';
import { readLogReach, type LogReach } from '../../platform/server/log-archive/log-state.ts';
import { pbxNames, type PbxHealth } from '../../features/telephone/server/telephone-facts.ts';
import { localTls, fingerprintOf } from '../../platform/server/tls/local-authority.ts';
import { addressesOf, isHttps, trustAddressesOf } from './addresses.ts';

/** A sweep runs every second; so long without one and something is wrong. */
const SWEEP_TOO_OLD = 30;

export type StatusDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly config: Config;
  readonly dataDir: string;
  readonly version: string;
  readonly jobs: Pick<Jobs, 'states'>;
  readonly disk: Pick<DiskGuard, 'space' | 'level' | 'look' | 'writeMs'>;
  readonly devices: DeviceClocks;
  readonly startedAt: string;
  sweptAt(): number;
  isDraining(): boolean;
  /** Known to the process that listens to them. */
  readonly pbxHealth?: ((siteId: string, id: string) => Pick<PbxHealth, 'state' | 'lastEventAt'>) | undefined;
};

const sweepAgeOf = (deps: StatusDeps): number => Math.round((performance.now() - deps.sweptAt()) / 1000);

/** How long the oldest open write transaction of this database has held the feed back, in seconds. */
const feedHeld = async (database: Database): Promise<number> => (await database.query<{ seconds: number }>('select feed_held_seconds() as seconds'))[0]?.seconds ?? 0;

/** Until when the certificate of our own https holds; read anew, since it is renewed on disk. */
export const certificateUntil = (config: Config): string | null => {
  if (!config.tlsCert) return null;
  try {
    return new X509Certificate(readFileSync(config.tlsCert)).validToDate.toISOString();
  } catch {
    return null;
  }
};

const trustOf = ({ config, dataDir }: StatusDeps): Status['trust'] =>
  config.trustPort === undefined || !existsSync(localTls(dataDir).authority) ? null : { addresses: trustAddressesOf(config), fingerprint: fingerprintOf(readFileSync(localTls(dataDir).authority, 'utf8')) };

const archiveOf = (reach: LogReach | null, lastBackupAt: string | null): Status['archive'] => {
  if (!reach) return null;
  const needsBackup = lastBackupAt === null || reach.since === null || lastBackupAt < reach.since;
  const { folder, until, behindSeconds, waiting, failing, sameDisk } = reach;
  return { folder, until, behindSeconds, isBehind: isArchiveBehind(behindSeconds), waiting, failing, needsBackup, letGoAt: needsBackup ? reach.letGoAt : null, sameDisk };
};

const exactOf = async (database: Database, jobs: readonly JobState[]): Promise<NonNullable<Status['exact']>> => {
  const [row] = await database.query<{ bytes: number; used: number; most: number; migration: string; epoch: string }>(
    `select pg_database_size(current_database()) as bytes, (select count(*) from pg_stat_activity where datname = current_database()) as used,
            current_setting('max_connections')::int as most, (select max(name) from schema_migrations) as migration, epoch from installation`,
  );
  return {
    processId: process.pid, runtime: `Node ${process.versions.node}`, memoryBytes: process.memoryUsage.rss(), databaseBytes: row?.bytes ?? 0,
    connections: { used: row?.used ?? 0, atMost: row?.most ?? 0 }, migration: row?.migration ?? '', epoch: row?.epoch ?? '', jobs: [...jobs],
  };
};

/** How the installation stands, for the centres given; the figures behind the words only where asked for. */
export const statusOf = async (deps: StatusDeps, sites: readonly string[], isExact: boolean): Promise<Status> => {
  const { config, database } = deps;
  const asked = performance.now();
  const [server] = await database.query<{ version: string }>(`select current_setting('server_version') as version`);
  const milliseconds = Math.round((performance.now() - asked) * 10) / 10;
  const [held, jobs, backups, archive, , [sealed, channels, pbx, printers]] = await Promise.all([
    feedHeld(database),
    deps.jobs.states(),
    readBackups(database),
    readLogReach(deps),
    deps.disk.look(),
    database.read(sites, (reader) =>
      Promise.all([
        reader.query<{ siteId: string; siteName: string; day: string | null }>(
          `select s.id as "siteId", s.name as "siteName", (select h.day::text from journal_heads h where h.site_id = s.id order by h.day desc limit 1) as day
             from sites s where s.id = any($1) order by s.name`,
          [sites],
        ),
        channelStates(reader, sites),
        deps.pbxHealth ? pbxNames(reader, sites) : [],
        printerTestsOf(reader.query, sites),
      ]),
    ),
  ]);
  const folders = await foldersInUse(database);
  const now = deps.clock.now();
  const space = deps.disk.space();
  const { lastGood, lastFailed, installedAt } = backups;
  return {
    version: deps.version,
    now,
    startedAt: deps.startedAt,
    testClock: config.testClock,
    addresses: addressesOf(config),
    publicUrl: config.publicUrl ?? null,
    https: isHttps(config),
    proxies: [...config.trustProxy],
    certificateUntil: certificateUntil(config),
    trust: trustOf(deps),
    database: { embedded: config.databaseUrl === undefined, version: server?.version ?? '', milliseconds, folders },
    sweepAgeSeconds: sweepAgeOf(deps),
    feedHeldSeconds: Math.round(held * 10) / 10,
    jobs: { waiting: jobs.reduce((sum, job) => sum + job.waiting, 0), failed: jobs.reduce((sum, job) => sum + job.failed, 0) },
    disk: space && { folder: deps.dataDir, ...space, level: deps.disk.level(), writeMs: deps.disk.writeMs() },
    clock: deps.devices.read(),
    backup: { nightlyAt: config.backupAt ?? null, folder: config.backupTo ?? join(deps.dataDir, 'backups'), isOld: isBackupOld({ lastGoodAt: lastGood?.at ?? null, installedAt, now }), lastGood, lastFailed },
    archive: archiveOf(archive, lastGood?.withDatabase ? lastGood.at : null),
    channels,
    pbx: pbx.map(({ siteId, id, siteName, name }) => {
      const health = deps.pbxHealth?.(siteId, id);
      return { siteName, name, state: health?.state ?? 'stopped', lastEventAt: health?.lastEventAt ?? null };
    }),
    printers,
    sealed,
    exact: isExact ? await exactOf(database, jobs) : null,
  };
};

/** The page in plain words for whoever looks after the installation. */
export const statusRoute = (deps: StatusDeps): Route =>
  route(readStatus, ({ caller }) => statusOf(deps, [...caller.sites.keys()], [...caller.sites.values()].some((site) => site.roles.includes('admin'))));

/** For load balancers and watchers: alive, and able to work. */
export const mountHealth = (app: FastifyInstance, deps: StatusDeps): void => {
  app.get('/healthz', async () => ({ ok: true, version: deps.version }));
  app.get('/readyz', async (_request, reply) => {
    const asked = performance.now();
    const held = await feedHeld(deps.database).catch(() => undefined);
    const sweepAge = sweepAgeOf(deps);
    const draining = deps.isDraining();
    const ready = held !== undefined && sweepAge < SWEEP_TOO_OLD && !draining;
    return reply.status(ready ? 200 : 503).send({ ready, draining, database: held === undefined ? 'unreachable' : `${Math.round(performance.now() - asked)} ms`, feedHeldSeconds: held ?? null, sweepAgeSeconds: sweepAge });
  });
};

/** What a dashboard draws of all this (docs/dashboard.json). */
export const mountGauges = (gauge: Metrics['gauge'], deps: StatusDeps): void => {
  gauge('foyer_jobs_waiting', 'Jobs that wait or run', async () => (await deps.jobs.states()).reduce((sum, job) => sum + job.waiting, 0));
  gauge('foyer_jobs_failed', 'Jobs given up', async () => (await deps.jobs.states()).reduce((sum, job) => sum + job.failed, 0));
  gauge('foyer_sweep_age_seconds', 'Seconds since the last sweep of clocks', () => (performance.now() - deps.sweptAt()) / 1000);
  gauge('foyer_feed_held_seconds', 'Age of the oldest open write transaction', () => feedHeld(deps.database));
  gauge('foyer_disk_free_bytes', 'Free on the disk of the data', () => deps.disk.space()?.freeBytes ?? NaN);
  gauge('foyer_disk_total_bytes', 'Size of the disk of the data', () => deps.disk.space()?.totalBytes ?? NaN);
  gauge('foyer_read_only', '1 while nothing new is taken in, since the disk is full or cannot be written', () => (['read-only', 'unwritable'].includes(deps.disk.level()) ? 1 : 0));
  gauge('foyer_disk_write_seconds', 'How long a small write took to be safe on the disk', () => deps.disk.writeMs() / 1000);
  gauge('foyer_backup_age_seconds', 'Seconds since the last good backup, or since the installation where there is none', async () => {
    const { lastGood, installedAt } = await readBackups(deps.database);
    return (Date.parse(deps.clock.now()) - Date.parse(lastGood?.at ?? installedAt)) / 1000;
  });
  gauge('foyer_archive_age_seconds', 'Seconds since when what was entered is not all in the archive of the log', async () => (await readLogReach(deps))?.behindSeconds ?? NaN);
  gauge('foyer_archive_waiting', 'Segments of the log that wait for the archive', async () => (await readLogReach(deps))?.waiting ?? NaN);
  gauge('foyer_clock_ahead_seconds', 'How far this machine is ahead of most devices', () => (deps.devices.read().aheadMs ?? NaN) / 1000);
  gauge('foyer_certificate_seconds', 'Seconds until the certificate ends', () => {
    const until = certificateUntil(deps.config);
    return until === null ? NaN : (Date.parse(until) - Date.parse(deps.clock.now())) / 1000;
  });
};
