import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { addDays, localDate } from '../../../platform/core/working-calendar.ts';
import type { Database } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { planUnderLock, type Asked } from './roster-commands.ts';
import { changeRoster } from './roster-store.ts';
import { workersOf } from './roster-queries.ts';

type DemoPost = { readonly name: string; readonly role: Role; readonly needed: number; readonly cover: 'opening' | 'day'; readonly isFixed: boolean };
const POSTS: readonly DemoPost[] = [
  { name: '客服', role: 'desk_agent', needed: 1, cover: 'opening', isFixed: true },
  { name: '维修', role: 'technician', needed: 1, cover: 'opening', isFixed: false },
  { name: '水吧', role: 'property_assistant', needed: 1, cover: 'opening', isFixed: true },
  { name: '门岗', role: 'guard', needed: 1, cover: 'opening', isFixed: true },
  { name: '行政值班', role: 'duty_officer', needed: 1, cover: 'day', isFixed: false },
];
const TEMPLATES = [
  { name: '早班', start: '08:30', end: '18:00' },
  { name: '晚班', start: '12:00', end: '21:00' },
  { name: '行政值班', start: '09:00', end: '21:00' },
] as const;

/** The days a week has each demo person at work, Monday = 1; weekends are the busiest and the thinnest on the desk. */
const WEEK: Partial<Record<Role, readonly { nth: number; days: readonly number[]; template: number }[]>> = {
  desk_agent: [{ nth: 0, days: [1, 2, 3, 4, 5], template: 0 }, { nth: 1, days: [1, 3, 5, 6], template: 1 }],
  technician: [{ nth: 0, days: [1, 2, 3, 4, 5, 6, 7], template: 0 }],
  property_assistant: [{ nth: 0, days: [1, 2, 4, 5, 6, 7], template: 0 }],
  guard: [{ nth: 0, days: [1, 2, 3, 5, 6, 7], template: 0 }],
  duty_officer: [{ nth: 0, days: [1, 2, 3, 4, 6, 7], template: 2 }],
};

/** Posts, templates and two weeks of shifts, with the holes real rosters have. Written through the same rules as a manager's. */
export const seedRoster = async (database: Database, siteId: string, now: Instant): Promise<void> => {
  const done = await changeRoster({ database }, { siteId, actor: null, now }, async (trx, site) => {
    const posts = POSTS.map((post, index) => ({ ...post, id: uuidv7(), sort: index * 10 }));
    await trx.query(
      `insert into posts (site_id, id, name, role, needed, cover, is_fixed, sort)
       select $1, (p->>'id')::uuid, p->>'name', p->>'role', (p->>'needed')::int, p->>'cover', (p->>'isFixed')::boolean, (p->>'sort')::int from jsonb_array_elements($2::jsonb) p`,
      [siteId, JSON.stringify(posts)],
    );
    await trx.query(
      `insert into shift_templates (site_id, id, name, starts, ends) select $1, (t->>'id')::uuid, t->>'name', t->>'start', t->>'end' from jsonb_array_elements($2::jsonb) t`,
      [siteId, JSON.stringify(TEMPLATES.map((template) => ({ ...template, id: uuidv7() })))],
    );
    const workers = await workersOf(trx, siteId, now);
    const today = localDate(now, site.zone);
    const asked: Asked[] = [];
    for (let step = -7; step <= 7; step += 1) {
      const day = addDays(today, step);
      const weekday = Temporal.PlainDate.from(day).dayOfWeek;
      for (const post of posts)
        for (const { nth, days, template } of WEEK[post.role] ?? []) {
          const person = workers.filter((worker) => worker.roles.includes(post.role))[nth];
          const times = TEMPLATES[template];
          if (person && times && days.includes(weekday)) asked.push({ line: asked.length + 1, postId: post.id, personId: person.id, day, start: times.start, end: times.end });
        }
    }
    return planUnderLock(trx, site, { asked, mode: 'some', now, event: 'ShiftsPlanned' });
  });
  if ('ok' in done) throw new Error(done.code);
};
