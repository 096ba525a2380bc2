import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import { STEP_EVENTS } from '../../features/repairs/core/repair-events.ts';
import type { StepInput } from '../../features/repairs/core/repair-steps.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { checkChain } from '../../platform/server/journal.ts';
import { sweepOnce } from '../../platform/server/sweep.ts';
import { hallOf, startProgram, type Answer, type Client, type World } from '../support/program.ts';
import { replayCases } from './replay-cases.ts';
import { readJournal, verdictOf, type JournalRow } from './replay-reading.ts';
import { dice, tell, type Act, type Actor, type Story } from './replay-story.ts';

/** Real cases where they are to be had, a thousand with `FOYER_REPLAY=1000 npm test -- tests/replay` (three minutes); a plain clone replays sixty invented ones and says so. */
const { real, cases } = replayCases(Number(process.env['FOYER_REPLAY'] ?? 200));
const START = '2026-11-02T01:00:00.000Z';
const PEOPLE = ['desk', 'technician', 'technician2', 'foreman', 'manager'] as const;

type Job = { readonly at: number; readonly order: number; readonly turn: number };
type Played = { readonly id: string; readonly story: Story; readonly told: string[]; readonly seed: number };

describe(`a replay of ${cases.length} repairs from intake to close`, () => {
  let world: World;
  let site = '';
  const people = {} as Record<Exclude<Actor, 'guest'>, Client>;
  const played: Played[] = [];

  beforeAll(async () => {
    world = await startProgram(START);
    site = world.siteId;
    hall = await hallOf(world, site);
    for (const name of PEOPLE) people[name] = await world.signIn(name);
    picture = `data:image/png;base64,${(await drawing(0)).toString('base64')}`;
  });
  afterAll(() => world.end());
  let picture = '';
  let hall = '';

  const post = async (who: Exclude<Actor, 'guest'>, path: string, body: Record<string, unknown>): Promise<Answer<RepairView>> => {
    const answer = await people[who].post(path, body);
    if (answer.status !== 401) return answer;
    people[who] = await world.signIn(who);
    return people[who].post(path, body);
  };

  const drawing = (nth: number): Promise<Buffer> =>
    sharp({ create: { width: 400, height: 120, channels: 3, background: '#fff' } }).composite([{ input: Buffer.from(`<svg width="400" height="120"><path d="M20 90 C 90 10 150 110 380 ${30 + (nth % 80)}" stroke="#${(0x112233 + nth).toString(16)}" stroke-width="5" fill="none"/></svg>`) }]).png().toBuffer();
  let drawings = 0;
  /** Each signature is drawn for itself and sent by whoever records it. */
  const signed = (who: Exclude<Actor, 'guest'>, steps: readonly StepInput[]): Promise<StepInput[]> =>
    Promise.all(steps.map(async (step) => {
      if (!('signatureFile' in step)) return step;
      const body = new Uint8Array(await drawing((drawings += 1)));
      const send = () => fetch(`${world.origin}/api/sites/${site}/files`, { method: 'POST', headers: { cookie: people[who].cookie, 'content-type': 'image/png' }, body });
      let answer = await send();
      if (answer.status === 401) {
        people[who] = await world.signIn(who);
        answer = await send();
      }
      return { ...step, signatureFile: ((await answer.json()) as { hash: string }).hash };
    }));

  const log = async (seed: number, words: { placeText: string; item: string }): Promise<Played> => {
    const story = tell(seed, { technician: people.technician.personId, technician2: people.technician2.personId });
    const roll = dice(seed + 1_000_000);
    const id = uuidv7();
    const room = story.inRoom ? (await world.places(site)).find((place) => place.in_room) : undefined;
    const body = {
      commandId: uuidv7(), repairId: id, kind: story.kind, channel: story.by === 'technician' ? 'on_spot' : 'phone', item: words.item, urgent: story.urgent, steps: await signed(story.by, story.steps),
      ...(room ? { placeId: room.id } : { placeId: hall, placeText: words.placeText }),
      ...(story.kind === 'user' ? { reporterName: '王经理', reporterPhone: '13911112222' } : { source: 'patrol' }),
      ...(story.appointmentIn ? { appointmentAt: new Date(Date.parse(world.clock.now()) + story.appointmentIn * 60_000).toISOString() } : {}),
    };
    const sent = roll.chance(0.2) ? [body, body] : [body];
    const answers = await Promise.all(sent.map((each) => post(story.by, `/api/sites/${site}/repairs`, each)));
    for (const answer of answers) expect(answer.status, `case ${seed}: ${JSON.stringify(answer.body)}`).toBe(200);
    return { id, story, told: ['RepairLogged', ...story.steps.map((step) => STEP_EVENTS[step.step])], seed };
  };

  const rate = async (order: Played, rating: 'satisfied' | 'fair' | 'dissatisfied'): Promise<void> => {
    const page = await people.technician.get<{ path: string }>(`/api/sites/${site}/repairs/${order.id}/rate-code`);
    const { path } = page.status === 200 ? page.body : (await people.desk.get<{ path: string }>(`/api/sites/${site}/repairs/${order.id}/rate-code`)).body;
    const answer = await world.anonymous.post('/api/guest/rate', { code: path.slice(3), commandId: uuidv7(), workmanship: rating, attitude: rating, conduct: 'satisfied', signedBy: '王女士', signature: picture });
    expect(answer.status, `case ${order.seed}: ${JSON.stringify(answer.body)}`).toBe(200);
    order.told.push('RepairRated', 'RepairSigned');
  };

  const act = async (order: Played, turn: number, what: Act): Promise<void> => {
    if (what.who === 'guest') return rate(order, what.rating);
    const ago = (minutes: number): string => new Date(Date.parse(world.clock.now()) - minutes * 60_000).toISOString();
    const steps = await signed(what.who, typeof what.steps === 'function' ? what.steps(ago) : what.steps);
    const pin = steps.some((step) => step.step === 'accept' && step.signWay === 'pin') ? { pin: '2580' } : {};
    const body = { commandId: uuidv7(), steps, ...pin };
    // A thumb that shakes, a network that stutters: the same command twice is one act.
    const isDouble = dice(order.seed * 100 + turn).chance(0.15);
    const answers = await Promise.all((isDouble ? [body, body] : [body]).map((each) => post(what.who as Exclude<Actor, 'guest'>, `/api/sites/${site}/repairs/${order.id}/steps`, each)));
    for (const answer of answers) expect(answer.status, `case ${order.seed}, act ${turn} (${steps.map((step) => step.step).join(', ')}): ${JSON.stringify(answer.body)}`).toBe(200);
    order.told.push(...steps.map((step) => STEP_EVENTS[step.step]));
  };

  it('given the cases, when desk, technicians, foreman, manager and users work them all, then every act is taken', { timeout: 1_200_000 }, async () => {
    if (!real) process.stdout.write('没有找到真实报修数据(../shared),用自编内容重演。 / Real repair data not found (../shared): replaying invented words.\n');
    expect(cases.length).toBeGreaterThanOrEqual(60);
    const roll = dice(7);
    let opens = Date.parse(START);
    const queue: Job[] = cases.map((_, order) => ({ at: (opens += roll.between(1, 9) * 60_000), order, turn: -1 }));
    const take = async (job: Job): Promise<void> => {
      const words = cases[job.order];
      const order = words && job.turn < 0 ? (played[job.order] = await log(job.order + 1, words)) : played[job.order];
      const done = order?.story.acts[job.turn];
      if (order && done) await act(order, job.turn, done);
      const next = order?.story.acts[job.turn + 1];
      if (!next) return;
      const at = job.at + next.after * 60_000;
      const place = queue.findIndex((other) => other.at > at);
      queue.splice(place < 0 ? queue.length : place, 0, { at, order: job.order, turn: job.turn + 1 });
    };
    for (let first = queue[0]; first; first = queue[0]) {
      const { at } = first;
      world.clock.set(new Date(at).toISOString());
      while ((await sweepOnce(world.deps, world.sweeps)) > 0);
      // What several do in the same minute, they do at once.
      const later = queue.findIndex((other) => other.at > at);
      await Promise.all(queue.splice(0, later < 0 ? queue.length : later).map(take));
    }
    // Three days later whatever was forgotten is found late.
    world.pass(3 * 24 * 60);
    while ((await sweepOnce(world.deps, world.sweeps)) > 0);
    expect(world.sweepErrors).toEqual([]);
  });

  const journalOf = async (id: string): Promise<JournalRow[]> =>
    (await world.owner.query<{ event: string; data: string; occurred_at: string; recorded_at: string; actor: string | null }>('select event, data, occurred_at, recorded_at, actor from journal where site_id = $1 and subject = $2 order by version', [site, id]))
      .rows.map((row) => ({ event: row.event, data: JSON.parse(row.data) as Record<string, unknown>, occurredAt: new Date(row.occurred_at).toISOString(), recordedAt: new Date(row.recorded_at).toISOString(), actor: row.actor }));

  it('given an independent reading of each journal, then state, copies, ratings, numbers and deadlines of every order are what it says', { timeout: 600_000 }, async () => {
    const until = world.clock.now();
    const totals = { met: 0, broken: 0, late: 0 };
    const numbers: string[] = [];
    for (const order of played) {
      const rows = await journalOf(order.id);
      const name = `case ${order.seed}`;
      expect(rows.filter((row) => !row.event.startsWith('Deadline') && row.event !== 'RepairClosed').map((row) => row.event), name).toEqual(order.told);
      expect(await world.database.read([site], (reader) => checkChain(reader, site, order.id)), name).toBeUndefined();
      const reading = readJournal(rows);
      const view = (await people.manager.get(`/api/sites/${site}/repairs/${order.id}`)).body;
      expect({
        status: view.row.status, kind: view.row.kind, orderNumber: view.row.orderNumber, visit: view.order.visit, technicianId: view.row.technicianId, result: view.order.result ?? null,
        ratings: view.order.ratings ?? null, followUp: view.order.followUp?.result ?? null, received: view.row.receivedAt,
        copies: Object.fromEntries(Object.entries(view.order.copies).map(([ply, copy]) => [ply, copy?.custody])),
      }, name).toEqual({
        status: reading.status, kind: reading.kind, orderNumber: reading.orderNumber, visit: reading.visit, technicianId: reading.technicianId, result: reading.result,
        ratings: reading.ratings, followUp: reading.followUp, received: reading.received, copies: reading.copies,
      });
      if (reading.orderNumber) numbers.push(reading.orderNumber);
      for (const expected of reading.clocks) {
        const clock = view.clocks.find((row) => row.clock === expected.clock && row.round === expected.round);
        expect({ ...expected, ...clock, name }, `${name}: ${expected.clock}`).toMatchObject({ ...expected, name });
        const noted = (event: string) => rows.filter((row) => row.event === event && row.data['clock'] === expected.clock).length;
        const rounds = new Set(reading.clocks.filter((row) => row.clock === expected.clock).map((row) => row.round)).size;
        const verdict = verdictOf(expected, until);
        if (verdict === 'running') expect(clock?.breachedAt, name).toBeNull();
        if (verdict === 'met') expect(clock?.breachedAt === null || clock?.metLate, `${name}: ${expected.clock} met`).toBe(true);
        if (verdict === 'broken') expect({ breached: clock?.breachedAt !== null, metLate: clock?.metLate }, `${name}: ${expected.clock} broken`).toEqual({ breached: true, metLate: false });
        if (rounds === 1) expect({ breaches: noted('DeadlineBreached'), late: noted('DeadlineMetLate') }, `${name}: ${expected.clock}`).toEqual({ breaches: clock?.breachedAt ? 1 : 0, late: clock?.metLate ? 1 : 0 });
        totals.met += verdict === 'met' ? 1 : 0;
        totals.broken += verdict === 'broken' ? 1 : 0;
        totals.late += clock?.metLate ? 1 : 0;
      }
    }
    // The stories hold enough of everything for these findings to mean something.
    expect(Math.min(totals.met, totals.broken, totals.late)).toBeGreaterThan(0);
    const counters = numbers.map((number) => Number(number.split('-')[1])).sort((a, b) => a - b);
    expect(counters.map((counter, index) => counter - (counters[0] ?? 0) - index).every((gap) => gap === 0), 'order numbers run without gaps (M-10)').toBe(true);
  });

  it('given the month, then its figures are the sums of the readings', { timeout: 120_000 }, async () => {
    const readings = await Promise.all(played.map(async (order) => readJournal(await journalOf(order.id))));
    const ids = played.map((order) => order.id);
    type Figures = { logged: { user: number; facility: number }; closed: number; cancelled: number; firstTimeFix: { signedOff: number; firstVisit: number }; ratings: Record<string, { satisfied: number; fair: number; dissatisfied: number; unanswered: number }> };
    const { body } = await people.manager.get<Figures>(`/api/sites/${site}/repairs/figures?month=2026-11`);
    // The demo centre has a history of its own; whatever was not replayed is taken from the rows behind it.
    const others = (await world.owner.query<{ state: Record<string, unknown>; status: string; kind: string; signed: boolean }>(
      `select state, status, kind, signed_off_at is not null as signed from repairs where site_id = $1 and not (id = any($2)) and received_at >= '2026-10-31T16:00Z' and received_at < '2026-11-30T16:00Z'`, [site, ids])).rows;
    expect(others, 'a fresh demo centre without history').toEqual([]);
    const count = (is: (reading: (typeof readings)[number]) => boolean): number => readings.filter(is).length;
    expect(body.logged).toEqual({ user: count((r) => r.kind === 'user'), facility: count((r) => r.kind === 'facility') });
    expect(body.closed).toBe(count((r) => r.status === 'closed'));
    expect(body.cancelled).toBe(count((r) => r.status === 'cancelled'));
    expect(body.firstTimeFix).toEqual({ signedOff: count((r) => r.isSigned), firstVisit: count((r) => r.isSigned && r.firstVisitFixed) });
    const said = (criterion: string, rating: string): number => readings.flatMap((r) => [...r.pastRatings, ...(r.isSigned && r.ratings ? [r.ratings] : [])]).filter((ratings) => ratings[criterion] === rating).length;
    for (const criterion of ['workmanship', 'attitude', 'conduct'])
      expect(body.ratings[criterion], criterion).toEqual({
        satisfied: said(criterion, 'satisfied'),
        fair: said(criterion, 'fair'),
        dissatisfied: said(criterion, 'dissatisfied'),
        unanswered: count((r) => r.isSigned && r.kind === 'user' && r.ratings === null),
      });
  });
});
