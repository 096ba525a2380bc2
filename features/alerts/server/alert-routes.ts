import type { Ladder } from '../../../platform/core/alert.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { refusePin } from '../../../platform/server/caller.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import * as contract from '../core/alert-contract.ts';
import { seesTrails } from '../core/alert-permissions.ts';
import { acknowledgeAlert } from './alert-commands.ts';
import { alertLog, myAlerts, trailsOf, type Topics } from './alert-queries.ts';
import { changeSettings } from './settings-store.ts';
import { ownLadders } from './ways-queries.ts';

const partsOf = (ladder: Ladder): string[] => [...new Set(ladder.flatMap((step) => step.who.flatMap((rung) => ('part' in rung ? [rung.part] : []))))];

/** A feature whose alerts everybody answers for themself keeps the answers itself; it is asked in the alert's place. */
export type AnswerInstead = (call: { readonly siteId: string; readonly subject: string; readonly commandId: string }, actor: Actor) => Promise<{ ok: true } | Refusal>;

export const alertRoutes = (deps: RunnerDeps & { readonly topics: Topics; readonly answerInstead: ReadonlyMap<string, AnswerInstead> }): Route[] => {
  const { database, clock, topics, answerInstead } = deps;
  const insteadOf = async (siteId: string, alertId: string): Promise<{ subject: string; answer: AnswerInstead } | undefined> => {
    const [cause] = await database.read([siteId], (reader) =>
      reader.query<{ feature: string; subject: string }>(`select cause_feature as feature, cause_subject as subject from alerts where site_id = $1 and id = $2 and state->>'everybody' = 'true'`, [siteId, alertId], 'alert-cause'),
    );
    const answer = cause && answerInstead.get(cause.feature);
    return answer ? { subject: cause.subject, answer } : undefined;
  };
  return [
    route(contract.listMyAlerts, ({ caller, input }) => {
      const sites = [...caller.sites.keys()];
      return database.read(sites, (reader) => myAlerts(reader, { sites, personId: caller.personId, before: input.before, topics, language: input.language, now: clock.now() }));
    }),
    route(contract.markAlertsSeen, async ({ siteId, input, caller }) => {
      await database.write([siteId], (trx) =>
        trx.query('update alert_recipients set seen_at = $4 where site_id = $1 and person_id = $2 and alert_id = any ($3) and seen_at is null', [siteId, caller.personId, input.alertIds, clock.now()], 'alerts-seen'),
      );
      return { ok: true as const };
    }),
    route(contract.clearAlerts, async ({ siteId, input, caller }) => {
      await database.write([siteId], (trx) =>
        trx.query('update alert_recipients set cleared_at = $4, seen_at = coalesce(seen_at, $5) where site_id = $1 and person_id = $2 and alert_id = any ($3)', [siteId, caller.personId, input.alertIds, input.cleared ? clock.now() : null, clock.now()], 'alerts-clear'),
      );
      return { ok: true as const };
    }),
    route(contract.acknowledgeAlertEndpoint, async ({ siteId, input, actor }) => {
      const instead = await insteadOf(siteId, input.alertId);
      if (instead) return instead.answer({ siteId, subject: instead.subject, commandId: input.commandId }, actor);
      const done = await acknowledgeAlert(deps, { ...input, siteId }, actor);
      return done.ok ? { ok: true as const } : done;
    }),
    route(contract.readTrail, ({ siteId, input, actor }) => {
      const all = seesTrails(actor.roles);
      return database.read([siteId], async (reader) => ({ alerts: await trailsOf(reader, { siteId, actor, topics, language: input.language, now: clock.now(), subject: input.subject, all }), all }));
    }),
    route(contract.listAlertLog, ({ siteId, input, actor }) =>
      database.read([siteId], (reader) => alertLog(reader, { siteId, actor, topics, language: input.language, now: clock.now(), only: input.only, before: input.before })),
    ),
    route(contract.listLadders, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const [site, own] = await Promise.all([loadSite(reader.query, siteId), ownLadders(reader.query, siteId, [...topics.keys()])]);
        if (!site) return refuse('not-found');
        return {
          climbMinutes: parameterValues(site.parameters)['alerts.climb_minutes'],
          ladders: [...topics.values()].map(({ topic, label, clause, ladder }) => ({
            topic, label: label[input.language], clause: clause ?? null, parts: partsOf(ladder), isOwn: own.has(topic),
            steps: (own.get(topic) ?? ladder).map(({ who, afterMinutes }) => ({ who: who.map((rung) => ({ ...rung })), ...(afterMinutes ? { afterMinutes } : {}) })),
          })),
        };
      }),
    ),
    route(contract.changeLadder, async ({ siteId, input, caller }) => {
      const weak = refusePin(caller);
      if (weak) return weak;
      const topic = topics.get(input.topic);
      if (!topic) return refuse('not-found');
      const known = partsOf(topic.ladder);
      // A ladder may only name people its alerts know of.
      if (input.steps && partsOf(input.steps).some((part) => !known.includes(part))) return refuse('ladder-part-unknown', { parts: known });
      return changeSettings(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
        await (input.steps
          ? trx.query(
              'insert into ladders values ($1, $2, $3, $4, $5) on conflict (site_id, topic) do update set steps = excluded.steps, changed_by = excluded.changed_by, changed_at = excluded.changed_at',
              [siteId, input.topic, JSON.stringify(input.steps), caller.personId, clock.now()],
              'ladder-put',
            )
          : trx.query('delete from ladders where site_id = $1 and topic = $2', [siteId, input.topic], 'ladder-drop'));
        return { event: 'LadderChanged', data: { topic: input.topic, steps: input.steps } };
      });
    }),
  ];
};
