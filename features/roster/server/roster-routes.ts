import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { pgCode, UNIQUE_VIOLATION } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import * as contract from '../core/roster-contract.ts';
import { maySetPresence } from '../core/roster-permissions.ts';
import { readRosterSheet } from '../core/roster-sheet.ts';
import { readDuty } from './duty.ts';
import { planUnderLock, weekAgain } from './roster-commands.ts';
import { ROSTER_JOBS } from './roster-facts.ts';
import { postsOf, readRoster, templatesOf, workersOf } from './roster-queries.ts';
import { changeRoster, type RosterStore } from './roster-store.ts';

export type RosterDeps = RosterStore & Pick<RunnerDeps, 'queue'> & { readonly clock: Clock; /** The rights of the people concerned may have changed. */ onChange(): void };

export const rosterRoutes = (deps: RosterDeps): Route[] => {
  const { database, clock } = deps;
  const change = async <T>(siteId: string, actor: string, work: Parameters<typeof changeRoster<T>>[2]) => {
    const done = await changeRoster<T>(deps, { siteId, actor, now: clock.now() }, work);
    deps.onChange();
    return done;
  };
  return [
    route(contract.getRoster, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return site ? readRoster(reader, site, input.from, input.days, clock.now()) : refuse('not-found');
      }),
    ),
    route(contract.getDuty, ({ siteId }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return site ? readDuty(reader, site, clock.now()) : refuse('not-found');
      }),
    ),
    route(contract.planShifts, ({ siteId, input, caller }) =>
      change(siteId, caller.personId, (trx, site) => planUnderLock(trx, site, { asked: input.shifts.map((shift, index) => ({ ...shift, line: index + 1 })), mode: 'all', now: clock.now(), event: 'ShiftsPlanned' })),
    ),
    route(contract.cancelShifts, ({ siteId, input, caller }) =>
      change(siteId, caller.personId, async (trx, site) => {
        if (!input.cancelled) {
          // Brought back only where it still fits: planned anew under its own id.
          const rows = await trx.query<{ id: string; postId: string; personId: string; day: string; start: string; end: string }>(
            `select id, post_id as "postId", person_id as "personId", day::text as day, to_char(starts_at at time zone $3, 'HH24:MI') as start, to_char(ends_at at time zone $3, 'HH24:MI') as "end"
               from shifts where site_id = $1 and id = any ($2::uuid[]) and cancelled_at is not null`,
            [siteId, input.shiftIds, site.zone],
          );
          return planUnderLock(trx, site, { asked: rows.map((row, index) => ({ ...row, line: index + 1 })), mode: 'all', now: clock.now(), event: 'ShiftsRestored' });
        }
        const rows = await trx.query<{ id: string }>('update shifts set cancelled_at = $3 where site_id = $1 and id = any ($2::uuid[]) and cancelled_at is null returning id', [siteId, input.shiftIds, clock.now()], 'shifts-cancel');
        return { answer: { taken: rows.length, shiftIds: rows.map((row) => row.id), refused: [] }, events: rows.length > 0 ? [{ event: 'ShiftsCancelled', data: { shiftIds: rows.map((row) => row.id) } }] : [] };
      }),
    ),
    route(contract.copyWeek, ({ siteId, input, caller }) =>
      change(siteId, caller.personId, async (trx, site) =>
        planUnderLock(trx, site, { asked: await weekAgain(trx, site, input.from, input.to), mode: 'some', now: clock.now(), event: 'WeekCopied' }),
      ),
    ),
    route(contract.importRoster, ({ siteId, input, caller }) =>
      change(siteId, caller.personId, async (trx, site) => {
        const now = clock.now();
        const [posts, templates, workers] = await Promise.all([postsOf(trx, siteId), templatesOf(trx, siteId), workersOf(trx, siteId, now)]);
        const sheet = readRosterSheet(input.rows, { posts, templates, people: workers });
        return planUnderLock(trx, site, { asked: sheet.shifts, earlier: sheet.refused, mode: 'some', now, dryRun: input.dryRun, event: 'RosterImported' });
      }),
    ),
    route(contract.addPost, ({ siteId, input, caller }) =>
      onName(input.name, () =>
        change(siteId, caller.personId, async (trx) => {
          const id = uuidv7();
          await trx.query('insert into posts (site_id, id, name, role, needed, cover, is_fixed, sort) values ($1, $2, $3, $4, $5, $6, $7, $8)', [siteId, id, input.name, input.role, input.needed, input.cover, input.isFixed, input.sort]);
          return { answer: { id }, events: [{ event: 'PostAdded', data: { postId: id, role: input.role, needed: input.needed, cover: input.cover, isFixed: input.isFixed } }] };
        }),
      ),
    ),
    route(contract.changePost, ({ siteId, input, caller }) =>
      onName(input.name, () =>
        change(siteId, caller.personId, async (trx) => {
          const rows = await trx.query(
            `update posts set name = $3, role = $4, needed = $5, cover = $6, is_fixed = $7, sort = $8, archived_at = case when $9 then coalesce(archived_at, $10) end where site_id = $1 and id = $2 returning id`,
            [siteId, input.postId, input.name, input.role, input.needed, input.cover, input.isFixed, input.sort, input.archived, clock.now()],
          );
          if (rows.length === 0) return refuse('not-found');
          return { answer: { ok: true as const }, events: [{ event: 'PostChanged', data: { postId: input.postId, role: input.role, needed: input.needed, cover: input.cover, isFixed: input.isFixed, archived: input.archived } }] };
        }),
      ),
    ),
    route(contract.addTemplate, ({ siteId, input, caller }) =>
      onName(input.name, () =>
        change(siteId, caller.personId, async (trx) => {
          if (input.start === input.end) return refuse('shift-empty', { start: input.start });
          const id = uuidv7();
          await trx.query('insert into shift_templates (site_id, id, name, starts, ends) values ($1, $2, $3, $4, $5)', [siteId, id, input.name, input.start, input.end]);
          return { answer: { id }, events: [{ event: 'ShiftTemplateAdded', data: { templateId: id, start: input.start, end: input.end } }] };
        }),
      ),
    ),
    route(contract.archiveTemplate, ({ siteId, input, caller }) =>
      change(siteId, caller.personId, async (trx) => {
        const rows = await trx.query('update shift_templates set archived_at = $3 where site_id = $1 and id = $2 and archived_at is null returning id', [siteId, input.templateId, clock.now()]);
        return rows.length === 0 ? refuse('not-found') : { answer: { ok: true as const }, events: [{ event: 'ShiftTemplateArchived', data: { templateId: input.templateId } }] };
      }),
    ),
    route(contract.setPresence, ({ siteId, input, actor }) => {
      if (!maySetPresence(actor, input.personId)) return Promise.resolve(refuse('forbidden', { permission: 'roster.presence' }));
      const now = clock.now();
      if (input.backAt && input.backAt <= now) return Promise.resolve(refuse('back-in-the-past', {}));
      return change(siteId, actor.personId, async (trx) => {
        const workers = await workersOf(trx, siteId, now);
        if (!workers.some((worker) => worker.id === input.personId)) return refuse('person-not-here', {});
        await trx.query(
          `insert into presence values ($1, $2, $3, $4, $5, $6, $7) on conflict (site_id, person_id) do update set state = excluded.state, back_at = excluded.back_at, note = excluded.note, set_by = excluded.set_by, set_at = excluded.set_at`,
          [siteId, input.personId, input.state, input.backAt ?? null, input.note || null, actor.personId, now],
          'presence-put',
        );
        if (input.state === 'in') await deps.queue(trx, [{ name: ROSTER_JOBS.back, payload: { siteId, personId: input.personId }, key: `${siteId}/${input.personId}` }]);
        return { answer: { ok: true as const }, events: [{ event: 'PresenceSaid', data: { personId: input.personId, state: input.state, backAt: input.backAt ?? null }, ...(input.note ? { text: { note: input.note } } : {}) }] };
      });
    }),
  ];
};

const onName = async <T>(name: string, work: () => Promise<T>) => {
  try {
    return await work();
  } catch (error) {
    if (pgCode(error) === UNIQUE_VIOLATION) return refuse('name-taken', { name });
    throw error;
  }
};
