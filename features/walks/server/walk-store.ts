import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import { evolveWalk, type Walk, type WalkEvent, type WalkItem } from '../core/walk.ts';

const AT_MOST = 200;

export const walkKind: SubjectKind<Walk, WalkEvent> = {
  feature: 'walks',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: Walk; version: number; last_hash: Buffer }>('select state, version, last_hash from walks where site_id = $1 and id = $2 for update', [siteId, subject], 'walk-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: evolveWalk,
  journal: (event) => {
    const { type, at, by: _by, ...rest } = event;
    // Names of the list are free words of the centre.
    const parts = 'items' in rest ? { data: { day: rest.day, items: rest.items.map((item) => item.id) }, text: { names: rest.items.map((item) => item.name) } } : { data: rest, text: {} };
    return { event: type, ...parts, occurredAt: at, recordedAt: at };
  },
  clocks: () => [],
  finding: () => {
    throw new Error('A walk has no clocks.');
  },
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'walk-save',
      text: `insert into walks (site_id, id, version, last_hash, day, signed_at, state) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, signed_at = excluded.signed_at, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.day, state.signedAt ?? null, JSON.stringify(state)],
    },
  ],
};

/** The centre's own list, else its places as they are: a list nobody has made yet is better than none. */
export const walkItems = async (query: Query, siteId: string): Promise<(WalkItem & { placeId?: string })[]> => {
  const own = await query<{ id: string; placeId: string | null; name: string }>('select id, place_id as "placeId", name from walk_items where site_id = $1 order by sort, id limit $2', [siteId, AT_MOST], 'walk-items');
  const rows = own.length > 0 ? own : await query<{ id: string; placeId: string | null; name: string }>(`select id, id as "placeId", name from places where site_id = $1 and archived_at is null and kind <> 'table' order by sort, name limit $2`, [siteId, AT_MOST], 'walk-places');
  return rows.map(({ id, placeId, name }) => ({ id, name, ...(placeId ? { placeId } : {}) }));
};
