import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { clauseById } from '../../handbook/core/handbook-facts.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import { maySee } from '../core/repair-permissions.ts';
import { SPOT_ITEMS } from '../core/spot-check.ts';
import { loadOrder } from './repair-store.ts';

const A4 = { w: 210, h: 297 };
const LEFT = 15;
const WIDTH = A4.w - 2 * LEFT;
const ROW = 15;
const INK = '#1C2321';
const GREY = '#47504C';
const ANSWERS = ['符合', '不符合', '未观察'];

type Sheet = { readonly site: string; readonly number: string; readonly place: string; readonly item: string; readonly technician: string; readonly when: string };

/** 上门抽查表 (M-17): the plan's own sentences with boxes to tick, for whoever goes along with paper and pen. */
export const renderSpotSheet = async (sheet: Sheet): Promise<Buffer> => {
  const pen = createPen({ title: `上门抽查表 ${sheet.number}` });
  pen.addPage(A4);
  pen.text('上门抽查表', { x: LEFT, y: 14, w: WIDTH, h: 10 }, { sizes: [18], weight: 'medium', ink: INK });
  pen.text(`${sheet.site}  ${sheet.number}`, { x: LEFT, y: 16, w: WIDTH, h: 7 }, { sizes: [11, 10], ink: INK, align: 'right' });
  pen.text(`${sheet.place}  ${sheet.item}`, { x: LEFT, y: 26, w: WIDTH, h: 6 }, { sizes: [10.5, 9, 8], ink: INK });
  pen.text(`维修员 ${sheet.technician || '____________'}    报修 ${sheet.when}    抽查人 ____________    抽查时间 ____________`, { x: LEFT, y: 33, w: WIDTH, h: 6 }, { sizes: [10, 9, 8], ink: INK });
  let y = 42;
  for (const { clause } of SPOT_ITEMS) {
    pen.line({ x: LEFT, y }, { x: LEFT + WIDTH, y }, 0.3, GREY);
    pen.text(clauseById(clause)?.text ?? clause, { x: LEFT, y: y + 1.5, w: WIDTH - 62, h: ROW - 3 }, { sizes: [9.5, 9, 8.5, 8, 7.5], ink: INK, across: 'middle' });
    for (const [index, answer] of ANSWERS.entries()) {
      const x = LEFT + WIDTH - 58 + index * 20;
      pen.box({ x, y: y + ROW / 2 - 1.8, w: 3.6, h: 3.6 }, { line: 0.75, ink: INK });
      pen.text(answer, { x: x + 4.8, y, w: 15, h: ROW }, { sizes: [9.5], ink: INK, across: 'middle' });
    }
    y += ROW;
  }
  pen.line({ x: LEFT, y }, { x: LEFT + WIDTH, y }, 0.3, GREY);
  pen.text('说明', { x: LEFT, y: y + 3, w: 20, h: 6 }, { sizes: [10], weight: 'medium', ink: INK });
  pen.box({ x: LEFT, y: y + 10, w: WIDTH, h: 32 }, { line: 0.3, ink: GREY });
  pen.text('抽查人签名 ____________        维修员签名 ____________', { x: LEFT, y: y + 48, w: WIDTH, h: 6 }, { sizes: [10.5], ink: INK });
  pen.text('没有看到的就勾「未观察」，不计入符合率。', { x: LEFT, y: y + 56, w: WIDTH, h: 5 }, { sizes: [8.5], ink: GREY });
  return pen.finish();
};

export const mountSpotSheet = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database }): void => {
  app.get<{ Params: { siteId: string; repairId: string } }>('/api/sites/:siteId/repairs/:repairId/spot-check.pdf', async (request, reply) => {
    const { siteId, repairId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'repairs.figures', siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? refuse('signed-out'));
    if (!z.uuid().safeParse(repairId).success) return sendRefusal(reply, refuse('bad-input'));
    const sheet = await deps.database.read([siteId], async (reader): Promise<Sheet | undefined> => {
      const [loaded, site] = await Promise.all([loadOrder(reader.query, siteId, repairId, false), loadSite(reader.query, siteId)]);
      if (!loaded || !site || !maySee(loaded.state, actorOf(caller, siteId, 'repairs.figures'))) return undefined;
      const order = loaded.state;
      const [people, places] = await Promise.all([
        reader.query<{ name: string }>('select name from people where id = $1', [order.technicianId ?? null]),
        reader.query<{ name: string }>('select name from places where site_id = $1 and id = $2', [siteId, order.placeId ?? null]),
      ]);
      return {
        site: site.name, number: order.orderNumber ?? order.logNumber, place: places[0]?.name ?? order.placeText, item: order.item, technician: people[0]?.name ?? '',
        when: `${localDate(order.receivedAt, site.zone).slice(5)} ${localTime(order.receivedAt, site.zone)}`,
      };
    });
    if (!sheet) return sendRefusal(reply, refuse('not-found'));
    return reply.type('application/pdf').header('content-disposition', `inline; filename="spot-check-${sheet.number}.pdf"`).header('cache-control', 'no-store').send(await renderSpotSheet(sheet));
  });
};
