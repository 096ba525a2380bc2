import { maskPhone } from '../../../platform/core/mask-numbers.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import type { ChannelRegistry } from '../../../platform/server/notify/channel-registry.ts';
import * as contract from '../core/channel-contract.ts';

export type WaysDeps = RunnerDeps & { readonly pushKey: string; readonly channels: ChannelRegistry };

type WayRow = { quietFrom: string | null; quietTo: string | null; email: string | null; useSms: boolean; phone: string | null };

/** A person's own ways: nobody else reads or changes them. */
export const waysRoutes = (deps: WaysDeps): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.readMyWays, async ({ caller, input }) => {
      const sites = [...caller.sites.keys()];
      const [[ways], devices, kinds] = await Promise.all([
        database.query<WayRow>(
          'select w.quiet_from as "quietFrom", w.quiet_to as "quietTo", w.email, coalesce(w.use_sms, true) as "useSms", p.phone from people p left join alert_ways w on w.person_id = p.id where p.id = $1',
          [caller.personId],
          'ways-mine',
        ),
        database.query<{ id: string; endpoint: string; device: string; createdAt: string; takenAt: string | null; arrivedAt: string | null; goneAt: string | null }>(
          'select id, endpoint, device, created_at as "createdAt", taken_at as "takenAt", arrived_at as "arrivedAt", gone_at as "goneAt" from push_subscriptions where person_id = $1 order by created_at desc, id limit 30',
          [caller.personId],
          'subscriptions-mine',
        ),
        database.read(sites, (reader) => reader.query<{ kind: string }>(`select distinct kind from channels where site_id = any ($1) and enabled and removed_at is null`, [sites], 'channel-kinds')),
      ]);
      const has = (kind: string): boolean => kinds.some((row) => row.kind === kind);
      return {
        quietFrom: ways?.quietFrom ?? null, quietTo: ways?.quietTo ?? null, email: ways?.email ?? null, useSms: ways?.useSms ?? true, phone: ways?.phone ? maskPhone(ways.phone) : null,
        can: { email: has('email'), sms: has('sms') }, pushKey: deps.pushKey,
        devices: devices.map(({ endpoint, ...device }) => ({ ...device, isThis: endpoint === input.endpoint })),
      };
    }),
    route(contract.changeMyWays, async ({ caller, input }) => {
      // Quiet hours are two times or none.
      if ((input.quietFrom === null) !== (input.quietTo === null)) return refuse('quiet-hours-half');
      await database.query(
        `insert into alert_ways values ($1, $2, $3, $4, $5) on conflict (person_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, email = excluded.email, use_sms = excluded.use_sms`,
        [caller.personId, input.quietFrom, input.quietTo, input.email || null, input.useSms],
        'ways-put',
      );
      return { ok: true as const };
    }),
    route(contract.subscribePush, async ({ caller, input }) => {
      // A shared PC belongs to whoever asked last: the browser has one subscription, and it is told for one person.
      const rows = await database.query<{ id: string }>(
        `insert into push_subscriptions (id, person_id, endpoint, p256dh, auth, device, created_at, vapid_key) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (endpoint) do update set person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device, vapid_key = excluded.vapid_key, gone_at = null returning id`,
        [uuidv7(), caller.personId, input.endpoint, input.p256dh, input.auth, input.device, clock.now(), input.key ?? deps.pushKey],
        'subscription-put',
      );
      return { id: rows[0]?.id ?? '' };
    }),
    route(contract.removePush, async ({ caller, input }) => {
      const rows = await database.query('delete from push_subscriptions where id = $1 and person_id = $2 returning id', [input.subscriptionId, caller.personId], 'subscription-drop');
      return rows.length === 0 ? refuse('not-found') : { ok: true as const };
    }),
    route(contract.testPush, ({ caller, input }) =>
      database.write([], async (trx) => {
        const rows = await trx.query('select from push_subscriptions where id = $1 and person_id = $2 and gone_at is null', [input.subscriptionId, caller.personId], 'subscription-own');
        if (rows.length === 0) return refuse('not-found');
        await deps.queue(trx, [{ name: 'test-push', payload: { subscriptionId: input.subscriptionId }, key: input.subscriptionId }]);
        return { ok: true as const };
      }),
    ),
    route(contract.pushArrived, async ({ caller, input }) => {
      const sites = [...caller.sites.keys()];
      const now = clock.now();
      await database.query('update push_subscriptions set arrived_at = $3 where endpoint = $1 and person_id = $2', [input.endpoint, caller.personId, now], 'subscription-arrived');
      await database.write(sites, (trx) =>
        trx.query('update deliveries set arrived_at = coalesce(arrived_at, $4) where site_id = any ($1) and id = $2 and person_id = $3', [sites, input.messageId, caller.personId, now], 'delivery-arrived'),
      );
      return { ok: true as const };
    }),
  ];
};

const TEST_WORDS = {
  zh: { title: '测试提醒', body: '这台设备能收到提醒。', siteName: '前厅' },
  en: { title: 'Test alert', body: 'This device receives alerts.', siteName: 'Foyer' },
} as const;

/** A test to one phone, the way any alert goes; the phone itself says when it has shown it. */
export const waysJobs = (deps: Omit<WaysDeps, 'queue' | 'pushKey'>): JobHandler[] => [
  {
    name: 'test-push', retries: 0, seconds: 60,
    run: async ({ subscriptionId }) => {
      const [row] = await deps.database.query<{ endpoint: string; p256dh: string; auth: string; vapidKey: string | null; language: 'zh' | 'en' | null }>('select s.endpoint, s.p256dh, s.auth, s.vapid_key as "vapidKey", p.language from push_subscriptions s join people p on p.id = s.person_id where s.id = $1 and s.gone_at is null', [subscriptionId]);
      if (!row) return;
      const now = deps.clock.now();
      const outcome = await deps.channels.channelOf('push').send({}, { id: uuidv7(), ...TEST_WORDS[row.language ?? 'zh'], level: 'warning', at: now, path: { desk: '/account', phone: '/m/alerts/settings' } }, { push: row });
      if (outcome.outcome === 'delivered') await deps.database.query('update push_subscriptions set taken_at = $2 where id = $1', [subscriptionId, now]);
      else if (outcome.outcome === 'refused' && outcome.gone) await deps.database.query('update push_subscriptions set gone_at = $2 where id = $1', [subscriptionId, now]);
    },
  },
];
