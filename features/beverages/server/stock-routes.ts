import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt, localDate, nextOpeningDay, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { busiestHour, estimateDay, runsOutAt, WEEKS_BACK, type HourUse } from '../core/bar-estimate.ts';
import { isCounted, servingsLeft } from '../core/bar-item.ts';
import { expiryState, lotsLeft, type Lot } from '../core/bar-stock.ts';
import * as contract from '../core/stock-contract.ts';
import type { ParView, StockView } from '../core/stock-contract.ts';
import { closesOn, itemsOf, minuteOf, opensOn, parOn, stockOf } from './bar-queries.ts';

type UseRow = HourUse & { itemId: string };
/** The same weekday of the last weeks, by hour; imported history counts like own. */
const usageOf = async (reader: Reader, siteId: string, day: LocalDate): Promise<{ uses: UseRow[]; days: ReadonlySet<LocalDate> }> => {
  const days = Array.from({ length: WEEKS_BACK }, (_, index) => addDays(day, -7 * (index + 1)));
  const uses = await reader.query<UseRow>(`select item_id as "itemId", day::text as day, hour, served + imported as quantity from bar_usage where site_id = $1 and day = any($2::date[])`, [siteId, days], 'bar-usage-weekday');
  return { uses, days: new Set(uses.map((use) => use.day)) };
};

/** The day that is prepared: today until the doors close, then the next one. */
const dayToPrepare = (calendar: ReturnType<typeof calendarOf>, now: Instant): LocalDate => {
  const today = localDate(now, calendar.zone);
  const closes = closesOn(calendar, today);
  return closes && now < closes ? today : (nextOpeningDay(calendar, today) ?? today);
};

export const readPar = async (reader: Reader, siteId: string, now: Instant, asked?: LocalDate): Promise<ParView | Refusal> => {
  const site = await loadSite(reader.query, siteId);
  if (!site) return refuse('not-found');
  const calendar = calendarOf(site);
  const day = asked ?? dayToPrepare(calendar, now);
  const [items, stock, usage] = await Promise.all([itemsOf(reader, siteId), stockOf(reader, siteId), usageOf(reader, siteId, day)]);
  const states = items.map((item) => item.state);
  const { par, tables, launch } = await parOn(reader, site, day, { items: states, stock });
  const [opens, closes] = [opensOn(calendar, day), closesOn(calendar, day)];
  return {
    ...par, drinks: [...par.drinks], lines: [...par.lines], cups: [...par.cups], tables: tables.filter((table) => table.inService).length, launch,
    usage: states.flatMap((drink) => {
      if (drink.kind !== 'drink' || drink.archivedAt) return [];
      const estimate = estimateDay(day, usage.uses.filter((use) => use.itemId === drink.id), usage.days);
      if (!estimate || !opens || !closes) return [];
      const left = servingsLeft(drink, (id) => stock.get(id)?.onHand ?? 0);
      // Before the doors open the whole day is still to come.
      const from = minuteOf(site.zone, day, now > opens ? now : opens);
      const out = runsOutAt({ servingsLeft: left, byHour: estimate.byHour, nowMinute: from, closeMinute: minuteOf(site.zone, day, closes) });
      const tenths = (value: number): number => Math.round(value * 10) / 10;
      const busiest = busiestHour(estimate.byHour);
      return [{ itemId: drink.id, expected: tenths(estimate.total), days: estimate.from.length, busiest: busiest ? { hour: busiest.hour, servings: tenths(busiest.servings) } : null, servingsLeft: left, runsOutAt: out === undefined ? null : new Date(Date.parse(instantAt(site.zone, day, '00:00')) + out * 60_000).toISOString() }];
    }),
    items: states.flatMap((item) => (item.archivedAt ? [] : [{ id: item.id, name: item.name, unit: item.unit, kind: item.kind, pack: item.pack ?? null }])),
  };
};

export const readStock = async (reader: Reader, siteId: string, now: Instant): Promise<StockView | Refusal> => {
  const site = await loadSite(reader.query, siteId);
  if (!site) return refuse('not-found');
  const today = localDate(now, site.zone);
  const warnDays = parameterValues(site.parameters)['beverages.expiry_warning'];
  const [items, stock] = await Promise.all([itemsOf(reader, siteId), stockOf(reader, siteId)]);
  const counted = items.flatMap(({ state }) => (isCounted(state) && (!state.archivedAt || (stock.get(state.id)?.onHand ?? 0) !== 0) ? [state] : []));
  // Of each item only the lots that can still be in the store: the latest dates, a bounded number.
  const lots = await reader.query<Lot>(
    `select l.id, l.item_id as "itemId", l.expires_on::text as "expiresOn", l.quantity, l.received_at as "receivedAt" from unnest($2::uuid[]) i cross join lateral (select * from bar_lots where site_id = $1 and item_id = i order by expires_on desc limit 12) l`,
    [siteId, counted.map((item) => item.id)],
    'bar-lots',
  );
  return {
    today,
    items: counted.map((item) => {
      const own = stock.get(item.id) ?? { onHand: 0, inUse: 0, dirty: 0 };
      return {
        id: item.id, kind: item.kind, name: item.name, unit: item.unit, pack: item.pack ?? null, reusable: item.reusable, ...own, lowAt: item.lowAt ?? null, isLow: item.lowAt !== undefined && own.onHand <= item.lowAt, isBelow: own.onHand < 0,
        lots: lotsLeft(lots.filter((lot) => lot.itemId === item.id), own.onHand).map(({ id, itemId, expiresOn, left }) => ({ id, itemId, expiresOn, left, state: expiryState(expiresOn, today, warnDays) })),
      };
    }),
  };
};

type MovementRow = { id: string; itemId: string; item: string; day: string; at: Instant; kind: 'counted' | 'received' | 'transfer_in' | 'transfer_out' | 'used' | 'written_off' | 'washed'; onHand: number; inUse: number; dirty: number; reason: string; person: string; isUndo: boolean };

export const stockRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.getPar, ({ siteId, input }) => deps.database.read([siteId], (reader) => readPar(reader, siteId, deps.clock.now(), input.day))),
  route(contract.getStock, ({ siteId }) => deps.database.read([siteId], (reader) => readStock(reader, siteId, deps.clock.now()))),
  route(contract.listMovements, ({ siteId, input }) =>
    deps.database.read([siteId], async (reader) => ({
      movements: await reader.query<MovementRow>(
        `select m.id, m.item_id as "itemId", i.name as item, m.day::text as day, m.at, m.kind, m.on_hand as "onHand", m.in_use as "inUse", m.dirty, m.reason, coalesce(p.name, '') as person, m.is_undo as "isUndo"
           from bar_movements m join bar_items i on i.site_id = m.site_id and i.id = m.item_id left join people p on p.id = m.person_id
          where m.site_id = $1 and m.item_id = $2 and (m.at, m.id) < ($3::timestamptz, $4::uuid) order by m.at desc, m.id desc limit 60`,
        [siteId, input.itemId, input.before ?? '9999-12-31T00:00:00.000Z', input.beforeId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
        'bar-movements-item',
      ),
    })),
  ),
];
