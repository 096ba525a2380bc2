import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { actorOf, authorize, isRefusal, resolveCaller, sendRefusal, type Actor, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite, type RunnerDeps, type SiteRow } from '../../../platform/server/command-runner.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { readFigures } from './bar-figures.ts';
import { tablesOf } from './bar-queries.ts';
import { renderCountSheet, renderMonth, renderRequisition, renderTableCodes } from './bar-sheets.ts';
import { readDay } from './day-routes.ts';
import { readRecord } from './record-routes.ts';
import { readPar } from './stock-routes.ts';

type Deps = Pick<AppOptions, 'sessions' | 'grants' | 'publicUrl'> & Pick<RunnerDeps, 'database' | 'clock'> & { readonly codes: { write(code: { kind: 'drinks'; siteId: string; id: string }): string } };
type Request = FastifyRequest<{ Params: { siteId: string } }>;

/** The bar on A4: count sheet, requisition, month, the cards for the tables. */
export const mountBarPrint = (app: FastifyInstance, deps: Deps): void => {
  const sheet = <Q>(name: string, permission: string, query: z.ZodType<Q>, draw: (input: { reader: Reader; site: SiteRow; query: Q; actor: Actor }) => Promise<Buffer | Refusal>): void => {
    app.get<{ Params: { siteId: string } }>(`/api/sites/:siteId/bar/${name}.pdf`, async (request: Request, reply: FastifyReply) => {
      const { siteId } = request.params;
      const caller = await resolveCaller(deps.sessions, request);
      const denied = authorize(caller, permission, siteId, deps.grants);
      if (denied) return sendRefusal(reply, denied);
      const parsed = query.safeParse(request.query);
      if (!parsed.success) return sendRefusal(reply, refuse('bad-input'));
      const drawn = await deps.database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return site ? draw({ reader, site, query: parsed.data, actor: actorOf(caller, siteId, permission) }) : refuse('not-found');
      });
      if (isRefusal(drawn)) return sendRefusal(reply, drawn);
      return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`).header('cache-control', 'no-store').send(drawn);
    });
  };
  sheet('count-sheet', 'beverages.read', z.object({ day: z.iso.date() }), async ({ reader, site, query }) => {
    const [day, par] = await Promise.all([readDay(reader, site.id, query.day), readPar(reader, site.id, deps.clock.now(), query.day)]);
    if (isRefusal(day)) return day;
    return isRefusal(par) ? par : renderCountSheet(site, day, par);
  });
  sheet('requisition', 'beverages.read', z.object({ id: z.uuid() }), async ({ reader, site, query, actor }) => {
    const record = await readRecord(reader, site.id, query.id, actor);
    if (isRefusal(record)) return record;
    return record.kind === 'requisition' ? renderRequisition(site, record) : refuse('not-found');
  });
  sheet('month', 'beverages.figures', z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }), async ({ reader, site, query }) => {
    const figures = await readFigures(reader, site.id, query.month, deps.clock.now());
    return isRefusal(figures) ? figures : renderMonth(site, figures);
  });
  sheet('table-codes', 'beverages.manage', z.object({}), async ({ reader, site }) => {
    const { publicUrl } = deps;
    // A code that leads nowhere must not be put on a table.
    if (!publicUrl) return refuse('no-public-url', {});
    const tables = await tablesOf(reader, site.id);
    return renderTableCodes(site, tables.map((table) => ({ name: table.name, url: `${publicUrl}/g/${deps.codes.write({ kind: 'drinks', siteId: site.id, id: table.id })}` })));
  });
};
