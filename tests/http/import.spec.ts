import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { readRows } from '../../platform/server/file-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { ImportView, previewImport } from '../../features/repairs/core/import-contract.ts';
import type { MonthView } from '../../features/records/core/records-contract.ts';
import { takeUpImports } from '../../features/repairs/server/import-runs.ts';
import { startProgram, type Client, type Problem, type World } from '../support/program.ts';

const REAL = new URL('../../../shared/data/repairs_kaohsiung1999/cases.csv.gz', import.meta.url);
const FILE = [
  '编号,报修时间,办结时间,地点,报修内容,说明',
  'A1,2026/3/5 下午 1:30:00,2026/3/5 下午 2:00:00,大厅,路灯不亮,灯泡坏了',
  'A2,2026/3/6 上午 12:10:00,,,"水龙头滴水,很急",急',
  'A3,2026/3/7 9:00,2026/3/6 9:00,大厅,=1+1,x',
  'A4,2026/3/8 9:00,,水吧,,没写',
  'A5,坏',
  'A6,2026/3/9 9:00,,水吧,冰箱不冷,y',
].join('\r\n');

describe('imports in the app over HTTP', () => {
  let world: World;
  let site = '';
  let manager: Client;
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    manager = await world.signIn('manager');
  });
  afterAll(() => world.end());

  const upload = async (body: Uint8Array<ArrayBuffer> | string, who: Client = manager, name = '历史.csv') => {
    const response = await fetch(`${world.origin}/api/sites/${site}/imports?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'application/octet-stream' }, body });
    return { status: response.status, body: (await response.json()) as { id?: string; code?: string } };
  };
  const preview = (id: string, mapping?: unknown) => manager.post<OutputOf<typeof previewImport>>(`/api/sites/${site}/imports/${id}/preview`, mapping ? { mapping } : {});
  const start = <T = Problem>(id: string, mapping: unknown) => manager.post<T>(`/api/sites/${site}/imports/${id}/start`, { mapping });
  const one = async (id: string): Promise<ImportView> => {
    const { body } = await manager.get<{ imports: ImportView[] }>(`/api/sites/${site}/imports`);
    return body.imports.find((item) => item.id === id) as ImportView;
  };
  const ended = (id: string, timeout = 60_000) => expect.poll(async () => (await one(id)).state, { timeout, interval: 100 }).toMatch(/done|cancelled|failed/);
  const csvOf = async (id: string, language = 'zh') => (await manager.get<string>(`/api/sites/${site}/imports/${id}/refused.csv?language=${language}`)).body;

  it('given a file, when it is uploaded, looked at, corrected and imported, then every row is accounted for and the refused ones can be fetched with their reasons', async () => {
    const { body: { id = '' } } = await upload(FILE);
    const guessed = await preview(id);
    expect(guessed.body).toMatchObject({
      headers: ['编号', '报修时间', '办结时间', '地点', '报修内容', '说明'], missing: [], looked: 6, refused: 3, isPart: false,
      mapping: { columns: { number: '编号', receivedAt: '报修时间', closedAt: '办结时间', place: '地点', item: '报修内容' } },
    });
    expect(guessed.body.rows.map((row) => [row.number, row.receivedAt])).toEqual([['A1', '2026-03-05T05:30:00.000Z'], ['A2', '2026-03-05T16:10:00.000Z'], ['A6', '2026-03-09T01:00:00.000Z']]);
    // Corrected by hand: what was done stands in the last column.
    const mapping = { ...guessed.body.mapping, columns: { ...guessed.body.mapping.columns, result: '说明' } };
    expect((await preview(id, mapping)).body.rows[0]).toMatchObject({ number: 'A1', result: '灯泡坏了' });
    const without = { ...mapping, columns: { ...mapping.columns, item: '没有这一列' } };
    expect((await preview(id, without)).body.missing).toEqual(['item']);
    expect((await start(id, mapping)).status).toBe(200);
    await ended(id);
    expect(await one(id)).toMatchObject({ state: 'done', fileName: '历史.csv', read: 6, accepted: 3, known: 0, refused: 3 });
    const raw = await fetch(`${world.origin}/api/sites/${site}/imports/${id}/refused.csv`, { headers: { cookie: manager.cookie } });
    expect([...new Uint8Array(await raw.arrayBuffer()).slice(0, 3)], 'Excel in China needs the mark of UTF-8').toEqual([0xef, 0xbb, 0xbf]);
    const csv = await csvOf(id);
    expect(csv.split('\r\n').slice(0, 4).map((line) => line.split(',').slice(0, 3).join(','))).toEqual(['"行号","编号","原因"', '"4","A3","办结时间早于报修时间"', '"5","A4","没有报修内容"', '"6","A5","列数不符：应有 6 列，实有 2 列"']);
    expect(csv, 'a cell that a spreadsheet would run stays text').toContain(`"'=1+1"`);
    expect(await csvOf(id, 'en')).toContain('"closed before it was reported"');
    const found = await manager.get<{ rows: { status: string; nextDueAt: string | null }[] }>(`/api/sites/${site}/repairs/search?q=${encodeURIComponent('路灯')}`);
    expect(found.body.rows[0]).toMatchObject({ status: 'closed', nextDueAt: null });
    expect((await world.owner.query(`select from clocks c join repairs r on r.site_id = c.site_id and r.id = c.subject where r.imported_from is not null`)).rowCount, 'history starts no clocks').toBe(0);
    expect(readdirSync(join(world.dataDir, 'imports', site)), 'the file is thrown away once it is in').toEqual([]);
    expect((await preview(id)).body).toMatchObject({ code: 'import-started' });
    expect((await start(id, mapping)).body).toMatchObject({ code: 'import-started' });

    const again = (await upload(FILE)).body.id ?? '';
    await start(again, mapping);
    await ended(again);
    expect(await one(again)).toMatchObject({ read: 6, accepted: 0, known: 3, refused: 3 });
  });

  it('given an import whose process died half-way, when another takes it up, then what had been accepted counts as accepted and every row once', async () => {
    const file = FILE.replaceAll('A', 'B');
    const first = (await upload(file.split('\r\n').slice(0, 3).join('\r\n'))).body.id ?? '';
    const { body: { mapping } } = await preview(first);
    await start(first, mapping);
    await ended(first);
    const { body: { id = '' } } = await upload(file);
    // As the dead process left it: running, two rows in, no sign of life for a while.
    await world.owner.query(`update imports set state = 'running', accepted = 2, progress_at = $3, mapping = $2 where id = $1`, [id, JSON.stringify({ ...mapping, dateOrderUnsure: false }), world.clock.now()]);
    const deps = { database: world.database, clock: world.clock, folder: join(world.dataDir, 'imports') };
    expect(await takeUpImports(deps), 'a running import is left alone').toBe(0);
    world.pass(3);
    expect((await Promise.all([takeUpImports(deps), takeUpImports(deps)])).reduce((sum, taken) => sum + taken, 0), 'two processes looking at once take it up once').toBe(1);
    expect(await one(id)).toMatchObject({ state: 'done', read: 6, accepted: 3, known: 0, refused: 3 });
    expect((await world.owner.query('select from import_refusals where import_id = $1', [id])).rowCount).toBe(3);
  });

  it('given a file that is waiting, when it is cancelled, then it is gone and cannot be started', async () => {
    const { body: { id = '' } } = await upload(FILE);
    expect((await manager.post(`/api/sites/${site}/imports/${id}/cancel`)).status).toBe(200);
    expect((await one(id)).state).toBe('cancelled');
    expect((await start(id, { columns: {}, dateOrder: 'mdy' })).status).toBe(409);
    expect(readdirSync(join(world.dataDir, 'imports', site))).toEqual([]);
  });

  it('given a long import, when it is stopped, then what was accepted stays, the rest is not, and the same file goes on from there', async () => {
    const rows = Array.from({ length: 4000 }, (_, index) => `L${index},2026/4/${1 + (index % 28)} 9:00,,大厅,第${index}盏灯不亮,`);
    const file = new Uint8Array(gzipSync([FILE.split('\r\n')[0], ...rows].join('\n')));
    const { body: { id = '' } } = await upload(file, manager, 'long.csv.gz');
    const { body: { mapping } } = await preview(id);
    await start(id, mapping);
    await expect.poll(async () => (await one(id)).accepted, { timeout: 45_000, interval: 20 }).toBeGreaterThan(0);
    await manager.post(`/api/sites/${site}/imports/${id}/cancel`);
    await ended(id);
    const stopped = await one(id);
    expect(stopped.state).toBe('cancelled');
    expect(stopped.accepted).toBeGreaterThan(0);
    expect(stopped.accepted).toBeLessThan(4000);
    const again = (await upload(file)).body.id ?? '';
    await start(again, mapping);
    await ended(again, 120_000);
    expect(await one(again)).toMatchObject({ state: 'done', read: 4000, accepted: 4000 - stopped.accepted, known: stopped.accepted });
  });

  it('given files that are none, when they are looked at, then they are refused in words and nothing changes', async () => {
    expect((await upload('')).body).toMatchObject({ code: 'file-empty' });
    const { body: { id: broken = '' } } = await upload(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3, 4, 5]));
    expect((await preview(broken)).body).toMatchObject({ code: 'file-unreadable' });
    const { body: { id: truncated = '' } } = await upload(new Uint8Array(gzipSync(FILE)).slice(0, 60));
    expect((await preview(truncated)).body).toMatchObject({ code: 'file-unreadable' });
    // A small file that unpacks to gigabytes, and one cell a million rows down: neither is read into memory.
    const part = (text: Buffer): Uint8Array<ArrayBuffer> => {
      const head = Buffer.alloc(30);
      head.write('PK\u0003\u0004', 0, 'latin1');
      head.writeUInt16LE(8, 8);
      return new Uint8Array(Buffer.concat([head, deflateRawSync(text)]));
    };
    for (const text of [Buffer.alloc(256 * 1024 * 1024, ' '), Buffer.from('<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')]) {
      const { body: { id: bomb = '' } } = await upload(part(text), manager, 'log.xlsx');
      expect((await preview(bomb)).body).toMatchObject({ code: 'file-unreadable' });
      writeFileSync(join(world.dataDir, 'bomb.xlsx'), part(text));
      await expect(readRows(join(world.dataDir, 'bomb.xlsx')).next()).rejects.toThrow('larger than is read');
    }
    // Nor lines without end, one that never ends, or one of nothing but columns.
    const much = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text.repeat(Math.ceil((20 * 1024 * 1024) / text.length)), { level: 1 }));
    for (const text of ['\n', '只是几行字\n', 'a', ',']) {
      const { body: { id: endless = '' } } = await upload(much(text), manager, 'log.csv.gz');
      expect((await preview(endless)).body, JSON.stringify(text)).toMatchObject({ code: 'file-unreadable' });
    }
    writeFileSync(join(world.dataDir, 'long.csv.gz'), much('\n'));
    await expect(readRows(join(world.dataDir, 'long.csv.gz'), 1024 * 1024).next()).rejects.toThrow('longer than is read');
    // A long log is looked at from its beginning.
    const wide = `${FILE.split('\r\n')[0]}\nL1,2026/4/1 9:00,,大厅,灯不亮,\n`;
    const { body: { id: long = '' } } = await upload(new Uint8Array(gzipSync(wide + `L2,2026/4/2 9:00,,大厅,${'灯'.repeat(20_000)},\n`.repeat(400), { level: 1 })), manager, 'long.csv.gz');
    expect((await preview(long)).body).toMatchObject({ isPart: true, missing: [], rows: expect.arrayContaining([expect.objectContaining({ item: '灯不亮' })]) });
    const { body: { id: prose = '' } } = await upload('这不是表格\n只是几行字');
    expect((await preview(prose)).body).toMatchObject({ headers: [], looked: 0, missing: ['receivedAt', 'item'] });
  });

  it('given a file beyond the limit or somebody without the right, when it is sent, then it is refused while it streams', async () => {
    for (const name of ['desk', 'technician', 'quality']) expect((await upload(FILE, await world.signIn(name))).status, name).toBe(403);
    const before = (await world.owner.query('select from imports')).rowCount;
    const folder = join(world.dataDir, 'imports', site);
    const files = () => (existsSync(folder) ? readdirSync(folder).length : 0);
    const filesBefore = files();
    const status = await new Promise<{ status: number; sent: number }>((resolve, reject) => {
      let sent = 0;
      let done = false;
      const chunk = Buffer.alloc(256 * 1024, 65);
      const call = httpRequest(`${world.origin}/api/sites/${site}/imports`, { method: 'POST', headers: { cookie: manager.cookie, 'transfer-encoding': 'chunked' } }, (response) => {
        done = true;
        resolve({ status: response.statusCode ?? 0, sent });
        call.destroy();
      });
      call.on('error', (error) => setTimeout(() => (done ? undefined : reject(error)), 300));
      const pour = () => {
        if (done || call.destroyed) return;
        sent += chunk.length;
        if (call.write(chunk)) setImmediate(pour);
        else call.once('drain', pour);
      };
      pour();
    });
    expect(status.status).toBe(413);
    expect(status.sent).toBeLessThan(160 * 1024 * 1024);
    expect((await world.owner.query('select from imports')).rowCount).toBe(before);
    await expect.poll(files, { message: 'nothing half-written is left' }).toBe(filesBefore);
  });

  it.skipIf(!existsSync(REAL))('given the 28,335 real rows, when they are imported in the app without corrections, then all are accounted for, and each month’s record has the totals that plain SQL counts (M-54)', { timeout: 300_000 }, async () => {
    const { body: { id = '' } } = await upload(new Uint8Array(readFileSync(REAL)), manager, 'cases.csv.gz');
    const { body } = await preview(id);
    expect(body.missing).toEqual([]);
    await start(id, body.mapping);
    await ended(id, 280_000);
    const result = await one(id);
    expect(result.state).toBe('done');
    expect(result.accepted + result.known + result.refused).toBe(result.read);
    expect(result.read).toBe(28_335);
    const csv = await csvOf(id);
    expect(csv.trim().split('\r\n').length).toBeGreaterThan(result.refused);
    const { rows } = await world.owner.query<{ month: string; total: number; cancelled: number; done: number; open: number; user: number; facility: number; cents: number }>(
      `select to_char(received_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, count(*)::int as total, (count(*) filter (where state->>'status' = 'cancelled'))::int as cancelled,
              (count(*) filter (where state->>'status' in ('closed', 'signed_off')))::int as done, (count(*) filter (where state->>'status' not in ('closed', 'signed_off', 'cancelled')))::int as open,
              (count(*) filter (where state->>'kind' = 'user'))::int as user, (count(*) filter (where state->>'kind' = 'facility'))::int as facility, 0 as cents
         from repairs where site_id = $1 and received_at < '2017-01-01' group by 1 order by 1`,
      [site],
    );
    expect(rows.map((row) => row.month)).toEqual(['2016-09', '2016-10', '2016-11']);
    expect(rows.reduce((sum, row) => sum + row.total, 0)).toBe(result.accepted + result.known);
    for (const plain of rows) {
      const answer = await manager.get<MonthView>(`/api/sites/${site}/records/month?month=${plain.month}`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const view = answer.body;
      const figure = (key: string) => view.figures.find((entry) => entry.key === key);
      expect(view.lines, plain.month).toBe(plain.total);
      expect([figure('total'), figure('cancelled'), figure('open'), figure('user'), figure('facility'), figure('material')].map((entry) => entry?.value), plain.month).toEqual([plain.total, plain.cancelled, plain.open, plain.user, plain.facility, plain.cents]);
      expect(figure('done'), plain.month).toMatchObject({ part: plain.done, whole: plain.total - plain.cancelled });
      // What history does not tell is left out, never taken for nought.
      expect([figure('acceptMinutes')?.value, figure('firstVisit')?.value, figure('workmanship')?.value], plain.month).toEqual([null, null, null]);
    }
  });
});
