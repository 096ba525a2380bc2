import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import { isCounted, type BarItem } from './bar-item.ts';
import { FIRST_COUNT, isAbsurd, post, type Movement, type Posted } from './bar-stock.ts';

/** What is looked at before the doors open and after they close (B-06; the list is the centre's). */
export const DEFAULT_CHECKS = {
  opening: ['吧台台面擦净', '咖啡机、饮水机清洁试机', '水槽、地面清洁', '冰箱、保温柜温度正常', '杯具洁净无破损', '仪容仪表，提前 10 分钟到岗'],
  closing: ['吧台、设备擦净', '咖啡机、饮水机断电清洗', '杯具清洗消毒入柜', '易变质饮品收入冰箱', '垃圾清运', '水、电、柜门锁好'],
} as const;
export const PHASES = ['opening', 'closing'] as const;
export type Phase = (typeof PHASES)[number];

export type Tick = { readonly at: Instant; readonly by: string };
export type CountLine = { readonly itemId: string; readonly book: number; readonly counted: number; readonly dirty?: number; readonly broken?: number; readonly reason?: string; /** Asked about because it is so much, and said again. */ readonly isSure?: true };
export type Count = Tick & { readonly lines: readonly CountLine[]; /** Which shift counted, as the roster names it or whoever counted wrote it. */ readonly shift?: string; /** 清点无差异: a fact, not the absence of one. */ readonly isEqual: boolean };
export type PhaseState = { readonly checks: readonly string[]; readonly ticks: Readonly<Record<string, Tick>>; readonly signed?: Tick; readonly count?: Count };

export type BarDay = {
  readonly id: string;
  readonly siteId: string;
  readonly day: LocalDate;
  readonly opensAt?: Instant;
  readonly opening: PhaseState;
  readonly closing: PhaseState;
  /** B-07: ready when counted, never before. */
  readonly readyAt?: Instant;
  readonly closedAt?: Instant;
  readonly closedBy?: string;
  readonly wasLate: boolean;
  readonly moves: readonly Posted[];
};

type Base = { readonly at: Instant; readonly by: string };
export type DayEvent =
  | (Base & { readonly type: 'DayBegun'; readonly day: LocalDate; readonly opensAt?: Instant; readonly checks: Readonly<Record<Phase, readonly string[]>> })
  | (Base & { readonly type: 'CheckTicked'; readonly phase: Phase; readonly check: string; readonly done: boolean })
  | (Base & { readonly type: 'ChecklistSigned'; readonly phase: Phase; readonly left: number })
  | (Base & { readonly type: 'BarCounted'; readonly phase: Phase; readonly lines: readonly CountLine[]; readonly moves: readonly Movement[]; readonly shift?: string })
  | (Base & { readonly type: 'DayReady' })
  | (Base & { readonly type: 'DayClosed' })
  | { readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly at: Instant; readonly by: string; readonly clock: string };

const phaseOf = (checks: readonly string[]): PhaseState => ({ checks, ticks: {} });

export const evolveDay = (state: BarDay | undefined, event: DayEvent, ids: { siteId: string; subject: string }): BarDay => {
  if (event.type === 'DayBegun')
    return { id: ids.subject, siteId: ids.siteId, day: event.day, opening: phaseOf(event.checks.opening), closing: phaseOf(event.checks.closing), wasLate: false, moves: [], ...(event.opensAt ? { opensAt: event.opensAt } : {}) };
  if (!state) throw new Error(`${event.type} before the day began.`);
  switch (event.type) {
    case 'CheckTicked': {
      const phase = state[event.phase];
      const { [event.check]: _was, ...others } = phase.ticks;
      return { ...state, [event.phase]: { ...phase, ticks: event.done ? { ...others, [event.check]: { at: event.at, by: event.by } } : others } };
    }
    case 'ChecklistSigned':
      return { ...state, [event.phase]: { ...state[event.phase], signed: { at: event.at, by: event.by } } };
    case 'BarCounted':
      return { ...state, moves: [...state.moves, ...post(event.moves, { at: event.at, by: event.by, day: state.day })], [event.phase]: { ...state[event.phase], count: { at: event.at, by: event.by, lines: event.lines, isEqual: event.lines.every((line) => line.counted === line.book), ...(event.shift ? { shift: event.shift } : {}) } } };
    case 'DayReady':
      return { ...state, readyAt: event.at };
    case 'DayClosed':
      return { ...state, closedAt: event.at, closedBy: event.by };
    case 'DeadlineBreached':
      return { ...state, wasLate: true };
    case 'DeadlineWarned':
    case 'DeadlineMetLate':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
};

type Who = { readonly at: Instant; readonly by: string };

export const tick = (state: BarDay, input: Who & { phase: Phase; check: string; done: boolean }): Decision<DayEvent> => {
  const phase = state[input.phase];
  if (state.closedAt) return refuse('day-closed', { at: state.closedAt });
  if (phase.signed) return refuse('checklist-signed', { at: phase.signed.at });
  if (!phase.checks.includes(input.check)) return refuse('check-unknown', {});
  return (phase.ticks[input.check] !== undefined) === input.done ? ok() : ok({ type: 'CheckTicked', ...input });
};

/** Signed with what was not done left visible: the list records, it does not block (B-06). */
export const signChecklist = (state: BarDay, input: Who & { phase: Phase }): Decision<DayEvent> => {
  const phase = state[input.phase];
  if (state.closedAt) return refuse('day-closed', { at: state.closedAt });
  if (phase.signed) return refuse('checklist-signed', { at: phase.signed.at });
  const left = phase.checks.filter((check) => !phase.ticks[check]).length;
  return left === phase.checks.length && left > 0 ? refuse('nothing-ticked', {}) : ok({ type: 'ChecklistSigned', ...input, left });
};

export type CountedIn = { readonly itemId: string; readonly counted: number; readonly dirty?: number; readonly broken?: number; readonly reason?: string; readonly isSure?: boolean };

/**
 * Every counted kind must stand in the count; a difference wants its reason (B-07), also of cups (B-08). What is absurd is
 * asked about once, all of it together, and taken when it is said again: the first count of an item too, which has no book
 * to differ from and is what its stock began with.
 */
export const judgeCount = (input: { lines: readonly CountedIn[]; items: readonly BarItem[]; stock: ReadonlyMap<string, { onHand: number; dirty: number }>; /** What the day wants of each (B-09). */ need: ReadonlyMap<string, number> }): { lines: CountLine[]; moves: Movement[] } | Refusal => {
  const wanted = input.items.filter((item) => !item.archivedAt && isCounted(item));
  if (wanted.length === 0) return refuse('no-items', {});
  const unknown = input.lines.find((line) => !wanted.some((item) => item.id === line.itemId));
  if (unknown) return refuse('item-unknown', { itemId: unknown.itemId });
  if (new Set(input.lines.map((line) => line.itemId)).size < input.lines.length) return refuse('item-twice', {});
  const missing = wanted.filter((item) => !input.lines.some((line) => line.itemId === item.id));
  if (missing.length > 0) return refuse('count-incomplete', { missing: missing.map((item) => item.id), names: missing.map((item) => item.name) });
  const lines: CountLine[] = [];
  const moves: Movement[] = [];
  const absurd: { itemId: string; name: string; unit: string; counted: number; book: number; need: number }[] = [];
  for (const line of input.lines) {
    const item = wanted.find((entry) => entry.id === line.itemId);
    const isFirst = !input.stock.has(line.itemId);
    const book = input.stock.get(line.itemId)?.onHand ?? 0;
    const difference = line.counted - book;
    const reason = line.reason?.trim();
    if (difference !== 0 && !reason && !isFirst) return refuse('difference-without-reason', { itemId: line.itemId, name: item?.name, book, counted: line.counted });
    const usual = { book, need: input.need.get(line.itemId) ?? 0, packUnits: item?.pack?.units ?? 0 };
    const most = Math.max(line.counted, line.dirty ?? 0, line.broken ?? 0);
    const isOdd = isAbsurd(most, usual);
    if (isOdd && !line.isSure) absurd.push({ itemId: line.itemId, name: item?.name ?? '', unit: item?.unit ?? '', counted: most, book, need: usual.need });
    const washing = line.dirty === undefined ? 0 : line.dirty - (input.stock.get(line.itemId)?.dirty ?? 0);
    lines.push({ itemId: line.itemId, book, counted: line.counted, ...(line.dirty === undefined ? {} : { dirty: line.dirty }), ...(line.broken ? { broken: line.broken } : {}), ...(reason ? { reason } : {}), ...(isOdd ? { isSure: true as const } : {}) });
    const broken = line.broken ?? 0;
    // Broken cups are written off as such; the rest of the difference is the count's.
    if (broken > 0) moves.push({ itemId: line.itemId, kind: 'written_off', onHand: -broken, reason: 'broken' });
    if (difference + broken !== 0 || washing !== 0) moves.push({ itemId: line.itemId, kind: 'counted', onHand: difference + broken, ...(washing === 0 ? {} : { dirty: washing }), reason: isFirst ? FIRST_COUNT : 'count' });
  }
  const [first] = absurd;
  return first ? refuse('count-absurd', { ...first, lines: absurd }) : { lines, moves };
};

export const count = (state: BarDay, input: Who & { phase: Phase; lines: readonly CountLine[]; moves: readonly Movement[]; shift?: string }): Decision<DayEvent> => {
  if (state.closedAt) return refuse('day-closed', { at: state.closedAt });
  if (input.phase === 'closing' && !state.readyAt) return refuse('not-opened-yet', {});
  if (input.phase === 'opening' && state.closing.count) return refuse('already-closing', {});
  const counted: DayEvent = { type: 'BarCounted', ...input };
  return input.phase === 'opening' && !state.readyAt ? ok<DayEvent>(counted, { type: 'DayReady', at: input.at, by: input.by }) : ok(counted);
};

/** Closed once; only after its count, so that tomorrow begins where today ended. */
export const closeDay = (state: BarDay, who: Who): Decision<DayEvent> => {
  if (state.closedAt) return refuse('day-closed', { at: state.closedAt });
  if (!state.closing.count) return refuse('closing-not-counted', {});
  return ok({ type: 'DayClosed', ...who });
};

export const READY_CLOCK = 'ready';
/** Warned so long before the doors open. */
const READY_WARN_MINUTES = 10;

export const readyClock = (opensAt: Instant, from: Instant, calendarVersion: number): Extract<ClockChange, { do: 'start' }> => ({
  do: 'start', clock: READY_CLOCK, round: 1, startedAt: from, dueAt: opensAt, warnAt: addMinutes(opensAt, -READY_WARN_MINUTES),
  rule: { clause: 'B-07', origin: 'house', basis: 'elapsed', parameter: 'beverages.ready', value: opensAt, calendarVersion },
});

export const dayClocks = (event: DayEvent, after: BarDay, calendarVersion: number): ClockChange[] => {
  // A day begun by its own clock has that clock already.
  if (event.type === 'DayBegun') return event.by !== '' && after.opensAt && event.at < after.opensAt ? [readyClock(after.opensAt, event.at, calendarVersion)] : [];
  return event.type === 'DayReady' ? [{ do: 'stop', clock: READY_CLOCK, round: 1, at: event.at }] : [];
};
