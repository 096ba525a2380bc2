import { describe, expect, it } from 'vitest';
import { defaultCalendar, instantAt, type SiteCalendar } from '../../../platform/core/working-calendar.ts';
import { callBackDue } from './call-back.ts';

const at = (time: string, day = '2026-11-23'): string => instantAt('Asia/Shanghai', day, time);
const usual = defaultCalendar('Asia/Shanghai');

describe('when a caller is called back', () => {
  it.each<[string, SiteCalendar, string, string, string]>([
    ['in the middle of the day', usual, at('10:00'), at('10:30'), '2026-11-23'],
    ['until the very closing', usual, at('17:30'), at('18:00'), '2026-11-23'],
    ['five minutes before closing', usual, at('17:55'), at('09:25', '2026-11-24'), '2026-11-23'],
    ['at night', usual, at('22:00'), at('09:30', '2026-11-24'), '2026-11-24'],
    ['before the doors open', usual, at('07:00'), at('09:30'), '2026-11-23'],
    ['shortly before a break at noon', { ...usual, week: { ...usual.week, 1: [{ open: '09:00', close: '12:00' }, { open: '14:00', close: '18:00' }] } }, at('11:50'), at('14:20'), '2026-11-23'],
    ['in a break at noon', { ...usual, week: { ...usual.week, 1: [{ open: '09:00', close: '12:00' }, { open: '14:00', close: '18:00' }] } }, at('12:30'), at('14:30'), '2026-11-23'],
    ['before a day it is closed', { ...usual, exceptions: { '2026-11-24': [] } }, at('17:55'), at('09:25', '2026-11-25'), '2026-11-23'],
    ['before holidays it keeps', { ...usual, closedOnHolidays: true }, at('17:55', '2026-09-30'), at('09:25', '2026-10-08'), '2026-09-30'],
    ['of a centre that opens no more', { ...usual, week: {} }, at('17:55'), at('18:25'), '2026-11-23'],
  ])('T-27: given a call missed %s, then only the time the doors are open counts', (_when, calendar, missed, dueAt, day) => expect(callBackDue(calendar, missed, 30)).toEqual({ dueAt, day }));
});
