import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from '../platform/server/ids.ts';
import { say } from './say.ts';
import { openStage, pick, send, type Ask } from './stage.ts';

/** Two Foyers on one database for a group of 3,000 centres: what they take in, how soon one hears of the other, and one of them killed. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 3000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const [LANES, NEWS, BESIDE] = [16, 100, 90];

const stage = await openStage();
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const p95 = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

try {
  const desks = await stage.seedDesks(CENTRES);
  const origins = [await stage.start('foyer'), await stage.start('foyer')];
  const order = (desk = pick(desks), siteId = pick(desk.sites)): Ask & { commandId: string } => {
    const commandId = randomUUID();
    return { commandId, method: 'POST', path: `/api/sites/${siteId}/repairs`, token: desk.token, body: JSON.stringify({ commandId, repairId: uuidv7(), kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' }) };
  };

  /** Desks that ask one after the other, each at the process a balancer gave it. */
  const intake = async (among: readonly string[], seconds: number): Promise<{ rate: number; p95: number }> => {
    const times: number[] = [];
    const end = performance.now() + seconds * 1000;
    await Promise.all(Array.from({ length: LANES }, async (_, lane) => { while (performance.now() < end) times.push(await send(agent, among[lane % among.length] ?? '', order())); }));
    return { rate: times.length / seconds, p95: p95(times) };
  };
  await intake(origins, 2);
  for (const [what, among] of [['one process', origins.slice(0, 1)], ['two processes', origins]] as const) {
    const took = await intake(among, SECONDS);
    say(`${CENTRES} centres, ${LANES} desks at once, ${what}: orders a second; p95`, `${took.rate.toFixed(0)}/s; ${took.p95.toFixed(0)} ms`);
  }

  /** From an order at one process to the news of it on a stream of the other, with so many orders a second beside it. */
  const desk = desks[0];
  if (!desk) throw new Error('No desk.');
  let hear: (() => void) | undefined;
  const stream = request(`${origins[0]}/api/feed/live`, { headers: { authorization: `Bearer ${desk.token}` } }, (response) => response.on('data', (chunk: Buffer) => { if (chunk.toString().includes('event: changes')) hear?.(); }));
  stream.end();
  await sleep(1000);
  let isOver = false;
  const others = desks.slice(1);
  const beside = (async () => { for (let n = 0; !isOver; n += 1) { void send(agent, origins[n % 2] ?? '', order(pick(others))).catch(() => undefined); await sleep(1000 / BESIDE); } })();
  const news: number[] = [];
  for (let n = 0; n < NEWS; n += 1) {
    const from = performance.now();
    const heard = new Promise<void>((done) => (hear = () => { news.push(performance.now() - from); hear = undefined; done(); }));
    await send(agent, origins[1] ?? '', order(desk));
    await heard;
    await sleep(50);
  }
  isOver = true;
  await beside;
  stream.destroy();
  say(`an order at the one heard on a stream of the other, p95 (${BESIDE} orders/s beside)`, `${p95(news).toFixed(0)} ms`, '< 1000 ms', p95(news) < 1000);

  // One is killed; as a balancer does, what it does not answer is asked of the other, under the same command.
  const acknowledged: string[] = [];
  let [last, silence, isDone] = [performance.now(), 0, false];
  const lanes = Promise.all(Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane; !isDone; ) {
      const ask = order();
      while (!(await send(agent, origins[at % 2] ?? '', ask).then(() => true, () => false))) { at += 1; await sleep(20); }
      const now = performance.now();
      [silence, last] = [Math.max(silence, now - last), now];
      acknowledged.push(ask.commandId);
    }
  }));
  await sleep(2000);
  process.kill(stage.pids()[1] ?? 0, 'SIGKILL');
  await sleep(5000);
  isDone = true;
  await lanes;
  const [there] = (await stage.pool.query<{ n: number }>('select count(distinct command_id)::int as n from commands where command_id = any ($1)', [acknowledged])).rows;
  const [twice] = (await stage.pool.query<{ n: number }>(`select count(*)::int as n from (select from journal where event = 'RepairLogged' group by site_id, subject having count(*) > 1) x`)).rows;
  say(`one of two killed: of ${acknowledged.length.toLocaleString('en')} acknowledged, missing / twice`, `${acknowledged.length - (there?.n ?? 0)} / ${twice?.n}`, 'none', acknowledged.length === there?.n && twice?.n === 0);
  say('longest time in which nobody was answered', `${silence.toFixed(0)} ms`);
} finally {
  agent.destroy();
  await stage.end();
}
