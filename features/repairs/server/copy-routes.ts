import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import * as contract from '../core/copy-contract.ts';
import { copyRoundOf, findCopyRows, listCopyRows, numbersOf } from './copy-queries.ts';
import type { RepairDeps } from './repair-commands.ts';

type CopyDeps = Pick<RepairDeps, 'database' | 'clock'> & { readonly codes: { read(text: string): { kind: string; siteId: string; id: string } | undefined } };

/** Where the copies of the slips are (M-35, M-50); what is done with them are steps of the order. */
export const copyRoutes = (deps: CopyDeps): Route[] => [
  route(contract.listCopies, ({ input, siteId, actor }) => deps.database.read([siteId], (reader) => listCopyRows(reader, { siteId, actor, part: input.part, after: input.after, limit: input.limit }))),
  route(contract.copyRound, ({ siteId, actor }) => deps.database.read([siteId], (reader) => copyRoundOf(reader, { siteId, actor }))),
  route(contract.findCopies, ({ input, siteId, actor }) => {
    // A desk scanner types the whole address of the code; an input method may make its digits wide.
    const text = input.q.normalize('NFKC');
    const code = deps.codes.read(text.split('/').at(-1) ?? '');
    return deps.database.read([siteId], async (reader) => {
      if (code) return { rows: code.siteId === siteId && (code.kind === 'slip' || code.kind === 'follow') ? await findCopyRows(reader, { siteId, actor, by: { id: code.id } }) : [] };
      const site = await loadSite(reader.query, siteId);
      if (!site) return refuse('not-found');
      return { rows: await findCopyRows(reader, { siteId, actor, by: { numbers: numbersOf(text, deps.clock.now(), site.zone) } }) };
    });
  }),
];
