import type { Instant } from '../../../platform/core/instant.ts';
import { addMinutes } from '../../../platform/core/instant.ts';
import { erasesOn } from '../../../platform/core/kept-days.ts';
import type { Actor } from '../../../platform/server/app.ts';
import { searchCases } from '../../../platform/server/case-search.ts';
import { isRunning, loadClocks, type ClockRow } from '../../../platform/server/clock-store.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { callsOf, subjectsToldTo, wasToldOf, type Call } from '../../alerts/server/alert-facts.ts';
import { courseOf } from '../core/course.ts';
import { numbersFor, type Grade } from '../core/incident-catalogue.ts';
import type { IncidentRow, IncidentView, LadderView } from '../core/incident-contract.ts';
import { delaysOf, INCIDENT_CLOCKS, type IncidentClock } from '../core/incident-deadlines.ts';
import { answerWaysOf, incidentStepsOf, maySeeIncident, seesAffected, seesAllIncidents } from '../core/incident-permissions.ts';
import { INCIDENT_GRANTS } from '../core/incident-permissions.ts';
import { namedSince, type Incident } from '../core/incident.ts';
import { keepingOf } from './incident-store.ts';

export const PAGE = 50;
/** How far back somebody who does not handle incidents finds those they had a part in. */
const OWN_DAYS = 30;
type Row = { state: Incident; reporter: string | null; booker: string };
const FROM = `select i.state, r.name as reporter, b.name as booker from incidents i left join people r on r.id = i.reporter_id join people b on b.id = i.booked_by`;

const rowOf = ({ state, reporter, booker }: Row): IncidentRow => ({
  id: state.id, siteId: state.siteId, number: state.number, drill: state.drill, status: state.status, nature: state.nature, grade: state.grade, place: state.placeText, foundAt: state.foundAt, reportedAt: state.reportedAt, recordedAt: state.recordedAt,
  reporter: state.reporterName ?? reporter ?? booker, bookedBy: state.reporterId === state.bookedBy ? null : booker,
});

/** All of them, or of the last days those somebody had a part in. */
const scopeOf = async (reader: Reader, { siteId, actor, now }: { siteId: string; actor: Actor; now: Instant }): Promise<{ all: boolean; since: Instant; told: string[] }> => {
  if (seesAllIncidents(actor)) return { all: true, since: '-infinity', told: [] };
  const since = addMinutes(now, -OWN_DAYS * 24 * 60);
  return { all: false, since, told: await subjectsToldTo(reader, { siteId, feature: 'incidents', personId: actor.personId, since }) };
};

export const listFor = async (reader: Reader, input: { siteId: string; actor: Actor; only: 'open' | 'all'; before: Instant | undefined; now: Instant; placeId?: string; personId?: string }): Promise<{ incidents: IncidentRow[]; more: Instant | null }> => {
  const { siteId, actor } = input;
  const { all, since, told } = await scopeOf(reader, input);
  const rows = await reader.query<Row>(
    `${FROM} where i.site_id = $1 ${input.only === 'open' ? 'and i.open' : ''} and ($2::timestamptz is null or i.reported_at < $2) and i.reported_at >= $3::timestamptz
       and ($4 or i.booked_by = $5 or i.reporter_id = $5 or i.id = any ($6::uuid[]))
       ${input.placeId ? 'and i.place_id = $7::uuid' : input.personId ? 'and (i.booked_by = $7::uuid or i.reporter_id = $7::uuid)' : 'and $7::uuid is null'}
      order by i.reported_at desc, i.id desc limit ${PAGE + 1}`,
    [siteId, input.before ?? null, since, all, actor.personId, told, input.placeId ?? input.personId ?? null],
    `incidents-${input.only}-${input.placeId ? 'place' : input.personId ? 'person' : 'list'}`,
  );
  const page = rows.slice(0, PAGE).map(rowOf);
  return { incidents: page, more: rows.length > PAGE ? (page.at(-1)?.reportedAt ?? null) : null };
};

/** Incidents that hold the words asked for, of those this person may see in a list. */
export const searchFor = async (reader: Reader, input: { siteId: string; actor: Actor; q: string; after: string | undefined; now: Instant }): Promise<{ rows: IncidentRow[]; more: string | null }> => {
  const { siteId, actor } = input;
  const { all, since, told } = await scopeOf(reader, input);
  return searchCases(reader, {
    kind: 'incident', siteId, q: input.q, after: input.after,
    load: async (ids) => {
      const rows = await reader.query<Row>(`${FROM} where i.site_id = $1 and i.id = any($2) and i.reported_at >= $3::timestamptz and ($4 or i.booked_by = $5 or i.reporter_id = $5 or i.id = any($6::uuid[]))`, [siteId, ids, since, all, actor.personId, told], 'incidents-found');
      return new Map(rows.map((row) => [row.state.id, rowOf(row)]));
    },
  });
};

const roundOf = (call: Call): number => Number(call.key.split('/')[1] ?? 1);
const ladderOf = (incident: Incident, call: Call): LadderView => {
  const round = roundOf(call);
  const answersOf = (personId: string) => incident.answers.filter((answer) => answer.round === round && answer.personId === personId);
  return {
    round, grade: call.topic.split('.')[1] as Grade, level: call.level, status: call.status, raisedAt: call.raisedAt, climbsAt: call.climbsAt,
    nobody: call.status === 'unanswered' && call.steps.every((step) => step.told.length === 0),
    steps: call.steps.map((step) => ({
      step: step.step, at: step.at, empty: [...step.empty],
      told: step.told.map((person) => {
        const answers = answersOf(person.personId);
        return { ...person, ways: [...person.ways], answeredAt: answers[0]?.at ?? null, way: answers[0]?.way ?? null, instructions: answers.flatMap((answer) => answer.instruction ?? []) };
      }),
    })),
  };
};

const clockState = (row: ClockRow): IncidentView['clocks'][number]['state'] => (row.cancelledAt ? 'fell-away' : isRunning(row) ? (row.breachedAt ? 'late' : 'running') : row.breachedAt && !row.metLate ? 'broken' : 'met');
const canPrint = (actor: Actor): boolean => INCIDENT_GRANTS.some(([permission, roles]) => permission === 'incidents.print' && actor.roles.some((role) => roles.includes(role)));

/** Everybody an incident names, as the view and the report call them. */
const peopleIn = (incident: Incident): string[] => [
  ...new Set([incident.bookedBy, incident.reporterId, ...incident.answers.flatMap((answer) => [answer.personId, answer.by]), ...[incident.calls, incident.grades, incident.outside, incident.notes, incident.photos, incident.affected].flat().map((entry) => entry.by), incident.loss?.by, incident.impact?.by, incident.spokesman?.by, incident.handled?.by, incident.firstReport?.by, incident.summary?.by, incident.cancelled?.by].filter((id) => id !== undefined)),
];

export const wasCalled = (query: Query, siteId: string, incidentId: string, personId: string): Promise<boolean> => wasToldOf(query, siteId, incidentId, personId);

export const readIncident = async (reader: Reader, input: { site: SiteRow & { readonly address: string; readonly deskPhone: string }; id: string; actor: Actor }): Promise<IncidentView | undefined> => {
  const { site, id, actor } = input;
  const [rows, calls, clocks, told] = await Promise.all([
    reader.query<Row & { version: number }>(`${FROM.replace('select i.state', 'select i.version, i.state')} where i.site_id = $1 and i.id = $2`, [site.id, id], 'incident-one'),
    callsOf(reader, site.id, id),
    loadClocks(reader.query, site.id, id),
    wasCalled(reader.query, site.id, id, actor.personId),
  ]);
  const row = rows[0];
  if (!row || !maySeeIncident(row.state, actor, told)) return undefined;
  const { state } = row;
  const ladders = calls.map((call) => ladderOf(state, call));
  const names = await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [peopleIn(state)], 'people-names');
  const nameOf = (personId: string): string => names.find((person) => person.id === personId)?.name ?? '';
  const handles = seesAffected(actor);
  const { loss, impact, summary } = state;
  return {
    ...rowOf(row), via: state.via, occurredAt: state.occurredAt ?? null, words: state.words ?? null, round: state.round, version: row.version,
    site: { name: site.name, company: site.company, address: site.address, phone: site.deskPhone }, numbers: [...numbersFor(state.nature, state.grade)],
    ladders, course: courseOf(state, ladders, nameOf),
    calls: state.calls.map(({ at, recordedAt, by, who, duty, way, confirmedAt, instruction }) => ({ at, recordedAt, by: nameOf(by), who, duty: duty ?? null, way, confirmedAt: confirmedAt ?? null, instruction: instruction ?? null })),
    outside: state.outside.map(({ at, recordedAt, by, to, words }) => ({ at, recordedAt, by: nameOf(by), to, words: words ?? null })),
    photos: state.photos.map((photo) => photo.hash),
    affected: state.affected.map((person) => ({ id: person.id, name: handles ? (person.name ?? null) : null, harm: person.harm, words: handles ? (person.words ?? null) : null })),
    loss: loss ? { amount: loss.amount ?? null, words: loss.words, isReportable: (loss.amount ?? 0) >= parameterValues(site.parameters)['incidents.loss_reported'] } : null,
    impact: impact ? { closed: impact.closed, area: impact.area ?? null, from: impact.from ?? null, until: impact.until ?? null } : null,
    cause: state.cause ?? null, situation: state.situation ?? null, evidence: state.evidence ?? null,
    spokesman: state.spokesman ? { name: state.spokesman.name, words: state.spokesman.words ?? null } : null,
    handledAt: state.handled?.at ?? null,
    firstReport: state.firstReport ? { at: state.firstReport.at, by: nameOf(state.firstReport.by), to: state.firstReport.to ?? null } : null,
    summary: summary ? { at: summary.at, by: nameOf(summary.by), causes: summary.causes, responsibility: summary.responsibility, prevention: summary.prevention, mendBy: summary.mendBy ?? null } : null,
    cancelled: state.cancelled ? { at: state.cancelled.at, reason: state.cancelled.reason } : null,
    clocks: clocks.filter((clock) => (INCIDENT_CLOCKS as readonly string[]).includes(clock.clock)).map((clock) => ({ clock: clock.clock as IncidentClock, round: clock.round, dueAt: clock.dueAt, state: clockState(clock) })),
    delays: delaysOf(state),
    people: names.map(({ id: personId, name }) => ({ id: personId, name })),
    erasure: state.erasure ? (state.erasure.doneAt ? (state.erasure.why === 'retention' ? 'expired' : 'done') : 'waiting') : 'none', erasesOn: erasesOn(namedSince(state), keepingOf(site)) ?? null,
    allowed: incidentStepsOf(state, actor, told), answers: answerWaysOf(state, actor, told), canPrint: canPrint(actor),
  };
};

/** A month by the day it was reported, with the delays that the month's report lists (G-01). */
export const figuresOf = async (reader: Reader, siteId: string, from: Instant, to: Instant) => {
  const rows = await reader.query<Row>(`${FROM} where i.site_id = $1 and i.reported_at >= $2 and i.reported_at < $3 order by i.reported_at, i.id limit 1000`, [siteId, from, to], 'incident-figures');
  const lines = rows.map((row) => {
    const { report, answered, written } = delaysOf(row.state);
    return { ...rowOf(row), report, answered, written, late: [...row.state.late] };
  });
  return { incidents: lines.filter((entry) => !entry.drill && entry.status !== 'cancelled'), drills: lines.filter((entry) => entry.drill) };
};
