import { listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listComplaints } from '../core/complaint-contract.ts';
import { COMPLAINT_LABELS } from '../core/complaint-labels.ts';
import { COMPLAINT_CLOCK, COMPLAINT_STATUS } from '../core/line-words.ts';

const { zh } = COMPLAINT_LABELS;
const CLOCKS: Readonly<Record<string, string>> = COMPLAINT_CLOCK.zh;

/** Complaints (M-37). Reports (举报) leave in no file: what is on a disk is read by whoever has the disk. */
export const COMPLAINT_LISTS: readonly ListSource[] = [
  listSource({
    id: 'complaints', title: { zh: '投诉', en: 'Complaints' }, endpoint: listComplaints, page: ({ rows, more }) => ({ rows, ...(more ? { next: { after: more } } : {}) }),
    columns: (cell) => [
      cell('编号', 14, (row) => row.number), cell('状态', 10, (row) => COMPLAINT_STATUS.zh[row.status]), cell('等级', 8, (row) => zh.grade[row.grade]), cell('渠道', 12, (row) => zh.channel[row.channel]), cell('匿名', 6, (row) => (row.anonymous ? '是' : '')), cell('收到', 18, (row, say) => say.when(row.receivedAt)), cell('登记', 18, (row, say) => say.when(row.recordedAt)), cell('地点', 18, (row) => row.place),
      cell('内容', 46, (row) => row.content), cell('责任人', 12, (row) => row.owner?.name ?? ''), cell('下一时限', 14, (row) => CLOCKS[row.nextClock ?? ''] ?? ''), cell('到期', 18, (row, say) => say.when(row.nextDueAt)), cell('超时', 14, (row) => row.late.map((clock) => CLOCKS[clock] ?? clock).join('、')),
    ],
  }),
];
