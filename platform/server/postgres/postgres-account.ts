import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** Who runs PostgreSQL when we are root, which PostgreSQL refuses to be. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

// `foyer` where the owner made one for the purpose; 65534 is nobody by convention where there is no /etc/passwd.
const WANTED = ['foyer', 'postgres', 'nobody'];
const NOBODY: Account = { name: 'nobody', uid: 65534, gid: 65534 };

const knownAccounts = (): Account[] => {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && Number(uid) > 0 && Number(gid) > 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
};

/** Undefined when we are no root and run PostgreSQL as ourselves. An existing cluster keeps its owner. */
export const postgresAccount = (cluster: string): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  const accounts = knownAccounts();
  if (owner && owner.uid !== 0) return accounts.find((a) => a.uid === owner.uid) ?? { name: String(owner.uid), uid: owner.uid, gid: owner.gid };
  for (const name of WANTED) {
    const found = accounts.find((a) => a.name === name);
    if (found) return found;
  }
  return NOBODY;
};

/** Asked of the kernel as that account, not computed from mode bits: ACLs and mounts count too. */
export const canReach = (account: Account, path: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid: account.uid, gid: account.gid, cwd: '/', stdio: 'ignore' }).status === 0;
