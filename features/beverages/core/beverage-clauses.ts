import type { Keep } from '../../handbook/core/handbook-facts.ts';

/** What keeps the clauses of 附件九. */
export const BEVERAGE_KEEPS: readonly Keep[] = [
  { clause: 'B-01', by: 'clock', where: '落座、询问、上饮品的时限，未记录的单列' },
  { clause: 'B-01', by: 'report', where: '水吧月度数据' },
  { clause: 'B-02', by: 'rule', where: '水吧属于本案场，品名、桌位、库存各自独立' },
  { clause: 'B-03', by: 'record', where: '质量抽查表、整改与复查、随机抽查计划' },
  { clause: 'B-04', by: 'record', where: '饮品服务程序：版本、生效日、员工确认' },
  { clause: 'B-05', by: 'record', where: '每桌询问、上饮品、续杯、收台及经手人' },
  { clause: 'B-05', by: 'script', where: '复单、上饮品、续杯、送客用语' },
  { clause: 'B-06', by: 'record', where: '开班、闭班清洁检查表，签名带时间' },
  { clause: 'B-07', by: 'rule', where: '开班清点，差异写明原因，未清点不算就绪' },
  { clause: 'B-08', by: 'record', where: '饮品与各种杯具的备货、缺口、申领、到货' },
  { clause: 'B-09', by: 'report', where: '备货量：座位数乘倍数，算式写在屏幕上' },
];
