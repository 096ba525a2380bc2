import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';

/** Rows of a till, a machine or a hand-kept list, as texts; `line` is where a person finds it in the file. */
export type SourceRow = { readonly line: number; readonly cells: readonly string[] };
export type DateOrder = 'iso' | 'mdy' | 'dmy';
export type Consumption = {
  readonly dateOrder: DateOrder;
  /** One serving each: a repeated line is a second cup, not an error. */
  readonly servings: readonly { readonly name: string; readonly day: LocalDate; readonly hour: number }[];
  /** Lines without a product: void entries of a till. */
  readonly voids: number;
  readonly unread: readonly { readonly line: number; readonly text: string }[];
};

const COLUMNS = {
  item: ['item', 'coffee_name', 'product', 'product_name', 'drink', '品名', '饮品', '商品', '名称'],
  date: ['date', 'day', '日期'],
  time: ['time', 'datetime', 'date_time', 'timestamp', '时间', '日期时间'],
} as const;
const VOID = /^(?:none|null|n\/a|void|-|)$/i;
/** `15:50.5` is minutes, seconds and tenths: the hour was lost in a spreadsheet. Read as 15:50 it would be a lie. */
const LOST_HOUR = /^\d{1,2}:\d{2}\.\d+$/;

const isDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};
const two = (value: number): string => String(value).padStart(2, '0');

const dayOf = (text: string, order: DateOrder): LocalDate | undefined => {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[ T])/.exec(text);
  if (iso) return isDay(Number(iso[1]), Number(iso[2]), Number(iso[3])) ? `${iso[1]}-${two(Number(iso[2]))}-${two(Number(iso[3]))}` : undefined;
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?=$|[ T])/.exec(text);
  if (!parts || order === 'iso') return undefined;
  const [month, day] = order === 'mdy' ? [Number(parts[1]), Number(parts[2])] : [Number(parts[2]), Number(parts[1])];
  return isDay(Number(parts[3]), month, day) ? `${parts[3]}-${two(month)}-${two(day)}` : undefined;
};

const hourOf = (text: string): number | undefined => {
  const time = /(?:^|[ T])(\d{1,2}):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  const hour = Number(time?.[1] ?? -1);
  return hour >= 0 && hour <= 23 ? hour : undefined;
};

/** Which way round the dates stand is read from the whole file: a 13th month tells. Nothing is guessed. */
const orderOf = (texts: readonly string[]): DateOrder | undefined => {
  const parts = texts.map((text) => /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}/.exec(text)).filter((match) => match !== null);
  if (parts.length === 0) return 'iso';
  const firstIsDay = parts.some((match) => Number(match[1]) > 12);
  const secondIsDay = parts.some((match) => Number(match[2]) > 12);
  if (firstIsDay === secondIsDay) return undefined;
  return secondIsDay ? 'mdy' : 'dmy';
};

export const readConsumption = (rows: readonly SourceRow[]): Consumption | Refusal => {
  const [head, ...body] = rows;
  const find = (names: readonly string[]): number => head?.cells.findIndex((cell) => names.includes(cell.trim().toLowerCase())) ?? -1;
  const [item, date, time] = [find(COLUMNS.item), find(COLUMNS.date), find(COLUMNS.time)];
  if (item < 0 || (date < 0 && time < 0)) return refuse('columns-missing', { found: head?.cells.slice(0, 12) ?? [] });
  const cell = (row: SourceRow, at: number): string => (at < 0 ? '' : (row.cells[at] ?? '').trim());
  const lost = body.filter((row) => LOST_HOUR.test(cell(row, time)));
  if (lost.length > 0 && lost.length * 2 >= body.length) return refuse('hours-lost', { lines: lost.length, line: lost[0]?.line, text: lost[0] ? cell(lost[0], time) : '' });
  const dateOrder = orderOf(body.map((row) => cell(row, date) || cell(row, time)));
  if (!dateOrder) return refuse('date-order-unknown', {});
  const servings: Consumption['servings'][number][] = [];
  const unread: Consumption['unread'][number][] = [];
  let voids = 0;
  for (const row of body) {
    const name = cell(row, item);
    if (VOID.test(name)) { voids += 1; continue; }
    const day = dayOf(cell(row, date), dateOrder) ?? dayOf(cell(row, time), dateOrder);
    const hour = hourOf(cell(row, time)) ?? hourOf(cell(row, date));
    if (day === undefined || hour === undefined) unread.push({ line: row.line, text: row.cells.join(',').slice(0, 120) });
    else servings.push({ name: name.slice(0, 80), day, hour });
  }
  return servings.length === 0 ? refuse('nothing-read', {}) : { dateOrder, servings, voids, unread };
};
