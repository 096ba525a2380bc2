import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsedDue, openingDaysLater, openingDue, openingMinutesBetween, sameDayBy, type Due } from './deadline.ts';
import { addMinutes } from './instant.ts';
import { defaultCalendar, isOpenAt, isOpeningDay, openingsOn, type Opening, type SiteCalendar } from './working-calendar.ts';

const base = defaultCalendar('Asia/Shanghai');
const lunch: Opening[] = [{ open: '09:00', close: '12:00' }, { open: '13:30', close: '18:00' }];
const split: SiteCalendar = { ...base, week: { 1: lunch, 2: lunch, 3: lunch, 4: lunch, 5: lunch, 6: [], 7: [] } };
const night: SiteCalendar = { ...base, week: { ...base.week, 5: [{ open: '18:00', close: '02:00' }], 6: [] } };
const due = (answer: Due | { ok: false }): string => ('dueAt' in answer ? answer.dueAt : 'never');
const at = (local: string): string => new Date(`${local}:00+08:00`).toISOString();

describe('opening time', () => {
  it('given a lunch break, when 60 minutes start at 11:30, then they end at 14:00', () => {
    expect(due(openingDue({ calendar: split, start: at('2026-11-23T11:30'), openingMinutes: 60 }))).toBe(at('2026-11-23T14:00'));
  });
  it('given a Friday afternoon and a closed weekend, then the rest counts on Monday', () => {
    expect(due(openingDue({ calendar: split, start: at('2026-11-27T17:30'), openingMinutes: 60 }))).toBe(at('2026-11-30T09:30'));
  });
  it('given an opening that crosses midnight, then it belongs to the day it began on', () => {
    expect(isOpenAt(night, at('2026-11-28T01:00'))).toBe(true);
    expect(isOpenAt(night, at('2026-11-28T03:00'))).toBe(false);
  });
  it('given a make-up workday (调休) on a closed Sunday, then it has a workday’s hours; a holiday is off only where the centre says so', () => {
    const strict: SiteCalendar = { ...split, closedOnHolidays: true };
    const makeup = Object.entries(base.holidays).find(([, holiday]) => !holiday.off)?.[0] ?? '';
    expect(openingsOn(strict, makeup)).toEqual(lunch);
    expect(isOpeningDay(strict, '2026-10-01')).toBe(false);
    expect(isOpeningDay(base, '2026-10-01')).toBe(true);
  });
  it('given a year nobody announced, then the answer says so', () => {
    expect(openingDue({ calendar: base, start: at('2027-03-01T10:00'), openingMinutes: 5 })).toMatchObject({ unknownYears: [2027] });
  });
  it('given a centre that never opens, then refuse instead of looking for ever', () => {
    const shut: SiteCalendar = { ...base, week: {} };
    expect(openingDue({ calendar: shut, start: at('2026-11-23T10:00'), openingMinutes: 5 })).toMatchObject({ ok: false, code: 'never-open' });
  });

  const instants = fc.integer({ min: Date.UTC(2024, 0, 2), max: Date.UTC(2026, 10, 1) }).map((ms) => new Date(ms).toISOString());
  const calendars = fc.constantFrom(base, split, night, { ...split, zone: 'Europe/Berlin' });
  it('given any start, then the opening time between start and due is what was asked, and more minutes are never due sooner', () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 500 }), (calendar, start, minutes, more) => {
        const first = due(openingDue({ calendar, start, openingMinutes: minutes }));
        const second = due(openingDue({ calendar, start, openingMinutes: minutes + more }));
        expect(first >= start).toBe(true);
        expect(second >= first).toBe(true);
        expect(openingMinutesBetween(calendar, start, first)).toBeCloseTo(minutes, 3);
      }),
      { numRuns: 150 },
    );
  });
  it('given a pause, then the due time moves by the opening time paused', () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 10, max: 600 }), fc.integer({ min: 1, max: 300 }), (calendar, start, minutes, paused) => {
        const pause = { from: start, to: addMinutes(start, paused) };
        const lost = openingMinutesBetween(calendar, pause.from, pause.to);
        const plain = due(openingDue({ calendar, start, openingMinutes: minutes + lost }));
        expect(due(openingDue({ calendar, start, openingMinutes: minutes, pauses: [pause] }))).toBe(plain);
      }),
      { numRuns: 100 },
    );
  });
});

describe('wrong and rare input', () => {
  it('given a pause that ends before it begins, then no time counts twice', () => {
    const pauses = [{ from: at('2026-11-23T13:00'), to: at('2026-11-23T12:00') }];
    expect(due(openingDue({ calendar: base, start: at('2026-11-23T10:00'), openingMinutes: 300, pauses }))).toBe(at('2026-11-23T15:00'));
  });
  it('given two pauses that overlap, then the common time is taken out once', () => {
    const pauses = [{ from: at('2026-11-23T11:00'), to: at('2026-11-23T12:00') }, { from: at('2026-11-23T11:30'), to: at('2026-11-23T12:30') }];
    expect(due(openingDue({ calendar: base, start: at('2026-11-23T10:00'), openingMinutes: 120, pauses }))).toBe(at('2026-11-23T13:30'));
  });
  it('given a deadline beyond a whole unannounced year, then that year is named as well', () => {
    const hour: Opening[] = [{ open: '09:00', close: '10:00' }];
    const rare: SiteCalendar = { ...base, knownYears: [2026, 2028], week: {}, exceptions: { '2026-12-31': hour, '2028-01-03': hour } };
    expect(openingDue({ calendar: rare, start: at('2026-12-31T09:00'), openingMinutes: 90 })).toEqual({ dueAt: at('2028-01-03T09:30'), unknownYears: [2027] });
  });
  it('given a centre in a zone with summer time, when the clocks go back, then 24 h are the same wall-clock time and opening minutes stay real', () => {
    const berlin = { ...base, zone: 'Europe/Berlin' };
    // 2026-10-25 has 25 hours.
    expect(due(openingDaysLater({ calendar: berlin, at: '2026-10-24T13:00:00.000Z', hours: 24 }))).toBe('2026-10-25T14:00:00.000Z');
    const night: SiteCalendar = { ...berlin, week: { 6: [{ open: '22:00', close: '06:00' }] } };
    expect(openingMinutesBetween(night, '2026-10-24T12:00:00.000Z', '2026-10-25T12:00:00.000Z')).toBe(540);
  });
  it('given minutes the plan names (M-13, M-47), then they are real minutes on a holiday night too', () => {
    expect(elapsedDue(at('2026-10-01T23:50'), 15)).toEqual({ dueAt: at('2026-10-02T00:05'), unknownYears: [] });
  });
  it('given any start, then counting in two parts ends where counting at once does, and a later start is never due sooner', () => {
    const instants = fc.integer({ min: Date.UTC(2024, 0, 2), max: Date.UTC(2026, 10, 1) }).map((ms) => new Date(ms).toISOString());
    fc.assert(
      fc.property(fc.constantFrom(base, split, night, { ...split, zone: 'Europe/Berlin' }), instants, fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 0, max: 4000 }), (calendar, start, first, second, later) => {
        const whole = due(openingDue({ calendar, start, openingMinutes: first + second }));
        const middle = due(openingDue({ calendar, start, openingMinutes: first }));
        expect(due(openingDue({ calendar, start: middle, openingMinutes: second }))).toBe(whole);
        expect(due(openingDue({ calendar, start: addMinutes(start, later), openingMinutes: first })) >= middle).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('M-35: the desk copy is back by 17:00 (house rule)', () => {
  const rule = { by: '17:00', cutoff: '16:30', next: '09:30' };
  it('given work finished at 15:00, then 17:00 the same day', () => {
    expect(due(sameDayBy({ calendar: base, at: at('2026-11-23T15:00'), ...rule }))).toBe(at('2026-11-23T17:00'));
  });
  it('given work finished at 16:40, then 09:30 of the next opening day', () => {
    expect(due(sameDayBy({ calendar: base, at: at('2026-11-23T16:40'), ...rule }))).toBe(at('2026-11-24T09:30'));
    expect(due(sameDayBy({ calendar: split, at: at('2026-11-27T16:40'), ...rule }))).toBe(at('2026-11-30T09:30'));
  });
});

describe('M-35: edges of the cut-off', () => {
  const rule = { by: '17:00', cutoff: '16:30', next: '09:30' };
  const seconds = (local: string): string => new Date(`${local}+08:00`).toISOString();
  it('given 16:30 sharp, then today; given 16:30:45, then the next opening day', () => {
    expect(due(sameDayBy({ calendar: base, at: at('2026-11-23T16:30'), ...rule }))).toBe(at('2026-11-23T17:00'));
    expect(due(sameDayBy({ calendar: base, at: seconds('2026-11-23T16:30:45'), ...rule }))).toBe(at('2026-11-24T09:30'));
  });
  it('given work finished on a closed day, then 09:30 of the next opening day', () => {
    expect(due(sameDayBy({ calendar: split, at: at('2026-11-28T10:00'), ...rule }))).toBe(at('2026-11-30T09:30'));
  });
  it('given a cut-off set later than the deadline itself, then never a deadline in the past', () => {
    expect(due(sameDayBy({ calendar: base, at: at('2026-11-23T17:20'), ...rule, cutoff: '17:30' }))).toBe(at('2026-11-24T09:30'));
  });
  it('given 31 December before a year nobody announced, then the year is named', () => {
    expect(sameDayBy({ calendar: base, at: at('2026-12-31T17:00'), ...rule })).toEqual({ dueAt: at('2027-01-01T09:30'), unknownYears: [2027] });
  });
  it('given a centre that never opens, then both house rules refuse', () => {
    const shut: SiteCalendar = { ...base, week: {} };
    expect(sameDayBy({ calendar: shut, at: at('2026-11-23T10:00'), ...rule })).toMatchObject({ code: 'never-open' });
    expect(openingDaysLater({ calendar: shut, at: at('2026-11-23T10:00'), hours: 24 })).toMatchObject({ code: 'never-open' });
  });
});

describe('M-36: the follow-up call within 24 h (house rule)', () => {
  it('given a sign-off at 15:00, then 15:00 of the next opening day', () => {
    expect(due(openingDaysLater({ calendar: base, at: at('2026-11-23T15:00'), hours: 24 }))).toBe(at('2026-11-24T15:00'));
    expect(due(openingDaysLater({ calendar: split, at: at('2026-11-27T15:00'), hours: 24 }))).toBe(at('2026-11-30T15:00'));
  });
});
