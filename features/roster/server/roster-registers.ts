import type { Instant } from '../../../platform/core/instant.ts';
import { column } from '../../../platform/core/register.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { linesPage, stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { isHandoverOf, type Handover } from '../core/handover.ts';
import { seesAllTasks } from '../core/roster-permissions.ts';
import type { Task, TaskStatus } from '../core/task.ts';

const TAKEN: Readonly<Record<Handover['status'], string>> = { given: '待接班', taken: '已接班', refused: '已退回' };
const TASKS: Readonly<Record<TaskStatus, string>> = { given: '已交办', accepted: '已接受', done: '已完成', confirmed: '已确认', cancelled: '已取消' };
const HYGIENE = { fine: '良好', not_fine: '有问题', unseen: '未看' } as const;

/** 交接班记录 (M-52, forms.md 4.11): a line for each; the sheet itself is printed from the handover. */
const handovers = stateRegister<Handover>(
  {
    id: 'handovers', title: { zh: '交接班记录', en: 'Handovers' }, form: 'ZB-02', clause: 'M-52', permission: 'handover.read',
    columns: [
      column('nr', '序号', 'No.', 8, 'centre'), column('day', '日期', 'Day', 18), column('shift', '班次', 'Shift', 18), column('post', '岗位', 'Post', 18), column('giver', '交班人', 'Giver', 14), column('given', '交班签字', 'Given', 12), column('taker', '接班人', 'Taker', 14), column('arrived', '到岗', 'Arrived', 12), column('taken', '接班签字', 'Taken', 12),
      column('summary', '值班情况摘要', 'Summary', 48), column('open', '未完成事项', 'Open', 14, 'centre'), column('items', '物品', 'Items', 30), column('orders', '上级指示', 'Instructions', 26), column('hygiene', '环境卫生', 'Hygiene', 14), column('differences', '差异', 'Differences', 24), column('review', '经理审阅', 'Reviewed', 18), column('status', '状态', 'State', 13),
    ],
  },
  {
    table: 'handovers', at: 'given_at', people: (state) => [state.giverId, state.takerId, state.reviewedBy],
    cells: (state, say, asked) => isHandoverOf(state, asked.actor) ? [
      say.nr, state.day, state.shift ?? '', state.post, say.name(state.giverId), say.time(state.givenAt), say.name(state.takerId), say.time(state.arrivedAt), say.time(state.takenAt), state.summary, state.lines.length, state.items.map((item) => `${item.name} ${item.count}`).join('、'), state.instructions,
      state.hygiene ? HYGIENE[state.hygiene.state] : '', state.differences.map((entry) => `${entry.what} ${entry.difference}（${entry.reason}）`).join('；'), state.reviewedAt ? `${say.name(state.reviewedBy)} ${say.day(state.reviewedAt)}` : '', TAKEN[state.status],
    ] : undefined,
  },
);

/** 临时任务单 (G-05, forms.md 4.15). */
const tasks = stateRegister<Task>(
  {
    id: 'tasks', title: { zh: '临时任务登记', en: 'Tasks' }, form: 'ZB-03', clause: 'G-05', permission: 'tasks.read', upright: false,
    columns: [
      column('nr', '序号', 'No.', 8, 'centre'), column('given', '交办时间', 'Given', 24), column('giver', '交办人', 'By', 15), column('doer', '承办人', 'To', 15), column('content', '内容', 'Task', 70), column('due', '期限', 'Due', 24), column('accepted', '接受', 'Accepted', 24), column('done', '完成', 'Done', 24), column('result', '结果', 'Result', 44), column('confirmed', '确认', 'Confirmed', 24), column('status', '状态', 'State', 14), column('late', '超时', 'Late', 10, 'centre'),
    ],
  },
  {
    table: 'tasks', at: 'given_at', people: (state) => [state.giverId, state.doerId],
    cells: (state, say, asked) =>
      seesAllTasks(asked.actor) || state.giverId === asked.actor.personId || state.doerId === asked.actor.personId
        ? [say.nr, say.when(state.givenAt), say.name(state.giverId), say.name(state.doerId), state.content, say.when(state.dueAt), say.when(state.acceptedAt), say.when(state.doneAt), state.result ?? state.cancelled?.reason ?? '', say.when(state.confirmedAt), TASKS[state.status], state.isLate ? '是' : '']
        : undefined,
  },
);

type Moved = { at: Instant; id: string; person: string; from: string | null; to: string; cover: string | null; startsAt: Instant; endsAt: Instant; reason: string; by: string; seen: Instant | null; back: Instant | null };
/** 岗位调整单 (G-04, forms.md 4.15). */
const reassignments: RegisterSource = {
  register: {
    id: 'reassignments', title: { zh: '岗位调整登记', en: 'Reassignments' }, form: 'ZB-04', clause: 'G-04', permission: 'roster.read',
    columns: [
      column('nr', '序号', 'No.', 8, 'centre'), column('person', '人员', 'Person', 15), column('from', '原岗位', 'From', 20), column('to', '新岗位', 'To', 20), column('start', '起', 'Start', 24), column('end', '止', 'End', 24), column('reason', '原因', 'Reason', 50), column('by', '批准人', 'By', 15), column('cover', '顶岗人', 'Cover', 15), column('seen', '本人确认', 'Seen', 24), column('back', '返回原岗', 'Back', 24),
    ],
  },
  page: (reader, asked) => {
    const when = (at: Instant | null): string => (at ? `${localDate(at, asked.zone)} ${localTime(at, asked.zone)}` : '');
    return linesPage<Moved>(
      asked,
      (after, atMost) =>
        reader.query<Moved>(
          `select r.ordered_at as at, r.id, p.name as person, f.name as "from", t.name as "to", c.name as cover, r.starts_at as "startsAt", r.ends_at as "endsAt", r.reason, o.name as by, r.acknowledged_at as seen, r.returned_at as back
             from reassignments r join people p on p.id = r.person_id join people o on o.id = r.ordered_by left join people c on c.id = r.cover_id join posts t on t.site_id = r.site_id and t.id = r.to_post_id left join posts f on f.site_id = r.site_id and f.id = r.from_post_id
            where r.site_id = $1 and r.ordered_at >= $2 and r.ordered_at < $3 and (r.ordered_at, r.id) > ($4::timestamptz, $5::uuid) order by r.ordered_at, r.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost],
          'register-reassignments',
        ),
      (row, nr) => [nr, row.person, row.from ?? '', row.to, when(row.startsAt), when(row.endsAt), row.reason, row.by, row.cover ?? '', when(row.seen), when(row.back)],
    );
  },
};

type Planned = { at: Instant; id: string; post: string; person: string; endsAt: Instant };
/** 值班表 as it was in the end, a line a shift; the week's sheet for the wall is printed from the roster. */
const shifts: RegisterSource = {
  register: {
    id: 'shifts', title: { zh: '值班记录', en: 'Shifts' }, form: 'ZB-01', clause: 'M-51', permission: 'roster.read', upright: true,
    columns: [column('nr', '序号', 'No.', 10, 'centre'), column('day', '日期', 'Day', 24), column('post', '岗位', 'Post', 40), column('person', '值班人', 'Person', 30), column('start', '上班', 'Start', 20), column('end', '下班', 'End', 20), column('sign', '签名', 'Signature', 46)],
  },
  page: (reader, asked) =>
    linesPage<Planned>(
      asked,
      (after, atMost) =>
        reader.query<Planned>(
          `select s.starts_at as at, s.id, o.name as post, p.name as person, s.ends_at as "endsAt" from shifts s join posts o on o.site_id = s.site_id and o.id = s.post_id join people p on p.id = s.person_id
            where s.site_id = $1 and s.cancelled_at is null and s.starts_at >= $2 and s.starts_at < $3 and (s.starts_at, s.id) > ($4::timestamptz, $5::uuid) order by s.starts_at, s.id limit $6`,
          [asked.siteId, asked.from, asked.to, after.at, after.id, atMost],
          'register-shifts',
        ),
      (row, nr) => [nr, localDate(row.at, asked.zone), row.post, row.person, localTime(row.at, asked.zone), localTime(row.endsAt, asked.zone), ''],
    ),
};

export const ROSTER_REGISTERS: readonly RegisterSource[] = [handovers, shifts, reassignments, tasks];
