import { BackupRefused, type BackupFailure } from './backup-format.ts';

/** What the service answered (`code` is its own word) or why it did not (`code` is the system's). */
export class S3Failure extends Error {
  readonly code: string;
  /** 0 = no answer. */
  readonly status: number;
  constructor(code: string, status: number, message = code) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

type Words = readonly [code: BackupFailure, zh: string, en: string];

const BY_CODE: Readonly<Record<string, Words>> = {
  NoSuchBucket: ['target-missing', '没有这个存储桶', 'There is no such bucket'],
  NoSuchKey: ['target-missing', '没有这个备份', 'There is no such backup'],
  InvalidAccessKeyId: ['target-refused', '访问密钥不存在或已停用，请检查 FOYER_S3_KEY_ID', 'The key is unknown or no longer in use: check FOYER_S3_KEY_ID'],
  SignatureDoesNotMatch: ['target-refused', '密钥不对，请检查 FOYER_S3_SECRET（和 FOYER_S3_REGION）', 'The secret is wrong: check FOYER_S3_SECRET (and FOYER_S3_REGION)'],
  AccessDenied: ['target-refused', '这个密钥没有权限', 'This key may not do that'],
  RequestTimeTooSkewed: ['clock-off', '这台机器的时钟差得太多，请先校正时间', 'The clock of this machine is too far off: set it first'],
  AuthorizationHeaderMalformed: ['target-refused', '区域不对，请检查 FOYER_S3_REGION', 'The region is wrong: check FOYER_S3_REGION'],
  PermanentRedirect: ['target-refused', '存储桶在另一个区域，请检查 FOYER_S3_ENDPOINT 和 FOYER_S3_REGION', 'The bucket is in another region: check FOYER_S3_ENDPOINT and FOYER_S3_REGION'],
  SecondLevelDomainForbidden: ['target-refused', '这个服务不接受路径方式，请去掉 FOYER_S3_PATH_STYLE', 'This service takes no path style: unset FOYER_S3_PATH_STYLE'],
};

const FULL = /StorageFull|Quota|InsufficientCapacity|InsufficientStorage|NoSpace/i;
const CLOCK = /TimeTooSkewed|RequestExpired/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|SSL|TLS/;
const UNREACHED = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);
const PASSING = new Set(['RequestTimeout', 'SlowDown', 'InternalError', 'ServiceUnavailable', 'BadDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody', 'OperationAborted']);

const wordsOf = ({ code, status }: S3Failure): Words => {
  const known = BY_CODE[code];
  if (known) return known;
  if (status === 507 || FULL.test(code)) return ['target-full', '空间或配额用完了，请清理或扩容', 'The storage or its quota is full: make room or have it enlarged'];
  if (CLOCK.test(code)) return ['clock-off', '这台机器的时钟差得太多，请先校正时间', 'The clock of this machine is too far off: set it first'];
  if (status === 0 && CERTIFICATE.test(code)) return ['target-unreachable', `证书不受信任（${code}）；自己的证书用 NODE_EXTRA_CA_CERTS 指明`, `Its certificate is not trusted (${code}); name one of your own in NODE_EXTRA_CA_CERTS`];
  if (status === 0) return ['target-unreachable', `连不上，请检查网络和 FOYER_S3_ENDPOINT（${code}）`, `It cannot be reached: check the network and FOYER_S3_ENDPOINT (${code})`];
  if (status >= 300 && status < 400) return ['target-refused', `存储桶在别处（${code}），请检查 FOYER_S3_ENDPOINT 和 FOYER_S3_REGION`, `The bucket is elsewhere (${code}): check FOYER_S3_ENDPOINT and FOYER_S3_REGION`];
  if (status === 401 || status === 403) return ['target-refused', `被拒绝（${code}），请检查密钥、权限和账户`, `It was refused (${code}): check the key, its rights and the account`];
  if ((status >= 500 && status !== 501) || PASSING.has(code)) return ['target-unreachable', `对象存储暂时出错（${status} ${code}）`, `The storage is out of order (${status} ${code})`];
  return ['failed', `对象存储不接受（${status} ${code}）`, `The storage does not take it (${status} ${code})`];
};

/** Worth another try after a while. */
export const isPassing = (error: unknown): boolean =>
  error instanceof S3Failure && (error.status === 0 ? UNREACHED.has(error.code) : PASSING.has(error.code) || error.status === 429 || (error.status >= 500 && error.status !== 501 && error.status !== 507 && !FULL.test(error.code)));

/** One line for the owner; anything that is no answer of the service stays as it is. */
export const inWords = (error: unknown, address: string): unknown => {
  if (!(error instanceof S3Failure)) return error;
  const [code, zh, en] = wordsOf(error);
  return new BackupRefused(code, `${zh}：${address} / ${en}: ${address}`);
};
