import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt } from '../../../platform/core/working-calendar.ts';
import type { Reader, Transaction } from '../../../platform/server/database.ts';
import type { PadNumber, PadView } from '../core/pad-contract.ts';
import { checkOf, disorderOf, PAD_STATES, statesOf, type Pad, type PadState } from '../core/pad.ts';
import type { RepairKind, RepairOrder } from '../core/repair-order.ts';
import type { RepairActor } from '../core/repair-permissions.ts';

type Sheet = { number: string; kind: RepairKind; repair_id: string; used_at: string | null; pad: Pad };

const SHEET = `select n.number, b.kind, n.repair_id, n.used_at, b.state as pad from pad_numbers n join pad_batches b on b.site_id = n.site_id and b.id = n.batch_id where n.site_id = $1 and`;

/** Why this sheet cannot be keyed in, if so. */
const unusable = (sheet: Sheet | undefined, number: string): Refusal | undefined => {
  if (!sheet) return refuse('pad-unknown', { number });
  if (sheet.used_at) return refuse('pad-used', { number: sheet.number });
  const voided = sheet.pad.voided[sheet.number];
  return voided ? refuse('pad-voided', { number: sheet.number, why: voided.why }) : undefined;
};

export const findSheetBy = async (reader: Reader, siteId: string, by: { number: string } | { repairId: string }): Promise<Refusal | { number: string; check: string; kind: RepairKind; repairId: string; printedAt: string }> => {
  const [sheet] = await reader.query<Sheet>(`${SHEET} ${'number' in by ? 'n.number' : 'n.repair_id'} = $2`, [siteId, 'number' in by ? by.number : by.repairId]);
  const wrong = unusable(sheet, 'number' in by ? by.number : '');
  if (wrong || !sheet) return wrong ?? refuse('pad-unknown');
  return { number: sheet.number, check: checkOf(siteId, sheet.number), kind: sheet.kind, repairId: sheet.repair_id, printedAt: sheet.pad.at };
};

/** Holds the sheet while its order is written: two people with the same sheet are asked one after the other. */
export const lockSheet = async (
  trx: Transaction,
  input: { siteId: string; number: string; check: string; repairId: string; kind: RepairKind; commandId: string; actor: RepairActor },
): Promise<Refusal | undefined> => {
  if (!input.actor.roles.some((role) => role === 'desk_agent' || role === 'property_manager')) return refuse('forbidden', { permission: 'repairs.pads' });
  if (input.check.toUpperCase() !== checkOf(input.siteId, input.number)) return refuse('pad-check-wrong', { number: input.number });
  const [sheet] = await trx.query<Sheet>(`${SHEET} n.number = $2 for update of n`, [input.siteId, input.number], 'pad-sheet-lock');
  // The twin of a double tap has just used it: the runner's own key finds that and answers what it did.
  if (sheet?.used_at && (await trx.query('select from commands where site_id = $1 and command_id = $2', [input.siteId, input.commandId], 'pad-command-seen')).length > 0) return undefined;
  const wrong = unusable(sheet, input.number);
  if (wrong) return wrong;
  if (sheet?.repair_id !== input.repairId) return refuse('pad-unknown', { number: input.number });
  return sheet.kind === input.kind ? undefined : refuse('pad-other-kind', { number: input.number, kind: sheet.kind });
};

type Line = { batch_id: string; number: string; used_at: string | null; repair_id: string; state: RepairOrder | null; place: string | null; keyed_by: string | null };

const toLine = (line: Line, state: PadState, reason: string | undefined): PadNumber => ({
  number: line.number, state,
  repairId: line.used_at ? line.repair_id : null, place: line.state ? (line.place ?? line.state.placeText) : null, item: line.state?.item ?? null, receivedAt: line.state?.receivedAt ?? null,
  keyedAt: line.used_at, keyedBy: line.keyed_by, writtenBy: line.state?.writtenBy ?? null,
  disorder: line.state ? [...disorderOf(line.state)] : [],
  hasScan: line.state?.photos.some((photo) => photo.phase === 'slip') ?? false,
  reason: reason ?? null,
});

/** Pads with what became of each sheet. */
const viewPads = async (reader: Reader, siteId: string, pads: readonly { state: Pad; printed_by: string | null }[]): Promise<PadView[]> => {
  if (pads.length === 0) return [];
  const lines = await reader.query<Line>(
    `select n.batch_id, n.number, n.used_at, n.repair_id, r.state, p.name as place, k.name as keyed_by
       from pad_numbers n
       left join repairs r on r.site_id = n.site_id and r.id = n.repair_id and n.used_at is not null
       left join places p on p.site_id = r.site_id and p.id = r.place_id
       left join people k on k.id = r.intake_by
      where n.site_id = $1 and n.batch_id = any ($2) order by n.number`,
    [siteId, pads.map((pad) => pad.state.id)],
  );
  return pads.map(({ state: pad, printed_by }) => {
    const own = new Map(lines.filter((line) => line.batch_id === pad.id).map((line) => [line.number, line]));
    const states = statesOf(pad, new Map([...own].map(([number, line]) => [number, { usedAt: line.used_at }])));
    return {
      id: pad.id, kind: pad.kind, printedAt: pad.at, printedBy: printed_by,
      numbers: pad.numbers.flatMap((number) => {
        const line = own.get(number);
        return line ? [toLine(line, states.get(number) ?? 'open', pad.voided[number]?.reason)] : [];
      }),
    };
  });
};

const PADS = 'select b.state, p.name as printed_by from pad_batches b left join people p on p.id = (b.state->>\'by\')::uuid where b.site_id = $1 and';

export const readPad = async (reader: Reader, siteId: string, id: string): Promise<PadView | undefined> =>
  (await viewPads(reader, siteId, await reader.query(`${PADS} b.id = $2`, [siteId, id])))[0];

export const lastPads = async (reader: Reader, siteId: string, limit: number): Promise<PadView[]> =>
  viewPads(reader, siteId, await reader.query(`${PADS} true order by b.printed_at desc, b.id desc limit $2`, [siteId, limit]));

/**
 * A day's numbers. Of the system's: those of orders received that day, and each number between the first and the last of
 * them, whatever it turns out to be. Of the pads: all sheets of a pad printed that day, or used or voided for that day.
 */
export const readPadDay = async (reader: Reader, input: { siteId: string; day: string; zone: string }) => {
  const { siteId, day, zone } = input;
  const [from, to] = [instantAt(zone, day, '00:00'), instantAt(zone, addDays(day, 1), '00:00')];
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
       union select n.batch_id from repairs r join pad_numbers n on n.site_id = r.site_id and n.repair_id = r.id where r.site_id = $1 and r.received_at >= $2 and r.received_at < $3
       union select batch_id from pad_numbers where site_id = $1 and voided_at >= $2 and voided_at < $3`,
      [siteId, from, to],
    ),
  ]);
  const pads = await viewPads(reader, siteId, await reader.query(`${PADS} b.id = any ($2) order by b.printed_at, b.id`, [siteId, batches.map((batch) => batch.id)]));
  const all = pads.flatMap((pad) => pad.numbers);
  return {
    day,
    system: { first: system?.first ?? null, last: system?.last ?? null, used: system?.used ?? 0, unknown: unknown.map((row) => row.number) },
    pads,
    counts: Object.fromEntries(PAD_STATES.map((state) => [state, all.filter((line) => line.state === state).length])) as Record<PadState, number>,
  };
};
