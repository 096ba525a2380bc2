import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Cell, Column } from '../../../platform/core/register.ts';
import type { MonthFigure, MonthList } from '../../../platform/core/month-book.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import { splitEntry, stateRows } from '../../../platform/server/state-rows.ts';
import { evolveMonth, type KeptFigure, type MonthEvent, type MonthRecord } from '../core/month-record.ts';

/** All a month’s paper says, kept as it was signed. */
export type MonthSheet = {
  readonly version: 1; readonly month: string; readonly number: string; readonly site: string; readonly company: string; readonly form: string; readonly zone: string; readonly takenAt: string;
  readonly signed?: { readonly at: string; readonly by: string; readonly comment: string | null; readonly openWord: string | null };
  readonly columns: readonly Column[]; readonly lines: readonly (readonly Cell[])[]; readonly figures: readonly MonthFigure[]; readonly lists: readonly MonthList[];
  readonly compared: readonly { readonly month: string; readonly isSigned: boolean; readonly figures: readonly KeptFigure[] }[];
};
export type AddendumSheet = { readonly version: 1; readonly month: string; readonly number: string; readonly nr: number; readonly site: string; readonly company: string; readonly form: string; readonly zone: string; readonly at: string; readonly by: string; readonly text: string; readonly about: string };

/** One record a centre and month: whoever signs twice means the same one. */
export const recordId = (siteId: string, month: string): string => derivedId(`month-record/${siteId}/${month}`);
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

export type NewPaper = { readonly part: number; readonly sheet: string; readonly pdf: Buffer };
export const paperHashes = (paper: NewPaper): { sheetHash: string; pdfHash: string } => ({ sheetHash: sha256(paper.sheet), pdfHash: sha256(paper.pdf) });

const ROWS = stateRows<MonthRecord>('month_records', { month: (state) => state.month, number: (state) => state.number, signed_at: (state) => state.signedAt });
const PLAIN = new Set(['month', 'number', 'takenAt', 'lines', 'open', 'sheetHash', 'pdfHash', 'nr', 'figures']);

/** The record and, in the same transaction, the paper that goes with the event. */
export const monthKind = (paper: NewPaper): SubjectKind<MonthRecord, MonthEvent> => ({
  feature: 'records',
  load: ROWS.load,
  evolve: evolveMonth,
  journal: ({ type, at, recordedAt, by: _by, ...fields }) => ({ event: type, ...splitEntry(fields, PLAIN), occurredAt: at, recordedAt }),
  clocks: () => [],
  finding: () => {
    throw new Error('A record has no clocks.');
  },
  jobs: () => [],
  number: (_trx, _siteId, events) => Promise.resolve(events),
  save: (_trx, { siteId, subject, state, head, next }) => {
    const { sheetHash, pdfHash } = paperHashes(paper);
    return [
      ROWS.save({ siteId, subject, state, head, next }),
      // Written behind the record it belongs to: the key between them is looked at when the transaction ends.
      { name: 'month-paper', text: 'insert into month_papers (site_id, record_id, part, sheet, pdf, sheet_hash, pdf_hash) values ($1, $2, $3, $4, $5, $6, $7)', values: [siteId, subject, paper.part, gzipSync(paper.sheet), paper.pdf, sheetHash, pdfHash] },
    ];
  },
});

export const readRecord = async (query: Query, siteId: string, month: string): Promise<MonthRecord | undefined> => (await query<{ state: MonthRecord }>('select state from month_records where site_id = $1 and month = $2', [siteId, month], 'month-record'))[0]?.state;
/** The signed ones among months of several centres. */
export const recordsOf = async (reader: Reader, siteIds: readonly string[], months: readonly string[]): Promise<MonthRecord[]> =>
  (await reader.query<{ state: MonthRecord }>('select state from month_records where site_id = any($1) and month = any($2)', [siteIds, months], 'month-records')).map((row) => row.state);

type Stored = { sheet: Buffer; pdf: Buffer };
const stored = async (reader: Reader, record: MonthRecord, part: number): Promise<Stored | undefined> => (await reader.query<Stored>('select sheet, pdf from month_papers where site_id = $1 and record_id = $2 and part = $3', [record.siteId, record.id, part], 'month-paper-read'))[0];
const hashesOf = (record: MonthRecord, part: number) => (part === 0 ? record : record.addenda.find((entry) => entry.nr === part));

/** The paper as it was signed; `damaged` where it is not byte for byte what the record bears the hash of. */
export const signedPdf = async (reader: Reader, record: MonthRecord, part: number): Promise<Buffer | 'damaged' | undefined> => {
  const [row, hashes] = [await stored(reader, record, part), hashesOf(record, part)];
  if (!row || !hashes) return undefined;
  return sha256(row.pdf) === hashes.pdfHash ? row.pdf : 'damaged';
};
export const signedSheet = async (reader: Reader, record: MonthRecord): Promise<MonthSheet | 'damaged'> => {
  const row = await stored(reader, record, 0);
  const text = row && gunzipSync(row.sheet).toString('utf8');
  return text !== undefined && sha256(text) === record.sheetHash ? (JSON.parse(text) as MonthSheet) : 'damaged';
};
