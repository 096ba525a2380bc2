import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../core/instant.ts';
import { syncFolderNow, writeWhole } from './durable-files.ts';

/**
 * Keys of this installation, one file each in `keys`, readable by their owner only. `name` signs; what was signed before
 * a change is still known by `name.until-…`, until that moment.
 */
export type Keys = { readonly current: string; readonly earlier: readonly string[] };

export const newSecret = (): string => randomBytes(48).toString('base64url');
export const newJournalKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();

const stamp = (at: Instant): string => at.slice(0, 19).replace(/[-:]/g, '');
const EARLIER = /^([a-z]+)\.until-(\d{8}T\d{6})-[0-9a-f]{8}$/;

const folderOf = (dataDir: string): string => {
  const folder = join(dataDir, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

const textOf = (path: string): string => readFileSync(path, 'utf8').trim();

const writeKey = (path: string, text: string): void => writeWhole(path, `${text}\n`, 0o600);

/** Two processes may start at once: the key appears whole, and the first one's is both their key. */
const makeFirst = (folder: string, name: string, make: () => string): void => {
  const mine = join(folder, `${name}.new-${randomBytes(4).toString('hex')}`);
  writeKey(mine, make());
  try {
    linkSync(mine, join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(mine, join(folder, name));
  } finally {
    rmSync(mine, { force: true });
  }
  syncFolderNow(folder);
};

/** Made at the first start. */
export const readKeys = (dataDir: string, name: string, now: Instant, make: () => string = newSecret): Keys => {
  const folder = folderOf(dataDir);
  const names = readdirSync(folder);
  if (!names.includes(name)) makeFirst(folder, name, make);
  const earlier = names.flatMap((file) => {
    const [, of, until] = EARLIER.exec(file) ?? [];
    return of === name && until && until >= stamp(now) ? [{ file, until }] : [];
  });
  return { current: textOf(join(folder, name)), earlier: earlier.sort((a, b) => (a.until < b.until ? 1 : -1)).map(({ file }) => textOf(join(folder, file))) };
};

/** A new key in the place of the one there; that one still counts until the moment given. Whole at every step. */
export const rotateKey = (dataDir: string, name: string, input: { until: Instant; make?: () => string }): Keys => {
  const folder = folderOf(dataDir);
  const before = textOf(join(folder, name));
  const kept = join(folder, `${name}.until-${stamp(input.until)}-${createHash('sha256').update(before).digest('hex').slice(0, 8)}`);
  rmSync(kept, { force: true });
  writeKey(kept, before);
  const next = join(folder, `${name}.next`);
  rmSync(next, { force: true });
  writeKey(next, (input.make ?? newSecret)());
  renameSync(next, join(folder, name));
  syncFolderNow(folder);
  return readKeys(dataDir, name, new Date(0).toISOString());
};

/** Keys whose time is over, or of which nothing made before should be believed any more. */
export const forgetKeys = (dataDir: string, name: string, before: Instant): number => {
  const folder = folderOf(dataDir);
  const gone = readdirSync(folder).filter((file) => {
    const [, of, until] = EARLIER.exec(file) ?? [];
    return of === name && until !== undefined && until < stamp(before);
  });
  for (const file of gone) rmSync(join(folder, file), { force: true });
  return gone.length;
};
