import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPITALS_MAX_CENTS, inCapitals, inFigures, parseYuan } from './amount.ts';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES: Readonly<Record<string, number>> = { 拾: 10, 佰: 100, 仟: 1000 };

/** Reads what a cashier would read, from the words alone: written apart from the writer on purpose. */
const readCapitals = (text: string): number => {
  const body = text.replace(/^人民币/, '').replace(/整$/, '');
  const [, whole = '', small = ''] = /^(?:(.*)元)?(.*)$/.exec(body) ?? [];
  const below = (part: string): number => {
    let sum = 0;
    let digit = 0;
    for (const char of part) {
      if (DIGITS.includes(char)) digit = DIGITS.indexOf(char);
      else sum += digit * (PLACES[char] ?? 0);
      if (char in PLACES) digit = 0;
    }
    return sum + digit;
  };
  const yuanOf = (part: string): number => {
    if (part.includes('亿')) {
      const at = part.indexOf('亿');
      return yuanOf(part.slice(0, at)) * 100_000_000 + yuanOf(part.slice(at + 1));
    }
    if (part.includes('万')) {
      const at = part.indexOf('万');
      return below(part.slice(0, at)) * 10_000 + below(part.slice(at + 1));
    }
    return below(part);
  };
  const jiao = /(.)角/.exec(small)?.[1];
  const fen = /(.)分/.exec(small)?.[1];
  return yuanOf(whole.replace('万亿', '万亿')) * 100 + (jiao ? DIGITS.indexOf(jiao) * 10 : 0) + (fen ? DIGITS.indexOf(fen) : 0);
};

describe('amounts', () => {
  it.each([
    [1, '人民币壹分'], [10, '人民币壹角整'], [105, '人民币壹元零伍分'], [100, '人民币壹元整'], [1_000, '人民币壹拾元整'], [1_050_00, '人民币壹仟零伍拾元整'], [120_050, '人民币壹仟贰佰元零伍角整'], [123_456, '人民币壹仟贰佰叁拾肆元伍角陆分'], [100_100_00, '人民币壹拾万零壹佰元整'],
    [1_000_000_00, '人民币壹佰万元整'], [10_000_001_00, '人民币壹仟万零壹元整'], [100_000_000_00, '人民币壹亿元整'], [100_010_000_00, '人民币壹亿零壹万元整'], [680_032, '人民币陆仟捌佰元零叁角贰分'],
  ])('given %i cents, when written in capitals, then %s', (cents, text) => expect(inCapitals(cents)).toBe(text));

  it('M-38: given any amount above zero, when written in capitals and read again, then it is the same; no two 零 stand together and none at an end', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 2_000_000_000 }), fc.maxSafeInteger().filter((value) => value > 0 && value <= 9_999_999_999_99)), (cents) => {
        const text = inCapitals(cents);
        expect(readCapitals(text)).toBe(cents);
        expect(text).toMatch(/^人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分]+整?$/);
        expect(text).not.toMatch(/零零|零元|零万|零亿|零整|人民币零/);
        // 整 closes what ends in 元 or 角, so that nothing can be added behind it.
        expect(/[元角]整$|分$/.test(text)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('given nothing, less, part of a cent or more than any bank, when written in capitals, then it is no amount', () => {
    for (const cents of [0, -1, 0.5, Number.NaN, CAPITALS_MAX_CENTS + 1, Number.POSITIVE_INFINITY]) expect(() => inCapitals(cents)).toThrow(RangeError);
  });

  it('given figures, when typed and shown, then they agree; what is no amount is not guessed', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999_99 }), (cents) => { expect(parseYuan(inFigures(cents))).toBe(cents); }));
    for (const text of ['', '-1', '1.234', '一百', '1e3', '1..2', '1.2.3', '0x10']) expect(parseYuan(text), text).toBeUndefined();
    expect(parseYuan('１，２３４．５')).toBe(123_450);
  });
});
