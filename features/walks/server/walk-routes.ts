import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate, nextDoorsOpen } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { pgCode, UNIQUE_VIOLATION, type Reader } from '../../../platform/server/database.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import * as contract from '../core/walk-contract.ts';
import type { WalkView } from '../core/walk-contract.ts';
import { look, sign, type Walk, type WalkEvent } from '../core/walk.ts';
import { walkItems, walkKind } from './walk-store.ts';

/** A fault found on a walk, as the repairs take it. */
export type PatrolFault = { readonly siteId: string; readonly commandId: string; readonly repairId: string; readonly placeId: string | undefined; readonly placeText: string; readonly words: string; readonly beforeOpening: boolean };
export type WalkDeps = RunnerDeps & {
  /** Logs the fault as a repair of the same person; a repeated call is the same repair. */
  logFault(fault: PatrolFault, actor: Actor): Promise<{ ok: true } | Refusal>;
  /** Numbers and states of repairs, by id. */
  repairsOf(reader: Reader, siteId: string, ids: readonly string[]): Promise<readonly { id: string; number: string; status: string }[]>;
};

export const walkRoutes = (deps: WalkDeps): Route[] => {
  const { database, clock } = deps;

  const viewOf = async (reader: Reader, walk: Walk): Promise<WalkView> => {
    const findings = Object.values(walk.findings);
    const [people, repairs] = await Promise.all([
      reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [[walk.startedBy, walk.signedBy, ...findings.map((finding) => finding.by)].filter(Boolean)], 'people-names'),
      deps.repairsOf(reader, walk.siteId, findings.flatMap((finding) => finding.repairId ?? [])),
    ]);
    const nameOf = (id: string | undefined): string => people.find((person) => person.id === id)?.name ?? '';
    return {
      id: walk.id, day: walk.day, startedAt: walk.startedAt, startedBy: nameOf(walk.startedBy), signedAt: walk.signedAt ?? null, signedBy: walk.signedBy ? nameOf(walk.signedBy) : null,
      items: walk.items.map((item) => {
        const finding = walk.findings[item.id];
        return { id: item.id, name: item.name, finding: finding ? { result: finding.result, at: finding.at, by: nameOf(finding.by), repair: repairs.find((repair) => repair.id === finding.repairId) ?? null } : null };
      }),
    };
  };
  const findDay = async (reader: Pick<Reader, 'query'>, siteId: string, day: string): Promise<Walk | undefined> =>
    (await reader.query<{ state: Walk }>('select state from walks where site_id = $1 and day = $2', [siteId, day], 'walk-day'))[0]?.state;
  const findOne = async (reader: Reader, siteId: string, id: string): Promise<Walk | undefined> => (await reader.query<{ state: Walk }>('select state from walks where site_id = $1 and id = $2', [siteId, id], 'walk-one'))[0]?.state;

  const take = async (siteId: string, input: { walkId: string; commandId: string }, actor: Actor, decide: (walk: Walk, now: string) => ReturnType<typeof look>): Promise<WalkView | Refusal> => {
    const done = await runCommand<Walk, WalkEvent>(deps, {
      kind: walkKind, siteId, subject: input.walkId, name: 'walk', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
      decide: (walk, { now }) => (walk ? decide(walk, now) : refuse('not-found')),
    });
    return done.ok ? database.read([siteId], (reader) => viewOf(reader, done.state)) : done;
  };

  return [
    route(contract.readWalk, ({ siteId }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const now = clock.now();
        const today = localDate(now, site.zone);
        const [walk, past] = await Promise.all([
          findDay(reader, siteId, today),
          reader.query<{ state: Walk; name: string | null }>(`select w.state, p.name from walks w left join people p on p.id = (w.state->>'signedBy')::uuid where w.site_id = $1 and w.day < $2 order by w.day desc limit 14`, [siteId, today], 'walk-past'),
        ]);
        return {
          today, opensAt: nextDoorsOpen(calendarOf(site), now) ?? null, walk: walk ? await viewOf(reader, walk) : null,
          past: past.map(({ state, name }) => {
            const findings = Object.values(state.findings);
            return { day: state.day, looked: findings.length, items: state.items.length, faults: findings.filter((finding) => finding.result === 'fault').length, signedBy: name, signedAt: state.signedAt ?? null };
          }),
        };
      }),
    ),
    route(contract.startWalk, async ({ siteId, input, actor }) => {
      const started = await runCommand<Walk, WalkEvent>(deps, {
        kind: walkKind, siteId, subject: input.walkId, name: 'startWalk', commandId: input.commandId, creates: true, actor: actor.personId, standIn: actor.standIn,
        decide: async (walk, { now, site, trx }) => {
          const day = localDate(now, site.zone);
          if (walk || (await findDay(trx, siteId, day))) return refuse('walk-started', { day });
          const items = await walkItems(trx.query, siteId);
          return items.length === 0 ? refuse('no-places') : { ok: true, events: [{ type: 'WalkStarted', at: now, by: actor.personId, day, items }] };
        },
      }).catch((error: unknown) => {
        // Two people set out at the same moment: both walk the same walk.
        if (pgCode(error) === UNIQUE_VIOLATION) return refuse('walk-started');
        throw error;
      });
      if (!started.ok && started.code !== 'walk-started') return started;
      return database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        const walk = started.ok ? started.state : site && (await findDay(reader, siteId, localDate(clock.now(), site.zone)));
        return walk ? viewOf(reader, walk) : refuse('not-found');
      });
    }),
    route(contract.lookAtItem, async ({ siteId, input, actor }) => {
      const walk = await database.read([siteId], (reader) => findOne(reader, siteId, input.walkId));
      const item = walk?.items.find((candidate) => candidate.id === input.itemId);
      if (!walk || !item) return refuse(walk ? 'item-unknown' : 'not-found');
      if ((input.result === 'fault') !== (input.fault !== undefined)) return refuse('bad-input', { fields: [{ field: 'fault' }] });
      if (walk.signedAt && walk.findings[item.id]?.repairId !== input.fault?.repairId) return refuse('walk-signed', { at: walk.signedAt });
      if (input.fault) {
        const { words, ...ids } = input.fault;
        const logged = await deps.logFault({ siteId, ...ids, placeId: item.placeId, placeText: item.name, words }, actor);
        if (!logged.ok) return logged;
      }
      return take(siteId, input, actor, (state, now) => look(state, { itemId: input.itemId, result: input.result, repairId: input.fault?.repairId }, actor, now));
    }),
    route(contract.signWalk, ({ siteId, input, actor }) => take(siteId, input, actor, (walk, now) => sign(walk, actor, now))),
    route(contract.readWalkItems, ({ siteId }) => database.read([siteId], async (reader) => ({ items: (await walkItems(reader.query, siteId)).map((item) => ({ id: item.id, name: item.name, placeId: item.placeId ?? null })) }))),
    route(contract.changeWalkItems, async ({ siteId, input }) => {
      const known = await database.read([siteId], (reader) => reader.query<{ id: string }>('select id from places where site_id = $1 and archived_at is null', [siteId]));
      const unknown = input.items.find((item) => item.placeId && !known.some((place) => place.id === item.placeId));
      if (unknown) return refuse('place-unknown', { placeId: unknown.placeId });
      await database.write([siteId], async (trx) => {
        await trx.query('delete from walk_items where site_id = $1', [siteId]);
        await trx.query(`insert into walk_items select $1, (i->>'id')::uuid, (i->>'placeId')::uuid, i->>'name', n::int from jsonb_array_elements($2::jsonb) with ordinality as l (i, n)`, [siteId, JSON.stringify(input.items)]);
      });
      return { items: input.items.map((item) => ({ id: item.id, name: item.name, placeId: item.placeId ?? null })) };
    }),
  ];
};
