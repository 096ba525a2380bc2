import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { column, surnameOnly } from '../../../platform/core/register.ts';
import { maskContact } from '../../../platform/server/keyset.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { maySee } from '../core/complaint-permissions.ts';
import { COMPLAINT_LABELS } from '../core/complaint-labels.ts';
import type { Complaint } from '../core/complaint.ts';
import { COMPLAINT_STATUS } from '../core/line-words.ts';

const { channel: CHANNELS, grade: GRADES, finding: FINDINGS } = COMPLAINT_LABELS.zh;
const RESULTS: Readonly<Record<string, string>> = COMPLAINT_LABELS.zh.result;

/** 投诉登记表 (M-37, forms.md 4.7). Reports (举报) stand in no register. */
export const COMPLAINT_REGISTERS: readonly RegisterSource[] = [
  stateRegister<Complaint>(
    {
      id: 'complaints', title: { zh: '投诉登记表', en: 'Complaints' }, form: 'TS-01', clause: 'M-37', permission: 'complaints.read',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('number', '编号', 'Number', 17), column('at', '登记时间', 'When', 22), column('channel', '渠道', 'Channel', 14), column('who', '投诉人', 'Who', 14), column('contact', '联系方式', 'Contact', 20), column('place', '地点', 'Place', 17), column('content', '内容', 'What', 46), column('grade', '等级', 'Grade', 10),
        column('owner', '责任人', 'Owner', 13), column('response', '首次回应', 'First response', 22), column('finding', '是否属实', 'Finding', 13), column('decision', '处理意见', 'Decision', 34), column('view', '投诉人意见', 'Their view', 15), column('status', '状态', 'State', 13), column('late', '超时', 'Late', 10, 'centre'),
      ],
    },
    {
      table: 'complaints', at: 'received_at', people: (state) => [state.ownerId],
      cells: (state, say, asked) =>
        maySee(state, asked.actor)
          ? [
              say.nr, state.number, say.when(state.receivedAt), CHANNELS[state.channel], state.anonymous ? '匿名' : surnameOnly(state.name), state.contact ? maskContact(state.contact) : '', say.place ?? state.placeText, maskNumbers(state.content), GRADES[state.grade], say.name(state.ownerId), say.when(state.response?.at),
              state.decision ? FINDINGS[state.decision.finding] : '', maskNumbers(state.decision?.text ?? ''), RESULTS[state.calls.at(-1)?.result ?? ''] ?? '', COMPLAINT_STATUS.zh[state.status], state.late.length > 0 ? '是' : '',
            ]
          : undefined,
    },
  ),
];
