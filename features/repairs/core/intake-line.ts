import type { Instant } from '../../../platform/core/instant.ts';
import { takePlace, type IntakePlace } from './intake-place.ts';
import { takeReporter, type Reporter } from './intake-reporter.ts';
import { takeTime } from './intake-time.ts';
import { guessRepairType, type RepairType } from './repair-catalogue.ts';

export type IntakeContext = {
  readonly now: Instant;
  readonly zone: string;
  readonly places: readonly IntakePlace[];
  readonly people?: readonly { readonly id: string; readonly name: string }[];
  readonly catalogue: readonly RepairType[];
};

export type IntakeGuess = {
  readonly placeId?: string;
  /** Words that look like a place the centre does not list: for 「其他(写明)」. */
  readonly placeText?: string;
  readonly fault: string;
  readonly reporter?: Reporter;
  readonly phone?: string;
  readonly appointmentAt?: Instant;
  readonly repairTypeId?: string;
  readonly urgent?: boolean;
  /** Only where the text itself says so (a pasted chat message). */
  readonly channel?: 'wechat';
  /** Courtesy and haste taken out of the fault, so that nothing typed is silently gone. */
  readonly leftovers?: readonly string[];
};

/** Longer texts are read up to here; the rest is kept as it is, and refused aloud where the item is too long. */
const READ_LENGTH = 1000;

const PHONE = /(?:(?:联系)?电话|手机|tel)?\s*:?\s*(?:\+?86[- ]?)?(?<!\d)(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?!\d)/iu;

/** The head of a pasted message: who and when it was written, not when to come. A one-line field loses the line break after it. */
const CHAT_HEADS = [
  /^\s*([^\n]{1,20}?)\s*:?\s+\d{4}[/.年-]\d{1,2}[/.月-]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?\s*/u,
  /^\s*(\S{1,12})\s+(?:昨天|今天|星期.|周.)?\s*(?:凌晨|早上|上午|中午|下午|晚上)?\s*\d{1,2}:\d{2}(?::\d{2})?[ \t]*\n\s*(?=\S)/u,
  /^\s*(\S{1,12}):[ \t]*\n\s*(?=\S)/u,
];
const LATER_HEADS = /^[^\n]{1,20}?\s*:?\s+\d{4}[/.年-]\d{1,2}[/.月-]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?[ \t]*$/gmu;

/** 应急灯 and 紧急出口 are things, 不急 is the opposite. */
const NOT_URGENT = /不(?:太|是很|用|着)?(?:着急|紧急|急)/gu;
const THINGS = '应急|紧急(?=出口|疏散|按钮|呼叫|通道|照明|灯|电源|广播|停)|急停|急救';
const HASTE = new RegExp(
  `(?<thing>${THINGS})|(?<word>(?:非常|特别|十分|很|挺|比较|十万火)?(?:紧急|加急|着急|急修)|(?<!\\p{Script=Han})(?:非常|特别|十分|很|挺|比较)?急(?!\\p{Script=Han})|(?:马上|立刻|立即|赶快)(?=来|修|处理|派|过来|解决|安排|到|维修|去|看|$|[\\s,。;、!])|\\b(?:urgent|asap)\\b)|(?<kept>马上|立刻|立即)`,
  'giu',
);

const EDGE = '[\\s,。;、!:]';
const COURTESY = new RegExp(
  `(?<=^|${EDGE})(?:(?:你好|您好|在吗|谢谢|多谢|感谢|辛苦了?|拜托|收到请回复|麻烦您?|请|帮忙|尽快|赶紧|安排|派人|找人|叫人|师傅|需要|预约|约)*(?:过来|来|上门)?(?:维修|修理|修|看|处理|检查)?(?:一?下)?[吧啊呀吗了]?)(?=$|${EDGE})`,
  'gu',
);

/** One blank or one line break at a time: long runs of them would make the patterns below slow. */
const squeeze = (text: string): string => text.replace(/[^\S\n]+/gu, ' ').replace(/ ?\n[ \n]*/gu, '\n').trim();

const tidy = (text: string): string =>
  text
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/(?:\s*[,。;、!]\s*){2,}/gu, ',')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s,。;、!:]+|[\s,。;、!:]+$/gu, '')
    .replace(/^(?:里面|里边|里(?![间屋侧]))?的/u, '')
    .replace(/^(?:里面|里边|里(?![间屋侧]))(?=.)/u, '')
    .replace(/\s*(?<![下前])来$/u, '');

const chatHead = (text: string, context: IntakeContext): { readonly writer?: string; readonly body: string } => {
  for (const pattern of CHAT_HEADS) {
    const head = pattern.exec(text);
    const writer = (head?.[1] ?? '').trim();
    // A head alone is no message, and 大厅灯不亮 2026/11/24 15:00 is a fault with its appointment.
    if (!head || text.length === head[0].length || takePlace(writer, context.places).rest !== writer || guessRepairType(writer, context.catalogue)) continue;
    const isWholeLine = head[0].includes('\n') || takeReporter(writer, context.people).rest.trim() === '';
    if (isWholeLine) return { writer, body: text.slice(head[0].length).replace(LATER_HEADS, ' ') };
  }
  return { body: text };
};

const writerOf = (name: string | undefined): Reporter | undefined => (name === undefined || name === '' ? undefined : (takeReporter(name).reporter ?? { name }));

/** Reads one line (or a pasted message) into a form for the agent to confirm. Never throws; what it cannot place stays in the fault. */
export const parseIntakeLine = (line: string, context: IntakeContext): IntakeGuess => {
  const whole = line.normalize('NFKC');
  const { writer, body } = chatHead(squeeze(whole.slice(0, READ_LENGTH)), context);
  const called = PHONE.exec(body);
  const phone = called?.[1]?.replace(/[- ]/gu, (sign) => (called[1]?.startsWith('1') || sign === ' ' ? '' : sign));
  const place = takePlace(called ? `${body.slice(0, called.index)} ${body.slice(called.index + called[0].length)}` : body, context.places);
  const time = takeTime(place.rest, context);
  const reporter = takeReporter(time.rest, context.people);

  const leftovers: string[] = [];
  let urgent = false;
  const drop = (words: string): string => {
    if (words.trim() !== '') leftovers.push(words.trim());
    return ' ';
  };
  const calm = reporter.rest.replace(NOT_URGENT, drop).replace(HASTE, (words, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    if (groups['thing'] !== undefined) return words;
    urgent = true;
    return groups['kept'] !== undefined ? words : drop(words);
  });
  const polite: string[] = [];
  const bare = tidy(calm.replace(COURTESY, (words) => (words.trim() === '' ? words : (polite.push(words.trim()), ' '))));
  // 大厅 修一下: the courtesy is all that was said; it stays, so that M-09 can ask back.
  const spoken = bare === '' ? tidy(calm) : bare;
  if (bare !== '') leftovers.push(...polite);
  const fault = `${spoken}${whole.slice(READ_LENGTH)}`;

  // A place may be called 电梯: the word that asks for a skill (M-25) counts although it was taken for the place.
  const named = guessRepairType(body, context.catalogue);
  const type = named?.skill ? named : (guessRepairType(fault.slice(0, READ_LENGTH), context.catalogue) ?? named);
  const who = reporter.reporter ?? writerOf(writer);
  return {
    fault,
    ...(place.placeId ? { placeId: place.placeId } : {}),
    ...(place.placeText ? { placeText: place.placeText } : {}),
    ...(who ? { reporter: who } : {}),
    ...(phone ? { phone } : {}),
    ...(time.at ? { appointmentAt: time.at } : {}),
    ...(type ? { repairTypeId: type.id } : {}),
    ...(urgent ? { urgent } : {}),
    ...(writer === undefined ? {} : { channel: 'wechat' as const }),
    ...(leftovers.length > 0 ? { leftovers } : {}),
  };
};
