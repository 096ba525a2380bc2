import type { Instant } from '../../../platform/core/instant.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database, Reader } from '../../../platform/server/database.ts';
import { BEVERAGE_GRANTS } from '../core/beverage-permissions.ts';
import { readStock } from './stock-routes.ts';

/** What the bar hands over (M-52): what is short or below the book, papers nobody has answered, guests still at tables. */
export const openBarLines = async (reader: Reader, siteId: string, now: Instant): Promise<{ section: 'beverages'; ref: string; label: string; status: string; next: string }[]> => {
  const site = await loadSite(reader.query, siteId);
  if (!site) return [];
  const today = localDate(now, site.zone);
  const [stock, records, parties, days] = await Promise.all([
    readStock(reader, siteId, now),
    reader.query<{ id: string; kind: string; status: string; day: string }>(`select id, kind, status, day::text from bar_records where site_id = $1 and kind in ('requisition', 'stocktake', 'sterilising', 'opened') and open order by at limit 60`, [siteId], 'bar-handover-records'),
    reader.query<{ id: string; name: string }>(`select b.id, coalesce(p.name, b.state->>'placeText', '') as name from bar_parties b left join places p on p.site_id = b.site_id and p.id = b.table_id where b.site_id = $1 and b.open order by b.seated_at limit 60`, [siteId], 'bar-handover-parties'),
    reader.query<{ id: string; closed: boolean }>('select id, closed_at is not null as closed from bar_days where site_id = $1 and day = $2', [siteId, today], 'bar-handover-day'),
  ]);
  const items = 'ok' in stock ? [] : stock.items;
  return [
    ...(days[0] && !days[0].closed ? [{ section: 'beverages' as const, ref: days[0].id, label: today, status: 'day-open', next: '' }] : []),
    ...items.filter((item) => item.isBelow || item.isLow).map((item) => ({ section: 'beverages' as const, ref: item.id, label: `${item.name} ${item.onHand} ${item.unit}`, status: item.isBelow ? 'stock-below' : 'stock-low', next: '' })),
    ...items.filter((item) => item.lots.some((lot) => lot.state !== 'fine')).map((item) => ({ section: 'beverages' as const, ref: `${item.id}/lots`, label: item.name, status: item.lots.some((lot) => lot.state === 'expired') ? 'lot-expired' : 'lot-soon', next: item.lots[0]?.expiresOn ?? '' })),
    ...records.map((record) => ({ section: 'beverages' as const, ref: record.id, label: record.day, status: `${record.kind}-${record.status}`, next: '' })),
    ...parties.map((party) => ({ section: 'beverages' as const, ref: party.id, label: party.name, status: 'party-open', next: '' })),
  ];
};

const READERS = new Set(BEVERAGE_GRANTS.find(([permission]) => permission === 'beverages.read')?.[1] ?? []);

/** A photo of a quality sheet is seen by whoever may read the bar. */
export const mayReadBarFile = async (database: Database, input: { siteId: string; hash: string; roles: readonly string[] }): Promise<boolean> => {
  if (!input.roles.some((role) => (READERS as ReadonlySet<string>).has(role))) return false;
  const rows = await database.read([input.siteId], (reader) => reader.query('select from bar_files where site_id = $1 and hash = $2 limit 1', [input.siteId, input.hash], 'bar-file-holder'));
  return rows.length > 0;
};
