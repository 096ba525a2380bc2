import type { Parameter, ParameterUnit } from './parameters.ts';

type Language = 'zh' | 'en';

/** The unit as it stands beside a number; a time of day is written, a switch is chosen. */
const UNITS: Readonly<Record<ParameterUnit, Readonly<Record<Language, string>>>> = {
  seconds: { zh: '秒', en: 's' },
  minutes: { zh: '分钟', en: 'min' },
  hours: { zh: '小时', en: 'h' },
  days: { zh: '天', en: 'days' },
  percent: { zh: '%', en: '%' },
  yuan: { zh: '元', en: 'yuan' },
  servings: { zh: '份', en: 'servings' },
  times: { zh: '次', en: 'times' },
  points: { zh: '分', en: 'points' },
  grades: { zh: '级', en: 'grades' },
  time: { zh: '时刻', en: 'time of day' },
  switch: { zh: '', en: '' },
};
export const unitWord = (unit: ParameterUnit, language: Language): string => UNITS[unit][language];

export const SWITCH_WORDS: Readonly<Record<Language, readonly [string, string]>> = { zh: ['否', '是'], en: ['no', 'yes'] };

const withUnit = (text: string, unit: ParameterUnit, language: Language): string =>
  unit === 'time' ? text : `${text}${unit === 'percent' && language === 'zh' ? '' : ' '}${unitWord(unit, language)}`;

/** 15 分钟, 95%, 17:00, 是. */
export const amountWords = (value: number | string, unit: ParameterUnit, language: Language): string =>
  unit === 'switch' ? SWITCH_WORDS[language][Number(value) === 1 ? 1 : 0] : withUnit(String(value), unit, language);

/** What may be entered: 1–120 分钟. */
export const rangeWords = ({ unit, min, max }: Pick<Parameter, 'unit' | 'min' | 'max'>, language: Language): string =>
  unit === 'switch' ? SWITCH_WORDS[language].join(language === 'zh' ? '／' : ' / ') : withUnit(`${min}–${max}`, unit, language);
