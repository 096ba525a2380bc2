import type { Instant } from '../core/instant.ts';
import type { BothWords } from '../core/register.ts';
import type { Query, Reader, Write } from './database.ts';
import { uuidv7 } from './ids.ts';

/** Counts and times only, nobody is named. */
export type Outlook = {
  /** How many are past their time already. */
  readonly due: number;
  /** The time from which the oldest of the others is kept. */
  readonly next: Instant | null;
  /** How many of the others are kept from before an instant. */
  until(instant: Instant): Promise<number>;
};

type Said = {
  readonly id: string;
  /** Which record, what of a person stands in it, from when it is counted, and what is left afterwards. */
  readonly record: BothWords;
  readonly holds: BothWords;
  readonly from: BothWords;
  readonly after: BothWords;
};

/**
 * What a feature keeps of people in one kind of record and for how long. A feature declares its own in
 * `server/*-retention.ts`; the list is in `apps/server/retention.ts`.
 */
export type RetentionSource = Said &
  (
    | { /** Kept without a term, as `after` says. */ readonly parameter?: undefined }
    | { /** Kept for so many days; how many there are is told to nobody, and no protocol says that one went. */ readonly parameter: string; readonly isSealed: true }
    | {
        /** The centre's number of days. */
        readonly parameter: string;
        readonly isSealed?: undefined;
        outlook(reader: Reader, siteId: string, cutoff: Instant): Promise<Outlook>;
        /** For what stands in `kept_personal`: takes one record's people out, in a command of its own. Absent where the feature has a sweep of its own. */
        readonly erase?: (siteId: string, subject: string) => Promise<void>;
        /** Which of these wait although their time is over: a case that rests on them is open. */
        readonly heldAmong?: (query: Query, siteId: string, subjects: readonly string[]) => Promise<ReadonlySet<string>>;
      }
  );

/** An outlook over any table with a time: `which` says what is still there and may go. */
export const outlookOf = (table: string, at: string, which: string) => async (reader: Reader, siteId: string, cutoff: Instant): Promise<Outlook> => {
  const [due] = await reader.query<{ count: number }>(`select count(*) as count from ${table} where site_id = $1 and ${which} and ${at} < $2`, [siteId, cutoff], `outlook-${table}-due`);
  const [next] = await reader.query<{ at: Instant | null }>(`select min(${at}) as at from ${table} where site_id = $1 and ${which} and ${at} >= $2`, [siteId, cutoff], `outlook-${table}-next`);
  return {
    due: due?.count ?? 0,
    next: next?.at ?? null,
    until: async (instant) => (await reader.query<{ count: number }>(`select count(*) as count from ${table} where site_id = $1 and ${which} and ${at} >= $2 and ${at} < $3`, [siteId, cutoff, instant], `outlook-${table}-until`))[0]?.count ?? 0,
  };
};

/** The outlook over `kept_personal`. */
export const keptOutlook = (rule: string) => outlookOf('kept_personal', 'since', `rule = '${rule}'`);

/** Keeps `kept_personal` true while a record is saved: `since` is the time it ended, if it ended and still names somebody. */
export const keepingWrite = (rule: string, input: { siteId: string; subject: string; before: Instant | undefined; since: Instant | undefined }): Write[] => {
  const { siteId, subject, before, since } = input;
  if (before === since) return [];
  return since === undefined
    ? [{ name: 'keeping-drop', text: 'delete from kept_personal where site_id = $1 and rule = $2 and subject = $3', values: [siteId, rule, subject] }]
    : [{ name: 'keeping-put', text: 'insert into kept_personal values ($1, $2, $3, $4) on conflict (site_id, rule, subject) do update set since = excluded.since', values: [siteId, rule, subject, since] }];
};

/** The protocol of erasing, in the transaction that erases; `records`: numbers, or the times by which a record without a number is found. */
export const erasureWrite = (input: { siteId: string; at: Instant; rule: string; why: 'retention' | 'asked'; actor?: string | null | undefined; records: readonly string[]; count?: number }): Write => ({
  name: 'erasure-keep',
  text: 'insert into erasures (site_id, id, at, rule, why, actor, count, records) values ($1, $2, $3, $4, $5, $6, $7, $8)',
  values: [input.siteId, uuidv7(Date.parse(input.at)), input.at, input.rule, input.why, input.actor ?? null, input.count ?? input.records.length, [...input.records]],
});
