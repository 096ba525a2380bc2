import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { csvLine } from '../../../platform/server/csv.ts';
import type { Database } from '../../../platform/server/database.ts';
import * as contract from '../core/figure-contract.ts';
import { CAUSES, CLOCKS, FOLLOW_UPS, KINDS, RATINGS, RESULTS, STATES } from '../core/paper-words.ts';
import { figureOrders, sheetPage, spotFigures, workFigures, type SheetRow } from './figure-queries.ts';

export const figureRoutes = (deps: { readonly database: Database }): Route[] => [
  route(contract.listFigureOrders, ({ siteId, input }) => deps.database.read([siteId], (reader) => figureOrders(reader, input))),
  route(contract.readWorkFigures, ({ siteId, input }) => deps.database.read([siteId], (reader) => workFigures(reader, input))),
  route(contract.readSpotFigures, ({ siteId, input }) => deps.database.read([siteId], async (reader) => ({ people: await spotFigures(reader, input) }))),
];

const PAGE = 500;
const HEAD = ['维修单编号', '登记号', '类别', '状态', '地点', '维修项目', '报修人', '维修员', '报修时间', '接单时间', '到场时间', '签字时间', '结单时间', '结果', '原因', '上门次数', '维修质量', '服务态度', '行为举止', '超时', '回访'];
/** A surname and no more: a sheet is passed on (personal data masked by default). */
const masked = (name: string | null): string => (name ? `${[...name][0] ?? ''}**` : '');

/** The month's orders as a sheet for Excel: masked, and nothing in it is a formula. */
export const mountFigureSheet = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database }): void => {
  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/repairs/figures.csv', async (request, reply) => {
    const { siteId } = request.params;
    const denied = authorize(await resolveCaller(deps.sessions, request), 'repairs.figures', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const query = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }).safeParse(request.query);
    if (!query.success) return sendRefusal(reply, refuse('bad-input'));
    const { month } = query.data;
    const site = await deps.database.read([siteId], (reader) => loadSite(reader.query, siteId));
    if (!site) return sendRefusal(reply, refuse('not-found'));
    const when = (instant: string | null): string => (instant ? `${localDate(instant, site.zone)} ${localTime(instant, site.zone)}` : '');
    const word = (words: Readonly<Record<string, string>>, code: string | null | undefined): string => (code ? (words[code] ?? code) : '');
    /** Visit by visit. */
    const ratingOf = (row: SheetRow, of: string): string => [...(row.pastRatings ?? []).map((past) => past.ratings), ...(row.ratings ? [row.ratings] : [])].map((ratings) => word(RATINGS, ratings[of])).join('→');
    const lineOf = (row: SheetRow): string =>
      csvLine([
        row.number, row.logNumber, word(KINDS, row.kind), word(STATES, row.status), row.place, row.item, masked(row.reporter), row.technician ?? '', when(row.receivedAt), when(row.acceptedAt), when(row.arrivedAt), when(row.signedAt), when(row.closedAt),
        word(RESULTS, row.result), word(CAUSES, row.cause), String(row.visit), ...['workmanship', 'attitude', 'conduct'].map((of) => ratingOf(row, of)), row.late.map((clock) => word(CLOCKS, clock)).join('、'), word(FOLLOW_UPS, row.followUp),
      ]);
    const lines = async function* () {
      yield `\ufeff${csvLine(HEAD)}`;
      let after: { at: string; id: string } | undefined;
      for (;;) {
        const rows = await deps.database.read([siteId], (reader) => sheetPage(reader, { siteId, month, after, limit: PAGE }));
        if (rows.length > 0) yield rows.map(lineOf).join('');
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return;
        after = { at: last.receivedAt, id: last.id };
      }
    };
    return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="repairs-${month}.csv"`).header('cache-control', 'no-store').send(Readable.from(lines()));
  });
};
