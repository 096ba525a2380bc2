import { createHash } from 'node:crypto';
import type { Instant } from '../../../platform/core/instant.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { pgCode, UNIQUE_VIOLATION, writeTogether, type Database, type Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { appendJournal, EMPTY_HEAD } from '../../../platform/server/journal.ts';
import { guessMapping, type ImportMapping } from '../core/import-mapping.ts';
import { importedOrder, readRow, type ImportRow } from '../core/import-rows.ts';
import type { FileRow } from '../../../platform/server/file-rows.ts';
import { formatNumber, saveOrder } from './repair-store.ts';

// A batch holds its transaction for less than 200 ms, so that the feed of a working centre does not wait for it.
const BATCH = 80;
const SAMPLE = 300;

export type ImportCount = { read: number; accepted: number; known: number; refused: number };
export type RefusedRow = FileRow & { readonly number: string; readonly reason: string; readonly reasonEn: string };
export type ImportReport = {
  onMapping?(mapping: ImportMapping, headers: readonly string[]): void;
  onProgress?(count: Readonly<ImportCount>): void | Promise<void>;
  onRefused?(row: RefusedRow, headers: readonly string[]): void | Promise<void>;
  onBatch?(milliseconds: number): void;
  /** Stops after the batch being written; the same file imported again goes on from there. */
  signal?: AbortSignal;
};

type Keyed = { readonly row: ImportRow; readonly key: string };

// `limit 1` keeps it at one index probe per number; a plain `any` reads all of a centre once the plan is generic.
const freeNumbers = async (trx: Transaction, siteId: string, rows: readonly Keyed[]): Promise<ReadonlySet<string>> => {
  const wanted = rows.map(({ row }) => row.number).filter((number) => number !== '');
  const taken = await trx.query<{ log_number: string }>('select r.log_number from unnest($2::text[]) k cross join lateral (select log_number from repairs where site_id = $1 and log_number = k limit 1) r', [siteId, wanted], 'import-taken');
  const used = new Set(taken.map((line) => line.log_number));
  return new Set(wanted.filter((number) => !used.has(number)));
};

/** Rows that bring no number of their own, or one a log line here already has, get the series I of their month. */
const nextSerial = async (trx: Transaction, siteId: string, month: string): Promise<string> => {
  const rows = await trx.query<{ value: number }>(
    `insert into counters values ($1, $2, 1) on conflict (site_id, series) do update set value = counters.value + 1 returning value`,
    [siteId, `import-${month}`],
    'counter-next',
  );
  return formatNumber(`I${month}`, rows[0]?.value ?? 1);
};

const saveBatch = (input: { database: Database; siteId: string; zone: string; places: ReadonlyMap<string, string>; now: Instant }, rows: readonly Keyed[]): Promise<number> =>
  input.database.write([input.siteId], async (trx) => {
    const { siteId, now } = input;
    const there = await trx.query<{ imported_from: string }>('select r.imported_from from unnest($2::text[]) k cross join lateral (select imported_from from repairs where site_id = $1 and imported_from = k limit 1) r', [siteId, rows.map(({ key }) => key)], 'import-known');
    const known = new Set(there.map((line) => line.imported_from));
    const fresh = rows.filter(({ key }) => !known.has(key));
    if (fresh.length === 0) return 0;
    const free = await freeNumbers(trx, siteId, fresh);
    const writes: Promise<unknown>[] = [];
    for (const { row, key } of fresh) {
      const logNumber = free.has(row.number) ? row.number : await nextSerial(trx, siteId, localDate(row.receivedAt, input.zone).slice(2, 7).replace('-', ''));
      const order = importedOrder(row, { id: uuidv7(new Date(row.receivedAt).getTime()), siteId, logNumber, placeId: input.places.get(row.place), now });
      const journal = appendJournal({
        siteId, feature: 'repairs', subject: order.id, head: EMPTY_HEAD, actor: null,
        entries: [
          {
            event: 'RepairImported',
            data: { kind: order.kind, logNumber, importedFrom: key, receivedAt: order.receivedAt, ...(order.placeId ? { placeId: order.placeId } : {}), ...(order.typeId ? { typeId: order.typeId } : {}), ...(order.closedAt ? { closedAt: order.closedAt } : {}) },
            text: { placeText: order.placeText, item: order.item, ...(order.workDone ? { workDone: order.workDone } : {}), ...(order.notes[0] ? { note: order.notes[0].text } : {}) },
            occurredAt: order.receivedAt,
            recordedAt: now,
          },
        ],
      });
      writes.push(writeTogether(trx, [...journal.writes, ...saveOrder({ order, head: journal.head, isFoundAnew: true, importedFrom: key })]));
    }
    await Promise.all(writes);
    return fresh.length;
  });

/** Two imports of the same file at once: the second finds on a second look what the first has just written. */
const saveBatchOnce = async (input: Parameters<typeof saveBatch>[0], rows: readonly Keyed[]): Promise<number> => {
  try {
    return await saveBatch(input, rows);
  } catch (error) {
    if (pgCode(error) !== UNIQUE_VIOLATION) throw error;
    return saveBatch(input, rows);
  }
};

/** The header is the first row with at least three names; a title above it is passed over. */
export const isHeader = (row: FileRow): boolean => row.cells.filter((cell) => cell.trim() !== '').length >= 3;

/** Reads a file of past repairs into a centre. Every row read is accepted, known already, or refused with a reason. */
export const importRepairs = async (
  deps: { database: Database; clock: Clock },
  input: { siteId: string; rows: AsyncIterable<FileRow>; mapping?: Partial<ImportMapping> | undefined } & ImportReport,
): Promise<ImportCount> => {
  const { siteId } = input;
  const now = deps.clock.now();
  const { zone, places } = await deps.database.read([siteId], async (reader) => {
    const site = await loadSite(reader.query, siteId);
    if (!site) throw new Error('No such centre.');
    const rows = await reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1 and archived_at is null', [siteId]);
    return { zone: site.zone, places: new Map(rows.map((place) => [place.name, place.id])) };
  });
  const count: ImportCount = { read: 0, accepted: 0, known: 0, refused: 0 };
  const seen = new Set<string>();
  const unnumbered = new Map<string, number>();
  let headers: readonly string[] | undefined;
  let mapping: ImportMapping | undefined;
  let sample: FileRow[] = [];
  let batch: Keyed[] = [];

  /** Without a number of its own a row is known by what it says; the n-th equal row of a file is its n-th. */
  const keyOf = (row: ImportRow): string => {
    if (row.number !== '') return row.number;
    const digest = createHash('sha256').update(JSON.stringify([row.receivedAt, row.place, row.item])).digest('hex').slice(0, 24);
    const nth = (unnumbered.get(digest) ?? 0) + 1;
    unnumbered.set(digest, nth);
    return `#${digest}-${nth}`;
  };
  let batches = 0;
  /** The tables grow faster than their statistics: looked at again whenever they have grown by much. */
  const refreshStatistics = async (): Promise<void> => {
    batches += 1;
    if (!Number.isInteger(Math.log2(batches) / 2)) return;
    await deps.database.query('analyze repairs');
    await deps.database.query('analyze repair_search');
    await deps.database.query('analyze journal');
  };
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const begun = performance.now();
    const accepted = await saveBatchOnce({ database: deps.database, siteId, zone, places, now }, batch);
    input.onBatch?.(performance.now() - begun);
    count.accepted += accepted;
    count.known += batch.length - accepted;
    batch = [];
    await refreshStatistics();
    await input.onProgress?.(count);
  };
  const take = async (row: FileRow, names: readonly string[], map: ImportMapping): Promise<void> => {
    count.read += 1;
    const result = readRow({ cells: row.cells, headers: names, mapping: map, zone, now });
    if ('refused' in result) {
      count.refused += 1;
      const at = map.columns.number === undefined ? -1 : names.indexOf(map.columns.number);
      await input.onRefused?.({ ...row, number: row.cells[at] ?? '', reason: result.refused, reasonEn: result.refusedEn }, names);
      return;
    }
    const key = keyOf(result);
    if (seen.has(key)) {
      count.known += 1;
      return;
    }
    seen.add(key);
    batch.push({ row: result, key });
    if (batch.length >= BATCH) await flush();
  };
  const begin = async (): Promise<void> => {
    if (!headers) return;
    const guessed = guessMapping(headers, sample.map((row) => row.cells));
    mapping = { ...guessed, ...input.mapping, columns: { ...guessed.columns, ...input.mapping?.columns } };
    input.onMapping?.(mapping, headers);
    for (const row of sample) if (!input.signal?.aborted) await take(row, headers, mapping);
    sample = [];
  };

  for await (const row of input.rows) {
    if (input.signal?.aborted) break;
    if (!headers) {
      if (isHeader(row)) headers = row.cells.map((cell) => cell.trim());
    } else if (mapping) await take(row, headers, mapping);
    else {
      sample.push(row);
      if (sample.length >= SAMPLE) await begin();
    }
  }
  if (!mapping) await begin();
  await flush();
  return count;
};
