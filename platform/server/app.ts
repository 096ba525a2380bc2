import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Endpoint } from '../core/contract.ts';
import type { Trouble } from '../core/health.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Role } from '../core/roles.ts';
import { isUnreadable, troubleOf } from './database.ts';
import { rolesFor, type Caller, type Sessions } from './caller.ts';

export type Grants = ReadonlyMap<string, readonly Role[]>;

/** Who acts, as what; `standIn`: the role that is held for somebody absent (M-51). */
export type Actor = { readonly personId: string; readonly roles: readonly Role[]; readonly standIn?: Role | undefined };

/** The caller as an actor in a centre for one permission. */
export const actorOf = (caller: Caller | undefined, siteId: string | undefined, permission: string): Actor => {
  const membership = siteId === undefined ? undefined : caller?.sites.get(siteId);
  const roles = membership ? rolesFor(membership, permission) : [];
  const standIn = membership && roles.length > membership.roles.length ? membership.standIn?.as : undefined;
  return { personId: caller?.personId ?? '', roles, ...(standIn ? { standIn } : {}) };
};

export type Call<I> = {
  readonly input: I;
  /** Present on every endpoint but public ones. */
  readonly caller: Caller;
  readonly siteId: string;
  /** What the caller is in the centre of the path. */
  readonly actor: Actor;
  readonly request: FastifyRequest;
};

export type Handler<I, O> = (call: Call<I>) => Promise<O | Refusal>;

/** A route is an endpoint and what answers it. */
export type Route = { readonly endpoint: Endpoint; readonly handler: Handler<unknown, unknown> };
export const route = <I extends z.ZodType, O extends z.ZodType>(endpoint: Endpoint<I, O>, handler: Handler<z.output<I>, z.output<O>>): Route => ({
  endpoint,
  handler: handler as Handler<unknown, unknown>,
});

const STATUS: Readonly<Record<string, number>> = {
  'signed-out': 401,
  forbidden: 403,
  'not-found': 404,
  'site-unknown': 404,
  'bad-input': 400,
  'wrong-pin': 403,
  'wrong-password': 403,
  'too-many-tries': 429,
  'too-large': 413,
  'logo-too-large': 413,
  'type-not-allowed': 415,
  unavailable: 503,
};

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false && 'code' in value;

/** The one translator from refusals to HTTP problem details (RFC 9457); words for people are the web's. */
export const sendRefusal = (reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply
    .status(STATUS[refusal.code] ?? 409)
    .type('application/problem+json')
    .send({ type: `urn:foyer:${refusal.code}`, title: refusal.code, status: STATUS[refusal.code] ?? 409, code: refusal.code, facts: refusal.facts });

const refusal = (code: string, facts: Record<string, unknown> = {}): Refusal => ({ ok: false, code, facts });

const pathInFastify = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** A page of another site must not make a signed-in browser write here. */
const isForeignOrigin = (request: FastifyRequest, publicUrl: string | undefined): boolean => {
  const origin = request.headers.origin;
  if (!origin || origin === 'null') return origin === 'null';
  if (publicUrl && origin === new URL(publicUrl).origin) return false;
  try {
    return new URL(origin).host !== request.headers.host;
  } catch {
    return true;
  }
};

const AGAIN_SECONDS = 2;
/** Without room reading and signing in go on; on a disk that takes nothing at all, reading; without a database only the pages themselves. */
const isTurnedAway = (request: FastifyRequest, { why, canRead }: { readonly why: Trouble; readonly canRead: boolean }): boolean => {
  if (!canRead) return request.url.startsWith('/api/');
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  return why !== 'disk-full' || !(request.url.startsWith('/api/auth/') || request.url.startsWith('/api/session'));
};

/** Whether a token is limited to something else; what is a person's own (`scope` undefined) is no token's. */
const refuseToken = ({ scopes }: Caller, permission: string, scope: string | undefined): Refusal | undefined => {
  if (!scopes || scope === 'any') return undefined;
  const needed = [permission, scope ?? permission].filter((one) => one !== 'signed-in');
  if (needed.length === 0) return refusal('password-sign-in-needed');
  const missing = needed.find((one) => !scopes.includes(one));
  return missing === undefined ? undefined : refusal('forbidden', { permission: missing });
};

export const authorize = (caller: Caller | undefined, permission: string, siteId: string | undefined, grants: Grants, scope?: string): Refusal | undefined => {
  if (!caller) return refusal('signed-out');
  const limited = refuseToken(caller, permission, scope);
  if (limited) return limited;
  if (permission === 'signed-in' && siteId === undefined) return undefined;
  // A centre one does not belong to is not there: the answer does not tell it from one that does not exist.
  const membership = siteId === undefined ? undefined : caller.sites.get(siteId);
  if (siteId !== undefined && !membership) return refusal('not-found');
  if (permission === 'signed-in') return undefined;
  const roles = grants.get(permission) ?? [];
  const held = membership ? rolesFor(membership, permission) : [...caller.sites.values()].flatMap((site) => rolesFor(site, permission));
  return held.some((role) => roles.includes(role)) ? undefined : refusal('forbidden', { permission });
};

export type AppOptions = {
  readonly sessions: Sessions;
  readonly grants: Grants;
  readonly publicUrl?: string | undefined;
  readonly trustProxy: readonly string[];
  readonly logger: FastifyBaseLogger | undefined;
  readonly https?: { cert: string; key: string } | undefined;
  /** What keeps the machine from working just now. */
  readonly trouble?: (() => { readonly why: Trouble; /** The database answers. */ readonly canRead: boolean } | undefined) | undefined;
};

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

export const createApp = (options: AppOptions): FastifyInstance => {
  const app = Fastify({
    ...(options.logger ? { loggerInstance: options.logger } : {}),
    ...(options.https ? { https: options.https } : {}),
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: 256 * 1024,
    // Requests are counted by the metrics; a log line each would hold addresses of people.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD' && isForeignOrigin(request, options.publicUrl))
      return sendRefusal(reply, refusal('forbidden', { why: 'origin' }));
    const trouble = options.trouble?.();
    if (trouble && isTurnedAway(request, trouble)) return sendRefusal(reply.header('retry-after', AGAIN_SECONDS), refusal('unavailable', { why: trouble.why }));
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'self'; script-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'",
    });
    return undefined;
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (error.statusCode === 413) return sendRefusal(reply, refusal('too-large'));
    if (error.statusCode && error.statusCode < 500) return sendRefusal(reply, refusal('bad-input', { why: error.code ?? 'request' }));
    request.log.error({ err: error, url: request.routeOptions.url }, 'request failed');
    if (isUnreadable(error)) return sendRefusal(reply, refusal('bad-input', { why: 'unreadable' }));
    const why = options.trouble?.()?.why ?? troubleOf(error);
    return sendRefusal(why ? reply.header('retry-after', AGAIN_SECONDS) : reply, refusal('unavailable', why ? { why } : {}));
  });
  return app;
};

/** Reads who is asking; for routes outside the contract (files, pages, streams). What one person kept on a phone comes in no other's name, whoever is signed in there by now. */
export const resolveCaller = async (sessions: Sessions, request: FastifyRequest): Promise<Caller | undefined> => {
  const caller = (request.caller ??= await sessions.resolve({ cookie: request.headers.cookie, authorization: request.headers.authorization }));
  const asWhom = request.headers['x-person'];
  return asWhom === undefined || asWhom === caller?.personId ? caller : undefined;
};

/** sign-in → right → input → answer. */
export const mount = (app: FastifyInstance, routes: readonly Route[], options: Pick<AppOptions, 'sessions' | 'grants'>): void => {
  for (const { endpoint, handler } of routes) {
    const isPublic = endpoint.permission === 'public';
    if (!isPublic && endpoint.permission !== 'signed-in' && !options.grants.has(endpoint.permission))
      throw new Error(`No role is granted ${endpoint.permission} (${endpoint.name}).`);
    if (endpoint.scope !== undefined && endpoint.scope !== 'any' && !options.grants.has(endpoint.scope)) throw new Error(`No role is granted ${endpoint.scope} (${endpoint.name}).`);
    app.route({
      method: endpoint.method,
      url: pathInFastify(endpoint.path),
      handler: async (request, reply) => {
        const params = request.params as Record<string, string>;
        const siteId = params['siteId'];
        const caller = isPublic ? undefined : await resolveCaller(options.sessions, request);
        if (!isPublic) {
          const denied = authorize(caller, endpoint.permission, siteId, options.grants, endpoint.scope);
          if (denied) return sendRefusal(reply, denied);
        }
        const raw = { ...((endpoint.method === 'GET' ? request.query : (request.body ?? {})) as Record<string, unknown>), ...params };
        const parsed = endpoint.input.safeParse(raw);
        if (!parsed.success)
          return sendRefusal(
            reply,
            refusal('bad-input', { fields: parsed.error.issues.slice(0, 10).map((issue) => ({ field: issue.path.join('.'), problem: issue.code })) }),
          );
        const answer = await handler({
          input: parsed.data,
          caller: caller as Caller,
          siteId: siteId ?? '',
          actor: actorOf(caller, siteId, endpoint.permission),
          request,
        });
        if (isRefusal(answer)) return sendRefusal(reply, answer);
        return reply.send(answer);
      },
    });
  }
};
