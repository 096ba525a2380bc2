import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import type { RepairKind } from './repair-order.ts';

/** Sheets of one print: numbers next to each other in the centre's own series, in the month they were printed. */
export type Pad = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: RepairKind;
  readonly numbers: readonly string[];
  readonly by: string;
  readonly at: Instant;
  /** Numbers taken out of use, and why: written on wrongly (作废) or not to be found (遗失). */
  readonly voided: Readonly<Record<string, { readonly why: VoidWhy; readonly reason: string; readonly by: string; readonly at: Instant }>>;
};

export const VOID_WHYS = ['spoilt', 'lost'] as const;
export type VoidWhy = (typeof VOID_WHYS)[number];
export const PAD_LIMIT = 100;

type Base = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };
export type PadEvent = Base &
  (
    | { readonly type: 'PadPrinted'; readonly kind: RepairKind; readonly count: number; readonly numbers: readonly string[] }
    | { readonly type: 'PadNumbersVoided'; readonly numbers: readonly string[]; readonly why: VoidWhy; readonly reason: string }
    | { readonly type: 'PadNumbersRestored'; readonly numbers: readonly string[] }
  );

export const evolvePad = (pad: Pad | undefined, event: PadEvent, ids: { siteId: string; subject: string }): Pad => {
  if (event.type === 'PadPrinted') return { id: ids.subject, siteId: ids.siteId, kind: event.kind, numbers: event.numbers, by: event.by, at: event.at, voided: {} };
  if (!pad) throw new Error('A pad begins with PadPrinted.');
  const voided = { ...pad.voided };
  for (const number of event.numbers) {
    if (event.type === 'PadNumbersVoided') voided[number] = { why: event.why, reason: event.reason, by: event.by, at: event.at };
    else delete voided[number];
  }
  return { ...pad, voided };
};

/** How far the sheets are: which orders came of them. */
export type PadUse = ReadonlyMap<string, { readonly usedAt: Instant | null }>;

export const voidNumbers = (pad: Pad, use: PadUse, input: { numbers: readonly string[]; why: VoidWhy; reason: string; by: string; now: Instant }): Decision<PadEvent, string> => {
  for (const number of input.numbers) {
    if (!pad.numbers.includes(number)) return refuse('pad-unknown', { number });
    if (use.get(number)?.usedAt) return refuse('pad-used', { number });
    if (pad.voided[number]) return refuse('pad-voided', { number });
  }
  return { ok: true, events: [{ type: 'PadNumbersVoided', at: input.now, recordedAt: input.now, by: input.by, numbers: [...new Set(input.numbers)], why: input.why, reason: input.reason }] };
};

export const restoreNumbers = (pad: Pad, input: { numbers: readonly string[]; by: string; now: Instant }): Decision<PadEvent, string> => {
  const other = input.numbers.find((number) => !pad.voided[number]);
  if (other) return refuse('pad-not-voided', { number: other });
  return { ok: true, events: [{ type: 'PadNumbersRestored', at: input.now, recordedAt: input.now, by: input.by, numbers: [...new Set(input.numbers)] }] };
};

/** No letter or digit that is read as another one by hand. */
const LETTERS = '23456789ACDEFHJKMNPRTWXY';

/**
 * Two characters behind the number on a pad, of the number and the centre: a number copied wrongly, or a sheet of another
 * centre whose numbers look the same, does not pass for one of ours. Against mistakes, not against forgery.
 */
export const checkOf = (siteId: string, number: string): string => {
  let hash = 0x811c9dc5;
  for (const character of `${siteId}/${number}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  // The low bits of the last round alone would depend on the last digit alone.
  hash = (hash ^ (hash >>> 15)) >>> 0;
  return `${LETTERS[hash % LETTERS.length] ?? ''}${LETTERS[Math.floor(hash / LETTERS.length) % LETTERS.length] ?? ''}`;
};

/** 「2611-0147-K7」 as somebody types it. */
export const readPadText = (text: string): { readonly number: string; readonly check: string | undefined } | undefined => {
  const found = /^(\d{4})\D?(\d{4,6})(?:[\s-]*([0-9A-Za-z]{2}))?$/.exec(text.normalize('NFKC').trim());
  return found ? { number: `${found[1]}-${found[2]}`, check: found[3]?.toUpperCase() } : undefined;
};

/** Whose sheet is this? `sites` are the centres the person belongs to, so that the answer may name one. */
export const checkSheet = (siteId: string, typed: { number: string; check: string | undefined }, sites: readonly { id: string; name: string }[]): Refusal<string> | undefined => {
  if (typed.check === undefined) return refuse('pad-check-missing', { number: typed.number });
  if (typed.check === checkOf(siteId, typed.number)) return undefined;
  const other = sites.find((site) => site.id !== siteId && checkOf(site.id, typed.number) === typed.check);
  return other ? refuse('pad-other-site', { number: typed.number, site: other.name }) : refuse('pad-check-wrong', { number: typed.number });
};

export const PAD_STATES = ['used', 'open', 'missing', 'spoilt', 'lost'] as const;
export type PadState = (typeof PAD_STATES)[number];

/**
 * What each sheet of a pad is. A pad is used from the top: a blank that lies before one that was used or spoilt is not
 * in the pad any more, so it is missing until it is keyed in, 作废 or declared lost.
 */
export const statesOf = (pad: Pick<Pad, 'numbers' | 'voided'>, use: PadUse): ReadonlyMap<string, PadState> => {
  const known = (number: string): PadState | undefined => (use.get(number)?.usedAt ? 'used' : pad.voided[number]?.why);
  const last = pad.numbers.reduce((found, number, index) => (known(number) ? index : found), -1);
  return new Map(pad.numbers.map((number, index) => [number, known(number) ?? (index < last ? 'missing' : 'open')]));
};

/** The order in which things happen; only those with one time on the paper. */
const COURSE = ['issue', 'notify', 'accept', 'ready', 'arrive', 'consent', 'start', 'test', 'sign', 'leave'] as const;

type Timed = { readonly receivedAt: Instant; readonly marks: Readonly<Record<string, { readonly at: Instant; readonly way: string }>>; readonly written: Readonly<Record<string, { readonly at: Instant; readonly way: string }>> };

/** Times on paper that cannot all be true: kept as they are written, and shown (M-30). */
export const disorderOf = (order: Timed): readonly { readonly step: string; readonly before: string }[] => {
  const isPaper = (step: string): boolean => order.written[step] !== undefined || ['paper', 'radio'].includes(order.marks[step]?.way ?? '');
  const found: { step: string; before: string }[] = [];
  let latest = { step: 'received', at: order.receivedAt };
  for (const step of COURSE) {
    const mark = order.written[step] ?? order.marks[step];
    if (!mark) continue;
    if (toMillis(mark.at) < toMillis(latest.at)) {
      if (isPaper(step) || isPaper(latest.step)) found.push({ step, before: latest.step });
    } else latest = { step, at: mark.at };
  }
  return found;
};
