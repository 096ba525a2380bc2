import { join, relative, resolve } from 'node:path';
import pg from 'pg';
import type { Instant } from '../../core/instant.ts';
import { uuidv7 } from '../ids.ts';
import { openArchive, walk, type ArchiveWriter, type Written } from './archive-writer.ts';
import { ABOUT, backupName, BackupRefused, CONFIGURATION, FORMAT, RESTORED, RESTORING, type About, type BackupFailure } from './backup-format.ts';
import type { BackupTarget, Landing } from './backup-target.ts';
import { aboutCluster, copyCluster, takeTurn } from './cluster-copy.ts';
import { connectToPrimary } from '../postgres-hosts.ts';
import { openTarget } from './open-target.ts';
import { isS3, type S3Access } from './s3-address.ts';
import { inWords } from './s3-refusals.ts';

export type BackupInput = {
  readonly dataDir: string;
  /** A folder, made when it is not there, or `s3://bucket/prefix`. */
  readonly target: string;
  readonly s3?: S3Access | undefined;
  /** In place of what `target` names. */
  readonly openTarget?: () => BackupTarget;
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
  onProgress?(part: 'database' | 'files', written: Written & { /** Of the file itself, where it travels. */ readonly sent: number }): void;
  onWait?(seconds: number, why: string): void;
};

export type BackupMade = { readonly file: string; readonly bytes: number; readonly entries: number; readonly seconds: number; readonly sameDisk: boolean; /** Why older ones could not be removed; the backup itself is good. */ readonly notPruned: string | undefined };

/** Of the machine, of a run, or made anew from elsewhere. */
const NOT_KEPT = /^(?:pg|pg-\d.*|carrying|carried|foyer\.lock.*|postgresql-.*|logs|backups|exports|prints|files\/incoming)$/;

const fromError = (raw: unknown, input: BackupInput): BackupRefused => {
  const error = inWords(raw, input.target);
  if (error instanceof BackupRefused) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (input.signal?.aborted) return new BackupRefused('stopped', '备份被中止，没有留下文件。 / The backup was stopped; no file is left.');
  if (code === 'ENOSPC' || code === 'EDQUOT') return new BackupRefused('target-full', `备份目标满了，请清理或另选：${input.target} / The target of the backup is full, free some space or choose another: ${input.target}`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') return new BackupRefused('target-unwritable', `备份目标无法写入：${input.target} / The target of the backup cannot be written: ${input.target}`);
  return new BackupRefused('failed', `备份没有做成：${String((error as Error).message ?? error)} / The backup failed.`);
};

const addFolderOfData = async (archive: ArchiveWriter, input: BackupInput): Promise<void> => {
  const target = isS3(input.target) ? undefined : relative(input.dataDir, resolve(input.target));
  const isWanted = (path: string): boolean => !NOT_KEPT.test(path) && path !== target && path !== RESTORING && path !== RESTORED && path !== CONFIGURATION;
  for await (const { path, isFolder } of walk(input.dataDir, isWanted)) {
    if (isFolder) await archive.addFolder(path);
    else await archive.addFile(path, join(input.dataDir, path));
  }
  for (const { name, body } of input.configuration) await archive.addBytes(`${CONFIGURATION}/${name}`, body);
};

/** The database first: what its rows name is on disk before they are, so the files copied after it are all there. */
const fill = async (archive: ArchiveWriter, client: pg.Client, input: BackupInput, at: { part: 'database' | 'files' }): Promise<void> => {
  const database: About['database'] = input.isEmbedded ? await aboutCluster(client, input.dataDir) : { kind: 'elsewhere' };
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
  const target = input.openTarget?.() ?? (await openTarget(isS3(input.target) ? input.target : resolve(input.target), input.s3));
  const client = await connectToPrimary(input.databaseUrl);
  const name = backupName(input.now, input.passphrase !== undefined);
  const file = target.fileOf(name);
  let landing: Landing | undefined;
  let archive: ArchiveWriter | undefined;
  let sameDisk = false;
  try {
    await takeTurn(client);
    const at = { part: 'database' as 'database' | 'files', written: { entries: 0, bytes: 0 }, sent: 0 };
    const tell = (): void => input.onProgress?.(at.part, { ...at.written, sent: at.sent });
    landing = await target.begin(name, { signal: input.signal, onSent: (bytes) => ((at.sent = bytes), tell()), ...(input.onWait ? { onWait: input.onWait } : {}) });
    sameDisk = await target.isOnDiskOf(input.dataDir);
    archive = await openArchive(landing.part, { out: landing.out, passphrase: input.passphrase, rest: input.rest ?? 0, signal: input.signal, onBytes: (written) => ((at.written = written), tell()) });
    await fill(archive, client, input, at);
    const bytes = await landing.settle();
    landing = undefined;
    await record(client, input, { file, bytes, seconds: seconds(), reason: null, sameDisk });
    const notPruned = await target.prune(input.now).then(() => undefined, (error: unknown) => String((error as Error).message ?? error));
    return { file, bytes, entries: archive.written().entries, seconds: seconds(), sameDisk, notPruned };
  } catch (error) {
    await archive?.abandon(error as Error);
    // What cannot be taken back now is by the next backup.
    await landing?.discard().catch(() => undefined);
    const refused = fromError(error, input);
    // The turn belongs to the other one, who will record what comes of it.
    if (refused.code !== 'busy') await record(client, input, { file, bytes: 0, seconds: seconds(), reason: refused.code, sameDisk }).catch(() => undefined);
    if (refused.code === 'failed') throw Object.assign(refused, { cause: error });
    throw refused;
  } finally {
    await client.end();
  }
};
