import type { RetentionSource } from '../../../platform/server/retention.ts';

export const ALERT_RETENTION: readonly RetentionSource[] = [
  {
    id: 'alerts', record: { zh: '提醒', en: 'Alerts' }, holds: { zh: '没有客人的姓名和号码；有被提醒员工的姓名、是否看过', en: 'No guest’s name or number; which colleague was told and has seen it' }, from: { zh: '自发出起', en: 'from raising' }, after: { zh: '不自动抹去：是谁几时知道的凭据', en: 'not erased by itself: the proof of who knew when' },
  },
];
