import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const INCIDENT_KEEPS: readonly Keep[] = [
  { clause: 'G-01', by: 'rule', where: '突发事件：不选类别和等级不能上报' },
  { clause: 'G-01', by: 'clock', where: '突发事件：逐级上报，无人确认自动报上一级，报告人、代录人自己确认或处置完毕不算；一级同时报各级' },
  { clause: 'G-01', by: 'record', where: '突发事件报告：每级报出、确认时间与指示' },
];
