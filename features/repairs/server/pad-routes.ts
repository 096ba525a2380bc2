import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { loadSite, runCommand, type CommandInput, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Database } from '../../../platform/server/database.ts';
import * as contract from '../core/pad-contract.ts';
import { checkOf, checkSheet, readPadText, restoreNumbers, voidNumbers, type Pad, type PadEvent } from '../core/pad.ts';
import { pliesOf } from '../core/repair-order.ts';
import { findSheetBy, lastPads, readPad, readPadDay } from './pad-queries.ts';
import { padKind } from './pad-store.ts';
import { renderPad } from './slip-pdf.ts';
import { zPrintQuery, type CopyLookOf } from './slip-routes.ts';

type Codes = { read(text: string): { kind: string; siteId: string; id: string } | undefined; write(code: { kind: 'slip'; siteId: string; id: string }): string };
type PadDeps = RunnerDeps & { readonly codes: Codes };

/** Paper first, network later: pads of numbered blanks, what became of each sheet, and the numbers of a day. */
export const padRoutes = (deps: PadDeps): Route[] => {
  const { database } = deps;
  const view = (siteId: string, padId: string): Promise<contract.PadView | Refusal> => database.read([siteId], async (reader) => (await readPad(reader, siteId, padId)) ?? refuse('not-found'));
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
    route(contract.listPads, ({ siteId, input }) => database.read([siteId], async (reader) => ({ pads: await lastPads(reader, siteId, input.limit) }))),
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
      return database.read([siteId], (reader) => findSheetBy(reader, siteId, code ? { repairId: code.id } : { number: typed?.number ?? '' }));
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
        return site ? readPadDay(reader, { siteId, day: input.day, zone: site.zone }) : refuse('not-found');
      }),
    ),
  ];
};

/** `numbers`: only some of the sheets, after a paper jam. `copies`: laser paper is one page a copy, and a pen reaches only one. */
const zPadQuery = zPrintQuery.extend({ numbers: z.string().max(2000).optional(), copies: z.enum(['all', 'desk']).default('all') });

export const mountPads = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants' | 'publicUrl'> & { readonly database: Database; readonly codes: Codes; readonly copyLook: CopyLookOf }): void => {
  app.get<{ Params: { siteId: string; padId: string } }>('/api/sites/:siteId/pads/:padId/pad.pdf', async (request, reply) => {
    const { siteId, padId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'repairs.pads', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const query = zPadQuery.safeParse(request.query);
    if (!query.success || !z.uuid().safeParse(padId).success) return sendRefusal(reply, refuse('bad-input'));
    const found = await deps.database.read([siteId], async (reader) => {
      const [site, look, sheets] = await Promise.all([
        loadSite(reader.query, siteId),
        deps.copyLook(reader.query, siteId),
        reader.query<{ number: string; repair_id: string; kind: Pad['kind'] }>('select n.number, n.repair_id, b.kind from pad_numbers n join pad_batches b on b.site_id = n.site_id and b.id = n.batch_id where n.site_id = $1 and n.batch_id = $2 order by n.number', [siteId, padId]),
      ]);
      return { site, look, sheets };
    });
    const only = query.data.numbers?.split(',');
    const sheets = found.sheets.filter((sheet) => !only || only.includes(sheet.number));
    const [first] = sheets;
    const { site } = found;
    if (!site || !first) return sendRefusal(reply, refuse('not-found'));
    const { paper, dataOnly, x, y, copies } = query.data;
    const pad = await renderPad(
      { kind: first.kind, siteName: site.name, ...(site.company ? { company: site.company } : {}), ...(site.complaintsPhone ? { complaintsPhone: site.complaintsPhone } : {}), block1: {}, block2: {}, materials: [] },
      // The code is the slip's own from now on: once keyed in, it books the copy's return.
      sheets.map((sheet) => ({ number: `${sheet.number}-${checkOf(siteId, sheet.number)}`, ...(deps.publicUrl ? { qr: `${deps.publicUrl}/g/${deps.codes.write({ kind: 'slip', siteId, id: sheet.repair_id })}` } : {}) })),
      { paper, dataOnly: dataOnly === '1', offset: { x, y }, reprint: 0, look: found.look, copies: copies === 'desk' ? ['desk'] : pliesOf(first.kind) },
    );
    return reply.type('application/pdf').header('content-disposition', `inline; filename="pad-${first.number}.pdf"`).header('cache-control', 'no-store').send(pad.pdf);
  });
};
