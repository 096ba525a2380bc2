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

/** Undefined for lines that are not ours. */
export const complaintLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined =>
  line.section === 'complaints' ? { status: COMPLAINT_STATUS[language][line.status as ComplaintStatus] ?? '', next: COMPLAINT_CLOCK[language][line.next as keyof (typeof COMPLAINT_CLOCK)['zh']] ?? '' } : undefined;
