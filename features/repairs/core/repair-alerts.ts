import type { AlertDraft, AlertEnd, AlertTopic, Ladder, Rung, SayFact } from '../../../platform/core/alert.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { mustCallBack, type CallBackLimit } from './call-back.ts';
import { CLOCK_LABELS } from './clock-labels.ts';
import { REPAIR_CLOCKS, type RepairClock } from './repair-deadlines.ts';
import type { RepairEvent } from './repair-events.ts';
import type { RepairOrder } from './repair-order.ts';

const TECHNICIAN: Rung = { part: 'technician', orRole: 'technician' };
const DESK: Rung = { role: 'desk_agent' };
const FOREMAN: Rung = { role: 'foreman' };
const HEAD: Rung = { role: 'engineering_head' };
const MANAGER: Rung = { role: 'property_manager' };
const QUALITY: Rung = { role: 'quality' };

/** An hour for what waits for a day; a visit climbs by the centre's own minutes. */
const slowly = (...steps: Rung[][]): Ladder => steps.map((who, index) => (index === 0 ? { who } : { who, afterMinutes: 60 }));
const quickly = (...steps: Rung[][]): Ladder => steps.map((who) => ({ who }));

/** For each deadline: who can still keep it when it warns, and who hears of it, step by step, once it is broken (M-04; house rule). */
const LADDERS: Readonly<Record<RepairClock, { readonly soon: Ladder; readonly late: Ladder }>> = {
  issue: { soon: quickly([DESK]), late: quickly([DESK], [MANAGER], [QUALITY]) },
  notify: { soon: quickly([DESK]), late: quickly([DESK], [MANAGER], [QUALITY]) },
  collect: { soon: quickly([TECHNICIAN]), late: quickly([TECHNICIAN, DESK], [FOREMAN], [HEAD], [MANAGER], [QUALITY]) },
  ready: { soon: quickly([TECHNICIAN]), late: quickly([TECHNICIAN, DESK], [FOREMAN], [HEAD], [MANAGER], [QUALITY]) },
  arrive: { soon: quickly([TECHNICIAN]), late: quickly([TECHNICIAN, DESK], [FOREMAN], [HEAD], [MANAGER], [QUALITY]) },
  reappoint: { soon: quickly([DESK]), late: quickly([DESK], [MANAGER], [QUALITY]) },
  on_site: { soon: quickly([TECHNICIAN]), late: quickly([TECHNICIAN, DESK], [FOREMAN], [HEAD], [MANAGER], [QUALITY]) },
  before_opening: { soon: quickly([TECHNICIAN, DESK]), late: quickly([TECHNICIAN, DESK], [MANAGER], [QUALITY]) },
  vendor: { soon: quickly([TECHNICIAN, DESK]), late: quickly([DESK], [HEAD], [MANAGER], [QUALITY]) },
  support: { soon: quickly([FOREMAN]), late: quickly([FOREMAN, HEAD], [MANAGER], [QUALITY]) },
  copy_return: { soon: slowly([TECHNICIAN]), late: slowly([TECHNICIAN, DESK], [MANAGER]) },
  follow_up: { soon: slowly([DESK]), late: slowly([DESK], [MANAGER]) },
  absent_call: { soon: slowly([DESK]), late: slowly([DESK], [MANAGER]) },
  bad_rating: { soon: slowly([DESK]), late: slowly([DESK, MANAGER], [QUALITY]) },
};

type Words = (facts: AlertDraft['facts'], say: SayFact) => { readonly title: string; readonly body: string };
const path: AlertTopic['path'] = (subject, siteId) => ({ desk: `/?site=${siteId}&order=${subject}`, phone: `/m/repairs/${siteId}/${subject}` });

const what = (facts: AlertDraft['facts']): string => `${facts['number']} ${facts['place']} · ${facts['item']}`;
const topicOf = (topic: string, ladder: Ladder, zh: string, en: string, clause?: string, words?: { zh: Words; en: Words }): AlertTopic => ({
  topic,
  ladder,
  label: { zh, en },
  ...(clause ? { clause } : {}),
  path,
  text: (facts, language, say) => words?.[language](facts, say) ?? { title: `${language === 'zh' ? zh : en} · ${facts['number']}`, body: what(facts) },
});

const byDue = (clock: RepairClock, late: boolean): { zh: Words; en: Words } => ({
  zh: (facts, say) => ({ title: `${late ? '超时' : '快到时'} · ${CLOCK_LABELS.zh[clock]} · ${facts['number']}`, body: `${what(facts)}（应于 ${say(facts['due'])} 前）` }),
  en: (facts, say) => ({ title: `${late ? 'Late' : 'Due soon'} · ${CLOCK_LABELS.en[clock]} · ${facts['number']}`, body: `${what(facts)} (due ${say(facts['due'])})` }),
});

export const REPAIR_TOPICS: readonly AlertTopic[] = [
  topicOf('repairs.reported', quickly([DESK], [MANAGER]), '客人扫码报修', 'Reported by a guest', 'M-06'),
  topicOf('repairs.to-collect', quickly([TECHNICIAN]), '请来领维修单', 'A slip to collect', 'M-11'),
  topicOf('repairs.urged', quickly([TECHNICIAN]), '催办', 'Urged', 'M-04'),
  topicOf('repairs.call-back', quickly([DESK], [MANAGER]), '要晚到，先回电另约', 'Late: call back and agree on a new time'),
  topicOf('repairs.support', quickly([FOREMAN, HEAD]), '请求支援', 'Support asked for', 'M-24'),
  topicOf('repairs.cleaning', quickly([{ role: 'cleaner' }, DESK]), '需要保洁配合', 'Cleaning needed', 'M-27'),
  topicOf('repairs.bad-rating', quickly([DESK, MANAGER]), '用户评价不满意', 'A dissatisfied user', 'M-31'),
  topicOf('repairs.copy-lost', quickly([MANAGER]), '联单遗失，待批准', 'A lost copy to approve', 'M-35'),
  ...REPAIR_CLOCKS.flatMap(({ clock, clause }) => [
    topicOf(`repairs.${clock}.soon`, LADDERS[clock].soon, `快到时 · ${CLOCK_LABELS.zh[clock]}`, `Due soon · ${CLOCK_LABELS.en[clock]}`, clause, byDue(clock, false)),
    topicOf(`repairs.${clock}.late`, LADDERS[clock].late, `超时 · ${CLOCK_LABELS.zh[clock]}`, `Late · ${CLOCK_LABELS.en[clock]}`, clause, byDue(clock, true)),
  ]),
];

type Said = Omit<AlertDraft, 'facts' | 'people'> & { readonly due?: string };

/** What of a repair should be known, and by that what need be no more. Words are the order's own; names and numbers of people stay behind. */
export const repairAlerts = (event: RepairEvent, order: RepairOrder, minutes: (key: CallBackLimit) => number): readonly (AlertDraft | AlertEnd)[] => {
  const said = ({ due, ...draft }: Said): AlertDraft => ({
    ...draft,
    facts: { number: order.orderNumber ?? order.logNumber, place: order.placeText, item: maskNumbers(order.item).slice(0, 80), ...(due ? { due } : {}) },
    people: order.technicianId ? { technician: [order.technicianId] } : {},
  });
  const settled = (ends: string): AlertEnd => ({ ends, why: 'met' });
  if (event.type === 'RepairLogged') return event.channel === 'code' ? [said({ topic: 'repairs.reported', level: 'breach', key: 'reported' })] : [];
  if (event.type === 'DeadlineWarned' || event.type === 'DeadlineBreached') {
    const late = event.type === 'DeadlineBreached';
    // The present visit is the one that is judged; of two runs in it, each has its own time.
    return [said({ topic: `repairs.${event.clock}.${late ? 'late' : 'soon'}`, level: late ? 'breach' : 'warning', key: `${event.clock}/${order.visit}/${event.dueAt}/${late ? 'late' : 'soon'}`, clock: { clock: event.clock, round: event.round ?? order.visit }, due: event.dueAt })];
  }
  /** Whoever had it before is asked no more. */
  const given = (at: string, isSaid: boolean): (AlertDraft | AlertEnd)[] => [{ ends: 'to-collect/', why: 'fell-away' }, { ends: 'urged/', why: 'fell-away' }, said({ topic: 'repairs.to-collect', level: isSaid ? 'news' : 'warning', key: `to-collect/${at}/${order.technicianId ?? ''}` })];
  if (event.type === 'AcceptanceLapsed') return given(event.at, false);
  if (event.type !== 'StepTaken') return [];
  const { step, at } = event;
  switch (step.step) {
    case 'callFirst':
      return [settled('reported')];
    case 'issue':
      // Who was called first need not be told again, only to fetch the slip.
      return [settled('reported'), ...(order.calledFirst ? given(at, true) : [])];
    case 'assign':
      return order.status === 'issued' ? given(at, false) : [];
    case 'notify':
      // By radio or face to face it was said already; the app only keeps it in view (M-11).
      return given(at, step.channel !== 'app');
    case 'accept':
      return [settled('to-collect/'), settled('urged/')];
    case 'amend':
      return step.appointmentAt === undefined ? [] : [settled('call-back/')];
    case 'hold':
      return [{ ends: 'call-back/', why: 'fell-away' }];
    case 'explainBreach':
      return step.expectedAt && mustCallBack(order, at, minutes) ? [said({ topic: 'repairs.call-back', level: 'warning', key: `call-back/${at}`, due: step.expectedAt })] : [];
    case 'arrive':
      return [settled('urged/'), settled('call-back/')];
    case 'ready':
    case 'start':
      return [settled('urged/')];
    case 'urge':
      return [said({ topic: 'repairs.urged', level: 'warning', key: `urged/${at}` })];
    case 'askSupport':
      return [said({ topic: 'repairs.support', level: 'warning', key: `asked-support/${at}` })];
    case 'answerSupport':
      return [settled('asked-support/')];
    case 'askCleaning':
      return [said({ topic: 'repairs.cleaning', level: 'warning', key: `cleaning/${order.visit}` })];
    case 'settleCleaning':
      return [settled(`cleaning/${order.visit}`)];
    case 'rate':
      return [step.workmanship, step.attitude, step.conduct, step.timeliness].includes('dissatisfied') ? [said({ topic: 'repairs.bad-rating', level: 'warning', key: `rating/${order.visit}` })] : [];
    case 'followUp':
      return step.result === 'not_reached' ? [] : [settled('rating/')];
    case 'loseCopy':
      return [said({ topic: 'repairs.copy-lost', level: 'warning', key: `lost/${step.ply}/${at}` })];
    case 'approveLoss':
    case 'refuseLoss':
      return [settled(`lost/${step.ply}/`)];
    case 'cancel':
      return [{ ends: '*', why: 'fell-away' }];
    default:
      return [];
  }
};
