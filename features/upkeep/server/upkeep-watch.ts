import { findingsOf, isArchiveBehind, isBackupOld, isCertificateSoon, isClockOff, type Finding } from '../../../platform/core/health.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { readBackups } from '../../../platform/server/backup/nightly.ts';
import { runCommand, type RunnerDeps, type SubjectKind } from '../../../platform/server/command-runner.ts';
import type { DiskGuard } from '../../../platform/server/disk-guard.ts';
import { upkeepAlerts } from '../core/upkeep-alerts.ts';
import { evolveUpkeep, tell, type Upkeep, type UpkeepEvent } from '../core/upkeep-state.ts';

const ROUND_MS = 60_000;
const CENTRES_A_ROUND = 500;

const upkeepKind: SubjectKind<Upkeep, UpkeepEvent> = {
  feature: 'upkeep',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: Upkeep; version: number; last_hash: Buffer }>('select state, version, last_hash from site_upkeep where site_id = $1 and id = $2 for update', [siteId, subject], 'upkeep-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: evolveUpkeep,
  journal: ({ type, at, ...data }) => ({ event: type, data, text: {}, occurredAt: at, recordedAt: at }),
  clocks: () => [],
  finding: () => {
    throw new Error('Upkeep has no clocks.');
  },
  jobs: () => [],
  alerts: upkeepAlerts,
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'upkeep-save',
      text: `insert into site_upkeep (site_id, id, version, last_hash, open, state) values ($1, $2, $3, $4, $5, $6)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, open = excluded.open, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, Object.keys(state.open).sort(), JSON.stringify(state)],
    },
  ],
};

export type UpkeepDeps = RunnerDeps & {
  readonly disk: Pick<DiskGuard, 'look'>;
  /** How far the archive of the log is behind; null where none is kept. */
  archive(): Promise<{ readonly until: Instant | null; readonly behindSeconds: number } | null>;
  /** How far this machine is ahead of most devices, and until when its certificate holds; null = not known, or none. */
  machine(): { readonly aheadMs: number | null; readonly certificateUntil: Instant | null };
};

/** Looks at the machine and tells the centres that do not know yet; answers how many were told. */
export const watchOnce = async (deps: UpkeepDeps): Promise<number> => {
  const now = deps.clock.now();
  const disk = await deps.disk.look();
  // Nobody can be told before it can be written down.
  if (disk === 'unwritable') return 0;
  const machine = deps.machine();
  const archive = await deps.archive();
  const backups = await readBackups(deps.database);
  const lastBackupAt = backups.lastGood?.at ?? null;
  const findings: Finding[] = findingsOf({ archiveBehind: isArchiveBehind(archive?.behindSeconds ?? null), backupOld: isBackupOld({ lastGoodAt: lastBackupAt, installedAt: backups.installedAt, now }), disk, clockOff: isClockOff(machine.aheadMs), certificateSoon: isCertificateSoon(machine.certificateUntil, now) });
  let told = 0;
  for (;;) {
    const sites = await deps.database.query<{ site_id: string; subject: string }>('select site_id, subject from sites_to_tell($1, $2)', [[...findings].sort(), CENTRES_A_ROUND], 'sites-to-tell');
    for (const { site_id: siteId, subject } of sites) {
      const done = await runCommand(deps, { kind: upkeepKind, siteId, subject, name: 'tellHealth', actor: null, decide: (state) => ({ ok: true, events: tell(state, { at: now, findings, lastBackupAt, archivedUntil: archive?.until ?? null }) }) });
      if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
      told += 1;
    }
    if (sites.length < CENTRES_A_ROUND) return told;
  }
};

export const startUpkeepWatch = (deps: UpkeepDeps, onError: (error: unknown) => void): { stop(): Promise<void> } => {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const round = async (): Promise<void> => {
    await watchOnce(deps).catch(onError);
    if (!isStopped) timer = setTimeout(() => (running = round()), ROUND_MS);
  };
  let running = round();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
