// npm run import-centre FILE: an exported centre into an empty installation (FOYER_DATA, or an empty database).
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CENTRE_PLAN } from '../apps/server/centre-plan.ts';
import { settleImported, type Settled } from '../apps/server/centre-settle.ts';
import { importCentre } from '../platform/server/centre-copy/import-centre.ts';
import { systemClock } from '../platform/server/clock.ts';
import { runningPostgresUrl } from '../platform/server/postgres/embedded-postgres.ts';
import { readKeys } from '../platform/server/keys.ts';
import { localTime } from '../platform/server/local-time.ts';
import { everyTwoSeconds, say } from '../platform/server/progress.ts';
import { createSeal } from '../platform/server/seal.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { MIGRATIONS, readable, runScript, theInstallation } from './installation.ts';
import { reachDatabase } from './reach-database.ts';

const USAGE = '用法 / usage: npm run import-centre FILE';
const PARTS = { check: '核对文件 / checking the file', load: '写入 / loading', journal: '核对记账链 / walking the journal' } as const;

const main = async (): Promise<void> => {
  const [file, ...more] = parseArgs({ allowPositionals: true }).positionals;
  if (file === undefined || more.length > 0) throw new StartError(USAGE);
  const now = systemClock.now();
  const { config, dataDir } = theInstallation();
  if (!config.databaseUrl && (await runningPostgresUrl(dataDir))) throw new StartError('前厅正在运行，请先停下再导入。 / Foyer is running: stop it first.');
  // Before a database is made: a folder with something in it takes no restore any more.
  if (!existsSync(file)) throw new StartError(`找不到 ${file} / No such file: ${file}`);
  const stop = new AbortController();
  onStop(() => stop.abort());
  const database = await reachDatabase(say);
  try {
    let line = '';
    const tell = everyTwoSeconds(() => line);
    let settled: Settled = { accounts: [], channels: [], sources: [] };
    const channelKeys = readKeys(dataDir, 'channels', now);
    const made = await importCentre({
      file, databaseUrl: database.url, dataDir, migrations: { folder: MIGRATIONS, names: readable().migrations }, testClock: config.testClock, now, plan: CENTRE_PLAN, signal: stop.signal,
      afterwards: async (query, about) => void (settled = await settleImported(query, { now, seal: createSeal(channelKeys.current, channelKeys.earlier), siteId: about.site.id })),
      onAbout: (about) => say(`${about.site.name}，导出于 / exported at ${localTime(about.madeAt)}，前厅 / Foyer ${about.program}`),
      onProgress: (part, done, of) => {
        line = `…… ${PARTS[part]} ${of > 0 ? `${Math.floor((done / of) * 100)}%` : done}`;
        tell();
      },
    });
    say(`导入完成 / imported: ${made.about.site.name}（${made.rows} 行，${made.files} 个文件；${made.journal.subjects} 条链 ${made.journal.entries} 条记录 ${made.journal.heads} 个封存日，全部一致 / ${made.rows} rows, ${made.files} files; ${made.journal.subjects} chains, ${made.journal.entries} entries, ${made.journal.heads} sealed days, all hold)`);
    say(`SHA-256 ${made.hash}`);
    if (made.filesWrong.length > 0) say(`${made.filesWrong.length} 个文件导出时就已缺失或损坏 / ${made.filesWrong.length} files were missing or damaged when it was exported: ${made.filesWrong.slice(0, 5).join(' ')}`);
    for (const { name, username, password } of settled.accounts) say(`临时密码 / temporary password: ${name} ${username} ${password}`);
    if (settled.accounts.length === 0) say('案场里没有在职的管理员或经理，没有人能登录。 / The centre has no administrator or manager at present: nobody can sign in.');
    say('其他人的密码由管理员在“人员”里重设；PIN、客服台电脑、手机提醒、接口令牌都要重新设置；墙上和纸上的二维码要重印。 / Passwords of all others are reset under “People”; PINs, desk PCs, phones and tokens are set up anew; codes on walls and paper are printed anew.');
    if (settled.channels.length > 0) say(`提醒渠道已停用，请重新填写密钥再启用 / channels are off until their secrets are entered: ${settled.channels.join('、')}`);
    if (settled.sources.length > 0) say(`电话系统已停用，请重新填写密码再启用 / telephone systems are off until their passwords are entered: ${settled.sources.join('、')}`);
    say('现在可以 npm start。 / Now npm start.');
  } finally {
    await database.stop();
  }
};

await runScript(main);
