import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Instant } from '../../core/instant.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { prepareDataFolder } from '../data-folder.ts';
import { lockFolder } from '../folder-lock.ts';
import { uuidv7 } from '../ids.ts';
import { localTime } from '../local-time.ts';
import { postgresAccount } from '../postgres/postgres-account.ts';
import { folderFailure } from '../start-error.ts';
import { checkReplay, layOutLog, type ReplayTo } from '../log-archive/log-replay.ts';
import { ABOUT, BackupRefused, LOG_END, MANIFEST, RESTORED, RESTORING, type About } from './backup-format.ts';
import type { BackupSource } from './backup-target.ts';
import { unpackBackup, type Unpacked } from './read-backup.ts';
import { moveIn } from './settle-restore.ts';

export type RestoreInput = {
  readonly file: string | BackupSource;
  readonly dataDir: string;
  readonly passphrase: string | undefined;
  readonly migrations: readonly string[];
  readonly postgres: string;
  readonly signal?: AbortSignal;
  /** What else must not go on as if nothing had happened; as the owner of the tables. */
  afterwards(client: pg.Client): Promise<void>;
  log(line: string): void;
  /** Further than the backup: a moment (of the centre's zone where it names none) or `latest`. */
  readonly to?: string | undefined;
  /** The folder of the archived log. */
  readonly archive?: string | undefined;
  onAbout?(about: About): void;
  /** How much of the archived log has been laid out. */
  onPiece?(done: number, of: number): void;
  onBytes?(read: { bytes: number; of: number }): void;
};

/** Ours while we work, and what an interrupted restore left. */
const isOurs = (name: string): boolean => name.startsWith('foyer.lock') || name === RESTORING;

const checkEmpty = async (dataDir: string): Promise<void> => {
  // Hidden ones last: what is named should tell its owner what lies there.
  const there = (await readdir(dataDir)).filter((name) => !isOurs(name)).sort((one, other) => Number(one.startsWith('.')) - Number(other.startsWith('.')));
  if (there.length > 0)
    throw new BackupRefused('not-empty', `${dataDir} 不是空的（有 ${there[0]}）：只恢复到空文件夹。请把它改名留作备用，或用 FOYER_DATA 另选。 / ${dataDir} is not empty (${there[0]}): a restore only goes into an empty folder. Rename it to keep it, or choose another with FOYER_DATA.`);
};

export type Restored = Unpacked & { /** The last change that was brought back, where the log was replayed beyond the backup. */ readonly lastChangeAt?: Instant };

/** PostgreSQL ends a replay quietly where the log cannot be read on: then it is not what was asked for. */
const lastReplayed = async (client: pg.Client, wanted: { until: Instant | undefined; stopAt: Instant | undefined }): Promise<Instant | undefined> => {
  if (wanted.until === undefined) return undefined;
  const { rows } = await client.query<{ at: string | null }>(`select to_char(pg_last_xact_replay_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`);
  const at = rows[0]?.at ?? '';
  if (wanted.stopAt === undefined && at < wanted.until) throw new BackupRefused('damaged', `日志只重放到 ${at && localTime(at)}，没有到 ${localTime(wanted.until)}。 / The log was replayed only up to ${at && localTime(at)}, not to ${localTime(wanted.until)}.`);
  return at;
};

/**
 * The log of changes is replayed to the end of the backup, or as far beyond it as is asked; the feed gets a new epoch, so that every console and phone
 * asks for everything again instead of going on from a place that no longer exists.
 */
const recover = async (folder: string, input: RestoreInput, replay: { folder: string; to: ReplayTo } | undefined): Promise<Instant | undefined> => {
  const cluster = join(folder, 'pg/data');
  const laid = replay && (await layOutLog({ ...replay, cluster, passphrase: input.passphrase, ...(input.onPiece ? { onPiece: (done: number, of: number) => { input.signal?.throwIfAborted(); input.onPiece?.(done, of); } } : {}) }));
  await rm(join(cluster, LOG_END), { force: true });
  const server = await startEmbeddedPostgres({ dataDir: folder, log: input.log, ...(laid ? { replay: { to: laid.stopAt } } : {}) });
  try {
    const client = new pg.Client({ connectionString: server.adminUrl });
    await client.connect();
    try {
      const at = laid && (await lastReplayed(client, laid));
      await client.query('select start_new_epoch($1)', [uuidv7()]);
      await input.afterwards(client);
      return at;
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
  }
};

/** Restores into an empty folder: all of it beside, checked and recovered, then moved to its place. */
export const restoreFolder = async (input: RestoreInput): Promise<Restored> => {
  const { dataDir } = input;
  prepareDataFolder(dataDir, postgresAccount(join(dataDir, 'pg/data')));
  let unlock: (() => void) | undefined;
  let isBegun = false;
  const half = join(dataDir, RESTORING);
  try {
    unlock = await lockFolder(dataDir, 0);
    if (existsSync(join(dataDir, RESTORED))) throw new BackupRefused('unfinished', `${dataDir} 的恢复已完成，启动即可。 / The restore into ${dataDir} is complete: just start.`);
    await checkEmpty(dataDir);
    isBegun = true;
    await rm(half, { recursive: true, force: true });
    prepareDataFolder(half, postgresAccount(join(half, 'pg/data')));
    let replay: { folder: string; to: ReplayTo } | undefined;
    const onAbout = async (about: About): Promise<void> => {
      input.onAbout?.(about);
      if (input.to !== undefined) replay = await checkReplay(input.archive, about, input.to, input.passphrase);
    };
    const unpacked = await unpackBackup({ ...input, into: half, onAbout });
    await Promise.all([ABOUT, MANIFEST].map((name) => rm(join(half, name), { force: true })));
    const lastChangeAt = unpacked.about.database.kind === 'embedded' ? await recover(half, input, replay) : undefined;
    await rename(half, join(dataDir, RESTORED));
    await moveIn(dataDir);
    return { ...unpacked, ...(lastChangeAt === undefined ? {} : { lastChangeAt }) };
  } catch (error) {
    // Until then it is not ours to throw away: another restore may be at work in it.
    if (isBegun) await rm(half, { recursive: true, force: true }).catch(() => undefined);
    throw folderFailure(error, dataDir);
  } finally {
    unlock?.();
  }
};
