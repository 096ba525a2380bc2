import type { FastifyInstance } from 'fastify';
import { sendRefusal } from './app.ts';

/** Whoever watches over us still gets an answer. */
const WATCHED = new Set(['/healthz', '/readyz', '/metrics']);
const AGAIN_SECONDS = 2;

export type Drain = {
  isDraining(): boolean;
  /** Streams end on it, with a word when to come back. */
  readonly signal: AbortSignal;
  /** Takes nothing new and waits for what is being answered; false when that took too long. */
  drain(atMostMs: number): Promise<boolean>;
};

/** A process that is to end answers what it has begun; what comes then is sent elsewhere or again. */
export const watchRequests = (app: FastifyInstance): Drain => {
  const closing = new AbortController();
  let running = 0;
  let onIdle = (): void => undefined;
  app.addHook('onRequest', async (request, reply) => {
    if (WATCHED.has(request.routeOptions.url ?? '')) return undefined;
    // An outbox keeps what is answered so and sends it again.
    if (closing.signal.aborted) return sendRefusal(reply.headers({ 'retry-after': AGAIN_SECONDS, connection: 'close' }), { ok: false, code: 'unavailable', facts: { why: 'stopping' } });
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
      if (running === 0) onIdle();
    });
    return undefined;
  });
  return {
    isDraining: () => closing.signal.aborted,
    signal: closing.signal,
    drain: (atMostMs) => {
      closing.abort();
      return new Promise((done) => {
        if (running === 0) return done(true);
        const timer = setTimeout(() => done(false), atMostMs);
        onIdle = () => {
          clearTimeout(timer);
          done(true);
        };
      });
    },
  };
};
