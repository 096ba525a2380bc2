import { describe, expect, it } from 'vitest';
import { openingsOn } from '../../../platform/core/working-calendar.ts';
import { readExceptions, readHolidays, readOpenings, writeExceptions, writeHolidays, writeOpenings, yearsOf } from './calendar-text.ts';
import { calendarOf } from './site-calendar.ts';

const valueOf = <T>(read: { ok: true; value: T } | { ok: false }): T => {
  if (!read.ok) throw new Error('unreadable');
  return read.value;
};

describe('calendars as people type them', () => {
  it.each([
    ['09:00-12:00 14:00-18:00', '09:00-12:00 14:00-18:00'],
    ['9:00 — 12:00,14:00~18:00', '09:00-12:00 14:00-18:00'],
    ['22:00至02:00', '22:00-02:00'],
    ['9\uFF1A00\uFF5E12\uFF1A00\uFF0C14\uFF1A00到18\uFF1A00', '09:00-12:00 14:00-18:00'],
    ['', ''],
    ['休', ''],
  ])('given %s, when read and written, then it is %s', (text, written) => {
    expect(writeOpenings(valueOf(readOpenings(text)))).toBe(written);
  });

  it.each(['9-18', '25:00-26:00', '09:00', 'abc'])('given %s, when read, then the line is named and nothing guessed', (text) => {
    expect(readOpenings(text)).toMatchObject({ ok: false, code: 'calendar-line-unreadable', facts: { line: text } });
  });

  it('given a coming year as the notice says it, when typed in, then the year is known and its days count', () => {
    const holidays = valueOf(readHolidays('2028-01-01 元旦 休\n2028年1月8日 元旦 班\n'));
    expect(writeHolidays(holidays)).toBe('2028-01-01 元旦 休\n2028-01-08 元旦 班');
    const calendar = calendarOf({ zone: 'Asia/Shanghai', version: 7, calendar: { holidays, knownYears: yearsOf(holidays), closedOnHolidays: true, week: { 6: [] } } });
    expect(calendar.version).toBe(7);
    expect(calendar.knownYears).toContain(2028);
    expect(openingsOn(calendar, '2028-01-01')).toEqual([]);
    // 2028-01-08 is a Saturday: closed by the week, open as a make-up day.
    expect(openingsOn(calendar, '2028-01-08')).toEqual([{ open: '09:00', close: '18:00' }]);
    expect(openingsOn(calendar, '2028-01-15')).toEqual([]);
  });

  it.each(['2028-02-30 除夕 休', '2028-01-01 元旦', '元旦 休'])('given %s, when read, then it is refused by name', (line) => {
    expect(readHolidays(`2028-01-01 元旦 休\n${line}`)).toMatchObject({ ok: false, facts: { line } });
  });

  it('given single days, when typed, then a date alone is closed', () => {
    const days = valueOf(readExceptions('2026-12-25\n2026-12-24 09:00-15:00'));
    expect(writeExceptions(days)).toBe('2026-12-24 09:00-15:00\n2026-12-25 休');
    expect(readExceptions('2026-13-01 09:00-15:00').ok).toBe(false);
  });

  it('given stored data nobody can read, when the calendar is made, then the product’s own is used', () => {
    expect(openingsOn(calendarOf({ zone: 'Asia/Shanghai', version: 1, calendar: { week: 'always' } }), '2026-11-23')).toHaveLength(1);
  });
});
