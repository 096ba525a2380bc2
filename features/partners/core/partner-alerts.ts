import type { AlertDraft, AlertEnd, AlertTopic, Rung } from '../../../platform/core/alert.ts';
import type { Referral, ReferralEvent } from './referral.ts';

const DESK: Rung = { role: 'desk_agent' };
const topicOf = (topic: string, zh: string, en: string): AlertTopic => ({
  topic, ladder: [{ who: [DESK, { role: 'foreman' }] }, { who: [{ role: 'engineering_head' }], afterMinutes: 60 }, { who: [{ role: 'property_manager' }], afterMinutes: 60 }], label: { zh, en }, clause: 'M-23',
  path: (subject, siteId) => ({ desk: `/amends/partners/${subject}`, phone: `/m/amends/partners/${subject}?site=${siteId}` }),
  text: (facts, language) => ({ title: language === 'zh' ? zh : en, body: `${facts['number']} · ${facts['firm']} · ${facts['place']}` }),
});

export const PARTNER_TOPICS: readonly AlertTopic[] = [
  topicOf('partners.opened', '有质量问题待致电协作单位', 'A defect: call the partner firm'),
  topicOf('partner.call.late', '致电协作单位超时', 'The call to the partner firm is late'),
  topicOf('partner.on_site.late', '协作单位到场超时', 'The partner firm is late on site'),
  topicOf('partner.promise.late', '协作单位过了承诺时间', 'The partner firm missed its promise'),
];

/** A firm's name is no person's; its contact stays in the record. */
export const referralAlerts = (event: ReferralEvent, after: Referral): readonly (AlertDraft | AlertEnd)[] => {
  const said = (topic: string, level: AlertDraft['level'], key: string, clock?: AlertDraft['clock']): AlertDraft => ({ topic, level, key, facts: { number: after.number, firm: after.firmName.slice(0, 40), place: after.placeText.slice(0, 40) }, people: {}, ...(clock ? { clock } : {}) });
  if (event.type === 'ReferralOpened') return event.calledAt ? [] : [said('partners.opened', 'warning', 'opened')];
  if (event.type === 'DeadlineBreached') return [said(`${event.clock}.late`, 'breach', `${event.clock}/${event.round}/${event.dueAt}`, { clock: event.clock, round: event.round })];
  if (event.type !== 'ReferralStep') return [];
  if (event.step.step === 'call') return [{ ends: 'opened', why: 'met' }];
  if (event.step.step === 'finish') return [{ ends: '*', why: 'met' }];
  return event.step.step === 'cancel' ? [{ ends: '*', why: 'fell-away' }] : [];
};
