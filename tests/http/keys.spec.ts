import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSettings, sealSettings } from '../../features/alerts/server/channel-store.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { readKeys } from '../../platform/server/keys.ts';
import { loadVapidKey } from '../../platform/server/notify/vapid-key.ts';
import { createSeal } from '../../platform/server/seal.ts';
import { runProgram } from '../support/own-installation.ts';
import { NOON } from '../support/database.ts';
import { startProgram, type Client, type World } from '../support/program.ts';

describe('new keys', () => {
  let before: World;
  let after: World | undefined;
  let desk: Client, manager: Client;
  const channel = uuidv7();
  beforeAll(async () => {
    before = await startProgram();
    [desk, manager] = await Promise.all([before.signIn('desk'), before.signIn('manager')]);
  });
  afterAll(async () => {
    await after?.end();
    await before.end();
  });

  const keys = (name: string) => readKeys(before.dataDir, name, new Date().toISOString());
  const rotate = (...args: string[]) => runProgram('rotate-keys.ts', args, { DATABASE_URL: before.databaseUrl, FOYER_DATA: before.dataDir });
  const secrets = (): string[] => readdirSync(join(before.dataDir, 'keys')).map((name) => readFileSync(join(before.dataDir, 'keys', name), 'utf8').trim());
  /** A Foyer started after the change, on the same data. */
  const restart = async (): Promise<World> => {
    await after?.end();
    after = await startProgram(NOON, {}, { own: { databaseUrl: before.databaseUrl, dataDir: before.dataDir, siteIds: [before.siteId, before.siteB] } });
    return after;
  };
  const asks = (world: World, who: Client) => fetch(`${world.origin}/api/session`, { headers: { cookie: who.cookie } });

  it('given people signed in, codes on walls, a channel and a phone, when all keys are changed and Foyer starts again, then all of them still hold, and nothing secret is said', async () => {
    const old = { code: placeCodes(keys('codes').current).write({ kind: 'place', siteId: before.siteId, id: uuidv7() }), vapid: loadVapidKey(before.dataDir, NOON).publicKey, sessions: keys('sessions').current };
    await before.owner.query(`insert into channels (site_id, id, kind, name, sealed) values ($1, $2, 'wecom', '客服群', $3)`, [before.siteId, channel, sealSettings(createSeal(keys('channels').current), before.siteId, channel, { key: 'robot' })]);
    await before.owner.query(`insert into push_subscriptions (id, person_id, endpoint, p256dh, auth, created_at) values ($1, $2, 'https://push.example/1', 'p', 'a', $3)`, [uuidv7(), desk.personId, NOON]);

    const done = await rotate();
    expect(done).toMatchObject({ code: 0, err: '' });
    for (const secret of secrets()) expect(done.out).not.toContain(secret);
    expect(keys('sessions').current).not.toBe(old.sessions);
    expect(keys('sessions').earlier).toEqual([old.sessions]);
    for (const name of readdirSync(join(before.dataDir, 'keys'))) expect(statSync(join(before.dataDir, 'keys', name)).mode & 0o077, name).toBe(0);

    const world = await restart();
    expect((await asks(world, desk)).status).toBe(200);
    expect(placeCodes(keys('codes').current, keys('codes').earlier).read(old.code)).toBeDefined();
    const { rows } = await before.owner.query<{ sealed: Buffer }>('select sealed from channels where id = $1', [channel]);
    expect(openSettings(createSeal(keys('channels').current), before.siteId, channel, rows[0]?.sealed ?? Buffer.alloc(0))).toEqual({ key: 'robot' });
    expect((await before.owner.query('select vapid_key from push_subscriptions')).rows).toEqual([{ vapid_key: old.vapid }]);
    expect(loadVapidKey(before.dataDir, NOON).earlier?.map((key) => key.publicKey)).toEqual([old.vapid]);
    const fresh = await world.signIn('desk2');
    expect((await asks(world, fresh)).status).toBe(200);
  });

  it('given a session under the key of before, when its person signs out, then it is ended', async () => {
    const world = await restart();
    expect((await fetch(`${world.origin}/api/auth/sign-out`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'application/json' }, body: '{}' })).status).toBe(200);
    expect((await asks(world, desk)).status).toBe(401);
    expect((await asks(world, manager)).status).toBe(200);
  });

  it('given a key that is known to others, when it is changed at once, then what it signed counts no more', async () => {
    expect(await rotate('sessions', '--now')).toMatchObject({ code: 0, out: expect.stringContaining('所有人要重新登录') });
    expect(keys('sessions').earlier).toEqual([]);
    expect((await asks(await restart(), manager)).status).toBe(401);
  });

  it('given a name that is no key, then the command says how it is used', async () => {
    expect(await rotate('journal')).toMatchObject({ code: 1, err: expect.stringContaining('npm run rotate-keys') });
  });

  it.each([['now', 'true', '--now'], ['token_description', 'latest', '--to']])('given an option that npm kept to itself (%s), then nothing is done and the line says where it belongs', async (name, value, option) => {
    const current = keys('sessions').current;
    const refused = await runProgram('run.mjs', ['scripts/rotate-keys.ts'], { DATABASE_URL: before.databaseUrl, FOYER_DATA: before.dataDir, [`npm_config_${name}`]: value, npm_lifecycle_event: 'rotate-keys' });
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`npm run rotate-keys -- ${option}`) });
    expect(keys('sessions').current).toBe(current);
  });
});
