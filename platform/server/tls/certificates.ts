import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { bits, bool, integer, octets, oid, sequence, set, time, tlv, utf8 } from './der.ts';

/** A certificate and its key, as PEM. */
export type Pair = { readonly cert: string; readonly key: string };

const DAY_MS = 86_400_000;
/** Phones take no longer ones (Apple: 825 days for an authority of one's own, 398 for a public one). */
export const SERVER_DAYS = 397;
export const AUTHORITY_DAYS = 3650;

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
/** A stolen authority must not speak for a bank: only for names and addresses inside a house. */
const INSIDE_NAMES = ['local', 'localhost', 'lan', 'internal', 'home.arpa'];
const INSIDE_RANGES = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '::1/128', 'fc00::/7', 'fe80::/10'];

const pem = (body: Buffer): string => `-----BEGIN CERTIFICATE-----\n${body.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
const named = (name: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), utf8(name))));
const extension = (id: string, isCritical: boolean, body: Buffer): Buffer => sequence(oid(id), ...(isCritical ? [bool(true)] : []), octets(body));

/** Of the key's own bits (RFC 5280, 4.2.1.2): the last field of its SubjectPublicKeyInfo, 65 bytes of a P-256 point. */
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(key.export({ type: 'spki', format: 'der' }).subarray(-65)).digest();

const bytesOf = (address: string): Buffer => Buffer.from(ipaddr.parse(address).toByteArray());
const rangeBytes = (range: string): Buffer => {
  const [address, length] = ipaddr.parseCIDR(range);
  const mask = address.kind() === 'ipv4' ? ipaddr.IPv4.subnetMaskFromPrefixLength(length) : ipaddr.IPv6.subnetMaskFromPrefixLength(length);
  return Buffer.concat([Buffer.from(address.toByteArray()), Buffer.from(mask.toByteArray())]);
};

const nameOf = (name: string): Buffer => (isIP(name) ? tlv(0x87, bytesOf(name)) : tlv(0x82, Buffer.from(name)));

type Certificate = { readonly subject: string; readonly issuer: string; readonly publicKey: KeyObject; readonly signer: KeyObject; readonly from: Date; readonly days: number; readonly extensions: readonly Buffer[] };

const issue = (input: Certificate): string => {
  const until = new Date(input.from.getTime() + input.days * DAY_MS);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    tlv(0xa0, integer(Buffer.of(2))),
    integer(serial),
    ECDSA_SHA256,
    named(input.issuer),
    sequence(time(input.from), time(until)),
    named(input.subject),
    input.publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...input.extensions)),
  );
  return pem(sequence(body, ECDSA_SHA256, bits(sign('sha256', body, input.signer))));
};

const newKey = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const keyText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** An authority of this house alone: it may vouch for inside names and addresses and for `names`, and for nothing else. */
export const makeAuthority = (input: { subject: string; names: readonly string[]; now: Date }): Pair => {
  const { privateKey, publicKey } = newKey();
  const hosts = [...new Set([...INSIDE_NAMES, ...input.names.filter((name) => !isIP(name))])];
  const addresses = input.names.filter((name) => isIP(name)).map((address) => `${address}/${isIPv4(address) ? 32 : 128}`);
  const permitted = [...hosts.map((name) => tlv(0x82, Buffer.from(name))), ...[...new Set([...INSIDE_RANGES, ...addresses])].map((range) => tlv(0x87, rangeBytes(range)))];
  const cert = issue({
    subject: input.subject, issuer: input.subject, publicKey, signer: privateKey, from: new Date(input.now.getTime() - DAY_MS), days: AUTHORITY_DAYS,
    extensions: [
      extension('2.5.29.19', true, sequence(bool(true), integer(Buffer.of(0)))),
      extension('2.5.29.15', true, bits(Buffer.of(0x06), 1)),
      extension('2.5.29.30', true, sequence(tlv(0xa0, ...permitted.map((name) => sequence(name))))),
      extension('2.5.29.14', false, octets(keyId(publicKey))),
    ],
  });
  return { cert, key: keyText(privateKey) };
};

export const subjectOf = (cert: string): string => /CN=(.*)/.exec(new X509Certificate(cert).subject)?.[1] ?? '';

const isIn = (address: string, range: string): boolean => {
  const [ip, [net, length]] = [ipaddr.parse(address), ipaddr.parseCIDR(range)];
  return ip.kind() === net.kind() && ip.match([net, length] as never);
};

/** What an authority of ours may vouch for; `more`: the names it was made with. */
export const mayVouchFor = (name: string, more: readonly string[]): boolean =>
  more.includes(name) || (isIP(name) ? INSIDE_RANGES.some((range) => isIn(name, range)) : [...INSIDE_NAMES, ...more].some((inside) => name === inside || name.endsWith(`.${inside}`)));

/** A certificate for the names and addresses this machine is reached by. */
export const makeServerCertificate = (authority: Pair, input: { names: readonly string[]; now: Date }): Pair => {
  const { privateKey, publicKey } = newKey();
  const signer = createPrivateKey(authority.key);
  const cert = issue({
    subject: input.names[0] ?? 'foyer', issuer: subjectOf(authority.cert), publicKey, signer, from: new Date(input.now.getTime() - DAY_MS), days: SERVER_DAYS,
    extensions: [
      extension('2.5.29.19', true, sequence()),
      extension('2.5.29.15', true, bits(Buffer.of(0x80), 7)),
      extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', false, sequence(...input.names.map(nameOf))),
      extension('2.5.29.14', false, octets(keyId(publicKey))),
      extension('2.5.29.35', false, sequence(tlv(0x80, keyId(createPublicKey(signer))))),
    ],
  });
  return { cert, key: keyText(privateKey) };
};

/** True when the certificate is for every one of the names. */
export const covers = (cert: string, names: readonly string[]): boolean => {
  const known = new X509Certificate(cert);
  return names.every((name) => (isIP(name) ? known.checkIP(name) : known.checkHost(name)) !== undefined);
};

export const daysLeft = (cert: string, now: Date): number => (new X509Certificate(cert).validToDate.getTime() - now.getTime()) / DAY_MS;
