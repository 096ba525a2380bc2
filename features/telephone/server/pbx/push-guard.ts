import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { PushSettings } from '../../core/pbx/pbx-settings.ts';

/** Whether a message comes from an address the source may come from. */
export const isAllowedAddress = (addresses: readonly string[], address: string): boolean => {
  if (addresses.length === 0) return true;
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  const family = isIP(plain);
  if (family === 0) return false;
  const list = new BlockList();
  for (const entry of addresses) {
    const [network = '', bits] = entry.split('/');
    const version = isIP(network);
    if (version === 0) continue;
    const kind = version === 4 ? 'ipv4' : 'ipv6';
    const most = version === 4 ? 32 : 128;
    list.addSubnet(network, bits === undefined ? most : Math.min(most, Number(bits)), kind);
  }
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
};

/** Whether the signature in the header is the one the vendor's way of signing gives. */
export const isSigned = (signature: NonNullable<PushSettings['signature']>, secret: string, message: { body: string; header(name: string): string | undefined }): boolean => {
  const given = message.header(signature.header.toLowerCase())?.replace(/^(?:sha256|sha1|md5)=/i, '').trim();
  if (!given) return false;
  const signed = signature.over.replace(/\{(body|secret|header:([A-Za-z0-9-]+))\}/g, (_all, what: string, name?: string) => (what === 'body' ? message.body : what === 'secret' ? secret : (message.header((name ?? '').toLowerCase()) ?? '')));
  const hash = signature.algorithm === 'md5' ? createHash('md5') : createHmac(signature.algorithm.slice(5), secret);
  const wanted = hash.update(signed, 'utf8').digest(signature.encoding);
  const [a, b] = signature.encoding === 'hex' ? [given.toLowerCase(), wanted] : [given, wanted];
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
};
