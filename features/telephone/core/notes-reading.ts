import type { Honorific } from './form-of-address.ts';
import { isHonorific } from './form-of-address.ts';
import { isWholeNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { isCommonSurname, isCompoundSurname } from './surnames.ts';

/** What a note typed in any order says of the caller (T-09: listen and type; the form demands no order). */
export type NotesReading = { readonly surname?: string; readonly honorific?: Honorific; readonly fullName?: string; readonly number?: string; readonly company?: string };

// 总 counts only where no other word begins with it: 王总来电, but 总价, 总共, 总部.
const ADDRESSED = /([\p{Script=Han}]{1,4}?)(先生|女士|小姐|太太|经理|总(?![价额数共部是面台之体计在会机]))/gu;
const COMPANY = /([\p{Script=Han}A-Za-z0-9（）()]{2,24}?(?:有限公司|公司|集团|事务所|银行|学校|医院|中心|工作室))/u;
/** Before a name stand these: 我是王先生, 找李经理. Whoever is looked for is not the caller. */
const LOOKED_FOR = /(?:找|转|给|让|请|叫|问|约|跟|和|与|联系)$/u;

/** Words that end in the character of a surname: 工程经理 is no Mr 程. */
const NO_NAME = /(?:工程|项目|对方|双方|甲方|乙方|地方|官方|各方|负责|客户|部门|销售|公司|现场|值班|大区|区域|城市|案场)$/u;

const nameBefore = (text: string): { surname: string; fullName?: string } | undefined => {
  for (let length = Math.min(4, text.length); length >= 1; length -= 1) {
    const name = text.slice(-length);
    const compound = isCompoundSurname(name.slice(0, 2));
    if (compound && length >= 2) return { surname: name.slice(0, 2), ...(length > 2 ? { fullName: name } : {}) };
  }
  if (NO_NAME.test(text)) return undefined;
  const last = text.slice(-1);
  return isCommonSurname(last) ? { surname: last } : undefined;
};

export const readNotes = (notes: string, areaCode?: string): NotesReading => {
  const text = notes.normalize('NFKC');
  let found: NotesReading = {};
  for (const match of text.matchAll(ADDRESSED)) {
    const honorific = match[2] ?? '';
    const before = text.slice(Math.max(0, match.index + (match[1]?.length ?? 0) - 4), match.index + (match[1]?.length ?? 0));
    const name = nameBefore(before);
    if (!name || !isHonorific(honorific) || honorific === '太太') continue;
    if (LOOKED_FOR.test(text.slice(0, match.index + (match[1]?.length ?? 0) - (name.fullName ?? name.surname).length))) continue;
    found = { ...name, honorific };
    break;
  }
  const digits = /(?:\+?\d[\d\s-]{5,20}\d)/u.exec(text)?.[0];
  const number = digits ? readNumber(digits, areaCode) : undefined;
  const company = COMPANY.exec(text)?.[1]?.replace(/^(?:我是|这里是|来自|是)/u, '');
  return { ...found, ...(number?.key && number.kind !== 'extension' && isWholeNumber(number) ? { number: number.key } : {}), ...(company ? { company } : {}) };
};
