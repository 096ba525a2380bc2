import type { Instant } from '../../../platform/core/instant.ts';
import type { RaiseAlerts } from '../../../platform/server/alert-hook.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { writeTogether, type Query, type Transaction } from '../../../platform/server/database.ts';
import { qualityAlert, type QualityNews } from '../core/people-alerts.ts';
import { staffOf } from './staff-of.ts';

/** Centres where a person reads reports: what is done to their account is told there. */
export const qualitySites = async (query: Query, personId: string): Promise<string[]> =>
  (await query<{ siteId: string }>(`select site_id as "siteId" from memberships where person_id = $1 and role = 'quality' and not offered`, [personId], 'quality-sites')).map(({ siteId }) => siteId);

/** Whom this is told: all who read reports here, but who did it and whoever newly joins them. In the transaction of its cause. */
export const tellQuality = async (trx: Transaction, raise: RaiseAlerts | undefined, input: { siteId: string; personId: string; by: string; what: QualityNews; now: Instant }): Promise<void> => {
  const { siteId, personId, by, what, now } = input;
  const [staff, site, names] = await Promise.all([
    staffOf(trx.query, siteId, now),
    loadSite(trx.query, siteId),
    trx.query<{ id: string; name: string }>('select id, name from people where id = any ($1)', [[personId, by]], 'people-names'),
  ]);
  const colleagues = staff.filter((one) => one.roles.includes('quality') && one.personId !== by && !(what === 'granted' && one.personId === personId)).map((one) => one.personId);
  if (!raise || !site || colleagues.length === 0) return;
  const name = (id: string): string => names.find((one) => one.id === id)?.name ?? '';
  const writes = await raise(trx, { site, feature: 'people', subject: personId, now, drafts: [qualityAlert({ what, person: name(personId), by: name(by), colleagues, now })], ends: [], clockEnds: [] });
  if (writes.length > 0) await writeTogether(trx, writes);
};
