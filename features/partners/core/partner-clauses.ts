import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const PARTNER_KEEPS: readonly Keep[] = [
  { clause: 'M-23', by: 'clock', where: '协作单位：致电、到场、承诺时限' },
  { clause: 'M-23', by: 'report', where: '按单位的质量问题清单（PDF、XLSX），附日期和照片' },
];
