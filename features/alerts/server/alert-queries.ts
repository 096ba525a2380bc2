import type { AlertTopic } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Actor } from '../../../platform/server/app.ts';
import { sayFact } from '../../../platform/core/say-when.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { AlertTrail, AlertView, MyAlert } from '../core/alert-contract.ts';
import { mayOversee } from '../core/alert-permissions.ts';
import { acknowledge, CLIMB_CLOCK, type Alert } from '../core/alert-state.ts';

export type Topics = ReadonlyMap<string, AlertTopic>;
type Language = 'zh' | 'en';
export const PAGE = 50;

const viewOf = (topics: Topics, alert: Alert, more: { siteName: string; zone: string; acknowledger: string | null }, language: Language, now: Instant): AlertView => {
  const topic = topics.get(alert.topic);
  const words = topic?.text(alert.facts, language, (fact) => sayFact(fact, { zone: more.zone, language, now })) ?? { title: alert.topic, body: '' };
  return {
    id: alert.id, siteId: alert.siteId, siteName: more.siteName, topic: alert.topic, level: alert.level, status: alert.status, ...words, clause: topic?.clause ?? null,
    path: topic?.path(alert.cause.subject, alert.siteId) ?? { desk: '/', phone: '/m/' }, raisedAt: alert.raisedAt,
    acknowledgedAt: alert.acknowledged?.at ?? null, acknowledgedBy: more.acknowledger, endedAt: alert.ended?.at ?? null, endedWhy: alert.ended?.why ?? null,
  };
};

const mayAcknowledge = (alert: Alert, actor: Pick<Actor, 'personId' | 'roles'>, now: Instant): boolean => acknowledge(alert, { at: now, by: actor.personId, isOverseer: mayOversee(actor.roles) }).ok;

type MyRow = { state: Alert; siteName: string; zone: string; acknowledger: string | null; toldAt: Instant; step: number; seenAt: Instant | null };

/** A person's own list over all centres: one bounded look per centre, merged. */
export const myAlerts = async (
  reader: Reader,
  input: { sites: readonly string[]; personId: string; before: Instant | undefined; topics: Topics; language: Language; now: Instant },
): Promise<{ alerts: MyAlert[]; unseen: number; more: Instant | null }> => {
  const [rows, unseen] = await Promise.all([
    reader.query<MyRow>(
      `select r.* from unnest($1::uuid[]) s (site_id) cross join lateral (
         select a.state, t.name as "siteName", t.zone, k.name as acknowledger, m.told_at as "toldAt", m.step, m.seen_at as "seenAt"
           from alert_recipients m join alerts a on a.site_id = m.site_id and a.id = m.alert_id join sites t on t.id = m.site_id
           left join people k on k.id = (a.state->'acknowledged'->>'by')::uuid
          where m.site_id = s.site_id and m.person_id = $2 and m.cleared_at is null and ($3::timestamptz is null or m.told_at < $3)
          order by m.told_at desc, m.alert_id limit ${PAGE + 1}) r
        order by r."toldAt" desc limit ${PAGE + 1}`,
      [input.sites, input.personId, input.before ?? null],
      'alerts-mine',
    ),
    reader.query<{ unseen: number }>(
      `select count(*) as unseen from (
         select from unnest($1::uuid[]) s (site_id) join alert_recipients m on m.site_id = s.site_id and m.person_id = $2 and m.cleared_at is null and m.seen_at is null
           join alerts a on a.site_id = m.site_id and a.id = m.alert_id and a.status in ('open', 'unanswered') limit 100) u`,
      [input.sites, input.personId],
      'alerts-unseen',
    ),
  ]);
  const page = rows.slice(0, PAGE);
  return {
    alerts: page.map(({ state, toldAt, step, seenAt, ...more }) => ({
      ...viewOf(input.topics, state, more, input.language, input.now), toldAt, step, seenAt,
      allowed: [...(mayAcknowledge(state, { personId: input.personId, roles: [] }, input.now) && state.level !== 'news' ? (['acknowledge'] as const) : []), 'clear' as const],
    })),
    unseen: unseen[0]?.unseen ?? 0,
    more: rows.length > PAGE ? (page.at(-1)?.toldAt ?? null) : null,
  };
};

type TrailRow = { state: Alert; siteName: string; zone: string; acknowledger: string | null; climbsAt: Instant | null; names: Record<string, string> | null; deliveries: AlertTrail['deliveries'] | null };

const TRAIL = `select a.state, t.name as "siteName", t.zone, k.name as acknowledger,
    (select min(c.due_at) from clocks c where c.site_id = a.site_id and c.subject = a.id and c.clock = '${CLIMB_CLOCK}' and c.stopped_at is null and c.cancelled_at is null) as "climbsAt",
    (select jsonb_object_agg(p.id, p.name) from people p where p.id in (select m.person_id from alert_recipients m where m.site_id = a.site_id and m.alert_id = a.id)) as names,
    (select jsonb_agg(jsonb_build_object('id', d.id, 'step', d.step, 'kind', d.kind, 'personId', d.person_id, 'person', p.name, 'channel', c.name, 'device', s.device, 'rank', d.rank, 'state', d.state, 'attempts', d.attempts,
              'nextAt', d.next_at, 'doneAt', d.done_at, 'answer', d.answer, 'reason', d.reason, 'arrivedAt', d.arrived_at, 'seenAt', m.seen_at) order by d.step, d.chain, d.rank, d.id)
       from (select * from deliveries d where d.site_id = a.site_id and d.alert_id = a.id order by d.step, d.chain, d.rank limit 300) d
       left join people p on p.id = d.person_id left join channels c on c.site_id = d.site_id and c.id = d.channel_id left join push_subscriptions s on s.id = d.subscription_id
       left join alert_recipients m on d.kind = 'in-app' and m.site_id = d.site_id and m.alert_id = d.alert_id and m.person_id = d.person_id) as deliveries
  from alerts a join sites t on t.id = a.site_id left join people k on k.id = (a.state->'acknowledged'->>'by')::uuid`;

/** jsonb gives instants in PostgreSQL's own form. */
const instant = (text: string | null): Instant | null => (text === null ? null : new Date(text).toISOString());

const trailOf = (topics: Topics, row: TrailRow, actor: Actor, language: Language, now: Instant): AlertTrail => ({
  ...viewOf(topics, row.state, row, language, now),
  steps: row.state.steps.map(({ step, at, reached, empty }) => ({ step, at, told: reached.map(({ personId, why }) => ({ personId, why, name: row.names?.[personId] ?? '' })), empty: [...empty] })),
  deliveries: (row.deliveries ?? []).map((delivery) => ({ ...delivery, nextAt: instant(delivery.nextAt), doneAt: instant(delivery.doneAt), arrivedAt: instant(delivery.arrivedAt), seenAt: instant(delivery.seenAt) })),
  climbsAt: row.climbsAt,
  allowed: mayAcknowledge(row.state, actor, now) && row.state.level !== 'news' ? ['acknowledge'] : [],
});

/** For others than those it reached: not what is sealed, and not what this person is kept from (`except`), whatever their role. */
export const openTo = (person: string): string => `not a.state ? 'isPrivate' and not coalesce(a.state->'people'->'except', '[]') @> to_jsonb(${person}::uuid)`;

type TrailInput = { siteId: string; actor: Actor; topics: Topics; language: Language; now: Instant };
export const trailsOf = async (reader: Reader, input: TrailInput & { subject: string; all: boolean }): Promise<AlertTrail[]> => {
  const rows = await reader.query<TrailRow>(
    `${TRAIL} where a.site_id = $1 and a.cause_subject = $2 and (($3 and ${openTo('$4')}) or exists (select from alert_recipients r where r.site_id = a.site_id and r.alert_id = a.id and r.person_id = $4)) order by a.raised_at desc, a.id limit 100`,
    [input.siteId, input.subject, input.all, input.actor.personId],
    'alert-trail',
  );
  return rows.map((row) => trailOf(input.topics, row, input.actor, input.language, input.now));
};

export const alertLog = async (reader: Reader, input: TrailInput & { only: 'all' | 'open'; before: Instant | undefined }): Promise<{ alerts: AlertTrail[]; more: Instant | null }> => {
  const rows = await reader.query<TrailRow>(
    `${TRAIL} where a.site_id = $1 and ${openTo('$3')} and ($2::timestamptz is null or a.raised_at < $2) ${input.only === 'open' ? `and a.status in ('open', 'unanswered')` : ''} order by a.raised_at desc, a.id desc limit ${PAGE + 1}`,
    [input.siteId, input.before ?? null, input.actor.personId],
    `alert-log-${input.only}`,
  );
  const page = rows.slice(0, PAGE);
  return { alerts: page.map((row) => trailOf(input.topics, row, input.actor, input.language, input.now)), more: rows.length > PAGE ? (page.at(-1)?.state.raisedAt ?? null) : null };
};
