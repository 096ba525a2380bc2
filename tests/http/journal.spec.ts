import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgCode } from '../../platform/server/database.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

describe('the journal', () => {
  let world: World;
  let site = '';
  let desk: Client;
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    desk = await world.signIn('desk');
  });
  afterAll(() => world.end());

  const anOrder = async (): Promise<string> => {
    const { row } = await logFault(desk, site, { reporterPhone: '13812345678', steps: [{ step: 'issue' }] });
    await takeSteps(desk, site, row.id, [{ step: 'addNote', text: '楼上邻居在装修' }]);
    await takeSteps(desk, site, row.id, [{ step: 'urge' }]);
    return row.id;
  };
  const check = (subject: string) => world.database.read([site], (reader) => checkChain(reader, site, subject));

  it('given an order worked over HTTP, when its chain is checked, then it holds and the row keeps its head', async () => {
    const id = await anOrder();
    expect(await check(id)).toBeUndefined();
    const { rows } = await world.owner.query<{ same: boolean; n: number }>(
      `select r.last_hash = j.hash as same, j.version as n from repairs r join journal j on j.subject = r.id and j.version = r.version where r.id = $1`,
      [id],
    );
    expect(rows).toEqual([{ same: true, n: 4 }]);
  });

  it.each([
    ['an entry altered', `update journal set data = replace(data, 'desk', 'app') where subject = $1 and version = 2`, { version: 2, why: 'hash' }],
    ['another actor written in', `update journal set actor = gen_random_uuid() where subject = $1 and version = 3`, { version: 3, why: 'hash' }],
    ['a time moved', `update journal set occurred_at = occurred_at - interval '1 minute' where subject = $1 and version = 1`, { version: 1, why: 'hash' }],
    ['an entry taken out', `delete from journal where subject = $1 and version = 2`, { version: 3, why: 'gap' }],
    ['the words altered', `update journal_texts set text = '{"text":"没事"}' where subject = $1 and version = 3`, { version: 3, why: 'text' }],
  ])('given %s by the owner of the database, when the chain is checked, then the first entry that differs is named', async (_name, tampering, fault) => {
    const id = await anOrder();
    expect((await world.owner.query(tampering, [id])).rowCount).toBe(1);
    expect(await check(id)).toMatchObject({ subject: id, ...fault });
  });

  it('given words erased by retention, when the chain is checked, then it still holds', async () => {
    const id = await anOrder();
    await world.owner.query('delete from journal_texts where subject = $1', [id]);
    expect(await check(id)).toBeUndefined();
  });

  it('given names, phones and free words, when they are logged, then none of them stands in the journal', async () => {
    const id = await anOrder();
    const { rows } = await world.owner.query<{ data: string }>('select data from journal where subject = $1', [id]);
    expect(rows.map((row) => row.data).join(' ')).not.toMatch(/王经理|13812345678|洗手间漏水|楼上邻居/);
  });

  it.each(['update journal set event = event', 'delete from journal', 'truncate journal', 'update journal_texts set text = text', 'alter table journal disable row level security'])(
    'given the role the program works as, when it says "%s", then the database refuses',
    async (statement) => {
      const refused = await world.database.write([site], (trx) => trx.query(statement)).then(() => undefined, pgCode);
      expect(refused).toBe(INSUFFICIENT_PRIVILEGE);
    },
  );

  it('given no centre or another one, when the program reads orders and journal, then it sees none of this one’s', async () => {
    await anOrder();
    for (const sites of [[], [world.siteB]])
      for (const table of ['repairs', 'journal', 'journal_texts', 'clocks', 'commands', 'repair_search'])
        expect(await world.database.read(sites, (reader) => reader.query(`select site_id from ${table} where site_id = $1`, [site])), table).toEqual([]);
  });
});
