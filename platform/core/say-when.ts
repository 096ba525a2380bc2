import type { Instant } from './instant.ts';

type Language = 'zh' | 'en';
/** `kept`: the words stay as they are (a message that was sent, a sheet that was signed), so that 明天 would soon be wrong. */
export type Saying = { readonly zone: string; readonly language: Language; readonly now: Instant; readonly kept?: boolean };

const LOCALE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const formatter = (locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale}${zone}${JSON.stringify(options)}`;
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, hour12: false });
  FORMATS.set(key, known);
  return known;
};
const dayOf = (instant: Date, zone: string): string => formatter('sv-SE', zone, {}).format(instant);

/** 14:32 */
export const sayTime = (instant: Instant, at: Pick<Saying, 'zone' | 'language'>): string => formatter(LOCALE[at.language], at.zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

const NEAR: Readonly<Record<Language, Readonly<Record<number, string>>>> = { zh: { [-1]: '昨天', 1: '明天' }, en: { [-1]: 'yesterday', 1: 'tomorrow' } };

/** As people say it, in the centre's time: 14:32 today, 明天 09:30, 11月21日 16:05, with the year only when it is another one. */
export const sayWhen = (instant: Instant, at: Saying): string => {
  const date = new Date(instant);
  const [day, today] = [dayOf(date, at.zone), dayOf(new Date(at.now), at.zone)];
  const time = sayTime(instant, at);
  if (day === today) return time;
  const named = at.kept ? undefined : NEAR[at.language][Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)];
  if (named) return `${named} ${time}`;
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const };
  return `${formatter(LOCALE[at.language], at.zone, { ...year, month: at.language === 'zh' ? 'long' : 'short', day: 'numeric' }).format(date)} ${time}`;
};

/** 11月28日 */
export const sayDay = (day: string | number | null | undefined, language: Language): string => {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? String(day ?? '') : formatter(LOCALE[language], 'UTC', { month: language === 'zh' ? 'long' : 'short', day: 'numeric' }).format(at);
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** Says a time that stands among facts as an instant; what was written down as words before stays as it is. */
export const sayFact = (fact: string | number | null | undefined, at: Saying): string => (typeof fact === 'string' && INSTANT.test(fact) ? sayWhen(fact, at) : String(fact ?? ''));
