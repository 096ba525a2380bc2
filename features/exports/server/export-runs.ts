import { rm } from 'node:fs/promises';
import type { Clock } from '../../../platform/server/clock.ts';
import { CopyRefused, type CopyPlan } from '../../../platform/server/centre-copy/copy-format.ts';
import { exportCentre, exportPath, type ExportProgress } from '../../../platform/server/centre-copy/export-centre.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { EXPORT_KEEP_DAYS } from '../core/export-contract.ts';

export type ExportDeps = { readonly database: Database; readonly databaseUrl: string; readonly clock: Clock; /** Where finished files wait. */ readonly folder: string; readonly filesFolder: string; readonly program: string; readonly plan: CopyPlan };

export const EXPORT_JOB = 'export-centre';
export const CLEAR_EXPORTS = 'clear-exports';
/** Silent for so long, it was cut off with its process. */
export const SILENT = '10 minutes';
const TELL_MS = 1000;
/** In the server's own process: people at their screens come first. */
const REST = 1;

/** Files of exports that ended before a time go; answers how many. */
export const dropExports = async (deps: ExportDeps, siteId: string, which: { readonly id?: string; readonly before?: string }): Promise<number> => {
  const gone = await deps.database.write([siteId], (trx) =>
    trx.query<{ id: string }>(`update centre_exports set state = 'gone' where site_id = $1 and state = 'done' and ($2::uuid is null or id = $2) and ($3::timestamptz is null or ended_at < $3) returning id`, [siteId, which.id ?? null, which.before ?? null], 'export-drop'),
  );
  for (const { id } of gone) await rm(exportPath(deps.folder, siteId, id), { force: true });
  return gone.length;
};

const runExport = async (deps: ExportDeps, siteId: string, id: string): Promise<void> => {
  const { database, clock } = deps;
  const write = (text: string, values: readonly unknown[], name: string) => database.write([siteId], (trx) => trx.query(text, [siteId, id, ...values], name));
  const [row] = await write(`update centre_exports set state = 'running', progress_at = $3 where site_id = $1 and id = $2 and state in ('waiting', 'running') returning id`, [clock.now()], 'export-begin');
  if (!row) return;
  // One file of a centre is enough on this disk.
  await dropExports(deps, siteId, {});
  const target = exportPath(deps.folder, siteId, id);
  for (const left of [target, `${target}.part`, `${target}.part.manifest`]) await rm(left, { force: true });
  let [told, telling] = [0, Promise.resolve() as Promise<unknown>];
  const tell = ({ rows, of, files, bytes }: ExportProgress): void => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    telling = telling.then(() => write('update centre_exports set rows_done = $3, rows_all = $4, files = $5, bytes = $6, progress_at = $7 where site_id = $1 and id = $2', [rows, of, files, bytes, clock.now()], 'export-progress')).catch(() => undefined);
  };
  try {
    const made = await exportCentre({ ...deps, siteId, target, now: clock.now(), rest: REST, onProgress: tell });
    await telling;
    await write(`update centre_exports set state = 'done', rows_done = $3, rows_all = $3, files = $4, bytes = $5, hash = $6, files_wrong = $7, progress_at = $8, ended_at = $8 where site_id = $1 and id = $2`, [made.rows, made.files, made.bytes, made.hash, made.filesWrong.length, clock.now()], 'export-done');
  } catch (error) {
    await telling;
    await write(`update centre_exports set state = 'failed', reason = $3, progress_at = $4, ended_at = $4 where site_id = $1 and id = $2`, [error instanceof CopyRefused ? error.code : 'failed', clock.now()], 'export-failed');
    throw error;
  }
};

export const exportJobs = (deps: ExportDeps): JobHandler[] => [
  { name: EXPORT_JOB, retries: 0, seconds: 6 * 3600, run: ({ siteId, exportId }) => runExport(deps, String(siteId), String(exportId)) },
  {
    name: CLEAR_EXPORTS, retries: 2, seconds: 600,
    run: async ({ siteId }) => void (await dropExports(deps, String(siteId), { before: new Date(Date.parse(deps.clock.now()) - EXPORT_KEEP_DAYS * 86_400_000).toISOString() })),
  },
];
