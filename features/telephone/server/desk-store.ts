import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import { deskClocks, evolveDesk, evolveOpening, type Desk, type DeskEvent, type Opening, type OpeningEvent } from '../core/desk.ts';
import { headOf, type Loaded } from './call-store.ts';
import { derivedId } from './derived-id.ts';

/** A centre has one telephone desk, under an id of its own that everybody can work out. */
export const deskIdOf = (siteId: string): string => derivedId(siteId, 'telephone-desk');

export const deskKind: SubjectKind<Desk, DeskEvent> = {
  feature: 'telephone-desk',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Desk>>('select state, version, last_hash from telephone_desks where site_id = $1 and id = $2 for update', [siteId, subject], 'desk-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveDesk,
  journal: (event) => ({
    event: event.type,
    ...(event.type === 'DeskChanged'
      ? { data: { lines: event.settings.publicNumbers.length, scripts: event.settings.scripts.length, items: event.settings.checklist.length }, text: { settings: event.settings } }
      : event.type === 'EntryPut' ? { data: { entryId: event.entryId, archived: event.archived }, text: { name: event.name } } : { data: {}, text: {} }),
    occurredAt: event.at, recordedAt: event.at,
  }),
  clocks: (event, after, site) => deskClocks(event, after, site.zone, site.version),
  finding: () => {
    throw new Error('The look at night is a command of its own.');
  },
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'desk-save',
      text: `insert into telephone_desks (site_id, id, version, last_hash, state) values ($1, $2, $3, $4, $5) on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, JSON.stringify(state)],
    },
  ],
};

export const openingKind: SubjectKind<Opening, OpeningEvent> = {
  feature: 'telephone-desk',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Opening>>('select state, version, last_hash from desk_openings where site_id = $1 and id = $2 for update', [siteId, subject], 'opening-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveOpening,
  journal: (event) => ({
    event: event.type,
    ...(event.type === 'OpeningStarted' ? { data: { day: event.day, items: event.items.map((item) => item.id) }, text: { names: event.items.map((item) => item.name) } } : event.type === 'OpeningTicked' ? { data: { itemId: event.itemId, done: event.done }, text: {} } : { data: {}, text: {} }),
    occurredAt: event.at, recordedAt: event.at,
  }),
  clocks: () => [],
  finding: () => {
    throw new Error('An opening has no clocks.');
  },
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'opening-save',
      text: `insert into desk_openings (site_id, id, version, last_hash, day, signed_at, state) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, signed_at = excluded.signed_at, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.day, state.signedAt ?? null, JSON.stringify(state)],
    },
  ],
};
