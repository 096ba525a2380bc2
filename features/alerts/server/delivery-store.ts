import { addMinutes, fromMillis, toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { ChannelKind, Outcome } from '../../../platform/server/notify/channel.ts';
import type { Alert } from '../core/alert-state.ts';
import { afterTry, LOST_AFTER_SECONDS } from '../core/delivery-rules.ts';

/** One message to be sent now, with all its channel needs. */
export type SendTask = {
  siteId: string; id: string; way: string; lost: boolean; alertId: string; step: number; kind: ChannelKind; chain: string; rank: number; attempts: number; personId: string | null;
  channelId: string | null; sealed: Buffer | null; subscriptionId: string | null; endpoint: string | null; p256dh: string | null; auth: string | null; vapidKey: string | null; email: string | null; phone: string | null; language: 'zh' | 'en' | null;
  alert: Alert; siteName: string; zone: string; quietFrom: string | null; quietTo: string | null;
};

/** Takes what is due, each message once however many processes ask, and none on a way that is busy. */
export const claimTasks = async (database: Database, input: { now: Instant; atMost: number; busy: readonly string[] }): Promise<SendTask[]> => {
  const claims = await database.query<Pick<SendTask, 'siteId' | 'id' | 'lost' | 'way'>>(
    'select site_id as "siteId", id, lost, way from claim_deliveries($1, $2, $3, $4)',
    [input.now, input.atMost, input.busy, addMinutes(input.now, -LOST_AFTER_SECONDS / 60)],
    'deliveries-claim',
  );
  if (claims.length === 0) return [];
  const ways = new Map(claims.map((claim) => [claim.id, claim]));
  const rows = await database.read([...new Set(claims.map((claim) => claim.siteId))], (reader) =>
    reader.query<Omit<SendTask, 'lost' | 'way'>>(
      `select d.site_id as "siteId", d.id, d.alert_id as "alertId", d.step, d.kind, d.chain, d.rank, d.attempts, d.person_id as "personId", d.channel_id as "channelId", c.sealed, d.subscription_id as "subscriptionId",
              s.endpoint, s.p256dh, s.auth, s.vapid_key as "vapidKey", w.email, p.phone, p.language, a.state as alert, t.name as "siteName", t.zone, w.quiet_from as "quietFrom", w.quiet_to as "quietTo"
         from unnest($1::uuid[], $2::uuid[]) x (site_id, id) join deliveries d on d.site_id = x.site_id and d.id = x.id
         join alerts a on a.site_id = d.site_id and a.id = d.alert_id join sites t on t.id = d.site_id
         left join channels c on c.site_id = d.site_id and c.id = d.channel_id and c.enabled and c.removed_at is null
         left join push_subscriptions s on s.id = d.subscription_id and s.gone_at is null
         left join people p on p.id = d.person_id and p.ended_at is null left join alert_ways w on w.person_id = p.id`,
      [claims.map((claim) => claim.siteId), claims.map((claim) => claim.id)],
      'delivery-tasks',
    ),
  );
  return rows.flatMap((row) => {
    const claim = ways.get(row.id);
    return claim ? [{ ...row, lost: claim.lost, way: claim.way }] : [];
  });
};

/** What came of one try; `obsolete`: nothing was sent, since somebody had answered meanwhile. */
export type Tried = { readonly task: SendTask; readonly startedAt: Instant; readonly outcome: Outcome | 'obsolete' };

/**
 * Writes down what came of tries, many in one statement each, and wakes the next rank of a chain when the one before is
 * spent: everything of it refused or unclear.
 */
export const settleTries = (database: Database, tries: readonly Tried[], now: Instant): Promise<void> =>
  database.write([...new Set(tries.map(({ task }) => task.siteId))], async (trx) => {
    const rows = tries.map(({ task, startedAt, outcome }) => {
      const base = { siteId: task.siteId, id: task.id, attempt: task.attempts, startedAt };
      if (outcome === 'obsolete') return { ...base, state: 'obsolete', nextAt: null, doneAt: now, attempts: task.attempts - 1, outcome: null, answer: null, reason: null };
      const next = afterTry({ outcome: outcome.outcome, afterSeconds: outcome.outcome === 'retry' ? outcome.afterSeconds : undefined }, task.attempts, now);
      return { ...base, state: next.state, nextAt: next.nextAt, doneAt: next.state === 'waiting' ? null : now, attempts: task.attempts, outcome: outcome.outcome, answer: outcome.answer, reason: outcome.reason ?? null };
    });
    const pauses = tries.flatMap(({ task, outcome }) =>
      outcome !== 'obsolete' && outcome.outcome === 'retry' && outcome.afterSeconds && task.channelId ? [{ siteId: task.siteId, id: task.channelId, until: fromMillis(toMillis(now) + outcome.afterSeconds * 1000) }] : [],
    );
    const phones = tries.flatMap(({ task, outcome }) =>
      outcome !== 'obsolete' && task.subscriptionId && (outcome.outcome === 'delivered' || (outcome.outcome === 'refused' && outcome.gone)) ? [{ id: task.subscriptionId, gone: outcome.outcome === 'refused' }] : [],
    );
    const json = JSON.stringify(rows);
    await Promise.all([
      trx.query(
        `update deliveries d set state = r.state, next_at = r."nextAt", done_at = r."doneAt", attempts = r.attempts, answer = coalesce(r.answer, d.answer), reason = coalesce(r.reason, d.reason)
           from jsonb_to_recordset($1::jsonb) as r ("siteId" uuid, id uuid, state text, "nextAt" timestamptz, "doneAt" timestamptz, attempts int, answer text, reason text)
          where d.site_id = r."siteId" and d.id = r.id and d.state = 'sending'`,
        [json],
        'deliveries-settle',
      ),
      trx.query(
        `insert into delivery_attempts (site_id, delivery_id, attempt, started_at, ended_at, outcome, answer, reason)
         select r."siteId", r.id, r.attempt, r."startedAt", $2, r.outcome, r.answer, r.reason
           from jsonb_to_recordset($1::jsonb) as r ("siteId" uuid, id uuid, attempt int, "startedAt" timestamptz, outcome text, answer text, reason text) where r.outcome is not null
         on conflict do nothing`,
        [json, now],
        'delivery-attempts',
      ),
      pauses.length > 0
        ? trx.query('update channels c set paused_until = r.until from jsonb_to_recordset($1::jsonb) as r ("siteId" uuid, id uuid, until timestamptz) where c.site_id = r."siteId" and c.id = r.id', [JSON.stringify(pauses)], 'channels-pause')
        : undefined,
      phones.length > 0
        ? trx.query(
            'update push_subscriptions s set taken_at = case when r.gone then s.taken_at else $2 end, gone_at = case when r.gone then $2::timestamptz end from jsonb_to_recordset($1::jsonb) as r (id uuid, gone boolean) where s.id = r.id',
            [JSON.stringify(phones), now],
            'subscriptions-answer',
          )
        : undefined,
    ]);
    const failed = tries.flatMap(({ task }, index) => (rows[index]?.state === 'refused' || rows[index]?.state === 'unknown' ? [{ siteId: task.siteId, alertId: task.alertId, step: task.step, chain: task.chain, rank: task.rank }] : []));
    if (failed.length > 0) {
      // Another program may be writing down the last of the same rank: whoever comes second sees what the first wrote.
      await trx.query(
        `select from deliveries d where (d.site_id, d.alert_id, d.step, d.chain, d.rank) in (select r."siteId", r."alertId", r.step, r.chain, r.rank + 1 from jsonb_to_recordset($1::jsonb) as r ("siteId" uuid, "alertId" uuid, step int, chain text, rank int)) and d.state = 'standby' order by d.id for update`,
        [JSON.stringify(failed)],
        'deliveries-next-hold',
      );
      await trx.query(
        `update deliveries d set state = 'waiting', next_at = $2
           from jsonb_to_recordset($1::jsonb) as r ("siteId" uuid, "alertId" uuid, step int, chain text, rank int)
          where d.site_id = r."siteId" and d.alert_id = r."alertId" and d.step = r.step and d.chain = r.chain and d.rank = r.rank + 1 and d.state = 'standby'
            and not exists (select from deliveries o where o.site_id = d.site_id and o.alert_id = d.alert_id and o.step = d.step and o.chain = d.chain and o.rank = r.rank and o.state not in ('refused', 'unknown'))`,
        [JSON.stringify(failed), now],
        'deliveries-next-rank',
      );
    }
  });
