import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '../core/roles.ts';
import type { Caller, Sessions, StandIn } from './caller.ts';
import { systemClock, type Clock } from './clock.ts';
import { PIN_COOKIE, readCookie, SESSION_COOKIE } from './cookies.ts';
import type { Database } from './database.ts';

/** What a bearer holds is never stored; its hash is. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
export const newToken = (): string => randomBytes(32).toString('base64url');
export const TOKEN_PREFIX = 'foyer_';

/** How long an answer may be used again: a person ended or given another role elsewhere is noticed within this. */
const CACHE_MILLIS = 5_000;
const CACHE_MOST = 20_000;

type Credential = { readonly how: 'password' | 'pin' | 'token'; readonly token: string };

/** better-auth signs its cookie `token.base64(hmac-sha256(token))`; an unsigned or altered one never reaches the database. */
const signedToken = (value: string | undefined, secrets: readonly string[]): string | undefined => {
  const at = value?.lastIndexOf('.') ?? -1;
  if (!value || at < 1) return undefined;
  const token = value.slice(0, at);
  const given = Buffer.from(value.slice(at + 1), 'base64');
  const isSigned = secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(token).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isSigned ? token : undefined;
};

/**
 * The PIN session wins over the password session: on a shared PC the person who changed last is the one who acts.
 * A PIN cookie that has ended never falls back to somebody else's password session.
 */
const credentialOf = (headers: { cookie?: string | undefined; authorization?: string | undefined }, secrets: readonly string[]): Credential | undefined => {
  if (headers.authorization !== undefined) {
    const token = /^Bearer (foyer_[\w-]{43})$/.exec(headers.authorization)?.[1];
    return token ? { how: 'token', token } : undefined;
  }
  const pin = readCookie(headers.cookie, PIN_COOKIE);
  if (pin) return { how: 'pin', token: pin };
  const token = signedToken(readCookie(headers.cookie, SESSION_COOKIE), secrets);
  return token ? { how: 'password', token } : undefined;
};

type CallerRow = {
  person_id: string; name: string; username: string; language: 'zh' | 'en'; password_temporary: boolean; scopes: string[] | null; device_id: string | null;
  site_id: string | null; site_name: string | null; zone: string | null; roles: Role[] | null; skills: string[] | null;
};

const callerOf = (rows: readonly CallerRow[], how: Credential['how']): Caller | undefined => {
  const first = rows[0];
  if (!first) return undefined;
  // A one-time password opens nothing of any centre until its owner has changed it.
  const mayEnter = how !== 'password' || !first.password_temporary;
  return {
    personId: first.person_id,
    name: first.name,
    username: first.username,
    language: first.language,
    via: how,
    sites: new Map(
      rows.flatMap((row) =>
        row.site_id && mayEnter ? [[row.site_id, { name: row.site_name ?? '', zone: row.zone ?? '', roles: row.roles ?? [], skills: row.skills ?? [] }]] : [],
      ),
    ),
    ...(first.device_id ? { deviceId: first.device_id } : {}),
    ...(first.scopes ? { scopes: first.scopes } : {}),
  };
};

export type SessionStore = Sessions & {
  /** Forgets what is known of a person: sign-out, other role, end. */
  drop(personId: string): void;
  /** The password session of a cookie that we signed, by this key or one before. */
  passwordToken(cookie: string | undefined): string | undefined;
  /** Forgets everybody: what people stand in for may have changed. */
  dropAll(): void;
};

export const createSessions = (deps: {
  database: Database;
  clock: Clock;
  secret: string;
  /** Keys of before; who signed in under them is still signed in. */
  earlier?: readonly string[];
  wall?: Clock;
  /** Which roles the person holds for somebody absent now, by centre. */
  standIns?(caller: Caller, now: string): Promise<ReadonlyMap<string, StandIn>>;
}): SessionStore => {
  const wall = deps.wall ?? systemClock;
  const secrets = [deps.secret, ...(deps.earlier ?? [])];
  const cache = new Map<string, { caller: Caller; readAt: number; productAt: number }>();
  /** How often something was forgotten: what was read before that is kept by nobody. */
  let forgotten = 0;
  return {
    passwordToken: (cookie) => signedToken(readCookie(cookie, SESSION_COOKIE), secrets),
    dropAll: () => {
      forgotten += 1;
      cache.clear();
    },
    drop: (personId) => {
      forgotten += 1;
      for (const [key, entry] of cache) if (entry.caller.personId === personId) cache.delete(key);
    },
    resolve: async (headers) => {
      const credential = credentialOf(headers, secrets);
      if (!credential) return undefined;
      const hashed = hashToken(credential.token);
      const key = `${credential.how}:${hashed.toString('base64')}`;
      const now = deps.clock.now();
      const productAt = Date.parse(now);
      const known = cache.get(key);
      // The product's clock may be set in tests; a jump counts as time gone by.
      if (known && performance.now() - known.readAt < CACHE_MILLIS && Math.abs(productAt - known.productAt) < CACHE_MILLIS) return known.caller;
      const readAt = performance.now();
      const forgottenThen = forgotten;
      const rows = await deps.database.query<CallerRow>(
        'select * from find_caller($1, $2, $3, $4, $5)',
        [credential.how, credential.how === 'password' ? credential.token : null, hashed, wall.now(), now],
        'find-caller',
      );
      const found = callerOf(rows, credential.how);
      cache.delete(key);
      if (!found) return undefined;
      const standIns = (await deps.standIns?.(found, now)) ?? new Map<string, StandIn>();
      const caller: Caller = standIns.size === 0 ? found : { ...found, sites: new Map([...found.sites].map(([id, site]) => [id, { ...site, standIn: standIns.get(id) }])) };
      if (cache.size >= CACHE_MOST) cache.clear();
      if (forgotten === forgottenThen) cache.set(key, { caller, readAt, productAt });
      if (credential.how === 'token')
        await deps.database.query(
          `update api_tokens set last_used_at = $2 where token_hash = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
          [hashed, now],
          'token-used',
        );
      return caller;
    },
  };
};
