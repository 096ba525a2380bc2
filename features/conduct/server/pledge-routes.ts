import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import { sweepOf } from '../../../platform/server/sweep.ts';
import { staffOf } from '../../people/server/people-facts.ts';
import * as contract from '../core/conduct-contract.ts';
import { askPledge, PLEDGE_TEXT, signPledge, type Pledge, type PledgeEvent, type PledgeLimits } from '../core/pledge.ts';
import { pledgeId } from './ask-pledges.ts';
import { pledgeRow, pledgesOf } from './conduct-queries.ts';
import { pledgeKind, pledgeLimits } from './conduct-store.ts';

export type PledgeDeps = RunnerDeps & { verifyPin(personId: string, pin: string): Promise<'ok' | Refusal> };

export const pledgeRoutes = (deps: PledgeDeps): Route[] => {
  const { database, clock } = deps;
  const run = (siteId: string, personId: string, input: { commandId: string; name: string; actor: string }, decide: (state: Pledge | undefined, now: string, limits: PledgeLimits) => Decision<PledgeEvent>) =>
    runCommand<Pledge, PledgeEvent>(deps, {
      kind: pledgeKind, siteId, subject: pledgeId(siteId, personId), name: input.name, commandId: input.commandId, actor: input.actor,
      decide: (state, { now, site }) => decide(state, now, pledgeLimits(site)),
    });
  const all = (siteId: string): Promise<{ rows: contract.PledgeRow[] } | Refusal> =>
    database.read([siteId], async (reader) => {
      if (!(await loadSite(reader.query, siteId))) return refuse('not-found');
      const technicians = (await staffOf(reader.query, siteId, clock.now())).filter((person) => person.roles.includes('technician'));
      const pledges = await pledgesOf(reader, siteId, technicians.map((person) => person.personId));
      return { rows: technicians.map(({ personId, name }) => pledgeRow({ personId, name }, pledges.get(personId))) };
    });
  const mine = (siteId: string, personId: string, name: string) => database.read([siteId], async (reader) => pledgeRow({ personId, name }, (await pledgesOf(reader, siteId, [personId])).get(personId)));
  return [
    route(contract.listPledges, ({ siteId }) => all(siteId)),
    route(contract.askPledges, async ({ siteId, input, actor }) => {
      const staff = await database.read([siteId], (reader) => staffOf(reader.query, siteId, clock.now()));
      if (input.personIds.some((id) => !staff.some((person) => person.personId === id))) return refuse('person-not-here');
      for (const personId of input.personIds) {
        const done = await run(siteId, personId, { commandId: derivedId(`${input.commandId}/${personId}`), name: 'askPledge', actor: actor.personId }, (state, at) => askPledge(state, { at, by: actor.personId, personId }));
        // Who has been asked or has signed already needs no second asking.
        if (!done.ok && done.code !== 'pledge-asked' && done.code !== 'pledge-valid') return done;
      }
      return all(siteId);
    }),
    route(contract.readMyPledge, async ({ siteId, caller }) => ({ pledge: await mine(siteId, caller.personId, caller.name), text: PLEDGE_TEXT })),
    route(contract.signPledgeEndpoint, async ({ siteId, input, caller }) => {
      const checked = await deps.verifyPin(caller.personId, input.pin);
      if (checked !== 'ok') return checked;
      const done = await run(siteId, caller.personId, { commandId: input.commandId, name: 'signPledge', actor: caller.personId }, (_state, at, limits) => signPledge({ at, by: caller.personId, pinChecked: true }, limits));
      return done.ok ? { pledge: await mine(siteId, caller.personId, caller.name) } : done;
    }),
  ];
};

export const sweepPledge = sweepOf(pledgeKind);
