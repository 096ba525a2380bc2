import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upgrade } from '../../apps/server/upgrade.ts';
import { parseConfig } from '../../platform/server/config.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../platform/server/embedded-postgres.ts';
import { DatabaseTooNew, migrate } from '../../platform/server/migrate.ts';
import { StartError } from '../../platform/server/start-error.ts';
import { MIGRATIONS, NOON } from '../support/database.ts';
import { openFolder, runProgram } from '../support/own-installation.ts';

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

  it('given no wish for a backup, then none is made; given an older program, then it is refused in one line', async () => {
    await start(newer('e', { '9001_one.sql': '', '9002_two.sql': '', '9003_three.sql': '', '9004_four.sql': 'alter table kept add four int;' }), 'fourth', { FOYER_UPGRADE_BACKUP: 'off' });
    expect(await columns()).toContain('four');
    expect(readdirSync(base)).not.toContain('fourth');
    await expect(start(MIGRATIONS, 'fourth')).rejects.toThrow(DatabaseTooNew);
    // As its owner sees it.
    const older = await runProgram('doctor.ts', [], { FOYER_DATA: dataDir, PORT: '7399' });
    expect(older).toMatchObject({ code: 1, err: expect.stringMatching(/^[^\n]*数据库版本比本程序新（9004_four.sql）[^\n]*\n$/) });
  });
});
