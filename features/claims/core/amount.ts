const DIGITS = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
const PLACES = ['', '拾', '佰', '仟'] as const;
const GROUPS = ['', '万', '亿', '万亿'] as const;

/** The largest amount that is written out: beyond it no bank would take the sheet. */
export const CAPITALS_MAX_CENTS = 999_999_999_999_99;

/** Four digits of a group; a gap inside is one 零. */
const group = (value: number): string => {
  let text = '';
  let gap = false;
  for (const place of [3, 2, 1, 0]) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) {
      gap = text !== '';
      continue;
    }
    text += `${gap ? '零' : ''}${DIGITS[digit]}${PLACES[place]}`;
    gap = false;
  }
  return text;
};

/** 人民币大写, as it is written on a 赔偿单: 1234.05 → 人民币壹仟贰佰叁拾肆元零伍分. Whole cents above zero only. */
export const inCapitals = (cents: number): string => {
  if (!Number.isSafeInteger(cents) || cents <= 0 || cents > CAPITALS_MAX_CENTS) throw new RangeError('An amount in capitals is a number of cents above zero.');
  const yuan = Math.floor(cents / 100);
  const [jiao, fen] = [Math.floor(cents / 10) % 10, cents % 10];
  let text = '';
  let gap = false;
  for (const index of [3, 2, 1, 0]) {
    const value = Math.floor(yuan / 10_000 ** index) % 10_000;
    if (value === 0) {
      gap = text !== '';
      continue;
    }
    // A group below a thousand leaves a gap to the one before it.
    text += `${text !== '' && (gap || value < 1000) ? '零' : ''}${group(value)}${GROUPS[index]}`;
    gap = false;
  }
  const whole = text === '' ? '' : `${text}元`;
  if (jiao === 0 && fen === 0) return `人民币${whole}整`;
  // A nought before the 角 leaves a gap that is written, so that nobody can fill it in later.
  const small = `${jiao > 0 ? `${whole !== '' && yuan % 10 === 0 ? '零' : ''}${DIGITS[jiao]}角` : whole === '' ? '' : '零'}${fen > 0 ? `${DIGITS[fen]}分` : ''}`;
  return `人民币${whole}${small}${fen === 0 ? '整' : ''}`;
};

/** ¥1,234.50 */
export const inFigures = (cents: number): string => `¥${Math.floor(cents / 100).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${String(cents % 100).padStart(2, '0')}`;

/** What a person typed as yuan, in cents; undefined for what is no amount (three decimals, letters, a sign). */
export const parseYuan = (text: string): number | undefined => {
  const clean = text.normalize('NFKC').replace(/[,\s¥元]/g, '');
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(clean);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
};
