import { createReadStream, openSync, readSync, closeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import readExcel from 'read-excel-file/node';

/** A row of the file as texts, with the line or row number a person finds it by. */
export type FileRow = { readonly line: number; readonly cells: readonly string[] };

const magicOf = (path: string): Buffer => {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(4);
    readSync(file, buffer, 0, 4, 0);
    return buffer;
  } finally {
    closeSync(file);
  }
};

/** Excel in China saves CSV as GB18030; what is no valid UTF-8 at its start is taken for that. */
const encodingOf = (start: Buffer): string => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
};

const delimiterOf = (firstLine: string): string =>
  [',', '\t', ';'].map((mark) => ({ mark, count: firstLine.split(mark).length })).sort((a, b) => b.count - a.count)[0]?.mark ?? ',';

async function* textsOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of source) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

async function* csvRows(path: string, zipped: boolean): AsyncGenerator<FileRow> {
  const raw = createReadStream(path);
  const bytes = zipped ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => bytes.destroy(error));
  const texts = textsOf(bytes);
  const first = await texts.next();
  if (first.done) return;
  const all = async function* () {
    yield first.value;
    yield* texts;
  };
  const parser = parse({ bom: true, delimiter: delimiterOf(first.value.split('\n', 1)[0] ?? ''), relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true, max_record_size: 1_000_000 });
  const source = Readable.from(all());
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) yield { line: info.lines, cells: record };
}

/** Excel keeps times without a zone, as a fraction of a day that misses the second by a little: the reader hands them over as if they were UTC. */
const dateText = (date: Date): string => new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ');

const cellText = (cell: unknown): string =>
  cell === null || cell === undefined ? '' : cell instanceof Date ? dateText(cell) : typeof cell === 'string' ? cell : typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';

async function* excelRows(path: string): AsyncGenerator<FileRow> {
  const sheets = await readExcel(path);
  const rows: readonly (readonly unknown[])[] = sheets[0]?.data ?? [];
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  for (const [index, row] of rows.entries()) {
    const cells = Array.from({ length: width }, (_, column) => cellText(row[column]));
    if (cells.some((cell) => cell.trim() !== '')) yield { line: index + 1, cells };
  }
}

/** Rows of a CSV, CSV.gz or XLSX file, told apart by their first bytes and not by their name. */
export const readRows = (path: string): AsyncGenerator<FileRow> => {
  const magic = magicOf(path);
  if (magic.subarray(0, 2).toString('hex') === '504b') return excelRows(path);
  return csvRows(path, magic.subarray(0, 2).toString('hex') === '1f8b');
};
