import type { AlertDraft, AlertTopic } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';

/** What those who read reports about the manager are told of one another, and of a way reports leave by (M-37). */
export type QualityNews = 'granted' | 'password' | 'pin' | 'export';

const LABELS: Readonly<Record<QualityNews, { readonly zh: string; readonly en: string }>> = {
  granted: { zh: '新增了一位区域品质', en: 'Somebody was made quality manager' },
  password: { zh: '区域品质的密码被重设', en: 'A quality manager’s password was reset' },
  pin: { zh: '区域品质的 PIN 被清除', en: 'A quality manager’s PIN was cleared' },
  export: { zh: '有人导出了整个案场，举报也在里面', en: 'The whole centre was exported, reports too' },
};

export const PEOPLE_TOPICS: readonly AlertTopic[] = Object.entries(LABELS).map(([what, label]) => ({
  topic: `people.quality-${what}`, ladder: [{ who: [{ part: 'colleague' }] }], label, clause: 'M-37',
  path: (_subject, siteId) => ({ desk: '/amends/reports', phone: `/m/amends/reports?site=${siteId}` }),
  text: (facts, language) => ({ title: label[language], body: language === 'zh' ? `${facts['person'] === facts['by'] ? '' : `${facts['person']}，`}经办人 ${facts['by']}。不知道这件事的话，请向公司核实` : `${facts['person'] === facts['by'] ? '' : `${facts['person']}, `}done by ${facts['by']}. If it is news to you, ask the company` }),
}));

/** Each reads and answers it alone: one who was put there must not silence it for the others. */
export const qualityAlert = (input: { readonly what: QualityNews; readonly person: string; readonly by: string; readonly colleagues: readonly string[]; readonly now: Instant }): AlertDraft => ({
  topic: `people.quality-${input.what}`, level: 'warning', key: `quality/${input.what}/${input.now}`, facts: { person: input.person, by: input.by }, people: { colleague: input.colleagues }, everybody: true, isPrivate: true,
});
