import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { unknownSettings, type Config } from '../config.ts';

// Passwords and tokens belong to the owner's own keeping, not into every copy.
const SECRET = /PASSWORD|PASSPHRASE|TOKEN|SECRET|S3_KEY|DATABASE_URL/;

/** The settings and the certificate, as they will be wanted on another machine. */
export const configurationOf = (config: Config): { name: string; body: Buffer }[] => {
  // A name that is none of ours may be that of a password, mistyped.
  const unknown = new Set(unknownSettings(process.env).map(({ name }) => name));
  const set = Object.entries(process.env).filter(([name, value]) => (/^(?:FOYER_|PORT$|HOST$)/.test(name) && name !== 'FOYER_LAUNCHER' && !unknown.has(name)) && !SECRET.test(name) && value);
  const files = [config.tlsCert, config.tlsKey].filter((path) => path !== undefined);
  return [
    { name: 'environment', body: Buffer.from(set.map(([name, value]) => `${name}=${value}\n`).sort().join('')) },
    ...files.map((path) => ({ name: basename(path), body: readFileSync(path) })),
  ];
};
