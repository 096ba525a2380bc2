import type { AlertDraft, AlertEnd, AlertTopic, Ladder, Rung, SayFact } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { sayDay } from '../../../platform/core/say-when.ts';
import { localDate, localTime, type LocalDate } from '../../../platform/core/working-calendar.ts';
import type { DayRun } from './holiday-run.ts';
import { UNTAKEN_CLOCK, type Handover, type HandoverEvent } from './handover.ts';
import { UNWRITTEN_CLOCK, type Leaving, type ShiftChange } from './shift-change.ts';
import { TASK_CLOCK, type Task, type TaskEvent } from './task.ts';

type News = readonly (AlertDraft | AlertEnd)[];
type Facts = AlertDraft['facts'];

const MANAGER: Rung = { role: 'property_manager' };
const QUALITY: Rung = { role: 'quality' };
/** The people of the post the sheet is for; where the roster names none, the desk. */
const TAKER: Rung = { part: 'taker', orRole: 'desk_agent' };
const steps = (...rungs: Rung[][]): Ladder => rungs.map((who) => ({ who }));

const topicOf = (
  topic: string,
  ladder: Ladder,
  label: { zh: string; en: string },
  clause: string,
  page: string,
  body: { zh(facts: Facts, say: SayFact): string; en(facts: Facts, say: SayFact): string },
): AlertTopic => ({ topic, ladder, label, clause, path: () => ({ desk: page, phone: '/m/duty' }), text: (facts, language, say) => ({ title: label[language], body: body[language](facts, say) }) });

const content = { zh: (facts: Facts, say: SayFact) => `${facts['content']}${facts['due'] ? `（${say(facts['due'])} 前）` : ''}`, en: (facts: Facts, say: SayFact) => `${facts['content']}${facts['due'] ? ` (by ${say(facts['due'])})` : ''}` };
const sheet = { zh: (facts: Facts) => `${facts['post']} · ${sayDay(facts['day'], 'zh')} · ${facts['lines']} 项未完`, en: (facts: Facts) => `${facts['post']} · ${sayDay(facts['day'], 'en')} · ${facts['lines']} open` };
const runWords = (facts: Facts, weekend: string): string => `${facts['name'] ?? weekend} ${facts['from']}${facts['to'] === facts['from'] ? '' : `–${facts['to']}`}`;
const gap = { zh: (facts: Facts) => `${sayDay(facts['day'], 'zh')} ${facts['posts']}`, en: (facts: Facts) => `${sayDay(facts['day'], 'en')} ${facts['posts']}` };

export const ROSTER_TOPICS: readonly AlertTopic[] = [
  topicOf('tasks.given', steps([{ part: 'doer' }]), { zh: '交办给您的任务', en: 'A task for you' }, 'G-05', '/duty/tasks', content),
  topicOf('tasks.late', steps([{ part: 'doer' }, { part: 'giver' }], [MANAGER]), { zh: '任务超时', en: 'A task is late' }, 'G-05', '/duty/tasks', content),
  topicOf('tasks.done', steps([{ part: 'giver' }]), { zh: '任务完成，请确认', en: 'A task is done: confirm it' }, 'G-05', '/duty/tasks', content),
  topicOf('tasks.returned', steps([{ part: 'doer' }]), { zh: '任务退回', en: 'A task came back' }, 'G-05', '/duty/tasks', content),
  topicOf('handover.waiting', steps([TAKER]), { zh: '有交班等待接班', en: 'A handover is waiting' }, 'M-52', '/duty/handover', sheet),
  topicOf('handover.untaken', steps([MANAGER, TAKER], [QUALITY]), { zh: '交班无人接', en: 'A handover nobody took' }, 'M-52', '/duty/handover', sheet),
  topicOf('handover.unwritten', steps([{ part: 'giver' }, MANAGER, TAKER], [QUALITY]), { zh: '没有写交班', en: 'A handover nobody wrote' }, 'M-52', '/duty/handover', {
    zh: (facts, say) => `${facts['posts']} · ${say(facts['ended'])} 下班，没有写交班，接班的人不知道还有什么没办完`, en: (facts, say) => `${facts['posts']} · went ${say(facts['ended'])} without a handover; whoever comes next does not know what is open`,
  }),
  topicOf('handover.difference', steps([MANAGER]), { zh: '交接有差异', en: 'A handover with a difference' }, 'M-52', '/duty/handover', {
    zh: (facts) => `${facts['post']} · ${facts['differences']} 项差异，已说明原因并双方签字`, en: (facts) => `${facts['post']} · ${facts['differences']} differences, with reason, signed by both`,
  }),
  topicOf('handover.refused', steps([{ part: 'giver' }]), { zh: '接班人退回了交班', en: 'Your handover was refused' }, 'M-52', '/duty/handover', sheet),
  topicOf('roster.gap', [{ who: [MANAGER] }, { who: [QUALITY], afterMinutes: 60 }], { zh: '缺岗', en: 'A post is uncovered' }, 'M-51', '/duty/roster', gap),
  { ...topicOf('roster.packet', steps([{ part: 'officer' }]), { zh: '值班交底单', en: 'Your duty packet' }, 'M-51', '/duty/packet', {
    zh: (facts) => `${runWords(facts, '周末')}，您值班：${facts['days']}。谁在岗、未完的事、常见故障和交班，都在一页上`, en: (facts) => `${runWords(facts, 'Weekend')}: you are on duty ${facts['days']}. Who is on, what is open, likely faults and the handover, on one page`,
  }), path: () => ({ desk: '/duty/packet', phone: '/m/duty/packet' }) },
  topicOf('roster.run-gap', steps([MANAGER], [QUALITY]), { zh: '放假期间缺岗', en: 'Days off are uncovered' }, 'M-51', '/duty/roster', {
    zh: (facts) => `${runWords(facts, '周末')}：${facts['posts']}`, en: (facts) => `${runWords(facts, 'Weekend')}: ${facts['posts']}`,
  }),
  topicOf('roster.vacated', steps([MANAGER]), { zh: '调岗后原岗无人', en: 'A post is left empty' }, 'G-04', '/duty/roster', gap),
  topicOf('roster.reassigned', steps([{ part: 'person' }]), { zh: '岗位调整，请确认', en: 'You are sent to another post' }, 'G-04', '/duty', {
    zh: (facts, say) => `${facts['post']} · ${say(facts['from'])}–${say(facts['to'])}`, en: (facts, say) => `${facts['post']} · ${say(facts['from'])}–${say(facts['to'])}`,
  }),
];

export const taskAlerts = (event: TaskEvent, task: Task): News => {
  const draft = (topic: string, level: AlertDraft['level'], key: string, clock = false): AlertDraft => ({
    topic, level, key,
    facts: { content: task.content.slice(0, 80), due: task.dueAt ?? null },
    people: { doer: [task.doerId], giver: [task.giverId] },
    ...(clock ? { clock: { clock: TASK_CLOCK, round: task.round ?? 1 } } : {}),
  });
  const settled = (ends: string): AlertEnd => ({ ends, why: 'met' });
  switch (event.type) {
    case 'TaskGiven':
      return [draft('tasks.given', 'warning', 'given')];
    case 'TaskAccepted':
      return [settled('given'), settled('returned/')];
    case 'TaskDone':
      return [settled('given'), settled('returned/'), draft('tasks.done', 'warning', `done/${event.at}`)];
    case 'TaskConfirmed':
      return [settled('done/')];
    case 'TaskReturned':
      return [settled('done/'), draft('tasks.returned', 'warning', `returned/${event.at}`)];
    case 'TaskCancelled':
      return [{ ends: '*', why: 'fell-away' }];
    case 'TaskLate':
      return [draft('tasks.late', 'breach', task.round ? `late/${task.round}` : 'late', true)];
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const handoverAlerts = (event: HandoverEvent, handover: Handover): News => {
  const draft = (topic: string, level: AlertDraft['level'], key: string, clock = false): AlertDraft => ({
    topic, level, key: `${key}/${handover.round}`,
    facts: { post: handover.post, day: handover.day, lines: handover.lines.length, differences: handover.differences.length },
    people: { giver: [handover.giverId], taker: handover.takers ?? [] },
    ...(clock ? { clock: { clock: UNTAKEN_CLOCK, round: handover.round } } : {}),
  });
  const settled: AlertEnd[] = ['waiting/', 'untaken/', 'refused/'].map((ends) => ({ ends, why: 'met' }));
  switch (event.type) {
    case 'HandoverGiven':
      return [{ ends: 'refused/', why: 'met' }, draft('handover.waiting', 'warning', 'waiting')];
    case 'HandoverTaken':
      return [...settled, ...(event.differences.length > 0 ? [draft('handover.difference', 'warning', 'difference')] : [])];
    case 'HandoverRefused':
      return [...settled, draft('handover.refused', 'warning', 'refused')];
    case 'HandoverReviewed':
      return [{ ends: 'difference/', why: 'met' }];
    case 'HandoverUntaken':
      return [draft('handover.untaken', 'breach', 'untaken', true)];
    default: {
      const never: never = event;
      return never;
    }
  }
};

/** Found at the desk's change of shift: told to whoever went, whoever came and the manager (M-52). */
export const unwrittenAlert = (round: number, change: ShiftChange, leaving: readonly Leaving[]): AlertDraft => ({
  topic: 'handover.unwritten', level: 'breach', key: `unwritten/${round}`, clock: { clock: UNWRITTEN_CLOCK, round },
  facts: { posts: [...new Set(leaving.map((entry) => entry.post))].join('、'), ended: change.endedAt },
  people: { giver: [...new Set(leaving.map((entry) => entry.personId))], taker: change.takers },
});

export type NamedGap = { readonly day: LocalDate; readonly post: string; readonly startsAt: Instant; readonly endsAt: Instant; /** Planned there and gone since: named, or the hole is not understood. */ readonly leftNames: readonly string[] };
/** The end of a whole day is no hour of the next. */
const ending = (instant: Instant, zone: string): string => {
  const time = localTime(instant, zone);
  return time === '00:00' ? '24:00' : time;
};
const listed = (gaps: readonly NamedGap[], zone: string): string =>
  gaps.map((entry) => `${entry.post} ${localTime(entry.startsAt, zone)}–${ending(entry.endsAt, zone)}${entry.leftNames.length > 0 ? `（${entry.leftNames.join('、')} 已离岗）` : ''}`).join('、');

/** Tomorrow's holes, told the day before in time to act (M-51). It ends when the plan closes them, or the day has come. */
export const gapAlert = (day: LocalDate, gaps: readonly NamedGap[], zone: string): AlertDraft => ({ topic: 'roster.gap', level: 'breach', key: `gap/${day}`, facts: { day, posts: listed(gaps, zone).slice(0, 200) }, people: {} });

export const reassignmentAlerts = (order: { readonly id: string; readonly personId: string; readonly post: string; readonly startsAt: Instant; readonly endsAt: Instant; readonly gaps: readonly NamedGap[] }, zone: string): AlertDraft[] => [
  { topic: 'roster.reassigned', level: 'warning', key: `reassigned/${order.id}`, facts: { post: order.post, from: order.startsAt, to: order.endsAt }, people: { person: [order.personId] } },
  ...(order.gaps.length > 0 ? [{ topic: 'roster.vacated', level: 'warning' as const, key: `vacated/${order.id}`, facts: { day: localDate(order.startsAt, zone), posts: listed(order.gaps, zone).slice(0, 200) }, people: {} }] : []),
];

const shortDay = (day: LocalDate): string => day.slice(5);
const runFacts = (run: DayRun): Facts => ({ name: run.name, from: shortDay(run.from), to: shortDay(run.to) });

/** One packet an officer and run: said again, it changes nothing; an officer planned later gets it then. */
export const packetAlerts = (run: DayRun, officers: ReadonlyMap<string, readonly LocalDate[]>): AlertDraft[] =>
  [...officers].map(([personId, days]) => ({ topic: 'roster.packet', level: 'warning', key: `packet/${run.from}/${personId}`, facts: { ...runFacts(run), days: days.map(shortDay).join('、') }, people: { officer: [personId] } }));

/** The holes of the whole run, told on its eve: later there is nobody in the office to mend them (M-51). */
export const runGapAlert = (run: DayRun, gaps: readonly NamedGap[]): AlertDraft[] => {
  const days = [...new Set(gaps.map((entry) => entry.day))];
  const posts = days.map((day) => `${shortDay(day)} ${[...new Set(gaps.filter((entry) => entry.day === day).map((entry) => entry.post))].join('、')}`).join('；');
  return gaps.length === 0 ? [] : [{ topic: 'roster.run-gap', level: 'warning', key: `run-gap/${run.from}`, facts: { ...runFacts(run), posts: posts.slice(0, 200) }, people: {} }];
};

/** The days off are over: the first look of the working day puts their packets away. */
export const runEnds = (run: DayRun): AlertEnd[] => ['packet', 'run-gap'].flatMap((kind) => [{ ends: `${kind}/${run.from}`, why: 'fell-away' as const }, { ends: `${kind}/${run.from}/`, why: 'fell-away' as const }]);
