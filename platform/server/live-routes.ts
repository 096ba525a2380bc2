import type { FastifyInstance } from 'fastify';
import type { Trouble } from '../core/health.ts';
import { isRefusal, resolveCaller, sendRefusal } from './app.ts';
import type { Caller, Sessions } from './caller.ts';
import type { Database } from './database.ts';
import { headCursor, parseCursor, readChanges, writeCursor, type Change, type Cursor } from './feed.ts';
import { startLivePoller, type LiveNews } from './live-poller.ts';

const HEARTBEAT_MS = 15_000;
/** How soon a screen at rest hears of trouble, and that it is over. */
const TROUBLE_MS = 1_000;
/** When a browser comes back after we ended: soon, and spread over some seconds. */
const AWAY_MS = 500;
const SPREAD_MS = 3_000;

type News = { readonly siteId: string; readonly feature: string };
/** Only in which centre and which feature something changed, each once; what it is, each person asks for under the own rights. */
const outward = (changes: readonly Change[], mayHear: (news: News) => boolean): News[] =>
  [...new Map(changes.map(({ siteId, feature }) => [`${siteId} ${feature}`, { siteId, feature }])).values()].filter(mayHear);

/**
 * Server-sent events for consoles: `changes` with a cursor, or `reset`; `trouble` says what keeps the machine from working, and when nothing does any more.
 * All streams hear from one poller. Rights are looked up again at every beat, so an ended session ends its stream.
 */
export const mountLive = (app: FastifyInstance, deps: { database: Database; sessions: Sessions; closing: AbortSignal; trouble(): Trouble | undefined; /** Whether this person reads the feature in the centre. */ mayHear(caller: Caller, news: News): boolean }): void => {
  const poller = startLivePoller(deps.database, (error) => app.log.warn({ err: error }, 'feed poll failed'));
  const troubleNow = (): Trouble | null => deps.trouble() ?? poller.trouble() ?? null;
  let told: Trouble | null = null;
  const streams = new Set<(why: Trouble | null) => void>();
  const watch = setInterval(() => {
    const why = troubleNow();
    if (why === told) return;
    told = why;
    for (const tell of streams) tell(why);
  }, TROUBLE_MS).unref();
  deps.closing.addEventListener('abort', () => { clearInterval(watch); poller.stop(); }, { once: true });

  app.get('/api/feed', async (request, reply) => {
    const caller = await resolveCaller(deps.sessions, request);
    if (!caller) return sendRefusal(reply, { ok: false, code: 'signed-out', facts: {} });
    const after = parseCursor((request.query as { after?: string }).after);
    if (!after) return reply.send({ reset: true, changes: [], cursor: writeCursor(await headCursor(deps.database)) });
    const page = await readChanges(deps.database, { sites: [...caller.sites.keys()], after, atMost: 500 });
    if (page.reset) return reply.send({ reset: true, changes: [], cursor: writeCursor(await headCursor(deps.database)) });
    return reply.send({ reset: false, changes: outward(page.changes, (news) => deps.mayHear(caller, news)), cursor: writeCursor(page.cursor) });
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
    const tellTrouble = (why: Trouble | null): void => void send('trouble', { why });
    send('hello', { cursor: writeCursor(cursor) });
    tellTrouble(told);
    streams.add(tellTrouble);
    let sites = [...caller.sites.keys()];
    let listener: Caller = caller;
    const hear = (news: LiveNews): void => {
      cursor = news.cursor;
      if (news.kind === 'reset') send('reset', {});
      else {
        const changes = outward(news.changes, (change) => deps.mayHear(listener, change));
        if (changes.length > 0) send('changes', { cursor: writeCursor(cursor), changes });
      }
    };
    const lookAgain = async (): Promise<void> => {
      const again = await deps.sessions.resolve({ cookie: request.headers.cookie, authorization: request.headers.authorization });
      if (!again) return stop();
      const now = [...again.sites.keys()];
      const isSame = now.length === sites.length && now.every((site) => sites.includes(site));
      sites = now;
      listener = again;
      // Other centres than before: what the browser holds of them is asked for again.
      if (isSame) raw.write(`: beat\nid: ${writeCursor(cursor)}\n\n`);
      else send('reset', {});
      return undefined;
    };
    const beat = setInterval(() => void lookAgain().catch((error: unknown) => request.log.warn({ err: error }, 'feed beat failed')), HEARTBEAT_MS);
    let leave = (): void => undefined;
    let isOpen = true;
    const stop = (): void => {
      isOpen = false;
      clearInterval(beat);
      streams.delete(tellTrouble);
      leave();
      deps.closing.removeEventListener('abort', sendAway);
      raw.end();
    };
    // This process ends: all its streams come back, but not all at once.
    const sendAway = (): void => {
      raw.write(`retry: ${AWAY_MS + Math.floor(Math.random() * SPREAD_MS)}\nevent: bye\ndata: {}\n\n`);
      stop();
    };
    request.raw.on('close', stop);
    deps.closing.addEventListener('abort', sendAway, { once: true });
    try {
      leave = await poller.join({ sites: () => sites, hear: (news) => isOpen && hear(news) }, cursor);
      if (!isOpen) leave();
    } catch (error) {
      // The browser comes back by itself with its last cursor.
      request.log.warn({ err: error }, 'feed could not be joined');
      stop();
    }
    return reply;
  });
};
