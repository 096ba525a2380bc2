import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { uuidv7 } from '../platform/server/ids.ts';
import { tell } from './say.ts';
import { EACH, openStage, pick, send, type Ask, type Desk, type Kind } from './stage.ts';

/** How many requests a second, against a bare server on the same database in the same run. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 1000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const OPEN_ORDERS = 50;

const stage = await openStage();

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

const desks = await stage.seedDesks(CENTRES);
const intake = (among: readonly Desk[], centres = EACH) => (): Ask => {
  const desk = pick(among);
  const body = JSON.stringify({ commandId: randomUUID(), repairId: uuidv7(), kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' });
  return { method: 'POST', path: `/api/sites/${pick(desk.sites.slice(0, centres))}/repairs`, token: desk.token, body };
};

try {
  const origins: Record<Kind, string> = { bare: await stage.start('bare'), foyer: await stage.start('foyer') };
  /** Both in turn, twice, after a warm-up; the better round of each counts, so that a hiccup of the machine does not. */
  const compare = async (what: string, connections: number, wanted: number, next: () => Ask): Promise<void> => {
    const best: Record<Kind, number> = { bare: 0, foyer: 0 };
    for (const kind of ['bare', 'foyer'] as const) await load(origins[kind], connections, next, 1);
    for (const kind of ['bare', 'foyer', 'foyer', 'bare'] as const) best[kind] = Math.max(best[kind], await load(origins[kind], connections, next));
    const ratio = best.foyer / best.bare;
    tell(`${what.padEnd(34)} ${String(connections).padStart(4)} ${best.bare.toFixed(0).padStart(8)} ${best.foyer.toFixed(0).padStart(8)}   ${ratio.toFixed(2)}   ${wanted ? `≥ ${wanted} ${ratio >= wanted ? 'reached' : 'MISSED'}` : ''}`);
  };
  tell(`${CENTRES} centres, ${SECONDS} s a round; requests per second\n${''.padEnd(34)} conn     bare    foyer  ratio`);

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
  await stage.end();
}
