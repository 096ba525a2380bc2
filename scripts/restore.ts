// npm run restore FILE [-- --to TIME]: a backup into an empty data folder (FOYER_DATA), taken further by the archived log (FOYER_ARCHIVE_TO);
// without a file, or with a place, what lies there.
import { parseArgs } from 'node:util';
import { settleRestoredMessages } from '../features/alerts/server/restored-messages.ts';
import { restoreFolder } from '../platform/server/backup/restore-folder.ts';
import { systemClock } from '../platform/server/clock.ts';
import { localTime } from '../platform/server/local-time.ts';
import { everyTwoSeconds, say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { backupAt } from './choose-backup.ts';
import { readable, runScript, sizeOf, theInstallation } from './installation.ts';

const USAGE = '用法 / usage: npm run restore [FILE | FOLDER | s3://BUCKET/PREFIX[/FILE]] [-- --to TIME | latest]';

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
  const [given, ...more] = positionals;
  if (more.length > 0) throw new StartError(USAGE);
  const installation = theInstallation();
  const { config, dataDir } = installation;
  const file = await backupAt(given, installation);
  if (file === undefined) return;
  const stop = new AbortController();
  onStop(() => stop.abort());
  let read = { bytes: 0, of: 1 };
  const tell = everyTwoSeconds(() => `…… ${Math.floor((read.bytes / read.of) * 100)}%`);
  let piece = '';
  const tellPiece = everyTwoSeconds(() => `…… 归档的日志 / archived log ${piece}`);
  const done = await restoreFolder({
    file, dataDir, to: values.to, archive: config.archiveTo, passphrase: config.backupPassphrase, ...readable(), signal: stop.signal, log: say,
    afterwards: (client) => settleRestoredMessages(client, systemClock.now()),
    onAbout: (about) => {
      if (about.database.kind === 'embedded' && config.databaseUrl) throw new StartError('备份里有自带数据库，而现在设置了 DATABASE_URL；请先去掉它。 / The backup holds the bundled database but DATABASE_URL is set: unset it first.');
      say(`备份时间 / made at ${localTime(about.madeAt)}，前厅 / Foyer ${about.program}`);
    },
    onPiece: (now, of) => {
      piece = `${now} / ${of}`;
      tellPiece();
    },
    onBytes: (now) => {
      read = now;
      tell();
    },
  });
  say(`恢复完成 / restored: ${dataDir}（${done.entries} 项，${sizeOf(done.bytes)} / ${done.entries} entries)`);
  if (done.lastChangeAt) say(`已重放归档的日志，最后一处改动在 ${localTime(done.lastChangeAt)} / the archived log was replayed; the last change is of that moment`);
  else if (values.to !== undefined) say('归档里没有这个备份以后的改动：恢复到备份完成的那一刻。 / The archive holds no change between this backup and that moment: restored as of its end.');
  else if (config.archiveTo && done.about.database.kind === 'embedded' && done.about.database.log) say('没有用归档的日志：恢复到备份完成的那一刻。要更晚的，请清空这个文件夹，再加 -- --to latest 恢复一次。 / The archived log was not used. For what came after the backup empty this folder and restore again with -- --to latest.');
  if (done.about.database.kind === 'elsewhere')
    say('数据库在您自己的 PostgreSQL 里：恢复它以后请执行 select start_new_epoch(gen_random_uuid()); 各屏幕和手机才会重新取数据。 / The database is your own: after restoring it run that statement, so that screens and phones fetch everything anew.');
  say(`原来的设置在 ${dataDir}/configuration，供对照。现在可以 npm start。 / The settings of then are in ${dataDir}/configuration. Now npm start.`);
};

await runScript(main);
