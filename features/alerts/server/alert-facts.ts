import type { Rung } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { CLIMB_CLOCK, type Alert } from '../core/alert-state.ts';
import type { ReachedWhy } from '../core/alert-facts.ts';

/** A way out and what became of the last message on it; null = nothing was sent yet. */
export type ChannelState = { readonly siteName: string; readonly name: string; readonly state: 'delivered' | 'refused' | 'unknown' | null; readonly at: string | null; readonly reason: string | null };

const AT_MOST = 100;

export const channelStates = (reader: Reader, sites: readonly string[]): Promise<ChannelState[]> =>
  reader.query<ChannelState>(
    `select s.name as "siteName", c.name, last.state, last.done_at as at, last.reason
       from channels c join sites s on s.id = c.site_id
       left join lateral (
         select d.state, d.done_at, d.reason from deliveries d
          where d.site_id = c.site_id and d.channel_id = c.id and d.done_at is not null and d.state in ('delivered', 'refused', 'unknown')
          order by d.done_at desc limit 1) last on true
      where c.site_id = any ($1) and c.enabled and c.removed_at is null order by s.name, c.name limit ${AT_MOST}`,
    [sites],
    'channel-states',
  );

/** An alert that calls people one by one, as the feature that raised it shows it: who was told on which step and way, and what happens next. */
export type Call = {
  readonly alertId: string;
  readonly key: string;
  readonly topic: string;
  readonly level: Alert['level'];
  readonly status: Alert['status'];
  readonly raisedAt: Instant;
  readonly climbsAt: Instant | null;
  readonly steps: readonly {
    readonly step: number;
    readonly at: Instant;
    readonly empty: readonly Rung[];
    readonly told: readonly { readonly personId: string; readonly name: string; readonly why: ReachedWhy; /** Ways on which it certainly arrived. */ readonly ways: readonly string[]; readonly seenAt: Instant | null }[];
  }[];
};

type Row = { state: Alert; climbsAt: Instant | null; people: { id: string; name: string; seenAt: string | null; ways: string[] | null }[] | null };
/** The alerts of a subject that everybody answers for themself, oldest first. */
export const callsOf = async (reader: Reader, siteId: string, subject: string): Promise<Call[]> => {
  const rows = await reader.query<Row>(
    `select a.state,
        (select min(c.due_at) from clocks c where c.site_id = a.site_id and c.subject = a.id and c.clock = '${CLIMB_CLOCK}' and c.stopped_at is null and c.cancelled_at is null) as "climbsAt",
        (select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'seenAt', r.seen_at, 'ways',
           (select array_agg(distinct d.kind) from deliveries d where d.site_id = a.site_id and d.alert_id = a.id and d.person_id = p.id and d.state = 'delivered')))
           from alert_recipients r join people p on p.id = r.person_id where r.site_id = a.site_id and r.alert_id = a.id) as people
       from alerts a where a.site_id = $1 and a.cause_subject = $2 and a.state->>'everybody' = 'true' order by a.raised_at, a.id limit 50`,
    [siteId, subject],
    'alert-calls',
  );
  return rows.map(({ state, climbsAt, people }) => {
    const known = new Map((people ?? []).map((person) => [person.id, person]));
    return {
      alertId: state.id, key: state.cause.key, topic: state.topic, level: state.level, status: state.status, raisedAt: state.raisedAt, climbsAt,
      steps: state.steps.map(({ step, at, reached, empty }) => ({
        step, at, empty,
        told: reached.map(({ personId, why }) => {
          const person = known.get(personId);
          return { personId, why, name: person?.name ?? '', ways: person?.ways ?? [], seenAt: person?.seenAt ? new Date(person.seenAt).toISOString() : null };
        }),
      })),
    };
  });
};

/** Whether somebody was told of anything about this subject. */
export const wasToldOf = async (query: Query, siteId: string, subject: string, personId: string): Promise<boolean> =>
  (await query('select from alert_recipients r join alerts a on a.site_id = r.site_id and a.id = r.alert_id where r.site_id = $1 and r.person_id = $3 and a.cause_subject = $2 limit 1', [siteId, subject, personId], 'alert-told')).length > 0;
/** What of a feature's somebody was told of lately. */
export const subjectsToldTo = async (reader: Reader, input: { siteId: string; feature: string; personId: string; since: Instant }): Promise<string[]> =>
  (
    await reader.query<{ id: string }>(
      `select distinct a.cause_subject as id from (select alert_id from alert_recipients where site_id = $1 and person_id = $2 and told_at >= $3::timestamptz order by told_at desc limit 500) r
         join alerts a on a.site_id = $1 and a.id = r.alert_id where a.cause_feature = $4`,
      [input.siteId, input.personId, input.since, input.feature],
      'alert-subjects-told',
    )
  ).map((row) => row.id);
