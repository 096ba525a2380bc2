import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { sweepOf } from '../../../platform/server/sweep.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import { dismissPerson, staffOf } from '../../people/server/people-facts.ts';
import { recordBreach, takeBreachStep } from '../core/breach-rules.ts';
import type { BreachStep } from '../core/breach-steps.ts';
import type { Breach, BreachEvent } from '../core/breach.ts';
import * as contract from '../core/conduct-contract.ts';
import { audienceOf } from '../core/conduct-permissions.ts';
import { judged, listOfBreaches, readOneBreach } from './conduct-queries.ts';
import { breachKind } from './conduct-store.ts';

export type ConductDeps = RunnerDeps & {
  verifyPin(personId: string, pin: string): Promise<'ok' | Refusal>;
  /** Every session of a dismissed person ends at once. */
  onDismissed(personId: string): void;
  /**
   * Raises the incident a police referral asks for (M-42); a repeated call is the same incident. Where it is refused, the
   * case asks for it as a step of its own and is not closed without its number.
   */
  readonly raiseIncident: (input: { siteId: string; commandId: string; incidentId: string; at: Instant; caseRef: string }, actor: Actor) => Promise<{ ok: true; number: string } | Refusal>;
};

export const conductRoutes = (deps: ConductDeps): Route[] => {
  const { database } = deps;
  const answer = async (siteId: string, id: string, number: string, actor: Actor) => ({ number, view: (await database.read([siteId], (reader) => readOneBreach(reader, { siteId, id, actor }))) ?? null });

  const take = async (siteId: string, breachId: string, commandId: string, step: BreachStep, actor: Actor, more: { pinChecked: boolean; rolesAt: ReadonlyMap<string, Actor['roles']> }): Promise<{ state: Breach; number: string } | Refusal> => {
    let dismissed: string | undefined;
    const done = await runCommand<Breach, BreachEvent>(deps, {
      kind: breachKind, siteId, subject: breachId, name: 'stepBreach', commandId, actor: actor.personId, standIn: actor.standIn,
      decide: async (state, { now, trx }) => {
        dismissed = undefined;
        const who = await judged(trx.query, siteId, actor);
        if (!state || !audienceOf(state, who)) return refuse('not-found');
        const files = await ownFiles(trx.query, siteId, ['hash' in step ? step.hash : undefined], actor.personId);
        const decided = takeBreachStep(state, step, { actor: who, now, pinChecked: more.pinChecked, ownFiles: new Set(files.keys()) });
        if (!decided.ok || step.step !== 'decide' || step.sanction !== 'dismissal') return decided;
        // M-41: the account is closed in the transaction of the decision; if it cannot be, nothing is decided.
        const ended = await dismissPerson(trx, { siteId, personId: state.personId, decider: { personId: actor.personId, rolesAt: more.rolesAt }, now });
        if (!ended.ok) return ended;
        dismissed = state.personId;
        return { ok: true, events: decided.events.map((event) => (event.type === 'BreachStep' ? { ...event, account: ended.leftAltogether ? ('closed' as const) : ('ended-here' as const) } : event)) };
      },
    });
    if (!done.ok) return done;
    if (dismissed) deps.onDismissed(dismissed);
    return { state: done.state, number: done.state.number };
  };

  return [
    route(contract.recordBreachEndpoint, async ({ siteId, input, actor }) => {
      const { siteId: _site, commandId, breachId, photos, evidence, happenedAt, ...fields } = input;
      const done = await runCommand<Breach, BreachEvent>(deps, {
        kind: breachKind, siteId, subject: breachId, name: 'recordBreach', commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, trx }) => {
          if (state) return refuse('breach-exists');
          const [staff, files] = await Promise.all([staffOf(trx.query, siteId, now), ownFiles(trx.query, siteId, photos, actor.personId)]);
          if (photos.some((hash) => !files.has(hash))) return refuse('file-unknown');
          const recorded = recordBreach({ fields: { ...fields, happenedAt: happenedAt ?? now }, by: actor.personId, now, staff });
          if (!recorded.ok) return recorded;
          const happened = { at: now, recordedAt: now, by: actor.personId };
          const shown = [...photos.map((hash) => ({ hash })), ...(evidence ? [{ text: evidence }] : [])];
          return { ok: true, events: [...recorded.events, ...shown.map((entry): BreachEvent => ({ type: 'BreachStep', ...happened, step: { step: 'evidence', ...entry } }))] };
        },
      });
      return done.ok ? answer(siteId, breachId, done.state.number, actor) : done;
    }),
    route(contract.listBreaches, ({ siteId, input, actor }) => database.read([siteId], (reader) => listOfBreaches(reader, { siteId, after: input.after, actor }))),
    route(contract.readBreach, ({ siteId, input, actor }) => database.read([siteId], async (reader) => (await readOneBreach(reader, { siteId, id: input.breachId, actor })) ?? refuse('not-found'))),
    route(contract.stepBreach, async ({ siteId, input, actor, caller }) => {
      const { step, breachId, commandId } = input;
      let pinChecked = false;
      if (step.step === 'decide' && step.pin) {
        const checked = await deps.verifyPin(actor.personId, step.pin);
        if (checked !== 'ok') return checked;
        pinChecked = true;
      }
      const rolesAt = new Map([...caller.sites].map(([id, site]) => [id, site.roles]));
      const done = await take(siteId, breachId, commandId, step, actor, { pinChecked, rolesAt });
      if (isRefusal(done)) return done;
      if (step.step === 'referPolice' && done.state.police && !done.state.incidentRef) {
        const incidentId = derivedId(`${breachId}/incident`);
        const raised = await deps.raiseIncident({ siteId, commandId: derivedId(`${breachId}/raise`), incidentId, at: done.state.police.at, caseRef: done.state.police.caseRef }, actor);
        if (raised.ok) await take(siteId, breachId, derivedId(`${breachId}/link`), { step: 'linkIncident', incidentRef: raised.number }, actor, { pinChecked: false, rolesAt });
      }
      return answer(siteId, breachId, done.number, actor);
    }),
  ];
};

export const sweepBreach = sweepOf(breachKind);
