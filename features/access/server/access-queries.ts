import type { Instant } from '../../../platform/core/instant.ts';
import type { Actor } from '../../../platform/server/app.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import type { RemovalView, VisitView } from '../core/access-contract.ts';
import { ACCESS_GRANTS } from '../core/access-permissions.ts';
import { heldBy } from '../core/erasure.ts';
import { isOpenRemoval, LEAVE_CLOCK, type Removal } from '../core/removal.ts';
import type { Visit } from '../core/visit.ts';

export const PAGE = 50;
/** Which of these incidents are still open; the feature of incidents knows. */
export type OpenIncidents = (query: Query, siteId: string, ids: readonly string[]) => Promise<Set<string>>;

const may = (actor: Actor, permission: string): boolean => ACCESS_GRANTS.some(([name, roles]) => name === permission && actor.roles.some((role) => roles.includes(role)));

type RemovalRow = { state: Removal; handler: string; booker: string; dueAt: Instant | null; seen: number };
// How often a note was written: looked for only among those kept, which retention bounds, and never more than a hundred.
const REMOVALS = `select m.state, h.name as handler, b.name as booker,
    (select c.due_at from clocks c where c.site_id = m.site_id and c.subject = m.id and c.clock = '${LEAVE_CLOCK}' and c.stopped_at is null and c.cancelled_at is null limit 1) as "dueAt",
    case when m.tag is null then 0 else (select count(*) from (select from removals o where o.site_id = m.site_id and o.tag = m.tag and o.asked_at < m.asked_at limit 100) o) end as seen
  from removals m join people h on h.id = (m.state->>'handledBy')::uuid join people b on b.id = (m.state->>'bookedBy')::uuid`;

const removalView = (row: RemovalRow, actor: Actor, open: ReadonlySet<string>): RemovalView => {
  const { state } = row;
  const isOpen = isOpenRemoval(state);
  const held = heldBy({ isOpen, incidentOpen: state.incidentId !== undefined && open.has(state.incidentId) });
  const alive = state.erasedAt === undefined;
  return {
    id: state.id, category: state.category, place: state.placeText, action: state.action, headcount: state.headcount, askedAt: state.askedAt, recordedAt: state.recordedAt, leftAt: state.leftAt ?? null, outcome: state.outcome ?? null, times: state.times,
    handledBy: row.handler, bookedBy: state.bookedBy === state.handledBy ? null : row.booker, fromSheet: state.fromSheet, tag: state.tag ?? null, appearance: state.appearance ?? null, behaviour: state.behaviour ?? null, photo: state.photo ?? null,
    open: isOpen, dueAt: isOpen ? row.dueAt : null, overstayed: state.overstayed, incidentId: state.incidentId ?? null, seenBefore: row.seen,
    expiresOn: state.expiresOn, erasedAt: state.erasedAt ?? null, eraseAskedAt: state.eraseAsked?.at ?? null, heldBy: held ?? null,
    allowed: [
      ...(may(actor, 'access.log') && alive ? [...(isOpen ? (['again', 'ended'] as const) : []), 'describe' as const, ...(state.incidentId || state.fromSheet ? [] : (['incident'] as const))] : []),
      ...(may(actor, 'access.erase') && alive && !state.eraseAsked ? (['erase'] as const) : []),
    ],
  };
};

const withIncidents = async (reader: Reader, siteId: string, rows: readonly RemovalRow[], actor: Actor, openIncidents: OpenIncidents): Promise<RemovalView[]> => {
  const ids = rows.flatMap(({ state }) => state.incidentId ?? []);
  const open = ids.length > 0 ? await openIncidents(reader.query, siteId, ids) : new Set<string>();
  return rows.map((row) => removalView(row, actor, open));
};

export const readRemoval = async (reader: Reader, siteId: string, id: string, actor: Actor, openIncidents: OpenIncidents): Promise<RemovalView | undefined> =>
  (await withIncidents(reader, siteId, await reader.query<RemovalRow>(`${REMOVALS} where m.site_id = $1 and m.id = $2`, [siteId, id], 'removal-one'), actor, openIncidents))[0];

export const readRemovals = async (reader: Reader, input: { siteId: string; actor: Actor; before: Instant | undefined; tag: string | undefined; openIncidents: OpenIncidents }): Promise<{ open: RemovalView[]; past: RemovalView[]; more: Instant | null }> => {
  const { siteId, actor, openIncidents } = input;
  const [open, rows] = await Promise.all([
    input.before ? [] : reader.query<RemovalRow>(`${REMOVALS} where m.site_id = $1 and m.open and ($2::text is null or m.tag = $2) order by m.asked_at limit 100`, [siteId, input.tag ?? null], 'removals-open'),
    reader.query<RemovalRow>(`${REMOVALS} where m.site_id = $1 and not m.open and ($2::timestamptz is null or m.asked_at < $2) and ($3::text is null or m.tag = $3) order by m.asked_at desc, m.id desc limit ${PAGE + 1}`, [siteId, input.before ?? null, input.tag ?? null], 'removals-past'),
  ]);
  const page = rows.slice(0, PAGE);
  return { open: await withIncidents(reader, siteId, open, actor, openIncidents), past: await withIncidents(reader, siteId, page, actor, openIncidents), more: rows.length > PAGE ? (page.at(-1)?.state.askedAt ?? null) : null };
};

/** Notes written lately, most often seen first: a tap instead of typing. */
export const recentTags = (reader: Reader, siteId: string): Promise<{ tag: string; times: number; lastAt: Instant }[]> =>
  reader.query('select tag, count(*)::int as times, max(asked_at) as "lastAt" from (select tag, asked_at from removals where site_id = $1 and tag is not null order by asked_at desc limit 300) t group by tag order by 2 desc, 3 desc limit 12', [siteId], 'removal-tags');

type VisitRow = { state: Visit; host: string | null; booker: string };
const VISITS = `select v.state, h.name as host, b.name as booker from visits v left join people h on h.id = v.host_id join people b on b.id = (v.state->>'bookedBy')::uuid`;
const visitView = ({ state, host, booker }: VisitRow, actor: Actor): VisitView => ({
  id: state.id, kind: state.kind, name: state.name ?? null, firm: state.firm ?? null, headcount: state.headcount, reason: state.reason ?? null, host, checked: state.checked, plate: state.plate ?? null, work: state.work ?? null, repairNumber: state.repairNumber ?? null,
  pass: state.pass ?? null, tools: state.tools ?? null, enteredAt: state.enteredAt, recordedAt: state.recordedAt, leftAt: state.leftAt ?? null, bookedBy: booker,
  expiresOn: state.expiresOn, erasedAt: state.erasedAt ?? null, eraseAskedAt: state.eraseAsked?.at ?? null, heldBy: heldBy({ isOpen: state.leftAt === undefined, incidentOpen: false }) ?? null,
  allowed: [...(may(actor, 'access.host') && !state.leftAt ? (['leave'] as const) : []), ...(may(actor, 'access.erase') && !state.erasedAt && !state.eraseAsked ? (['erase'] as const) : [])],
});
export const readVisit = async (reader: Reader, siteId: string, id: string, actor: Actor): Promise<VisitView | undefined> => {
  const row = (await reader.query<VisitRow>(`${VISITS} where v.site_id = $1 and v.id = $2`, [siteId, id], 'visit-one'))[0];
  return row && visitView(row, actor);
};
export const readVisits = async (reader: Reader, input: { siteId: string; actor: Actor; before: Instant | undefined }): Promise<{ inside: VisitView[]; past: VisitView[]; more: Instant | null }> => {
  const [inside, rows] = await Promise.all([
    input.before ? [] : reader.query<VisitRow>(`${VISITS} where v.site_id = $1 and v.open order by v.entered_at limit 200`, [input.siteId], 'visits-inside'),
    reader.query<VisitRow>(`${VISITS} where v.site_id = $1 and not v.open and ($2::timestamptz is null or v.entered_at < $2) order by v.entered_at desc, v.id desc limit ${PAGE + 1}`, [input.siteId, input.before ?? null], 'visits-past'),
  ]);
  const page = rows.slice(0, PAGE);
  return { inside: inside.map((row) => visitView(row, input.actor)), past: page.map((row) => visitView(row, input.actor)), more: rows.length > PAGE ? (page.at(-1)?.state.enteredAt ?? null) : null };
};
