import { below, listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listRemovals, listVisits } from '../core/access-contract.ts';
import { ACCESS_LABELS } from '../core/access-words.ts';

const { zh } = ACCESS_LABELS;
const OUTCOMES = { left: '离开', refused: '劝阻无效', police: '报警' } as const;

/** What was erased on its day is empty here too (G-02, G-03). */
export const ACCESS_LISTS: readonly ListSource[] = [
  listSource({
    id: 'removals', title: { zh: '劝离登记', en: 'Removals' }, endpoint: listRemovals, page: ({ open, past, more }) => ({ rows: [...open, ...past], next: below('before', more) }),
    columns: (cell) => [
      cell('时间', 18, (row, say) => say.when(row.askedAt)), cell('位置', 16, (row) => row.place), cell('类别', 12, (row) => zh.category[row.category]), cell('人数', 8, (row) => row.headcount), cell('次数', 8, (row) => row.times), cell('处理', 14, (row) => zh.action[row.action]), cell('结果', 12, (row) => (row.outcome ? OUTCOMES[row.outcome] : '')), cell('离开', 18, (row, say) => say.when(row.leftAt)),
      cell('备注', 18, (row) => row.tag), cell('外观', 26, (row) => row.appearance), cell('行为', 30, (row) => row.behaviour), cell('处理人', 12, (row) => row.handledBy), cell('登记人', 12, (row) => row.bookedBy ?? row.handledBy), cell('转突发事件', 10, (row) => (row.incidentId ? '是' : '')), cell('抹去日期', 12, (row) => row.expiresOn),
    ],
  }),
  listSource({
    id: 'visits', title: { zh: '来访登记', en: 'Visits' }, endpoint: listVisits, page: ({ inside, past, more }) => ({ rows: [...inside, ...past], next: below('before', more) }),
    columns: (cell) => [
      cell('进入', 18, (row, say) => say.when(row.enteredAt)), cell('离开', 18, (row, say) => say.when(row.leftAt)), cell('类别', 18, (row) => zh.kind[row.kind]), cell('姓名', 12, (row) => row.name), cell('单位', 22, (row) => row.firm), cell('人数', 8, (row) => row.headcount), cell('事由', 24, (row) => row.reason), cell('被访人', 12, (row) => row.host), cell('证件已核', 8, (row) => (row.checked ? '√' : '')),
      cell('车牌', 12, (row) => row.plate), cell('工作内容', 24, (row) => row.work), cell('维修单号', 14, (row) => row.repairNumber), cell('出入证', 10, (row) => row.pass), cell('工具物品', 18, (row) => row.tools), cell('登记人', 12, (row) => row.bookedBy), cell('抹去日期', 12, (row) => row.expiresOn),
    ],
  }),
];
