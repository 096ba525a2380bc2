import type { Instant } from '../../../platform/core/instant.ts';
import { instantAt, spansOn, type LocalDate, type SiteCalendar } from '../../../platform/core/working-calendar.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { isCounted, servingsLeft, usesOf, type BarItem } from '../core/bar-item.ts';
import { dayTypeOf, parOf, type Par, type Stock } from '../core/bar-par.ts';
import type { Party } from '../core/bar-party.ts';
import { newBar, spotOf, type Bar } from '../core/bar-settings.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import type { BarView, TableView } from '../core/service-contract.ts';
import { parLimitsOf } from './bar-limits.ts';
import { barIdOf } from './bar-subjects.ts';

export type ItemRow = { readonly state: BarItem; readonly version: number };
/** All items of a centre, also those out of use: a table may still have one. */
export const itemsOf = (reader: Reader, siteId: string): Promise<ItemRow[]> => reader.query('select state, version from bar_items where site_id = $1 order by archived_at is not null, kind, sort, name limit 1000', [siteId], 'bar-items');

export const barOf = async (reader: Reader, siteId: string): Promise<Bar> => (await reader.query<{ state: Bar }>('select state from bars where site_id = $1', [siteId], 'bar-one'))[0]?.state ?? newBar(barIdOf(siteId), siteId);

export type TableRow = { readonly id: string; readonly name: string; readonly seats: number };
export const tablesOf = (reader: Reader, siteId: string): Promise<TableRow[]> => reader.query(`select id, name, seats from places where site_id = $1 and kind = 'table' and archived_at is null order by sort, name limit 300`, [siteId], 'bar-tables');

export const stockOf = async (reader: Reader, siteId: string): Promise<Map<string, Stock>> => {
  const rows = await reader.query<Stock & { itemId: string }>('select item_id as "itemId", on_hand as "onHand", in_use as "inUse", dirty from bar_stock where site_id = $1', [siteId], 'bar-stock');
  return new Map(rows.map(({ itemId, onHand, inUse, dirty }) => [itemId, { onHand, inUse, dirty }]));
};

export type Names = (id: string | undefined) => string;
export const namesOf = async (reader: Reader, ids: readonly (string | undefined)[]): Promise<Names> => {
  const wanted = [...new Set(ids.filter((id): id is string => Boolean(id)))];
  if (wanted.length === 0) return () => '';
  const rows = await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [wanted], 'people-names');
  const byId = new Map(rows.map((row) => [row.id, row.name]));
  return (id) => byId.get(id ?? '') ?? '';
};

/** When the doors open first on a day; undefined on a closed one. */
export const opensOn = (calendar: SiteCalendar, day: LocalDate): Instant | undefined => spansOn(calendar, day)[0]?.from;
export const closesOn = (calendar: SiteCalendar, day: LocalDate): Instant | undefined => spansOn(calendar, day).at(-1)?.to;
/** Minutes of the day at an instant; past midnight they go on counting. */
export const minuteOf = (zone: string, day: LocalDate, at: Instant): number => Math.round((Date.parse(at) - Date.parse(instantAt(zone, day, '00:00'))) / 60_000);

export const partyPeople = (party: Party): (string | undefined)[] => [party.seated.by, party.asked?.by, party.left?.by, party.cleared?.by, ...party.orders.flatMap((order) => [order.ordered.by, order.served?.by]), ...party.refills.map((mark) => mark.by)];

/** What can be ordered, how much of it is left, and what it is made of. */
export const menuOf = (items: readonly BarItem[], stock: ReadonlyMap<string, Stock>): Pick<BarView, 'menu' | 'stock'> => {
  const drinks = items.filter((item) => item.kind === 'drink');
  const menu = drinks.map((drink) => ({
    id: drink.id, name: drink.name, allergens: drink.allergens, cup: items.find((item) => item.id === drink.cupId)?.name ?? null, isArchived: drink.archivedAt !== undefined,
    onHand: servingsLeft(drink, (id) => stock.get(id)?.onHand ?? 0), uses: [...usesOf(drink)],
  }));
  return { menu, stock: [...new Set(drinks.flatMap((drink) => usesOf(drink).map((use) => use.itemId)))].map((itemId) => ({ itemId, onHand: stock.get(itemId)?.onHand ?? 0 })) };
};

export const drawTables = (bar: Bar, tables: readonly TableRow[]): TableView[] => tables.map((table, index) => ({ ...table, ...spotOf(bar, table.id, index, tables.length) }));
/** Seats in service (B-09): tables the manager took out of the room do not count. */
export const seatsInService = (tables: readonly TableView[]): number => tables.filter((table) => table.inService).reduce((all, table) => all + table.seats, 0);

/** On requisitions nobody has received yet, for this day or an earlier one. */
const comingFor = async (reader: Reader, siteId: string, day: LocalDate): Promise<Map<string, number>> => {
  const rows = await reader.query<{ itemId: string; quantity: number }>(
    `select l->>'itemId' as "itemId", sum((l->>'quantity')::int)::int as quantity from bar_records r, jsonb_array_elements(r.state->'lines') l
      where r.site_id = $1 and r.kind = 'requisition' and r.open and coalesce(r.state->>'forDay', r.day::text) <= $2 group by 1`,
    [siteId, day],
    'bar-coming',
  );
  return new Map(rows.map((row) => [row.itemId, row.quantity]));
};

/** What a day wants and lacks (B-09), over the stock as the asker has read it. */
export const parOn = async (reader: Reader, site: SiteRow, day: LocalDate, known: { readonly items: readonly BarItem[]; readonly stock: ReadonlyMap<string, Stock> }): Promise<{ par: Par; tables: readonly TableView[]; launch: boolean }> => {
  const [bar, rows, coming] = await Promise.all([barOf(reader, site.id), tablesOf(reader, site.id), comingFor(reader, site.id, day)]);
  const tables = drawTables(bar, rows);
  const plan = bar.plans[day];
  return { tables, launch: plan?.launch ?? false, par: parOf({ day, dayType: dayTypeOf(calendarOf(site), day, plan), seats: seatsInService(tables), bookedGuests: plan?.bookedGuests ?? 0, limits: parLimitsOf(site), coming, ...known }) };
};

export const belowZero = (stock: ReadonlyMap<string, Stock>): ReadonlySet<string> => new Set([...stock].filter(([, entry]) => entry.onHand < 0).map(([id]) => id));
export const countedIds = (items: readonly BarItem[]): ReadonlySet<string> => new Set(items.filter(isCounted).map((item) => item.id));
