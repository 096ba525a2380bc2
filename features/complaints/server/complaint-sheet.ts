import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadClocks } from '../../../platform/server/clock-store.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { createForm, GREY, INK, LEFT, WIDTH } from '../../../platform/server/form-paper.ts';
import type { ComplaintKind } from '../core/complaint.ts';
import { sheetContent, type SheetRow } from '../core/sheet-content.ts';
import { readCase } from './complaint-queries.ts';

export const renderComplaint = (head: { readonly title: string; readonly site: string; readonly number: string }, rows: readonly SheetRow[]): Promise<Buffer> => {
  const { pen, line, words, take } = createForm(head);
  for (const row of rows) {
    if ('cells' in row) line(row.cells);
    else if ('words' in row) words(...row.words);
    else line([[row.blank, '']], 16);
  }
  const foot = take(12);
  pen.text('责任人签字 ____________    物业经理签字 ____________    归档日期 ____________', { x: LEFT, y: foot + 5, w: WIDTH, h: 6 }, { sizes: [10, 9], ink: INK });
  pen.text('姓名、电话已隐去；本单含个人信息，请妥善保管', { x: LEFT, y: foot + 11, w: WIDTH, h: 4 }, { sizes: [7.5], ink: GREY });
  return pen.finish();
};

const PAPERS: readonly (readonly [path: string, kind: ComplaintKind, permission: string, title: string])[] = [['complaints', 'complaint', 'complaints.read', '投诉处理单'], ['reports', 'report', 'complaints.reports', '举报处理单']];

/** 投诉处理单 (M-37, forms.md 4.7): to whoever may see the case; a report's to its reader alone. */
export const mountComplaintSheet = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database }): void => {
  for (const [path, kind, permission, title] of PAPERS)
    app.get<{ Params: { siteId: string; complaintId: string } }>(`/api/sites/:siteId/${path}/:complaintId/sheet.pdf`, async (request, reply) => {
      const { siteId, complaintId } = request.params;
      const caller = await resolveCaller(deps.sessions, request);
      const denied = authorize(caller, permission, siteId, deps.grants);
      if (denied || !caller) return sendRefusal(reply, denied ?? refuse('signed-out'));
      if (!z.uuid().safeParse(complaintId).success) return sendRefusal(reply, refuse('bad-input'));
      const found = await deps.database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        const view = site && (await readCase(reader, { kind, siteId, id: complaintId, actor: actorOf(caller, siteId, permission), shown: (state) => state.contact }));
        if (!site || !view) return undefined;
        const answer = (await loadClocks(reader.query, siteId, complaintId)).findLast((clock) => clock.clock === 'complaint.answer' && clock.cancelledAt === null);
        return { site, view, rows: sheetContent(view, { zone: site.zone, contact: view.contactShown ?? undefined, promisedAt: answer?.dueAt }) };
      });
      if (!found) return sendRefusal(reply, refuse('not-found'));
      const { site, view, rows } = found;
      const pdf = await renderComplaint({ title, site: [site.company, site.name].filter(Boolean).join('  '), number: view.row.number }, rows);
      return reply.type('application/pdf').header('content-disposition', `inline; filename="${kind}-${view.row.number}.pdf"`).header('cache-control', 'no-store').send(pdf);
    });
};
