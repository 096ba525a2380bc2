import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, defaultCalendar, instantAt } from '../../../platform/core/working-calendar.ts';
import { gapsOn, isCovered } from './coverage.ts';
import { daysOf, eveOf, isWorkday, nextEve, runAfterEve, runOf } from './holiday-run.ts';
import { presenceAt } from './presence.ts';
import { readDay, readRosterSheet, readTime } from './roster-sheet.ts';
import { lastDue, nextDue, shiftChanges, unwrittenOf } from './shift-change.ts';
import { checkShift, nearestShift, overlaps, shiftTime, type Post, type Shift, type Worker } from './shift.ts';
import { standsInForDesk } from './substitution.ts';

const ZONE = 'Asia/Shanghai';
const calendar = defaultCalendar(ZONE);
const DAY = '2026-11-23';
const at = (time: string, day = DAY): string => instantAt(ZONE, day, time);
const desk: Post = { id: 'desk', name: '客服', role: 'desk_agent', needed: 1, cover: 'opening', isFixed: true };
const duty: Post = { id: 'duty', name: '行政值班', role: 'duty_officer', needed: 1, cover: 'day', isFixed: false };
const agent: Worker = { id: 'agent', roles: ['desk_agent', 'duty_officer'] };
const shift = (start: string, end: string, more: Partial<Shift> = {}): Shift => {
  const day = more.day ?? DAY;
  const time = shiftTime(ZONE, day, start, end);
  if ('ok' in time) throw new Error(time.code);
  return { id: `${day}${start}`, postId: 'desk', personId: 'agent', day, ...time, ...more };
};
const check = (candidate: Shift, facts: Partial<Parameters<typeof checkShift>[1]> = {}) => checkShift(candidate, { post: desk, worker: agent, planned: [], elsewhere: [], ...facts });

describe('M-51: a shift', () => {
  it('given an end before its start, when planned, then it crosses midnight and belongs to the day it begins on', () => {
    const night = shift('22:00', '06:00');
    expect([night.day, night.startsAt, night.endsAt]).toEqual([DAY, at('22:00'), at('06:00', '2026-11-24')]);
    expect(shift('18:00', '24:00').endsAt).toBe(at('00:00', '2026-11-24'));
  });
  it('given the same start and end, when planned, then it is refused', () => expect(shiftTime(ZONE, DAY, '09:00', '09:00')).toMatchObject({ ok: false, code: 'shift-empty' }));
  it('given a person already on, when planned again for the same hours, then it is refused with the hours; the next hour is free', () => {
    const planned = [shift('09:00', '18:00')];
    expect(check(shift('17:00', '20:00'), { planned })).toMatchObject({ code: 'shift-overlaps', facts: { endsAt: at('18:00') } });
    expect(check(shift('18:00', '20:00'), { planned })).toBeUndefined();
    expect(check({ ...shift('10:00', '20:00'), id: planned[0]?.id ?? '' }, { planned })).toBeUndefined();
  });
  it('given a shift in another centre, when one of the posts is fixed, then it is refused; 兼岗 posts may be held together', () => {
    const elsewhere = [{ ...shift('09:00', '18:00'), siteName: '乙案场', isFixed: false }];
    expect(check(shift('10:00', '12:00'), { elsewhere })).toMatchObject({ code: 'shift-elsewhere', facts: { siteName: '乙案场' } });
    expect(check(shift('10:00', '12:00'), { elsewhere, post: duty })).toBeUndefined();
    expect(check(shift('10:00', '12:00'), { elsewhere: elsewhere.map((other) => ({ ...other, isFixed: true })), post: duty })).toMatchObject({ code: 'shift-elsewhere' });
  });
  it('given a person who left, or without the role, or a post that is gone, then each is refused by its own code', () => {
    expect(check(shift('09:00', '18:00'), { worker: undefined })).toMatchObject({ code: 'person-not-here' });
    expect(check(shift('09:00', '18:00'), { worker: { id: 'agent', roles: ['guard'] } })).toMatchObject({ code: 'role-missing' });
    expect(check(shift('09:00', '18:00'), { post: undefined })).toMatchObject({ code: 'post-unknown' });
  });
  it('given a moment in a shift, shortly before it or after it, then it is that one’s; hours away it is nobody’s', () => {
    const shifts = [shift('08:30', '13:00'), shift('13:00', '18:00')];
    expect(['08:20', '09:00', '13:00', '18:30', '05:00', '21:00'].map((time) => nearestShift(shifts, at(time), 120)?.startsAt)).toEqual([at('08:30'), at('08:30'), at('13:00'), at('13:00'), undefined, undefined]);
  });
});

describe('M-52: a change of shift at the desk', () => {
  const NEXT = '2026-11-24';
  const changes = (shifts: readonly Shift[], of = calendar) => shiftChanges(of, [desk, duty], shifts);
  const on = (personId: string, start: string, end: string, more: Partial<Shift> = {}): Shift => shift(start, end, { personId, id: `${personId}${more.day ?? DAY}${start}`, ...more });
  const said = (shifts: readonly Shift[], of = calendar) => changes(shifts, of).map((change) => [change.endedAt, change.leaving.map((entry) => entry.personId).join(), change.takers.join()]);

  it('given an early and a late shift, and another agent the next day, then each end hands over to whoever goes on', () => {
    expect(said([on('a', '08:30', '14:00'), on('b', '13:30', '20:00'), on('a', '08:30', '18:00', { day: NEXT })])).toEqual([[at('14:00'), 'a', 'b'], [at('20:00'), 'b', 'a']]);
  });
  it('given a colleague there most of the time, the same person next, back from another post, or gone from the centre, then nothing changes hands', () => {
    const quiet: readonly (readonly Shift[])[] = [
      [on('a', '08:30', '17:00'), on('b', '09:00', '18:00'), on('b', '09:00', '18:00', { day: NEXT })],
      [on('a', '09:00', '18:00'), on('b', '09:00', '18:00'), on('a', '09:00', '18:00', { day: NEXT })],
      [on('a', '09:00', '18:00'), on('a', '09:00', '18:00', { day: NEXT })],
      [on('a', '09:00', '12:00'), on('b', '12:00', '14:00'), on('a', '14:00', '18:00')].filter((entry) => entry.personId === 'a'),
      [on('a', '09:00', '18:00'), on('b', '09:00', '18:00', { day: NEXT, hasLeft: true })],
      [on('a', '09:00', '18:00')],
      [],
    ];
    for (const shifts of quiet) expect(said(shifts)).toEqual([]);
  });
  it('given a closed day, then nobody goes from it; given a public holiday or doors open without an agent, then the duty officer is one of the desk (M-51)', () => {
    const [holiday, after] = ['2026-10-07', '2026-10-08'];
    const week = [on('o', '09:00', '21:00', { postId: 'duty', day: holiday }), on('a', '09:00', '18:00', { day: after })];
    expect(said(week)).toEqual([[at('21:00', holiday), 'o', 'a']]);
    expect(said(week, { ...calendar, closedOnHolidays: true })).toEqual([]);
    expect(said([on('a', '09:00', '18:00'), on('o', '09:00', '21:00', { postId: 'duty' }), on('b', '09:00', '18:00', { day: NEXT })]), 'the desk was manned').toEqual([[at('18:00'), 'a', 'b']]);
    expect(said([on('a', '09:00', '13:00'), on('o', '09:00', '21:00', { postId: 'duty' }), on('b', '09:00', '18:00', { day: NEXT })])).toEqual([[at('21:00'), 'o', 'b']]);
  });
  it('given a sheet of the leaver, or of the post late in the shift, then it is written; an early one of the post or another post’s is not', () => {
    const [change] = changes([on('a', '08:00', '14:00'), on('b', '14:00', '20:00')]);
    if (!change) throw new Error('no change');
    const open = (giverId: string, post: string, time: string) => unwrittenOf(change, [{ giverId, post, givenAt: at(time) }]).map((entry) => entry.personId);
    expect([open('a', '水吧', '08:10'), open('m', '客服', '14:20'), open('m', '客服', '10:00'), open('m', '水吧', '14:20'), open('a', '客服', '07:50')]).toEqual([[], [], ['a'], ['a'], ['a']]);
    expect([lastDue([change], at('14:29'), 30), lastDue([change], at('14:30'), 30)?.endedAt, nextDue([change], at('14:29'), 30)?.endedAt, nextDue([change], at('14:30'), 30)]).toEqual([undefined, at('14:00'), at('14:00'), undefined]);
  });
});

describe('M-51: gaps of a day', () => {
  it('given the morning only, when the centre is open till 18:00, then the rest is the gap', () => {
    expect(gapsOn(calendar, DAY, [desk], [shift('08:30', '12:00'), shift('13:00', '18:30')])).toEqual([{ postId: 'desk', day: DAY, startsAt: at('12:00'), endsAt: at('13:00'), has: 0, needed: 1, left: [] }]);
  });
  it('given a day post, when anybody has it that day, then it is covered; when nobody, then the whole day is a gap', () => {
    expect(gapsOn(calendar, DAY, [duty], [shift('20:00', '22:00', { postId: 'duty' })])).toEqual([]);
    expect(gapsOn(calendar, DAY, [duty], [])).toHaveLength(1);
  });
  it('given a shift of somebody who has left, then the post is a gap all the same and the leaver is named', () => {
    expect(gapsOn(calendar, DAY, [duty], [shift('09:00', '21:00', { postId: 'duty', hasLeft: true })])).toMatchObject([{ postId: 'duty', has: 0, left: ['agent'] }]);
    expect(gapsOn(calendar, DAY, [desk], [shift('08:00', '12:00', { hasLeft: true }), shift('12:00', '19:00', { personId: 'b' })])).toMatchObject([{ startsAt: at('09:00'), endsAt: at('12:00'), left: ['agent'] }]);
  });
  it('given a public holiday, when a duty officer is planned, then an empty desk is no gap; without one, or on a working day, it is', () => {
    const on = (day: string, officer: boolean) => gapsOn(calendar, day, [desk, duty], officer ? [shift('09:00', '21:00', { postId: 'duty', day })] : []).map((gap) => gap.postId);
    expect([on('2026-10-01', true), on('2026-10-01', false), on('2026-10-08', true)]).toEqual([[], ['desk', 'duty'], ['desk']]);
  });
  it('given a closed holiday, then the day’s duty is still looked for, on the whole of the day; posts of the opening are not', () => {
    const day = '2026-10-01';
    const closed = { ...calendar, closedOnHolidays: true };
    expect(gapsOn(closed, day, [desk, duty], [])).toEqual([{ postId: 'duty', day, startsAt: at('00:00', day), endsAt: at('00:00', '2026-10-02'), has: 0, needed: 1, left: [] }]);
    expect(gapsOn(closed, day, [desk, duty], [shift('09:00', '21:00', { postId: 'duty', day })])).toEqual([]);
  });
  it('given any shifts, when gaps are found, then a moment lies in a gap exactly when fewer are on than needed', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const time = (value: number): string => `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(fc.array(fc.tuple(minute, minute).filter(([a, b]) => a < b), { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 540, max: 1079 }), (spans, needed, probe) => {
        const shifts = spans.map(([a, b], index) => ({ ...shift(time(a), time(b)), id: String(index) }));
        const gaps = gapsOn(calendar, DAY, [{ ...desk, needed }], shifts);
        const moment = at(time(probe));
        const on = shifts.filter((entry) => entry.startsAt <= moment && moment < entry.endsAt).length;
        expect(gaps.some((gap) => gap.startsAt <= moment && moment < gap.endsAt)).toBe(on < needed);
        for (const [index, gap] of gaps.entries()) expect(gaps[index + 1] === undefined || !overlaps(gap, gaps[index + 1] ?? gap)).toBe(true);
      }),
    );
  });
  it('given shifts end to end, then the stretch is covered; a minute between them is not', () => {
    expect(isCovered(at('09:00'), at('18:00'), [shift('09:00', '12:00'), shift('12:00', '18:00')])).toBe(true);
    expect(isCovered(at('09:00'), at('18:00'), [shift('09:00', '12:00'), shift('12:01', '18:00')])).toBe(false);
  });
});

describe('M-51: days off and their eve', () => {
  const run = (day: string) => runOf(calendar, day);
  it('given the 国庆 of 2026 with its make-up days, then each run begins and ends where the notice says and its eve is the last working day', () => {
    expect([run('2026-09-19'), run('2026-09-20'), run('2026-09-26'), run('2026-10-04'), run('2026-10-08'), run('2026-10-10'), run('2026-10-11')]).toEqual([
      { from: '2026-09-19', to: '2026-09-19', name: null }, undefined, { from: '2026-09-25', to: '2026-09-27', name: '中秋节' }, { from: '2026-10-01', to: '2026-10-07', name: '国庆节' }, undefined, undefined, { from: '2026-10-11', to: '2026-10-11', name: null },
    ]);
    expect(['2026-09-18', '2026-09-19', '2026-09-20', '2026-09-28', '2026-10-01', '2026-10-09'].map((day) => nextEve(calendar, day))).toEqual(['2026-09-18', '2026-09-24', '2026-09-24', '2026-09-30', '2026-10-10', '2026-10-10']);
  });
  it('given any day of the known years, then it is a working day or lies in exactly the run its first day begins, and the day before that run is its eve', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 1000 }), (step) => {
        const day = addDays('2024-01-01', step);
        const found = run(day);
        expect(found === undefined).toBe(isWorkday(calendar, day));
        if (!found) return;
        expect(daysOf(found)).toContain(day);
        expect(daysOf(found).some((each) => isWorkday(calendar, each))).toBe(false);
        expect(runAfterEve(calendar, eveOf(found))).toEqual(found);
        expect(isWorkday(calendar, addDays(found.to, 1))).toBe(true);
      }),
    );
  });
});

describe('M-51: the duty officer has the desk', () => {
  const stands = (now: string, more: Partial<Parameters<typeof standsInForDesk>[0]> = {}) => standsInForDesk({ now, calendar, duty: shift('09:00', '21:00', { postId: 'duty' }), deskShifts: [shift('09:00', '18:00')], ...more });
  it('given a desk agent on shift, then no; after the desk has gone, then yes, until the duty is handed over', () => {
    expect([stands(at('10:00')), stands(at('19:00')), stands(at('19:00'), { handedOverAt: at('18:30') })]).toEqual([false, true, false]);
  });
  it('given nobody on the desk in the morning, when an agent comes at noon, then the officer keeps the desk until the handover', () => {
    const deskShifts = [shift('12:00', '18:00')];
    expect([stands(at('10:00'), { deskShifts }), stands(at('13:00'), { deskShifts }), stands(at('13:00'), { deskShifts, handedOverAt: at('12:20') })]).toEqual([true, true, false]);
  });
  it('given a public holiday, then yes even with an agent on shift', () => {
    const day = '2026-10-01';
    expect(stands(at('10:00', day), { duty: shift('09:00', '21:00', { postId: 'duty', day }), deskShifts: [shift('09:00', '18:00', { day })] })).toBe(true);
  });
  it('given no handover, when the duty ended, then the rights last twelve hours and no longer; before it begins there are none', () => {
    expect([stands(at('08:59')), stands(at('08:00', addDays(DAY, 1))), stands(at('09:00', addDays(DAY, 1)))]).toEqual([false, true, false]);
  });
});

describe('T-30: presence', () => {
  it('given nothing said, or said too long ago, or a return that is due, then it is unknown', () => {
    expect(presenceAt(undefined, at('10:00')).state).toBe('unknown');
    expect(presenceAt({ state: 'in', backAt: null, setAt: at('09:00') }, at('22:59')).state).toBe('in');
    expect(presenceAt({ state: 'in', backAt: null, setAt: at('09:00') }, at('23:01')).state).toBe('unknown');
    expect(presenceAt({ state: 'out', backAt: at('11:00'), setAt: at('09:00') }, at('10:59'))).toEqual({ state: 'out', backAt: at('11:00') });
    expect(presenceAt({ state: 'out', backAt: at('11:00'), setAt: at('09:00') }, at('11:00')).state).toBe('unknown');
  });
});

describe('M-51: a roster sheet', () => {
  const facts = { posts: [{ id: 'p1', name: '客服' }], people: [{ id: 'a', name: '陈晓梅' }, { id: 'b', name: '王伟' }, { id: 'c', name: '王伟' }], templates: [{ name: '早班', start: '08:30', end: '17:30' }] };
  it('given days and times in every usual dress, then they are read; what is none is not', () => {
    expect(['2026-10-01', '2026/10/1', '2026年10月1日', '20261001', '46296'].map(readDay)).toEqual(Array.from({ length: 5 }, () => '2026-10-01'));
    expect(['2026-02-30', '星期一', '10-1', ''].map(readDay)).toEqual([undefined, undefined, undefined, undefined]);
    expect(['8:30', '08:30:00', '8点半', '20时', '24:00', '0.5'].map(readTime)).toEqual(['08:30', '08:30', '08:30', '20:00', '24:00', '12:00']);
    expect(['25:00', '8:60', '早', ''].map(readTime)).toEqual([undefined, undefined, undefined, undefined]);
  });
  it('given merged cells, missing days, unknown and double names, then each line is refused with its own reason and the others are taken', () => {
    const sheet = readRosterSheet(
      [['十月值班表'], ['姓名', '日期', '岗位', '班次', '上班', '下班'], ['陈晓梅', '2026-10-01', '客服', '早班', '', ''], ['陈晓梅', '', '客服', '早班', '', ''], ['', '2026-10-02', '客服', '早班', '', ''],
        ['张三', '2026-10-02', '客服', '早班', '', ''], ['王伟', '2026-10-02', '客服', '早班', '', ''], ['陈晓梅', '2026-10-03', '保安', '早班', '', ''], ['陈晓梅', '2026-10-03', '客服', '夜班', '', ''], ['', '', '', '', '', ''], ['陈晓梅', '2026-10-04', '客服', '', '22:00', '6:00']],
      facts,
    );
    expect(sheet.shifts.map((entry) => [entry.line, entry.day, entry.start, entry.end])).toEqual([[3, '2026-10-01', '08:30', '17:30'], [11, '2026-10-04', '22:00', '06:00']]);
    expect(sheet.refused.map((entry) => [entry.line, entry.code])).toEqual([[4, 'sheet-day-missing'], [5, 'sheet-person-missing'], [6, 'sheet-person-unknown'], [7, 'sheet-person-twice'], [8, 'sheet-post-unknown'], [9, 'sheet-time-unreadable']]);
  });
  it('given no header, then the whole sheet is refused and the wanted columns are named', () => expect(readRosterSheet([['a', 'b']], facts).refused[0]?.code).toBe('sheet-no-header'));
});
