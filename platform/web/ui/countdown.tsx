import { useEffect, useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../i18n.tsx';
import { serverNow } from '../server-clock.ts';

const WORDS = defineWords({
  zh: { left: (text: string) => `余 ${text}`, soon: (text: string) => `快到时 ${text}`, late: (text: string) => `超时 ${text}`, minutes: (n: number) => `${n} 分钟`, hours: (h: number, m: number) => (m > 0 ? `${h} 小时 ${m} 分` : `${h} 小时`), days: (n: number) => `${n} 天`, under: '不到 1 分钟' },
  en: { left: (text: string) => `${text} left`, soon: (text: string) => `due in ${text}`, late: (text: string) => `${text} late`, minutes: (n: number) => `${n} min`, hours: (h: number, m: number) => (m > 0 ? `${h} h ${m} min` : `${h} h`), days: (n: number) => `${n} d`, under: '< 1 min' },
});

export const DUE_SHAPES = { calm: '●', soon: '◔', late: '▲' } as const;
export type DueState = keyof typeof DUE_SHAPES;

/** Calm, due soon (5 min and less), late: shown by colour and shape and word. */
export const dueState = (dueAt: string, now: number): DueState => {
  const left = new Date(dueAt).getTime() - now;
  return left < 0 ? 'late' : left <= 5 * 60_000 ? 'soon' : 'calm';
};

export const useNow = (everyMs = 1000): number => {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};

export const Countdown = ({ dueAt }: { dueAt: string }): ReactNode => {
  const words = useWords(WORDS);
  const now = useNow();
  const state = dueState(dueAt, now);
  const minutes = Math.floor(Math.abs(new Date(dueAt).getTime() - now) / 60_000);
  const text = minutes >= 2880 ? words.days(Math.floor(minutes / 1440)) : minutes >= 60 ? words.hours(Math.floor(minutes / 60), minutes % 60) : minutes === 0 ? words.under : words.minutes(minutes);
  const say = state === 'late' ? words.late(text) : state === 'soon' ? words.soon(text) : words.left(text);
  return (
    <span className={`fy-countdown fy-${state}`}>
      <span aria-hidden="true">{DUE_SHAPES[state]}</span> {say}
    </span>
  );
};
