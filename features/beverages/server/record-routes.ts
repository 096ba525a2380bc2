import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { isCounted, type BarItem } from '../core/bar-item.ts';
import { orderOf } from '../core/bar-par.ts';
import { makeRecord, recordSteps, RECORD_KINDS, takeRecordStep, type BarRecord, type NewRecord, type RecordEvent, type RecordStep } from '../core/bar-record.ts';
import * as contract from '../core/stock-contract.ts';
import type { RecordView } from '../core/stock-contract.ts';
import { countedIds, itemsOf, namesOf, parOn, stockOf, type Names } from './bar-queries.ts';
import { recordKind } from './bar-store.ts';

type Row = { state: BarRecord; version: number };
const READ = 'select state, version from bar_records';

const viewOf = (row: Row, actor: Actor, items: ReadonlyMap<string, BarItem>, nameOf: Names): RecordView => {
  const { state, version } = row;
  const named = (itemId: string) => ({ itemId, name: items.get(itemId)?.name ?? '', unit: items.get(itemId)?.unit ?? '' });
  const received = new Map(state.received?.map((line) => [line.itemId, line.quantity]) ?? []);
  return {
    id: state.id, kind: state.kind, status: state.status, day: state.day, at: state.made.at, by: nameOf(state.made.by), endedAt: state.ended?.at ?? null, endedBy: state.ended ? nameOf(state.ended.by) : null,
    reason: state.reason, note: state.note, forDay: state.forDay ?? null,
    lines: state.stocktake
      ? state.stocktake.map((line) => ({ ...named(line.itemId), quantity: line.counted, received: null, book: line.book, reason: line.reason ?? null }))
      : state.lines.map((line) => ({ ...named(line.itemId), quantity: line.quantity, received: received.get(line.itemId) ?? null, book: null, reason: null })),
    batch: state.batch ? { method: state.batch.method, strength: state.batch.strength, startedAt: state.batch.startedAt, endedAt: state.batch.endedAt ?? null } : null,
    belowStandard: state.belowStandard ?? false, discardBy: state.discardBy ?? null, allowed: recordSteps(state, actor.roles), version,
  };
};

const viewsOf = async (reader: Reader, siteId: string, rows: readonly Row[], actor: Actor): Promise<RecordView[]> => {
  const [items, nameOf] = await Promise.all([itemsOf(reader, siteId), namesOf(reader, rows.flatMap(({ state }) => [state.made.by, state.ended?.by]))]);
  const byId = new Map(items.map(({ state }) => [state.id, state]));
  return rows.map((row) => viewOf(row, actor, byId, nameOf));
};

export const readRecord = async (reader: Reader, siteId: string, id: string, actor: Actor): Promise<RecordView | Refusal> => {
  const rows = await reader.query<Row>(`${READ} where site_id = $1 and id = $2 and kind = any($3)`, [siteId, id, [...RECORD_KINDS]], 'bar-record-one');
  return (await viewsOf(reader, siteId, rows, actor))[0] ?? refuse('not-found');
};

export const makeRecordCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; recordId: string; record: NewRecord | { readonly kind: 'shortage'; readonly forDay: LocalDate } }, actor: Actor): Promise<{ ok: true } | Refusal> => {
  const done = await runCommand<BarRecord, RecordEvent>(deps, {
    kind: recordKind, siteId: input.siteId, subject: input.recordId, name: 'makeBarRecord', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: async (state, { now, site, trx }) => {
      if (state) return refuse('record-exists', {});
      const asked = input.record;
      // One after the other: whoever comes second sees what the first has asked for.
      if (asked.kind === 'shortage') await trx.query('select pg_advisory_xact_lock(hashtext($1))', [`foyer-bar-shortage-${input.siteId}`], 'bar-shortage-turn');
      const [items, stock] = await Promise.all([itemsOf(trx, input.siteId), stockOf(trx, input.siteId)]);
      const openHours = parameterValues(site.parameters)['beverages.opened_hours'];
      const counted = new Map(items.filter((row) => isCounted(row.state) && !row.state.archivedAt).map(({ state: item }) => [item.id, { isCup: item.kind === 'cup', openHours: item.openHours ?? openHours }]));
      const states = items.map((row) => row.state);
      const lines = asked.kind === 'shortage' ? orderOf((await parOn(trx, site, asked.forDay, { items: states, stock })).par, states) : [];
      if (asked.kind === 'shortage' && lines.length === 0) return refuse('nothing-short', {});
      return makeRecord(asked.kind === 'shortage' ? { kind: 'requisition', forDay: asked.forDay, note: '', lines } : asked, { at: now, by: actor.personId, day: localDate(now, site.zone), counted, onHand: new Map([...stock].map(([id, entry]) => [id, entry.onHand])) });
    },
  });
  return done.ok ? { ok: true } : done;
};

export const stepRecordCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; recordId: string; step: RecordStep }, actor: Actor): Promise<{ ok: true } | Refusal> => {
  const done = await runCommand<BarRecord, RecordEvent>(deps, {
    kind: recordKind, siteId: input.siteId, subject: input.recordId, name: 'stepBarRecord', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
    decide: async (state, { now, site, trx }) => {
      if (!state || !(RECORD_KINDS as readonly string[]).includes(state.kind)) return refuse('not-found');
      const items = await itemsOf(trx, input.siteId);
      return takeRecordStep(state, input.step, { at: now, by: actor.personId, day: localDate(now, site.zone), roles: actor.roles, sterilise: parameterValues(site.parameters)['beverages.sterilise_minutes'], counted: countedIds(items.map((row) => row.state)) });
    },
  });
  return done.ok ? { ok: true } : done;
};

export const recordRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.listRecords, ({ siteId, input, actor }) =>
    deps.database.read([siteId], async (reader) => {
      const kinds = input.kind ? [input.kind] : [...RECORD_KINDS];
      const before: Instant = input.before ?? '9999-12-31T00:00:00.000Z';
      const [open, past] = await Promise.all([
        reader.query<Row>(`select r.state, r.version from unnest($2::text[]) k cross join lateral (select state, version, at from bar_records where site_id = $1 and kind = k and open order by at desc limit 60) r order by r.at desc limit 200`, [siteId, kinds], 'bar-records-open'),
        reader.query<Row>(`select r.state, r.version from unnest($2::text[]) k cross join lateral (select state, version, at, id from bar_records where site_id = $1 and kind = k and not open and at < $3 order by at desc, id desc limit 30) r order by r.at desc, r.id desc limit 30`, [siteId, kinds, before], 'bar-records-past'),
      ]);
      const views = await viewsOf(reader, siteId, [...open, ...past], actor);
      return { open: views.slice(0, open.length), past: views.slice(open.length) };
    }),
  ),
  route(contract.makeRecordEndpoint, async ({ siteId, input, actor }) => {
    const done = await makeRecordCommand(deps, input, actor);
    return done.ok ? deps.database.read([siteId], (reader) => readRecord(reader, siteId, input.recordId, actor)) : done;
  }),
  route(contract.stepRecordEndpoint, async ({ siteId, input, actor }) => {
    const done = await stepRecordCommand(deps, input, actor);
    return done.ok ? deps.database.read([siteId], (reader) => readRecord(reader, siteId, input.recordId, actor)) : done;
  }),
];
