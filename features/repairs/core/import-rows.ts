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

/** Why a row cannot be taken, in the words of the person who has to mend it. */
export type RowRefusal = { readonly refused: string; readonly refusedEn: string };
const refusal = (refused: string, refusedEn: string): RowRefusal => ({ refused, refusedEn });

const MAX_TEXT = 4000;

/** Reads one row. */
export const readRow = (input: { cells: readonly string[]; headers: readonly string[]; mapping: ImportMapping; zone: string; now: Instant }): ImportRow | RowRefusal => {
  const { cells, headers, mapping } = input;
  if (cells.length !== headers.length) return refusal(`列数不符：应有 ${headers.length} 列，实有 ${cells.length} 列`, `${cells.length} columns instead of ${headers.length}`);
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
    if (!at) return refusal(`${IMPORT_FIELD_WORDS[field]}读不懂：「${text.slice(0, 40)}」`, `${field} cannot be read: “${text.slice(0, 40)}”`);
    if (at > input.now) return refusal(`${IMPORT_FIELD_WORDS[field]}在将来`, `${field} lies in the future`);
    times[field] = at;
  }
  const { receivedAt, savedAt, closedAt } = times;
  const item = cell('item');
  if (item === '') return refusal('没有报修内容', 'no item');
  if (!receivedAt) return refusal('没有报修时间', 'no time of report');
  if (savedAt && savedAt < receivedAt) return refusal('登记时间早于报修时间', 'saved before it was reported');
  if (closedAt && closedAt < receivedAt) return refusal('办结时间早于报修时间', 'closed before it was reported');
  if (closedAt && savedAt && closedAt < savedAt) return refusal('办结时间早于登记时间', 'closed before it was saved');
  const number = cell('number');
  if (number.length > 100) return refusal('编号太长（超过 100 个字）', 'number longer than 100 characters');
  if (item.length > MAX_TEXT || cell('result').length > MAX_TEXT) return refusal(`文字太长（超过 ${MAX_TEXT} 个字）`, `text longer than ${MAX_TEXT} characters`);
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
