import type { Keeping } from '../../../platform/core/kept-days.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import { erasureWrite } from '../../../platform/server/retention.ts';
import { searchWrite } from '../../../platform/server/case-search.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { incidentAlerts } from '../core/incident-alerts.ts';
import { incidentClocks, type IncidentLimits } from '../core/incident-deadlines.ts';
import { evolveIncident, isOpenIncident, namedSince, type Incident, type IncidentEvent } from '../core/incident.ts';
import type { IncidentStep } from '../core/incident-steps.ts';

export const keepingOf = (site: Pick<SiteRow, 'parameters' | 'zone'>): Keeping => ({ keepDays: parameterValues(site.parameters)['incidents.keep_days'], zone: site.zone });

export const incidentLimits = (site: SiteRow): IncidentLimits => {
  const values = parameterValues(site.parameters);
  return {
    reportMinutes: { red: values['incidents.report_red'], orange: values['incidents.report_orange'], yellow: values['incidents.report_yellow'], blue: values['incidents.report_blue'] },
    topReportHours: values['incidents.first_report_top_hours'], reportHours: values['incidents.first_report_hours'], summaryHours: values['incidents.summary_hours'], calendarVersion: site.version,
  };
};

/** What of a step is kept for ever: ids, codes, numbers, times. Names and words stand beside, erasable. */
const KEPT = ['grade', 'way', 'to', 'kind', 'hash', 'affectedId', 'harm', 'amount', 'closed', 'from', 'until', 'personId', 'confirmedAt', 'mendBy', 'occurredAt'];
const stepParts = ({ step, at: _at, ...rest }: IncidentStep): { event: string; data: Record<string, unknown>; text: Record<string, unknown> } => {
  const fields = Object.entries(rest).filter(([, value]) => value !== undefined);
  // `to` of a first report is a person's or an office's name; of a call outside it is a code.
  const isKept = (field: string): boolean => KEPT.includes(field) && !(step === 'firstReport' && field === 'to');
  return { event: `Incident${step.charAt(0).toUpperCase()}${step.slice(1)}`, data: Object.fromEntries(fields.filter(([field]) => isKept(field))), text: Object.fromEntries(fields.filter(([field]) => !isKept(field))) };
};

/** What an incident is found by; never by who was hurt, which not everybody who sees it may read. */
const textsOf = (state: Incident): (string | undefined)[] => [state.number, state.placeText, state.words, state.cause, state.situation, state.loss?.words, state.summary?.causes, ...state.notes.map((note) => note.words)];

export const incidentKind: SubjectKind<Incident, IncidentEvent> = {
  feature: 'incidents',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: Incident; version: number; last_hash: Buffer }>('select state, version, last_hash from incidents where site_id = $1 and id = $2 for update', [siteId, subject], 'incident-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: evolveIncident,
  journal: (event) => {
    if (event.type === 'StepTaken') return { ...stepParts(event.step), occurredAt: event.at, recordedAt: event.recordedAt };
    if (event.type === 'IncidentReported') {
      const { type, at, placeText, reporterName, words, bookedBy: _booked, ...data } = event;
      return { event: type, data, text: { placeText, ...(reporterName ? { reporterName } : {}), ...(words ? { words } : {}) }, occurredAt: event.reportedAt, recordedAt: at };
    }
    const { type, at, ...data } = event;
    return { event: type, data, text: {}, occurredAt: at, recordedAt: at };
  },
  clocks: (event, after, site) => incidentClocks(event, after, incidentLimits(site)),
  finding: ({ type, row }, now) => ({ type, at: now, clock: row.clock, round: row.round, dueAt: row.dueAt }),
  jobs: () => [],
  alerts: incidentAlerts,
  number: async (trx, siteId, events, site) => {
    const numbered: IncidentEvent[] = [];
    for (const event of events) {
      if (event.type !== 'IncidentReported') numbered.push(event);
      else {
        const day = localDate(event.at, site.zone);
        // Drills have a series of their own, so that they leave no gap among the real ones.
        const series = `${event.drill ? 'YL' : 'SJ'}${day.slice(2, 4)}${day.slice(5, 7)}`;
        const rows = await trx.query<{ value: number }>('insert into counters values ($1, $2, 1) on conflict (site_id, series) do update set value = counters.value + 1 returning value', [siteId, `incident-${series}`], 'counter-next');
        numbered.push({ ...event, number: `${series}-${String(rows[0]?.value ?? 0).padStart(3, '0')}` });
      }
    }
    return numbered;
  },
  save: (_trx, { siteId, subject, before, state, head, events }) => {
    const held = new Set((before?.photos ?? []).map((photo) => photo.hash));
    const fresh = state.photos.map((photo) => photo.hash).filter((hash) => !held.has(hash));
    return [
      {
        name: 'incident-save',
        text: `insert into incidents (site_id, id, version, last_hash, number, drill, nature, grade, status, open, place_id, reporter_id, booked_by, found_at, reported_at, state, keeps_from) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)
         on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, grade = excluded.grade, status = excluded.status, open = excluded.open, state = excluded.state, keeps_from = excluded.keeps_from`,
        values: [siteId, subject, head.version, head.lastHash, state.number, state.drill, state.nature, state.grade, state.status, isOpenIncident(state.status), state.placeId ?? null, state.reporterId ?? null, state.bookedBy, state.foundAt, state.reportedAt, JSON.stringify(state), namedSince(state) ?? null],
      },
      ...events.filter((event) => event.type === 'PeopleErased').map((event) => erasureWrite({ siteId, at: event.at, rule: 'incidents', why: event.why, records: [state.number] })),
      // The words of the journal go with the people; its hashes stay.
      ...(events.some((event) => event.type === 'PeopleErased') ? [{ name: 'incident-erase', text: 'delete from journal_texts where site_id = $1 and subject = $2', values: [siteId, subject] }] : []),
      ...searchWrite('incident', { siteId, subject, at: state.reportedAt, texts: textsOf(state), before: before && textsOf(before) }),
      ...(fresh.length > 0 ? [{ name: 'incident-files-hold', text: 'insert into incident_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing', values: [siteId, subject, fresh] }] : []),
    ];
  },
};
