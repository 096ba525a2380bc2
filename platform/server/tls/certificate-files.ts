import { createPrivateKey, X509Certificate } from 'node:crypto';
import { stat, readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { StartError } from '../start-error.ts';
import type { Pair } from './certificates.ts';

const EVERY_MS = 10_000;
const NO_PAIR = 'The key does not belong to the certificate.';

export type CertificateFiles = { readonly cert: string; readonly key: string };

/** Both files, if they belong together and can be used. */
export const readCertificate = async (files: CertificateFiles): Promise<Pair> => {
  const pair = { cert: await readFile(files.cert, 'utf8'), key: await readFile(files.key, 'utf8') };
  if (!new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) throw new Error(NO_PAIR);
  createSecureContext(pair);
  return pair;
};

/** At the start there is no certificate of before to go on with. */
export const certificateFailure = (error: unknown): never => {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const [zh, en] = wrongWith(code, path ?? '', message);
  throw new StartError(`证书用不了，请检查 FOYER_TLS_CERT 和 FOYER_TLS_KEY：${zh}。 / The certificate cannot be used, check FOYER_TLS_CERT and FOYER_TLS_KEY: ${en}.`);
};

const wrongWith = (code: string | undefined, path: string, message: string): [zh: string, en: string] => {
  if (code === 'ENOENT') return [`找不到文件 ${path}`, `there is no file ${path}`];
  if (code === 'EACCES' || code === 'EPERM') return [`运行前厅的用户读不了 ${path}`, `the user Foyer runs as cannot read ${path}`];
  if (code === 'EISDIR') return ['那是文件夹，不是文件', 'that is a folder, no file'];
  if (message === NO_PAIR) return ['密钥和证书不是一对', 'the key does not belong to the certificate'];
  if (/^ERR_OSSL_|^ERR_CRYPTO/.test(code ?? '') || /PEM|ASN1|asn1|DECODER/.test(message)) return ['文件不是 PEM 格式的证书和没有口令的密钥', 'the files are not a certificate in PEM and a key without a passphrase'];
  return [message, message];
};

/**
 * Takes a renewed certificate into use while people work: connections that stand go on, new ones get the new one. Files
 * that do not fit each other are half way through being replaced, or wrong: the one in use stays.
 */
export const watchCertificate = (files: CertificateFiles, input: { use(pair: Pair): void; onError(error: unknown): void; everyMs?: number }): { look(): Promise<void>; stop(): void } => {
  let seen = '';
  const stampOf = async (): Promise<string> => (await Promise.all([files.cert, files.key].map(async (path) => { const { mtimeMs, size, ino } = await stat(path); return `${mtimeMs} ${size} ${ino}`; }))).join(' ');
  const first = stampOf().then((stamp) => void (seen = stamp), () => undefined);
  const look = async (): Promise<void> => {
    await first;
    try {
      const stamp = await stampOf();
      if (stamp === seen) return;
      seen = stamp;
      input.use(await readCertificate(files));
    } catch (error) {
      input.onError(error);
    }
  };
  const timer = setInterval(() => void look(), input.everyMs ?? EVERY_MS).unref();
  return { look, stop: () => clearInterval(timer) };
};
