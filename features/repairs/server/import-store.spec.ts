import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { testClock } from '../../../platform/server/clock.ts';
import type { Database } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { checkChain } from '../../../platform/server/journal.ts';
import { NOON, testDatabase } from '../../../tests/support/database.ts';
import { guessMapping } from '../core/import-mapping.ts';
import { csvLine } from '../../../platform/server/csv.ts';
import { readRows, type FileRow } from '../../../platform/server/file-rows.ts';
import { importRepairs, type RefusedRow } from './import-store.ts';
import { questionOf } from '../../../platform/server/text-search.ts';

const REAL = new URL('../../../../shared/data/repairs_kaohsiung1999/cases.csv.gz', import.meta.url);
const TEXT = [
  '编号,报修时间,办结时间,地点,报修内容',
  'A1,2026/3/5 下午 1:30:00,2026/3/5 下午 2:00:00,大厅,路灯不亮',
  'A2,2026/3/6 上午 12:10:00,,,"水龙头滴水,很急"',
  'A2,2026/3/6 上午 12:10:00,,,水龙头滴水',
  'A3,2026/3/7 9:00,2026/3/6 9:00,大厅,=1+1',
  ',2026/3/8 9:00,,水吧,冰箱不冷',
  ',2026/3/8 9:00,,水吧,冰箱不冷',
  'A4,2026/3/8 9:00,,水吧,',
  'A5,坏',
].join('\r\n');

let database: Database;
let drop: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
  folder = mkdtempSync(join(tmpdir(), 'foyer-import-spec-'));
});
afterAll(async () => {
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

const newSite = async (): Promise<string> => {
  const id = uuidv7();
  await database.write([id], (trx) => trx.query('insert into sites (id, name, created_at) values ($1, $2, $3)', [id, '测试案场', NOON]));
  return id;
};
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const run = (siteId: string, path: string, refused: RefusedRow[] = []) =>
  importRepairs({ database, clock: testClock(NOON) }, { siteId, rows: readRows(path), onRefused: (row) => void refused.push(row) });

describe('import of past repairs', () => {
  it('given a file with broken, repeated and impossible rows, when imported twice, then all rows are accounted for and nothing is doubled', async () => {
    const siteId = await newSite();
    const path = file('a.csv.gz', gzipSync(TEXT));
    const refused: RefusedRow[] = [];
    expect(await run(siteId, path, refused)).toEqual({ read: 8, accepted: 4, known: 1, refused: 3 });
    expect(refused.map((row) => [row.number, row.reason])).toEqual([
      ['A3', '办结时间早于报修时间'],
      ['A4', '没有报修内容'],
      ['A5', '列数不符：应有 5 列，实有 2 列'],
    ]);
    expect(await run(siteId, path)).toEqual({ read: 8, accepted: 0, known: 5, refused: 3 });
  });

  it('given imported history, when looked at, then it is closed, without clocks, found by its words, and its journal holds', async () => {
    const siteId = await newSite();
    await run(siteId, file('b.csv', `\ufeff${TEXT}`));
    await database.read([siteId], async ({ query }) => {
      const rows = await query<{ id: string; log_number: string; open: boolean; next_due_at: string | null; closed_at: string | null }>('select id, log_number, open, next_due_at, closed_at from repairs where site_id = $1 order by received_at, log_number', [siteId]);
      expect(rows.map((row) => [row.log_number, row.open, row.next_due_at, row.closed_at])).toEqual([
        ['A1', false, null, '2026-03-05T06:00:00.000Z'],
        ['A2', false, null, null],
        ['I2603-0001', false, null, null],
        ['I2603-0002', false, null, null],
      ]);
      expect(await query('select from clocks where site_id = $1', [siteId])).toHaveLength(0);
      for (const row of rows) expect(await checkChain({ query }, siteId, row.id)).toBeUndefined();
      const { grams, pattern } = questionOf(siteId, '路灯');
      const found = await query<{ repair_id: string }>('select repair_id from search_repairs($1, $2, $3, $4, 50)', [siteId, grams, pattern, NOON]);
      expect(found.map((row) => row.repair_id)).toEqual([rows[0]?.id]);
    });
  });

  it('given the same table as GB18030 text or as a workbook with a title above, when read, then it says the same', async () => {
    // 报修 in GB18030, to see that no wrong characters come out.
    const gb = Buffer.concat([Buffer.from('no,time,'), Buffer.from([0xb1, 0xa8, 0xd0, 0xde]), Buffer.from('\n1,2026-03-05 9:00,'), Buffer.from([0xb1, 0xa8, 0xd0, 0xde]), Buffer.from('\n')]);
    const rows: FileRow[] = [];
    for await (const row of readRows(file('gb.csv', gb))) rows.push(row);
    expect(rows[1]?.cells).toEqual(['1', '2026-03-05 9:00', '报修']);

    const path = join(folder, 'c.xlsx');
    const cells = [[{ value: '报修登记表' }], [{ value: '编号' }, { value: '报修时间' }, { value: '报修内容' }], [{ value: 'X1' }, { value: new Date('2026-03-05T09:30:00Z'), format: 'yyyy-mm-dd hh:mm' }, { value: '灯不亮' }]];
    await writeExcel(cells).toFile(path);
    const siteId = await newSite();
    expect(await run(siteId, path)).toEqual({ read: 1, accepted: 1, known: 0, refused: 0 });
    const stored = await database.read([siteId], ({ query }) => query<{ received_at: string }>('select received_at from repairs where site_id = $1', [siteId]));
    expect(stored[0]?.received_at).toBe('2026-03-05T01:30:00.000Z');
  });

  it('given a cell a spreadsheet would run, when written among the refused rows, then it is text', () => {
    expect(csvLine(['=1+1', '@x', '-1', 'a"b', '灯'])).toBe('"\'=1+1","\'@x","\'-1","a""b","灯"\r\n');
  });

  it.skipIf(!existsSync(REAL))('given the real file, when its columns are guessed, then no correction is needed', async () => {
    const rows: (readonly string[])[] = [];
    for await (const row of readRows(REAL.pathname)) {
      rows.push(row.cells);
      if (rows.length > 300) break;
    }
    const [headers = [], ...samples] = rows;
    expect(guessMapping(headers, samples).columns).toEqual({
      number: 'FileNo_', receivedAt: 'Cre_Date_', savedAt: 'Save_Date_', closedAt: 'Close_Date_', status: 'StatusName_', area: 'ZipName_',
      place: 'address_', type: 'InformDesc_', item: 'BeforeDesc_', result: 'AfterDesc_', unit: 'UnitName_',
    });
  });
});
