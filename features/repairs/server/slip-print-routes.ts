import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import * as contract from '../core/slip-print-contract.ts';
import { partPath, SLIP_PRINT_JOB, type SlipPrintDeps } from './slip-print-runs.ts';

const SHOWN = 5;
/** A printing that has not stirred for so long has lost its process. */
const SILENT = `interval '2 minutes'`;

const printsOf = (query: Query, siteId: string, now: string): Promise<contract.SlipPrintView[]> =>
  query<contract.SlipPrintView>(
    `select r.id, r.month, r.kind, r.paper, r.copies, r.total, r.done, r.pages, r.parts, r.created_at as "createdAt", coalesce(p.name, '') as "createdBy", r.ended_at as "endedAt",
            case when r.state in ('waiting', 'running') and r.progress_at < $2::timestamptz - ${SILENT} then 'stopped' when r.state = 'done' and r.ended_at < $2::timestamptz - interval '${contract.PRINT_KEPT_HOURS} hours' then 'expired' else r.state end as state
       from slip_prints r left join people p on p.id = r.created_by where r.site_id = $1 order by r.created_at desc, r.id desc limit ${SHOWN}`,
    [siteId, now], 'slip-prints',
  );

/** All slips of a month at once: started, watched, stopped. */
export const slipPrintRoutes = (deps: SlipPrintDeps & Pick<RunnerDeps, 'queue'>): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.listSlipPrints, ({ siteId }) => database.read([siteId], async (reader) => ({ prints: await printsOf(reader.query, siteId, clock.now()) }))),
    route(contract.startSlipPrint, ({ siteId, input, actor }) =>
      database.write([siteId], async (trx) => {
        const now = clock.now();
        await trx.query(`update slip_prints set state = 'failed', ended_at = $2 where site_id = $1 and state in ('waiting', 'running') and progress_at < $2::timestamptz - ${SILENT}`, [siteId, now]);
        // The same press again, or somebody else's at the same moment, makes no second one.
        const made = await trx.query(
          `insert into slip_prints (site_id, id, month, kind, paper, copies, x, y, state, created_by, created_at, progress_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $10) on conflict do nothing returning id`,
          [siteId, input.printId, input.month, input.kind, input.paper, input.copies, input.x, input.y, actor.personId, now],
        );
        if (made.length > 0) await deps.queue(trx, [{ name: SLIP_PRINT_JOB, payload: { siteId, printId: input.printId }, key: input.printId }]);
        else if ((await trx.query('select from slip_prints where site_id = $1 and id = $2', [siteId, input.printId])).length === 0) return refuse('print-running');
        return { prints: await printsOf(trx.query, siteId, now) };
      }),
    ),
    route(contract.cancelSlipPrint, async ({ siteId, input }) => {
      const answer = await database.write([siteId], async (trx) => {
        const now = clock.now();
        const rows = await trx.query<{ state: string }>(
          `update slip_prints set cancel_wanted = true, state = case when state = 'waiting' or progress_at < $3::timestamptz - ${SILENT} then 'cancelled' else state end, ended_at = case when state = 'waiting' or progress_at < $3::timestamptz - ${SILENT} then $3::timestamptz end
            where site_id = $1 and id = $2 and state in ('waiting', 'running') returning state`,
          [siteId, input.printId, now],
        );
        if (!rows[0]) return refuse('not-found');
        return { cancelled: rows[0].state === 'cancelled', prints: await printsOf(trx.query, siteId, now) };
      });
      if ('ok' in answer) return answer;
      if (answer.cancelled) await rm(join(deps.folder, siteId, input.printId), { recursive: true, force: true });
      return { prints: answer.prints };
    }),
  ];
};

const zPart = z.object({ siteId: z.uuid(), printId: z.uuid(), part: z.coerce.number().int().min(1).max(999) });

/** The files of a printing, as long as they are there. */
export const mountSlipPrints = (app: FastifyInstance, deps: SlipPrintDeps & Pick<AppOptions, 'sessions' | 'grants'>): void => {
  app.get<{ Params: { siteId: string; printId: string; part: string } }>('/api/sites/:siteId/slip-prints/:printId/:part.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const denied = authorize(await resolveCaller(deps.sessions, request), 'repairs.pads', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const asked = zPart.safeParse(request.params);
    if (!asked.success) return sendRefusal(reply, refuse('bad-input'));
    const { printId, part } = asked.data;
    const print = (await deps.database.read([siteId], (reader) => reader.query<{ month: string; parts: number }>(`select month, parts from slip_prints where site_id = $1 and id = $2 and state = 'done' and ended_at >= $3::timestamptz - interval '${contract.PRINT_KEPT_HOURS} hours'`, [siteId, printId, deps.clock.now()], 'slip-print-file')))[0];
    const path = partPath(deps.folder, siteId, printId, part);
    const file = print && part <= print.parts ? await stat(path).catch(() => undefined) : undefined;
    if (!print || !file) return sendRefusal(reply, refuse('not-found'));
    return reply.type('application/pdf').header('content-length', file.size).header('content-disposition', `inline; filename="slips-${print.month}-${part}.pdf"`).header('cache-control', 'no-store').send(createReadStream(path));
  });
};
