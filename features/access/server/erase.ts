import { localDate } from '../../../platform/core/working-calendar.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database, Query } from '../../../platform/server/database.ts';
import { holdFilesAlone, removeFile } from '../../../platform/server/files.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { erasureDue, heldBy } from '../core/erasure.ts';
import { isOpenRemoval, type Removal, type RemovalEvent } from '../core/removal.ts';
import type { Visit, VisitEvent } from '../core/visit.ts';
import type { OpenIncidents } from './access-queries.ts';
import { removalKind, visitKind } from './access-store.ts';

const A_BITE = 200;

export type FileKeeper = { readonly database: Database; readonly filesFolder: string; /** Whether another feature holds the same picture. */ isHeldElsewhere(query: Query, siteId: string, hash: string): Promise<boolean> };

/** Lets pictures go whose register line was erased: the row, then the file itself; one that something else holds stays. */
export const letFilesGo = (deps: FileKeeper, siteId: string, removalIds: readonly string[]): Promise<void> =>
  deps.database.write([siteId], async (trx) => {
    const rows = await trx.query<{ hash: string }>('delete from access_files where site_id = $1 and removal_id = any ($2) returning hash', [siteId, [...removalIds]], 'access-files-drop');
    if (rows.length > 0) await holdFilesAlone(trx.query, siteId, rows.map((row) => row.hash));
    for (const { hash } of rows) {
      const others = await trx.query('select from access_files where site_id = $1 and hash = $2 limit 1', [siteId, hash], 'access-file-others');
      if (others.length > 0 || (await deps.isHeldElsewhere(trx.query, siteId, hash))) continue;
      await trx.query('delete from files where site_id = $1 and hash = $2', [siteId, hash], 'file-drop');
      // Before the commit: a process that dies here finds the row again and removes what is no longer there once more.
      await removeFile(deps.filesFolder, siteId, hash);
    }
  });

/** What is past its date, or was asked for and is free now; a bite at a time. What a case holds waits for it. */
export const eraseDue = async (deps: RunnerDeps & FileKeeper & { readonly openIncidents: OpenIncidents }, siteId: string): Promise<number> => {
  let erased = 0;
  for (let after = ''; ; ) {
    const now = deps.clock.now();
    const { removals, visits, open, today } = await deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      const day = localDate(now, site?.zone ?? 'UTC');
      const due = `erased_at is null and not open and (expires_on <= $2::date or erase_asked_at is not null) and id::text > $3 order by id::text limit ${A_BITE}`;
      const [first, second] = await Promise.all([
        reader.query<{ state: Removal }>(`select state from removals where site_id = $1 and ${due}`, [siteId, day, after], 'removals-expired'),
        reader.query<{ state: Visit }>(`select state from visits where site_id = $1 and ${due}`, [siteId, day, after], 'visits-expired'),
      ]);
      const ids = first.flatMap(({ state }) => state.incidentId ?? []);
      return { removals: first.map((row) => row.state), visits: second.map((row) => row.state), open: ids.length > 0 ? await deps.openIncidents(reader.query, siteId, ids) : new Set<string>(), today: day };
    });
    for (const removal of removals) {
      const held = heldBy({ isOpen: isOpenRemoval(removal), incidentOpen: removal.incidentId !== undefined && open.has(removal.incidentId) });
      const why = erasureDue(removal, today, held);
      if (!why) continue;
      const done = await runCommand<Removal, RemovalEvent>(deps, { kind: removalKind, siteId, subject: removal.id, name: 'erase', actor: null, decide: (state) => ({ ok: true, events: state && !state.erasedAt ? [{ type: 'RemovalErased', at: now, why }] : [] }) });
      if (isRefusal(done)) throw new Error(done.code);
      erased += 1;
    }
    // All of them, erased now or by a process that died before it came to the files.
    await letFilesGo(deps, siteId, (await deps.database.read([siteId], (reader) => reader.query<{ id: string }>(`select r.id from access_files f join removals r on r.site_id = f.site_id and r.id = f.removal_id where f.site_id = $1 and r.erased_at is not null limit 1000`, [siteId], 'access-files-left'))).map((row) => row.id));
    for (const visit of visits) {
      const why = erasureDue(visit, today, undefined);
      if (!why) continue;
      const done = await runCommand<Visit, VisitEvent>(deps, { kind: visitKind, siteId, subject: visit.id, name: 'erase', actor: null, decide: (state) => ({ ok: true, events: state && !state.erasedAt ? [{ type: 'VisitErased', at: now, why }] : [] }) });
      if (isRefusal(done)) throw new Error(done.code);
      erased += 1;
    }
    const full = [...(removals.length === A_BITE ? [removals] : []), ...(visits.length === A_BITE ? [visits] : [])];
    if (full.length === 0) return erased;
    // The shorter way of the two full lists: nothing is passed over.
    after = full.map((list) => list.at(-1)?.id ?? '').sort()[0] ?? '';
  }
};

/** Once a centre's day is over (platform/server/daily.ts). */
export const eraseJob = (deps: Parameters<typeof eraseDue>[0]): JobHandler => ({ name: 'erase-door-books', retries: 5, seconds: 900, run: async ({ siteId }) => void (await eraseDue(deps, String(siteId))) });
