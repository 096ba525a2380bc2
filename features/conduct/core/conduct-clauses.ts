import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const CONDUCT_KEEPS: readonly Keep[] = [
  { clause: 'M-39', by: 'record', where: '行为登记：证据、本人陈述、处理与告知' },
  { clause: 'M-40', by: 'clock', where: '保密承诺：维修员入职次日自动请签，每年本人签署，到期提醒' },
  { clause: 'M-41', by: 'rule', where: '偷盗只有辞退一种结果，由经理认定；账号同时停用，记录仅经理可见' },
  { clause: 'M-42', by: 'record', where: '移送公安：时间、案号，并须登记突发事件' },
];
