import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { needPassword } from '../../../platform/server/caller.ts';
import { exportPath } from '../../../platform/server/centre-copy/export-centre.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { keepLines, keepLook } from '../../../platform/server/looks.ts';
import { tellQuality } from '../../people/server/people-facts.ts';
import * as contract from '../core/export-contract.ts';
import type { ExportView } from '../core/export-contract.ts';
import { dropExports, EXPORT_JOB, SILENT, type ExportDeps } from './export-runs.ts';

const SHOWN = 10;
const CUT_OFF = `e.state in ('waiting', 'running') and e.progress_at < $2::timestamptz - interval '${SILENT}'`;

export const exportRoutes = (deps: ExportDeps & Pick<RunnerDeps, 'queue' | 'raise'>): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.listExports, async ({ siteId }) => ({
      exports: await database.read([siteId], (reader) =>
        reader.query<ExportView>(
          `select e.id, case when ${CUT_OFF} then 'failed' else e.state end as state, p.name as "askedBy", e.asked_at as "askedAt", e.ended_at as "endedAt", e.rows_done as "rowsDone", e.rows_all as "rowsAll", e.files, e.bytes, e.hash, e.files_wrong as "filesWrong",
                  case when ${CUT_OFF} then 'cut-off' else e.reason end as reason
             from centre_exports e join people p on p.id = e.asked_by where e.site_id = $1 order by e.asked_at desc, e.id desc limit ${SHOWN}`,
          [siteId, clock.now()],
          'exports-list',
        ),
      ),
    })),
    route(contract.startExport, async ({ siteId, caller }) =>
      needPassword(caller) ?? database.write([siteId], async (trx) => {
        const now = clock.now();
        await trx.query('select pg_advisory_xact_lock(hashtext($1))', [`foyer-export-${siteId}`], 'export-turn');
        await trx.query(`update centre_exports e set state = 'failed', reason = 'cut-off', ended_at = $2 where e.site_id = $1 and ${CUT_OFF}`, [siteId, now], 'export-cut-off');
        if ((await trx.query(`select from centre_exports where site_id = $1 and state in ('waiting', 'running')`, [siteId], 'export-busy')).length > 0) return refuse('export-running');
        const id = uuidv7(Date.parse(now));
        await trx.query(`insert into centre_exports (site_id, id, state, asked_by, asked_at, progress_at) values ($1, $2, 'waiting', $3, $4, $4)`, [siteId, id, caller.personId, now], 'export-ask');
        // M-37: an administrator who is reported may be the one who asks.
        await tellQuality(trx, deps.raise, { siteId, personId: caller.personId, by: caller.personId, what: 'export', now });
        await deps.queue(trx, [{ name: EXPORT_JOB, payload: { siteId, exportId: id }, key: id }]);
        return { id };
      }),
    ),
    route(contract.dropExport, async ({ siteId, input }) => ((await dropExports(deps, siteId, { id: input.exportId })) > 0 ? { dropped: true as const } : refuse('not-found'))),
  ];
};

/** The finished file; who fetched it is written down before the first byte. */
export const mountExports = (app: FastifyInstance, deps: ExportDeps & Pick<AppOptions, 'sessions' | 'grants'>): void => {
  const { database, clock } = deps;
  app.get<{ Params: { siteId: string; exportId: string } }>('/api/sites/:siteId/exports/:exportId/file', async (request, reply) => {
    const { siteId, exportId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'centre.export', siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? refuse('signed-out'));
    const weak = needPassword(caller);
    if (weak) return sendRefusal(reply, weak);
    if (!z.uuid().safeParse(exportId).success) return sendRefusal(reply, refuse('not-found'));
    const [row] = await database.read([siteId], (reader) => reader.query<{ rows: number; day: string }>(`select e.rows_done as rows, (e.asked_at at time zone s.zone)::date::text as day from centre_exports e join sites s on s.id = e.site_id where e.site_id = $1 and e.id = $2 and e.state = 'done'`, [siteId, exportId], 'export-file'));
    const path = exportPath(deps.folder, siteId, exportId);
    const size = row && (await stat(path).catch(() => undefined))?.size;
    if (!row || size === undefined) return sendRefusal(reply, refuse('not-found'));
    const name = `foyer-centre-${row.day}.tar.zst`;
    const look = await keepLook(database, { siteId, at: clock.now(), personId: caller.personId, what: 'export', kind: 'centre', label: name });
    await keepLines(database, siteId, look, row.rows);
    return reply.type('application/zstd').header('content-length', size).header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'no-store').send(createReadStream(path));
  });
};
