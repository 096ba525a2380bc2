import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../platform/server/database.ts';
import { startLivePoller } from '../../platform/server/live-poller.ts';
import { headCursor, parseCursor, writeCursor, type Change, type Cursor } from '../../platform/server/feed.ts';
import { testDatabase } from '../support/database.ts';
import { logFault, startProgram, type Client, type World } from '../support/program.ts';

type Heard = { id: string; event: string; data: { cursor?: string; changes?: Change[] } };

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
  const subjects = (heard: readonly Heard[]): string[] => heard.flatMap((news) => (news.data.changes ?? []).map((change) => change.subject));

  it('given two desks of a centre and one of another, when a fault is logged, then the second desk hears of it, the other centre never', async () => {
    const [second, other] = await Promise.all([listen(desk2), listen(deskB)]);
    const { row } = await logFault(desk, world.siteId);
    await soon(() => expect(subjects(second.heard)).toContain(row.id));
    const theirs = await logFault(deskB, world.siteB);
    await soon(() => expect(subjects(other.heard)).toEqual([theirs.row.id]));
    expect(subjects(second.heard)).not.toContain(theirs.row.id);
  });

  it('given somebody’s long transaction in another database of the cluster, when a fault is logged, then it is heard of all the same; one of this database keeps it back until it ends', async () => {
    const elsewhere = await testDatabase();
    const [theirs, ours] = [new pg.Client({ connectionString: elsewhere.url }), new pg.Client({ connectionString: world.databaseUrl })];
    await Promise.all([theirs.connect(), ours.connect()]);
    try {
      const holds = async (client: pg.Client): Promise<void> => void (await client.query('begin; select pg_current_xact_id()'));
      const second = await listen(desk2);
      await holds(theirs);
      const heard = await logFault(desk, world.siteId);
      await soon(() => expect(subjects(second.heard)).toEqual([heard.row.id]));
      await holds(ours);
      const kept = await logFault(desk, world.siteId);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(subjects(second.heard)).not.toContain(kept.row.id);
      await ours.query('commit');
      await soon(() => expect(subjects(second.heard)).toEqual([heard.row.id, kept.row.id]));
    } finally {
      await Promise.all([theirs.end(), ours.end()]);
      await elsewhere.drop();
    }
  });

  it('given a line that was down, when it comes back with its last cursor, then it hears what it missed, each once', async () => {
    const first = await listen(desk2);
    const before = await logFault(desk, world.siteId);
    await soon(() => expect(subjects(first.heard)).toContain(before.row.id));
    const last = first.heard.at(-1)?.id ?? '';
    first.close();
    const missed = await logFault(desk, world.siteId);
    const again = await listen(desk2, { 'last-event-id': last });
    const after = await logFault(desk, world.siteId);
    await soon(() => expect(subjects(again.heard)).toEqual([missed.row.id, after.row.id]));
  });

  it('given a cursor of another installation, when the line comes back, then it is told to begin anew and goes on from now', async () => {
    const cursor = parseCursor(writeCursor(await headCursor(world.database)));
    const again = await listen(desk2, { 'last-event-id': writeCursor({ ...(cursor as Cursor), epoch: '00000000-0000-4000-8000-000000000000' }) });
    await soon(() => expect(again.heard.map((news) => news.event)).toContain('reset'));
    const { row } = await logFault(desk, world.siteId);
    await soon(() => expect(subjects(again.heard)).toEqual([row.id]));
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
