import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { amazonEndpoint, isUrlLike, regionOf, s3Address, s3Place, type S3Access } from './backup/s3-address.ts';
import { addressesIn } from './postgres-hosts.ts';
import { StartError } from './start-error.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a variable should look like, as the owner reads it: 中文 / English. */
type Wanted = { readonly zh: string; readonly en: string };

const wanted: Record<string, Wanted> = {
  PORT: { zh: '应为 1–65535 的整数', en: 'must be a whole number from 1 to 65535' },
  HOST: { zh: '应为 IP 地址或主机名', en: 'must be an IP address or a host name' },
  DATABASE_URL: { zh: '应为 postgres://用户：密码@主机：端口/数据库（可写多台主机，用逗号分开）', en: 'must be postgres://user:password@host:port/database (several hosts separated by commas)' },
  FOYER_URL: { zh: '应为 https:// 或 http:// 开头、不带路径的网址', en: 'must be an https:// or http:// address without a path' },
  FOYER_TRUST_PROXY: { zh: '应为用逗号分开的 IP 地址或网段（如 10.0.0.0/8）', en: 'must be IP addresses or ranges (such as 10.0.0.0/8) separated by commas' },
  FOYER_TLS_CERT: { zh: '须与 FOYER_TLS_KEY 一起设置', en: 'goes together with FOYER_TLS_KEY' },
  FOYER_TLS_KEY: { zh: '须与 FOYER_TLS_CERT 一起设置', en: 'goes together with FOYER_TLS_CERT' },
  FOYER_LOCAL_HTTPS: { zh: '应为 1 或 0，且不与 FOYER_TLS_CERT 同时设置', en: 'must be 1 or 0, and not together with FOYER_TLS_CERT' },
  FOYER_TRUST_PORT: { zh: '应为 1–65535 的整数', en: 'must be a whole number from 1 to 65535' },
  FOYER_DEMO_PASSWORD: { zh: '至少 8 个字符，至多 128 个', en: 'must have 8 to 128 characters' },
  FOYER_TEST_CLOCK: { zh: '应为 1 或 0', en: 'must be 1 or 0' },
  FOYER_LOG_LEVEL: { zh: '应为 fatal、error、warn、info、debug、trace 或 silent', en: 'must be fatal, error, warn, info, debug, trace or silent' },
  FOYER_METRICS_TOKEN: { zh: '至少 16 个字符', en: 'must have at least 16 characters' },
  FOYER_BACKUP_TO: { zh: '应为文件夹，或 s3://存储桶/前缀', en: 'must be a folder or s3://bucket/prefix' },
  FOYER_S3_ENDPOINT: { zh: '应为对象存储的网址（https:// 或 http:// 开头，不带路径）；备份到 s3:// 时须设置它或 FOYER_S3_REGION', en: 'must be the https:// or http:// address of the object storage without a path; backups to s3:// need it or FOYER_S3_REGION' },
  FOYER_S3_REGION: { zh: '应为区域名（如 cn-hangzhou）', en: 'must be the name of a region (such as cn-hangzhou)' },
  FOYER_S3_KEY_ID: { zh: '须与 FOYER_S3_SECRET 一起设置；备份到 s3:// 时不可少', en: 'goes together with FOYER_S3_SECRET; backups to s3:// need it' },
  FOYER_S3_SECRET: { zh: '须与 FOYER_S3_KEY_ID 一起设置；备份到 s3:// 时不可少', en: 'goes together with FOYER_S3_KEY_ID; backups to s3:// need it' },
  FOYER_S3_PATH_STYLE: { zh: '应为 1 或 0', en: 'must be 1 or 0' },
  FOYER_BACKUP_AT: { zh: '应为几点几分（如 02:30）或 off', en: 'must be a time of day (such as 02:30) or off' },
  FOYER_UPGRADE_BACKUP: { zh: '应为 on 或 off', en: 'must be on or off' },
  FOYER_BACKUP_PASSPHRASE: { zh: '至少 12 个字符', en: 'must have at least 12 characters' },
  FOYER_ARCHIVE_TO: { zh: '应为文件夹，且不与 DATABASE_URL 同时设置', en: 'must be a folder, and not together with DATABASE_URL' },
  FOYER_ARCHIVE_MINUTES: { zh: '应为 1–60 的整数', en: 'must be a whole number from 1 to 60' },
  FOYER_ALLOW_TARGETS: { zh: '应为用逗号分开的 IP 地址、网段（如 10.0.0.0/8）或主机名', en: 'must be IP addresses, ranges (such as 10.0.0.0/8) or host names separated by commas' },
};

const isUrl = (text: string, protocols: string[]): boolean => URL.canParse(text) && protocols.includes(new URL(text).protocol);

const isRange = (text: string): boolean => {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};

const isHost = (text: string): boolean => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text);

/** Digits and dots alone are a mistyped address, not a name. */
const isTarget = (text: string): boolean => isRange(text) || (isHost(text) && !/^[\d.]+$/.test(text));

const isOrigin = (text: string): boolean => {
  if (!isUrl(text, ['http:', 'https:'])) return false;
  const url = new URL(text);
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
};

const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);

const variables = z.object({
  PORT: z.string().regex(/^\d{1,5}$/).transform(Number).pipe(z.number().min(1).max(65535)).default(7300),
  HOST: z.string().refine(isHost).default('0.0.0.0'),
  FOYER_DATA: z.string().transform((path) => resolve(path)).optional(),
  DATABASE_URL: z.string().refine((text) => addressesIn(text).every((address) => isUrl(address, ['postgres:', 'postgresql:']))).optional(),
  FOYER_URL: z.string().refine(isOrigin).transform((text) => new URL(text).origin).optional(),
  FOYER_TRUST_PROXY: z.string().transform(list).pipe(z.array(z.string().refine(isRange))).default([]),
  FOYER_TLS_CERT: z.string().transform((path) => resolve(path)).optional(),
  FOYER_TLS_KEY: z.string().transform((path) => resolve(path)).optional(),
  FOYER_LOCAL_HTTPS: z.enum(['0', '1']).default('0'),
  FOYER_TRUST_PORT: z.string().regex(/^\d{1,5}$/).transform(Number).pipe(z.number().min(1).max(65535)).optional(),
  FOYER_DEMO_PASSWORD: z.string().min(8).max(128).optional(),
  FOYER_TEST_CLOCK: z.enum(['0', '1']).default('0'),
  FOYER_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  FOYER_METRICS_TOKEN: z.string().min(16).optional(),
  FOYER_BACKUP_TO: z.string().refine((text) => !isUrlLike(text) || s3Place(text) !== undefined).transform((text) => { const place = s3Place(text); return place ? s3Address(place) : resolve(text); }).optional(),
  FOYER_S3_ENDPOINT: z.string().refine(isOrigin).transform((text) => new URL(text).origin).optional(),
  FOYER_S3_REGION: z.string().regex(/^[a-z0-9-]{2,40}$/i).optional(),
  FOYER_S3_KEY_ID: z.string().regex(/^[^\s/]{3,256}$/).optional(),
  FOYER_S3_SECRET: z.string().regex(/^\S{8,256}$/).optional(),
  FOYER_S3_PATH_STYLE: z.enum(['0', '1']).optional(),
  FOYER_BACKUP_AT: z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|off)$/).default('02:30'),
  FOYER_UPGRADE_BACKUP: z.enum(['on', 'off']).default('on'),
  FOYER_BACKUP_PASSPHRASE: z.string().min(12).optional(),
  FOYER_ARCHIVE_TO: z.string().refine((path) => !isUrlLike(path)).transform((path) => resolve(path)).optional(),
  FOYER_ARCHIVE_MINUTES: z.string().regex(/^\d{1,2}$/).transform(Number).pipe(z.number().min(1).max(60)).default(5),
  FOYER_ALLOW_TARGETS: z.string().transform(list).pipe(z.array(z.string().refine(isTarget))).default([]),
});

export type Config = {
  readonly port: number;
  readonly host: string;
  /** As configured; `chooseDataFolder` has the last word when root runs us. */
  readonly dataDir: string;
  /** False when `dataDir` is only the default. */
  readonly dataDirGiven: boolean;
  readonly databaseUrl: string | undefined;
  /** Origin without a trailing slash, as guests reach us. */
  readonly publicUrl: string | undefined;
  readonly trustProxy: readonly string[];
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Where phones fetch the house's own authority, over plain http; undefined = there is none of our making. */
  readonly trustPort: number | undefined;
  readonly demoPassword: string | undefined;
  readonly testClock: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly metricsToken: string | undefined;
  /** The folder of the backups, `backups` in the data folder unless named; or `s3://bucket/prefix`. */
  readonly backupTo: string | undefined;
  /** How object storage is reached; never told to anybody. */
  readonly s3: S3Access | undefined;
  /** When in the night of the oldest centre; undefined = only by hand. */
  readonly backupAt: string | undefined;
  /** A backup is taken before the database is changed by a newer program. */
  readonly upgradeBackup: boolean;
  readonly backupPassphrase: string | undefined;
  /** The folder the database's log is archived in; undefined = none is. */
  readonly archiveTo: string | undefined;
  /** At most so much is lost with the machine where it is. */
  readonly archiveMinutes: number;
  /** Addresses, ranges and host names inside the house that messages may be sent to all the same. */
  readonly allowTargets: readonly string[];
};

// The value itself is never repeated: it may be a password.
const wrong = (name: string): StartError => {
  const text = wanted[name] ?? { zh: '无效', en: 'is not valid' };
  return new StartError(`${name} ${text.zh}。 / ${name} ${text.en}.`);
};

const s3Of = (v: z.output<typeof variables>): S3Access | undefined => {
  if (v.FOYER_S3_SECRET && !v.FOYER_S3_KEY_ID) throw wrong('FOYER_S3_KEY_ID');
  if (v.FOYER_S3_KEY_ID && !v.FOYER_S3_SECRET) throw wrong('FOYER_S3_SECRET');
  const isWanted = v.FOYER_BACKUP_TO !== undefined && s3Place(v.FOYER_BACKUP_TO) !== undefined;
  if (!v.FOYER_S3_KEY_ID || !v.FOYER_S3_SECRET) {
    if (isWanted) throw wrong('FOYER_S3_KEY_ID');
    return undefined;
  }
  if (!v.FOYER_S3_ENDPOINT && !v.FOYER_S3_REGION) throw wrong('FOYER_S3_ENDPOINT');
  const endpoint = v.FOYER_S3_ENDPOINT ?? amazonEndpoint(v.FOYER_S3_REGION ?? '');
  return { endpoint, region: v.FOYER_S3_REGION ?? regionOf(endpoint), keyId: v.FOYER_S3_KEY_ID, secret: v.FOYER_S3_SECRET, pathStyle: v.FOYER_S3_PATH_STYLE === undefined ? undefined : v.FOYER_S3_PATH_STYLE === '1' };
};

/** Ours, but not the owner's: of the launcher and of the tests. */
const OTHERS = new Set(['FOYER_LAUNCHER', 'FOYER_CHROMIUM']);

/** How many letters must change for the one to be the other. */
const distance = (one: string, other: string): number => {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (let at = 1; at <= other.length; at += 1) line.push(Math.min((above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1, (above[at - 1] ?? 0) + (letter === other[at - 1] ? 0 : 1)));
    above = line;
  }
  return above.at(-1) ?? 0;
};

/** Names that begin as ours do and are none, each with the one that was probably meant: a mistyped passphrase would be none. */
export const unknownSettings = (env: Readonly<Record<string, string | undefined>>): { readonly name: string; readonly meant: string | undefined }[] =>
  Object.keys(env)
    .filter((name) => /^FOYER_?[A-Z]/i.test(name) && !(name in wanted) && name !== 'FOYER_DATA' && !OTHERS.has(name) && env[name]?.trim())
    .sort()
    .map((name) => {
      const [nearest] = ['FOYER_DATA', ...Object.keys(wanted)].map((known) => ({ known, far: distance(name.toUpperCase(), known) })).sort((one, other) => one.far - other.far);
      return { name, meant: nearest && nearest.far <= 3 ? nearest.known : undefined };
    });

/** The environment, read once at the start. An empty variable counts as not set. */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const set = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])));
  const parsed = variables.safeParse(set);
  if (!parsed.success) throw wrong(String(parsed.error.issues[0]?.path[0] ?? ''));
  const v = parsed.data;
  if (v.FOYER_TLS_KEY && !v.FOYER_TLS_CERT) throw wrong('FOYER_TLS_KEY');
  if (v.FOYER_TLS_CERT && !v.FOYER_TLS_KEY) throw wrong('FOYER_TLS_CERT');
  if (v.FOYER_ARCHIVE_TO && v.DATABASE_URL) throw wrong('FOYER_ARCHIVE_TO');
  const isLocal = v.FOYER_LOCAL_HTTPS === '1';
  if (isLocal && v.FOYER_TLS_CERT) throw wrong('FOYER_LOCAL_HTTPS');
  return {
    port: v.PORT,
    host: v.HOST,
    dataDir: v.FOYER_DATA ?? join(ROOT, 'data'),
    dataDirGiven: v.FOYER_DATA !== undefined,
    databaseUrl: v.DATABASE_URL,
    publicUrl: v.FOYER_URL,
    trustProxy: v.FOYER_TRUST_PROXY,
    tlsCert: v.FOYER_TLS_CERT,
    tlsKey: v.FOYER_TLS_KEY,
    trustPort: isLocal ? (v.FOYER_TRUST_PORT ?? v.PORT + 1) : undefined,
    demoPassword: v.FOYER_DEMO_PASSWORD,
    testClock: v.FOYER_TEST_CLOCK === '1',
    logLevel: v.FOYER_LOG_LEVEL,
    metricsToken: v.FOYER_METRICS_TOKEN,
    backupTo: v.FOYER_BACKUP_TO,
    s3: s3Of(v),
    backupAt: v.FOYER_BACKUP_AT === 'off' ? undefined : v.FOYER_BACKUP_AT,
    upgradeBackup: v.FOYER_UPGRADE_BACKUP === 'on',
    backupPassphrase: v.FOYER_BACKUP_PASSPHRASE,
    archiveTo: v.FOYER_ARCHIVE_TO,
    archiveMinutes: v.FOYER_ARCHIVE_MINUTES,
    allowTargets: v.FOYER_ALLOW_TARGETS,
  };
};
