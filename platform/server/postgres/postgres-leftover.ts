import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';
import { processStart } from '../folder-lock.ts';
import { StartError } from '../start-error.ts';

// 30 s: a fast shutdown writes a checkpoint, which on a slow disk with 1 GB of WAL takes its time.
const STOP_LIMIT_MS = 30_000;

const numbersIn = (folder: string): number[] => readdirSync(folder).map(Number).filter(Number.isInteger);

/** PostgreSQL's processes all stand in their data folder, which tells them from a stranger that got the same pid. */
const processesOf = (cluster: string): number[] => {
  const place = realpathSync(cluster);
  return numbersIn('/proc').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === place && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
    } catch {
      return false;
    }
  });
};

const looksLikePostgres = (pid: number): boolean => {
  if (processStart(pid) === undefined) return false;
  try {
    const command =
      process.platform === 'win32'
        ? execFileSync('tasklist', ['/FI', `PID eq ${pid}`, '/NH'], { encoding: 'utf8' })
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres');
  } catch {
    return false;
  }
};

const livingOf = (cluster: string, recorded: number | undefined): number[] => {
  if (process.platform === 'linux') return processesOf(cluster);
  return recorded !== undefined && looksLikePostgres(recorded) ? [recorded] : [];
};

const recordedPid = (cluster: string): number | undefined => {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Gone meanwhile, which is what we wanted.
  }
};

const emptied = async (cluster: string, recorded: number | undefined, limitMs: number): Promise<boolean> => {
  for (let waited = 0; waited < limitMs; waited += 50) {
    if (livingOf(cluster, recorded).length === 0) return true;
    await sleep(50);
  }
  return false;
};

/**
 * A PostgreSQL that outlived its Foyer (kill -9, out of memory) is stopped, not adopted: the settings, the port and the
 * binaries may be another version's. The folder's lock must be held, so no living Foyer loses its database here.
 */
export const stopLeftover = async (cluster: string, log: (line: string) => void): Promise<void> => {
  const recorded = recordedPid(cluster);
  const living = livingOf(cluster, recorded);
  if (living.length > 0) {
    log(`上次没有正常停止，先停掉留下的数据库（进程 ${living.join(', ')}) / stopping the database left by the last run`);
    // Only the postmaster takes SIGINT as "shut down"; without one the backends notice by themselves within moments.
    if (recorded !== undefined && living.includes(recorded)) signal(recorded, 'SIGINT');
    if (!(await emptied(cluster, recorded, STOP_LIMIT_MS))) {
      for (const pid of livingOf(cluster, recorded)) signal(pid, 'SIGQUIT');
      if (!(await emptied(cluster, recorded, 5_000)))
        throw new StartError(
          `上次留下的数据库（进程 ${living.join(', ')})停不下来，请重启电脑。 / The database left by the last run (process ${living.join(', ')}) does not stop: restart the machine.`,
        );
    }
  }
  // PostgreSQL clears a stale file itself, except where its pid now belongs to another program or to a dead process
  // nobody collected. Removing it is safe only because no process stands in the folder any more.
  const stale = recordedPid(cluster);
  if (stale !== undefined && pidTaken(stale)) rmSync(join(cluster, 'postmaster.pid'), { force: true });
};

const pidTaken = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
