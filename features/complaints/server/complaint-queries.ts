import type { Instant } from '../../../platform/core/instant.ts';
import { erasesOn, type Keeping } from '../../../platform/core/kept-days.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { searchCases } from '../../../platform/server/case-search.ts';
import { caseOrder, maskContact, parseListCursor, writeListCursor } from '../../../platform/server/keyset.ts';
import { isPlanted } from '../../people/core/people-facts.ts';
import { allowedSteps, maySee, seesAll, type ComplaintActor } from '../core/complaint-permissions.ts';
import { appointmentsOf } from '../../people/server/people-facts.ts';
import type { ComplaintRow, ComplaintView } from '../core/complaint-contract.ts';
import { namedSince, type Complaint, type ComplaintKind } from '../core/complaint.ts';
import { keepingOf, TABLE } from './complaint-store.ts';

type Row = { state: Complaint; version: number; nextDueAt: Instant | null; nextClock: string | null; place: string | null; orderNumber?: string | null; calledAt?: Instant | null };
const PAGE = 50;
const READ = `c.state, c.version, c.next_due_at as "nextDueAt", c.next_clock as "nextClock", p.name as place`;

/** Who reads reports is judged also by who gave them their role. */
export const judged = async (query: Query, siteId: string, kind: ComplaintKind, actor: ComplaintActor): Promise<ComplaintActor> => (kind === 'report' ? { ...actor, appointments: await appointmentsOf(query, siteId) } : actor);

const rowOf = ({ state, nextDueAt, nextClock, place }: Row, names: ReadonlyMap<string, string>): ComplaintRow => ({
  id: state.id, number: state.number, kind: state.kind, status: state.status, grade: state.grade, receivedAt: state.receivedAt, recordedAt: state.recordedAt, channel: state.channel, anonymous: state.anonymous,
  place: place ?? state.placeText, content: state.content, owner: state.ownerId ? { id: state.ownerId, name: names.get(state.ownerId) ?? '' } : null, nextDueAt, nextClock, late: [...state.late], repairId: state.repairId ?? null,
});

const idsOf = (state: Complaint): string[] =>
  [state.ownerId, state.takenBy, ...state.accused, state.response?.by, state.decision?.by, state.answer?.by, state.correction?.by, ...state.notes.map((note) => note.by), ...state.calls.map((call) => call.by)].filter((id): id is string => Boolean(id));

const namesOf = async (reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  new Map(ids.length === 0 ? [] : (await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [[...new Set(ids)]], 'people-names')).map((row) => [row.id, row.name]));

export const viewOf = async (reader: Reader, row: Row, actor: ComplaintActor, keeping: Keeping, shown?: string): Promise<ComplaintView> => {
  const { state } = row;
  const names = await namesOf(reader, idsOf(state));
  const name = (id: string | undefined): string => (id ? (names.get(id) ?? '') : '');
  const said = (entry: Complaint['response']) => (entry ? { ...entry, by: name(entry.by) } : null);
  return {
    row: rowOf(row, names), version: row.version,
    person: { name: state.name ?? null, honorific: state.honorific ?? null, identity: state.identity ?? null, contact: state.contact ? maskContact(state.contact) : null },
    contactShown: shown ?? null,
    happenedAt: state.happenedAt ?? null, placeId: state.placeId ?? null, department: state.department ?? null, accused: state.accused.map((id) => ({ id, name: name(id) })), wish: state.wish ?? null, callId: state.callId ?? null, origins: row.orderNumber ? [row.orderNumber] : [], calledAt: row.calledAt ?? null,
    takenBy: state.takenBy ? name(state.takenBy) : null, ownerReplaced: state.ownerReplaced ?? false, round: state.round, response: said(state.response), notes: state.notes.map((note) => ({ ...note, by: name(note.by) })),
    photos: state.photos.map(({ hash, at }) => ({ hash, at })), decision: state.decision ? { ...state.decision, by: name(state.decision.by) } : null,
    answer: said(state.answer), correction: state.correction ? { ...state.correction, by: name(state.correction.by) } : null, calls: state.calls.map((call) => ({ ...call, note: call.note ?? null, by: name(call.by) })),
    erasure: state.erasure ? (state.erasure.doneAt ? (state.erasure.why === 'retention' ? 'expired' : 'done') : 'waiting') : 'none', erasesOn: erasesOn(namedSince(state), keeping) ?? null, closedAt: state.closedAt ?? null, voidReason: state.voidReason ?? null, allowed: allowedSteps(state, actor),
  };
};

/** One case, or nothing: whether it is not there or not for these eyes is not told apart. */
export const readCase = async (reader: Reader, input: { kind: ComplaintKind; siteId: string; id: string; actor: ComplaintActor; shown?: (state: Complaint, actor: ComplaintActor) => string | undefined }): Promise<ComplaintView | undefined> => {
  const [rows, site, actor] = await Promise.all([reader.query<Row>(
    `select ${READ}, coalesce(r.order_number, r.log_number) as "orderNumber", k.started_at as "calledAt" from ${TABLE[input.kind]} c left join places p on p.site_id = c.site_id and p.id = c.place_id
       left join repairs r on r.site_id = c.site_id and r.id = c.repair_id left join calls k on k.site_id = c.site_id and k.id = (c.state->>'callId')::uuid where c.site_id = $1 and c.id = $2`,
    [input.siteId, input.id],
    `${TABLE[input.kind]}-view`,
  ), loadSite(reader.query, input.siteId), judged(reader.query, input.siteId, input.kind, input.actor)]);
  const row = rows[0];
  return row && site && maySee(row.state, actor) ? viewOf(reader, row, actor, keepingOf(site), input.shown?.(row.state, actor)) : undefined;
};

/** Cases that hold the words asked for, of those this person may see. */
export const searchFor = (reader: Reader, input: { kind: ComplaintKind; siteId: string; q: string; after: string | undefined; actor: ComplaintActor }): Promise<{ rows: ComplaintRow[]; more: string | null }> =>
  searchCases(reader, {
    ...input,
    load: async (ids) => {
      const [rows, actor] = await Promise.all([reader.query<Row>(`select ${READ} from ${TABLE[input.kind]} c left join places p on p.site_id = c.site_id and p.id = c.place_id where c.site_id = $1 and c.id = any($2)`, [input.siteId, ids], `${TABLE[input.kind]}-found`), judged(reader.query, input.siteId, input.kind, input.actor)]);
      const seen = rows.filter(({ state }) => maySee(state, actor));
      const names = await namesOf(reader, seen.flatMap(({ state }) => state.ownerId ?? []));
      return new Map(seen.map((row) => [row.state.id, rowOf(row, names)]));
    },
  });

/** Reports that came before this person's role as their reader did, and that they do not see for who gave it to them. */
const keptFrom = async (reader: Reader, siteId: string, actor: ComplaintActor): Promise<string[]> => {
  const { appointments = [] } = await judged(reader.query, siteId, 'report', actor);
  const own = appointments.filter(({ personId, by }) => personId === actor.personId && by !== null);
  if (own.length === 0) return [];
  const latest = own.map(({ at }) => at).sort().at(-1);
  const rows = await reader.query<{ state: Complaint }>('select state from complaint_reports where site_id = $1 and received_at <= $2', [siteId, latest], 'complaint_reports-before');
  return rows.filter(({ state }) => state.reader && isPlanted(state, appointments, actor.personId, state.reader)).map(({ state }) => state.id);
};

/** A page of cases this person may see; what they may not see is left out by the question itself. */
export const listCases = async (reader: Reader, input: { kind: ComplaintKind; siteId: string; filter: 'open' | 'all'; after: string | undefined; actor: ComplaintActor }): Promise<{ rows: ComplaintRow[]; more: string | null }> => {
  const { kind, actor } = input;
  const after = parseListCursor(input.after);
  const scope = kind === 'report' ? `c.state->>'reader' = any ($4)` : `(c.owner_id = $3 or c.taken_by = $3 or $4)`;
  const kept = kind === 'report' ? await keptFrom(reader, input.siteId, actor) : [];
  const rows = await reader.query<Row>(
    `select ${READ} from ${TABLE[kind]} c left join places p on p.site_id = c.site_id and p.id = c.place_id
      where c.site_id = $1 and not c.accused @> array[$2::uuid] and c.id <> all ($7::uuid[]) and ${scope} ${kind === 'report' ? 'and ($3::uuid is not null)' : ''} ${caseOrder(input.filter, '$5', '$6')} limit ${PAGE + 1}`,
    [input.siteId, actor.personId, actor.personId, kind === 'report' ? [...actor.roles] : seesAll(actor), after?.at ?? null, after?.id ?? null, kept],
    `${TABLE[kind]}-list-${input.filter}`,
  );
  const page = rows.slice(0, PAGE);
  const names = await namesOf(reader, page.flatMap(({ state }) => (state.ownerId ? [state.ownerId] : [])));
  const last = page.at(-1);
  return { rows: page.map((row) => rowOf(row, names)), more: rows.length > PAGE && last ? writeListCursor(input.filter === 'open' ? last.nextDueAt : last.state.receivedAt, last.state.id) : null };
};
