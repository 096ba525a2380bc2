import type { Instant } from '../../../platform/core/instant.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import type { Reader, Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import * as contract from '../core/handover-contract.ts';
import type { HandoverLine } from '../core/handover.ts';
import { reassign } from '../core/reassignment.ts';
import { reassignmentAlerts } from '../core/roster-alerts.ts';
import { overlaps, type Shift } from '../core/shift.ts';
import { elsewhereBetween, holdPeople, postsOf, shiftsAround, workersOf } from './roster-queries.ts';
import type { RosterDeps } from './roster-routes.ts';
import { namedGaps } from './named-gaps.ts';
import { changeRoster } from './roster-store.ts';

type Row = {
  id: string; personId: string; person: string; fromPost: string | null; toPost: string; cover: string | null; startsAt: Instant; endsAt: Instant; reason: string; orderedBy: string; acknowledgedAt: Instant | null; returnedAt: Instant | null;
};

const putShifts = (trx: Transaction, siteId: string, shifts: readonly Shift[], cancelled: readonly string[], now: Instant): Promise<unknown> =>
  trx.query(
    `with gone as (update shifts set cancelled_at = $4 where site_id = $1 and id = any ($3::uuid[]))
     insert into shifts (site_id, id, post_id, person_id, day, starts_at, ends_at)
     select $1, (s->>'id')::uuid, (s->>'postId')::uuid, (s->>'personId')::uuid, (s->>'day')::date, (s->>'startsAt')::timestamptz, (s->>'endsAt')::timestamptz from jsonb_array_elements($2::jsonb) s
     on conflict (site_id, id) do update set post_id = excluded.post_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at`,
    [siteId, JSON.stringify(shifts), cancelled, now],
    'reassign-shifts',
  );

const allowedOf = (row: Row, actor: Actor, now: Instant): ('acknowledge' | 'return')[] => [
  ...(row.personId === actor.personId && !row.acknowledgedAt && row.endsAt > now ? (['acknowledge'] as const) : []),
  ...(!row.returnedAt && row.startsAt <= now && row.endsAt > now && (row.personId === actor.personId || actor.roles.includes('property_manager')) ? (['return'] as const) : []),
];

/** Who is away from the own post now or later, for the handover (G-04, M-52). */
export const reassignmentLines = async (reader: Reader, siteId: string, now: Instant): Promise<HandoverLine[]> => {
  const rows = await reader.query<Row>(
    `select r.id, p.name as person, f.name as "fromPost", t.name as "toPost", c.name as cover, r.ends_at as "endsAt" from reassignments r join people p on p.id = r.person_id left join people c on c.id = r.cover_id
       join posts t on t.site_id = r.site_id and t.id = r.to_post_id left join posts f on f.site_id = r.site_id and f.id = r.from_post_id
      where r.site_id = $1 and r.ends_at > $2 and r.returned_at is null order by r.ends_at, r.id limit 30`,
    [siteId, now],
    'reassignment-lines',
  );
  return rows.map((row) => ({ section: 'reassignments', ref: row.id, label: `${row.person} ${row.fromPost ?? ''} → ${row.toPost}`, status: '', next: row.cover ?? '' }));
};

export const reassignmentRoutes = (deps: RosterDeps): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.listReassignments, async ({ siteId, actor }) => {
      const now = clock.now();
      const rows = await database.read([siteId], (reader) =>
        reader.query<Row>(
          `select r.id, r.person_id as "personId", p.name as person, f.name as "fromPost", t.name as "toPost", c.name as cover, r.starts_at as "startsAt", r.ends_at as "endsAt", r.reason, o.name as "orderedBy",
                  r.acknowledged_at as "acknowledgedAt", r.returned_at as "returnedAt"
             from reassignments r join people p on p.id = r.person_id join people o on o.id = r.ordered_by left join people c on c.id = r.cover_id
             join posts t on t.site_id = r.site_id and t.id = r.to_post_id left join posts f on f.site_id = r.site_id and f.id = r.from_post_id
            where r.site_id = $1 order by r.ends_at desc, r.id desc limit 50`,
          [siteId],
          'reassignments',
        ),
      );
      return { reassignments: rows.map((row) => ({ ...row, allowed: allowedOf(row, actor, now) })) };
    }),

    route(contract.reassignPost, async ({ siteId, input, actor }) => {
      const now = clock.now();
      const startsAt = input.startsAt ?? now;
      const done = await changeRoster<{ id: string; gaps: number }>(deps, { siteId, actor: actor.personId, now }, async (trx, site) => {
        const day = localDate(startsAt, site.zone);
        const [, posts, workers, planned, elsewhere] = await Promise.all([
          holdPeople(trx, [input.personId, ...(input.coverId ? [input.coverId] : [])]),
          postsOf(trx, siteId), workersOf(trx, siteId, now), shiftsAround(trx, siteId, day, localDate(input.endsAt, site.zone)), elsewhereBetween(trx, siteId, startsAt, input.endsAt),
        ]);
        const id = uuidv7();
        const moved = reassign({ personId: input.personId, toPostId: input.toPostId, coverId: input.coverId, startsAt, endsAt: input.endsAt, day }, { posts, workers: workers.filter((worker) => worker.isHere), planned, elsewhere, now, nextId: uuidv7 });
        if (isRefusal(moved)) return moved;
        const { shifts, cancelled, fromPostId } = moved;
        await putShifts(trx, siteId, shifts, cancelled, now);
        await trx.query(
          `insert into reassignments (site_id, id, person_id, from_post_id, to_post_id, cover_id, starts_at, ends_at, reason, ordered_by, ordered_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
          [siteId, id, input.personId, fromPostId ?? null, input.toPostId, input.coverId ?? null, startsAt, input.endsAt, input.reason, actor.personId, now],
        );
        const after = [...planned.filter((shift) => !cancelled.includes(shift.id) && !shifts.some((changed) => changed.id === shift.id)), ...shifts];
        // The vacated post shows who covers it; where nobody does, the manager is told (G-04).
        const gaps = (await namedGaps(trx, site, [day], posts, after)).filter((gap) => overlaps(gap, { startsAt, endsAt: input.endsAt }));
        return {
          answer: { id, gaps: gaps.length },
          events: [{ event: 'PostReassigned', data: { reassignmentId: id, personId: input.personId, fromPostId: fromPostId ?? null, toPostId: input.toPostId, coverId: input.coverId ?? null, startsAt, endsAt: input.endsAt, shifts, cancelled, gaps: gaps.map(({ post: _post, leftNames: _names, ...gap }) => gap) }, text: { reason: input.reason } }],
          alerts: reassignmentAlerts({ id, personId: input.personId, post: posts.find((post) => post.id === input.toPostId)?.name ?? '', startsAt, endsAt: input.endsAt, gaps }, site.zone),
        };
      });
      deps.onChange();
      return done;
    }),

    route(contract.stepReassignment, async ({ siteId, input, actor }) => {
      const now = clock.now();
      const done = await changeRoster<{ ok: true }>(deps, { siteId, actor: actor.personId, now }, async (trx, site) => {
        const rows = await trx.query<Row & { toPostId: string; fromPostId: string | null }>(
          `select id, person_id as "personId", starts_at as "startsAt", ends_at as "endsAt", acknowledged_at as "acknowledgedAt", returned_at as "returnedAt", to_post_id as "toPostId", from_post_id as "fromPostId" from reassignments where site_id = $1 and id = $2 for update`,
          [siteId, input.reassignmentId],
        );
        const row = rows[0];
        if (!row) return refuse('not-found');
        if (!allowedOf(row, actor, now).includes(input.step)) return refuse('forbidden', { permission: `roster.reassign.${input.step}` });
        if (input.step === 'acknowledge') {
          await trx.query('update reassignments set acknowledged_at = $3 where site_id = $1 and id = $2', [siteId, row.id, now]);
          return { answer: { ok: true }, events: [{ event: 'ReassignmentAcknowledged', data: { reassignmentId: row.id } }], alerts: [{ ends: `reassigned/${row.id}`, why: 'met' }] };
        }
        // Back at the old post for the rest of the time; who covered it may stay as a second pair of hands.
        const day = localDate(row.startsAt, site.zone);
        const planned = await shiftsAround(trx, siteId, day, localDate(row.endsAt, site.zone));
        const away = planned.filter((shift) => shift.personId === row.personId && shift.postId === row.toPostId && overlaps(shift, { startsAt: now, endsAt: row.endsAt }));
        const back = away.flatMap((shift): Shift[] => [
          { ...shift, endsAt: now > shift.startsAt ? now : shift.startsAt },
          ...(row.fromPostId ? [{ ...shift, id: uuidv7(), postId: row.fromPostId, startsAt: now > shift.startsAt ? now : shift.startsAt }] : []),
        ]);
        const empty = back.filter((shift) => shift.endsAt <= shift.startsAt);
        await putShifts(trx, siteId, back.filter((shift) => shift.endsAt > shift.startsAt), empty.map((shift) => shift.id), now);
        await trx.query('update reassignments set returned_at = $3 where site_id = $1 and id = $2', [siteId, row.id, now]);
        return { answer: { ok: true }, events: [{ event: 'ReassignmentEnded', data: { reassignmentId: row.id, shifts: back } }], alerts: [{ ends: `reassigned/${row.id}`, why: 'met' }, { ends: `vacated/${row.id}`, why: 'met' }] };
      });
      deps.onChange();
      return done;
    }),
  ];
};
