import { DELIVERY_REASON_WORDS, type DeliveryReason } from './delivery-reason.ts';
import type { DiskLevel } from './health.ts';
import type { PrinterUse } from './printer-test.ts';

const reasonOf = (reason: string | null, language: 'zh' | 'en'): string => (reason && reason in DELIVERY_REASON_WORDS ? DELIVERY_REASON_WORDS[reason as DeliveryReason][language] : '');

const FAILED_ZH: Readonly<Record<string, string>> = { 'target-full': '存放备份的地方满了', 'target-unwritable': '备份的文件夹写不进去', 'target-missing': '没有那个存储桶', 'target-refused': '对象存储拒绝了：请检查密钥和权限', 'target-unreachable': '对象存储连不上', 'clock-off': '这台机器的时钟差得太多', stopped: '中途停下了' };
const FAILED_EN: Readonly<Record<string, string>> = { 'target-full': 'the place of the backups is full', 'target-unwritable': 'the folder of the backups cannot be written', 'target-missing': 'there is no such bucket', 'target-refused': 'the object storage refused it: check the key and its rights', 'target-unreachable': 'the object storage cannot be reached', 'clock-off': 'the clock of this machine is too far off', stopped: 'it was stopped half way' };

const ARCHIVE_ZH: Readonly<Record<string, string>> = { 'target-gone': '归档的文件夹不在，请看盘是否插好', 'target-full': '归档的磁盘满了', 'target-unwritable': '归档的文件夹写不进去', foreign: '归档的文件夹里有另一台机器的同名日志，请用 FOYER_ARCHIVE_TO 另选一个空文件夹' };
const ARCHIVE_EN: Readonly<Record<string, string>> = { 'target-gone': 'the folder of the archive is not there, see whether its disk is plugged in', 'target-full': 'the disk of the archive is full', 'target-unwritable': 'the folder of the archive cannot be written', foreign: 'the folder holds another machine’s log of the same name: choose an empty one with FOYER_ARCHIVE_TO' };

const SPAN_ZH = (minutes: number): string => (minutes < 120 ? `${minutes} 分钟` : minutes < 2880 ? `${Math.floor(minutes / 60)} 小时` : `${Math.floor(minutes / 1440)} 天`);
const SPAN_EN = (minutes: number): string => (minutes < 120 ? `${minutes} min` : minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`);

/** How an installation stands, in plain words: for the page of whoever looks after it and for `npm run doctor`. */
export const STATUS_WORDS = {
  zh: {
    good: '一切正常', care: '有需要留意的地方，见下面标出的行', bad: '有要马上处理的问题，见下面标红的行', ok: '正常', look: '请留意', act: '要处理',
    works: '能用的功能', onHttps: '客服台、手机、拍摄、推送都能用', onHttp: '客服台和手机能用；现场拍摄和推送要用 https：配置证书，或放在反向代理后面并设置 FOYER_URL',
    guest: '给客人的二维码', guestYes: (url: string): string => `印的是 ${url}`, guestNo: '没有设置 FOYER_URL（客人手机能打开的网址），所以不印二维码',
    proxy: '反向代理', proxyNone: '没有；访客地址取自直接连接', proxyYes: (list: string): string => `信任 ${list} 转来的地址`,
    certificate: '证书', certificateUntil: (date: string, days: number): string => (days < 0 ? `已于 ${date} 过期，手机打不开了，请换新证书；换好后自动启用` : `有效到 ${date}，还有 ${days} 天`),
    trustAt: (addresses: string): string => `证书由本机签发：每台手机、电脑先打开 ${addresses} 信任一次`, trustPrint: (print: string): string => `安装前核对指纹 SHA-256 ${print}`,
    pbx: '电话系统', pbxState: { stopped: '没有在听', connecting: '正在连接', connected: '已连接', waiting: '连不上，稍后再试', refused: '被拒绝，请检查账号和密码' }, pbxLast: (when: string): string => `，最近一次消息 ${when}`,
    database: '数据库', databaseIs: (embedded: boolean, version: string, ms: number): string => `PostgreSQL ${version}${embedded ? '，随程序自带' : '，外部'}；应答 ${ms} 毫秒`,
    foldersApart: (folders: number): string => `同一个数据库上的几个前厅进程用了 ${folders} 个不同的数据文件夹：照片、导出和打印好的文件彼此看不到；请让 FOYER_DATA 指向同一个共享文件夹`,
    backup: '备份',
    backupLast: (span: number, size: string, old: boolean): string => `上次备份在 ${SPAN_ZH(span)}前，${size}${old ? '；已超过两天，请检查存放备份的地方，或请管理员处理' : ''}`,
    backupNone: (old: boolean): string => (old ? '还没有做成过一次备份，请检查存放备份的地方，或请管理员处理' : '还没有备份，今晚会做第一次'),
    backupWhere: (folder: string, at: string | null): string => `${at ? `每晚 ${at} 自动备份` : '没有设置自动备份（FOYER_BACKUP_AT）'}，存在 ${folder}，留 14 天`,
    backupSameDisk: '备份与数据在同一块盘上，盘坏了两样都没有；请用 FOYER_BACKUP_TO 另选一块盘', backupPlain: '没有加密（可设置 FOYER_BACKUP_PASSPHRASE）',
    backupElsewhere: '数据库是您自己的 PostgreSQL，由您自行备份；这里只备份照片、附件和密钥',
    backupFailed: (when: string, reason: string): string => `${when} 的备份没有做成：${FAILED_ZH[reason] ?? '原因请看日志'}`,
    archive: '日志归档',
    archiveReaches: (when: string, needsBackup: boolean): string => (needsBackup ? `已归档到 ${when}` : `从上次备份到 ${when} 之间的任一时刻都能恢复`), archiveNone: '还没有归档，几分钟内会有第一份',
    archiveBehind: (when: string | null, minutes: number): string => (when ? `只归档到 ${when}，已落后 ${SPAN_ZH(minutes)}：机器若坏了，以后登记的就没有了；前厅照常工作` : `${SPAN_ZH(minutes)}没有归档成；前厅照常工作`),
    archiveFailing: (when: string, reason: string): string => `${when} 起归档不进去：${ARCHIVE_ZH[reason] ?? '原因请看日志'}；好了会自动补上`, archiveWaits: (waiting: number): string => `${waiting} 段日志留在本机等着`,
    archiveLetGo: (when: string): string => `${when} 本机磁盘快满，放弃了等着归档的日志，中间断了一段`, archiveNeedsBackup: '下一次备份做成以后，才能恢复到备份之后的任一时刻',
    archiveWhere: (folder: string): string => `存在 ${folder}，与备份一样留 14 天`, archiveSameDisk: '归档与数据在同一块盘上，盘坏了两样都没有；请用 FOYER_ARCHIVE_TO 另选一块盘',
    disk: '磁盘', diskIs: (free: string, total: string, folder: string): string => `剩余 ${free} / ${total}，数据在 ${folder}`, diskUnknown: '读不到',
    diskLevel: { fine: '', low: '剩余不到一成，请清理', 'very-low': '剩余不到 5%，请尽快清理', 'read-only': '快满了：现在只能查看，不能登记；腾出空间后自动恢复', unwritable: '写不进去：盘被系统改成只读，或者坏了。现在不能登记；请重启机器检查这块盘，能写之后自动恢复' } satisfies Record<DiskLevel, string>,
    diskSlow: (seconds: number): string => `很慢：写一次用了 ${seconds} 秒，登记会跟着慢；请看是不是在拷大文件，或这块盘快坏了`,
    clock: '时钟', clockUnknown: (devices: number): string => `与手机、电脑的时间比对：只见到 ${devices} 人的设备，还不足以判断`, clockFine: (devices: number): string => `与 ${devices} 人的设备一致`,
    clockOff: (minutes: number, isAhead: boolean): string => `比大多数设备${isAhead ? '快' : '慢'} ${minutes} 分钟，请校正这台机器的时间（时限、单据都按它计算）`,
    sweep: '时限检查', sweepIs: (seconds: number): string => (seconds <= 2 ? '每秒一次，刚刚查过' : `上次在 ${seconds} 秒前；超过 30 秒请重启程序`),
    feed: '实时更新', feedIs: (seconds: number): string => (seconds < 1 ? '没有耽搁' : `有一项写入已进行 ${seconds} 秒，其间别的屏幕更新会迟一些`),
    jobs: '后台任务', jobsIs: (waiting: number, failed: number): string => `${waiting} 个在等，${failed} 个没有做成${failed > 0 ? '；请看日志，程序不会再自动重试' : ''}`,
    channels: '通知渠道', channelsNone: '没有设置；通知只在前厅里显示', channelNever: '还没有发过',
    channelIs: { delivered: (when: string): string => `${when} 已送达`, refused: (when: string, reason: string | null): string => `${when} 没有送达${reasonOf(reason, 'zh') ? `：${reasonOf(reason, 'zh')}` : ''}`, unknown: (when: string, reason: string | null): string => `${when} 是否送达不清楚${reasonOf(reason, 'zh') ? `：${reasonOf(reason, 'zh')}` : ''}` },
    printers: '打印机', printerUse: { forms: '单据', registers: '登记簿' } satisfies Record<PrinterUse, string>, printerOf: (by: string): string => `${by}用的电脑`,
    printerTested: (when: string, by: string, { x, y }: { x: number; y: number }): string => `：校准页 ${when} 打过（${by}），右移 ${x} 毫米、下移 ${y} 毫米`,
    printerOld: '；已经半年多，换过纸、色带或打印机的话请再打一张', printerNever: (names: string, more: number): string => `还没有打过校准页：${names}${more > 0 ? ` 等，另有 ${more} 处` : ''}；在打印窗口点「打印校准页」，用尺量过再填偏移`,
    sealed: '流水封存', sealedIs: (day: string): string => `封存到 ${day}`, sealedNot: '还没有整日的记录可封存',
    version: '程序', versionIs: (version: string, since: string): string => `版本 ${version}，${since} 启动`, testClock: '正在用测试时钟，时间不是真的',
    exact: '详细数据', exactProcess: '进程', exactRuntime: '运行环境', exactMemory: '内存', exactDatabase: '数据库大小', exactConnections: '数据库连接', exactMigration: '数据库版本', exactEpoch: '更新序列', exactJobs: '各项任务（等 / 没做成）', exactAhead: '本机时钟快（毫秒）', exactHeld: '写入占用（秒）', exactSweep: '距上次时限检查（秒）', exactFile: '最近备份文件', exactPrinters: '打印机校准页', exactWrite: '写盘一次（毫秒）', exactArchive: '归档到 / 落后（秒）/ 等待（段）',
  },
  en: {
    good: 'Everything is in order', care: 'Something wants attention: see the lines marked below', bad: 'Something must be done now: see the lines in red below', ok: 'in order', look: 'attention', act: 'act now',
    works: 'What works', onHttps: 'Desk, phones, camera and push all work', onHttp: 'Desk and phones work; live camera and push need https: set certificate files, or put a proxy in front and set FOYER_URL',
    guest: 'Codes for guests', guestYes: (url: string): string => `They lead to ${url}`, guestNo: 'FOYER_URL (an address guests’ phones can open) is not set, so no codes are printed',
    proxy: 'Proxy', proxyNone: 'None; addresses are taken from the connection itself', proxyYes: (list: string): string => `Addresses forwarded by ${list} are trusted`,
    certificate: 'Certificate', certificateUntil: (date: string, days: number): string => (days < 0 ? `ended on ${date}, phones cannot open Foyer: put a new one; it is taken into use by itself` : `valid until ${date}, ${days} days left`),
    trustAt: (addresses: string): string => `Signed by this machine: each phone and PC first opens ${addresses} and trusts it once`, trustPrint: (print: string): string => `Compare before trusting: SHA-256 ${print}`,
    pbx: 'Telephone systems', pbxState: { stopped: 'not listened to', connecting: 'connecting', connected: 'connected', waiting: 'cannot be reached, tried again soon', refused: 'refused: check name and password' }, pbxLast: (when: string): string => `, last heard of ${when}`,
    database: 'Database', databaseIs: (embedded: boolean, version: string, ms: number): string => `PostgreSQL ${version}, ${embedded ? 'brought along' : 'external'}; answers in ${ms} ms`,
    foldersApart: (folders: number): string => `The processes on this database work with ${folders} different data folders and do not find each other’s pictures, exports and printings: let FOYER_DATA be one shared folder`,
    backup: 'Backup',
    backupLast: (span: number, size: string, old: boolean): string => `Last backup ${SPAN_EN(span)} ago, ${size}${old ? '; that is more than two days: check the place of the backups, or call the administrator' : ''}`,
    backupNone: (old: boolean): string => (old ? 'There has been no backup yet: check the place of the backups, or call the administrator' : 'No backup yet; the first is made tonight'),
    backupWhere: (folder: string, at: string | null): string => `${at ? `Every night at ${at}` : 'Not made by itself (FOYER_BACKUP_AT)'}, in ${folder}, kept 14 days`,
    backupSameDisk: 'The backup lies on the disk of the data; if it breaks, both are gone: choose another with FOYER_BACKUP_TO', backupPlain: 'Not encrypted (FOYER_BACKUP_PASSPHRASE)',
    backupElsewhere: 'The database is your own PostgreSQL and yours to back up; only files and keys are backed up here',
    backupFailed: (when: string, reason: string): string => `The backup of ${when} failed: ${FAILED_EN[reason] ?? 'see the log'}`,
    archive: 'Archive of the log',
    archiveReaches: (when: string, needsBackup: boolean): string => (needsBackup ? `Archived up to ${when}` : `Any moment from the last backup to ${when} can be brought back`), archiveNone: 'Nothing archived yet; the first piece comes within minutes',
    archiveBehind: (when: string | null, minutes: number): string => (when ? `Archived only up to ${when}, ${SPAN_EN(minutes)} behind: what was entered since would be lost with the machine; Foyer works on` : `Nothing archived for ${SPAN_EN(minutes)}; Foyer works on`),
    archiveFailing: (when: string, reason: string): string => `Since ${when} nothing goes in: ${ARCHIVE_EN[reason] ?? 'see the log'}; it catches up by itself`, archiveWaits: (waiting: number): string => `${waiting} segments of the log wait on this machine`,
    archiveLetGo: (when: string): string => `${when} the disk of the data was nearly full and the log that waited was given up: there is a gap`, archiveNeedsBackup: 'Moments can be brought back again once the next backup is made',
    archiveWhere: (folder: string): string => `In ${folder}, kept 14 days as the backups are`, archiveSameDisk: 'The archive lies on the disk of the data; if it breaks, both are gone: choose another with FOYER_ARCHIVE_TO',
    disk: 'Disk', diskIs: (free: string, total: string, folder: string): string => `${free} of ${total} free, data in ${folder}`, diskUnknown: 'cannot be read',
    diskLevel: { fine: '', low: 'Less than 10 % free: make room', 'very-low': 'Less than 5 % free: make room soon', 'read-only': 'Nearly full: Foyer can be read but takes nothing in; it goes on by itself once there is room', unwritable: 'Cannot be written: the system has made it read-only, or it is broken. Nothing is taken in; restart the machine and check the disk, Foyer goes on by itself once it can be written' } satisfies Record<DiskLevel, string>,
    diskSlow: (seconds: number): string => `Slow: one write took ${seconds} s, and so does every entry; see whether something large is being copied, or the disk is about to break`,
    clock: 'Clock', clockUnknown: (devices: number): string => `Compared with people’s devices: ${devices} seen, too few to judge`, clockFine: (devices: number): string => `agrees with the devices of ${devices} people`,
    clockOff: (minutes: number, isAhead: boolean): string => `${minutes} min ${isAhead ? 'ahead of' : 'behind'} most devices: set the time of this machine (deadlines and papers go by it)`,
    sweep: 'Deadlines', sweepIs: (seconds: number): string => (seconds <= 2 ? 'Looked at every second, just now' : `Last looked at ${seconds} s ago; beyond 30 s restart the program`),
    feed: 'Live updates', feedIs: (seconds: number): string => (seconds < 1 ? 'No delay' : `A write has been open for ${seconds} s; other screens update later meanwhile`),
    jobs: 'Background work', jobsIs: (waiting: number, failed: number): string => `${waiting} waiting, ${failed} given up${failed > 0 ? '; see the log, they are not tried again by themselves' : ''}`,
    channels: 'Ways out', channelsNone: 'None set; alerts are shown in Foyer only', channelNever: 'nothing sent yet',
    channelIs: { delivered: (when: string): string => `delivered ${when}`, refused: (when: string, reason: string | null): string => `not delivered ${when}${reasonOf(reason, 'en') ? `: ${reasonOf(reason, 'en')}` : ''}`, unknown: (when: string, reason: string | null): string => `unclear whether delivered ${when}${reasonOf(reason, 'en') ? `: ${reasonOf(reason, 'en')}` : ''}` },
    printers: 'Printers', printerUse: { forms: 'forms', registers: 'registers' } satisfies Record<PrinterUse, string>, printerOf: (by: string): string => `PC used by ${by}`,
    printerTested: (when: string, by: string, { x, y }: { x: number; y: number }): string => `: ruler page printed ${when} (${by}), ${x} mm right, ${y} mm down`,
    printerOld: '; that is more than half a year ago: print one again if paper, ribbon or printer changed', printerNever: (names: string, more: number): string => `No ruler page yet: ${names}${more > 0 ? ` and ${more} more` : ''}; press “Ruler page” where you print, measure, and fill in the offsets`,
    sealed: 'Journal sealed', sealedIs: (day: string): string => `up to ${day}`, sealedNot: 'no whole day to seal yet',
    version: 'Program', versionIs: (version: string, since: string): string => `version ${version}, started ${since}`, testClock: 'The test clock is in use: the time is not real',
    exact: 'Exact figures', exactProcess: 'Process', exactRuntime: 'Runtime', exactMemory: 'Memory', exactDatabase: 'Size of the database', exactConnections: 'Database connections', exactMigration: 'Database version', exactEpoch: 'Feed epoch', exactJobs: 'Jobs (waiting / given up)', exactAhead: 'Clock ahead (ms)', exactHeld: 'Write held open (s)', exactSweep: 'Since the last sweep (s)', exactFile: 'Newest backup', exactPrinters: 'Ruler pages printed', exactWrite: 'One write to disk (ms)', exactArchive: 'Archived to / behind (s) / waiting',
  },
};
export type StatusWords = (typeof STATUS_WORDS)['zh'];
