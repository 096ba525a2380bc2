import { addDays, localDate } from '../../../platform/core/working-calendar.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { isCounted } from '../core/bar-item.ts';
import { FIRST_COUNT, ledgerLine, type MovementKind } from '../core/bar-stock.ts';
import * as contract from '../core/quality-contract.ts';
import type { FiguresView } from '../core/quality-contract.ts';
import { partyLimitsOf } from './bar-limits.ts';
import { itemsOf, stockOf } from './bar-queries.ts';

/** One pass over the month's parties in the index alone; seconds are null where a step was not tapped. */
const TIMES = (name: string): string => `
  count(${name}_seconds)::int as ${name}_recorded, count(*) filter (where ${name}_seconds <= $TARGET)::int as ${name}_within, count(*) filter (where ${name}_seconds > $TARGET and ${name}_seconds <= $LIMIT)::int as ${name}_between,
  count(*) filter (where ${name}_seconds > $LIMIT)::int as ${name}_late, (percentile_cont(0.5) within group (order by ${name}_seconds))::int as ${name}_median`;
const withLimits = (name: string, target: number, limit: number): string => TIMES(name).replaceAll('$TARGET', `$${target}`).replaceAll('$LIMIT', `$${limit}`);
const PARTIES = `
  select count(*) filter (where is_timed)::int as timed, count(*)::int as visits, coalesce(sum(guests), 0)::int as guests, coalesce(sum(servings) filter (where guests is not null), 0)::int as guest_servings, coalesce(sum(servings), 0)::int as servings,
    coalesce(sum(cups), 0)::int as cups, coalesce(sum(refills), 0)::int as refills, count(*) filter (where is_timed and has_order)::int as ordered, count(*) filter (where is_timed and refills > 0)::int as refilled, count(*) filter (where is_timed and not open)::int as ended,
    ${withLimits('ask', 4, 5)}, ${withLimits('serve', 6, 7)}, ${withLimits('refill', 8, 8)}, ${withLimits('clear', 9, 9)}
  from bar_parties where site_id = $1 and day between $2 and $3 and is_visit`;
type Parties = Record<string, number | null>;

const monthOf = (month: string): { from: string; to: string; days: string[] } => {
  const first = Temporal.PlainDate.from(`${month}-01`);
  const days = Array.from({ length: first.daysInMonth }, (_, index) => addDays(`${month}-01`, index));
  return { from: `${month}-01`, to: days.at(-1) ?? `${month}-01`, days };
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 100) / 100);

export const readFigures = async (reader: Reader, siteId: string, month: string, now: string): Promise<FiguresView | Refusal> => {
  const site = await loadSite(reader.query, siteId);
  if (!site) return refuse('not-found');
  const { from, to, days } = monthOf(month);
  const limits = partyLimitsOf(site);
  const [parties, counted, visits, usage, sums, waste, after, items, stock, ready, quality] = await Promise.all([
    reader.query<Parties>(PARTIES, [siteId, from, to, limits.askTarget * 60, limits.ask * 60, limits.serveTarget * 60, limits.serve * 60, (limits.refill + limits.snooze) * 60, limits.clear * 60], 'bar-figures-parties'),
    reader.query<{ counted: number }>('select coalesce(sum(servings), 0)::int as counted from bar_parties where site_id = $1 and day between $2 and $3 and not is_visit', [siteId, from, to], 'bar-figures-counted'),
    reader.query<{ day: string; visits: number }>('select day::text, count(*)::int as visits from bar_parties where site_id = $1 and day between $2 and $3 and is_visit group by day', [siteId, from, to], 'bar-figures-days'),
    reader.query<{ itemId: string; day: string; served: number }>('select item_id as "itemId", day::text, sum(served)::int as served from bar_usage where site_id = $1 and day between $2 and $3 group by item_id, day', [siteId, from, to], 'bar-figures-usage'),
    reader.query<{ itemId: string; kind: MovementKind; onHand: number }>(// What an item was counted to first is no variance but what the month opened with.
      `select item_id as "itemId", kind, coalesce(sum(on_hand) filter (where reason <> '${FIRST_COUNT}'), 0)::int as "onHand" from bar_movements where site_id = $1 and day between $2 and $3 group by item_id, kind`, [siteId, from, to], 'bar-figures-ledger'),
    reader.query<{ itemId: string; reason: string; quantity: number }>(`select item_id as "itemId", reason, -sum(on_hand)::int as quantity from bar_movements where site_id = $1 and day between $2 and $3 and kind = 'written_off' group by item_id, reason having sum(on_hand) <> 0`, [siteId, from, to], 'bar-figures-waste'),
    // From the stock of today back to the month's end: what happened since is little, whatever the ledger's length.
    reader.query<{ itemId: string; onHand: number }>('select item_id as "itemId", sum(on_hand)::int as "onHand" from bar_movements where site_id = $1 and day > $2 and day <= $3 group by item_id', [siteId, to, addDays(localDate(now, site.zone), 2)], 'bar-figures-after'),
    itemsOf(reader, siteId),
    stockOf(reader, siteId),
    reader.query<{ counted: number; late: number; equal: number }>(`select count(*) filter (where ready_at is not null)::int as counted, count(*) filter (where (state->>'wasLate')::boolean)::int as late, count(*) filter (where (state->'opening'->'count'->>'isEqual')::boolean)::int as equal from bar_days where site_id = $1 and day between $2 and $3`, [siteId, from, to], 'bar-figures-ready'),
    reader.query<{ kind: string; count: number; mean: number | null }>(
      `select kind, count(*)::int as count, avg(case when kind = 'check' then (state->>'score')::numeric * 100 / nullif((state->>'outOf')::int, 0) else (state->>'stars')::numeric end)::float8 as mean
         from bar_records where site_id = $1 and kind in ('check', 'rating') and at >= ($2::date - 1) and at < ($3::date + 2) and day between $2 and $3 group by kind`,
      [siteId, from, to],
      'bar-figures-quality',
    ),
  ]);
  const row = parties[0] ?? {};
  const of = (name: string): number => row[name] ?? 0;
  const time = (name: 'ask' | 'serve' | 'refill' | 'clear', target: number | null, limit: number, possible: number): FiguresView['times'][number] => ({
    name, target, limit, within: of(`${name}_within`), betweenTargetAndLimit: of(`${name}_between`), late: of(`${name}_late`), recorded: of(`${name}_recorded`), possible, medianSeconds: row[`${name}_median`] ?? null,
  });
  const states = items.map((item) => item.state);
  const nameOf = new Map(states.map((item) => [item.id, item]));
  const since = new Map(after.map((entry) => [entry.itemId, entry.onHand]));
  const drinks = states.filter((item) => item.kind === 'drink').map((drink) => {
    const own = new Map(usage.filter((entry) => entry.itemId === drink.id).map((entry) => [entry.day, entry.served]));
    return { itemId: drink.id, name: drink.name, servings: [...own.values()].reduce((all, served) => all + served, 0), byDay: days.map((day) => own.get(day) ?? 0) };
  });
  return {
    month, visits: of('visits'), untimed: of('visits') - of('timed'), counted: counted[0]?.counted ?? 0, guests: of('guests'), servings: usage.reduce((all, entry) => all + entry.served, 0), cups: of('cups'), refills: of('refills'),
    servingsPerVisit: share(of('servings'), of('visits')), cupsPerVisit: share(of('cups'), of('visits')), servingsPerGuest: share(of('guest_servings'), of('guests')),
    times: [time('ask', limits.askTarget, limits.ask, of('timed')), time('serve', limits.serveTarget, limits.serve, of('ordered')), time('refill', null, limits.refill + limits.snooze, of('ordered')), time('clear', null, limits.clear, of('ended'))],
    days: days.map((day) => ({ day, visits: visits.find((entry) => entry.day === day)?.visits ?? 0, servings: usage.filter((entry) => entry.day === day).reduce((all, entry) => all + entry.served, 0) })),
    drinks: drinks.filter((drink) => drink.servings > 0).sort((a, b) => b.servings - a.servings),
    ledger: states.flatMap((item) => {
      if (!isCounted(item)) return [];
      const own = sums.filter((entry) => entry.itemId === item.id);
      if (item.archivedAt && own.length === 0) return [];
      const closing = (stock.get(item.id)?.onHand ?? 0) - (since.get(item.id) ?? 0);
      const line = ledgerLine(item.id, closing - own.reduce((all, entry) => all + entry.onHand, 0), own);
      const { itemId, opening, received, transfer_in, transfer_out, used, written_off } = line;
      return [{ itemId, name: item.name, unit: item.unit, kind: item.kind, opening, received, transfer_in, transfer_out, used, written_off, counted: line.counted, closing: line.closing, costCents: item.priceCents === undefined ? null : item.priceCents * used }];
    }),
    waste: waste.map((entry) => ({ itemId: entry.itemId, name: nameOf.get(entry.itemId)?.name ?? '', unit: nameOf.get(entry.itemId)?.unit ?? '', reason: entry.reason, quantity: entry.quantity })),
    readyDays: ready[0] ?? { counted: 0, late: 0, equal: 0 },
    quality: { checks: quality.find((entry) => entry.kind === 'check')?.count ?? 0, average: round(quality.find((entry) => entry.kind === 'check')?.mean), stars: round(quality.find((entry) => entry.kind === 'rating')?.mean), ratings: quality.find((entry) => entry.kind === 'rating')?.count ?? 0 },
  };
};

const round = (value: number | null | undefined): number | null => (value === null || value === undefined ? null : Math.round(value * 10) / 10);

export const figureRoutes = (deps: Pick<RunnerDeps, 'database' | 'clock'>): Route[] => [
  route(contract.getBarFigures, ({ siteId, input }) => deps.database.read([siteId], (reader) => readFigures(reader, siteId, input.month, deps.clock.now()))),
];
