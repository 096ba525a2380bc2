import type { Role } from '../../../platform/core/roles.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { runCommand, type CommandOutcome, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { mayOversee } from '../core/alert-permissions.ts';
import { acknowledge, climb, type Alert, type AlertEvent } from '../core/alert-state.ts';
import { alertKind } from './alert-store.ts';
import { readPlan, type AlertSettings } from './raise.ts';

/** Somebody has it in hand: the ladder stops, whoever else was told sees who. */
export const acknowledgeAlert = (deps: RunnerDeps, input: { siteId: string; alertId: string; commandId: string }, actor: { personId: string; roles: readonly Role[]; standIn?: Role | undefined }): Promise<CommandOutcome<Alert>> =>
  runCommand<Alert, AlertEvent>(deps, {
    kind: alertKind(() => []),
    siteId: input.siteId, subject: input.alertId, name: 'acknowledgeAlert', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: (alert, { now }) => (alert ? acknowledge(alert, { at: now, by: actor.personId, isOverseer: mayOversee(actor.roles) }) : refuse('not-found')),
  });

/** Silence on a step: the next one up is told (逐级). Two processes: the alert's row is locked, the second finds it done. */
export const sweepAlert =
  (settings: AlertSettings): DueHandler =>
  async (deps, { siteId, subject, sweep }) => {
    let plan: Awaited<ReturnType<typeof readPlan>>['plan'] = () => [];
    const done = await runCommand<Alert, AlertEvent>(deps, {
      kind: alertKind((alert, step) => plan(alert, step)),
      siteId, subject, name: 'sweep', actor: null,
      decide: async (alert, { now, site, trx }) => {
        if (!alert) return refuse('not-found');
        const read = await readPlan(trx.query, settings, site, now);
        plan = read.plan;
        return { ok: true, events: climb(alert, sweep.round, now, read.situation) };
      },
    });
    if (!done.ok) throw new Error(`The alert ${subject} could not climb: ${done.code}`);
  };
