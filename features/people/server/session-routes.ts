import { verifyPassword, hashPassword } from 'better-auth/crypto';
import { addMinutes } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { route, type Grants, type Route } from '../../../platform/server/app.ts';
import { needPassword, rolesFor, type Caller, type Membership } from '../../../platform/server/caller.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { clearCookie, DEVICE_COOKIE, PIN_COOKIE, readCookie, SESSION_COOKIE, setCookie } from '../../../platform/server/cookies.ts';
import type { Database } from '../../../platform/server/database.ts';
import { headCursor, writeCursor } from '../../../platform/server/feed.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { forgetTries, guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import { hashToken, newToken, TOKEN_PREFIX, type SessionStore } from '../../../platform/server/sessions.ts';
import * as contract from '../core/people-contract.ts';
import { isPinTooSimple } from '../core/pin-rules.ts';
import { deviceCookieValue, deviceOf } from './desk-devices.ts';
import { hashPin, verifyPin } from './pins.ts';

export type SessionDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sessions: SessionStore;
  readonly grants: Grants;
  readonly testClock: boolean;
  readonly publicUrl?: string | undefined;
};

const DONE = { ok: true } as const;
/** A working day at the desk; the next morning starts with a PIN again. */
const PIN_SESSION_SECONDS = 12 * 3600;
/** The longest a browser keeps a cookie. */
const DEVICE_SECONDS = 400 * 24 * 3600;

/** What must not be done by someone who only knows four digits or found a script's token. */

const permissionsOf = (caller: Caller, membership: Membership, grants: Grants): string[] =>
  [...grants].flatMap(([permission, allowed]) =>
    rolesFor(membership, permission).some((role) => allowed.includes(role)) && (!caller.scopes || caller.scopes.includes(permission)) ? [permission] : [],
  );

/** Checks one's own password for a change; counted per person, so that a borrowed open session cannot be used to guess it. */
const checkOwnPassword = async (deps: SessionDeps, personId: string, password: string): Promise<'ok' | Refusal> => {
  const now = deps.clock.now();
  const key = guessKey('own-password', personId);
  const tried = await takeTry(deps.database.query, { key, limit: { tries: 5, minutes: 15 }, now });
  if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
  const rows = await deps.database.query<{ password: string | null }>(
    `select a.password from people p join auth_accounts a on a.user_id = p.user_id and a.provider_id = 'credential' where p.id = $1`,
    [personId],
  );
  const hash = rows[0]?.password;
  if (!hash || !(await verifyPassword({ hash, password }))) return refuse('wrong-password');
  await forgetTries(deps.database.query, [key], now);
  return 'ok';
};

/** Sessions but one, and all tokens: whoever made them may have known the password of before. */
const endSessions = (deps: SessionDeps, personId: string, keep: string | null): Promise<unknown> =>
  deps.database.query(
    `with ended as (delete from pin_sessions where person_id = $1),
          tokens as (update api_tokens set revoked_at = $3 where person_id = $1 and revoked_at is null)
     delete from auth_sessions s using people p where p.id = $1 and s.user_id = p.user_id and s.token is distinct from $2`,
    [personId, keep, deps.clock.now()],
  );

export const sessionRoutes = (deps: SessionDeps): Route[] => {
  const { database, clock, sessions } = deps;
  return [
    route(contract.getSession, async ({ caller, request }) => {
      const [rows, feed, device] = await Promise.all([
        database.query<{ hasPin: boolean; temporary: boolean }>(
          'select pin_hash is not null as "hasPin", password_temporary as temporary from people where id = $1',
          [caller.personId],
          'session-person',
        ),
        headCursor(database),
        deviceOf(database, request.headers.cookie),
      ]);
      return {
        feed: writeCursor(feed),
        person: {
          id: caller.personId,
          name: caller.name,
          username: caller.username,
          hasPin: rows[0]?.hasPin ?? false,
          mustChangePassword: caller.via === 'password' && (rows[0]?.temporary ?? false),
        },
        language: caller.language,
        sites: [...caller.sites].map(([id, site]) => ({
          id,
          name: site.name,
          zone: site.zone,
          roles: [...site.roles],
          skills: [...site.skills],
          permissions: permissionsOf(caller, site, deps.grants),
          standIn: site.standIn?.as ?? null,
        })),
        via: caller.via,
        device: device ?? null,
        serverTime: clock.now(),
        testClock: deps.testClock,
        publicUrl: deps.publicUrl ?? null,
      };
    }),

    route(contract.setLanguage, async ({ caller, input }) => {
      await database.query('update people set language = $2 where id = $1', [caller.personId, input.language]);
      sessions.drop(caller.personId);
      return DONE;
    }),

    route(contract.listDeskPeople, async ({ request }) => {
      const device = await deviceOf(database, request.headers.cookie);
      if (!device) return refuse('device-not-enrolled');
      const [people, sites] = await database.read([device.siteId], (reader) =>
        Promise.all([
          reader.query<{ id: string; name: string; initials: string; roles: Role[] }>(
            `select p.id, p.name, p.initials, array_agg(m.role order by m.role) as roles
               from memberships m join people p on p.id = m.person_id
              where m.site_id = $1 and not m.offered and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2)
                and p.ended_at is null and p.pin_hash is not null
              group by p.id, p.name, p.initials, p.pinyin order by p.pinyin, p.id limit 500`,
            [device.siteId, clock.now()],
            'desk-people',
          ),
          reader.query<{ name: string }>('select name from sites where id = $1', [device.siteId], 'site-name'),
        ]),
      );
      return { device: { ...device, siteName: sites[0]?.name ?? '' }, people };
    }),

    route(contract.switchPerson, async ({ input, request }) => {
      const device = await deviceOf(database, request.headers.cookie);
      if (!device) return refuse('device-not-enrolled');
      const now = clock.now();
      const found = await database.query<{ name: string }>(
        `select p.name from people p where p.id = $1 and p.ended_at is null and exists (
           select from memberships m where m.person_id = p.id and m.site_id = $2 and not m.offered and m.valid_from <= $3 and (m.valid_until is null or m.valid_until > $3))`,
        [input.personId, device.siteId, now],
        'switch-person',
      );
      const person = found[0];
      if (!person) return refuse('wrong-pin');
      const verified = await verifyPin(database, input.personId, input.pin, clock);
      if (verified !== 'ok') return verified;
      const token = newToken();
      const previous = readCookie(request.headers.cookie, PIN_COOKIE);
      // Whoever was signed in at this PC is signed out: nothing they left open may act in their name.
      const before = await sessions.resolve({ cookie: request.headers.cookie });
      const old = before?.via === 'password' ? (readCookie(request.headers.cookie, SESSION_COOKIE)?.split('.')[0] ?? null) : null;
      // Whose PIN was cleared, or who left, while it was looked at is not signed in after it.
      const made = await database.query(
        `with old_pin as (delete from pin_sessions where token_hash = $1 or expires_at < $6),
              old_session as (delete from auth_sessions where token = $8)
         insert into pin_sessions (token_hash, person_id, site_id, device_id, created_at, expires_at)
         select $2, id, $4, $5, $6, $7 from people where id = $3 and pin_hash is not null and ended_at is null for share returning person_id`,
        [previous ? hashToken(previous) : null, hashToken(token), input.personId, device.siteId, device.id, now, addMinutes(now, PIN_SESSION_SECONDS / 60), old],
        'switch-session',
      );
      if (before) sessions.drop(before.personId);
      if (made.length === 0) return refuse('wrong-pin');
      setCookie(request, PIN_COOKIE, token, PIN_SESSION_SECONDS);
      clearCookie(request, SESSION_COOKIE);
      return { ok: true as const, personId: input.personId, name: person.name };
    }),

    route(contract.setPin, async ({ caller, input }) => {
      if (isPinTooSimple(input.pin)) return refuse('pin-too-simple');
      if (input.password === undefined && input.currentPin === undefined) return refuse('password-needed');
      const verified =
        input.password === undefined
          ? await verifyPin(database, caller.personId, input.currentPin ?? '', clock)
          : await checkOwnPassword(deps, caller.personId, input.password);
      if (verified !== 'ok') return verified;
      await database.query('update people set pin_hash = $2, pin_failures = 0, pin_locked_until = null where id = $1', [caller.personId, await hashPin(input.pin)]);
      return DONE;
    }),

    route(contract.checkPin, async ({ caller, input }) => {
      const verified = await verifyPin(database, caller.personId, input.pin, clock);
      return verified === 'ok' ? DONE : verified;
    }),

    route(contract.changePassword, async ({ caller, input, request }) => {
      const verified = await checkOwnPassword(deps, caller.personId, input.current);
      if (verified !== 'ok') return verified;
      if (input.next === input.current) return refuse('password-unchanged');
      await database.query(
        `with changed as (update people set password_temporary = false where id = $1 returning user_id)
         update auth_accounts a set password = $2, updated_at = $3 from changed c where a.user_id = c.user_id and a.provider_id = 'credential'`,
        [caller.personId, await hashPassword(input.next), clock.now()],
      );
      const own = caller.via === 'password' ? (readCookie(request.headers.cookie, SESSION_COOKIE)?.split('.')[0] ?? null) : null;
      await endSessions(deps, caller.personId, own);
      sessions.drop(caller.personId);
      return DONE;
    }),

    route(contract.signOutEverywhere, async ({ caller, request }) => {
      await endSessions(deps, caller.personId, null);
      sessions.drop(caller.personId);
      clearCookie(request, PIN_COOKIE);
      clearCookie(request, SESSION_COOKIE);
      return DONE;
    }),

    route(contract.listTokens, async ({ caller }) => ({
      tokens: await database.query<{ id: string; name: string; scopes: string[]; sites: string[]; createdAt: string; expiresAt: string; lastUsedAt: string | null; revokedAt: string | null }>(
        `select id, name, scopes, sites, created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
           from api_tokens where person_id = $1 order by created_at desc limit 200`,
        [caller.personId],
      ),
    })),

    route(contract.createToken, async ({ caller, input }) => {
      const weak = needPassword(caller);
      if (weak) return weak;
      const unknown = input.scopes.filter((scope) => !deps.grants.has(scope));
      if (unknown.length > 0) return refuse('scope-unknown', { scopes: unknown.slice(0, 10) });
      if (input.sites.some((site) => !caller.sites.has(site))) return refuse('not-found');
      const token = TOKEN_PREFIX + newToken();
      const id = uuidv7();
      const now = clock.now();
      const expiresAt = addMinutes(now, input.days * 24 * 60);
      await database.query(
        'insert into api_tokens (id, person_id, name, token_hash, scopes, sites, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
        [id, caller.personId, input.name, hashToken(token), input.scopes, input.sites, now, expiresAt],
      );
      return { id, token, expiresAt };
    }),

    route(contract.revokeToken, async ({ caller, input }) => {
      const rows = await database.query(
        'update api_tokens set revoked_at = coalesce(revoked_at, $3) where id = $1 and person_id = $2 returning id',
        [input.tokenId, caller.personId, clock.now()],
      );
      if (rows.length === 0) return refuse('not-found');
      sessions.drop(caller.personId);
      return DONE;
    }),

    route(contract.listDevices, async ({ siteId }) => ({
      devices: await database.read([siteId], (reader) =>
        reader.query<{ id: string; name: string; enrolledBy: string; enrolledAt: string; revokedAt: string | null }>(
          `select d.id, d.name, coalesce(p.name, '') as "enrolledBy", d.enrolled_at as "enrolledAt", d.revoked_at as "revokedAt"
             from enrolled_devices d left join people p on p.id = d.enrolled_by where d.site_id = $1 order by d.enrolled_at desc limit 200`,
          [siteId],
        ),
      ),
    })),

    route(contract.enrolDevice, async ({ caller, siteId, input, request }) => {
      const weak = needPassword(caller);
      if (weak) return weak;
      const id = uuidv7();
      const secret = newToken();
      await database.write([siteId], (trx) =>
        trx.query('insert into enrolled_devices (site_id, id, name, secret_hash, enrolled_by, enrolled_at) values ($1, $2, $3, $4, $5, $6)', [
          siteId, id, input.name, hashToken(secret), caller.personId, clock.now(),
        ]),
      );
      setCookie(request, DEVICE_COOKIE, deviceCookieValue({ siteId, id, secret }), DEVICE_SECONDS);
      return { id };
    }),

    route(contract.revokeDevice, async ({ siteId, input }) => {
      const people = await database.write([siteId], async (trx) => {
        const rows = await trx.query('update enrolled_devices set revoked_at = coalesce(revoked_at, $3) where site_id = $1 and id = $2 returning id', [siteId, input.deviceId, clock.now()]);
        if (rows.length === 0) return undefined;
        return trx.query<{ person: string }>('delete from pin_sessions where site_id = $1 and device_id = $2 returning person_id as person', [siteId, input.deviceId]);
      });
      if (!people) return refuse('not-found');
      for (const { person } of people) sessions.drop(person);
      return DONE;
    }),
  ];
};
