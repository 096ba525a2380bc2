import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Database, Query, Reader } from '../../../platform/server/database.ts';
import { maySeeIncident, seesAllIncidents } from '../core/incident-permissions.ts';
import { broughtIt, type Incident } from '../core/incident.ts';
import type { Actor } from '../../../platform/server/app.ts';
import { listFor, wasCalled } from './incident-queries.ts';

export { reportIncidentCommand } from './incident-commands.ts';

/** Open incidents for the handover (M-52): an event still being handled is not handed over unsaid. */
export const openIncidentLines = async (reader: Reader, siteId: string, _now: Instant, actor: Actor): Promise<{ section: 'incidents'; ref: string; label: string; status: string; next: string }[]> => {
  const rows = await reader.query<{ state: Incident }>('select state from incidents where site_id = $1 and open order by reported_at desc, id desc limit 50', [siteId], 'incident-lines');
  const seen = new Set(await incidentsSeen(reader, siteId, rows.map(({ state }) => state.id), actor));
  return rows.filter(({ state }) => seen.has(state.id)).map(({ state }) => ({ section: 'incidents', ref: state.id, label: `${state.number} ${state.placeText}${state.drill ? '（演练）' : ''}`.slice(0, 120), status: `incident/${state.nature}/${state.grade}`, next: state.status === 'handled' ? 'incident/summary' : 'incident/open' }));
};

/** Which of these incidents this person may see. */
export const incidentsSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: Actor): Promise<readonly string[]> => {
  if (seesAllIncidents(actor)) return ids;
  const rows = await reader.query<{ state: Incident }>('select state from incidents where site_id = $1 and id = any ($2::uuid[])', [siteId, ids], 'incidents-among');
  const seen = await Promise.all(rows.map(async ({ state }) => broughtIt(state, actor.personId) || (await wasCalled(reader.query, siteId, state.id, actor.personId))));
  return rows.filter((_, index) => seen[index]).map(({ state }) => state.id);
};

export const isIncidentOpen = async (query: Query, siteId: string, incidentId: string): Promise<boolean> => (await query('select from incidents where site_id = $1 and id = $2 and open', [siteId, incidentId], 'incident-is-open')).length > 0;
export const openIncidentsAmong = async (query: Query, siteId: string, ids: readonly string[]): Promise<Set<string>> =>
  new Set((await query<{ id: string }>('select id from incidents where site_id = $1 and id = any ($2) and open', [siteId, [...ids]], 'incidents-open-among')).map((row) => row.id));

/** Where and when an incident was, for a claim that comes from it; nothing for whoever may not see it. */
export const incidentPlace = async (query: Query, siteId: string, incidentId: string, actor: { readonly personId: string; readonly roles: readonly Role[] }): Promise<{ placeId: string | undefined; placeText: string; foundAt: Instant } | undefined> => {
  const state = (await query<{ state: Incident }>('select state from incidents where site_id = $1 and id = $2', [siteId, incidentId], 'incident-state'))[0]?.state;
  return state && maySeeIncident(state, actor, await wasCalled(query, siteId, incidentId, actor.personId)) ? { placeId: state.placeId, placeText: state.placeText, foundAt: state.foundAt } : undefined;
};

/** A picture is seen by whoever sees an incident that holds it. */
export const mayReadIncidentFile = (database: Database, input: { siteId: string; hash: string; personId: string; roles: readonly string[] }): Promise<boolean> =>
  database.read([input.siteId], async (reader) => {
    const rows = await reader.query<{ state: Incident }>('select i.state from incident_files f join incidents i on i.site_id = f.site_id and i.id = f.incident_id where f.site_id = $1 and f.hash = $2 limit 20', [input.siteId, input.hash], 'incident-file-holders');
    const actor = { personId: input.personId, roles: input.roles as readonly Role[] };
    for (const { state } of rows) if (maySeeIncident(state, actor, await wasCalled(reader.query, input.siteId, state.id, input.personId))) return true;
    return false;
  });

export const isFileOfIncident = async (query: Query, siteId: string, hash: string): Promise<boolean> => (await query('select from incident_files where site_id = $1 and hash = $2 limit 1', [siteId, hash], 'incident-file')).length > 0;

/** Incidents at a place, or that somebody reported or booked, for one timeline. */
export const incidentTimeline = async (reader: Reader, input: { siteId: string; actor: Actor; about: { readonly about: 'place' | 'person' | 'firm'; readonly id?: string | undefined }; before: Instant; now: Instant }): Promise<{ feature: string; id: string; at: Instant; kind: string; number: string; what: string; status: string; path: string }[]> => {
  const { siteId, actor, about, before, now } = input;
  if (about.about === 'firm' || !about.id) return [];
  const { incidents } = await listFor(reader, { siteId, actor, only: 'all', before, now, ...(about.about === 'place' ? { placeId: about.id } : { personId: about.id }) });
  return incidents.map((row) => ({ feature: 'incidents', id: row.id, at: row.reportedAt, kind: `incident/${row.nature}/${row.grade}${row.drill ? '/drill' : ''}`, number: row.number, what: row.place, status: `incident/${row.status}`, path: `/posts/incidents/${row.id}` }));
};
