import { z } from 'zod';
import { StartError } from '../start-error.ts';

/**
 * A backup is one file: a tar stream under zstd, and under a cipher when there is a passphrase. `backup.json` comes first
 * (what it is, so that a wrong one is refused before anything is written), `manifest.txt` last (a hash of everything, so
 * that a cut-off one is noticed); between them the data folder by its own paths. Without a passphrase
 * `tar --zstd -xf` opens it.
 */
export const FORMAT = 1;
export const ABOUT = 'backup.json';
export const MANIFEST = 'manifest.txt';
/** What is kept of the environment and the certificate, for whoever sets the machine up again. */
export const CONFIGURATION = 'configuration';
export const KEEP_DAYS = 14;

/** In the copied cluster: the last segment of the log it brings, and when it ended. */
export const LOG_END = 'foyer-log-end.json';
export const logEnd = z.object({ last: z.string().regex(/^[0-9A-F]{24}$/), endedAt: z.iso.datetime(), segmentBytes: z.number().int().positive() });
export type LogEnd = z.output<typeof logEnd>;

/** Where a restored folder grows; a start refuses it. */
export const RESTORING = 'restoring';
/** Whole and checked, on its way to its place; a start finishes that. */
export const RESTORED = 'restored';

export const about = z.object({
  what: z.literal('foyer-backup'),
  format: z.number().int(),
  program: z.string(),
  madeAt: z.iso.datetime(),
  database: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('embedded'),
      major: z.string(),
      migrations: z.array(z.string()),
      /** The journal had reached this entry when the backup began; a restored one goes at least as far. */
      journalReached: z.number(),
      /** Whose archived log goes on from here, and the zone in which a time without one is meant; absent where none was kept. */
      log: z.object({ line: z.uuid(), zone: z.string() }).optional(),
    }),
    // A PostgreSQL of the owner's own: its backup is the owner's.
    z.object({ kind: z.literal('elsewhere') }),
  ]),
});
export type About = z.output<typeof about>;

const NAME = /^foyer-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})\.tar\.zst(\.enc)?$/;

export const backupName = (madeAt: string, isEncrypted: boolean): string => `foyer-${madeAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.tar.zst${isEncrypted ? '.enc' : ''}`;

/** When a file of ours was made; undefined for any other file, which we never touch. */
export const madeAtOf = (name: string): number | undefined => {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

export const BACKUP_FAILURES = ['busy', 'target-full', 'target-unwritable', 'target-missing', 'target-refused', 'target-unreachable', 'clock-off', 'stopped', 'foreign', 'newer', 'other-postgres', 'truncated', 'altered', 'passphrase-missing', 'passphrase-wrong', 'not-empty', 'unfinished', 'damaged', 'no-archive', 'time-before', 'time-after', 'log-missing', 'log-altered', 'failed'] as const;
export type BackupFailure = (typeof BACKUP_FAILURES)[number];

/** Why there is no backup, or why one is of no use; the message is the line printed. */
export class BackupRefused extends StartError {
  readonly code: BackupFailure;
  constructor(code: BackupFailure, message: string) {
    super(message);
    this.code = code;
  }
}
