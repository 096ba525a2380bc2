import type { FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import type { QualityEvent, QualityRecord } from '../core/bar-quality.ts';
import * as contract from '../core/service-contract.ts';
import { qualityKind } from './bar-store.ts';

type Code = { readonly kind: string; readonly siteId: string; readonly id: string };
export type BarGuestDeps = RunnerDeps & { readonly codes: { read(text: string): Code | undefined }; /** What of the house a browser is. */ readonly houseOf: (request: FastifyRequest) => Promise<string | undefined> };

/** The code on a table (kind `drinks`): a guest's opinion, without sign-in and never asked for. */
export const barGuestRoutes = (deps: BarGuestDeps): Route[] => {
  const open = async (text: string, ip: string): Promise<(Code & { table: string; siteName: string }) | Refusal> => {
    const tried = await takeTry(deps.database.query, { key: guessKey('guest-code', ip), limit: { tries: 120, minutes: 10 }, now: deps.clock.now() });
    if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
    const code = deps.codes.read(text);
    if (code?.kind !== 'drinks') return refuse('not-found');
    return deps.database.read([code.siteId], async (reader) => {
      const [site, tables] = await Promise.all([loadSite(reader.query, code.siteId), reader.query<{ name: string }>(`select name from places where site_id = $1 and id = $2 and kind = 'table' and archived_at is null`, [code.siteId, code.id], 'bar-table-name')]);
      return site && tables[0] ? { ...code, table: tables[0].name, siteName: site.name } : refuse('not-found');
    });
  };
  return [
    route(contract.readDrinksPage, async ({ input, request }) => {
      const found = await open(input.code, request.ip);
      return 'ok' in found ? found : { siteName: found.siteName, table: found.table };
    }),
    route(contract.rateDrinks, async ({ input, request }) => {
      const found = await open(input.code, request.ip);
      if ('ok' in found) return found;
      // B-05: an opinion of the own drinks is none of a guest's.
      if (await deps.houseOf(request)) return refuse('house-device');
      const tried = await takeTry(deps.database.query, { key: guessKey('guest-drinks', request.ip, found.id), limit: { tries: 5, minutes: 60 }, now: deps.clock.now() });
      if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
      const done = await runCommand<QualityRecord, QualityEvent>(deps, {
        kind: qualityKind, siteId: found.siteId, subject: input.ratingId, name: 'rateDrinks', commandId: input.commandId, actor: null, device: 'code',
        decide: async (state, { now, site, trx }) => {
          if (state) return refuse('record-exists', {});
          const party = await trx.query<{ id: string }>('select id from bar_parties where site_id = $1 and table_id = $2 and open', [found.siteId, found.id], 'bar-party-at-table');
          return { ok: true, events: [{ type: 'GuestRated', at: now, by: '', day: localDate(now, site.zone), tableId: found.id, stars: input.stars, ...(party[0] ? { partyId: party[0].id } : {}), ...(input.comment ? { comment: input.comment } : {}) }] };
        },
      });
      return done.ok ? { done: true as const } : done;
    }),
  ];
};
