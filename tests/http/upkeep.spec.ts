import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CENTRE_PLAN } from '../../apps/server/centre-plan.ts';
import { watchOnce, type UpkeepDeps } from '../../features/upkeep/server/upkeep-watch.ts';
import type { DiskLevel } from '../../platform/core/health.ts';
import type { OutputOf } from '../../platform/core/contract.ts';
import type { readStatus } from '../../platform/core/status-contract.ts';
import { makeBackup } from '../../platform/server/backup/make-backup.ts';
import { nightlyOnce } from '../../platform/server/backup/nightly.ts';
import { exportCentre } from '../../platform/server/centre-copy/export-centre.ts';
import { startDiskGuard } from '../../platform/server/disk-guard.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { checkJournal } from '../../platform/server/journal-heads.ts';
import { aFault, logFault, startProgram, type Client, type Problem, type World } from '../support/program.ts';

type Status = OutputOf<typeof readStatus>;

describe('the upkeep of an installation', () => {
  let world: World;
  let manager: Client;
  let level: DiskLevel = 'fine';
  let machine: ReturnType<UpkeepDeps['machine']> = { aheadMs: null, certificateUntil: null };
  let archive: Awaited<ReturnType<UpkeepDeps['archive']>> = null;
  let deps: UpkeepDeps;
  beforeAll(async () => {
    world = await startProgram();
    manager = await world.signIn('manager');
    deps = { ...world.deps, machine: () => machine, archive: async () => archive, disk: { look: async () => level } };
  });
  afterAll(() => world.end());

  const recordBackup = (at: string, outcome: 'good' | 'failed', reason: string | null = null) =>
    world.owner.query(
      `insert into backups (id, started_at, ended_at, asked_by, outcome, reason, file, bytes, with_database, encrypted, same_disk) values ($1, $2, $2, 'clock', $3, $4, '/backups/foyer.tar.zst', 1048576, true, false, false)`,
      [uuidv7(), at, outcome, reason],
    );
  const alerts = async (topic: string) =>
    (await world.owner.query<{ status: string; level: string }>('select status, level from alerts where site_id = $1 and topic = $2 order by raised_at', [world.siteId, topic])).rows;
  const status = async (): Promise<Status> => (await manager.get<Status>('/api/status')).body;

  it('given a young installation without a backup, then nothing is old and nobody is told', async () => {
    expect(await watchOnce(deps)).toBe(0);
    expect((await status()).backup).toMatchObject({ isOld: false, lastGood: null, lastFailed: null, nightlyAt: '02:30' });
  });

  it('given tonight, when the round comes, then one backup is made, a failed one is tried again after an hour, and a good one is enough', async () => {
    const ran: string[] = [];
    const round = (fail = false) =>
      nightlyOnce({ database: world.database, clock: world.clock, at: '02:30', run: async (now) => {
        ran.push(now);
        await recordBackup(now, fail ? 'failed' : 'good', fail ? 'target-full' : null);
      } }, new AbortController().signal);
    const at = (now: string): void => world.clock.set(now);
    at('2026-11-23T18:29:00.000Z');
    expect(await round()).toBe(false);
    at('2026-11-23T18:30:30.000Z');
    expect(await round(true)).toBe(true);
    at('2026-11-23T19:00:00.000Z');
    expect(await round()).toBe(false);
    expect((await status()).backup).toMatchObject({ lastGood: null, lastFailed: { reason: 'target-full' } });
    at('2026-11-23T19:31:00.000Z');
    expect(await round()).toBe(true);
    at('2026-11-24T18:29:00.000Z');
    expect(await round()).toBe(false);
    expect((await status()).backup).toMatchObject({ isOld: false, lastGood: { bytes: 1_048_576 }, lastFailed: null });
    expect(ran).toEqual(['2026-11-23T18:30:30.000Z', '2026-11-23T19:31:00.000Z']);
  });

  it('given no backup for two days, when the watch looks, then the status is red, every centre’s keepers are told once, and a new backup ends it', async () => {
    world.clock.set('2026-11-25T19:32:00.000Z');
    expect((await status()).backup.isOld).toBe(true);
    expect(await watchOnce(deps)).toBe(2);
    expect(await watchOnce(deps)).toBe(0);
    expect(await alerts('system.backup')).toEqual([{ status: 'open', level: 'breach' }]);
    const told = await world.owner.query<{ role: string }>(`select distinct m.role from alert_recipients r join memberships m on m.person_id = r.person_id and m.site_id = r.site_id where r.site_id = $1`, [world.siteId]);
    expect(told.rows.map((row) => row.role).every((role) => ['property_manager', 'admin'].includes(role))).toBe(true);
    expect(told.rows.length).toBeGreaterThan(0);
    await recordBackup('2026-11-25T19:33:00.000Z', 'good');
    expect(await watchOnce(deps)).toBe(2);
    expect(await alerts('system.backup')).toEqual([{ status: 'ended', level: 'breach' }]);
    expect((await checkJournal(world.database, world.siteId)).fault).toBeUndefined();
  });

  it('given a disk that fills and is cleared, then a warning becomes the highest alarm and both end', async () => {
    level = 'low';
    await watchOnce(deps);
    expect(await alerts('system.disk')).toMatchObject([{ status: 'open' }]);
    level = 'read-only';
    await watchOnce(deps);
    expect(await alerts('system.read-only')).toMatchObject([{ status: 'open', level: 'top' }]);
    level = 'fine';
    await watchOnce(deps);
    for (const topic of ['system.disk', 'system.read-only']) expect(await alerts(topic)).toMatchObject([{ status: 'ended' }]);
  });

  it('given a clock that runs an hour ahead of people’s devices and a certificate near its end, then both are told once, and mended both end', async () => {
    machine = { aheadMs: 3_600_000, certificateUntil: new Date(Date.parse(world.clock.now()) + 20 * 86_400_000).toISOString() };
    await watchOnce(deps);
    expect(await watchOnce(deps)).toBe(0);
    expect(await alerts('system.clock')).toEqual([{ status: 'open', level: 'breach' }]);
    expect(await alerts('system.certificate')).toEqual([{ status: 'open', level: 'warning' }]);
    machine = { aheadMs: 500, certificateUntil: new Date(Date.parse(world.clock.now()) + 90 * 86_400_000).toISOString() };
    await watchOnce(deps);
    for (const topic of ['system.clock', 'system.certificate']) expect(await alerts(topic)).toMatchObject([{ status: 'ended' }]);
  });

  it('given an archive of the log that is half an hour behind, when the watch looks, then every centre’s keepers are told once up to when it reaches, and caught up it ends', async () => {
    archive = { until: '2026-11-25T18:59:00.000Z', behindSeconds: 1800 };
    expect(await watchOnce(deps)).toBe(0);
    archive = { until: '2026-11-25T18:59:00.000Z', behindSeconds: 1801 };
    expect(await watchOnce(deps)).toBe(2);
    expect(await watchOnce(deps)).toBe(0);
    expect((await world.owner.query(`select level, state->'facts' as facts from alerts where site_id = $1 and topic = 'system.archive'`, [world.siteId])).rows).toEqual([{ level: 'breach', facts: { last: '2026-11-25T18:59:00.000Z' } }]);
    archive = { until: '2026-11-25T19:30:00.000Z', behindSeconds: 4 };
    await watchOnce(deps);
    expect(await alerts('system.archive')).toMatchObject([{ status: 'ended' }]);
  });

  it('given the administrator and a manager, when they ask, then only the first reads the figures themselves', async () => {
    expect((await status()).exact).toBeNull();
    await world.owner.query(`insert into memberships (site_id, person_id, role, valid_from) select site_id, person_id, 'admin', valid_from from memberships where site_id = $1 and person_id = $2 limit 1`, [world.siteId, manager.personId]);
    const admin = await world.signIn('manager');
    await expect.poll(async () => (await admin.get<Status>('/api/status')).body.exact?.databaseBytes ?? 0).toBeGreaterThan(1_000_000);
    expect((await admin.get<Status>('/api/status')).body.exact).toMatchObject({ migration: expect.stringMatching(/\.sql$/), connections: { atMost: 80 } });
  });

  it('given a channel whose last message was refused, then the status says so with its reason', async () => {
    const channel = uuidv7();
    await world.owner.query(`insert into channels (site_id, id, kind, name, sealed) values ($1, $2, 'wecom', '客服群', '')`, [world.siteId, channel]);
    expect((await status()).channels).toEqual([{ siteName: expect.any(String), name: '客服群', state: null, at: null, reason: null }]);
    await world.owner.query(
      `insert into deliveries (site_id, id, alert_id, step, kind, channel_id, chain, rank, state, done_at, reason, made_at) select site_id, $2, id, 0, 'wecom', $3, 'x', 0, 'refused', $4, 'no-connection', $4 from alerts where site_id = $1 limit 1`,
      [world.siteId, uuidv7(), channel, world.clock.now()],
    );
    expect((await status()).channels).toMatchObject([{ name: '客服群', state: 'refused', reason: 'no-connection' }]);
  });

  it('given the devices of three people, when most of them read another time, then the machine’s clock is told to be off', async () => {
    for (const [name, minutes] of [['manager', 10], ['desk', 10], ['technician', 0]] as const) {
      const person = await world.signIn(name);
      await fetch(`${world.origin}/api/session`, { headers: { cookie: person.cookie, 'x-device-time': String(Date.parse(world.clock.now()) - minutes * 60_000) } });
    }
    await expect.poll(async () => (await status()).clock).toEqual({ devices: 3, aheadMs: 600_000 });
  });

  it('given metrics, then disk, backup, feed and room are among them', async () => {
    const { body } = await world.anonymous.get<string>('/metrics');
    for (const name of ['foyer_disk_free_bytes', 'foyer_backup_age_seconds', 'foyer_feed_held_seconds', 'foyer_read_only 0', 'foyer_clock_ahead_seconds 600']) expect(body).toContain(name);
  });
});

/** A disk of its own, where we may mount one. */
const SMALL = mkdtempSync(join(tmpdir(), 'foyer-small-'));
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', SMALL]).status === 0;

describe.runIf(canMount)('a disk that is really full', () => {
  let world: World;
  let desk: Client;
  beforeAll(async () => {
    world = await startProgram(undefined, {}, { diskLimits: { below: 8_000_000, again: 12_000_000 } });
    desk = await world.signIn('desk');
  });
  afterAll(async () => {
    await world.end();
    spawnSync('umount', [SMALL]);
    rmSync(SMALL, { recursive: true, force: true });
  });

  it('given hardly any room, when commands come, then they wait with a reason, reading goes on, and with room again all is taken', async () => {
    const guard = startDiskGuard(SMALL, { limits: { below: 8_000_000, again: 12_000_000 } });
    expect(await guard.look()).toBe('fine');
    writeFileSync(join(SMALL, 'photos'), Buffer.alloc(18_000_000));
    expect(await guard.look()).toBe('read-only');
    writeFileSync(join(SMALL, 'photos'), Buffer.alloc(14_000_000));
    expect(await guard.look()).toBe('read-only');
    writeFileSync(join(SMALL, 'photos'), Buffer.alloc(1_000_000));
    expect(await guard.look()).toBe('fine');
    guard.stop();
  });

  it('given a backup whose target fills up, then it says so, leaves no half file and is recorded', async () => {
    writeFileSync(join(SMALL, 'photos'), Buffer.alloc(23_000_000));
    writeFileSync(join(world.dataDir, 'big'), Buffer.from(Array.from({ length: 3_000_000 }, () => Math.floor(Math.random() * 256))));
    const failure = await makeBackup({ dataDir: world.dataDir, target: join(SMALL, 'backups'), databaseUrl: world.databaseUrl, isEmbedded: false, passphrase: undefined, configuration: [], program: 'test', askedBy: 'hand', now: world.clock.now() }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'target-full', message: expect.stringContaining('备份目标满了') });
    expect(spawnSync('ls', [join(SMALL, 'backups')]).stdout.toString()).toBe('');
    expect((await world.owner.query('select outcome, reason from backups')).rows).toEqual([{ outcome: 'failed', reason: 'target-full' }]);
    await expect(logFault(desk, world.siteId)).resolves.toBeTruthy();
  });

  it('given a target without a byte left, when a backup or an export goes there, then it is refused in words, leaves no file and the program goes on', async () => {
    expect(() => writeFileSync(join(SMALL, 'photos'), Buffer.alloc(26_000_000))).toThrow('ENOSPC');
    const backup = await makeBackup({ dataDir: world.dataDir, target: join(SMALL, 'backups'), databaseUrl: world.databaseUrl, isEmbedded: false, passphrase: undefined, configuration: [], program: 'test', askedBy: 'hand', now: world.clock.now() }).catch((error: unknown) => error);
    expect(backup).toMatchObject({ code: 'target-full' });
    const copy = await exportCentre({ databaseUrl: world.databaseUrl, filesFolder: join(world.dataDir, 'files'), siteId: world.siteId, target: join(SMALL, 'centre.tar.zst'), program: 'test', now: world.clock.now(), plan: CENTRE_PLAN }).catch((error: unknown) => error);
    expect(copy).toMatchObject({ message: expect.stringMatching(/满了.* \/ /) });
    expect([...readdirSync(join(SMALL, 'backups')), ...readdirSync(SMALL)].filter((name) => name.includes('.tar'))).toEqual([]);
  });
});

describe('a server without room', () => {
  it('given a program that takes nothing in, when a command comes, then it is answered so that an outbox keeps it, and signing in and reading go on; without its database, then every answer says so at once and the pages themselves still come', async () => {
    let isDown = false;
    const world = await startProgram(undefined, {}, { diskLimits: { below: Number.MAX_SAFE_INTEGER, again: Number.MAX_SAFE_INTEGER }, isDatabaseDown: () => isDown });
    try {
      await world.disk.look();
      const desk = await world.signIn('desk');
      const refused = await desk.post<Problem>(`/api/sites/${world.siteId}/repairs`, aFault());
      expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable', facts: { why: 'disk-full' } } });
      expect((await desk.get(`/api/sites/${world.siteId}/repairs`)).status).toBe(200);
      expect((await (await world.signIn('manager')).get<Status>('/api/status')).body.disk?.level).toBe('read-only');
      isDown = true;
      for (const answer of [await desk.get<Problem>(`/api/sites/${world.siteId}/repairs`), await desk.post<Problem>(`/api/sites/${world.siteId}/repairs`, aFault())]) expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', facts: { why: 'database-down' } } });
      expect((await world.anonymous.get('/healthz')).status).toBe(200);
      expect((await world.anonymous.get('/m')).status).not.toBe(503);
      isDown = false;
      expect((await desk.get(`/api/sites/${world.siteId}/repairs`)).status).toBe(200);
    } finally {
      await world.end();
    }
  });
});

describe('a disk on which every commit hangs', () => {
  it('given thirty entries at once while commits take five seconds, then each is answered in time and says why, reading goes on; sent again when the disk has recovered, each stands there once and no connection stays taken', async () => {
    // A commit waits on the server as it does for a disk: a deferred trigger sleeps in it.
    const world = await startProgram(undefined, {}, { patience: { waitMs: 400, commitMs: 500 } });
    try {
      const desk = await world.signIn('desk');
      await world.owner.query(`create function slow_disk() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return null; end $$`);
      await world.owner.query(`create constraint trigger slow_disk after insert on commands deferrable initially deferred for each row execute function slow_disk()`);
      const path = `/api/sites/${world.siteId}/repairs`;
      const faults = Array.from({ length: 30 }, () => aFault());
      const from = performance.now();
      const sending = Promise.all(faults.map((fault) => desk.post<Problem>(path, fault)));
      await new Promise((resolve) => setTimeout(resolve, 200));
      // All writers hang; who reads has connections of his own.
      expect((await desk.get(path)).status).toBe(200);
      expect((await (await world.signIn('manager')).get('/api/status')).status).toBe(200);
      const answers = await sending;
      expect(performance.now() - from).toBeLessThan(4_500);
      expect(new Set(answers.map(({ status, body }) => `${status} ${body.code} ${String((body.facts as { why?: string }).why)}`))).toEqual(new Set(['503 unavailable database-slow']));
      await world.owner.query('drop trigger slow_disk on commands');
      for (const fault of faults) await expect.poll(async () => (await desk.post(path, fault)).status, { timeout: 10_000 }).toBe(200);
      const { rows } = await world.owner.query<{ n: number }>(`select count(*)::int as n from journal where site_id = $1 and subject = any ($2) and event = 'RepairLogged' group by subject`, [world.siteId, faults.map((fault) => fault.repairId)]);
      expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 30 }, () => 1));
      await expect.poll(() => world.database.pool.totalCount - world.database.pool.idleCount + world.database.pool.waitingCount).toBe(0);
      expect((await checkJournal(world.database, world.siteId)).fault).toBeUndefined();
    } finally {
      await world.end();
    }
  });
});
