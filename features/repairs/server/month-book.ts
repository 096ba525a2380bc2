import type { Instant } from '../../../platform/core/instant.ts';
import type { MonthList } from '../../../platform/core/month-book.ts';
import type { Cell } from '../../../platform/core/register.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { linesPage, spanOfMonth, type MonthBook, type RegisterSource } from '../../../platform/server/register.ts';
import { figuresOf } from '../core/month-figures.ts';
import { MONTH_LINES, monthLine } from '../core/month-line.ts';
import { HOLDS, STATES } from '../core/paper-words.ts';
import { repairType } from '../core/repair-catalogue.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import { monthCounts } from './month-counts.ts';

type Row = { readonly at: Instant; readonly id: string; readonly state: RepairOrder; readonly place: string | null; readonly technician: string | null; readonly imported: boolean; readonly late: string[]; readonly decided: boolean };

const monthLines: RegisterSource = {
  register: MONTH_LINES,
  page: (reader, asked) =>
    linesPage<Row>(
      asked,
      (after, atMost) =>
        reader.query<Row>(
          `select r.received_at as at, r.id, r.state, p.name as place, t.name as technician, r.imported_from is not null as imported, k.late, k.decided
             from repairs r left join places p on p.site_id = r.site_id and p.id = r.place_id left join people t on t.id = r.technician_id
             cross join lateral (
               select coalesce(array_agg(c.clock order by c.due_at) filter (where c.breached_at is not null and not c.met_late), '{}') as late, count(*) > 0 as decided
                 from clocks c where c.site_id = r.site_id and c.subject = r.id and (c.stopped_at is not null or c.breached_at is not null)) k
            where r.site_id = $1 and r.received_at >= $2 and r.received_at < $3 and (r.received_at, r.id) > ($4::timestamptz, $5::uuid) order by r.received_at, r.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost],
          'month-lines',
        ),
      (row, nr) => monthLine({ order: row.state, place: row.place ?? row.state.placeText, technician: row.technician, imported: row.imported, late: row.late, decided: row.decided }, nr, asked.zone),
    ),
};

const TOP = 10;
const words = (zh: string, en: string) => ({ zh, en });
const head = (...pairs: (readonly [string, string])[]) => pairs.map(([zh, en]) => words(zh, en));

type Open = { number: string; item: string; place: string; status: string; reason: string | null; technician: string | null };
type Ranked = { name: string; n: number };

const lists = async (reader: Reader, asked: { siteId: string; zone: string; month: string }): Promise<MonthList[]> => {
  const { from, to } = spanOfMonth(asked.zone, asked.month);
  const values = [asked.siteId, from, to];
  const within = 'r.site_id = $1 and r.received_at >= $2 and r.received_at < $3';
  const place = `coalesce(p.name, r.state->>'placeText')`;
  const joined = 'repairs r left join places p on p.site_id = r.site_id and p.id = r.place_id';
  const SHOWN = 100;
  const [open, copies, systems, places, faults] = await Promise.all([
    reader.query<Open>(
      `select coalesce(r.order_number, r.log_number) as number, r.state->>'item' as item, ${place} as place, r.status, coalesce(r.state->'hold'->>'note', r.state->'hold'->>'reason') as reason, t.name as technician
         from ${joined} left join people t on t.id = r.technician_id where ${within} and r.status not in ('signed_off', 'closed', 'cancelled') order by r.received_at, r.id`,
      values, 'month-open',
    ),
    reader.query<{ number: string; technician: string | null; signed: Instant }>(
      `select coalesce(r.order_number, r.log_number) as number, t.name as technician, r.signed_off_at as signed from repairs r left join people t on t.id = r.technician_id where ${within} and r.signed_off_at is not null and r.desk_copy is not null and r.desk_copy <> 'returned' order by r.received_at, r.id`,
      values, 'month-copies',
    ),
    reader.query<Ranked>(`select coalesce(r.type_id, 'other') as name, count(*) as n from repairs r where ${within} and r.status <> 'cancelled' group by 1`, values, 'month-types'),
    reader.query<Ranked>(`select ${place} as name, count(*) as n from ${joined} where ${within} and r.status <> 'cancelled' group by 1 order by n desc, 1 limit ${TOP}`, values, 'month-places'),
    reader.query<Ranked>(`select coalesce(r.type_id, 'other') as name, count(*) as n from repairs r where ${within} and r.status <> 'cancelled' and r.state ? 'repeatOf' group by 1 order by n desc, 1 limit ${TOP}`, values, 'month-repeats'),
  ]);
  const bySystem = new Map<string, number>();
  for (const row of systems) {
    const system = repairType(row.name)?.system ?? '其他';
    bySystem.set(system, (bySystem.get(system) ?? 0) + row.n);
  }
  const typeName = (id: string): string => repairType(id)?.zh ?? '其他';
  const ranked = (rows: readonly (readonly [string, number])[]): Cell[][] => [...rows].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'zh-Hans-CN')).slice(0, TOP).map(([name, n]) => [name, n]);
  const rank = (key: string, zh: string, en: string, rows: Cell[][]): MonthList => ({ key, title: words(zh, en), head: head(['名称', 'Name'], ['件数', 'Orders']), rows, left: 0 });
  return [
    { key: 'open', title: words('未完成清单及原因', 'Not done, and why'), head: head(['单号', 'Order'], ['地点', 'Place'], ['维修项目', 'Item'], ['维修员', 'Technician'], ['状态', 'State'], ['原因', 'Reason']), left: Math.max(0, open.length - SHOWN), rows: open.slice(0, SHOWN).map((row) => [row.number, row.place, row.item, row.technician, STATES[row.status] ?? row.status, row.reason ? (HOLDS[row.reason] ?? row.reason) : '']) },
    { key: 'copies', title: words('未交回的客服部联', 'Desk copies out'), head: head(['单号', 'Order'], ['维修员', 'Technician']), left: Math.max(0, copies.length - SHOWN), rows: copies.slice(0, SHOWN).map((row) => [row.number, row.technician]) },
    rank('systems', '按系统前十', 'By system, ten most', ranked([...bySystem])),
    rank('places', '按地点前十', 'By place, ten most', ranked(places.map((row) => [row.name, row.n] as const))),
    rank('faults', '按故障前十', 'By fault, ten most', ranked(systems.map((row) => [typeName(row.name), row.n] as const))),
    rank('repeats', '重复故障前十', 'Faults that came back, ten most', ranked(faults.map((row) => [typeName(row.name), row.n] as const))),
  ];
};

/** 每月工程维修记录表 (M-54): part A and part B from the same rows, for whoever closes the month. */
export const repairMonth: Pick<MonthBook, 'lines' | 'lists'> & { readonly figures: MonthBook['figures'][number] } = {
  lines: monthLines,
  lists,
  figures: async (reader, siteIds, month) => new Map([...(await monthCounts(reader, siteIds, month))].map(([siteId, counts]) => [siteId, figuresOf(counts)])),
};
