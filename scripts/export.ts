// npm run export -- SITE TARGET: one centre as one file, beside a running Foyer or without it.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CENTRE_PLAN } from '../apps/server/centre-plan.ts';
import { VERSION } from '../apps/server/version.ts';
import { exportCentre } from '../platform/server/centre-copy/export-centre.ts';
import { systemClock } from '../platform/server/clock.ts';
import { connectToPrimary } from '../platform/server/postgres-hosts.ts';
import { everyTwoSeconds, say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { beModest, reach, runScript, sizeOf, theInstallation } from './installation.ts';

const USAGE = '用法 / usage: npm run export -- SITE TARGET（案场名称或编号，文件或文件夹 / the name or id of a centre, a file or a folder）';

/** By its id or its whole name. */
const findSite = async (url: string, asked: string): Promise<{ id: string; name: string }> => {
  const client = await connectToPrimary(url);
  try {
    const { rows } = await client.query<{ id: string; name: string }>('select id, name from sites order by name, id');
    const found = rows.filter((site) => site.id === asked || site.name === asked);
    if (found.length > 1) throw new StartError(`有几个案场叫这个名字，请用编号 / Several centres have this name, use the id: ${found.map((site) => site.id).join(' | ')}`);
    const [site] = found;
    if (!site) throw new StartError(`没有这个案场 / No such centre: ${rows.map((row) => row.name).join(' | ')}`);
    return site;
  } finally {
    await client.end();
  }
};

const main = async (): Promise<void> => {
  const [asked, given, ...more] = parseArgs({ allowPositionals: true }).positionals;
  if (asked === undefined || given === undefined || more.length > 0) throw new StartError(USAGE);
  const now = systemClock.now();
  const installation = theInstallation();
  beModest();
  const stop = new AbortController();
  onStop(() => stop.abort());
  const database = await reach(installation);
  try {
    const site = await findSite(database.url, asked);
    const into = resolve(given);
    const target = existsSync(into) && statSync(into).isDirectory() ? join(into, `foyer-centre-${site.name.replace(/[^\p{L}\p{N}]+/gu, '-')}-${now.slice(0, 10)}.tar.zst`) : into;
    let line = '';
    const tell = everyTwoSeconds(() => line);
    const made = await exportCentre({
      databaseUrl: database.url, filesFolder: join(installation.dataDir, 'files'), siteId: site.id, target, program: VERSION, now, plan: CENTRE_PLAN, rest: database.isRunning ? 1 : 0, signal: stop.signal,
      onProgress: ({ rows, of, files, bytes }) => {
        line = `…… ${rows} / ${of}，${files} 个文件 / files，${sizeOf(bytes)}`;
        tell();
      },
    });
    say(`${site.name} 已导出 / exported: ${made.file}（${made.rows} 行，${made.files} 个文件，${sizeOf(made.bytes)}，${made.seconds} 秒 / ${made.rows} rows, ${made.files} files, ${made.seconds} s)`);
    say(`SHA-256 ${made.hash}`);
    if (made.filesWrong.length > 0) say(`${made.filesWrong.length} 个文件在这里就已缺失或损坏 / ${made.filesWrong.length} files were missing or damaged here already: ${made.filesWrong.slice(0, 5).join(' ')}`);
    say('文件里是这个案场的全部记录和个人信息，没有加密，请妥善保管。 / It holds all records and personal data of the centre and is not encrypted: keep it safe.');
  } finally {
    await database.stop();
  }
};

await runScript(main);
