import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt } from '../../../platform/core/working-calendar.ts';
import { checkOf, PAD_STATES, statesOf, type Pad, type PadKind, type PadState } from '../../../platform/core/pad.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { PAD_SHEET, unusable, type PadEntry, type PadSheet, type PadSource } from '../../../platform/server/pads.ts';
import type { PadNumber, PadView } from '../core/pad-contract.ts';

export const findSheetBy = async (reader: Reader, siteId: string, by: { number: string } | { subject: string }): Promise<Refusal | { number: string; check: string; kind: PadKind; subjectId: string; printedAt: string }> => {
  const [sheet] = await reader.query<PadSheet>(`${PAD_SHEET} ${'number' in by ? 'n.number' : 'n.repair_id'} = $2`, [siteId, 'number' in by ? by.number : by.subject]);
  const wrong = unusable(sheet, 'number' in by ? by.number : '');
  if (wrong || !sheet) return wrong ?? refuse('pad-unknown');
  return { number: sheet.number, check: checkOf(siteId, sheet.number), kind: sheet.kind, subjectId: sheet.subject_id, printedAt: sheet.pad.at };
};

type Line = { batch_id: string; number: string; used_at: string | null; subject_id: string };

const toLine = (line: Line, state: PadState, entry: PadEntry | undefined, reason: string | undefined): PadNumber => ({
  number: line.number, state, subjectId: line.used_at ? line.subject_id : null, place: entry?.place ?? null, item: entry?.item ?? null, receivedAt: entry?.at ?? null,
  keyedAt: line.used_at, keyedBy: entry?.keyedBy ?? null, writtenBy: entry?.writtenBy ?? null, disorder: [...(entry?.disorder ?? [])], hasScan: entry?.hasScan ?? false, reason: reason ?? null,
});

/** Pads with what became of each sheet. */
const viewPads = async (reader: Reader, sources: readonly PadSource[], siteId: string, pads: readonly { state: Pad; printed_by: string | null }[]): Promise<PadView[]> => {
  if (pads.length === 0) return [];
  const lines = await reader.query<Line>('select batch_id, number, used_at, repair_id as subject_id from pad_numbers where site_id = $1 and batch_id = any ($2) order by number', [siteId, pads.map((pad) => pad.state.id)]);
  const used = lines.filter((line) => line.used_at).map((line) => line.subject_id);
  const entries = new Map((used.length === 0 ? [] : await Promise.all(sources.map((source) => source.entries(reader, siteId, used)))).flatMap((found) => [...found]));
  return pads.map(({ state: pad, printed_by }) => {
    const own = new Map(lines.filter((line) => line.batch_id === pad.id).map((line) => [line.number, line]));
    const states = statesOf(pad, new Map([...own].map(([number, line]) => [number, { usedAt: line.used_at }])));
    return {
      id: pad.id, kind: pad.kind, printedAt: pad.at, printedBy: printed_by,
      numbers: pad.numbers.flatMap((number) => {
        const line = own.get(number);
        return line ? [toLine(line, states.get(number) ?? 'open', line.used_at ? entries.get(line.subject_id) : undefined, pad.voided[number]?.reason)] : [];
      }),
    };
  });
};

const PADS = 'select b.state, p.name as printed_by from pad_batches b left join people p on p.id = (b.state->>\'by\')::uuid where b.site_id = $1 and';

export const readPad = async (reader: Reader, sources: readonly PadSource[], siteId: string, id: string): Promise<PadView | undefined> =>
  (await viewPads(reader, sources, siteId, await reader.query(`${PADS} b.id = $2`, [siteId, id])))[0];

export const lastPads = async (reader: Reader, sources: readonly PadSource[], siteId: string, limit: number): Promise<PadView[]> =>
  viewPads(reader, sources, siteId, await reader.query(`${PADS} true order by b.printed_at desc, b.id desc limit $2`, [siteId, limit]));

/**
 * A day's numbers. Of the system's: those of orders received that day, and each number between the first and the last of
 * them, whatever it turns out to be. Of the pads: all sheets of a pad printed that day, or used or voided for that day.
 */
export const readPadDay = async (reader: Reader, sources: readonly PadSource[], input: { siteId: string; day: string; zone: string }) => {
  const { siteId, day, zone } = input;
  const [from, to] = [instantAt(zone, day, '00:00'), instantAt(zone, addDays(day, 1), '00:00')];
  const used = (await Promise.all(sources.map((source) => source.between(reader, siteId, from, to)))).flat();
  const [[system], unknown, batches] = await Promise.all([
    reader.query<{ first: string | null; last: string | null; used: number }>(
      `select min(order_number) as first, max(order_number) as last, count(*) as used from repairs
        where site_id = $1 and received_at >= $2 and received_at < $3 and order_number is not null and imported_from is null and not (state ? 'padNumber')`,
      [siteId, from, to],
    ),
    reader.query<{ number: string }>(
      `with seen as (
         select left(order_number, 4) as month, min(substr(order_number, 6)::int) as low, max(substr(order_number, 6)::int) as high from repairs
          where site_id = $1 and received_at >= $2 and received_at < $3 and order_number ~ '^\\d{4}-\\d{4,6}$' and imported_from is null and not (state ? 'padNumber')
          group by 1)
       select s.month || '-' || lpad(n::text, greatest(4, length(n::text)), '0') as number from seen s, generate_series(s.low, s.high) n
        where not exists (select from repairs r where r.site_id = $1 and r.order_number = s.month || '-' || lpad(n::text, greatest(4, length(n::text)), '0'))
          and not exists (select from pad_numbers p where p.site_id = $1 and p.number = s.month || '-' || lpad(n::text, greatest(4, length(n::text)), '0'))
        order by 1 limit 200`,
      [siteId, from, to],
    ),
    reader.query<{ id: string }>(
      `select id from pad_batches where site_id = $1 and printed_at >= $2 and printed_at < $3
       union select batch_id from pad_numbers where site_id = $1 and repair_id = any ($4::uuid[])
       union select batch_id from pad_numbers where site_id = $1 and voided_at >= $2 and voided_at < $3`,
      [siteId, from, to, used],
    ),
  ]);
  const pads = await viewPads(reader, sources, siteId, await reader.query(`${PADS} b.id = any ($2) order by b.printed_at, b.id`, [siteId, batches.map((batch) => batch.id)]));
  const all = pads.flatMap((pad) => pad.numbers);
  return {
    day,
    system: { first: system?.first ?? null, last: system?.last ?? null, used: system?.used ?? 0, unknown: unknown.map((row) => row.number) },
    pads,
    counts: Object.fromEntries(PAD_STATES.map((state) => [state, all.filter((line) => line.state === state).length])) as Record<PadState, number>,
  };
};
