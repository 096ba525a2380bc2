import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { addDays, instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import { readNumber } from '../../../platform/core/phone-number.ts';
import type { OwnScript } from './telephone-sentences.ts';

/** What a centre sets for its telephone: lines, own greetings, the card of this telephone's keys (T-24), the opening checklist (T-04). */
export type DeskSettings = {
  /** `department`: whose line it is where it is not property management's (T-18). */
  readonly publicNumbers: readonly { readonly number: string; readonly name: string; readonly department?: string | undefined }[];
  readonly scripts: readonly OwnScript[];
  readonly phoneKeys: readonly { readonly act: string; readonly keys: string }[];
  readonly checklist: readonly { readonly id: string; readonly name: string }[];
  readonly extraHonorifics: readonly string[];
};

/** The line of the centre that was called, however its number is spelt; where there is but one it is that one. */
export const publicLineOf = (lines: DeskSettings['publicNumbers'], called: string | undefined, areaCode: string | undefined): DeskSettings['publicNumbers'][number] | undefined => {
  if (called === undefined) return lines.length === 1 ? lines[0] : undefined;
  const key = readNumber(called, areaCode).key;
  return lines.find((line) => line.number === called || (key !== undefined && readNumber(line.number, areaCode).key === key));
};

/** Who greets on a line: property management by T-17, also where the line is not known; another department by T-18. */
export const greeterOf = (line: DeskSettings['publicNumbers'][number] | undefined, house: string): { isProperty: boolean; department: string } => ({ isProperty: !line?.department, department: line?.department || house });

/** A page of before knows nothing of whose a line is: what it does not say stays. */
export const keepDepartments = (asked: DeskSettings, before: DeskSettings | undefined): DeskSettings => ({
  ...asked, publicNumbers: asked.publicNumbers.map((line) => ({ ...line, department: line.department ?? before?.publicNumbers.find(({ number }) => number === line.number)?.department ?? '' })),
});

/** T-04 stands first; the rest is what a desk needs to answer. */
export const USUAL_CHECKLIST = [
  { id: 'pen-paper', name: '纸、笔、空白留言单在电话旁' },
  { id: 'line', name: '电话有拨号音，响铃能听见' },
  { id: 'directory', name: '分机表是最新的' },
  { id: 'whereabouts', name: '各位同事今天在哪已标好' },
  { id: 'handover', name: '昨天未了的留言、查询已看过' },
] as const;
/** Common keys of desk telephones; the centre writes its own over them. */
export const USUAL_KEYS = [
  { act: '转接（先问对方）', keys: '' }, { act: '直接转接', keys: '' }, { act: '保持', keys: '' }, { act: '取回', keys: '' }, { act: '代接同组来电', keys: '' }, { act: '查未接来电', keys: '' },
] as const;

export const EMPTY_DESK: DeskSettings = { publicNumbers: [], scripts: [], phoneKeys: USUAL_KEYS, checklist: USUAL_CHECKLIST, extraHonorifics: [] };

/** One per centre; carries its settings and the nightly look at what is to be forgotten. */
export type Desk = DeskSettings & { readonly id: string; readonly siteId: string; readonly lookedAt?: Instant; readonly round: number };
export type DeskEvent =
  | { readonly type: 'DeskOpened'; readonly at: Instant }
  | { readonly type: 'DeskChanged'; readonly at: Instant; readonly by: string; readonly settings: DeskSettings }
  | { readonly type: 'EntryPut'; readonly at: Instant; readonly by: string; readonly entryId: string; readonly archived: boolean; readonly name: string }
  | { readonly type: 'RetentionDue'; readonly at: Instant };

export const evolveDesk = (state: Desk | undefined, event: DeskEvent, ids: { siteId: string; subject: string }): Desk => {
  const base: Desk = state ?? { ...EMPTY_DESK, id: ids.subject, siteId: ids.siteId, round: 1 };
  switch (event.type) {
    case 'DeskOpened':
    case 'EntryPut':
      return base;
    case 'DeskChanged':
      return { ...base, ...event.settings };
    case 'RetentionDue':
      return { ...base, lookedAt: event.at, round: base.round + 1 };
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const RETENTION_CLOCK = 'telephone.retention';
/** At night, when nobody calls. */
const LOOK_AT = '03:10';

export const deskClocks = (event: DeskEvent, after: Desk, zone: string, calendarVersion: number): ClockChange[] => {
  if (event.type !== 'DeskOpened' && event.type !== 'RetentionDue') return [];
  const next = instantAt(zone, addDays(localDate(event.at, zone), 1), LOOK_AT);
  return [
    ...(event.type === 'RetentionDue' ? [{ do: 'cancel' as const, clock: RETENTION_CLOCK, round: after.round - 1, at: event.at }] : []),
    { do: 'start', clock: RETENTION_CLOCK, round: after.round, startedAt: event.at, dueAt: next, rule: { clause: 'T-15', origin: 'house', basis: 'elapsed', parameter: 'telephone.retention_days', value: LOOK_AT, calendarVersion } },
  ];
};

/** The desk's opening, one a day. */
export type Opening = {
  readonly id: string;
  readonly siteId: string;
  readonly day: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly ticks: Readonly<Record<string, { readonly at: Instant; readonly by: string }>>;
  readonly signedAt?: Instant;
  readonly signedBy?: string;
};
export type OpeningEvent =
  | { readonly type: 'OpeningStarted'; readonly at: Instant; readonly by: string; readonly day: string; readonly items: Opening['items'] }
  | { readonly type: 'OpeningTicked'; readonly at: Instant; readonly by: string; readonly itemId: string; readonly done: boolean }
  | { readonly type: 'OpeningSigned'; readonly at: Instant; readonly by: string };

export const tickOpening = (opening: Opening, input: { at: Instant; by: string; itemId: string; done: boolean }): Decision<OpeningEvent> =>
  opening.signedAt ? refuse('opening-signed', {}) : opening.items.some((item) => item.id === input.itemId) ? ok({ type: 'OpeningTicked', ...input }) : refuse('item-unknown', {});
/** What is not ticked stays open and is no block; nothing at all is none. */
export const signOpening = (opening: Opening, input: { at: Instant; by: string }): Decision<OpeningEvent> =>
  opening.signedAt ? refuse('opening-signed', {}) : Object.keys(opening.ticks).length === 0 ? refuse('nothing-ticked', {}) : ok({ type: 'OpeningSigned', ...input });

export const evolveOpening = (state: Opening | undefined, event: OpeningEvent, ids: { siteId: string; subject: string }): Opening => {
  if (event.type === 'OpeningStarted') return state ?? { id: ids.subject, siteId: ids.siteId, day: event.day, items: event.items, ticks: {} };
  if (!state) throw new Error('An opening begins with OpeningStarted.');
  if (event.type === 'OpeningSigned') return { ...state, signedAt: event.at, signedBy: event.by };
  const { [event.itemId]: _gone, ...others } = state.ticks;
  return { ...state, ticks: event.done ? { ...others, [event.itemId]: { at: event.at, by: event.by } } : others };
};
