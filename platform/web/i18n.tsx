import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';

export type Language = 'zh' | 'en';

/** Words of a screen in both languages; English has the shape of Chinese, so that a missing word does not compile. */
export type Words<T> = { readonly zh: T; readonly en: T };
export const defineWords = <T,>(words: { zh: T; en: NoInfer<T> }): Words<T> => words;

type LanguageContext = { readonly language: Language; setLanguage(language: Language): void };
const Context = createContext<LanguageContext>({ language: 'zh', setLanguage: () => undefined });
const KEY = 'foyer.language';

const stored = (): Language => {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
};

export const LanguageProvider = ({ children, initial }: { children: ReactNode; initial?: Language }): ReactNode => {
  const [language, setState] = useState<Language>(initial ?? stored());
  const value = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        setState(next);
        document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
        localStorage.setItem(KEY, next);
      },
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
};

export const useLanguage = (): LanguageContext => useContext(Context);
export const useWords = <T,>(words: Words<T>): T => words[useContext(Context).language];

const LOCALE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const formatter = (language: Language, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${language}${zone}${JSON.stringify(options)}`;
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: zone, hour12: false });
  FORMATS.set(key, known);
  return known;
};

const dayOf = (instant: Date, zone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(instant);

export const formatTime = (instant: string, at: { zone: string; language: Language }): string =>
  formatter(at.language, at.zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

/** As people say it: 14:32 today, 明天 09:30, 11月21日 16:05, with the year only when it is another one. */
export const formatWhen = (instant: string, at: { zone: string; language: Language; now?: Date }): string => {
  const now = at.now ?? new Date();
  const date = new Date(instant);
  const [day, today] = [dayOf(date, at.zone), dayOf(now, at.zone)];
  const time = formatTime(instant, at);
  if (day === today) return time;
  const apart = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  const near: Readonly<Record<Language, Readonly<Record<number, string>>>> = { zh: { [-1]: '昨天', 1: '明天' }, en: { [-1]: 'yesterday', 1: 'tomorrow' } };
  const named = near[at.language][apart];
  if (named) return `${named} ${time}`;
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const };
  return `${formatter(at.language, at.zone, { ...year, month: at.language === 'zh' ? 'long' : 'short', day: 'numeric' }).format(date)} ${time}`;
};

/** Names and places in the order of their sound. */
export const byPinyin = (a: string, b: string): number => a.localeCompare(b, 'zh-Hans-CN');
