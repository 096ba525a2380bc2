import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import type { PlaceCodes } from './place-codes.ts';

const A4 = { w: 210, h: 297 };
/** Two labels across, four down, with cut lines between. */
const LABEL = { w: 95, h: 68, across: 2, down: 4 };
const LEFT = (A4.w - LABEL.w * LABEL.across) / 2;
const TOP = (A4.h - LABEL.h * LABEL.down) / 2;
const INK = '#1C2321';
const AT_MOST = 400;

type Label = { readonly name: string; /** Address that opens the guest's report. */ readonly report: string; /** Address by which a technician shows that he is here. */ readonly arrive: string };

/** The sheet to cut out and put on the walls: one label a place, large code for guests, small one for the technician's arrival (M-14). */
export const renderCodeSheet = async (site: { readonly name: string; readonly deskPhone: string }, labels: readonly Label[]): Promise<Buffer> => {
  const pen = createPen({ title: `${site.name} 墙上二维码` });
  for (const [index, label] of labels.entries()) {
    const place = index % (LABEL.across * LABEL.down);
    if (place === 0) {
      pen.addPage(A4);
      for (let line = 1; line < LABEL.down; line += 1) pen.line({ x: 6, y: TOP + line * LABEL.h }, { x: A4.w - 6, y: TOP + line * LABEL.h }, 0.4, INK, 1.2);
      pen.line({ x: A4.w / 2, y: 6 }, { x: A4.w / 2, y: A4.h - 6 }, 0.4, INK, 1.2);
    }
    const x = LEFT + (place % LABEL.across) * LABEL.w;
    const y = TOP + Math.floor(place / LABEL.across) * LABEL.h;
    pen.text(label.name, { x: x + 5, y: y + 5, w: LABEL.w - 10, h: 9 }, { sizes: [18, 15, 12], weight: 'medium', ink: INK });
    pen.text(site.name, { x: x + 5, y: y + 14, w: LABEL.w - 10, h: 5 }, { sizes: [9, 8], ink: '#47504C' });
    pen.qr(label.report, { x: x + 5, y: y + 21, w: 36, h: 36 }, INK);
    pen.text('哪里坏了，扫一扫告诉我们', { x: x + 45, y: y + 22, w: 46, h: 12 }, { sizes: [12, 11], weight: 'medium', ink: INK });
    if (site.deskPhone) pen.text(`或拨打 ${site.deskPhone}`, { x: x + 45, y: y + 35, w: 46, h: 6 }, { sizes: [10, 9], ink: INK });
    pen.qr(label.arrive, { x: x + 72, y: y + 42, w: 18, h: 18 }, INK);
    pen.text('维修员到场扫此码', { x: x + 45, y: y + 55, w: 26, h: 5 }, { sizes: [8, 7.5], ink: '#47504C', align: 'right' });
  }
  if (labels.length === 0) pen.addPage(A4);
  return pen.finish();
};

type Deps = Pick<AppOptions, 'sessions' | 'grants' | 'publicUrl'> & { readonly database: Database; readonly codes: PlaceCodes };

export const mountCodeSheet = (app: FastifyInstance, deps: Deps): void => {
  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/place-codes.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const denied = authorize(await resolveCaller(deps.sessions, request), 'sites.codes', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const query = z.object({ placeId: z.uuid().optional() }).safeParse(request.query);
    if (!query.success) return sendRefusal(reply, { ok: false, code: 'bad-input', facts: {} });
    const { publicUrl } = deps;
    // A code that leads nowhere must not be put on a wall.
    if (!publicUrl) return sendRefusal(reply, { ok: false, code: 'no-public-url', facts: {} });
    const found = await deps.database.read([siteId], async (reader) => {
      const [site, numbers, places] = await Promise.all([
        loadSite(reader.query, siteId),
        reader.query<{ phone: string }>('select desk_phone as phone from sites where id = $1', [siteId]),
        reader.query<{ id: string; name: string }>(`select id, name from places where site_id = $1 and archived_at is null and ($2::uuid is null or id = $2) order by sort, name limit ${AT_MOST}`, [siteId, query.data.placeId ?? null]),
      ]);
      return site ? { name: site.name, deskPhone: numbers[0]?.phone ?? '', places } : undefined;
    });
    if (!found || found.places.length === 0) return sendRefusal(reply, { ok: false, code: 'not-found', facts: {} });
    const labels = found.places.map((place) => ({
      name: place.name,
      report: `${publicUrl}/g/${deps.codes.write({ kind: 'report', siteId, id: place.id })}`,
      arrive: `${publicUrl}/m/arrive/${deps.codes.write({ kind: 'place', siteId, id: place.id })}`,
    }));
    return reply.type('application/pdf').header('content-disposition', 'inline; filename="codes.pdf"').header('cache-control', 'no-store').send(await renderCodeSheet(found, labels));
  });
};
