import { randomInt } from 'node:crypto';
import type { SubjectKind } from './command-runner.ts';
import type { Query, Transaction, Write } from './database.ts';
import type { ClockRow } from './clock-store.ts';
import type { JournalHead } from './journal.ts';

type Loaded<S> = { state: S; version: number; last_hash: Buffer };

/**
 * A table of subjects kept whole in `state`, with beside it the few columns that lists and keys look at. `kept` names
 * them and what they hold; nothing else of a subject stands outside its state.
 */
export const stateRows = <S>(table: string, kept: Readonly<Record<string, (state: S, next: ClockRow | undefined) => unknown>>) => {
  const columns = Object.keys(kept);
  const names = ['version', 'last_hash', 'state', ...columns];
  const text = `insert into ${table} (site_id, id, ${names.join(', ')}) values (${names.map((_name, index) => `$${index + 3}`).reduce((all, one) => `${all}, ${one}`, '$1, $2')})
     on conflict (site_id, id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  return {
    load: async (trx: Transaction, siteId: string, subject: string): Promise<{ state: S; head: JournalHead } | undefined> => {
      const row = (await trx.query<Loaded<S>>(`select state, version, last_hash from ${table} where site_id = $1 and id = $2 for update`, [siteId, subject], `${table}-lock`))[0];
      return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
    },
    read: async (query: Query, siteId: string, subject: string): Promise<{ state: S; version: number } | undefined> =>
      (await query<{ state: S; version: number }>(`select state, version from ${table} where site_id = $1 and id = $2`, [siteId, subject], `${table}-one`))[0],
    save: (input: Pick<Parameters<SubjectKind<S, never>['save']>[1], 'siteId' | 'subject' | 'state' | 'head' | 'next'>): Write => ({
      name: `${table}-save`,
      text,
      values: [input.siteId, input.subject, input.head.version, input.head.lastHash, JSON.stringify(input.state), ...columns.map((column) => kept[column]?.(input.state, input.next) ?? null)],
    }),
  };
};

/**
 * Splits an entry: only the keys named as plain (ids, codes, numbers, times) stay in the journal for ever, everything
 * else is a name or a free word and may be erased. A field nobody thought of is thus erasable, never the other way round.
 */
export const splitEntry = (fields: Readonly<Record<string, unknown>>, plain: ReadonlySet<string>): { data: Record<string, unknown>; text: Record<string, unknown> } => {
  const [data, text]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) (plain.has(key) ? data : text)[key] = value;
  return { data, text };
};

/** `2611-0001` behind a prefix: year and month of the centre's own calendar, a serial without gaps that starts anew each month. */
export const nextNumber = async (trx: Transaction, input: { siteId: string; series: string; prefix: string; month: string }): Promise<string> => {
  const rows = await trx.query<{ value: number }>(
    'insert into counters values ($1, $2, 1) on conflict (site_id, series) do update set value = counters.value + 1 returning value',
    [input.siteId, `${input.series}-${input.month}`],
    'counter-next',
  );
  return `${input.prefix}${input.month}-${String(rows[0]?.value ?? 1).padStart(4, '0')}`;
};

/** So many numbers that are taken, and it is drawn among more of them. */
const DRAWS = 20;
/** As `nextNumber` looks, but drawn by lot and new in its table: whoever is told one learns nothing of how many there are. */
export const drawnNumber = async (trx: Pick<Transaction, 'query'>, input: { siteId: string; table: string; prefix: string; month: string }): Promise<string> => {
  const { siteId, table, prefix, month } = input;
  for (let draws = 0; ; draws += 1) {
    const digits = draws < DRAWS ? 4 : 8;
    const number = `${prefix}${month}-${String(randomInt(10 ** digits)).padStart(digits, '0')}`;
    if ((await trx.query(`select from ${table} where site_id = $1 and number = $2`, [siteId, number], `${table}-number`)).length === 0) return number;
  }
};
