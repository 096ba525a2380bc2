import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createProgram } from '../../apps/server/program.ts';
import type { StepInput } from '../../features/repairs/core/repair-steps.ts';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import { createDemo } from '../../features/sites/server/demo.ts';
import { testClock } from '../../platform/server/clock.ts';
import { parseConfig } from '../../platform/server/config.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { NOON, testDatabase } from './database.ts';

export const PASSWORD = 'tea-and-slips-7';

export type Answer<T = Record<string, unknown>> = { readonly status: number; readonly type: string; readonly body: T };

/** What a refusal looks like to a script. */
export type Problem = { readonly code: string; readonly status: number; readonly facts: Record<string, unknown> };

/** A signed-in person's browser, as far as HTTP goes. */
export type Client = {
  readonly personId: string;
  readonly cookie: string;
  get<T = RepairView>(path: string): Promise<Answer<T>>;
  post<T = RepairView>(path: string, body?: unknown): Promise<Answer<T>>;
};

export type Place = { readonly id: string; readonly name: string; readonly in_room: boolean };

/** A data folder with a cluster of its own instead of a database in the tests' one; `siteIds`: the centres that are there already. */
export type OwnInstallation = { readonly databaseUrl: string; readonly dataDir: string; readonly siteIds?: readonly string[] | undefined };

/** The whole program on a database of its own, reached over real HTTP, with the two demo centres and a clock that stands. */
export const startProgram = async (start: string = NOON, env: Readonly<Record<string, string>> = {}, options: Pick<Parameters<typeof createProgram>[0], 'onCalls' | 'diskLimits' | 'patience' | 'isDatabaseDown'> & { readonly own?: OwnInstallation } = {}) => {
  const { own, ...wiring } = options;
  const test = own ? { url: own.databaseUrl, drop: async () => undefined } : await testDatabase();
  const dataDir = own?.dataDir ?? (await mkdtemp(join(tmpdir(), 'foyer-program-')));
  const clock = testClock(start);
  const sweepErrors: unknown[] = [];
  const program = await createProgram({
    config: parseConfig({ FOYER_TEST_CLOCK: '1', ...env }),
    dataDir,
    databaseUrl: test.url,
    clock,
    logger: undefined,
    say: () => undefined,
    onError: (error) => void sweepErrors.push(error),
    ...wiring,
  });
  await program.app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(program.app.server.address() as AddressInfo).port}`;
  // The owner of the tables: for looking behind row-level security, and for tampering.
  const owner = new pg.Pool({ connectionString: test.url, max: 2 });
  owner.on('error', () => undefined);
  const fill = async (): Promise<readonly string[]> => {
    const made = await createDemo({ database: program.database, clock }, { password: PASSWORD });
    if ('ok' in made) throw new Error(made.code);
    return made.siteIds;
  };
  const [siteId = '', siteB = ''] = own?.siteIds ?? (await fill());

  const request = async <T>(method: 'GET' | 'POST', path: string, cookie: string, body?: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    return { status: response.status, type, body: (type.includes('json') && text ? JSON.parse(text) : text) as T };
  };

  const signIn = async (username: string): Promise<Client> => {
    const response = await fetch(`${origin}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
    if (response.status !== 200) throw new Error(`${username} could not sign in: ${response.status}`);
    const cookie = response.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
    const session = await request<{ person: { id: string } }>('GET', '/api/session', cookie);
    return {
      personId: session.body.person.id,
      cookie,
      get: (path) => request('GET', path, cookie),
      post: (path, body = {}) => request('POST', path, cookie, body),
    };
  };

  const places = (centre: string): Promise<Place[]> =>
    owner.query<Place>('select id, name, in_room from places where site_id = $1 order by sort', [centre]).then((answer) => answer.rows);

  return {
    origin, clock, siteId, siteB, owner, signIn, places, sweepErrors, dataDir,
    app: program.app,
    database: program.database,
    deps: program.deps,
    sweeps: program.sweeps,
    sending: program.sending,
    stopSender: program.stopSender,
    tidyPbx: () => program.pbx.tidy(),
    disk: program.disk,
    databaseUrl: test.url,
    anonymous: { get: <T = Problem>(path: string) => request<T>('GET', path, ''), post: <T = Problem>(path: string, body: unknown = {}) => request<T>('POST', path, '', body) },
    /** Moves the clock on; answers the new time. */
    pass: (minutes: number): string => {
      clock.set(new Date(Date.parse(clock.now()) + minutes * 60_000).toISOString());
      return clock.now();
    },
    end: async () => {
      await program.close();
      await owner.end();
      await test.drop();
      if (!own) await rm(dataDir, { recursive: true, force: true });
    },
  };
};
/** A place of the list that is entered without asking: an order at none of them does not close (M-02). */
export const hallOf = async (world: Pick<World, 'places'>, centre: string): Promise<string> => (await world.places(centre)).find((place) => !place.in_room)?.id ?? '';

export type World = Awaited<ReturnType<typeof startProgram>>;

/** What a desk sends when somebody reports a fault. */
export const aFault = (more: Record<string, unknown> = {}) => ({
  commandId: uuidv7(), repairId: uuidv7(), kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理', ...more,
});

/** Logs a repair and takes steps in the same breath. */
export const logFault = async (client: Client, siteId: string, more: Record<string, unknown> = {}): Promise<RepairView> => {
  const answer = await client.post(`/api/sites/${siteId}/repairs`, aFault(more));
  if (answer.status !== 200) throw new Error(`The fault was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export const takeSteps = <T = RepairView>(client: Client, siteId: string, repairId: string, steps: readonly StepInput[], more: Record<string, unknown> = {}): Promise<Answer<T>> =>
  client.post<T>(`/api/sites/${siteId}/repairs/${repairId}/steps`, { commandId: uuidv7(), steps, ...more });
