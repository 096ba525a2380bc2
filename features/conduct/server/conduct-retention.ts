import type { RetentionSource } from '../../../platform/server/retention.ts';

/** Matters of conduct and pledges (M-39 … M-41): how many there are is told to nobody here. */
export const CONDUCT_RETENTION: readonly RetentionSource[] = [
  {
    id: 'conduct', record: { zh: '行为违规与保密承诺', en: 'Conduct and pledges' }, holds: { zh: '员工姓名、陈述、证据、处理', en: 'Name of the employee, statement, evidence, decision' }, from: { zh: '随劳动档案', en: 'with the employment record' },
    after: { zh: '不自动抹去；只有处理人和本人能看', en: 'not erased by itself; only those who decide and the person see it' },
  },
];
