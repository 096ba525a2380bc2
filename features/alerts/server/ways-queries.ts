import type { Query } from '../../../platform/server/database.ts';
import type { Ladder } from '../../../platform/core/alert.ts';
import type { PersonalWays, PlanChannel } from '../core/delivery-plan.ts';

export const channelsOf = (query: Query, siteId: string): Promise<PlanChannel[]> =>
  query(
    `select id, kind, roles, min_level as "minLevel", fallback_id as "fallbackId" from channels where site_id = $1 and enabled and removed_at is null
      order by array_position(array['wecom', 'sms', 'dingtalk', 'feishu', 'email', 'webhook'], kind), id limit 50`,
    [siteId],
    'channels-plan',
  );

type WayRow = { personId: string; from: string | null; to: string | null; email: string | null; phone: string | null; subscriptions: string[] };

/** How the people of a centre want to be reached. */
export const waysOf = async (query: Query, siteId: string): Promise<PersonalWays[]> =>
  (
    await query<WayRow>(
      `select p.id as "personId", w.quiet_from as from, w.quiet_to as to, w.email, case when coalesce(w.use_sms, true) then p.phone end as phone,
              coalesce((select array_agg(s.id) from push_subscriptions s where s.person_id = p.id and s.gone_at is null), '{}') as subscriptions
         from people p left join alert_ways w on w.person_id = p.id
        where p.id in (select person_id from memberships where site_id = $1) and p.ended_at is null limit 2000`,
      [siteId],
      'ways-of-people',
    )
  ).map(({ personId, from, to, email, phone, subscriptions }) => ({ personId, subscriptions, phone, email, ...(from && to ? { quiet: { from, to } } : {}) }));

export const ownLadders = async (query: Query, siteId: string, topics: readonly string[]): Promise<ReadonlyMap<string, Ladder>> =>
  new Map((await query<{ topic: string; steps: Ladder }>('select topic, steps from ladders where site_id = $1 and topic = any ($2)', [siteId, topics], 'ladders-own')).map((row) => [row.topic, row.steps]));
