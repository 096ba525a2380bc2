import { hostname, networkInterfaces } from 'node:os';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { resolveCaller, sendRefusal } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { clearCookie, PIN_COOKIE, readCookie, rememberReplies } from '../../../platform/server/cookies.ts';
import type { Database, Query } from '../../../platform/server/database.ts';
import { openPool } from '../../../platform/server/postgres-hosts.ts';
import { forgetTries, guessKey, giveBackTry, takeTry, type Limit } from '../../../platform/server/rate-limit.ts';
import { hashToken, type SessionStore } from '../../../platform/server/sessions.ts';
import { addressGroup } from './address-group.ts';
import { deviceOf } from './desk-devices.ts';
import type { PasswordAuth } from './password-auth.ts';

/** One guesser at one account; and one address at all accounts together, generous because a whole office may share it. */
const PER_ACCOUNT: Limit = { tries: 5, minutes: 15 };
const PER_ADDRESS: Limit = { tries: 200, minutes: 15 };
/** After the start, when nobody waits for it any more. */
const READ_IN_MS = 2000;

export type AccountDeps = {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly secret: string;
  readonly sessions: SessionStore;
  readonly publicUrl?: string | undefined;
};

/** Names this machine is reached by; a page of any other name must not sign anybody in here. */
const ownNames = (publicUrl: string | undefined): Set<string> => {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', hostname().toLowerCase(), `${hostname().toLowerCase()}.local`]);
  if (publicUrl) names.add(new URL(publicUrl).hostname);
  for (const addresses of Object.values(networkInterfaces()))
    for (const { address, family } of addresses ?? []) names.add(family === 'IPv6' ? `[${address}]` : address);
  return names;
};

const isOwnOrigin = (origin: string | undefined, publicUrl: string | undefined): boolean => {
  if (origin === undefined) return true;
  try {
    return ownNames(publicUrl).has(new URL(origin).hostname);
  } catch {
    return false;
  }
};

/** Sign-in name, 工号 or phone; a phone that several people share names nobody. */
const findAccount = async (query: Query, typed: string): Promise<{ personId: string; username: string } | undefined> => {
  const rows = await query<{ personId: string; username: string; rank: number }>(
    `select id as "personId", username, case when username = lower($1) then 1 when employee_no = $1 then 2 else 3 end as rank
       from people where ended_at is null and (username = lower($1) or employee_no = $1 or phone = $1) order by rank limit 3`,
    [typed],
    'find-account',
  );
  const [first, second] = rows;
  return first && (first.rank < 3 || second === undefined) ? first : undefined;
};

const SignIn = z.object({ username: z.string().trim().min(1).max(100), password: z.string().min(1).max(128), rememberMe: z.boolean().optional() });

export const createAccounts = (deps: AccountDeps): { mount(app: FastifyInstance): void; end(): Promise<void> } => {
  const { database, clock, sessions } = deps;
  const pool = openPool(deps.databaseUrl, {
    max: 4,
    options: '-c role=foyer_app -c timezone=UTC -c statement_timeout=30000',
    // better-auth compares instants as dates; the rest of the product reads them as text.
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === 1184 ? (text: string) => new Date(text) : pg.types.getTypeParser(oid, format)) } as pg.CustomTypesConfig,
  });
  // Its library is the largest of all: a start after a power cut does not wait for it, whoever signs in first in those seconds does.
  let auth: Promise<PasswordAuth> | undefined;
  const readIn = (): Promise<PasswordAuth> => {
    auth ??= import('./password-auth.ts').then(({ passwordAuth }) => passwordAuth(pool, deps.secret));
    auth.catch(() => (auth = undefined));
    return auth;
  };

  const ask = async (request: FastifyRequest, path: string, body: unknown): Promise<Response> => (await readIn()).ask(path, body, request.headers.cookie);
  const passCookies = (request: FastifyRequest, reply: FastifyReply, response: Response): void => {
    for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', request.protocol === 'https' ? `${cookie}; Secure` : cookie);
  };

  const signIn = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const parsed = SignIn.safeParse(request.body);
    if (!parsed.success) return sendRefusal(reply, refuse('bad-input', { fields: parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.code })) }));
    if (!isOwnOrigin(request.headers.origin, deps.publicUrl)) return sendRefusal(reply, refuse('forbidden', { why: 'origin' }));
    const [person, device] = await Promise.all([findAccount(database.query, parsed.data.username), deviceOf(database, request.headers.cookie)]);
    const address = addressGroup(request.ip);
    // An enrolled desk PC counts for itself: whoever guesses elsewhere, even behind the same address, cannot lock it out.
    const guesser = device ? `device ${device.id}` : `address ${address}`;
    const accountKey = guessKey('sign-in', person?.personId ?? parsed.data.username.toLowerCase(), guesser);
    const addressKey = guessKey('sign-in', guesser);
    const now = clock.now();
    for (const [key, limit] of [[accountKey, PER_ACCOUNT], [addressKey, PER_ADDRESS]] as const) {
      const tried = await takeTry(database.query, { key, limit, now });
      if (!tried.ok) return sendRefusal(reply.header('retry-after', Math.max(1, Math.ceil((Date.parse(tried.again) - Date.parse(now)) / 1000))), refuse('too-many-tries', { again: tried.again }));
    }
    // An unknown name is asked for too, so that the answer takes as long as for a known one.
    const response = await ask(request, '/sign-in/username', { username: person?.username ?? 'nobody.of.this.name', password: parsed.data.password, rememberMe: parsed.data.rememberMe ?? true });
    if (response.status >= 500) return sendRefusal(reply, refuse('unavailable'));
    if (!response.ok || !person) return sendRefusal(reply, refuse('wrong-password'));
    await Promise.all([forgetTries(database.query, [accountKey], now), giveBackTry(database.query, addressKey)]);
    await endPinSession(request);
    passCookies(request, reply, response);
    sessions.drop(person.personId);
    return reply.send({ ok: true, personId: person.personId });
  };

  const endPinSession = async (request: FastifyRequest): Promise<void> => {
    const pin = readCookie(request.headers.cookie, PIN_COOKIE);
    if (!pin) return;
    await database.query('delete from pin_sessions where token_hash = $1', [hashToken(pin)], 'pin-session-end');
    clearCookie(request, PIN_COOKIE);
  };

  const signOut = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const caller = await resolveCaller(sessions, request);
    await endPinSession(request);
    // The library knows only the key of now; a session signed by an earlier one is ended here.
    const token = sessions.passwordToken(request.headers.cookie);
    if (token) await pool.query('delete from auth_sessions where token = $1', [token]);
    const response = await ask(request, '/sign-out', {});
    passCookies(request, reply, response);
    if (caller) sessions.drop(caller.personId);
    return reply.send({ ok: true });
  };

  return {
    mount: (app) => {
      rememberReplies(app);
      app.addHook('onListen', () => void setTimeout(() => void readIn().catch(() => undefined), READ_IN_MS).unref());
      // Only these two: everything else better-auth could do has its own endpoint with our rules.
      app.post('/api/auth/sign-in/username', signIn);
      app.post('/api/auth/sign-out', signOut);
    },
    end: () => pool.end(),
  };
};
