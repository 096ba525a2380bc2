import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Cell } from '../../../platform/core/register.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { addDays, localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, isRefusal, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { streamPaper } from '../../../platform/server/register-paper.ts';
import { allLines, spanOfDays, type RegisterSource } from '../../../platform/server/register.ts';
import { writeXlsx, XLSX_TYPE } from '../../../platform/server/xlsx.ts';
import * as contract from '../core/records-contract.ts';
import { parseLineKey, writeLineKey } from './line-key.ts';
import { zOffset } from './paper-limits.ts';
import { formOf, readPaperOf } from './paper-store.ts';

export type RegisterDeps = Pick<AppOptions, 'grants'> & { readonly database: Database; readonly clock: Clock; readonly sources: readonly RegisterSource[] };

const isPeriod = (from: string, to: string): boolean => from <= to && to <= addDays(from, contract.MOST_DAYS);
const LINES = 50;

export const registerRoutes = (deps: RegisterDeps): Route[] => [
  route(contract.listRegisters, ({ siteId, caller }) =>
    deps.database.read([siteId], async (reader) => {
      const paper = await readPaperOf(reader.query, siteId);
      const mine = deps.sources.filter(({ register }) => !authorize(caller, register.permission, siteId, deps.grants));
      return { registers: mine.map(({ register }) => ({ id: register.id, title: register.title, form: formOf(paper, register), clause: register.clause, columns: [...register.columns] })) };
    }),
  ),
  route(contract.readRegister, ({ siteId, caller, input }) =>
    deps.database.read([siteId], async (reader) => {
      const source = deps.sources.find(({ register }) => register.id === input.registerId);
      const site = await loadSite(reader.query, siteId);
      if (!source || !site) return refuse('not-found');
      const denied = authorize(caller, source.register.permission, siteId, deps.grants);
      if (denied) return denied;
      if (!isPeriod(input.from, input.to)) return refuse('bad-input', { fields: [{ field: 'to' }] });
      const page = await source.page(reader, { siteId, zone: site.zone, actor: actorOf(caller, siteId, source.register.permission), now: deps.clock.now(), ...spanOfDays(site.zone, input.from, input.to), after: parseLineKey(input.after), atMost: LINES });
      return { rows: page.rows.map((row) => [...row]), next: writeLineKey(page.next) };
    }),
  ),
];

const zAsked = z.object({ ...contract.zPeriod, ...zOffset });

/** Any register as A4 and as a workbook, drawn by one renderer from the same lines as the screen’s. */
export const mountRegisters = (app: FastifyInstance, deps: RegisterDeps & Pick<AppOptions, 'sessions'>): void => {
  const asked = async (request: Parameters<typeof resolveCaller>[1], params: { siteId: string; registerId: string }, query: unknown) => {
    const caller = await resolveCaller(deps.sessions, request);
    const source = deps.sources.find(({ register }) => register.id === params.registerId);
    const denied = authorize(caller, source?.register.permission ?? 'records.read', params.siteId, deps.grants);
    if (denied || !caller) return denied ?? refuse('signed-out');
    const parsed = zAsked.safeParse(query);
    if (!parsed.success || !isPeriod(parsed.data.from, parsed.data.to)) return refuse('bad-input');
    const found = await deps.database.read([params.siteId], async (reader) => {
      const [site, paper] = await Promise.all([loadSite(reader.query, params.siteId), readPaperOf(reader.query, params.siteId)]);
      return site ? { site, paper } : undefined;
    });
    if (!source || !found) return refuse('not-found');
    const { from, to } = parsed.data;
    const lines = () => allLines(deps.database, source, { siteId: params.siteId, zone: found.site.zone, actor: actorOf(caller, params.siteId, source.register.permission), now: deps.clock.now(), ...spanOfDays(found.site.zone, from, to) });
    return { ...found, register: source.register, period: from === to ? from : `${from} 至 ${to}`, file: `${source.register.id}-${from}-${to}`, offset: parsed.data, lines };
  };
  type Params = { Params: { siteId: string; registerId: string } };

  app.get<Params>('/api/sites/:siteId/registers/:registerId.pdf', async (request, reply) => {
    const ask = await asked(request, request.params, request.query);
    if (isRefusal(ask)) return sendRefusal(reply, ask);
    const { site, register, paper } = ask;
    const now = deps.clock.now();
    const rows = async function* (): AsyncGenerator<readonly Cell[]> {
      for await (const page of ask.lines()) yield* page;
    };
    const drawn = streamPaper(
      { title: register.title.zh, company: site.company, site: site.name, form: formOf(paper, register), note: (lines) => `${ask.period} · 共 ${lines} 条 · 打印于 ${localDate(now, site.zone)} ${localTime(now, site.zone)}`, logo: paper.logo },
      [{ columns: register.columns, rows: rows() }],
      { upright: register.upright, offset: ask.offset, createdAt: now },
    );
    return reply.type('application/pdf').header('content-disposition', `inline; filename="${ask.file}.pdf"`).header('cache-control', 'no-store').send(Readable.from(drawn));
  });

  app.get<Params>('/api/sites/:siteId/registers/:registerId.xlsx', async (request, reply) => {
    const ask = await asked(request, request.params, request.query);
    if (isRefusal(ask)) return sendRefusal(reply, ask);
    const { register } = ask;
    const rows = async function* (): AsyncGenerator<readonly Cell[]> {
      yield register.columns.map((column) => column.zh);
      for await (const page of ask.lines()) yield* page;
    };
    const file = writeXlsx([{ name: register.title.zh, widths: register.columns.map((column) => Math.max(8, Math.round(column.width * 0.9))), head: 1, rows }]);
    return reply.type(XLSX_TYPE).header('content-disposition', `attachment; filename="${ask.file}.xlsx"`).header('cache-control', 'no-store').send(file);
  });
};
