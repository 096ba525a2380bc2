import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLivePoller } from '../../platform/server/live-poller.ts';
import { headCursor, parseCursor, writeCursor, type Change, type Cursor } from '../../platform/server/feed.ts';
import { logFault, startProgram, type Client, type World } from '../support/program.ts';

type Heard = { id: string; event: string; data: { cursor?: string; changes?: Change[] }; at: number };

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
          if (match) heard.push({ id: match[1] ?? '', event: match[2] ?? '', data: JSON.parse(match[3] ?? '{}') as Heard['data'], at: performance.now() });
        }
      }
    };
    read().catch(() => undefined);
    await expect.poll(() => heard.some((news) => news.event === 'hello')).toBe(true);
    return { heard, close: () => stop.abort() };
  };
  const subjects = (heard: readonly Heard[]): string[] => heard.flatMap((news) => (news.data.changes ?? []).map((change) => change.subject));

  it('given two desks of a centre and one of another, when a fault is logged, then the second desk hears of it within a second, the other centre never', async () => {
    const [second, other] = await Promise.all([listen(desk2), listen(deskB)]);
    const { row } = await logFault(desk, world.siteId);
    const committed = performance.now();
    await expect.poll(() => subjects(second.heard), { interval: 10 }).toContain(row.id);
    const news = second.heard.find((entry) => subjects([entry]).includes(row.id));
    expect((news?.at ?? Infinity) - committed).toBeLessThan(1000);
    const theirs = await logFault(deskB, world.siteB);
    await expect.poll(() => subjects(other.heard)).toEqual([theirs.row.id]);
    expect(subjects(second.heard)).not.toContain(theirs.row.id);
  });

  it('given a line that was down, when it comes back with its last cursor, then it hears what it missed, each once', async () => {
    const first = await listen(desk2);
    const before = await logFault(desk, world.siteId);
    await expect.poll(() => subjects(first.heard)).toContain(before.row.id);
    const last = first.heard.at(-1)?.id ?? '';
    first.close();
    const missed = await logFault(desk, world.siteId);
    const again = await listen(desk2, { 'last-event-id': last });
    const after = await logFault(desk, world.siteId);
    await expect.poll(() => subjects(again.heard)).toEqual([missed.row.id, after.row.id]);
  });

  it('given a cursor of another installation, when the line comes back, then it is told to begin anew and goes on from now', async () => {
    const cursor = parseCursor(writeCursor(await headCursor(world.database)));
    const again = await listen(desk2, { 'last-event-id': writeCursor({ ...(cursor as Cursor), epoch: '00000000-0000-4000-8000-000000000000' }) });
    await expect.poll(() => again.heard.map((news) => news.event)).toContain('reset');
    const { row } = await logFault(desk, world.siteId);
    await expect.poll(() => subjects(again.heard)).toEqual([row.id]);
  });

  it('given twenty streams of one process, when they wait, then the journal is asked as often as for one', async () => {
    const poller = startLivePoller(world.database, (error) => expect.unreachable(String(error)));
    const heard: string[][] = Array.from({ length: 20 }, () => []);
    const head = await headCursor(world.database);
    await Promise.all(heard.map((own, index) => poller.join({ sites: () => [index % 2 === 0 ? world.siteId : world.siteB], hear: (news) => own.push(...(news.kind === 'changes' ? news.changes.map((change) => change.subject) : ['reset'])) }, head)));
    const from = poller.rounds();
    const { row } = await logFault(desk, world.siteId);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(poller.rounds() - from).toBeLessThanOrEqual(6);
    expect(poller.rounds() - from).toBeGreaterThan(0);
    expect(heard).toEqual(heard.map((_, index) => (index % 2 === 0 ? [row.id] : [])));
    poller.stop();
  });
});
