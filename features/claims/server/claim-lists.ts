import { listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { listClaims } from '../core/claim-contract.ts';
import { LIABLE_WORDS, WAY_WORDS } from '../core/claim-words.ts';
import { CLAIM_CLOCK, CLAIM_STATUS } from '../core/line-words.ts';

const CLOCKS: Readonly<Record<string, string>> = CLAIM_CLOCK.zh;

export const CLAIM_LISTS: readonly ListSource[] = [
  listSource({
    id: 'claims', title: { zh: '赔偿', en: 'Claims' }, endpoint: listClaims, page: ({ rows, more }) => ({ rows, ...(more ? { next: { after: more } } : {}) }),
    columns: (cell) => [
      cell('编号', 14, (row) => row.number), cell('方向', 16, (row) => (row.direction === 'ours' ? '我方损坏他人' : '他人损坏我方')), cell('状态', 10, (row) => CLAIM_STATUS.zh[row.status]), cell('登记', 18, (row, say) => say.when(row.receivedAt)), cell('地点', 18, (row) => row.place), cell('物品', 22, (row) => row.item), cell('受损方', 14, (row) => row.injured), cell('责任方', 12, (row) => LIABLE_WORDS.zh[row.liable]),
      cell('处理', 12, (row) => (row.way ? WAY_WORDS.zh[row.way] : '')), cell('金额（元）', 12, (row) => (row.amountCents === null ? '' : row.amountCents / 100)), cell('下一时限', 14, (row) => CLOCKS[row.nextClock ?? ''] ?? ''), cell('到期', 18, (row, say) => say.when(row.nextDueAt)), cell('超时', 14, (row) => row.late.map((clock) => CLOCKS[clock] ?? clock).join('、')),
    ],
  }),
];
