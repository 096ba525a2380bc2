import type { Instant } from '../../../platform/core/instant.ts';
import { column } from '../../../platform/core/register.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { linesPage, type RegisterSource } from '../../../platform/server/register.ts';
import { CHECK_ITEMS, type CheckItemKey, type QualityRecord } from '../core/bar-quality.ts';
import type { BarRecord, Method } from '../core/bar-record.ts';
import { WHY } from './bar-lists.ts';

const METHODS: Readonly<Record<Method, string>> = { boil: '煮沸', infrared: '红外', machine: '洗杯机', chemical: '药物' };
const MOVES: Readonly<Record<string, string>> = { counted: '盘点', received: '到货', transfer_in: '调入', transfer_out: '调出', used: '消耗', written_off: '报损', washed: '洗净' };
const ITEMS: Readonly<Record<CheckItemKey, string>> = {
  appearance: '仪容仪表', hygiene: '卫生', par: '备货达标', expiry: '标识与效期', cups: '杯具洁净', sterilising: '消毒记录', asking: '主动询问', wording: '用语复单', serving: '上饮时间', tray: '托盘手位', naming: '报品名', taste: '温度口感', refill: '续杯', clearing: '撤台', farewell: '送客归位', guest: '客人评价', records: '交接盘点记录',
};

type Moved = { at: Instant; id: string; item: string; kind: string; quantity: number; reason: string; person: string | null; undo: boolean };
/** 饮品盘点与进出 (B-06, B-07, forms.md 4.12): every entry of the ledger; what is left stands on the day’s count sheet. */
const ledger: RegisterSource = {
  register: {
    id: 'bar-ledger', title: { zh: '饮品盘点与进出登记', en: 'Drinks ledger' }, form: 'SB-01', clause: 'B-07', permission: 'beverages.read', upright: true,
    columns: [column('nr', '序号', 'No.', 10, 'centre'), column('day', '日期', 'Day', 22), column('at', '时间', 'Time', 14), column('item', '品名', 'Item', 40), column('kind', '类别', 'Kind', 18), column('quantity', '数量', 'Quantity', 16, 'right'), column('reason', '原因', 'Reason', 30), column('by', '经手人', 'By', 22), column('undo', '冲回', 'Undone', 12, 'centre')],
  },
  page: (reader, asked) =>
    linesPage<Moved>(
      asked,
      (after, atMost) =>
        reader.query<Moved>(
          `select m.at, m.id, i.name as item, m.kind, m.on_hand as quantity, m.reason, p.name as person, m.is_undo as undo
             from bar_movements m join bar_items i on i.site_id = m.site_id and i.id = m.item_id left join people p on p.id = m.person_id
            where m.site_id = $1 and m.day >= ($2::timestamptz at time zone $7)::date - 1 and m.at >= $2 and m.at < $3 and (m.at, m.id) > ($4::timestamptz, $5::uuid) order by m.at, m.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost, asked.zone],
          'register-ledger',
        ),
      (row, nr) => [nr, localDate(row.at, asked.zone), localTime(row.at, asked.zone), row.item, MOVES[row.kind] ?? row.kind, row.quantity, WHY[row.reason] ?? row.reason, row.person ?? '', row.undo ? '是' : ''],
    ),
};

type Batch = { at: Instant; id: string; state: BarRecord; cups: string | null; maker: string | null; ender: string | null };
/** 杯具消毒记录 (forms.md 4.12). */
const sterilising: RegisterSource = {
  register: {
    id: 'sterilising', title: { zh: '杯具消毒记录', en: 'Sterilising log' }, form: 'SB-02', clause: 'B-06', permission: 'beverages.read', upright: true,
    columns: [column('nr', '序号', 'No.', 10, 'centre'), column('day', '日期', 'Day', 22), column('cups', '杯型、数量', 'Cups', 46), column('method', '方法', 'Method', 16), column('strength', '温度/浓度', 'Strength', 20, 'right'), column('start', '开始', 'Start', 14), column('end', '结束', 'End', 14), column('by', '操作人', 'By', 20), column('ended', '结束人', 'Ended by', 20), column('remark', '备注', 'Remarks', 24)],
  },
  page: (reader, asked) =>
    linesPage<Batch>(
      asked,
      (after, atMost) =>
        reader.query<Batch>(
          `select r.at, r.id, r.state, (select string_agg(i.name || ' ' || (l->>'quantity'), '、') from jsonb_array_elements(r.state->'lines') l join bar_items i on i.site_id = r.site_id and i.id = (l->>'itemId')::uuid) as cups, m.name as maker, e.name as ender
             from bar_records r left join people m on m.id = (r.state->'made'->>'by')::uuid left join people e on e.id = (r.state->'ended'->>'by')::uuid
            where r.site_id = $1 and r.kind = 'sterilising' and r.at >= $2 and r.at < $3 and (r.at, r.id) > ($4::timestamptz, $5::uuid) order by r.at, r.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost],
          'register-sterilising',
        ),
      ({ state, ...row }, nr) => {
        const { batch } = state;
        const time = (at: Instant | undefined): string => (at ? localTime(at, asked.zone) : '');
        return [nr, state.day, row.cups ?? '', batch ? METHODS[batch.method] : '', batch ? `${batch.strength}${batch.method === 'chemical' ? ' ppm' : ' ℃'}` : '', time(batch?.startedAt), time(batch?.endedAt), row.maker ?? '', row.ender ?? '', [state.belowStandard ? '未达标' : '', state.note].filter(Boolean).join('；')];
      },
    ),
};

type Check = { at: Instant; id: string; state: Extract<QualityRecord, { kind: 'check' }>; place: string | null; checker: string | null; server: string | null };
/** 饮品服务质量检查表 (B-03, forms.md 4.13): a line a check, what was deducted, what is to be mended. */
const quality: RegisterSource = {
  register: {
    id: 'bar-quality', title: { zh: '饮品服务质量检查登记', en: 'Drinks quality checks' }, form: 'SB-03', clause: 'B-03', permission: 'beverages.check',
    columns: [column('nr', '序号', 'No.', 8, 'centre'), column('at', '检查时间', 'When', 26), column('by', '检查人', 'By', 16), column('table', '桌号', 'Table', 18), column('server', '当班人', 'On duty', 16), column('score', '得分', 'Score', 16, 'right'), column('off', '扣分项', 'Deductions', 80), column('defects', '整改项（期限、复查）', 'To be mended', 70), column('note', '备注', 'Remarks', 36)],
  },
  page: (reader, asked) =>
    linesPage<Check>(
      asked,
      (after, atMost) =>
        reader.query<Check>(
          `select r.at, r.id, r.state, t.name as place, m.name as checker, d.name as server from bar_records r left join places t on t.site_id = r.site_id and t.id = (r.state->>'tableId')::uuid
             left join people m on m.id = (r.state->'made'->>'by')::uuid left join people d on d.id = (r.state->>'onDutyId')::uuid
            where r.site_id = $1 and r.kind = 'check' and r.at >= $2 and r.at < $3 and (r.at, r.id) > ($4::timestamptz, $5::uuid) order by r.at, r.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost],
          'register-quality',
        ),
      ({ state, ...row }, nr) => [
        nr, `${localDate(row.at, asked.zone)} ${localTime(row.at, asked.zone)}`, row.checker ?? '', row.place ?? '', row.server ?? '', `${state.score}/${state.outOf}`,
        CHECK_ITEMS.flatMap(({ key }) => { const line = state.lines.find((entry) => entry.key === key); return line && line.off > 0 ? [`${ITEMS[key]} −${line.off}${line.note ? `（${line.note}）` : ''}`] : []; }).join('；'),
        state.defects.map((defect) => `${defect.words}（${defect.fixBy}${defect.recheck ? (defect.recheck.isMended ? '，已复查' : '，复查未过') : ''}）`).join('；'), state.note,
      ],
    ),
};

export const BAR_REGISTERS: readonly RegisterSource[] = [ledger, sterilising, quality];
