import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settleRestore } from '../backup/settle-restore.ts';
import { settleCarried } from '../carry-over/settle-carried.ts';
import { lockFolder } from '../folder-lock.ts';
import { folderFailure } from '../start-error.ts';
import { type Binaries, binariesFor, bundledPostgres } from './postgres-binaries.ts';
import { checkVersion, give, giveAll, initialise, layOut, type Place, type PlaceOptions } from './postgres-cluster.ts';
import { stopLeftover } from './postgres-leftover.ts';
import { addressOf, halt, isReady, run, stopped } from './postgres-process.ts';

export type EmbeddedPostgres = {
  /** Superuser, loopback only. */
  readonly adminUrl: string;
  readonly port: number;
  /** It has ended by itself and is being brought back. */
  isDown(): boolean;
  /** Fast shutdown: drain first, what is still open is rolled back. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = PlaceOptions & {
  readonly log?: (line: string) => void;
  /** Called when the database ends without stop(). */
  readonly onLost?: (line: string) => void;
  /** Brought back at the same address when it ends by itself, sooner at first and then every ten seconds, until stop(). */
  readonly revive?: boolean;
  /** Given up when aborted: what was started is stopped again. */
  readonly signal?: AbortSignal;
};

const REVIVE_MS = { first: 200, most: 10_000 };

const startLocked = async (place: Place, options: EmbeddedPostgresOptions, unlock: () => void, given?: Binaries): Promise<EmbeddedPostgres> => {
  const log = options.log ?? (() => undefined);
  if (existsSync(place.cluster)) checkVersion(place, (given ?? bundledPostgres()).version);
  const binaries = given ?? binariesFor(place.account, place.dataDir);
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  give(place, place.folder);
  if (existsSync(place.cluster)) {
    await stopLeftover(place.cluster, log);
    giveAll(place);
  } else {
    log('正在建立数据库…… / creating the database…');
    await initialise(place, binaries);
  }
  if (options.signal?.aborted) throw stopped();
  if (place.replay) {
    const signal = join(place.cluster, 'recovery.signal');
    writeFileSync(signal, '', { mode: 0o600 });
    give(place, signal);
  }
  const { running: first, url, port } = await run(place, binaries, options.signal);
  let running = first;
  let isDown = false;
  let stopping: Promise<void> | undefined;
  let reviving: Promise<void> = Promise.resolve();
  const ending = new AbortController();
  /** A disk that cannot be written, a database that was killed: what ended it may be over at any moment. */
  const revive = async (): Promise<void> => {
    const from = performance.now();
    let told = '';
    for (let wait = REVIVE_MS.first; ; wait = Math.min(wait * 2, REVIVE_MS.most)) {
      await sleep(wait, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
      if (ending.signal.aborted) return;
      try {
        await stopLeftover(place.cluster, () => undefined);
        running = (await run(place, binaries, ending.signal, port)).running;
        isDown = false;
        log(`数据库已恢复，停了 ${Math.round((performance.now() - from) / 1000)} 秒。 / The database is back after ${Math.round((performance.now() - from) / 1000)} s.`);
        return watch();
      } catch (error) {
        const line = String((folderFailure(error, place.dataDir) as Error).message);
        if (line !== told && !ending.signal.aborted) log(line);
        told = line;
      }
    }
  };
  const watch = (): void => {
    void running.exited.then(() => {
      if (stopping) return;
      isDown = true;
      options.onLost?.(`数据库意外停止，详见 ${place.logFile} / The database ended unexpectedly, see ${place.logFile}`);
      if (options.revive) reviving = revive();
    });
  };
  watch();
  const stop = async () => {
    ending.abort();
    await reviving;
    await halt(running, place);
    unlock();
  };
  return { adminUrl: url, port, isDown: () => isDown, stop: () => (stopping ??= stop()) };
};

/** The superuser's address of a cluster that a running Foyer holds; for our command-line programs beside it. */
export const runningPostgresUrl = async (dataDir: string): Promise<string | undefined> => {
  const folder = join(resolve(dataDir), 'pg');
  if (!existsSync(join(folder, 'data/postmaster.pid'))) return undefined;
  const port = Number(readFileSync(join(folder, 'port'), 'utf8'));
  const url = addressOf(readFileSync(join(folder, 'superuser-password'), 'utf8').trim(), port);
  return (await isReady(url, port)) ? url : undefined;
};

/** Brings up the bundled PostgreSQL in `dataDir`/pg; every reason it cannot is a StartError with one line. */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const place = layOut(options);
  let unlock: (() => void) | undefined;
  try {
    unlock = await lockFolder(place.dataDir);
    await settleRestore(place.dataDir);
    await settleCarried(place.dataDir);
    return await startLocked(place, options, unlock);
  } catch (error) {
    unlock?.();
    throw folderFailure(error, place.dataDir);
  }
};

/** The cluster of a folder whose lock the caller holds, by a PostgreSQL of its own version. */
export const startOlderPostgres = async (options: EmbeddedPostgresOptions & { readonly binaries: Binaries }): Promise<EmbeddedPostgres> => {
  const place = layOut(options);
  try {
    return await startLocked(place, options, () => undefined, options.binaries);
  } catch (error) {
    throw folderFailure(error, place.dataDir);
  }
};
