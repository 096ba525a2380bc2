import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upgrade } from '../../apps/server/upgrade.ts';
import { parseConfig } from '../../platform/server/config.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../platform/server/postgres/embedded-postgres.ts';
import { DatabaseTooNew, migrate } from '../../platform/server/migrate.ts';
import { StartError } from '../../platform/server/start-error.ts';
import { MIGRATIONS, NOON } from '../support/database.ts';
import { openFolder, runProgram } from '../support/own-installation.ts';
import { startS3 } from '../support/receivers/s3-receiver.ts';

describe('a newer program on data that is there', () => {
  const base = openFolder('upgrade');
  const dataDir = join(base, 'data');
  let postgres: EmbeddedPostgres;
  let owner: pg.Client;
  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataDir, durable: false });
    await migrate({ url: postgres.adminUrl, folder: MIGRATIONS, now: NOON, testClock: true });
    owner = new pg.Client({ connectionString: postgres.adminUrl });
    await owner.connect();
    await owner.query('create table kept (n int); insert into kept values (1)');
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
    rmSync(base, { recursive: true, force: true });
  });

  /** Our migrations and some of a time to come. */
  const newer = (name: string, steps: Readonly<Record<string, string>>): URL => {
    const folder = join(base, name);
    cpSync(MIGRATIONS, folder, { recursive: true });
    for (const [file, sql] of Object.entries(steps)) writeFileSync(join(folder, file), sql);
    return pathToFileURL(`${folder}/`);
  };
  const start = (folder: URL, target: string, env: Readonly<Record<string, string>> = {}) =>
    upgrade({ config: parseConfig({ FOYER_TEST_CLOCK: '1', FOYER_BACKUP_TO: join(base, target), ...env }), dataDir, databaseUrl: postgres.adminUrl, folder, now: NOON });
  const columns = async (): Promise<string[]> => (await owner.query<{ name: string }>(`select column_name as name from information_schema.columns where table_name = 'kept' order by 1`)).rows.map((row) => row.name);

  it('given a backup that cannot be made, when the newer program starts, then it is refused in one line and nothing is changed', async () => {
    mkdirSync(join(base, 'taken'));
    writeFileSync(join(base, 'taken/file'), '');
    const refused = await start(newer('a', { '9001_one.sql': 'alter table kept add one int;' }), 'taken/file/within').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartError);
    expect((refused as Error).message).toMatch(/^[^\n]*数据库没有改动[^\n]*FOYER_UPGRADE_BACKUP=off[^\n]*$/);
    expect(await columns()).toEqual(['n']);
  });

  it('given a step that breaks off half way, when the program starts again, then what stood stands, each time after a backup of what was there, and it goes on from there', async () => {
    const broken = newer('b', { '9001_one.sql': 'alter table kept add one int;', '9002_two.sql': 'alter table kept add two int; select 1/0;' });
    await expect(start(broken, 'first')).rejects.toThrow('division by zero');
    expect(await columns()).toEqual(['n', 'one']);
    const [file = ''] = readdirSync(join(base, 'first'));
    const about = spawnSync('tar', ['--zstd', '-xOf', join(base, 'first', file), 'backup.json'], { encoding: 'utf8' });
    expect((JSON.parse(about.stdout) as { database: { migrations: string[] } }).database.migrations.at(-1)).not.toMatch(/^9/);
    await start(newer('c', { '9001_one.sql': 'alter table kept add one int;', '9002_two.sql': 'alter table kept add two int;' }), 'second');
    expect(await columns()).toEqual(['n', 'one', 'two']);
    expect(readdirSync(join(base, 'second'))).toHaveLength(1);
    expect((await owner.query('select n from kept')).rows).toEqual([{ n: 1 }]);
  });

  it('given two processes that start at once, when the database is upgraded, then it happens once', async () => {
    const folder = newer('d', { '9001_one.sql': '', '9002_two.sql': '', '9003_three.sql': 'alter table kept add three int;' });
    await Promise.all([start(folder, 'third'), start(folder, 'third')]);
    expect(await columns()).toEqual(['n', 'one', 'three', 'two']);
    expect(readdirSync(join(base, 'third'))).toHaveLength(1);
  });

  const quietly = { FOYER_UPGRADE_BACKUP: 'off' };

  it('given a table that somebody holds, when a step must change it, then it asks for a moment at a time, so that others are answered in between, and is done when the table is free', async () => {
    const [holder, reader] = [new pg.Client({ connectionString: postgres.adminUrl }), new pg.Client({ connectionString: postgres.adminUrl })];
    await Promise.all([holder.connect(), reader.connect()]);
    await holder.query('begin; select from kept');
    let isOver = false;
    const upgraded = start(newer('locked', { '9001_one.sql': '', '9002_two.sql': '', '9003_three.sql': '', '9003_zz.sql': 'alter table kept add held int;' }), 'locked', quietly).finally(() => (isOver = true));
    const waits: number[] = [];
    const reading = (async () => {
      for (; !isOver; await sleep(10)) {
        const from = performance.now();
        await reader.query('select n from kept');
        waits.push(performance.now() - from);
      }
    })();
    await sleep(3000);
    expect(isOver).toBe(false);
    // Three seconds are held; whoever queues behind a waiting change waits all of them.
    expect(Math.max(...waits)).toBeLessThan(1000);
    await holder.query('commit');
    await Promise.all([upgraded, reading]);
    expect(await columns()).toContain('held');
    await Promise.all([holder.end(), reader.end()]);
  });

  it('given a step in parts that breaks off in a page of rows and in an index, when the program starts again, then it goes on behind the last page, none twice, and the broken index is made anew', async () => {
    await owner.query('create table lines (n int primary key, seen int not null default 0, twin int); insert into lines select n, 0, n from generate_series(1, 3000) n; create table switch (is_on int); insert into switch values (0)');
    const parts = newer('parts', {
      '9001_one.sql': '', '9002_two.sql': '', '9003_three.sql': '', '9003_zz.sql': '',
      '9003_zzz.sql': `-- 分批 / in parts
        alter table lines add part int;
-- in pages of lines
        update lines set seen = seen + 1, part = case when n = 2100 then 1 / (select is_on from switch) else 1 end where in_page;
        create unique index concurrently if not exists lines_twin on lines (twin);
        alter table lines alter part set default 1;`,
    });
    const run = () => start(parts, 'parts', quietly);
    await expect(run()).rejects.toThrow('division by zero');
    const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from lines where seen = 1');
    expect(rows[0]?.n).toBeGreaterThanOrEqual(500);
    expect(rows[0]?.n).toBeLessThan(2100);
    await owner.query('update switch set is_on = 1; update lines set twin = 1 where n = 2');
    await expect(run()).rejects.toThrow(/lines_twin/);
    expect((await owner.query('select seen, count(*)::int as n from lines group by seen')).rows).toEqual([{ seen: 1, n: 3000 }]);
    await owner.query('update lines set twin = 2 where n = 2');
    await run();
    expect((await owner.query(`select indisvalid as valid, (select count(*)::int from lines where seen = 1 and part = 1) as n, (select count(*)::int from schema_migration_parts) as left from pg_index where indexrelid = 'lines_twin'::regclass`)).rows).toEqual([{ valid: true, n: 3000, left: 0 }]);
  });

  it('given no wish for a backup, then none is made; given an older program, then it is refused in one line', async () => {
    await start(newer('e', { '9001_one.sql': '', '9002_two.sql': '', '9003_three.sql': '', '9003_zz.sql': '', '9003_zzz.sql': '', '9004_four.sql': 'alter table kept add four int;' }), 'fourth', { FOYER_UPGRADE_BACKUP: 'off' });
    expect(await columns()).toContain('four');
    expect(readdirSync(base)).not.toContain('fourth');
    await expect(start(MIGRATIONS, 'fourth')).rejects.toThrow(DatabaseTooNew);
    // As its owner sees it, with backups meant for a bucket that is not there.
    const s3 = await startS3({ bucket: 'centre-backups', keyId: 'FOYERTESTKEY', secret: 'wJalrXUtnFEMI' });
    const older = await runProgram('doctor.ts', [], { FOYER_DATA: dataDir, PORT: '7399', FOYER_BACKUP_TO: 's3://mistyped/nightly', FOYER_S3_ENDPOINT: s3.endpoint, FOYER_S3_KEY_ID: 'FOYERTESTKEY', FOYER_S3_SECRET: 'wJalrXUtnFEMI' });
    await s3.stop();
    expect(older).toMatchObject({ code: 1, out: expect.stringContaining('\n■ 备份存不到对象存储：没有这个存储桶：s3://mistyped/nightly / Backups cannot be stored: There is no such bucket: s3://mistyped/nightly\n'), err: expect.stringMatching(/^[^\n]*数据库版本比本程序新（9004_four.sql）[^\n]*\n$/) });
  });
});
