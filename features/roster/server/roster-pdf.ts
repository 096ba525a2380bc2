import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addDays, localTime } from '../../../platform/core/working-calendar.ts';
import { authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import { readRoster } from './roster-queries.ts';
import type { Roster } from '../core/roster-contract.ts';

const A4 = { w: 297, h: 210 };
const MARGIN = 10;
const POST_WIDTH = 27;
const ROW_LINES = 4.2;
const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

type Cell = { readonly name: string; readonly time: string };

/** 值班表, A4 across, a week a page; long days make tall rows, tall rows go to the next page with the header repeated. */
export const renderRoster = async (roster: Roster, site: { readonly name: string; readonly company: string; readonly zone: string }, phones: readonly { readonly name: string; readonly phone: string }[] = []): Promise<Buffer> => {
  const pen = createPen({ title: `值班表 ${roster.from}` });
  const dayWidth = (A4.w - 2 * MARGIN - POST_WIDTH) / roster.days.length;
  const bottom = A4.h - 18;
  let y = 0;
  const box = (x: number, top: number, w: number, h: number): void => pen.box({ x, y: top, w, h }, { line: 0.75 });
  const header = (): void => {
    pen.addPage(A4);
    pen.text(`${site.name} 值班表`, { x: MARGIN, y: MARGIN, w: 180, h: 9 }, { sizes: [16], weight: 'medium' });
    pen.text([site.company, `${roster.from} 至 ${addDays(roster.from, roster.days.length - 1)}`].filter(Boolean).join('  '), { x: MARGIN + 150, y: MARGIN + 2, w: A4.w - 2 * MARGIN - 150, h: 6 }, { sizes: [10.5, 9], align: 'right' });
    y = MARGIN + 12;
    for (const [index, day] of roster.days.entries()) {
      const x = MARGIN + POST_WIDTH + index * dayWidth;
      const weekday = WEEKDAYS[Temporal.PlainDate.from(day.day).dayOfWeek - 1] ?? '';
      box(x, y, dayWidth, 10);
      pen.text(`${day.day.slice(5)} 周${weekday}`, { x: x + 1, y: y + 1, w: dayWidth - 2, h: 4.5 }, { sizes: [10.5, 9], weight: 'medium', align: 'centre' });
      pen.text(day.holiday ?? (day.isWorkday ? '调休上班' : day.isOpen ? '' : '不营业'), { x: x + 1, y: y + 5.5, w: dayWidth - 2, h: 4 }, { sizes: [9, 8], align: 'centre' });
    }
    box(MARGIN, y, POST_WIDTH, 10);
    pen.text('岗位', { x: MARGIN, y: y + 1, w: POST_WIDTH, h: 8 }, { sizes: [10.5], weight: 'medium', align: 'centre', across: 'middle' });
    y += 10;
  };
  header();
  for (const post of roster.posts) {
    const cells = roster.days.map(({ day }): Cell[] =>
      roster.shifts.filter((shift) => shift.postId === post.id && shift.day === day).map((shift) => ({ name: `${roster.people.find((person) => person.id === shift.personId)?.name ?? ''}${shift.hasLeft ? '（已离岗）' : ''}`, time: `${localTime(shift.startsAt, site.zone)}–${localTime(shift.endsAt, site.zone)}` })),
    );
    const height = Math.max(10, ...cells.map((list) => list.length * ROW_LINES * 2 + 2));
    if (y + height > bottom) header();
    box(MARGIN, y, POST_WIDTH, height);
    pen.text(post.name, { x: MARGIN + 1, y, w: POST_WIDTH - 2, h: height }, { sizes: [10.5, 9], align: 'centre', across: 'middle' });
    for (const [index, list] of cells.entries()) {
      const x = MARGIN + POST_WIDTH + index * dayWidth;
      box(x, y, dayWidth, height);
      for (const [line, cell] of list.entries()) {
        pen.text(cell.name, { x: x + 1, y: y + 1 + line * ROW_LINES * 2, w: dayWidth - 2, h: ROW_LINES }, { sizes: [10.5, 9, 8], align: 'centre' });
        pen.text(cell.time, { x: x + 1, y: y + 1 + line * ROW_LINES * 2 + ROW_LINES, w: dayWidth - 2, h: ROW_LINES }, { sizes: [9, 8], align: 'centre' });
      }
    }
    y += height;
  }
  // The form has a column for telephones (forms.md 4.15): one line for all, only on the copy of whoever plans.
  if (phones.length > 0) {
    if (y + 12 > bottom) header();
    pen.text(`电话　${phones.map((person) => `${person.name} ${person.phone}`).join('　')}`, { x: MARGIN, y: y + 2, w: A4.w - 2 * MARGIN, h: Math.max(6, bottom - y) }, { sizes: [9, 8, 7] });
  }
  pen.text('制表：____________    审核：____________    日期：____________', { x: MARGIN, y: A4.h - 14, w: A4.w - 2 * MARGIN, h: 6 }, { sizes: [10.5] });
  return pen.finish();
};

export const mountRosterPrint = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { database: Database; clock: Clock }): void => {
  app.get<{ Params: { siteId: string }; Querystring: { from?: string } }>('/api/sites/:siteId/roster.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'roster.read', siteId, deps.grants);
    const mayPlan = authorize(caller, 'roster.plan', siteId, deps.grants) === undefined;
    if (denied) return sendRefusal(reply, denied);
    const from = z.iso.date().safeParse(request.query.from);
    if (!from.success) return sendRefusal(reply, { ok: false, code: 'bad-input', facts: { fields: [{ field: 'from' }] } });
    const read = await deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      if (!site) return undefined;
      const roster = await readRoster(reader, site, from.data, 7, deps.clock.now());
      const planned = [...new Set(roster.shifts.map((shift) => shift.personId))];
      const phones = mayPlan ? await reader.query<{ name: string; phone: string }>('select name, phone from people where id = any($1) and phone is not null and ended_at is null order by pinyin, id', [planned], 'roster-phones') : [];
      return { site, roster, phones };
    });
    if (!read) return sendRefusal(reply, { ok: false, code: 'not-found', facts: {} });
    return reply.type('application/pdf').header('content-disposition', `inline; filename="roster-${from.data}.pdf"`).send(await renderRoster(read.roster, read.site, read.phones));
  });
};
