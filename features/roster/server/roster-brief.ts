import { BRIEF_LINES, politeName, type BriefSection, type BriefTone } from '../../../platform/core/brief.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { sayWhen } from '../../../platform/core/say-when.ts';
import { addDays, localDate, localTime } from '../../../platform/core/working-calendar.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { isWorkday } from '../core/holiday-run.ts';
import type { BriefContext } from './brief-routes.ts';
import { readDuty } from './duty.ts';
import { tasksOf } from './task-routes.ts';
import { unwrittenFound } from './unwritten.ts';
import { namesOf, postsOf, shiftsBetween } from './roster-queries.ts';

const WORDS = {
  zh: {
    title: '值班', on: '现在在岗', gaps: '缺岗', today: '今天', tomorrow: '明天', until: (at: string) => `到 ${at}`, duty: '行政值班', stands: '正在代接客服报修', nobody: '没有人', lacking: (post: string, from: string, to: string) => `${post} ${from}–${to} 缺人`, left: (names: string) => `${names}已离岗`,
    handover: '交接与任务', waiting: '待接的交班', late: '超时任务', open: '未完成任务', given: (post: string, who: string, when: string) => `${post}交班，${who} ${when}`, untaken: '超过时间无人接', unwritten: (post: string, when: string) => `${post} ${when} 下班`, nothing: '没有写交班', refused: '已退回', due: (when: string) => `应于 ${when} 前`,
  },
  en: {
    title: 'Duty', on: 'On now', gaps: 'Gaps', today: 'Today', tomorrow: 'Tomorrow', until: (at: string) => `until ${at}`, duty: 'Duty officer', stands: 'standing in for the desk', nobody: 'nobody', lacking: (post: string, from: string, to: string) => `${post} ${from}–${to} uncovered`, left: (names: string) => `${names} left`,
    handover: 'Handover and tasks', waiting: 'Handovers waiting', late: 'Late tasks', open: 'Open tasks', given: (post: string, who: string, when: string) => `${post}, by ${who} ${when}`, untaken: 'not taken in time', unwritten: (post: string, when: string) => `${post}, gone ${when}`, nothing: 'wrote no handover', refused: 'refused', due: (when: string) => `due ${when}`,
  },
} as const;

/** 值班: who is on now, who comes tomorrow, and what nobody covers (M-51). */
export const dutyBrief = async (reader: Reader, { site, now, language }: BriefContext): Promise<BriefSection> => {
  const words = WORDS[language];
  const today = localDate(now, site.zone);
  const tomorrow = addDays(today, 1);
  const [duty, posts, shifts] = await Promise.all([readDuty(reader, site, now), postsOf(reader, site.id), shiftsBetween(reader, site.id, tomorrow, tomorrow)]);
  const names = await namesOf(reader, shifts.map((shift) => shift.personId));
  const time = (at: string): string => localTime(at, site.zone);
  /** The officer of the day is called what they are on other days. */
  const rolesOf = (personId: string, role: Role): readonly Role[] => (role === 'duty_officer' ? (duty.people.find((person) => person.id === personId)?.roles ?? []) : [role]);
  const plain: BriefTone = 'plain';
  const coming = posts.flatMap((post) => {
    const own = shifts.filter((shift) => shift.postId === post.id && !shift.hasLeft);
    return own.length > 0 ? [`${post.name} ${[...new Set(own.map((shift) => politeName(names.get(shift.personId), rolesOf(shift.personId, post.role), language)))].join('、')}`] : [];
  });
  const isOff = !isWorkday(calendarOf(site), tomorrow);
  const lines = [
    ...duty.on.map((entry) => ({ text: `${entry.post} ${politeName(entry.name, rolesOf(entry.personId, entry.role), language)}`, note: [words.until(sayWhen(entry.endsAt, { zone: site.zone, now, language, kept: true })), duty.dutyOfficer?.hasDesk && duty.dutyOfficer.personId === entry.personId && entry.role === 'duty_officer' ? words.stands : ''].filter(Boolean).join(' · '), tone: plain })),
    ...duty.gaps.map((gap) => ({
      text: `${gap.day === today ? words.today : words.tomorrow} ${words.lacking(gap.post, time(gap.startsAt), time(gap.endsAt))}`, note: gap.left.length > 0 ? words.left(gap.left.map((name) => politeName(name, posts.filter((post) => post.id === gap.postId).map((post) => post.role), language)).join('、')) : '', tone: (gap.day === today ? 'late' : 'soon') as BriefTone,
    })),
    ...(duty.hasRoster ? [{ text: `${words.tomorrow}${isOff ? `（${calendarOf(site).holidays[tomorrow]?.name ?? (language === 'zh' ? '休息日' : 'day off')}）` : ''} ${coming.join(' · ') || words.nobody}`, note: '', tone: (coming.length > 0 ? 'plain' : 'late') as BriefTone }] : []),
  ];
  return { section: 'duty', title: words.title, figures: [{ label: words.on, value: duty.on.length, tone: 'plain' }, { label: words.gaps, value: duty.gaps.length, tone: duty.gaps.length > 0 ? 'late' : 'plain' }], lines: lines.slice(0, BRIEF_LINES * 2), left: Math.max(0, lines.length - BRIEF_LINES * 2) };
};

/** What a person `p` is in the centre. */
const ROLES_OF = `array(select m.role from memberships m where m.site_id = $1 and m.person_id = p.id and not m.offered)`;

/** 交接与任务: handovers nobody took, tasks past their time (M-52, G-05). A task is read by whoever sees it in its list; only its doer's surname stands beside it. */
export const handoverBrief = async (reader: Reader, { site, now, language, as }: BriefContext): Promise<BriefSection | undefined> => {
  const words = WORDS[language];
  const actor = as('tasks.read');
  const [handovers, tasks, unwritten] = await Promise.all([
    reader.query<{ post: string; giver: string; roles: Role[]; givenAt: string; status: string; untaken: boolean }>(
      `select h.state->>'post' as post, p.name as giver, ${ROLES_OF} as roles, h.given_at as "givenAt", h.status, (h.state->>'untaken')::boolean as untaken from handovers h join people p on p.id = h.giver_id where h.site_id = $1 and h.status <> 'taken' order by h.given_at limit 10`,
      [site.id],
      'brief-handovers',
    ),
    !actor ? [] : reader.query<{ content: string; doer: string; roles: Role[]; dueAt: string | null }>(
      `select t.state->>'content' as content, p.name as doer, ${ROLES_OF} as roles, t.due_at as "dueAt" from tasks t join people p on p.id = t.doer_id where t.site_id = $1 and t.open and ($2::uuid is null or t.giver_id = $2 or t.doer_id = $2) order by coalesce(t.due_at, 'infinity'::timestamptz), t.id limit 100`,
      [site.id, tasksOf(actor)],
      'brief-tasks',
    ),
    unwrittenFound(reader, site, now),
  ]);
  const missing = unwritten?.leaving ?? [];
  if (handovers.length + tasks.length + missing.length === 0) return undefined;
  const late = tasks.filter((task) => task.dueAt !== null && task.dueAt < now);
  const when = (at: string): string => sayWhen(at, { zone: site.zone, now, language, kept: true });
  const lines = [
    ...missing.map((entry) => ({ text: words.unwritten(entry.post, when(entry.endsAt)), note: words.nothing, tone: 'late' as BriefTone })),
    ...handovers.map((entry) => ({ text: words.given(entry.post, politeName(entry.giver, entry.roles, language), when(entry.givenAt)), note: entry.status === 'refused' ? words.refused : entry.untaken ? words.untaken : '', tone: (entry.untaken ? 'late' : 'soon') as BriefTone })),
    ...tasks.map((task) => ({ text: task.content.slice(0, 40), note: [politeName(task.doer, task.roles, language), task.dueAt ? words.due(when(task.dueAt)) : ''].filter(Boolean).join(' · '), tone: (late.includes(task) ? 'late' : 'plain') as BriefTone })),
  ];
  return {
    section: 'handover', title: words.handover, lines: lines.slice(0, BRIEF_LINES), left: Math.max(0, lines.length - BRIEF_LINES),
    figures: [{ label: words.waiting, value: handovers.length, tone: handovers.length > 0 ? 'soon' : 'plain' }, { label: words.late, value: late.length, tone: late.length > 0 ? 'late' : 'plain' }, { label: words.open, value: tasks.length, tone: 'plain' }],
  };
};
