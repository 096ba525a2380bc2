import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Public by its number, but answering only from inside a cloud: the host's own agent and keys (Azure). */
const CLOUD_INSIDE = ['168.63.129.16'];

/** Global unicast; the other sixteenths of IPv6 are special or not given out (RFC 4291, IANA). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** What the whole internet may reach: no loopback, private, link-local, mapped, multicast or reserved address, no metadata service. */
const isPublic = (address: string): boolean => {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || CLOUD_INSIDE.includes(address)) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
};

export type AddressGuard = {
  /** May this address be connected to, found under this host name? */
  permits(host: string, address: string): boolean;
};

/** `allowed`: addresses, ranges and host names (FOYER_ALLOW_TARGETS). A name stands for whatever address it has. */
export const createGuard = (allowed: readonly string[]): AddressGuard => {
  const names = new Set(allowed.filter((entry) => !entry.includes('/') && isIP(entry) === 0).map((entry) => entry.toLowerCase()));
  const ranges = allowed
    .filter((entry) => entry.includes('/') || isIP(entry) !== 0)
    .map((entry) => ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${isIP(entry) === 4 ? 32 : 128}`));
  return {
    permits(host, address) {
      if (isIP(address) === 0) return false;
      if (isPublic(address) || names.has(host.toLowerCase())) return true;
      const parsed = ipaddr.parse(address);
      return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
    },
  };
};
