import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { writeTogether, type Database, type Transaction } from '../../../platform/server/database.ts';
import { appendJournal, EMPTY_HEAD } from '../../../platform/server/journal.ts';

export type LockedSite = { version: number; name: string; complaintsPhone: string; live: boolean; parameters: Record<string, unknown> };
export type SiteEvent = { readonly event: string; readonly data: Record<string, unknown> };

/** Changes a centre under its lock: version + 1 and a journal entry, or nothing. */
export const changeUnderLock = (
  database: Database,
  input: { siteId: string; actor: string | null; now: Instant },
  work: (trx: Transaction, site: LockedSite) => Promise<SiteEvent | Refusal>,
): Promise<{ ok: true; version: number } | Refusal> =>
  database.write([input.siteId], async (trx) => {
    const sites = await trx.query<LockedSite>(
      `select version, name, complaints_phone as "complaintsPhone", live_at is not null as live, parameters from sites where id = $1 for update`,
      [input.siteId],
      'site-lock',
    );
    const site = sites[0];
    if (!site) return refuse('not-found');
    const done = await work(trx, site);
    if ('ok' in done) return done;
    const rows = await trx.query<{ version: number }>('update sites set version = version + 1 where id = $1 returning version', [input.siteId], 'site-version');
    await journalSite(trx, { ...input, ...done });
    return { ok: true as const, version: rows[0]?.version ?? site.version + 1 };
  });

export const journalSite = async (trx: Transaction, input: { siteId: string; actor: string | null; now: Instant } & SiteEvent): Promise<void> => {
  const heads = await trx.query<{ version: number; lastHash: Buffer }>(
    'select version, hash as "lastHash" from journal where site_id = $1 and subject = $1 order by version desc limit 1',
    [input.siteId],
    'site-head',
  );
  await writeTogether(trx, appendJournal({
    siteId: input.siteId,
    feature: 'sites',
    subject: input.siteId,
    head: heads[0] ?? EMPTY_HEAD,
    actor: input.actor,
    entries: [{ event: input.event, data: input.data, text: {}, occurredAt: input.now, recordedAt: input.now }],
  }).writes);
};

export type NewPlace = { id: string; name: string; aliases: readonly string[]; kind: string; zone: string; inRoom: boolean; department: string; seats: number; sort: number };

export const insertPlaces = (trx: Transaction, siteId: string, places: readonly NewPlace[]): Promise<unknown> =>
  trx.query(
    `insert into places (site_id, id, name, aliases, kind, zone, in_room, department, seats, sort)
     select $1, (p->>'id')::uuid, p->>'name', array(select jsonb_array_elements_text(p->'aliases')), p->>'kind', p->>'zone', (p->>'inRoom')::boolean,
            p->>'department', (p->>'seats')::int, (p->>'sort')::int
       from jsonb_array_elements($2::jsonb) p`,
    [siteId, JSON.stringify(places)],
    'places-insert',
  );
