import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { courseSentence } from './course-words.ts';
import type { IncidentView } from './incident-contract.ts';
import { INCIDENT_LABELS } from './incident-labels.ts';

/** The two-page report (突发事件报告, forms.md 4.9) as words, filled from what was entered and told; drawing is the server's. */
export type ReportRow = { readonly step: string; readonly name: string; readonly way: string; readonly toldAt: string; readonly confirmedAt: string; readonly instruction: string };
export type IncidentReportContent = {
  readonly title: string;
  readonly number: string;
  readonly site: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly ladder: readonly ReportRow[];
  readonly outside: readonly (readonly [string, string, string])[];
  readonly course: readonly (readonly [string, string])[];
  readonly results: readonly (readonly [string, string])[];
  readonly summary: readonly (readonly [string, string])[];
};

const L = INCIDENT_LABELS.zh;
const CLOSED = { none: '未影响接待', part: '部分暂停开放', all: '全部暂停开放' } as const;
export const reportContent = (view: IncidentView, zone: string): IncidentReportContent => {
  const day = localDate(view.reportedAt, zone);
  const at = (instant: string | null | undefined): string => (instant ? `${localDate(instant, zone) === day ? '' : `${localDate(instant, zone).slice(5)} `}${localTime(instant, zone)}` : '');
  const full = (instant: string | null): string => (instant ? `${localDate(instant, zone)} ${localTime(instant, zone)}` : '');
  const several = view.ladders.length > 1;
  const { loss, impact, summary, spokesman } = view;
  const hurt = view.affected.filter((person) => person.harm !== 'none');
  // While it goes on, what nobody wrote down was asked by nobody.
  const none = view.status === 'open' ? '未报' : '无';
  return {
    title: `突发事件报告${view.drill ? '（演练）' : ''}`, number: view.number, site: [view.site.company, view.site.name].filter(Boolean).join(' '),
    facts: [
      ['类别', L.nature[view.nature]], ['等级', L.grade[view.grade]], ['发生时间', full(view.occurredAt)], ['发现时间', full(view.foundAt)], ['地点', view.place], ['报告人', `${view.reporter}（${L.way[view.via]}）`],
      ['报告时间', `${full(view.reportedAt)}${view.delays.report > 0 ? `，迟 ${view.delays.report} 分钟` : ''}`], ['代录人', view.bookedBy ? `${view.bookedBy} ${at(view.recordedAt)}` : ''],
    ],
    ladder: [
      ...view.ladders.flatMap((ladder) =>
        ladder.steps.flatMap((step): ReportRow[] => {
          const label = `${several ? `${L.grade[ladder.grade]} ` : ''}第 ${step.step + 1} 级`;
          return step.told.length === 0
            ? [{ step: label, name: step.empty.length > 0 ? '无人可报' : '本人已知情', way: '', toldAt: at(step.at), confirmedAt: '', instruction: '' }]
            : step.told.map((person) => ({ step: label, name: person.name, way: person.way && person.way !== 'app' ? `系统，${L.way[person.way]}确认` : '系统', toldAt: at(step.at), confirmedAt: person.answeredAt ? at(person.answeredAt) : '未确认', instruction: person.instructions.join('；') }));
        }),
      ),
      ...view.calls.map((call): ReportRow => ({ step: call.duty ?? '另报', name: call.who, way: L.way[call.way], toldAt: at(call.at), confirmedAt: call.confirmedAt ? at(call.confirmedAt) : '未确认', instruction: call.instruction ?? '' })),
    ],
    outside: view.outside.map((call) => [L.outside[call.to], at(call.at), call.words ?? '']),
    // Who was told when stands in the table above.
    course: view.course.filter((line) => line.kind !== 'told').map((line) => [at(line.at), courseSentence(line, 'zh')]),
    results: [
      ['初步原因', view.cause ?? ''],
      ['伤亡', view.affected.length === 0 ? none : `${hurt.length} 人受伤或死亡：${view.affected.map((person) => [person.name, L.harm[person.harm], person.words].filter(Boolean).join(' ')).join('；')}`],
      ['财产损失', loss ? `${loss.words}${loss.amount === null ? '' : `，估计 ${loss.amount} 元${loss.isReportable ? '（达到单独上报标准）' : ''}`}` : none],
      ['对客影响', impact ? [CLOSED[impact.closed], impact.area, impact.from ? `${at(impact.from)} 起` : '', impact.until ? `${at(impact.until)} 恢复` : ''].filter(Boolean).join('，') : none],
      ['现场证据', [view.photos.length > 0 ? `照片 ${view.photos.length} 张` : '', view.evidence].filter(Boolean).join('，')],
      ['现状', view.situation ?? ''],
      ['书面初报', view.firstReport ? `${full(view.firstReport.at)} ${view.firstReport.by}${view.firstReport.to ? ` 报 ${view.firstReport.to}` : ''}` : ''],
      ['对外口径', spokesman ? `仅由 ${spokesman.name} 对外说明${spokesman.words ? `：${spokesman.words}` : ''}` : '未指定发言人，一律不对外说明'],
    ],
    summary: [['原因分析', summary?.causes ?? ''], ['责任', summary?.responsibility ?? ''], ['预防措施', summary?.prevention ?? ''], ['整改期限', summary?.mendBy ?? '']],
  };
};
