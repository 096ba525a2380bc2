import { below, listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listMovements, listRecords } from '../core/stock-contract.ts';

const MOVEMENT = { counted: '盘点', received: '到货', transfer_in: '调入', transfer_out: '调出', used: '消耗', written_off: '报损', washed: '消毒入柜' } as const;
/** Why an entry stands in the ledger, for lists and registers alike. */
export const WHY: Readonly<Record<string, string>> = { served: '上饮品', cleared: '收台', count: '清点差异', first: '首次清点', requisition: '申领到货', stocktake: '盘点差异', sterilised: '消毒', broken: '破损', expired: '过期', spilled: '打翻', spoiled: '变质', other: '其他', to_centre: '调往别的案场', from_centre: '从别的案场调来', event: '活动' };
const KINDS = { requisition: '申领', transfer_in: '调入', transfer_out: '调出', write_off: '报损', manual_use: '其他领用', stocktake: '盘点', sterilising: '杯具消毒', opened: '开封' } as const;
const STATUS: Readonly<Record<string, string>> = { asked: '待发放', issued: '已发放待收货', received: '已收货', cancelled: '已取消', posted: '已入账', reversed: '已冲回', counted: '待批准', approved: '已批准', rejected: '未批准', running: '消毒中', done: '已完成', open: '已开封', finished: '已用完' };

export const BAR_LISTS: readonly ListSource[] = [
  listSource({
    id: 'bar-movements', title: { zh: '水吧出入', en: 'Bar ledger' }, endpoint: listMovements,
    page: ({ movements }) => {
      const last = movements.at(-1);
      return { rows: movements, ...(last ? { next: { before: last.at, beforeId: last.id } } : {}) };
    },
    columns: (cell) => [
      cell('时间', 18, (row, say) => say.when(row.at)), cell('品名', 20, (row) => row.item), cell('类别', 12, (row) => MOVEMENT[row.kind]), cell('在库', 10, (row) => row.onHand), cell('桌上', 10, (row) => row.inUse), cell('待洗', 10, (row) => row.dirty), cell('原因', 14, (row) => WHY[row.reason] ?? row.reason), cell('经手', 12, (row) => row.person), cell('冲回', 6, (row) => (row.isUndo ? '是' : '')),
    ],
  }),
  listSource({
    id: 'bar-records', title: { zh: '水吧单据', en: 'Bar papers' }, endpoint: listRecords, page: ({ open, past }, isFirst) => ({ rows: isFirst ? [...open, ...past] : past, next: below('before', past.at(-1)?.at) }),
    columns: (cell) => [
      cell('时间', 18, (row, say) => say.when(row.at)), cell('单据', 12, (row) => KINDS[row.kind]), cell('状态', 14, (row) => STATUS[row.status] ?? row.status), cell('明细', 46, (row) => row.lines.map((line) => `${line.name} ${line.quantity}${line.unit}`).join('；')), cell('原因', 14, (row) => WHY[row.reason] ?? row.reason), cell('说明', 24, (row) => row.note), cell('开单', 12, (row) => row.by), cell('办结', 18, (row, say) => say.when(row.endedAt)), cell('办结人', 12, (row) => row.endedBy),
    ],
  }),
];
