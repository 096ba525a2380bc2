import { below, listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listAlertLog } from '../core/alert-contract.ts';

const LEVELS = { news: '知会', warning: '提醒', breach: '超时', top: '最高' } as const;
const STATUS = { open: '未处理', acknowledged: '已接手', ended: '已结束', unanswered: '无人应答' } as const;

export const ALERT_LISTS: readonly ListSource[] = [
  listSource({
    id: 'alerts', title: { zh: '提醒记录', en: 'Log of alerts' }, endpoint: listAlertLog, page: ({ alerts, more }) => ({ rows: alerts, next: below('before', more) }),
    columns: (cell) => [
      cell('时间', 18, (row, say) => say.when(row.raisedAt)), cell('级别', 8, (row) => LEVELS[row.level]), cell('提醒', 26, (row) => row.title), cell('内容', 40, (row) => row.body), cell('条款', 8, (row) => row.clause), cell('状态', 10, (row) => STATUS[row.status]), cell('提醒了谁', 34, (row) => [...new Set(row.steps.flatMap((step) => step.told.map((person) => person.name)))].join('、')), cell('升到第几步', 10, (row) => row.steps.length),
      cell('接手', 18, (row, say) => say.when(row.acknowledgedAt)), cell('接手人', 12, (row) => row.acknowledgedBy), cell('结束', 18, (row, say) => say.when(row.endedAt)),
    ],
  }),
];
