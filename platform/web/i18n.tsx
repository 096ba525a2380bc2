import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { sayTime, sayWhen } from '../core/say-when.ts';

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

export const formatTime = sayTime;

/** As people say it, `sayWhen` with the clock of the device where none is given. */
export const formatWhen = (instant: string, at: { zone: string; language: Language; now?: Date }): string => sayWhen(instant, { ...at, now: (at.now ?? new Date()).toISOString() });

/** Names and places in the order of their sound. */
export const byPinyin = (a: string, b: string): number => a.localeCompare(b, 'zh-Hans-CN');
