import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskLevel, type DiskLevel, type Space } from '../core/health.ts';

const EVERY_MS = 5_000;
/** Who looks does not wait longer for a disk that hangs. */
const PATIENCE_MS = 1_000;
const PROBE = '.probe';

export type DiskGuard = {
  /** Null while it cannot be read. */
  space(): Space | null;
  /** How long the last small write took to be safe on the disk; one still under way counts with what it took so far. */
  writeMs(): number;
  level(): DiskLevel;
  /** Looks now; answers the level. */
  look(): Promise<DiskLevel>;
  stop(): void;
};

const spaceOf = async (folder: string): Promise<Space | undefined> => {
  const disk = await statfs(folder).catch(() => undefined);
  return disk ? { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize } : undefined;
};

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

const writeProbe = async (path: string): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  try {
    await file.write('.');
    await file.datasync();
  } finally {
    await file.close();
  }
};

/** Watches the disk the data lies on, so that nothing new is taken in before the database itself fails on one that is full or cannot be written. */
export const startDiskGuard = (folder: string, options: { limits?: { below: number; again: number }; onChange?: (level: DiskLevel, space: Space) => void } = {}): DiskGuard => {
  let space: Space | undefined;
  let level: DiskLevel = 'fine';
  let isUnwritable = false;
  let tookMs = 0;
  let probing: { readonly since: number; readonly done: Promise<void> } | undefined;
  const tryToWrite = async (since: number): Promise<void> => {
    try {
      await writeProbe(join(folder, PROBE));
      isUnwritable = false;
    } catch (error) {
      // One that is full is known by its room.
      isUnwritable = !isFull(error);
    }
    tookMs = performance.now() - since;
    probing = undefined;
  };
  /** One at a time: a disk that hangs is not asked again before it has answered. */
  const probe = (): Promise<void> => {
    if (!probing) {
      const since = performance.now();
      probing = { since, done: tryToWrite(since) };
    }
    return probing.done;
  };
  const look = async (): Promise<DiskLevel> => {
    // A disk that cannot be read tells nothing new.
    const seen = async (): Promise<void> => void (space = (await spaceOf(folder)) ?? space);
    await Promise.race([Promise.all([seen(), probe()]), sleep(PATIENCE_MS, undefined, { ref: false })]);
    const now = isUnwritable ? 'unwritable' : space ? diskLevel(space, level, options.limits) : level;
    const isChanged = now !== level;
    level = now;
    if (isChanged && space) options.onChange?.(now, space);
    return level;
  };
  const timer = setInterval(() => void look(), EVERY_MS).unref();
  void look();
  return { space: () => space ?? null, writeMs: () => Math.round(Math.max(tookMs, probing ? performance.now() - probing.since : 0)), level: () => level, look, stop: () => clearInterval(timer) };
};
