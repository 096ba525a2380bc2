import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { column } from '../../../platform/core/register.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { INCIDENT_LABELS } from '../core/incident-labels.ts';
import type { Incident, IncidentStatus } from '../core/incident.ts';

const STATUS: Readonly<Record<IncidentStatus, string>> = { open: '处置中', handled: '待总结', closed: '已办结', cancelled: '误报' };
const { zh } = INCIDENT_LABELS;

/** 突发事件登记 (G-01, forms.md 4.9): a line for each; the two-page report is each one’s own. Who was hurt stands there alone. */
export const INCIDENT_REGISTERS: readonly RegisterSource[] = [
  stateRegister<Incident>(
    {
      id: 'incidents', title: { zh: '突发事件登记表', en: 'Incidents' }, form: 'ZX-01', clause: 'G-01', permission: 'incidents.print',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('number', '编号', 'Number', 17), column('nature', '类别', 'Kind', 15), column('grade', '等级', 'Grade', 18), column('found', '发现时间', 'Found', 22), column('reported', '报告时间', 'Reported', 22), column('place', '地点', 'Place', 18), column('by', '报告人', 'Reported by', 14),
        column('what', '经过', 'What happened', 50), column('outside', '外部报告', 'Outside', 26), column('closed', '对客影响', 'Opening', 18), column('first', '书面初报', 'First report', 22), column('handled', '处置完毕', 'Handled', 22), column('prevention', '预防措施', 'Prevention', 32), column('status', '状态', 'State', 14),
      ],
    },
    {
      table: 'incidents', at: 'found_at', people: (state) => [state.reporterId, state.bookedBy],
      cells: (state, say) => [
        say.nr, `${state.number}${state.drill ? `（${zh.drill}）` : ''}`, zh.nature[state.nature], zh.grade[state.grade], say.when(state.foundAt), say.when(state.reportedAt), say.place ?? state.placeText, say.name(state.reporterId) || state.reporterName || say.name(state.bookedBy),
        maskNumbers([state.words, ...state.notes.map((note) => note.words)].filter(Boolean).join('；')), state.outside.map((entry) => `${zh.outside[entry.to]} ${say.time(entry.at)}`).join('、'), state.impact ? { none: '未影响', part: '部分暂停', all: '全部暂停' }[state.impact.closed] : '',
        say.when(state.firstReport?.at), say.when(state.handled?.at), maskNumbers(state.summary?.prevention ?? ''), STATUS[state.status],
      ],
    },
  ),
];
