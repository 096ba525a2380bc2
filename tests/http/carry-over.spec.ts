import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRestored } from '../../platform/server/backup/check-restored.ts';
import { carryOver, type CarryInput } from '../../platform/server/carry-over/carry-over.ts';
import { olderPostgres } from '../../platform/server/carry-over/older-postgres.ts';
import { declareCarried } from '../../platform/server/carry-over/settle-carried.ts';
import { startEmbeddedPostgres, startOlderPostgres } from '../../platform/server/postgres/embedded-postgres.ts';
import { majorOf } from '../../platform/server/postgres/postgres-cluster.ts';
import { headCursor, writeCursor } from '../../platform/server/feed.ts';
import { readJournalKey, sealDay } from '../../platform/server/journal-heads.ts';
import { migrate } from '../../platform/server/migrate.ts';
import { type Binaries, withinReach } from '../../platform/server/postgres/postgres-binaries.ts';
import { postgresAccount } from '../../platform/server/postgres/postgres-account.ts';
import { StartError } from '../../platform/server/start-error.ts';
import { MIGRATIONS, NOON } from '../support/database.ts';
import { openFolder, runProgram, startInstallation } from '../support/own-installation.ts';
import { aFault, logFault, startProgram } from '../support/program.ts';

const base = openFolder('carry-over');
const dataDir = join(base, 'data');
/** PostgreSQL 17 as the command itself gets it; without a network there is none. */
const fetched = await olderPostgres({ major: '17', given: undefined, dataDir: base, scratch: join(base, 'older'), log: () => undefined }).catch((error: unknown) => String((error as Error).message));
if (typeof fetched === 'string') process.stdout.write(`跳过 / skipped: ${fetched}\n`);

describe.skipIf(typeof fetched === 'string')('data of PostgreSQL 17 under a program that brings 18', () => {
  let binaries: Binaries;
  const given = join(base, 'older/package');
  const faults = Array.from({ length: 30 }, () => aFault());
  let siteIds: [string, string];
  let cursor = '';
  let before: { journal: string[]; heads: unknown[]; seq: unknown[]; counts: Record<string, number> };
  const names = readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'));

  const look = async (owner: pg.Client | pg.Pool): Promise<typeof before> => {
    const tables = (await owner.query<{ name: string }>(`select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('schema_migrations', 'backups') order by 1`)).rows;
    const counts: Record<string, number> = {};
    for (const { name } of tables) counts[name] = Number((await owner.query<{ n: number }>(`select count(*)::int as n from "${name}"`)).rows[0]?.n);
    return {
      journal: (await owner.query<{ line: string }>('select j::text as line from journal j order by seq')).rows.map((row) => row.line),
      heads: (await owner.query('select h::text from journal_heads h order by site_id, day')).rows,
      seq: (await owner.query(`select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1`)).rows,
      counts,
    };
  };

  beforeAll(async () => {
    mkdirSync(dataDir, { mode: 0o755 });
    binaries = withinReach(fetched as Binaries, postgresAccount(''), base);
    const old = await startOlderPostgres({ dataDir, binaries, durable: false });
    await migrate({ url: old.adminUrl, folder: MIGRATIONS, now: NOON, testClock: true });
    const world = await startProgram(NOON, {}, { own: { databaseUrl: old.adminUrl, dataDir } });
    siteIds = [world.siteId, world.siteB];
    const desk = await world.signIn('desk');
    for (const fault of faults) expect((await desk.post(`/api/sites/${world.siteId}/repairs`, fault)).status).toBe(200);
    await logFault(desk, world.siteId, { item: '灯不亮', steps: [{ step: 'issue' }] });
    await sealDay({ database: world.database, key: readJournalKey(readFileSync(join(dataDir, 'keys/journal'), 'utf8')) }, { siteId: world.siteId, day: '2026-11-22', now: NOON });
    cursor = writeCursor(await headCursor(world.database));
    await world.end();
    const owner = new pg.Client({ connectionString: old.adminUrl });
    await owner.connect();
    // What only some schemas hold, so that nothing depends on their being empty; and transactions as years make them.
    await owner.query(`insert into pgboss.job (name, data, singleton_key) values ('seal-journal', $1, 'kept')`, [{ siteId: siteIds[0] }]);
    await owner.query(`do $$ begin for n in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$`);
    before = await look(owner);
    await owner.end();
    await old.stop();
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const carry = (more: Partial<CarryInput> = {}): Promise<string> =>
    carryOver({ dataDir, given, migrations: { folder: MIGRATIONS, names }, now: NOON, backupShare: 0, backUp: async () => undefined, log: () => undefined, ...more }).then(
      () => 'carried',
      (error: unknown) => (error instanceof StartError ? error.message : `not in words: ${(error as Error).stack ?? String(error)}`),
    );
  const env = { FOYER_DATA: dataDir, FOYER_BACKUP_TO: join(base, 'backups') };
  const onOld = async <T>(work: (owner: pg.Client) => Promise<T>): Promise<T> => {
    const old = await startOlderPostgres({ dataDir, binaries, durable: false });
    const owner = new pg.Client({ connectionString: old.adminUrl });
    await owner.connect();
    return work(owner).finally(() => owner.end().then(() => old.stop()));
  };

  it('given the old data, when the program starts, then it is refused in one line that names the command', async () => {
    const refused = await runProgram('doctor.ts', [], { ...env, PORT: '7398' });
    expect(refused.code).toBe(1);
    expect(refused.err + refused.out).toMatch(/^[^\n]*PostgreSQL 17[^\n]*npm run carry-over[^\n]*$/m);
  });

  it('given binaries of something else, a table of somebody, a full disk or a backup that fails, then each is refused in one line and nothing has changed', async () => {
    writeFileSync(join(base, 'not.tgz'), 'not a package');
    expect(await carry({ given: join(base, 'not.tgz') })).toMatch(/^[^\n]*打不开[^\n]*$/);
    expect(await carry({ given: join(base, 'nowhere') })).toMatch(/^[^\n]*没有[^\n]*$/);
    expect(await carry({ backupShare: 1e9 })).toMatch(/^[^\n]*磁盘空间不够[^\n]*$/);
    expect(await carry({ backUp: () => Promise.reject(new StartError('备份没有做成')) })).toBe('备份没有做成');
    await onOld((owner) => owner.query('create view notes as select 1 as n'));
    expect(await carry()).toMatch(/^[^\n]*public\.notes[^\n]*$/);
    await onOld((owner) => owner.query('drop view notes'));
    expect(await carry({ migrations: { folder: MIGRATIONS, names: names.slice(0, -1) } })).toMatch(/数据库版本比本程序新/);
    expect(readdirSync(dataDir).filter((name) => /^carr|^pg-/.test(name))).toEqual([]);
    expect(await onOld(look)).toEqual(before);
  });

  it('given it is stopped while rows are copied, or killed at any moment, then the old data is as it was and it can be run again', async () => {
    const stop = new AbortController();
    expect(await carry({ signal: stop.signal, onProgress: (part) => part === 'rows' && stop.abort() })).toMatch(/已中止/);
    expect(existsSync(join(dataDir, 'carrying'))).toBe(false);
    const killed = spawn(process.execPath, [resolve(import.meta.dirname, '../../scripts/carry-over.ts'), '--binaries', given], { env: { PATH: process.env['PATH'] ?? '', ...env, FOYER_UPGRADE_BACKUP: 'off' }, stdio: 'ignore' });
    while (!existsSync(join(dataDir, 'carrying/pg/data/postmaster.pid'))) await sleep(20);
    await sleep(700);
    const ended = new Promise((done) => killed.once('exit', done));
    killed.kill('SIGKILL');
    await ended;
    expect(majorOf(dataDir)).toBe('17');
    expect(await onOld(look)).toEqual(before);
  });

  it('given the command, then everything is there under the new PostgreSQL, at the newest schema, the old one beside; phones are reset, what they send again is known, sealed days hold and new entries come after', async () => {
    const done = await runProgram('carry-over.ts', ['--binaries', given], env);
    expect(done.err).toBe('');
    expect(done.out).toMatch(/升级前已备份/);
    expect(done.out).toMatch(/从 PostgreSQL 17 搬到 18.*逐表核对一致/);
    expect(done.out).toMatch(/全部一致/);
    expect(done.code).toBe(0);
    expect(majorOf(dataDir)).toBe('18');
    expect(readFileSync(join(dataDir, 'pg-17/data/PG_VERSION'), 'utf8').trim()).toBe('17');
    expect(readdirSync(dataDir).filter((name) => /^carr|lock/.test(name))).toEqual([]);
    expect((await runProgram('carry-over.ts', [], env)).err).toMatch(/^[^\n]*已经属于 PostgreSQL 18[^\n]*\n$/);

    const started = await startInstallation(dataDir, siteIds);
    const { world } = started;
    const after = await look(world.owner);
    expect(after.journal.slice(0, before.journal.length)).toEqual(before.journal);
    expect(after.heads).toEqual(before.heads);
    expect(after.counts['repairs']).toBe(before.counts['repairs']);
    expect(after.counts['journal_texts']).toBe(before.counts['journal_texts']);
    const report = await checkRestored({ url: world.databaseUrl, dataDir });
    expect(report.centres.map((centre) => centre.fault)).toEqual([undefined, undefined]);
    expect(report.centres.some((centre) => centre.heads > 0)).toBe(true);
    expect((await world.owner.query(`select count(*)::int as n from pgboss.job where name = 'seal-journal' and singleton_key = 'kept'`)).rows).toEqual([{ n: 1 }]);

    const desk = await world.signIn('desk');
    expect((await desk.get<{ reset: boolean }>(`/api/feed?after=${cursor}`)).body.reset).toBe(true);
    const again = faults.at(-1);
    expect((await desk.post(`/api/sites/${siteIds[0]}/repairs`, again ?? {})).status).toBe(200);
    expect((await look(world.owner)).counts['repairs']).toBe(before.counts['repairs']);
    const now = writeCursor(await headCursor(world.database));
    const fresh = aFault();
    expect((await desk.post(`/api/sites/${siteIds[0]}/repairs`, fresh)).status).toBe(200);
    await expect.poll(async () => (await desk.get<{ changes: { feature: string }[] }>(`/api/feed?after=${now}`)).body.changes.map((change) => change.feature)).toContain('repairs');
    const order = (await world.owner.query<{ last: boolean }>('select (select xid from journal where subject = $1 limit 1) > max(xid) as last from journal where subject <> $1 and seq <= $2', [fresh.repairId, before.journal.length])).rows;
    expect(order).toEqual([{ last: true }]);
    await started.stop();
  });

  it('given an older schema than the program’s, a swap cut off half way, or work that went on meanwhile, then the first is brought up to date, the second finished by the next start, the third thrown away', async () => {
    // The old data once more, beside.
    const second = join(base, 'second');
    mkdirSync(second, { mode: 0o755 });
    const owned = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true } as const;
    cpSync(join(dataDir, 'pg-17'), join(second, 'pg'), owned);
    const newer = join(base, 'newer');
    cpSync(MIGRATIONS, newer, { recursive: true });
    writeFileSync(join(newer, '9001_more.sql'), '-- 试 / try\nalter table sites add column more text;');
    const made = await carryOver({ dataDir: second, given, migrations: { folder: pathToFileURL(`${newer}/`), names: [...names, '9001_more.sql'] }, now: NOON, backupShare: 0, backUp: async () => undefined, log: () => undefined });
    expect(made).toMatchObject({ from: '17', to: '18', kept: 'pg-17', faults: [] });
    const there = await startEmbeddedPostgres({ dataDir: second, durable: false });
    const owner = new pg.Client({ connectionString: there.adminUrl });
    await owner.connect();
    expect((await owner.query('select more from sites')).rows).toEqual([{ more: null }, { more: null }]);
    await owner.end();
    await there.stop();

    // Cut off between the two moves.
    for (const isWorkedOn of [false, true]) {
      cpSync(join(second, 'pg'), join(second, 'carrying/pg'), owned);
      rmSync(join(second, 'pg'), { recursive: true });
      cpSync(join(second, 'pg-17'), join(second, 'pg'), owned);
      rmSync(join(second, 'pg-17'), { recursive: true });
      await declareCarried(second, '17');
      if (isWorkedOn) writeFileSync(join(second, 'pg/data/global/pg_control'), createHash('sha256').update('later').digest());
      else cpSync(join(second, 'pg'), join(second, 'pg-17'), owned);
      if (!isWorkedOn) rmSync(join(second, 'pg'), { recursive: true });
      const start = startEmbeddedPostgres({ dataDir: second, durable: false });
      if (isWorkedOn) await expect(start).rejects.toThrow(/npm run carry-over/);
      else await (await start).stop();
      expect(existsSync(join(second, 'carried'))).toBe(false);
      expect(majorOf(second)).toBe(isWorkedOn ? '17' : '18');
    }
  });
});
