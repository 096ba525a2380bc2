import type { AlertDraft, AlertEnd, AlertTopic, Ladder, Rung } from '../../../platform/core/alert.ts';
import { COMPLAINT_CLOCKS, type ComplaintClock } from './complaint-deadlines.ts';
import type { Complaint, ComplaintEvent } from './complaint.ts';

const DESK: Rung = { role: 'desk_agent' };
const MANAGER: Rung = { role: 'property_manager' };
const QUALITY: Rung = { role: 'quality' };
const OWNER: Rung = { part: 'owner', orRole: 'desk_agent' };
/** Only whoever may read the report; nobody comes after them. */
const READER: Rung = { part: 'reader' };
const steps = (...rungs: Rung[][]): Ladder => rungs.map((who, index) => (index === 0 ? { who } : { who, afterMinutes: 30 }));

const GRADE = { zh: { minor: '轻微', important: '重要', major: '重大' }, en: { minor: 'minor', important: 'important', major: 'major' } } as const;
const CLOCK_WORDS: Readonly<Record<ComplaintClock, { zh: string; en: string }>> = {
  'complaint.take': { zh: '接手', en: 'take it' }, 'complaint.respond': { zh: '首次回应', en: 'first response' }, 'complaint.answer': { zh: '答复', en: 'answer' }, 'complaint.return': { zh: '回访', en: 'return call' },
};

type Facts = AlertDraft['facts'];
/** Number and grade only: who complains and of whom is read in the case itself, by whoever may. */
const body = { zh: (facts: Facts) => `${facts['number']} · ${GRADE.zh[facts['grade'] as keyof typeof GRADE.zh] ?? ''}`, en: (facts: Facts) => `${facts['number']} · ${facts['grade']}` };
/** A report says nothing of itself, on no screen that lights up by itself. */
const sealed = { zh: () => '请在「举报」中查看', en: () => 'See it under Reports' };

const topicOf = (topic: string, ladder: Ladder, label: { zh: string; en: string }, clause: string, words: { zh(facts: Facts): string; en(facts: Facts): string } = body): AlertTopic => ({
  topic, ladder, label, clause,
  path: (subject, siteId) => {
    const page = topic.startsWith('reports.') ? `/amends/reports/${subject}` : `/amends/complaints/${subject}`;
    return { desk: page, phone: `/m${page}?site=${siteId}` };
  },
  text: (facts, language) => ({ title: label[language], body: words[language](facts) }),
});

export const COMPLAINT_TOPICS: readonly AlertTopic[] = [
  topicOf('complaints.opened', steps([DESK], [MANAGER], [QUALITY]), { zh: '有新投诉', en: 'A new complaint' }, 'M-37'),
  topicOf('complaints.grave', steps([MANAGER], [QUALITY]), { zh: '重要或重大投诉', en: 'A grave complaint' }, 'M-37'),
  topicOf('complaints.assigned', steps([{ part: 'owner' }]), { zh: '交给您处理的投诉', en: 'A complaint for you' }, 'M-37'),
  topicOf('complaints.again', steps([OWNER, MANAGER], [QUALITY]), { zh: '回访不满意，投诉重新处理', en: 'Dissatisfied again: the complaint goes on' }, 'T-01'),
  topicOf('reports.opened', steps([READER]), { zh: '有一件事需要您亲自处理', en: 'A matter for you alone' }, 'M-37', sealed),
  topicOf('reports.late', steps([READER]), { zh: '需要您亲自处理的事超时', en: 'A matter for you alone is late' }, 'M-37', sealed),
  ...COMPLAINT_CLOCKS.flatMap((clock) => [
    topicOf(`${clock}.soon`, steps([OWNER]), { zh: `投诉${CLOCK_WORDS[clock].zh}快到时`, en: `Complaint: ${CLOCK_WORDS[clock].en} due soon` }, clock === 'complaint.take' || clock === 'complaint.respond' ? 'M-37' : 'T-01'),
    topicOf(`${clock}.late`, steps([OWNER], [MANAGER], [QUALITY]), { zh: `投诉${CLOCK_WORDS[clock].zh}超时`, en: `Complaint: ${CLOCK_WORDS[clock].en} late` }, clock === 'complaint.take' || clock === 'complaint.respond' ? 'M-37' : 'T-01'),
  ]),
];

/** What of a case should be known. Whoever is complained about is never told, also not as one of a role. */
export const complaintAlerts = (event: ComplaintEvent, after: Complaint): readonly (AlertDraft | AlertEnd)[] => {
  const isReport = after.kind === 'report';
  const said = (topic: string, level: AlertDraft['level'], key: string, clock?: AlertDraft['clock']): AlertDraft => ({
    topic: isReport ? (clock ? 'reports.late' : 'reports.opened') : topic, level, key,
    facts: isReport ? {} : { number: after.number, grade: after.grade },
    people: isReport ? { reader: after.readerIds ?? [], except: after.accused } : { ...(after.ownerId ? { owner: [after.ownerId] } : {}), except: after.accused },
    ...(clock ? { clock } : {}), ...(isReport ? { isPrivate: true as const } : {}),
  });
  if (event.type === 'ComplaintOpened') {
    if (isReport) return [said('', 'breach', 'opened')];
    return [...(after.ownerId ? [] : [said('complaints.opened', 'breach', 'opened')]), ...(after.grade === 'minor' ? [] : [said('complaints.grave', after.grade === 'major' ? 'breach' : 'warning', `grave/${after.grade}`)])];
  }
  if (event.type === 'OwnerReplaced') return event.ownerId || event.reader ? [said('complaints.assigned', 'warning', `assigned/${event.recordedAt}`)] : [];
  if (event.type === 'DeadlineWarned' || event.type === 'DeadlineBreached') {
    const late = event.type === 'DeadlineBreached';
    if (isReport && !late) return [];
    return [said(`${event.clock}.${late ? 'late' : 'soon'}`, late ? 'breach' : 'warning', `${event.clock}/${event.round}/${event.dueAt}/${late ? 'late' : 'soon'}`, { clock: event.clock, round: event.round })];
  }
  if (event.type !== 'ComplaintStep') return [];
  const settled = (ends: string): AlertEnd => ({ ends, why: 'met' });
  switch (event.step.step) {
    case 'assign':
      return [settled('opened'), ...(event.step.ownerId === event.by ? [] : [said('complaints.assigned', 'warning', `assigned/${event.recordedAt}`)])];
    case 'grade':
      return isReport || event.step.grade === 'minor' ? [] : [said('complaints.grave', event.step.grade === 'major' ? 'breach' : 'warning', `grave/${event.step.grade}`)];
    case 'respond':
    case 'decide':
      return [settled('opened'), settled('grave/'), settled('assigned/'), settled('again/')];
    case 'returnCall':
      return event.step.result === 'dissatisfied' && !isReport ? [said('complaints.again', 'breach', `again/${after.round}`)] : [];
    case 'void':
      return [{ ends: '*', why: 'fell-away' }];
    default:
      return [];
  }
};
