import { localDate, localTime } from '../../../../platform/core/working-calendar.ts';
import type { Roster } from '../../core/roster-contract.ts';

/** The cells of an XLSX file as text; undefined when it is none. Dates become days, times stay shares of a day. */
export const readSheet = async (file: File): Promise<string[][] | undefined> => {
  const { readSheet: read } = await import('read-excel-file/browser');
  try {
    const rows = await read(file);
    return rows.map((row) => row.map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell === null ? '' : String(cell)).slice(0, 200)).slice(0, 60));
  } catch {
    return undefined;
  }
};

/** One line a shift, in the columns that are read back; every cell is text, so no formula can hide in a name. */
export const writeSheet = async (roster: Roster, zone: string, columns: readonly string[], name: string): Promise<void> => {
  const { default: write } = await import('write-excel-file/browser');
  const cell = (value: string, bold = false) => ({ value, type: String, ...(bold ? { fontWeight: 'bold' as const } : {}) });
  const rows = roster.shifts.map((shift) => [
    shift.day, roster.posts.find((post) => post.id === shift.postId)?.name ?? '', roster.people.find((person) => person.id === shift.personId)?.name ?? '', localTime(shift.startsAt, zone),
    localDate(shift.endsAt, zone) > shift.day && localTime(shift.endsAt, zone) === '00:00' ? '24:00' : localTime(shift.endsAt, zone),
  ]);
  await write([columns.map((column) => cell(column, true)), ...rows.map((row) => row.map((value) => cell(value)))]).toFile(`${name}.xlsx`);
};
