import { asDialled, readNumber } from '../../../platform/core/phone-number.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Query, Transaction, Write } from '../../../platform/server/database.ts';
import type { JournalHead } from '../../../platform/server/journal.ts';
import { useSheet } from '../../../platform/server/pads.ts';
import { erasureWrite, keepingWrite } from '../../../platform/server/retention.ts';
import { repairAlerts } from '../core/repair-alerts.ts';
import { clockChanges } from '../core/repair-deadlines.ts';
import { ERASABLE, keptSince, type Erasable } from '../core/repair-erasure.ts';
import { evolve, fromLogged } from '../core/repair-evolve.ts';
import { eventName, journalParts, type RepairEvent } from '../core/repair-events.ts';
import { isOpen, owesFollowUp, type RepairOrder } from '../core/repair-order.ts';
import { limitsOf } from './repair-limits.ts';
import { repairReactions } from './repair-reactions.ts';
import { gramsOf, questionOf, wordsOf } from '../../../platform/server/text-search.ts';

/** Takes the next numbers of a series of a centre and answers the last: without gaps, since it commits or rolls back with the rest. */
export const takeNumbers = async (trx: Transaction, siteId: string, series: string, count = 1): Promise<number> => {
  const rows = await trx.query<{ value: number }>(
    `insert into counters values ($1, $2, $3) on conflict (site_id, series) do update set value = counters.value + $3 returning value`,
    [siteId, series, count],
    'counter-next',
  );
  return rows[0]?.value ?? count;
};

/** `2611-0147`: year and month of the centre's own calendar, then a serial that starts anew each month. */
export const formatNumber = (month: string, serial: number): string => `${month}-${String(serial).padStart(4, '0')}`;
export const monthOf = (instant: string, zone: string): string => localDate(instant, zone).slice(2, 7).replace('-', '');

type Loaded = { state: RepairOrder; version: number; last_hash: Buffer };

export const loadOrder = async (query: Query, siteId: string, id: string, lock: boolean): Promise<{ state: RepairOrder; head: JournalHead } | undefined> => {
  const rows = await query<Loaded>(
    `select state, version, last_hash from repairs where site_id = $1 and id = $2${lock ? ' for update' : ''}`,
    [siteId, id],
    lock ? 'repair-lock' : 'repair-load',
  );
  const row = rows[0];
  return row ? { state: row.state, head: { version: row.version, lastHash: row.last_hash } } : undefined;
};

/**
 * What an order is found by is what everybody who sees it may read: no notes (M-40), and of the reporter's number the last
 * four digits, so that nobody guesses their way to the whole.
 */
export const searchTexts = (order: RepairOrder): string[] =>
  [order.logNumber, order.orderNumber, order.placeText, order.item, order.reporterName, order.reporterPhone?.normalize('NFKC').replace(/\D/g, '').slice(-4), order.department, order.actualFault, order.workDone, order.causeText].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );

/** A whole number, however it was written. */
export const wholeNumber = (phone: string | undefined): string | undefined => {
  const { key } = readNumber(phone ?? '');
  return key && key.length > 4 ? asDialled(key) : undefined;
};

/** For those who may read numbers: an order by the whole one. Its grams are in the index, its digits are not among the words. */
export const numberQuestion = (siteId: string, number: string): { grams: number[]; pattern: string } => ({ grams: questionOf(siteId, number).grams, pattern: `%${number.slice(-4)}%` });

export const saveOrder = (
  input: { order: RepairOrder; head: JournalHead; next?: { clock: string; dueAt: string } | undefined; isFoundAnew: boolean; importedFrom?: string },
): Write[] => {
  const { order, head, next } = input;
  const deskCopy = order.copies.desk ? (order.copies.desk.lossApproved ? 'returned' : order.copies.desk.custody) : null;
  const followUpOpen = owesFollowUp(order);
  const signedOffAt = (order.marks['sign'] ?? order.marks['noSignature'])?.at ?? null;
  const row: Write = {
    name: 'repair-save',
    text: `insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, order_number, place_id, technician_id, intake_by, type_id, urgent,
                          received_at, next_due_at, next_clock, signed_off_at, closed_at, desk_copy, follow_up_open, imported_from, state, repeat_open)
     values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24)
     on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, open = excluded.open,
       order_number = excluded.order_number, place_id = excluded.place_id, technician_id = excluded.technician_id, type_id = excluded.type_id, urgent = excluded.urgent,
       next_due_at = excluded.next_due_at, next_clock = excluded.next_clock, signed_off_at = excluded.signed_off_at, closed_at = excluded.closed_at,
       desk_copy = excluded.desk_copy, follow_up_open = excluded.follow_up_open, state = excluded.state, repeat_open = excluded.repeat_open`,
    values: [
      order.siteId, order.id, head.version, head.lastHash, order.kind, order.status, isOpen(order.status), order.logNumber, order.orderNumber ?? null, order.placeId ?? null,
      order.technicianId ?? null, order.intakeBy || null, order.typeId ?? null, order.urgent, order.receivedAt, next?.dueAt ?? null, next?.clock ?? null, signedOffAt,
      order.closedAt ?? null, deskCopy, followUpOpen, input.importedFrom ?? null, JSON.stringify(order),
      order.repeatOf !== undefined && !order.repeatReviewed && order.status !== 'cancelled',
    ],
  };
  if (!input.isFoundAnew) return [row];
  const texts = searchTexts(order);
  const number = wholeNumber(order.reporterPhone);
  const search: Write = {
    name: 'repair-search-save',
    text: `insert into repair_search values ($1, $2, $3, $4, $5)
     on conflict (site_id, repair_id) do update set grams = excluded.grams, words = excluded.words`,
    values: [order.siteId, order.id, order.receivedAt, gramsOf(order.siteId, number ? [...texts, number] : texts), wordsOf(texts)],
  };
  return [row, search];
};

const filesOf = (order: RepairOrder): string[] => [...order.photos.map((photo) => photo.hash), ...[order.acceptSignature, order.signatureFile].filter((hash) => hash !== undefined)];

/** Whoever sees the order may see its files. */
const holdFiles = (order: RepairOrder, hashes: readonly string[]): Write => ({
  name: 'repair-files-hold',
  text: 'insert into repair_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing',
  values: [order.siteId, order.id, [...hashes]],
});

/** What is erased under which rule of retention. */
export const RULES: Readonly<Record<Erasable, string>> = { people: 'repairs', pictures: 'repair-photos' };

/** What becomes of names and pictures: since when they are only kept; and once erased, the journal's words with them. */
const keepWrites = (before: RepairOrder | undefined, order: RepairOrder, events: readonly RepairEvent[]): Write[] => {
  const { siteId, id: subject } = order;
  const gone = events.filter((event) => event.type === 'PersonalErased');
  return [
    ...ERASABLE.flatMap((what) => keepingWrite(RULES[what], { siteId, subject, before: before && keptSince(before, what), since: keptSince(order, what) })),
    ...gone.map(({ at, what }) => erasureWrite({ siteId, at, rule: RULES[what], why: 'retention', records: [order.orderNumber ?? order.logNumber] })),
    ...(gone.some((event) => event.what === 'people') ? [{ name: 'repair-words-drop', text: 'delete from journal_texts where site_id = $1 and subject = $2', values: [siteId, subject] }] : []),
  ];
};

/** How the runner deals with repairs. */
export const repairKind: SubjectKind<RepairOrder, RepairEvent> = {
  feature: 'repairs',
  load: (trx, siteId, id) => loadOrder(trx.query, siteId, id, true),
  evolve: (order, event, { siteId, subject }) => {
    if (event.type === 'RepairLogged') return fromLogged(event, { id: subject, siteId });
    if (!order) throw new Error('An order begins with RepairLogged.');
    return evolve(order, event);
  },
  journal: (event) => ({ event: eventName(event), ...journalParts(event), occurredAt: event.at, recordedAt: event.recordedAt }),
  clocks: (event, after, site) => clockChanges(event, after, limitsOf(site)),
  finding: (finding, now) => ({
    type: finding.type,
    at: now,
    recordedAt: now,
    by: '',
    clock: finding.row.clock,
    round: finding.row.round,
    clause: finding.row.rule.clause,
    dueAt: finding.row.dueAt,
  }),
  jobs: repairReactions,
  alerts: (event, after, site) => repairAlerts(event, after, limitsOf(site).minutes),
  reserve: async (trx, siteId, now) => {
    const rows = await trx.query<{ series: string; value: number }>(
      `insert into counters select id, 'log-' || to_char($2::timestamptz at time zone zone, 'YYMM'), 1 from sites where id = $1
       on conflict (site_id, series) do update set value = counters.value + 1 returning series, value`,
      [siteId, now],
      'counter-reserve',
    );
    return rows[0] ? formatNumber(`B${rows[0].series.slice(4)}`, rows[0].value) : '';
  },
  number: async (trx, siteId, events, site, reserved) => {
    const numbered: RepairEvent[] = [];
    const logged = events.find((event) => event.type === 'RepairLogged');
    for (const event of events) {
      if (event.type === 'RepairLogged') {
        const month = monthOf(event.recordedAt, site.zone);
        numbered.push({ ...event, logNumber: reserved ?? formatNumber(`B${month}`, await takeNumbers(trx, siteId, `log-${month}`)) });
      } else if (event.type === 'StepTaken' && event.step.step === 'issue') {
        const month = monthOf(event.recordedAt, site.zone);
        numbered.push({ ...event, orderNumber: logged?.padNumber ?? formatNumber(month, await takeNumbers(trx, siteId, `order-${month}`)) });
      } else numbered.push(event);
    }
    return numbered;
  },
  save: (_trx, { before, state, head, next, events }) => {
    const isFoundAnew = !before || before.reporterPhone !== state.reporterPhone || wordsOf(searchTexts(state)) !== wordsOf(searchTexts(before));
    const held = new Set(before ? filesOf(before) : []);
    const files = filesOf(state).filter((hash) => !held.has(hash));
    const sheet = !before && state.padNumber ? [useSheet(state.siteId, state.padNumber, state.recordedAt)] : [];
    return [...sheet, ...saveOrder({ order: state, head, next, isFoundAnew }), ...(files.length > 0 ? [holdFiles(state, files)] : []), ...keepWrites(before, state, events)];
  },
};
