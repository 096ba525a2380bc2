import { maskPhone } from '../core/mask-numbers.ts';

/** The place in a list where the next page begins: a time (or none at all, which sorts last) and an id. */
export type ListCursor = { readonly at: string; readonly id: string };

export const parseListCursor = (text: string | undefined): ListCursor | undefined => {
  const [at, id] = (text ?? '').split('_');
  return at && id && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) && (at === 'infinity' || !Number.isNaN(Date.parse(at))) ? { at, id } : undefined;
};
export const writeListCursor = (at: string | null, id: string): string => `${at ?? 'infinity'}_${id}`;

/**
 * The two orders of a list of cases under the alias `c`: what is open by its next deadline, everything by when it came,
 * newest first. The cursor's time and id are the parameters named.
 */
export const caseOrder = (filter: 'open' | 'all', at: string, id: string): string =>
  filter === 'open'
    ? `and c.open and (${at}::timestamptz is null or (coalesce(c.next_due_at, 'infinity'::timestamptz), c.id) > (${at}, ${id}::uuid)) order by coalesce(c.next_due_at, 'infinity'::timestamptz), c.id`
    : `and (${at}::timestamptz is null or (c.received_at, c.id) < (${at}, ${id}::uuid)) order by c.received_at desc, c.id desc`;

/** 138****5678, ab***@example.cn: enough to tell two apart, not to call. */
export const maskContact = (contact: string): string => contact.normalize('NFKC').replace(/\+?\d[\d\s\-().]{4,}\d/g, maskPhone).replace(/([^\s@]{0,2})[^\s@]*@/g, '$1***@');
