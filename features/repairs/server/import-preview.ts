import type { z } from 'zod';
import type { Instant } from '../../../platform/core/instant.ts';
import type { previewImport } from '../core/import-contract.ts';
import { guessMapping, type ImportMapping } from '../core/import-mapping.ts';
import { readRow } from '../core/import-rows.ts';
import { FileTooLong, readRows, type FileRow } from '../../../platform/server/file-rows.ts';
import { isHeader } from './import-store.ts';

type Preview = z.output<typeof previewImport.output>;

const GUESSED_FROM = 300;
const SHOWN = 20;
const SAMPLES = 3;
/** Enough to know what a file is like without making a person wait. */
const LOOKED_AT = 20_000;
const LOOKED_AT_BYTES = 16 * 1024 * 1024;
const NEEDED = ['receivedAt', 'item'] as const;

/** Reads a file as the import would and changes nothing; a file without a header has no rows. */
export const previewOf = async (input: { path: string; zone: string; now: Instant; mapping?: Pick<ImportMapping, 'columns' | 'dateOrder'> | undefined }): Promise<Preview> => {
  let headers: string[] | undefined;
  const rows: FileRow[] = [];
  let isPart = false;
  try {
    for await (const row of readRows(input.path, LOOKED_AT_BYTES)) {
      if (!headers) {
        if (isHeader(row)) headers = row.cells.map((cell) => cell.trim().slice(0, 200));
      } else if (rows.length < LOOKED_AT) rows.push(row);
      else {
        isPart = true;
        break;
      }
    }
  } catch (error) {
    // So much without a row under a header is no log.
    if (!(error instanceof FileTooLong) || rows.length === 0) throw error;
    isPart = true;
  }
  const names = headers ?? [];
  const guessed = guessMapping(names, rows.slice(0, GUESSED_FROM).map((row) => row.cells));
  const mapping: ImportMapping = input.mapping ? { ...input.mapping, dateOrderUnsure: false } : guessed;
  const shown: Preview['rows'] = [];
  const refusals: Preview['refusals'] = [];
  let refused = 0;
  for (const row of rows) {
    const read = readRow({ cells: row.cells, headers: names, mapping, zone: input.zone, now: input.now });
    if ('refused' in read) {
      refused += 1;
      if (refusals.length < SHOWN) refusals.push({ line: row.line, reason: read.refused, reasonEn: read.refusedEn });
    } else if (shown.length < SHOWN)
      shown.push({ line: row.line, number: read.number, receivedAt: read.receivedAt, closedAt: read.closedAt ?? null, place: read.place, item: read.item.slice(0, 200), result: read.result.slice(0, 200) });
  }
  return {
    headers: names,
    samples: names.map((_, index) => [...new Set(rows.slice(0, GUESSED_FROM).map((row) => (row.cells[index] ?? '').trim()).filter((value) => value !== ''))].slice(0, SAMPLES).map((value) => value.slice(0, 60))),
    mapping: { columns: mapping.columns, dateOrder: mapping.dateOrder },
    dateOrderUnsure: mapping.dateOrderUnsure,
    missing: NEEDED.filter((field) => !names.includes(mapping.columns[field] ?? '')),
    rows: shown,
    refusals,
    looked: rows.length,
    refused,
    isPart,
  };
};
