import type { AlertTopic } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { RaiseAlerts } from '../../../platform/server/alert-hook.ts';
import { applyClockChanges, clocksWrite } from '../../../platform/server/clock-store.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Query, Write } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { appendJournal, EMPTY_HEAD, type JournalHead } from '../../../platform/server/journal.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { alertClocks, answer, end, evolveAlert, raise, type Alert, type AlertEvent } from '../core/alert-state.ts';
import { planDeliveries } from '../core/delivery-plan.ts';
import type { Situation } from '../core/reach.ts';
import { alertEntry, alertWrite, eventWrites, lockAlertsOf, type StepPlan } from './alert-store.ts';
import { ownLadders, waysOut } from './ways-queries.ts';

/** Who is at a centre now; the roster knows. */
export type SituationOf = (query: Query, site: SiteRow, now: Instant) => Promise<Situation>;
export type AlertSettings = { readonly topics: ReadonlyMap<string, AlertTopic>; readonly situationOf: SituationOf };

/** Reads what planning needs, in one flight. */
export const readPlan = async (query: Query, settings: AlertSettings, site: SiteRow, now: Instant): Promise<{ situation: Situation; plan: StepPlan }> => {
  const [situation, { channels, ways }] = await Promise.all([settings.situationOf(query, site, now), waysOut(query, site.id)]);
  return {
    situation,
    plan: (alert, step) => planDeliveries({ level: alert.level, isPrivate: alert.isPrivate, who: alert.ladder[step.step]?.who ?? [], reached: step.reached, ways, channels, now: step.at, zone: site.zone }),
  };
};

/** All rows of an alert's events: the alert, its journal, its clock, its people and messages. */
const writesOf = (site: SiteRow, now: Instant, before: { state: Alert; head: JournalHead } | undefined, id: string, events: readonly AlertEvent[], plan: StepPlan): Write[] => {
  const ids = { siteId: site.id, subject: id };
  let state = before?.state;
  const changes = events.flatMap((event) => {
    state = evolveAlert(state, event, ids);
    return alertClocks(event, state, site.version);
  });
  if (!state) return [];
  const journal = appendJournal({ siteId: site.id, feature: state.isPrivate ? 'sealed:alerts' : 'alerts', subject: id, head: before?.head ?? EMPTY_HEAD, actor: null, entries: events.map(alertEntry) });
  // A new alert's clock is written as a row; one that ends or is answered only loses the clocks it has.
  const clocks = before ? [] : applyClockChanges([], changes, state.raisedAt).rows;
  return [
    ...journal.writes,
    alertWrite(state, journal.head),
    ...eventWrites(state, events, plan),
    ...(clocks.length > 0 ? [clocksWrite({ siteId: site.id, subject: id, feature: 'alerts', rows: clocks })] : []),
    ...(before ? [endClocks(site.id, id, now)] : []),
  ];
};

const endClocks = (siteId: string, id: string, at: Instant): Write => ({
  name: 'alert-clocks-end',
  text: 'update clocks set cancelled_at = $3 where site_id = $1 and subject = $2 and stopped_at is null and cancelled_at is null',
  values: [siteId, id, at],
});

const isMeant = (pattern: string, key: string): boolean => pattern === key || pattern === '*' || (pattern.endsWith('/') && key.startsWith(pattern));

/**
 * Raises and ends alerts in the transaction of their cause: what is said to be known is known exactly when the cause is.
 * An alert of a deadline overtakes the one before it (the breach its warning).
 */
export const raiseAlerts =
  (settings: AlertSettings): RaiseAlerts =>
  async (trx, { site, feature, subject, now, drafts, ends, answers = [], clockEnds }) => {
    for (const draft of drafts) if (!settings.topics.has(draft.topic)) throw new Error(`Nobody knows the topic ${draft.topic}.`);
    const [known, keys, own, plan] = await Promise.all([
      lockAlertsOf(trx.query, site.id, subject),
      trx.query<{ key: string }>('select cause_key as key from alerts where site_id = $1 and cause_subject = $2 and cause_key = any ($3)', [site.id, subject, drafts.map((draft) => draft.key)], 'alert-keys'),
      drafts.length > 0 ? ownLadders(trx.query, site.id, drafts.map((draft) => draft.topic)) : new Map<string, never>(),
      drafts.length > 0 ? readPlan(trx.query, settings, site, now) : undefined,
    ]);
    const said = new Set(keys.map((row) => row.key));
    const fresh = drafts.filter((draft, index) => !said.has(draft.key) && drafts.findIndex((other) => other.key === draft.key) === index);
    const ended = known.flatMap((alert): Write[] => {
      const { cause } = alert.state;
      const byKey = ends.find((entry) => isMeant(entry.ends, cause.key));
      const byClock = clockEnds.find((entry) => entry.clock === cause.clock && entry.round === cause.round);
      const isOvertaken = fresh.some(({ clock }) => clock && clock.clock === cause.clock && clock.round === cause.round);
      const why = byKey?.why ?? byClock?.why ?? (isOvertaken ? 'overtaken' : undefined);
      const heard = answers.flatMap((entry) => (isMeant(entry.answers, cause.key) ? answer(alert.state, { at: now, by: entry.by }) : []));
      const events = [...heard, ...(why ? end(alert.state, { at: now, why }) : [])];
      return events.length > 0 ? writesOf(site, now, alert, alert.state.id, events, () => []) : [];
    });
    if (!plan) return ended;
    const climbMinutes = parameterValues(site.parameters)['alerts.climb_minutes'];
    const raised = fresh.flatMap((draft) => {
      const events = raise(
        {
          type: 'AlertRaised', at: now, topic: draft.topic, level: draft.level, facts: draft.facts, people: draft.people, climbMinutes, everybody: draft.everybody, knownTo: draft.knownTo, ...(draft.isPrivate ? { isPrivate: true as const } : {}),
          ladder: (draft.isPrivate ? undefined : own.get(draft.topic)) ?? settings.topics.get(draft.topic)?.ladder ?? [],
          cause: { feature, subject, key: draft.key, ...draft.clock },
        },
        plan.situation,
      );
      return writesOf(site, now, undefined, uuidv7(), events, plan.plan);
    });
    return [...ended, ...raised];
  };
