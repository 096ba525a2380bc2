import { fromMillis, type Instant } from '../../../platform/core/instant.ts';

/** Which of the two short numbers before the year is the month; `unknown` while every value of the column fits both. */
export type DateOrder = 'mdy' | 'dmy';

const YEAR_FIRST = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]\s*|(?=\D)|$)(.*)$/u;
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:,?\s+|$)(.*)$/u;
// Hours and minutes, never minutes and seconds: `15:50.5` (mm:ss.t) has no date and no match.
const TIME = /^(上午|下午|凌晨|早上|中午|晚上)?\s*(\d{1,2})[:：时時](\d{1,2})分?(?:(?:[:：]|(?<=分))(\d{2})秒?(?:[.,](\d{1,9}))?)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(z|[+-]\d{2}:?\d{2})?$/iu;

const hour24 = (hour: number, half: string): number | undefined => {
  if (half === '') return hour <= 23 ? hour : undefined;
  if (/^(上午|凌晨|早上|a)/u.test(half)) return hour > 12 ? undefined : hour === 12 ? 0 : hour;
  // Noon spans 11 to 1; midnight said as 晚上 12 may be this night or the next.
  if (half === '中午') return hour >= 11 && hour <= 12 ? hour : hour >= 1 && hour <= 2 ? hour + 12 : undefined;
  if (half === '晚上' && (hour === 12 || hour === 0)) return undefined;
  return hour > 23 ? undefined : hour >= 12 ? hour : hour + 12;
};

type Clock = { hour: number; minute: number; second: number; millisecond: number; offset: string | undefined };

const clockOf = (text: string): Clock | undefined => {
  if (text === '') return { hour: 0, minute: 0, second: 0, millisecond: 0, offset: undefined };
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, before = '', hours = '', minutes = '', seconds = '0', fraction = '', after = '', offset] = match;
  if (before !== '' && after !== '') return undefined;
  const hour = hour24(Number(hours), before || after.toLowerCase());
  if (hour === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return { hour, minute: Number(minutes), second: Number(seconds), millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)), offset };
};

const minutesOf = (offset: string): number =>
  /^z$/i.test(offset) ? 0 : (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2)));

/** Which order the day-and-month columns have: said by the first value that fits only one. */
export const guessDateOrder = (values: readonly string[]): DateOrder | undefined => {
  const short = values.map((value) => YEAR_LAST.exec(value.trim())).filter((match) => match !== null);
  const dmy = short.some((match) => Number(match[1]) > 12);
  const mdy = short.some((match) => Number(match[2]) > 12);
  return dmy === mdy ? undefined : dmy ? 'dmy' : 'mdy';
};

/** A time as people and programs write it, in the centre's own zone unless it carries an offset; undefined = not readable as one. */
export const readTime = (raw: string, zone: string, order: DateOrder = 'mdy'): Instant | undefined => {
  const text = raw.normalize('NFKC').replaceAll('\u202f', ' ').trim();
  const first = YEAR_FIRST.exec(text);
  const last = first ? null : YEAR_LAST.exec(text);
  const match = first ?? last;
  if (!match) return undefined;
  const [a, b, c] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [year, month, day] = first ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a];
  const clock = clockOf((match[4] ?? '').trim());
  if (!clock || year < 1970 || year > 2100) return undefined;
  const { offset, ...time } = clock;
  try {
    const plain = Temporal.PlainDateTime.from({ year, month, day, ...time }, { overflow: 'reject' });
    if (offset === undefined) return fromMillis(plain.toZonedDateTime(zone).epochMilliseconds);
    return fromMillis(plain.toZonedDateTime('UTC').epochMilliseconds - minutesOf(offset) * 60_000);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
