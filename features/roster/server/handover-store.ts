import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { JournalHead } from '../../../platform/server/journal.ts';
import { handoverAlerts, taskAlerts } from '../core/roster-alerts.ts';
import { ROSTER_JOBS } from './roster-facts.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { evolveHandover, handoverClocks, type Handover, type HandoverEvent } from '../core/handover.ts';
import { evolveTask, isTaskOpen, taskClocks, type Task, type TaskEvent } from '../core/task.ts';

type Loaded<S> = { state: S; version: number; last_hash: Buffer };
const headOf = (row: Loaded<unknown>): JournalHead => ({ version: row.version, lastHash: row.last_hash });

const handoverEntry = (event: HandoverEvent): { data: Record<string, unknown>; text: Record<string, unknown> } => {
  switch (event.type) {
    case 'HandoverGiven': {
      const { sheet } = event;
      return {
        data: { round: event.round, day: sheet.day, hygiene: sheet.hygiene?.state ?? null, spokenOf: sheet.spokenOf, lines: sheet.lines.map(({ section, ref }) => ({ section, ref })), counts: sheet.items.map((item) => item.count), ...(event.takers ? { takers: event.takers } : {}) },
        text: { post: sheet.post, shift: sheet.shift ?? '', hygiene: sheet.hygiene?.note ?? '', summary: sheet.summary, instructions: sheet.instructions, tomorrow: sheet.tomorrow, lines: sheet.lines, items: sheet.items },
      };
    }
    case 'HandoverTaken':
      return { data: { by: event.by, differences: event.differences.length, arrivedAt: event.arrivedAt ?? null }, text: event.differences.length > 0 ? { differences: event.differences } : {} };
    case 'HandoverRefused':
      return { data: { by: event.by }, text: { reason: event.reason } };
    case 'HandoverReviewed':
      return { data: { by: event.by }, text: event.note ? { note: event.note } : {} };
    case 'HandoverUntaken':
      return { data: {}, text: {} };
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const handoverKind: SubjectKind<Handover, HandoverEvent> = {
  feature: 'handover',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Handover>>('select state, version, last_hash from handovers where site_id = $1 and id = $2 for update', [siteId, subject], 'handover-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveHandover,
  journal: (event) => ({ event: event.type, ...handoverEntry(event), occurredAt: event.at, recordedAt: event.at }),
  clocks: (event, after, site) => handoverClocks(event, after, parameterValues(site.parameters)['roster.handover_untaken'], site.version),
  // A warning is not asked for; a breach is the one finding.
  finding: (_finding, now) => ({ type: 'HandoverUntaken', at: now }),
  jobs: (event, { siteId }) => (event.type === 'HandoverGiven' ? [{ name: ROSTER_JOBS.handed, payload: { siteId }, key: siteId }] : []),
  alerts: handoverAlerts,
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'handover-save',
      text: `insert into handovers (site_id, id, version, last_hash, status, giver_id, taker_id, given_at, taken_at, has_difference, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, taker_id = excluded.taker_id, given_at = excluded.given_at,
         taken_at = excluded.taken_at, has_difference = excluded.has_difference, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.status, state.giverId, state.takerId ?? null, state.givenAt, state.takenAt ?? null, state.differences.length > 0, JSON.stringify(state)],
    },
  ],
};

const taskEntry = (event: TaskEvent): { data: Record<string, unknown>; text: Record<string, unknown> } => {
  switch (event.type) {
    case 'TaskGiven':
      return { data: { doerId: event.doerId, dueAt: event.dueAt ?? null }, text: { content: event.content } };
    case 'TaskDone':
      return { data: {}, text: { result: event.result } };
    case 'TaskReturned':
    case 'TaskCancelled':
      return { data: {}, text: { reason: event.reason } };
    default:
      return { data: {}, text: {} };
  }
};

export const taskKind: SubjectKind<Task, TaskEvent> = {
  feature: 'tasks',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Task>>('select state, version, last_hash from tasks where site_id = $1 and id = $2 for update', [siteId, subject], 'task-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveTask,
  journal: (event) => ({ event: event.type, ...taskEntry(event), occurredAt: event.at, recordedAt: event.at }),
  clocks: (event, after, site) => taskClocks(event, after, site.version),
  finding: (_finding, now) => ({ type: 'TaskLate', at: now }),
  jobs: () => [],
  alerts: taskAlerts,
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'task-save',
      text: `insert into tasks (site_id, id, version, last_hash, status, open, giver_id, doer_id, due_at, given_at, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, open = excluded.open, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.status, isTaskOpen(state.status), state.giverId, state.doerId, state.dueAt ?? null, state.givenAt, JSON.stringify(state)],
    },
  ],
};
