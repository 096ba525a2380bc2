import { below, listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listCalls } from '../core/call-contract.ts';
import { listContacts } from '../core/desk-contract.ts';
import { listMatters } from '../core/matter-contract.ts';
import { listMessages } from '../core/message-contract.ts';
import { DISPOSITION_WORDS, MATTER_WORDS, METHOD_WORDS, PURPOSE_WORDS, WISH_WORDS } from '../core/paper-words.ts';

const DIRECTIONS = { inbound: '来电', outbound: '去电', internal: '内线' } as const;
const MESSAGE = { taken: '待转达', passed_on: '已托转', delivered: '已转达', withdrawn: '已撤回' } as const;
const MATTER = { open: '未办结', done: '已办结', dropped: '不再跟进' } as const;

/** Numbers are masked as on the screen (T-15). */
export const TELEPHONE_LISTS: readonly ListSource[] = [
  listSource({
    id: 'calls', title: { zh: '来电', en: 'Calls' }, endpoint: listCalls, limit: 100, page: ({ rows, next }) => ({ rows, ...(next ? { next: { ...next } } : {}) }),
    columns: (cell) => [
      cell('时间', 18, (row, say) => say.when(row.startedAt)), cell('方向', 8, (row) => DIRECTIONS[row.direction]), cell('号码', 16, (row) => row.number), cell('尊称', 12, (row) => row.address), cell('全名', 12, (row) => row.fullName), cell('公司/单位', 20, (row) => row.company), cell('事由', 10, (row) => (row.purpose ? PURPOSE_WORDS[row.purpose] : '')), cell('接听人', 12, (row) => row.agent),
      cell('响铃（秒）', 10, (row) => (row.ringMs === null ? '' : Math.round(row.ringMs / 1000))), cell('报的响铃', 10, (row) => row.ringsDeclared), cell('等候（秒）', 10, (row) => (row.heldMs > 0 ? Math.round(row.heldMs / 1000) : '')), cell('转接', 8, (row) => row.transfers), cell('结果', 12, (row) => DISPOSITION_WORDS[row.disposition ?? ''] ?? ''), cell('登记时间', 18, (row, say) => say.when(row.loggedAt)), cell('补录', 16, (row) => row.paper?.number ?? ''),
    ],
  }),
  listSource({
    id: 'messages', title: { zh: '留言', en: 'Messages' }, endpoint: listMessages, page: ({ open, past }, isFirst) => ({ rows: isFirst ? [...open, ...past] : past, next: below('before', past.at(-1)?.takenAt) }),
    columns: (cell) => [
      cell('记录时间', 18, (row, say) => say.when(row.takenAt)), cell('致', 12, (row) => row.toName), cell('部门', 12, (row) => row.toDepartment), cell('紧急', 6, (row) => (row.urgent ? '是' : '')), cell('来电者', 14, (row) => row.address || row.fullName), cell('公司/单位', 20, (row) => row.company), cell('电话', 16, (row) => row.number), cell('要求', 18, (row) => row.wishes.map((wish) => WISH_WORDS[wish]).join('、')),
      cell('留言', 44, (row) => row.content), cell('记录人', 12, (row) => row.takenBy), cell('转达', 20, (row) => row.attempts.map((attempt) => `${METHOD_WORDS[attempt.method]}${attempt.through ? ` ${attempt.through}` : ''}`).join('、')), cell('转达时间', 18, (row, say) => say.when(row.deliveredAt)), cell('应转达', 18, (row, say) => say.when(row.dueAt)), cell('状态', 10, (row) => MESSAGE[row.status]), cell('超时', 6, (row) => (row.isLate ? '是' : '')), cell('补录', 16, (row) => row.paper?.number ?? ''),
    ],
  }),
  listSource({
    id: 'matters', title: { zh: '跟进事项', en: 'Matters' }, endpoint: listMatters, page: ({ open, past }, isFirst) => ({ rows: isFirst ? [...open, ...past] : past, next: below('before', past.at(-1)?.endedAt) }),
    columns: (cell) => [
      cell('登记时间', 18, (row, say) => say.when(row.openedAt)), cell('事项', 12, (row) => MATTER_WORDS[row.kind]), cell('对方', 14, (row) => row.address || row.fullName), cell('公司/单位', 20, (row) => row.company), cell('电话', 16, (row) => row.number), cell('内容', 40, (row) => row.content || row.lostTo), cell('来电次数', 8, (row) => row.count), cell('负责人', 12, (row) => row.owner), cell('应办结', 18, (row, say) => say.when(row.dueAt)),
      cell('联系次数', 8, (row) => row.tries.length), cell('结果', 30, (row) => row.result), cell('办结', 18, (row, say) => say.when(row.endedAt)), cell('状态', 10, (row) => MATTER[row.status]), cell('超时', 6, (row) => (row.isLate ? '是' : '')),
    ],
  }),
  listSource({
    id: 'contacts', title: { zh: '来电者', en: 'Callers' }, endpoint: listContacts, page: ({ contacts }) => ({ rows: contacts, next: below('before', contacts.at(-1)?.lastAt) }),
    columns: (cell) => [
      cell('尊称', 12, (row) => row.address), cell('全名', 12, (row) => row.fullName), cell('公司/单位', 22, (row) => row.company), cell('号码', 24, (row) => row.numbers.join('、')), cell('来电次数', 8, (row) => row.calls), cell('第一次', 18, (row, say) => say.when(row.learnedAt)), cell('最近一次', 18, (row, say) => say.when(row.lastAt)), cell('备注', 30, (row) => row.note),
    ],
  }),
];
