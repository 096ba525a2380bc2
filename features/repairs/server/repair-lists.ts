import { listSource, type ListSource, type MakeCell, type Say } from '../../../platform/server/list-export.ts';
import { listCopies, type CopyRow } from '../core/copy-contract.ts';
import { HOLDS, KINDS } from '../core/paper-words.ts';
import { listRepairs, searchRepairs, type RepairRow } from '../core/repair-contract.ts';
import { isUnprinted } from '../core/repair-order.ts';
import { STATUS_LABELS } from '../core/status-labels.ts';
import { CLOCK_LABELS } from '../core/clock-labels.ts';

const STATES: Readonly<Record<string, string>> = STATUS_LABELS.zh;
const CLOCKS: Readonly<Record<string, string>> = CLOCK_LABELS.zh;
const CUSTODY: Readonly<Record<string, string>> = { printed: '已打印', carried: '维修员携带', with_user: '用户留存', at_store: '已交库房', at_engineering: '已交工程部', returned: '已交回', lost: '遗失' };

const order = (cell: MakeCell<RepairRow>) => [
  cell('登记号', 14, (row) => row.logNumber), cell('维修单号', 14, (row) => row.orderNumber), cell('类别', 12, (row) => KINDS[row.kind] ?? ''), cell('状态', 10, (row) => STATES[row.status] ?? row.status), cell('紧急', 6, (row) => (row.urgent ? '是' : '')),
  cell('地点', 18, (row) => row.place), cell('维修项目', 36, (row) => row.item), cell('报修人', 12, (row) => row.reporter), cell('维修员', 12, (row) => row.technician), cell('报修时间', 18, (row, say) => say.when(row.receivedAt)),
  cell('预约', 18, (row, say) => say.when(row.appointmentAt)), cell('暂停原因', 14, (row) => (row.holdReason ? (HOLDS[row.holdReason] ?? row.holdReason) : '')), cell('下一时限', 16, (row) => (row.nextClock ? (CLOCKS[row.nextClock] ?? '') : '')), cell('到期', 18, (row, say) => say.when(row.nextDueAt)),
];
const plyOf = (row: CopyRow, say: Say, ply: 'desk' | 'user' | 'store' | 'engineering'): string => {
  const copy = row.copies[ply];
  return copy ? `${isUnprinted(row, copy) ? '未打印' : (CUSTODY[copy.custody] ?? copy.custody)} ${copy.holder ?? ''} ${say.when(copy.at)}`.replaceAll('  ', ' ') : '';
};

export const REPAIR_LISTS: readonly ListSource[] = [
  listSource({ id: 'repairs', title: { zh: '维修单', en: 'Work orders' }, endpoint: listRepairs, limit: 100, page: ({ rows, next }) => ({ rows, ...(next ? { next: { after: next } } : {}) }), columns: order }),
  listSource({ id: 'repair-search', title: { zh: '维修单搜索', en: 'Orders found' }, endpoint: searchRepairs, page: ({ rows, next }) => ({ rows, ...(next ? { next: { before: next } } : {}) }), columns: order }),
  listSource({
    id: 'copies', title: { zh: '联单', en: 'Copies' }, endpoint: listCopies, limit: 100, page: ({ rows, next }) => ({ rows, ...(next ? { next: { after: next } } : {}) }),
    columns: (cell) => [
      cell('单号', 14, (row) => row.number), cell('类别', 12, (row) => KINDS[row.kind] ?? ''), cell('状态', 10, (row) => STATES[row.status] ?? row.status), cell('地点', 18, (row) => row.place), cell('维修项目', 36, (row) => row.item), cell('维修员', 12, (row) => row.technician), cell('签字时间', 18, (row, say) => say.when(row.signedAt)), cell('应交回', 18, (row, say) => say.when(row.dueAt)),
      cell('客服部联', 28, (row, say) => plyOf(row, say, 'desk')), cell('用户联', 28, (row, say) => plyOf(row, say, 'user')), cell('库房联', 28, (row, say) => plyOf(row, say, 'store')), cell('工程部联', 28, (row, say) => plyOf(row, say, 'engineering')),
    ],
  }),
];
