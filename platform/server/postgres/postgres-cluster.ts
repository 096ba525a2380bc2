import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { prepareDataFolder } from '../data-folder.ts';
import { putWhole, syncFolderNow } from '../durable-files.ts';
import { diskFull, StartError } from '../start-error.ts';
import { type Account, postgresAccount } from './postgres-account.ts';
import { type Binaries, binariesFor } from './postgres-binaries.ts';

export type PlaceOptions = Pick<Place, 'dataDir'> & Partial<Pick<Place, 'durable' | 'settings' | 'replay'>>;

export type Place = {
  readonly dataDir: string;
  readonly folder: string;
  readonly cluster: string;
  readonly password: string;
  readonly port: string;
  readonly logFile: string;
  readonly account: Account | undefined;
  /** False only for throw-away test databases. */
  readonly durable: boolean;
  /** Beyond ours, for a cluster that is only filled or only read. */
  readonly settings: Readonly<Record<string, string>>;
  /** Replays the log that lies in `pg_wal` beyond the end of a backup: up to a moment, or all of it. */
  readonly replay: { readonly to: string | undefined } | undefined;
};

// A fresh cluster takes 40 MB and its first WAL segments 32 MB; less than this and it fails half way.
const ROOM_FOR_NEW_BYTES = 160_000_000;

export const asAccount = (place: Place) => (place.account ? { uid: place.account.uid, gid: place.account.gid } : {});

export const give = (place: Place, path: string): void => {
  if (place.account) chownSync(path, place.account.uid, place.account.gid);
};

/** Data that root brought back from a copy belongs to root, which PostgreSQL's account could not open. */
export const giveAll = (place: Place): void => {
  if (!place.account || statSync(place.cluster).uid === place.account.uid) return;
  for (const entry of readdirSync(place.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) give(place, join(entry.parentPath, entry.name));
  }
};

export const program = (binaries: Binaries, name: string): string => join(binaries.native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

// The libraries beside the binaries are found by their own path; nothing of our environment (DATABASE_URL, PG*, secrets) goes in.
export const environment = () => ({ PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] ?? '' } : {}) });

export const failed = (what: string, output: string, place: Place): StartError => {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(place.dataDir);
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  const reason = lines.findLast((line) => /FATAL|PANIC|error:|could not/i.test(line)) ?? lines.at(-1) ?? '?';
  return new StartError(`数据库${what === 'initdb' ? '初始化' : '启动'}失败：${reason}（详见 ${place.logFile}) / The database did not ${what === 'initdb' ? 'initialise' : 'start'}: ${reason}`);
};

export const initialise = async (place: Place, binaries: Binaries): Promise<void> => {
  const { bavail, bsize } = statfsSync(place.folder);
  if (bavail * bsize < ROOM_FOR_NEW_BYTES) throw diskFull(place.dataDir);
  // Made beside and renamed when whole, so that an interrupted first start leaves nothing that looks like data.
  const half = `${place.cluster}.half`;
  rmSync(half, { recursive: true, force: true });
  // What was not yet on the disk when the power went is an empty file: no password.
  if (!existsSync(place.password) || statSync(place.password).size === 0) putWhole(place.password, randomBytes(24).toString('base64url'), 0o600);
  give(place, place.password);
  const args = ['-D', half, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${place.password}`, '-E', 'UTF8'];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions');
  if (!place.durable) args.push('--no-sync');
  await new Promise<void>((done, fail) => {
    execFile(program(binaries, 'initdb'), args, { cwd: place.folder, env: environment(), ...asAccount(place) }, (error, stdout, stderr) => {
      if (!error) return done();
      rmSync(half, { recursive: true, force: true });
      fail(failed('initdb', `${stderr || stdout || error.message}`, place));
    });
  });
  renameSync(half, place.cluster);
  syncFolderNow(place.folder);
};

/** The major version of the data there is. */
export const majorOf = (dataDir: string): string => readFileSync(join(dataDir, 'pg/data/PG_VERSION'), 'utf8').trim();

export const checkVersion = (place: Place, version: string): void => {
  const data = majorOf(place.dataDir);
  const ours = version.split('.')[0] ?? '';
  if (Number(data) > Number(ours))
    throw new StartError(`数据属于 PostgreSQL ${data}，本程序自带的是 ${ours}；请换回相应版本的前厅。 / The data is of PostgreSQL ${data}, this program brings ${ours}: use the Foyer it belongs to.`);
  if (data !== ours)
    throw new StartError(`数据属于 PostgreSQL ${data}，本程序自带的是 ${ours}；请运行一次 npm run carry-over 把数据搬过来，再启动。 / The data is of PostgreSQL ${data}, this program brings ${ours}: run npm run carry-over once, then start.`);
};

export const layOut = (options: PlaceOptions): Place => {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'pg');
  const cluster = join(folder, 'data');
  const account = postgresAccount(cluster);
  prepareDataFolder(dataDir, account);
  return { dataDir, folder, cluster, account, password: join(folder, 'superuser-password'), port: join(folder, 'port'), logFile: join(folder, 'postgres.log'), durable: options.durable ?? true, settings: options.settings ?? {}, replay: options.replay };
};

/** Writes to the disk what a cluster that ran without waiting for it left to the system. */
export const syncCluster = async (dataDir: string): Promise<void> => {
  const place = layOut({ dataDir });
  await promisify(execFile)(program(binariesFor(place.account, place.dataDir), 'initdb'), ['--sync-only', '-D', place.cluster], { cwd: place.folder, env: environment(), ...asAccount(place) });
};
