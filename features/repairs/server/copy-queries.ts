import { localDate } from '../../../platform/core/working-calendar.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { CopyRound, CopyRow } from '../core/copy-contract.ts';
import { isUnprinted, type RepairOrder } from '../core/repair-order.ts';
import { allowedSteps, maySee, type RepairActor } from '../core/repair-permissions.ts';
import { scopeSql } from './repair-rows.ts';
import { formatNumber } from './repair-store.ts';

type Row = { state: RepairOrder; version: number; place: string | null; technician: string | null; signed_off_at: string | null; due_at: string | null; rule: { clause: string; origin: 'plan' | 'house' } | null };

const SELECT = 'select r.state, r.version, p.name as place, t.name as technician, r.signed_off_at, c.due_at, c.rule';
const JOINS = `
  left join places p on p.site_id = r.site_id and p.id = r.place_id
  left join people t on t.id = r.technician_id
  left join clocks c on c.site_id = r.site_id and c.subject = r.id and c.clock = 'copy_return' and c.round = (r.state->>'visit')::int and c.cancelled_at is null`;

const toCopyRow = (row: Row, actor: RepairActor): CopyRow => {
  const order = row.state;
  return {
    id: order.id, version: row.version, number: order.orderNumber ?? order.logNumber, kind: order.kind, status: order.status, place: row.place ?? order.placeText, item: order.item, technician: row.technician,
    printed: order.printed, signedAt: row.signed_off_at, dueAt: row.due_at, clause: row.rule?.clause ?? null, origin: row.rule?.origin ?? null,
    copies: Object.fromEntries(
      Object.entries(order.copies).map(([ply, copy]) => [ply, { custody: copy.custody, at: copy.at, holder: copy.holder ?? null, lostReason: copy.lostReason ?? null, lossApproved: copy.lossApproved ?? false, lossRefused: copy.lossRefused ?? null }]),
    ),
    allowed: allowedSteps(order, actor),
  };
};

const NIL = '00000000-0000-0000-0000-000000000000';
/** A copy lost with the manager's approval counts as returned (0003): `desk_copy` says so. */
const OUT = `r.open and r.desk_copy is not null and r.desk_copy <> 'returned'`;

/** Signed off = due back; deadlines follow the signature, so its order is theirs. Not signed off = out with the repair. */
export const listCopyRows = async (reader: Reader, input: { siteId: string; actor: RepairActor; part: 'due' | 'out'; after?: string | undefined; limit: number }): Promise<{ rows: CopyRow[]; next: string | null }> => {
  const [at, id] = (input.after ?? '').split('|');
  const isDue = input.part === 'due';
  const rows = await reader.query<Row>(
    `${SELECT} from (
       select r.* from repairs r
        where r.site_id = $1 and ${scopeSql(input.actor)} and ${OUT}
          and ${isDue ? '(r.signed_off_at, r.id) > ($3::timestamptz, $4::uuid)' : 'r.signed_off_at is null and $3::timestamptz is not null and r.id > $4::uuid'}
        order by ${isDue ? 'r.signed_off_at, r.id' : 'r.id'} limit $5) r ${JOINS}
      order by ${isDue ? 'r.signed_off_at, r.id' : 'r.id'}`,
    [input.siteId, input.actor.personId, at || '-infinity', id || NIL, input.limit + 1],
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return { rows: page.map((row) => toCopyRow(row, input.actor)), next: rows.length > input.limit && last ? `${last.signed_off_at ?? ''}|${last.state.id}` : null };
};

/** A centre that has more out than this has another trouble than a list. */
const ROUND_LIMIT = 500;

/** Who has what: the holder named on the copy, else the technician of the repair. */
export const copyRoundOf = async (reader: Reader, input: { siteId: string; actor: RepairActor }): Promise<CopyRound> => {
  const rows = await reader.query<Row>(
    `${SELECT} from (select r.* from repairs r where r.site_id = $1 and ${scopeSql(input.actor)} and ${OUT} order by r.signed_off_at nulls last, r.id limit ${ROUND_LIMIT}) r ${JOINS}
      order by r.signed_off_at nulls last, r.id`,
    [input.siteId, input.actor.personId],
  );
  const byCarrier = new Map<string | null, CopyRound['carriers'][number]['copies']>();
  const unprinted: CopyRound['unprinted'] = [];
  for (const row of rows) {
    const carrier = row.state.copies.desk?.holder ?? row.technician;
    const { id, number, place, item, signedAt, dueAt } = toCopyRow(row, input.actor);
    if (isUnprinted(row.state, row.state.copies.desk)) unprinted.push({ id, number, place, item, signedAt, dueAt });
    else byCarrier.set(carrier, [...(byCarrier.get(carrier) ?? []), { id, number, place, item, signedAt, dueAt }]);
  }
  return { carriers: [...byCarrier].map(([carrier, copies]) => ({ carrier, copies })).toSorted((a, b) => b.copies.length - a.copies.length), unprinted };
};

/** `0147` may be this month's or an earlier one's: the numbers of a year are tried, each by its index. */
export const numbersOf = (text: string, now: string, zone: string): string[] => {
  const full = /^(\d{4})\D?(\d{4,6})$/.exec(text);
  if (full) return [`${full[1]}-${full[2]}`];
  if (!/^\d{1,4}$/.test(text)) return [];
  const [year = 0, month = 0] = localDate(now, zone).split('-').map(Number);
  return Array.from({ length: 13 }, (_, back) => {
    const date = new Date(Date.UTC(year, month - 1 - back, 1)).toISOString();
    return formatNumber(`${date.slice(2, 4)}${date.slice(5, 7)}`, Number(text));
  });
};

export const findCopyRows = async (reader: Reader, input: { siteId: string; actor: RepairActor; by: { id: string } | { numbers: readonly string[] } }): Promise<CopyRow[]> => {
  const rows = await reader.query<Row>(
    `${SELECT} from repairs r ${JOINS} where r.site_id = $1 and ${'id' in input.by ? 'r.id = $2' : 'r.order_number = any($2) and r.order_number is not null'} order by r.received_at desc limit 13`,
    [input.siteId, 'id' in input.by ? input.by.id : [...input.by.numbers]],
  );
  return rows.filter((row) => maySee(row.state, input.actor)).map((row) => toCopyRow(row, input.actor));
};
