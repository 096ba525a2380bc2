import { createServer as createPlainServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { openServer } from './open-server.ts';

/**
 * The ways in which the other side can fail. In those marked * the message was taken before the answer went wrong:
 * it stands in `received`, and whoever sends it again sends it twice.
 */
export type FailMode =
  | 'refuse' // nobody listens
  | 'error' // 500
  | 'unavailable' // 503
  | 'unavailable-until' // 503 with Retry-After: 30
  | 'rate-limit' // in the service's own way
  | 'too-many' // 429 with Retry-After: 7
  | 'hang' // * no answer
  | 'half-answer' // * cut in the middle
  | 'reset' // * closed without an answer
  | 'garbage' // * 200, not readable
  | 'redirect'; // 302 to itself

export type Arrived = { readonly method: string; readonly path: string; readonly query: URLSearchParams; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
export type Reply = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };

export type HttpReceiver<Kept> = {
  readonly origin: string;
  readonly port: number;
  /** Taken, in order. */
  readonly received: readonly Kept[];
  /** How often it was asked, whatever it answered. */
  asked(): number;
  fail(mode: FailMode | undefined): Promise<void>;
  stop(): Promise<void>;
};

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({ status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
};

export const startHttpReceiver = async <Kept>(plan: {
  /** What the service says to a request, and what it keeps of it. */
  judge(arrived: Arrived): Promise<{ readonly reply: Reply; readonly kept?: Kept }>;
  readonly rateLimited: Reply;
  readonly address?: string | undefined;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}): Promise<HttpReceiver<Kept>> => {
  const received: Kept[] = [];
  let mode: FailMode | undefined;
  let count = 0;

  const write = (response: ServerResponse, { status, headers, body }: Reply) => response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    count += 1;
    const body = await readAll(request);
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (mode === 'error') return void write(response, { status: 500, body: 'internal error' });
    if (mode === 'unavailable') return void write(response, { status: 503, body: 'unavailable' });
    if (mode === 'unavailable-until') return void write(response, { status: 503, headers: { 'retry-after': '30' }, body: 'maintenance' });
    if (mode === 'too-many') return void write(response, { status: 429, headers: { 'retry-after': '7' }, body: 'slow down' });
    if (mode === 'rate-limit') return void write(response, plan.rateLimited);
    if (mode === 'redirect') return void write(response, { status: 302, headers: { location: request.url ?? '/' }, body: '' });
    const { reply, kept } = await plan.judge({ method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body });
    if (kept !== undefined) received.push(kept);
    if (mode === 'hang') return;
    if (mode === 'reset') return void response.socket?.destroy();
    if (mode === 'garbage') return void write(response, { status: 200, body: '<html>欢迎' });
    if (mode === 'half-answer') {
      response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) + 400 });
      response.write(reply.body.slice(0, Math.ceil(reply.body.length / 2)), () => response.socket?.destroy());
      return;
    }
    write(response, reply);
  };

  const listener: RequestListener = (request, response) => void answer(request, response).catch(() => response.socket?.destroy());
  const server = plan.tls ? createSecureServer(plan.tls, listener) : createPlainServer(listener);
  const address = plan.address ?? '127.0.0.1';
  const { port, close, reopen } = await openServer(server, address);

  return {
    origin: `${plan.tls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}`,
    port,
    received,
    asked: () => count,
    async fail(next) {
      mode = next;
      await (next === 'refuse' ? close() : reopen());
    },
    stop: close,
  };
};

/** The receivers' own arithmetic, on the browser's cryptography instead of node's. */
export const hmacSha256 = async (key: string | Uint8Array, text: string): Promise<Buffer> => {
  const bytes = typeof key === 'string' ? new TextEncoder().encode(key) : Uint8Array.from(key);
  const imported = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(text)));
};

export const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
};

/** A time (ms) further from the receiver's own than the service allows. */
export const isFar = (time: number, now: number, most: number): boolean => !Number.isFinite(time) || Math.abs(time - now) > most;
