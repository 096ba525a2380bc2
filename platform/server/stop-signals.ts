import { processStart } from './folder-lock.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LAUNCHER_POLL_MS = 500;

/**
 * Calls `stop` once, however often and by whatever way we are asked to end: Ctrl-C (which a terminal sends to us and to
 * the launcher, which passes it on again), SIGTERM, the end of the terminal, or the death of the launcher, be it before
 * we came to look. To be called before anything is started that would outlive us.
 */
export const onStop = (stop: (reason: string) => void): void => {
  let asked = false;
  const ask = (reason: string) => {
    if (asked) return;
    asked = true;
    stop(reason);
  };
  for (const name of SIGNALS) process.on(name, () => ask(name));
  // A terminal that has gone away makes every write fail; that must not end us before the database is down.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const launcher = Number(process.env['FOYER_LAUNCHER'] ?? 0);
  if (!(launcher > 0)) return;
  const isParent = process.ppid === launcher;
  const born = processStart(launcher);
  const isGone = (): boolean => born === undefined || (isParent && process.ppid !== launcher) || processStart(launcher) !== born;
  const look = (): void => void (isGone() && ask('launcher ended'));
  setInterval(look, LAUNCHER_POLL_MS).unref();
  look();
};
