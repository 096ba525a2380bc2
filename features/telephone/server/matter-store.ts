import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { JournalEntry } from '../../../platform/server/journal.ts';
import { lookWrites } from '../../../platform/server/looks.ts';
import { evolveMatter, matterClocks, type Matter, type MatterEvent } from '../core/matter.ts';
import { matterAlerts } from '../core/telephone-alerts.ts';
import { headOf, type Loaded } from './call-store.ts';

export const FOLLOW_UP_DISSATISFIED = 'telephone-dissatisfied';

const entryOf = (event: MatterEvent): Pick<JournalEntry, 'data' | 'text'> => {
  switch (event.type) {
    case 'MatterOpened':
    case 'MatterPromised': {
      const { number: _number, callId, grade, saidTaitai, nameDeclined, numberDeclined, ...words } = event.sheet;
      const opened = event.type === 'MatterOpened' ? { kind: event.kind, day: event.day, isBrief: event.isBrief } : {};
      return { data: { ...opened, ownerId: event.ownerId, dueAt: event.dueAt, callId, grade, saidTaitai, nameDeclined, numberDeclined }, text: Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined && value !== '')) };
    }
    case 'MissedAgain':
      return { data: { callId: event.callId, isBrief: event.isBrief }, text: {} };
    case 'MatterGiven':
      return { data: { ownerId: event.ownerId }, text: {} };
    case 'MatterPostponed':
      return { data: { dueAt: event.dueAt }, text: { reason: event.reason } };
    case 'MatterTried':
      return { data: { reached: event.reached }, text: event.note ? { note: event.note } : {} };
    case 'MatterDone':
      return { data: { rating: event.rating, callId: event.callId }, text: event.result ? { result: event.result } : {} };
    case 'MatterDropped':
      return { data: {}, text: { reason: event.reason } };
    default:
      return { data: {}, text: {} };
  }
};

export const matterKind: SubjectKind<Matter, MatterEvent> = {
  feature: 'matters',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Matter>>('select state, version, last_hash from matters where site_id = $1 and id = $2 for update', [siteId, subject], 'matter-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveMatter,
  journal: (event) => ({ event: event.type, ...entryOf(event), occurredAt: event.at, recordedAt: ('recordedAt' in event ? event.recordedAt : undefined) ?? event.at }),
  clocks: (event, after, site) => matterClocks(event, after, site.version),
  alerts: matterAlerts,
  finding: (finding, now) => ({ type: finding.type === 'DeadlineMetLate' ? 'MatterKept' : 'MatterLate', at: now }),
  jobs: (event, after) => (event.type === 'MatterDone' && event.rating === 'dissatisfied' ? [{ name: FOLLOW_UP_DISSATISFIED, payload: { siteId: after.siteId, matterId: after.id }, key: after.id }] : []),
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head, events }) => [
    ...lookWrites(events, 'NumberShown', ({ at, by }) => ({ siteId, subject, at, personId: by, what: 'number', kind: 'matter', label: state.openedAt })),
    {
      name: 'matter-save',
      text: `insert into matters (site_id, id, version, last_hash, kind, status, owner_id, opened_at, due_at, ended_at, is_late, count, rating, number, day, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, owner_id = excluded.owner_id, due_at = excluded.due_at, ended_at = excluded.ended_at,
         is_late = excluded.is_late, count = excluded.count, rating = excluded.rating, number = excluded.number, state = excluded.state`,
      values: [
        siteId, subject, head.version, head.lastHash, state.kind, state.status, state.ownerId ?? null, state.openedAt, state.dueAt, state.endedAt ?? null, state.isLate, state.count, state.rating ?? null, state.sheet.number ?? null, state.day ?? null, JSON.stringify(state),
      ],
    },
  ],
};
