import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import type { Cell } from '../core/register.ts';

type Part = { readonly name: string; readonly text: () => AsyncIterable<string> | Iterable<string> };

/** A fixed time in every entry: the same rows make the same file. */
const DOS_DATE = (46 << 9) | (1 << 5) | 1;

const entryHead = (part: Part, flags: number): Buffer => {
  const name = Buffer.from(part.name, 'utf8');
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(DOS_DATE, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
};

/** Sizes come behind each part, so that nothing of it is kept. */
const DATA_BEHIND = 0x0808;

async function* zip(parts: readonly Part[]): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const start = at;
    const head = entryHead(part, DATA_BEHIND);
    yield head;
    at += head.length;
    let crc = 0;
    let size = 0;
    let packed = 0;
    const plain = async function* () {
      for await (const text of part.text()) {
        const bytes = Buffer.from(text, 'utf8');
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
      }
    };
    const source = Readable.from(plain());
    const deflate = createDeflateRaw({ level: 6 });
    source.once('error', (error) => deflate.destroy(error));
    source.pipe(deflate);
    for await (const chunk of deflate) {
      packed += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(0x08074b50, 0);
    tail.writeUInt32LE(crc, 4);
    tail.writeUInt32LE(packed, 8);
    tail.writeUInt32LE(size, 12);
    yield tail;
    at += packed + tail.length;
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(DATA_BEHIND, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt16LE(DOS_DATE, 14);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(packed, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(Buffer.byteLength(part.name), 28);
    entry.writeUInt32LE(start, 42);
    directory.push(entry, Buffer.from(part.name, 'utf8'));
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  yield Buffer.concat([list, end]);
}

/** Excel refuses a file with these in it. */
const UNLAWFUL = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu;
/** Excel holds no more in one cell. */
const LONGEST = 32_767;
const escaped = (text: string): string => text.slice(0, LONGEST).replace(UNLAWFUL, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const lettersOf = (index: number): string => (index < 26 ? String.fromCharCode(65 + index) : lettersOf(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26)));
const cellXml = (cell: Cell, place: string, style: number): string => {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}" s="${style}"><v>${cell}</v></c>`;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
};

export type Sheet = {
  readonly name: string;
  /** Widths of the columns in characters. */
  readonly widths: readonly number[];
  /** How many rows at the top are headings: bold, and kept in sight. */
  readonly head: number;
  readonly rows: () => AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
};

async function* sheetXml(sheet: Sheet): AsyncGenerator<string> {
  const frozen = sheet.head > 0 ? `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${sheet.head}" topLeftCell="A${sheet.head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` : '';
  const columns = sheet.widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('');
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${frozen}${columns ? `<cols>${columns}</cols>` : ''}<sheetData>`;
  let row = 0;
  let waiting = '';
  for await (const cells of sheet.rows()) {
    row += 1;
    waiting += `<row r="${row}">${cells.map((cell, index) => cellXml(cell, `${lettersOf(index)}${row}`, row <= sheet.head ? 1 : 2)).join('')}</row>`;
    if (waiting.length < 32_768) continue;
    yield waiting;
    waiting = '';
  }
  yield `${waiting}</sheetData></worksheet>`;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Plain, bold heading, and text that wraps. */
const STYLES = `${HEAD}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"><alignment wrapText="1" vertical="top"/></xf><xf xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf></cellXfs></styleSheet>`;

/**
 * A workbook as a stream: rows go through and are not kept, so that a hundred thousand lines take no more memory than
 * ten. Every cell is a number or a text, never a formula.
 */
export const writeXlsx = (sheets: readonly Sheet[]): Readable => {
  const one = (text: string) => () => [text];
  const names = sheets.map((sheet) => sheet.name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31));
  return Readable.from(
    zip([
      { name: '[Content_Types].xml', text: one(`${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${sheets.map((_sheet, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`).join('')}</Types>`) },
      { name: '_rels/.rels', text: one(`${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`) },
      { name: 'xl/workbook.xml', text: one(`${HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${RELATIONS}"><sheets>${names.map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`) },
      { name: 'xl/_rels/workbook.xml.rels', text: one(`${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_sheet, index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="rIdStyles" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`) },
      { name: 'xl/styles.xml', text: one(STYLES) },
      ...sheets.map((sheet, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, text: () => sheetXml(sheet) })),
    ]),
  );
};
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
