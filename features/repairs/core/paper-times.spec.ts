import { describe, expect, it } from 'vitest';
import { disorderOf } from './paper-times.ts';

describe('times on a slip', () => {
  it('given times on paper that cannot all be true, when they are read, then each is named with what it comes before; measured ones are not doubted (M-30)', () => {
    const mark = (minute: number, way = 'paper') => ({ at: `2026-11-25T01:${String(minute).padStart(2, '0')}:00.000Z`, way });
    expect(disorderOf({ receivedAt: mark(0).at, marks: { issue: mark(1), accept: mark(9), arrive: mark(5), test: mark(20) }, written: {} })).toEqual([{ step: 'arrive', before: 'accept' }]);
    expect(disorderOf({ receivedAt: mark(0).at, marks: { accept: mark(9, 'app'), arrive: mark(5, 'app') }, written: {} })).toEqual([]);
    expect(disorderOf({ receivedAt: mark(0).at, marks: { accept: mark(9, 'app'), arrive: mark(12, 'app') }, written: { arrive: mark(5) } })).toEqual([{ step: 'arrive', before: 'accept' }]);
  });
});
