import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Query } from '../../../platform/server/database.ts';
import type { Appointment } from '../core/people-facts.ts';

/** What other features may ask of people. */
export { dismissPerson } from './person-end.ts';
export { hashPin, verifyPin } from './pins.ts';
export { hashPassword, insertPerson, makePassword, putMembership, soundOf, type NewPerson } from './person-store.ts';

/** Who works at a centre now, as what; no telephone, no credentials. */
export const staffOf = (query: Query, siteId: string, now: Instant): Promise<{ personId: string; name: string; roles: Role[] }[]> =>
  query(
    `select p.id as "personId", p.name, array_agg(distinct m.role) as roles from memberships m join people p on p.id = m.person_id
      where m.site_id = $1 and not m.offered and p.ended_at is null and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2) group by p.id order by p.pinyin, p.id limit 1000`,
    [siteId, now],
    'staff-of',
  );

/**
 * Who at a centre has, or had, a role that reads reports or appoints people, since when, and who gave it: the journal's
 * entry of that very moment says. Nobody gave what the set-up made.
 */
export const appointmentsOf = (query: Query, siteId: string): Promise<Appointment[]> =>
  query(
    `select m.person_id as "personId", m.role, m.valid_from as at, j.actor as by
       from memberships m left join journal j on j.site_id = m.site_id and j.subject = m.person_id and j.feature = 'people' and j.recorded_at = m.valid_from
      where m.site_id = $1 and m.role in ('property_manager', 'quality', 'admin') and not m.offered`,
    [siteId],
    'appointments-of',
  );
