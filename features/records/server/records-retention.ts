import type { RetentionSource } from '../../../platform/server/retention.ts';

export const RECORDS_RETENTION: readonly RetentionSource[] = [
  {
    id: 'months', record: { zh: '已签月度记录', en: 'Signed months' }, holds: { zh: '只有姓和打码的号码', en: 'Surnames and masked numbers only' }, from: { zh: '自签字起', en: 'from signing' }, after: { zh: '不抹去：签字后一字不改（M-54）', en: 'not erased: once signed it never changes (M-54)' },
  },
];
