// npm run backup [-- FOLDER | s3://BUCKET/PREFIX]: one backup, now; beside a running Foyer or without one.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VERSION } from '../apps/server/version.ts';
import { configurationOf } from '../platform/server/backup/configuration.ts';
import { makeBackup } from '../platform/server/backup/make-backup.ts';
import { isS3, isUrlLike, s3Place } from '../platform/server/backup/s3-address.ts';
import { systemClock } from '../platform/server/clock.ts';
import { everyTwoSeconds, say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { beModest, reach, runScript, sizeOf, theInstallation } from './installation.ts';

const USAGE = '用法 / usage: npm run backup [-- FOLDER | s3://BUCKET/PREFIX]';
/** Beside people at work: twice as long at rest as at work. */
const REST = 2;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { nightly: { type: 'string' } } });
  const [given, ...more] = positionals;
  if (more.length > 0) throw new StartError(USAGE);
  if (given && isUrlLike(given) && !s3Place(given)) throw new StartError(`备份目标应为文件夹，或 s3://存储桶/前缀：${given} / The target is a folder or s3://bucket/prefix: ${given}`);
  if (values.nightly !== undefined && !Number.isFinite(Date.parse(values.nightly))) throw new StartError(USAGE);
  const now = values.nightly ?? systemClock.now();
  const installation = theInstallation();
  const target = given ? (isS3(given) ? given : resolve(given)) : installation.backups;
  beModest();
  const stop = new AbortController();
  onStop(() => stop.abort());
  const database = await reach(installation);
  try {
    let bytes = 0;
    let sent = 0;
    let part: 'database' | 'files' = 'database';
    const tell = everyTwoSeconds(() => `…… ${part === 'database' ? '数据库 / database' : '照片与密钥 / photos and keys'} ${sizeOf(bytes)}${sent > 0 ? `，已上传 / uploaded ${sizeOf(sent)}` : ''}`);
    const made = await makeBackup({
      dataDir: installation.dataDir, target, s3: installation.config.s3, databaseUrl: database.url, isEmbedded: installation.config.databaseUrl === undefined,
      passphrase: installation.config.backupPassphrase, configuration: configurationOf(installation.config), program: VERSION,
      askedBy: values.nightly ? 'clock' : 'hand', now, rest: database.isRunning ? REST : 0, signal: stop.signal,
      onProgress: (now, written) => {
        part = now;
        ({ bytes, sent } = written);
        tell();
      },
      onWait: (seconds, why) => say(`…… ${why}，${seconds} 秒后再试 / trying again in ${seconds} s`),
    });
    say(`备份完成 / backed up: ${made.file}（${sizeOf(made.bytes)}，${made.entries} 项，${made.seconds} 秒 / ${made.entries} entries, ${made.seconds} s)`);
    if (installation.config.databaseUrl) say('数据库是您自己的 PostgreSQL，不在这份备份里，请自行备份；这里只有照片、附件和密钥。 / The database is your own PostgreSQL and not in this backup: back it up yourself. This holds files and keys only.');
    if (installation.config.backupPassphrase === undefined) say('没有设置 FOYER_BACKUP_PASSPHRASE：备份没有加密，含密钥，请妥善保管。 / No passphrase: the backup is not encrypted and holds keys; keep it safe.');
    if (made.notPruned) say(`超过 14 天的旧备份没有删掉：${made.notPruned}（older backups could not be removed)`);
    if (made.sameDisk) say('备份与数据在同一块盘上，盘坏了两样都没有；请用 FOYER_BACKUP_TO 另选。 / The backup lies on the same disk as the data: choose another with FOYER_BACKUP_TO.');
  } finally {
    await database.stop();
  }
};

await runScript(main);
