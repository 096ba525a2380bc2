import { openingDaysLater } from '../../../platform/core/deadline.ts';
import { addMinutes } from '../../../platform/core/instant.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import { erasureWrite, keepingWrite } from '../../../platform/server/retention.ts';
import { nextNumber, splitEntry, stateRows } from '../../../platform/server/state-rows.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { claimAlerts } from '../core/claim-alerts.ts';
import { claimClocks, type ClaimTimes } from '../core/claim-deadlines.ts';
import type { ClaimLimits } from '../core/claim-permissions.ts';
import { evolveClaim, isOpen, namedSince, type Claim, type ClaimEvent } from '../core/claim.ts';

export const limitsOf = (site: Pick<SiteRow, 'parameters'>): ClaimLimits => {
  const values = parameterValues(site.parameters);
  return { supervisorCents: values['claims.supervisor_yuan'] * 100, managerCents: values['claims.manager_yuan'] * 100, maxCents: values['claims.amount_max_yuan'] * 100 };
};

const timesOf = (site: SiteRow): ClaimTimes => {
  const values = parameterValues(site.parameters);
  const calendar = calendarOf(site);
  return {
    replyDays: values['claims.reply_days'], settleDays: values['claims.settle_days'], calendarVersion: site.version,
    due: (at, days) => {
      const due = openingDaysLater({ calendar, at, hours: days * 24 });
      return 'dueAt' in due ? due.dueAt : addMinutes(at, days * 24 * 60);
    },
  };
};

const PLAIN = new Set(['number', 'direction', 'repairId', 'complaintId', 'incidentId', 'happenedAt', 'placeId', 'injuredPersonId', 'liable', 'liablePersonId', 'quantity', 'boughtOn', 'priceCents', 'hash', 'phase', 'way', 'amountCents', 'level', 'signWay', 'signatureFile', 'how', 'clock', 'round', 'dueAt']);
const entryOf = (event: ClaimEvent) => {
  if (event.type === 'ClaimOpened') return splitEntry({ number: event.number, ...event.fields, hash: event.photos.map((photo) => photo.hash) }, PLAIN);
  if (event.type === 'ClaimantErased') return { data: {}, text: {} };
  if (event.type !== 'ClaimStep') return splitEntry({ clock: event.clock, round: event.round, dueAt: event.dueAt }, PLAIN);
  const { step: _step, at: _at, ...rest } = event.step as typeof event.step & { at?: string };
  const { by, ...words } = rest as typeof rest & { by?: string };
  return splitEntry({ ...words, how: by, level: event.level }, PLAIN);
};

const NAMES = {
  attach: 'ClaimEvidence', judge: 'LiabilityJudged', propose: 'ClaimProposed', approve: 'ClaimApproved', sendBack: 'ClaimSentBack', agree: 'ClaimAgreed', decline: 'ClaimDeclined', settle: 'ClaimSettled', prevent: 'ClaimPrevention', void: 'ClaimVoided',
} as const;

export const CLAIM_ROWS = stateRows<Claim>('claims', {
  number: (state) => state.number,
  direction: (state) => state.direction,
  status: (state) => state.status,
  open: (state) => isOpen(state.status),
  taken_by: (state) => state.takenBy,
  repair_id: (state) => state.repairId,
  place_id: (state) => state.placeId,
  amount_cents: (state) => state.settlement?.amountCents ?? state.proposal?.amountCents,
  received_at: (state) => state.receivedAt,
  settled_at: (state) => state.settlement?.at,
  next_due_at: (_state, next) => next?.dueAt,
  next_clock: (_state, next) => next?.clock,
});

const filesOf = (state: Claim | undefined): string[] => (state ? [...state.photos.map((photo) => photo.hash), ...(state.agreement?.signatureFile ? [state.agreement.signatureFile] : [])] : []);

export const claimKind: SubjectKind<Claim, ClaimEvent> = {
  feature: 'claims',
  load: CLAIM_ROWS.load,
  evolve: evolveClaim,
  journal: (event) => ({ event: event.type === 'ClaimStep' ? NAMES[event.step.step] : event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.recordedAt }),
  clocks: (event, after, site) => claimClocks(event, after, timesOf(site), limitsOf(site)),
  finding: (finding, now) => ({ type: finding.type, at: now, recordedAt: now, by: '', clock: finding.row.clock, round: finding.row.round, dueAt: finding.row.dueAt }),
  jobs: () => [],
  alerts: (event, after, site) => claimAlerts(event, after, limitsOf(site)),
  number: async (trx, siteId, events, site) => {
    const numbered: ClaimEvent[] = [];
    for (const event of events) numbered.push(event.type === 'ClaimOpened' ? { ...event, number: await nextNumber(trx, { siteId, series: 'claims', prefix: 'P', month: localDate(event.recordedAt, site.zone).slice(2, 7).replace('-', '') }) } : event);
    return numbered;
  },
  save: (_trx, { siteId, subject, before, state, head, next, events }) => {
    const known = new Set(filesOf(before));
    const fresh = filesOf(state).filter((hash) => !known.has(hash));
    return [
      CLAIM_ROWS.save({ siteId, subject, state, head, next }),
      ...(fresh.length > 0 ? [{ name: 'claim-files', text: 'insert into claim_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing', values: [siteId, subject, fresh] }] : []),
      ...keepingWrite('claims', { siteId, subject, before: before && namedSince(before), since: namedSince(state) }),
      // The words of the journal go with the people; its hashes stay.
      ...events.filter((event) => event.type === 'ClaimantErased').flatMap(({ at }) => [erasureWrite({ siteId, at, rule: 'claims', why: 'retention', records: [state.number] }), { name: 'claim-words-drop', text: 'delete from journal_texts where site_id = $1 and subject = $2', values: [siteId, subject] }]),
    ];
  },
};
