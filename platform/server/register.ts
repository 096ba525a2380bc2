import type { Instant } from '../core/instant.ts';
import type { MonthFigure, MonthList } from '../core/month-book.ts';
import type { Cell, Register } from '../core/register.ts';
import { addDays, instantAt, localDate, localTime } from '../core/working-calendar.ts';
import type { Actor } from './app.ts';
import type { Database, Reader } from './database.ts';

/** The line a page ended with; `nr`: how many lines stand before the next one. */
export type LineKey = { readonly at: Instant; readonly id: string; readonly nr: number };
export type LinesAsked = { readonly siteId: string; readonly zone: string; readonly actor: Actor; /** From, and before. */ readonly from: Instant; readonly to: Instant; readonly now: Instant; readonly after: LineKey | undefined; readonly atMost: number };
export type LinesPage = { readonly rows: readonly (readonly Cell[])[]; readonly next: LineKey | null };

/** A register and who hands over its lines, in the order of time, masked, and only what this actor may see; added in `apps/server/feature-lines.ts`. */
export type RegisterSource = { readonly register: Register; page(reader: Reader, asked: LinesAsked): Promise<LinesPage> };

/** A month that is closed with a signature: its lines, its figures for one or many centres, its short lists. */
export type MonthBook = {
  readonly lines: RegisterSource;
  /** Each adds its own figures, so that a centre's month has what other features know of it. */
  readonly figures: readonly ((reader: Reader, siteIds: readonly string[], month: string) => Promise<ReadonlyMap<string, readonly MonthFigure[]>>)[];
  lists(reader: Reader, asked: { readonly siteId: string; readonly zone: string; readonly month: string }): Promise<readonly MonthList[]>;
};

const FIRST = '00000000-0000-0000-0000-000000000000';

/** One page of lines in the order of (time, id); lines `cells` makes nothing of are left out and not counted. */
export const linesPage = async <R extends { readonly at: Instant; readonly id: string }>(
  asked: LinesAsked,
  read: (after: { at: Instant; id: string }, atMost: number) => Promise<readonly R[]>,
  cells: (row: R, nr: number) => readonly Cell[] | undefined,
): Promise<LinesPage> => {
  const rows = await read(asked.after ?? { at: '-infinity', id: FIRST }, asked.atMost);
  let nr = asked.after?.nr ?? 0;
  const lines = rows.flatMap((row) => {
    const line = cells(row, nr + 1);
    if (line) nr += 1;
    return line ? [line] : [];
  });
  const last = rows.at(-1);
  return { rows: lines, next: last && rows.length === asked.atMost ? { at: last.at, id: last.id, nr } : null };
};

/** The instants between which a centre's days or month lie. */
export const spanOfDays = (zone: string, from: string, to: string): { from: Instant; to: Instant } => ({ from: instantAt(zone, from, '00:00'), to: instantAt(zone, addDays(to, 1), '00:00') });
export const spanOfMonth = (zone: string, month: string): { from: Instant; to: Instant } => ({ from: instantAt(zone, `${month}-01`, '00:00'), to: instantAt(zone, Temporal.PlainDate.from(`${month}-01`).add({ months: 1 }).toString(), '00:00') });

const PAGE = 250;

/** All lines, a page of the database at a time, so that a long register is never whole in memory. */
export async function* allLines(database: Database, source: RegisterSource, asked: Omit<LinesAsked, 'after' | 'atMost'>): AsyncGenerator<readonly (readonly Cell[])[]> {
  let after: LineKey | undefined;
  for (;;) {
    const page = await database.read([asked.siteId], (reader) => source.page(reader, { ...asked, after, atMost: PAGE }));
    if (page.rows.length > 0) yield page.rows;
    if (!page.next) return;
    after = page.next;
  }
}
/** The same within one transaction that stands already. */
export const linesWithin = async (reader: Reader, source: RegisterSource, asked: Omit<LinesAsked, 'after' | 'atMost'>): Promise<(readonly Cell[])[]> => {
  const lines: (readonly Cell[])[] = [];
  let after: LineKey | undefined;
  for (;;) {
    const page = await source.page(reader, { ...asked, after, atMost: PAGE });
    lines.push(...page.rows);
    if (!page.next) return lines;
    after = page.next;
  }
};

type StateRow<S> = { readonly at: Instant; readonly id: string; readonly state: S; readonly place: string | null };

/** Lines of a table of subjects kept whole in `state`: how each becomes a line, with the names of the people it speaks of; `beside` reads what else a page of them needs. */
export const stateRegister = <S, B = undefined>(
  register: Register,
  of: {
    readonly table: string;
    /** The column of the time lines are ordered by. */
    readonly at: string;
    readonly where?: string;
    readonly beside?: (reader: Reader, siteId: string, states: readonly S[]) => Promise<B>;
    readonly people: (state: S, beside: B | undefined) => readonly (string | undefined)[];
    /** Nothing: not for this reader. */
    readonly cells: (state: S, say: { readonly nr: number; readonly name: (id: string | undefined) => string; readonly place: string | null; readonly day: (at: Instant | undefined) => string; readonly time: (at: Instant | undefined) => string; readonly when: (at: Instant | undefined) => string; readonly beside: B | undefined }, asked: LinesAsked) => readonly Cell[] | undefined;
  },
): RegisterSource => ({
  register,
  page: async (reader, asked) => {
    const names = new Map<string, string>();
    let beside: B | undefined;
    const day = (at: Instant | undefined): string => (at ? localDate(at, asked.zone) : '');
    const time = (at: Instant | undefined): string => (at ? localTime(at, asked.zone) : '');
    const say = { name: (id: string | undefined): string => (id ? (names.get(id) ?? '') : ''), day, time, when: (at: Instant | undefined): string => (at ? `${day(at)} ${time(at)}` : '') };
    return linesPage<StateRow<S>>(
      asked,
      async (after, atMost) => {
        const rows = await reader.query<StateRow<S>>(
          `select t.${of.at} as at, t.id, t.state, p.name as place from ${of.table} t left join places p on p.site_id = t.site_id and p.id = (t.state->>'placeId')::uuid
            where t.site_id = $1 and t.${of.at} >= $2 and t.${of.at} < $3 and (t.${of.at}, t.id) > ($4::timestamptz, $5::uuid)${of.where ? ` and ${of.where}` : ''} order by t.${of.at}, t.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost],
          `register-${register.id}`,
        );
        beside = await of.beside?.(reader, asked.siteId, rows.map((row) => row.state));
        const ids = [...new Set(rows.flatMap((row) => of.people(row.state, beside)).filter(Boolean))];
        if (ids.length > 0) for (const person of await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [ids], 'people-names')) names.set(person.id, person.name);
        return rows;
      },
      (row, nr) => of.cells(row.state, { ...say, nr, place: row.place, beside }, asked),
    );
  },
});
