import { join } from 'node:path';
import { sizeOf } from '../../platform/core/status-lines.ts';
import { BackupRefused } from '../../platform/server/backup/backup-format.ts';
import { configurationOf } from '../../platform/server/backup/configuration.ts';
import { makeBackup } from '../../platform/server/backup/make-backup.ts';
import type { Config } from '../../platform/server/config.ts';
import { migrate } from '../../platform/server/migrate.ts';
import { everyTwoSeconds, say } from '../../platform/server/progress.ts';
import { StartError } from '../../platform/server/start-error.ts';
import { VERSION } from './version.ts';

export type UpgradeInput = { readonly config: Config; readonly dataDir: string; readonly databaseUrl: string; readonly folder: URL; readonly now: string };

const numberOf = (migration: string): string => /^\d+/.exec(migration)?.[0] ?? migration;

/** A backup before the database is changed; where it cannot be made nothing is. */
export const backUpFirst = async ({ config, dataDir, databaseUrl, now }: Omit<UpgradeInput, 'folder'>): Promise<void> => {
  if (!config.upgradeBackup) return say('按设置不做升级前备份（FOYER_UPGRADE_BACKUP=off）。 / No backup before the upgrade, as set (FOYER_UPGRADE_BACKUP=off).');
  let bytes = 0;
  const tell = everyTwoSeconds(() => `…… 升级前备份 / backup before the upgrade ${sizeOf(bytes)}`);
  const made = await makeBackup({
    dataDir, target: config.backupTo ?? join(dataDir, 'backups'), s3: config.s3, databaseUrl, isEmbedded: config.databaseUrl === undefined, passphrase: config.backupPassphrase,
    configuration: configurationOf(config), program: VERSION, askedBy: 'clock', now,
    onProgress: (_part, written) => {
      bytes = written.bytes;
      tell();
    },
    onWait: (seconds, why) => say(`…… ${why}，${seconds} 秒后再试 / trying again in ${seconds} s`),
  }).catch((error: unknown) => {
    if (!(error instanceof BackupRefused)) throw error;
    throw new StartError(`升级前的备份没有做成，数据库没有改动。${error.message}（一定要不备份就升级，请设置 FOYER_UPGRADE_BACKUP=off / to upgrade without one set FOYER_UPGRADE_BACKUP=off; nothing has been changed)`);
  });
  say(`升级前已备份 / backed up before the upgrade: ${made.file}（${sizeOf(made.bytes)}，${made.seconds} 秒 / s)`);
  if (config.databaseUrl) say('数据库是您自己的 PostgreSQL，不在这份备份里。 / The database is your own PostgreSQL and not in that backup.');
};

/**
 * Brings the database to this program's version, after a backup where there is something to lose. Each step is whole or
 * not at all, so that a start after an interruption goes on where it stopped.
 */
export const upgrade = async (input: UpgradeInput): Promise<void> => {
  let from: string | undefined;
  const begun = performance.now();
  let line = '';
  const tell = everyTwoSeconds(() => line);
  const applied = await migrate({
    url: input.databaseUrl, folder: input.folder, now: input.now, testClock: input.config.testClock,
    beforeUpgrade: async (last, steps) => {
      from = numberOf(last);
      say(`数据库要升级 ${steps.length} 步，请勿断电；断了也不要紧，重新启动会接着做。 / The database is upgraded in ${steps.length} steps; if it is interrupted, the next start goes on.`);
      await backUpFirst(input);
    },
    onPart: ({ name, share, isWaiting }) => {
      line = `…… ${numberOf(name)}${share === undefined ? '' : ` ${Math.floor(share * 100)}%`}${isWaiting ? ' 等别的程序用完数据表 / waiting for a table in use' : ''}`;
      if (from !== undefined) tell();
    },
    onStep: ({ name, sentence, nth, of }) => from !== undefined && say(`…… ${nth}/${of} ${name} ${sentence}`),
  });
  const last = applied.at(-1);
  if (from !== undefined && last !== undefined)
    say(`数据库已从 ${from} 升到 ${numberOf(last)}，用了 ${Math.round((performance.now() - begun) / 1000)} 秒。 / The database was upgraded from ${from} to ${numberOf(last)}.`);
};
