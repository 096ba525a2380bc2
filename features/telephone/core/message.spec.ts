import { describe, expect, it } from 'vitest';
import { parameterDefaults } from '../../handbook/core/handbook-facts.ts';
import { messageAlerts, TELEPHONE_TOPICS } from './telephone-alerts.ts';
import { checkMessage, evolveMessage, isMessageOpen, messageClocks, messageStepsOf, remindOfReturn, takeMessage, takeMessageStep, type Message, type MessageEvent, type MessageSheet, type MessageStep } from './message.ts';

const AT = '2026-11-23T06:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const sheet = (more: Partial<MessageSheet> = {}): MessageSheet => ({
  toId: 'zhang', toName: '张经理', urgent: false, surname: '王', honorific: '先生', fullName: '王建国', nameDeclined: false, company: '云栖建设有限公司', isPrivate: false, number: '13812345678', numberDeclined: false, readBack: true, wishes: ['call_back'], content: '请回电谈车位', whenBack: false, wordingSeen: false, ...more,
});
const DESK = { personId: 'desk', isDesk: true };
const ZHANG = { personId: 'zhang', isDesk: false };
const apply = (state: Message | undefined, events: readonly MessageEvent[]): Message => events.reduce<Message | undefined>((now, event) => evolveMessage(now, event, { siteId: 's', subject: 'm' }), state) as Message;
const taken = (more: Partial<MessageSheet> = {}): Message => {
  const decision = takeMessage(undefined, { at: AT, by: 'desk', sheet: sheet(more) });
  if (!decision.ok) throw new Error(decision.code);
  return apply(undefined, decision.events);
};
const step = (state: Message, asked: MessageStep, who = DESK, at = later(2)): Message => {
  const decision = takeMessageStep(state, asked, who, at);
  if (!decision.ok) throw new Error(decision.code);
  return apply(state, decision.events);
};
const code = (more: Partial<MessageSheet>): string | undefined => checkMessage(sheet(more))?.code;

describe('a message', () => {
  it('T-10: given a slip, when content, caller or number is missing, then it is no slip; refused name or number is said so in one key', () => {
    expect([code({ content: ' ' }), code({ surname: undefined, fullName: undefined }), code({ number: undefined, readBack: false })]).toEqual(['content-missing', 'caller-missing', 'number-missing']);
    expect([code({ surname: undefined, fullName: undefined, nameDeclined: true }), code({ number: undefined, readBack: false, numberDeclined: true })]).toEqual([undefined, undefined]);
  });
  it('T-37: given no company, then the caller is a private person or it is asked for', () => expect([code({ company: undefined }), code({ company: undefined, isPrivate: true })]).toEqual(['company-missing', undefined]));
  it('T-39: given a number, when it was not read back or is too short, then it is not kept', () => expect([code({ readBack: false }), code({ number: '1381234567' })]).toEqual(['not-read-back', 'number-incomplete']));
  it('T-31: given a forbidden phrase typed into it, then it is flagged before saving and kept only when that was seen', () => expect([code({ content: '张经理他不在，请回电' }), code({ content: '张经理他不在，请回电', wordingSeen: true })]).toEqual(['forbidden-wording', undefined]));
  it('T-22: given 太太 in the name or the words of a slip, when she has not called herself so, then it is flagged before saving', () => {
    expect([code({ fullName: '王太太' }), code({ content: '王太太请回电' })]).toEqual(['forbidden-wording', 'forbidden-wording']);
    expect([code({ fullName: '王太太', wordingSeen: true }), code({ fullName: '王太太', saidTaitai: true })]).toEqual([undefined, undefined]);
  });
  it('T-40: given a message, then its taker stands on it', () => expect(taken().takenBy).toBe('desk'));

  it('T-42: given an ordinary and an urgent message, then ten and five minutes run; the ordinary one stops when it is taken along, the urgent one only when it is told', () => {
    const values = parameterDefaults();
    const clocks = (event: MessageEvent, state: Message) => messageClocks(event, apply(state, [event]), values, 1);
    const pass: MessageEvent = { type: 'MessagePassedOn', at: later(3), by: 'desk', method: 'via', through: '小李' };
    const first = (more: Partial<MessageSheet>) => messageClocks({ type: 'MessageTaken', at: AT, by: 'desk', sheet: sheet(more) }, taken(more), values, 1);
    expect(first({})).toMatchObject([{ clock: 'message.deliver', dueAt: later(10) }]);
    expect(first({ urgent: true })).toMatchObject([{ clock: 'message.deliver', dueAt: later(5) }]);
    expect(clocks(pass, taken())).toMatchObject([{ do: 'stop', clock: 'message.deliver' }, { do: 'start', clock: 'message.go-between', round: 1, dueAt: later(13) }]);
    expect(clocks(pass, taken({ urgent: true }))).toMatchObject([{ do: 'start', clock: 'message.go-between', dueAt: later(8) }]);
    expect(clocks({ type: 'MessageDelivered', at: later(4), by: 'zhang', method: 'app' }, taken({ urgent: true }))).toMatchObject([{ do: 'stop', clock: 'message.deliver', at: later(4) }]);
  });
  it('T-43: given it was handed on through somebody, then it is open until the recipient confirms, and who carried it is kept', () => {
    const carried = step(taken(), { step: 'pass', method: 'via', through: '小李' });
    expect(carried).toMatchObject({ status: 'passed_on', attempts: [{ method: 'via', through: '小李', by: 'desk' }] });
    expect(takeMessageStep(taken(), { step: 'pass', method: 'via' }, DESK, AT)).toMatchObject({ code: 'go-between-missing' });
    expect(step(carried, { step: 'confirm' }, ZHANG)).toMatchObject({ status: 'delivered', confirmedBy: 'zhang' });
  });
  it('T-44: given a slip stuck on the telephone, then it is not delivered', () => {
    const stuck = step(taken(), { step: 'pass', method: 'on_phone' });
    expect([stuck.status, stuck.deliveredAt, isMessageOpen(stuck)]).toEqual(['passed_on', undefined, true]);
  });
  it('T-44, T-46: given the recipient is said to be in, then a slip that was promised for the return or hangs on the telephone is brought up once, and no other; stuck there anew it waits anew', () => {
    const back = (state: Message, minutes = 5, setAt = later(4)) => remindOfReturn(state, { state: 'in', setAt }, later(minutes));
    const promised = taken({ whenBack: true });
    expect(back(promised)).toEqual([{ type: 'RecipientBack', at: later(5) }]);
    expect([back(taken()), back(step(taken(), { step: 'pass', method: 'via', through: '小李' }))]).toEqual([[], []]);
    const stuck = step(taken(), { step: 'pass', method: 'on_phone' });
    expect(back(stuck)).toHaveLength(1);
    // Said before it came: no news of a return.
    expect([back(promised, 5, AT), remindOfReturn(promised, { state: 'with_guest', setAt: later(4) }, later(5)), remindOfReturn(promised, undefined, later(5))]).toEqual([[], [], []]);
    const reminded = apply(stuck, back(stuck));
    expect(back(reminded, 9, later(8))).toEqual([]);
    expect(back(step(reminded, { step: 'confirm' }, ZHANG), 9, later(8))).toEqual([]);
    expect(back(step(reminded, { step: 'pass', method: 'on_phone' }, DESK, later(6)), 9, later(8))).toHaveLength(1);
    const drafts = messageAlerts({ type: 'RecipientBack', at: later(5) }, promised, { urgent: 5, ordinary: 10 });
    expect(drafts).toMatchObject([{ topic: 'telephone.recipient_back', level: 'warning', people: { agent: ['desk'] } }]);
    expect(JSON.stringify(drafts)).not.toMatch(/王|138/);
  });
  it('T-42: given it is handed over in person, then it is delivered by whoever handed it, and the caller can be told', () => {
    const done = step(taken({ wishes: [] }), { step: 'pass', method: 'in_person' });
    expect(done).toMatchObject({ status: 'delivered', deliveredAt: later(2), confirmedBy: 'desk' });
    expect(messageStepsOf(done, DESK)).toEqual(['tellCaller']);
    expect(step(done, { step: 'tellCaller' }, DESK, later(3)).callerToldAt).toBe(later(3));
  });
  it('given a call-back that was asked for, when delivered, then it stays open until it was made; the recipient says so', () => {
    const delivered = step(taken(), { step: 'confirm' }, ZHANG);
    expect([isMessageOpen(delivered), messageStepsOf(delivered, ZHANG)]).toEqual([true, ['calledBack']]);
    expect(isMessageOpen(step(delivered, { step: 'calledBack', result: '已约周六' }, ZHANG))).toBe(false);
  });
  it('given somebody else, when they confirm another’s message, then it is refused; a recipient who has left is changed with a reason and the clock begins anew', () => {
    expect(takeMessageStep(taken(), { step: 'confirm' }, { personId: 'other', isDesk: false }, AT)).toMatchObject({ code: 'forbidden' });
    const moved = step(step(taken(), { step: 'pass', method: 'on_phone' }), { step: 'redirect', toId: 'li', toName: '李经理', reason: '张经理已离职' });
    expect(moved).toMatchObject({ status: 'taken', round: 2, sheet: { toId: 'li' }, redirected: [{ from: '张经理', reason: '张经理已离职' }] });
  });
  it('T-43, T-44: given nobody confirmed, when asked after, then of a slip on the telephone it is said that it hangs there, of one handed on that it was', () => {
    const said = (asked: MessageStep): string => {
      const [draft] = messageAlerts({ type: 'GoBetweenAsked', at: later(12) }, step(taken(), asked), { urgent: 5, ordinary: 10 });
      return draft && 'topic' in draft ? (TELEPHONE_TOPICS.find(({ topic }) => topic === draft.topic)?.text(draft.facts, 'zh', String).body ?? '') : '';
    };
    expect(said({ step: 'pass', method: 'on_phone' })).toBe('给张经理的留言贴在电话机上，请看看取走没有，能当面转达就当面转达。');
    expect(said({ step: 'pass', method: 'via', through: '小李' })).toBe('给张经理的留言已托转，请问一下有没有送到。');
  });
  it('T-42: given it was taken and ran late, then the recipient and the desk hear of it, without the caller’s name or number', () => {
    const limits = { urgent: 5, ordinary: 10 };
    const drafts = [...messageAlerts({ type: 'MessageTaken', at: AT, by: 'desk', sheet: sheet() }, taken(), limits), ...messageAlerts({ type: 'MessageLate', at: later(10) }, taken(), limits)].filter((news) => 'topic' in news);
    expect(drafts.map((draft) => [draft.topic, draft.level])).toEqual([['telephone.message_new', 'news'], ['telephone.message_late', 'breach']]);
    expect(drafts[0]?.people['recipient']).toEqual(['zhang']);
    expect(JSON.stringify(drafts)).not.toMatch(/王|138/);
    expect(messageAlerts({ type: 'MessageDelivered', at: AT, by: 'zhang', method: 'in_person' }, taken(), limits)).toEqual([{ ends: 'new/', why: 'met' }, { ends: 'back/', why: 'met' }]);
  });
});
