import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';

/** An ad-hoc task (临时任务, G-05): given → accepted → done → confirmed by the giver; returned to the doer, or cancelled. */
export type TaskStatus = 'given' | 'accepted' | 'done' | 'confirmed' | 'cancelled';
export type Task = {
  readonly id: string;
  readonly siteId: string;
  readonly status: TaskStatus;
  readonly giverId: string;
  readonly doerId: string;
  readonly content: string;
  readonly givenAt: Instant;
  readonly dueAt?: Instant;
  readonly acceptedAt?: Instant;
  readonly doneAt?: Instant;
  readonly result?: string;
  readonly confirmedAt?: Instant;
  readonly returned?: { readonly at: Instant; readonly reason: string };
  readonly cancelled?: { readonly at: Instant; readonly reason: string };
  readonly isLate: boolean;
  /** Counts how often it was given into the doer's hands, for the clock; tasks of before were so once. */
  readonly round?: number;
};

export type TaskEvent =
  | { readonly type: 'TaskGiven'; readonly at: Instant; readonly by: string; readonly doerId: string; readonly content: string; readonly dueAt?: Instant | undefined }
  | { readonly type: 'TaskAccepted'; readonly at: Instant; readonly by: string }
  | { readonly type: 'TaskDone'; readonly at: Instant; readonly by: string; readonly result: string }
  | { readonly type: 'TaskConfirmed'; readonly at: Instant; readonly by: string }
  | { readonly type: 'TaskReturned'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'TaskCancelled'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'TaskLate'; readonly at: Instant };

export type TaskStep =
  | { readonly step: 'accept' }
  | { readonly step: 'done'; readonly result: string }
  | { readonly step: 'confirm' }
  | { readonly step: 'return'; readonly reason: string }
  | { readonly step: 'cancel'; readonly reason: string };

const LAWFUL: Readonly<Record<TaskStep['step'], readonly TaskStatus[]>> = { accept: ['given'], done: ['given', 'accepted'], confirm: ['done'], return: ['done'], cancel: ['given', 'accepted'] };
const BY_DOER: readonly TaskStep['step'][] = ['accept', 'done'];

/** What this person may do with the task now; the doer works, the giver (or the manager) confirms. */
export const taskStepsOf = (task: Task, actor: { readonly personId: string; readonly roles: readonly Role[] }): TaskStep['step'][] =>
  (Object.keys(LAWFUL) as TaskStep['step'][]).filter(
    (step) => LAWFUL[step].includes(task.status) && (BY_DOER.includes(step) ? actor.personId === task.doerId : actor.personId === task.giverId || actor.roles.includes('property_manager')),
  );

export const takeTaskStep = (task: Task, step: TaskStep, who: { readonly personId: string; readonly roles: readonly Role[] }, at: Instant): Decision<TaskEvent> => {
  if (!LAWFUL[step.step].includes(task.status)) return refuse('task-step-unlawful', { step: step.step, status: task.status });
  if (!taskStepsOf(task, who).includes(step.step)) return refuse('forbidden', { permission: `roster.task.${step.step}` });
  const by = who.personId;
  switch (step.step) {
    case 'accept':
      return ok({ type: 'TaskAccepted', at, by });
    case 'done':
      return ok({ type: 'TaskDone', at, by, result: step.result });
    case 'confirm':
      return ok({ type: 'TaskConfirmed', at, by });
    case 'return':
      return ok({ type: 'TaskReturned', at, by, reason: step.reason });
    case 'cancel':
      return ok({ type: 'TaskCancelled', at, by, reason: step.reason });
    default: {
      const never: never = step;
      return never;
    }
  }
};

export const evolveTask = (state: Task | undefined, event: TaskEvent, ids: { siteId: string; subject: string }): Task => {
  if (event.type === 'TaskGiven')
    return { id: ids.subject, siteId: ids.siteId, status: 'given', giverId: event.by, doerId: event.doerId, content: event.content, givenAt: event.at, ...(event.dueAt ? { dueAt: event.dueAt } : {}), isLate: false };
  if (!state) throw new Error(`${event.type} before the task was given.`);
  switch (event.type) {
    case 'TaskAccepted':
      return { ...state, status: 'accepted', acceptedAt: event.at };
    case 'TaskDone':
      return { ...state, status: 'done', doneAt: event.at, result: event.result };
    case 'TaskConfirmed':
      return { ...state, status: 'confirmed', confirmedAt: event.at };
    case 'TaskReturned':
      return { ...state, status: 'accepted', returned: { at: event.at, reason: event.reason }, round: (state.round ?? 1) + 1 };
    case 'TaskCancelled':
      return { ...state, status: 'cancelled', cancelled: { at: event.at, reason: event.reason } };
    case 'TaskLate':
      return { ...state, isLate: true };
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const isTaskOpen = (status: TaskStatus): boolean => status !== 'confirmed' && status !== 'cancelled';
export const TASK_CLOCK = 'task.due';

/** The due time is the giver's word: it ends with the doer's report and runs on, unmoved, where that is sent back. */
export const taskClocks = (event: TaskEvent, after: Task, calendarVersion: number): ClockChange[] => {
  const round = after.round ?? 1;
  switch (event.type) {
    case 'TaskGiven':
    case 'TaskReturned':
      return after.dueAt
        ? [{ do: 'start', clock: TASK_CLOCK, round, startedAt: event.at, dueAt: after.dueAt, rule: { clause: 'G-05', origin: 'house', basis: 'elapsed', parameter: 'task.due', value: after.dueAt, calendarVersion } }]
        : [];
    case 'TaskDone':
      return [{ do: 'stop', clock: TASK_CLOCK, round, at: event.at }];
    case 'TaskCancelled':
      return [{ do: 'cancel', clock: TASK_CLOCK, round, at: event.at }];
    default:
      return [];
  }
};
