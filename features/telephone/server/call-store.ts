import type { ClockFinding } from '../../../platform/server/clock-store.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Write } from '../../../platform/server/database.ts';
import type { JournalEntry, JournalHead } from '../../../platform/server/journal.ts';
import { lookWrites } from '../../../platform/server/looks.ts';
import { useSheet } from '../../../platform/server/pads.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { callClocks, HOLD_CLOCK, LOG_CLOCK } from '../core/call-clocks.ts';
import { heldMs, isLive, startOf, isLostInTransfer, isMissed, numberOf } from '../core/call-reading.ts';
import { callAlerts } from '../core/telephone-alerts.ts';
import { scanWrites } from './paper-scans.ts';
import { evolveRecord, type CallRecord, type CallRecordEvent } from '../core/call-record.ts';

export const AFTER_CALL = 'telephone-after-call';

export type Loaded<S> = { state: S; version: number; last_hash: Buffer };
export const headOf = (row: Loaded<unknown>): JournalHead => ({ version: row.version, lastHash: row.last_hash });

const entryOf = (event: CallRecordEvent): Pick<JournalEntry, 'data' | 'text'> => {
  switch (event.type) {
    case 'CallHappened': {
      const { kind, source, at, atBasis, direction, how, disposition, ringsDeclared, ringMs, waitMs, target, reason } = event.event;
      // Numbers and names of callers stand in no journal; whom we put them through to is a word of ours.
      return { data: { kind, source, at, atBasis, direction, how, disposition, ringsDeclared, ringMs, waitMs, told: event.told, targetId: event.targetId }, text: { ...(target ? { target } : {}), ...(reason ? { reason } : {}) } };
    }
    case 'CallLogged':
    case 'CallAmended': {
      const { purpose, identity, late, nameDeclined, saidTaitai, number: _number, ...words } = event.sheet;
      return { data: { purpose, identity, late, nameDeclined, saidTaitai, ...(event.type === 'CallLogged' ? { hungUpBy: event.hungUpBy } : {}) }, text: Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) };
    }
    case 'CallKeyedIn': {
      const { writtenBy, keyedBy: _by, ...paper } = event.paper;
      return { data: paper, text: { writtenBy } };
    }
    case 'CallMerged':
      return { data: { into: event.into }, text: {} };
    case 'CallJoined':
      return { data: { part: event.part.id }, text: {} };
    case 'CallParted':
      return { data: { part: event.partId }, text: {} };
    case 'CallLinked':
      return { data: { link: event.link }, text: {} };
    case 'CallChecked':
      return { data: { answers: event.answers }, text: event.note ? { note: event.note } : {} };
    default:
      return { data: {}, text: {} };
  }
};

const finding = ({ type, row }: ClockFinding, at: string): CallRecordEvent =>
  row.clock === LOG_CLOCK ? { type: 'LogLate', at } : row.clock === HOLD_CLOCK ? (type === 'DeadlineWarned' ? { type: 'HoldNoticed', at } : { type: 'HoldLong', at }) : { type: 'TransferUnanswered', at };

const rowWrite = (siteId: string, subject: string, state: CallRecord, head: JournalHead): Write => {
  const { card, sheet } = state;
  // A part of another call is counted, shown and logged there; a card taken back was no call.
  const isPart = state.mergedInto !== undefined || state.withdrawnAt !== undefined;
  return {
    name: 'call-save',
    text: `insert into calls (site_id, id, version, last_hash, source, source_call_id, direction, agent_id, live, missed, started_at, answered_at, ended_at, logged_at, disposition, number, purpose, rings_declared, rings_measured,
         ring_ms, wait_ms, held_ms, holds_long, transfers, lost_transfers, late, hung_up_by, state, paper_number)
       values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, direction = excluded.direction, agent_id = excluded.agent_id, live = excluded.live, missed = excluded.missed, started_at = excluded.started_at,
         answered_at = excluded.answered_at, ended_at = excluded.ended_at, logged_at = excluded.logged_at, disposition = excluded.disposition, number = excluded.number, purpose = excluded.purpose, rings_declared = excluded.rings_declared,
         rings_measured = excluded.rings_measured, ring_ms = excluded.ring_ms, wait_ms = excluded.wait_ms, held_ms = excluded.held_ms, holds_long = excluded.holds_long, transfers = excluded.transfers, lost_transfers = excluded.lost_transfers,
         late = excluded.late, hung_up_by = excluded.hung_up_by, state = excluded.state, paper_number = excluded.paper_number`,
    values: [
      siteId, subject, head.version, head.lastHash, state.source, card.callId, isPart ? 'internal' : card.direction, state.agentId ?? null, isLive(card) && !isPart, (isMissed(card) || isLostInTransfer(card)) && !isPart, startOf(card), isPart ? null : (card.answeredAt ?? null), card.endedAt ?? state.withdrawnAt ?? null, state.loggedAt ?? null,
      card.disposition ?? null, numberOf(state) ?? null, sheet.purpose ?? null, card.ringsDeclared ?? null, card.ringsMeasured ?? null, card.ringMs ?? null, card.waitMs ?? null, isPart ? 0 : heldMs(card), isPart ? 0 : state.holdsLong, isPart ? 0 : card.transfers.length,
      isPart ? 0 : card.transfers.filter((transfer) => transfer.outcome === 'lost').length, sheet.late ?? null, isPart ? null : state.hungUpBy ?? (card.hungUpBy === 'desk' ? 'agent' : card.hungUpBy) ?? null, JSON.stringify(state), state.paper?.number ?? null,
    ],
  };
};

/** Of the checks only those that are new; one line an item. */
const checkWrites = (siteId: string, subject: string, before: CallRecord | undefined, state: CallRecord): Write[] => {
  const known = before?.checks.length ?? 0;
  const rows = state.checks.slice(known).flatMap((check, index) => Object.entries(check.answers).map(([item, answer]) => ({ nth: known + index + 1, item, answer, at: check.at })));
  return rows.length === 0 ? [] : [{
    name: 'call-checks',
    text: `insert into call_checks (site_id, call_id, nth, item, answer, agent_id, at) select $1, $2, (c->>'nth')::int, c->>'item', c->>'answer', $3::uuid, (c->>'at')::timestamptz from jsonb_array_elements($4::jsonb) c`,
    values: [siteId, subject, state.agentId ?? null, JSON.stringify(rows)],
  }];
};

const OF_WHOLE = 'select from call_drafts o where o.site_id = $1 and o.call_id = $3 and o.person_id = d.person_id';

export const callKind: SubjectKind<CallRecord, CallRecordEvent> = {
  feature: 'telephone',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<CallRecord>>('select state, version, last_hash from calls where site_id = $1 and id = $2 for update', [siteId, subject], 'call-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveRecord,
  journal: (event) => ({ event: event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.type === 'CallHappened' ? event.recordedAt : event.at }),
  alerts: callAlerts,
  clocks: (event, after, site) => callClocks(event, after, parameterValues(site.parameters), site.version),
  finding,
  // What an ended or logged call leaves behind: a missed number, a closed one, somebody to know again.
  jobs: (event, after) =>
    (event.type === 'CallHappened' && !isLive(after.card)) || event.type === 'CallLogged' ? [{ name: AFTER_CALL, payload: { siteId: after.siteId, callId: after.id }, key: `${after.siteId}/${after.id}` }] : [],
  number: async (trx, siteId, events) => {
    const happened = events.flatMap((event) => (event.type === 'CallHappened' ? [{ ...event.event, subject: event.subject }] : []));
    if (happened.length > 0)
      await trx.query(
        `insert into call_events (site_id, source, event_id, call_id, at, received_at, event)
         select $1, e->>'source', e->>'eventId', (e->>'subject')::uuid, (e->>'at')::timestamptz, (e->>'receivedAt')::timestamptz, e - 'subject' from jsonb_array_elements($2::jsonb) e on conflict do nothing`,
        [siteId, JSON.stringify(happened)],
        'call-events-keep',
      );
    return events;
  },
  save: (_trx, { siteId, subject, before, state, head, events }) => [
    rowWrite(siteId, subject, state, head),
    ...(state.paper && !before?.paper ? [useSheet(siteId, state.paper.number, state.paper.keyedAt), ...scanWrites({ siteId, subject, since: startOf(state.card), scans: state.paper.scans })] : []),
    ...lookWrites(events, 'NumberShown', ({ at, by }) => ({ siteId, subject, at, personId: by, what: 'number', kind: 'call', label: startOf(state.card) })),
    ...checkWrites(siteId, subject, before, state),
    // What was being written of a part is written of the whole; where that has begun already, there.
    ...(state.mergedInto && !before?.mergedInto ? [
      { name: 'call-draft-drop-part', text: `delete from call_drafts d where site_id = $1 and call_id = $2 and exists (${OF_WHOLE})`, values: [siteId, subject, state.mergedInto] },
      { name: 'call-draft-move', text: `update call_drafts d set call_id = $3 where site_id = $1 and call_id = $2 and not exists (${OF_WHOLE})`, values: [siteId, subject, state.mergedInto] },
    ] : []),
    ...((state.loggedAt && !before?.loggedAt) || (state.withdrawnAt && !before?.withdrawnAt) ? [{ name: 'call-draft-drop', text: 'delete from call_drafts where site_id = $1 and call_id = $2', values: [siteId, subject] }] : []),
  ],
};
