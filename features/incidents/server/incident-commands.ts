import { refuse } from '../../../platform/core/refusal.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import type { Actor } from '../../../platform/server/app.ts';
import { runCommand, type CommandOutcome, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query, Transaction } from '../../../platform/server/database.ts';
import type { HeldAmong } from '../../../platform/server/erase-ended.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { sweepOf } from '../../../platform/server/sweep.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { ANSWERS_UNASKED, answersSelf, maySeeIncident } from '../core/incident-permissions.ts';
import { reportIncident, takeIncidentStep, type ReportInput } from '../core/incident-rules.ts';
import type { Incident, IncidentEvent } from '../core/incident.ts';
import type { IncidentStep } from '../core/incident-steps.ts';
import { wasCalled } from './incident-queries.ts';
import { incidentKind } from './incident-store.ts';

type Made = CommandOutcome<Incident>;

/** The place by its name of today; an id of another centre is no place. */
const placeNameOf = async (trx: Transaction, siteId: string, placeId: string): Promise<string | undefined> =>
  (await trx.query<{ name: string }>('select name from places where site_id = $1 and id = $2', [siteId, placeId], 'place-name'))[0]?.name;

const worksHere = async (query: Query, siteId: string, personId: string, now: string): Promise<boolean> =>
  (await query('select from memberships m join people p on p.id = m.person_id where m.site_id = $1 and m.person_id = $2 and p.ended_at is null and not m.offered and m.valid_from <= $3 and (m.valid_until is null or m.valid_until > $3) limit 1', [siteId, personId, now], 'incident-person')).length > 0;

export type ReportCommand = Omit<ReportInput, 'placeText'> & { readonly siteId: string; readonly commandId: string; readonly incidentId: string; readonly placeText?: string | undefined };

export const reportIncidentCommand = (deps: RunnerDeps, input: ReportCommand, actor: Actor): Promise<Made> =>
  runCommand<Incident, IncidentEvent>(deps, {
    kind: incidentKind, siteId: input.siteId, subject: input.incidentId, name: 'reportIncident', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn, creates: true,
    decide: async (state, { now, site, trx }) => {
      const placeText = input.placeId ? await placeNameOf(trx, input.siteId, input.placeId) : input.placeText;
      if (!placeText) return refuse(input.placeId ? 'place-unknown' : 'place-missing');
      if (input.reporterId && !(await worksHere(trx.query, input.siteId, input.reporterId, now))) return refuse('person-not-here', {});
      if (input.photo && !(await ownFiles(trx.query, input.siteId, [input.photo], actor.personId)).has(input.photo)) return refuse('file-unknown');
      return reportIncident(state, { ...input, placeText }, actor, now, parameterValues(site.parameters)['incidents.grades']);
    },
  });

export type IncidentDeps = RunnerDeps & { readonly heldAmong: HeldAmong };

export const stepIncidentCommand = (deps: IncidentDeps, input: { siteId: string; incidentId: string; commandId: string; step: IncidentStep }, actor: Actor): Promise<Made> =>
  runCommand<Incident, IncidentEvent>(deps, {
    kind: incidentKind, siteId: input.siteId, subject: input.incidentId, name: 'stepIncident', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: async (state, { now, site, trx }) => {
      if (!state) return refuse('not-found');
      const { step } = input;
      const other = step.step === 'answer' && step.personId && step.personId !== actor.personId ? step.personId : undefined;
      const ends = ['askErasure', 'summary', 'fallsAway'].includes(step.step);
      const [mine, theirs, held] = await Promise.all([
        wasCalled(trx.query, input.siteId, state.id, actor.personId),
        other
          ? trx.query(
              `select from memberships m join people p on p.id = m.person_id where m.site_id = $1 and m.person_id = $2 and p.ended_at is null and not m.offered and m.valid_from <= $3 and (m.valid_until is null or m.valid_until > $3) and m.role = any ($4) limit 1`,
              [input.siteId, other, now, ANSWERS_UNASKED],
              'incident-answerer',
            )
          : [],
        ends ? deps.heldAmong(trx.query, input.siteId, [state.id]) : new Set<string>(),
      ]);
      // An incident one has no part in is not there.
      if (!maySeeIncident(state, actor, mine)) return refuse('not-found');
      if (step.step === 'photo' && !(await ownFiles(trx.query, input.siteId, [step.hash], actor.personId)).has(step.hash)) return refuse('file-unknown');
      const toldOther = other ? theirs.length > 0 || (await wasCalled(trx.query, input.siteId, state.id, other)) : false;
      return takeIncidentStep(state, step, actor, { at: now, wasCalled: mine, isCalled: (personId) => (personId === actor.personId ? answersSelf(actor, mine) : toldOther), gradeCount: parameterValues(site.parameters)['incidents.grades'], held: held.has(state.id) });
    },
  });

/** An answer given in the list of alerts is an answer to the incident. */
export const answerFromAlerts =
  (deps: IncidentDeps) =>
  async (call: { siteId: string; subject: string; commandId: string }, actor: Actor): Promise<{ ok: true } | Refusal> => {
    const done = await stepIncidentCommand(deps, { siteId: call.siteId, incidentId: call.subject, commandId: call.commandId, step: { step: 'answer', way: 'app' } }, actor);
    return done.ok ? { ok: true } : done.code === 'not-called' ? refuse('not-found') : done;
  };

export const sweepIncident = sweepOf(incidentKind);
