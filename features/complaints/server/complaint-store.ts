import { openingDaysLater } from '../../../platform/core/deadline.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import type { Keeping } from '../../../platform/core/kept-days.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Write } from '../../../platform/server/database.ts';
import { searchWrite } from '../../../platform/server/case-search.ts';
import { erasureWrite } from '../../../platform/server/retention.ts';
import { drawnNumber, nextNumber, splitEntry, stateRows } from '../../../platform/server/state-rows.ts';
import { lookWrite } from '../../../platform/server/looks.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { complaintAlerts } from '../core/complaint-alerts.ts';
import { complaintClocks, type ComplaintLimits } from '../core/complaint-deadlines.ts';
import { evolveComplaint, isOpen, namedSince, type Complaint, type ComplaintEvent, type ComplaintKind } from '../core/complaint.ts';

/** A complaint of an order (M-36). */
export const OF_ORDER = 'complaints.of-order';

export const TABLE: Readonly<Record<ComplaintKind, string>> = { complaint: 'complaints', report: 'complaint_reports' };
/** A report's events are told to nobody's screen: not even that there are any. */
const FEATURE: Readonly<Record<ComplaintKind, string>> = { complaint: 'complaints', report: 'sealed:reports' };

const limitsOf = (site: SiteRow): ComplaintLimits => {
  const values = parameterValues(site.parameters);
  const calendar = calendarOf(site);
  return {
    takeMinutes: values['complaints.take_minutes'],
    respondHours: (grade) => (grade === 'minor' ? values['complaints.respond_hours'] : values['complaints.respond_urgent_hours']),
    answerHours: (grade) => (grade === 'minor' ? values['complaints.close_minor_hours'] : 24 * (grade === 'important' ? values['complaints.close_important_days'] : values['complaints.close_major_days'])),
    returnHours: values['complaints.return_call_hours'],
    due: (at, hours) => {
      const due = openingDaysLater({ calendar, at, hours });
      // A centre that never opens still owes its answer.
      return 'dueAt' in due ? due.dueAt : addMinutes(at, hours * 60);
    },
    calendarVersion: site.version,
  };
};

export const keepingOf = (site: Pick<SiteRow, 'parameters' | 'zone'>): Keeping => ({ keepDays: parameterValues(site.parameters)['complaints.keep_days'], zone: site.zone });

const PLAIN = new Set(['number', 'ownerId', 'ownerReplaced', 'reader', 'kind', 'grade', 'channel', 'anonymous', 'identity', 'happenedAt', 'placeId', 'repairId', 'callId', 'way', 'finding', 'cause', 'result', 'method', 'hash', 'clock', 'round', 'dueAt', 'why']);
/** Who is complained about is a name like any other: erasable, and not in what is kept for ever. */
const entryOf = (event: ComplaintEvent) => {
  const { type: _type, at: _at, recordedAt: _recordedAt, by: _by, ...rest } = event as ComplaintEvent & Record<string, unknown>;
  const flat = event.type === 'ComplaintOpened' ? { ...rest, ...event.fields, fields: undefined } : event.type === 'ComplaintStep' ? { ...event.step, step: undefined, at: undefined } : rest;
  return splitEntry(flat, PLAIN);
};

const NAMES = {
  assign: 'ComplaintAssigned', grade: 'ComplaintGraded', accuse: 'ComplaintAccused', respond: 'ComplaintResponded', note: 'ComplaintNoted', attach: 'ComplaintEvidence', decide: 'ComplaintDecided', answer: 'ComplaintAnswered',
  correct: 'ComplaintCorrected', returnCall: 'ComplaintCalledBack', readContact: 'ComplaintContactRead', askErasure: 'ErasureAsked', void: 'ComplaintVoided',
} as const;

const rowsOf = (kind: ComplaintKind) =>
  stateRows<Complaint>(TABLE[kind], {
    number: (state) => state.number,
    status: (state) => state.status,
    open: (state) => isOpen(state.status),
    grade: (state) => state.grade,
    owner_id: (state) => state.ownerId,
    taken_by: (state) => state.takenBy,
    accused: (state) => state.accused,
    repair_id: (state) => state.repairId,
    place_id: (state) => state.placeId,
    received_at: (state) => state.receivedAt,
    keeps_from: namedSince,
    next_due_at: (_state, next) => next?.dueAt,
    next_clock: (_state, next) => next?.clock,
  });
export const ROWS = { complaint: rowsOf('complaint'), report: rowsOf('report') } as const;

const filesWrite = (state: Complaint, before: Complaint | undefined): Write[] => {
  const known = new Set(before?.photos.map((photo) => photo.hash));
  const fresh = state.photos.map((photo) => photo.hash).filter((hash) => !known.has(hash));
  return fresh.length === 0 ? [] : [{ name: 'complaint-files', text: 'insert into complaint_files select $1, hash, $2, $3 from unnest($4::text[]) hash on conflict do nothing', values: [state.siteId, state.id, state.kind === 'report', fresh] }];
};

/** What a case is found by; of a number its last four digits, so that nobody guesses their way to the whole. */
const textsOf = (state: Complaint): (string | undefined)[] => [
  state.number, state.placeText, state.content, state.wish, state.name, state.department, state.contact?.replace(/\D/g, '').slice(-4), state.response?.text, state.decision?.text, state.answer?.text, state.correction?.text, ...state.notes.map((note) => note.text),
];

const kindOf = (kind: ComplaintKind): SubjectKind<Complaint, ComplaintEvent> => ({
  feature: FEATURE[kind],
  load: ROWS[kind].load,
  evolve: evolveComplaint,
  journal: (event) => ({ event: event.type === 'ComplaintStep' ? NAMES[event.step.step] : event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.recordedAt }),
  clocks: (event, after, site) => complaintClocks(event, after, limitsOf(site)),
  finding: (finding, now) => ({ type: finding.type, at: now, recordedAt: now, by: '', clock: finding.row.clock, round: finding.row.round, dueAt: finding.row.dueAt }),
  // A report (举报) leaves no trace on an order.
  jobs: (event, after) => (kind === 'complaint' && event.type === 'ComplaintOpened' && after.repairId ? [{ name: OF_ORDER, payload: { siteId: after.siteId, complaintId: after.id, repairId: after.repairId }, key: after.id }] : []),
  alerts: complaintAlerts,
  number: async (trx, siteId, events, site) => {
    const numberAt = (at: Instant): Promise<string> => {
      const month = localDate(at, site.zone).slice(2, 7).replace('-', '');
      return kind === 'report' ? drawnNumber(trx, { siteId, table: TABLE.report, prefix: 'J', month }) : nextNumber(trx, { siteId, series: TABLE.complaint, prefix: 'T', month });
    };
    const numbered: ComplaintEvent[] = [];
    for (const event of events) numbered.push(event.type === 'ComplaintOpened' ? { ...event, number: await numberAt(event.recordedAt) } : event);
    return numbered;
  },
  save: (_trx, { siteId, subject, before, state, head, next, events }) => [
    ROWS[kind].save({ siteId, subject, state, head, next }),
    ...filesWrite(state, before),
    ...searchWrite(kind, { siteId, subject, at: state.receivedAt, texts: textsOf(state), before: before && textsOf(before) }),
    // Of a report it is told to nobody that somebody looked.
    ...(kind === 'report' ? [] : events.flatMap((event) => (event.type === 'ComplaintStep' && event.step.step === 'readContact' ? [lookWrite({ siteId, subject, at: event.recordedAt, personId: event.by, what: 'number', kind: 'complaint', label: state.number })] : []))),
    // That a report lost its sender would say that there was one.
    ...(kind === 'report' ? [] : events.filter((event) => event.type === 'ComplainantErased').map((event) => erasureWrite({ siteId, at: event.recordedAt, rule: 'complaints', why: event.why ?? 'asked', records: [state.number] }))),
    // The words of the journal go with the person; its hashes stay.
    ...(events.some((event) => event.type === 'ComplainantErased') ? [{ name: 'complaint-erase', text: 'delete from journal_texts where site_id = $1 and subject = $2', values: [siteId, subject] }] : []),
  ],
});
export const KINDS_OF: Readonly<Record<ComplaintKind, SubjectKind<Complaint, ComplaintEvent>>> = { complaint: kindOf('complaint'), report: kindOf('report') };
