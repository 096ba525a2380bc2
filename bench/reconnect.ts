import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { uuidv7 } from '../platform/server/ids.ts';
import { say } from './say.ts';
import { openStage, pick, send, type Ask, type Desk } from './stage.ts';

/**
 * After an outage, as phones do it by themselves: the stream comes back within three seconds where it had stopped, the
 * outbox looks every five; each sends what it kept (twice, as one that never heard the answer) and asks for its list. A desk goes on working.
 */
const PHONES = Number(process.env['BENCH_PHONES'] ?? 1000);
const CENTRES = 200;
const [STREAM_MS, OUTBOX_MS] = [3000, 5000];
const within = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, Math.random() * milliseconds));

const stage = await openStage();
// A connection for each phone; the desk has its own.
const agent = new Agent({ keepAlive: true });
const deskAgent = new Agent({ keepAlive: true });
const quantile = (times: readonly number[], share: number): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
const rssMb = (): number => stage.pids().reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024, 0);

type Phone = { readonly desk: Desk; cursor: string; isUp: boolean; isReset: boolean; isOver: boolean; close(): void };

/** As EventSource does it: the last id goes along. */
const connect = (origin: string, phone: Phone): void => {
  const call = request(`${origin}/api/feed/live`, { headers: { authorization: `Bearer ${phone.desk.token}`, ...(phone.cursor ? { 'last-event-id': phone.cursor } : {}) } }, (response) => {
    let text = '';
    response.on('data', (chunk: Buffer) => {
      const blocks = (text + chunk.toString()).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        phone.cursor = /^id: (.*)$/m.exec(block)?.[1] ?? phone.cursor;
        if (block.includes('event: hello')) phone.isUp = true;
        if (block.includes('event: reset')) phone.isReset = true;
      }
    });
    response.on('error', () => (phone.isUp = false));
    response.on('close', () => (phone.isUp = false));
  });
  // As EventSource does, where the line is lost again.
  call.on('error', () => { phone.isUp = false; if (!phone.isOver) setTimeout(() => connect(origin, phone), STREAM_MS); });
  call.end();
  phone.close = () => { phone.isOver = true; call.destroy(); };
};
const until = async (what: () => boolean, seconds: number): Promise<boolean> => {
  const end = performance.now() + seconds * 1000;
  for (; performance.now() < end; await new Promise((done) => setTimeout(done, 20))) if (what()) return true;
  return what();
};

try {
  const desks = await stage.seedDesks(CENTRES);
  const order = (desk: Desk, siteId: string): { id: string; siteId: string; ask: Ask } => {
    const id = uuidv7();
    return { id, siteId, ask: { method: 'POST', path: `/api/sites/${siteId}/repairs`, token: desk.token, body: JSON.stringify({ commandId: randomUUID(), repairId: id, kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' }) } };
  };
  const before = await stage.start('foyer');
  const phones = Array.from({ length: PHONES }, (_, nth): Phone => ({ desk: desks[nth % desks.length] as Desk, cursor: '', isUp: false, isReset: false, isOver: false, close: () => undefined }));
  for (const phone of phones) connect(before, phone);
  if (!(await until(() => phones.every((phone) => phone.isUp), 60))) throw new Error('The phones were not all connected.');
  for (const phone of phones) phone.isOver = true;
  await stage.stopServers();
  await until(() => phones.every((phone) => !phone.isUp), 10);

  // Meanwhile each phone keeps one command.
  const kept = phones.map((phone) => order(phone.desk, pick(phone.desk.sites)));
  const origin = await stage.start('foyer');
  for (const phone of phones) phone.isOver = false;
  const quiet = rssMb();
  const from = performance.now();
  const desk = desks[0] as Desk;
  const worked: number[] = [];
  let [isOver, failed] = [false, 0];
  const atDesk = (async () => { while (!isOver) worked.push(await send(deskAgent, origin, order(desk, pick(desk.sites)).ask)); })();
  for (const phone of phones) void within(STREAM_MS).then(() => connect(origin, phone));
  let most = quiet;
  const watch = setInterval(() => (most = Math.max(most, rssMb())), 100);
  await Promise.all(kept.map(async ({ ask, siteId }) => {
    const { token } = ask;
    await within(OUTBOX_MS);
    const sent = (what: Ask): Promise<unknown> => send(agent, origin, what).catch(() => { failed += 1; return within(OUTBOX_MS).then(() => sent(what)); });
    await Promise.all([sent(ask), sent(ask), sent({ method: 'GET', path: `/api/sites/${siteId}/repairs`, token })]);
  }));
  const answered = (performance.now() - from) / 1000;
  const written = await stage.pool.query<{ siteId: string; xid: string }>(`select site_id as "siteId", xid::text as xid from journal where subject = any ($1::uuid[])`, [kept.map((each) => each.id)]);
  const wanted = new Map(desks.map((one) => [one, written.rows.filter((row) => one.sites.includes(row.siteId)).reduce((last, { xid }) => (BigInt(xid) > last ? BigInt(xid) : last), 0n)]));
  const isWhole = await until(() => phones.every((phone) => phone.isUp && (phone.isReset || BigInt(phone.cursor.split('.')[1] ?? 0) >= (wanted.get(phone.desk) ?? 0n))), 60);
  const seconds = (performance.now() - from) / 1000;
  isOver = true;
  await atDesk;
  clearInterval(watch);
  const { rows } = await stage.pool.query<{ n: number }>(`select count(*)::int as n from unnest($1::uuid[]) k (id) where (select count(*) from journal j where j.subject = k.id and j.event = 'RepairLogged') <> 1`, [kept.map((each) => each.id)]);
  for (const phone of phones) phone.close();
  say(`${PHONES.toLocaleString('en')} phones back: every kept command answered`, `${answered.toFixed(1)} s`, `${failed} tries broken off`);
  say('every stream up and told of all that happened in its centres', `${seconds.toFixed(1)} s`, '< 30 s', isWhole && seconds < 30);
  say('kept commands not there exactly once', String(rows[0]?.n), '0', rows[0]?.n === 0);
  say(`an order at a desk meanwhile, p95 of ${worked.length}`, `${quantile(worked, 0.95).toFixed(0)} ms`, '');
  say('the server’s memory above what it had before they came', `${(most - quiet).toFixed(0)} MB`, '< 300 MB', most - quiet < 300);
} finally {
  agent.destroy();
  deskAgent.destroy();
  await stage.end();
}
process.exit(0);
