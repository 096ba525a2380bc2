import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const COMPLAINT_KEEPS: readonly Keep[] = [
  { clause: 'M-37', by: 'rule', where: '没有投诉电话不能启用案场；投诉与举报登记，被投诉人不可见、不经手' },
  { clause: 'M-37', by: 'clock', where: '投诉接手、首次回应时限' },
  { clause: 'T-01', by: 'clock', where: '投诉答复与 100% 回访时限' },
];
