import type { BriefTone } from '../../../platform/core/brief.ts';
import { localTime } from '../../../platform/core/working-calendar.ts';
import type { Brief } from './brief-contract.ts';

/** What stands around the sections, in one language; the sections bring their own words. */
export type BriefWords = {
  readonly brief: string; readonly weekdays: readonly string[]; readonly makeUp: string; readonly closed: string; readonly open: string;
  readonly nothing: string; more(count: number): string; asOf(time: string): string; day(day: string): string;
};
export const BRIEF_WORDS: Readonly<Record<'zh' | 'en', BriefWords>> = {
  zh: {
    brief: '今日简报', weekdays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'], makeUp: '调休上班', closed: '今天不营业', open: '营业', nothing: '没有',
    more: (count) => `还有 ${count} 项`, asOf: (time) => `截至 ${time}`, day: (day) => `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8))} 日`,
  },
  en: {
    brief: 'Today', weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], makeUp: 'make-up workday', closed: 'closed today', open: 'open', nothing: 'none',
    more: (count) => `${count} more`, asOf: (time) => `as of ${time}`, day: (day) => day.slice(5),
  },
};

/** Shape beside colour: what is late and what is nearly so is told apart in black and white too. */
export const TONE_MARKS: Readonly<Record<BriefTone, string>> = { plain: '·', soon: '◔', late: '▲' };

/** 11 月 23 日 周一 · 国庆节 · 营业 09:00–18:00 */
export const briefDay = (brief: Brief, words: BriefWords, zone: string): string => {
  const openings = brief.openings.map((span) => `${localTime(span.from, zone)}–${localTime(span.to, zone)}`).join('、');
  return [`${words.day(brief.day)} ${words.weekdays[brief.weekday - 1] ?? ''}`, brief.holiday ?? (brief.isMakeUp ? words.makeUp : ''), openings ? `${words.open} ${openings}` : words.closed].filter(Boolean).join(' · ');
};

/** The brief as it is pasted into a group chat. */
export const briefText = (brief: Brief, words: BriefWords, zone: string): string =>
  [
    `【${words.brief}】${brief.siteName}`,
    briefDay(brief, words, zone),
    ...brief.sections.flatMap((section) => [
      '',
      `■ ${section.title}${section.figures.length > 0 ? `：${section.figures.map((figure) => `${figure.label} ${figure.value}`).join('，')}` : ''}`,
      ...section.lines.map((line) => `${TONE_MARKS[line.tone]} ${line.text}${line.note ? `（${line.note}）` : ''}`),
      ...(section.left > 0 ? [words.more(section.left)] : []),
    ]),
    '',
    words.asOf(localTime(brief.now, zone)),
  ].join('\n');
