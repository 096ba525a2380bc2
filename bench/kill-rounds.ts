import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { checkRestored } from '../platform/server/backup/check-restored.ts';
import { runningPostgresUrl } from '../platform/server/postgres/embedded-postgres.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { freePort, startFoyer, type RealFoyer } from './real-foyer.ts';
import { pick, seedDesks, type Desk } from './stage.ts';

export const VICTIMS = ['foyer', 'postgres', 'both'] as const;
export type Victim = (typeof VICTIMS)[number];

export type Round = {
  readonly victim: Victim;
  /** From the kill until the program itself was gone, and from its start (where PostgreSQL alone was killed, from the kill) until it was able to work. */
  readonly goneMs: number;
  readonly restartMs: number;
  readonly acknowledged: number;
  /** Acknowledged before, and not there once exactly. */
  readonly lost: readonly string[];
};
export type KillReport = { readonly rounds: readonly Round[]; readonly acknowledged: number; readonly lost: readonly string[]; readonly entries: number; readonly faults: readonly string[] };

const LANES = 8;
const CENTRES = 20;
/** How long people work before the next blow falls. */
const WORK_MS = { least: 100, most: 900 };

type Sent = { readonly commandId: string; readonly siteId: string; readonly subject: string; readonly event: 'RepairLogged' | 'OrderIssued' };

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Desks at work: as a phone's outbox does, a command is sent again under its own id until it is answered. */
export const startDesks = (origin: string, desks: readonly Desk[]) => {
  const acknowledged: Sent[] = [];
  let isOver = false;
  const send = async (token: string, path: string, body: unknown, sent: Sent): Promise<void> => {
    for (;;) {
      const answer = await fetch(origin + path, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) }).then(
        async (response) => ({ status: response.status, text: await response.text() }),
        () => undefined,
      );
      if (answer?.status === 200) return void acknowledged.push(sent);
      // Refused for good would be a defect: nothing else works on these.
      if (answer && answer.status < 500) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      await sleep(50);
    }
  };
  const lane = async (): Promise<void> => {
    while (!isOver) {
      const desk = pick(desks);
      const siteId = pick(desk.sites);
      const [subject, first, second] = [uuidv7(), uuidv7(), uuidv7()];
      const path = `/api/sites/${siteId}/repairs`;
      await send(desk.token, path, { commandId: first, repairId: subject, kind: 'user', channel: 'phone', placeText: '样板间2', item: '洗手间漏水', reporterName: '王经理' }, { commandId: first, siteId, subject, event: 'RepairLogged' });
      await send(desk.token, `${path}/${subject}/steps`, { commandId: second, steps: [{ step: 'issue' }] }, { commandId: second, siteId, subject, event: 'OrderIssued' });
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, lane));
  // Heard of at the end; until then it must not end us unheard.
  lanes.catch(() => undefined);
  return { acknowledged, stop: () => ((isOver = true), lanes) };
};

/** Those that do not stand there exactly once: as a command, and as the event it made. */
export const missing = async (url: string, sent: readonly Sent[]): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `select s.command_id::text as id from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) s (command_id, site_id, subject, event)
        where (select count(*) from commands c where c.site_id = s.site_id and c.command_id = s.command_id and c.subject = s.subject) <> 1
           or (select count(*) from journal j where j.site_id = s.site_id and j.subject = s.subject and j.event = s.event) <> 1`,
      [sent.map((one) => one.commandId), sent.map((one) => one.siteId), sent.map((one) => one.subject), sent.map((one) => one.event)],
    );
    return rows.map((row) => row.id);
  } finally {
    await client.end();
  }
};

const postmasterOf = (dataDir: string): number => Number(readFileSync(join(dataDir, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
const BACK_MS = 120_000;
const untilBack = async (foyer: RealFoyer, dataDir: string, before: number): Promise<void> => {
  for (const from = performance.now(); performance.now() - from < BACK_MS; await sleep(20)) {
    const isOther = existsSync(join(dataDir, 'pg/data/postmaster.pid')) && postmasterOf(dataDir) !== before;
    if (isOther && (await fetch(`${foyer.origin}/readyz`).then((answer) => answer.status === 200, () => false))) return;
  }
  throw new Error(`The database did not come back: ${foyer.said()}`);
};

/** Answers the postmaster that was struck, or stood by. */
const strike = (victim: Victim, foyer: RealFoyer, dataDir: string): number => {
  const postmaster = postmasterOf(dataDir);
  if (victim !== 'foyer') process.kill(postmaster, 'SIGKILL');
  if (victim !== 'postgres') foyer.kill('SIGKILL');
  return postmaster;
};

/** Kills Foyer, PostgreSQL and both in turn at random moments of a working day, and looks each time whether anything acknowledged is gone. */
export const killRounds = async (input: { dataDir: string; rounds: number; victims?: readonly Victim[]; onRound?(round: Round, nth: number): void }): Promise<KillReport> => {
  const port = await freePort();
  const start = () => startFoyer({ FOYER_DATA: input.dataDir }, port);
  const urlOf = async (): Promise<string> => (await runningPostgresUrl(input.dataDir)) ?? '';
  let foyer = await start();
  try {
    const pool = new pg.Pool({ connectionString: await urlOf(), max: 2 });
    const desks = await seedDesks(pool, CENTRES);
    await pool.end();
    const work = startDesks(foyer.origin, desks);
    const victims = input.victims ?? VICTIMS;
    const rounds: Round[] = [];
    for (let nth = 0; nth < input.rounds; nth += 1) {
      await sleep(WORK_MS.least + Math.random() * (WORK_MS.most - WORK_MS.least));
      const victim = victims[nth % victims.length] ?? 'both';
      const struckAt = performance.now();
      const postmaster = strike(victim, foyer, input.dataDir);
      // Foyer brings its database back by itself; killed, it is started again by whoever watches over it.
      if (victim === 'postgres') await untilBack(foyer, input.dataDir, postmaster);
      else await foyer.exited;
      const goneMs = victim === 'postgres' ? 0 : performance.now() - struckAt;
      const restartMs = victim === 'postgres' ? performance.now() - struckAt : (foyer = await start()).startedMs;
      const before = work.acknowledged.splice(0);
      const round: Round = { victim, goneMs, restartMs, acknowledged: before.length, lost: await missing(await urlOf(), before) };
      rounds.push(round);
      input.onRound?.(round, nth);
    }
    await work.stop();
    const last = await missing(await urlOf(), work.acknowledged);
    const report = await checkRestored({ url: await urlOf(), dataDir: input.dataDir });
    return {
      rounds,
      acknowledged: rounds.reduce((sum, round) => sum + round.acknowledged, work.acknowledged.length),
      lost: [...rounds.flatMap((round) => round.lost), ...last],
      entries: report.centres.reduce((sum, centre) => sum + centre.entries, 0),
      faults: report.centres.flatMap((centre) => (centre.fault ? [`${centre.name} ${JSON.stringify(centre.fault)}`] : [])),
    };
  } finally {
    foyer.kill('SIGTERM');
    await foyer.exited;
  }
};
