import type { Instant } from '../../../platform/core/instant.ts';
import { parseListCursor, writeListCursor } from '../../../platform/server/keyset.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { appointmentsOf } from '../../people/server/people-facts.ts';
import { CLAUSE_OF, type Breach } from '../core/breach.ts';
import { allowedSteps, audienceOf, type Audience, type ConductActor } from '../core/conduct-permissions.ts';
import type { BreachRow, BreachView, PledgeRow } from '../core/conduct-contract.ts';
import type { Pledge } from '../core/pledge.ts';

/** Who decides is judged also by who gave them their role. */
export const judged = async (query: Query, siteId: string, actor: ConductActor): Promise<ConductActor> => (actor.roles.some((role) => role === 'property_manager' || role === 'quality') ? { ...actor, appointments: await appointmentsOf(query, siteId) } : actor);

type Row = { state: Breach; version: number; nextDueAt: Instant | null; person: string };
const READ = `select c.state, c.version, c.next_due_at as "nextDueAt", p.name as person from breaches c join people p on p.id = c.person_id`;
const PAGE = 50;

const rowOf = ({ state, nextDueAt, person }: Row, audience: Audience): BreachRow => ({
  id: state.id, number: state.number, kind: state.kind, clause: CLAUSE_OF[state.kind], status: state.status, locked: state.locked, person: { id: state.personId, name: person }, happenedAt: state.happenedAt, receivedAt: state.receivedAt, nextDueAt, audience,
});

export const readOneBreach = async (reader: Reader, input: { siteId: string; id: string; actor: ConductActor }): Promise<BreachView | undefined> => {
  const [rows, actor] = await Promise.all([reader.query<Row>(`${READ} where c.site_id = $1 and c.id = $2`, [input.siteId, input.id], 'breach-view'), judged(reader.query, input.siteId, input.actor)]);
  const row = rows[0];
  const audience = row && audienceOf(row.state, actor);
  if (!row || !audience) return undefined;
  const { state } = row;
  const people = await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [[state.recordedBy, state.statement?.by, state.decision?.by, ...state.evidence.map((entry) => entry.by)].filter(Boolean)], 'people-names');
  const name = (id: string | undefined): string => people.find((person) => person.id === id)?.name ?? '';
  const isPerson = audience === 'person';
  const seesOutcome = audience !== 'recorder';
  const { statement, decision, police } = state;
  return {
    row: rowOf(row, audience), version: row.version, place: state.placeText, description: state.description, recordedBy: isPerson ? null : name(state.recordedBy), source: isPerson ? null : state.source,
    evidence: isPerson ? null : state.evidence.map((entry) => ({ at: entry.at, by: name(entry.by), text: entry.text ?? null, hash: entry.hash ?? null })),
    statement: statement && seesOutcome ? { at: statement.at, by: name(statement.by), way: statement.way, text: statement.text, witness: isPerson ? null : (statement.witness ?? null), hash: isPerson ? null : (statement.hash ?? null) } : null,
    decision: decision && seesOutcome ? { at: decision.at, by: name(decision.by), finding: decision.finding, sanction: decision.sanction, text: decision.text, account: decision.account ?? null } : null,
    toldAt: state.told?.at ?? null, police: police && audience === 'reader' ? { at: police.at, caseRef: police.caseRef, station: police.station } : null,
    incidentRef: audience === 'reader' ? (state.incidentRef ?? null) : null, needsIncident: audience === 'reader' && police !== undefined && state.incidentRef === undefined, voidReason: state.voidReason ?? null, allowed: allowedSteps(state, actor),
  };
};

/** Only what this person may know of: asked for by the question itself, then judged row by row. */
export const listOfBreaches = async (reader: Reader, input: { siteId: string; after: string | undefined; actor: ConductActor }): Promise<{ rows: BreachRow[]; more: string | null }> => {
  const after = parseListCursor(input.after);
  const actor = await judged(reader.query, input.siteId, input.actor);
  const rows = await reader.query<Row>(
    `${READ} where c.site_id = $1 and ((c.person_id = $2 and not c.locked) or (c.person_id <> $2 and (c.state->>'reader' = any ($3) or (c.recorded_by = $2 and not c.locked))))
       and ($4::timestamptz is null or (c.received_at, c.id) < ($4, $5::uuid)) order by c.received_at desc, c.id desc limit ${PAGE + 1}`,
    [input.siteId, input.actor.personId, [...input.actor.roles], after?.at ?? null, after?.id ?? null],
    'breaches-list',
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.flatMap((row) => {
      const audience = audienceOf(row.state, actor);
      return audience ? [rowOf(row, audience)] : [];
    }),
    more: rows.length > PAGE && last ? writeListCursor(last.state.receivedAt, last.state.id) : null,
  };
};

export const pledgeRow = (person: { personId: string; name: string }, pledge: Pledge | undefined): PledgeRow => ({
  ...person, status: pledge?.status ?? 'missing', askedAt: pledge?.askedAt ?? null, signedAt: pledge?.signedAt ?? null, validUntil: pledge?.validUntil ?? null, isLate: pledge?.isLate ?? false,
});
export const pledgesOf = async (reader: Reader, siteId: string, personIds: readonly string[]): Promise<ReadonlyMap<string, Pledge>> =>
  new Map((await reader.query<{ state: Pledge }>('select state from pledges where site_id = $1 and person_id = any ($2)', [siteId, [...personIds]], 'pledges-of')).map(({ state }) => [state.personId, state]));
