import { localDate } from '../../../platform/core/working-calendar.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import { nextNumber, splitEntry, stateRows } from '../../../platform/server/state-rows.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { evolveFirm, type Firm, type FirmEvent } from '../core/firm.ts';
import { referralAlerts } from '../core/partner-alerts.ts';
import { evolveReferral, isOpen, referralClocks, type Referral, type ReferralEvent, type ReferralLimits } from '../core/referral.ts';

const FIRM_ROWS = stateRows<Firm>('firms', { name: (state) => state.name, archived_at: (state) => state.archivedAt });
export const firmKind: SubjectKind<Firm, FirmEvent> = {
  feature: 'partners',
  load: FIRM_ROWS.load,
  evolve: evolveFirm,
  journal: (event) => ({ event: event.type, ...(event.type === 'FirmSaved' ? { data: { contacts: event.fields.contacts.length, warranties: event.fields.warranties.map(({ trade, from, until }) => ({ trade, from, until })) }, text: { ...event.fields } } : { data: { archived: event.archived }, text: {} }), occurredAt: event.at, recordedAt: event.at }),
  clocks: () => [],
  finding: () => {
    throw new Error('A firm has no clocks.');
  },
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head, next }) => [FIRM_ROWS.save({ siteId, subject, state, head, next })],
};

export const referralLimits = (site: SiteRow): ReferralLimits => {
  const values = parameterValues(site.parameters);
  return { callMinutes: values['repairs.vendor_call'], onSiteHours: values['repairs.vendor_on_site_hours'], calendarVersion: site.version };
};
const PLAIN = new Set(['number', 'firmId', 'repairId', 'repairNumber', 'placeId', 'calledAt', 'promisedAt', 'hash', 'phase', 'result', 'clock', 'round', 'dueAt']);
const NAMES = { link: 'ReferralLinked', call: 'FirmCalled', promise: 'FirmPromised', chase: 'FirmChased', arrive: 'FirmArrived', attach: 'ReferralPhoto', finish: 'ReferralDone', cancel: 'ReferralCancelled' } as const;
const entryOf = (event: ReferralEvent) => {
  if (event.type === 'ReferralOpened') return splitEntry({ number: event.number, calledAt: event.calledAt, ...event.fields }, PLAIN);
  if (event.type !== 'ReferralStep') return splitEntry({ clock: event.clock, round: event.round, dueAt: event.dueAt }, PLAIN);
  const { step: _step, at: _at, ...rest } = event.step as typeof event.step & { at?: string };
  return splitEntry(rest, PLAIN);
};

const REFERRAL_ROWS = stateRows<Referral>('referrals', {
  number: (state) => state.number,
  status: (state) => state.status,
  open: (state) => isOpen(state.status),
  firm_id: (state) => state.firmId,
  repair_id: (state) => state.repairId,
  place_id: (state) => state.placeId,
  received_at: (state) => state.receivedAt,
  next_due_at: (_state, next) => next?.dueAt,
  next_clock: (_state, next) => next?.clock,
});

export const referralKind: SubjectKind<Referral, ReferralEvent> = {
  feature: 'referrals',
  load: REFERRAL_ROWS.load,
  evolve: evolveReferral,
  journal: (event) => ({ event: event.type === 'ReferralStep' ? NAMES[event.step.step] : event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.recordedAt }),
  clocks: (event, after, site) => referralClocks(event, after, referralLimits(site)),
  finding: (finding, now) => ({ type: finding.type, at: now, recordedAt: now, by: '', clock: finding.row.clock, round: finding.row.round, dueAt: finding.row.dueAt }),
  jobs: () => [],
  alerts: referralAlerts,
  number: async (trx, siteId, events, site) => {
    const numbered: ReferralEvent[] = [];
    for (const event of events) numbered.push(event.type === 'ReferralOpened' ? { ...event, number: await nextNumber(trx, { siteId, series: 'referrals', prefix: 'W', month: localDate(event.recordedAt, site.zone).slice(2, 7).replace('-', '') }) } : event);
    return numbered;
  },
  save: (_trx, { siteId, subject, before, state, head, next }) => {
    const known = new Set(before?.photos.map((photo) => photo.hash));
    const fresh = state.photos.map((photo) => photo.hash).filter((hash) => !known.has(hash));
    return [
      REFERRAL_ROWS.save({ siteId, subject, state, head, next }),
      ...(fresh.length > 0 ? [{ name: 'referral-files', text: 'insert into referral_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing', values: [siteId, subject, fresh] }] : []),
    ];
  },
};
