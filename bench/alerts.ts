import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sealSettings } from '../features/alerts/server/channel-store.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { createSeal } from '../platform/server/seal.ts';
import { say } from './say.ts';
import { openStage, pick, send, type Ask } from './stage.ts';

/** A bad morning in 3,000 centres: 10,000 deadlines break in the same second; robots that hang while the desks go on logging. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 3000);
const ALERTS = Number(process.env['BENCH_ALERTS'] ?? 10_000);
const EARLIER = 1000;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 6);

process.env['FOYER_ALLOW_TARGETS'] = '127.0.0.1';
const stage = await openStage();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const quantile = (times: readonly number[], share: number): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;

type Heard = { readonly siteId: string; readonly xid: bigint; readonly at: number };
/** A stream of one person's consoles: when it heard of alerts of a centre, and up to which transaction. */
const listen = (origin: string, token: string, heard: Heard[]): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const call = request(`${origin}/api/feed/live`, { headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (!block.includes('event: changes') || !data) continue;
          const { cursor, changes } = JSON.parse(data) as { cursor: string; changes: { siteId: string; feature: string }[] };
          for (const { siteId, feature } of changes) if (feature === 'alerts') heard.push({ siteId, xid: BigInt(cursor.split('.')[1] ?? 0), at: Date.now() });
        }
      });
      response.once('data', () => resolve(() => call.destroy()));
    });
    call.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)));
    call.end();
  });

/** Desks that log as fast as eight connections can, for a while; orders a second. */
const intake = async (origin: string, next: () => Ask): Promise<number> => {
  const end = performance.now() + SECONDS * 1000;
  let count = 0;
  const from = performance.now();
  await Promise.all(Array.from({ length: 8 }, async () => { for (; performance.now() < end; count += 1) await send(agent, origin, next()); }));
  return (count * 1000) / (performance.now() - from);
};

// Endpoints that never answer: the worst a robot can do.
const hanging = createServer(() => undefined);
await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
const dead = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/robot?key=bench`;

try {
  const desks = await stage.seedDesks(CENTRES);
  const sites = desks.flatMap((desk) => desk.sites);
  const now = new Date().toISOString();
  // A manager for every centre, so that a breach has somebody to climb to.
  for (const desk of desks) {
    const person = uuidv7();
    await stage.pool.query(`insert into people (id, name, username, created_at) values ($1, '林经理', $2, $3)`, [person, `manager-${person}`, now]);
    await stage.pool.query(`insert into memberships (site_id, person_id, role, valid_from) select s, $2, 'property_manager', $3 from unnest($1::uuid[]) s`, [desk.sites, person, now]);
  }
  await stage.pool.query(`update api_tokens set scopes = scopes || '{alerts.read}'::text[]`);
  const log = (siteId: string, token: string): Ask => ({
    method: 'POST', path: `/api/sites/${siteId}/repairs`, token,
    body: JSON.stringify({ commandId: randomUUID(), repairId: uuidv7(), kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' }),
  });
  const anywhere = (): Ask => { const desk = pick(desks); return log(pick(desk.sites), desk.token); };
  const origin = await stage.start('foyer');

  const missing = EARLIER + ALERTS - ((await stage.pool.query<{ n: number }>(`select count(*)::int as n from clocks where feature = 'repairs' and next_at is not null`)).rows[0]?.n ?? 0);
  for (let made = 0; made < missing; made += 200) await Promise.all(Array.from({ length: 200 }, () => send(agent, origin, anywhere())));

  const due = async (count: number, at: Date): Promise<void> => {
    await stage.pool.query(
      `update clocks set warn_at = null, due_at = $1::timestamptz + random() * interval '1 second' where (site_id, subject, clock, round) in (select site_id, subject, clock, round from clocks where feature = 'repairs' and next_at is not null limit $2)`,
      [at.toISOString(), count],
    );
  };
  const raised = async (): Promise<number> => (await stage.pool.query<{ n: number }>(`select count(*)::int as n from alerts where topic = 'repairs.issue.late'`)).rows[0]?.n ?? 0;
  const all = async (count: number, until: number): Promise<boolean> => {
    for (; Date.now() < until; await new Promise((done) => setTimeout(done, 250))) if ((await raised()) >= count) return true;
    return false;
  };
  // The centres have been at work for a while: some alerts are there, and the database knows how its tables lie.
  await due(EARLIER, new Date());
  if (!(await all(EARLIER, Date.now() + 60_000))) throw new Error('The alerts of before were not raised.');
  await stage.pool.query('vacuum analyze');
  const earlier = (await stage.pool.query<{ id: string }>('select id from alerts')).rows.map((row) => row.id);

  const heard: Heard[] = [];
  const streams = await Promise.all(desks.map((desk) => listen(origin, desk.token, heard)));
  const from = new Date(Date.now() + 3000);
  await due(ALERTS, from);
  const isWhole = await all(EARLIER + ALERTS, from.getTime() + 61_000);
  const seconds = (Date.now() - from.getTime()) / 1000;
  await new Promise((done) => setTimeout(done, 3000));
  for (const stop of streams) stop();
  const rows = (await stage.pool.query<{ siteId: string; xid: string; at: Date }>(`select a.site_id as "siteId", j.xid::text as xid, (a.state->>'raisedAt')::timestamptz as at from alerts a join journal j on j.site_id = a.site_id and j.subject = a.id and j.version = 1 where a.topic = 'repairs.issue.late' and a.id <> all ($1)`, [earlier])).rows;
  const late = rows.flatMap(({ siteId, xid, at }) => { const first = heard.find((news) => news.siteId === siteId && news.xid >= BigInt(xid)); return first ? [first.at - new Date(at).getTime()] : []; });
  say(`${ALERTS.toLocaleString('en')} deadlines of ${CENTRES.toLocaleString('en')} centres broken in one second, all raised`, `${seconds.toFixed(1)} s`, '< 10 s', isWhole && seconds < 10);
  say(`each heard of by its consoles (${desks.length} streams, ${late.length} of ${rows.length}), p95`, `${Math.round(quantile(late, 0.95))} ms`, '< 1000 ms', late.length === rows.length && quantile(late, 0.95) < 1000);

  /** The better of two rounds on a server just started. */
  const intakeNow = async (): Promise<number> => {
    await stage.stopServers();
    const server = await stage.start('foyer');
    await intake(server, anywhere);
    return Math.max(await intake(server, anywhere), await intake(server, anywhere));
  };
  const alone = await intakeNow();
  // Every centre gets a robot that hangs, and every alert a message to it; the desks go on.
  const seal = createSeal(readFileSync(join(stage.programFolder, 'keys', 'channels'), 'utf8').trim());
  const robots = sites.map((site) => { const id = uuidv7(); return { site, id, sealed: sealSettings(seal, site, id, { url: dead }).toString('hex') }; });
  await stage.pool.query(`insert into channels (site_id, id, kind, name, sealed) select site, id, 'wecom', '群', decode(sealed, 'hex') from jsonb_to_recordset($1::jsonb) as x (site uuid, id uuid, sealed text)`, [JSON.stringify(robots)]);
  await stage.pool.query(
    `insert into deliveries (site_id, id, alert_id, step, kind, channel_id, chain, rank, state, next_at, made_at)
     select a.site_id, gen_random_uuid(), a.id, 0, 'wecom', c.id, 'channel:' || c.id, 0, 'waiting', $1, $1 from alerts a join channels c on c.site_id = a.site_id`,
    [new Date().toISOString()],
  );
  const beside = await intakeNow();
  const waiting = (await stage.pool.query<{ n: number }>(`select count(*)::int as n from deliveries where kind = 'wecom' and state in ('waiting', 'sending')`)).rows[0]?.n ?? 0;
  say(`intake beside ${waiting.toLocaleString('en')} messages to robots that hang, against none`, `${beside.toFixed(0)} / ${alone.toFixed(0)}`, `ratio ${(beside / alone).toFixed(2)} ≥ 0.9`, beside / alone >= 0.9);

  // What this machine can do today: a bare server that writes an order's rows; last, for its rows are no orders.
  await stage.stopServers();
  const yardstick = await stage.start('bare');
  await intake(yardstick, anywhere);
  const bare = await intake(yardstick, anywhere);
  say(`alerts raised against orders a bare server writes here, a second`, `${(ALERTS / seconds).toFixed(0)} / ${bare.toFixed(0)}`, `ratio ${(ALERTS / seconds / bare).toFixed(2)}`);
} finally {
  hanging.close();
  await stage.end();
}
