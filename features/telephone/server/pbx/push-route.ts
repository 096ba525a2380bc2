import type { FastifyInstance } from 'fastify';
import { decodeText } from './decode-text.ts';
import type { PbxSupervisor } from './pbx-sources.ts';

const PUSH_LIMIT = 1024 * 1024;

/** Where telephone systems push to: no sign-in, a secret in the path, the body as it came. */
export const mountPush = (app: FastifyInstance, supervisor: PbxSupervisor): void => {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: PUSH_LIMIT }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { secret: string }; Body: Buffer | undefined }>('/api/pbx/:secret', { bodyLimit: PUSH_LIMIT }, async (request, reply) => {
      const { secret } = request.params;
      if (!/^[A-Za-z0-9_-]{20,100}$/.test(secret)) return reply.status(404).send();
      const outcome = await supervisor.accept(secret, {
        body: decodeText(request.body ?? Buffer.alloc(0)), contentType: request.headers['content-type'] ?? '', address: request.ip,
        header: (name) => {
          const value = request.headers[name];
          return Array.isArray(value) ? value[0] : value;
        },
      });
      return outcome === 'stored' ? reply.status(200).send({ ok: true }) : reply.status(outcome === 'unknown' ? 404 : 403).send();
    });
  });
};
