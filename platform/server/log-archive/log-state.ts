import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../../core/instant.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import { lsnOf, slotName } from './log-names.ts';

export const LOG_FAILURES = ['target-gone', 'target-full', 'target-unwritable', 'foreign', 'failed'] as const;
export type LogFailure = (typeof LOG_FAILURES)[number];

/**
 * What is known of the archive, beside the database and not in it: writing it down must leave no log of its own. It is in
 * no backup, so that a restored installation begins a line of its own.
 */
const state = z.object({
  line: z.uuid(),
  /** The cluster whose log it is; data carried to another one begins a line of its own. */
  system: z.string(),
  target: z.string(),
  /** Without a gap since then: only a backup made after it can be taken further. */
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
  /** The transactions there were then: where they are the same, nothing has been written since. */
  snapshot: z.string(),
  failing: z.object({ since: z.iso.datetime(), reason: z.enum(LOG_FAILURES) }).nullable(),
  /** When what waited was given up because the disk of the data ran out of room. */
  letGoAt: z.iso.datetime().nullable(),
  sameDisk: z.boolean(),
});
export type LogState = z.output<typeof state>;

export const stateFile = (dataDir: string): string => join(dataDir, 'pg/log-archive.json');

/** Undefined where nothing was ever archived, or the file is of no use: then a new line begins. */
export const readLogState = async (path: string): Promise<LogState | undefined> => {
  try {
    return state.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

export const writeLogState = async (path: string, now: LogState): Promise<void> => {
  await writeFile(`${path}.part`, `${JSON.stringify(now, null, 1)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.part`, path);
};

export type LogReach = {
  readonly folder: string;
  readonly until: Instant | null;
  /** Since when what was entered is not all there. */
  readonly behindSeconds: number;
  /** Whole segments that wait in the data folder. */
  readonly waiting: number;
  readonly failing: { readonly since: Instant; readonly reason: LogFailure } | null;
  readonly since: Instant | null;
  readonly letGoAt: Instant | null;
  readonly sameDisk: boolean;
};

/** How far the archive reaches; null where none is kept. Asked of the database's own clock, as the archive is. */
export const readLogReach = async (deps: { database: Database; config: Pick<Config, 'archiveTo' | 'databaseUrl'>; dataDir: string }): Promise<LogReach | null> => {
  const folder = deps.config.archiveTo;
  if (folder === undefined || deps.config.databaseUrl !== undefined) return null;
  const [there, [row]] = await Promise.all([
    readLogState(stateFile(deps.dataDir)),
    deps.database.query<{ now: Instant; snapshot: string; flushed: string; kept: string | null; size: string }>(
      `select clock_timestamp() as now, pg_current_snapshot()::text as snapshot, pg_current_wal_flush_lsn()::text as flushed, (select restart_lsn::text from pg_replication_slots where slot_name = $1) as kept,
              (select setting from pg_settings where name = 'wal_segment_size') as size`,
      [slotName],
      'log-reach',
    ),
  ]);
  if (!row) return null;
  const isOfTarget = there?.target === folder;
  const until = !there || !isOfTarget ? null : there.snapshot === row.snapshot ? row.now : there.until;
  const from = until ?? there?.since;
  const size = BigInt(row.size);
  return {
    folder, until,
    behindSeconds: from ? Math.max(0, Math.round((Date.parse(row.now) - Date.parse(from)) / 1000)) : 0,
    waiting: row.kept ? Number(lsnOf(row.flushed) / size - lsnOf(row.kept) / size) : 0,
    failing: there?.failing ?? null,
    since: isOfTarget ? there.since : null,
    letGoAt: there?.letGoAt ?? null,
    sameDisk: there?.sameDisk ?? false,
  };
};
