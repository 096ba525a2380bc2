import type { Route } from '../../../platform/server/app.ts';
import { sessionRoutes } from './session-routes.ts';
import { staffRoutes, type StaffDeps } from './staff-routes.ts';

export type PeopleDeps = StaffDeps;

export const peopleRoutes = (deps: PeopleDeps): Route[] => [...sessionRoutes(deps), ...staffRoutes(deps)];
