import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.ts';

type Holder = { readonly pid: number; readonly started: string };

/**
 * When the process began, so that a pid given to another program after a crash or a reboot does not pass for the holder.
 * Undefined when it does not live. Where /proc is missing only its being alive is known ('').
 */
export const processStart = (pid: number): string | undefined => {
  if (process.platform === 'linux') {
    try {
      // The name in brackets may itself hold brackets and spaces: count the fields after the last one.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      // Field 3 is the state (Z: dead, not yet collected by its parent), field 22 the start in ticks since boot.
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}:${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
};

const readHolder = (path: string): { text: string; holder: Holder | undefined } | undefined => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { text, holder: JSON.parse(text) as Holder };
  } catch {
    return { text, holder: undefined };
  }
};

const alreadyRunning = (folder: string, pid: number) =>
  new StartError(
    `前厅已在用这个数据文件夹运行（${folder}，进程 ${pid}）：请先停下它，或用 FOYER_DATA 另选。 / Foyer is already running on this data folder (${folder}, process ${pid}): stop it first or choose another with FOYER_DATA.`,
  );

const LINKLESS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** A link appears whole or not at all, so nobody ever reads a lock without its holder; a plain file only where links are unknown. */
const place = (mine: string, path: string, text: string): void => {
  try {
    linkSync(mine, path);
  } catch (error) {
    if (!LINKLESS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  }
};

// A Foyer whose launcher was killed notices within half a second and then stops: a start just then waits for it.
const PATIENCE_MS = 3_000;

/** One Foyer per data folder. Returns the release; a lock left by a crash is taken over. */
export const lockFolder = async (folder: string, patienceMs = PATIENCE_MS): Promise<() => void> => {
  const path = join(folder, 'foyer.lock');
  const mine = `${path}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? '' } satisfies Holder);
  try {
    writeFileSync(mine, text, { mode: 0o600 });
    for (const begun = performance.now(); ; ) {
      try {
        place(mine, path, text);
        return () => {
          if (readHolder(path)?.text === text) rmSync(path, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = readHolder(path);
      if (!found) continue;
      if (found.holder && processStart(found.holder.pid) === found.holder.started) {
        if (performance.now() - begun > patienceMs) throw alreadyRunning(folder, found.holder.pid);
        await sleep(100);
        continue;
      }
      // Moved aside, then looked at again: if another start was quicker, what we moved is its live lock and goes back.
      const aside = `${mine}.old`;
      try {
        renameSync(path, aside);
      } catch {
        continue;
      }
      if (readHolder(aside)?.text !== found.text) renameSync(aside, path);
      else rmSync(aside, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
};
