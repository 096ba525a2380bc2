import { describe, expect, it } from 'vitest';
import { guessDateOrder, readTime } from './import-time.ts';

const ZONE = 'Asia/Shanghai';

describe('times of old records', () => {
  it.each([
    ['2016/9/10 下午 10:51:24', '2016-09-10T14:51:24.000Z'],
    ['2016/9/10 上午 12:05:00', '2016-09-09T16:05:00.000Z'],
    ['2016/9/10 下午 12:05:00', '2016-09-10T04:05:00.000Z'],
    ['2016/9/10 上午 06:51:57', '2016-09-09T22:51:57.000Z'],
    ['2016-09-13T03:07:18+08:00', '2016-09-12T19:07:18.000Z'],
    ['2016-09-12T19:07:18.25Z', '2016-09-12T19:07:18.250Z'],
    ['2026年3月5日 9时30分', '2026-03-05T01:30:00.000Z'],
    ['2026-03-05 09:30', '2026-03-05T01:30:00.000Z'],
    ['3/5/2026 9:30', '2026-03-05T01:30:00.000Z'],
    ['3/5/2026 12:30 AM', '2026-03-04T16:30:00.000Z'],
    ['2026-03-05', '2026-03-04T16:00:00.000Z'],
  ])('given %s, when read in Shanghai, then it is %s', (text, instant) => {
    expect(readTime(text, ZONE)).toBe(instant);
  });

  it.each(['15:50.5', '15:50', '', '2026/2/30 10:00', '2026/3/5 上午 13:00', '2026/3/5 24:30', '2026/3/5 10:61', '昨天下午', '2026/3/5 晚上 12:00', '2026-03-05 15:50.5'])(
    'given %s, when read, then it is no time',
    (text) => {
      expect(readTime(text, ZONE)).toBeUndefined();
    },
  );

  it('given a column with a 25 in first place, when the order is guessed, then day comes first; given only small numbers, then it stays open', () => {
    expect(guessDateOrder(['1/2/2026 9:00', '25/2/2026 9:00'])).toBe('dmy');
    expect(guessDateOrder(['1/2/2026 9:00', '2/25/2026 9:00'])).toBe('mdy');
    expect(guessDateOrder(['1/2/2026 9:00'])).toBeUndefined();
    expect(readTime('25/2/2026 9:00', ZONE, 'dmy')).toBe('2026-02-25T01:00:00.000Z');
  });
});
