import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { testDatabase, NOON } from '../../../tests/support/database.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { FILTERS } from '../core/repair-contract.ts';
import type { RepairActor } from '../core/repair-permissions.ts';
import * as queries from './repair-queries.ts';
import { viewOrder } from './repair-view.ts';

const siteOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const PERSON = '00000000-0000-4000-9000-000000000001';
const DESK: RepairActor = { personId: PERSON, roles: ['desk_agent'] };
const TECHNICIAN: RepairActor = { personId: PERSON, roles: ['technician'] };

/** What must not appear; the function behind the search runs as owner and is opaque here: only what is joined to it is seen. */
const SCANS = /Seq Scan on (repairs|clocks)\b/;

describe('plans of the lists, as the application role under row-level security', () => {
  let test: Awaited<ReturnType<typeof testDatabase>>;
  const siteId = siteOf(7);
  beforeAll(async () => {
    test = await testDatabase();
    const owner = new pg.Client({ connectionString: test.url });
    await owner.connect();
    await owner.query(`insert into sites (id, name, created_at) select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '案场' || n, $1 from generate_series(1, 50) n`, [NOON]);
    await owner.query(
      `insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, urgent, received_at, next_due_at, state)
       select s.id, gen_random_uuid(), 1, '\\x00', 'user', case when n % 10 = 0 then 'issued' else 'closed' end, n % 10 = 0, 'B-' || n, false,
              $1::timestamptz - n * interval '1 hour', $1::timestamptz + n * interval '1 minute', '{}'
         from sites s, generate_series(1, 400) n`,
      [NOON],
    );
    await owner.query(
      `insert into clocks (site_id, subject, clock, round, feature, rule, started_at, due_at) select site_id, id, 'issue', 1, 'repairs', '{}', received_at, received_at from repairs`,
    );
    await owner.query('analyze');
    await owner.end();
  });
  afterAll(() => test.drop());

  /** The plans of every statement the work sends; nothing is answered. */
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

  const asks: [string, (reader: Reader) => Promise<unknown>][] = [
    ...FILTERS.flatMap((filter): [string, (reader: Reader) => Promise<unknown>][] => [
      [`${filter}, desk`, (reader) => queries.listOrders(reader, { siteId, actor: DESK, filter, limit: 50, now: NOON, minorSince: NOON, callBackMinutes: [20, 30, 15] })],
      [`${filter}, technician`, (reader) => queries.listOrders(reader, { siteId, actor: TECHNICIAN, filter, limit: 50, now: NOON, minorSince: NOON, callBackMinutes: [20, 30, 15] })],
    ]),
    ['mine', (reader) => queries.listMine(reader, { personId: PERSON, sites: [{ siteId, actor: TECHNICIAN }] })],
    ['search', (reader) => queries.searchOrders(reader, { siteId, actor: DESK, q: '漏水' })],
    ['at a place', (reader) => queries.findAtPlace(reader, { siteId, placeId: PERSON, actor: DESK })],
    ['counts', (reader) => queries.countOrders(reader, { siteId, actor: DESK, now: NOON, minorSince: NOON, callBackMinutes: [20, 30, 15] })],
    ['one order', (reader) => viewOrder(reader, { siteId, id: PERSON, actor: DESK })],
  ];
  it.each(asks)('given 20,000 orders in 50 centres, when %s is asked, then no plan reads all orders', async (_name, work) => {
    const plan = await plansOf(work);
    expect(plan).toMatch(/ on repairs\b/);
    expect(plan).not.toMatch(SCANS);
  });

  it('given no index may be used, then the plan says what this test looks for', async () => {
    await test.database.read([siteId], async (reader) => {
      for (const way of ['indexscan', 'indexonlyscan', 'bitmapscan']) await reader.query(`set local enable_${way} = off`);
      const lines = await reader.query<{ 'QUERY PLAN': string }>('explain select from repairs');
      expect(lines.map((line) => line['QUERY PLAN']).join('\n')).toMatch(SCANS);
    });
  });
});
