import { afterEach, describe, expect, it } from 'vitest';
import { eslCapture, hasCaptures, openEslPlayer, type Capture, type Player } from '../../../../tests/support/pbx-player.ts';
import { foldCalls, type CallCard } from '../../core/call-card.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { zEslSettings } from '../../core/pbx/pbx-settings.ts';
import { createEslSource } from './esl-client.ts';
import type { PbxSource } from './pbx-adapter.ts';

const FAST = { firstRetry: 10, longestRetry: 50, refusedRetry: 60_000, connect: 5000, ping: 5000, silence: 20_000, reply: 5000, recheck: 60_000 };
const open: { players: Player[]; sources: PbxSource[] } = { players: [], sources: [] };
type Run = { cards: CallCard[]; events: CallEvent[]; skewMs: number };

/** The clock is inside the stream: the figures hold however quickly it is played. `behind`: how far ours is from the PBX's. */
const replay = async (capture: Capture, options: { piece?: number; behind?: number } = {}): Promise<Run> => {
  const player = await openEslPlayer();
  open.players.push(player);
  let now = 0;
  const events: CallEvent[] = [];
  const errors: unknown[] = [];
  const source = createEslSource(zEslSettings.parse({ kind: 'esl', host: '127.0.0.1', port: player.port }), 'secret', {
    name: 'esl:hq', now: () => new Date(now).toISOString(), onRaw: () => undefined, onError: (error) => void errors.push(error), openCalls: async () => [],
  }, FAST);
  open.sources.push(source);
  const first = Number(/Event-Date-Timestamp"?: "?(\d+)/.exec(capture[0]?.bytes.toString('utf8') ?? '')?.[1] ?? 0) / 1000;
  now = Math.round(first) + (options.behind ?? 0);
  source.start(async (told) => void events.push(...told));
  await player.play(capture, {
    ...(options.piece ? { piece: options.piece } : {}),
    onTime: (ms) => void (now = Math.round(first) + (options.behind ?? 0) + ms - (capture[0]?.ms ?? 0)),
    heard: async (written) => {
      while (source.health().bytes < written) await new Promise((resolve) => void setImmediate(resolve));
    },
  });
  expect(errors).toEqual([]);
  expect(source.health()).toMatchObject({ state: 'connected', refused: 0 });
  return { events, cards: foldCalls(events), skewMs: source.health().skewMs };
};
const seconds = (ms: number | undefined): number => Math.round((ms ?? -1) / 100) / 10;

const TRUTH: Readonly<Record<string, (run: Run) => void>> = {
  '01-direct-answered-2-rings': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ direction: 'inbound', number: '13812345678', name: '张先生', called: '02155550101', disposition: 'answered', answeredBy: 'desk1', ringsMeasured: 2, hungUpBy: 'caller', transfers: [] });
    expect(seconds(card?.ringMs)).toBe(7);
  },
  '02-queue-answered-5-rings': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    // The queue answered the caller at once; the person did 22 seconds later.
    expect(card).toMatchObject({ queue: 'servicedesk@lab', disposition: 'answered', answeredBy: 'desk1', ringsMeasured: 5, transfers: [], hungUpBy: 'caller' });
    expect([seconds(card?.ringMs), seconds(card?.waitMs)]).toEqual([22, 22.1]);
    expect(card?.legs.find((leg) => leg.ext === 'desk2')).toMatchObject({ reason: 'elsewhere' });
  },
  '04-direct-abandoned': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ disposition: 'abandoned', hungUpBy: 'caller', ringsMeasured: 2 });
    expect(seconds(card?.ringMs)).toBe(8);
  },
  '05-busy': ({ cards: [card, ...more], events }) => {
    expect(more).toEqual([]);
    expect(card?.disposition).toBe('busy');
    expect(card?.ringMs).toBeUndefined();
    expect(events.filter((event) => event.kind === 'ringing'), 'busy, no ring').toEqual([]);
  },
  '11-two-parallel-calls-json': ({ cards }) => {
    expect(cards.map((card) => [card.number, card.answeredBy, card.disposition, card.ringsMeasured])).toEqual([['13112345678', 'desk1', 'answered', 1], ['13212345678', 'sales1', 'answered', 2]]);
    // By the stream’s own clock: 265.48 − 261.48 and 269.48 − 263.48.
    expect(cards.map((card) => seconds(card.ringMs))).toEqual([4, 6]);
    expect((cards[1]?.offeredAt ?? '') < (cards[0]?.endedAt ?? ''), 'both at once').toBe(true);
  },
};
const SCENARIOS = Object.entries(TRUTH).map(([name, truth]) => [name, truth] as const);
const load = (name: string): Capture => eslCapture(`esl-capture-${name}.txt`);
const text = (bytes: Buffer): string => bytes.toString('latin1');

describe.skipIf(!hasCaptures)('FreeSWITCH, as captured', () => {
  afterEach(async () => {
    await Promise.all(open.sources.splice(0).map((source) => source.stop()));
    await Promise.all(open.players.splice(0).map((player) => player.close()));
  });

  it.each(SCENARIOS)('given the stream %s through a socket, then the card tells the truth (T-05)', async (name, truth) => {
    truth(await replay(load(name)));
  });
  it.each(SCENARIOS)('given the stream %s in pieces of 7 bytes, then the card is the same', async (name, truth) => {
    truth(await replay(load(name), { piece: 7 }));
  });
  it.each(SCENARIOS)('given the stream %s with every message twice, then nothing happens twice', async (name, truth) => {
    const [once, twice] = [await replay(load(name)), await replay(load(name).flatMap((message) => [message, message]))];
    truth(twice);
    expect(twice.events.map((event) => event.eventId)).toEqual(once.events.map((event) => event.eventId));
  });
  it.each(SCENARIOS)('given the stream %s without the messages that say the same again, then the card is the same', async (name, truth) => {
    truth(await replay(load(name).filter(({ bytes }) => !/Event-Name"?: "?(?:CHANNEL_ORIGINATE|CHANNEL_UNBRIDGE|CHANNEL_BRIDGE|CHANNEL_PROGRESS_MEDIA)/.test(text(bytes)) && !/CC-Action"?: "?(?:members-count|agent-state-change|agent-offering|bridge-agent|member-queue-end)/.test(text(bytes)))));
  });
  it.each([[3_600_000, 'an hour behind ours'], [-3_600_000, 'an hour ahead of ours'], [90_000, 'a minute and a half behind']] as const)('given a PBX whose clock is off by %i ms (%s), then the figures are the same and the call is told at our time', async (behind, _how) => {
    const run = await replay(load('01-direct-answered-2-rings'), { behind });
    TRUTH['01-direct-answered-2-rings']?.(run);
    const [card] = run.cards;
    expect(Math.abs(Date.parse(card?.offeredAt ?? '') - Date.parse(run.events[0]?.receivedAt ?? ''))).toBeLessThan(1000);
    expect(Math.abs(run.skewMs - behind)).toBeLessThan(1000);
    expect(run.events.every((event) => event.atBasis === 'pbx')).toBe(true);
  });
});
