import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checkOf, checkSheet, readPadText, restoreNumbers, voidNumbers, type Pad, type PadEvent } from '../../../platform/core/pad.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { authorize, isRefusal, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { runCommand, type CommandInput, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { PadSource } from '../../../platform/server/pads.ts';
import * as contract from '../core/pad-contract.ts';
import { findSheetBy, lastPads, readPad, readPadDay } from './pad-queries.ts';
import { padKind } from './pad-store.ts';

type PadDeps = RunnerDeps & { readonly codes: { read(text: string): { kind: string; siteId: string; id: string } | undefined }; /** The features whose papers come in pads. */ readonly pads: readonly PadSource[] };

/** Paper first, network later: pads of numbered blanks, what became of each sheet, and the numbers of a day. */
export const padRoutes = (deps: PadDeps): Route[] => {
  const { database, pads: sources } = deps;
  const view = (siteId: string, padId: string): Promise<contract.PadView | Refusal> => database.read([siteId], async (reader) => (await readPad(reader, sources, siteId, padId)) ?? refuse('not-found'));
  const run = async (input: Omit<CommandInput<Pad, PadEvent>, 'kind'>): Promise<contract.PadView | Refusal> => {
    const done = await runCommand<Pad, PadEvent>(deps, { ...input, kind: padKind });
    return done.ok ? view(input.siteId, input.subject) : done;
  };
  return [
    route(contract.printPad, ({ siteId, input, actor }) =>
      run({
        siteId, subject: input.padId, name: 'printPad', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (pad, { now }) => (pad ? refuse('already-logged') : { ok: true, events: [{ type: 'PadPrinted', at: now, recordedAt: now, by: actor.personId, kind: input.kind, count: input.count, numbers: [] }] }),
      }),
    ),
    route(contract.listPads, ({ siteId, input }) => database.read([siteId], async (reader) => ({ pads: await lastPads(reader, sources, siteId, input.limit) }))),
    route(contract.findSheet, ({ siteId, input, caller }) => {
      // A scanner types the whole address of the code.
      const code = deps.codes.read(input.q.normalize('NFKC').split('/').at(-1) ?? '');
      const sites = [...caller.sites].map(([id, site]) => ({ id, name: site.name }));
      if (code && code.kind !== 'slip') return Promise.resolve(refuse('pad-unknown'));
      if (code && code.siteId !== siteId) {
        const other = sites.find((site) => site.id === code.siteId);
        return Promise.resolve(refuse('pad-other-site', other ? { site: other.name } : {}));
      }
      const typed = code ? undefined : readPadText(input.q);
      if (!code && !typed) return Promise.resolve(refuse('pad-unknown'));
      const wrong = typed ? checkSheet(siteId, typed, sites) : undefined;
      if (wrong) return Promise.resolve(wrong);
      return database.read([siteId], (reader) => findSheetBy(reader, siteId, code ? { subject: code.id } : { number: typed?.number ?? '' }));
    }),
    route(contract.voidSheets, ({ siteId, input, actor }) =>
      run({
        siteId, subject: input.padId, name: 'voidSheets', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (pad, { now, trx }) => {
          if (!pad) return refuse('not-found');
          const sheets = await trx.query<{ number: string; usedAt: string | null }>('select number, used_at as "usedAt" from pad_numbers where site_id = $1 and number = any ($2) for update', [siteId, input.numbers]);
          return voidNumbers(pad, new Map(sheets.map((sheet) => [sheet.number, sheet])), { numbers: input.numbers, why: input.why, reason: input.reason, by: actor.personId, now });
        },
      }),
    ),
    route(contract.restoreSheets, ({ siteId, input, actor }) =>
      run({
        siteId, subject: input.padId, name: 'restoreSheets', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (pad, { now }) => (pad ? restoreNumbers(pad, { numbers: input.numbers, by: actor.personId, now }) : refuse('not-found')),
      }),
    ),
    route(contract.padDay, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return site ? readPadDay(reader, sources, { siteId, day: input.day, zone: site.zone }) : refuse('not-found');
      }),
    ),
  ];
};

/** `numbers`: only some of the sheets, after a paper jam. */
const zPadQuery = z.object({ numbers: z.string().max(2000).optional() });

export const mountPads = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database; readonly pads: readonly PadSource[] }): void => {
  app.get<{ Params: { siteId: string; padId: string } }>('/api/sites/:siteId/pads/:padId/pad.pdf', async (request, reply) => {
    const { siteId, padId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'repairs.pads', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const query = zPadQuery.safeParse(request.query);
    if (!query.success || !z.uuid().safeParse(padId).success) return sendRefusal(reply, refuse('bad-input'));
    const printed = await deps.database.read([siteId], async (reader) => {
      const [site, found] = await Promise.all([
        loadSite(reader.query, siteId),
        reader.query<{ number: string; subject: string; kind: Pad['kind'] }>('select n.number, n.repair_id as subject, b.kind from pad_numbers n join pad_batches b on b.site_id = n.site_id and b.id = n.batch_id where n.site_id = $1 and n.batch_id = $2 order by n.number', [siteId, padId]),
      ]);
      const only = query.data.numbers?.split(',');
      const sheets = found.filter((sheet) => !only || only.includes(sheet.number)).map((sheet) => ({ ...sheet, text: `${sheet.number}-${checkOf(siteId, sheet.number)}` }));
      const [first] = sheets;
      const source = deps.pads.find((entry) => first && entry.kinds.includes(first.kind));
      if (!site || !first || !source) return refuse('not-found');
      const pdf = await source.print(reader, { site, kind: first.kind, sheets, query: request.query });
      return isRefusal(pdf) ? pdf : { pdf, name: `pad-${first.number}.pdf` };
    });
    if (isRefusal(printed)) return sendRefusal(reply, printed);
    return reply.type('application/pdf').header('content-disposition', `inline; filename="${printed.name}"`).header('cache-control', 'no-store').send(printed.pdf);
  });
};
