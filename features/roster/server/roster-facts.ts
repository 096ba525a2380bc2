import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { SiteRow } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import { presenceAt } from '../core/presence.ts';
import { isOnAt } from '../core/shift.ts';
import { readAround, standInOf } from './duty.ts';
import { presencesOf, workersOf } from './roster-queries.ts';

/** Who works at a centre, who of them is on duty as what, and which roles the centre plans by a roster at all. */
export const whoIsThere = async (
  query: Query,
  site: SiteRow,
  now: Instant,
): Promise<{ staff: { personId: string; roles: Role[]; onDuty: Role[]; standsIn: boolean; isOff: boolean }[]; rostered: Role[] }> => {
  const reader = { query };
  const [around, workers, presences] = await Promise.all([readAround(reader, site, now), workersOf(reader, site.id, now), presencesOf(reader, site.id)]);
  const roleOf = new Map(around.posts.map((post) => [post.id, post.role]));
  const on = around.shifts.filter((shift) => isOnAt(shift, now));
  return {
    staff: workers
      .filter((worker) => worker.isHere)
      .map(({ id, roles }) => {
        const standsIn = roles.includes('duty_officer') && standInOf(site, around, id, now);
        const posts = on.flatMap((shift) => (shift.personId === id ? [roleOf.get(shift.postId)] : [])).filter((role) => role !== undefined);
        return { personId: id, roles, onDuty: [...new Set<Role>([...posts, ...(standsIn ? (['desk_agent'] as const) : [])])], standsIn, isOff: presenceAt(presences.find((row) => row.personId === id), now).state === 'off' };
      }),
    // A centre that planned nothing for these days is not kept from hearing anything.
    rostered: around.shifts.length > 0 ? [...new Set(around.posts.map((post) => post.role))] : [],
  };
};
