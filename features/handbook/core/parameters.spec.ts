import { describe, expect, it } from 'vitest';
import { clauseById } from './clauses.ts';
import { amountWords, rangeWords } from './parameter-words.ts';
import { PARAMETERS, originOf, parameterByKey, parameterDefaults, parameterValues, parseParameter } from './parameters.ts';

describe('parameters', () => {
  it('given the plan’s own numbers (M-13, M-14, M-47), when listed, then only they are marked plan and stand in their clause', () => {
    const fromPlan = PARAMETERS.filter((parameter) => parameter.origin === 'plan');
    expect(fromPlan.map((parameter) => [parameter.clause, parameter.default])).toEqual([
      ['M-13', 15],
      ['M-14', 10],
      ['M-47', 30],
    ]);
    for (const { clause, default: number } of fromPlan)
      expect(clause && clauseById(clause).text).toContain(`${number}分钟`);
  });

  it('given any parameter, when its default is parsed, then it is lawful and comes back unchanged', () => {
    const defaults = parameterDefaults();
    expect(new Set(PARAMETERS.map((parameter) => parameter.key)).size).toBe(PARAMETERS.length);
    for (const parameter of PARAMETERS) {
      expect(parseParameter(parameter.key, defaults[parameter.key])).toEqual({ ok: true, value: parameter.default });
      expect(parseParameter(parameter.key, ` ${parameter.default} `)).toEqual({ ok: true, value: parameter.default });
    }
    expect(defaults['repairs.copy_return']).toBe('17:00');
  });

  it.each([
    ['repairs.ready_minutes', 0, 'parameter-out-of-range'],
    ['repairs.ready_minutes', 121, 'parameter-out-of-range'],
    ['repairs.ready_minutes', '1.5', 'parameter-not-a-number'],
    ['repairs.ready_minutes', '', 'parameter-not-a-number'],
    ['repairs.ready_minutes', null, 'parameter-not-a-number'],
    ['repairs.ready_minutes', Number.NaN, 'parameter-not-a-number'],
    ['repairs.copy_return', '25:00', 'parameter-not-a-time'],
    ['repairs.copy_return', '9:30', 'parameter-not-a-time'],
    ['repairs.copy_return', 17, 'parameter-not-a-time'],
    ['repairs.toString', 1, 'parameter-unknown'],
    ['constructor', 1, 'parameter-unknown'],
  ])('given %s = %j, when parsed, then it is refused as %s', (key, value, code) => {
    expect(parseParameter(key, value)).toMatchObject({ ok: false, code });
  });

  it('given any limit, when it is listed or refused, then its unit stands beside it in both languages', () => {
    for (const parameter of PARAMETERS) {
      const [zh, en] = (['zh', 'en'] as const).map((language) => amountWords(parameter.default, parameter.unit, language));
      expect(zh, parameter.key).toMatch(parameter.unit === 'time' ? /^\d\d:\d\d$/ : parameter.unit === 'switch' ? /^[否是]$/ : /^\d+(?:%| \p{Script=Han}+)$/u);
      expect(en, parameter.key).toMatch(parameter.unit === 'time' ? /^\d\d:\d\d$/ : parameter.unit === 'switch' ? /^(?:no|yes)$/ : /^\d+ (?:%|[a-z]+)$/);
    }
    const ready = parameterByKey('repairs.ready_minutes');
    expect([rangeWords(ready, 'zh'), rangeWords(ready, 'en'), rangeWords(parameterByKey('repairs.copy_return'), 'zh')]).toEqual(['1–120 分钟', '1–120 min', '00:00–23:59']);
    expect(parseParameter('repairs.ready_minutes', 121)).toMatchObject({ facts: { min: 1, max: 120, unit: 'minutes' } });
  });

  it('given a centre that changed a plan number (M-13), when its origin is asked, then it is a house rule now', () => {
    expect(originOf('repairs.ready_minutes', 15)).toBe('plan');
    expect(originOf('repairs.ready_minutes', 12)).toBe('house');
    expect(originOf('repairs.issue_within', 5)).toBe('house');
  });

  it('given stored values with one spoilt, when read, then the sound one counts and the spoilt one falls back', () => {
    const values = parameterValues({ 'repairs.user_on_site': 45, 'repairs.copy_return': 'noon', other: 1 });
    expect(values['repairs.user_on_site']).toBe(45);
    expect(values['repairs.copy_return']).toBe('17:00');
    expect(Object.keys(values)).toHaveLength(PARAMETERS.length);
  });
});
