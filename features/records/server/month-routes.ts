import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { comparedWith, zMonth } from '../../../platform/core/month-book.ts';
import type { Cell } from '../../../platform/core/register.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, isRefusal, resolveCaller, route, sendRefusal, type Actor, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { rolesFor } from '../../../platform/server/caller.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { allLines, linesWithin, spanOfMonth, type MonthBook } from '../../../platform/server/register.ts';
import { writeXlsx, XLSX_TYPE } from '../../../platform/server/xlsx.ts';
import * as rules from '../core/month-record.ts';
import * as contract from '../core/records-contract.ts';
import { parseLineKey, writeLineKey } from './line-key.ts';
import { monthSheets, renderAddendum, renderMonth, streamMonth } from './month-paper.ts';
import { monthKind, paperHashes, readRecord, recordId, recordsOf, signedPdf, signedSheet, type AddendumSheet, type MonthSheet, type NewPaper } from './month-store.ts';
import { formOf, readPaperOf, type Paper } from './paper-store.ts';
import { SIGNED_LINES, zOffset } from './paper-limits.ts';

export type MonthDeps = RunnerDeps & Pick<AppOptions, 'grants'> & { readonly book: MonthBook; verifyPin(personId: string, pin: string): Promise<'ok' | Refusal> };

const kept = ({ key, value, part, whole }: rules.KeptFigure): rules.KeptFigure => ({ key, value, part, whole });
const byCentre = async (deps: Pick<MonthDeps, 'book'>, reader: Reader, siteIds: readonly string[], month: string) => {
  const parts = await Promise.all(deps.book.figures.map((of) => of(reader, siteIds, month)));
  return new Map(siteIds.map((siteId) => [siteId, parts.flatMap((part) => part.get(siteId) ?? [])]));
};

type Draft = Omit<MonthSheet, 'lines' | 'signed'>;
/** A draft, or the whole of what was signed. */
type Drawn = Draft & Partial<Pick<MonthSheet, 'lines' | 'signed'>>;

/** A month as it stands now, all but its lines. */
const draftOf = async (deps: MonthDeps, reader: Reader, site: SiteRow, paper: Paper, month: string): Promise<Draft> => {
  const months = comparedWith(month);
  const [figures, lists, records, ...earlier] = await Promise.all([byCentre(deps, reader, [site.id], month), deps.book.lists(reader, { siteId: site.id, zone: site.zone, month }), recordsOf(reader, [site.id], months), ...months.map((each) => byCentre(deps, reader, [site.id], each))]);
  return {
    version: 1, month, number: rules.recordNumber(month), site: site.name, company: site.company, form: formOf(paper, deps.book.lines.register), zone: site.zone, takenAt: deps.clock.now(), columns: deps.book.lines.register.columns,
    figures: figures.get(site.id) ?? [], lists,
    compared: months.map((each, index) => {
      const record = records.find((entry) => entry.month === each);
      return { month: each, isSigned: record !== undefined, figures: (record?.figures ?? earlier[index]?.get(site.id) ?? []).map(kept) };
    }),
  };
};
const figure = (draft: Pick<Draft, 'figures'>, key: string): number => draft.figures.find((entry) => entry.key === key)?.value ?? 0;
const askedFor = (deps: MonthDeps, site: SiteRow, month: string, actor: Actor) => ({ siteId: site.id, zone: site.zone, actor, now: deps.clock.now(), ...spanOfMonth(site.zone, month) });
const damaged = (): Refusal => refuse('record-damaged');

export const monthRoutes = (deps: MonthDeps): Route[] => {
  const { database, clock, book } = deps;
  const view = (siteId: string, month: string): Promise<contract.MonthView | Refusal> =>
    database.read([siteId], async (reader) => {
      const [site, paper, record] = await Promise.all([loadSite(reader.query, siteId), readPaperOf(reader.query, siteId), readRecord(reader.query, siteId, month)]);
      if (!site) return refuse('not-found');
      const sheet: Drawn | 'damaged' = record ? await signedSheet(reader, record) : await draftOf(deps, reader, site, paper, month);
      if (sheet === 'damaged') return damaged();
      const names = new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [record?.addenda.map((entry) => entry.by) ?? []], 'people-names')).map((row) => [row.id, row.name]));
      return {
        month, number: sheet.number, form: sheet.form, isOver: month < localDate(clock.now(), site.zone).slice(0, 7), figures: [...sheet.figures], lists: [...sheet.lists], lines: record?.lines ?? figure(sheet, 'total'), open: record?.open ?? figure(sheet, 'open'),
        columns: [...sheet.columns], compared: sheet.compared.map((entry) => ({ ...entry, figures: [...entry.figures] })),
        signed: record && sheet.signed ? { ...sheet.signed, takenAt: record.takenAt, hash: record.sheetHash } : null,
        addenda: record?.addenda.map(({ nr, at, by, text }) => ({ nr, at, by: names.get(by) ?? '', text })) ?? [],
      };
    });

  return [
    route(contract.readMonth, ({ siteId, input }) => view(siteId, input.month)),
    route(contract.listMonthLines, ({ siteId, input, actor }) =>
      database.read([siteId], async (reader) => {
        const LINES = 50;
        const [site, record] = await Promise.all([loadSite(reader.query, siteId), readRecord(reader.query, siteId, input.month)]);
        if (!site) return refuse('not-found');
        const after = parseLineKey(input.after);
        if (!record) {
          const page = await book.lines.page(reader, { ...askedFor(deps, site, input.month, actor), after, atMost: LINES });
          return { rows: page.rows.map((row) => [...row]), next: writeLineKey(page.next) };
        }
        const sheet = await signedSheet(reader, record);
        if (sheet === 'damaged') return damaged();
        const from = after?.nr ?? 0;
        const rows = sheet.lines.slice(from, from + LINES);
        return { rows: rows.map((row) => [...row]), next: from + rows.length < sheet.lines.length ? writeLineKey({ at: record.signedAt, id: record.id, nr: from + rows.length }) : null };
      }),
    ),

    route(contract.signMonthEndpoint, async ({ siteId, input, actor, caller }) => {
      const { month, comment, openWord } = input;
      const checked = await deps.verifyPin(actor.personId, input.pin);
      if (checked !== 'ok') return checked;
      const drawn = await database.read([siteId], async (reader) => {
        // Lines and figures of one and the same moment.
        await reader.query('set transaction isolation level repeatable read');
        const [site, paper, record] = await Promise.all([loadSite(reader.query, siteId), readPaperOf(reader.query, siteId), readRecord(reader.query, siteId, month)]);
        if (!site) return refuse('not-found');
        const draft = await draftOf(deps, reader, site, paper, month);
        const refused = rules.mayClose({ isSigned: record !== undefined, month, today: localDate(draft.takenAt, site.zone), open: figure(draft, 'open'), openWord });
        // The same command again, as an outbox or a second tap sends it, is answered with what it did.
        if (refused) return record && (await reader.query('select from commands where site_id = $1 and command_id = $2', [siteId, input.commandId], 'command-seen-here')).length > 0 ? ('done' as const) : refused;
        if (figure(draft, 'total') > SIGNED_LINES) return refuse('too-many-lines', { most: SIGNED_LINES });
        return { draft, logo: paper.logo, lines: await linesWithin(reader, book.lines, askedFor(deps, site, month, actor)) };
      });
      if (drawn === 'done') return view(siteId, month);
      if (isRefusal(drawn)) return drawn;
      const at = clock.now();
      const sheet: MonthSheet = { ...drawn.draft, lines: drawn.lines, signed: { at, by: caller.name, comment: comment || null, openWord: openWord || null } };
      const paper: NewPaper = { part: 0, sheet: JSON.stringify(sheet), pdf: (await renderMonth(sheet, { logo: drawn.logo })).pdf };
      const done = await runCommand(deps, {
        kind: monthKind(paper), siteId, subject: recordId(siteId, month), name: 'signMonthRecord', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (state) => rules.signMonth(state, { at, recordedAt: at, by: actor.personId, month, number: sheet.number, takenAt: sheet.takenAt, lines: sheet.lines.length, open: figure(sheet, 'open'), ...(openWord ? { openWord } : {}), ...(comment ? { comment } : {}), figures: sheet.figures.map(kept), ...paperHashes(paper) }),
      });
      return done.ok ? view(siteId, month) : done;
    }),

    route(contract.addAddendumEndpoint, async ({ siteId, input, actor, caller }) => {
      const checked = await deps.verifyPin(actor.personId, input.pin);
      if (checked !== 'ok') return checked;
      const found = await database.read([siteId], async (reader) => {
        const [site, paper, record] = await Promise.all([loadSite(reader.query, siteId), readPaperOf(reader.query, siteId), readRecord(reader.query, siteId, input.month)]);
        return site ? { site, paper, record } : undefined;
      });
      if (!found) return refuse('not-found');
      const { site, record } = found;
      if (!record) return refuse('month-not-signed');
      const at = clock.now();
      const nr = record.addenda.length + 1;
      const sheet: AddendumSheet = { version: 1, month: input.month, number: record.number, nr, site: site.name, company: site.company, form: formOf(found.paper, book.lines.register), zone: site.zone, at, by: caller.name, text: input.text, about: record.sheetHash.slice(0, 16) };
      const paper: NewPaper = { part: nr, sheet: JSON.stringify(sheet), pdf: (await renderAddendum(sheet, found.paper.logo)).pdf };
      const done = await runCommand(deps, {
        kind: monthKind(paper), siteId, subject: record.id, name: 'addMonthAddendum', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (state) => rules.addAddendum(state, { at, recordedAt: at, by: actor.personId, nr, text: input.text, ...paperHashes(paper) }),
      });
      return done.ok ? view(siteId, input.month) : done;
    }),

    route(contract.readGroupMonth, ({ caller, input }) => {
      const roles = deps.grants.get('records.month') ?? [];
      const sites = [...caller.sites].filter(([, membership]) => rolesFor(membership, 'records.month').some((role) => roles.includes(role)));
      const siteIds = sites.map(([siteId]) => siteId);
      return database.read(siteIds, async (reader) => {
        const [figures, records] = await Promise.all([byCentre(deps, reader, siteIds, input.month), recordsOf(reader, siteIds, [input.month])]);
        return {
          figures: figures.get(siteIds[0] ?? '') ?? [],
          sites: sites.map(([siteId, { name }]) => {
            const record = records.find((entry) => entry.siteId === siteId);
            return { siteId, name, isSigned: record !== undefined, figures: (record?.figures ?? figures.get(siteId) ?? []).map(kept) };
          }),
        };
      });
    }),
  ];
};

const zAsked = z.object({ month: zMonth, part: z.coerce.number().int().min(0).max(99).default(0), ...zOffset });

/** The record as paper and as a workbook: drawn anew while it is a draft, byte for byte what was signed ever after. */
export const mountMonth = (app: FastifyInstance, deps: MonthDeps & Pick<AppOptions, 'sessions'>): void => {
  const { database, book } = deps;
  const asked = async (request: Parameters<typeof resolveCaller>[1], siteId: string, query: unknown) => {
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'records.month', siteId, deps.grants);
    if (denied || !caller) return denied ?? refuse('signed-out');
    const parsed = zAsked.safeParse(query);
    return parsed.success ? { ...parsed.data, actor: actorOf(caller, siteId, 'records.month') } : refuse('bad-input');
  };

  const freshLines = async function* (site: SiteRow, ask: { month: string; actor: Actor }): AsyncGenerator<readonly Cell[]> {
    for await (const page of allLines(database, book.lines, askedFor(deps, site, ask.month, ask.actor))) yield* page;
  };

  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/records/month.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const ask = await asked(request, siteId, request.query);
    if (isRefusal(ask)) return sendRefusal(reply, ask);
    const paper = await database.read([siteId], async (reader) => {
      const [site, settings, record] = await Promise.all([loadSite(reader.query, siteId), readPaperOf(reader.query, siteId), readRecord(reader.query, siteId, ask.month)]);
      if (!site) return refuse('not-found');
      if (record) return signedPdf(reader, record, ask.part);
      if (ask.part > 0) return undefined;
      return { sheet: await draftOf(deps, reader, site, settings, ask.month), site, logo: settings.logo };
    });
    if (paper === undefined) return sendRefusal(reply, refuse('not-found'));
    if (paper === 'damaged') return sendRefusal(reply, damaged());
    if (isRefusal(paper)) return sendRefusal(reply, paper);
    const pdf = Buffer.isBuffer(paper) ? paper : Readable.from(streamMonth(paper.sheet, () => freshLines(paper.site, ask), { logo: paper.logo, offset: ask }));
    return reply.type('application/pdf').header('content-disposition', `inline; filename="repairs-${ask.month}${ask.part ? `-${ask.part}` : ''}.pdf"`).header('cache-control', 'no-store').send(pdf);
  });

  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/records/month.xlsx', async (request, reply) => {
    const { siteId } = request.params;
    const ask = await asked(request, siteId, request.query);
    if (isRefusal(ask)) return sendRefusal(reply, ask);
    const found = await database.read([siteId], async (reader) => {
      const [site, settings, record] = await Promise.all([loadSite(reader.query, siteId), readPaperOf(reader.query, siteId), readRecord(reader.query, siteId, ask.month)]);
      if (!site) return undefined;
      const sheet: Drawn | 'damaged' = record ? await signedSheet(reader, record) : await draftOf(deps, reader, site, settings, ask.month);
      return { site, sheet };
    });
    if (!found) return sendRefusal(reply, refuse('not-found'));
    const { site, sheet } = found;
    if (sheet === 'damaged') return sendRefusal(reply, damaged());
    const { lines } = sheet;
    return reply.type(XLSX_TYPE).header('content-disposition', `attachment; filename="repairs-${ask.month}.xlsx"`).header('cache-control', 'no-store').send(writeXlsx(monthSheets(sheet, lines ? () => lines : () => freshLines(site, ask))));
  });
};
