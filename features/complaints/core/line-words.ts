import { COMPLAINT_LABELS } from './complaint-labels.ts';
import type { ComplaintStatus } from './complaint.ts';

/** How it stands and what is due next, on screens and in a handover alike. */
export const COMPLAINT_STATUS: Readonly<Record<'zh' | 'en', Readonly<Record<ComplaintStatus, string>>>> = {
  zh: { open: '待回应', responded: '处理中', decided: '待答复', answered: '待回访', closed: '已办结', void: '已作废' },
  en: { open: 'to respond', responded: 'being handled', decided: 'to answer', answered: 'to call back', closed: 'closed', void: 'struck out' },
};
export const COMPLAINT_CLOCK = {
  zh: { 'complaint.take': '接手', 'complaint.respond': '首次回应', 'complaint.answer': '答复', 'complaint.return': '回访' },
  en: { 'complaint.take': 'take', 'complaint.respond': 'first response', 'complaint.answer': 'answer', 'complaint.return': 'return call' },
} as const;

/** How grave, what for, how it stands: `status/grade/cause`, of sheets of before the status alone. Undefined for lines that are not ours. */
export const complaintLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined => {
  if (line.section !== 'complaints') return undefined;
  const [status = '', grade = '', cause = ''] = line.status.split('/');
  const labels = COMPLAINT_LABELS[language];
  const said = [labels.grade[grade as keyof typeof labels.grade], labels.cause[cause as keyof typeof labels.cause], COMPLAINT_STATUS[language][status as ComplaintStatus]];
  return { status: said.filter(Boolean).join(' · '), next: COMPLAINT_CLOCK[language][line.next as keyof (typeof COMPLAINT_CLOCK)['zh']] ?? '' };
};
