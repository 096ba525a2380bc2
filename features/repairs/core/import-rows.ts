import type { Instant } from '../../../platform/core/instant.ts';
import { readTime } from './import-time.ts';
import { IMPORT_FIELD_WORDS, type ImportField, type ImportMapping } from './import-mapping.ts';
import { guessRepairType } from './repair-catalogue.ts';
import { fromLogged } from './repair-evolve.ts';
import type { RepairOrder } from './repair-order.ts';

/** A row as it was understood; what the source left open is absent. */
export type ImportRow = {
  readonly number: string;
  readonly receivedAt: Instant;
  readonly closedAt?: Instant;
  readonly status: string;
  readonly place: string;
  readonly type: string;
  readonly item: string;
  readonly result: string;
  readonly unit: string;
};

export type RowRefusal = { readonly refused: string };

const MAX_TEXT = 4000;

/** Reads one row; the reason of a refusal is in the words of the person who has to mend it. */
export const readRow = (input: { cells: readonly string[]; headers: readonly string[]; mapping: ImportMapping; zone: string; now: Instant }): ImportRow | RowRefusal => {
  const { cells, headers, mapping } = input;
  if (cells.length !== headers.length) return { refused: `列数不符：应有 ${headers.length} 列，实有 ${cells.length} 列` };
  const cell = (field: ImportField): string => {
    const header = mapping.columns[field];
    // PostgreSQL's text and jsonb cannot hold NUL.
    return header === undefined ? '' : (cells[headers.indexOf(header)] ?? '').replaceAll('\u0000', '').trim();
  };
  const times: Partial<Record<ImportField, Instant>> = {};
  for (const field of ['receivedAt', 'savedAt', 'closedAt'] as const) {
    const text = cell(field);
    if (text === '') continue;
    const at = readTime(text, input.zone, mapping.dateOrder);
    if (!at) return { refused: `${IMPORT_FIELD_WORDS[field]}读不懂：「${text.slice(0, 40)}」` };
    if (at > input.now) return { refused: `${IMPORT_FIELD_WORDS[field]}在将来` };
    times[field] = at;
  }
  const { receivedAt, savedAt, closedAt } = times;
  const item = cell('item');
  if (item === '') return { refused: '没有报修内容' };
  if (!receivedAt) return { refused: '没有报修时间' };
  if (savedAt && savedAt < receivedAt) return { refused: '登记时间早于报修时间' };
  if (closedAt && closedAt < receivedAt) return { refused: '办结时间早于报修时间' };
  if (closedAt && savedAt && closedAt < savedAt) return { refused: '办结时间早于登记时间' };
  const number = cell('number');
  if (number.length > 100) return { refused: '编号太长（超过 100 个字）' };
  if (item.length > MAX_TEXT || cell('result').length > MAX_TEXT) return { refused: `文字太长（超过 ${MAX_TEXT} 个字）` };
  return {
    number, receivedAt, ...(closedAt ? { closedAt } : {}), item,
    status: cell('status'), type: cell('type'), result: cell('result'), unit: cell('unit'),
    place: `${cell('area')}${cell('place')}`,
  };
};

/**
 * An order of the past: closed whatever the source last said, because an ending nobody saw is no open work.
 * It has no clocks; without a closing time its ending and its result stay unknown.
 */
export const importedOrder = (row: ImportRow, to: { id: string; siteId: string; logNumber: string; placeId: string | undefined; now: Instant }): RepairOrder => {
  const typeId = guessRepairType(`${row.type} ${row.item}`)?.id;
  const note = [['原编号', row.number], ['原类型', row.type], ['原状态', row.status], ['责任单位', row.unit]].filter(([, text]) => text !== '').map(([name, text]) => `${name}:${text}`).join(' ');
  const logged = fromLogged(
    {
      type: 'RepairLogged', at: row.receivedAt, recordedAt: to.now, by: '', kind: 'user', logNumber: to.logNumber, channel: 'import', urgent: false,
      beforeOpening: false, onSpot: false, placeText: row.place || '未写明', item: row.item,
      ...(to.placeId ? { placeId: to.placeId } : {}),
      ...(typeId ? { typeId } : {}),
    },
    to,
  );
  return {
    ...logged,
    status: 'closed',
    ...(row.result ? { workDone: row.result } : {}),
    ...(row.closedAt ? { closedAt: row.closedAt } : {}),
    ...(note ? { notes: [{ at: to.now, by: '', text: note }] } : {}),
  };
};
