import { listSource, type ListSource } from '../../../platform/server/list-export.ts';
import { REFERRAL_CLOCK } from '../core/line-words.ts';
import { listReferrals } from '../core/partner-contract.ts';
import { PARTNER_WORDS } from '../core/partner-words.ts';

const { zh } = PARTNER_WORDS;
const CLOCKS: Readonly<Record<string, string>> = REFERRAL_CLOCK.zh;
const RESULTS = { fixed: '修复', temporary: '临时处理', not_fixed: '未修复' } as const;
const WARRANTY = { in: '在保', over: '已过保', none: '无约定' } as const;

export const PARTNER_LISTS: readonly ListSource[] = [
  listSource({
    id: 'referrals', title: { zh: '协作单位维修', en: 'Referrals' }, endpoint: listReferrals, page: ({ rows, more }) => ({ rows, ...(more ? { next: { after: more } } : {}) }),
    columns: (cell) => [
      cell('编号', 14, (row) => row.number), cell('状态', 10, (row) => zh.status[row.status]), cell('单位', 22, (row) => row.firm), cell('联系人', 16, (row) => row.contact), cell('维修单号', 14, (row) => row.repairNumber), cell('地点', 18, (row) => row.place), cell('故障', 36, (row) => row.defect), cell('保修', 10, (row) => WARRANTY[row.warranty]), cell('登记', 18, (row, say) => say.when(row.receivedAt)), cell('致电', 18, (row, say) => say.when(row.calledAt)),
      cell('承诺', 18, (row, say) => say.when(row.promisedAt)), cell('承诺次数', 8, (row) => row.promises), cell('到场', 18, (row, say) => say.when(row.arrivedAt)), cell('完成', 18, (row, say) => say.when(row.doneAt)), cell('结果', 12, (row) => (row.result ? RESULTS[row.result] : '')), cell('说明', 26, (row) => row.outcome), cell('超时', 14, (row) => row.late.map((clock) => CLOCKS[clock] ?? clock).join('、')),
    ],
  }),
];
