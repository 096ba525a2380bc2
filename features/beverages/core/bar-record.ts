import { minutesBetween, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import { post, undoOf, type Movement, type Posted } from './bar-stock.ts';

/** The store's papers. What changes the stock at once, and what waits for another person. */
export const POSTED_KINDS = ['transfer_in', 'transfer_out', 'write_off', 'manual_use'] as const;
export type PostedKind = (typeof POSTED_KINDS)[number];
export const RECORD_KINDS = ['requisition', ...POSTED_KINDS, 'stocktake', 'sterilising', 'opened'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export type RecordStatus = 'asked' | 'issued' | 'received' | 'cancelled' | 'posted' | 'reversed' | 'counted' | 'approved' | 'rejected' | 'running' | 'done' | 'open' | 'finished';
const OPEN: readonly RecordStatus[] = ['asked', 'issued', 'counted', 'running', 'open'];
export const isRecordOpen = (status: RecordStatus): boolean => OPEN.includes(status);

export const WRITE_OFF_REASONS = ['expired', 'spilled', 'broken', 'spoiled', 'other'] as const;
export const METHODS = ['boil', 'infrared', 'machine', 'chemical'] as const;
export type Method = (typeof METHODS)[number];

export type RecordLine = { readonly itemId: string; readonly quantity: number; readonly expiresOn?: LocalDate };
export type StocktakeLine = { readonly itemId: string; readonly book: number; readonly counted: number; readonly reason?: string };
export type Sterilising = { readonly method: Method; /** °C, or parts per million of a disinfectant. */ readonly strength: number; readonly startedAt: Instant; readonly endedAt?: Instant };

/** Washed too briefly or too cool for the house's limit; recorded as it was, and flagged. */
export const LEAST_STRENGTH: Readonly<Record<Method, number>> = { boil: 100, infrared: 120, machine: 85, chemical: 250 };
export const isBelowStandard = (batch: Sterilising, leastMinutes: number): boolean =>
  batch.strength < LEAST_STRENGTH[batch.method] || (batch.endedAt !== undefined && batch.method !== 'machine' && minutesBetween(batch.startedAt, batch.endedAt) < leastMinutes);

export type BarRecord = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: RecordKind;
  readonly status: RecordStatus;
  readonly day: LocalDate;
  readonly made: { readonly at: Instant; readonly by: string };
  readonly lines: readonly RecordLine[];
  readonly received?: readonly RecordLine[];
  readonly stocktake?: readonly StocktakeLine[];
  readonly batch?: Sterilising;
  readonly belowStandard?: boolean;
  readonly discardBy?: Instant;
  readonly reason: string;
  readonly note: string;
  readonly forDay?: LocalDate;
  readonly ended?: { readonly at: Instant; readonly by: string };
  readonly moves: readonly Posted[];
};

type Base = { readonly at: Instant; readonly by: string };
export type RecordEvent =
  | (Base & { readonly type: 'RecordMade'; readonly record: Omit<BarRecord, 'id' | 'siteId' | 'made' | 'moves'>; readonly moves: readonly Movement[] })
  | (Base & { readonly type: 'RecordMoved'; readonly day: LocalDate; readonly kind: RecordKind; readonly status: RecordStatus; readonly moves: readonly Movement[]; readonly received?: readonly RecordLine[]; readonly belowStandard?: boolean; readonly endedAt?: Instant; readonly note?: string });

export const evolveRecord = (state: BarRecord | undefined, event: RecordEvent, ids: { siteId: string; subject: string }): BarRecord => {
  if (event.type === 'RecordMade') return { ...event.record, id: ids.subject, siteId: ids.siteId, made: { at: event.at, by: event.by }, moves: post(event.moves, { at: event.at, by: event.by, day: event.record.day }) };
  if (!state) throw new Error('A record moves before it was made.');
  return {
    ...state, status: event.status, moves: [...state.moves, ...post(event.moves, event)], ended: { at: event.at, by: event.by },
    ...(event.received ? { received: event.received } : {}), ...(event.belowStandard === undefined ? {} : { belowStandard: event.belowStandard }),
    ...(state.batch && event.endedAt ? { batch: { ...state.batch, endedAt: event.endedAt } } : {}), ...(event.note ? { note: event.note } : {}),
  };
};

const KIND_OF: Readonly<Record<PostedKind, { kind: Movement['kind']; sign: 1 | -1 }>> = {
  transfer_in: { kind: 'transfer_in', sign: 1 }, transfer_out: { kind: 'transfer_out', sign: -1 }, write_off: { kind: 'written_off', sign: -1 }, manual_use: { kind: 'used', sign: -1 },
};

export type NewRecord =
  | { readonly kind: 'requisition'; readonly lines: readonly RecordLine[]; readonly note: string; readonly forDay?: LocalDate }
  | { readonly kind: PostedKind; readonly lines: readonly RecordLine[]; readonly reason: string; readonly note: string }
  | { readonly kind: 'stocktake'; readonly lines: readonly { readonly itemId: string; readonly counted: number; readonly reason?: string }[]; readonly note: string }
  | { readonly kind: 'sterilising'; readonly lines: readonly RecordLine[]; readonly method: Method; readonly strength: number; readonly note: string }
  | { readonly kind: 'opened'; readonly lines: readonly RecordLine[]; readonly note: string };

export type RecordFacts = {
  readonly at: Instant;
  readonly by: string;
  readonly day: LocalDate;
  readonly counted: ReadonlyMap<string, { readonly isCup: boolean; readonly openHours: number }>;
  readonly onHand: ReadonlyMap<string, number>;
};

/** A new paper. Every line must name something that is counted; a cup is washed, a drink is not. */
export const makeRecord = (input: NewRecord, facts: RecordFacts): Decision<RecordEvent> => {
  const { at, by, day } = facts;
  if (new Set(input.lines.map((line) => line.itemId)).size < input.lines.length) return refuse('item-twice', {});
  const unknown = input.lines.find((line) => !facts.counted.has(line.itemId) || (input.kind === 'sterilising' && !facts.counted.get(line.itemId)?.isCup));
  if (unknown) return refuse('item-unknown', { itemId: unknown.itemId });
  const base = { day, note: input.note, reason: '', lines: [] as readonly RecordLine[] };
  switch (input.kind) {
    case 'requisition':
      return ok({ type: 'RecordMade', at, by, moves: [], record: { ...base, kind: input.kind, status: 'asked', lines: input.lines, ...(input.forDay ? { forDay: input.forDay } : {}) } });
    case 'stocktake': {
      const lines = input.lines.map((line) => ({ ...line, book: facts.onHand.get(line.itemId) ?? 0 }));
      const bare = lines.find((line) => line.counted !== line.book && !line.reason?.trim());
      if (bare) return refuse('difference-without-reason', { itemId: bare.itemId, book: bare.book, counted: bare.counted });
      return ok({ type: 'RecordMade', at, by, moves: [], record: { ...base, kind: input.kind, status: lines.some((line) => line.counted !== line.book) ? 'counted' : 'approved', stocktake: lines } });
    }
    case 'sterilising':
      return ok({ type: 'RecordMade', at, by, moves: [], record: { ...base, kind: input.kind, status: 'running', lines: input.lines, batch: { method: input.method, strength: input.strength, startedAt: at } } });
    case 'opened': {
      const hours = facts.counted.get(input.lines[0]?.itemId ?? '')?.openHours ?? 0;
      return ok({ type: 'RecordMade', at, by, moves: [], record: { ...base, kind: input.kind, status: 'open', lines: input.lines, discardBy: new Date(Date.parse(at) + hours * 3_600_000).toISOString() } });
    }
    default: {
      const { kind, sign } = KIND_OF[input.kind];
      const moves = input.lines.map((line): Movement => ({ itemId: line.itemId, kind, onHand: sign * line.quantity, reason: input.reason }));
      return ok({ type: 'RecordMade', at, by, moves, record: { ...base, kind: input.kind, status: 'posted', lines: input.lines, reason: input.reason } });
    }
  }
};

export type RecordStep =
  | { readonly step: 'issue' | 'cancel' | 'approve' | 'reject' | 'reverse'; readonly note?: string }
  | { readonly step: 'receive'; readonly lines: readonly RecordLine[] }
  | { readonly step: 'finish' };
export type RecordStepName = RecordStep['step'];

const STEPS: Readonly<Record<RecordStepName, readonly (readonly [RecordKind, RecordStatus])[]>> = {
  issue: [['requisition', 'asked']],
  receive: [['requisition', 'asked'], ['requisition', 'issued']],
  cancel: [['requisition', 'asked'], ['requisition', 'issued'], ['sterilising', 'running']],
  approve: [['stocktake', 'counted']],
  reject: [['stocktake', 'counted']],
  reverse: [...POSTED_KINDS.map((kind) => [kind, 'posted'] as const), ['requisition', 'received'], ['sterilising', 'done']],
  finish: [['sterilising', 'running'], ['opened', 'open']],
};
const APPROVALS: readonly RecordStepName[] = ['approve', 'reject'];
/** Who gives out goods: the store's own hand or whoever answers for it. */
const ISSUERS: readonly string[] = ['storekeeper', 'property_manager'];

export const recordSteps = (record: Pick<BarRecord, 'kind' | 'status'>, roles: readonly string[]): RecordStepName[] =>
  (Object.keys(STEPS) as RecordStepName[]).filter(
    (step) => STEPS[step].some(([kind, status]) => kind === record.kind && status === record.status) && (!APPROVALS.includes(step) || roles.includes('property_manager')) && (step !== 'issue' || roles.some((role) => ISSUERS.includes(role))),
  );

/** The next thing that happens to a paper. A variance is posted only once the manager approved it; an undo is a counter-entry. */
export const takeRecordStep = (record: BarRecord, step: RecordStep, facts: { at: Instant; by: string; day: LocalDate; roles: readonly string[]; sterilise: number; counted: ReadonlySet<string> }): Decision<RecordEvent> => {
  const { at, by } = facts;
  const { kind } = record;
  if (!STEPS[step.step].some(([of, status]) => of === kind && status === record.status)) return refuse('step-unlawful', { step: step.step, status: record.status });
  if (!recordSteps(record, facts.roles).includes(step.step)) return refuse('forbidden', { step: step.step });
  const moved = (status: RecordStatus, moves: readonly Movement[] = [], more: Partial<Extract<RecordEvent, { type: 'RecordMoved' }>> = {}): Decision<RecordEvent> => ok({ type: 'RecordMoved', at, by, day: facts.day, kind, status, moves, ...more });
  switch (step.step) {
    case 'issue':
      return moved('issued');
    case 'cancel':
      return moved('cancelled');
    case 'receive': {
      if (new Set(step.lines.map((line) => line.itemId)).size < step.lines.length) return refuse('item-twice', {});
      const unknown = step.lines.find((line) => !facts.counted.has(line.itemId));
      if (unknown) return refuse('item-unknown', { itemId: unknown.itemId });
      return moved('received', step.lines.filter((line) => line.quantity > 0).map((line): Movement => ({ itemId: line.itemId, kind: 'received', onHand: line.quantity, reason: 'requisition' })), { received: step.lines });
    }
    case 'approve': {
      // Nobody approves the own count.
      if (record.made.by === by) return refuse('own-stocktake', {});
      return moved('approved', (record.stocktake ?? []).filter((line) => line.counted !== line.book).map((line): Movement => ({ itemId: line.itemId, kind: 'counted', onHand: line.counted - line.book, reason: 'stocktake' })));
    }
    case 'reject':
      return moved('rejected', [], step.note ? { note: step.note } : {});
    case 'reverse':
      return moved('reversed', undoOf(record.moves));
    case 'finish': {
      if (kind === 'opened' || !record.batch) return moved('finished');
      const batch = { ...record.batch, endedAt: at };
      return moved('done', record.lines.map((line): Movement => ({ itemId: line.itemId, kind: 'washed', onHand: line.quantity, dirty: -line.quantity, reason: 'sterilised' })), { endedAt: at, belowStandard: isBelowStandard(batch, facts.sterilise) });
    }
    default: {
      const never: never = step;
      return never;
    }
  }
};
