import { afterEach, describe, expect, it } from 'vitest';
import { amiCapture, capturedChannels, hasCaptures, openAmiPlayer, type Capture, type Player } from '../../../../tests/support/pbx-player.ts';
import { foldCalls, type CallCard } from '../../core/call-card.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { createAmiMapper } from '../../core/pbx/ami-mapper.ts';
import { createSkew } from '../../core/pbx/clock-skew.ts';
import { parseFields } from '../../core/pbx/framing.ts';
import { zAmiSettings } from '../../core/pbx/pbx-settings.ts';
import { isWithinThreeRings } from '../../core/rings.ts';
import { createAmiSource } from './ami-client.ts';
import type { PbxSource } from './pbx-adapter.ts';

const START = Date.parse('2026-11-23T09:40:00.000Z');
const FAST = { firstRetry: 10, longestRetry: 50, refusedRetry: 60_000, connect: 5000, ping: 5000, silence: 20_000, reply: 5000, recheck: 60_000 };

type Run = { cards: CallCard[]; events: CallEvent[] };

/** Every call of a capture as a card, heard through a real socket; the clock is the capture's own. */
const open: { players: Player[]; sources: PbxSource[] } = { players: [], sources: [] };
const replay = async (capture: Capture, options: { piece?: number; channels?: string } = {}): Promise<Run> => {
  const player = await openAmiPlayer({ channels: () => options.channels ?? '' });
  open.players.push(player);
  let ms = 0;
  const events: CallEvent[] = [];
  const errors: unknown[] = [];
  const source = createAmiSource(zAmiSettings.parse({ kind: 'ami', host: '127.0.0.1', port: player.port, username: 'foyer' }), 'secret', {
    name: 'ami:hq', now: () => new Date(START + ms).toISOString(), onRaw: () => undefined, onError: (error) => void errors.push(error), openCalls: async () => [],
  }, FAST);
  open.sources.push(source);
  source.start(async (told) => void events.push(...told));
  await player.play(capture, {
    ...(options.piece ? { piece: options.piece } : {}),
    onTime: (at) => void (ms = at),
    heard: async (written) => {
      while (source.health().bytes < written) await new Promise((resolve) => void setImmediate(resolve));
    },
  });
  expect(errors).toEqual([]);
  expect(source.health()).toMatchObject({ state: 'connected', refused: 0, version: 'AMI 11.0.0' });
  return { events, cards: foldCalls(events) };
};
const seconds = (ms: number | undefined): number => Math.round((ms ?? -1) / 100) / 10;
const between = (from: string | undefined, to: string | undefined): number => seconds(Date.parse(to ?? '') - Date.parse(from ?? ''));

/** The table of truth. */
const TRUTH: Readonly<Record<string, (run: Run) => void>> = {
  '01-direct-answered-2-rings': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ direction: 'inbound', number: '13812345678', called: '02155550101', state: 'ended', disposition: 'answered', answeredBy: '6001', ringsMeasured: 2, hungUpBy: 'caller', transfers: [], holds: [] });
    expect(seconds(card?.ringMs)).toBe(7);
  },
  '02-queue-answered-5-rings': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ number: '02160001234', queue: 'servicedesk', disposition: 'answered', answeredBy: '6001', ringsMeasured: 5 });
    expect(seconds(card?.ringMs)).toBe(22.1);
    expect(card?.legs.find((leg) => leg.ext === '6002')).toMatchObject({ reason: 'elsewhere' });
    expect(isWithinThreeRings(card?.ringMs ?? 0, 15)).toBe(false);
  },
  '03-queue-abandoned': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ disposition: 'abandoned', hungUpBy: 'caller', queue: 'servicedesk', ringsMeasured: 3 });
    expect(card?.answeredAt).toBeUndefined();
    expect(seconds(card?.ringMs)).toBe(12.3);
  },
  '04-direct-abandoned': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ disposition: 'abandoned', hungUpBy: 'caller', ringsMeasured: 2 });
    expect([seconds(card?.ringMs), seconds(card?.waitMs)]).toEqual([8, 8]);
  },
  '06-hold-retrieve': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ disposition: 'answered', holds: [{ ext: '6001' }] });
    expect(between(card?.holds[0]?.from, card?.holds[0]?.to)).toBe(4);
  },
  '07-blind-transfer-answered': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ disposition: 'answered', answeredBy: '6001', transfers: [{ how: 'blind', by: '6001', target: '6010', outcome: 'completed' }], holds: [] });
    expect(between(card?.transfers[0]?.at, card?.transfers[0]?.settledAt)).toBe(6);
  },
  '08-blind-transfer-noanswer': ({ cards: [card, ...more], events }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ transfers: [{ how: 'blind', by: '6001', target: '6011', outcome: 'lost' }] });
    expect(between(card?.transfers[0]?.at, card?.transfers[0]?.settledAt)).toBe(20);
    expect(events.filter((event) => event.kind === 'transfer_lost')).toHaveLength(1);
  },
  '09-attended-transfer-ok': ({ cards: [card, ...more], events }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ disposition: 'answered', answeredBy: '6001', transfers: [{ how: 'attended', by: '6001', target: '6010', outcome: 'completed' }], holds: [{ ext: '6001' }] });
    const story = events.flatMap((event) => (event.kind === 'held' || event.kind === 'transferred' || event.kind === 'transfer_completed' || (event.kind === 'answered' && event.ext === '6010') ? [event.kind] : []));
    expect(story).toEqual(['held', 'answered', 'transferred', 'transfer_completed']);
  },
  '11-two-parallel-calls': ({ cards }) => {
    expect(cards.map((card) => [card.number, card.answeredBy, card.disposition, card.ringsMeasured])).toEqual([['13112345678', '6001', 'answered', 1], ['13212345678', '6002', 'answered', 1]]);
    expect((cards[1]?.answeredAt ?? '') < (cards[0]?.endedAt ?? ''), 'both at once').toBe(true);
  },
  '13-callback-originate': ({ cards: [card, ...more], events }) => {
    expect(more).toEqual([]);
    expect(card).toMatchObject({ direction: 'outbound', called: '13812345678', disposition: 'answered', answeredBy: '6001', requestId: 'cb-1' });
    // Our own telephone is lifted first; the call-back is done only when the customer answers on the line.
    const answers = events.filter((event) => event.kind === 'answered');
    expect(answers.map((event) => event.trunk === true)).toEqual([false, true]);
    expect(card?.answeredAt).toBe(answers[1]?.at);
    expect(card?.ringMs, 'what we dial is nobody’s rings').toBeUndefined();
  },
  '14-caller-id-forms': ({ cards }) => {
    expect(cards.map((card) => card.number)).toEqual(['anonymous', '+8613812345678', '013812345678', '008613812345678', '2155550999']);
    expect(cards.every((card) => card.name === '张先生' && card.disposition === 'answered')).toBe(true);
  },
  '18-blind-retransfer': ({ cards: [card, ...more] }) => {
    expect(more).toEqual([]);
    expect(card?.transfers).toMatchObject([{ how: 'blind', by: '6001', target: '6010', outcome: 'completed' }, { how: 'blind', by: '6010', target: '6011', outcome: 'completed' }]);
  },
};
const SCENARIOS = Object.entries(TRUTH).map(([name, truth]) => [name, truth] as const);
const load = (name: string): Capture => amiCapture(`ami-capture-${name}.txt`);

describe.skipIf(!hasCaptures)('Asterisk, as captured', () => {
  afterEach(async () => {
    await Promise.all(open.sources.splice(0).map((source) => source.stop()));
    await Promise.all(open.players.splice(0).map((player) => player.close()));
  });

  it.each(SCENARIOS)('given the stream %s through a socket, then the card tells the truth (T-05, T-26, T-27)', async (name, truth) => {
    truth(await replay(load(name)));
  });

  it.each(SCENARIOS)('given the stream %s in pieces of 7 bytes, then the card is the same', async (name, truth) => {
    truth(await replay(load(name), { piece: 7 }));
  });

  it.each(SCENARIOS)('given the stream %s with every message twice, then nothing happens twice', async (name, truth) => {
    const once = await replay(load(name));
    const twice = await replay(load(name).flatMap((message) => [message, message]));
    truth(twice);
    expect(twice.events.map((event) => event.eventId)).toEqual(once.events.map((event) => event.eventId));
  });

  /** What says the same as another message, or nothing of a call at all. */
  const DROPPABLE = /^Event: (?:DeviceStateChange|QueueMemberStatus|NewConnectedLine|DialState|BridgeCreate|BridgeEnter|BridgeLeave|BridgeDestroy|AgentCalled|AgentConnect|AgentComplete|Cdr|SoftHangupRequest|QueueCallerLeave|QueueCallerAbandon)\r/;
  it.each(SCENARIOS)('given the stream %s with every doubled fact once dropped, then the card is the same', async (name, truth) => {
    truth(await replay(load(name).filter(({ bytes }) => !DROPPABLE.test(bytes.toString('latin1')))));
  });

  it.each(SCENARIOS)('given the stream %s without the answers as dialling tells them, then the telephone being up tells them', async (name, truth) => {
    truth(await replay(load(name).filter(({ bytes }) => !/^Event: DialEnd\r[^]*DialStatus: ANSWER/.test(bytes.toString('latin1')))));
  });

  /** Each says something nothing else says; all other messages are doubled by another. */
  const ALONE = /^Event: (?:Hold|BlindTransfer|AttendedTransfer|HangupRequest|Hangup)\r/;
  it.each(SCENARIOS)('given the stream %s with any one message missing, then the cards are as many and tell the same, but for what only that message tells', (name) => {
    const messages = load(name).map(({ ms, bytes }) => ({ at: new Date(START + ms).toISOString(), text: bytes.toString('utf8'), fields: parseFields(bytes.toString('utf8').slice(0, -4), '\r\n') ?? new Map<string, string>() }));
    const tell = (missing: number): string[] => {
      const mapper = createAmiMapper({ source: 'ami:hq', mapping: { trunks: [], extensions: {} }, skew: createSkew({ surely: 1 }) });
      return foldCalls(messages.flatMap(({ at, fields }, index) => (index === missing ? [] : mapper.take(fields, at)))).map((card) => JSON.stringify([card.direction, card.ringsMeasured, card.disposition, card.holds.length, card.transfers.map(({ target, outcome }) => [target, outcome]), card.state]));
    };
    const whole = tell(-1);
    for (const [index, { text }] of messages.entries()) {
      const told = tell(index);
      expect(told, text).toHaveLength(whole.length);
      if (!ALONE.test(text)) expect(told, text).toEqual(whole);
    }
  });

  it('given a connection in mid-call, when the PBX says what is open, then the call is known without a ring time, and its end is seen (T-27)', async () => {
    const { cards } = await replay(load('15-midcall-connect'), { channels: capturedChannels() });
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({ direction: 'inbound', number: '13812340000', answeredBy: '6001', disposition: 'answered', hungUpBy: 'caller', state: 'ended' });
    expect(cards[0]?.ringMs).toBeUndefined();
    expect(cards[0]?.waitMs).toBeUndefined();
  });
});
