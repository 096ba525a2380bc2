import { roundOf } from '../../../platform/core/clock-rule.ts';
import { maskPhone } from '../../../platform/core/mask-numbers.ts';
import { loadClocks, nextDue, type ClockRow } from '../../../platform/server/clock-store.ts';
import type { Saved } from '../../../platform/server/command-runner.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { readTimeline } from '../../../platform/server/journal.ts';
import type { ClockView, RepairView, TimelineLine } from '../core/repair-contract.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import { mayReadNotes, mayReadSpotChecks, maySee, phoneFor, type RepairActor } from '../core/repair-permissions.ts';
import { JOINS, SELECT, toRow, type ListRow } from './repair-rows.ts';

const toClockView = (row: ClockRow): ClockView => ({
  clock: row.clock,
  round: row.round,
  clause: row.rule.clause,
  origin: row.rule.origin,
  basis: row.rule.basis,
  value: row.rule.value,
  startedAt: row.startedAt,
  warnAt: row.warnAt,
  dueAt: row.dueAt,
  stoppedAt: row.stoppedAt,
  breachedAt: row.breachedAt,
  cancelledAt: row.cancelledAt,
  metLate: row.metLate,
});

/** Everybody an order mentions, for their names. */
const peopleOf = (order: RepairOrder): string[] => [
  ...new Set([order.intakeBy, order.technicianId, order.vouched?.leaderId, ...Object.values(order.marks).map((mark) => mark.by), ...Object.values(order.written).map((mark) => mark.by), ...order.notes.map((note) => note.by), order.followUp?.by, ...(order.spotChecks ?? []).map((check) => check.by)].filter((id): id is string => Boolean(id))),
];

/** One order as this person may see it; undefined when it is not theirs to see. */
const orderView = (row: Omit<ListRow, 'sort_at'>, clocks: readonly ClockRow[], names: readonly { id: string; name: string }[], actor: RepairActor): RepairView => {
  const order = row.state;
  const { reporterPhone: _phone, notes, spotChecks, pastRatings, ...rest } = order;
  return {
    row: toRow(row, actor),
    order: {
      ...rest,
      ...phoneFor(order, actor),
      notes: mayReadNotes(order, actor) ? [...notes] : [],
      photos: [...order.photos],
      materials: [...order.materials],
      notifications: [...order.notifications],
      urges: [...order.urges],
      ...(pastRatings ? { pastRatings: [...pastRatings] } : {}),
      ...(spotChecks && mayReadSpotChecks(order, actor) ? { spotChecks: [...spotChecks] } : {}),
    },
    clocks: clocks.map(toClockView),
    names: Object.fromEntries(names.map((person) => [person.id, person.name])),
  };
};

export const viewOrder = async (reader: Reader, input: { siteId: string; id: string; actor: RepairActor }): Promise<RepairView | undefined> => {
  const [rows, clocks] = await Promise.all([
    reader.query<Omit<ListRow, 'sort_at'>>(`${SELECT} from repairs r ${JOINS} where r.site_id = $1 and r.id = $2`, [input.siteId, input.id], 'repair-view'),
    loadClocks(reader.query, input.siteId, input.id),
  ]);
  const row = rows[0];
  if (!row || !maySee(row.state, input.actor)) return undefined;
  const names = await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [peopleOf(row.state)], 'people-names');
  return orderView(row, clocks, names, input.actor);
};

/** The view of an order that is just being saved: all is known but names, and mostly even those. */
export const viewSaved = async (reader: Reader, saved: Saved<RepairOrder>, actor: RepairActor, actorName?: string): Promise<RepairView | undefined> => {
  const { state: order, version, clocks, site } = saved;
  const people = peopleOf(order);
  const isKnown = actorName !== undefined && !order.placeId && people.every((id) => id === actor.personId);
  const names = isKnown
    ? [{ id: actor.personId, name: actorName, in_room: false }]
    : await reader.query<{ id: string; name: string; in_room: boolean }>(
        'select id, name, false as in_room from people where id = any($1) union all select id, name, in_room from places where site_id = $2 and id = $3',
        [people, order.siteId, order.placeId ?? null],
        'order-names',
      );
  if (!maySee(order, actor)) return undefined;
  const nameOf = (id: string | undefined): string | null => names.find((row) => row.id === id)?.name ?? null;
  const next = nextDue(clocks);
  const row = {
    state: order, version, place: nameOf(order.placeId), in_room: names.find((entry) => entry.id === order.placeId)?.in_room ?? false, technician: nameOf(order.technicianId), siteName: site.name,
    next_due_at: next?.dueAt ?? null, next_clock: next?.clock ?? null, rule: next && roundOf(next.round) === order.visit ? next.rule : null,
  };
  return orderView(row, clocks, names.filter((entry) => entry.id !== order.placeId), actor);
};

const PRIVATE_TEXTS: ReadonlySet<string> = new Set(['NoteAdded']);
const OF_CONDUCT: ReadonlySet<string> = new Set(['VisitInspected']);

export const viewTimeline = async (reader: Reader, input: { siteId: string; id: string; actor: RepairActor }): Promise<TimelineLine[] | undefined> => {
  const [orders, entries] = await Promise.all([
    reader.query<{ state: RepairOrder }>('select state from repairs where site_id = $1 and id = $2', [input.siteId, input.id], 'repair-state'),
    readTimeline(reader, input.siteId, input.id),
  ]);
  const order = orders[0]?.state;
  if (!order || !maySee(order, input.actor)) return undefined;
  const actors = [...new Set(entries.map((entry) => entry.actor).filter((id): id is string => id !== null))];
  const names = new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [actors], 'people-names')).map((person) => [person.id, person.name]));
  const readsNotes = mayReadNotes(order, input.actor);
  const readsChecks = mayReadSpotChecks(order, input.actor);
  return entries.filter((entry) => readsChecks || !OF_CONDUCT.has(entry.event)).map((entry) => {
    const { reporterPhone, ...text } = (entry.text ?? {}) as Record<string, unknown>;
    const hidden = entry.text === null || (PRIVATE_TEXTS.has(entry.event) && !readsNotes);
    const phone = typeof reporterPhone === 'string' ? { reporterPhone: maskPhone(reporterPhone) } : {};
    return { ...entry, text: hidden ? null : { ...text, ...phone }, actorName: entry.actor ? (names.get(entry.actor) ?? null) : null };
  });
};
