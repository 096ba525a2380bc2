import type { Instant } from '../../../platform/core/instant.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Query, Write } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { JournalEntry, JournalHead } from '../../../platform/server/journal.ts';
import { alertClocks, evolveAlert, type Alert, type AlertEvent } from '../core/alert-state.ts';
import type { PlannedDelivery } from '../core/delivery-plan.ts';

export type Loaded = { readonly state: Alert; readonly head: JournalHead };
type Row = { state: Alert; version: number; last_hash: Buffer };

const loadedOf = (row: Row): Loaded => ({ state: row.state, head: { version: row.version, lastHash: row.last_hash } });

const lockAlert = async (query: Query, siteId: string, id: string): Promise<Loaded | undefined> => {
  const rows = await query<Row>('select state, version, last_hash from alerts where site_id = $1 and id = $2 for update', [siteId, id], 'alert-lock');
  return rows[0] ? loadedOf(rows[0]) : undefined;
};

/** The alerts of a subject that have not ended, locked: the subject's own row is locked before them, always. */
export const lockAlertsOf = async (query: Query, siteId: string, subject: string): Promise<Loaded[]> =>
  (await query<Row>(`select state, version, last_hash from alerts where site_id = $1 and cause_subject = $2 and status <> 'ended' order by id limit 100 for update`, [siteId, subject], 'alerts-of-subject')).map(loadedOf);

const entryOf = (event: AlertEvent): Pick<JournalEntry, 'data' | 'text'> => {
  switch (event.type) {
    case 'AlertRaised':
      return { data: { topic: event.topic, level: event.level, cause: event.cause, people: event.people, ladder: event.ladder, climbMinutes: event.climbMinutes, ...(event.everybody ? { everybody: true } : {}), ...(event.knownTo ? { knownTo: event.knownTo } : {}) }, text: { facts: event.facts } };
    case 'AlertStepTaken':
      return { data: { step: event.step, reached: event.reached, empty: event.empty }, text: {} };
    case 'AlertEnded':
      return { data: { why: event.why }, text: {} };
    case 'AlertAcknowledged':
      // The actor is whoever noted the answer; it may be somebody else's, given by radio.
      return { data: { by: event.by }, text: {} };
    case 'AlertUnanswered':
      return { data: {}, text: {} };
    default: {
      const never: never = event;
      return never;
    }
  }
};
export const alertEntry = (event: AlertEvent): JournalEntry => ({ event: event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.at });

export const alertWrite = (alert: Alert, head: JournalHead): Write => ({
  name: 'alert-save',
  text: `insert into alerts (site_id, id, version, last_hash, topic, level, status, cause_feature, cause_subject, cause_key, clock, round, raised_at, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)
   on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, state = excluded.state`,
  values: [alert.siteId, alert.id, head.version, head.lastHash, alert.topic, alert.level, alert.status, alert.cause.feature, alert.cause.subject, alert.cause.key, alert.cause.clock ?? null, alert.cause.round ?? null, alert.raisedAt, JSON.stringify(alert)],
});

/** A step's people and messages. Somebody told again has it on top again. */
export const stepWrites = (alert: Alert, step: { step: number; at: Instant; reached: readonly { personId: string; why: string }[] }, planned: readonly PlannedDelivery[]): Write[] => [
  {
    name: 'alert-recipients',
    text: `insert into alert_recipients (site_id, alert_id, person_id, step, why, told_at)
     select $1, $2, (r->>'personId')::uuid, $3, r->>'why', $4 from jsonb_array_elements($5::jsonb) r
     on conflict (site_id, alert_id, person_id) do update set step = excluded.step, why = excluded.why, told_at = excluded.told_at, seen_at = null, cleared_at = null`,
    values: [alert.siteId, alert.id, step.step, step.at, JSON.stringify(step.reached)],
  },
  {
    name: 'alert-deliveries',
    text: `insert into deliveries (site_id, id, alert_id, step, kind, person_id, channel_id, subscription_id, chain, rank, state, next_at, done_at, made_at)
     select $1, (d->>'id')::uuid, $2, $3, d->>'kind', (d->>'personId')::uuid, (d->>'channelId')::uuid, (d->>'subscriptionId')::uuid, d->>'chain', (d->>'rank')::int,
            case when d->>'kind' = 'in-app' then 'delivered' when d->>'rank' = '0' then 'waiting' else 'standby' end,
            (d->>'notBefore')::timestamptz, case when d->>'kind' = 'in-app' then $4::timestamptz end, $4
       from jsonb_array_elements($5::jsonb) d`,
    values: [alert.siteId, alert.id, step.step, step.at, JSON.stringify(planned.map((delivery) => ({ id: uuidv7(), ...delivery })))],
  },
];

/** What was not sent before somebody answered need not be. */
export const obsoleteWrite = (alert: Alert, at: Instant, personId: string | null): Write => ({
  name: 'deliveries-obsolete',
  text: `update deliveries set state = 'obsolete', done_at = $3 where site_id = $1 and alert_id = $2 and state in ('waiting', 'standby') and ($4::uuid is null or person_id = $4)`,
  values: [alert.siteId, alert.id, at, personId],
});

export type StepPlan = (alert: Alert, step: Extract<AlertEvent, { type: 'AlertStepTaken' }>) => readonly PlannedDelivery[];

/** The rows that follow from an alert's events. */
export const eventWrites = (alert: Alert, events: readonly AlertEvent[], plan: StepPlan): Write[] =>
  events.flatMap((event): Write[] => {
    if (event.type === 'AlertStepTaken') return event.reached.length > 0 ? stepWrites(alert, event, plan(alert, event)) : [];
    if (event.type === 'AlertEnded') return [obsoleteWrite(alert, event.at, null)];
    return event.type === 'AlertAcknowledged' ? [obsoleteWrite(alert, event.at, alert.everybody ? event.by : null)] : [];
  });

/** How the runner deals with alerts; `plan` says on which ways a step's people are told. */
export const alertKind = (plan: StepPlan): SubjectKind<Alert, AlertEvent> => ({
  feature: 'alerts',
  load: (trx, siteId, id) => lockAlert(trx.query, siteId, id),
  evolve: evolveAlert,
  journal: alertEntry,
  clocks: (event, after, site) => alertClocks(event, after, site.version),
  finding: () => {
    throw new Error('The clock of a step is cancelled by what follows it, never found broken.');
  },
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { state, head, events }) => [alertWrite(state, head), ...eventWrites(state, events, plan)],
});
