// npm run check-journal [-- --centre NAME]: walks the chains and the signed heads, names the first entry that differs.
import { parseArgs } from 'node:util';
import { openDatabase } from '../platform/server/database.ts';
import { checkJournal } from '../platform/server/journal-heads.ts';
import { say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { reach, runScript, theInstallation } from './installation.ts';
import { wordsOfFault } from './journal-words.ts';
import { connectToPrimary } from '../platform/server/postgres-hosts.ts';

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { centre: { type: 'string' } } });
  const reached = await reach(theInstallation());
  try {
    const owner = await connectToPrimary(reached.url);
    const sites = (await owner.query<{ id: string; name: string }>('select id, name from sites order by name, id')).rows;
    await owner.end();
    const chosen = values.centre === undefined ? sites : sites.filter((site) => site.name === values.centre);
    if (chosen.length === 0) throw new StartError(`没有这个案场 / No such centre: ${sites.map((site) => site.name).join(' | ')}`);
    const database = openDatabase(reached.url, { max: 2 });
    try {
      for (const site of chosen) {
        const report = await checkJournal(database, site.id);
        const counted = `${report.subjects} 条链 ${report.entries} 条记录 ${report.heads} 个封存日 / ${report.subjects} chains, ${report.entries} entries, ${report.heads} sealed days`;
        if (report.fault) process.exitCode = 1;
        say(`${site.name}：${report.fault ? `不符 / differs: ${wordsOfFault(report.fault)}` : '一致 / holds'}（${counted})`);
      }
    } finally {
      await database.end();
    }
  } finally {
    await reached.stop();
  }
};

await runScript(main);
