/** One line of CSV; a cell that a spreadsheet would run as a formula is kept as text by a leading quote. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${(/^[\s]*[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
