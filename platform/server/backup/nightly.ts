import type { Instant } from '../../core/instant.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';

const ROUND_MS = 60_000;

export type BackupState = {
  readonly lastGood: { readonly at: Instant; readonly file: string; readonly bytes: number; readonly withDatabase: boolean; readonly encrypted: boolean; readonly sameDisk: boolean } | null;
  /** The last one that failed, unless one has been made since. */
  readonly lastFailed: { readonly at: Instant; readonly reason: string } | null;
  readonly installedAt: Instant;
};

export const readBackups = async (database: Database): Promise<BackupState> => {
  const [installation, good, failed] = await Promise.all([
    database.query<{ created_at: Instant }>('select created_at from installation', [], 'installed-at'),
    database.query<{ at: Instant; file: string; bytes: number; withDatabase: boolean; encrypted: boolean; sameDisk: boolean }>(
      `select started_at as at, file, bytes, with_database as "withDatabase", encrypted, same_disk as "sameDisk" from backups where outcome = 'good' order by started_at desc limit 1`, [], 'backup-last-good'),
    database.query<{ at: Instant; reason: string }>(`select started_at as at, coalesce(reason, 'failed') as reason from backups where outcome = 'failed' order by started_at desc limit 1`, [], 'backup-last-failed'),
  ]);
  const lastGood = good[0] ?? null;
  const last = failed[0] ?? null;
  return { lastGood, lastFailed: last && (!lastGood || last.at > lastGood.at) ? last : null, installedAt: installation[0]?.created_at ?? '' };
};

/** Makes tonight's backup, in a process of its own; the signal asks it to stop. */
export type NightlyRun = (now: Instant, signal: AbortSignal) => Promise<void>;

/** Makes the backup if it is due; answers whether it was. */
export const nightlyOnce = async (deps: { database: Database; clock: Clock; at: string; run: NightlyRun }, signal: AbortSignal): Promise<boolean> => {
  const now = deps.clock.now();
  const [row] = await deps.database.query<{ due: boolean }>('select backup_due($1, $2) as due', [now, deps.at], 'backup-due');
  if (!row?.due) return false;
  await deps.run(now, signal);
  return true;
};

/** Looks every minute whether tonight's backup is still to be made. */
export const startNightly = (deps: { database: Database; clock: Clock; at: string; run: NightlyRun }, onError: (error: unknown) => void): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    await nightlyOnce(deps, stopping.signal).catch((error: unknown) => stopping.signal.aborted || onError(error));
    if (!stopping.signal.aborted) timer = setTimeout(() => (running = round()), ROUND_MS);
  };
  let running = round();
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
};
