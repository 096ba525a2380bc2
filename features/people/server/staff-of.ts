import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Query } from '../../../platform/server/database.ts';

/** Who works at a centre now, as what; no telephone, no credentials. */
export const staffOf = (query: Query, siteId: string, now: Instant): Promise<{ personId: string; name: string; roles: Role[] }[]> =>
  query(
    `select p.id as "personId", p.name, array_agg(distinct m.role) as roles from memberships m join people p on p.id = m.person_id
      where m.site_id = $1 and not m.offered and p.ended_at is null and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2) group by p.id order by p.pinyin, p.id limit 1000`,
    [siteId, now],
    'staff-of',
  );
