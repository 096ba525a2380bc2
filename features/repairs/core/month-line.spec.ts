import { describe, expect, it } from 'vitest';
import { MONTH_LINES, monthLine, tookText } from './month-line.ts';
import type { RepairOrder } from './repair-order.ts';

const AT = '2026-11-25T06:00:00.000Z';
const mark = (at: string) => ({ at, recordedAt: at, way: 'app' as const, by: 'w' });
const order = (more: Partial<RepairOrder>): RepairOrder => ({ id: 'r', siteId: 's', kind: 'user', status: 'closed', logNumber: 'B2611-0001', orderNumber: '2611-0001', receivedAt: AT, recordedAt: AT, channel: 'phone', placeText: '样板间2', item: '灯', urgent: false, intakeBy: 'd', onSpot: false, confirmedByDesk: false, beforeOpening: false, visit: 1, marks: {}, written: {}, notifications: [], urges: [], materials: [], photos: [], notes: [], copies: {}, reprints: 0, printed: false, exceptions: {}, ...more });
const lineOf = (more: Partial<RepairOrder>, late: string[] = []) => {
  const cells = monthLine({ order: order(more), place: '样板间2', technician: '王建国', imported: false, late, decided: true }, 1, 'Asia/Shanghai');
  return Object.fromEntries(MONTH_LINES.columns.map((column, index) => [column.key, cells[index]]));
};

describe('M-54: an order as a line of the month', () => {
  it('given times of another day, then the day stands with them; given times in the wrong order, then that is said and no time is made up', () => {
    expect(lineOf({ marks: { accept: mark('2026-11-25T06:05:00.000Z'), sign: mark('2026-11-26T01:00:00.000Z') } })).toMatchObject({ accepted: '14:05', done: '11-26 09:00', took: '19时0分' });
    expect(tookText('2026-11-25T06:05:00.000Z', AT)).toBe('先后有误');
    expect(tookText(AT, '2026-11-28T08:00:00.000Z')).toBe('3天2时');
  });

  it('given ratings all alike or not, none, late and in time, then each is told apart; no answer is empty, never a zero', () => {
    const rated = (workmanship: 'satisfied' | 'dissatisfied') => ({ ratings: { workmanship, attitude: 'satisfied', conduct: 'satisfied' } as const });
    expect(lineOf(rated('satisfied'))).toMatchObject({ rating: '满意', inTime: '及时' });
    expect(lineOf(rated('dissatisfied'), ['on_site', 'on_site'])).toMatchObject({ rating: '不/满/满', inTime: '超时：到场' });
    expect(lineOf({ ...rated('satisfied'), pastRatings: [{ visit: 1, ratings: rated('dissatisfied').ratings }] }), 'M-31: each visit’s').toMatchObject({ rating: '不/满/满→满意' });
    expect(lineOf({})).toMatchObject({ rating: '', material: '', took: '' });
  });

  it('given who accepted, material, and an order struck out or still open, then a surname, the sum and why', () => {
    expect(lineOf({ signedBy: '司马光', materials: [{ name: '灯泡', unit: '个', quantity: 3, unitPriceCents: 1250 }, { name: '线', unit: '米', quantity: 2 }] })).toMatchObject({ acceptedBy: '司**', material: 37.5 });
    expect(lineOf({ status: 'cancelled', cancelReason: '报错', repeatOf: 'x' })['remarks']).toBe('作废：报错；返修');
    expect(lineOf({ status: 'on_hold' })['remarks']).toBe('未完成：暂停');
  });
});
