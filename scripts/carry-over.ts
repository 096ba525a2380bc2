// npm run carry-over: data of an older PostgreSQL to the one this program brings.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backUpFirst } from '../apps/server/upgrade.ts';
import { carryOver, type CarryPart } from '../platform/server/carry-over/carry-over.ts';
import { systemClock } from '../platform/server/clock.ts';
import { everyTwoSeconds, say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { MIGRATIONS, readable, runScript, sizeOf, theInstallation } from './installation.ts';
import { wordsOfFault } from './journal-words.ts';

const USAGE = '用法 / usage: npm run carry-over [-- --binaries FILE.tgz|FOLDER]';
const PARTS: Readonly<Record<CarryPart, string>> = { numbers: '接上交易编号 / counting on', rows: '复制 / copying', indexes: '建立索引 / indexes', compare: '逐表核对 / comparing', journal: '核对记账链 / walking the journal' };
/** A packed backup of a database takes about half of it. */
const BACKUP_SHARE = 0.6;

const isSameDisk = (folder: string, dataDir: string): boolean => {
  const there = (path: string): string => (existsSync(path) || dirname(path) === path ? path : there(dirname(path)));
  return statSync(there(folder)).dev === statSync(dataDir).dev;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { binaries: { type: 'string' } } });
  if (positionals.length > 0) throw new StartError(USAGE);
  const { config, dataDir, backups } = theInstallation();
  if (config.databaseUrl) throw new StartError('设置了 DATABASE_URL：您自己的 PostgreSQL 用它自己的工具（pg_upgrade）升级。 / DATABASE_URL is set: your own PostgreSQL is upgraded with its own tools (pg_upgrade).');
  mkdirSync(dataDir, { recursive: true });
  const stop = new AbortController();
  onStop(() => stop.abort());
  const now = systemClock.now();
  let line = '';
  const tell = everyTwoSeconds(() => line);
  const made = await carryOver({
    dataDir, now, given: values.binaries === undefined ? undefined : resolve(values.binaries), migrations: { folder: MIGRATIONS, names: readable().migrations }, signal: stop.signal,
    backupShare: config.upgradeBackup && isSameDisk(backups, dataDir) ? BACKUP_SHARE : 0, log: say,
    backUp: (url) => backUpFirst({ config, dataDir, databaseUrl: url, now }),
    onProgress: (part, done, of, what) => {
      line = `…… ${PARTS[part]} ${of > 0 ? `${Math.min(99, Math.floor((done / of) * 100))}%` : done} ${what}`;
      tell();
    },
  });
  say(`数据已从 PostgreSQL ${made.from} 搬到 ${made.to}：${made.tables} 张表 ${made.rows} 行（${sizeOf(made.bytes)}）逐表核对一致，用了 ${made.seconds} 秒。 / Carried from PostgreSQL ${made.from} to ${made.to}: ${made.tables} tables, ${made.rows} rows, each table compared.`);
  say(`${made.chains} 条链 ${made.entries} 条记录 / ${made.chains} chains, ${made.entries} entries${made.faults.length === 0 ? '，全部一致 / all hold' : ''}`);
  for (const { centre, fault } of made.faults) say(`${centre}：搬之前记账链就不符 / the journal differed before it was carried: ${wordsOfFault(fault)}`);
  say(`旧的数据库留在 ${dataDir}/${made.kept}，确认无误后可以删除。现在可以 npm start。 / The old database stays in ${dataDir}/${made.kept}: delete it when you are satisfied. Now npm start.`);
};

await runScript(main);
