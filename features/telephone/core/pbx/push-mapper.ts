import { fromMillis, toMillis, type Instant } from '../../../../platform/core/instant.ts';
import { zCallEvent, type CallEvent, type CallKind, type Direction, type Disposition } from '../call-event.ts';
import type { Skew } from './clock-skew.ts';
import { createTeller, knownOf, numberOf } from './pbx-event.ts';
import type { FieldPath, PushField, PushMapping } from './pbx-settings.ts';

/** Records of one message beyond this are a fault of the sender. */
export const MOST_RECORDS = 500;
const LONGEST_VALUE = 500;

/** What stands at a dotted path; numbers step into lists. Own properties only: a message must not reach into the language. */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, step) => (step === '$' ? at : typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : undefined), value);

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim().slice(0, LONGEST_VALUE);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

/** The value of one field of the mapping; several paths are joined by `:` as far as they are there. */
const readField = (record: unknown, field: FieldPath | undefined): string | undefined => {
  if (field === undefined) return undefined;
  const { path, match } = typeof field === 'string' ? { path: field, match: undefined } : field;
  const found = (typeof path === 'string' ? [path] : path).flatMap((one) => textOf(valueAt(record, one)) ?? []).join(':');
  if (found === '') return undefined;
  if (match === undefined) return found;
  const matched = new RegExp(match, 'u').exec(found);
  return matched ? textOf(matched[1] ?? matched[0]) : undefined;
};

/** `failed:487:caller cancelled`, else `failed:487`, else `failed`. */
const kindOf = (said: string, mapping: PushMapping): string | undefined => {
  for (let name = said; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf(':')))) if (Object.hasOwn(mapping.kinds, name)) return mapping.kinds[name];
  return undefined;
};

/** The records of a message: a list, a list at a path, or the message itself. */
export const recordsOf = (body: unknown, mapping: PushMapping): readonly unknown[] => {
  const found = mapping.records === '' ? body : valueAt(body, mapping.records);
  if (Array.isArray(found)) return found.slice(0, MOST_RECORDS);
  return found === undefined || found === null ? [] : [found];
};

const LOCAL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?/;
/** The time as the vendor writes it; undefined where it cannot be read. */
export const readPushTime = (text: string, how: PushMapping['time'], zone: string): Instant | undefined => {
  const millis = (value: number): Instant | undefined => (Number.isFinite(value) && value > 946_684_800_000 && value < 4_102_444_800_000 ? fromMillis(Math.round(value)) : undefined);
  switch (how) {
    case 'seconds':
      return millis(Number(text) * 1000);
    case 'milliseconds':
      return millis(Number(text));
    case 'iso':
      return /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? millis(toMillis(text)) : undefined;
    case 'local': {
      const found = LOCAL.exec(text);
      if (!found) return undefined;
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
      const thousandth = Number((found[7] ?? '').padEnd(3, '0') || 0);
      if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
      try {
        return millis(Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond: thousandth }, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds);
      } catch {
        return undefined;
      }
    }
    case 'none':
      return undefined;
  }
};

export type PushResult = { readonly events: readonly CallEvent[]; /** Records without an id, or that make no event. */ readonly refused: number; /** Records of kinds the mapping does not name. */ readonly ignored: number };

/**
 * A vendor's message as neutral events, by configuration. Each record stands for itself: messages are repeated, come
 * in the wrong order and get lost, and the card makes of them what there is.
 */
export const mapPush = (
  body: unknown,
  input: { readonly source: string; readonly mapping: PushMapping; readonly zone: string; readonly receivedAt: Instant; readonly skew: Skew; /** A name for a record that brings none: the same record, the same name. */ idOf(record: unknown): string },
): PushResult => {
  const { mapping, receivedAt } = input;
  const teller = createTeller(input.source);
  const events: CallEvent[] = [];
  let [refused, ignored] = [0, 0];
  for (const record of recordsOf(body, mapping)) {
    const read = (field: PushField): string | undefined => readField(record, mapping.fields[field]);
    const said = read('kind');
    const kindText = said === undefined ? undefined : kindOf(said, mapping);
    const callId = read('callId')?.slice(0, 160);
    if (said !== undefined && kindText === undefined) {
      ignored += 1;
      continue;
    }
    if (kindText === undefined || callId === undefined) {
      refused += 1;
      continue;
    }
    const [kind, disposition] = kindText.split(':') as [CallKind, Disposition | undefined];
    const written = read('at');
    const pbxAt = written === undefined ? undefined : readPushTime(written, mapping.time, input.zone);
    if (pbxAt !== undefined) input.skew.observe(pbxAt, receivedAt);
    const direction: Direction = mapping.directions[read('direction') ?? ''] ?? mapping.direction;
    const [ext, number, name, called, how] = [read('ext'), numberOf(read('from')), knownOf(read('name')), read('to'), read('how')];
    const duration = (field: 'ringSeconds' | 'waitSeconds'): number | undefined => {
      const value = Number(read(field) ?? Number.NaN);
      return Number.isFinite(value) && value >= 0 && value <= 86_400 ? Math.round(value * 1000) : undefined;
    };
    const trunk = /^(?:true|1|yes|y|trunk|external)$/i.test(read('trunk') ?? '');
    const event = teller.tell(
      {
        kind, callId, direction, eventId: `${callId}:${(read('eventId') ?? input.idOf(record)).slice(0, 120)}`,
        ...(read('legId') === undefined ? {} : { legId: read('legId')?.slice(0, 160) }), ...(ext === undefined ? {} : { ext }), ...(trunk ? { trunk: true } : {}),
        ...(number || name ? { from: { ...(number ? { raw: number } : {}), ...(name ? { name } : {}) } } : {}), ...(called === undefined ? {} : { to: { raw: called } }),
        queue: read('queue'), cause: read('cause'), target: read('target'), ...(how === 'blind' || how === 'attended' ? { how } : {}),
        ringMs: duration('ringSeconds'), waitMs: duration('waitSeconds'),
        ...(kind === 'ended' && disposition !== undefined ? { disposition } : {}),
      },
      { at: pbxAt === undefined ? receivedAt : input.skew.correct(callId, pbxAt), basis: pbxAt === undefined ? 'received' : 'pbx', receivedAt },
    );
    if (event && zCallEvent.safeParse(event).success) events.push(event);
    else refused += 1;
  }
  return { events, refused, ignored };
};
