import { outlookOf, type RetentionSource } from '../../../platform/server/retention.ts';

/** Whoever was hurt or saw it (G-01), erased by `erase-affected.ts` once the incident is only kept. */
export const INCIDENT_RETENTION: RetentionSource = {
  id: 'incidents', parameter: 'incidents.keep_days', record: { zh: '突发事件', en: 'Incidents' }, holds: { zh: '伤者、证人等人的姓名和情况', en: 'Names of those hurt and of witnesses' }, from: { zh: '自归档起；本人要求可提前', en: 'from filing; sooner when the person asks' },
  after: { zh: '抹去姓名和流水文字；编号、级别、时间、处置保留；未结赔付等结案', en: 'names and the words of its timeline go; number, grade, times and measures stay; an open claim waits' },
  outlook: outlookOf('incidents', 'keeps_from', 'keeps_from is not null'),
};
