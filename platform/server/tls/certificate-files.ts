import { createPrivateKey, X509Certificate } from 'node:crypto';
import { stat, readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { StartError } from '../start-error.ts';
import type { Pair } from './certificates.ts';

const EVERY_MS = 10_000;

export type CertificateFiles = { readonly cert: string; readonly key: string };

/** Both files, if they belong together and can be used. */
export const readCertificate = async (files: CertificateFiles): Promise<Pair> => {
  const pair = { cert: await readFile(files.cert, 'utf8'), key: await readFile(files.key, 'utf8') };
  createSecureContext(pair);
  if (!new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) throw new Error('The key does not belong to the certificate.');
  return pair;
};

/** At the start there is no certificate of before to go on with. */
export const certificateFailure = (error: unknown): never => {
  throw new StartError(`证书用不了，请检查 FOYER_TLS_CERT 和 FOYER_TLS_KEY：${(error as Error).message} / The certificate cannot be used, check FOYER_TLS_CERT and FOYER_TLS_KEY: ${(error as Error).message}`);
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
