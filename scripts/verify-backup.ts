// npm run verify-backup FILE [-- --scratch FOLDER]: restores into a scratch folder, walks every chain and every file, throws it away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupRefused } from '../platform/server/backup/backup-format.ts';
import { checkRestored, type CentreReport, type RestoredReport } from '../platform/server/backup/check-restored.ts';
import { unpackBackup } from '../platform/server/backup/read-backup.ts';
import { archiveReach } from '../platform/server/log-archive/log-replay.ts';
import { prepareDataFolder } from '../platform/server/data-folder.ts';
import { startEmbeddedPostgres } from '../platform/server/postgres/embedded-postgres.ts';
import { canReach, postgresAccount } from '../platform/server/postgres/postgres-account.ts';
import { localTime } from '../platform/server/local-time.ts';
import { everyTwoSeconds, say } from '../platform/server/progress.ts';
import { folderFailure, StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { backupAt } from './choose-backup.ts';
import { readable, runScript, sizeOf, theInstallation } from './installation.ts';
import { wordsOfFault } from './journal-words.ts';

const USAGE = '用法 / usage: npm run verify-backup [FILE | FOLDER | s3://BUCKET/PREFIX[/FILE]] [-- --scratch FOLDER]';

/** A place the database's own account can enter. */
const scratchIn = async (given: string | undefined): Promise<string> => {
  const account = postgresAccount('');
  const base = given ? resolve(given) : ([tmpdir(), '/var/tmp', '/tmp'].find((folder) => !account || canReach(account, folder)) ?? tmpdir());
  return mkdtemp(join(base, 'foyer-verify-'));
};

const lineOf = (centre: CentreReport): string =>
  `${centre.name}：${centre.fault ? `不符 / differs: ${wordsOfFault(centre.fault)}` : '一致 / holds'}（${centre.subjects} 条链 ${centre.entries} 条记录 ${centre.heads} 个封存日 / ${centre.subjects} chains, ${centre.entries} entries, ${centre.heads} sealed days)`;

const judge = (report: RestoredReport, atLeast: number): void => {
  for (const centre of report.centres) say(lineOf(centre));
  const { files, filesWrong } = report;
  say(`照片与附件 / photos and files: ${files}${filesWrong.count > 0 ? `，缺失或损坏 ${filesWrong.count} 个 / missing or damaged ${filesWrong.count}: ${filesWrong.first}` : '，齐全 / all there'}`);
  if (report.journalReached < atLeast) say(`流水只到第 ${report.journalReached} 条，备份开始时已有 ${atLeast} 条 / the journal ends before where it was when the backup began`);
  if (report.centres.some((centre) => centre.fault) || filesWrong.count > 0 || report.journalReached < atLeast)
    throw new BackupRefused('damaged', '这份备份有问题，见上。 / Something is wrong with this backup, see above.');
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { scratch: { type: 'string' } } });
  const [given, ...more] = positionals;
  if (more.length > 0) throw new StartError(USAGE);
  const installation = theInstallation();
  const { config } = installation;
  const file = await backupAt(given, installation);
  if (file === undefined) return;
  const scratch = await scratchIn(values.scratch);
  const stop = new AbortController();
  onStop(() => stop.abort());
  try {
    prepareDataFolder(scratch, postgresAccount(join(scratch, 'pg/data')));
    let read = { bytes: 0, of: 1 };
    const tell = everyTwoSeconds(() => `…… ${Math.floor((read.bytes / read.of) * 100)}%`);
    const { about, entries, bytes } = await unpackBackup({
      file, into: scratch, passphrase: config.backupPassphrase, ...readable(), signal: stop.signal,
      onAbout: ({ madeAt, program }) => say(`备份时间 / made at ${localTime(madeAt)}，前厅 / Foyer ${program}`),
      onBytes: (now) => {
        read = now;
        tell();
      },
    });
    say(`${entries} 项 ${sizeOf(bytes)}，与清单一致 / ${entries} entries, as the manifest says`);
    if (about.database.kind === 'elsewhere') return say('数据库不在这份备份里（是您自己的 PostgreSQL）。 / The database is not in this backup (it is your own PostgreSQL).');
    const reach = config.archiveTo === undefined ? undefined : await archiveReach(config.archiveTo, about, join(scratch, 'pg/data'));
    const server = await startEmbeddedPostgres({ dataDir: scratch, durable: false, log: say });
    try {
      const telling = everyTwoSeconds(() => '…… 逐条核对流水 / walking the journal');
      judge(await checkRestored({ url: server.adminUrl, dataDir: scratch, onCentre: telling }), about.database.journalReached);
    } finally {
      await server.stop();
    }
    if (reach) say(`归档的日志可以从这个备份接到 ${localTime(reach.until)}${reach.missing ? `，缺 ${reach.missing}，以后的接不上` : ''}（没有逐段打开） / the archived log goes on from this backup to that moment${reach.missing ? `; ${reach.missing} is missing, what is after it cannot be used` : ''} (its pieces were not opened)`);
    say('备份完好，可以恢复。 / The backup is whole and can be restored.');
  } catch (error) {
    throw folderFailure(error, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

await runScript(main);
