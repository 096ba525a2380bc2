import type { AlertDraft, AlertNews, AlertTopic, Ladder, Rung } from '../../../platform/core/alert.ts';
import { ACCESS_LABELS } from './access-words.ts';
import { LEAVE_CLOCK, type Removal, type RemovalEvent } from './removal.ts';
import type { Visit, VisitEvent } from './visit.ts';

const DESK: Rung = { role: 'desk_agent' };
const upward: Ladder = [{ who: [DESK, { role: 'duty_officer' }] }, { who: [{ role: 'property_manager' }] }];

export const ACCESS_TOPICS: readonly AlertTopic[] = [
  {
    topic: 'access.not-left', ladder: upward, clause: 'G-03', label: { zh: '劝离后没有离开', en: 'Asked to leave and still here' }, path: () => ({ desk: '/posts/removals', phone: '/m/door' }),
    text: (facts, language, say) =>
      language === 'zh'
        ? { title: '劝离后没有离开', body: `${facts['place']} · ${ACCESS_LABELS.zh.category[facts['category'] as Removal['category']]} · ${say(facts['asked'])} 劝离。请主管到场，必要时转突发事件。` }
        : { title: 'Asked to leave and still here', body: `${facts['place']} · ${ACCESS_LABELS.en.category[facts['category'] as Removal['category']]} · asked ${say(facts['asked'])}. A supervisor is wanted; make it an incident if need be.` },
  },
  {
    topic: 'access.supervisor', ladder: upward, clause: 'G-02', label: { zh: '门岗请主管到场', en: 'The door asks for a supervisor' }, path: () => ({ desk: '/posts/removals', phone: '/m/door' }),
    text: (facts, language) => ({ title: language === 'zh' ? '门岗请主管到场' : 'The door asks for a supervisor', body: `${facts['place']} · ${ACCESS_LABELS[language].category[facts['category'] as Removal['category']]}` }),
  },
  {
    topic: 'access.host', ladder: [{ who: [{ part: 'host', orRole: 'desk_agent' }] }], clause: 'G-02', label: { zh: '有人来访，请接待', en: 'Somebody has come to see you' }, path: () => ({ desk: '/posts/visits', phone: '/m/door' }),
    text: (facts, language, say) => ({
      title: language === 'zh' ? '有人来访，请接待' : 'Somebody has come to see you',
      body: language === 'zh' ? `${ACCESS_LABELS.zh.kind[facts['kind'] as Visit['kind']]} ${facts['headcount']} 人，${say(facts['entered'])} 到门岗` : `${ACCESS_LABELS.en.kind[facts['kind'] as Visit['kind']]}, ${facts['headcount']} people, at the door ${say(facts['entered'])}`,
    }),
  },
];

/** Place, category and time; never what somebody looks like. */
export const removalAlerts = (event: RemovalEvent, after: Removal): readonly AlertNews[] => {
  const draft = (topic: string, key: string, clock = false): AlertDraft => ({
    topic, level: 'breach', key, facts: { place: after.placeText, category: after.category, asked: after.askedAt }, people: {}, knownTo: [after.bookedBy], ...(clock ? { clock: { clock: LEAVE_CLOCK, round: 1 } } : {}),
  });
  switch (event.type) {
    case 'RemovalLogged':
      return after.action === 'supervisor' && !after.fromSheet ? [draft('access.supervisor', 'supervisor')] : [];
    case 'RemovalOverstayed':
    // Refused is known at once: no minutes are waited for.
    case 'RemovalStayed':
      return [{ ends: 'supervisor', why: 'overtaken' }, draft('access.not-left', 'not-left', true)];
    case 'RemovalEnded':
      return [{ ends: 'supervisor', why: 'met' }];
    case 'RemovalBecameIncident':
      return [{ ends: '*', why: 'overtaken' }];
    default:
      return [];
  }
};

/** The host hears who has come, as a kind and a number; the name is at the door. */
export const visitAlerts = (event: VisitEvent, after: Visit): readonly AlertNews[] => {
  if (event.type === 'VisitEntered' && after.hostId)
    return [{ topic: 'access.host', level: 'warning', key: 'host', facts: { kind: after.kind, headcount: after.headcount, entered: after.enteredAt }, people: { host: [after.hostId] } }];
  return event.type === 'VisitLeft' ? [{ ends: 'host', why: 'met' }] : [];
};
