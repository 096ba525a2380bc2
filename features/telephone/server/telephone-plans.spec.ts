import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Query, Reader } from '../../../platform/server/database.ts';
import { NOON, testDatabase } from '../../../tests/support/database.ts';
import { parameterDefaults } from '../../handbook/core/handbook-facts.ts';
import * as queries from './call-queries.ts';
import { forgetNumbers, forgetOld, holdNumbers } from './forgetting.ts';
import { phoneFigures } from './phone-figures.ts';
import { openTelephoneLines } from './telephone-facts.ts';
import type { TelephoneSite } from './telephone-site.ts';

const siteOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const PERSON = '00000000-0000-4000-9000-000000000001';
/** Tables that grow with the years; the test fills these. */
const SCANS = /Seq Scan on (calls|messages|matters)\b/;

describe('plans of the telephone’s lists, as the application role under row-level security', () => {
  let test: Awaited<ReturnType<typeof testDatabase>>;
  const siteId = siteOf(7);
  beforeAll(async () => {
    test = await testDatabase();
    const owner = new pg.Client({ connectionString: test.url });
    await owner.connect();
    await owner.query(`insert into sites (id, name, created_at) select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '案场' || n, $1 from generate_series(1, 50) n`, [NOON]);
    await owner.query(`insert into people (id, name, username, created_at) values ($1, '陈晓梅', 'desk', $2)`, [PERSON, NOON]);
    await owner.query(
      `insert into calls (site_id, id, version, last_hash, source, source_call_id, direction, agent_id, live, missed, started_at, answered_at, logged_at, number, state)
       select s.id, i, 1, '\\x00', 'manual', i::text, 'inbound', case when n % 40 = 1 then $2::uuid end, false, n % 20 = 0, $1::timestamptz - n * interval '1 hour', case when n % 20 > 0 then $1::timestamptz end, case when n % 100 > 1 then $1::timestamptz end, '+86138' || lpad((n % 97)::text, 8, '0'), '{}'
         from sites s, generate_series(1, 400) n, lateral (select gen_random_uuid() as i where n > 0) g`,
      [NOON, PERSON],
    );
    await owner.query(
      `insert into messages (site_id, id, version, last_hash, status, open, urgent, taken_by, taken_at, state) select s.id, gen_random_uuid(), 1, '\\x00', case when n % 50 = 0 then 'taken' else 'delivered' end, n % 50 = 0, false, $2, $1::timestamptz - n * interval '1 hour', '{}' from sites s, generate_series(1, 200) n`,
      [NOON, PERSON],
    );
    await owner.query(
      `insert into matters (site_id, id, version, last_hash, kind, status, opened_at, due_at, ended_at, state) select s.id, gen_random_uuid(), 1, '\\x00', 'enquiry', case when n % 50 = 0 then 'open' else 'done' end, $1::timestamptz - n * interval '1 hour', $1, case when n % 50 > 0 then $1::timestamptz end, '{}' from sites s, generate_series(1, 200) n`,
      [NOON],
    );
    await owner.query('analyze');
    await owner.end();
  });
  afterAll(() => test.drop());

  const plansOf = (work: (reader: Reader) => Promise<unknown>): Promise<string> =>
    test.database.read([siteId], async (reader) => {
      const plans: string[] = [];
      const query: Query = async (text, values) => {
        const lines = await reader.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values ?? []);
        plans.push(...lines.map((line) => line['QUERY PLAN']));
        return [];
      };
      await work({ query });
      return plans.join('\n');
    });
  const values = parameterDefaults();
  const site = { id: siteId, zone: 'Asia/Shanghai', values, areaCode: '571' } as unknown as TelephoneSite;

  type Ask = [string, RegExp, (reader: Reader) => Promise<unknown>];
  const asks: Ask[] = [
    ...(['all', 'mine', 'missed', 'unlogged'] as const).map((filter): Ask => [`calls, ${filter}`, new RegExp(`Index Scan.* using calls_${{ all: 'log', mine: 'agent', missed: 'missed', unlogged: 'open' }[filter]}`), (reader) => queries.callPage(reader, { siteId, filter, limit: 50, personId: PERSON, beforeAt: NOON, beforeId: PERSON })]),
    ['open calls', /calls_open/, (reader) => queries.openOnes(reader, siteId, PERSON, values)],
    ['a number', /calls_number/, (reader) => queries.matchOf(reader, siteId, '13800000001', '571')],
    ['a month', /Index Scan (using|on) calls_/, (reader) => phoneFigures(reader, site, '2026-11')],
    ['handover lines', /messages_open[^]*calls_open/, (reader) => openTelephoneLines(reader, siteId, NOON, { personId: PERSON, roles: ['desk_agent'] })],
  ];
  it.each(asks)('given 20,000 calls in 50 centres, when %s is asked, then its own index answers and no plan reads all rows', async (_name, index, work) => {
    const plan = await plansOf(work);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(SCANS);
  });

  it('T-15: given calls past their time, when several programs take out what they say at once, then they take turns, so that none waits for another in a circle, and each is taken out and written down once', async () => {
    const old = siteOf(9);
    const owner = new pg.Client({ connectionString: test.url });
    await owner.connect();
    await owner.query(
      `with made as (insert into calls (site_id, id, version, last_hash, source, source_call_id, direction, live, missed, started_at, number, state)
         select $1, gen_random_uuid(), 1, '\\x00', 'manual', 'old-' || n, 'inbound', false, false, $2::timestamptz - interval '2 years' - (n % 50) * interval '1 minute', '+8613800000000', '{"sheet":{"surname":"王"},"card":{"events":[]}}' from generate_series(1, 1200) n returning id)
       insert into journal_texts (site_id, subject, version, salt, text) select $1, id, 1, '\\x00', '{"surname":"王"}' from made`,
      [old, NOON],
    );
    const before = '2026-01-01T00:00:00.000Z';
    // How many are at it in one moment, from the first thing a transaction takes out to the last.
    let [atIt, most] = [0, 0];
    const watched: Database = {
      ...test.database,
      write: (sites, work) =>
        test.database.write(sites, async (trx) => {
          let began = 0;
          const query: Query = (text, values, name) => {
            if (name !== 'forget-turn' && began === 0) most = Math.max(most, (atIt += began = 1));
            return trx.query(text, values, name);
          };
          return work({ ...trx, query }).finally(() => { atIt -= began; });
        }),
    };
    const asked = watched.write([old], async (trx) => {
      await holdNumbers(trx.query, old, ['+8613900000000']);
      for (const { text, values, name } of forgetNumbers(old, ['+8613900000000'], { at: NOON, why: 'retention', by: null })) await trx.query(text, [...values], name);
    });
    const gone = await Promise.all(Array.from({ length: 4 }, () => forgetOld(watched, { siteId: old, before, rawBefore: before, now: NOON })));
    await asked;
    expect(most).toBe(1);
    expect(gone.reduce((sum, count) => sum + count, 0)).toBe(1200);
    const left = await owner.query(`select (select count(*)::int from journal_texts where site_id = $1) as texts, (select count(*)::int from calls where site_id = $1 and number is not null and started_at < $2) as numbers, (select sum(count)::int from erasures where site_id = $1) as written`, [old, before]);
    expect(left.rows).toEqual([{ texts: 0, numbers: 0, written: 1200 }]);
    await owner.end();
  });

  it('given no index may be used, then the plan says what this test looks for', async () => {
    await test.database.read([siteId], async (reader) => {
      for (const way of ['indexscan', 'indexonlyscan', 'bitmapscan']) await reader.query(`set local enable_${way} = off`);
      const lines = await reader.query<{ 'QUERY PLAN': string }>('explain select from calls');
      expect(lines.map((line) => line['QUERY PLAN']).join('\n')).toMatch(SCANS);
    });
  });
});
