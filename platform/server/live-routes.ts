import type { FastifyInstance } from 'fastify';
import { isRefusal, resolveCaller, sendRefusal } from './app.ts';
import type { Sessions } from './caller.ts';
import type { Database } from './database.ts';
import { headCursor, parseCursor, readChanges, writeCursor, type Change, type Cursor } from './feed.ts';

/** The journal is polled, never NOTIFYed: a notification in a write transaction makes commits wait for each other. */
const POLL_MS = 200;
const HEARTBEAT_MS = 15_000;

/** Only that something changed and where; what it is, each person asks for under the own rights. */
const outward = (change: Change) => ({ siteId: change.siteId, feature: change.feature, subject: change.subject, event: change.event });

/**
 * Server-sent events for consoles: `changes` with a cursor, or `reset`.
 * Rights are looked up again at every beat, so an ended session ends its stream.
 */
export const mountLive = (app: FastifyInstance, deps: { database: Database; sessions: Sessions; closing: AbortSignal }): void => {
  app.get('/api/feed', async (request, reply) => {
    const caller = await resolveCaller(deps.sessions, request);
    if (!caller) return sendRefusal(reply, { ok: false, code: 'signed-out', facts: {} });
    const after = parseCursor((request.query as { after?: string }).after);
    if (!after) return reply.send({ reset: true, changes: [], cursor: writeCursor(await headCursor(deps.database)) });
    const page = await readChanges(deps.database, { sites: [...caller.sites.keys()], after, atMost: 500 });
    if (page.reset) return reply.send({ reset: true, changes: [], cursor: writeCursor(await headCursor(deps.database)) });
    return reply.send({ reset: false, changes: page.changes.map(outward), cursor: writeCursor(page.cursor) });
  });

  app.get('/api/feed/live', async (request, reply) => {
    const caller = await resolveCaller(deps.sessions, request);
    if (!caller) return sendRefusal(reply, { ok: false, code: 'signed-out', facts: {} });
    if (isRefusal(caller)) return sendRefusal(reply, caller);
    const given = parseCursor((request.headers['last-event-id'] as string | undefined) ?? (request.query as { cursor?: string }).cursor);
    let cursor: Cursor = given ?? (await headCursor(deps.database));
    reply.hijack();
    const raw = reply.raw;
    raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'keep-alive' });
    const send = (event: string, data: unknown) => raw.write(`id: ${writeCursor(cursor)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send('hello', { cursor: writeCursor(cursor) });
    let open = true;
    const stop = () => {
      open = false;
      raw.end();
    };
    request.raw.on('close', stop);
    deps.closing.addEventListener('abort', stop, { once: true });
    let beat = performance.now();
    let sites = [...caller.sites.keys()];
    const poll = async (): Promise<void> => {
      if (!open) return;
      try {
        if (performance.now() - beat > HEARTBEAT_MS) {
          beat = performance.now();
          const again = await deps.sessions.resolve({ cookie: request.headers.cookie, authorization: request.headers.authorization });
          if (!again) return stop();
          sites = [...again.sites.keys()];
          raw.write(': beat\n\n');
        }
        const page = await readChanges(deps.database, { sites, after: cursor, atMost: 500 });
        if (page.reset) {
          cursor = await headCursor(deps.database);
          send('reset', {});
        } else if (page.changes.length > 0) {
          cursor = page.cursor;
          send('changes', { cursor: writeCursor(cursor), changes: page.changes.map(outward) });
        }
      } catch (error) {
        request.log.warn({ err: error }, 'feed poll failed');
      }
      if (open) setTimeout(() => void poll(), POLL_MS);
    };
    void poll();
    return reply;
  });
};
