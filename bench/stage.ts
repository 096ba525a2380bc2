import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { REPAIR_GRANTS } from '../features/repairs/core/repair-permissions.ts';
import { TELEPHONE_GRANTS } from '../features/telephone/core/telephone-permissions.ts';
import { startEmbeddedPostgres } from '../platform/server/postgres/embedded-postgres.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { migrate } from '../platform/server/migrate.ts';
import { hashToken, newToken, TOKEN_PREFIX } from '../platform/server/sessions.ts';

const MIGRATIONS = new URL('../db/migrations/', import.meta.url);
/** Each desk agent works in so many centres. */
export const EACH = 20;
export type Desk = { token: string; sites: string[] };
export type Kind = 'foyer' | 'bare';
export type Ask = { method: 'GET' | 'POST'; path: string; token: string; body?: string };

export const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/** Centres, and desk agents with a token each. */
export const seedDesks = async (pool: pg.Pool, centres: number): Promise<Desk[]> => {
  const now = new Date().toISOString();
  const sites = Array.from({ length: centres }, () => uuidv7());
  await pool.query(`insert into sites (id, name, created_at) select id, '案场' || n, $2 from unnest($1::uuid[]) with ordinality as s (id, n)`, [sites, now]);
  const desks: Desk[] = [];
  for (let at = 0; at < sites.length; at += EACH) {
    const desk: Desk = { token: TOKEN_PREFIX + newToken(), sites: sites.slice(at, at + EACH) };
    const person = uuidv7();
    await pool.query(`insert into people (id, name, username, created_at) values ($1, '陈晓梅', $2, $3)`, [person, `desk${at}`, now]);
    await pool.query(`insert into memberships (site_id, person_id, role, valid_from) select s, $2, 'desk_agent', $3 from unnest($1::uuid[]) s`, [desk.sites, person, now]);
    await pool.query(`insert into api_tokens (id, person_id, name, token_hash, scopes, created_at, expires_at) values ($1, $2, 'bench', $3, $4, $5, $5::timestamptz + interval '1 day')`, [
      uuidv7(), person, hashToken(desk.token), [...REPAIR_GRANTS, ...TELEPHONE_GRANTS].map(([permission]) => permission), now,
    ]);
    desks.push(desk);
  }
  return desks;
};

/** A database of its own on the embedded PostgreSQL (or the one of `DATABASE_URL`), and servers in processes of their own. */
export const openStage = async (options: { /** The schema as this migration left it; the newest without. */ upTo?: string } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
  const given = process.env['DATABASE_URL'];
  const embedded = given ? undefined : await startEmbeddedPostgres({ dataDir: folder, log: () => undefined, onLost: (line) => console.error(line) });
  const adminUrl = given ?? embedded?.adminUrl ?? '';
  const name = `foyer_bench_${process.pid}_${Math.floor(Math.random() * 1e6)}`;
  const onAdmin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await onAdmin(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const { upTo } = options;
  const steps = readdirSync(MIGRATIONS).filter((file) => upTo === undefined || file <= upTo);
  await migrate({ url: url.toString(), folder: MIGRATIONS, now: new Date().toISOString(), testClock: false, only: steps });
  const pool = new pg.Pool({ connectionString: url.toString(), max: 4 });
  const children: ChildProcess[] = [];

  const programFolder = join(folder, 'program');
  await mkdir(programFolder);
  return {
    pool,
    /** The owner's address of the database. */
    url: url.toString(),
    /** The data folder of the embedded PostgreSQL. */
    folder,
    programFolder,
    /** Starts a server in a process of its own; answers its address. */
    start: (kind: Kind): Promise<string> =>
      new Promise((resolve, reject) => {
        const child = fork(new URL('server.ts', import.meta.url), [kind, url.toString(), programFolder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        children.push(child);
        child.once('message', (origin) => resolve(origin as string));
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
      }),
    /** The processes of the servers. */
    pids: (): number[] => children.flatMap((child) => child.pid ?? []),
    /** Ends all servers started so far and waits until they are gone. */
    stopServers: async (): Promise<void> => {
      await Promise.all(
        children.splice(0).map((child) => {
          child.removeAllListeners('exit');
          const gone = new Promise((done) => child.once('exit', done));
          child.disconnect();
          return gone;
        }),
      );
    },
    /** Centres, and desk agents with a token each. */
    seedDesks: (centres: number): Promise<Desk[]> => seedDesks(pool, centres),
    end: async (): Promise<void> => {
      for (const child of children) child.removeAllListeners('exit').disconnect();
      await pool.end();
      await onAdmin(`drop database if exists ${name} with (force)`);
      await embedded?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** One question, answered whole; milliseconds. */
export const send = (agent: Agent, origin: string, ask: Ask): Promise<number> =>
  new Promise((resolve, reject) => {
    const from = performance.now();
    const headers = { authorization: `Bearer ${ask.token}`, ...(ask.body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ask.body) } : {}) };
    const call = request(origin + ask.path, { method: ask.method, agent, headers }, (response) => {
      response.resume();
      response.once('end', () => (response.statusCode === 200 ? resolve(performance.now() - from) : reject(new Error(`${ask.path}: ${response.statusCode}`))));
    });
    call.on('error', reject);
    call.end(ask.body);
  });
