import { DISK_SLOW_MS, isCertificateSoon, isClockOff } from './health.ts';
import { isPrinterTestOld } from './printer-test.ts';
import type { Status } from './status-contract.ts';
import type { StatusWords } from './status-words.ts';

/** `care`: look at it in the next days; `bad`: do something now. */
export type StatusMark = 'good' | 'care' | 'bad';
export type StatusLine = { readonly name: string; readonly mark: StatusMark; readonly lines: readonly string[] };

const SWEEP_TOO_OLD_SECONDS = 30;
const DATABASE_SLOW_MS = 500;
const DAY_MS = 86_400_000;

export const sizeOf = (bytes: number): string => (bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : bytes >= 1024 ** 2 ? `${Math.round(bytes / 1024 ** 2)} MB` : `${Math.ceil(bytes / 1024)} KB`);

type Input = { readonly status: Status; readonly words: StatusWords; readonly when: (instant: string) => string };

const backupLine = ({ status, words, when }: Input): StatusLine => {
  const { lastGood, lastFailed, isOld, nightlyAt, folder } = status.backup;
  const lines = [
    lastGood ? words.backupLast(Math.floor((Date.parse(status.now) - Date.parse(lastGood.at)) / 60_000), sizeOf(lastGood.bytes), isOld) : words.backupNone(isOld),
    ...(lastFailed ? [words.backupFailed(when(lastFailed.at), lastFailed.reason)] : []),
    words.backupWhere(folder, nightlyAt),
    ...(lastGood?.sameDisk ? [words.backupSameDisk] : []),
    ...(lastGood && !lastGood.encrypted ? [words.backupPlain] : []),
    ...(status.database.embedded ? [] : [words.backupElsewhere]),
  ];
  return { name: words.backup, mark: isOld ? 'bad' : lastFailed || lastGood?.sameDisk || nightlyAt === null ? 'care' : 'good', lines };
};

const archiveLine = ({ status: { archive }, words, when }: Input): StatusLine[] => {
  if (!archive) return [];
  const { until, isBehind, behindSeconds, waiting, failing, needsBackup, letGoAt, sameDisk, folder } = archive;
  const lines = [
    isBehind ? words.archiveBehind(until ? when(until) : null, Math.floor(behindSeconds / 60)) : until === null ? words.archiveNone : words.archiveReaches(when(until), needsBackup),
    ...(failing ? [words.archiveFailing(when(failing.since), failing.reason)] : []),
    ...(waiting > 0 ? [words.archiveWaits(waiting)] : []),
    ...(letGoAt ? [words.archiveLetGo(when(letGoAt))] : []),
    ...(needsBackup ? [words.archiveNeedsBackup] : []),
    words.archiveWhere(folder),
    ...(sameDisk ? [words.archiveSameDisk] : []),
  ];
  return [{ name: words.archive, mark: isBehind ? 'bad' : failing || needsBackup || sameDisk ? 'care' : 'good', lines }];
};

const diskLine = ({ status: { disk }, words }: Input): StatusLine => {
  if (!disk) return { name: words.disk, mark: 'care', lines: [words.diskUnknown] };
  const isSlow = disk.writeMs > DISK_SLOW_MS;
  const said = [words.diskLevel[disk.level], isSlow ? words.diskSlow(Math.round(disk.writeMs / 1000)) : ''].filter(Boolean);
  return { name: words.disk, mark: disk.level === 'fine' ? (isSlow ? 'care' : 'good') : disk.level === 'low' ? 'care' : 'bad', lines: [words.diskIs(sizeOf(disk.freeBytes), sizeOf(disk.totalBytes), disk.folder), ...said] };
};

const clockLine = ({ status: { clock, testClock }, words }: Input): StatusLine => {
  if (testClock) return { name: words.clock, mark: 'care', lines: [words.testClock] };
  if (clock.aheadMs === null) return { name: words.clock, mark: 'good', lines: [words.clockUnknown(clock.devices)] };
  const off = Math.abs(clock.aheadMs);
  return isClockOff(clock.aheadMs) ? { name: words.clock, mark: 'bad', lines: [words.clockOff(Math.round(off / 60_000), clock.aheadMs > 0)] } : { name: words.clock, mark: 'good', lines: [words.clockFine(clock.devices)] };
};

const certificateLine = ({ status, words }: Input): StatusLine[] => {
  if (status.certificateUntil === null) return [];
  const left = Date.parse(status.certificateUntil) - Date.parse(status.now);
  const trust = status.trust ? [words.trustAt(status.trust.addresses.join('  ')), words.trustPrint(status.trust.fingerprint)] : [];
  return [{ name: words.certificate, mark: left < 0 ? 'bad' : isCertificateSoon(status.certificateUntil, status.now) ? 'care' : 'good', lines: [words.certificateUntil(status.certificateUntil.slice(0, 10), Math.floor(left / DAY_MS)), ...trust] }];
};

const pbxLine = ({ status: { pbx }, words, when }: Input): StatusLine[] =>
  pbx.length === 0 ? [] : [{ name: words.pbx, mark: pbx.some((source) => source.state === 'refused' || source.state === 'waiting') ? 'care' : 'good', lines: pbx.map((source) => `${source.siteName} · ${source.name}：${words.pbxState[source.state]}${source.lastEventAt ? words.pbxLast(when(source.lastEventAt)) : ''}`) }];

const channelLine = ({ status: { channels }, words, when }: Input): StatusLine => ({
  name: words.channels,
  mark: channels.some((channel) => channel.state === 'refused') ? 'care' : 'good',
  lines: channels.length === 0 ? [words.channelsNone] : channels.map(({ siteName, name, state, at, reason }) => `${siteName} · ${name} · ${state && at ? words.channelIs[state](when(at), reason) : words.channelNever}`),
});

const NAMED_AT_MOST = 5;
/** A hint, however old: the manager knows whether the paper fits. */
const printerLine = ({ status: { printers, now }, words, when }: Input): StatusLine => {
  const never = printers.filter((pc) => !pc.test).map((pc) => `${pc.siteName}${pc.name ? ` · ${pc.name}` : ''}`);
  const tested = printers.flatMap(({ siteName, name, test }) => (test ? [{ siteName, name, test, isOld: isPrinterTestOld(test.at, now) }] : []));
  return {
    name: words.printers,
    mark: never.length > 0 || tested.some((pc) => pc.isOld) ? 'care' : 'good',
    lines: [
      ...tested.map(({ siteName, name, test, isOld }) => `${siteName} · ${name || words.printerOf(test.by)} · ${words.printerUse[test.use]}${words.printerTested(when(test.at), test.by, test)}${isOld ? words.printerOld : ''}`),
      ...(never.length > 0 ? [words.printerNever(never.slice(0, NAMED_AT_MOST).join('、'), Math.max(0, never.length - NAMED_AT_MOST))] : []),
    ],
  };
};

/** What the installation's keeper reads, one line a concern, the same on the page and in the terminal. */
export const statusLines = (input: Input): StatusLine[] => {
  const { status, words, when } = input;
  const mark = (isGood: boolean, otherwise: StatusMark = 'care'): StatusMark => (isGood ? 'good' : otherwise);
  return [
    backupLine(input),
    ...archiveLine(input),
    diskLine(input),
    { name: words.database, mark: status.database.folders > 1 ? 'bad' : mark(status.database.milliseconds < DATABASE_SLOW_MS), lines: [words.databaseIs(status.database.embedded, status.database.version, status.database.milliseconds), ...(status.database.folders > 1 ? [words.foldersApart(status.database.folders)] : [])] },
    clockLine(input),
    { name: words.sweep, mark: mark(status.sweepAgeSeconds < SWEEP_TOO_OLD_SECONDS, 'bad'), lines: [words.sweepIs(status.sweepAgeSeconds)] },
    { name: words.feed, mark: mark(status.feedHeldSeconds < 1), lines: [words.feedIs(status.feedHeldSeconds)] },
    { name: words.jobs, mark: mark(status.jobs.failed === 0), lines: [words.jobsIs(status.jobs.waiting, status.jobs.failed)] },
    channelLine(input),
    ...pbxLine(input),
    printerLine(input),
    { name: words.works, mark: mark(status.https), lines: [status.https ? words.onHttps : words.onHttp] },
    ...certificateLine(input),
    { name: words.guest, mark: mark(status.publicUrl !== null), lines: [status.publicUrl ? words.guestYes(status.publicUrl) : words.guestNo] },
    { name: words.proxy, mark: 'good', lines: [status.proxies.length > 0 ? words.proxyYes(status.proxies.join('、')) : words.proxyNone] },
    { name: words.sealed, mark: 'good', lines: status.sealed.map((site) => `${site.siteName} · ${site.day ? words.sealedIs(site.day) : words.sealedNot}`) },
    { name: words.version, mark: 'good', lines: [words.versionIs(status.version, when(status.startedAt))] },
  ];
};

/** For the administrator: the figures behind the words. */
export const exactLines = (status: Status, words: StatusWords): (readonly [name: string, value: string])[] => {
  const { exact } = status;
  if (!exact) return [];
  return [
    [words.exactProcess, String(exact.processId)],
    [words.exactRuntime, exact.runtime],
    [words.exactMemory, sizeOf(exact.memoryBytes)],
    [words.exactDatabase, sizeOf(exact.databaseBytes)],
    [words.exactConnections, `${exact.connections.used} / ${exact.connections.atMost}`],
    [words.exactMigration, exact.migration],
    [words.exactEpoch, exact.epoch],
    [words.exactAhead, status.clock.aheadMs === null ? '—' : String(Math.round(status.clock.aheadMs))],
    [words.exactHeld, String(status.feedHeldSeconds)],
    [words.exactSweep, String(status.sweepAgeSeconds)],
    [words.exactWrite, status.disk ? String(status.disk.writeMs) : '—'],
    [words.exactPrinters, status.printers.flatMap(({ siteName, name, test }) => (test ? [`${siteName}/${name || test.by}/${test.use} ${test.paper} ${test.x},${test.y} ${test.at}`] : [])).join('; ') || '—'],
    [words.exactFile, status.backup.lastGood?.file ?? '—'],
    ...(status.archive ? ([[words.exactArchive, `${status.archive.until ?? '—'} / ${status.archive.behindSeconds} / ${status.archive.waiting}${status.archive.failing ? ` / ${status.archive.failing.reason}` : ''}`]] as const) : []),
    [words.exactJobs, exact.jobs.map((job) => `${job.name} ${job.waiting}/${job.failed}`).join(', ')],
  ];
};
