import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const CLAIM_KEEPS: readonly Keep[] = [
  { clause: 'M-38', by: 'clock', where: '赔偿：答复时限，退回或对方不接受后重新计；付款或交付时限' },
  { clause: 'M-38', by: 'rule', where: '赔偿：先定责、按金额审批、双方签字；经手人不得自批' },
  { clause: 'M-38', by: 'report', where: '每月赔偿合计，赔偿单打印' },
];
