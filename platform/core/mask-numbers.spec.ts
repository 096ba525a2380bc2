import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskNumbers, maskPhone } from './mask-numbers.ts';
import { maskNumber } from './phone-number.ts';

const digits = (count: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((list) => list.join(''));
const mobiles = fc.tuple(fc.constantFrom('13', '14', '15', '16', '17', '18', '19'), digits(9)).map((parts) => parts.join(''));
const landlines = fc.tuple(fc.constantFrom('010', '021', '0571', '0755', '0851'), fc.integer({ min: 2, max: 9 }), digits(7)).map(([area, first, rest]) => [area, `${first}${rest}`] as const);
const wide = (text: string): string => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
const gaps = fc.constantFrom('', ' ', '-', ' - ', '－', '—', '.');
const around = fc.constantFrom(['请打', '，谢谢'], ['', ''], ['电话：', '。2611-0147 已派'], ['tel', '转802'], ['2026-11-26 ', ' 来电']);

describe('the one mask of free words', () => {
  it('T-15: given notes with a number in them, when shown, then it is masked and prices, dates and house numbers are not', () => {
    expect(maskNumbers('王先生问物业费，13812345678，或0571-5550101')).toBe('王先生问物业费，138****5678，或0571****0101');
    expect(maskNumbers('总价 2380000，2026-11-23，12栋1801')).toBe('总价 2380000，2026-11-23，12栋1801');
  });

  it('T-15: given a number of the centre’s own town in notes, when shown, then it is masked however it is written, beside another too', () => {
    expect(maskNumbers('请回 87654321')).toBe('请回 ****4321');
    expect(maskNumbers('请回8765-4321，或555 0101，或５５５０１０２')).toBe('请回****4321，或****0101，或****0102');
    expect(maskNumbers('87654321转802')).toBe('****4321转802');
    expect(maskNumbers('13812345678 87654321')).toBe('138****5678 ****4321');
    expect(maskNumbers('R2611-0005 87654321')).toBe('R2611-0005 ****4321');
    expect([maskNumber('5550101'), maskNumber('87654321')]).toEqual(['****0101', '****4321']);
  });

  it.each(['20261126', '2026-11-26 10:30 到', '2026/11/6 10点', '2026.11.26', '维修单 R2611-0005', 'LD-2611-0005', '单号：26110005', '总价 2380001', '2380001元', '预算 3500000', '￥2380001', '2380001.50', '5500000', '12栋 1801', '2-301-1802', '400-800-1234'])(
    'T-15: given %j in notes, when shown, then it is no telephone of a person and stays', (text) => expect(maskNumbers(text)).toBe(text),
  );

  it('T-15: given any mobile however people write it, when shown, then its first three and last four are left', () =>
    fc.assert(fc.property(mobiles, fc.constantFrom('', '86', '+86', '+86 ', '0086', '0', '86-'), gaps, gaps, fc.boolean(), around, (mobile, prefix, first, second, isWide, [before, after]) => {
      const written = `${prefix}${mobile.slice(0, 3)}${first}${mobile.slice(3, 7)}${second}${mobile.slice(7)}`;
      expect(maskNumbers(`${before}${isWide ? wide(written) : written}${after}`)).toBe(`${before}${mobile.slice(0, 3)}****${mobile.slice(7)}${after}`);
    })));

  it('T-15: given any landline with its area, when shown, then the area and the last four are left', () =>
    fc.assert(fc.property(landlines, fc.constantFrom('', ' ', '-', '－', '—'), fc.boolean(), ([area, own], gap, isWide) => {
      const written = `${area}${gap}${own}`;
      const shown = maskNumbers(`请回${isWide ? wide(written) : written}，或物业`);
      expect(shown).toBe(`请回${area}****${own.slice(-4)}，或物业`);
    })));

  it('T-15: given two numbers with anything between, when shown, then neither is whole', () =>
    fc.assert(fc.property(mobiles, mobiles, fc.constantFrom(' ', '/', '-', '、', '，', ' 或 ', '\n'), (one, other, between) => {
      const shown = maskNumbers(`${one}${between}${other}`);
      expect([shown.includes(one.slice(3, 7) + one.slice(7)), shown.includes(other.slice(3, 7) + other.slice(7))]).toEqual([false, false]);
    })));

  it('given numbers of orders, days and times, or what is masked already, when masked, then they stay; what was masked is not masked further', () =>
    fc.assert(fc.property(fc.integer({ min: 2401, max: 3912 }).filter((month) => month < 3000 && month % 100 >= 1 && month % 100 <= 12), fc.integer({ min: 1, max: 9999 }), mobiles, (month, serial, mobile) => {
      const number = `${month}-${String(serial).padStart(4, '0')}`;
      for (const text of [number, `B${number}`, `${number} 2026-11-26 14:05`, `${number}、${number}`, '11月26日 14:05:09', maskPhone(mobile), `${maskPhone(mobile)} ${number}`]) expect(maskNumbers(text)).toBe(text);
    })));

  it('T-15: given a field for a number, when masked, then seven and eight digits are not whole either, nor what is no number', () => {
    expect(['5550101', '87654321', '159-8812-3407', '１３８００００１１１１', '8613800009999'].map(maskPhone)).toEqual(['****0101', '****4321', '159****3407', '138****1111', '138****9999']);
    expect([maskPhone('微信 lilei'), maskPhone('8001')]).toEqual(['****', maskNumber('8001')]);
  });
});
