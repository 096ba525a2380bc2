import type { AlertDraft, AlertEndWhy, AlertLevel, Ladder, Rung } from '../../../platform/core/alert.ts';
import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { reachStep, type Reached, type Situation } from './reach.ts';

/** open → acknowledged by somebody, ended with its cause, or unanswered when the ladder has no further step. */
export const ALERT_STATUSES = ['open', 'acknowledged', 'ended', 'unanswered'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

export type Cause = { readonly feature: string; readonly subject: string; readonly key: string; readonly clock?: string | undefined; readonly round?: number | undefined };
export type StepTaken = { readonly step: number; readonly at: Instant; readonly reached: readonly Reached[]; readonly empty: readonly Rung[] };

export type Alert = {
  readonly id: string;
  readonly siteId: string;
  readonly topic: string;
  readonly level: AlertLevel;
  readonly status: AlertStatus;
  readonly cause: Cause;
  readonly facts: AlertDraft['facts'];
  readonly people: AlertDraft['people'];
  readonly isPrivate?: true | undefined;
  /** Frozen when it was raised: a later change of the ladder does not touch it. */
  readonly ladder: Ladder;
  readonly climbMinutes: number;
  readonly raisedAt: Instant;
  readonly steps: readonly StepTaken[];
  /** Everybody told answers for themself (an incident): one answer stops the climbing, not the telling. */
  readonly everybody?: boolean | undefined;
  /** Not told: they reported it. */
  readonly knownTo?: readonly string[] | undefined;
  /** The first answer; the others stand in `answers`. */
  readonly acknowledged?: { readonly at: Instant; readonly by: string };
  readonly answers?: readonly { readonly at: Instant; readonly by: string }[];
  readonly ended?: { readonly at: Instant; readonly why: AlertEndWhy };
};

export type AlertRaised = Pick<Alert, 'topic' | 'level' | 'cause' | 'facts' | 'people' | 'isPrivate' | 'ladder' | 'climbMinutes' | 'everybody' | 'knownTo'> & { readonly type: 'AlertRaised'; readonly at: Instant };
export type AlertEvent =
  | AlertRaised
  | ({ readonly type: 'AlertStepTaken' } & StepTaken)
  | { readonly type: 'AlertAcknowledged'; readonly at: Instant; readonly by: string }
  | { readonly type: 'AlertEnded'; readonly at: Instant; readonly why: AlertEndWhy }
  | { readonly type: 'AlertUnanswered'; readonly at: Instant };

const isRunning = (alert: Alert): boolean => alert.status === 'open';

type Called = Pick<Alert, 'ladder' | 'people' | 'knownTo'>;
const findStep = ({ ladder, people, knownTo }: Called, step: number, situation: Situation): { reached: Reached[]; empty: Rung[] } => {
  const { reached, empty } = reachStep(ladder[step]?.who ?? [], people, situation);
  return { reached: reached.filter(({ personId }) => !knownTo?.includes(personId)), empty };
};

/** Goes up from a step until somebody is reached; what was empty on the way is said. At the end of the ladder nobody is left to ask. */
const climbFrom = (alert: Called, from: number, at: Instant, situation: Situation): AlertEvent[] => {
  const events: AlertEvent[] = [];
  for (let step = from; step < alert.ladder.length; step += 1) {
    const found = findStep(alert, step, situation);
    events.push({ type: 'AlertStepTaken', step, at, ...found });
    if (found.reached.length > 0) return events;
  }
  return [...events, { type: 'AlertUnanswered', at }];
};

/** Raises an alert: the first step that reaches somebody, or every step at once at the top level (越级同报, a house rule); who stands on two steps is told once then. */
export const raise = (raised: AlertRaised, situation: Situation): AlertEvent[] => {
  const { at, ladder } = raised;
  if (raised.level !== 'top') return [raised, ...climbFrom(raised, 0, at, situation)];
  const told = new Set<string>();
  const steps = ladder.map((_rung, step): AlertEvent => {
    const { reached, empty } = findStep(raised, step, situation);
    const first = reached.filter(({ personId }) => !told.has(personId));
    for (const { personId } of first) told.add(personId);
    return { type: 'AlertStepTaken', step, at, reached: first, empty };
  });
  const isAnybody = steps.some((step) => step.type === 'AlertStepTaken' && step.reached.length > 0);
  return [raised, ...steps, ...(isAnybody ? [] : [{ type: 'AlertUnanswered' as const, at }])];
};

/** Silence steps up; nothing happens when somebody spoke meanwhile or the sweep came twice. */
export const climb = (alert: Alert, round: number, at: Instant, situation: Situation): AlertEvent[] =>
  isRunning(alert) && alert.steps.length === round ? climbFrom(alert, (alert.steps.at(-1)?.step ?? -1) + 1, at, situation) : [];

/** Anybody who was told may answer, also one whose step has passed on; so may those who answer for the centre. */
export const acknowledge = (alert: Alert, input: { at: Instant; by: string; isOverseer: boolean }): Decision<AlertEvent, 'not-found' | 'alert-settled' | 'alert-acknowledged'> => {
  const wasTold = alert.steps.some((step) => step.reached.some((person) => person.personId === input.by));
  if (!wasTold && (!input.isOverseer || alert.isPrivate)) return refuse('not-found');
  const own = alert.answers?.find((answer) => answer.by === input.by);
  if (alert.status === 'acknowledged' && (own || !alert.everybody)) return refuse('alert-acknowledged', { at: own?.at ?? alert.acknowledged?.at });
  if (alert.status === 'ended') return refuse('alert-settled', { why: alert.ended?.why });
  return ok({ type: 'AlertAcknowledged', at: input.at, by: input.by });
};

/** An answer that the cause's own feature has judged already; said twice it changes nothing. */
export const answer = (alert: Alert, input: { at: Instant; by: string }): AlertEvent[] =>
  alert.status === 'ended' || alert.answers?.some((entry) => entry.by === input.by) ? [] : [{ type: 'AlertAcknowledged', ...input }];

/** Whether this person (a robot: nobody) need not be told any more. */
export const isSettledFor = (alert: Alert, personId: string | null): boolean =>
  alert.status === 'ended' || (alert.status === 'acknowledged' && (!alert.everybody || (alert.answers ?? []).some((entry) => entry.by === personId)));

export const end = (alert: Alert, input: { at: Instant; why: AlertEndWhy }): AlertEvent[] => (alert.status === 'ended' ? [] : [{ type: 'AlertEnded', ...input }]);

export const evolveAlert = (state: Alert | undefined, event: AlertEvent, ids: { siteId: string; subject: string }): Alert => {
  if (event.type === 'AlertRaised') {
    const { type: _type, at, ...rest } = event;
    return { id: ids.subject, siteId: ids.siteId, status: 'open', raisedAt: at, steps: [], ...rest };
  }
  if (!state) throw new Error(`${event.type} before the alert was raised.`);
  switch (event.type) {
    case 'AlertStepTaken': {
      const { type: _type, ...step } = event;
      return { ...state, steps: [...state.steps, step] };
    }
    case 'AlertAcknowledged':
      return { ...state, status: 'acknowledged', acknowledged: state.acknowledged ?? { at: event.at, by: event.by }, answers: [...(state.answers ?? []), { at: event.at, by: event.by }] };
    case 'AlertEnded':
      return { ...state, status: 'ended', ended: { at: event.at, why: event.why } };
    case 'AlertUnanswered':
      return { ...state, status: 'unanswered' };
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const CLIMB_CLOCK = 'alerts.climb';

/**
 * The clock of a step: how long the people reached may be silent. Only a breach climbs; at the top level all know
 * already, and a warning that nobody answers becomes the breach it warned of.
 */
export const alertClocks = (event: AlertEvent, after: Alert, calendarVersion: number): ClockChange[] => {
  const round = after.steps.length;
  if (event.type === 'AlertRaised') return [];
  const stopAll = after.steps.map((_step, index): ClockChange => ({ do: 'cancel', clock: CLIMB_CLOCK, round: index + 1, at: event.at }));
  if (event.type !== 'AlertStepTaken') return stopAll;
  if (after.level !== 'breach' || event.reached.length === 0) return stopAll;
  const minutes = after.ladder[event.step + 1]?.afterMinutes ?? after.climbMinutes;
  return [
    ...stopAll.slice(0, -1),
    {
      do: 'start', clock: CLIMB_CLOCK, round, startedAt: event.at, dueAt: addMinutes(event.at, minutes),
      rule: { clause: '', origin: 'house', basis: 'elapsed', parameter: 'alerts.climb_minutes', value: String(minutes), calendarVersion },
    },
  ];
};
