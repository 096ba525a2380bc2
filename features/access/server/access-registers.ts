import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { column, surnameOnly } from '../../../platform/core/register.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { ACCESS_LABELS } from '../core/access-words.ts';
import type { Outcome, Removal } from '../core/removal.ts';
import type { Visit } from '../core/visit.ts';

const { zh } = ACCESS_LABELS;
const OUTCOMES: Readonly<Record<Outcome, string>> = { left: '离开', refused: '劝阻无效', police: '报警' };

/** 来访登记 and 劝离登记 (G-02, G-03, forms.md 4.10); what was erased on its day is empty here too. */
export const ACCESS_REGISTERS: readonly RegisterSource[] = [
  stateRegister<Visit>(
    {
      id: 'visits', title: { zh: '来访登记表', en: 'Visitors' }, form: 'ZX-02', clause: 'G-02', permission: 'access.print',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('day', '日期', 'Day', 18), column('in', '进入', 'In', 11), column('out', '离开', 'Out', 11), column('kind', '类别', 'Kind', 20), column('name', '姓名', 'Name', 13), column('firm', '单位', 'Firm', 28), column('count', '人数', 'Persons', 9, 'centre'), column('reason', '事由', 'Reason', 30), column('host', '被访人', 'Host', 14),
        column('checked', '证件已核', 'Checked', 11, 'centre'), column('work', '工作内容', 'Work', 28), column('order', '维修单号', 'Order', 17), column('pass', '出入证', 'Pass', 13), column('tools', '工具物品', 'Tools', 22), column('by', '登记人', 'By', 13),
      ],
    },
    {
      table: 'visits', at: 'entered_at', people: (state) => [state.hostId, state.bookedBy],
      cells: (state, say) => [say.nr, say.day(state.enteredAt), say.time(state.enteredAt), say.time(state.leftAt), zh.kind[state.kind], surnameOnly(state.name), state.firm ?? '', state.headcount, maskNumbers(state.reason ?? ''), say.name(state.hostId), state.checked ? '√' : '', maskNumbers(state.work ?? ''), state.repairNumber ?? '', state.pass ?? '', state.tools ?? '', say.name(state.bookedBy)],
    },
  ),
  stateRegister<Removal>(
    {
      id: 'removals', title: { zh: '劝离登记表', en: 'Removals' }, form: 'ZX-03', clause: 'G-02', permission: 'access.print',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('day', '日期', 'Day', 18), column('at', '时间', 'Time', 11), column('place', '位置', 'Place', 22), column('category', '对象类别', 'Kind', 18), column('count', '人数', 'Persons', 10, 'centre'), column('looks', '外观', 'Looks', 32), column('behaviour', '行为', 'Behaviour', 40), column('times', '劝阻次数', 'Times', 12, 'centre'),
        column('outcome', '结果', 'Result', 16), column('left', '离开时间', 'Left', 14), column('by', '处理人', 'By', 16), column('incident', '转突发事件', 'Incident', 16, 'centre'),
      ],
    },
    {
      table: 'removals', at: 'asked_at', people: (state) => [state.handledBy],
      cells: (state, say) => [say.nr, say.day(state.askedAt), say.time(state.askedAt), say.place ?? state.placeText, zh.category[state.category], state.headcount, maskNumbers(state.appearance ?? ''), maskNumbers(state.behaviour ?? ''), state.times, state.outcome ? OUTCOMES[state.outcome] : zh.action[state.action], say.time(state.leftAt), say.name(state.handledBy), state.incidentId ? '是' : ''],
    },
  ),
];
