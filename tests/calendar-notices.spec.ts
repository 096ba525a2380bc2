import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOLIDAYS_CN } from '../platform/core/calendar-cn.ts';

/** The State Council's notices as published, where they lie beside the project. */
const NOTICES = new URL('../../shared/data/calendar_cn/', import.meta.url);
type Notice = { days: { name: string; date: string; isOffDay: boolean }[] };

describe.skipIf(!existsSync(NOTICES))('holidays and make-up workdays (调休)', () => {
  it.each(['2024', '2025', '2026'])('given the notice of %s, then every day of it is known as it says, and no other', (year) => {
    const notice = JSON.parse(readFileSync(new URL(`${year}.json`, NOTICES), 'utf8')) as Notice;
    const said = Object.fromEntries(notice.days.filter((day) => day.date.startsWith(year)).map((day) => [day.date, { name: day.name, off: day.isOffDay }]));
    expect(Object.fromEntries(Object.entries(HOLIDAYS_CN).filter(([day]) => day.startsWith(year)))).toEqual(said);
  });
});
