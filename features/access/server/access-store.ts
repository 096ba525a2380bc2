import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Write } from '../../../platform/server/database.ts';
import { erasureWrite } from '../../../platform/server/retention.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { removalAlerts, visitAlerts } from '../core/access-alerts.ts';
import { evolveRemoval, isOpenRemoval, removalClocks, type AccessRules, type Removal, type RemovalEvent } from '../core/removal.ts';
import { evolveVisit, type Visit, type VisitEvent } from '../core/visit.ts';

export const accessRules = (site: SiteRow): AccessRules => {
  const values = parameterValues(site.parameters);
  return { photos: values['access.photos'] === 1, keepDays: values['access.keep_days'], zone: site.zone };
};

/** Free words and names stand beside the journal, so that they can go. */
const parts = (event: Record<string, unknown>, words: readonly string[]): { data: Record<string, unknown>; text: Record<string, unknown> } => {
  const fields = Object.entries(event).filter(([field, value]) => !['type', 'at', 'recordedAt', 'by', 'bookedBy'].includes(field) && value !== undefined);
  return { data: Object.fromEntries(fields.filter(([field]) => !words.includes(field))), text: Object.fromEntries(fields.filter(([field]) => words.includes(field))) };
};

/** What is erased is erased in the journal's words too; the journal keeps their salted hash. */
const dropWords = (siteId: string, subject: string): Write => ({ name: 'journal-texts-drop', text: 'delete from journal_texts where site_id = $1 and subject = $2', values: [siteId, subject] });

const REMOVAL_WORDS = ['placeText', 'tag', 'appearance', 'behaviour', 'photo', 'reason'];
export const removalKind: SubjectKind<Removal, RemovalEvent> = {
  feature: 'access',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: Removal; version: number; last_hash: Buffer }>('select state, version, last_hash from removals where site_id = $1 and id = $2 for update', [siteId, subject], 'removal-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: evolveRemoval,
  journal: (event) => ({ event: event.type, ...parts(event, REMOVAL_WORDS), occurredAt: event.type === 'RemovalLogged' ? event.askedAt : event.at, recordedAt: 'recordedAt' in event ? event.recordedAt : event.at }),
  clocks: (event, after, site) => removalClocks(event, after, parameterValues(site.parameters)['access.leave_minutes'], site.version),
  // The clock warns of nothing; what it finds is that somebody is still here.
  finding: (_finding, now) => ({ type: 'RemovalOverstayed', at: now }),
  jobs: () => [],
  alerts: removalAlerts,
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, before, state, head, events }) => [
    ...events.filter((event) => event.type === 'RemovalErased').map(({ at, why }) => erasureWrite({ siteId, at, rule: 'removals', why, actor: state.eraseAsked?.by, records: [state.askedAt] })),
    {
      name: 'removal-save',
      text: `insert into removals (site_id, id, version, last_hash, category, place_id, asked_at, left_at, open, tag, incident_id, expires_on, erased_at, erase_asked_at, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, left_at = excluded.left_at, open = excluded.open, tag = excluded.tag, incident_id = excluded.incident_id,
         erased_at = excluded.erased_at, erase_asked_at = excluded.erase_asked_at, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.category, state.placeId ?? null, state.askedAt, state.leftAt ?? null, isOpenRemoval(state), state.tag ?? null, state.incidentId ?? null, state.expiresOn, state.erasedAt ?? null, state.eraseAsked?.at ?? null, JSON.stringify(state)],
    },
    ...(state.photo && state.photo !== before?.photo ? [{ name: 'access-file-hold', text: 'insert into access_files values ($1, $2, $3) on conflict do nothing', values: [siteId, state.photo, subject] }] : []),
    ...(state.erasedAt && !before?.erasedAt ? [dropWords(siteId, subject)] : []),
  ],
};

const VISIT_WORDS = ['name', 'firm', 'reason', 'plate', 'work', 'repairNumber', 'pass', 'tools'];
export const visitKind: SubjectKind<Visit, VisitEvent> = {
  feature: 'access',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: Visit; version: number; last_hash: Buffer }>('select state, version, last_hash from visits where site_id = $1 and id = $2 for update', [siteId, subject], 'visit-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: evolveVisit,
  journal: (event) => ({ event: event.type, ...parts(event, VISIT_WORDS), occurredAt: event.type === 'VisitEntered' ? event.enteredAt : event.at, recordedAt: 'recordedAt' in event ? event.recordedAt : event.at }),
  clocks: () => [],
  finding: () => {
    throw new Error('A visit has no clocks.');
  },
  jobs: () => [],
  alerts: visitAlerts,
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, before, state, head, events }) => [
    ...events.filter((event) => event.type === 'VisitErased').map(({ at, why }) => erasureWrite({ siteId, at, rule: 'visits', why, actor: state.eraseAsked?.by, records: [state.enteredAt] })),
    {
      name: 'visit-save',
      text: `insert into visits (site_id, id, version, last_hash, kind, host_id, firm, entered_at, left_at, open, expires_on, erased_at, erase_asked_at, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, firm = excluded.firm, left_at = excluded.left_at, open = excluded.open, erased_at = excluded.erased_at, erase_asked_at = excluded.erase_asked_at, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.kind, state.hostId ?? null, state.firm ?? null, state.enteredAt, state.leftAt ?? null, state.leftAt === undefined, state.expiresOn, state.erasedAt ?? null, state.eraseAsked?.at ?? null, JSON.stringify(state)],
    },
    ...(state.erasedAt && !before?.erasedAt ? [dropWords(siteId, subject)] : []),
  ],
};
