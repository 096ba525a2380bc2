import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { surnameOf } from './surnames.ts';

/** T-21 in the plan's own order; 小姐 stands in the list and is never suggested first. */
export const HONORIFICS = ['总', '经理', '先生', '小姐', '女士'] as const;
/** T-22: only after she has said so herself. */
export const TAITAI = '太太';
/** What is offered to the key first: neutral words before 小姐. */
export const SUGGESTED: readonly Honorific[] = ['先生', '女士', '经理', '总', '小姐'];
export type Honorific = (typeof HONORIFICS)[number] | typeof TAITAI | '老师';

export const isHonorific = (text: string): text is Honorific => (HONORIFICS as readonly string[]).includes(text) || text === TAITAI || text === '老师';

export type Caller = { readonly surname?: string | undefined; readonly honorific?: string | undefined; /** 本人自称「太太」 */ readonly saidTaitai?: boolean | undefined };

/** May this word be said? 太太 is refused until she has called herself so (T-22). */
export const checkHonorific = (caller: Caller): Refusal | undefined =>
  caller.honorific === TAITAI && caller.saidTaitai !== true ? refuse('taitai-not-said', {}) : undefined;

/** 王先生, 欧阳女士; 先生 where the surname is unknown; nothing where neither is. */
export const addressOf = (caller: Caller): string => {
  const honorific = caller.honorific && !checkHonorific(caller) ? caller.honorific : '';
  // 总 and 经理 are no address without a surname.
  if (!caller.surname) return honorific === '总' || honorific === '经理' || honorific === TAITAI ? '' : honorific;
  return honorific ? `${caller.surname}${honorific}` : '';
};

/** T-23: never the bare 请稍等. */
export const holdSentence = (caller: Caller): string => {
  const address = addressOf(caller);
  return address ? `${address}，请您稍等。` : '麻烦您稍等，我马上为您转接。';
};

const ENDS = new RegExp(`^(.*?)(先生|女士|小姐|太太|老师|经理|总)$`, 'u');

/** What is typed into the field of the name: 欧阳先生, 王总, 欧阳修, 王. */
export const readAddress = (typed: string): { surname: string; honorific?: Honorific; fullName?: string } => {
  const text = typed.normalize('NFKC').replace(/\s+/g, '');
  const match = ENDS.exec(text);
  const name = match ? (match[1] ?? '') : text;
  const honorific = match?.[2];
  const surname = surnameOf(name);
  return { surname, ...(honorific && isHonorific(honorific) ? { honorific } : {}), ...(name !== surname && name !== '' ? { fullName: name } : {}) };
};
