import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import * as contract from '../core/import-contract.ts';
import type { ImportView } from '../core/import-contract.ts';
import { csvLine } from '../../../platform/server/csv.ts';
import { previewOf } from './import-preview.ts';
import { IMPORT_JOB, importPath, type ImportDeps } from './import-runs.ts';

export const IMPORT_LIMIT = 100 * 1024 * 1024;
const SHOWN = 20;
const REFUSALS_AT_ONCE = 1000;

const COLUMNS = `i.id, i.file_name as "fileName", i.bytes, i.state, i.read, i.accepted, i.known, i.refused, i.created_at as "createdAt", i.started_at as "startedAt", i.ended_at as "endedAt", coalesce(p.name, '') as "createdBy"`;

/** Imports as rows: uploaded, looked at, corrected, started, watched, stopped. */
export const importRoutes = (deps: ImportDeps & Pick<RunnerDeps, 'queue'>): Route[] => {
  const { database, clock } = deps;
  const read = <T extends Record<string, unknown>>(siteId: string, text: string, values: unknown[]) => database.read([siteId], (reader) => reader.query<T>(text, values));
  return [
    route(contract.listImports, async ({ siteId }) => ({
      imports: await read<ImportView>(siteId, `select ${COLUMNS} from imports i left join people p on p.id = i.created_by where i.site_id = $1 order by i.created_at desc, i.id desc limit ${SHOWN}`, [siteId]),
    })),
    route(contract.previewImport, async ({ siteId, input }) => {
      const [found, site] = await database.read([siteId], (reader) => Promise.all([reader.query<{ state: string }>('select state from imports where site_id = $1 and id = $2', [siteId, input.importId]), loadSite(reader.query, siteId)]));
      if (!found[0] || !site) return refuse('not-found');
      if (found[0].state !== 'uploaded') return refuse('import-started');
      try {
        return await previewOf({ path: importPath(deps.folder, siteId, input.importId), zone: site.zone, now: clock.now(), mapping: input.mapping });
      } catch {
        // Whatever a strange file makes its reader throw: it is the file.
        return refuse('file-unreadable');
      }
    }),
    route(contract.startImport, async ({ siteId, input }) =>
      database.write([siteId], async (trx) => {
        const rows = await trx.query(`update imports set state = 'waiting', mapping = $3, cancel_wanted = false where site_id = $1 and id = $2 and state = 'uploaded' returning id`, [siteId, input.importId, JSON.stringify({ ...input.mapping, dateOrderUnsure: false })]);
        if (rows.length === 0) {
          const known = await trx.query('select from imports where site_id = $1 and id = $2', [siteId, input.importId]);
          return refuse(known.length > 0 ? 'import-started' : 'not-found');
        }
        await deps.queue(trx, [{ name: IMPORT_JOB, payload: { siteId, importId: input.importId }, key: input.importId }]);
        return { started: true as const };
      }),
    ),
    route(contract.cancelImport, async ({ siteId, input }) => {
      const rows = await database.write([siteId], (trx) =>
        trx.query<{ state: string }>(
          `update imports set cancel_wanted = true, state = case when state in ('uploaded', 'waiting') then 'cancelled' else state end, ended_at = case when state in ('uploaded', 'waiting') then $3::timestamptz end
            where site_id = $1 and id = $2 and state in ('uploaded', 'waiting', 'running') returning state`,
          [siteId, input.importId, clock.now()],
        ),
      );
      if (!rows[0]) return refuse('not-found');
      if (rows[0].state === 'cancelled') await rm(importPath(deps.folder, siteId, input.importId), { force: true });
      return { cancelled: true as const };
    }),
  ];
};

/** The upload, streamed to disk and stopped at the limit; and the refused rows as a sheet. */
export const mountImports = (app: FastifyInstance, deps: ImportDeps & Pick<AppOptions, 'sessions' | 'grants'>): void => {
  const { database, clock } = deps;
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<{ Params: { siteId: string }; Querystring: { name?: string } }>('/api/sites/:siteId/imports', { bodyLimit: 1024 * 1024 * 1024 }, async (request, reply) => {
      const { siteId } = request.params;
      const caller = await resolveCaller(deps.sessions, request);
      const denied = authorize(caller, 'repairs.import', siteId, deps.grants);
      const tooLong = Number(request.headers['content-length'] ?? 0) > IMPORT_LIMIT;
      const giveUp = (refusal: Parameters<typeof sendRefusal>[1]) => {
        reply.header('connection', 'close');
        const sent = sendRefusal(reply, refusal);
        reply.raw.once('finish', () => request.raw.destroy());
        return sent;
      };
      if (denied || !caller || tooLong) return giveUp(denied ?? refuse('too-large', { limit: IMPORT_LIMIT }));
      const id = uuidv7();
      const path = importPath(deps.folder, siteId, id);
      await mkdir(dirname(path), { recursive: true });
      let bytes = 0;
      const stored = await pipeline(
        request.raw,
        async function* (source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            bytes += chunk.length;
            if (bytes > IMPORT_LIMIT) throw new Error('too-large');
            yield chunk;
          }
        },
        createWriteStream(path, { mode: 0o600 }),
      ).then(() => true, () => false);
      if (!stored || bytes === 0) {
        await rm(path, { force: true });
        return giveUp(bytes > IMPORT_LIMIT ? refuse('too-large', { limit: IMPORT_LIMIT }) : refuse(bytes === 0 ? 'file-empty' : 'unavailable'));
      }
      const name = (request.query.name ?? '').trim().slice(0, 200) || 'file';
      await database.write([siteId], (trx) => trx.query(`insert into imports (site_id, id, file_name, bytes, state, created_by, created_at) values ($1, $2, $3, $4, 'uploaded', $5, $6)`, [siteId, id, name, bytes, caller.personId, clock.now()]));
      return reply.send({ id });
    });
  });

  app.get<{ Params: { siteId: string; importId: string } }>('/api/sites/:siteId/imports/:importId/refused.csv', async (request, reply) => {
    const { siteId, importId } = request.params;
    const denied = authorize(await resolveCaller(deps.sessions, request), 'repairs.import', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const query = z.object({ language: z.enum(['zh', 'en']).default('zh') }).safeParse(request.query);
    if (!query.success || !z.uuid().safeParse(importId).success) return sendRefusal(reply, refuse('bad-input'));
    const isZh = query.data.language === 'zh';
    const page = (after: number) =>
      database.read([siteId], (reader) =>
        reader.query<{ line: number; number: string; reason: string; cells: string[] }>(`select line, number, ${isZh ? 'reason' : 'reason_en as reason'}, cells from import_refusals where site_id = $1 and import_id = $2 and line > $3 order by line limit ${REFUSALS_AT_ONCE}`, [siteId, importId, after]),
      );
    const first = await page(-1);
    if (first.length === 0) return sendRefusal(reply, refuse('not-found'));
    const lines = async function* () {
      yield `\ufeff${csvLine(isZh ? ['行号', '编号', '原因'] : ['line', 'number', 'reason'])}`;
      for (let rows = first; rows.length > 0; rows = rows.length < REFUSALS_AT_ONCE ? [] : await page(rows.at(-1)?.line ?? 0)) yield rows.map((row) => csvLine([String(row.line), row.number, row.reason, ...row.cells])).join('');
    };
    return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="refused-${importId.slice(0, 8)}.csv"`).header('cache-control', 'no-store').send(Readable.from(lines()));
  });
};
