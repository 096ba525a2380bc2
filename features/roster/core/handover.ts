import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';

/** What a handover is compiled from; a later feature adds its section. */
export const HANDOVER_SECTIONS = ['repairs', 'copies', 'messages', 'enquiries', 'missed', 'unlogged', 'incidents', 'inside', 'tasks', 'reassignments', 'gaps', 'booked', 'alerts', 'beverages', 'complaints', 'claims', 'referrals'] as const;
export type HandoverSection = (typeof HANDOVER_SECTIONS)[number];
/** One open matter as it stood when the sheet was signed (forms.md 4.11). */
export type HandoverLine = { readonly section: HandoverSection; readonly ref: string; readonly label: string; readonly status: string; readonly next: string };
/** Keys, radios, umbrellas, remote controls: counted by the one, counted again by the other. */
export type HandoverItem = { readonly name: string; readonly count: number; readonly note: string; /** Keys stand apart on the sheet, with their numbers in the note; older sheets do not say. */ readonly kind?: 'key' | 'item' };
export type HandoverDifference = { readonly what: string; readonly difference: string; readonly reason: string };

/** 环境卫生 of the post as it is left. */
export const HYGIENE_STATES = ['fine', 'not_fine', 'unseen'] as const;
export type Hygiene = { readonly state: (typeof HYGIENE_STATES)[number]; readonly note: string };

export type HandoverSheet = {
  readonly post: string;
  readonly day: LocalDate;
  /** 班次: the giver's hours; sheets before this field came have none. */
  readonly shift?: string;
  readonly hygiene?: Hygiene;
  readonly summary: string;
  readonly instructions: string;
  readonly tomorrow: string;
  readonly spokenOf: boolean;
  readonly lines: readonly HandoverLine[];
  readonly items: readonly HandoverItem[];
};

export type Handover = HandoverSheet & {
  readonly id: string;
  readonly siteId: string;
  readonly status: 'given' | 'taken' | 'refused';
  readonly round: number;
  readonly giverId: string;
  readonly givenAt: Instant;
  /** Whom the roster has for this post now or next; sheets of before, and posts nobody knows, name nobody. */
  readonly takers?: readonly string[];
  readonly takerId?: string;
  readonly takenAt?: Instant;
  /** 到岗时间 of the taker, who may sign later. */
  readonly arrivedAt?: Instant;
  readonly differences: readonly HandoverDifference[];
  readonly refusal?: { readonly by: string; readonly at: Instant; readonly reason: string };
  readonly reviewedBy?: string;
  readonly reviewedAt?: Instant;
  readonly reviewNote?: string;
  readonly untaken: boolean;
};

export type HandoverEvent =
  | { readonly type: 'HandoverGiven'; readonly at: Instant; readonly by: string; readonly sheet: HandoverSheet; readonly round: number; readonly takers?: readonly string[] }
  | { readonly type: 'HandoverTaken'; readonly at: Instant; readonly by: string; readonly differences: readonly HandoverDifference[]; readonly arrivedAt?: Instant | undefined }
  | { readonly type: 'HandoverRefused'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'HandoverReviewed'; readonly at: Instant; readonly by: string; readonly note?: string | undefined }
  | { readonly type: 'HandoverUntaken'; readonly at: Instant };

/** Who answers for the centre or stands at its desk reads every sheet: its words are written for them. */
const READ_ALL: readonly Role[] = ['desk_agent', 'duty_officer', 'property_manager', 'foreman', 'engineering_head', 'quality', 'admin'];
export const readsAllHandovers = (actor: HandoverReader): boolean => actor.roles.some((role) => READ_ALL.includes(role));
export type HandoverReader = { readonly personId: string; readonly roles: readonly Role[] };
/** Besides them its giver, whom it is for, and who took it. */
export const isHandoverOf = (sheet: Pick<Handover, 'giverId' | 'takerId' | 'takers'>, actor: HandoverReader): boolean =>
  readsAllHandovers(actor) || sheet.giverId === actor.personId || sheet.takerId === actor.personId || sheet.takers?.includes(actor.personId) === true;
/** And who works at such a post, as it lies there to be taken and looked up (M-52); one of a post nobody knows is taken by anybody. Lines are judged one by one. */
export const mayReadHandover = (sheet: Pick<Handover, 'giverId' | 'takerId' | 'takers' | 'status'>, actor: HandoverReader, postRoles: readonly Role[]): boolean =>
  isHandoverOf(sheet, actor) || (postRoles.length === 0 ? sheet.status !== 'taken' : actor.roles.some((role) => postRoles.includes(role)));

/** Signs the sheet as giver; after a refusal the same person signs a mended one. */
export const give = (state: Handover | undefined, input: { at: Instant; by: string; sheet: HandoverSheet; takers?: readonly string[] }): Decision<HandoverEvent> => {
  if (!state) return ok({ type: 'HandoverGiven', ...input, round: 1 });
  if (state.status !== 'refused') return refuse('handover-already-given', { status: state.status });
  if (state.giverId !== input.by) return refuse('handover-not-yours', {});
  return ok({ type: 'HandoverGiven', ...input, round: state.round + 1 });
};

/**
 * Signs as taker. A mismatch does not stop the handover: it is taken **with** the difference and its reason, and the
 * manager hears of it (M-52). Nobody signs for both sides. `leavesDesk`: the giver stands in for the desk, and this
 * taker could not do its work.
 */
export const take = (state: Handover, { leavesDesk, ...input }: { at: Instant; by: string; differences: readonly HandoverDifference[]; arrivedAt?: Instant | undefined; leavesDesk?: boolean }): Decision<HandoverEvent> => {
  if (state.status !== 'given') return refuse('handover-not-open', { status: state.status });
  if (state.giverId === input.by) return refuse('handover-same-person', {});
  if (leavesDesk) return refuse('handover-needs-desk', {});
  if (input.arrivedAt && input.arrivedAt > input.at) return refuse('arrived-later', {});
  return ok({ type: 'HandoverTaken', ...input });
};

export const refuseHandover = (state: Handover, input: { at: Instant; by: string; reason: string }): Decision<HandoverEvent> => {
  if (state.status !== 'given') return refuse('handover-not-open', { status: state.status });
  if (state.giverId === input.by) return refuse('handover-same-person', {});
  return ok({ type: 'HandoverRefused', ...input });
};

export const review = (state: Handover, input: { at: Instant; by: string; note?: string | undefined }): Decision<HandoverEvent> => {
  if (state.status !== 'taken') return refuse('handover-not-open', { status: state.status });
  if (state.reviewedAt) return refuse('handover-reviewed', {});
  return ok({ type: 'HandoverReviewed', ...input });
};

export const evolveHandover = (state: Handover | undefined, event: HandoverEvent, ids: { siteId: string; subject: string }): Handover => {
  if (event.type === 'HandoverGiven')
    return { id: ids.subject, siteId: ids.siteId, status: 'given', round: event.round, giverId: event.by, givenAt: event.at, differences: [], untaken: false, ...(event.takers ? { takers: event.takers } : {}), ...event.sheet };
  if (!state) throw new Error(`${event.type} before the handover was given.`);
  switch (event.type) {
    case 'HandoverTaken':
      return { ...state, status: 'taken', takerId: event.by, takenAt: event.at, differences: event.differences, ...(event.arrivedAt ? { arrivedAt: event.arrivedAt } : {}) };
    case 'HandoverRefused':
      return { ...state, status: 'refused', refusal: { by: event.by, at: event.at, reason: event.reason } };
    case 'HandoverReviewed':
      return { ...state, reviewedBy: event.by, reviewedAt: event.at, ...(event.note ? { reviewNote: event.note } : {}) };
    case 'HandoverUntaken':
      return { ...state, untaken: true };
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const UNTAKEN_CLOCK = 'handover.untaken';

/** M-52: an untaken handover reaches the manager after a while; it never blocks a record (M-06). */
export const handoverClocks = (event: HandoverEvent, after: Handover, minutes: number, calendarVersion: number): ClockChange[] => {
  switch (event.type) {
    case 'HandoverGiven':
      return [
        {
          do: 'start', clock: UNTAKEN_CLOCK, round: event.round, startedAt: event.at, dueAt: addMinutes(event.at, minutes),
          rule: { clause: 'M-52', origin: 'house', basis: 'elapsed', parameter: 'roster.handover_untaken', value: String(minutes), calendarVersion },
        },
      ];
    case 'HandoverTaken':
    case 'HandoverRefused':
      return [{ do: 'stop', clock: UNTAKEN_CLOCK, round: after.round, at: event.at }];
    default:
      return [];
  }
};
