import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { REPAIR_GRANTS } from '../features/repairs/core/repair-permissions.ts';
import { startEmbeddedPostgres } from '../platform/server/embedded-postgres.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { migrate } from '../platform/server/migrate.ts';
import { hashToken, newToken, TOKEN_PREFIX } from '../platform/server/sessions.ts';

const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 1000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
/** Each desk agent works in so many centres. */
const EACH = 20;
const OPEN_ORDERS = 50;

type Desk = { token: string; sites: string[] };
type Kind = 'foyer' | 'bare';

const folder = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
const given = process.env['DATABASE_URL'];
const embedded = given ? undefined : await startEmbeddedPostgres({ dataDir: folder, log: () => undefined, onLost: (line) => console.error(line) });
const adminUrl = given ?? embedded?.adminUrl ?? '';
const name = `foyer_bench_${process.pid}`;
const onAdmin = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};
await onAdmin(`create database ${name}`);
const url = new URL(adminUrl);
url.pathname = `/${name}`;
await migrate({ url: url.toString(), folder: new URL('../db/migrations/', import.meta.url), now: new Date().toISOString(), testClock: false });
const pool = new pg.Pool({ connectionString: url.toString(), max: 4 });

const seed = async (): Promise<Desk[]> => {
  const now = new Date().toISOString();
  const sites = Array.from({ length: CENTRES }, () => uuidv7());
  await pool.query(`insert into sites (id, name, created_at) select id, '案场' || n, $2 from unnest($1::uuid[]) with ordinality as s (id, n)`, [sites, now]);
  const desks: Desk[] = [];
  for (let at = 0; at < sites.length; at += EACH) {
    const desk: Desk = { token: TOKEN_PREFIX + newToken(), sites: sites.slice(at, at + EACH) };
    const person = uuidv7();
    await pool.query(`insert into people (id, name, username, created_at) values ($1, '陈晓梅', $2, $3)`, [person, `desk${at}`, now]);
    await pool.query(`insert into memberships (site_id, person_id, role, valid_from) select s, $2, 'desk_agent', $3 from unnest($1::uuid[]) s`, [desk.sites, person, now]);
    await pool.query(`insert into api_tokens (id, person_id, name, token_hash, scopes, created_at, expires_at) values ($1, $2, 'bench', $3, $4, $5, $5::timestamptz + interval '1 day')`, [
      uuidv7(), person, hashToken(desk.token), REPAIR_GRANTS.map(([permission]) => permission), now,
    ]);
    desks.push(desk);
  }
  return desks;
};

const children: ChildProcess[] = [];
const start = (kind: Kind): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('server.ts', import.meta.url), [kind, url.toString(), join(folder, 'program')], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.push(child);
    child.once('message', (origin) => resolve(origin as string));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
  });

type Ask = { method: 'GET' | 'POST'; path: string; token: string; body?: string };
const send = (agent: Agent, origin: string, ask: Ask): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${ask.token}`, ...(ask.body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ask.body) } : {}) };
    const call = request(origin + ask.path, { method: ask.method, agent, headers }, (response) => {
      response.resume();
      response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${ask.path}: ${response.statusCode}`))));
    });
    call.once('error', reject);
    call.end(ask.body);
  });

/** Answers per second of so many connections asking one after another. */
const load = async (origin: string, connections: number, next: () => Ask, seconds = SECONDS): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await send(agent, origin, next());
        count += 1;
      }
    }),
  );
  agent.destroy();
  return (count * 1000) / (performance.now() - from);
};

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const desks = await seed();
const intake = (among: readonly Desk[], centres = EACH) => (): Ask => {
  const desk = pick(among);
  const body = JSON.stringify({ commandId: randomUUID(), repairId: uuidv7(), kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' });
  return { method: 'POST', path: `/api/sites/${pick(desk.sites.slice(0, centres))}/repairs`, token: desk.token, body };
};

try {
  const origins: Record<Kind, string> = { bare: await start('bare'), foyer: await start('foyer') };
  /** Both in turn, twice, after a warm-up; the better round of each counts, so that a hiccup of the machine does not. */
  const compare = async (what: string, connections: number, wanted: number, next: () => Ask): Promise<void> => {
    const best: Record<Kind, number> = { bare: 0, foyer: 0 };
    for (const kind of ['bare', 'foyer'] as const) await load(origins[kind], connections, next, 1);
    for (const kind of ['bare', 'foyer', 'foyer', 'bare'] as const) best[kind] = Math.max(best[kind], await load(origins[kind], connections, next));
    const ratio = best.foyer / best.bare;
    console.log(`${what.padEnd(34)} ${String(connections).padStart(4)} ${best.bare.toFixed(0).padStart(8)} ${best.foyer.toFixed(0).padStart(8)}   ${ratio.toFixed(2)}   ${wanted ? `≥ ${wanted} ${ratio >= wanted ? 'reached' : 'MISSED'}` : ''}`);
  };
  console.log(`${CENTRES} centres, ${SECONDS} s a round; requests per second\n${''.padEnd(34)} conn     bare    foyer  ratio`);

  // One centre's board of 50 open orders, before the intake below fills the tables.
  const reader = desks[0] as Desk;
  const agent = new Agent({ keepAlive: true });
  const orders = Array.from({ length: OPEN_ORDERS }, () => intake([reader], 1)());
  for (const order of orders) await send(agent, origins.foyer, order);
  agent.destroy();
  const centre = `/api/sites/${reader.sites[0]}/repairs`;
  await compare('board page (50 open orders)', 8, 0.3, () => ({ method: 'GET', path: centre, token: reader.token }));
  await compare('one order', 8, 0.3, () => ({ method: 'GET', path: `${centre}/${(JSON.parse(pick(orders).body ?? '{}') as { repairId: string }).repairId}`, token: reader.token }));
  await compare('durable intake, all centres', 8, 0.4, intake(desks));
  await compare('durable intake, all centres', 32, 0.4, intake(desks));
  await compare('durable intake, one centre', 8, 0, intake([desks[1] as Desk], 1));
} finally {
  for (const child of children) child.removeAllListeners('exit').disconnect();
  await pool.end();
  await onAdmin(`drop database if exists ${name} with (force)`);
  await embedded?.stop();
  await rm(folder, { recursive: true, force: true });
}
