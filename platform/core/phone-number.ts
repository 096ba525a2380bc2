/** What a number is. Only the first three name a line that can be called back from anywhere. */
export type NumberKind = 'mobile' | 'landline' | 'foreign' | 'service' | 'extension' | 'withheld' | 'unknown';
export type PhoneNumber = {
  readonly kind: NumberKind;
  /** Only of numbers that have one; the one thing callers are matched by. */
  readonly e164?: string;
  /** What matches and is kept: E.164, else the digits as they stand. Absent where nothing can be known. */
  readonly key?: string;
  readonly extension?: string;
};

const WITHHELD = /^(?:anonymous|unknown|unavailable|private|restricted|withheld|匿名|未知|未知号码|隐藏号码|隐藏|无)?$/i;
/** National numbers of landlines without their 0: Beijing and 2x, then three-digit areas. */
const AREA = /^(?:10|2[0-9]|[3-9]\d{2})$/;
const SERVICE = /^(?:(?:400|800)\d{7}|9[56]\d{3,4}|1(?:00|01|1\d|2\d)\d{0,3})$/;

const areaOf = (national: string): string => (/^(?:10|2)/.test(national) ? national.slice(0, 2) : national.slice(0, 3));
const landline = (national: string): PhoneNumber | undefined => {
  const area = areaOf(national);
  const own = national.slice(area.length);
  return AREA.test(area) && /^[2-9]\d{6,7}$/.test(own) ? { kind: 'landline', e164: `+86${national}`, key: `+86${national}` } : undefined;
};
const mobile = (digits: string): PhoneNumber | undefined => (/^1[3-9]\d{9}$/.test(digits) ? { kind: 'mobile', e164: `+86${digits}`, key: `+86${digits}` } : undefined);

/** The area code that stands in a centre's own number, without its 0: what 7 and 8 digits belong to. */
export const areaCodeOf = (deskPhone: string): string | undefined => {
  const digits = deskPhone.replace(/\D/g, '');
  return digits.startsWith('0') && digits.length >= 10 ? areaOf(digits.slice(1)) : undefined;
};

const split = (text: string): { main: string; extension?: string } => {
  const said = /^(.*?)\s*(?:转|分机|ext\.?|#)\s*(\d{1,6})$/i.exec(text) ?? /^(0\d{2,3}[- ]\d{7,8})-(\d{1,6})$/.exec(text);
  return said ? { main: said[1] ?? '', extension: said[2] ?? '' } : { main: text };
};

/**
 * A number as it was dialled, shown or said, brought to the one form it is matched by. Nothing is guessed: what fits
 * no rule stays `unknown` with its digits.
 */
export const readNumber = (raw: string, areaCode?: string): PhoneNumber => {
  const text = raw.normalize('NFKC').trim();
  if (WITHHELD.test(text)) return { kind: 'withheld' };
  const { main, extension } = split(text);
  const number = readMain(main, areaCode);
  return extension && number.kind !== 'withheld' ? { ...number, extension } : number;
};

const readMain = (text: string, areaCode: string | undefined): PhoneNumber => {
  let digits = text.replace(/\D/g, '');
  if (digits === '') return { kind: 'withheld' };
  const isInternational = text.trimStart().startsWith('+') || (/^00[1-9]/.test(digits) && digits.length > 9);
  if (isInternational) {
    digits = digits.replace(/^00/, '');
    if (!digits.startsWith('86')) return digits.length >= 7 && digits.length <= 15 ? { kind: 'foreign', e164: `+${digits}`, key: `+${digits}` } : { kind: 'unknown', key: digits };
  }
  const national = isInternational ? digits.slice(2) : digits;
  return (
    mobile(national) ??
    // One 0 before a mobile is a dialling prefix, not part of it.
    (national.startsWith('0') ? (mobile(national.slice(1)) ?? landline(national.slice(1))) : undefined) ??
    (SERVICE.test(national) ? { kind: 'service' as const, key: national } : undefined) ??
    (!isInternational && /^86\d{9,11}$/.test(national) ? (mobile(national.slice(2)) ?? landline(national.slice(2).replace(/^0/, ''))) : undefined) ??
    // Some lines eat the 0 of the area code.
    (national.length >= 9 ? landline(national) : undefined) ??
    (/^\d{7,8}$/.test(national) && areaCode ? landline(areaCode + national) : undefined) ??
    (/^\d{1,5}$/.test(national) ? { kind: 'extension' as const, key: national } : { kind: 'unknown' as const, key: national })
  );
};

/** A number in the shape people read: 0571 5550 101, 138 1234 5678 (read back in 3-4-4, T-39). */
const groups = (key: string): { area: string; own: string } => {
  const national = key.replace(/^\+86/, '');
  if (!key.startsWith('+86')) return { area: '', own: key };
  if (/^1[3-9]\d{9}$/.test(national)) return { area: '', own: national };
  const area = areaOf(national);
  return { area: `0${area}`, own: national.slice(area.length) };
};

/** As it is dialled and written down here: 13812345678, 05715550101. */
export const asDialled = (key: string): string => {
  const { area, own } = groups(key);
  return `${area}${own}`;
};

export const readBackGroups = (key: string): string => {
  const { area, own } = groups(key);
  if (area) return `${area} ${own.slice(0, own.length - 4)} ${own.slice(-4)}`;
  if (own.length === 11) return `${own.slice(0, 3)} ${own.slice(3, 7)} ${own.slice(7)}`;
  return own.replace(/(\d{4})(?=\d)/g, '$1 ').trim();
};

/** 138****5678, 0571****0101: enough to know it again, not enough to call. Extensions and service numbers are nobody's own. */
export const maskNumber = (key: string): string => {
  const { area, own } = groups(key);
  if (/^\d{1,5}$/.test(own) || SERVICE.test(own)) return own;
  if (area) return `${area}****${own.slice(-4)}`;
  // A short one with its first three and last four would be whole.
  return own.length >= 11 ? `${own.slice(0, 3)}****${own.slice(-4)}` : `****${own.slice(own.length >= 7 ? -4 : -2)}`;
};

/** True where it is long enough to be called back; short of that it is asked again (T-39). */
export const isWholeNumber = (number: PhoneNumber): boolean => number.kind === 'mobile' || number.kind === 'landline' || number.kind === 'foreign' || number.kind === 'service' || number.kind === 'extension';
