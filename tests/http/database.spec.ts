import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, writeTogether } from '../../platform/server/database.ts';
import { testDatabase } from '../support/database.ts';

describe('statements with a name', () => {
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
});
