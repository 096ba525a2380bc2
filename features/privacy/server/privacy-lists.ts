import { listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listLooks } from '../core/privacy-contract.ts';

const WHATS = { number: '看完整号码', opened: '打开', print: '打印', export: '导出' } as const;

export const PRIVACY_LISTS: readonly ListSource[] = [
  listSource({
    id: 'looks', title: { zh: '个人信息查看记录', en: 'Who looked' }, endpoint: listLooks, page: ({ rows, next }) => ({ rows, ...(next ? { next: { after: next } } : {}) }),
    columns: (cell) => [cell('时间', 18, (row, say) => say.when(row.at)), cell('谁', 12, (row) => row.person.name), cell('做了什么', 12, (row) => WHATS[row.what]), cell('记录类别', 14, (row) => row.kind), cell('编号', 30, (row) => row.label), cell('行数', 8, (row) => row.lines)],
  }),
];
