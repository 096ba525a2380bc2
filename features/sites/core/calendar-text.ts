import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Opening } from '../../../platform/core/working-calendar.ts';
import type { StoredCalendar } from './site-calendar.ts';

/** Calendars as people type them; a line that cannot be read is named, never guessed. */
type Read<T> = { readonly ok: true; readonly value: T } | Refusal<'calendar-line-unreadable'>;

const unreadable = (line: string): Refusal<'calendar-line-unreadable'> => refuse('calendar-line-unreadable', { line });

/** `09:00-12:00 14:00-18:00`; nothing = closed. Full-width signs are what a Chinese keyboard gives. */
export const readOpenings = (text: string): Read<Opening[]> => {
  const plain = text.replace(/\uFF1A/g, ':').replace(/[\u2010-\u2015\uFF5E~至到]/g, '-').replace(/[,\uFF0C\u3001;\uFF1B]/g, ' ').replace(/\s*-\s*/g, '-').trim();
  if (plain === '' || plain === '休') return { ok: true, value: [] };
  const openings: Opening[] = [];
  for (const part of plain.split(/\s+/)) {
    const match = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(part);
    if (!match) return unreadable(text);
    const [, openHour = '', openMinute = '', closeHour = '', closeMinute = ''] = match;
    openings.push({ open: `${openHour.padStart(2, '0')}:${openMinute}`, close: `${closeHour.padStart(2, '0')}:${closeMinute}` });
  }
  return openings.length <= 4 ? { ok: true, value: openings } : unreadable(text);
};

export const writeOpenings = (openings: readonly Opening[]): string => openings.map(({ open, close }) => `${open}-${close}`).join(' ');

/** One day a line, as the State Council's notice says it: `2027-01-01 元旦 休`, make-up days `2027-01-04 元旦 班`. */
export const readHolidays = (text: string): Read<NonNullable<StoredCalendar['holidays']>> => {
  const days: NonNullable<StoredCalendar['holidays']> = {};
  for (const line of text.split('\n').map((raw) => raw.trim()).filter((raw) => raw !== '')) {
    const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s+(\S{1,20})\s+(休|班|off|work)$/i.exec(line);
    if (!match) return unreadable(line);
    const [, year = '', month = '', day = '', name = '', kind = ''] = match;
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const real = new Date(`${date}T00:00:00Z`);
    if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== date) return unreadable(line);
    days[date] = { name, off: kind === '休' || kind.toLowerCase() === 'off' };
  }
  return { ok: true, value: days };
};

export const writeHolidays = (days: StoredCalendar['holidays']): string =>
  Object.entries(days ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, { name, off }]) => `${date} ${name} ${off ? '休' : '班'}`).join('\n');

/** `2026-12-24 09:00-15:00`; a date alone is a closed day. */
export const readExceptions = (text: string): Read<NonNullable<StoredCalendar['exceptions']>> => {
  const days: NonNullable<StoredCalendar['exceptions']> = {};
  for (const line of text.split('\n').map((raw) => raw.trim()).filter((raw) => raw !== '')) {
    const match = /^(\d{4}-\d{2}-\d{2})(?:\s+(.*))?$/.exec(line);
    const date = match?.[1] ?? '';
    const real = new Date(`${date}T00:00:00Z`);
    const openings = readOpenings(match?.[2] ?? '');
    if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== date || !openings.ok) return unreadable(line);
    days[date] = openings.value;
  }
  return { ok: true, value: days };
};

export const writeExceptions = (days: StoredCalendar['exceptions']): string =>
  Object.entries(days ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, openings]) => `${date} ${openings.length === 0 ? '休' : writeOpenings(openings)}`).join('\n');

/** A typed-in year is known once its notice is there: every year that has a day off in the text. */
export const yearsOf = (days: StoredCalendar['holidays']): number[] =>
  [...new Set(Object.entries(days ?? {}).filter(([, day]) => day.off).map(([date]) => Number(date.slice(0, 4))))].sort((a, b) => a - b);
