import type { AlertDraft, AlertNews, AlertTopic, Ladder, Rung } from '../../../platform/core/alert.ts';
import type { Grade } from './incident-catalogue.ts';
import { INCIDENT_LABELS } from './incident-labels.ts';
import { broughtIt, isHeardAtEnd, type Incident, type IncidentEvent } from './incident.ts';

const DESK: Rung = { role: 'desk_agent' };
const GUARD: Rung = { role: 'guard' };
const DUTY: Rung = { role: 'duty_officer' };
const HEAD: Rung = { role: 'engineering_head' };
const MANAGER: Rung = { role: 'property_manager' };
const QUALITY: Rung = { role: 'quality' };

/** Named by duty, as the plan says 逐级; the minutes of silence are a house rule, and the centre sets its own on the ladders. */
const every = (minutes: number, ...steps: Rung[][]): Ladder => steps.map((who, index) => (index === 0 ? { who } : { who, afterMinutes: minutes }));
export const GRADE_LADDERS: Readonly<Record<Grade, Ladder>> = {
  // All at once (越级同报), so the minutes do not matter.
  red: every(2, [DESK, GUARD, DUTY, { role: 'technician' }], [HEAD, { role: 'foreman' }], [MANAGER], [QUALITY]),
  orange: every(3, [DESK, DUTY], [HEAD], [MANAGER], [QUALITY]),
  yellow: every(5, [DESK, DUTY], [HEAD], [MANAGER]),
  blue: every(10, [DESK, DUTY], [MANAGER]),
};

type Facts = AlertDraft['facts'];
const path: AlertTopic['path'] = (subject, siteId) => ({ desk: `/posts/incidents/${subject}`, phone: `/m/incident/${siteId}/${subject}` });
const drill = (facts: Facts, language: 'zh' | 'en'): string => (facts['drill'] ? (language === 'zh' ? '【演练】' : '[DRILL] ') : '');
const what = (facts: Facts, language: 'zh' | 'en'): string => `${drill(facts, language)}${INCIDENT_LABELS[language].nature[facts['nature'] as Incident['nature']]} · ${facts['place']} · ${facts['number']}`;

const called = (grade: Grade): AlertTopic => ({
  topic: `incidents.${grade}`, ladder: GRADE_LADDERS[grade], clause: 'G-01', path,
  label: { zh: `突发事件 · ${INCIDENT_LABELS.zh.grade[grade]}`, en: `Incident · ${INCIDENT_LABELS.en.grade[grade]}` },
  text: (facts, language, say) =>
    language === 'zh'
      ? { title: `${drill(facts, 'zh')}突发事件 · ${INCIDENT_LABELS.zh.grade[grade]}`, body: `${what(facts, 'zh')}，${say(facts['found'])} 发现${facts['from'] ? `，由${INCIDENT_LABELS.zh.grade[facts['from'] as Grade]}调整` : ''}。请确认收到并指示。` }
      : { title: `${drill(facts, 'en')}Incident · ${INCIDENT_LABELS.en.grade[grade]}`, body: `${what(facts, 'en')}, found ${say(facts['found'])}${facts['from'] ? `, was ${INCIDENT_LABELS.en.grade[facts['from'] as Grade]}` : ''}. Answer and instruct.` },
});

const limit = (topic: string, ladder: Ladder, zh: string, en: string): AlertTopic => ({
  topic, ladder, clause: 'G-01', path, label: { zh, en },
  text: (facts, language, say) => ({ title: `${drill(facts, language)}${language === 'zh' ? zh : en}`, body: `${what(facts, language)}${language === 'zh' ? `（应于 ${say(facts['due'])} 前）` : ` (due ${say(facts['due'])})`}` }),
});
const upward = every(30, [MANAGER, DUTY], [QUALITY]);

export const INCIDENT_TOPICS: readonly AlertTopic[] = [
  ...(['red', 'orange', 'yellow', 'blue'] as const).map(called),
  limit('incidents.report.late', upward, '突发事件无人确认，超过时限', 'Nobody answered an incident in time'),
  limit('incidents.first_report.soon', every(30, [DESK, DUTY]), '书面初报快到时', 'A first report is due soon'),
  limit('incidents.first_report.late', upward, '书面初报超时', 'A first report is late'),
  limit('incidents.summary.soon', every(60, [MANAGER]), '事件总结快到时', 'A summary is due soon'),
  limit('incidents.summary.late', every(60, [MANAGER], [QUALITY]), '事件总结超时', 'A summary is late'),
];

/** What of an incident should be known. Grade selects the ladder; the top grade tells all its steps at once. No name of a reporter or of anybody hurt leaves the house. */
export const incidentAlerts = (event: IncidentEvent, after: Incident): readonly AlertNews[] => {
  const facts: Facts = { nature: after.nature, number: after.number, place: after.placeText, found: after.foundAt, drill: after.drill ? 1 : null };
  const call = (knownTo: readonly string[], from: Grade | null): AlertDraft => ({
    topic: `incidents.${after.grade}`, level: after.grade === 'red' ? 'top' : 'breach', key: `called/${after.round}`, facts: { ...facts, from }, people: {}, everybody: true, knownTo,
  });
  switch (event.type) {
    case 'IncidentReported':
      return [call([event.bookedBy, ...(event.reporterId ? [event.reporterId] : [])], null)];
    case 'DeadlineWarned':
    case 'DeadlineBreached': {
      const late = event.type === 'DeadlineBreached';
      return [{ topic: `${event.clock}.${late ? 'late' : 'soon'}`, level: late ? 'breach' : 'warning', key: `${event.clock}/${event.round}/${late ? 'late' : 'soon'}`, clock: { clock: event.clock, round: event.round }, facts: { ...facts, due: event.dueAt }, people: {} }];
    }
    case 'DeadlineMetLate':
    case 'PeopleErased':
      return [];
    case 'StepTaken':
      break;
    default: {
      const never: never = event;
      return never;
    }
  }
  const { step } = event;
  switch (step.step) {
    case 'answer': {
      // Who brought it answers to nobody: the ladder climbs until somebody else has it.
      const by = step.personId ?? event.by;
      return broughtIt(after, by) ? [] : [{ answers: `called/${after.round}`, by }];
    }
    case 'grade':
      // What was called before stays on record; whoever was called hears the new grade.
      return [{ ends: 'called/', why: 'overtaken' }, call([event.by], after.grades.at(-1)?.from ?? null)];
    case 'handled':
      // Over before anybody above heard of it: they hear of it all the same.
      return isHeardAtEnd(after, event.by) ? [{ ends: 'called/', why: 'met' }] : [];
    case 'summary':
      return [{ ends: 'called/', why: 'met' }];
    case 'fallsAway':
      return [{ ends: '*', why: 'fell-away' }];
    default:
      return [];
  }
};
