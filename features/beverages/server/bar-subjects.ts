import { createHash } from 'node:crypto';
import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import type { ClockFinding } from '../../../platform/server/clock-store.ts';
import type { Job } from '../../../platform/server/jobs.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Write } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { Posted } from '../core/bar-stock.ts';
import type { ServedLine } from '../core/bar-party.ts';

/** One id for one thing of a centre: two devices that begin the same day begin one day. */
const idFor = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
export const barIdOf = (siteId: string): string => idFor(`bar:${siteId}`);
export const barDayIdOf = (siteId: string, day: LocalDate): string => idFor(`bar-day:${siteId}:${day}`);
/** The second half of a command that touches two subjects has an id of its own, the same at every retry. */
export const secondCommandId = (commandId: string): string => idFor(`second:${commandId}`);

/** The stock of items is looked at behind the command that moved it: what fell is said, what is filled is said no more. */
export const WATCH_JOB = 'bar-stock-watch';
export const watchStock = (siteId: string, cause: string, itemIds: readonly string[]): Job[] => (itemIds.length === 0 ? [] : [{ name: WATCH_JOB, payload: { siteId, itemIds: [...new Set(itemIds)] }, key: `${siteId}/${cause}` }]);

type Shape<State, Event extends { readonly type: string; readonly at: Instant }> = {
  readonly table: string;
  evolve: SubjectKind<State, Event>['evolve'];
  /** Ids, codes, numbers and times of an event; and apart from them names and free words. */
  parts(event: Event): { data: Record<string, unknown>; text: Record<string, unknown> };
  /** Columns beside id, version, hash and state. */
  columns(state: State, next: Parameters<SubjectKind<State, Event>['save']>[1]['next']): Readonly<Record<string, unknown>>;
  clocks?(event: Event, after: State, site: SiteRow): ClockChange[];
  alerts?: SubjectKind<State, Event>['alerts'];
  jobs?: SubjectKind<State, Event>['jobs'];
  finding?(finding: ClockFinding, now: Instant): Event;
  /** What else is written with it. */
  more?(before: State | undefined, state: State, ids: { siteId: string; subject: string; version: number }): Write[];
};

type Loaded<State> = { state: State; version: number; last_hash: Buffer };

/** Every subject of the bar is a row of the same shape: id, version, hash, its state, and the columns lists are made of. */
export const barSubject = <State, Event extends { readonly type: string; readonly at: Instant }>(shape: Shape<State, Event>): SubjectKind<State, Event> => ({
  feature: 'beverages',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<State>>(`select state, version, last_hash from ${shape.table} where site_id = $1 and id = $2 for update`, [siteId, subject], `${shape.table}-lock`))[0];
    return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
  },
  evolve: shape.evolve,
  journal: (event) => ({ event: event.type, ...shape.parts(event), occurredAt: event.at, recordedAt: event.at }),
  clocks: shape.clocks ?? (() => []),
  finding:
    shape.finding ??
    (() => {
      throw new Error(`${shape.table} has no clocks.`);
    }),
  jobs: shape.jobs ?? (() => []),
  ...(shape.alerts ? { alerts: shape.alerts } : {}),
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, before, state, head, next }) => {
    const columns = shape.columns(state, next);
    const names = Object.keys(columns);
    const places = names.map((_name, index) => `$${index + 6}`);
    const row: Write = {
      name: `${shape.table}-save`,
      text: `insert into ${shape.table} (site_id, id, version, last_hash, state${names.map((name) => `, ${name}`).join('')}) values ($1, $2, $3, $4, $5${places.map((place) => `, ${place}`).join('')})
       on conflict (${shape.table === 'bars' ? 'site_id' : 'site_id, id'}) do update set version = excluded.version, last_hash = excluded.last_hash, state = excluded.state${names.map((name) => `, ${name} = excluded.${name}`).join('')}`,
      values: [siteId, subject, head.version, head.lastHash, JSON.stringify(state), ...names.map((name) => columns[name])],
    };
    return [row, ...(shape.more?.(before, state, { siteId, subject, version: head.version }) ?? [])];
  },
});

/** The ledger's new entries and the stock they make, in one order of items for everybody: two at once never wait for each other. */
export const postMovements = (input: { siteId: string; subject: string; movements: readonly Posted[] }): Write[] => {
  if (input.movements.length === 0) return [];
  const rows = input.movements.map((entry) => ({ ...entry, id: uuidv7(Date.parse(entry.at)) })).sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
  const sums = new Map<string, { itemId: string; onHand: number; inUse: number; dirty: number }>();
  for (const entry of rows) {
    const sum = sums.get(entry.itemId) ?? { itemId: entry.itemId, onHand: 0, inUse: 0, dirty: 0 };
    sums.set(entry.itemId, { itemId: entry.itemId, onHand: sum.onHand + entry.onHand, inUse: sum.inUse + (entry.inUse ?? 0), dirty: sum.dirty + (entry.dirty ?? 0) });
  }
  return [
    {
      name: 'bar-movements-post',
      text: `insert into bar_movements (site_id, id, item_id, day, at, kind, on_hand, in_use, dirty, reason, person_id, subject, is_undo)
       select $1, (m->>'id')::uuid, (m->>'itemId')::uuid, (m->>'day')::date, (m->>'at')::timestamptz, m->>'kind', (m->>'onHand')::int, coalesce((m->>'inUse')::int, 0), coalesce((m->>'dirty')::int, 0), m->>'reason', nullif(m->>'by', '')::uuid, $2::uuid, coalesce((m->>'isUndo')::boolean, false)
         from jsonb_array_elements($3::jsonb) m`,
      values: [input.siteId, input.subject, JSON.stringify(rows)],
    },
    {
      name: 'bar-stock-move',
      text: `insert into bar_stock as s (site_id, item_id, on_hand, in_use, dirty)
       select $1, (m->>'itemId')::uuid, (m->>'onHand')::int, (m->>'inUse')::int, (m->>'dirty')::int from jsonb_array_elements($2::jsonb) m
       on conflict (site_id, item_id) do update set on_hand = s.on_hand + excluded.on_hand, in_use = s.in_use + excluded.in_use, dirty = s.dirty + excluded.dirty`,
      values: [input.siteId, JSON.stringify([...sums.values()])],
    },
  ];
};

/** Servings by drink, day and hour: the history the estimate reads. */
export const postServings = (siteId: string, lines: readonly ServedLine[]): Write[] => {
  const sums = new Map<string, { itemId: string; day: LocalDate; hour: number; quantity: number }>();
  for (const line of lines) {
    const { day, hour } = line;
    const key = `${line.itemId} ${day} ${hour}`;
    sums.set(key, { itemId: line.itemId, day, hour, quantity: (sums.get(key)?.quantity ?? 0) + line.quantity });
  }
  const rows = [...sums.values()].sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
  return rows.length === 0
    ? []
    : [{
        name: 'bar-usage-add',
        text: `insert into bar_usage as u (site_id, item_id, day, hour, served) select $1, (m->>'itemId')::uuid, (m->>'day')::date, (m->>'hour')::int, (m->>'quantity')::int from jsonb_array_elements($2::jsonb) m
         on conflict (site_id, day, item_id, hour) do update set served = u.served + excluded.served`,
        values: [siteId, JSON.stringify(rows)],
      }];
};
