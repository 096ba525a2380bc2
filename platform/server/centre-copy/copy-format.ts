import { z } from 'zod';
import { StartError } from '../start-error.ts';

/**
 * One centre as one file: a tar stream under zstd that opens with `tar --zstd -xf`. `centre.json` comes first (what it
 * is, so that a wrong one is refused before anything is written), then the rows as JSON lines in parts, the people, the
 * files by their hash, the jobs that waited, `counts.json`, and `manifest.txt` last (hash, size and name of everything).
 */
export const COPY_FORMAT = 1;
export const ABOUT = 'centre.json';
export const COUNTS = 'counts.json';
export const JOBS = 'jobs.jsonl';
/** Holds the names of columns that hold JSON's own null, which a row as JSON cannot tell from an empty column. */
export const NULLS = '(null)';
/** Entries of sealed days have this transaction id in their new home: below any that is given out. */
export const SEALED_XID = '1';
/** Where the first own day of an installation begins that was given sealed ones. */
export const AFTER_SEALED_XID = '2';

export const partName = (table: string, part: number): string => `tables/${table}/${String(part).padStart(6, '0')}.jsonl`;
const PART = /^tables\/([a-z_0-9]+)\/(\d{6})\.jsonl$/;
export const partOf = (name: string): string | undefined => PART.exec(name)?.[1];
const FILE = /^files\/([0-9a-f]{64})$/;
export const fileOf = (name: string): string | undefined => FILE.exec(name)?.[1];

const zTable = z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() });
export const about = z.object({
  what: z.literal('foyer-centre'),
  format: z.number().int(),
  program: z.string(),
  madeAt: z.iso.datetime(),
  epoch: z.uuid(),
  testClock: z.boolean(),
  site: z.object({ id: z.uuid(), name: z.string() }),
  migrations: z.array(z.string()).min(1),
  tables: z.array(zTable),
  /** `sealed`: the first so many entries belong to `days` sealed days. */
  journal: z.object({ entries: z.number().int(), sealed: z.number().int(), days: z.number().int() }),
  /** What does not go along, and why. */
  leftOut: z.record(z.string(), z.string()),
});
export type About = z.output<typeof about>;

export const counts = z.object({
  /** Tables of people: who they are is known only when all rows were seen. */
  people: z.array(zTable),
  files: z.number().int(),
  /** Missing or damaged where they came from: they are no fault of this file. */
  filesMissing: z.array(z.string()), filesDamaged: z.array(z.string()),
  jobs: z.number().int(),
});
export type Counts = z.output<typeof counts>;

export const COPY_FAILURES = ['foreign', 'newer', 'older', 'truncated', 'altered', 'not-empty', 'test-clock', 'journal', 'table-unknown', 'site-unknown', 'target-full', 'target-there', 'stopped'] as const;
export type CopyFailure = (typeof COPY_FAILURES)[number];

/** Why there is no export, or why one was not taken in; the message is the line printed. */
export class CopyRefused extends StartError {
  readonly code: CopyFailure;
  constructor(code: CopyFailure, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the features say of their tables; all others with a `site_id`, or that hang from one, go whole. */
export type CopyPlan = {
  /** Tables that stay, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Tables of people, by the column that says whose row it is. */
  readonly ofPeople: Readonly<Record<string, string>>;
  /** Columns that go empty or as something else: an expression over the row `t`. */
  readonly instead: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Jobs that mean nothing elsewhere. */
  readonly jobsLeftOut: readonly string[];
};
