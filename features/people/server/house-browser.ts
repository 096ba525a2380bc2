import type { FastifyRequest } from 'fastify';
import { resolveCaller } from '../../../platform/server/app.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { Sessions } from '../../../platform/server/caller.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { deviceOf } from './desk-devices.ts';

const REPAIRING: readonly Role[] = ['technician', 'foreman', 'engineering_head'];

/** What of the house a browser is on a page without sign-in; sales people use the house as its guests do. */
export const houseBrowser =
  ({ database, sessions }: { database: Database; sessions: Sessions }) =>
  async (request: FastifyRequest): Promise<'technician' | 'desk' | undefined> => {
    const roles = [...((await resolveCaller(sessions, request))?.sites.values() ?? [])].flatMap((site) => site.roles).filter((role) => role !== 'sales_agent');
    if (roles.some((role) => REPAIRING.includes(role))) return 'technician';
    return roles.length > 0 || (await deviceOf(database, request.headers.cookie)) ? 'desk' : undefined;
  };
