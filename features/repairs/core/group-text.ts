import { maskNumbers } from '../../../platform/core/mask-numbers.ts';

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
