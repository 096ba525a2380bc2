import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { readStatus } from '../../platform/core/status-contract.ts';
import { backupName, KEEP_DAYS } from '../../platform/server/backup/backup-format.ts';
import { checkRestored } from '../../platform/server/backup/check-restored.ts';
import { makeBackup, type BackupInput } from '../../platform/server/backup/make-backup.ts';
import { restoreFolder, type RestoreInput } from '../../platform/server/backup/restore-folder.ts';
import { startEmbeddedPostgres } from '../../platform/server/postgres/embedded-postgres.ts';
import { writeCursor, headCursor } from '../../platform/server/feed.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { dropLogSlot, startLogArchiver, type Archiver, type ArchiverInput } from '../../platform/server/log-archive/log-archiver.ts';
import { readLogState, stateFile } from '../../platform/server/log-archive/log-state.ts';
import { StartError } from '../../platform/server/start-error.ts';
import { readable } from '../../scripts/installation.ts';
import { openFolder, runProgram, startInstallation } from '../support/own-installation.ts';
import { NOON } from '../support/database.ts';
import { startS3, type S3Receiver } from '../support/receivers/s3-receiver.ts';
import { aFault, type Client, type World } from '../support/program.ts';

const PASSPHRASE = '前厅 的 备份 口令 十二字';

describe('backup and restore', () => {
  const base = openFolder('backup');
  const dataDir = join(base, 'data');
  const target = join(base, 'target');
  const archive = join(base, 'archive');
  let started: Awaited<ReturnType<typeof startInstallation>>;
  let world: World;
  let desk: Client;
  let plain = '';
  let secret = '';
  const key = { keyId: 'FOYERTESTKEY', secret: 'wJalrXUtnFEMI/K7MDENG' };
  let s3: S3Receiver;
  let s3Env: Record<string, string>;
  beforeAll(async () => {
    s3 = await startS3({ bucket: 'centre-backups', ...key });
    s3Env = { FOYER_S3_ENDPOINT: s3.endpoint, FOYER_S3_KEY_ID: key.keyId, FOYER_S3_SECRET: key.secret };
    started = await startInstallation(dataDir);
    world = started.world;
    desk = await world.signIn('desk');
  });
  afterAll(async () => {
    await s3.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const backup = (more: Partial<BackupInput> = {}) =>
    makeBackup({ dataDir, target, databaseUrl: world.databaseUrl, isEmbedded: true, passphrase: undefined, configuration: [{ name: 'environment', body: Buffer.from('PORT=7300\n') }], program: '0.1.0', askedBy: 'hand', now: world.clock.now(), ...more });
  const log = (fault: ReturnType<typeof aFault>) => desk.post(`/api/sites/${world.siteId}/repairs`, fault);
  const env = (folder: string, more: Record<string, string> = {}) => ({ FOYER_DATA: folder, ...more });
  /** The line a person would read, or 'restored'. */
  const restore = (file: string, folder: string, more: Partial<RestoreInput> = {}): Promise<string> =>
    restoreFolder({ file, dataDir: folder, passphrase: undefined, ...readable(), afterwards: async () => undefined, log: () => undefined, ...more }).then(
      () => 'restored',
      (error: unknown) => (error instanceof StartError ? error.message : `not in words: ${String(error)}`),
    );
  const photo = (text: string): string => {
    const hash = createHash('sha256').update(text).digest('hex');
    mkdirSync(join(dataDir, 'files', world.siteId, hash.slice(0, 2)), { recursive: true });
    writeFileSync(join(dataDir, 'files', world.siteId, hash.slice(0, 2), hash), text);
    return hash;
  };

  it('given intake that goes on and a backup beside it, when the machine’s folder is killed and the backup restored, then every command acknowledged before its start is there once and every chain holds', async () => {
    const hash = photo('a picture');
    await world.owner.query(`insert into files (site_id, hash, type, size, added_at, blank) values ($1, $2, 'image/png', 9, $3, false)`, [world.siteId, hash, NOON]);
    const before: ReturnType<typeof aFault>[] = [];
    const beside: ReturnType<typeof aFault>[] = [];
    for (let n = 0; n < 40; n += 1) {
      const fault = aFault({ commandId: uuidv7() });
      expect((await log(fault)).status).toBe(200);
      before.push(fault);
    }
    const cursor = writeCursor(await headCursor(world.database));
    let isDone = false;
    const intake = Array.from({ length: 4 }, async () => {
      while (!isDone) {
        const fault = aFault();
        if ((await log(fault)).status === 200) beside.push(fault);
      }
    });
    const made = await backup();
    isDone = true;
    await Promise.all(intake);
    expect(beside.length).toBeGreaterThan(0);
    plain = made.file;
    expect(statSync(plain).mode & 0o777).toBe(0o600);
    expect(made.bytes).toBe(statSync(plain).size);
    secret = (await backup({ passphrase: PASSPHRASE, now: '2026-11-23T06:00:01.000Z' })).file;
    expect((await world.owner.query('select outcome, with_database, encrypted, same_disk from backups order by started_at')).rows).toEqual([
      { outcome: 'good', with_database: true, encrypted: false, same_disk: true },
      { outcome: 'good', with_database: true, encrypted: true, same_disk: true },
    ]);

    // The machine dies: no shutdown, and the folder is gone.
    process.kill(Number(readFileSync(join(dataDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await world.end().catch(() => undefined);
    await started.postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });

    const restored = await runProgram('restore.ts', [plain], env(dataDir));
    expect(restored.err).toBe('');
    expect(restored.code).toBe(0);
    expect(restored.out).toContain('恢复完成');
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['configuration', 'files', 'keys', 'pg']));
    expect(existsSync(join(dataDir, 'restoring'))).toBe(false);
    expect(statSync(join(dataDir, 'keys/journal')).mode & 0o777).toBe(0o600);

    started = await startInstallation(dataDir, [world.siteId, world.siteB], { FOYER_ARCHIVE_TO: archive });
    world = started.world;
    const centre = [world.siteId, before.map((fault) => fault.commandId)];
    expect((await world.owner.query('select count(*)::int as n, count(distinct subject)::int as subjects from commands where site_id = $1 and command_id = any ($2)', centre)).rows).toEqual([{ n: before.length, subjects: before.length }]);
    const report = await checkRestored({ url: world.databaseUrl, dataDir });
    expect(report.centres.map((entry) => entry.fault)).toEqual([undefined, undefined]);
    expect(report.centres.reduce((sum, entry) => sum + entry.entries, 0)).toBeGreaterThan(before.length);
    expect(report.filesWrong).toEqual({ count: 0, first: undefined });
    expect(report.files).toBe(1);

    // The session of then goes on; a phone sends its last command again, and its old place in the feed is no more.
    desk = { ...desk, ...(await world.signIn('desk')) };
    const again = before.at(-1);
    if (!again) throw new Error('Nothing was logged.');
    expect((await log(again)).status).toBe(200);
    expect((await world.owner.query('select count(*)::int as n from repairs where site_id = $1 and id = $2', [world.siteId, again.repairId])).rows).toEqual([{ n: 1 }]);
    expect((await world.owner.query(`select count(*)::int as n from journal where site_id = $1 and subject = $2 and event = 'RepairLogged'`, [world.siteId, again.repairId])).rows).toEqual([{ n: 1 }]);
    expect((await desk.get<{ reset: boolean }>(`/api/feed?after=${cursor}`)).body.reset).toBe(true);
  }, 300_000);

  it('given a whole backup with a passphrase, in a folder or in object storage, when it is verified, then every chain and file is walked', async () => {
    const name = secret.split('/').at(-1) ?? '';
    s3.objects.set(name, { body: readFileSync(secret), etag: '"in-one-piece"' });
    const report = await runProgram('verify-backup.ts', [`s3://centre-backups/${name}`], env(join(base, 'elsewhere'), { ...s3Env, FOYER_BACKUP_PASSPHRASE: PASSPHRASE }));
    s3.objects.clear();
    expect(report.err).toBe('');
    expect(report.out).toContain('备份完好');
    expect(report.out).toMatch(/一致 \/ holds（\d+ 条链/);
  }, 300_000);

  const bad: [string, (good: Buffer) => Buffer, RegExp][] = [
    ['cut off', (good) => good.subarray(0, Math.floor(good.length * 0.7)), /不完整/],
    ['cut off within its last kilobyte', (good) => good.subarray(0, good.length - 600), /不完整/],
    ['altered in the middle', (good) => { const copy = Buffer.from(good); const at = Math.floor(copy.length / 2); copy[at] = (copy[at] ?? 0) ^ 0xff; return copy; }, /改动/],
    ['of something else', () => Buffer.from('SQLite format 3\0 and so on'.repeat(50)), /不是前厅的备份/],
    ['empty', () => Buffer.alloc(0), /不是前厅的备份/],
  ];
  it.each(bad)('given a backup %s, when it is restored, then it is refused in words and the folder stays empty', async (name, spoil, words) => {
    const folder = join(base, `bad-${name.replaceAll(' ', '-')}`);
    const file = join(base, 'bad.tar.zst');
    writeFileSync(file, spoil(readFileSync(plain)));
    expect(await restore(file, folder)).toMatch(words);
    expect(readdirSync(folder)).toEqual([]);
  });

  const badSecret: [string, (good: Buffer) => Buffer, string | undefined, RegExp][] = [
    ['a wrong passphrase', (good) => good, 'quite another one', /口令不对/],
    ['no passphrase', (good) => good, undefined, /FOYER_BACKUP_PASSPHRASE/],
    ['a piece altered', (good) => { const copy = Buffer.from(good); copy[400_000] = (copy[400_000] ?? 0) ^ 1; return copy; }, PASSPHRASE, /改动/],
    ['its end cut off between two pieces', (good) => good.subarray(0, 41 + 2 * (256 * 1024 + 16)), PASSPHRASE, /不完整/],
  ];
  it.each(badSecret)('given an encrypted backup and %s, when it is restored, then it is refused in words', async (name, spoil, passphrase, words) => {
    const folder = join(base, `secret-${name.replaceAll(' ', '-')}`);
    const file = join(base, 'bad.tar.zst.enc');
    writeFileSync(file, spoil(readFileSync(secret)));
    expect(await restore(file, folder, { passphrase })).toMatch(words);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('given a folder with something in it, a running Foyer, or a wish for a point in time, when restoring, then it is refused and nothing is touched', async () => {
    const full = join(base, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'notes.txt'), 'mine');
    expect(await restore(plain, full)).toMatch(/不是空的（有 notes.txt）/);
    expect(readdirSync(full)).toEqual(['notes.txt']);
    expect(await restore(plain, dataDir)).toMatch(/前厅已在用这个数据文件夹运行/);
    const inTime = await runProgram('restore.ts', [plain, '--to', '2026-11-23T06:00:00Z'], env(join(base, 'pitr')));
    expect(inTime).toMatchObject({ code: 1, err: expect.stringMatching(/^[^\n]*只能恢复到备份完成的那一刻[^\n]*\n$/) });
  });

  it('given a backup of a newer program or another PostgreSQL, when it is restored, then it is refused before anything is unpacked', async () => {
    const known = readable();
    expect(await restore(plain, join(base, 'newer'), { migrations: known.migrations.slice(0, -1) })).toMatch(/来自更新的前厅/);
    expect(await restore(plain, join(base, 'other'), { postgres: '17' })).toMatch(/属于 PostgreSQL 18，本程序自带的是 17/);
    expect(readdirSync(join(base, 'newer'))).toEqual([]);
  });

  it('given a restore that was interrupted, when Foyer starts there, then it refuses; when restored again, then it is whole', async () => {
    const folder = join(base, 'interrupted');
    mkdirSync(join(folder, 'restoring/pg'), { recursive: true });
    await expect(startEmbeddedPostgres({ dataDir: folder })).rejects.toThrow(/恢复没有做完/);
    expect(await restore(plain, folder)).toBe('restored');
    const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
    await postgres.stop();
  }, 300_000);

  it('given backups older than the days we keep, when a new one is made by the program beside the running one, then they go and what is not ours stays', async () => {
    const old = backupName(new Date(Date.now() - (KEEP_DAYS + 1) * 86_400_000).toISOString(), false);
    const young = backupName(new Date(Date.now() - (KEEP_DAYS - 1) * 86_400_000).toISOString(), false);
    const folder = join(base, 'kept');
    mkdirSync(folder);
    for (const name of [old, young, 'family.tar.zst']) writeFileSync(join(folder, name), '');
    const made = await runProgram('backup.ts', [folder], env(dataDir));
    expect(made.err).toBe('');
    expect(made.out).toMatch(/备份完成.*项/);
    expect(made.out).toContain('备份没有加密');
    const names = readdirSync(folder);
    expect(names).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining([young, 'family.tar.zst']));
  }, 300_000);

  it('given object storage as the target, when backed up, listed and restored by the programs, then it comes back whole, and no key is in what is kept or said', async () => {
    const place = 's3://centre-backups/nightly';
    const set = { ...s3Env, FOYER_BACKUP_TO: place };
    s3.objects.set(`nightly/${backupName(new Date(Date.now() - (KEEP_DAYS + 1) * 86_400_000).toISOString(), false)}`, { body: Buffer.from('x'), etag: '"x"' });
    const made = await runProgram('backup.ts', [], env(dataDir, set));
    expect(made.err).toBe('');
    expect(made.out).toMatch(/备份完成.*s3:\/\/centre-backups\/nightly\/foyer-/);
    expect(made.out).not.toContain('同一块盘');
    const [object = '', ...more] = s3.objects.keys();
    expect(more).toEqual([]);
    expect(s3.uploads.size).toBe(0);
    const file = `s3://centre-backups/${object}`;
    expect((await world.owner.query(`select file, bytes::int, same_disk from backups where outcome = 'good' order by id desc limit 1`)).rows).toEqual([{ file, bytes: s3.objects.get(object)?.body.length, same_disk: false }]);

    const [listed, restored] = await Promise.all([
      runProgram('restore.ts', [], env(join(base, 'none'), set)),
      runProgram('restore.ts', [file], env(join(base, 'from-afar'), set)),
    ]);
    expect(listed).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/1 个备份.*\nfoyer-\d{8}-\d{6}\.tar\.zst +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d +[\d.]+ MB\n/) });
    expect(restored).toMatchObject({ code: 0, err: '', out: expect.stringContaining('恢复完成') });
    const settings = readFileSync(join(base, 'from-afar/configuration/environment'), 'utf8');
    expect(settings).toContain('FOYER_S3_ENDPOINT=');
    for (const text of [settings, ...[made, listed, restored].map(({ out, err }) => out + err)]) for (const hidden of Object.values(key)) expect(text).not.toContain(hidden);

    // A key that is no longer good: told in words, remembered by its reason, and what is there stays.
    await expect(backup({ target: place, s3: { endpoint: s3.endpoint, region: 'us-east-1', keyId: key.keyId, secret: 'quite-another-one', pathStyle: undefined } })).rejects.toMatchObject({ code: 'target-refused', message: expect.stringMatching(/^密钥不对[^\n]*$/) });
    expect((await world.owner.query(`select reason, file from backups where outcome = 'failed' order by id desc limit 1`)).rows).toEqual([{ reason: 'target-refused', file: expect.stringContaining(place) }]);
    expect([...s3.objects.keys()]).toEqual([object]);
  }, 300_000);

  it('given another backup at work, or a target that cannot be written, when a backup is asked for, then it is refused in words and no file is left', async () => {
    const { rows } = await world.owner.query<{ pid: number }>(`select pg_advisory_lock(hashtext('foyer-backup')), pg_backend_pid() as pid`);
    await expect(backup({ target: join(base, 'busy') })).rejects.toMatchObject({ code: 'busy' });
    await world.owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]).catch(() => undefined);
    const file = join(base, 'a-file');
    writeFileSync(file, '');
    await expect.poll(() => backup({ target: join(file, 'within') }).catch((error: { code: string }) => error.code)).toBe('target-unwritable');
    expect((await world.owner.query(`select reason from backups where outcome = 'failed' order by id desc limit 1`)).rows).toEqual([{ reason: 'target-unwritable' }]);
  });

  it('given a backup that is stopped half way, then it says so in words, leaves no file and the next one is made', async () => {
    const stop = new AbortController();
    const folder = join(base, 'stopped');
    await expect(backup({ target: folder, signal: stop.signal, onProgress: (_part, written) => { if (written.bytes > 4_000_000) stop.abort(); } })).rejects.toMatchObject({ code: 'stopped' });
    expect(readdirSync(folder)).toEqual([]);
    expect((await backup({ target: folder })).bytes).toBeGreaterThan(0);
  }, 300_000);

  describe('the archive of the log', () => {
    const now = (): string => new Date().toISOString();
    const archiveWith = (more: Partial<ArchiverInput> = {}) => startLogArchiver({ dataDir, url: started.postgres.adminUrl, target: archive, passphrase: PASSPHRASE, minutes: 60, onError: () => undefined, ...more });
    const stateNow = async () => (await (await world.signIn('manager')).get<OutputOf<typeof readStatus>>('/api/status')).body.archive;
    const enter = async (): Promise<string> => {
      const fault = aFault();
      expect((await log(fault)).status).toBe(200);
      return fault.repairId;
    };
    const nextSegment = () => world.owner.query('select pg_switch_wal()');
    /** Which of these orders stand in a restored folder, and whether all its chains hold. */
    const looked = async (folder: string, orders: readonly string[]) => {
      const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
      const pool = new pg.Client({ connectionString: postgres.adminUrl });
      await pool.connect();
      try {
        const { rows } = await pool.query<{ id: string }>('select id from repairs where id = any ($1)', [orders]);
        const epoch = (await pool.query<{ epoch: string }>('select epoch from installation')).rows[0]?.epoch;
        const report = await checkRestored({ url: postgres.adminUrl, dataDir: folder });
        return { there: orders.map((id) => rows.some((row) => row.id === id)), epoch, faults: report.centres.map((centre) => centre.fault), line: await readLogState(stateFile(folder)) };
      } finally {
        await pool.end();
        await postgres.stop();
      }
    };
    const pieces = (): string[] => readdirSync(archive).flatMap((line) => readdirSync(join(archive, line)).map((name) => join(archive, line, name))).sort();
    let archiver: Archiver;
    let orders: string[] = [];
    let moment = '';
    let file = '';

    it('given an order, a backup, another order, a moment and a third, when restored to that moment, then the first two are there, the third is not, every chain holds and the feed begins anew', async () => {
      archiver = await archiveWith();
      expect(await archiver.flush()).toBe(true);
      const a = await enter();
      file = (await backup({ now: now() })).file;
      const b = await enter();
      for (let n = 0; n < 2; n += 1) {
        await nextSegment();
        expect(await archiver.flush()).toBe(true);
        await enter();
      }
      moment = now();
      const c = await enter();
      await nextSegment();
      const d = await enter();
      expect(await archiver.flush()).toBe(true);
      orders = [a, b, c, d];
      expect(pieces().length).toBeGreaterThan(3);
      expect(pieces().every((path) => /\/[0-9A-F]{24}(_\d{8}T\d{9}Z)?_[0-9a-f]{32}(\.partial)?\.zst\.enc$/.test(path))).toBe(true);
      expect(await stateNow()).toMatchObject({ folder: archive, isBehind: false, waiting: 0, failing: null });
      const folder = join(base, 'in-time');
      const restored = await runProgram('restore.ts', [file, '--to', moment], env(folder, { FOYER_ARCHIVE_TO: archive, FOYER_BACKUP_PASSPHRASE: PASSPHRASE }));
      expect(restored).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/已重放归档的日志，最后一处改动在 \d{4}-/) });
      const found = await looked(folder, orders);
      expect(found).toMatchObject({ there: [true, true, false, false], faults: [undefined, undefined], line: undefined });
      expect(found.epoch).not.toBe((await world.owner.query<{ epoch: string }>('select epoch from installation')).rows[0]?.epoch);
    }, 300_000);

    it('given a backup after which nothing was archived yet, when restored as far as the archive goes, then it comes as of its own end; a moment after it is refused', async () => {
      const newest = (await backup({ now: now() })).file;
      const folder = join(base, 'nothing-since');
      // As after a machine that is lost in the minutes before the next piece goes.
      const until = join(base, 'nothing-since-log');
      cpSync(archive, until, { recursive: true });
      const copied = (): string[] => readdirSync(until).flatMap((line) => readdirSync(join(until, line)).map((name) => join(until, line, name))).sort();
      expect(copied().length).toBeGreaterThan(0);
      expect(await restore(newest, folder, { to: '2099-01-01T00:00:00Z', archive: until, passphrase: PASSPHRASE })).toMatch(/归档只到 \d{4}-/);
      const restored = await runProgram('restore.ts', [newest, '--to', 'latest'], env(folder, { FOYER_ARCHIVE_TO: until, FOYER_BACKUP_PASSPHRASE: PASSPHRASE }));
      expect(restored).toMatchObject({ code: 0, err: '', out: expect.stringContaining('归档里没有这个备份以后的改动') });
      expect((await looked(folder, orders)).there).toEqual(orders.map(() => true));
    }, 300_000);

    it('given a target that is gone for a while, when work goes on, then nothing is refused, the log waits and says since when and why, and with the target back it catches up by itself', async () => {
      renameSync(archive, `${archive}-away`);
      for (let n = 0; n < 2; n += 1) {
        orders.push(await enter());
        await nextSegment();
      }
      expect(await archiver.flush()).toBe(false);
      expect(existsSync(archive)).toBe(false);
      expect(await stateNow()).toMatchObject({ failing: { reason: 'target-gone', since: expect.any(String) }, isBehind: false });
      expect((await stateNow())?.waiting).toBeGreaterThanOrEqual(2);
      expect((await world.anonymous.get<string>('/metrics')).body).toMatch(/foyer_archive_waiting [2-9]\n/);
      // Stopped meanwhile: what waits is kept by the database, not by us.
      await archiver.stop();
      renameSync(`${archive}-away`, archive);
      archiver = await archiveWith();
      await expect.poll(async () => (await stateNow())?.failing).toBeNull();
      expect(await stateNow()).toMatchObject({ waiting: 0, failing: null });
      const folder = join(base, 'latest');
      expect(await restore(file, folder, { to: 'latest', archive, passphrase: PASSPHRASE })).toBe('restored');
      expect((await looked(folder, orders)).there).toEqual(orders.map(() => true));
    }, 300_000);

    it('given a moment that cannot be reached, a piece that is missing, a wrong passphrase or no archive, when restoring, then one line says so and nothing is left', async () => {
      const folder = join(base, 'refused');
      const asked = (to: string, more: Partial<RestoreInput> = {}) => restore(file, folder, { to, archive, passphrase: PASSPHRASE, ...more });
      expect(await asked('2026-11-01T00:00:00Z')).toMatch(/才完成，不能恢复到更早/);
      const tooLate = await asked('2099-01-01T00:00:00Z');
      expect(tooLate).toMatch(/归档只到 \d{4}-[^ ]+[+-]\d\d:\d\d，最晚只能恢复到那一刻/);
      expect(await asked('yesterday')).toMatch(/--to 应为时刻/);
      expect(await asked(moment, { archive: undefined })).toMatch(/没有归档数据库日志/);
      expect(await asked(moment, { archive: join(base, 'nowhere') })).toMatch(/归档里没有这个备份以后的日志/);
      expect(await asked(moment, { passphrase: 'quite another one' })).toMatch(/口令不对/);
      // Of the pieces after the backup's own: the last whole one.
      const second = pieces().findLast((path) => !path.includes('.partial')) ?? '';
      renameSync(second, `${second}.away`);
      expect(await asked('latest')).toMatch(new RegExp(`归档里缺 ${basename(second).slice(0, 24)}，最晚只能恢复到 `));
      renameSync(`${second}.away`, second);
      expect(readdirSync(folder)).toEqual([]);
    }, 300_000);

    it('given a disk of the data that runs out of room while the target is gone, then what waits is given up before the desks must stop, and the status says that a new backup is needed', async () => {
      renameSync(archive, `${archive}-away`);
      for (let n = 0; n < 5; n += 1) {
        await enter();
        await nextSegment();
      }
      await archiver.stop();
      archiver = await archiveWith({ letGoBelow: Number.MAX_SAFE_INTEGER });
      await expect.poll(async () => (await stateNow())?.letGoAt ?? null, { timeout: 20_000 }).not.toBeNull();
      expect(await stateNow()).toMatchObject({ waiting: 0, needsBackup: true, failing: { reason: 'target-gone' } });
      renameSync(`${archive}-away`, archive);
      expect(await archiver.flush()).toBe(true);
      await backup({ now: now() });
      expect(await stateNow()).toMatchObject({ needsBackup: false, letGoAt: null, failing: null });
      await archiver.stop();
      await dropLogSlot(started.postgres.adminUrl);
      expect((await world.owner.query('select slot_name from pg_replication_slots')).rows).toEqual([]);
    }, 300_000);
  });

  it('ends', () => started.stop());
});
