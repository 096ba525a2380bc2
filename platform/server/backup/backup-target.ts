import { join } from 'node:path';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Instant } from '../../core/instant.ts';
import { syncFolder } from '../durable-files.ts';
import { BackupRefused, KEEP_DAYS, madeAtOf } from './backup-format.ts';

/** A backup of ours that is there. */
export type Kept = { readonly name: string; readonly madeAt: number; readonly bytes: number };

/** One backup on its way to where it will lie; seen by nobody until it is whole. */
export type Landing = {
  /** What the archive is written to, or only its list where `out` takes the archive itself. */
  readonly part: string;
  readonly out?: Writable;
  /** Makes it whole and answers its size. */
  settle(): Promise<number>;
  /** Leaves nothing. */
  discard(): Promise<void>;
};

export type Watch = { readonly signal?: AbortSignal | undefined; onSent?: ((bytes: number) => void) | undefined; onWait?: ((seconds: number, why: string) => void) | undefined };

/** Where backups lie: a folder, or a bucket of object storage. */
export type BackupTarget = {
  readonly address: string;
  /** The full address of a backup there. */
  fileOf(name: string): string;
  isOnDiskOf(dataDir: string): Promise<boolean>;
  begin(name: string, watch: Watch): Promise<Landing>;
  list(): Promise<Kept[]>;
  /** What is older than the days we keep goes, and what broken-off tries left; other files are not ours. */
  prune(now: Instant): Promise<void>;
};

/** A backup to read. */
export type BackupSource = { readonly size: number; read(from: number, to?: number): AsyncIterable<Buffer> };

export const isTooOld = (madeAt: number, now: Instant): boolean => madeAt < Date.parse(now) - KEEP_DAYS * 86_400_000;
const LEFT_OVER = /^foyer-\d{8}-\d{6}\.tar\.zst(\.enc)?\.part(\.manifest)?$/;

/** Made when it is not there. */
export const folderTarget = (folder: string): BackupTarget => ({
  address: folder,
  fileOf: (name) => join(folder, name),
  isOnDiskOf: async (dataDir) => (await stat(folder)).dev === (await stat(dataDir)).dev,
  begin: async (name) => {
    const file = join(folder, name);
    const part = `${file}.part`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return {
      part,
      settle: async () => {
        await rename(part, file);
        await syncFolder(folder);
        return (await stat(file)).size;
      },
      discard: () => rm(part, { force: true }),
    };
  },
  list: async () => {
    const kept: Kept[] = [];
    for (const name of await readdir(folder)) {
      const madeAt = madeAtOf(name);
      if (madeAt !== undefined) kept.push({ name, madeAt, bytes: (await stat(join(folder, name))).size });
    }
    return kept;
  },
  prune: async (now) => {
    for (const name of await readdir(folder)) {
      const madeAt = madeAtOf(name);
      // Left by a machine that lost power half way; only one backup runs at a time, and that one has been renamed.
      if ((madeAt !== undefined && isTooOld(madeAt, now)) || LEFT_OVER.test(name)) await rm(join(folder, name), { force: true });
    }
  },
});

export const fileSource = async (file: string): Promise<BackupSource> => {
  const { size } = await stat(file).catch(() => {
    throw new BackupRefused('foreign', `找不到 ${file} / No such file: ${file}`);
  });
  return { size, read: (from, to = Infinity) => createReadStream(file, { start: from, end: to - 1, highWaterMark: 1024 * 1024 }) };
};
