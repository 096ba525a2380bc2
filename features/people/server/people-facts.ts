import type { Query } from '../../../platform/server/database.ts';
import type { Appointment } from '../core/people-facts.ts';

/** What other features may ask of people. */
export { dismissPerson } from './person-end.ts';
export { hashPin, verifyPin } from './pins.ts';
export { tellQuality } from './quality-news.ts';
export { staffOf } from './staff-of.ts';
export { hashPassword, insertPerson, makePassword, putMembership, soundOf, type NewPerson } from './person-store.ts';

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
