import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { guessRepairType, type RepairType } from './repair-catalogue.ts';

export type IntakeContext = {
  readonly now: Instant;
  readonly zone: string;
  readonly places: readonly { readonly id: string; readonly name: string; readonly aliases?: readonly string[] }[];
  readonly people?: readonly { readonly id: string; readonly name: string }[];
  readonly catalogue: readonly RepairType[];
};

export type IntakeGuess = {
  readonly placeId?: string;
  readonly placeText?: string;
  readonly fault: string;
  readonly reporter?: { readonly surname?: string; readonly name?: string; readonly honorific?: string };
  readonly phone?: string;
  readonly appointmentAt?: Instant;
  readonly repairTypeId?: string;
  readonly urgent?: boolean;
};

const COMPOUND = ['欧阳', '司马', '上官', '诸葛', '尉迟', '令狐', '东方', '皇甫', '慕容', '司徒', '夏侯', '公孙', '长孙', '宇文', '轩辕', '端木', '南宫', '西门', '独孤', '东郭', '百里', '呼延', '闻人', '澹台', '濮阳', '太史', '申屠', '仲孙', '钟离', '鲜于', '闾丘', '亓官', '司空', '公冶', '宗政', '赫连', '万俟', '淳于', '单于', '羊舌', '梁丘', '左丘', '公良', '公输', '漆雕', '乐正', '壤驷', '公西', '拓跋', '夹谷', '宰父', '谷梁', '段干'];
const HONORIFICS = '总监|总|经理|主管|主任|先生|小姐|女士|老师|师傅|顾问|助理|专员|工';
const DIGITS: Readonly<Record<string, number>> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const WEEKDAYS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7 };

const numberFrom = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, units] = text.includes('十') ? text.split('十') : ['', text];
  const ten = text.includes('十') ? (tens === '' ? 1 : (DIGITS[tens ?? ''] ?? 0)) * 10 : 0;
  return ten + (units ? (DIGITS[units] ?? 0) : 0);
};

const NUM = '\\d{1,2}|[零〇一二两三四五六七八九十]{1,3}';
const DAY = '今天|今日|明天|明日|后天|大后天|(?:下?周|星期|礼拜)[一二三四五六日天]';
const HALF = '凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|今晚|晚';
const TIME = new RegExp(`(${DAY})?\\s*(${HALF})?\\s*(?:(${NUM})[点时](半|一刻|三刻|(?:${NUM})分?)?整?|(\\d{1,2})[::](\\d{2}))(?:钟)?(?:之?前|左右|来修|来|过来)?`, 'u');
const DAY_ONLY = new RegExp(`(${DAY})\\s*(${HALF})`, 'u');

const dateOf = (word: string | undefined, today: string): string => {
  if (!word || word.startsWith('今')) return today;
  if (word.startsWith('明')) return addDays(today, 1);
  if (word === '后天') return addDays(today, 2);
  if (word === '大后天') return addDays(today, 3);
  const wanted = WEEKDAYS[word.at(-1) ?? ''] ?? 1;
  const current = ((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  const ahead = word.startsWith('下') ? wanted - current + 7 : (wanted - current + 7) % 7;
  return addDays(today, ahead);
};

const minutesOf = (word: string | undefined): number => (!word ? 0 : word === '半' ? 30 : word === '一刻' ? 15 : word === '三刻' ? 45 : numberFrom(word.replace('分', '')));

/** 3点 at 14:00 is 15:00: without 上午 or 下午 the next reading that lies ahead. */
const hourOf = (hour: number, minute: number, half: string | undefined, isToday: boolean, clock: string): number => {
  if (half && /下午|傍晚|晚/.test(half)) return hour < 12 ? hour + 12 : hour;
  if (half === '中午') return hour < 6 ? hour + 12 : hour;
  if (half || hour > 12) return hour;
  const text = (value: number) => `${String(value).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  if (isToday) return text(hour) > clock ? hour : hour < 12 && text(hour + 12) > clock ? hour + 12 : hour;
  // Nobody is asked to come at night: 3点 tomorrow is in the afternoon.
  return hour < 7 ? hour + 12 : hour;
};

type Found = { readonly rest: string; readonly at?: Instant };

const takeTime = (text: string, context: IntakeContext): Found => {
  const match = TIME.exec(text);
  if (!match) {
    const day = DAY_ONLY.exec(text);
    return { rest: day && /明|后|周|星期|礼拜/.test(day[1] ?? '') ? text : text };
  }
  const [whole, day, half, spoken, part, hours, minutes] = match;
  const hour = spoken ? numberFrom(spoken) : Number(hours);
  const minute = spoken ? minutesOf(part) : Number(minutes);
  if (hour > 24 || minute > 59) return { rest: text };
  const today = localDate(context.now, context.zone);
  const date = dateOf(day, today);
  const clock = localTime(context.now, context.zone);
  const value = hourOf(hour, minute, half, date === today, clock) % 24;
  const at = instantAt(context.zone, date, `${String(value).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  return { rest: text.replace(whole, ' '), at };
};

const takePlace = (text: string, context: IntakeContext): { rest: string; placeId?: string } => {
  const names = context.places
    .flatMap((place) => [place.name, ...(place.aliases ?? [])].map((name) => ({ id: place.id, name })))
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.name.length - a.name.length);
  const folded = text.toLowerCase();
  for (const { id, name } of names) {
    const at = folded.indexOf(name.toLowerCase());
    if (at >= 0) return { rest: `${text.slice(0, at)} ${text.slice(at + name.length)}`, placeId: id };
  }
  return { rest: text };
};

const takeReporter = (text: string): { rest: string; reporter?: NonNullable<IntakeGuess['reporter']> } => {
  // A person stands on their own: after a blank, a comma or at the beginning.
  const match = new RegExp(`(?:^|[\\s,,。;;、])((?:${COMPOUND.join('|')})|\\p{Script=Han})(\\p{Script=Han}{0,2}?)(${HONORIFICS})(?=$|[\\s,,。;;、]|报修|说|来电)(?:报修|说|来电)?`, 'u').exec(text);
  if (!match) return { rest: text };
  const [whole, surname, given, honorific] = match;
  return {
    rest: text.replace(whole, ' '),
    reporter: { ...(surname ? { surname } : {}), ...(given ? { name: `${surname}${given}` } : {}), ...(honorific ? { honorific } : {}) },
  };
};

const PHONE = /(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)/u;
const URGENT = /(?:非常|特别|很|挺)?紧急|马上|立刻|立即|加急|赶快|急修|(?<![着不])急(?!着)/gu;
/** The head of a pasted WeChat message: who and when it was written, not when to come. */
const WECHAT_HEAD = /^\s*([^\n\d]{1,12})\s+\d{4}[/年-]\d{1,2}[/月-]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?\s*\n/u;
const FILLERS = /^(?:麻烦|请|你好|您好|那个|就是)+[,,]?|(?:麻烦|请)?(?:来|过来)?(?:修|看|处理)一?下[吧啊呀]?$/gu;

/** Reads one line (or a pasted message) into a form for the agent to confirm. Never throws; what it cannot place stays in the fault. */
export const parseIntakeLine = (line: string, context: IntakeContext): IntakeGuess => {
  const folded = line.normalize('NFKC').slice(0, 2000);
  const head = WECHAT_HEAD.exec(folded);
  let text = head ? folded.slice(head[0].length) : folded;
  const writer = head ? takeReporter(` ${head[1] ?? ''}`).reporter : undefined;
  const phone = PHONE.exec(text)?.[1];
  if (phone) text = text.replace(phone, ' ');
  const urgent = text.search(URGENT) >= 0;
  const place = takePlace(text, context);
  const reporter = takeReporter(place.rest);
  const time = takeTime(reporter.rest, context);
  const fault = time.rest
    .replace(URGENT, ' ')
    .replace(/[\s,,。;;、]+/gu, ' ')
    .trim()
    .replace(FILLERS, '')
    .replace(/^的/u, '')
    .trim()
    .slice(0, 500);
  const type = guessRepairType(fault, context.catalogue);
  const who = reporter.reporter ?? writer;
  return {
    fault,
    ...(place.placeId ? { placeId: place.placeId } : {}),
    ...(who ? { reporter: who } : {}),
    ...(phone ? { phone } : {}),
    ...(time.at && time.at > context.now ? { appointmentAt: time.at } : {}),
    ...(type ? { repairTypeId: type.id } : {}),
    ...(urgent ? { urgent } : {}),
  };
};
