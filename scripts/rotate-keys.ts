// npm run rotate-keys [-- sessions codes channels vapid --now]: new keys; what was signed before still counts for its time.
import { parseArgs } from 'node:util';
import { nameVapidKey, resealChannels } from '../features/alerts/server/reseal.ts';
import { resealSources } from '../features/telephone/server/pbx/reseal.ts';
import { systemClock } from '../platform/server/clock.ts';
import type { Query, Row } from '../platform/server/database.ts';
import { forgetKeys, newSecret, readKeys, rotateKey } from '../platform/server/keys.ts';
import { newVapidKey, readVapidKey } from '../platform/server/notify/vapid-key.ts';
import { say } from '../platform/server/progress.ts';
import { createSeal } from '../platform/server/seal.ts';
import { StartError } from '../platform/server/start-error.ts';
import { reach, runScript, theInstallation } from './installation.ts';
import { connectToPrimary } from '../platform/server/postgres-hosts.ts';

/** House rules: a session lives 14 days; printed codes and phones are given a year and a month; what is sealed is sealed anew at once. */
const DAYS = { sessions: 14, codes: 400, channels: 30, vapid: 400 } as const;
type Name = keyof typeof DAYS;
const NAMES = Object.keys(DAYS) as Name[];
const isName = (text: string): text is Name => text in DAYS;

const WORDS: Readonly<Record<Name, (until: string, now: boolean) => string>> = {
  sessions: (until, now) => (now ? '登录：所有人要重新登录 / sessions: everybody signs in again' : `登录：已登录的不受影响，旧的到 ${until} / sessions: whoever is signed in stays so; the old key counts until ${until}`),
  codes: (until, now) => (now ? '二维码：墙上和纸上的旧码立即失效，请重印 / codes: those on walls and paper are void now, print them anew' : `二维码：旧码到 ${until} 仍有效，请在此前重印 / codes: old ones hold until ${until}; print them anew before`),
  channels: () => '渠道与电话系统的密码：已用新密钥重新加密 / channels and telephone systems: sealed anew',
  vapid: (until, now) => (now ? '推送：手机要重新打开提醒 / push: every phone turns alerts on again' : `推送：已订阅的手机照常收到，到 ${until} / push: phones that have subscribed go on until ${until}`),
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { now: { type: 'boolean', default: false } } });
  if (!positionals.every(isName)) throw new StartError(`用法 / usage: npm run rotate-keys [-- ${NAMES.join(' ')} --now]`);
  const names = positionals.length > 0 ? positionals.filter(isName) : NAMES;
  const installation = theInstallation();
  const { dataDir, config } = installation;
  const reached = await reach(installation);
  try {
    if (reached.isRunning && !config.databaseUrl) throw new StartError('前厅正在运行，请先停下再换密钥。 / Foyer is running: stop it first.');
    if (config.databaseUrl) say('请确认所有前厅进程都已停下；换完再启动。 / Every Foyer on this database must be stopped; start them afterwards.');
    const now = systemClock.now();
    const client = await connectToPrimary(reached.url);
    try {
      const query: Query = async <R extends Row>(text: string, given: unknown[] = []) => (await client.query<R>(text, given)).rows;
      if (names.includes('vapid')) await nameVapidKey(query, readVapidKey(readKeys(dataDir, 'vapid', now, newVapidKey).current).publicKey);
      for (const name of names) {
        const make = name === 'vapid' ? newVapidKey : newSecret;
        readKeys(dataDir, name, now, make);
        const until = new Date(Date.parse(now) + DAYS[name] * 86_400_000).toISOString();
        const keys = rotateKey(dataDir, name, { until, make });
        if (name === 'channels') {
          const seal = createSeal(keys.current, keys.earlier);
          await query('begin');
          const [channels, sources] = [await resealChannels(query, seal), await resealSources(query, seal)];
          await query('commit');
          const unreadable = channels.unreadable + sources.unreadable;
          if (unreadable > 0) say(`有 ${unreadable} 个密码用现有的密钥都打不开，请在设置里重新填写 / ${unreadable} passwords could not be opened with any key: enter them again`);
        }
        // Sealed anew, so the old key of the channels is not needed; the others lose what was signed.
        forgetKeys(dataDir, name, values.now ? '9999-12-31T00:00:00.000Z' : now);
        say(WORDS[name](until.slice(0, 10), values.now));
      }
    } finally {
      await client.end();
    }
    say('密钥已更换，请启动前厅，并做一次备份。 / The keys are changed: start Foyer and make a backup.');
  } finally {
    await reached.stop();
  }
};

await runScript(main);
