import { fromMillis, toMillis, type Instant } from '../../../../platform/core/instant.ts';
import { REASON, zCallEvent, type CallEvent, type Direction, type Disposition } from '../call-event.ts';
import { knownOf, numberOf } from './pbx-event.ts';
import type { CdrField, CdrModel } from './pbx-settings.ts';

/** One line of a call record, its fields as text. */
export type CdrRow = { readonly line: number; readonly fields: Readonly<Partial<Record<CdrField, string>>> };
export type CdrProblem = 'columns-missing' | 'line-not-matched' | 'time-unreadable' | 'no-call-id';
export type CdrCall = {
  readonly callId: string; readonly startedAt: Instant; readonly answeredAt?: Instant; readonly endedAt: Instant;
  readonly direction: Direction; readonly from?: string; readonly name?: string; readonly to?: string; readonly ext?: string; readonly queue?: string;
  readonly ringMs?: number; readonly waitMs?: number; readonly disposition: Disposition; readonly transfers: number;
  /** False where the record has no length: when the call ended is not known. */
  readonly isTimed: boolean;
};

/** A line split into cells, or a whole line for an expression, as fields. */
export const readCdrRow = (model: CdrModel, row: { readonly line: number; readonly cells: readonly string[]; readonly text?: string }, header: readonly string[]): CdrRow | { readonly problem: CdrProblem } => {
  const { line } = model;
  if ('expression' in line) {
    const found = new RegExp(line.expression, 'u').exec((row.text ?? row.cells.join(',')).slice(0, 2000));
    return found ? { line: row.line, fields: Object.fromEntries(Object.entries(found.groups ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value.trim()]]))) } : { problem: 'line-not-matched' };
  }
  const fields: Partial<Record<CdrField, string>> = {};
  let isMissing = false;
  for (const [field, column] of Object.entries(line.columns) as [CdrField, number | string][]) {
    const index = typeof column === 'number' ? column : header.indexOf(column);
    const cell = index < 0 ? undefined : row.cells[index];
    if (cell === undefined) isMissing = true;
    else if (cell.trim() !== '') fields[field] = cell.trim();
  }
  return isMissing ? { problem: 'columns-missing' } : { line: row.line, fields };
};

const WHEN = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))? ?(AM|PM)?$/i;
/** `1/9/2017 16:33:01`, `2026-11-23 09:44:46`, `12/31/26 11:59PM`, in the centre's zone. */
export const readCdrTime = (text: string, dates: CdrModel['dates'], zone: string): Instant | undefined => {
  const found = WHEN.exec(text.trim());
  if (!found) return undefined;
  const [one = 0, two = 0, three = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const [year, month, day] = dates === 'ymd' ? [one, two, three] : dates === 'dmy' ? [three, two, one] : [three, one, two];
  const half = (found[7] ?? '').toUpperCase();
  const hours = half === 'PM' ? (hour % 12) + 12 : half === 'AM' ? hour % 12 : hour;
  try {
    return fromMillis(Temporal.PlainDateTime.from({ year: year < 100 ? 2000 + year : year, month, day, hour: hours, minute, second }, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds);
  } catch {
    return undefined;
  }
};

/** `27`, `00:02:23`, `0'08`, `00:01'30`: seconds. */
export const readCdrSeconds = (text: string | undefined): number | undefined => {
  if (text === undefined || text.trim() === '') return undefined;
  const parts = text.trim().replace(/"$/, '').split(/[:']/).map(Number);
  return parts.length > 3 || parts.some((part) => !Number.isFinite(part) || part < 0) ? undefined : parts.reduce((sum, part) => sum * 60 + part, 0);
};

const APPS_OF_PEOPLE = /^(?:Dial|Queue|AppDial|AppQueue|FollowMe|Pickup)$/i;
const peerOf = (channel: string | undefined): string | undefined => knownOf(channel?.replace(/^[^/]*\//, '').replace(/-[0-9a-f]+$/i, '').replace(/@.*$/, ''));
const isShort = (number: string | undefined): boolean => /^[*#]?\d{1,6}$/.test(number ?? '');
const isLocal = (channel: string | undefined): boolean => channel?.startsWith('Local/') ?? false;

/** Who called whom; some write one column for both and mark the direction. */
const numbersOf = (row: CdrRow): { from: string | undefined; to: string | undefined } => ({ from: row.fields.incoming || row.fields.from, to: row.fields.outgoing ?? row.fields.to });
/** Nothing by which the call could be told from another. */
export const isNameless = (row: CdrRow): boolean => row.fields.callId === undefined && row.fields.ext === undefined && Object.values(numbersOf(row)).every((number) => number === undefined);

/** The name a row's call goes by; the two ends of an Asterisk `Local` channel are one call under the caller's. */
export const cdrKeys = (model: CdrModel, row: CdrRow): { readonly own: string; readonly ends: readonly string[] } => {
  const { callId, channel, peer, bleg, date, time, ext } = row.fields;
  const { from, to } = numbersOf(row);
  const own = callId ?? [date, time, from, to, ext].map((part) => part ?? '').join('|');
  switch (model.style) {
    case 'asterisk':
      return { own, ends: [channel, peer].flatMap((name) => (isLocal(name) ? [(name ?? '').replace(/;[12]$/, '')] : [])) };
    case 'freeswitch':
      // A leg nobody answered names no other leg: what one caller began in one second is one call.
      return { own, ends: [...(bleg === undefined ? [] : [bleg]), `${from ?? ''}|${date ?? ''}`] };
    case 'segments':
    case 'list':
      return { own, ends: [] };
  }
};

const talkOf = (row: CdrRow): number => readCdrSeconds(row.fields.talk) ?? 0;
const clidName = (clid: string | undefined): string | undefined => knownOf(/^"*([^"<]*?)"* *(?:<|$)/.exec(clid ?? '')?.[1]);

const directionOf = (row: CdrRow): Direction => {
  const { direction, context, channel, incoming, outgoing } = row.fields;
  const { from, to } = numbersOf(row);
  if (incoming !== undefined) return 'inbound';
  if (outgoing !== undefined) return isShort(outgoing) ? 'internal' : 'outbound';
  if (direction !== undefined) return /^(?:i|in|inbound|incoming|呼入)$/i.test(direction) ? 'inbound' : /^(?:o|out|outbound|outgoing|呼出)$/i.test(direction) ? 'outbound' : 'internal';
  if (/^(?:from-trunk|from-pstn|from-did|ext-did)/i.test(context ?? '') || /trunk|dahdi/i.test(channel ?? '')) return 'inbound';
  if (!isShort(from)) return 'inbound';
  return isShort(to) || !/^\+?\d{7,}$/.test(to ?? '') ? 'internal' : 'outbound';
};

/** Lines of one call as one call. Undefined where no line has a time that can be read. */
export const groupToCall = (model: CdrModel, rows: readonly CdrRow[], zone: string, extensions: Readonly<Record<string, string>> = {}): CdrCall | undefined => {
  const timed = rows.flatMap((row) => {
    const when = [row.fields.date, row.fields.time].filter((part) => part !== undefined).join(' ');
    const at = readCdrTime(when, model.dates, zone);
    if (at === undefined) return [];
    const length = readCdrSeconds(row.fields.duration) ?? (readCdrSeconds(row.fields.ring) ?? 0) + (readCdrSeconds(row.fields.wait) ?? 0) + talkOf(row);
    const startedAt = model.timeIs === 'end' ? fromMillis(toMillis(at) - length * 1000) : at;
    const isTimed = [row.fields.duration, row.fields.ring, row.fields.wait, row.fields.talk].some((part) => part !== undefined);
    return [{ row, startedAt, endedAt: fromMillis(toMillis(startedAt) + length * 1000), isTimed }];
  }).sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.row.line - b.row.line));
  // The caller's own line: not the inside of the PBX, and where legs are told apart the one that dialled the number.
  const first = (model.style === 'freeswitch' ? (timed.find(({ row }) => row.fields.bleg !== undefined) ?? timed.find(({ row }) => !isShort(row.fields.to) && /^\+?\d+$/.test(row.fields.to ?? ''))) : timed.find(({ row }) => !isLocal(row.fields.channel))) ?? timed[0];
  if (!first) return undefined;
  const endedAt = timed.reduce((last, one) => (one.endedAt > last ? one.endedAt : last), first.endedAt);
  const isPersons = ({ row }: { row: CdrRow }): boolean => {
    const { disposition = '', app, peer, answered } = row.fields;
    switch (model.style) {
      // A person's answer: the PBX answers voice mail, menus and codes by itself.
      case 'asterisk':
        return /^ANSWERED$/i.test(disposition) && APPS_OF_PEOPLE.test(app ?? '') && peer !== undefined && !isLocal(peer) && talkOf(row) > 0;
      case 'freeswitch':
        return answered !== undefined && (row !== first.row || timed.length === 1);
      case 'segments':
        return talkOf(row) > 0;
      case 'list':
        return /^(?:y|yes|true|1|answered|是|已接)$/i.test(answered ?? disposition);
    }
  };
  const persons = timed.filter(isPersons);
  const answer = persons[0];
  const answeredAt = answer && answerTime(model, answer, zone);
  const ringing = timed.flatMap(({ row }) => readCdrSeconds(row.fields.ring) ?? []);
  const waiting = timed.flatMap(({ row }) => readCdrSeconds(row.fields.wait) ?? []);
  const { clid, callId, queue } = first.row.fields;
  const { from, to } = numbersOf(first.row);
  const number = numberOf(from);
  const name = clidName(clid);
  const peer = answer?.row.fields.ext ?? (model.style === 'freeswitch' ? answer?.row.fields.to : peerOf(answer?.row.fields.peer));
  const statuses = timed.map(({ row }) => (row.fields.disposition ?? '').toUpperCase());
  return {
    callId: callId ?? cdrKeys(model, first.row).own,
    startedAt: first.startedAt, endedAt, ...(answeredAt === undefined ? {} : { answeredAt }), direction: directionOf(first.row),
    ...(number === undefined ? {} : { from: number }), ...(name && name !== number ? { name } : {}), ...(to === undefined ? {} : { to }), ...(queue === undefined ? {} : { queue }),
    ...(peer === undefined ? {} : { ext: extensions[peer] ?? peer }),
    ...(ringing[0] === undefined ? {} : { ringMs: ringing[0] * 1000 }), ...(waiting[0] === undefined ? {} : { waitMs: waiting[0] * 1000 }),
    disposition: answer ? 'answered' : statuses.includes('BUSY') || statuses.includes('USER_BUSY') ? 'busy' : 'unanswered',
    transfers: Math.max(0, new Set(persons.map(({ row }) => row.fields.ext ?? row.fields.peer ?? row.fields.to)).size - 1),
    isTimed: timed.some((one) => one.isTimed),
  };
};

const answerTime = (model: CdrModel, one: { row: CdrRow; startedAt: Instant; endedAt: Instant }, zone: string): Instant => {
  const { answered, wait, ring } = one.row.fields;
  const written = answered === undefined ? undefined : readCdrTime(answered, model.dates, zone);
  if (written !== undefined) return written;
  const seconds = readCdrSeconds(wait) ?? readCdrSeconds(ring);
  return seconds === undefined ? fromMillis(toMillis(one.endedAt) - talkOf(one.row) * 1000) : fromMillis(toMillis(one.startedAt) + seconds * 1000);
};

/** A finished call as the events it must have had: the same rows, the same events, however often they are read. */
export const callEvents = (call: CdrCall, to: { readonly source: string; readonly receivedAt: Instant }): CallEvent[] => {
  const base = { v: 1 as const, source: to.source, callId: call.callId.slice(0, 160), atBasis: 'pbx' as const, receivedAt: to.receivedAt, direction: call.direction };
  const ext = call.ext === undefined ? {} : { ext: call.ext.slice(0, 60) };
  const from = { ...(call.from ? { raw: call.from.slice(0, 80) } : {}), ...(call.name ? { name: call.name.slice(0, 120) } : {}) };
  const events = [
    { ...base, eventId: `${base.callId}:cdr:offered`, kind: 'offered', at: call.startedAt, ...(Object.keys(from).length > 0 ? { from } : {}), ...(call.to ? { to: { raw: call.to.slice(0, 80) } } : {}), ...(call.queue ? { queue: call.queue.slice(0, 80) } : {}) },
    ...(call.answeredAt === undefined ? [] : [{ ...base, eventId: `${base.callId}:cdr:answered`, kind: 'answered', at: call.answeredAt, ...ext, ...(call.direction === 'outbound' ? { trunk: true } : {}) }]),
    { ...base, eventId: `${base.callId}:cdr:ended`, kind: 'ended', at: call.endedAt, disposition: call.disposition, ...(call.isTimed ? {} : { reason: REASON.snapshot }), ...(call.ringMs === undefined ? {} : { ringMs: call.ringMs }), ...(call.waitMs === undefined ? {} : { waitMs: call.waitMs }) },
  ];
  return events.flatMap((event) => {
    const parsed = zCallEvent.safeParse(event);
    return parsed.success ? [parsed.data] : [];
  });
};
