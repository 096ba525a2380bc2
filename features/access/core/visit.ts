import { addMinutes, notAfter, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { addDays, localDate, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { holdsIdNumber } from './id-number.ts';

/** Who comes to work here. Customers are the sales team's and are never registered at the door. */
export const VISIT_KINDS = ['contractor', 'supplier', 'inspection'] as const;
export type VisitKind = (typeof VISIT_KINDS)[number];

export type Visit = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: VisitKind;
  readonly name?: string | undefined;
  readonly firm?: string | undefined;
  readonly headcount: number;
  readonly reason?: string | undefined;
  readonly hostId?: string | undefined;
  /** 已核: somebody looked at a paper; no number of it is kept. */
  readonly checked: boolean;
  readonly plate?: string | undefined;
  readonly work?: string | undefined;
  readonly repairNumber?: string | undefined;
  readonly pass?: string | undefined;
  readonly tools?: string | undefined;
  readonly enteredAt: Instant;
  readonly recordedAt: Instant;
  readonly leftAt?: Instant | undefined;
  readonly bookedBy: string;
  readonly expiresOn: LocalDate;
  readonly eraseAsked?: { readonly at: Instant; readonly by: string; readonly reason: string } | undefined;
  readonly erasedAt?: Instant | undefined;
};

export type VisitEntered = Pick<Visit, 'kind' | 'name' | 'firm' | 'headcount' | 'reason' | 'hostId' | 'checked' | 'plate' | 'work' | 'repairNumber' | 'pass' | 'tools' | 'enteredAt' | 'bookedBy' | 'expiresOn'> & { readonly type: 'VisitEntered'; readonly at: Instant };
export type VisitEvent =
  | VisitEntered
  | { readonly type: 'VisitLeft'; readonly at: Instant; readonly recordedAt: Instant; readonly by: string }
  | { readonly type: 'EraseAsked'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'VisitErased'; readonly at: Instant; readonly why: 'retention' | 'asked' };

export type EnterInput = Omit<VisitEntered, 'type' | 'at' | 'bookedBy' | 'expiresOn' | 'enteredAt'> & { readonly enteredAt?: Instant | undefined };
const AHEAD_MINUTES = 2;

export const enterVisit = (state: Visit | undefined, input: EnterInput, by: string, at: Instant, rules: { readonly keepDays: number; readonly zone: string }): Decision<VisitEvent> => {
  if (state) return refuse('visit-exists');
  if (input.enteredAt && input.enteredAt > addMinutes(at, AHEAD_MINUTES)) return refuse('time-ahead', { at });
  const enteredAt = notAfter(input.enteredAt ?? at, at);
  if (!input.name && !input.firm) return refuse('visitor-missing');
  if (holdsIdNumber(input.name, input.firm, input.reason, input.plate, input.work, input.pass, input.tools, input.repairNumber)) return refuse('id-number-refused');
  return ok({ type: 'VisitEntered', at, ...input, enteredAt, bookedBy: by, expiresOn: addDays(localDate(enteredAt, rules.zone), rules.keepDays) });
};

export const leaveVisit = (state: Visit, by: string, at: Instant, recordedAt: Instant): Decision<VisitEvent> => {
  if (state.leftAt) return refuse('visit-left', { at: state.leftAt });
  return at < state.enteredAt || at > addMinutes(recordedAt, AHEAD_MINUTES) ? refuse('left-before-entered', { enteredAt: state.enteredAt }) : ok({ type: 'VisitLeft', at, recordedAt, by });
};

export const evolveVisit = (state: Visit | undefined, event: VisitEvent, ids: { siteId: string; subject: string }): Visit => {
  if (event.type === 'VisitEntered') {
    const { type: _type, at, ...rest } = event;
    return { ...rest, id: ids.subject, siteId: ids.siteId, recordedAt: at };
  }
  if (!state) throw new Error(`${event.type} before the visit began.`);
  switch (event.type) {
    case 'VisitLeft':
      return { ...state, leftAt: event.at };
    case 'EraseAsked':
      return { ...state, eraseAsked: { at: event.at, by: event.by, reason: event.reason } };
    case 'VisitErased': {
      const { name: _name, firm: _firm, reason: _reason, plate: _plate, work: _work, repairNumber: _repair, pass: _pass, tools: _tools, ...rest } = state;
      return { ...rest, erasedAt: event.at };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
};
