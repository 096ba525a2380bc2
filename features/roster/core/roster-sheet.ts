import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import type { RefusedLine, ShiftIn } from './roster-contract.ts';

/** The header of the sheet we write and read; a sheet may order the columns as it likes. */
export const SHEET_COLUMNS = { day: ['日期', '班日', 'date', 'day'], post: ['岗位', 'post'], person: ['姓名', '人员', '值班人', 'name', 'person'], start: ['上班', '开始', '起', 'from', 'start'], end: ['下班', '结束', '止', 'to', 'end'], shift: ['班次', 'shift'] } as const;
type Column = keyof typeof SHEET_COLUMNS;

export type SheetFacts = {
  readonly posts: readonly { readonly id: string; readonly name: string }[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly templates: readonly { readonly name: string; readonly start: string; readonly end: string }[];
};

const pad = (value: string): string => value.padStart(2, '0');

/** 2026-10-01, 2026/10/1, 2026年10月1日, 20261001 or a sheet's day number; nothing else is guessed. */
export const readDay = (text: string): LocalDate | undefined => {
  const trimmed = text.trim();
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$/.exec(trimmed) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(trimmed);
  if (parts) {
    const day = `${parts[1]}-${pad(parts[2] ?? '')}-${pad(parts[3] ?? '')}`;
    try {
      return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString();
    } catch {
      return undefined;
    }
  }
  // Sheets count days from 1899-12-30; 40000 … 60000 is 2009 … 2064.
  return /^[45]\d{4}$/.test(trimmed) ? Temporal.PlainDate.from('1899-12-30').add({ days: Number(trimmed) }).toString() : undefined;
};

/** 8:30, 08:30:00, 8点半, 20时, 24:00 or a sheet's share of a day. */
export const readTime = (text: string): string | undefined => {
  const trimmed = text.trim().replace(/\uff1a/g, ':');
  const parts = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(trimmed) ?? /^(\d{1,2})[点时](?:(\d{1,2})分?|(半))?$/.exec(trimmed);
  if (parts) {
    const minute = parts[3] ? '30' : (parts[2] ?? '00');
    const time = `${pad(parts[1] ?? '')}:${pad(minute)}`;
    return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time) ? time : undefined;
  }
  if (!/^0?\.\d+$|^0$|^1$/.test(trimmed)) return undefined;
  const minutes = Math.round(Number(trimmed) * 1440);
  return `${pad(String(Math.floor(minutes / 60)))}:${pad(String(minutes % 60))}`;
};

/** Finds the header among the first lines. */
const headerOf = (rows: readonly (readonly string[])[]): { at: number; columns: Partial<Record<Column, number>> } | undefined => {
  for (const [at, row] of rows.slice(0, 10).entries()) {
    const columns: Partial<Record<Column, number>> = {};
    for (const [index, cell] of row.entries()) {
      const word = cell.trim().toLowerCase();
      const column = (Object.keys(SHEET_COLUMNS) as Column[]).find((key) => (SHEET_COLUMNS[key] as readonly string[]).includes(word));
      if (column && columns[column] === undefined) columns[column] = index;
    }
    if (columns.day !== undefined && columns.person !== undefined && columns.post !== undefined) return { at, columns };
  }
  return undefined;
};

/**
 * Reads a roster sheet of one line a shift. Every line that cannot be read is listed with its reason; nothing is
 * filled in from the line above, because a merged cell and a forgotten one look the same.
 */
export const readRosterSheet = (rows: readonly (readonly string[])[], facts: SheetFacts): { shifts: (ShiftIn & { line: number })[]; refused: RefusedLine[] } => {
  const header = headerOf(rows);
  if (!header) return { shifts: [], refused: [{ line: 1, code: 'sheet-no-header', facts: { wanted: ['日期', '岗位', '姓名', '上班', '下班'] } }] };
  const shifts: (ShiftIn & { line: number })[] = [];
  const refused: RefusedLine[] = [];
  for (const [index, row] of rows.entries()) {
    if (index <= header.at || row.every((cell) => cell.trim() === '')) continue;
    const line = index + 1;
    const no = (code: string, found: Record<string, unknown> = {}): void => void refused.push({ line, code, facts: found });
    const cell = (column: Column): string => (header.columns[column] === undefined ? '' : (row[header.columns[column]] ?? '').trim());
    if (cell('day') === '') { no('sheet-day-missing'); continue; }
    const day = readDay(cell('day'));
    if (!day) { no('sheet-day-unreadable', { text: cell('day') }); continue; }
    if (cell('post') === '') { no('sheet-post-missing'); continue; }
    const post = facts.posts.find((entry) => entry.name === cell('post'));
    if (!post) { no('sheet-post-unknown', { text: cell('post') }); continue; }
    if (cell('person') === '') { no('sheet-person-missing'); continue; }
    const named = facts.people.filter((entry) => entry.name === cell('person'));
    if (named.length !== 1) { no(named.length === 0 ? 'sheet-person-unknown' : 'sheet-person-twice', { text: cell('person') }); continue; }
    const template = facts.templates.find((entry) => entry.name === cell('shift'));
    const [from, to] = [cell('start') === '' ? template?.start : readTime(cell('start')), cell('end') === '' ? template?.end : readTime(cell('end'))];
    if (!from || !to) { no('sheet-time-unreadable', { text: [cell('shift'), cell('start'), cell('end')].filter(Boolean).join(' ') }); continue; }
    shifts.push({ line, day, postId: post.id, personId: named[0]?.id ?? '', start: from, end: to });
  }
  return { shifts, refused };
};
