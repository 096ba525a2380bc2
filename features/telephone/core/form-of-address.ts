import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { surnameOf } from './surnames.ts';

/** T-21 in the plan's own order; 小姐 stands in the list and is never suggested first. */
export const HONORIFICS = ['总', '经理', '先生', '小姐', '女士'] as const;
/** T-22: only after she has said so herself. */
export const TAITAI = '太太';
/** What is offered to the key first: neutral words before 小姐. */
export const SUGGESTED: readonly Honorific[] = ['先生', '女士', '经理', '总', '小姐'];
export type Honorific = (typeof HONORIFICS)[number] | typeof TAITAI;

export const isHonorific = (text: string): text is Honorific => (HONORIFICS as readonly string[]).includes(text) || text === TAITAI;

export type Caller = { readonly surname?: string | undefined; readonly honorific?: string | undefined; /** 本人自称「太太」 */ readonly saidTaitai?: boolean | undefined };

/** May this word be said? 太太 is refused until she has called herself so (T-22). */
export const checkHonorific = (caller: Caller): Refusal | undefined =>
  caller.honorific === TAITAI && caller.saidTaitai !== true ? refuse('taitai-not-said', {}) : undefined;

/** One of the plan's five words, 太太 by its own rule, or what the centre has added (T-21). */
export const checkWord = (caller: Caller, extra: readonly string[]): Refusal | undefined =>
  !caller.honorific || isHonorific(caller.honorific) || extra.includes(caller.honorific) ? undefined : refuse('honorific-unknown', { honorific: caller.honorific });

/** 王先生, 欧阳女士; 先生 where the surname is unknown; nothing where neither is. */
export const addressOf = (caller: Caller): string => {
  const honorific = caller.honorific && !checkHonorific(caller) ? caller.honorific : '';
  // 总 and 经理 are no address without a surname.
  if (!caller.surname) return honorific === '总' || honorific === '经理' || honorific === TAITAI ? '' : honorific;
  return honorific ? `${caller.surname}${honorific}` : '';
};

/** What is typed into the field of the name: 欧阳先生, 王总, 欧阳修, 王; `extra` are the centre's own words. */
export const readAddress = (typed: string, extra: readonly string[]): { surname: string; honorific?: string; fullName?: string } => {
  const text = typed.normalize('NFKC').replace(/\s+/g, '');
  // The longest that fits: 王总监 is no 总 where 总监 was added.
  const honorific = [...HONORIFICS, TAITAI, ...extra].filter((word) => text.endsWith(word)).toSorted((a, b) => b.length - a.length)[0];
  const name = honorific ? text.slice(0, -honorific.length) : text;
  const surname = surnameOf(name);
  return { surname, ...(honorific ? { honorific } : {}), ...(name !== surname && name !== '' ? { fullName: name } : {}) };
};
