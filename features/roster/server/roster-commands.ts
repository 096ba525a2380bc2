import type { Instant } from '../../../platform/core/instant.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { RefusedLine, ShiftIn } from '../core/roster-contract.ts';
import { checkShift, shiftTime, type Shift } from '../core/shift.ts';
import { elsewhereBetween, holdPeople, postsOf, shiftsBetween, workersOf } from './roster-queries.ts';
import type { RosterChange } from './roster-store.ts';

export type Taken = { taken: number; shiftIds: string[]; refused: RefusedLine[] };
export type Asked = ShiftIn & { readonly line: number };

/**
 * Judges shifts one after the other, each against the plan the ones before it left. `all`: one refusal refuses
 * everything; otherwise what cannot stand is listed and the rest is taken.
 */
export const planUnderLock = async (
  trx: Transaction,
  site: SiteRow,
  input: { asked: readonly Asked[]; earlier?: readonly RefusedLine[]; mode: 'all' | 'some'; now: Instant; dryRun?: boolean; event: string },
): Promise<RosterChange<Taken> | Refusal> => {
  const days = input.asked.map((shift) => shift.day).sort();
  const [first, last] = [days[0], days.at(-1)];
  const refused: RefusedLine[] = [...(input.earlier ?? [])];
  if (!first || !last) return { answer: { taken: 0, shiftIds: [], refused }, events: [] };
  const [, posts, workers, planned, elsewhere] = await Promise.all([
    holdPeople(trx, input.asked.map((shift) => shift.personId)),
    postsOf(trx, site.id),
    workersOf(trx, site.id, input.now),
    shiftsBetween(trx, site.id, addDays(first, -1), addDays(last, 1)),
    elsewhereBetween(trx, site.id, instantAt(site.zone, addDays(first, -1), '00:00'), instantAt(site.zone, addDays(last, 3), '00:00')),
  ]);
  // Moved shifts may stand on another day than the window shows: their old row is replaced by id.
  let plan: Shift[] = planned;
  const taken: Shift[] = [];
  for (const asked of input.asked) {
    const time = shiftTime(site.zone, asked.day, asked.start, asked.end);
    const shift: Shift | undefined = isRefusal(time) ? undefined : { id: asked.id ?? uuidv7(), postId: asked.postId, personId: asked.personId, day: asked.day, ...time };
    const refusal = isRefusal(time)
      ? time
      : checkShift(shift as Shift, { post: posts.find((post) => post.id === asked.postId), worker: workers.find((worker) => worker.id === asked.personId && worker.isHere), planned: plan, elsewhere });
    if (refusal) {
      if (input.mode === 'all') return refusal;
      refused.push({ line: asked.line, code: refusal.code, facts: { ...refusal.facts } });
    } else if (shift) {
      plan = [...plan.filter((other) => other.id !== shift.id), shift];
      taken.push(shift);
    }
  }
  const answer: Taken = { taken: taken.length, shiftIds: input.dryRun ? [] : taken.map((shift) => shift.id), refused: refused.sort((a, b) => a.line - b.line) };
  if (input.dryRun || taken.length === 0) return { answer, events: [] };
  await trx.query(
    `insert into shifts (site_id, id, post_id, person_id, day, starts_at, ends_at)
     select $1, (s->>'id')::uuid, (s->>'postId')::uuid, (s->>'personId')::uuid, (s->>'day')::date, (s->>'startsAt')::timestamptz, (s->>'endsAt')::timestamptz from jsonb_array_elements($2::jsonb) s
     on conflict (site_id, id) do update set post_id = excluded.post_id, person_id = excluded.person_id, day = excluded.day, starts_at = excluded.starts_at, ends_at = excluded.ends_at, cancelled_at = null`,
    [site.id, JSON.stringify(taken)],
    'shifts-put',
  );
  return { answer, events: [{ event: input.event, data: { shifts: taken } }] };
};

const timeIn = (zone: string, instant: Instant): string => Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });

/** The shifts of seven days, asked again for seven others; days already planned for a person are listed, not doubled. */
export const weekAgain = async (trx: Transaction, site: SiteRow, from: LocalDate, to: LocalDate): Promise<Asked[]> => {
  const shifts = await shiftsBetween(trx, site.id, from, addDays(from, 6));
  const apart = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
  return shifts.map((shift, index) => ({
    line: index + 1, postId: shift.postId, personId: shift.personId, day: addDays(shift.day, apart), start: timeIn(site.zone, shift.startsAt), end: timeIn(site.zone, shift.endsAt),
  }));
};
