import pg from 'pg';

const LIST = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?#]+)(.*)$/;
/** A server that is gone may not even refuse. */
const CONNECT_MS = 3_000;
/** So long one waits for a free connection of the one server there is. */
const WAIT_MS = 10_000;

/** One address for each server of `postgres://user:password@one:5432,two:5432/database`. */
export const addressesIn = (url: string): string[] => {
  const [, before = '', hosts = '', after = ''] = LIST.exec(url) ?? [];
  return hosts === '' ? [url] : hosts.split(',').map((host) => `${before}${host}${after}`);
};

/** Where the server that takes writes was found last, by URL; that one is asked first. */
const found = new Map<string, number>();
const turnOf = (url: string): number => found.get(url) ?? 0;
/** Only whoever was refused by the one asked first moves on: of many refused at once, one does. */
const moveOn = (url: string, from: number, of: number): void => {
  if (turnOf(url) === from) found.set(url, (from + 1) % of);
};

const checkPrimary = async (client: pg.Client | pg.PoolClient): Promise<void> => {
  if ((await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')).rows[0]?.standby) throw new Error('This server of DATABASE_URL is a standby.');
};

/** A connection to the server that takes writes, whichever of them it is now. */
export const connectToPrimary = async (url: string): Promise<pg.Client> => {
  const addresses = addressesIn(url);
  let failure: unknown;
  for (let tries = 0; tries < addresses.length; tries += 1) {
    const at = turnOf(url);
    const client = new pg.Client({ connectionString: addresses[at], ...(addresses.length > 1 ? { connectionTimeoutMillis: CONNECT_MS } : {}) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      if (addresses.length > 1) await checkPrimary(client);
      return client;
    } catch (error) {
      failure = error;
      moveOn(url, at, addresses.length);
      await client.end().catch(() => undefined);
    }
  }
  throw failure;
};

/**
 * A pool whose connections go to the server that takes writes. A connection that fails, or finds a standby, fails whoever
 * asked for it, and the next one tries the next server: what was asked is asked again by the outbox that sent it.
 */
export const openPool = (url: string, config: pg.PoolConfig): pg.Pool => {
  const addresses = addressesIn(url);
  // A connection that breaks while somebody works on it tells that somebody; nobody listening must not end the program.
  const calmly = (pool: pg.Pool): pg.Pool => pool.on('error', () => undefined).on('connect', (client) => void client.on('error', () => undefined));
  if (addresses.length === 1) return calmly(new pg.Pool({ connectionTimeoutMillis: WAIT_MS, ...config, connectionString: url }));
  type Connect = (done: (error?: Error) => void) => void;
  class ClientOfMany extends pg.Client {
    readonly at: number;
    constructor(given?: pg.ClientConfig) {
      const at = turnOf(url);
      super({ ...given, connectionString: addresses[at] });
      this.at = at;
      const plain = this.connect.bind(this) as Connect;
      (this as unknown as { connect: Connect }).connect = (done) =>
        plain((error) => {
          if (error) moveOn(url, at, addresses.length);
          done(error);
        });
    }
  }
  const onConnect = async (client: pg.PoolClient): Promise<void> => {
    try {
      await checkPrimary(client);
    } catch (error) {
      moveOn(url, (client as unknown as ClientOfMany).at, addresses.length);
      throw error;
    }
  };
  return calmly(new pg.Pool({ ...config, connectionTimeoutMillis: CONNECT_MS, Client: ClientOfMany, onConnect } as unknown as pg.PoolConfig));
};
