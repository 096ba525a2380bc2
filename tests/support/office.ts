import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An independent program that reads workbooks; where it is not, what needs it is skipped, visibly. */
export const office = ['/usr/bin/soffice', '/usr/bin/libreoffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'].find((path) => existsSync(path));

/** Fields in quotes may hold the mark, a quote or a new line. */
const fieldsOf = (text: string): string[][] => {
  const rows: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n"]*))(\t|\n|$)/g)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\n') rows.push([]);
    if (match[3] === '') break;
  }
  return rows;
};

type Cell = string | number | boolean | null | undefined;
/** What is empty at the end of a row or of a sheet is nothing. */
export const trimmed = (rows: readonly (readonly Cell[])[]): string[][] => {
  const cells = rows.map((row) => { const words = row.map((cell) => (cell === null || cell === undefined ? '' : String(cell))); return words.slice(0, words.findLastIndex((word) => word !== '') + 1); });
  return cells.slice(0, cells.findLastIndex((row) => row.length > 0) + 1);
};

/** Every sheet of every workbook as LibreOffice sees it, by the workbook's name and the sheet's; all are opened in one go. */
export const openInOffice = async (books: ReadonlyMap<string, Buffer>): Promise<ReadonlyMap<string, ReadonlyMap<string, string[][]>>> => {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-office-'));
  try {
    const names = [...books.keys()];
    for (const [index, data] of [...books.values()].entries()) await writeFile(join(folder, `${index}.xlsx`), data);
    // Tabs, double quotes, UTF-8; numbers as they are, not as they are shown; no formulas; every sheet a file.
    const done = spawnSync(office ?? '', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1', '--outdir', join(folder, 'out'), ...names.map((_name, index) => join(folder, `${index}.xlsx`))], { timeout: 170_000 });
    if (done.status !== 0) throw new Error(`LibreOffice: ${done.stderr?.toString() ?? done.error?.message ?? ''}`);
    const found = new Map(names.map((name) => [name, new Map<string, string[][]>()]));
    for (const file of await readdir(join(folder, 'out'))) {
      const [, index, sheet = ''] = /^(\d+)-(.*)\.csv$/.exec(file) ?? [];
      found.get(names[Number(index)] ?? '')?.set(sheet, trimmed(fieldsOf((await readFile(join(folder, 'out', file), 'utf8')).replace(/^\ufeff/, '').replaceAll('\r\n', '\n'))));
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
