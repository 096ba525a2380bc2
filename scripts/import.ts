// npm run import -- repairs FILE [--map MAP.json] [--centre NAME] [--refused FILE]
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { upgrade } from '../apps/server/upgrade.ts';
import { systemClock } from '../platform/server/clock.ts';
import { openDatabase } from '../platform/server/database.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { failureLine } from '../platform/server/failure-line.ts';
import { say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { IMPORT_FIELD_WORDS, IMPORT_FIELDS, type ImportMapping } from '../features/repairs/core/import-mapping.ts';
import { csvLine } from '../platform/server/csv.ts';
import { readRows } from '../platform/server/file-rows.ts';
import { importRepairs, type ImportReport } from '../features/repairs/server/import-store.ts';
import { journalSite } from '../features/sites/server/site-store.ts';
import { MIGRATIONS, theInstallation } from './installation.ts';
import { reachDatabase } from './reach-database.ts';
import { connectToPrimary } from '../platform/server/postgres-hosts.ts';

const USAGE = '用法 / usage: npm run import -- repairs FILE [--map MAP.json] [--centre NAME] [--refused FILE]';

const mapFile = z.strictObject({
  columns: z.partialRecord(z.enum(IMPORT_FIELDS), z.string()).default({}),
  dateOrder: z.enum(['mdy', 'dmy']).optional(),
});

const readMap = (path: string | undefined): Partial<ImportMapping> | undefined => {
  if (path === undefined) return undefined;
  try {
    const { columns, dateOrder } = mapFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { columns, ...(dateOrder ? { dateOrder, dateOrderUnsure: false } : {}) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new StartError(`找不到 ${path} / No such file: ${path}`);
    throw new StartError(`${path} 不是对应表，例如 {"columns":{"number":"编号列名"},"dateOrder":"dmy"}；字段 / is no mapping; fields: ${IMPORT_FIELDS.join(' ')}`);
  }
};

const chooseCentre = async (owner: pg.Client, url: string, name: string | undefined): Promise<{ id: string; name: string }> => {
  const sites = (await owner.query<{ id: string; name: string }>('select id, name from sites order by name, id')).rows;
  const only = sites[0];
  if (name === undefined) {
    if (sites.length === 1 && only) return only;
    throw new StartError(sites.length === 0 ? '还没有案场，请用 --centre 名称 新建一个。 / There is no centre yet: name one with --centre.' : `请用 --centre 指明案场 / Say which with --centre: ${sites.map((site) => site.name).join(' | ')}`);
  }
  const named = sites.find((site) => site.name === name);
  if (named) return named;
  const site = { id: uuidv7(), name };
  const now = systemClock.now();
  const database = openDatabase(url, { max: 1 });
  try {
    await database.write([site.id], async (trx) => {
      await trx.query('insert into sites (id, name, created_at) values ($1, $2, $3)', [site.id, name, now]);
      await journalSite(trx, { siteId: site.id, actor: null, now, event: 'SiteCreated', data: { by: 'import' } });
    });
  } finally {
    await database.end();
  }
  say(`新建案场「${name}」 / centre created`);
  return site;
};

/** Refused rows in a file a spreadsheet opens; made when the first one comes. */
const refusedFile = (given: string | undefined): { path(): string | undefined; add: NonNullable<ImportReport['onRefused']> } => {
  let path: string | undefined;
  return {
    path: () => path,
    add: (row, headers) => {
      if (path === undefined) {
        path = given === undefined ? join(mkdtempSync(join(tmpdir(), 'foyer-import-')), 'refused.csv') : resolve(given);
        writeFileSync(path, `\ufeff${csvLine(['行号', '编号', '原因', ...headers])}`, { mode: 0o600 });
      }
      appendFileSync(path, csvLine([String(row.line), row.number, row.reason, ...row.cells]));
    },
  };
};

const showMapping = (mapping: ImportMapping, headers: readonly string[]): void => {
  const strange = Object.values(mapping.columns).filter((column) => !headers.includes(column));
  if (strange.length > 0) throw new StartError(`文件里没有这些列 / the file has no such columns: ${strange.join(', ')}；有 / it has: ${headers.join(', ')}`);
  say(`列的对应 / columns: ${IMPORT_FIELDS.flatMap((field) => (mapping.columns[field] === undefined ? [] : [`${IMPORT_FIELD_WORDS[field]} ${field}=${mapping.columns[field]}`])).join(',')}`);
  const missing = (['receivedAt', 'item'] as const).filter((field) => mapping.columns[field] === undefined);
  if (missing.length > 0) throw new StartError(`没有找到${missing.map((field) => `「${IMPORT_FIELD_WORDS[field]}」`).join('')}列，请用 --map 指明 / not found, name it with --map: ${missing.join(', ')}`);
  if (mapping.dateOrderUnsure) say('日期按 月/日/年 读；若是 日/月/年，请在 --map 里写 "dateOrder":"dmy"。 / Dates read as month/day/year.');
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { map: { type: 'string' }, centre: { type: 'string' }, refused: { type: 'string' } } });
  const [what, file, ...more] = positionals;
  if (what !== 'repairs' || file === undefined || more.length > 0) throw new StartError(USAGE);
  const mapping = readMap(values.map);
  const rows = readRows(file);
  const place = await reachDatabase(say);
  try {
    const clock = systemClock;
    // As a start does it: with a backup first where there is something to lose.
    const { config, dataDir } = theInstallation();
    await upgrade({ config, dataDir, databaseUrl: place.url, folder: MIGRATIONS, now: clock.now() });
    const owner = await connectToPrimary(place.url);
    const database = openDatabase(place.url, { max: 2 });
    try {
      const site = await chooseCentre(owner, place.url, values.centre?.trim() || undefined);
      const refused = refusedFile(values.refused);
      let shown = performance.now();
      const stop = new AbortController();
      onStop(() => stop.abort());
      const count = await importRepairs(
        { database, clock },
        {
          siteId: site.id, rows, mapping, signal: stop.signal, onMapping: showMapping, onRefused: refused.add,
          onProgress: ({ read }) => {
            if (performance.now() - shown < 1000) return;
            shown = performance.now();
            say(`…… ${read} 行 / rows`);
          },
        },
      );
      // Readers of the feed start afresh instead of walking through years of history.
      if (count.accepted > 0) await database.query('select start_new_epoch($1)', [uuidv7()]);
      const path = refused.path();
      if (path) say(`被拒绝的行及原因 / refused rows with reasons: ${path}`);
      if (stop.signal.aborted) say('已停下；再运行一次就接着导入。 / Stopped; run it again to go on.');
      say(`读取 ${count.read} 行：新增 ${count.accepted}，已有 ${count.known}，拒绝 ${count.refused} / rows read ${count.read}: accepted ${count.accepted}, already there ${count.known}, refused ${count.refused}`);
    } finally {
      await database.end();
      await owner.end();
    }
  } finally {
    await place.stop();
  }
};

try {
  await main();
} catch (error) {
  const { code, path } = error as NodeJS.ErrnoException;
  process.stderr.write(`${code === 'ENOENT' && path ? `找不到 ${path} / No such file: ${path}` : failureLine(error, process.env)}\n`);
  process.exitCode = 1;
}
