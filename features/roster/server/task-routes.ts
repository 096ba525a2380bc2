import type { Instant } from '../../../platform/core/instant.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import * as contract from '../core/handover-contract.ts';
import type { HandoverLine } from '../core/handover.ts';
import { seesAllTasks } from '../core/roster-permissions.ts';
import { takeTaskStep, taskStepsOf, type Task, type TaskEvent } from '../core/task.ts';
import { workersOf } from './roster-queries.ts';
import { taskKind } from './handover-store.ts';

type Row = { state: Task; version: number; giver: string; doer: string };
const READ = 'select t.state, t.version, g.name as giver, d.name as doer from tasks t join people g on g.id = t.giver_id join people d on d.id = t.doer_id';

const viewOf = ({ state, version, giver, doer }: Row, actor: Actor): contract.TaskView => ({
  id: state.id, status: state.status, giverId: state.giverId, giver, doerId: state.doerId, doer, content: state.content, givenAt: state.givenAt, dueAt: state.dueAt ?? null, doneAt: state.doneAt ?? null,
  result: state.result ?? null, returnedReason: state.returned?.reason ?? state.cancelled?.reason ?? null, isLate: state.isLate, version, allowed: taskStepsOf(state, actor),
});

/** Whose tasks alone this person sees; null: all. */
export const tasksOf = (actor: Actor): string | null => (seesAllTasks(actor) ? null : actor.personId);
const MINE = '($2::uuid is null or t.giver_id = $2 or t.doer_id = $2)';

const readOne = async (reader: Reader, siteId: string, id: string, actor: Actor): Promise<contract.TaskView | undefined> => {
  const row = (await reader.query<Row>(`${READ} where t.site_id = $1 and t.id = $2`, [siteId, id], 'task-one'))[0];
  return row && (seesAllTasks(actor) || row.state.doerId === actor.personId || row.state.giverId === actor.personId) ? viewOf(row, actor) : undefined;
};

/** Open tasks for the handover (M-52). */
export const openTaskLines = async (reader: Reader, siteId: string, _now: Instant, actor: Actor): Promise<HandoverLine[]> => {
  const rows = await reader.query<Row>(`${READ} where t.site_id = $1 and t.open and ${MINE} order by coalesce(t.due_at, 'infinity'::timestamptz), t.id limit 100`, [siteId, tasksOf(actor)], 'task-lines');
  return rows.map(({ state, doer }) => ({ section: 'tasks', ref: state.id, label: state.content.slice(0, 120), status: state.status, next: doer }));
};

export const tasksSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: Actor): Promise<string[]> =>
  (await reader.query<{ id: string }>(`select t.id from tasks t where t.site_id = $1 and ${MINE} and t.id = any ($3::uuid[])`, [siteId, tasksOf(actor), ids], 'tasks-seen')).map((row) => row.id);

/** Tasks that fall due in a stretch of time. */
export const tasksDue = async (reader: Reader, siteId: string, from: Instant, to: Instant, actor: Actor): Promise<{ at: Instant; label: string }[]> => {
  const rows = await reader.query<Row & { dueAt: Instant }>(`select t.state, t.version, g.name as giver, d.name as doer, t.due_at as "dueAt" from tasks t join people g on g.id = t.giver_id join people d on d.id = t.doer_id where t.site_id = $1 and t.open and ${MINE} and coalesce(t.due_at, 'infinity'::timestamptz) >= $3 and coalesce(t.due_at, 'infinity'::timestamptz) < $4 order by coalesce(t.due_at, 'infinity'::timestamptz), t.id limit 40`, [siteId, tasksOf(actor), from, to], 'tasks-due');
  return rows.map(({ dueAt, state, doer }) => ({ at: dueAt, label: `${state.content.slice(0, 60)} · ${doer}` }));
};

export const taskRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.listTasks, ({ siteId, actor }) =>
    deps.database.read([siteId], async (reader) => {
      const mine = tasksOf(actor);
      const [open, past] = await Promise.all([
        reader.query<Row>(`${READ} where t.site_id = $1 and t.open and ${MINE} order by coalesce(t.due_at, 'infinity'::timestamptz), t.id limit 200`, [siteId, mine], 'task-open'),
        reader.query<Row>(`${READ} where t.site_id = $1 and not t.open and ${MINE} order by t.given_at desc, t.id desc limit 30`, [siteId, mine], 'task-past'),
      ]);
      return { open: open.map((row) => viewOf(row, actor)), past: past.map((row) => viewOf(row, actor)) };
    }),
  ),
  route(contract.giveTask, async ({ siteId, input, actor }) => {
    const done = await runCommand<Task, TaskEvent, contract.TaskView | undefined>(deps, {
      kind: taskKind, siteId, subject: input.taskId, name: 'giveTask', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
      decide: async (state, { now, trx }) => {
        if (state) return refuse('task-exists', {});
        if (!(await workersOf(trx, siteId, now)).some((worker) => worker.id === input.doerId && worker.isHere)) return refuse('person-not-here', {});
        if (!input.dueAt) return refuse('due-missing', {});
        if (input.dueAt <= now) return refuse('due-in-the-past', {});
        return { ok: true, events: [{ type: 'TaskGiven', at: now, by: actor.personId, doerId: input.doerId, content: input.content, dueAt: input.dueAt }] };
      },
      present: (reader) => readOne(reader, siteId, input.taskId, actor),
    });
    if (!done.ok) return done;
    return done.view ?? (await deps.database.read([siteId], (reader) => readOne(reader, siteId, input.taskId, actor))) ?? refuse('not-found');
  }),
  route(contract.stepTask, async ({ siteId, input, actor }) => {
    const done = await runCommand(deps, {
      kind: taskKind, siteId, subject: input.taskId, name: 'stepTask', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
      decide: (state, { now }) => (state && (seesAllTasks(actor) || state.doerId === actor.personId || state.giverId === actor.personId) ? takeTaskStep(state, input.step, actor, now) : refuse('not-found')),
      present: (reader) => readOne(reader, siteId, input.taskId, actor),
    });
    if (!done.ok) return done;
    return done.view ?? (await deps.database.read([siteId], (reader) => readOne(reader, siteId, input.taskId, actor))) ?? refuse('not-found');
  }),
];

export const sweepTask: DueHandler = async (deps, { siteId, subject, sweep }) => {
  const done = await runCommand(deps, { kind: taskKind, siteId, subject, name: 'sweep', actor: null, sweep, decide: () => ({ ok: true, events: [] }) });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
};
