import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolveCall, foldCall, foldCalls, mergeCalls, type CallCard } from './call-card.ts';
import { CALL_KINDS, DISPOSITIONS, zCallEvent, type CallEvent } from './call-event.ts';
import { ringsSince } from './call-reading.ts';
import { isDeclaredWithinThree, isWithinThreeRings, ringsOf, ringTone } from './rings.ts';

const BASE = Date.parse('2026-11-23T01:00:00.000Z');
const at = (seconds: number): string => new Date(BASE + seconds * 1000).toISOString();
let serial = 0;
const say = (kind: CallEvent['kind'], seconds: number, more: Partial<CallEvent> = {}): CallEvent =>
  zCallEvent.parse({ v: 1, source: 'ami:hq', eventId: `e${(serial += 1)}`, kind, callId: 'c1', at: at(seconds), atBasis: 'pbx', receivedAt: at(seconds), direction: 'inbound', ...more });
const desk = { legId: 'l1', ext: '6001' };
const other = { legId: 'l2', ext: '6010' };
const card = (...events: CallEvent[]): CallCard => foldCall(events) as CallCard;

const anyEvent: fc.Arbitrary<CallEvent> = fc.record({
  kind: fc.constantFrom(...CALL_KINDS), second: fc.integer({ min: 0, max: 40 }), id: fc.integer({ min: 0, max: 60 }), leg: fc.constantFrom('l1', 'l2', 'l3', undefined), trunk: fc.boolean(),
  direction: fc.constantFrom('inbound', 'outbound', 'internal'), disposition: fc.constantFrom(...DISPOSITIONS, undefined), basis: fc.constantFrom('pbx', 'received', 'declared'), rings: fc.constantFrom(1, 2, 3, 4, undefined),
}).map(({ kind, second, id, leg, trunk, direction, disposition, basis, rings }) => zCallEvent.parse({
  v: 1, source: 'ami:hq', eventId: `e${id}`, callId: 'c1', kind, at: at(second), atBasis: basis, receivedAt: at(second), direction,
  ...(leg ? { legId: leg, ext: `60${leg}` } : {}), ...(trunk ? { trunk } : {}), ...(disposition ? { disposition } : {}), ...(rings ? { ringsDeclared: rings } : {}), ...(kind === 'merged' ? { absorbed: 'c2' } : {}),
}));
/** A set of events: one identity, one event. */
const anyCall = fc.uniqueArray(anyEvent, { minLength: 1, maxLength: 30, selector: (event) => event.eventId });

describe('the call card as a fold over events', () => {
  it('given any events in any order, some of them twice, then the card is the same', () => {
    fc.assert(
      fc.property(anyCall, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (events, lots) => {
        const whole = foldCall(events);
        const mixed = events.flatMap((event) => [event, event]).map((event) => ({ event, lot: lots.next().value })).sort((a, b) => a.lot - b.lot).map(({ event }) => event);
        expect(foldCall(mixed)).toEqual(whole);
        expect(mixed.reduce<CallCard | undefined>((before, event) => evolveCall(before, event), undefined)).toEqual(whole);
      }),
    );
  });

  it('given any events, then what the card says does not contradict itself', () => {
    fc.assert(
      fc.property(anyCall, (events) => {
        const one = foldCall(events) as CallCard;
        expect(one.state === 'ended').toBe(one.endedAt !== undefined);
        expect(one.ringsMeasured === undefined).toBe(one.ringMs === undefined);
        if (one.state === 'ended') {
          expect(one.holds.every((hold) => hold.to !== undefined)).toBe(true);
          expect(one.disposition === 'answered' || one.disposition === 'lost_connection' ? true : one.answeredAt === undefined).toBe(true);
        }
        // Answered: seen, or said by the source at the end.
        if (one.disposition === 'answered') expect(one.answeredAt !== undefined || events.some((event) => event.disposition === 'answered')).toBe(true);
        if (events.every((event) => event.atBasis === 'declared')) expect([one.ringMs, one.waitMs]).toEqual([undefined, undefined]);
      }),
    );
  });

  it('given an answer after so many seconds of ringing, then the rings are measured from time (T-05)', () => {
    for (const [seconds, rings, within, strict] of [[0, 1, true, true], [4.9, 1, true, true], [5, 2, true, true], [10.9, 3, true, true], [11, 3, true, false], [14.9, 3, true, false], [15, 4, false, false], [40, 9, false, false]] as const) {
      const one = card(say('offered', 0), say('ringing', 2, desk), say('answered', 2 + seconds, desk));
      expect([one.ringMs, one.ringsMeasured, one.waitMs]).toEqual([seconds * 1000, rings, (2 + seconds) * 1000]);
      expect([ringsOf(seconds * 1000), isWithinThreeRings(seconds * 1000, 15), isWithinThreeRings(seconds * 1000, 11)]).toEqual([rings, within, strict]);
    }
    expect([9.9, 10, 14.9, 15].map((seconds) => ringTone(seconds * 1000, 15))).toEqual(['calm', 'soon', 'soon', 'late']);
    // The strict setting: amber as long before it is too late.
    expect([5.9, 6, 10.9, 11].map((seconds) => ringTone(seconds * 1000, 11))).toEqual(['calm', 'soon', 'soon', 'late']);
    expect(([1, 2, 3, 4] as const).map(isDeclaredWithinThree)).toEqual([true, true, true, false]);
  });

  it('given rings declared by a key, then they stand beside what was measured and never become it (T-05)', () => {
    const declared = card(say('offered', 0, { source: 'manual:desk-1', atBasis: 'declared' }), say('answered', 3, { source: 'manual:desk-1', atBasis: 'declared', ringsDeclared: 4, ext: '6001' }));
    expect(declared).toMatchObject({ ringsDeclared: 4, state: 'answered' });
    expect([declared.ringMs, declared.ringsMeasured, declared.waitMs]).toEqual([undefined, undefined, undefined]);
    const both = card(say('ringing', 0, desk), say('answered', 7, desk), say('answered', 8, { source: 'manual:desk-1', atBasis: 'declared', ringsDeclared: 4 }));
    expect(both).toMatchObject({ ringsDeclared: 4, ringsMeasured: 2 });
  });

  it('given keys beside an exchange that tells the same, then one answer, one hold and one transfer stand, timed by the exchange (T-05, T-27)', () => {
    const key = { source: 'manual:p1', atBasis: 'declared' as const };
    const start = [say('offered', 0), say('ringing', 0, desk)];
    // The key is quicker than the exchange's word.
    expect(card(...start, say('answered', 6, { ...key, ringsDeclared: 2 }), say('answered', 7, desk))).toMatchObject({ answeredAt: at(7), ringMs: 7000, ringsDeclared: 2, source: 'ami:hq' });
    const talk = [...start, say('answered', 5, desk)];
    expect(card(...talk, say('held', 10, key), say('held', 11, desk), say('retrieved', 20, desk), say('retrieved', 21, key)).holds).toEqual([{ from: at(10), to: at(20) }]);
    expect(card(...talk, say('held', 10, desk), say('held', 11, key), say('retrieved', 20, key), say('retrieved', 21, desk)).holds).toEqual([{ from: at(10), to: at(20), ext: '6001' }]);
    const passed = card(...talk, say('transferred', 20, { ...key, how: 'attended', target: '销售部 徐嘉宁' }), say('transferred', 21, { ...desk, target: '6010' }), say('answered', 26, other));
    expect(passed.transfers).toEqual([{ at: at(20), how: 'attended', by: '6001', target: '销售部 徐嘉宁', outcome: 'completed', settledAt: at(26), saidBy: 'both' }]);
    // A second one told by both is a second one.
    expect(card(...talk, say('transferred', 20, { ...desk, target: '6010' }), say('transferred', 21, { ...key, target: '销售部' }), say('transferred', 30, { ...other, target: '6011' })).transfers.map((one) => [one.target, one.outcome])).toEqual([['销售部', 'completed'], ['6011', 'open']]);
  });

  it('given a telephone that rings, then how long is known until somebody lifts, and not where it was merely found ringing (T-05)', () => {
    const ringing = [say('offered', 0), say('ringing', 2, desk)];
    expect(ringsSince(card(...ringing))).toBe(at(2));
    expect(ringsSince(card(...ringing, say('ringing', 9, other)))).toBe(at(2));
    expect(ringsSince(card(...ringing, say('answered', 9, desk)))).toBeUndefined();
    expect(ringsSince(card(...ringing, say('ended', 9, { disposition: 'abandoned' })))).toBeUndefined();
    expect(ringsSince(card(say('offered', 0)))).toBeUndefined();
    expect(ringsSince(card(say('ringing', 2, { ...desk, reason: 'snapshot' })))).toBeUndefined();
  });

  it('given a queue that rings the telephones again, then the clock runs from the first ring (T-05)', () => {
    expect(card(say('ringing', 0, desk), say('not_answered', 8, { ...desk, reason: 'noanswer' }), say('ringing', 10, { legId: 'l3', ext: '6001' }), say('answered', 16, { legId: 'l3', ext: '6001' }))).toMatchObject({ ringsMeasured: 4, answeredBy: '6001' });
  });

  it('given a transfer, then it stays open until somebody answers, it comes back or the caller is gone (T-27)', () => {
    const begun = [say('offered', 0), say('ringing', 0, desk), say('answered', 5, desk), say('transferred', 20, { ...desk, how: 'blind', target: '6010' }), say('left', 20, desk)];
    expect(card(...begun)).toMatchObject({ state: 'transferring', transfers: [{ outcome: 'open', target: '6010', by: '6001' }] });
    expect(card(...begun, say('answered', 26, other))).toMatchObject({ state: 'answered', answeredBy: '6001', transfers: [{ outcome: 'completed', settledAt: at(26) }] });
    expect(card(...begun, say('answered', 40, { legId: 'l9', ext: '6001' }))).toMatchObject({ state: 'answered', transfers: [{ outcome: 'returned' }] });
    expect(card(...begun, say('transfer_failed', 21))).toMatchObject({ transfers: [{ outcome: 'failed' }] });
    // The caller is gone; whether or not the PBX says so in words.
    expect(card(...begun, say('ended', 40, { disposition: 'answered' }))).toMatchObject({ state: 'ended', disposition: 'answered', transfers: [{ outcome: 'lost', settledAt: at(40) }] });
    expect(card(...begun, say('transfer_lost', 40), say('ended', 40))).toMatchObject({ transfers: [{ outcome: 'lost' }] });
  });

  it('given a call passed on twice, then both transfers stand on the card (T-26)', () => {
    const twice = card(say('answered', 1, desk), say('transferred', 2, { ...desk, target: '6010' }), say('answered', 5, other), say('transferred', 9, { ...other, target: '6011' }), say('answered', 12, { legId: 'l3', ext: '6011' }));
    expect(twice.transfers.map((transfer) => [transfer.by, transfer.target, transfer.outcome])).toEqual([['6001', '6010', 'completed'], ['6010', '6011', 'completed']]);
  });

  it('given no `offered`, a hold never taken back, and an Unhold without a Hold, then the card copes', () => {
    expect(card(say('ringing', 3, desk), say('answered', 5, desk))).toMatchObject({ state: 'answered', ringMs: 2000 });
    expect(card(say('answered', 1, desk), say('held', 5, desk), say('ended', 9))).toMatchObject({ holds: [{ from: at(5), to: at(9) }] });
    expect(card(say('answered', 1, desk), say('retrieved', 5, desk))).toMatchObject({ holds: [], state: 'answered' });
    expect(card(say('answered', 1, desk), say('held', 5, desk))).toMatchObject({ state: 'held' });
  });

  it('given an outbound call, then our own telephone being lifted is no answer; the line’s is', () => {
    const out = { direction: 'outbound' as const };
    const lifted = [say('offered', 0, { ...out, requestId: 'r1' }), say('ringing', 1, { ...out, ...desk }), say('answered', 4, { ...out, ...desk })];
    expect(card(...lifted)).toMatchObject({ state: 'ringing', answeredBy: '6001', requestId: 'r1' });
    expect(card(...lifted).answeredAt).toBeUndefined();
    expect(card(...lifted, say('answered', 9, { ...out, legId: 't', trunk: true }))).toMatchObject({ state: 'answered', answeredAt: at(9) });
    expect(card(...lifted, say('ended', 30, out))).toMatchObject({ state: 'ended', disposition: 'unanswered' });
  });

  it('given the line to the PBX lost and a call record later, then the record corrects the ending', () => {
    const lost = [say('answered', 5, desk), say('ended', 30, { disposition: 'lost_connection' })];
    expect(card(...lost)).toMatchObject({ state: 'ended', disposition: 'lost_connection', answeredAt: at(5) });
    expect(card(...lost, say('ended', 60, { disposition: 'answered' }))).toMatchObject({ disposition: 'answered', endedAt: at(60) });
  });

  it('given a consultation that became the call itself, then both are one card under the id that goes on', () => {
    const first = [say('offered', 0), say('answered', 5, desk), say('held', 8, desk)];
    const consult = [say('offered', 9, { callId: 'c2', direction: 'internal' }), say('answered', 12, { callId: 'c2', direction: 'internal', ...other })];
    const merged = [say('merged', 15, { absorbed: 'c2' }), say('transferred', 15, { ...desk, how: 'attended', target: '6010' }), say('transfer_completed', 15, other)];
    const all = foldCalls([...consult, ...first, ...merged]);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ callId: 'c1', direction: 'inbound', absorbed: ['c2'], answeredBy: '6001', state: 'answered', transfers: [{ how: 'attended', outcome: 'completed' }] });
    expect(mergeCalls(card(...consult), card(...first, ...merged))).toEqual(all[0]);
  });
});
