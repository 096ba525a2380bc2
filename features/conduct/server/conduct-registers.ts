import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { column } from '../../../platform/core/register.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import type { Appointment } from '../../people/core/people-facts.ts';
import { appointmentsOf } from '../../people/server/people-facts.ts';
import { audienceOf } from '../core/conduct-permissions.ts';
import { CLAUSE_OF, type Breach, type BreachKind, type BreachStatus, type Sanction } from '../core/breach.ts';

const KINDS: Readonly<Record<BreachKind, string>> = { smoking: '室内吸烟', bad_habit: '不良习惯', gossip: '谈论所闻', theft: '偷盗', other: '其他' };
const STATUS: Readonly<Record<BreachStatus, string>> = { recorded: '待本人说明', heard: '待处理', decided: '待告知', closed: '已办结', void: '已作废' };
const SANCTIONS: Readonly<Record<Sanction, string>> = { none: '不处理', talk: '口头提醒', warning: '书面警告', final_warning: '最后警告', dismissal: '辞退' };

/** 行为违规登记 (M-39 … M-42): only cases this reader decides or wrote down; a locked one is its reader’s alone. */
export const CONDUCT_REGISTERS: readonly RegisterSource[] = [
  stateRegister<Breach, readonly Appointment[]>(
    {
      id: 'breaches', title: { zh: '行为违规登记', en: 'Breaches of conduct' }, form: 'XW-01', clause: 'M-39', permission: 'conduct.record',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('number', '编号', 'Number', 18), column('at', '发生时间', 'When', 22), column('person', '当事人', 'Person', 16), column('kind', '类别', 'Kind', 18), column('clause', '条款', 'Clause', 12), column('place', '地点', 'Place', 18), column('what', '经过', 'What happened', 56),
        column('said', '本人说明', 'Statement', 40), column('finding', '认定', 'Finding', 14), column('sanction', '处理', 'Sanction', 16), column('told', '告知', 'Told', 18), column('status', '状态', 'State', 16),
      ],
    },
    {
      table: 'breaches', at: 'received_at', people: (state) => [state.personId],
      beside: (reader, siteId) => appointmentsOf(reader.query, siteId),
      cells: (state, say, asked) => {
        const audience = audienceOf(state, { ...asked.actor, appointments: say.beside ?? [] });
        if (audience !== 'reader' && audience !== 'recorder') return undefined;
        const all = audience === 'reader';
        return [
          say.nr, state.number, say.when(state.happenedAt), say.name(state.personId), KINDS[state.kind], CLAUSE_OF[state.kind], state.placeText, maskNumbers(state.description), all ? maskNumbers(state.statement?.text ?? '') : '', all && state.decision ? (state.decision.finding === 'founded' ? '属实' : '不属实') : '',
          all && state.decision ? SANCTIONS[state.decision.sanction] : '', all ? say.day(state.told?.at) : '', STATUS[state.status],
        ];
      },
    },
  ),
];
