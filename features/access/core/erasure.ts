import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';

type Kept = { readonly expiresOn: LocalDate; readonly erasedAt?: Instant | undefined; readonly eraseAsked?: { readonly at: Instant } | undefined };
/** Why words about somebody cannot be erased yet: they are still here, or a case that rests on them is open. */
export type HeldBy = 'still-here' | 'incident-open';

/** What erasing waits for, if anything. */
export const heldBy = (input: { readonly isOpen: boolean; readonly incidentOpen: boolean }): HeldBy | undefined => (input.isOpen ? 'still-here' : input.incidentOpen ? 'incident-open' : undefined);

/** Due by its date, or asked for; what is held waits and goes as soon as it may. */
export const erasureDue = (record: Kept, today: LocalDate, held: HeldBy | undefined): 'retention' | 'asked' | undefined =>
  record.erasedAt || held ? undefined : record.eraseAsked ? 'asked' : record.expiresOn <= today ? 'retention' : undefined;

type EraseEvent<T extends string> = { readonly type: 'EraseAsked'; readonly at: Instant; readonly by: string; readonly reason: string } | { readonly type: T; readonly at: Instant; readonly why: 'asked' };

/** Somebody wants it gone: at once where nothing holds it, else queued and said why. */
export const askToErase = <T extends string>(record: Kept, erased: T, input: { readonly by: string; readonly reason: string; readonly at: Instant; readonly held: HeldBy | undefined }): Decision<EraseEvent<T>> => {
  if (record.erasedAt) return refuse('erased-already', { at: record.erasedAt });
  if (record.eraseAsked) return refuse('erase-asked-already', { at: record.eraseAsked.at });
  const { by, reason, at } = input;
  return ok<EraseEvent<T>>({ type: 'EraseAsked', at, by, reason }, ...(input.held ? [] : [{ type: erased, at, why: 'asked' as const }]));
};
