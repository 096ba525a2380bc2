import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../platform/server/clock.ts';
import type { Database, Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import type { ImportMapping } from '../core/import-mapping.ts';
import { readRows } from '../../../platform/server/file-rows.ts';
import { importRepairs, type ImportCount, type RefusedRow } from './import-store.ts';

export type ImportDeps = { readonly database: Database; readonly clock: Clock; /** Where uploaded files wait. */ readonly folder: string };

export const IMPORT_JOB = 'import-repairs';
const REFUSED_AT_ONCE = 200;

export const importPath = (folder: string, siteId: string, id: string): string => join(folder, siteId, id);

type Run = { state: string; mapping: ImportMapping; accepted: number };

const keepRefusals = async (trx: Transaction, siteId: string, id: string, rows: readonly RefusedRow[]): Promise<void> => {
  if (rows.length === 0) return;
  await trx.query(
    `insert into import_refusals select $1, $2, (r->>'line')::int, r->>'number', r->>'reason', r->>'reasonEn', r->'cells' from jsonb_array_elements($3::jsonb) r on conflict do nothing`,
    // PostgreSQL's text cannot hold NUL.
    [siteId, id, JSON.stringify(rows).replaceAll('\\u0000', '')],
  );
};

/** One import, as far as it goes. A process that dies leaves it to the next try: what was accepted before counts as accepted, not as known. */
export const runImport = async (deps: ImportDeps, siteId: string, id: string): Promise<void> => {
  const { database, clock } = deps;
  const write = <T extends Record<string, unknown>>(text: string, values: readonly unknown[]) => database.write([siteId], (trx) => trx.query<T>(text, [...values]));
  const [run] = await write<Run>(
    `update imports set state = 'running', started_at = coalesce(started_at, $3), progress_at = $3 where site_id = $1 and id = $2 and state in ('waiting', 'running') returning state, mapping, accepted`,
    [siteId, id, clock.now()],
  );
  if (!run) return;
  await write('delete from import_refusals where site_id = $1 and import_id = $2', [siteId, id]);
  const before = run.accepted;
  const stop = new AbortController();
  const waiting: RefusedRow[] = [];
  const settle = async (count: Readonly<ImportCount>, state: 'running' | 'done' | 'cancelled'): Promise<void> => {
    const refused = waiting.splice(0);
    const rows = await database.write([siteId], async (trx) => {
      await keepRefusals(trx, siteId, id, refused);
      return trx.query<{ cancel_wanted: boolean }>(
        `update imports set state = $3, read = $4, accepted = $5, known = $6, refused = $7, progress_at = $8, ended_at = $9 where site_id = $1 and id = $2 returning cancel_wanted`,
        [siteId, id, state, count.read, before + count.accepted, Math.max(0, count.known - before), count.refused, clock.now(), state === 'running' ? null : clock.now()],
      );
    });
    if (rows[0]?.cancel_wanted) stop.abort();
  };
  const count = await importRepairs(deps, {
    siteId, rows: readRows(importPath(deps.folder, siteId, id)), mapping: run.mapping, signal: stop.signal,
    onProgress: (so) => settle(so, 'running'),
    onRefused: async (row) => {
      waiting.push(row);
      // Refused rows wait for the next batch, but never so long that they fill the memory.
      if (waiting.length >= REFUSED_AT_ONCE) await database.write([siteId], (trx) => keepRefusals(trx, siteId, id, waiting.splice(0)));
    },
  });
  await settle(count, stop.signal.aborted ? 'cancelled' : 'done');
  if (count.accepted > 0) await database.write([], (trx) => trx.query('select start_new_epoch($1)', [uuidv7()]));
  await rm(importPath(deps.folder, siteId, id), { force: true });
};

/** A file that cannot be read will not be readable the next time either: the person is told, the log says why. */
const runOrFail = async (deps: ImportDeps, siteId: string, id: string): Promise<void> => {
  try {
    await runImport(deps, siteId, id);
  } catch (error) {
    await deps.database.write([siteId], (trx) => trx.query(`update imports set state = 'failed', ended_at = $3 where site_id = $1 and id = $2 and state = 'running'`, [siteId, id, deps.clock.now()]));
    throw error;
  }
};

/** Imports run behind the screen; whoever started one may go away and come back. */
export const importJobs = (deps: ImportDeps): JobHandler[] => [{ name: IMPORT_JOB, retries: 0, seconds: 24 * 3600, run: ({ siteId, importId }) => runOrFail(deps, String(siteId), String(importId)) }];

/** Takes up what a process that died left half-done; answers how many. */
export const takeUpImports = async (deps: ImportDeps): Promise<number> => {
  const left = await deps.database.query<{ site_id: string; id: string }>('select site_id, id from take_up_imports($1)', [deps.clock.now()], 'imports-left');
  for (const run of left) await runOrFail(deps, run.site_id, run.id);
  return left.length;
};

const LOOK_MS = 60_000;
export const watchImports = (deps: ImportDeps, onError: (error: unknown) => void): { stop(): void } => {
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void takeUpImports(deps).catch(onError).finally(() => (isLooking = false));
  }, LOOK_MS);
  return { stop: () => clearInterval(timer) };
};
