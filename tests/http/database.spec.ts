import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, writeTogether } from '../../platform/server/database.ts';
import { testDatabase } from '../support/database.ts';

describe('connections', () => {
  let test: Awaited<ReturnType<typeof testDatabase>>;
  beforeAll(async () => void (test = await testDatabase()));
  afterAll(() => test.drop());

  it('given two texts that bear one name by chance, when both are asked on one connection and written together, then each is itself', async () => {
    const database = openDatabase(test.url, { max: 1 });
    const answers = await database.read([], async (reader) => [await reader.query('select 1 as n', [], 'twin'), await reader.query('select 2 as n', [], 'twin'), await reader.query('select 1 as n', [], 'twin')]);
    expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 1 }]]);
    const wrote = await database.write([], async (trx) => [await writeTogether(trx, [{ name: 'twin-write', text: 'select $1::int', values: [1] }]), await writeTogether(trx, [{ name: 'twin-write', text: 'select $1::text', values: ['a'] }])]);
    expect(wrote).toHaveLength(2);
    await database.end();
  });

  it('given connections that a rush opened, when it is calm, then each has its turn and keeps its plans', async () => {
    const database = openDatabase(test.url, { max: 3 });
    for (const ask of [database.read, database.write]) {
      const one = () => ask([], async (trx) => (await trx.query<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.02)'))[0]?.pid);
      const rush = new Set(await Promise.all([one(), one(), one()]));
      expect(rush.size).toBe(3);
      const calm = new Set<number | undefined>();
      for (let n = 0; n < 3; n += 1) calm.add(await one());
      expect(calm).toEqual(rush);
    }
    await database.end();
  });
});
