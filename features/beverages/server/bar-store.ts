import { dayAlerts, itemAlerts, partyAlertEnds, partyAlerts } from '../core/beverage-alerts.ts';
import { clocksWrite, type ClockRow } from '../../../platform/server/clock-store.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Write } from '../../../platform/server/database.ts';
import { dayClocks, evolveDay, type BarDay, type DayEvent } from '../core/bar-day.ts';
import { evolveItem, type BarItem, type ItemEvent } from '../core/bar-item.ts';
import { evolveParty, isPartyOpen, servingsOf, timesOf, type Party, type PartyEvent } from '../core/bar-party.ts';
import { evolveQuality, isQualityOpen, type QualityEvent, type QualityRecord } from '../core/bar-quality.ts';
import { evolveRecord, isRecordOpen, type BarRecord, type RecordEvent } from '../core/bar-record.ts';
import { evolveBar, type Bar, type BarEvent } from '../core/bar-settings.ts';
import type { Lot } from '../core/bar-stock.ts';
import { partyClocks } from '../core/party-clocks.ts';
import { partyLimitsOf } from './bar-limits.ts';
import { barSubject, postMovements, postServings, watchStock } from './bar-subjects.ts';

const rest = <E extends { type: string; at: string; by: string }>(event: E): Omit<E, 'type' | 'at' | 'by'> => {
  const { type: _type, at: _at, by: _by, ...others } = event;
  return others;
};

export const barKind: SubjectKind<Bar, BarEvent> = barSubject({
  table: 'bars', evolve: evolveBar,
  parts: (event) => (event.type === 'ChecklistChanged' ? { data: { phase: event.phase, checks: event.checks.length }, text: { checks: event.checks } } : { data: rest(event), text: {} }),
  columns: (state) => ({ peak: state.peak }),
});

export const itemKind: SubjectKind<BarItem, ItemEvent> = barSubject({
  table: 'bar_items', evolve: evolveItem,
  parts: (event) => {
    if (!('fields' in event)) return { data: rest(event), text: {} };
    const { name, unit, pack, allergens, ...data } = event.fields;
    return { data: { ...data, packUnits: pack?.units ?? null }, text: { name, unit, allergens, pack: pack?.name ?? '' } };
  },
  alerts: itemAlerts,
  // Its limit may have changed, or it is no longer asked for.
  jobs: (event, after) => (event.type === 'StockFell' || event.type === 'StockFilled' || event.type === 'ItemAdded' ? [] : watchStock(after.siteId, `${after.id}/${event.at}`, [after.id])),
  columns: (state) => ({ kind: state.kind, name: state.name, sort: state.sort, archived_at: state.archivedAt ?? null }),
});

/** Words of guests (少糖, an allergy) are no ids: beside the journal, erasable. */
const partyParts = (event: PartyEvent): { data: Record<string, unknown>; text: Record<string, unknown> } => {
  switch (event.type) {
    case 'PartySeated': {
      const { placeText, tableName: _name, ...data } = rest(event);
      return { data, text: placeText ? { placeText } : {} };
    }
    case 'DrinksOrdered': {
      const words = event.lines.flatMap(({ note, allergy }, index) => (note || allergy ? [{ index, note: note ?? '', allergy: allergy ?? '' }] : []));
      return { data: { orderId: event.orderId, again: event.again, lines: event.lines.map(({ itemId, quantity }) => ({ itemId, quantity })) }, text: words.length > 0 ? { words } : {} };
    }
    case 'PartyMoved':
      return { data: { tableId: event.tableId }, text: {} };
    case 'PartyAbsorbed':
      return { data: { from: event.from.id, orders: event.from.orders.map((order) => order.id) }, text: {} };
    default:
      return { data: rest(event), text: {} };
  }
};

export const partyKind: SubjectKind<Party, PartyEvent> = barSubject({
  table: 'bar_parties', evolve: evolveParty, parts: partyParts,
  clocks: (event, after, site) => partyClocks(event, after, partyLimitsOf(site)),
  alerts: (event, after) => [...partyAlerts(event, after), ...partyAlertEnds(event)],
  // A cup seldom crosses a limit, so that a tap seldom asks for this.
  jobs: (event, after) => {
    if (event.type === 'DrinksServed') return watchStock(after.siteId, `${after.id}/${event.at}`, event.low ?? []);
    return event.type === 'StepUndone' && event.last.step === 'serve' ? watchStock(after.siteId, `${after.id}/${event.at}`, after.moves.flatMap((move) => (move.isUndo && move.at === event.at ? [move.itemId] : []))) : [];
  },
  finding: ({ type, row }, now) => ({ type, at: now, by: '', clock: row.clock, round: row.round, dueAt: row.dueAt }),
  columns: (state, next) => {
    const times = timesOf(state);
    return {
      open: isPartyOpen(state.status), table_id: state.tableId ?? null, day: state.day, seated_at: state.seated.at, next_clock: next?.clock ?? null, next_due_at: next?.dueAt ?? null, is_timed: state.isTimed && state.kind !== 'count', is_visit: state.kind !== 'count' && state.status !== 'void' && state.status !== 'merged', guests: state.guests ?? null,
      servings: servingsOf(state), cups: state.cupCount, ask_seconds: times.ask, serve_seconds: times.serve, refill_seconds: times.refill, clear_seconds: times.clear, has_order: times.hasOrder, has_left: state.left !== undefined, refills: state.refills.length,
    };
  },
  more: (before, state, { siteId, subject }) => [
    ...postMovements({ siteId, subject, movements: state.moves.slice(before?.moves.length ?? 0) }),
    ...postServings(siteId, state.servings.slice(before?.servings.length ?? 0)),
  ],
});

export const dayKind: SubjectKind<BarDay, DayEvent> = barSubject({
  table: 'bar_days', evolve: evolveDay,
  parts: (event) => {
    switch (event.type) {
      case 'DayBegun':
        return { data: { day: event.day, opensAt: event.opensAt ?? null }, text: { checks: event.checks } };
      case 'CheckTicked':
        return { data: { phase: event.phase, done: event.done }, text: { check: event.check } };
      case 'BarCounted': {
        const reasons = event.lines.flatMap(({ itemId, reason }) => (reason ? [{ itemId, reason }] : []));
        return { data: { phase: event.phase, lines: event.lines.map(({ reason: _reason, ...line }) => line) }, text: { ...(reasons.length > 0 ? { reasons } : {}), ...(event.shift ? { shift: event.shift } : {}) } };
      }
      default:
        return { data: rest(event), text: {} };
    }
  },
  clocks: (event, after, site) => dayClocks(event, after, site.version),
  alerts: dayAlerts,
  jobs: (event, after) => (event.type === 'BarCounted' ? watchStock(after.siteId, `${after.id}/${event.at}`, event.moves.map((move) => move.itemId)) : []),
  finding: ({ type, row }, now) => ({ type, at: now, by: '', clock: row.clock }),
  columns: (state) => ({ day: state.day, ready_at: state.readyAt ?? null, closed_at: state.closedAt ?? null }),
  more: (before, state, { siteId, subject }) => postMovements({ siteId, subject, movements: state.moves.slice(before?.moves.length ?? 0) }),
});

/** The clock of the next opening; one that is there already stays as it is, unless it fell away because that day was closed. */
export const expectDay = (input: { siteId: string; subject: string; row: ClockRow }): Write => {
  const { text, values } = clocksWrite({ siteId: input.siteId, subject: input.subject, feature: 'beverages', rows: [input.row] });
  return { name: 'bar-day-expect', text: `${text} where clocks.cancelled_at is not null`, values };
};

const lotsOf = (record: BarRecord): Omit<Lot, 'id'>[] => {
  const lines = record.kind === 'requisition' && record.status === 'received' ? (record.received ?? []) : record.kind === 'transfer_in' && record.status === 'posted' ? record.lines : [];
  return lines.flatMap((line) => (line.expiresOn && line.quantity > 0 ? [{ itemId: line.itemId, expiresOn: line.expiresOn, quantity: line.quantity, receivedAt: record.ended?.at ?? record.made.at }] : []));
};

export const recordKind: SubjectKind<BarRecord, RecordEvent> = barSubject({
  table: 'bar_records', evolve: evolveRecord,
  parts: (event) => {
    if (event.type === 'RecordMade') {
      const { note, stocktake, ...record } = event.record;
      const reasons = stocktake?.flatMap(({ itemId, reason }) => (reason ? [{ itemId, reason }] : [])) ?? [];
      return { data: { ...record, ...(stocktake ? { stocktake: stocktake.map(({ reason: _reason, ...line }) => line) } : {}), moves: event.moves }, text: note || reasons.length > 0 ? { note, reasons } : {} };
    }
    const { note, ...data } = rest(event) as Omit<Extract<RecordEvent, { type: 'RecordMoved' }>, 'type' | 'at' | 'by'>;
    return { data, text: note ? { note } : {} };
  },
  jobs: (event, after) => watchStock(after.siteId, `${after.id}/${event.at}`, event.moves.map((move) => move.itemId)),
  columns: (state) => ({ kind: state.kind, status: state.status, open: isRecordOpen(state.status), day: state.day, at: state.made.at }),
  more: (before, state, { siteId, subject }) => {
    const lots = lotsOf(state);
    const reversed = state.status === 'reversed' && before?.status !== 'reversed';
    return [
      ...postMovements({ siteId, subject, movements: state.moves.slice(before?.moves.length ?? 0) }),
      ...(lots.length > 0
        ? [{
            name: 'bar-lots-add',
            text: `insert into bar_lots (site_id, id, item_id, expires_on, quantity, received_at)
             select $1, ($2 || lpad(to_hex(n::int), 12, '0'))::uuid, (l->>'itemId')::uuid, (l->>'expiresOn')::date, (l->>'quantity')::int, (l->>'receivedAt')::timestamptz from jsonb_array_elements($3::jsonb) with ordinality as x (l, n) on conflict do nothing`,
            values: [siteId, subject.slice(0, 24), JSON.stringify(lots)],
          }]
        : []),
      ...(reversed ? [{ name: 'bar-lots-drop', text: `delete from bar_lots where site_id = $1 and id::text like $2`, values: [siteId, `${subject.slice(0, 24)}%`] }] : []),
    ];
  },
});

export const qualityKind: SubjectKind<QualityRecord, QualityEvent> = barSubject({
  table: 'bar_records', evolve: evolveQuality,
  parts: (event) => {
    switch (event.type) {
      case 'ProcedurePublished':
        return { data: { number: event.number, effectiveOn: event.effectiveOn }, text: { text: event.text } };
      case 'QualityChecked':
        return {
          data: { day: event.day, tableId: event.tableId ?? null, onDutyId: event.onDutyId ?? null, lines: event.lines.map(({ key, off, unseen, photos }) => ({ key, off, unseen, photos })), defects: event.defects.map(({ words: _words, ...defect }) => defect) },
          text: { note: event.note, notes: event.lines.flatMap(({ key, note }) => (note ? [{ key, note }] : [])), defects: event.defects.map(({ id, words }) => ({ id, words })) },
        };
      case 'GuestRated': {
        const { comment, ...data } = rest(event);
        return { data, text: comment ? { comment } : {} };
      }
      default:
        return { data: rest(event), text: {} };
    }
  },
  columns: (state) => ({ kind: state.kind, status: isQualityOpen(state) ? 'open' : 'done', open: isQualityOpen(state), day: state.day, at: state.made.at }),
  more: (before, state, { siteId, subject }) => {
    const hashes = before || state.kind !== 'check' ? [] : state.lines.flatMap((line) => line.photos);
    return hashes.length === 0 ? [] : [{ name: 'bar-files-hold', text: 'insert into bar_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing', values: [siteId, subject, [...new Set(hashes)]] }];
  },
});
