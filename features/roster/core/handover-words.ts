import type { HandoverLine, HandoverSection, Hygiene } from './handover.ts';

/** What a handover's parts are called, on the screen and on the sheet (forms.md 4.11). */
export const SECTION_LABELS: Readonly<Record<'zh' | 'en', Readonly<Record<HandoverSection, string>>>> = {
  zh: { repairs: '未完成维修单', copies: '未交回联单', tasks: '临时任务', reassignments: '岗位调整', gaps: '缺岗', booked: '预约', alerts: '无人确认的提醒', beverages: '水吧', messages: '未送达留言', enquiries: '未了查询、投诉、回访', missed: '未回的来电', unlogged: '接了没登记的来电', incidents: '突发事件及后续', inside: '还在场内的人', complaints: '未办结投诉', claims: '未办结赔偿', referrals: '协作单位未完成' },
  en: { repairs: 'Open orders', copies: 'Copies out', tasks: 'Tasks', reassignments: 'Reassignments', gaps: 'Uncovered', booked: 'Booked', alerts: 'Alerts nobody answered', beverages: 'Bar', messages: 'Undelivered messages', enquiries: 'Open enquiries, complaints, follow-ups', missed: 'Calls to return', unlogged: 'Answered calls not logged', incidents: 'Incidents', inside: 'People inside', complaints: 'Open complaints', claims: 'Open claims', referrals: 'With partner firms' },
};
export const HYGIENE_LABELS: Readonly<Record<'zh' | 'en', Readonly<Record<Hygiene['state'], string>>>> = {
  zh: { fine: '整洁', not_fine: '有问题', unseen: '未检查' },
  en: { fine: 'in order', not_fine: 'not in order', unseen: 'not checked' },
};
const TASKS: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>> = {
  zh: { given: '待接受', accepted: '进行中', done: '待确认' },
  en: { given: 'to be accepted', accepted: 'under way', done: 'to be confirmed' },
};

export type LineWords = (line: HandoverLine, language: 'zh' | 'en') => { status: string; next: string } | undefined;

/** A line's state in words: those of its feature, else the roster's own; a code neither knows is shown unchanged. */
export const sayLine = (line: HandoverLine, language: 'zh' | 'en', own: LineWords): string => {
  const said = own(line, language) ?? (line.section === 'tasks' ? { status: TASKS[language][line.status] ?? line.status, next: line.next } : line.section === 'reassignments' && line.next !== '' ? { status: '', next: language === 'zh' ? `${line.next}顶岗` : `covered by ${line.next}` } : line);
  return [said.status, said.next].filter(Boolean).join(' · ');
};
