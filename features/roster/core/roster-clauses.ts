import type { Keep } from '../../handbook/core/handbook-facts.ts';

/** What keeps the clauses about who is on and who takes over. */
export const ROSTER_KEEPS: readonly Keep[] = [
  { clause: 'M-51', by: 'rule', where: '值班表；没有客服人员在岗时行政值班代接（别的岗位顶到客服台也算），前一日查缺岗（不营业的日子也查行政值班）；放假前一工作日发值班交底单' },
  { clause: 'M-52', by: 'clock', where: '交接班：自动列出、双方签字、代办客服的只能交给客服人员或下一班行政值班、无人接 30 分钟、换班后没写 30 分钟报物业经理；交接班记录 A4' },
  { clause: 'G-04', by: 'record', where: '岗位调整：原岗、顶岗、本人确认' },
  { clause: 'G-05', by: 'clock', where: '临时任务：交办（写明完成时间）、完成、确认或退回、超时；退回后时限照算' },
];
