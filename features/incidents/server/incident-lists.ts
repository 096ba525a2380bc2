import { below, listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listIncidents } from '../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../core/incident-labels.ts';
import { INCIDENT_STATUS } from '../core/line-words.ts';

const { zh } = INCIDENT_LABELS;

export const INCIDENT_LISTS: readonly ListSource[] = [
  listSource({
    id: 'incidents', title: { zh: '突发事件', en: 'Incidents' }, endpoint: listIncidents, page: ({ incidents, more }) => ({ rows: incidents, next: below('before', more) }),
    columns: (cell) => [
      cell('编号', 14, (row) => row.number), cell('演练', 6, (row) => (row.drill ? '是' : '')), cell('类别', 14, (row) => zh.nature[row.nature]), cell('等级', 14, (row) => zh.grade[row.grade]), cell('状态', 10, (row) => INCIDENT_STATUS.zh[row.status]), cell('地点', 18, (row) => row.place), cell('发现时间', 18, (row, say) => say.when(row.foundAt)), cell('报告时间', 18, (row, say) => say.when(row.reportedAt)),
      cell('登记时间', 18, (row, say) => say.when(row.recordedAt)), cell('报告人', 12, (row) => row.reporter), cell('登记人', 12, (row) => row.bookedBy),
    ],
  }),
];
