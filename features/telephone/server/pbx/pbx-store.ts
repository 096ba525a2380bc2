import type { Seal } from '../../../../platform/server/seal.ts';
import type { Instant } from '../../../../platform/core/instant.ts';
import type { SubjectKind } from '../../../../platform/server/command-runner.ts';
import type { Query, Transaction } from '../../../../platform/server/database.ts';
import { uuidv7 } from '../../../../platform/server/ids.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { zPbxSettings, type PbxKind, type PbxSettings } from '../../core/pbx/pbx-settings.ts';

const boundTo = (siteId: string, id: string): string => `pbx/${siteId}/${id}`;
export const sealSecret = (seal: Seal, siteId: string, id: string, secret: string): string => seal.seal(secret, boundTo(siteId, id)).toString('base64url');
/** Undefined where it was sealed with another key or altered. */
export const openSecret = (seal: Seal, siteId: string, id: string, sealed: string): string | undefined => {
  try {
    return seal.open(Buffer.from(sealed, 'base64url'), boundTo(siteId, id));
  } catch {
    return undefined;
  }
};

/** A source as it is kept; the secret sealed, the path only as its hash. */
export type SourceState = {
  readonly id: string; readonly kind: PbxKind; readonly name: string; readonly settings: PbxSettings;
  readonly secret?: string; readonly pathHash?: string; readonly enabled: boolean; readonly changedAt: Instant; readonly removedAt?: Instant;
};
type Content = Omit<SourceState, 'id' | 'removedAt' | 'changedAt'>;
export type SourceEvent =
  | { readonly type: 'PbxSourceAdded' | 'PbxSourceChanged'; readonly at: Instant; readonly content: Content }
  | { readonly type: 'PbxSourceRemoved'; readonly at: Instant };

const noClocks = {
  clocks: () => [],
  finding: () => {
    throw new Error('Nothing of a telephone system has clocks.');
  },
  jobs: () => [],
};

export const sourceKind: SubjectKind<SourceState, SourceEvent> = {
  feature: 'pbx',
  ...noClocks,
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: SourceState; version: number; last_hash: Buffer }>('select state, version, last_hash from pbx_sources where site_id = $1 and id = $2 for update', [siteId, subject], 'pbx-source-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: (state, event, { subject }) => {
    if (event.type !== 'PbxSourceRemoved') return { id: subject, ...event.content, changedAt: event.at };
    if (!state) throw new Error('A source begins by being added.');
    const { secret: _secret, pathHash: _path, ...rest } = state;
    return { ...rest, enabled: false, changedAt: event.at, removedAt: event.at };
  },
  // Addresses and names of another system are free words; secrets stand in no journal at all.
  journal: (event) => ({
    event: event.type, occurredAt: event.at, recordedAt: event.at,
    data: event.type === 'PbxSourceRemoved' ? {} : { kind: event.content.kind, enabled: event.content.enabled },
    text: event.type === 'PbxSourceRemoved' ? {} : { name: event.content.name, settings: event.content.settings },
  }),
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, state, head }) => [
    {
      name: 'pbx-source-save',
      text: `insert into pbx_sources (site_id, id, version, last_hash, kind, enabled, removed_at, path_hash, changed_at, state) values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, enabled = excluded.enabled, removed_at = excluded.removed_at, path_hash = excluded.path_hash, changed_at = excluded.changed_at, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.kind, state.enabled, state.removedAt ?? null, state.pathHash ?? null, state.changedAt, JSON.stringify(state)],
    },
  ],
};

/** The person at a desk's telephone. */
export type SeatState = { readonly id: string; readonly name: string; readonly ext: string; readonly personId?: string; readonly since?: Instant; readonly changedAt: Instant; readonly removedAt?: Instant };
export type SeatEvent =
  | { readonly type: 'SeatPut'; readonly at: Instant; readonly name: string; readonly ext: string }
  | { readonly type: 'SeatRemoved' | 'SeatLeft'; readonly at: Instant }
  | { readonly type: 'SeatTaken'; readonly at: Instant; readonly personId: string };

export const seatKind: SubjectKind<SeatState, SeatEvent> = {
  feature: 'pbx',
  ...noClocks,
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<{ state: SeatState; version: number; last_hash: Buffer }>('select state, version, last_hash from seats where site_id = $1 and id = $2 for update', [siteId, subject], 'seat-lock'))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: (state, event, { subject }) => {
    if (event.type === 'SeatPut') return { ...(state ?? { id: subject }), name: event.name, ext: event.ext, changedAt: event.at };
    if (!state) throw new Error('A seat begins by being put.');
    const { personId: _person, since: _since, ...rest } = state;
    const empty: SeatState = { ...rest, changedAt: event.at };
    switch (event.type) {
      case 'SeatTaken':
        return { ...empty, personId: event.personId, since: event.at };
      case 'SeatLeft':
        return empty;
      case 'SeatRemoved':
        return { ...empty, removedAt: event.at };
    }
  },
  journal: (event) => {
    const { type, at, ...rest } = event;
    return { event: type, occurredAt: at, recordedAt: at, ...('name' in rest ? { data: { ext: rest.ext }, text: { name: rest.name } } : { data: rest, text: {} }) };
  },
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, before, state, head }) => {
    const isSame = before?.since === state.since;
    return [
      {
        name: 'seat-save',
        text: `insert into seats (site_id, id, version, last_hash, name, ext, person_id, since, removed_at, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, name = excluded.name, ext = excluded.ext, person_id = excluded.person_id, since = excluded.since, removed_at = excluded.removed_at, state = excluded.state`,
        values: [siteId, subject, head.version, head.lastHash, state.name, state.ext, state.personId ?? null, state.since ?? null, state.removedAt ?? null, JSON.stringify(state)],
      },
      ...(before?.since !== undefined && !isSame ? [{ name: 'seat-shift-end', text: `update seat_shifts set to_at = $4 where site_id = $1 and seat_id = $2 and from_at = $3 and to_at is null`, values: [siteId, subject, before.since, state.changedAt] }] : []),
      ...(state.personId !== undefined && state.since !== undefined && before?.since !== state.since ? [{ name: 'seat-shift-begin', text: `insert into seat_shifts (site_id, seat_id, from_at, ext, person_id) values ($1, $2, $3, $4, $5) on conflict do nothing`, values: [siteId, subject, state.since, state.ext, state.personId] }] : []),
    ];
  },
};

/** Sources of one centre that are not removed, oldest first; one whose settings no longer parse is listed as unreadable. */
export const sourcesOf = async (query: Query, siteId: string): Promise<readonly { state: SourceState; settings: PbxSettings | undefined; version: number }[]> =>
  (await query<{ state: SourceState; version: number }>('select state, version from pbx_sources where site_id = $1 and removed_at is null order by id limit 50', [siteId], 'pbx-sources')).map(({ state, version }) => {
    const parsed = zPbxSettings.safeParse(state.settings);
    return { state, version, settings: parsed.success ? parsed.data : undefined };
  });

export type SeatRow = { readonly id: string; readonly name: string; readonly ext: string; readonly personId: string | null; readonly person: string | null; readonly since: Instant | null };
/** A seat nobody left is empty after so long: people go home, and some work here no more. */
const LONGEST_SHIFT = '16 hours';
const SITS = `s.since > $2::timestamptz - interval '${LONGEST_SHIFT}' and p.ended_at is null and exists (select from memberships m where m.site_id = s.site_id and m.person_id = p.id and not m.offered and (m.valid_until is null or m.valid_until > $2))`;
export const seatsOf = (query: Query, siteId: string, now: Instant): Promise<SeatRow[]> =>
  query<SeatRow>(
    `select s.id, s.name, s.ext, p.id as "personId", p.name as person, case when p.id is not null then s.since end as since
       from seats s left join people p on p.id = s.person_id and ${SITS}
      where s.site_id = $1 and s.removed_at is null order by s.ext limit 200`,
    [siteId, now],
    'seats',
  );

/** Who sits at the telephone that rings. */
export const personAtExt = async (query: Query, siteId: string, ext: string, now: Instant): Promise<{ seatId: string; personId: string } | undefined> =>
  (await query<{ seatId: string; personId: string }>(`select s.id as "seatId", p.id as "personId" from seats s join people p on p.id = s.person_id and ${SITS} where s.site_id = $1 and s.ext = $3 and s.removed_at is null`, [siteId, now, ext], 'seat-of-ext'))[0];

export type RawRow = { readonly id: string; readonly receivedAt: Instant; readonly contentType: string; readonly body: string; readonly events: readonly CallEvent[]; readonly isMapped: boolean };
export const keepRaw = (trx: Transaction, siteId: string, rows: readonly { sourceId: string; receivedAt: Instant; contentType?: string; body: string; events?: readonly CallEvent[]; mapped: boolean }[]): Promise<unknown> =>
  trx.query(
    `insert into pbx_raw (site_id, id, source_id, received_at, content_type, body, events, mapped_at)
     select $1, (r->>'id')::uuid, (r->>'sourceId')::uuid, (r->>'receivedAt')::timestamptz, coalesce(r->>'contentType', ''), r->>'body', coalesce(r->'events', '[]'), case when (r->>'mapped')::boolean then (r->>'receivedAt')::timestamptz end
       from jsonb_array_elements($2::jsonb) r where exists (select from pbx_sources s where s.site_id = $1 and s.id = (r->>'sourceId')::uuid)`,
    // PostgreSQL's text cannot hold NUL.
    [siteId, JSON.stringify(rows.map((row) => ({ ...row, id: uuidv7(), body: row.body.replaceAll('\0', '') })))],
    'pbx-raw-keep',
  );
export const newestRaw = (query: Query, siteId: string, sourceId: string, limit: number): Promise<RawRow[]> =>
  query<RawRow>(`select id, received_at as "receivedAt", content_type as "contentType", left(body, 4000) as body, events, mapped_at is not null as "isMapped" from pbx_raw where site_id = $1 and source_id = $2 order by id desc limit $3`, [siteId, sourceId, limit], 'pbx-raw-newest');
export const waitingRaw = (query: Query, siteId: string, sourceId: string, limit: number): Promise<RawRow[]> =>
  query<RawRow>(`select id, received_at as "receivedAt", content_type as "contentType", body, events, false as "isMapped" from pbx_raw where site_id = $1 and source_id = $2 and mapped_at is null order by id limit $3`, [siteId, sourceId, limit], 'pbx-raw-waiting');
export const markMapped = (trx: Transaction, siteId: string, rows: readonly { id: string; events: readonly CallEvent[] }[], now: Instant): Promise<unknown> =>
  trx.query(`update pbx_raw p set mapped_at = $3, events = r->'events' from jsonb_array_elements($2::jsonb) r where p.site_id = $1 and p.id = (r->>'id')::uuid`, [siteId, JSON.stringify(rows), now], 'pbx-raw-mapped');
/** In pieces, so that no transaction is long. */
export const dropOldRaw = async (trx: Transaction, siteId: string, before: Instant): Promise<number> =>
  (await trx.query(`delete from pbx_raw where site_id = $1 and id in (select id from pbx_raw where site_id = $1 and received_at < $2 limit 5000) returning id`, [siteId, before], 'pbx-raw-drop')).length;
