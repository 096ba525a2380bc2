import type { FastifyInstance } from 'fastify';
import { PEOPLE_GRANTS } from '../../features/people/core/people-permissions.ts';
import { createAccounts } from '../../features/people/server/accounts.ts';
import { hashPassword, insertPerson, putMembership } from '../../features/people/server/person-store.ts';
import { peopleRoutes, type PeopleDeps } from '../../features/people/server/people-routes.ts';
import { SITES_GRANTS } from '../../features/sites/core/sites-permissions.ts';
import type { Role } from '../../platform/core/roles.ts';
import { createApp, mount, type Route } from '../../platform/server/app.ts';
import { testClock } from '../../platform/server/clock.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { createSessions } from '../../platform/server/sessions.ts';
import { NOON, testDatabase } from './database.ts';

export const PASSWORD = 'tea-and-slips-7';
const SECRET = 'a secret of forty characters for testing';

/** People and sign-in on a real database, over HTTP; further routes may be mounted beside them. */
export const peopleApp = async (more: (deps: PeopleDeps) => Route[] = () => [], options: { trustProxy?: string[] } = {}) => {
  const test = await testDatabase();
  const clock = testClock(NOON);
  const grants = new Map<string, Role[]>([...PEOPLE_GRANTS, ...SITES_GRANTS]);
  const sessions = createSessions({ database: test.database, clock, secret: SECRET });
  const accounts = createAccounts({ database: test.database, databaseUrl: test.url, clock, secret: SECRET, sessions });
  const app: FastifyInstance = createApp({ sessions, grants, trustProxy: options.trustProxy ?? [], logger: undefined as never });
  accounts.mount(app);
  const openWork: PeopleDeps['openWork'] = async () => [{ feature: 'repairs', id: '018f0000-0000-7000-8000-000000000001', label: 'WX-1' }];
  const deps: PeopleDeps = { database: test.database, clock, sessions, grants, testClock: true, openWork };
  mount(app, [...peopleRoutes(deps), ...more(deps)], { sessions, grants });
  await app.ready();
  const passwordHash = await hashPassword(PASSWORD);

  const addSite = async (name: string): Promise<string> => {
    const id = uuidv7();
    await test.database.write([id], (trx) => trx.query('insert into sites (id, name, created_at) values ($1, $2, $3)', [id, name, NOON]));
    return id;
  };
  const addPerson = async (username: string, siteId: string, roles: Role[], extra: { employeeNo?: string; phone?: string; name?: string } = {}): Promise<string> => {
    const id = uuidv7();
    await test.database.write([siteId], async (trx) => {
      await insertPerson(trx.query, { id, name: extra.name ?? '陈晓梅', username, passwordHash, passwordTemporary: false, ...extra }, NOON);
      await putMembership(trx.query, { siteId, personId: id, roles, skills: [], lent: false, from: NOON });
    });
    return id;
  };
  const signIn = (username: string, password = PASSWORD, extra: { remoteAddress?: string; headers?: Record<string, string> } = {}) =>
    app.inject({ method: 'POST', url: '/api/auth/sign-in/username', payload: { username, password }, ...extra });
  /** What a browser would send back. */
  const cookiesOf = (response: { cookies: { name: string; value: string }[] }): string =>
    response.cookies.filter((cookie) => cookie.value !== '').map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join('; ');
  const cookie = async (username: string): Promise<string> => cookiesOf(await signIn(username));
  const get = (url: string, headers: Record<string, string>) => app.inject({ method: 'GET', url, headers });
  const post = (url: string, headers: Record<string, string>, payload: Record<string, unknown> = {}) => app.inject({ method: 'POST', url, headers, payload });
  return {
    app, clock, sessions, database: test.database, addSite, addPerson, signIn, cookie, cookiesOf, get, post,
    end: async () => {
      await app.close();
      await accounts.end();
      await test.drop();
    },
  };
};
