import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps, type SubjectKind } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Reader, Transaction } from '../../../platform/server/database.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { sweepOf } from '../../../platform/server/sweep.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import * as contract from '../core/access-contract.ts';
import { SHEET_KEEPERS } from '../core/access-permissions.ts';
import { askToErase, heldBy } from '../core/erasure.ts';
import { becomeIncident, isOpenRemoval, logRemoval, takeRemovalStep, type Removal, type RemovalEvent } from '../core/removal.ts';
import { enterVisit, leaveVisit, type Visit, type VisitEvent } from '../core/visit.ts';
import { readRemoval, readRemovals, readVisit, readVisits, recentTags, type OpenIncidents } from './access-queries.ts';
import { accessRules, removalKind, visitKind } from './access-store.ts';
import { letFilesGo, type FileKeeper } from './erase.ts';

/** A removal as the feature of incidents takes it. */
export type DoorIncident = { readonly siteId: string; readonly commandId: string; readonly incidentId: string; readonly grade: 'red' | 'orange' | 'yellow' | 'blue'; readonly placeId: string | undefined; readonly placeText: string; readonly words: string; readonly foundAt: string };
export type AccessDeps = RunnerDeps &
  FileKeeper & {
    readonly openIncidents: OpenIncidents;
    /** Reports it as an incident of the same person; a repeated call is the same incident. */
    reportIncident(incident: DoorIncident, actor: Actor): Promise<{ ok: true } | Refusal>;
  };

export const accessRoutes = (deps: AccessDeps): Route[] => {
  const { database, clock, openIncidents } = deps;
  const placeName = async (trx: Transaction, siteId: string, placeId: string): Promise<string | undefined> => (await trx.query<{ name: string }>('select name from places where site_id = $1 and id = $2', [siteId, placeId], 'place-name'))[0]?.name;
  const isHere = async (trx: Transaction, siteId: string, personId: string, now: string): Promise<boolean> =>
    (await trx.query('select from memberships m join people p on p.id = m.person_id where m.site_id = $1 and m.person_id = $2 and p.ended_at is null and not m.offered and m.valid_from <= $3 and (m.valid_until is null or m.valid_until > $3) limit 1', [siteId, personId, now], 'access-person')).length > 0;

  /** What was decided, unless its picture is not one this person sent. */
  const ownPhoto = async (trx: Transaction, siteId: string, photo: string | undefined, actor: Actor, decided: Decision<RemovalEvent>): Promise<Decision<RemovalEvent>> =>
    decided.ok && photo && !(await ownFiles(trx.query, siteId, [photo], actor.personId)).has(photo) ? refuse('file-unknown') : decided;

  type Call = { readonly siteId: string; readonly actor: Actor; readonly input: { readonly commandId: string } };
  const change = async <State, Event, View>(
    call: Call, kind: SubjectKind<State, Event>, subject: string, name: string, creates: boolean, read: (reader: Reader) => Promise<View | undefined>,
    decide: Parameters<typeof runCommand<State, Event>>[1]['decide'],
  ): Promise<View | Refusal> => {
    const done = await runCommand<State, Event>(deps, { kind, siteId: call.siteId, subject, name, commandId: call.input.commandId, actor: call.actor.personId, standIn: call.actor.standIn, creates, decide });
    // A view asks in two turns (which incidents are still open), so it is read behind the commit.
    return done.ok ? ((await database.read([call.siteId], read)) ?? refuse('not-found')) : done;
  };
  const onRemoval = (call: Call, id: string, name: string, decide: (state: Removal, context: { now: string; trx: Transaction; rules: ReturnType<typeof accessRules> }) => Decision<RemovalEvent> | Promise<Decision<RemovalEvent>>) =>
    change<Removal, RemovalEvent, contract.RemovalView>(call, removalKind, id, name, false, (reader) => readRemoval(reader, call.siteId, id, call.actor, openIncidents), (state, { now, trx, site }) => (state ? decide(state, { now, trx, rules: accessRules(site) }) : refuse('not-found')));
  const onVisit = (call: Call, id: string, name: string, decide: (state: Visit, now: string) => Decision<VisitEvent>) =>
    change<Visit, VisitEvent, contract.VisitView>(call, visitKind, id, name, false, (reader) => readVisit(reader, call.siteId, id, call.actor), (state, { now }) => (state ? decide(state, now) : refuse('not-found')));

  return [
    route(contract.accessChoices, ({ siteId, actor }) =>
      database.read([siteId], async (reader) => {
        const [site, places, people, tags] = await Promise.all([
          loadSite(reader.query, siteId),
          reader.query<{ id: string; name: string }>(`select id, name from places where site_id = $1 and archived_at is null and kind <> 'table' order by sort, name limit 300`, [siteId], 'access-places'),
          reader.query<{ id: string; name: string }>('select p.id, p.name from people p where p.ended_at is null and exists (select from memberships m where m.site_id = $1 and m.person_id = p.id and not m.offered and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2)) order by p.pinyin, p.id limit 500', [siteId, clock.now()], 'access-people'),
          recentTags(reader, siteId),
        ]);
        if (!site) return refuse('not-found');
        const values = parameterValues(site.parameters);
        return { places, people, tags, photos: values['access.photos'] === 1, leaveMinutes: values['access.leave_minutes'], keepDays: values['access.keep_days'], canKeyIn: actor.roles.some((role) => SHEET_KEEPERS.includes(role)) };
      }),
    ),
    route(contract.listRemovals, ({ siteId, actor, input }) => database.read([siteId], (reader) => readRemovals(reader, { siteId, actor, before: input.before, tag: input.tag || undefined, openIncidents }))),
    route(contract.logRemovalEndpoint, (call) => {
      const { siteId, actor, input } = call;
      return change<Removal, RemovalEvent, contract.RemovalView>(call, removalKind, input.removalId, 'logRemoval', true, (reader) => readRemoval(reader, siteId, input.removalId, actor, openIncidents), async (state, { now, site, trx }) => {
        const { placeId, category, action, headcount, times, askedAt, leftAt, handledBy, fromSheet, tag, appearance, behaviour, photo } = input;
        const placeText = placeId ? await placeName(trx, siteId, placeId) : input.placeText;
        if (!placeText) return refuse(placeId ? 'place-unknown' : 'place-missing');
        const forOther = (handledBy && handledBy !== actor.personId) || fromSheet;
        if (forOther && !actor.roles.some((role) => SHEET_KEEPERS.includes(role))) return refuse('forbidden', { permission: 'access.sheet' });
        if (handledBy && !(await isHere(trx, siteId, handledBy, now))) return refuse('person-not-here', {});
        return ownPhoto(trx, siteId, photo, actor, logRemoval(state, { category, placeId, placeText, action, headcount, times, askedAt, leftAt, handledBy, fromSheet, tag: tag || undefined, appearance: appearance || undefined, behaviour: behaviour || undefined, photo }, actor.personId, now, accessRules(site)));
      });
    }),
    route(contract.stepRemoval, (call) => onRemoval(call, call.input.removalId, 'stepRemoval', (state, { now, rules, trx }) => ownPhoto(trx, call.siteId, call.input.step.step === 'describe' ? call.input.step.photo : undefined, call.actor, takeRemovalStep(state, call.input.step, call.actor.personId, now, rules)))),
    route(contract.removalToIncident, async (call) => {
      const { siteId, actor, input } = call;
      const removal = await database.read([siteId], (reader) => readRemoval(reader, siteId, input.removalId, actor, openIncidents));
      const [row] = await database.read([siteId], (reader) => reader.query<{ state: Removal }>('select state from removals where site_id = $1 and id = $2', [siteId, input.removalId], 'removal-state'));
      if (!removal || !row) return refuse('not-found');
      const { state } = row;
      if (state.incidentId && state.incidentId !== input.incidentId) return refuse('incident-already', { incidentId: state.incidentId });
      if (state.erasedAt) return refuse('erased-already', { at: state.erasedAt });
      const words = ['劝离无效', state.behaviour].filter(Boolean).join('：');
      const made = await deps.reportIncident({ siteId, commandId: input.incidentCommandId, incidentId: input.incidentId, grade: input.grade, placeId: state.placeId, placeText: state.placeText, words, foundAt: state.askedAt }, actor);
      if (!made.ok) return made;
      return onRemoval(call, input.removalId, 'removalToIncident', (current, { now }) => becomeIncident(current, input.incidentId, actor.personId, now));
    }),
    route(contract.listVisits, ({ siteId, actor, input }) => database.read([siteId], (reader) => readVisits(reader, { siteId, actor, before: input.before }))),
    route(contract.enterVisitEndpoint, (call) => {
      const { siteId, actor, input } = call;
      return change<Visit, VisitEvent, contract.VisitView>(call, visitKind, input.visitId, 'enterVisit', true, (reader) => readVisit(reader, siteId, input.visitId, actor), async (state, { now, site, trx }) => {
        const { siteId: _site, commandId: _command, visitId: _visit, ...given } = input;
        if (given.hostId && !(await isHere(trx, siteId, given.hostId, now))) return refuse('person-not-here', {});
        // An empty field of a form is no word.
        const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) as typeof given;
        return enterVisit(state, filled, actor.personId, now, accessRules(site));
      });
    }),
    route(contract.leaveVisitEndpoint, (call) => onVisit(call, call.input.visitId, 'leaveVisit', (state, now) => leaveVisit(state, call.actor.personId, call.input.at ?? now, now))),
    route(contract.eraseRemoval, async (call) => {
      const done = await onRemoval(call, call.input.removalId, 'eraseRemoval', async (state, { now, trx }) => {
        const held = heldBy({ isOpen: isOpenRemoval(state), incidentOpen: state.incidentId !== undefined && (await openIncidents(trx.query, call.siteId, [state.incidentId])).size > 0 });
        return askToErase(state, 'RemovalErased', { by: call.actor.personId, reason: call.input.reason, at: now, held });
      });
      if (!isRefusal(done) && done.erasedAt) await letFilesGo(deps, call.siteId, [done.id]);
      return done;
    }),
    route(contract.eraseVisit, (call) =>
      onVisit(call, call.input.visitId, 'eraseVisit', (state, at) => askToErase(state, 'VisitErased', { by: call.actor.personId, reason: call.input.reason, at, held: heldBy({ isOpen: state.leftAt === undefined, incidentOpen: false }) })),
    ),
  ];
};

/** Both books answer to `access`; only removals have a clock. */
export const sweepAccess = sweepOf(removalKind);
