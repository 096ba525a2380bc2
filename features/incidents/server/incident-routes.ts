import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { instantAt } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import type { CommandOutcome } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { gradesInUse } from '../core/incident-catalogue.ts';
import * as contract from '../core/incident-contract.ts';
import { BOOKERS, DRILLERS } from '../core/incident-permissions.ts';
import type { Incident } from '../core/incident.ts';
import { reportIncidentCommand, stepIncidentCommand, type IncidentDeps } from './incident-commands.ts';
import { figuresOf, listFor, readIncident, searchFor } from './incident-queries.ts';

export const incidentRoutes = (deps: IncidentDeps): Route[] => {
  const { database, clock } = deps;
  const find = (siteId: string, id: string, actor: Actor): Promise<contract.IncidentView | Refusal> =>
    database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      return (site && (await readIncident(reader, { site, id, actor }))) ?? refuse('not-found');
    });
  // The view asks in turns (who was called, then their names), so it is read behind the commit.
  const answer = async (done: CommandOutcome<Incident>, siteId: string, id: string, actor: Actor) => (done.ok ? find(siteId, id, actor) : done);
  return [
    route(contract.listIncidents, ({ siteId, input, actor }) => database.read([siteId], (reader) => listFor(reader, { siteId, actor, only: input.only, before: input.before, now: clock.now() }))),
    route(contract.searchIncidents, ({ siteId, input, actor }) => database.read([siteId], (reader) => searchFor(reader, { siteId, actor, q: input.q, after: input.after, now: clock.now() }))),
    route(contract.getIncident, ({ siteId, input, actor }) => find(siteId, input.incidentId, actor)),
    route(contract.reportIncidentEndpoint, async ({ siteId, input, actor }) => answer(await reportIncidentCommand(deps, { ...input, siteId }, actor), siteId, input.incidentId, actor)),
    route(contract.stepIncident, async ({ siteId, input, actor }) => answer(await stepIncidentCommand(deps, { ...input, siteId }, actor), siteId, input.incidentId, actor)),
    route(contract.incidentChoices, ({ siteId, actor }) =>
      database.read([siteId], async (reader) => {
        const [site, places, people] = await Promise.all([
          loadSite(reader.query, siteId),
          reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1 and archived_at is null order by sort, name limit 500', [siteId], 'incident-places'),
          reader.query<{ id: string; name: string }>(
            'select p.id, p.name from people p where p.ended_at is null and exists (select from memberships m where m.site_id = $1 and m.person_id = p.id and not m.offered and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2)) order by p.pinyin, p.id limit 500',
            [siteId, clock.now()],
            'incident-people',
          ),
        ]);
        if (!site) return refuse('not-found');
        return {
          grades: [...gradesInUse(parameterValues(site.parameters)['incidents.grades'])], places, people, address: site.address,
          canBook: actor.roles.some((role) => BOOKERS.includes(role)), canDrill: actor.roles.some((role) => DRILLERS.includes(role)),
        };
      }),
    ),
    route(contract.incidentFigures, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const [year = 0, month = 0] = input.month.split('-').map(Number);
        const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
        return figuresOf(reader, siteId, instantAt(site.zone, `${input.month}-01`, '00:00'), instantAt(site.zone, `${next}-01`, '00:00'));
      }),
    ),
  ];
};
