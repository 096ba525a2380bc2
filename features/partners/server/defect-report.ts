import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import writeExcel from 'write-excel-file/node';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { readPicture } from '../../../platform/server/files.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import type { FirmView, ReferralView } from '../core/partner-contract.ts';
import { PARTNER_WORDS } from '../core/partner-words.ts';
import { firmsOf, listOfReferrals } from './partner-queries.ts';

type Deps = Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database; readonly folder: string };
type Report = { readonly site: SiteRow; readonly firm: FirmView; readonly rows: readonly ReferralView[]; readonly isWhole: boolean };
type Pictures = ReadonlyMap<string, Buffer>;

/** So many defects a report; beyond it the report says that there are more. */
const AT_MOST = 200;
const A4 = { w: 210, h: 297 };
const LEFT = 15;
const WIDTH = A4.w - 2 * LEFT;
const INK = '#1C2321';
const GREY = '#47504C';

const whenIn = (site: SiteRow) => (instant: string | null): string => (instant ? `${localDate(instant, site.zone)} ${localTime(instant, site.zone)}` : '—');
const factsOf = (row: ReferralView, site: SiteRow): (readonly [string, string])[] => {
  const when = whenIn(site);
  const { status, warranty, result } = PARTNER_WORDS.zh;
  return [
    ['登记', when(row.receivedAt)], ['致电', when(row.calledAt)], ['承诺', `${when(row.promisedAt)}${row.promises > 1 ? `（改期 ${row.promises - 1} 次）` : ''}`], ['到场', when(row.arrivedAt)], ['完成', when(row.doneAt)],
    ['状态', status[row.status]], ['保修', warranty[row.warranty]], ['结果', row.result ? result[row.result] : '—'],
  ];
};

/** 质量问题清单 of one firm: each defect with its dates, which nobody can argue about, and its pictures. */
export const renderDefects = async ({ site, firm, rows, isWhole }: Report, pictures: Pictures, madeAt: string): Promise<Buffer> => {
  const pen = createPen({ title: `质量问题清单 ${firm.name}` });
  let y = 0;
  const page = (): void => {
    pen.addPage(A4);
    pen.text('质量问题清单', { x: LEFT, y: 12, w: 80, h: 9 }, { sizes: [16], weight: 'medium', ink: INK });
    pen.text(`${site.name}  ${whenIn(site)(madeAt)}`, { x: LEFT + 80, y: 14, w: WIDTH - 80, h: 6 }, { sizes: [10, 8], align: 'right', ink: INK });
    pen.text(`致：${firm.name}    共 ${rows.length} 项${isWhole ? '' : '（只列最近的）'}`, { x: LEFT, y: 22, w: WIDTH, h: 6 }, { sizes: [10.5, 9], ink: INK });
    y = 31;
  };
  page();
  for (const [index, row] of rows.entries()) {
    const shown = row.photos.map((photo) => ({ ...photo, data: pictures.get(photo.hash) })).filter((photo) => photo.data !== undefined).slice(0, 4);
    const height = 26 + (shown.length > 0 ? 42 : 0);
    if (y + height > A4.h - 22) page();
    pen.line({ x: LEFT, y }, { x: LEFT + WIDTH, y }, 0.3, GREY);
    pen.text(`${index + 1}. ${row.place}  ${row.defect}`, { x: LEFT, y: y + 1.5, w: WIDTH - 42, h: 6 }, { sizes: [10.5, 9, 8], weight: 'medium', ink: INK });
    pen.text(`${row.number}${row.repairNumber ? ` / ${row.repairNumber}` : ''}`, { x: LEFT + WIDTH - 42, y: y + 1.5, w: 42, h: 6 }, { sizes: [9], align: 'right', ink: INK });
    for (const [place, [label, value]] of factsOf(row, site).entries()) pen.text(`${label} ${value}`, { x: LEFT + (place % 4) * (WIDTH / 4), y: y + 9 + Math.floor(place / 4) * 5.5, w: WIDTH / 4 - 1, h: 5 }, { sizes: [8.5, 7.5, 6.5], ink: INK });
    if (row.outcome) pen.text(row.outcome, { x: LEFT, y: y + 20, w: WIDTH, h: 5 }, { sizes: [8.5, 7.5], ink: GREY });
    for (const [place, photo] of shown.entries()) {
      const x = LEFT + place * (WIDTH / 4);
      if (photo.data) pen.picture(photo.data, { x, y: y + 26, w: WIDTH / 4 - 3, h: 34 });
      pen.text(`${photo.phase === 'before' ? '维修前' : '维修后'} ${whenIn(site)(photo.at)}`, { x, y: y + 61, w: WIDTH / 4 - 3, h: 5 }, { sizes: [7, 6], ink: GREY });
    }
    y += height;
  }
  pen.text('协作单位签收：____________    日期：____________', { x: LEFT, y: A4.h - 16, w: WIDTH, h: 6 }, { sizes: [10.5], ink: INK });
  return pen.finish();
};

const HEAD = ['编号', '维修单', '地点', '问题', '登记', '致电', '承诺', '到场', '完成', '状态', '保修', '结果', '处理情况', '照片'];
const ROW_HEIGHT = 60;

/** The same as a sheet; every cell is text, so nothing in it is a formula, and the pictures stand in their rows. */
export const defectSheet = async ({ site, rows }: Report, pictures: Pictures): Promise<Buffer> => {
  const cell = (value: string, bold = false) => ({ value, type: String, wrap: true, ...(bold ? { fontWeight: 'bold' as const } : {}) });
  const lines = rows.map((row) => {
    const facts = new Map(factsOf(row, site));
    return [row.number, row.repairNumber ?? '', row.place, row.defect, ...['登记', '致电', '承诺', '到场', '完成', '状态', '保修', '结果'].map((label) => facts.get(label) ?? ''), row.outcome ?? '', ''].map((value, index) => ({ ...cell(value), ...(index === 0 ? { height: ROW_HEIGHT } : {}) }));
  });
  const images = rows.flatMap((row, index) => {
    const hash = row.photos.find((photo) => pictures.has(photo.hash))?.hash;
    const content = hash ? pictures.get(hash) : undefined;
    return content ? [{ content, contentType: 'image/jpeg' as const, width: 96, height: 72, dpi: 96, anchor: { row: index + 2, column: HEAD.length } }] : [];
  });
  return writeExcel([HEAD.map((label) => cell(label, true)), ...lines], { images, columns: HEAD.map((label) => ({ width: label === '问题' || label === '处理情况' ? 30 : 16 })) }).toBuffer();
};

export const mountDefectReport = (app: FastifyInstance, deps: Deps & { readonly now: () => string }): void => {
  const read = async (request: FastifyRequest<{ Params: { siteId: string; firmId: string } }>, reply: FastifyReply): Promise<{ report: Report; pictures: Pictures } | FastifyReply> => {
    const { siteId, firmId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'partners.read', siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? refuse('signed-out'));
    if (!z.uuid().safeParse(firmId).success) return sendRefusal(reply, refuse('bad-input'));
    const report = await deps.database.read([siteId], async (reader): Promise<Report | undefined> => {
      const site = await loadSite(reader.query, siteId);
      const firm = site && (await firmsOf(reader, siteId, localDate(deps.now(), site.zone))).find((entry) => entry.id === firmId);
      if (!site || !firm) return undefined;
      const rows: ReferralView[] = [];
      let after: string | undefined;
      do {
        const page = await listOfReferrals(reader, { siteId, actor: actorOf(caller, siteId, 'partners.read'), zone: site.zone, filter: 'all', firmId, after });
        rows.push(...page.rows.filter((row) => row.status !== 'cancelled'));
        after = page.more ?? undefined;
      } while (after !== undefined && rows.length < AT_MOST);
      return { site, firm, rows: rows.slice(0, AT_MOST), isWhole: after === undefined };
    });
    if (!report) return sendRefusal(reply, refuse('not-found'));
    const hashes = [...new Set(report.rows.flatMap((row) => row.photos.slice(0, 4).map((photo) => photo.hash)))];
    const pictures = new Map<string, Buffer>();
    for (const hash of hashes) {
      const data = await readPicture({ folder: deps.folder, siteId, hash, longest: 480 });
      if (data) pictures.set(hash, data);
    }
    return { report, pictures };
  };
  const nameOf = (firm: FirmView): string => encodeURIComponent(`质量问题清单-${firm.name}`);
  app.get<{ Params: { siteId: string; firmId: string } }>('/api/sites/:siteId/firms/:firmId/defects.pdf', async (request, reply) => {
    const got = await read(request, reply);
    if (!('report' in got)) return got;
    return reply.type('application/pdf').header('content-disposition', `inline; filename*=UTF-8''${nameOf(got.report.firm)}.pdf`).header('cache-control', 'no-store').send(await renderDefects(got.report, got.pictures, deps.now()));
  });
  app.get<{ Params: { siteId: string; firmId: string } }>('/api/sites/:siteId/firms/:firmId/defects.xlsx', async (request, reply) => {
    const got = await read(request, reply);
    if (!('report' in got)) return got;
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename*=UTF-8''${nameOf(got.report.firm)}.xlsx`).header('cache-control', 'no-store').send(await defectSheet(got.report, got.pictures));
  });
};
