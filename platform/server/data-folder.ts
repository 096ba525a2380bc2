import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach, postgresAccount } from './postgres/postgres-account.ts';
import { folderFailure, StartError } from './start-error.ts';

/** Where data goes when root runs Foyer from a folder that PostgreSQL's own account cannot enter. */
const SYSTEM_FOLDER = '/var/lib/foyer';

const nearestExisting = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path)));

/** Can the account come as far as this folder, if the folder itself lets it pass? */
const reachable = (account: Account, folder: string): boolean => {
  const parent = nearestExisting(dirname(folder));
  return canReach(account, parent);
};

/**
 * The folder that will hold everything. `given` is FOYER_DATA; without it, `usual` (./data),
 * or /var/lib/foyer when root runs us where the database's account has no way in.
 */
export const chooseDataFolder = (choice: { given: string | undefined; usual: string }): string => {
  const folder = resolve(choice.given ?? choice.usual);
  const account = postgresAccount(join(folder, 'pg'));
  if (!account || reachable(account, folder)) return folder;
  if (choice.given === undefined) return SYSTEM_FOLDER;
  throw new StartError(
    `数据库不能以 root 运行，而用户 ${account.name} 进不了 ${folder}；请把 FOYER_DATA 设到 ${SYSTEM_FOLDER} 之类的地方。 / ` +
      `The database cannot run as root and the user ${account.name} cannot enter ${folder}: set FOYER_DATA to a folder such as ${SYSTEM_FOLDER}.`,
  );
};

/** Makes the folder and lets the database's account pass through it, but not list it. */
export const prepareDataFolder = (folder: string, account: Account | undefined): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: account ? 0o711 : 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (account && !canReach(account, folder)) chmodSync(folder, (statSync(folder).mode & 0o777) | 0o011);
  } catch (error) {
    throw folderFailure(error, folder);
  }
};
