import type { Query } from '../../../platform/server/database.ts';
import type { Ladder } from '../../../platform/core/alert.ts';
import type { PersonalWays, PlanChannel } from '../core/delivery-plan.ts';

type WayRow = { personId: string; from: string | null; to: string | null; email: string | null; phone: string | null; subscriptions: string[] | null };
type Row = { channels: PlanChannel[] | null; ways: WayRow[] | null };

/** A centre's channels, and how its people want to be reached; in one statement, since every broken deadline asks. */
export const waysOut = async (query: Query, siteId: string): Promise<{ channels: readonly PlanChannel[]; ways: readonly PersonalWays[] }> => {
  const rows = await query<Row>(
    `select
       (select jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'roles', roles, 'minLevel', min_level, 'fallbackId', fallback_id) order by array_position(array['wecom', 'sms', 'dingtalk', 'feishu', 'email', 'webhook'], kind), id)
          from channels where site_id = $1 and enabled and removed_at is null) as channels,
       (select jsonb_agg(jsonb_build_object('personId', p.id, 'from', w.quiet_from, 'to', w.quiet_to, 'email', w.email, 'phone', case when coalesce(w.use_sms, true) then p.phone end,
                 'subscriptions', (select array_agg(s.id) from push_subscriptions s where s.person_id = p.id and s.gone_at is null)))
          from people p left join alert_ways w on w.person_id = p.id where p.id in (select person_id from memberships where site_id = $1) and p.ended_at is null) as ways`,
    [siteId],
    'ways-out',
  );
  return {
    channels: rows[0]?.channels ?? [],
    ways: (rows[0]?.ways ?? []).map(({ personId, from, to, email, phone, subscriptions }) => ({ personId, subscriptions: subscriptions ?? [], phone, email, ...(from && to ? { quiet: { from, to } } : {}) })),
  };
};

export const ownLadders = async (query: Query, siteId: string, topics: readonly string[]): Promise<ReadonlyMap<string, Ladder>> =>
  new Map((await query<{ topic: string; steps: Ladder }>('select topic, steps from ladders where site_id = $1 and topic = any ($2)', [siteId, topics], 'ladders-own')).map((row) => [row.topic, row.steps]));
