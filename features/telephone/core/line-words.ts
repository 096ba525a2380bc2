import type { MatterKind } from './matter.ts';
import type { MessageStatus } from './message.ts';

const MESSAGE: Readonly<Record<'zh' | 'en', Readonly<Record<MessageStatus, string>>>> = {
  zh: { taken: '还没转达', passed_on: '在路上', delivered: '已收到', withdrawn: '作废' },
  en: { taken: 'Not passed on', passed_on: 'On its way', delivered: 'Received', withdrawn: 'Void' },
};
const MATTER: Readonly<Record<'zh' | 'en', Readonly<Record<MatterKind, string>>>> = {
  zh: { enquiry: '查询', complaint: '投诉', missed: '未接来电', call_back: '回电', follow_up: '回访' },
  en: { enquiry: 'Enquiry', complaint: 'Complaint', missed: 'Missed call', call_back: 'Call-back', follow_up: 'Follow-up' },
};
const URGENT: Readonly<Record<'zh' | 'en', string>> = { zh: '紧急', en: 'urgent' };
const UNLOGGED: Readonly<Record<'zh' | 'en', string>> = { zh: '还没登记', en: 'to be logged' };

/** A handover's telephone lines in the words of their lists; undefined for lines that are not ours. */
export const telephoneLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined => {
  if (line.section === 'messages') return { status: MESSAGE[language][line.status as MessageStatus] ?? '', next: line.next === 'urgent' ? URGENT[language] : '' };
  if (line.section === 'unlogged') return { status: UNLOGGED[language], next: line.next };
  return line.section === 'enquiries' || line.section === 'missed' ? { status: MATTER[language][line.status as MatterKind] ?? '', next: line.next } : undefined;
};
