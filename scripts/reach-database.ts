// The database a command-line program works on.
import { parseConfig } from '../platform/server/config.ts';
import { chooseDataFolder } from '../platform/server/data-folder.ts';
import { runningPostgresUrl, startEmbeddedPostgres } from '../platform/server/postgres/embedded-postgres.ts';

export type Reached = { readonly url: string; /** A Foyer may be at work beside us. */ readonly isRunning: boolean; readonly stop: () => Promise<void> };

/** The database given, the one of a running Foyer, or our own for as long as the program takes. */
export const reachDatabase = async (say: (line: string) => void): Promise<Reached> => {
  const config = parseConfig(process.env);
  const { databaseUrl } = config;
  if (databaseUrl) return { url: databaseUrl, isRunning: true, stop: async () => undefined };
  const dataDir = chooseDataFolder({ given: config.dataDirGiven ? config.dataDir : undefined, usual: config.dataDir });
  const running = await runningPostgresUrl(dataDir);
  if (running) return { url: running, isRunning: true, stop: async () => undefined };
  const own = await startEmbeddedPostgres({ dataDir, log: say });
  return { url: own.adminUrl, isRunning: false, stop: () => own.stop() };
};
