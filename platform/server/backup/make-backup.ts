import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import pg from 'pg';
import type { Instant } from '../../core/instant.ts';
import { uuidv7 } from '../ids.ts';
import { openArchive, walk, type ArchiveWriter, type Written } from './archive-writer.ts';
import { ABOUT, backupName, BackupRefused, CONFIGURATION, FORMAT, KEEP_DAYS, madeAtOf, RESTORED, RESTORING, type About, type BackupFailure } from './backup-format.ts';
import { aboutCluster, copyCluster, takeTurn } from './cluster-copy.ts';
import { connectToPrimary } from '../postgres-hosts.ts';

export type BackupInput = {
  readonly dataDir: string;
  /** A folder; made when it is not there. */
  readonly target: string;
  readonly databaseUrl: string;
  /** The database is the bundled one and lies in `dataDir`. */
  readonly isEmbedded: boolean;
  readonly passphrase: string | undefined;
  readonly configuration: readonly { readonly name: string; readonly body: Buffer }[];
  readonly program: string;
  readonly askedBy: 'clock' | 'hand';
  readonly now: Instant;
  /** Rests so many times as long as it worked; 0 for as fast as it can. */
  readonly rest?: number;
  readonly signal?: AbortSignal;
  onProgress?(part: 'database' | 'files', written: Written): void;
};

export type BackupMade = { readonly file: string; readonly bytes: number; readonly entries: number; readonly seconds: number; readonly sameDisk: boolean };

/** Of the machine, of a run, or made anew from elsewhere. */
const NOT_KEPT = /^(?:pg|pg-\d.*|carrying|carried|foyer\.lock.*|postgresql-.*|logs|backups|exports|prints|files\/incoming)$/;

const fromError = (error: unknown, input: BackupInput): BackupRefused => {
  if (error instanceof BackupRefused) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (input.signal?.aborted) return new BackupRefused('stopped', '备份被中止，没有留下文件。 / The backup was stopped; no file is left.');
  if (code === 'ENOSPC' || code === 'EDQUOT') return new BackupRefused('target-full', `备份目标满了，请清理或另选：${input.target} / The target of the backup is full, free some space or choose another: ${input.target}`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') return new BackupRefused('target-unwritable', `备份目标无法写入：${input.target} / The target of the backup cannot be written: ${input.target}`);
  return new BackupRefused('failed', `备份没有做成：${String((error as Error).message ?? error)} / The backup failed.`);
};

const addFolderOfData = async (archive: ArchiveWriter, input: BackupInput): Promise<void> => {
  const target = relative(input.dataDir, resolve(input.target));
  const isWanted = (path: string): boolean => !NOT_KEPT.test(path) && path !== target && path !== RESTORING && path !== RESTORED && path !== CONFIGURATION;
  for await (const { path, isFolder } of walk(input.dataDir, isWanted)) {
    if (isFolder) await archive.addFolder(path);
    else await archive.addFile(path, join(input.dataDir, path));
  }
  for (const { name, body } of input.configuration) await archive.addBytes(`${CONFIGURATION}/${name}`, body);
};

/** The database first: what its rows name is on disk before they are, so the files copied after it are all there. */
const fill = async (archive: ArchiveWriter, client: pg.Client, input: BackupInput, at: { part: 'database' | 'files' }): Promise<void> => {
  const database: About['database'] = input.isEmbedded ? await aboutCluster(client) : { kind: 'elsewhere' };
  const about: About = { what: 'foyer-backup', format: FORMAT, program: input.program, madeAt: input.now, database };
  await archive.addBytes(ABOUT, Buffer.from(`${JSON.stringify(about, null, 1)}\n`));
  if (input.isEmbedded) {
    for (const folder of ['pg', 'pg/data']) await archive.addFolder(folder);
    await copyCluster(client, join(input.dataDir, 'pg/data'), archive, 'pg/data');
    await archive.addFile('pg/superuser-password', join(input.dataDir, 'pg/superuser-password'));
  }
  at.part = 'files';
  await addFolderOfData(archive, input);
  await archive.finish();
};

/** What is older than the days we keep goes, but never before there is a newer one; other files in the folder are not ours. */
const prune = async (folder: string, now: Instant): Promise<void> => {
  const before = Date.parse(now) - KEEP_DAYS * 86_400_000;
  for (const name of await readdir(folder)) {
    const madeAt = madeAtOf(name);
    if (madeAt !== undefined && madeAt < before) await rm(join(folder, name), { force: true });
    // Left by a machine that lost power half way; only one backup runs at a time, and that one has been renamed.
    if (/^foyer-\d{8}-\d{6}\.tar\.zst(\.enc)?\.part(\.manifest)?$/.test(name)) await rm(join(folder, name), { force: true });
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

const record = async (client: pg.Client, input: BackupInput, row: { file: string; bytes: number; seconds: number; reason: BackupFailure | null; sameDisk: boolean }): Promise<void> => {
  // A database about to be upgraded may be of a time before backups were recorded.
  const { rows } = await client.query<{ has: boolean }>(`select to_regclass('backups') is not null as has`);
  if (!rows[0]?.has) return;
  await client.query(
    `insert into backups (id, started_at, ended_at, asked_by, outcome, reason, file, bytes, with_database, encrypted, same_disk)
     values ($1, $2, $2::timestamptz + make_interval(secs => $3), $4, $5, $6, $7, $8, $9, $10, $11)`,
    [uuidv7(), input.now, row.seconds, input.askedBy, row.reason === null ? 'good' : 'failed', row.reason, row.file, row.bytes, input.isEmbedded, input.passphrase !== undefined, row.sameDisk],
  );
  await client.query(`delete from backups where started_at < $1::timestamptz - interval '400 days'`, [input.now]);
};

/** Makes one backup; whatever comes of it is a row of `backups`, and a failed one leaves no file. */
export const makeBackup = async (input: BackupInput): Promise<BackupMade> => {
  const from = performance.now();
  const seconds = (): number => Math.round((performance.now() - from) / 1000);
  const client = await connectToPrimary(input.databaseUrl);
  const file = join(resolve(input.target), backupName(input.now, input.passphrase !== undefined));
  const part = `${file}.part`;
  let archive: ArchiveWriter | undefined;
  let sameDisk = false;
  try {
    await takeTurn(client);
    await mkdir(input.target, { recursive: true, mode: 0o700 });
    sameDisk = (await stat(input.target)).dev === (await stat(input.dataDir)).dev;
    const at = { part: 'database' as 'database' | 'files' };
    archive = await openArchive(part, { passphrase: input.passphrase, rest: input.rest ?? 0, signal: input.signal, onBytes: (written) => input.onProgress?.(at.part, written) });
    await fill(archive, client, input, at);
    await rename(part, file);
    await syncFolder(input.target);
    const { size: bytes } = await stat(file);
    await record(client, input, { file, bytes, seconds: seconds(), reason: null, sameDisk });
    await prune(input.target, input.now);
    return { file, bytes, entries: archive.written().entries, seconds: seconds(), sameDisk };
  } catch (error) {
    await archive?.abandon(error as Error);
    const refused = fromError(error, input);
    // The turn belongs to the other one, who will record what comes of it.
    if (refused.code !== 'busy') await record(client, input, { file, bytes: 0, seconds: seconds(), reason: refused.code, sameDisk }).catch(() => undefined);
    if (refused.code === 'failed') throw Object.assign(refused, { cause: error });
    throw refused;
  } finally {
    await client.end();
  }
};
