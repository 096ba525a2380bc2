import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settleRestore } from '../../platform/server/backup/settle-restore.ts';
import { systemClock, testClock } from '../../platform/server/clock.ts';
import { parseConfig, unknownSettings } from '../../platform/server/config.ts';
import { chooseDataFolder } from '../../platform/server/data-folder.ts';
import { startEmbeddedPostgres } from '../../platform/server/postgres/embedded-postgres.ts';
import { dropLogSlot, startLogArchiver } from '../../platform/server/log-archive/log-archiver.ts';
import { openLog } from '../../platform/server/log.ts';
import { failureLine } from '../../platform/server/failure-line.ts';
import { say } from '../../platform/server/progress.ts';
import { listenFailure, unknownSettingLine } from '../../platform/server/start-error.ts';
import { onStop } from '../../platform/server/stop-signals.ts';
import { addressesOf, isHttps, trustAddressesOf } from './addresses.ts';
import { startLocalHttps, withLocalCertificate } from './local-https.ts';
import { nightlyBackup } from './nightly-backup.ts';
import { upgrade } from './upgrade.ts';

/** Whatever hangs, we end: the database's own stop comes on top. */
const CLOSE_MS = 25_000;
/** The database's own included; the service is killed five seconds later. */
const END_MS = 85_000;
/** After an outage every phone and desk knocks in the same seconds; those the system does not let wait come back only after many. */
const BACKLOG = 4096;

const aborted = (signal: AbortSignal): Promise<void> => new Promise((done) => (signal.aborted ? done() : signal.addEventListener('abort', () => done(), { once: true })));

/** Aborted, it comes to an end soon: the database is stopped, what then fails is cleared away. */
const start = async (asked: AbortSignal): Promise<() => Promise<void>> => {
  asked.throwIfAborted();
  const given = parseConfig(process.env);
  for (const { name, meant } of unknownSettings(process.env)) say(unknownSettingLine(name, meant));
  const clock = given.testClock ? testClock() : systemClock;
  const dataDir = chooseDataFolder({ given: given.dataDirGiven ? given.dataDir : undefined, usual: given.dataDir });
  // The program is read in while the database gets up: after a power cut people wait for both.
  const loading = import('./program.ts');
  loading.catch(() => undefined);
  const embedded = given.databaseUrl ? undefined : await startEmbeddedPostgres({ dataDir, log: say, onLost: say, revive: true, signal: asked });
  const giveUp = (): void => void embedded?.stop();
  asked.addEventListener('abort', giveUp);
  try {
    if (!embedded) await settleRestore(dataDir);
    const config = withLocalCertificate(given, dataDir);
    const logger = openLog(join(dataDir, 'logs'), config.logLevel === 'info' ? 'warn' : config.logLevel);
    const databaseUrl = config.databaseUrl ?? embedded?.adminUrl ?? '';
    const { createProgram, ROOT } = await loading;
    asked.throwIfAborted();
    await upgrade({ config, dataDir, databaseUrl, folder: new URL('db/migrations/', ROOT), now: clock.now() });
    asked.throwIfAborted();
    if (embedded && !config.archiveTo) await dropLogSlot(databaseUrl);
    const archiver =
      embedded && config.archiveTo
        ? await startLogArchiver({ dataDir, url: databaseUrl, target: config.archiveTo, passphrase: config.backupPassphrase, minutes: config.archiveMinutes, onError: (error) => logger.error({ err: error }, 'archive of the log') })
        : undefined;
    const program = await createProgram({ config, isDatabaseDown: embedded?.isDown, dataDir, databaseUrl, clock, logger, say, onError: (error) => logger.error({ err: error }, 'sweep failed'), nightly: nightlyBackup(dataDir) });
    let local: Awaited<ReturnType<typeof startLocalHttps>>;
    try {
      await program.app.listen({ port: config.port, host: config.host, backlog: BACKLOG }).catch((error: unknown) => {
        throw listenFailure(error, { host: config.host, port: config.port });
      });
      local = await startLocalHttps(config, dataDir, (error) => logger.error({ err: error }, 'local certificate'));
    } catch (error) {
      // What works by itself must not go on without its database: it would write pages of failures over the one line.
      await program.close();
      throw error;
    }
    say(`前厅 Foyer ${addressesOf(config).join('  ')}`);
    for (const address of trustAddressesOf(config)) say(`手机第一次使用先打开 / on each device open first: ${address}`);
    if (!config.publicUrl) say('未设置 FOYER_URL：不打印给客人的二维码。 / FOYER_URL is not set: no codes for guests are printed.');
    if (!isHttps(config)) say('当前为 http：客服台和手机可用；现场拍摄和推送需要 https。 / Plain http: desk and phone work; live camera and push need https.');
    // From here on people are answered: what they have begun is finished first.
    asked.removeEventListener('abort', giveUp);
    const announced = program.announce();
    await Promise.race([announced, aborted(asked)]);
    announced.catch(() => undefined);
    return async () => {
      local.stop();
      const isClosed = await Promise.race([program.close().then(() => true), sleep(CLOSE_MS, false, { ref: false })]);
      if (!isClosed) say(`有工作在 ${CLOSE_MS / 1000} 秒内没有收尾，不再等待。 / Something did not finish within ${CLOSE_MS / 1000} s and is not waited for.`);
      await archiver?.stop();
      await embedded?.stop();
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
};

const asked = new AbortController();
let starting: Promise<() => Promise<void>> | undefined;
// Before anything is started: the database outlives a program that just ends.
onStop(() => {
  asked.abort();
  const stopping = starting?.then((stop) => stop(), () => undefined);
  void Promise.race([stopping, sleep(END_MS, undefined, { ref: false })]).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
try {
  starting = start(asked.signal);
  await starting;
} catch (error) {
  if (!asked.signal.aborted) {
    process.stderr.write(`${failureLine(error, process.env)}\n`);
    process.exit(1);
  }
}
