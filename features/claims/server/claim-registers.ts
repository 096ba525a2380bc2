import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { column, surnameOnly } from '../../../platform/core/register.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { maySee } from '../core/claim-permissions.ts';
import { LIABLE_WORDS, SETTLED_WORDS, WAY_WORDS } from '../core/claim-words.ts';
import { CLAIM_STATUS } from '../core/line-words.ts';
import type { Claim } from '../core/claim.ts';

const yuan = (cents: number | undefined): number | string => (cents === undefined ? '' : cents / 100);

/** 赔偿登记表 (M-38, forms.md 4.14): a line for each 赔偿单. */
export const CLAIM_REGISTERS: readonly RegisterSource[] = [
  stateRegister<Claim>(
    {
      id: 'claims', title: { zh: '赔偿登记表', en: 'Claims' }, form: 'PC-01', clause: 'M-38', permission: 'claims.read',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('number', '编号', 'Number', 17), column('at', '发生时间', 'When', 22), column('direction', '方向', 'Which way', 16), column('place', '地点', 'Place', 17), column('injured', '受损方', 'Whose', 14), column('item', '物品', 'Item', 24), column('damage', '损坏情况', 'Damage', 36),
        column('liable', '责任方', 'Liable', 18), column('way', '处理方式', 'Way', 15), column('asked', '商定金额（元）', 'Agreed (¥)', 16, 'right'), column('paid', '实付（元）', 'Paid (¥)', 16, 'right'), column('how', '付款或交付', 'How', 18), column('settled', '办结', 'Settled', 18), column('status', '状态', 'State', 13),
      ],
    },
    {
      table: 'claims', at: 'received_at', people: (state) => [state.liablePersonId],
      cells: (state, say, asked) =>
        maySee(state, asked.actor)
          ? [
              say.nr, state.number, say.when(state.happenedAt), state.direction === 'ours' ? '我方损坏他人' : '他人损坏我方', say.place ?? state.placeText, surnameOnly(state.injuredName), `${state.item} × ${state.quantity}`, maskNumbers(state.damage),
              [LIABLE_WORDS.zh[state.liable], say.name(state.liablePersonId) || surnameOnly(state.liableName)].filter(Boolean).join(' '), state.proposal ? WAY_WORDS.zh[state.proposal.way] : '', yuan(state.proposal?.amountCents), yuan(state.settlement?.amountCents), state.settlement ? SETTLED_WORDS.zh[state.settlement.how] : '', say.day(state.settlement?.at), CLAIM_STATUS.zh[state.status],
            ]
          : undefined,
    },
  ),
];
