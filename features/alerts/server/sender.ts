import type { AlertTopic } from '../../../platform/core/alert.ts';
import { addMinutes, fromMillis, toMillis, type Instant } from '../../../platform/core/instant.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import type { Database, Query } from '../../../platform/server/database.ts';
import type { ChannelKind, Message, Outcome, Target } from '../../../platform/server/notify/channel.ts';
import type { ChannelRegistry, RawSettings } from '../../../platform/server/notify/channel-registry.ts';
import type { Seal } from '../../../platform/server/seal.ts';
import type { Alert } from '../core/alert-state.ts';
import { afterTry, LOST_AFTER_SECONDS, type DeliveryState } from '../core/delivery-rules.ts';
import { quietUntil } from '../core/quiet-hours.ts';
import { openSettings } from './channel-store.ts';

/** How often the queue is asked; what is due leaves within this. */
const POLL_MS = 200;
const AT_ONCE = 64;

export type SenderDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly seal: Seal;
  readonly topics: ReadonlyMap<string, AlertTopic>;
  readonly publicUrl: string | undefined;
  readonly channels: ChannelRegistry;
  onError(error: unknown): void;
};

type Claim = { siteId: string; id: string; lost: boolean };
type Task = {
  id: string; alertId: string; step: number; kind: ChannelKind; chain: string; rank: number; attempts: number; personId: string | null;
  channelId: string | null; sealed: Buffer | null; subscriptionId: string | null; endpoint: string | null; p256dh: string | null; auth: string | null; email: string | null; phone: string | null; language: 'zh' | 'en' | null;
  alert: Alert; siteName: string; zone: string; quietFrom: string | null; quietTo: string | null; claimedAt: Instant;
};

const taskOf = async (query: Query, siteId: string, id: string): Promise<Task | undefined> =>
  (
    await query<Task>(
      `select d.id, d.alert_id as "alertId", d.step, d.kind, d.chain, d.rank, d.attempts, d.person_id as "personId", d.channel_id as "channelId", c.sealed, d.subscription_id as "subscriptionId",
              s.endpoint, s.p256dh, s.auth, w.email, p.phone, p.language, a.state as alert, t.name as "siteName", t.zone, w.quiet_from as "quietFrom", w.quiet_to as "quietTo", d.claimed_at as "claimedAt"
         from deliveries d join alerts a on a.site_id = d.site_id and a.id = d.alert_id join sites t on t.id = d.site_id
         left join channels c on c.site_id = d.site_id and c.id = d.channel_id and c.enabled and c.removed_at is null
         left join push_subscriptions s on s.id = d.subscription_id and s.gone_at is null
         left join people p on p.id = d.person_id and p.ended_at is null left join alert_ways w on w.person_id = p.id
        where d.site_id = $1 and d.id = $2`,
      [siteId, id],
      'delivery-task',
    )
  )[0];

/** The words of one delivery, in the reader's language; a step up says that it is one. */
export const messageOf = (input: { topics: ReadonlyMap<string, AlertTopic>; publicUrl: string | undefined; alert: Alert; step: number; id: string; siteName: string; language: 'zh' | 'en'; phone: boolean; isQuiet: boolean }): Message => {
  const { alert, language } = input;
  const topic = input.topics.get(alert.topic);
  const words = topic?.text(alert.facts, language) ?? { title: alert.topic, body: '' };
  const climbed = input.step > 0 && alert.level === 'breach';
  const path = topic?.path(alert.cause.subject, alert.siteId);
  return {
    id: input.id, alertId: alert.id, level: alert.level, at: alert.raisedAt, siteName: input.siteName,
    title: climbed ? `${language === 'zh' ? '无人确认，逐级上报' : 'Nobody answered'} · ${words.title}` : words.title,
    body: words.body, isQuiet: input.isQuiet, ...(path ? { path } : {}),
    ...(input.publicUrl && path ? { url: `${input.publicUrl}${input.phone ? path.phone : path.desk}` } : {}),
  };
};

const targetOf = (task: Task): Target => ({
  ...(task.email ? { email: task.email } : {}),
  ...(task.phone ? { phone: task.phone } : {}),
  ...(task.endpoint && task.p256dh && task.auth ? { push: { endpoint: task.endpoint, p256dh: task.p256dh, auth: task.auth } } : {}),
});

/** Asks the channel once. Its own failure to be set up is an answer like any other. */
const tryOnce = async (deps: SenderDeps, siteId: string, task: Task): Promise<Outcome> => {
  if (task.channelId && !task.sealed) return { outcome: 'refused', answer: 'channel removed', reason: 'settings-wrong' };
  if (task.kind === 'push' && !task.endpoint) return { outcome: 'refused', answer: 'subscription removed', reason: 'target-gone', gone: true };
  const settings = task.channelId && task.sealed ? (openSettings(deps.seal, siteId, task.channelId, task.sealed) as RawSettings) : {};
  // On duty a warning comes in quiet hours too, but without a sound.
  const { quietFrom: from, quietTo: to } = task;
  const isQuiet = task.alert.level === 'warning' && from !== null && to !== null && quietUntil({ from, to }, deps.clock.now(), task.zone) !== undefined;
  const message = messageOf({ ...deps, isQuiet, alert: task.alert, step: task.step, id: task.id, siteName: task.siteName, language: task.language ?? 'zh', phone: task.personId !== null });
  return deps.channels.channelOf(task.kind).send(settings, message, targetOf(task));
};

/** Writes down what came of a try, and wakes the next rank of the chain when this one is spent. */
const settle = (deps: SenderDeps, siteId: string, task: Task, outcome: Outcome, startedAt: Instant): Promise<void> =>
  deps.database.write([siteId], async (trx) => {
    const now = deps.clock.now();
    const next = afterTry({ outcome: outcome.outcome, afterSeconds: outcome.outcome === 'retry' ? outcome.afterSeconds : undefined }, task.attempts, now);
    const done = next.state === 'waiting' ? null : now;
    await Promise.all([
      trx.query(
        `update deliveries set state = $3, next_at = $4, done_at = $5, answer = $6, reason = $7 where site_id = $1 and id = $2 and state = 'sending'`,
        [siteId, task.id, next.state, next.nextAt, done, outcome.answer, outcome.reason ?? null],
        'delivery-settle',
      ),
      trx.query(
        'insert into delivery_attempts (site_id, delivery_id, attempt, started_at, ended_at, outcome, answer, reason) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
        [siteId, task.id, task.attempts, startedAt, now, outcome.outcome, outcome.answer, outcome.reason ?? null],
        'delivery-attempt',
      ),
      task.channelId && outcome.outcome === 'retry' && outcome.afterSeconds
        ? trx.query('update channels set paused_until = $3 where site_id = $1 and id = $2', [siteId, task.channelId, fromMillis(toMillis(now) + outcome.afterSeconds * 1000)], 'channel-pause')
        : undefined,
      task.subscriptionId && (outcome.outcome === 'delivered' || (outcome.outcome === 'refused' && outcome.gone))
        ? trx.query(`update push_subscriptions set taken_at = case when $2 then taken_at else $3 end, gone_at = case when $2 then $3::timestamptz end where id = $1`, [task.subscriptionId, outcome.outcome === 'refused', now], 'subscription-answer')
        : undefined,
    ]);
    if (next.hasFailed) await wakeNextRank(trx.query, siteId, task, now);
  });

const wakeNextRank = async (query: Query, siteId: string, task: Pick<Task, 'alertId' | 'step' | 'chain' | 'rank'>, now: Instant): Promise<void> => {
  await query(
    `update deliveries d set state = 'waiting', next_at = $6
      where d.site_id = $1 and d.alert_id = $2 and d.step = $3 and d.chain = $4 and d.rank = $5 + 1 and d.state = 'standby'
        and not exists (select from deliveries o where o.site_id = $1 and o.alert_id = $2 and o.step = $3 and o.chain = $4 and o.rank = $5 and o.state not in ('refused', 'unknown'))`,
    [siteId, task.alertId, task.step, task.chain, task.rank, now],
    'delivery-next-rank',
  );
};

const LOST: Outcome = { outcome: 'unknown', answer: 'no answer was kept', reason: 'cut-off' };
const OVER: readonly Alert['status'][] = ['acknowledged', 'ended'];

/** One delivery from claim to word: nothing is sent once somebody has answered or the cause is settled. */
const deliver = async (deps: SenderDeps, { siteId, id, lost }: Claim): Promise<void> => {
  const task = await deps.database.read([siteId], (reader) => taskOf(reader.query, siteId, id));
  if (!task) return;
  if (!lost && OVER.includes(task.alert.status)) {
    const state: DeliveryState = 'obsolete';
    await deps.database.write([siteId], (trx) => trx.query(`update deliveries set state = $3, done_at = $4, attempts = attempts - 1 where site_id = $1 and id = $2 and state = 'sending'`, [siteId, id, state, deps.clock.now()], 'delivery-obsolete'));
    return;
  }
  const startedAt = deps.clock.now();
  // A bug in a channel must not be taken for a word of the other side; whether anything left the house is not known.
  const outcome = lost ? LOST : await tryOnce(deps, siteId, task).catch((error: unknown): Outcome => {
    deps.onError(error);
    return { outcome: 'unknown', answer: 'the program failed while sending' };
  });
  await settle(deps, siteId, task, outcome, startedAt);
};

const claim = (deps: SenderDeps, busy: readonly string[]): Promise<(Claim & { way: string })[]> => {
  const now = deps.clock.now();
  return deps.database.query<Claim & { way: string }>(
    'select site_id as "siteId", id, lost, way from claim_deliveries($1, $2, $3, $4)',
    [now, AT_ONCE, busy, addMinutes(now, -LOST_AFTER_SECONDS / 60)],
    'deliveries-claim',
  );
};

/** Sends everything that is due now and waits for the answers; for tests and drills. */
export const sendDue = async (deps: SenderDeps): Promise<number> => {
  let sent = 0;
  for (let claims = await claim(deps, []); claims.length > 0; claims = await claim(deps, [])) {
    await Promise.all(claims.map((entry) => deliver(deps, entry)));
    sent += claims.length;
  }
  return sent;
};

/**
 * Sends until stopped. Each way out (a robot, a phone) is asked one message at a time and never waits for another, so
 * that a dead or slow endpoint delays only itself.
 */
export const startSender = (deps: SenderDeps): { stop(): Promise<void> } => {
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    try {
      for (const entry of await claim(deps, [...running.keys()])) {
        const done = deliver(deps, entry)
          .catch(deps.onError)
          .finally(() => running.delete(entry.way));
        running.set(entry.way, done);
      }
    } catch (error) {
      deps.onError(error);
    }
    if (!stopped) timer = setTimeout(() => (looking = round()), POLL_MS);
  };
  let looking = round();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(running.values());
    },
  };
};
