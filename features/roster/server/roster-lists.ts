import { listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listTasks } from '../core/handover-contract.ts';

const STATUS = { given: '已交办', accepted: '已接', done: '已完成', confirmed: '已确认', cancelled: '已取消' } as const;

export const ROSTER_LISTS: readonly ListSource[] = [
  listSource({
    id: 'tasks', title: { zh: '临时任务', en: 'Tasks' }, endpoint: listTasks, page: ({ open, past }) => ({ rows: [...open, ...past] }),
    columns: (cell) => [
      cell('交办时间', 18, (row, say) => say.when(row.givenAt)), cell('任务', 44, (row) => row.content), cell('交办人', 12, (row) => row.giver), cell('承办人', 12, (row) => row.doer), cell('应完成', 18, (row, say) => say.when(row.dueAt)), cell('完成', 18, (row, say) => say.when(row.doneAt)), cell('结果', 30, (row) => row.result), cell('退回原因', 24, (row) => row.returnedReason), cell('状态', 10, (row) => STATUS[row.status]), cell('超时', 6, (row) => (row.isLate ? '是' : '')),
    ],
  }),
];
