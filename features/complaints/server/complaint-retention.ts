import { outlookOf, type RetentionSource } from '../../../platform/server/retention.ts';

const shared = {
  parameter: 'complaints.keep_days', holds: { zh: '投诉人姓名、联系方式', en: 'The complainant’s name and contact' }, from: { zh: '自办结或作废起；本人要求可提前', en: 'from the end of the case; sooner when the person asks' },
  after: { zh: '抹去姓名、联系方式和流水文字；编号、时间、处理结果保留；未结赔付等结案', en: 'name, contact and the words of its timeline go; number, times and outcome stay; an open claim waits' },
} as const;

/** Complainants (M-37), erased by `erase-complainants.ts` once their case is only kept. */
export const COMPLAINT_RETENTION: readonly RetentionSource[] = [
  { ...shared, id: 'complaints', record: { zh: '投诉', en: 'Complaints' }, outlook: outlookOf('complaints', 'keeps_from', 'keeps_from is not null') },
  // How many reports there are, or that one went, would say that there was one.
  { ...shared, id: 'reports', record: { zh: '举报', en: 'Reports' }, isSealed: true as const },
];
