import { describe, expect, it } from 'vitest';
import { sayFact } from '../../../platform/core/say-when.ts';
import { parameterDefaults } from '../../handbook/core/handbook-facts.ts';
import { foldCall } from './call-card.ts';
import { callClocks } from './call-clocks.ts';
import type { CallEvent } from './call-event.ts';
import { heldMs, isConversation, isLate, isLostInTransfer, isMissed, owesLog } from './call-reading.ts';
import { evolveRecord, type CallRecord, type CallRecordEvent } from './call-record.ts';
import { takeCallSteps, type CallStep } from './call-rules.ts';
import type { AlertDraft } from '../../../platform/core/alert.ts';
import { callAlerts, TELEPHONE_TOPICS } from './telephone-alerts.ts';

const AT = '2026-11-23T06:00:00.000Z';
const later = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const context = (now = AT, by = 'a') => ({ now, by, callId: 'c', siteId: 's', eventId: (index: number) => `${now}:${index}` });
const play = (...moves: readonly (readonly [seconds: number, ...steps: CallStep[]])[]): CallRecord =>
  moves.reduce<CallRecord | undefined>((state, [seconds, ...steps]) => {
    const decision = takeCallSteps(state, steps, context(later(seconds)));
    if (!decision.ok) throw new Error(decision.code);
    return decision.events.reduce<CallRecord | undefined>((now, event) => evolveRecord(now, event, { siteId: 's', subject: 'c' }), state);
  }, undefined) as CallRecord;
const refusal = (state: CallRecord, step: CallStep, by = 'a'): string | undefined => {
  const decision = takeCallSteps(state, [step], context(later(300), by));
  return decision.ok ? undefined : decision.code;
};
const OPEN: CallStep = { step: 'open', direction: 'inbound' };
const to = (target: string, more: Partial<Extract<CallStep, { step: 'transfer' }>> = {}): CallStep => ({ step: 'transfer', how: 'attended', target, told: true, ...more });
const log = (more: object = {}): CallStep => ({ step: 'log', sheet: { purpose: 'enquiry', ...more } });

describe('a call by key', () => {
  it('T-05: given the rings as declared, when asked whether it was late, then more than three is; declared and measured never mix', () => {
    expect(isLate(play([0, OPEN], [3, { step: 'rings', rings: 3 }]).card, 15)).toBe(false);
    const late = play([0, OPEN], [3, { step: 'rings', rings: 4 }]);
    expect(isLate(late.card, 15)).toBe(true);
    expect(late.card).toMatchObject({ ringsDeclared: 4, answeredAt: later(3) });
    expect([late.card.ringMs, late.card.ringsMeasured]).toEqual([undefined, undefined]);
    expect(isLate(play([0, OPEN]).card, 15)).toBeUndefined();
  });
  it('T-05: given a wrong key, when the rings are put right, even after the end, then the last word counts and the answer stays', () =>
    expect(play([0, OPEN], [1, { step: 'rings', rings: 4 }], [9, { step: 'end' }], [12, { step: 'rings', rings: 2 }]).card).toMatchObject({ ringsDeclared: 2, answeredAt: later(1), endedAt: later(9), state: 'ended' }));

  it('T-35: given an answered call, when logged, then its purpose is the least that is asked; a missed one asks for nothing', () => {
    expect(refusal(play([0, OPEN]), { step: 'log', sheet: {} })).toBe('purpose-missing');
    expect(play([0, OPEN], [20, log()])).toMatchObject({ loggedAt: later(20), loggedBy: 'a', card: { disposition: 'answered', endedAt: later(20) } });
    expect(isMissed(play([0, OPEN], [5, { step: 'missed' }]).card)).toBe(true);
  });
  it('T-09, T-41: given a live call with nothing written, when keys are pressed, then nothing is asked for before it is logged', () =>
    expect(play([0, OPEN], [5, { step: 'hold' }], [9, { step: 'retrieve' }], [10, { step: 'end' }]).loggedAt).toBeUndefined());
  it('T-14: given who hung up, when said in one key, then it is kept; unsaid it stays unknown', () => {
    expect(play([0, OPEN], [9, { ...log(), hungUpBy: 'caller' } as CallStep]).hungUpBy).toBe('caller');
    expect(play([0, OPEN], [9, log()]).hungUpBy).toBeUndefined();
  });
  it('T-22: given 太太 on the sheet, when logged without her own word, then it is refused', () => expect(refusal(play([0, OPEN]), log({ surname: '王', honorific: '太太' }))).toBe('taitai-not-said'));

  it('T-34: given a transfer, when the caller was not told to whom, then it does not begin', () => {
    expect(refusal(play([0, OPEN]), to('销售部 徐嘉宁', { told: false }))).toBe('caller-not-told');
    expect(play([0, OPEN], [5, to('销售部 徐嘉宁')])).toMatchObject({ told: [true], card: { state: 'transferring' } });
  });
  it('T-26: given a second transfer, then it wants a reason; a third is refused for a message or a call-back, unless insisted on', () => {
    const once = play([0, OPEN], [5, to('A')], [20, { step: 'transferReturned' }]);
    expect(refusal(once, to('B'))).toBe('transfer-needs-reason');
    const twice = play([0, OPEN], [5, to('A')], [20, { step: 'transferReturned' }], [25, to('B', { reason: '改由财务答复' })], [40, { step: 'transferReturned' }]);
    expect(refusal(twice, to('C', { reason: '再试' }))).toBe('transfers-exhausted');
    expect(refusal(twice, to('C', { reason: '客人坚持', insist: true }))).toBeUndefined();
    expect(twice.card.transfers.map((transfer) => transfer.outcome)).toEqual(['returned', 'returned']);
  });
  it('T-27: given an open transfer, when the call is to be ended or logged, then it is refused until somebody answered, it came back, or a message was taken', () => {
    const open = play([0, OPEN], [5, to('A')]);
    expect([refusal(open, { step: 'end' }), refusal(open, log()), refusal(open, to('B', { reason: 'x' }))]).toEqual(['transfer-open', 'transfer-open', 'transfer-open']);
    expect(refusal(play([0, OPEN], [5, to('A')], [12, { step: 'transferAnswered' }]), log())).toBeUndefined();
    expect(play([0, OPEN], [5, to('A')], [30, { step: 'link', link: { kind: 'message', id: 'm' } }]).card.transfers[0]).toMatchObject({ outcome: 'failed' });
    // A promised call-back stands for a message; another matter settles nothing.
    const link = (more: { isCallBack?: boolean }): CallStep => ({ step: 'link', link: { kind: 'matter', id: 'm' }, ...more });
    expect(play([0, OPEN], [5, to('A')], [30, link({ isCallBack: true })])).toMatchObject({ links: [{ id: 'm' }], card: { transfers: [{ outcome: 'failed' }] } });
    expect(play([0, OPEN], [5, to('A')], [30, link({})]).card.transfers[0]).toMatchObject({ outcome: 'open' });
    const lost = play([0, OPEN], [5, to('A')], [40, { step: 'transferLost' }]);
    expect([isLostInTransfer(lost.card), isConversation(lost.card)]).toEqual([true, false]);
  });

  it('T-27, T-32: given a transfer and a hold, then their clocks start with them, each in its round, and stop with them', () => {
    const values = parameterDefaults();
    const clocksAt = (state: CallRecord | undefined, step: CallStep, seconds: number) => {
      const decision = takeCallSteps(state, [step], context(later(seconds)));
      if (!decision.ok) throw new Error(decision.code);
      return decision.events.flatMap((event: CallRecordEvent) => callClocks(event, evolveRecord(state, event, { siteId: 's', subject: 'c' }), values, 1));
    };
    expect(clocksAt(play([0, OPEN]), { step: 'hold' }, 10)).toMatchObject([{ do: 'start', clock: 'call.hold', round: 1, warnAt: later(40), dueAt: later(70) }]);
    expect(clocksAt(play([0, OPEN], [10, { step: 'hold' }]), { step: 'retrieve' }, 20)).toMatchObject([{ do: 'stop', clock: 'call.hold', round: 1, at: later(20) }]);
    expect(clocksAt(play([0, OPEN]), to('A'), 10)).toMatchObject([{ do: 'start', clock: 'call.transfer', round: 1, dueAt: later(35) }]);
    expect(heldMs(play([0, OPEN], [10, { step: 'hold' }], [22, { step: 'retrieve' }]).card)).toBe(12_000);
  });

  it('T-35: given an answered call an exchange told of, when it is over, then it is to be logged within the centre’s minutes, whichever word came last; by key, missed, logged, joined to another or of a file of the past, nobody is asked', () => {
    const values = { ...parameterDefaults(), 'telephone.log_within': 20 };
    const told = (kind: CallEvent['kind'], seconds: number): CallEvent => ({ v: 1, source: 'ami:hq', eventId: `l${kind}`, kind, callId: 'pbx-9', at: later(seconds), atBasis: 'pbx', receivedAt: later(seconds), direction: 'inbound' });
    const clocks = (events: readonly CallEvent[], recordedAt = later(61)) => {
      let state: CallRecord | undefined;
      return events.flatMap((event) => {
        const happened: CallRecordEvent = { type: 'CallHappened', at: event.at, recordedAt, by: null, subject: 'x', event };
        state = evolveRecord(state, happened, { siteId: 's', subject: 'x' });
        return callClocks(happened, state, values, 1).filter((change) => change.clock === 'call.log');
      });
    };
    const [offered, answered, ended] = [told('offered', 0), told('answered', 5), told('ended', 60)];
    const asked = { do: 'start', again: 'once', clock: 'call.log', dueAt: later(61 + 1200), rule: { clause: 'T-35', origin: 'house', parameter: 'telephone.log_within', value: '20' } };
    expect([clocks([offered, answered, ended]), clocks([offered, ended, answered])]).toMatchObject([[asked], [asked]]);
    expect([clocks([offered, ended]), clocks([offered, answered]), clocks([offered, answered, ended], later(61 + 13 * 3600))]).toEqual([[], [], []]);
    const byKey = play([0, OPEN], [5, { step: 'end' }]);
    expect(callClocks({ type: 'CallHappened', at: later(5), recordedAt: later(5), by: 'a', subject: 'c', event: byKey.card.events.at(-1) as CallEvent }, byKey, values, 1)).toEqual([]);
    expect(callClocks({ type: 'CallLogged', at: later(70), by: 'a', sheet: {} }, byKey, values, 1)).toMatchObject([{ do: 'stop', clock: 'call.log' }]);
    expect(callClocks({ type: 'CallMerged', at: later(70), into: 'y' }, byKey, values, 1)).toMatchObject([{ do: 'cancel', clock: 'call.log' }]);
    expect([owesLog({ ...byKey, source: 'ami:hq' }), owesLog({ ...byKey, source: 'ami:hq', mergedInto: 'y' }), owesLog({ ...byKey, source: 'ami:hq', loggedAt: later(9) })]).toEqual([true, false, false]);
  });

  it('T-35, T-27: given a call from the press and a transfer nobody lifts, then the alert says when, what about and to whom, no name or number, and leads to the call', () => {
    const state = play([0, { ...OPEN, number: '+8613812345678' } as CallStep], [5, to('销售部 徐嘉宁')]);
    const said = (draft: AlertDraft | undefined, language: 'zh' | 'en') => TELEPHONE_TOPICS.find((topic) => topic.topic === draft?.topic)?.text(draft?.facts ?? {}, language, (fact) => sayFact(fact, { zone: 'Asia/Shanghai', language, now: later(60) })).body;
    const [unanswered] = callAlerts({ type: 'TransferUnanswered', at: later(30) }, state);
    const [official] = callAlerts({ type: 'CallLogged', at: later(60), by: 'a', sheet: { identity: 'media', surname: '王', company: '日报', purpose: 'enquiry', notes: '问王先生' } }, state);
    expect([said(unanswered, 'zh'), said(official, 'zh'), said(official, 'en')]).toEqual(['14:00 转销售部 徐嘉宁。请看看有没有人接，没有就接回来。', '14:00 来电，事由：查询。请立即查看来电记录。', 'Called 14:00 about an enquiry. See the call now.']);
    expect(JSON.stringify([unanswered, official])).not.toMatch(/王|日报|138/);
    for (const topic of ['telephone.official', 'telephone.transfer_unanswered']) expect(TELEPHONE_TOPICS.find((one) => one.topic === topic)?.path('c', 's')).toEqual({ desk: '/calls', phone: '/m/call/s/c' });
    // Raised before alerts said so much.
    expect(said({ topic: 'telephone.official', level: 'warning', key: 'official', facts: { identity: 'media' }, people: {} }, 'zh')).toBe('请立即查看来电记录。');
  });

  it('given a call of another agent, when touched, then it is refused until taken over; a logged call only by amending', () => {
    const mine = play([0, OPEN]);
    expect(refusal(mine, { step: 'hold' }, 'b')).toBe('call-of-another');
    const decision = takeCallSteps(mine, [{ step: 'takeOver' }, { step: 'hold' }], context(later(9), 'b'));
    expect(decision.ok).toBe(true);
    const logged = play([0, OPEN], [9, log()]);
    expect([refusal(logged, log()), refusal(logged, { step: 'amend', sheet: { purpose: 'other' } })]).toEqual(['call-logged', undefined]);
  });

  it('T-35: given a card opened by mistake, when nothing was done with it yet, then it is taken back and nothing more is taken; begun, or told by an exchange, it is a call', () => {
    const withdraw = { step: 'withdraw' } as const;
    const gone = play([0, OPEN], [4, withdraw]);
    expect(gone.withdrawnAt).toBe(later(4));
    expect([refusal(gone, log()), refusal(gone, { step: 'link', link: { kind: 'repair', id: 'r' } }), refusal(gone, withdraw)]).toEqual(['call-withdrawn', 'call-withdrawn', undefined]);
    expect(refusal(play([0, OPEN]), withdraw, 'b')).toBe('call-of-another');
    for (const begun of [play([0, OPEN], [2, { step: 'rings', rings: 1 }]), play([0, OPEN], [2, { step: 'link', link: { kind: 'repair', id: 'r' } }]), play([0, OPEN], [2, { step: 'end' }]), { ...play([0, OPEN]), source: 'ami:hq' }])
      expect(refusal(begun, withdraw)).toBe('call-begun');
    expect(refusal(play([0, OPEN], [9, log()]), withdraw)).toBe('call-logged');
  });

  it('T-27: given many steps in one command, when they are taken at one instant, then each happens after the one before: a call put through and lost is lost', () => {
    const decision = takeCallSteps(undefined, [OPEN, { step: 'rings', rings: 1 }, to('销售部 徐嘉宁'), { step: 'transferLost' }], context(later(0)));
    if (!decision.ok) throw new Error(decision.code);
    const state = decision.events.reduce<CallRecord | undefined>((now, event) => evolveRecord(now, event, { siteId: 's', subject: 'c' }), undefined);
    expect(state && [state.card.transfers.map((transfer) => transfer.outcome), isLostInTransfer(state.card)]).toEqual([['lost'], true]);
  });

  it('given events in any order of arrival, when folded, then the card follows their own time and repeats change nothing', () => {
    const event = (kind: CallEvent['kind'], seconds: number, more: Partial<CallEvent> = {}): CallEvent => ({ v: 1, source: 'hook:x', eventId: `${kind}${seconds}`, kind, callId: 'x', at: later(seconds), atBasis: 'pbx', receivedAt: later(99), direction: 'inbound', ...more });
    const events = [event('offered', 0, { from: { e164: '+8613812345678' } }), event('ringing', 1), event('answered', 8, { ext: '8001' }), event('held', 10), event('retrieved', 14), event('ended', 30)];
    const card = foldCall(events);
    expect(card).toMatchObject({ ringMs: 7000, ringsMeasured: 2, answeredBy: '8001', disposition: 'answered', e164: '+8613812345678' });
    expect(foldCall([...events].reverse())).toEqual(card);
  });
});

describe('a card of the desk and an exchange’s call that are one conversation', () => {
  let serial = 0;
  const told = (kind: CallEvent['kind'], seconds: number, more: Partial<CallEvent> = {}): CallEvent => ({ v: 1, source: 'ami:hq', eventId: `x${(serial += 1)}`, kind, callId: 'pbx-7', at: later(seconds), atBasis: 'pbx', receivedAt: later(seconds), direction: 'inbound', ...more });
  const exchange = (...events: CallEvent[]): CallRecord => ({
    ...events.reduce<CallRecord | undefined>((state, event) => evolveRecord(state, { type: 'CallHappened', at: event.at, recordedAt: event.at, by: null, subject: 'x', event, agentId: 'a' }, { siteId: 's', subject: 'x' }), undefined) as CallRecord,
  });
  const rung = () => exchange(told('offered', 0, { from: { raw: '13812345678' } }), told('ringing', 1, { ext: '6001' }), told('answered', 8, { ext: '6001' }));
  const step = (state: CallRecord, what: CallStep, seconds = 30): CallRecord | string => {
    const decision = takeCallSteps(state, [what], { ...context(later(seconds)), callId: state.id });
    return decision.ok ? decision.events.reduce<CallRecord>((now, event) => evolveRecord(now, event, { siteId: 's', subject: state.id }), state) : decision.code;
  };
  const joined = (call: CallRecord, part: CallRecord, seconds = 30): CallRecord => step(call, { step: 'join', part }, seconds) as CallRecord;

  it('T-05: given both, when joined, then rings measured and declared stand apart, what was passed on by key keeps its word, and taken apart each is as it was', () => {
    const part = play([6, OPEN], [9, { step: 'rings', rings: 2 }], [12, { step: 'hold' }], [15, { step: 'retrieve' }], [16, to('财务室')], [20, { step: 'transferReturned' }], [21, { step: 'link', link: { kind: 'message', id: 'm' } }]);
    const call = rung();
    const whole = joined(call, part);
    expect(whole).toMatchObject({ id: 'x', source: 'ami:hq', parts: [{ id: 'c' }], told: [true], links: [{ id: 'm' }], card: { source: 'ami:hq', callId: 'pbx-7', number: '13812345678', ringMs: 7000, ringsMeasured: 2, ringsDeclared: 2, transfers: [{ target: '财务室', outcome: 'returned' }], holds: [{ from: later(12), to: later(15) }] } });
    // The exchange goes on telling of it.
    const ended = evolveRecord(whole, { type: 'CallHappened', at: later(40), recordedAt: later(40), by: null, subject: 'x', event: told('ended', 40, { disposition: 'answered' }) }, { siteId: 's', subject: 'x' });
    expect(ended.card).toMatchObject({ state: 'ended', endedAt: later(40) });
    expect(joined(whole, part)).toEqual(whole);
    const { parts, ...apart } = step(whole, { step: 'part', partId: 'c' }) as CallRecord;
    expect({ parts, ...apart }).toEqual({ ...call, parts: [] });
  });

  it('given two cards that are not surely one conversation, then they are not joined', () => {
    const part = play([6, OPEN]);
    expect(step(part, { step: 'join', part })).toBe('join-unlike');
    expect(step(rung(), { step: 'join', part: rung() })).toBe('join-unlike');
    expect(step(rung(), { step: 'join', part: undefined })).toBe('call-unknown');
    expect(step(rung(), { step: 'join', part: play([0, { step: 'open', direction: 'outbound' }]) })).toBe('join-unlike');
    expect(step(rung(), { step: 'join', part: { ...part, agentId: 'b' } })).toBe('call-of-another');
    expect(step(rung(), { step: 'join', part: { ...part, mergedInto: 'y' } })).toBe('call-merged');
    expect(step(rung(), { step: 'join', part: play([6, OPEN], [9, log()]) })).toBe('call-logged');
    expect(step(rung(), { step: 'join', part: play([6, OPEN], [9, { step: 'hold' }]) })).toBe('join-busy');
    // One was over a minute before the other began.
    const over = exchange(told('offered', 0), told('answered', 2, { ext: '6001' }), told('ended', 10, { disposition: 'answered' }));
    expect(step(over, { step: 'join', part: play([71, OPEN]) }, 80)).toBe('join-apart');
    expect(step(over, { step: 'join', part: play([69, OPEN]) }, 80)).toMatchObject({ parts: [{ id: 'c' }] });
    expect(step(rung(), { step: 'join', part: play([6, OPEN], [9, { step: 'end' }]) })).toBe('join-apart');
  });

  it('given a card that went into another call, then no key takes it on by itself', () => {
    for (const what of [{ step: 'hold' }, log(), { step: 'takeOver' }] as CallStep[]) expect(refusal({ ...play([0, OPEN]), mergedInto: 'x' }, what)).toBe('call-merged');
  });
});
