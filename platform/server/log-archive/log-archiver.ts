import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Instant } from '../../core/instant.ts';
import { logSealer, type LogSealer } from '../backup/backup-cipher.ts';
import { BackupRefused, KEEP_DAYS } from '../backup/backup-format.ts';
import { connectToPrimary } from '../postgres-hosts.ts';
import { uuidv7 } from '../ids.ts';
import { StartError } from '../start-error.ts';
import { archivedOf, lsnOf, lsnText, segmentAfter, segmentAt, slotName, startOf, type Archived } from './log-names.ts';
import { hashOf, writePiece } from './log-piece.ts';
import { readLogState, stateFile, writeLogState, type LogFailure, type LogState } from './log-state.ts';

const LOOK_MS = 10_000;
/** A target that is gone or full is asked again after so long. */
const AGAIN_MS = 30_000;
const LAST_MS = 8_000;
const TIDY_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;
/** Twice what the desks need: what waits is given up before they would have to stop. */
const LET_GO_BELOW_BYTES = 600_000_000;
const WORTH_LETTING_GO = 4n;

export type ArchiverInput = {
  readonly dataDir: string;
  /** The superuser's: the log is kept and let go by a replication slot. */
  readonly url: string;
  /** A folder; made the first time. */
  readonly target: string;
  readonly passphrase: string | undefined;
  /** At most so much is lost with the machine. */
  readonly minutes: number;
  onError(error: unknown): void;
  readonly letGoBelow?: number;
};
export type Archiver = {
  /** Looks now; all there is goes, however little. False when something would not go. */
  flush(): Promise<boolean>;
  /** What was entered last goes too, unless it takes too long. */
  stop(): Promise<void>;
};

type Place = { readonly system: string; readonly snapshot: string; readonly now: Instant; readonly flushed: bigint; readonly kept: bigint; readonly size: bigint; readonly timeline: string };

const reasonOf = (error: unknown): LogFailure => {
  if (error instanceof BackupRefused && error.code === 'foreign') return 'foreign';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ESTALE') return 'target-gone';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'target-full';
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EIO' ? 'target-unwritable' : 'failed';
};

const one = async <R extends pg.QueryResultRow>(client: pg.Client, text: string, values: unknown[] = []): Promise<R> => {
  const row = (await client.query<R>(text, values)).rows[0];
  if (!row) throw new Error(`No answer to ${text}`);
  return row;
};

const connected = async (url: string): Promise<pg.Client> => {
  const client = await connectToPrimary(url);
  // A moment that is marked is on the disk.
  await client.query('set synchronous_commit = on');
  return client;
};

/** Without an archive nothing may hold the log back. */
export const dropLogSlot = async (url: string): Promise<void> => {
  const client = await connected(url);
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active', [slotName]).finally(() => client.end());
};

const place = async (client: pg.Client): Promise<Place | undefined> => {
  const row = await one<{ now: Instant; snapshot: string; flushed: string; kept: string | null; size: string; timeline: string; system: string }>(
    client,
    `select clock_timestamp() as now, (select system_identifier::text from pg_control_system()) as system, pg_current_snapshot()::text as snapshot, pg_current_wal_flush_lsn()::text as flushed, substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) as timeline,
            (select restart_lsn::text from pg_replication_slots where slot_name = $1 and wal_status <> 'lost') as kept, (select setting from pg_settings where name = 'wal_segment_size') as size`,
    [slotName],
  );
  return row.kept === null ? undefined : { now: row.now, system: row.system, snapshot: row.snapshot, timeline: row.timeline, flushed: lsnOf(row.flushed), kept: lsnOf(row.kept), size: BigInt(row.size) };
};

const archivedIn = async (folder: string): Promise<Archived[]> => (await readdir(folder)).flatMap((name) => archivedOf(name) ?? []).sort((a, b) => (a.segment < b.segment ? -1 : a.segment > b.segment ? 1 : Number(b.isPartial) - Number(a.isPartial)));

/** As much of a segment as there is; the rest is nothing, which a replay takes for its end. A failure here is the database's, not the target's. */
const readLog = async (path: string, size: bigint, length: bigint): Promise<Buffer<ArrayBuffer>> => {
  const body = Buffer.alloc(Number(size));
  try {
    const handle = await open(path, 'r');
    await handle.read({ buffer: body, length: Number(length), position: 0 }).finally(() => handle.close());
  } catch (error) {
    throw new Error(`The log cannot be read: ${path}`, { cause: error });
  }
  return body;
};

/**
 * Copies the database's log into a folder, by reading it: what is finished at once, what is not yet full every few minutes
 * if something was written. A replication slot makes PostgreSQL keep what has not gone yet, through restarts and crashes.
 */
export const startLogArchiver = async (input: ArchiverInput): Promise<Archiver> => {
  const { dataDir, target } = input;
  const inside = relative(resolve(dataDir), resolve(target));
  if (!inside.startsWith('..') && !isAbsolute(inside))
    throw new StartError('FOYER_ARCHIVE_TO 不能在数据文件夹里，请另选，最好在另一块盘上。 / FOYER_ARCHIVE_TO must lie outside the data folder, best on another disk.');
  const file = stateFile(dataDir);
  let client: pg.Client | undefined;
  let seal: LogSealer | undefined;
  let state: LogState | undefined = await readLogState(file);
  /** Moments marked and not yet archived, each with where the log stood then. */
  let marks: { readonly at: Instant; readonly lsn: bigint; readonly snapshot: string }[] = [];
  let markedAt = -Infinity;
  let tidiedAt = -Infinity;

  const keep = async (more: Partial<LogState>): Promise<LogState> => {
    if (!state) throw new Error('No state of the archive.');
    state = { ...state, ...more };
    await writeLogState(file, state);
    return state;
  };

  const slot = async (client: pg.Client): Promise<Place> => {
    const there = await place(client);
    if (there && state?.system === there.system) return there;
    if (!there) {
      await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [slotName]);
      await client.query('select pg_create_physical_replication_slot($1, true)', [slotName]);
    }
    const made = await place(client);
    if (!made) throw new Error('The log is not kept.');
    // What was archived before does not go on here.
    const line = state?.system === made.system ? state.line : uuidv7();
    state = { line, system: made.system, target, since: made.now, until: null, snapshot: '', failing: null, letGoAt: state?.letGoAt ?? null, sameDisk: false };
    await keep({});
    return made;
  };

  /** The folder of this line; a target that was there once and is not any more is waited for, never made anew: it may be a disk that is out. */
  const folderOf = async (now: Instant): Promise<string> => {
    const isNew = state?.target !== target || state.until === null;
    if (isNew) await mkdir(target, { recursive: true, mode: 0o700 });
    const folder = join(target, state?.line ?? '');
    const disk = await stat(target);
    const isThere = existsSync(folder);
    if (!isThere) await mkdir(folder, { mode: 0o700 });
    if (!isThere || isNew) await keep({ target, sameDisk: disk.dev === (await stat(dataDir)).dev, ...(isThere && state?.target === target ? {} : { since: now, until: null }) });
    return folder;
  };

  const copy = async (folder: string, segment: string, body: Buffer<ArrayBuffer>, isPartial: boolean, end: bigint): Promise<Instant | null> => {
    const there = (await archivedIn(folder)).filter((piece) => piece.segment === segment);
    const hash = await hashOf(body);
    const whole = there.find((piece) => !piece.isPartial);
    if (whole && whole.hash !== hash) throw new BackupRefused('foreign', `归档文件夹里有另一台的 ${segment}。 / The archive holds another machine's ${segment}.`);
    const until = marks.findLast((mark) => mark.lsn <= end)?.at ?? there.findLast((piece) => piece.until)?.until ?? null;
    const written = whole ? whole.name : await writePiece(folder, { segment, until, hash, isPartial }, body, seal);
    for (const piece of there) if (piece.name !== written && piece.isPartial) await rm(join(folder, piece.name), { force: true });
    return whole ? whole.until : until;
  };

  const reached = async (end: bigint): Promise<void> => {
    const last = marks.findLast((mark) => mark.lsn <= end);
    marks = marks.filter((mark) => mark.lsn > end);
    if (last) await keep({ until: last.at, snapshot: last.snapshot });
  };

  const letGo = async (client: pg.Client, there: Place): Promise<Place> => {
    const room = await statfs(dataDir).catch(() => undefined);
    const waiting = there.flushed / there.size - there.kept / there.size;
    if (!room || room.bavail * room.bsize >= (input.letGoBelow ?? LET_GO_BELOW_BYTES) || waiting < WORTH_LETTING_GO || !state?.failing) return there;
    const to = (there.flushed / there.size) * there.size;
    await client.query('select pg_replication_slot_advance($1, $2::pg_lsn)', [slotName, lsnText(to)]);
    await client.query('checkpoint');
    await keep({ since: there.now, letGoAt: there.now });
    return { ...there, kept: to };
  };

  const mark = async (client: pg.Client): Promise<void> => {
    const { at } = await one<{ at: Instant }>(client, 'select clock_timestamp() as at');
    // A commit of our own after that moment: whoever replays up to it sees where to stop.
    await client.query(`select pg_logical_emit_message(true, 'foyer-archive', '')`);
    const { snapshot, lsn } = await one<{ snapshot: string; lsn: string }>(client, 'select pg_current_snapshot()::text as snapshot, pg_current_wal_flush_lsn()::text as lsn');
    marks.push({ at, snapshot, lsn: lsnOf(lsn) });
    markedAt = performance.now();
  };

  /** What no kept backup needs any more; lines of others by their age alone. */
  const tidy = async (client: pg.Client): Promise<void> => {
    tidiedAt = performance.now();
    const { now, oldest } = await one<{ now: Instant; oldest: Instant | null }>(
      client, `select clock_timestamp() as now, (select min(started_at) from backups where outcome = 'good' and with_database and started_at >= clock_timestamp() - make_interval(days => $1)) as oldest`, [KEEP_DAYS]);
    const byAge = new Date(Date.parse(now) - (KEEP_DAYS + 1) * DAY_MS).toISOString();
    for (const line of (await readdir(target)).filter((name) => /^[0-9a-f-]{36}$/.test(name))) {
      const isOwn = line === state?.line;
      const cut = isOwn ? (oldest ?? byAge) : byAge;
      const pieces = await archivedIn(join(target, line));
      const last = pieces.findLastIndex((piece) => piece.until !== null && piece.until < cut);
      const gone = !isOwn && last === pieces.length - 1 ? pieces : pieces.slice(0, Math.max(last, 0));
      for (const piece of gone) await rm(join(target, line, piece.name), { force: true });
      if (!isOwn && gone.length === pieces.length && pieces.length > 0) await rmdir(join(target, line)).catch(() => undefined);
    }
  };

  const round = async (isForced: boolean): Promise<void> => {
    client ??= await connected(input.url);
    let there = await slot(client);
    const isDue = isForced || performance.now() - markedAt >= input.minutes * 60_000;
    if (isDue && there.snapshot === state?.snapshot && there.flushed / there.size === there.kept / there.size && !state.failing && state.target === target) {
      // Nothing was written since: what is there reaches until now.
      markedAt = performance.now();
      await keep({ until: there.now });
      return;
    }
    if (isDue) {
      await mark(client);
      there = await slot(client);
    }
    there = await letGo(client, there);
    const current = segmentAt(there.timeline, there.flushed, there.size);
    const hasWhole = segmentAt(there.timeline, there.kept, there.size) < current;
    if (!hasWhole && !isDue && !state?.failing) return;
    const folder = await folderOf(there.now);
    if (input.passphrase !== undefined) seal ??= await logSealer(input.passphrase);
    const log = join(dataDir, 'pg/data/pg_wal');
    for (let segment = segmentAt(there.timeline, there.kept, there.size); segment < current; segment = segmentAfter(segment, there.size)) {
      const from = performance.now();
      const end = startOf(segment, there.size) + there.size;
      await copy(folder, segment, await readLog(join(log, segment), there.size, there.size), false, end);
      await client.query('select pg_replication_slot_advance($1, $2::pg_lsn)', [slotName, lsnText(end)]);
      await reached(end);
      // Many that waited go beside people at work.
      if (segmentAfter(segment, there.size) < current) await sleep(Math.min(performance.now() - from, 1000));
    }
    const length = there.flushed % there.size;
    if ((isDue || state?.failing) && length > 0n) await copy(folder, current, await readLog(join(log, current), there.size, length), true, there.flushed);
    await reached(there.flushed);
    if (state?.failing) await keep({ failing: null });
    if (performance.now() - tidiedAt > TIDY_MS) await tidy(client).catch(input.onError);
  };

  let isFailing = false;
  const look = async (isForced: boolean): Promise<boolean> => {
    try {
      await round(isForced);
      isFailing = false;
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (!isFailing) input.onError(error);
      isFailing = true;
      if (reason === 'failed') {
        await client?.end().catch(() => undefined);
        client = undefined;
      }
      if (state && state.failing?.reason !== reason) await keep({ failing: { since: state.failing?.since ?? new Date().toISOString(), reason } }).catch(input.onError);
      return false;
    }
  };

  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const next = (isForced: boolean): Promise<boolean> => {
    const turn = running.then(() => look(isForced));
    running = turn;
    return turn;
  };
  const again = (): void => {
    if (!isStopped) timer = setTimeout(() => void next(false).then(again), isFailing ? AGAIN_MS : LOOK_MS);
  };
  void next(false).then(again);
  return {
    flush: () => next(true),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await Promise.race([next(true), sleep(LAST_MS, undefined, { ref: false })]);
      await client?.end().catch(() => undefined);
    },
  };
};
