import type { Instant } from '../../../platform/core/instant.ts';
import type { Query } from '../../../platform/server/database.ts';
import type { BarItem } from '../core/bar-item.ts';
import type { PartyStep } from '../core/party-steps.ts';

/** What a tap wants to know of the bar. */
export type TapFacts = {
  readonly isPeak: boolean;
  readonly isDayReady: boolean;
  readonly items: ReadonlyMap<string, BarItem>;
  readonly onHand: ReadonlyMap<string, number>;
  readonly takenTables: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, string>;
};

/** The drinks the tap names and those the parties have, with their parts and cups: what is touched, whatever the length of the menu. */
const TOUCHED = `
  with said as (
    select unnest($2::uuid[]) as id
    union select (l->>'itemId')::uuid from bar_parties p, jsonb_array_elements(p.state->'orders') o, jsonb_array_elements(o->'lines') l where p.site_id = $1 and p.id = any ($3::uuid[])
    union select (t->>'itemId')::uuid from bar_parties p, jsonb_array_elements(p.state->'orders') o, jsonb_array_elements(o->'taken') t where p.site_id = $1 and p.id = any ($3::uuid[])
  ), named as (select i.id, i.state from said join bar_items i on i.site_id = $1 and i.id = said.id),
  touched as (
    select id from named
    union select (state->>'cupId')::uuid from named where state->>'cupId' is not null
    union select (r->>'itemId')::uuid from named, jsonb_array_elements(state->'recipe') r
  )`;

type ItemRow = { state: BarItem; onHand: number };
type TableRow = { id: string; name: string; partyId: string | null };

/** Everything in the flight that locks the party; each statement only where the steps want it. */
export const askForTap = async (query: Query, input: { siteId: string; parties: readonly string[]; at: Instant; steps: readonly PartyStep[] }): Promise<TapFacts> => {
  const { siteId, parties, steps } = input;
  const isNew = steps[0]?.step === 'seat';
  const wants = (...names: readonly PartyStep['step'][]): boolean => steps.some((step) => names.includes(step.step));
  const named = [siteId, steps.flatMap((step) => (step.step === 'order' ? step.lines.map((line) => line.itemId) : [])), isNew ? [] : parties];
  const tableIds = steps.flatMap((step) => (step.step === 'seat' && step.tableId ? [step.tableId] : step.step === 'move' ? [step.tableId] : []));
  const wantsItems = !isNew || wants('order');
  const [moment, , items, tables] = await Promise.all([
    wants('seat')
      ? query<{ peak: boolean; ready: boolean }>(
          // As `isPeakOn` says it.
          `select coalesce(b.peak or ((b.state->'plans'->(now.day::text)->>'launch')::boolean is true and b.state->>'peakOffOn' is distinct from now.day::text), false) as peak,
             exists (select from bar_days d where d.site_id = $1 and d.day = now.day and d.ready_at is not null and d.closed_at is null) as ready
             from (select ($2::timestamptz at time zone zone)::date as day from sites where id = $1) now left join bars b on b.site_id = $1`,
          [siteId, input.at],
          'bar-moment',
        )
      : [],
    // Held until it is taken, in the order in which it is written: whoever crosses a limit knows it, and only one does.
    wants('serve') ? query(`${TOUCHED} select from bar_stock where site_id = $1 and item_id in (select id from touched) order by item_id for update`, named, 'bar-stock-touched-lock') : [],
    wantsItems
      ? query<ItemRow>(`${TOUCHED} select i.state, coalesce((select s.on_hand from bar_stock s where s.site_id = $1 and s.item_id = i.id), 0) as "onHand" from touched join bar_items i on i.site_id = $1 and i.id = touched.id`, named, 'bar-items-touched')
      : [],
    tableIds.length > 0 || wants('undo')
      ? query<TableRow>(
          `select t.id, t.name, p.id as "partyId" from places t left join bar_parties p on p.site_id = t.site_id and p.table_id = t.id and p.open
            where t.site_id = $1 and t.kind = 'table' and t.archived_at is null and (t.id = any ($2::uuid[]) or t.id in (select table_id from bar_parties where site_id = $1 and id = any ($3::uuid[])))`,
          [siteId, tableIds, wants('undo') ? parties : []],
          'bar-tables-named',
        )
      : [],
  ]);
  return {
    isPeak: moment[0]?.peak ?? false, isDayReady: moment[0]?.ready ?? false,
    items: new Map(items.map(({ state }) => [state.id, state])), onHand: new Map(items.map(({ state, onHand }) => [state.id, onHand])),
    takenTables: new Map(tables.flatMap((table) => (table.partyId ? [[table.id, table.partyId] as const] : []))), tables: new Map(tables.map((table) => [table.id, table.name])),
  };
};
