import type { FastifyInstance } from 'fastify';
import { refuse } from '../../../platform/core/refusal.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { createPen, type Lettering, type Pen } from '../../../platform/server/pdf-pen.ts';
import { reportContent, type IncidentReportContent } from '../core/report-content.ts';
import { readIncident } from './incident-queries.ts';

const A4 = { w: 210, h: 297 };
const LEFT = 15;
const WIDTH = A4.w - 2 * LEFT;
const BOTTOM = A4.h - 14;
const INK = '#1C2321';
const GREY = '#47504C';
const SMALL: Lettering = { sizes: [9, 8.5, 8, 7.5, 7], ink: INK, across: 'middle' };
const ROW = 6.6;

type Column = { readonly label: string; readonly w: number };
const LADDER: readonly Column[] = [{ label: '级', w: 32 }, { label: '姓名', w: 22 }, { label: '方式', w: 24 }, { label: '报出', w: 22 }, { label: '确认', w: 22 }, { label: '指示', w: 58 }];

const heading = (pen: Pen, words: string, y: number): number => {
  pen.text(words, { x: LEFT, y, w: WIDTH, h: 6 }, { sizes: [11], weight: 'medium', ink: INK });
  return y + 7;
};
const rule = (pen: Pen, y: number): void => pen.line({ x: LEFT, y }, { x: LEFT + WIDTH, y }, 0.3, GREY);

const row = (pen: Pen, columns: readonly Column[], cells: readonly string[], y: number, h: number, look: Lettering = SMALL): void => {
  let x = LEFT;
  for (const [index, column] of columns.entries()) {
    pen.text(cells[index] ?? '', { x: x + 0.8, y, w: column.w - 1.6, h }, { ...look, more: '…见系统' });
    x += column.w;
  }
  rule(pen, y + h);
};

const head = (pen: Pen, content: IncidentReportContent, page: number): void => {
  pen.addPage(A4);
  pen.text(content.title, { x: LEFT, y: 12, w: 120, h: 9 }, { sizes: [17], weight: 'medium', ink: INK });
  pen.text(`编号 ${content.number}`, { x: LEFT, y: 14, w: WIDTH, h: 6 }, { sizes: [11], ink: INK, align: 'right' });
  pen.text(content.site, { x: LEFT, y: 22, w: WIDTH, h: 5 }, { sizes: [9, 8], ink: GREY });
  pen.text(`第 ${page} 页，共 2 页`, { x: LEFT, y: A4.h - 11, w: WIDTH, h: 5 }, { sizes: [8], ink: GREY, align: 'right' });
};

/** What does not fit on the page is counted, never dropped unsaid. */
const lines = <T>(entries: readonly T[], room: number, height: number): { readonly shown: readonly T[]; readonly rest: number } => {
  const fits = Math.max(1, Math.floor(room / height));
  return entries.length <= fits ? { shown: entries, rest: 0 } : { shown: entries.slice(0, fits - 1), rest: entries.length - fits + 1 };
};

/** 突发事件报告, A4, two pages: who was told when and what they said; the course, what came of it, and the signatures. */
export const renderReport = async (content: IncidentReportContent): Promise<Buffer> => {
  const pen = createPen({ title: `${content.title} ${content.number}` });
  head(pen, content, 1);
  let y = 29;
  rule(pen, y);
  const half = WIDTH / 2;
  for (let index = 0; index < content.facts.length; index += 2) {
    const pair = content.facts.slice(index, index + 2);
    row(pen, pair.flatMap(() => [{ label: '', w: 20 }, { label: '', w: half - 20 }]), pair.flat(), y, 7.4);
    y += 7.4;
  }
  y = heading(pen, '逐级上报记录', y + 4);
  rule(pen, y);
  row(pen, LADDER, LADDER.map((column) => column.label), y, ROW, { ...SMALL, weight: 'medium' });
  y += ROW;
  const outsideRoom = 14 + Math.max(1, Math.min(content.outside.length, 8)) * ROW;
  const told = lines(content.ladder, BOTTOM - y - outsideRoom, ROW);
  for (const entry of told.shown) {
    row(pen, LADDER, [entry.step, entry.name, entry.way, entry.toldAt, entry.confirmedAt, entry.instruction], y, ROW);
    y += ROW;
  }
  if (told.rest > 0) {
    row(pen, [{ label: '', w: WIDTH }], [`另有 ${told.rest} 行见系统`], y, ROW);
    y += ROW;
  }
  y = heading(pen, '外部报告', y + 4);
  rule(pen, y);
  const outside = lines(content.outside.length > 0 ? content.outside : [['无', '', ''] as const], BOTTOM - y, ROW);
  for (const entry of outside.shown) {
    row(pen, [{ label: '', w: 32 }, { label: '', w: 30 }, { label: '', w: WIDTH - 62 }], entry, y, ROW);
    y += ROW;
  }

  const two = [{ label: '', w: 24 }, { label: '', w: WIDTH - 24 }];
  // The course begins where the first page has room and goes on on the second.
  const first = Math.max(0, Math.floor((BOTTOM - y - 12) / ROW));
  if (first > 0) {
    y = heading(pen, '经过与处置', y + 4);
    rule(pen, y);
    for (const entry of content.course.slice(0, first)) {
      row(pen, two, entry, y, ROW);
      y += ROW;
    }
  }
  const rest = content.course.slice(first);

  head(pen, content, 2);
  y = heading(pen, rest.length > 0 ? '经过与处置（续）' : '结果', 29);
  rule(pen, y);
  const fixed = 8 * 9.4 + 12 + 3 * 11 + ROW + 12 + 22;
  const course = lines(rest, BOTTOM - y - fixed, ROW);
  for (const entry of course.shown) {
    row(pen, two, entry, y, ROW);
    y += ROW;
  }
  if (course.rest > 0) {
    row(pen, two, ['', `另有 ${course.rest} 行见系统`], y, ROW);
    y += ROW;
  }
  if (rest.length > 0) {
    y += 3;
    rule(pen, y);
  }
  for (const entry of content.results) {
    row(pen, two, entry, y, 9.4);
    y += 9.4;
  }
  y = heading(pen, '总结', y + 4);
  rule(pen, y);
  for (const entry of content.summary) {
    const h = entry[0] === '整改期限' ? ROW : 11;
    row(pen, two, entry, y, h);
    y += h;
  }
  pen.text('处理人签字 ____________    部门签字 ____________    物业经理签字 ____________    日期 ____________', { x: LEFT, y: Math.max(y + 6, BOTTOM - 14), w: WIDTH, h: 6 }, { sizes: [10, 9.5, 9], ink: INK });
  return pen.finish();
};

export const mountIncidentReport = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database }): void => {
  app.get<{ Params: { siteId: string; incidentId: string } }>('/api/sites/:siteId/incidents/:incidentId/report.pdf', async (request, reply) => {
    const { siteId, incidentId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'incidents.print', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    if (!/^[0-9a-f-]{36}$/.test(incidentId)) return sendRefusal(reply, refuse('not-found'));
    const found = await deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      const view = site && (await readIncident(reader, { site, id: incidentId, actor: actorOf(caller, siteId, 'incidents.print') }));
      return site && view ? reportContent(view, site.zone) : undefined;
    });
    if (!found) return sendRefusal(reply, refuse('not-found'));
    return reply.type('application/pdf').header('content-disposition', `inline; filename="${found.number}.pdf"`).header('cache-control', 'no-store').send(await renderReport(found));
  });
};
