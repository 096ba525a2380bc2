import { toMillis, type Instant } from './instant.ts';
import { refuse, type Decision, type Refusal } from './refusal.ts';

/** What lies ready to be written on by hand: each kind is a paper of its own. */
export const PAD_KINDS = ['user', 'facility', 'call', 'message'] as const;
export type PadKind = (typeof PAD_KINDS)[number];
/** Sheets of one print: numbers next to each other in the centre's own series, in the month they were printed. */
export type Pad = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: PadKind;
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
    | { readonly type: 'PadPrinted'; readonly kind: PadKind; readonly count: number; readonly numbers: readonly string[] }
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

/** 「2611-0147-K7」 or 「LD2611-0147-K7」 as somebody types it. */
export const readPadText = (text: string): { readonly number: string; readonly check: string | undefined } | undefined => {
  const found = /^(LD|LY)?\s?(\d{4})\D?(\d{4,6})(?:[\s-]*([0-9A-Z]{2}))?$/.exec(text.normalize('NFKC').trim().toUpperCase());
  return found ? { number: `${found[1] ?? ''}${found[2]}-${found[3]}`, check: found[4] } : undefined;
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

/** Times as they stand on a sheet, in the order in which such things happen. */
export type PaperTime = { readonly step: string; readonly at: Instant; readonly isPaper: boolean };
export type Disorder = { readonly step: string; readonly before: string };

/** Times on paper that cannot all be true: kept as they are written, and shown; measured ones are not doubted. */
export const outOfOrder = (times: readonly PaperTime[]): readonly Disorder[] => {
  const found: Disorder[] = [];
  let [latest, ...rest] = times;
  for (const time of rest) {
    if (!latest || toMillis(time.at) >= toMillis(latest.at)) latest = time;
    else if (time.isPaper || latest.isPaper) found.push({ step: time.step, before: latest.step });
  }
  return found;
};
