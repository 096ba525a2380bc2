import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readStatus } from '../../platform/core/status-contract.ts';
import { callApi } from '../../platform/web/api-client.ts';
import { defineWords, formatWhen, useLanguage, useWords } from '../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../platform/web/ui/states.tsx';

const WORDS = defineWords({
  zh: {
    title: '系统状态', good: '一切正常', care: '有需要留意的地方，见下面标出的行', ok: '正常', look: '请留意', addresses: '访问地址', works: '能用的功能',
    onHttps: '客服台、手机、离线、拍摄、推送都能用', onHttp: '客服台和在线手机能用；离线、现场拍摄和推送要用 https：配置证书，或放在反向代理后面并设置 FOYER_URL',
    here: (secure: boolean): string => (secure ? '您现在这一页：安全连接' : '您现在这一页：普通 http 连接'),
    guest: '给客人的二维码', guestYes: (url: string) => `印的是 ${url}`, guestNo: '没有设置 FOYER_URL（客人手机能打开的网址），所以不印二维码',
    proxy: '反向代理', proxyNone: '没有；访客地址取自直接连接', proxyYes: (list: string) => `信任 ${list} 转来的地址`,
    database: '数据库', databaseIs: (embedded: boolean, version: string, ms: number) => `PostgreSQL ${version}${embedded ? '，随程序自带' : '，外部'}；应答 ${ms} 毫秒`,
    sweep: '时限检查', sweepIs: (seconds: number) => (seconds <= 2 ? '每秒一次，刚刚查过' : `上次在 ${seconds} 秒前；超过 30 秒请重启程序`),
    feed: '实时更新', feedIs: (seconds: number) => (seconds < 1 ? '没有耽搁' : `有一项写入已进行 ${seconds} 秒，其间别的屏幕更新会迟一些`),
    jobs: '后台任务', jobsIs: (waiting: number, failed: number) => `${waiting} 个在等，${failed} 个没有做成${failed > 0 ? '；请看日志，程序不会再自动重试' : ''}`,
    disk: '磁盘', diskIs: (free: string, total: string, folder: string) => `剩余 ${free} / ${total}，数据在 ${folder}`, diskUnknown: '读不到',
    sealed: '流水封存', sealedIs: (day: string) => `封存到 ${day}`, sealedNot: '还没有整日的记录可封存',
    version: '程序', versionIs: (version: string, since: string) => `版本 ${version}，${since} 启动`, testClock: '正在用测试时钟，时间不是真的',
  },
  en: {
    title: 'System status', good: 'Everything is in order', care: 'Something wants attention: see the lines marked below', ok: 'in order', look: 'attention', addresses: 'Addresses', works: 'What works',
    onHttps: 'Desk, phones, offline, camera and push all work', onHttp: 'Desk and online phones work; offline, live camera and push need https: set certificate files, or put a proxy in front and set FOYER_URL',
    here: (secure: boolean): string => (secure ? 'This page: secure connection' : 'This page: plain http'),
    guest: 'Codes for guests', guestYes: (url: string) => `They lead to ${url}`, guestNo: 'FOYER_URL (an address guests’ phones can open) is not set, so no codes are printed',
    proxy: 'Proxy', proxyNone: 'None; addresses are taken from the connection itself', proxyYes: (list: string) => `Addresses forwarded by ${list} are trusted`,
    database: 'Database', databaseIs: (embedded: boolean, version: string, ms: number) => `PostgreSQL ${version}, ${embedded ? 'brought along' : 'external'}; answers in ${ms} ms`,
    sweep: 'Deadlines', sweepIs: (seconds: number) => (seconds <= 2 ? 'Looked at every second, just now' : `Last looked at ${seconds} s ago; beyond 30 s restart the program`),
    feed: 'Live updates', feedIs: (seconds: number) => (seconds < 1 ? 'No delay' : `A write has been open for ${seconds} s; other screens update later meanwhile`),
    jobs: 'Background work', jobsIs: (waiting: number, failed: number) => `${waiting} waiting, ${failed} given up${failed > 0 ? '; see the log, they are not tried again by themselves' : ''}`,
    disk: 'Disk', diskIs: (free: string, total: string, folder: string) => `${free} of ${total} free, data in ${folder}`, diskUnknown: 'cannot be read',
    sealed: 'Journal sealed', sealedIs: (day: string) => `up to ${day}`, sealedNot: 'no whole day to seal yet',
    version: 'Program', versionIs: (version: string, since: string) => `version ${version}, started ${since}`, testClock: 'The test clock is in use: the time is not real',
  },
});

const LOW_DISK = 2 * 1024 ** 3;
const size = (bytes: number): string => (bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : `${Math.round(bytes / 1024 ** 2)} MB`);

/** How the installation stands, for whoever looks after it; asks again every ten seconds. */
export const StatusPage = ({ zone }: { zone: string }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const query = useQuery({ queryKey: ['status'], queryFn: () => callApi(readStatus, {}), refetchInterval: 10_000 });
  if (query.isPending) return <main><LoadingState /></main>;
  if (!query.data) return <main><ErrorState onRetry={() => void query.refetch()} /></main>;
  const status = query.data;
  const { disk } = status;
  type Line = { name: string; isGood: boolean; text: ReactNode };
  const lines: Line[] = [
    { name: words.addresses, isGood: true, text: status.addresses.map((address) => <div key={address}><Anchor href={address} size="sm">{address}</Anchor></div>) },
    { name: words.works, isGood: status.https, text: <>{status.https ? words.onHttps : words.onHttp}<br />{words.here(window.isSecureContext)}</> },
    { name: words.guest, isGood: status.publicUrl !== null, text: status.publicUrl ? words.guestYes(status.publicUrl) : words.guestNo },
    { name: words.proxy, isGood: true, text: status.proxies.length > 0 ? words.proxyYes(status.proxies.join('、')) : words.proxyNone },
    { name: words.database, isGood: status.database.milliseconds < 500, text: words.databaseIs(status.database.embedded, status.database.version, status.database.milliseconds) },
    { name: words.sweep, isGood: status.sweepAgeSeconds < 30, text: words.sweepIs(status.sweepAgeSeconds) },
    { name: words.feed, isGood: status.feedHeldSeconds < 1, text: words.feedIs(status.feedHeldSeconds) },
    { name: words.jobs, isGood: status.jobs.failed === 0, text: words.jobsIs(status.jobs.waiting, status.jobs.failed) },
    { name: words.disk, isGood: disk !== null && disk.freeBytes > LOW_DISK, text: disk ? words.diskIs(size(disk.freeBytes), size(disk.totalBytes), disk.folder) : words.diskUnknown },
    { name: words.sealed, isGood: true, text: status.sealed.map((site) => <div key={site.siteId}>{site.siteName} · {site.day ? words.sealedIs(site.day) : words.sealedNot}</div>) },
    { name: words.version, isGood: !status.testClock, text: <>{words.versionIs(status.version, formatWhen(status.startedAt, { zone, language, now: new Date(status.now) }))}{status.testClock ? <><br />{words.testClock}</> : null}</> },
  ];
  return (
    <main>
      <Stack gap="md" maw={860}>
        <Title order={1} size="h3">{words.title}</Title>
        <Text role="status" fw={600}>{lines.every((line) => line.isGood) ? words.good : words.care}</Text>
        <dl className="fy-status">
          {lines.map((line) => (
            <div key={line.name}>
              <dt>{line.name}</dt>
              <dd data-care={line.isGood ? undefined : true}><span className="fy-status-mark">{line.isGood ? words.ok : words.look}</span><div>{line.text}</div></dd>
            </div>
          ))}
        </dl>
      </Stack>
    </main>
  );
};
