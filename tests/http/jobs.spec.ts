import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { turnDay } from '../../platform/server/daily.ts';
import { openDatabase } from '../../platform/server/database.ts';
import { openJobs } from '../../platform/server/jobs.ts';
import { checkJournal } from '../../platform/server/journal-heads.ts';
import { testDatabase } from '../support/database.ts';
import { logFault, startProgram, type World } from '../support/program.ts';

const eventually = <T>(check: () => Promise<T> | T): Promise<T> => vi.waitFor(check, { timeout: 45_000, interval: 100 });

describe('jobs', () => {
  let test: Awaited<ReturnType<typeof testDatabase>>;
  beforeAll(async () => void (test = await testDatabase()));
  afterAll(() => test.drop());

  const aProcess = async (run: (payload: Record<string, unknown>) => Promise<void>, name: string, retries = 2) => {
    const database = openDatabase(test.url, { max: 4 });
    const errors: unknown[] = [];
    const jobs = await openJobs({ database, onError: (error) => void errors.push(error) });
    await jobs.work([{ name, retries, seconds: 60, run }]);
    return { jobs, database, errors, end: async () => (await jobs.stop(), database.end()) };
  };
  const ask = (process: Awaited<ReturnType<typeof aProcess>>, name: string, n: number, fail = false) =>
    process.database.write([], async (trx) => {
      await process.jobs.queue(trx, [{ name, payload: { n }, key: `k${n}` }]);
      if (fail) throw new Error('rolled back');
    });

  it('given a change that is rolled back, when it had asked for a job, then the job never was', async () => {
    const done: unknown[] = [];
    const one = await aProcess(async ({ n }) => void done.push(n), 'with-change');
    await expect(ask(one, 'with-change', 1, true)).rejects.toThrow('rolled back');
    await ask(one, 'with-change', 2);
    await eventually(() => expect(done).toEqual([2]));
    await one.end();
  });

  it('given two processes and a hundred jobs, when they work, then each job is done once', async () => {
    const done: number[] = [];
    const one = await aProcess(async ({ n }) => void done.push(Number(n)), 'shared');
    const two = await aProcess(async ({ n }) => void done.push(Number(n)), 'shared');
    for (let n = 0; n < 100; n += 1) await ask(n % 2 ? one : two, 'shared', n);
    await eventually(() => expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n)));
    await one.end();
    await two.end();
  }, 300_000);

  it('given a job that fails, when it is tried again, then it succeeds; one that never does is counted as given up', async () => {
    let tries = 0;
    const one = await aProcess(async ({ n }) => {
      tries += 1;
      if (n === 2 || tries === 1) throw new Error('not yet');
    }, 'flaky', 1);
    await ask(one, 'flaky', 1);
    await eventually(() => expect(tries).toBe(2));
    await ask(one, 'flaky', 2);
    await eventually(async () => expect(await one.jobs.states()).toEqual([{ name: 'flaky', waiting: 0, failed: 1 }]));
    expect(one.errors.length).toBe(3);
    await one.end();
  }, 300_000);

  it('given two wishes of one key that both wait, when they are asked for, then they are one job', async () => {
    let done = 0;
    const one = await aProcess(async () => void (done += 1), 'keyed');
    await one.database.write([], (trx) => one.jobs.queue(trx, [1, 2, 3].map((n) => ({ name: 'keyed', payload: { n }, key: 'same' }))));
    await eventually(() => expect(done).toBe(1));
    expect(await one.jobs.states()).toEqual([{ name: 'keyed', waiting: 0, failed: 0 }]);
    await one.end();
  });

  it('given a wish that joins one that waits, when its change is committed only later, then the job is done after it and sees it', async () => {
    const seen: number[] = [];
    let changed = 0;
    const one = await aProcess(async () => void seen.push(changed), 'joined');
    const wish = { name: 'joined', payload: {}, key: 'same' };
    await one.database.write([], (trx) => one.jobs.queue(trx, [wish]));
    await one.database.write([], async (trx) => {
      await one.jobs.queue(trx, [wish]);
      // Longer than a job waits for a free process.
      await sleep(1500);
    });
    changed = 1;
    await eventually(() => expect(seen.at(-1)).toBe(1));
    await one.end();
  });
});

describe('the journal, sealed daily', () => {
  let world: World;
  beforeAll(async () => void (world = await startProgram()));
  afterAll(() => world.end());

  const heads = async () => (await world.owner.query<{ day: string; entries: number }>('select day::text as day, entries::int as entries from journal_heads where site_id = $1 order by day', [world.siteId])).rows;
  const nextDay = async (at: string) => {
    // A day is sealed up to the oldest transaction that still runs: what the test wrote must lie below it.
    await eventually(async () => expect((await world.owner.query('select max(xid) < feed_horizon() as over from journal')).rows).toEqual([{ over: true }]));
    // Before the clock moves: the program that runs beside the test seals the day too.
    const before = (await heads()).length;
    world.clock.set(at);
    // Looks again as the program does: while yesterday's wish of the same centre still waits, today's is the same wish and waits for the next look.
    await eventually(async () => {
      await turnDay(world.deps);
      expect((await heads()).length).toBe(before + 1);
    });
  };

  it('given entries of two days, when each day is over in the centre’s own time, then it is sealed once and the check holds', async () => {
    const desk = await world.signIn('desk');
    await logFault(desk, world.siteId);
    world.clock.set('2026-11-23T15:59:00.000Z');
    expect(await turnDay(world.deps), 'before midnight in Shanghai').toBe(0);
    await nextDay('2026-11-23T16:01:00.000Z');
    await logFault(desk, world.siteId, { item: '大堂灯不亮' });
    await nextDay('2026-11-24T16:01:00.000Z');
    const sealed = await heads();
    expect(sealed.map((head) => head.day)).toEqual(['2026-11-23', '2026-11-24']);
    expect(sealed.every((head) => head.entries > 0)).toBe(true);
    expect(await checkJournal(world.database, world.siteId)).toMatchObject({ heads: 2, fault: undefined });
  }, 300_000);

  // The owner of the database deletes the last words of a chain: the chain alone cannot tell.
  it.each([
    ['the last entry of an order taken out', 'delete from journal where (subject, version) in (select subject, max(version) from journal where site_id = $1 group by subject order by subject limit 1)', { why: 'head', day: '2026-11-23' }],
    ['a head altered', `update journal_heads set head = sha256(head) where site_id = $1 and day = '2026-11-24'`, { why: 'signature', day: '2026-11-24' }],
    ['a sealed day taken out', `delete from journal_heads where site_id = $1 and day = '2026-11-23'`, { why: 'head', day: '2026-11-24' }],
  ])('given %s, when the journal is checked, then the day is named', async (_name, tampering, fault) => {
    const client = await world.owner.connect();
    try {
      await client.query('begin');
      expect((await client.query(tampering, [world.siteId])).rowCount).toBe(1);
      // Looked at from inside the tampering, which is then undone.
      const database = { ...world.database, read: async <T>(_sites: readonly string[], work: (reader: { query: never }) => Promise<T>) => work({ query: (async (text: string, values?: unknown[]) => (await client.query(text, values)).rows) as never }) };
      expect((await checkJournal(database as typeof world.database, world.siteId)).fault).toEqual(fault);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('given a command ninety-one days old, when the day turns, then it is forgotten, and a younger one is not', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    for (const [id, age] of [[old, 91], [young, 89]] as const)
      await world.owner.query(`insert into commands values ($1, $2, null, 'logRepair', $2, $3::timestamptz - $4 * interval '1 day')`, [world.siteId, id, '2026-11-25T16:01:00.000Z', age]);
    await nextDay('2026-11-25T16:01:00.000Z');
    await eventually(async () => expect((await world.owner.query('select command_id from commands where command_id = any ($1)', [[old, young]])).rows).toEqual([{ command_id: young }]));
  }, 300_000);
});
