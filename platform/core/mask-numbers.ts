import { maskNumber, readNumber } from './phone-number.ts';

/** What people put between the digits of a number. */
const GAP = String.raw`[\s.\-\u2010-\u2015－．()（）]{0,3}`;
const DIGIT = '[\\d０-９]';
/** A mobile however it is written: +86, 0086, 86 or a 0 before it, in groups, in full-width digits. */
const MOBILE = `(?<!${DIGIT})(?:(?:[+＋]|[0０]{2})?[8８][6６]${GAP}|[0０])?[1１]${GAP}[3-9３-９](?:${GAP}${DIGIT}){9}(?!${DIGIT})`;
// What is no telephone though it reads as one is taken first: a date (with the hour behind it, a number of Guangzhou), the number of an order (2611-0147), what is masked already.
const KEPT = String.raw`(?<!\d)(?:(?:19|20)\d{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|[-/.](?:0?[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01]|[1-9]))|2\d(?:0[1-9]|1[0-2])-\d{4,6})(?!\d)|\*{4}\d{2,4}`;
const DIGITS = String.raw`[+＋]?[\d０-９][\d０-９\s\-\u2010-\u2015－]{5,18}[\d０-９]`;
const IN_TEXT = new RegExp(`(?<kept>${KEPT})|(?<mobile>${MOBILE})|${DIGITS}`, 'gu');
const MOBILES = new RegExp(MOBILE, 'gu');
/** 7 or 8 digits as people write a number of their own town: 5550101, 555-0101, 8765 4321. */
const LOCAL = /^(?:[2-9]\d{6,7}|[2-9]\d{2,3}[ -]\d{4})$/;
/** What is no telephone: the rest of a longer number (R2611-0005, 91330100MA2), an amount, rooms. */
const NO_NUMBER_AFTER = /(?:[A-Za-z]-?|[¥￥$]\s*|(?:单号|编号|合同号|总价|单价|价格|金额|总额|合计|共计)\s*[:：]?\s*)$/u;
const NO_NUMBER_BEFORE = /^(?:[A-Za-z]|\s*(?:元|块|万|亿|平|㎡|室|房|栋|幢|座|层|[,.]\d))/u;
const ROUND = /000$/;

const maskPart = (part: string, before: string, after: string): string => {
  const number = readNumber(part);
  const isLocal = LOCAL.test(part.normalize('NFKC')) && !ROUND.test(part) && !NO_NUMBER_AFTER.test(before.slice(-12)) && !NO_NUMBER_BEFORE.test(after);
  return number.key && (number.kind === 'mobile' || number.kind === 'landline' || number.kind === 'foreign' || isLocal) ? maskNumber(number.key) : part;
};

/** A field that holds a number, whatever somebody wrote into it: never whole. */
export const maskPhone = (phone: string): string => {
  const { key } = readNumber(phone);
  return key ? maskNumber(key) : '****';
};

/** Free words with the numbers in them masked: what was typed in a hurry is no leak (T-15). The one mask for screens, paper, files and what leaves the house. */
export const maskNumbers = (text: string): string =>
  text.replace(IN_TEXT, (found: string, kept: string | undefined, mobile: string | undefined, at: number) => {
    if (kept) return found;
    if (mobile) return maskPhone(found);
    const [before, after] = [text.slice(0, at), text.slice(at + found.length)];
    const whole = maskPart(found, before, after);
    if (whole !== found) return whole;
    // Several in a row.
    const inside = found.replace(MOBILES, maskPhone);
    return inside !== found ? maskNumbers(inside) : found.split(/(\s+)/u).map((part, index, parts) => maskPart(part, index === 0 ? before : '', index === parts.length - 1 ? after : '')).join('');
  });
