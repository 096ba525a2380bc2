import { maskNumbers } from '../../../platform/core/mask-numbers.ts';

const HONORIFICS = '(?:先生|女士|小姐|太太|老师|经理|总|姐|哥)';

/** The words of a fault for many eyes: numbers masked, the reporter's own name taken out; what else somebody wrote stays as it is. */
export const wordsForMany = (item: string, reporter: string | undefined): string => {
  const name = reporter?.trim() ?? '';
  const surname = [...name][0];
  const masked = maskNumbers(item);
  if (!surname) return masked;
  const safe = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return ([...name].length > 1 ? masked.replaceAll(name, '用户') : masked).replace(new RegExp(`${safe(surname)}${HONORIFICS}`, 'g'), '用户');
};

/** An order as it is pasted into a group chat: what is needed to act, no reporter, no telephone, a surname at most. */
export const groupText = (
  order: { readonly number: string; readonly place: string; readonly item: string; readonly technician: string | null; readonly urgent: boolean },
  words: { readonly status: string; readonly due: string; readonly urgent: string },
): string =>
  [
    `【维修】${order.number}${order.urgent ? ` ${words.urgent}` : ''}`,
    `${order.place} · ${maskNumbers(order.item)}`,
    [words.status, order.technician ? `${[...order.technician][0] ?? ''}师傅` : '', words.due].filter((part) => part !== '').join(' · '),
  ].join('\n');
