import type { AlertDraft, AlertEnd, AlertTopic, Ladder, Rung } from '../../../platform/core/alert.ts';
import { missingLevels, type ClaimLimits } from './claim-permissions.ts';
import type { Claim, ClaimEvent, Level } from './claim.ts';

const DESK: Rung = { role: 'desk_agent' };
const MANAGER: Rung = { role: 'property_manager' };
const QUALITY: Rung = { role: 'quality' };
const steps = (...rungs: Rung[][]): Ladder => rungs.map((who, index) => (index === 0 ? { who } : { who, afterMinutes: 60 }));

const topicOf = (topic: string, ladder: Ladder, zh: string, en: string): AlertTopic => ({
  topic, ladder, label: { zh, en }, clause: 'M-38',
  path: (subject, siteId) => ({ desk: `/amends/claims/${subject}`, phone: `/m/amends/claims/${subject}?site=${siteId}` }),
  text: (facts, language) => ({ title: language === 'zh' ? zh : en, body: String(facts['number']) }),
});

export const CLAIM_TOPICS: readonly AlertTopic[] = [
  topicOf('claims.opened', steps([DESK, MANAGER]), '有损坏需要处理', 'Damage to be settled'),
  topicOf('claims.approve.supervisor', steps([{ role: 'foreman' }, { role: 'engineering_head' }], [MANAGER]), '赔偿待主管审批', 'A claim for the supervisor to approve'),
  topicOf('claims.approve.manager', steps([MANAGER], [QUALITY]), '赔偿待物业经理审批', 'A claim for the manager to approve'),
  topicOf('claims.approve.company', steps([QUALITY]), '赔偿待公司审批', 'A claim for the company to approve'),
  topicOf('claim.reply.late', steps([DESK], [MANAGER], [QUALITY]), '赔偿答复超时', 'The reply to a claim is late'),
  topicOf('claim.settle.late', steps([DESK], [MANAGER], [QUALITY]), '赔偿付款或交付超时', 'Payment or delivery is late'),
];

/** Whoever has a part in the claim is not asked to approve it. */
export const claimAlerts = (event: ClaimEvent, after: Claim, limits: ClaimLimits): readonly (AlertDraft | AlertEnd)[] => {
  const said = (topic: string, level: AlertDraft['level'], key: string, clock?: AlertDraft['clock']): AlertDraft => ({
    topic, level, key, facts: { number: after.number },
    people: topic.startsWith('claims.approve') ? { except: [after.takenBy, after.proposal?.by, after.liablePersonId, after.injuredPersonId].filter((id): id is string => id !== undefined) } : {}, ...(clock ? { clock } : {}),
  });
  const next = (): AlertDraft[] => missingLevels(after, limits).slice(0, 1).map((level: Level) => said(`claims.approve.${level}`, 'breach', `approve/${level}/${after.proposal?.at ?? ''}`));
  const approved: AlertEnd = { ends: 'approve/', why: 'met' };
  if (event.type === 'ClaimOpened') return [said('claims.opened', 'warning', 'opened')];
  if (event.type === 'DeadlineBreached') return [said(`${event.clock}.late`, 'breach', `${event.clock}/${event.dueAt}`, { clock: event.clock, round: event.round })];
  if (event.type !== 'ClaimStep') return [];
  switch (event.step.step) {
    case 'propose':
      return [{ ends: 'opened', why: 'met' }, approved, ...next()];
    case 'approve':
      return [approved, ...next()];
    case 'sendBack':
    case 'decline':
      return [approved, said('claims.opened', 'warning', `again/${event.recordedAt}`)];
    case 'settle':
      return [{ ends: '*', why: 'met' }];
    case 'void':
      return [{ ends: '*', why: 'fell-away' }];
    default:
      return [];
  }
};
