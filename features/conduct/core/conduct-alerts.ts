import type { AlertDraft, AlertEnd, AlertTopic, Rung } from '../../../platform/core/alert.ts';
import type { Breach, BreachEvent } from './breach.ts';
import { SIGN_CLOCK, VALID_CLOCK, type Pledge, type PledgeEvent } from './pledge.ts';

const READER: Rung = { part: 'reader' };
const PERSON: Rung = { part: 'person' };
const MANAGER: Rung = { role: 'property_manager' };

/** A matter of conduct says nothing of itself where others may read along. */
const topicOf = (topic: string, who: Rung[], zh: string, en: string, clause: string, then: Rung[] = []): AlertTopic => ({
  topic, ladder: [{ who }, ...(then.length > 0 ? [{ who: then, afterMinutes: 24 * 60 }] : [])], label: { zh, en }, clause,
  path: (subject, siteId) => {
    const page = topic.startsWith('pledges.') ? '/amends/pledges' : `/amends/conduct/${subject}`;
    return { desk: page, phone: `/m${page}?site=${siteId}` };
  },
  text: (_facts, language) => ({ title: language === 'zh' ? zh : en, body: language === 'zh' ? '请打开查看' : 'Open it to see' }),
});

export const CONDUCT_TOPICS: readonly AlertTopic[] = [
  topicOf('conduct.recorded', [READER], '有一件行为事项待处理', 'A matter of conduct to deal with', 'M-39'),
  topicOf('conduct.statement', [PERSON], '请您说明一件事', 'Your statement is asked for', 'M-39'),
  topicOf('conduct.heard', [READER], '本人已说明，待处理', 'The person was heard; a decision is due', 'M-39'),
  topicOf('conduct.decided', [PERSON], '请查看处理决定', 'A decision for you to read', 'M-39'),
  topicOf('conduct.late', [READER], '本人陈述超时', 'A statement is late', 'M-39'),
  topicOf('conduct.incident', [READER], '已报警，请登记突发事件', 'Referred to the police: register the incident', 'M-42'),
  topicOf('pledges.asked', [PERSON], '请签保密承诺', 'Sign the confidentiality pledge', 'M-40'),
  topicOf('pledges.near', [PERSON], '保密承诺快到期', 'Your pledge expires soon', 'M-40'),
  topicOf('pledges.late', [PERSON], '保密承诺超时未签', 'A pledge is not signed in time', 'M-40', [MANAGER]),
  topicOf('pledges.expired', [PERSON], '保密承诺已过期', 'A pledge has expired', 'M-40', [MANAGER]),
];

export const breachAlerts = (event: BreachEvent, after: Breach): readonly (AlertDraft | AlertEnd)[] => {
  const said = (topic: string, key: string, clock?: AlertDraft['clock']): AlertDraft => ({
    topic, level: topic === 'conduct.incident' ? 'breach' : 'warning', key, facts: {}, isPrivate: true,
    // A locked case is not the person's to know of.
    people: { reader: after.readerIds, ...(after.locked ? {} : { person: [after.personId] }) }, ...(clock ? { clock } : {}),
  });
  const toPerson = (topic: string, key: string): AlertDraft[] => (after.locked ? [] : [said(topic, key)]);
  const settled = (ends: string): AlertEnd => ({ ends, why: 'met' });
  if (event.type === 'BreachRecorded') return [said('conduct.recorded', 'recorded'), ...toPerson('conduct.statement', 'statement')];
  if (event.type === 'DeadlineBreached') return [said('conduct.late', `late/${event.dueAt}`, { clock: event.clock, round: event.round })];
  if (event.type === 'BreachClosed') return [{ ends: '*', why: 'met' }];
  if (event.type !== 'BreachStep') return [];
  switch (event.step.step) {
    case 'state':
    case 'noStatement':
      return [settled('recorded'), settled('statement'), said('conduct.heard', 'heard')];
    case 'decide':
      return [settled('heard'), ...(event.step.sanction === 'dismissal' ? [] : toPerson('conduct.decided', 'decided'))];
    case 'tell':
      return [settled('decided')];
    case 'referPolice':
      return [said('conduct.incident', 'incident')];
    case 'linkIncident':
      return [settled('incident')];
    case 'void':
      return [{ ends: '*', why: 'fell-away' }];
    default:
      return [];
  }
};

export const pledgeAlerts = (event: PledgeEvent, after: Pledge): readonly (AlertDraft | AlertEnd)[] => {
  const said = (topic: string, level: AlertDraft['level'], clock?: string): AlertDraft => ({ topic, level, key: `${topic}/${after.round}`, facts: {}, people: { person: [after.personId] }, ...(clock ? { clock: { clock, round: after.round } } : {}) });
  switch (event.type) {
    case 'PledgeAsked':
      return [said('pledges.asked', 'warning')];
    case 'PledgeSigned':
      return [{ ends: '*', why: 'met' }];
    case 'PledgeRenewalNear':
      return [said('pledges.near', 'warning', VALID_CLOCK)];
    case 'PledgeExpired':
      return [said('pledges.expired', 'breach', VALID_CLOCK)];
    case 'PledgeLate':
      return [said('pledges.late', 'breach', SIGN_CLOCK)];
    default: {
      const never: never = event;
      return never;
    }
  }
};
