import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CsvError } from 'csv-parse';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../../platform/core/refusal.ts';
import { authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../../platform/server/app.ts';
import type { Clock } from '../../../../platform/server/clock.ts';
import { loadSite } from '../../../../platform/server/site-row.ts';
import type { Database } from '../../../../platform/server/database.ts';
import { readRows } from '../../../../platform/server/file-rows.ts';
import { uuidv7 } from '../../../../platform/server/ids.ts';
import { CDR_MODELS, isCdrModelName } from '../../core/pbx/cdr-models.ts';
import { zCdrModel } from '../../core/pbx/pbx-settings.ts';
import { importCalls, reasonOf, type RefusedLine } from './import-calls.ts';
import type { PbxDeps } from './pbx-sources.ts';

export const CALL_FILE_LIMIT = 50 * 1024 * 1024;
const REFUSED_SHOWN = 200;

/** A file of call records of the past, streamed to disk, read row by row; answered when it is in. The same file again changes nothing. */
export const mountCallImport = (app: FastifyInstance, deps: { database: Database; clock: Clock; folder: string; emit: PbxDeps['emit'] } & Pick<AppOptions, 'sessions' | 'grants'>): void => {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<{ Params: { siteId: string }; Querystring: { model?: string } }>('/api/sites/:siteId/pbx/records', { bodyLimit: 1024 * 1024 * 1024 }, async (request, reply) => {
      const { siteId } = request.params;
      const denied = authorize(await resolveCaller(deps.sessions, request), 'telephone.pbx', siteId, deps.grants);
      const giveUp = (refusal: Parameters<typeof sendRefusal>[1]) => {
        reply.header('connection', 'close');
        const sent = sendRefusal(reply, refusal);
        reply.raw.once('finish', () => request.raw.destroy());
        return sent;
      };
      if (denied) return giveUp(denied);
      if (Number(request.headers['content-length'] ?? 0) > CALL_FILE_LIMIT) return giveUp(refuse('too-large', { limit: CALL_FILE_LIMIT }));
      const asked = z.string().max(4000).safeParse(request.query.model);
      const model = asked.success && isCdrModelName(asked.data) ? CDR_MODELS[asked.data] : ownModel(asked.data);
      if (!model) return giveUp(refuse('bad-input', { fields: [{ field: 'model' }] }));
      const path = join(deps.folder, `import-${uuidv7()}`);
      await mkdir(deps.folder, { recursive: true });
      try {
        let bytes = 0;
        const stored = await pipeline(
          request.raw,
          async function* (source: AsyncIterable<Buffer>) {
            for await (const chunk of source) {
              bytes += chunk.length;
              if (bytes > CALL_FILE_LIMIT) throw new Error('too-large');
              yield chunk;
            }
          },
          createWriteStream(path, { mode: 0o600 }),
        ).then(() => true, () => false);
        if (!stored || bytes === 0) return giveUp(bytes > CALL_FILE_LIMIT ? refuse('too-large', { limit: CALL_FILE_LIMIT }) : refuse(bytes === 0 ? 'file-empty' : 'unavailable'));
        const site = await deps.database.read([siteId], (reader) => loadSite(reader.query, siteId));
        if (!site) return sendRefusal(reply, refuse('not-found'));
        const refusals: RefusedLine[] = [];
        const count = await importCalls(
          { rows: readRows(path), model: zCdrModel.parse(model), zone: site.zone, source: 'smdr:import', now: deps.clock.now(), onRefused: (line) => void (refusals.length < REFUSED_SHOWN && refusals.push(line)) },
          (events) => deps.emit(siteId, events),
        );
        if (count.read === 0) return sendRefusal(reply, refuse('file-empty'));
        return reply.send({ ...count, refusals: refusals.map(({ line, problem }) => ({ line, reason: reasonOf(problem) })) });
      } catch (error) {
        // What a strange file makes its reader throw is the file's; what storing throws is not.
        if (error instanceof CsvError || (error instanceof Error && /sheet|zip|xml/i.test(error.message))) return sendRefusal(reply, refuse('file-unreadable'));
        throw error;
      } finally {
        await rm(path, { force: true });
      }
    });
  });
};

const ownModel = (text: string | undefined): z.output<typeof zCdrModel> | undefined => {
  try {
    return zCdrModel.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
};
