import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { keepLook } from './looks.ts';

/** What is written down of a paper or file when it leaves; `subject`: the parameter of its address that names the record. */
export type Paper = { readonly what: 'print' | 'export'; readonly kind: string; readonly subject?: string };
/** By address, or by its beginning where a key ends in a stroke; `nobody`: no guest stands on it. */
export type Papers = Readonly<Record<string, Paper | 'nobody'>>;

const FILE = /\.(?:pdf|xlsx|csv|zip)$/;
const NAME = /filename="([^"]*)"/;

/** Every paper of a centre that names somebody is written down before it is sent; one that nobody thought of does not start. */
export const watchPapers = (app: FastifyInstance, deps: { readonly database: Database; readonly clock: Clock; readonly papers: Papers }): void => {
  const paperOf = (url: string): Paper | 'nobody' | undefined => deps.papers[url] ?? Object.entries(deps.papers).find(([key]) => key.endsWith('/') && url.startsWith(key))?.[1];
  app.addHook('onRoute', ({ url }) => {
    if (FILE.test(url) && url.includes(':siteId') && paperOf(url) === undefined) throw new Error(`Say in apps/server/papers.ts who stands on ${url}.`);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const url = request.routeOptions.url ?? '';
    if (reply.statusCode !== 200 || !request.caller || request.method !== 'GET' || !FILE.test(url)) return payload;
    const paper = paperOf(url);
    if (paper === undefined || paper === 'nobody') return payload;
    const params = request.params as Record<string, string>;
    await keepLook(deps.database, {
      siteId: params['siteId'] ?? '', at: deps.clock.now(), personId: request.caller.personId, what: paper.what, kind: paper.kind,
      ...(paper.subject ? { subject: params[paper.subject] } : {}), label: NAME.exec(String(reply.getHeader('content-disposition') ?? ''))?.[1] ?? '',
    });
    return payload;
  });
};
