import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { eraseEnded, type EndedCases, type HeldAmong } from '../../../platform/server/erase-ended.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { namedSince, type Incident, type IncidentEvent } from '../core/incident.ts';
import { incidentKind, keepingOf } from './incident-store.ts';

const INCIDENTS: EndedCases<Incident, IncidentEvent> = { kind: incidentKind, table: 'incidents', keeping: keepingOf, since: namedSince, asked: (state) => state.erasure !== undefined, erased: (why, at) => ({ type: 'PeopleErased', at, why }) };

/** People in incidents whose time is over, once a centre's day is over; what an open case rests on waits. */
export const eraseAffected = (deps: RunnerDeps & { readonly heldAmong: HeldAmong }, siteId: string): Promise<number> => eraseEnded(deps, siteId, INCIDENTS);
export const eraseAffectedJob = (deps: Parameters<typeof eraseAffected>[0]): JobHandler => ({ name: 'erase-affected', retries: 5, seconds: 900, run: async ({ siteId }) => void (await eraseAffected(deps, String(siteId))) });
