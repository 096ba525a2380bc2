// npm run doctor: how the installation stands, and what it needs of the machine; in both languages.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { statusOf } from '../apps/server/status.ts';
import { VERSION } from '../apps/server/version.ts';
import { addressesOf, speaksHttps } from '../apps/server/addresses.ts';
import { exactLines, sizeOf, statusLines, type StatusMark } from '../platform/core/status-lines.ts';
import { STATUS_WORDS } from '../platform/core/status-words.ts';
import { BackupRefused } from '../platform/server/backup/backup-format.ts';
import { isS3 } from '../platform/server/backup/s3-address.ts';
import { systemClock } from '../platform/server/clock.ts';
import { unknownSettings } from '../platform/server/config.ts';
import { openDatabase } from '../platform/server/database.ts';
import { startDiskGuard } from '../platform/server/disk-guard.ts';
import { readJobStates } from '../platform/server/jobs.ts';
import { localTime } from '../platform/server/local-time.ts';
import { say } from '../platform/server/progress.ts';
import { stepsToCome } from '../platform/server/migrate.ts';
import { unknownSettingLine } from '../platform/server/start-error.ts';
import { browserThere } from './find-browser.ts';
import { MIGRATIONS, reach, runScript, theInstallation, type Installation } from './installation.ts';
import { connectToPrimary } from '../platform/server/postgres-hosts.ts';

const { zh, en } = STATUS_WORDS;
const SIGN = { good: '✓', care: '▲', bad: '■' } satisfies Record<StatusMark, string>;
const LEAST_MEMORY = 1.5 * 1024 ** 3;

type Found = { readonly mark: StatusMark; readonly zh: string; readonly en: string };

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
    socket.once('connect', () => (socket.destroy(), done(true)));
    socket.once('error', () => done(false));
    socket.once('timeout', () => (socket.destroy(), done(false)));
  });

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Keys that others on this machine could read. */
const openKeys = (dataDir: string): boolean => process.platform !== 'win32' && existsSync(join(dataDir, 'keys')) && (statSync(join(dataDir, 'keys')).mode & 0o077) !== 0;

const hasFont = (name: string): boolean => {
  try {
    return existsSync(createRequire(import.meta.url).resolve(name));
  } catch {
    return false;
  }
};

const portFound = async ({ config }: Installation): Promise<Found> => {
  if (!(await answers(config.port))) return { mark: 'care', zh: `端口 ${config.port} 没有程序在用：前厅没有启动`, en: `Nothing answers at port ${config.port}: Foyer is not running` };
  const scheme = speaksHttps(config) ? 'https' : 'http';
  const health = await fetch(`${scheme}://127.0.0.1:${config.port}/healthz`, { signal: AbortSignal.timeout(5000) }).then((answer) => answer.json() as Promise<{ version?: string }>, () => undefined);
  // Our own certificate is not for 127.0.0.1: then only that somebody answers is known.
  if (scheme === 'https' && !health) return { mark: 'good', zh: `端口 ${config.port} 有程序应答（https）`, en: `Something answers at port ${config.port} (https)` };
  return health?.version
    ? { mark: health.version === VERSION ? 'good' : 'care', zh: `前厅正在端口 ${config.port} 运行，版本 ${health.version}${health.version === VERSION ? '' : `，与这里的 ${VERSION} 不同，请重启`}`, en: `Foyer ${health.version} runs at port ${config.port}${health.version === VERSION ? '' : `, not the ${VERSION} that lies here: restart it`}` }
    : { mark: 'bad', zh: `端口 ${config.port} 被别的程序占用，请用 PORT 另选`, en: `Port ${config.port} is taken by another program: choose another with PORT` };
};

const machineFound = async (installation: Installation): Promise<Found[]> => {
  const { dataDir, config } = installation;
  const browser = browserThere();
  // A container may have less than the machine; without a limit this is 0, or a number no machine has.
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return [
    await portFound(installation),
    isWritable(dataDir) ? { mark: 'good', zh: `数据文件夹 ${dataDir} 可读写`, en: `The data folder ${dataDir} can be written` } : { mark: 'bad', zh: `数据文件夹 ${dataDir} 不在或不可写`, en: `The data folder ${dataDir} is missing or cannot be written` },
    openKeys(dataDir) ? { mark: 'bad', zh: '密钥文件夹别人也能读，请执行 chmod 700 keys', en: 'Others can read the keys: chmod 700 keys' } : { mark: 'good', zh: '密钥只有本用户能读', en: 'The keys are readable by their owner only' },
    hasFont('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf') ? { mark: 'good', zh: '打印用的中文字体齐全', en: 'The Chinese font for paper is there' } : { mark: 'bad', zh: '缺打印用的中文字体，请重新安装依赖（npm ci）', en: 'The Chinese font for paper is missing: install again (npm ci)' },
    browser ? { mark: 'good', zh: `本机浏览器 ${browser}`, en: `A browser is here: ${browser}` } : { mark: 'good', zh: '本机没有 Chrome 或 Edge（只有在本机看屏幕时才需要）', en: 'No Chrome or Edge here (needed only to use Foyer on this very machine)' },
    memory >= LEAST_MEMORY ? { mark: 'good', zh: `内存 ${sizeOf(memory)}，空闲 ${sizeOf(process.availableMemory())}`, en: `Memory ${sizeOf(memory)}, free ${sizeOf(process.availableMemory())}` } : { mark: 'care', zh: `内存只有 ${sizeOf(memory)}，至少要 2 GB`, en: `Only ${sizeOf(memory)} of memory, 2 GB are needed` },
    ...unknownSettings(process.env).map(({ name, meant }): Found => {
      const [chinese = '', en = ''] = unknownSettingLine(name, meant).split(' / ');
      return { mark: 'care', zh: chinese, en };
    }),
    { mark: 'good', zh: `访问地址 ${addressesOf(config).join('  ')}`, en: 'the addresses' },
  ];
};

/** Whether tonight's backup could be put there: tried, since nothing else tells. */
const bucketFound = async ({ config, backups }: Installation): Promise<Found[]> => {
  if (!isS3(backups)) return [];
  const { s3Target } = await import('../platform/server/backup/s3-target.ts');
  try {
    await s3Target(backups, config.s3).probe();
    return [{ mark: 'good', zh: `对象存储 ${backups} 可写可删（已试过）`, en: `Can be written to and deleted from, as tried: ${backups}` }];
  } catch (error) {
    if (!(error instanceof BackupRefused)) throw error;
    const [zh = '', en = ''] = error.message.split(' / ');
    return [{ mark: 'bad', zh: `备份存不到对象存储：${zh}`, en: `Backups cannot be stored: ${en}` }];
  }
};

const SITES_AT_MOST = 200;
const sitesOf = async (url: string): Promise<string[]> => {
  const owner = await connectToPrimary(url);
  try {
    return (await owner.query<{ id: string }>('select id from sites order by name limit $1', [SITES_AT_MOST])).rows.map((row) => row.id);
  } finally {
    await owner.end();
  }
};

/** How the installation stands, as the System page has it, and the figures below it. */
const tellStatus = async ({ config, dataDir }: Installation, url: string, tell: (found: Found) => void): Promise<void> => {
  const database = openDatabase(url, { max: 3 });
  const disk = startDiskGuard(dataDir);
  try {
    const status = await statusOf(
      // The sweep, the devices and the start are the running Foyer's own: its page and /readyz tell of them.
      { database, clock: systemClock, config, dataDir, version: VERSION, jobs: { states: () => readJobStates(database, null) }, disk, devices: { read: () => ({ devices: 0, aheadMs: null }) }, startedAt: systemClock.now(), sweptAt: () => performance.now(), isDraining: () => false },
      await sitesOf(url),
      true,
    );
    const [chinese, english] = (['zh', 'en'] as const).map((language) => statusLines({ status, words: STATUS_WORDS[language], when: (instant) => localTime(instant).slice(0, 16).replace('T', ' ') }));
    const skipped = new Set([zh.clock, zh.sweep, zh.version]);
    for (const [index, line] of (chinese ?? []).entries()) {
      const other = english?.[index];
      if (!other || skipped.has(line.name)) continue;
      tell({ mark: line.mark, zh: `${line.name}：${line.lines.join('；')}`, en: `${other.name}: ${other.lines.join('; ')}` });
    }
    say('');
    const names = exactLines(status, en).map(([name]) => name);
    for (const [index, [name, value]] of exactLines(status, zh).entries()) if (![zh.exactProcess, zh.exactMemory, zh.exactAhead, zh.exactSweep].includes(name)) say(`  ${name} / ${names[index] ?? name}  ${value}`);
  } finally {
    disk.stop();
    await database.end();
  }
};

const main = async (): Promise<void> => {
  const installation = theInstallation();
  const count = { good: 0, care: 0, bad: 0 };
  const tell = ({ mark, zh: chinese, en: english }: Found): void => {
    count[mark] += 1;
    say(`${SIGN[mark]} ${chinese} / ${english}`);
  };
  for (const found of [...(await machineFound(installation)), ...(await bucketFound(installation))]) tell(found);
  const reached = await reach(installation);
  try {
    const toCome = await stepsToCome(reached.url, MIGRATIONS);
    if (toCome > 0) tell({ mark: 'care', zh: `数据库还有 ${toCome} 步没有升级：下次启动时先备份再升级`, en: `The database is ${toCome} steps behind: the next start backs it up and upgrades it` });
    else await tellStatus(installation, reached.url, tell);
  } finally {
    await reached.stop();
  }
  say('');
  if (count.bad > 0) say(`■ 有 ${count.bad} 处必须处理，见上面标 ■ 的行。 / ${count.bad} must be seen to: the lines with ■ above.`);
  else say(count.care > 0 ? `✓ 能正常工作；有 ${count.care} 处请留意，见上面标 ▲ 的行。 / Works; ${count.care} to note: the lines with ▲ above.` : '✓ 一切正常。 / All is well.');
  if (count.bad > 0) process.exitCode = 1;
};

await runScript(main);
