import { DatabaseRefused, DatabaseTooNew } from './migrate.ts';
import { StartError } from './start-error.ts';

const UNREACHED = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Why the PostgreSQL of DATABASE_URL does not let us in, as the owner can act on it. */
const databaseLine = (code: string | undefined): string | undefined => {
  if (code !== undefined && UNREACHED.has(code)) return `连不上 DATABASE_URL 里的数据库（${code}）：请检查它是否在运行，以及主机、端口和网络。 / The database of DATABASE_URL cannot be reached (${code}): check that it runs, and its host, port and network.`;
  if (code === '28P01' || code === '28000') return `数据库不接受 DATABASE_URL 里的用户或密码，请检查。 / The database does not accept the user or the password of DATABASE_URL: check them.`;
  if (code === '3D000') return `数据库服务器上没有 DATABASE_URL 里写的库，请先建立（createdb）。 / The server has no database of the name in DATABASE_URL: make it first (createdb).`;
  if (code === '53300') return `数据库的连接用完了：请调大它的 max_connections。 / The database has no connection left: raise its max_connections.`;
  return undefined;
};

/** What is written when a program of ours ends: one line where the owner can act on it, else where it happened. */
export const failureLine = (error: unknown, env: Readonly<Record<string, string | undefined>>): string => {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (error instanceof StartError || error instanceof DatabaseTooNew || error instanceof DatabaseRefused) return message;
  // Node's own sentence is English and long; what it is about stands in it in quotes.
  if (code?.startsWith('ERR_PARSE_ARGS')) return `看不懂 ${/'([^']*)'/.exec(message)?.[1] ?? ''}：写法见 docs/operations.md。 / Not understood: ${/'([^']*)'/.exec(message)?.[1] ?? ''}. See docs/operations.md.`;
  return (env['DATABASE_URL'] ? databaseLine(code) : undefined) ?? stack ?? String(error);
};
