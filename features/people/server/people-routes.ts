import type { Route } from '../../../platform/server/app.ts';
import { sessionRoutes } from './session-routes.ts';
import { staffRoutes, type StaffDeps } from './staff-routes.ts';

/** What a person still has in hand in a centre; given by whoever knows the features. */
export type OpenWork = (siteId: string, personId: string) => Promise<{ feature: string; id: string; label: string }[]>;
export type PeopleDeps = StaffDeps;

export const peopleRoutes = (deps: PeopleDeps): Route[] => [...sessionRoutes(deps), ...staffRoutes(deps)];
