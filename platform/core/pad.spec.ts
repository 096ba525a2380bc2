import { describe, expect, it } from 'vitest';
import { checkOf, checkSheet, evolvePad, outOfOrder, readPadText, restoreNumbers, statesOf, voidNumbers, type Pad } from './pad.ts';

const OURS = '0193a5b0-0000-7000-8000-000000000001';
const THEIRS = '0193a5b0-0000-7000-8000-000000000002';
const NOW = '2026-11-25T01:00:00.000Z';
const NUMBERS = ['2611-0010', '2611-0011', '2611-0012', '2611-0013'];
const PAD: Pad = { id: 'pad', siteId: OURS, kind: 'user', numbers: NUMBERS, by: 'desk', at: NOW, voided: {} };
const used = (...numbers: string[]) => new Map(NUMBERS.map((number) => [number, { usedAt: numbers.includes(number) ? NOW : null }]));

describe('a pad of blank slips', () => {
  it('given numbers of a month, when one digit is copied wrongly or two are swapped, then the check letters differ for nearly all (M-10)', () => {
    const numbers = Array.from({ length: 500 }, (_, index) => `2611-${String(index + 1).padStart(4, '0')}`);
    let [tried, passed] = [0, 0];
    for (const number of numbers)
      for (const other of numbers) {
        if (other === number || [...number].filter((digit, index) => digit !== other[index]).length > 2) continue;
        tried += 1;
        if (checkOf(OURS, number) === checkOf(OURS, other)) passed += 1;
      }
    expect(passed / tried).toBeLessThan(0.005);
    expect(numbers.filter((number) => checkOf(OURS, number) === checkOf(THEIRS, number)).length).toBeLessThan(5);
    expect(checkOf(OURS, '2611-0001')).toMatch(/^[23456789ACDEFHJKMNPRTWXY]{2}$/);
  });

  it('given what somebody types, when it is read, then wide digits, spaces and small letters are no matter', () => {
    for (const text of ['2611-0147-K7', '2611 0147 k7', '26110147K7', '２６１１－０１４７－Ｋ７', ' 2611-0147 - K7 ']) expect(readPadText(text), text).toEqual({ number: '2611-0147', check: 'K7' });
    for (const text of ['LD2611-0147-K7', 'ld 2611 0147k7', 'LD26110147-k7']) expect(readPadText(text), text).toEqual({ number: 'LD2611-0147', check: 'K7' });
    expect(readPadText('2611-0147')).toEqual({ number: '2611-0147', check: undefined });
    for (const text of ['', '0147', 'K7', '2611-0147-K7-X', 'https://x.example/g/slip']) expect(readPadText(text), text).toBeUndefined();
  });

  it('given a sheet of another centre, when its number is typed here, then it is named to who belongs there too', () => {
    const foreign = NUMBERS.find((number) => checkOf(OURS, number) !== checkOf(THEIRS, number)) ?? '';
    const typed = { number: foreign, check: checkOf(THEIRS, foreign) };
    expect(checkSheet(OURS, typed, [{ id: OURS, name: '一号' }, { id: THEIRS, name: '二号' }])).toMatchObject({ code: 'pad-other-site', facts: { site: '二号' } });
    expect(checkSheet(OURS, typed, [{ id: OURS, name: '一号' }])).toMatchObject({ code: 'pad-check-wrong' });
    expect(checkSheet(OURS, { number: foreign, check: checkOf(OURS, foreign) }, [])).toBeUndefined();
  });

  it('given a pad used from the top, when a blank lies before a used sheet, then it is missing until it is 作废 or found', () => {
    expect([...statesOf(PAD, used()).values()]).toEqual(['open', 'open', 'open', 'open']);
    expect([...statesOf(PAD, used('2611-0012')).values()]).toEqual(['missing', 'missing', 'used', 'open']);
    const spoilt = voidNumbers(PAD, used('2611-0012'), { numbers: ['2611-0010'], why: 'spoilt', reason: '写错', by: 'desk', now: NOW });
    const [event] = spoilt.ok ? spoilt.events : [];
    if (!event) throw new Error('The number was not voided.');
    const after = evolvePad(PAD, event, { siteId: OURS, subject: 'pad' });
    expect([...statesOf(after, used('2611-0012')).values()]).toEqual(['spoilt', 'missing', 'used', 'open']);
    expect(voidNumbers(after, used(), { numbers: ['2611-0010'], why: 'lost', reason: '再次', by: 'desk', now: NOW })).toMatchObject({ code: 'pad-voided' });
    expect(voidNumbers(PAD, used('2611-0010'), { numbers: ['2611-0010'], why: 'lost', reason: '用过', by: 'desk', now: NOW })).toMatchObject({ code: 'pad-used' });
    expect(voidNumbers(PAD, used(), { numbers: ['2611-9999'], why: 'lost', reason: '别的', by: 'desk', now: NOW })).toMatchObject({ code: 'pad-unknown' });
    expect(restoreNumbers(PAD, { numbers: ['2611-0010'], by: 'desk', now: NOW })).toMatchObject({ code: 'pad-not-voided' });
  });

  it('given times on paper that cannot all be true, when they are read, then each is named with what it comes before (M-53)', () => {
    const time = (step: string, minute: number) => ({ step, at: `2026-11-25T01:${String(minute).padStart(2, '0')}:00.000Z`, isPaper: true });
    expect(outOfOrder([time('started', 9), time('ended', 5), time('passed', 7), time('signed', 20)])).toEqual([{ step: 'ended', before: 'started' }, { step: 'passed', before: 'started' }]);
    expect(outOfOrder([{ ...time('started', 9), isPaper: false }, { ...time('ended', 5), isPaper: false }])).toEqual([]);
  });
});
