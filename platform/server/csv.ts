import type { Cell } from '../core/register.ts';

/** One line of CSV; a text that a spreadsheet would run as a formula is kept as text by a leading quote, a number stays one. */
export const csvLine = (cells: readonly Cell[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : `"${(/^[\s]*[=+\-@\t\r＝＋－＠]/u.test(cell ?? '') ? `'${cell ?? ''}` : (cell ?? '')).replaceAll('"', '""')}"`)).join(',')}\r\n`;
