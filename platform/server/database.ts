import type { Writable } from 'node:stream';
import pg from 'pg';
import type { Trouble } from '../core/health.ts';
import { openPool } from './postgres-hosts.ts';

// bigint counts and sequences of ours stay far below 2^53.
pg.types.setTypeParser(20, Number);
// Instants leave the database in the one form the product uses.
pg.types.setTypeParser(1184, (text) => (text.endsWith('infinity') ? text : new Date(text).toISOString()));

export type Row = Record<string, unknown>;

/** Runs one statement; with a name it is prepared once per connection. */
export type Query = <R extends Row = Row>(text: string, values?: unknown[], name?: string) => Promise<R[]>;

/** An open write transaction. Only the command runner makes one: a function that takes it cannot forget the lock. */
export type Transaction = {
  readonly query: Query;
  readonly kind: 'write';
  /** Sent right behind the last writes, in their flight; if one of them failed, PostgreSQL rolls back instead. Nothing may follow. */
  commit(): Promise<void>;
};
/** Reads under row-level security of the centres given. */
export type Reader = { readonly query: Query };

export type Database = {
  /** Outside any centre: people, sessions, installation. Row-level security shows no centre's rows. */
  readonly query: Query;
  read<T>(sites: readonly string[], work: (reader: Reader) => Promise<T>): Promise<T>;
  write<T>(sites: readonly string[], work: (trx: Transaction) => Promise<T>): Promise<T>;
  end(): Promise<void>;
  readonly pool: pg.Pool;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const corked = new WeakSet<Writable>();
/** What is asked in one turn of the event loop leaves in one packet: a system call each costs more than the queries themselves. */
const inOnePacket = (client: object): void => {
  const stream = (client as { connection?: { stream?: Writable } }).connection?.stream;
  if (!stream || corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  setImmediate(() => {
    corked.delete(stream);
    stream.uncork();
  });
};

const textOf = new Map<string, string>();
/** A name is prepared with one text; two texts that were given one name by chance are prepared apart. */
const preparedAs = (name: string, text: string): string => {
  for (let own = name, nth = 2; ; own = `${name}~${nth}`, nth += 1) {
    const known = textOf.get(own);
    if (known === undefined) textOf.set(own, text);
    if (known === undefined || known === text) return own;
  }
};

const runner =
  (client: pg.PoolClient | pg.Pool): Query =>
  async <R extends Row = Row>(text: string, values: unknown[] = [], name?: string) => {
    inOnePacket(client);
    return (await client.query<R>({ text, values, ...(name ? { name: preparedAs(name, text) } : {}) })).rows;
  };

/** The database did not answer in time: what was asked may still come to be, and is recognised when it is asked again. */
export class DatabaseSlow extends Error {}
/** Nothing may be written now; said before it is tried. */
export class DatabaseClosed extends Error {}

/** How long somebody waits for a free connection, and for a commit to be safe on the disk. */
export type Patience = { readonly waitMs: number; readonly commitMs: number };
const USUAL: Patience = { waitMs: 10_000, commitMs: 15_000 };
/** Beyond the server's own limit (30 s), which a server that hangs does not keep. */
const GONE_MS = 40_000;
/**
 * A write is two short flights, so few connections carry many, and each of them has its plans made: a rush at the bars
 * that opens ten new ones stands still while they make theirs. What writes has its own, so that a long report keeps no
 * desk from writing, and on a disk that hangs reading goes on.
 */
const WRITERS = 6;
const READERS = 10;
/** A connection that has its plans is worth keeping from one rush to the next. */
const KEEP_MS = 30 * 60_000;

/**
 * The library hands out the connection that came back last, so that in a calm hour one works and the others never make
 * their plans. Taken in turn all are ready for the rush. Its list is its own business: `tests/http/database.spec.ts` says when that changes.
 */
const inTurn = (pool: pg.Pool): void => {
  const { _idle: idle } = pool as unknown as { _idle?: unknown[] };
  if (idle) Object.defineProperty(idle, 'pop', { value: Array.prototype.shift });
};

const inTime = async <T>(work: Promise<T>, atMostMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([work, new Promise<never>((_done, fail) => (timer = setTimeout(() => fail(new DatabaseSlow('The commit takes too long.')), atMostMs)))]);
  } finally {
    clearTimeout(timer);
  }
};

/** Writes and reads as `foyer_app`, which owns no table, so that row-level security holds for every statement. */
export const openDatabase = (url: string, options: { /** Of those that read, and of those that write. */ max?: number; patience?: Patience | undefined; /** How its connections are called in the database's own list. */ name?: string; /** False while the disk takes nothing. */ mayWrite?(): boolean } = {}): Database => {
  const { patience = USUAL } = options;
  const open = (most: number): pg.Pool =>
    openPool(url, {
      max: Math.min(most, options.max ?? most),
      idleTimeoutMillis: KEEP_MS,
      connectionTimeoutMillis: patience.waitMs,
      query_timeout: GONE_MS,
      ...(options.name ? { application_name: options.name } : {}),
      // Who waits for a row that a hanging commit holds waits no longer than for a commit.
      options: `-c role=foyer_app -c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000 -c lock_timeout=${patience.commitMs}`,
      // Several statements of one transaction travel in one flight.
      pipeline: true,
    } as pg.PoolConfig);
  const [readers, writers] = [open(READERS), open(WRITERS)];
  for (const pool of [readers, writers]) inTurn(pool);
  // A commit whose wait for the standby is broken off is told as done, with a warning: with that server it would be lost.
  const unreplicated = new WeakSet<pg.PoolClient>();
  writers.on('connect', (client) => void client.on('notice', (notice) => notice.routine === 'SyncRepWaitForLSN' && unreplicated.add(client)));

  const known = (sites: readonly string[]): void => {
    for (const site of sites) if (!UUID.test(site)) throw new Error('A centre id must be a UUID.');
  };
  const within = async <T>(pool: pg.Pool, sites: readonly string[], mode: 'begin' | 'begin read only', work: (query: Query, commit: () => Promise<void>) => Promise<T>): Promise<T> => {
    known(sites);
    const client = await pool.connect();
    let broken: Error | undefined;
    /** The commit of somebody who no longer waits for it: the connection is not free before it has ended. */
    let late: Promise<unknown> | undefined;
    let giveUp = (_error: Error): void => undefined;
    const givenUp = new Promise<never>((_done, fail) => (giveUp = fail));
    givenUp.catch(() => undefined);
    try {
      inOnePacket(client);
      // Ids only (checked above): one message, and nothing to plan.
      const opening = client.query(sites.length === 0 ? mode : `${mode}; set local app.sites = '${sites.join(',')}'`);
      opening.catch(() => undefined);
      let committing: Promise<void> | undefined;
      const commit = () => {
        inOnePacket(client);
        if (committing) return committing;
        const sent = client.query('commit').then(() => {
          if (unreplicated.delete(client)) throw new Error('The commit was not confirmed by the standby.');
        });
        committing = inTime(sent, patience.commitMs).catch((error: unknown) => {
          if (error instanceof DatabaseSlow) {
            late = sent;
            giveUp(error);
          }
          throw error;
        });
        // Heard of by whoever awaits it, or by the work it belongs to.
        committing.catch(() => undefined);
        return committing;
      };
      const result = await Promise.race([work(runner(client), commit), givenUp]);
      await opening;
      await commit();
      return result;
    } catch (error) {
      if (!late) await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      const release = (): void => client.release(broken);
      if (late) void late.catch((failure: Error) => (broken = failure)).finally(release);
      else release();
    }
  };

  return {
    query: runner(readers),
    read: (sites, work) => within(readers, sites, 'begin read only', (query) => work({ query })),
    write: async (sites, work) => {
      if (options.mayWrite?.() === false) throw new DatabaseClosed('The disk cannot be written.');
      return within(writers, sites, 'begin', (query, commit) => work({ query, kind: 'write', commit }));
    },
    end: async () => void (await Promise.all([readers.end(), writers.end()])),
    pool: readers,
  };
};

/** What of the machine keeps the database from working, as an error tells it; undefined for any other. */
export const troubleOf = (error: unknown): Trouble | undefined => {
  if (error instanceof DatabaseSlow || (error instanceof Error && WAITED.test(error.message))) return 'database-slow';
  // PostgreSQL tells of such a disk under the code of a missing right.
  if (error instanceof DatabaseClosed || (error instanceof Error && error.message.includes('Read-only file system'))) return 'disk-unwritable';
  return (error instanceof Error && ENDED.test(error.message) ? 'database-down' : undefined) ?? TROUBLES[pgCode(error) ?? ''];
};
const WAITED = /^(?:Query read timeout|timeout exceeded when trying to connect|Connection terminated due to connection timeout)$/;
const ENDED = /^(?:Connection terminated|Client has encountered a connection error)/;
const TROUBLES: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: 'database-down', ECONNRESET: 'database-down', EPIPE: 'database-down', '57P01': 'database-down', '57P02': 'database-down', '57P03': 'database-down',
  '57014': 'database-slow', '55P03': 'database-slow', '53300': 'database-slow', '53100': 'disk-full', ENOSPC: 'disk-full', '58030': 'disk-unwritable', EROFS: 'disk-unwritable', EIO: 'disk-unwritable',
};

/** A write as data: those of one command travel as one statement. `$1` … count within its own text. */
export type Write = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };

const together = new Map<string, { name: string; text: string }>();
const composed = (writes: readonly Write[]): { name: string; text: string } => {
  const key = writes.map((write) => preparedAs(write.name, write.text)).join('+');
  const known = together.get(key);
  if (known) return known;
  let base = 0;
  const parts = writes.map((write, index) => {
    const text = write.text.replace(/\$(\d+)/g, (_found, digits: string) => `$${base + Number(digits)}`);
    base += write.values.length;
    return `w${index} as (${text})`;
  });
  const made = { name: `together-${together.size}`, text: `with ${parts.join(', ')} select` };
  together.set(key, made);
  return made;
};

/**
 * Sends writes to different tables as one statement (data-modifying `with`): one plan, one snapshot, one answer instead
 * of six.
 */
export const writeTogether = (trx: Transaction, writes: readonly Write[]): Promise<unknown> => {
  const { name, text } = composed(writes);
  return trx.query(text, writes.flatMap((write) => [...write.values]), name);
};

/** PostgreSQL's code of an error, if it is one. */
export const pgCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const UNIQUE_VIOLATION = '23505';

/** A value the database cannot take (class 22): a character it has none for, a time or a number that is none. Sent again it would fail again. */
export const isUnreadable = (error: unknown): boolean => /^22[0-9A-Z]{3}$/.test(pgCode(error) ?? '');
