import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, type LocalDate } from '../../../platform/core/working-calendar.ts';

type Moment = { readonly now: Instant; readonly zone: string };
/** `rest` keeps a blank where the words stood. Words that name no time ahead stay in the text. */
type Taken = { readonly rest: string; readonly at?: Instant };

const DIGITS: Readonly<Record<string, number>> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const WEEKDAYS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7 };

/** 15, 十五, 二十 → number. */
const numberFrom = (text: string): number => {
  if (/^\d+$/u.test(text)) return Number(text);
  const [tens, units] = text.includes('十') ? text.split('十') : ['0', text];
  return (tens === '' ? 1 : (DIGITS[tens ?? ''] ?? 0)) * 10 + (units ? (DIGITS[units] ?? 0) : 0);
};

const NUM = '(?:\\d{1,2}|[零〇一二两三四五六七八九十]{1,3})';
const DAY = '今天|今日|明天|明日|大后天|后天|明(?=[早晚上下中])|(?:下个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天]|(?:\\d{4}[/.年-])?\\d{1,2}[/月-]\\d{1,2}[日号]?|\\d{1,2}[日号]';
const HALF = '凌晨|清早|早上|早晨|今早|上午|中午|下午|傍晚|晚上|今晚|早|晚';
const JOIN = '\\s*(?:[-~—]|到|至)\\s*';
const TIME = new RegExp(
  `(?<![\\d.:/-])(?<day>${DAY})?\\s*(?<half>${HALF})?\\s*(?:(?<first>${NUM})${JOIN})?` +
    `(?:(?<hour>${NUM})\\s*(?<unit>[点时])\\s*(?<part>半|[一三]刻|${NUM}分|\\d{2}(?!\\d)|[二三四五]?十[一二三四五六七八九]?)?|(?<clock>\\d{1,2}):(?<minute>\\d{2})(?![\\d:]))` +
    `(?:${JOIN}(?:${HALF})?(?:${NUM}[点时]半?|\\d{1,2}:\\d{2}))?(?:钟|整)?(?:之前|以前|前|左右|以后|之后)?`,
  'gu',
);
const RELATIVE = new RegExp(`(?<amount>半|${NUM})(?<more>个半|个)?(?<unit>小时|钟头|分钟)(?:以后|之后|后)(?=$|[\\s,。;、!]|来|到|过|上门|修)`, 'u');

/** 有一点漏水, 晚一点来, 一时打不开: a word for "a little", not one o'clock. */
const isFigureOfSpeech = (text: string, match: RegExpExecArray): boolean => {
  const { day, half, hour, unit, part } = match.groups ?? {};
  if (hour === undefined || part !== undefined) return false;
  if ((half === '晚' || half === '早') && !day && /^[一两]$/u.test(hour)) return true;
  if (day || half) return false;
  const before = text[match.index - 1] ?? '';
  if (/[有了快早晚慢多差好小大高低这那第几]/u.test(before)) return true;
  const after = text.slice(match.index + match[0].length);
  const isBounded = /^(?:$|[\s,。;、!]|来|到|过|上门|修|派)/u.test(after) || /[钟整前右后]$/u.test(match[0]);
  return (unit === '时' || !/^\d/u.test(hour)) && !isBounded;
};

const existing = (year: number, month: number, day: number): LocalDate | undefined => {
  const date = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
  return Number(date.slice(5, 7)) === month && Number(date.slice(8)) === day ? date : undefined;
};

/** The day the words mean; `again` is how many days later the same words are true again. */
const dayOf = (word: string, today: LocalDate): { readonly date: LocalDate; readonly again?: number } | undefined => {
  if (/^[今]/u.test(word)) return { date: today };
  if (word.startsWith('明')) return { date: addDays(today, 1) };
  if (word.endsWith('后天')) return { date: addDays(today, word.startsWith('大') ? 3 : 2) };
  const numbers = /^(?:(\d{4})\D)?(?:(\d{1,2})[/月-])?(\d{1,2})[日号]?$/u.exec(word);
  if (numbers) {
    const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
    const [, y, m, d] = numbers;
    const named = existing(y ? Number(y) : year, m ? Number(m) : month, Number(d));
    if (y || (named && named >= today)) return named ? { date: named } : undefined;
    // A date already over means the next one: 3号 said on the 23rd, 1月5日 said in November.
    const next = m ? existing(year + 1, Number(m), Number(d)) : existing(month === 12 ? year + 1 : year, (month % 12) + 1, Number(d));
    return next ? { date: next } : undefined;
  }
  const wanted = WEEKDAYS[word.at(-1) ?? ''];
  if (wanted === undefined) return undefined;
  const current = ((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  return word.startsWith('下') ? { date: addDays(today, wanted - current + 7) } : { date: addDays(today, (wanted - current + 7) % 7), again: 7 };
};

const minutesOf = (part: string | undefined): number =>
  part === undefined ? 0 : part === '半' ? 30 : part === '一刻' ? 15 : part === '三刻' ? 45 : numberFrom(part.replace('分', ''));

/** Hours of the clock the words may mean; 24 is the midnight that ends the day. */
const hoursOf = (hour: number, half: string | undefined, isAmbiguous: boolean): readonly number[] => {
  if (half !== undefined && /下午|傍晚|晚/u.test(half)) return [hour < 12 ? hour + 12 : half.includes('晚') && hour === 12 ? 24 : hour];
  if (half === '中午') return [hour < 6 ? hour + 12 : hour];
  if (half !== undefined) return [half === '凌晨' && hour === 12 ? 0 : hour];
  // 3点 at 14:00 is 15:00. Nobody is asked to come at night unless the night is named.
  return isAmbiguous ? [hour, hour + 12].filter((value) => value >= 7 && value <= 20) : [hour];
};

const readingOf = (match: RegExpExecArray, { now, zone }: Moment): Instant | undefined => {
  const { day, half, first, hour, part, clock, minute } = match.groups ?? {};
  const spoken = first ?? hour;
  const value = spoken !== undefined ? numberFrom(spoken) : Number(clock);
  // In 3点-4点 and 3-4点 the beginning counts.
  const minutes = first !== undefined ? 0 : spoken !== undefined ? minutesOf(part) : Number(minute);
  if (value > 24 || minutes > 59) return undefined;
  const found = dayOf(day ?? '今天', localDate(now, zone));
  if (!found) return undefined;
  const isAmbiguous = half === undefined && value >= 1 && value <= 12 && !(clock?.startsWith('0') ?? false);
  for (const date of [found.date, ...(found.again ? [addDays(found.date, found.again)] : [])])
    for (const read of hoursOf(value, half, isAmbiguous)) {
      const at = instantAt(zone, read >= 24 ? addDays(date, 1) : date, `${String(read % 24).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
      if (at > now) return at;
    }
  return undefined;
};

const cut = (text: string, from: number, length: number): string => `${text.slice(0, from)} ${text.slice(from + length)}`;

/** The first time ahead (M-10: an appointment lies in the future); 上午9点开始漏水 said in the afternoon is part of the fault. */
export const takeTime = (text: string, moment: Moment): Taken => {
  for (const match of text.matchAll(TIME)) {
    if (isFigureOfSpeech(text, match)) continue;
    const at = readingOf(match, moment);
    if (at !== undefined) return { rest: cut(text, match.index, match[0].length), at };
  }
  const relative = RELATIVE.exec(text);
  if (!relative) return { rest: text };
  const { amount = '', more, unit } = relative.groups ?? {};
  const count = amount === '半' ? 0.5 : numberFrom(amount) + (more === '个半' ? 0.5 : 0);
  return { rest: cut(text, relative.index, relative[0].length), at: addMinutes(moment.now, Math.round(count * (unit === '分钟' ? 1 : 60))) };
};
