import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate, localTime, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, isRefusal, resolveCaller, sendRefusal, type Actor, type AppOptions } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { XLSX_TYPE } from '../../../platform/server/xlsx.ts';
import { shiftsNamed } from '../../roster/server/roster-facts.ts';
import { readFigures } from './bar-figures.ts';
import { tablesOf } from './bar-queries.ts';
import { countSheet, monthSheet, renderBarPaper, renderTableCodes, requisitionSheet, writeBarPaper, type BarPaper, type DayMoves, type PlannedShifts } from './bar-sheets.ts';
import { readDay } from './day-routes.ts';
import { readRecord } from './record-routes.ts';
import { readPar, readStock } from './stock-routes.ts';

type Deps = Pick<AppOptions, 'sessions' | 'grants' | 'publicUrl'> & Pick<RunnerDeps, 'database' | 'clock'> & { readonly codes: { write(code: { kind: 'drinks'; siteId: string; id: string }): string } };
type Request = FastifyRequest<{ Params: { siteId: string } }>;

/** What moved on a day; dates of lots are those of now and say nothing of a day that is past. */
const readMoves = async (reader: Reader, site: SiteRow, day: LocalDate, now: Instant): Promise<DayMoves | Refusal> => {
  const [sums, asked, stock] = await Promise.all([
    reader.query<DayMoves['sums'][number]>('select item_id as "itemId", kind, sum(on_hand)::int as "onHand" from bar_movements where site_id = $1 and day = $2 group by item_id, kind', [site.id, day], 'bar-day-moves'),
    reader.query<{ itemId: string; quantity: number }>(
      `select l->>'itemId' as "itemId", sum((l->>'quantity')::int)::int as quantity from bar_records r, jsonb_array_elements(r.state->'lines') l
        where r.site_id = $1 and r.kind = 'requisition' and r.at >= ($2::date - 1) and r.at < ($2::date + 2) and r.day = $2 and r.status not in ('cancelled', 'reversed') group by 1`,
      [site.id, day],
      'bar-day-asked',
    ),
    day < localDate(now, site.zone) ? undefined : readStock(reader, site.id, now),
  ]);
  if (stock && isRefusal(stock)) return stock;
  return { sums, asked: new Map(asked.map((entry) => [entry.itemId, entry.quantity])), expires: new Map(stock?.items.flatMap((item) => { const [first] = item.lots.map((lot) => lot.expiresOn).sort(); return first ? [[item.id, first] as const] : []; })) };
};

/** Whom the roster has at the bar when a day opens and when it closes; what is counted by now says it itself. */
const plannedShifts = async (reader: Reader, site: SiteRow, day: LocalDate): Promise<PlannedShifts> => {
  const own = (await shiftsNamed(reader, site, day)).filter((shift) => shift.role === 'property_assistant' && localDate(shift.startsAt, site.zone) === day).sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  return { opening: own[0]?.words ?? '', closing: own.toSorted((a, b) => (a.endsAt < b.endsAt ? 1 : -1))[0]?.words ?? '' };
};

type Asked<Q> = { readonly reader: Reader; readonly site: SiteRow; readonly query: Q; readonly actor: Actor };

/** The bar on A4 and as workbooks: count sheet, requisition, month; the cards for the tables. */
export const mountBarPrint = (app: FastifyInstance, deps: Deps): void => {
  const answer = <Q, T>(file: string, permission: string, query: z.ZodType<Q>, read: (asked: Asked<Q>) => Promise<T | Refusal>, send: (reply: FastifyReply, found: T, site: SiteRow, query: Q) => Promise<FastifyReply> | FastifyReply): void => {
    app.get<{ Params: { siteId: string } }>(`/api/sites/:siteId/bar/${file}`, async (request: Request, reply: FastifyReply) => {
      const { siteId } = request.params;
      const caller = await resolveCaller(deps.sessions, request);
      const denied = authorize(caller, permission, siteId, deps.grants);
      if (denied) return sendRefusal(reply, denied);
      const parsed = query.safeParse(request.query);
      if (!parsed.success) return sendRefusal(reply, refuse('bad-input'));
      const found = await deps.database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const made = await read({ reader, site, query: parsed.data, actor: actorOf(caller, siteId, permission) });
        return isRefusal(made) ? made : { site, read: made };
      });
      if (isRefusal(found)) return sendRefusal(reply, found);
      return send(reply.header('cache-control', 'no-store'), found.read, found.site, parsed.data);
    });
  };
  const pdf = (reply: FastifyReply, name: string, data: Buffer): FastifyReply => reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`).send(data);
  /** Both ways out of one paper; `of` tells several of its kind apart in a folder of downloads. */
  const paper = <Q>(name: string, permission: string, query: z.ZodType<Q>, of: (query: Q) => string, read: (asked: Asked<Q>) => Promise<BarPaper | Refusal>): void => {
    answer(`${name}.pdf`, permission, query, read, async (reply, found, site, asked) => pdf(reply, `${name}-${of(asked)}`, await renderBarPaper(site, found, deps.clock.now())));
    answer(`${name}.xlsx`, permission, query, read, (reply, found, site, asked) => reply.type(XLSX_TYPE).header('content-disposition', `attachment; filename="bar-${name}-${of(asked)}.xlsx"`).send(writeBarPaper(site, found)));
  };
  paper('count-sheet', 'beverages.read', z.object({ day: z.iso.date() }), ({ day }) => day, async ({ reader, site, query }) => {
    const now = deps.clock.now();
    const [day, par, moves, shifts] = await Promise.all([readDay(reader, site.id, query.day), readPar(reader, site.id, now, query.day), readMoves(reader, site, query.day, now), plannedShifts(reader, site, query.day)]);
    if (isRefusal(day)) return day;
    if (isRefusal(par)) return par;
    return isRefusal(moves) ? moves : countSheet(day, par, moves, shifts, (at) => localTime(at, site.zone));
  });
  paper('requisition', 'beverages.read', z.object({ id: z.uuid() }), ({ id }) => id.slice(-6), async ({ reader, site, query, actor }) => {
    const record = await readRecord(reader, site.id, query.id, actor);
    if (isRefusal(record)) return record;
    return record.kind === 'requisition' ? requisitionSheet(record) : refuse('not-found');
  });
  paper('month', 'beverages.figures', z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }), ({ month }) => month, async ({ reader, site, query }) => {
    const figures = await readFigures(reader, site.id, query.month, deps.clock.now());
    return isRefusal(figures) ? figures : monthSheet(figures);
  });
  answer('table-codes.pdf', 'beverages.manage', z.object({}), async ({ reader, site }) => {
    const { publicUrl } = deps;
    // A code that leads nowhere must not be put on a table.
    if (!publicUrl) return refuse('no-public-url', {});
    const tables = await tablesOf(reader, site.id);
    return renderTableCodes(site, tables.map((table) => ({ name: table.name, url: `${publicUrl}/g/${deps.codes.write({ kind: 'drinks', siteId: site.id, id: table.id })}` })));
  }, (reply, found) => pdf(reply, 'table-codes', found));
};
