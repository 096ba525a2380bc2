import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase, writeTogether } from '../../platform/server/database.ts';
import { startLivePoller } from '../../platform/server/live-poller.ts';
import { headCursor, parseCursor, writeCursor, type Cursor } from '../../platform/server/feed.ts';
import { appendJournal, EMPTY_HEAD } from '../../platform/server/journal.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { FEED_READERS } from '../../apps/core/feed-readers.ts';
import { testDatabase } from '../support/database.ts';
import { logFault, startProgram, type Client, type World } from '../support/program.ts';

type Heard = { id: string; event: string; data: { cursor?: string; changes?: { siteId: string; feature: string }[] } };

/** Waits; the machine may be busy. How quickly is measured, not tested. */
const soon = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 45_000, interval: 10 });

describe('what one desk does appears on the others', () => {
  let world: World;
  let desk: Client, desk2: Client, deskB: Client;
  const open: AbortController[] = [];
  beforeAll(async () => {
    world = await startProgram();
    [desk, desk2, deskB] = await Promise.all([world.signIn('desk'), world.signIn('desk2'), world.signIn('desk-b')]);
  });
  afterEach(() => open.splice(0).forEach((stream) => stream.abort()));
  afterAll(() => world.end());

  /** A browser's event stream; what it hears is collected. */
  const listen = async (who: Client, headers: Record<string, string> = {}): Promise<{ heard: Heard[]; close(): void }> => {
    const stop = new AbortController();
    open.push(stop);
    const response = await fetch(`${world.origin}/api/feed/live`, { headers: { cookie: who.cookie, ...headers }, signal: stop.signal });
    expect(response.status).toBe(200);
    const heard: Heard[] = [];
    const read = async (): Promise<void> => {
      let rest = '';
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (rest + part).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const match = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block);
          if (match) heard.push({ id: match[1] ?? '', event: match[2] ?? '', data: JSON.parse(match[3] ?? '{}') as Heard['data'] });
        }
      }
    };
    read().catch(() => undefined);
    await soon(() => expect(heard.some((news) => news.event === 'hello')).toBe(true));
    return { heard, close: () => stop.abort() };
  };
  const told = (heard: readonly Heard[]): string[] => heard.flatMap((news) => (news.data.changes ?? []).map((change) => `${change.feature} ${change.siteId}`));

  it('given two desks of a centre and one of another, when a fault is logged, then the second desk hears of it, the other centre never', async () => {
    const [second, other] = await Promise.all([listen(desk2), listen(deskB)]);
    await logFault(desk, world.siteId);
    await soon(() => expect(told(second.heard)).toEqual([`repairs ${world.siteId}`]));
    await logFault(deskB, world.siteB);
    await soon(() => expect(told(other.heard)).toEqual([`repairs ${world.siteB}`]));
    expect(told(second.heard)).toEqual([`repairs ${world.siteId}`]);
  });

  it('given changes of every feature, when each role asks for them from the first on or hears them, then it is told of those it reads, each once, and neither of which record nor of what', async () => {
    const [{ rows }, head] = await Promise.all([
      world.owner.query<{ feature: string }>(`select distinct feature from journal where site_id = $1`, [world.siteId]), headCursor(world.database),
    ]);
    const said = [...new Set([...FEED_READERS.keys(), ...rows.map((row) => row.feature), 'sealed:reports', 'nobody-knows'])];
    for (const feature of said) {
      const journal = appendJournal({ siteId: world.siteId, feature, subject: uuidv7(), head: EMPTY_HEAD, actor: null, entries: [1, 2].map(() => ({ event: 'Happened', data: {}, text: {}, occurredAt: world.clock.now(), recordedAt: world.clock.now() })) });
      await world.database.write([world.siteId], (trx) => writeTogether(trx, journal.writes));
    }
    for (const name of ['guard', 'cleaner', 'storekeeper', 'technician', 'sales', 'manager', 'admin']) {
      const who = await world.signIn(name);
      const { permissions, roles } = (await who.get<{ sites: { permissions: string[]; roles: string[] }[] }>('/api/session')).body.sites[0] ?? { permissions: [], roles: [] };
      const reads = said.filter((feature) => FEED_READERS.get(feature)?.some((permission) => permissions.includes(permission)));
      const page = await who.get<{ changes: { siteId: string; feature: string }[] }>(`/api/feed?after=${writeCursor(head)}`);
      expect(page.body.changes.map((change) => change.feature).sort(), roles.join()).toEqual([...reads].sort());
      expect(page.body.changes.every((change) => Object.keys(change).sort().join() === 'feature,siteId')).toBe(true);
      const { heard } = await listen(who, { 'last-event-id': writeCursor(head) });
      await soon(() => expect(told(heard).sort(), roles.join()).toEqual(reads.map((feature) => `${feature} ${world.siteId}`).sort()));
    }
    const guard = (await (await world.signIn('guard')).get<{ changes: { feature: string }[] }>(`/api/feed?after=${writeCursor(head)}`)).body.changes.map((change) => change.feature);
    for (const feature of ['people', 'contacts', 'telephone', 'referrals', 'beverages', 'pads']) expect(guard, feature).not.toContain(feature);
    for (const feature of ['access', 'repairs', 'tasks', 'roster', 'handover', 'incidents', 'messages', 'alerts', 'walks']) expect(guard, feature).toContain(feature);
  });

  it('given a token for one thing, when it asks what changed, then it is told of that alone', async () => {
    const head = writeCursor(await headCursor(world.database));
    const { token } = (await desk.post<{ token: string }>('/api/session/tokens', { name: '任务', scopes: ['tasks.read'], days: 1 })).body;
    await logFault(desk, world.siteId);
    await desk.post(`/api/sites/${world.siteId}/tasks`, { commandId: uuidv7(), taskId: uuidv7(), content: '搬椅子', doerId: desk2.personId, dueAt: '2026-11-23T08:00:00.000Z' });
    const ask = async () => ((await (await fetch(`${world.origin}/api/feed?after=${head}`, { headers: { authorization: `Bearer ${token}` } })).json()) as { changes: { feature: string }[] }).changes.map((change) => change.feature);
    await expect.poll(ask).toEqual(['tasks']);
  });

  it('given somebody’s long transaction in another database of the cluster, when a fault is logged, then it is heard of all the same; one of this database keeps it back until it ends', async () => {
    const elsewhere = await testDatabase();
    const [theirs, ours] = [new pg.Client({ connectionString: elsewhere.url }), new pg.Client({ connectionString: world.databaseUrl })];
    await Promise.all([theirs.connect(), ours.connect()]);
    try {
      const holds = async (client: pg.Client): Promise<void> => void (await client.query('begin; select pg_current_xact_id()'));
      const second = await listen(desk2);
      await holds(theirs);
      await logFault(desk, world.siteId);
      await soon(() => expect(told(second.heard)).toHaveLength(1));
      await holds(ours);
      await logFault(desk, world.siteId);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(told(second.heard)).toHaveLength(1);
      await ours.query('commit');
      await soon(() => expect(told(second.heard)).toHaveLength(2));
    } finally {
      await Promise.all([theirs.end(), ours.end()]);
      await elsewhere.drop();
    }
  });

  it('given a line that was down, when it comes back with its last cursor, then it hears what it missed, each once', async () => {
    const first = await listen(desk2);
    const before = await logFault(desk, world.siteId);
    await soon(() => expect(told(first.heard)).toHaveLength(1));
    const last = first.heard.at(-1)?.id ?? '';
    first.close();
    const missed = await logFault(desk, world.siteId);
    const again = await listen(desk2, { 'last-event-id': last });
    await soon(() => expect(told(again.heard)).toEqual([`repairs ${world.siteId}`]));
    // Which record it was is the poller's to know.
    const poller = startLivePoller(world.database, (error) => expect.unreachable(String(error)));
    const subjects: string[] = [];
    await poller.join({ sites: () => [world.siteId], hear: (news) => subjects.push(...(news.kind === 'changes' ? news.changes.map((change) => change.subject) : ['reset'])) }, parseCursor(last) as Cursor);
    const after = await logFault(desk, world.siteId);
    await soon(() => expect(subjects).toEqual([missed.row.id, after.row.id]));
    expect(subjects).not.toContain(before.row.id);
    poller.stop();
  });

  it('given a cursor of another installation, when the line comes back, then it is told to begin anew and goes on from now', async () => {
    const cursor = parseCursor(writeCursor(await headCursor(world.database)));
    const again = await listen(desk2, { 'last-event-id': writeCursor({ ...(cursor as Cursor), epoch: '00000000-0000-4000-8000-000000000000' }) });
    await soon(() => expect(again.heard.map((news) => news.event)).toContain('reset'));
    await logFault(desk, world.siteId);
    await soon(() => expect(told(again.heard)).toEqual([`repairs ${world.siteId}`]));
  });

  it('given twenty streams of one process, when they wait, then the journal is asked as often as for one', async () => {
    const poller = startLivePoller(world.database, (error) => expect.unreachable(String(error)));
    const heard: string[][] = Array.from({ length: 20 }, () => []);
    const head = await headCursor(world.database);
    await Promise.all(heard.map((own, index) => poller.join({ sites: () => [index % 2 === 0 ? world.siteId : world.siteB], hear: (news) => own.push(...(news.kind === 'changes' ? news.changes.map((change) => change.subject) : ['reset'])) }, head)));
    const [from, since] = [poller.rounds(), performance.now()];
    const { row } = await logFault(desk, world.siteId);
    await soon(() => expect(heard.filter((own) => own.length > 0).length).toBe(10));
    expect(poller.rounds() - from).toBeLessThanOrEqual((performance.now() - since) / 200 + 1);
    expect(poller.rounds() - from).toBeGreaterThan(0);
    expect(heard).toEqual(heard.map((_, index) => (index % 2 === 0 ? [row.id] : [])));
    poller.stop();
  });

  it('given a database elsewhere, when it cannot be reached any more, then whoever waits is told once a round has failed again; when it is back, then no longer', async () => {
    const behind = new URL(world.databaseUrl);
    const lines = new Set<Socket>();
    const door = createServer((line) => {
      const onward = connect(Number(behind.port), behind.hostname);
      for (const end of [line, onward]) {
        lines.add(end);
        end.on('error', () => undefined).on('close', () => { line.destroy(); onward.destroy(); });
      }
      line.pipe(onward).pipe(line);
    });
    await once(door.listen(0, '127.0.0.1'), 'listening');
    const { port } = door.address() as AddressInfo;
    const through = new URL(world.databaseUrl);
    through.hostname = '127.0.0.1';
    through.port = String(port);
    const database = openDatabase(through.href, { max: 2 });
    const poller = startLivePoller(database, () => undefined);
    await poller.join({ sites: () => [world.siteId], hear: () => undefined }, await headCursor(database));
    expect(poller.trouble()).toBeUndefined();
    door.close();
    for (const line of lines) line.destroy();
    await soon(() => expect(poller.trouble()).toBe('database-down'));
    door.listen(port, '127.0.0.1');
    await soon(() => expect(poller.trouble()).toBeUndefined());
    poller.stop();
    await database.end();
    door.close();
    for (const line of lines) line.destroy();
  });
});
