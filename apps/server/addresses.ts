import { networkInterfaces } from 'node:os';
import type { Config } from '../../platform/server/config.ts';

/** By itself, with files given or of its own making. */
export const speaksHttps = (config: Config): boolean => config.tlsCert !== undefined || config.trustPort !== undefined;

/** Where people reach this machine: the public address first, then loopback, then the addresses of the house. */
export const addressesOf = (config: Config): string[] => {
  const scheme = speaksHttps(config) ? 'https' : 'http';
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter((entry) => entry.family === 'IPv4' && !entry.internal).map((entry) => entry.address));
  const hosts = config.host === '0.0.0.0' || config.host === '::' ? ['localhost', ...own] : [config.host];
  return [...new Set([...(config.publicUrl ? [config.publicUrl] : []), ...hosts.map((host) => `${scheme}://${host}:${config.port}`)])];
};

/** Where a device fetches the house's own authority before it comes by https. */
export const trustAddressesOf = (config: Config): string[] =>
  config.trustPort === undefined ? [] : addressesOf(config).flatMap((address) => (new URL(address).hostname === 'localhost' ? [] : [`http://${new URL(address).hostname}:${config.trustPort}/`]));

/** Offline work, the live camera and push need a secure page. */
export const isHttps = (config: Config): boolean => speaksHttps(config) || Boolean(config.publicUrl?.startsWith('https:'));
