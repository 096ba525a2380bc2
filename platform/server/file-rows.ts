import { createReadStream, openSync, readSync, closeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { parse } from 'csv-parse';

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

/** What a text may unpack to: millions of rows of a log. A small file can hold lines without end, or one that never ends. */
const TEXT_LIMIT = 512 * 1024 * 1024;
const LINE_LIMIT = 1_000_000;
/** As wide as a sheet can be. */
const COLUMNS_LIMIT = 16_384;

/** There is more in the file than was asked for. */
export class FileTooLong extends Error {}

async function* upTo(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let left = limit;
  for await (const chunk of source) {
    left -= chunk.length;
    if (left < 0) throw new FileTooLong('The sheet is longer than is read; split it.');
    yield chunk;
  }
}

/** The parser itself counts no line that is nothing but columns. */
async function* inLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0;
  for await (const text of texts) {
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    length = end < 0 ? length + text.length : text.length - end - 1;
    if (length > LINE_LIMIT) throw new FileTooLong('The sheet is wider than is read.');
    yield text;
  }
}

async function* csvRows(path: string, zipped: boolean, limit: number): AsyncGenerator<FileRow> {
  const raw = createReadStream(path);
  const bytes = zipped ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => bytes.destroy(error));
  try {
    yield* rowsOf(inLines(textsOf(upTo(bytes, limit))));
  } finally {
    raw.destroy();
  }
}

async function* rowsOf(texts: AsyncGenerator<string>): AsyncGenerator<FileRow> {
  const first = await texts.next();
  if (first.done) return;
  const all = async function* () {
    yield first.value;
    yield* texts;
  };
  const parser = parse({ bom: true, delimiter: delimiterOf(first.value.split('\n', 1)[0] ?? ''), relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true, max_record_size: LINE_LIMIT });
  const source = Readable.from(all());
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (record.length > COLUMNS_LIMIT) throw new FileTooLong('The sheet is wider than is read.');
    yield { line: info.lines, cells: record };
  }
}

/** What a workbook may unpack to: some 200,000 rows of a log. A small file can hold gigabytes, or one cell a million rows down. */
const UNPACKED_LIMIT = 192 * 1024 * 1024;
const CELLS_LIMIT = 10_000_000;
const HEAP_LIMIT_MB = 768;
const ENTRIES_LIMIT = 5000;
const TOO_LARGE = 'The sheet is larger than is read; save it as CSV.';

const ENTRY = Buffer.from('504b0304', 'hex');
/** Where packed parts begin, whatever the directory at the end says of them. */
const entriesOf = async (path: string): Promise<number[]> => {
  const found: number[] = [];
  let [before, at] = [Buffer.alloc(0), 0];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([before, chunk]);
    for (let hit = bytes.indexOf(ENTRY); hit >= 0; hit = bytes.indexOf(ENTRY, hit + 1)) if (found.push(at + hit) > ENTRIES_LIMIT) throw new Error(TOO_LARGE);
    before = bytes.subarray(Math.max(0, bytes.length - ENTRY.length + 1));
    at += bytes.length - before.length;
  }
  return found;
};

const ADDRESS = /\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']/g;
const columnOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** Unpacks into nothing, to know how much there is and how far the cells reach. What is written too oddly for this, the thread's own limit ends. */
const checkSize = async (path: string): Promise<void> => {
  let left = UNPACKED_LIMIT;
  const file = openSync(path, 'r');
  try {
    for (const start of await entriesOf(path)) {
      const head = Buffer.alloc(30);
      if (readSync(file, head, 0, 30, start) < 30 || head.readUInt16LE(8) !== 8) continue;
      const raw = createReadStream(path, { start: start + 30 + head.readUInt16LE(26) + head.readUInt16LE(28) });
      const bytes = raw.pipe(createInflateRaw());
      let [before, rows, columns] = ['', 0, 0];
      const isTooLarge = (): boolean => left < 0 || rows * columns > CELLS_LIMIT;
      try {
        for await (const chunk of bytes as AsyncIterable<Buffer>) {
          left -= chunk.length;
          const text = before + chunk.toString('latin1');
          for (const [, letters = '', row = ''] of text.matchAll(ADDRESS)) [rows, columns] = [Math.max(rows, Number(row)), Math.max(columns, columnOf(letters))];
          before = text.slice(-24);
          if (isTooLarge()) throw new Error(TOO_LARGE);
        }
      } catch (error) {
        // What is no packed part after all has an end that cannot be read.
        if (isTooLarge()) throw error;
      } finally {
        raw.destroy();
      }
    }
  } finally {
    closeSync(file);
  }
};

/** Read in a thread of its own with so much memory and no more: a sheet that needs more ends the thread, not the program. */
async function* excelRows(path: string): AsyncGenerator<FileRow> {
  await checkSize(path);
  const worker = new Worker(new URL('./excel-worker.ts', import.meta.url), { workerData: path, resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB } });
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error(TOO_LARGE) : error));
    worker.once('exit', () => reject(new Error('The reader of the sheet ended.')));
  });
  failed.catch(() => undefined);
  try {
    for (let line = 1; ; ) {
      const batch = new Promise<string[][]>((resolve) => void worker.once('message', resolve));
      worker.postMessage('next');
      const rows = await Promise.race([batch, failed]);
      if (rows.length === 0) return;
      for (const cells of rows) {
        if (cells.some((cell) => cell.trim() !== '')) yield { line, cells };
        line += 1;
      }
    }
  } finally {
    await worker.terminate();
  }
}

/** Rows of a CSV, CSV.gz or XLSX file, told apart by their first bytes and not by their name. `most`: bytes of a text that are read. */
export const readRows = (path: string, most = TEXT_LIMIT): AsyncGenerator<FileRow> => {
  const magic = magicOf(path);
  if (magic.subarray(0, 2).toString('hex') === '504b') return excelRows(path);
  return csvRows(path, magic.subarray(0, 2).toString('hex') === '1f8b', most);
};
