import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, isSurname, nameOrder, surnameOf } from './text-order.ts';

describe('names', () => {
  it.each([
    ['王小明', '王'],
    ['欧阳小明', '欧阳'],
    ['欧小明', '欧'],
    ['𠮷野', '𠮷'],
    [' 司马光 ', '司马'],
    ['Anna Smith', 'Smith'],
    ['', undefined],
  ])('given %s, then the surname is %s', (name, surname) => {
    expect(surnameOf(name)).toBe(surname);
  });
  it('given a title, then the surname comes before it; without a name the title stands alone', () => {
    expect(addressOf('欧阳小明', '师傅')).toBe('欧阳师傅');
    expect(addressOf('Anna Smith', '师傅')).toBe('Anna Smith');
    expect(addressOf('', '师傅')).toBe('师傅');
  });
  it('given a trade or an office, then it is no surname', () => {
    expect(['王', '欧阳', '于'].every(isSurname)).toBe(true);
    expect(['销', '电', '的', ''].some(isSurname)).toBe(false);
  });
});

describe('order', () => {
  const zh = nameOrder('zh-CN');
  it('given Chinese names, then by pinyin, a surname by its own reading', () => {
    expect(['周一', '曾一', '陈一', '艾一', '单一', '仇一', '丁一'].sort(zh)).toEqual(['艾一', '陈一', '丁一', '仇一', '单一', '曾一', '周一']);
    expect(['尉迟一', '魏一', '袁一'].sort(zh)).toEqual(['魏一', '尉迟一', '袁一']);
  });
  it('given numbered places, then by the number and not by its first digit', () => {
    expect(['样板间10', '样板间2', '样板间1'].sort(zh)).toEqual(['样板间1', '样板间2', '样板间10']);
  });
  it('given any names, then the order is total: antisymmetric, and equal only for the same text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 });
    for (const order of [zh, nameOrder('en')])
      fc.assert(
        fc.property(text, text, (a, b) => {
          expect(Math.sign(order(a, b))).toBe(-Math.sign(order(b, a)) || 0);
          expect(order(a, b) === 0).toBe(a === b);
        }),
      );
  });
});
