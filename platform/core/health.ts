import type { Instant } from './instant.ts';

const DAY_MS = 86_400_000;
const MB = 1_000_000;

/** A night may fail; two in a row are a finding. */
export const BACKUP_TOO_OLD_MS = 2 * DAY_MS;
/** House rule: shares of the disk that are free. */
export const DISK_LOW = 0.1;
export const DISK_VERY_LOW = 0.05;
/** Below this nothing new is taken in: the database needs room to finish what it has begun. */
export const READ_ONLY_BELOW_BYTES = 300 * MB;
/** A margin above it, so that it does not flicker. */
export const WRITES_AGAIN_BYTES = 400 * MB;
/** A small file takes milliseconds; so long, and people wait for every tap. */
export const DISK_SLOW_MS = 2_000;
/** A certificate is renewed in good time or not at all. */
export const CERTIFICATE_SOON_MS = 21 * DAY_MS;
/** The archive of the log is some minutes behind by its nature; so much is a finding. */
export const ARCHIVE_BEHIND_SECONDS = 30 * 60;
/** Beyond this, times on screens and on paper differ visibly. */
export const CLOCK_OFF_MS = 2 * 60_000;

export type Space = { readonly freeBytes: number; readonly totalBytes: number };
/** Why nothing is answered or taken in: of the machine, not of what was asked. An outbox keeps what is answered so and sends it again. */
export const TROUBLES = ['disk-full', 'disk-unwritable', 'database-down', 'database-slow'] as const;
export type Trouble = (typeof TROUBLES)[number];
/** `read-only`: too little room; `unwritable`: nothing can be written at all. */
export const DISK_LEVELS = ['fine', 'low', 'very-low', 'read-only', 'unwritable'] as const;
export type DiskLevel = (typeof DISK_LEVELS)[number];

/** `before`: once closed, it opens only with some room to spare. */
export const diskLevel = ({ freeBytes, totalBytes }: Space, before: DiskLevel = 'fine', limits = { below: READ_ONLY_BELOW_BYTES, again: WRITES_AGAIN_BYTES }): DiskLevel => {
  if (freeBytes < limits.below || (before === 'read-only' && freeBytes < limits.again)) return 'read-only';
  const share = totalBytes > 0 ? freeBytes / totalBytes : 0;
  return share < DISK_VERY_LOW ? 'very-low' : share < DISK_LOW ? 'low' : 'fine';
};

/** An installation that never made one is judged by its own age. */
export const isBackupOld = (input: { lastGoodAt: Instant | null; installedAt: Instant; now: Instant }): boolean =>
  Date.parse(input.now) - Date.parse(input.lastGoodAt ?? input.installedAt) > BACKUP_TOO_OLD_MS;

/** The middle one: a single wrong phone says nothing about this machine. */
export const middleOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What stands open of an installation; told to those who look after its centres. */
export const FINDINGS = ['archive', 'backup', 'certificate', 'clock', 'disk-low', 'disk-read-only'] as const;
export type Finding = (typeof FINDINGS)[number];

/** A certificate that ends before somebody looks again. */
export const isCertificateSoon = (until: Instant | null, now: Instant): boolean => until !== null && Date.parse(until) - Date.parse(now) < CERTIFICATE_SOON_MS;
export const isArchiveBehind = (seconds: number | null): boolean => seconds !== null && seconds > ARCHIVE_BEHIND_SECONDS;
export const isClockOff = (aheadMs: number | null): boolean => aheadMs !== null && Math.abs(aheadMs) > CLOCK_OFF_MS;

export const findingsOf = (state: { readonly archiveBehind: boolean; readonly backupOld: boolean; readonly disk: DiskLevel; readonly clockOff: boolean; readonly certificateSoon: boolean }): Finding[] => [
  ...(state.archiveBehind ? (['archive'] as const) : []),
  ...(state.backupOld ? (['backup'] as const) : []),
  ...(state.certificateSoon ? (['certificate'] as const) : []),
  ...(state.clockOff ? (['clock'] as const) : []),
  // To tell of it would be to write.
  ...(state.disk === 'read-only' || state.disk === 'unwritable' ? (['disk-read-only'] as const) : state.disk === 'fine' ? [] : (['disk-low'] as const)),
];
