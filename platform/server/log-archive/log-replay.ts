import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../core/instant.ts';
import { instantAt } from '../../core/working-calendar.ts';
import { logOpener } from '../backup/backup-cipher.ts';
import { BackupRefused, LOG_END, logEnd, type About, type LogEnd } from '../backup/backup-format.ts';
import { localTime } from '../local-time.ts';
import { archivedOf, segmentAfter, type Archived } from './log-names.ts';
import { checkPassphrase, readPiece, systemOf } from './log-piece.ts';

/** Where to stop; undefined = as far as the archive goes. */
export type ReplayTo = Instant | undefined;
export type Reach = { readonly pieces: readonly Archived[]; readonly until: Instant; /** The first that is not there although later ones are. */ readonly missing: string | undefined };

/** Undefined when the words are no time. Without a zone it is the centre's own time. */
export const momentOf = (text: string, zone: string): Instant | undefined => {
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)$/.exec(text.trim());
  try {
    if (local) return instantAt(zone, local[1] ?? '', local[2] ?? '');
    return new Date(Temporal.Instant.from(text.trim()).epochMilliseconds).toISOString();
  } catch {
    return undefined;
  }
};

/** How far the archive goes on from a backup without a gap; `enough`: no further than is needed for that moment. */
export const reachFrom = (archived: readonly Archived[], end: LogEnd, enough?: Instant): Reach => {
  const size = BigInt(end.segmentBytes);
  const of = new Map<string, Archived>();
  for (const piece of archived) if (!(of.has(piece.segment) && piece.isPartial)) of.set(piece.segment, piece);
  const last = [...of.keys()].sort().at(-1) ?? '';
  const pieces: Archived[] = [];
  let until = end.endedAt;
  for (let segment = segmentAfter(end.last, size); ; segment = segmentAfter(segment, size)) {
    const piece = of.get(segment);
    if (piece) pieces.push(piece);
    if (piece?.until && piece.until > until) until = piece.until;
    // A commit after a moment is in the piece that carries it, so a replay finds where to stop.
    if (enough !== undefined && piece?.until && piece.until >= enough) return { pieces, until, missing: undefined };
    // One that is not whole is the last; where another follows, its whole is what is missing.
    if (!piece || piece.isPartial) return { pieces, until, missing: last > segment ? segment : undefined };
  }
};

const inFolder = async (folder: string): Promise<Archived[]> => (existsSync(folder) ? (await readdir(folder)).flatMap((name) => archivedOf(name) ?? []) : []);

export const readLogEnd = async (cluster: string): Promise<LogEnd | undefined> => {
  const path = join(cluster, LOG_END);
  return existsSync(path) ? logEnd.parse(JSON.parse(await readFile(path, 'utf8'))) : undefined;
};

/** How far a backup that has been unpacked could be taken; undefined where no log was archived then. */
export const archiveReach = async (archive: string, about: About, cluster: string): Promise<Reach | undefined> => {
  const log = about.database.kind === 'embedded' ? about.database.log : undefined;
  const end = await readLogEnd(cluster);
  return log && end ? reachFrom(await inFolder(join(archive, log.line)), end) : undefined;
};

const noArchive = (): BackupRefused => new BackupRefused('no-archive', '没有归档数据库日志，只能恢复到备份完成的那一刻：请去掉 --to；要恢复到某一时刻，须设置 FOYER_ARCHIVE_TO 为归档的文件夹。 / No log was archived, so this backup is restored as of its own end: leave --to out, or set FOYER_ARCHIVE_TO to the folder of the archive.');

/** Before anything is unpacked: what can be known by then. */
export const checkReplay = async (archive: string | undefined, about: About, wanted: string, passphrase: string | undefined): Promise<{ folder: string; to: ReplayTo }> => {
  const log = about.database.kind === 'embedded' ? about.database.log : undefined;
  if (archive === undefined || !log) throw noArchive();
  const to = wanted === 'latest' ? undefined : momentOf(wanted, log.zone);
  if (to === undefined && wanted !== 'latest') throw new BackupRefused('time-before', `--to 应为时刻，如 2026-11-23T14:00:00+08:00，或 "2026-11-23 14:00"（${log.zone} 当地时间），或 latest。 / --to is a moment such as 2026-11-23T14:00:00+08:00, or "2026-11-23 14:00" (local time of ${log.zone}), or latest.`);
  const folder = join(archive, log.line);
  const pieces = await inFolder(folder);
  const last = pieces.map((piece) => piece.until ?? '').sort().at(-1);
  if (!last) throw new BackupRefused('no-archive', `归档里没有这个备份以后的日志：${folder}。 / The archive holds nothing that goes on from this backup: ${folder}.`);
  // One that ends before the backup began: only the backup itself knows its own end.
  if (to !== undefined && to > last && last > about.madeAt) throw tooLate(last);
  const newest = pieces.findLast((piece) => piece.until === last);
  if (newest) await checkPassphrase(folder, newest, passphrase);
  return { folder, to };
};

const exact = (moment: Instant): string => localTime(moment, 'millisecond');

const tooLate = (until: Instant): BackupRefused =>
  new BackupRefused('time-after', `归档只到 ${exact(until)}，最晚只能恢复到那一刻（--to ${exact(until)}，或 --to latest）。 / The archive ends at ${exact(until)}, the last moment that can be reached (--to ${exact(until)}, or --to latest).`);

/**
 * Puts the archived log beside that of the backup, each piece undone and compared; answers the moment that reaches
 * (undefined = nothing was entered after the backup) and where to stop before it (undefined = at the end). Nothing is
 * replayed unless all that is wanted is there.
 */
export const layOutLog = async (input: { folder: string; to: ReplayTo; cluster: string; passphrase: string | undefined; onPiece?: (done: number, of: number) => void }): Promise<{ until: Instant | undefined; stopAt: Instant | undefined }> => {
  const { folder, to, cluster } = input;
  const end = await readLogEnd(cluster);
  if (!end) throw noArchive();
  await rm(join(cluster, LOG_END));
  if (to !== undefined && to < end.endedAt) throw new BackupRefused('time-before', `这个备份到 ${exact(end.endedAt)} 才完成，不能恢复到更早；请用更早的备份。 / This backup ended at ${exact(end.endedAt)} and cannot be taken to a moment before: use an earlier one.`);
  const reach = reachFrom(await inFolder(folder), end, to);
  if ((to === undefined || reach.until < to) && reach.missing)
    throw new BackupRefused('log-missing', `归档里缺 ${reach.missing}，最晚只能恢复到 ${exact(reach.until)}（--to ${exact(reach.until)}）。 / The archive lacks ${reach.missing}: the last moment that can be reached is ${exact(reach.until)}.`);
  if (to !== undefined && reach.until < to) throw tooLate(reach.until);
  const size = BigInt(end.segmentBytes);
  const system = await systemOf(join(cluster, 'pg_wal', end.last));
  const opener = input.passphrase === undefined ? undefined : logOpener(input.passphrase);
  for (const [index, piece] of reach.pieces.entries()) {
    await writeFile(join(cluster, 'pg_wal', piece.segment), await readPiece(folder, piece, { opener, size, system }), { mode: 0o600 });
    input.onPiece?.(index + 1, reach.pieces.length);
  }
  // PostgreSQL refuses a moment after which it finds no commit.
  const marked = reach.pieces.flatMap((piece) => piece.until ?? []).sort().at(-1) ?? end.endedAt;
  return { until: marked > end.endedAt ? reach.until : undefined, stopAt: to !== undefined && marked > end.endedAt && marked >= to ? to : undefined };
};
