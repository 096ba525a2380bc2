import type { FastifyInstance } from 'fastify';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from './app.ts';
import type { Role } from '../core/roles.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { FILE_LIMIT, openFile, recordFile, storeImage } from './files.ts';

export type FileAsked = { readonly siteId: string; readonly hash: string; /** Whose own files may be shown: a person's, never a token's. */ readonly senderId: string | undefined; /** As what the asker is to be judged for a permission; a token that was not given it is nobody. */ actorFor(permission: string): { readonly personId: string; readonly roles: readonly Role[] } };
const NOBODY = '00000000-0000-0000-0000-000000000000';

type Deps = Pick<AppOptions, 'sessions' | 'grants'> & {
  readonly database: Database;
  readonly clock: Clock;
  readonly folder: string;
  /** What sending and reading ask for in a centre. */
  readonly permission: { readonly send: string; readonly read: string };
  /** Whether this person may read this file; the features that hold it decide. */
  mayRead(file: FileAsked): Promise<boolean>;
};

/**
 * The one endpoint outside the contract: sign-in, right and length are checked before a byte is read,
 * then the body streams to disk and stops at the limit.
 */
export const mountFiles = (app: FastifyInstance, deps: Deps): void => {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream: nothing of it is read before the checks below.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<{ Params: { siteId: string } }>('/api/sites/:siteId/files', { bodyLimit: 1024 * 1024 * 1024 }, async (request, reply) => {
      const { siteId } = request.params;
      const caller = await resolveCaller(deps.sessions, request);
      const denied = authorize(caller, deps.permission.send, siteId, deps.grants);
      const tooLong = Number(request.headers['content-length'] ?? 0) > FILE_LIMIT;
      if (denied || tooLong || !caller) {
        // Whoever is refused need not send the rest; the connection ends with the answer.
        reply.header('connection', 'close');
        const sent = sendRefusal(reply, denied ?? { ok: false, code: 'too-large', facts: { limit: FILE_LIMIT } });
        reply.raw.once('finish', () => request.raw.destroy());
        return sent;
      }
      const stored = await storeImage({ folder: deps.folder, siteId, body: request.raw });
      if ('refused' in stored) {
        reply.header('connection', 'close');
        return sendRefusal(reply, { ok: false, code: stored.refused, facts: { limit: FILE_LIMIT } });
      }
      await recordFile(deps.database, { folder: deps.folder, siteId, file: stored, personId: caller.personId, now: deps.clock.now() });
      return reply.send(stored);
    });
  });

  app.get<{ Params: { siteId: string; hash: string } }>('/api/sites/:siteId/files/:hash', async (request, reply) => {
    const { siteId, hash } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, deps.permission.read, siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? { ok: false, code: 'signed-out', facts: {} });
    const known = /^[0-9a-f]{64}$/.test(hash) && (await deps.mayRead({
      siteId, hash, senderId: caller.scopes ? undefined : caller.personId,
      actorFor: (permission) => (caller.scopes && !caller.scopes.includes(permission) ? { personId: NOBODY, roles: [] } : { personId: caller.personId, roles: actorOf(caller, siteId, permission).roles }),
    }));
    const file = known ? await openFile({ folder: deps.folder, database: deps.database, siteId, hash }) : undefined;
    if (!file) return sendRefusal(reply, { ok: false, code: 'not-found', facts: {} });
    return reply.header('cache-control', 'private, max-age=31536000, immutable').header('content-length', file.size).type(file.type).send(file.stream);
  });
};
