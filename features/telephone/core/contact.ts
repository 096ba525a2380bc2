import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { checkHonorific, type Caller } from './form-of-address.ts';

/** Who calls: a person with the numbers heard of. Several may share a number; nobody is ever chosen for them. */
export type ContactSheet = Caller & { readonly fullName?: string | undefined; readonly company?: string | undefined; readonly note?: string | undefined };
export type Contact = {
  readonly id: string;
  readonly siteId: string;
  readonly status: 'known' | 'merged' | 'forgotten';
  readonly sheet: ContactSheet;
  readonly numbers: readonly string[];
  readonly learnedAt: Instant;
  readonly lastAt: Instant;
  readonly calls: number;
  readonly mergedInto?: string;
};

/** `calledAt`: when they called, which a paper or an exchange may tell of long afterwards. */
type Heard = { readonly at: Instant; readonly calledAt?: Instant; readonly by: string | null; readonly sheet: ContactSheet; readonly numbers: readonly string[] };
export type ContactEvent =
  | ({ readonly type: 'ContactLearned' } & Heard)
  | ({ readonly type: 'ContactHeard' } & Heard)
  | { readonly type: 'ContactAmended'; readonly at: Instant; readonly by: string; readonly sheet: ContactSheet; readonly numbers: readonly string[] }
  | { readonly type: 'ContactMerged'; readonly at: Instant; readonly by: string; readonly into: string }
  | { readonly type: 'NumberShown'; readonly at: Instant; readonly by: string }
  | { readonly type: 'ContactForgotten'; readonly at: Instant; readonly by: string | null; readonly why: 'asked' | 'retention' };

const compact = <T extends object>(sheet: T): T => Object.fromEntries(Object.entries(sheet).filter(([, value]) => value !== undefined && value !== '')) as T;

/** The same person as far as words can tell: same number, and full name or surname do not contradict. */
export const isSamePerson = (contact: Pick<Contact, 'sheet'>, sheet: ContactSheet): boolean => {
  const known = contact.sheet;
  if (sheet.fullName && known.fullName) return sheet.fullName === known.fullName;
  if (!sheet.surname || sheet.surname !== known.surname) return false;
  return !sheet.honorific || !known.honorific || sheet.honorific === known.honorific;
};

/** Worth remembering: a name and a number that can be matched. */
export const isWorthLearning = (sheet: ContactSheet, number: string | undefined): boolean => number !== undefined && number.startsWith('+') && Boolean(sheet.surname ?? sheet.fullName);

export const amendContact = (contact: Contact, input: { at: Instant; by: string; sheet: ContactSheet; numbers: readonly string[] }): Decision<ContactEvent> => {
  if (contact.status !== 'known') return refuse('contact-gone', { status: contact.status });
  return checkHonorific(input.sheet) ?? ok({ type: 'ContactAmended', ...input });
};

export const mergeContact = (contact: Contact, into: Contact | undefined, input: { at: Instant; by: string }): Decision<ContactEvent> => {
  if (!into || into.status !== 'known' || into.id === contact.id) return refuse('merge-target', {});
  return contact.status === 'known' ? ok({ type: 'ContactMerged', ...input, into: into.id }) : refuse('contact-gone', { status: contact.status });
};

export const forgetContact = (contact: Contact, input: { at: Instant; by: string | null; why: 'asked' | 'retention' }): Decision<ContactEvent> =>
  contact.status === 'forgotten' ? refuse('contact-gone', { status: contact.status }) : ok({ type: 'ContactForgotten', ...input });

export const evolveContact = (state: Contact | undefined, event: ContactEvent, ids: { siteId: string; subject: string }): Contact => {
  if (event.type === 'ContactLearned')
    return { id: ids.subject, siteId: ids.siteId, status: 'known', sheet: compact(event.sheet), numbers: [...new Set(event.numbers)], learnedAt: event.at, lastAt: event.calledAt ?? event.at, calls: 1 };
  if (!state) throw new Error(`${event.type} before the contact was learned.`);
  switch (event.type) {
    case 'ContactHeard': {
      const calledAt = event.calledAt ?? event.at;
      // What is known is completed, never overwritten by a later call's shorter version.
      return { ...state, sheet: { ...compact(event.sheet), ...compact(state.sheet) }, numbers: [...new Set([...state.numbers, ...event.numbers])], lastAt: calledAt > state.lastAt ? calledAt : state.lastAt, calls: state.calls + 1 };
    }
    case 'ContactAmended':
      return { ...state, sheet: compact(event.sheet), numbers: [...new Set(event.numbers)] };
    case 'ContactMerged':
      return { ...state, status: 'merged', mergedInto: event.into, sheet: {}, numbers: [] };
    case 'NumberShown':
      return state;
    case 'ContactForgotten':
      return { ...state, status: 'forgotten', sheet: {}, numbers: [] };
    default: {
      const never: never = event;
      return never;
    }
  }
};
