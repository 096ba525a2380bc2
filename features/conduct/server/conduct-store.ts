import { openingDaysLater } from '../../../platform/core/deadline.ts';
import { addMinutes } from '../../../platform/core/instant.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import { drawnNumber, splitEntry, stateRows } from '../../../platform/server/state-rows.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { evolveBreach, isOpen, type Breach, type BreachEvent } from '../core/breach.ts';
import { breachAlerts, pledgeAlerts } from '../core/conduct-alerts.ts';
import { evolvePledge, pledgeClocks, SIGN_CLOCK, type Pledge, type PledgeEvent, type PledgeLimits } from '../core/pledge.ts';

export const STATEMENT_CLOCK = 'conduct.statement';

/** Who a case is about is a name: it stands in the row, in the erasable text, never in what is kept for ever. */
const PLAIN = new Set(['number', 'kind', 'reader', 'happenedAt', 'source', 'repairId', 'hash', 'finding', 'sanction', 'account', 'clock', 'round', 'dueAt']);
const entryOf = (event: BreachEvent) => {
  if (event.type === 'BreachRecorded') return splitEntry({ number: event.number, reader: event.reader, ...event.fields }, PLAIN);
  if (event.type === 'BreachClosed') return splitEntry({}, PLAIN);
  if (event.type !== 'BreachStep') return splitEntry({ clock: event.clock, round: event.round, dueAt: event.dueAt }, PLAIN);
  const { step: _step, at: _at, ...rest } = event.step as typeof event.step & { at?: string };
  return splitEntry({ ...rest, account: event.account }, PLAIN);
};
const NAMES = { evidence: 'BreachEvidence', state: 'BreachStated', noStatement: 'BreachStatementRefused', decide: 'BreachDecided', tell: 'BreachTold', referPolice: 'BreachReferred', linkIncident: 'BreachIncidentLinked', void: 'BreachVoided' } as const;

export const BREACH_ROWS = stateRows<Breach>('breaches', {
  number: (state) => state.number,
  kind: (state) => state.kind,
  status: (state) => state.status,
  open: (state) => isOpen(state.status),
  locked: (state) => state.locked,
  person_id: (state) => state.personId,
  recorded_by: (state) => state.recordedBy,
  received_at: (state) => state.receivedAt,
  next_due_at: (_state, next) => next?.dueAt,
  next_clock: (_state, next) => next?.clock,
});

const statementDue = (at: string, site: SiteRow): string => {
  const days = parameterValues(site.parameters)['conduct.statement_days'];
  const due = openingDaysLater({ calendar: calendarOf(site), at, hours: days * 24 });
  return 'dueAt' in due ? due.dueAt : addMinutes(at, days * 24 * 60);
};
const filesOf = (state: Breach | undefined): string[] => (state ? [...state.evidence.map((entry) => entry.hash), state.statement?.hash].filter((hash): hash is string => hash !== undefined) : []);

export const breachKind: SubjectKind<Breach, BreachEvent> = {
  // Told to nobody's screen: that something happened would say too much already.
  feature: 'sealed:conduct',
  load: BREACH_ROWS.load,
  evolve: evolveBreach,
  journal: (event) => ({ event: event.type === 'BreachStep' ? NAMES[event.step.step] : event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.recordedAt }),
  clocks: (event, _after, site) => {
    if (event.type === 'BreachRecorded')
      return [{ do: 'start', clock: STATEMENT_CLOCK, round: 1, startedAt: event.at, dueAt: statementDue(event.at, site), rule: { clause: 'M-39', origin: 'house', basis: 'opening-days', parameter: 'conduct.statement_days', value: String(parameterValues(site.parameters)['conduct.statement_days']), calendarVersion: site.version } }];
    if (event.type !== 'BreachStep') return [];
    if (event.step.step === 'state' || event.step.step === 'noStatement') return [{ do: 'stop', clock: STATEMENT_CLOCK, round: 1, at: event.at }];
    return event.step.step === 'void' ? [{ do: 'cancel', clock: STATEMENT_CLOCK, round: 1, at: event.at }] : [];
  },
  finding: (finding, now) => ({ type: finding.type, at: now, recordedAt: now, by: '', clock: finding.row.clock, round: finding.row.round, dueAt: finding.row.dueAt }),
  jobs: () => [],
  alerts: breachAlerts,
  number: async (trx, siteId, events, site) => {
    const numbered: BreachEvent[] = [];
    for (const event of events) {
      // Neither a count nor a gap says what other matters there are: who records one, or is heard, is told its number.
      const prefix = event.type === 'BreachRecorded' && event.fields.kind === 'theft' ? 'XJ' : 'X';
      numbered.push(event.type === 'BreachRecorded' ? { ...event, number: await drawnNumber(trx, { siteId, table: 'breaches', prefix, month: localDate(event.recordedAt, site.zone).slice(2, 7).replace('-', '') }) } : event);
    }
    return numbered;
  },
  save: (_trx, { siteId, subject, before, state, head, next }) => {
    const known = new Set(filesOf(before));
    const fresh = filesOf(state).filter((hash) => !known.has(hash));
    return [
      BREACH_ROWS.save({ siteId, subject, state, head, next }),
      ...(fresh.length > 0 ? [{ name: 'breach-files', text: 'insert into breach_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing', values: [siteId, subject, fresh] }] : []),
    ];
  },
};

export const pledgeLimits = (site: SiteRow): PledgeLimits => {
  const values = parameterValues(site.parameters);
  return { signDays: values['conduct.pledge_sign_days'], validDays: values['conduct.pledge_valid_days'], calendarVersion: site.version };
};
const PLEDGE_ROWS = stateRows<Pledge>('pledges', { person_id: (state) => state.personId, status: (state) => state.status, next_due_at: (_state, next) => next?.dueAt, next_clock: (_state, next) => next?.clock });
export const pledgeKind: SubjectKind<Pledge, PledgeEvent> = {
  feature: 'pledges',
  load: PLEDGE_ROWS.load,
  evolve: evolvePledge,
  journal: (event) => ({ event: event.type, data: event.type === 'PledgeAsked' ? { personId: event.personId } : event.type === 'PledgeSigned' ? { version: event.version, validUntil: event.validUntil } : {}, text: {}, occurredAt: event.at, recordedAt: event.at }),
  clocks: (event, after, site) => pledgeClocks(event, after.round - 1, after, pledgeLimits(site)),
  finding: (finding, now) => (finding.type === 'DeadlineWarned' ? { type: 'PledgeRenewalNear', at: now } : finding.row.clock === SIGN_CLOCK ? { type: 'PledgeLate', at: now } : { type: 'PledgeExpired', at: now }),
  jobs: () => [],
  alerts: pledgeAlerts,
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head, next }) => [PLEDGE_ROWS.save({ siteId, subject, state, head, next })],
};
