import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaCodeOf, isWholeNumber, maskNumber, readBackGroups, readNumber } from './phone-number.ts';

const AREAS = new URL('../../../shared/data/phone_cn/area_codes_86_zh.txt', import.meta.url);

describe('numbers in every dress', () => {
  it.each([
    ['13812345678', 'mobile', '+8613812345678'], ['+86 138 1234 5678', 'mobile', '+8613812345678'], ['008613812345678', 'mobile', '+8613812345678'], ['8613812345678', 'mobile', '+8613812345678'], ['013812345678', 'mobile', '+8613812345678'],
    ['138-1234-5678', 'mobile', '+8613812345678'], ['１３８１２３４５６７８', 'mobile', '+8613812345678'], ['2155550999', 'landline', '+862155550999'], ['021-55550999', 'landline', '+862155550999'], ['+86 021 5555 0999', 'landline', '+862155550999'], ['0571-5550101', 'landline', '+865715550101'],
    ['5715550101', 'landline', '+865715550101'], ['862155550999', 'landline', '+862155550999'], ['010 8888 6666', 'landline', '+861088886666'], ['+852 2345 6789', 'foreign', '+85223456789'], ['0014155550100', 'foreign', '+14155550100'],
    ['4008001234', 'service', undefined], ['95588', 'service', undefined], ['110', 'service', undefined], ['12345', 'service', undefined], ['8001', 'extension', undefined], ['66', 'extension', undefined],
    ['anonymous', 'withheld', undefined], ['', 'withheld', undefined], ['未知号码', 'withheld', undefined], ['1381234567', 'unknown', undefined], ['55501', 'extension', undefined],
  ] as const)('given %j, when read, then it is %s %s', (raw, kind, e164) => expect(readNumber(raw)).toMatchObject({ kind, ...(e164 ? { e164, key: e164 } : {}) }));

  it('given 7 or 8 digits, when the centre’s own area is known, then they belong to it; else nothing is guessed', () => {
    expect(areaCodeOf('0571-5550101')).toBe('571');
    expect(areaCodeOf('021-55550101')).toBe('21');
    expect(readNumber('5550101', '571')).toMatchObject({ kind: 'landline', e164: '+865715550101' });
    expect(readNumber('55550101', '21')).toMatchObject({ e164: '+862155550101' });
    expect(readNumber('5550101')).toEqual({ kind: 'unknown', key: '5550101' });
  });

  it('given a switchboard with an extension, when read, then both are kept and a 400 number is not cut', () => {
    expect(readNumber('0571-5550101-802')).toMatchObject({ e164: '+865715550101', extension: '802' });
    expect(readNumber('021-55550101转66')).toMatchObject({ e164: '+862155550101', extension: '66' });
    expect(readNumber('400-800-1234')).toEqual({ kind: 'service', key: '4008001234' });
  });

  it.skipIf(!existsSync(AREAS))('given every area code of the country, when a number of it is read with and without its 0, then it is a landline of that area', () => {
    const codes = readFileSync(AREAS, 'utf8').split('\n').flatMap((line) => /^86(\d{2,3})\|/.exec(line)?.[1] ?? []).filter((code) => !code.startsWith('1') || code === '10');
    expect(codes.length).toBeGreaterThan(300);
    const wrong = codes.flatMap((code) => [`0${code}55512345`, `+86${code}55512345`, `${code}55512345`].filter((raw) => readNumber(raw).e164 !== `+86${code}55512345`));
    expect(wrong).toEqual([]);
  });

  it('T-39: given a number, when read back, then it stands in 3-4-4, a landline with its area; too short is not whole', () => {
    expect(readBackGroups('+8613812345678')).toBe('138 1234 5678');
    expect(readBackGroups('+865715550101')).toBe('0571 555 0101');
    expect(readBackGroups('+861088886666')).toBe('010 8888 6666');
    expect([isWholeNumber(readNumber('1381234567')), isWholeNumber(readNumber('13812345678')), isWholeNumber(readNumber('8001'))]).toEqual([false, true, true]);
  });

  it('T-15: given any number of a person, when masked, then it cannot be called; extensions and service numbers are nobody’s own', () => {
    expect(maskNumber('+8613812345678')).toBe('138****5678');
    expect(maskNumber('+865715550101')).toBe('0571****0101');
    expect([maskNumber('8001'), maskNumber('95588'), maskNumber('4008001234')]).toEqual(['8001', '95588', '4008001234']);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+- ') }), (raw) => {
      const { key, kind } = readNumber(raw);
      // Six digits and less are nobody's telephone at home.
      if (!key || kind === 'service' || key.length <= 6) return;
      expect(maskNumber(key)).toContain('****');
      expect(maskNumber(key)).not.toContain(key);
    }));
  });

  it('given any text at all, when read, then it answers and what it matches by reads as itself again', () =>
    fc.assert(fc.property(fc.string(), (raw) => {
      const { e164 } = readNumber(raw);
      if (e164) expect(readNumber(e164).e164).toBe(e164);
    })));
});
