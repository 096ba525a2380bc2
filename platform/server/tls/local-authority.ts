import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { putWhole } from '../durable-files.ts';
import { StartError } from '../start-error.ts';
import { covers, daysLeft, makeAuthority, makeServerCertificate, mayVouchFor, type Pair } from './certificates.ts';

/** Renewed so long before its end that a PC switched off over a holiday does not miss it. */
const RENEW_DAYS = 60;

export type LocalTls = { readonly folder: string; readonly cert: string; readonly key: string; readonly authority: string };

export const localTls = (dataDir: string): LocalTls => {
  const folder = join(dataDir, 'tls');
  return { folder, cert: join(folder, 'server.crt'), key: join(folder, 'server.key'), authority: join(folder, 'authority.crt') };
};

export const publicHostOf = (publicUrl: string | undefined): string | undefined => (publicUrl ? new URL(publicUrl).hostname.replace(/^\[|\]$/g, '') : undefined);

/** The names and addresses people may type: the public one and this machine's own. */
export const ownNames = (publicUrl: string | undefined): string[] => {
  const publicHost = publicHostOf(publicUrl);
  const host = hostname().toLowerCase().replace(/[^a-z0-9.-]/g, '');
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter((entry) => !entry.internal && !('scopeid' in entry && entry.scopeid)).map((entry) => entry.address));
  return [...new Set([...(publicHost ? [publicHost] : []), ...(host ? [host, ...(host.includes('.') ? [] : [`${host}.local`])] : []), 'localhost', '127.0.0.1', ...addresses])];
};

const readPair = (cert: string, key: string): Pair | undefined => (existsSync(cert) && existsSync(key) ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } : undefined);

/**
 * The house's own authority, made once, and a certificate by it for all names of this machine, renewed when a new
 * address is not on it or its end comes near. Answers whether a new one was made.
 */
export const ensureLocalCertificate = (dataDir: string, wanted: { readonly names: readonly string[]; readonly publicHost?: string | undefined }, now: Date): boolean => {
  const { folder, cert, key, authority: authorityPath } = localTls(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [authorityKey, authorityNames] = [join(folder, 'authority.key'), join(folder, 'authority.json')];
  // An address given from outside changes by itself; only those of the house are worth a certificate.
  const first = wanted.names.filter((name) => name === wanted.publicHost || isIP(name) === 0);
  let authority = readPair(authorityPath, authorityKey);
  if (!authority) {
    authority = makeAuthority({ subject: `前厅 Foyer ${first[0] ?? ''} ${now.toISOString().slice(0, 10)}`, names: first, now });
    putWhole(authorityNames, JSON.stringify(first), 0o600);
    putWhole(authorityKey, authority.key, 0o600);
    putWhole(authorityPath, authority.cert, 0o644);
  }
  const may = JSON.parse(readFileSync(authorityNames, 'utf8')) as string[];
  if (wanted.publicHost !== undefined && !mayVouchFor(wanted.publicHost, may))
    throw new StartError(`本机证书机构是为别的网址建的，不能用于 ${wanted.publicHost}；请删除 ${folder} 后重新启动，各手机要重新信任一次。 / The local authority was made for other names than ${wanted.publicHost}: remove ${folder} and start again; every phone trusts it anew.`);
  const names = wanted.names.filter((name) => mayVouchFor(name, may));
  const known = readPair(cert, key);
  const isGood = known !== undefined && covers(known.cert, names) && daysLeft(known.cert, now) > RENEW_DAYS && new X509Certificate(known.cert).checkIssued(new X509Certificate(authority.cert));
  if (isGood) return false;
  const made = makeServerCertificate(authority, { names, now });
  putWhole(key, made.key, 0o600);
  putWhole(cert, made.cert, 0o644);
  return true;
};

/** What a person compares on the phone before trusting it. */
export const fingerprintOf = (cert: string): string => new X509Certificate(cert).fingerprint256;
