import { statfs } from 'node:fs/promises';
import { diskLevel, type DiskLevel, type Space } from '../core/health.ts';

const EVERY_MS = 5_000;

export type DiskGuard = {
  /** Null while it cannot be read. */
  space(): Space | null;
  level(): DiskLevel;
  isReadOnly(): boolean;
  /** Looks now; answers the level. */
  look(): Promise<DiskLevel>;
  stop(): void;
};

const spaceOf = async (folder: string): Promise<Space | undefined> => {
  const disk = await statfs(folder).catch(() => undefined);
  return disk ? { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize } : undefined;
};

/** Watches the disk the data lies on, so that nothing new is taken in before the database itself fails on a full one. */
export const startDiskGuard = (folder: string, options: { limits?: { below: number; again: number }; onChange?: (level: DiskLevel, space: Space) => void } = {}): DiskGuard => {
  let space: Space | undefined;
  let level: DiskLevel = 'fine';
  const look = async (): Promise<DiskLevel> => {
    // A disk that cannot be read tells nothing new.
    space = (await spaceOf(folder)) ?? space;
    const now = space ? diskLevel(space, level, options.limits) : level;
    const isChanged = now !== level;
    level = now;
    if (isChanged && space) options.onChange?.(now, space);
    return level;
  };
  const timer = setInterval(() => void look(), EVERY_MS).unref();
  void look();
  return { space: () => space ?? null, level: () => level, isReadOnly: () => level === 'read-only', look, stop: () => clearInterval(timer) };
};
