import { describe, expect, it } from 'vitest';
import { evolveContact, forgetContact, isSamePerson, isWorthLearning, mergeContact, type Contact } from './contact.ts';
import { evolveDesk, evolveOpening, signOpening, tickOpening, USUAL_CHECKLIST, type Opening } from './desk.ts';
import { evolveMatter, matterClocks, matterStepsOf, openMatter, ownerStepsOf, takeMatterStep, type Matter, type MatterEvent, type MatterKind } from './matter.ts';
import { matterAlerts } from './telephone-alerts.ts';

const AT = '2026-11-23T06:00:00.000Z';
const DUE = '2026-11-23T06:30:00.000Z';
const open = (kind: MatterKind, more: { ownerId?: string; content?: string } = {}) => openMatter(undefined, { at: AT, by: 'desk', kind, sheet: { content: more.content ?? '问物业费标准', surname: '王', honorific: '先生', number: '+8613812345678' }, ownerId: more.ownerId, dueAt: DUE });
const made = (kind: MatterKind): Matter => {
  const decision = open(kind, { ownerId: 'li' });
  if (!decision.ok) throw new Error(decision.code);
  return decision.events.reduce<Matter | undefined>((now, event) => evolveMatter(now, event, { siteId: 's', subject: 'm' }), undefined) as Matter;
};

describe('what a call leaves to be done', () => {
  it('T-36: given an enquiry not answered on the spot, then it has an owner and a due time, which is a clock', () => {
    expect(open('enquiry')).toMatchObject({ code: 'owner-missing' });
    expect(open('enquiry', { ownerId: 'li', content: '' })).toMatchObject({ code: 'content-missing' });
    expect(openMatter(undefined, { at: AT, by: 'desk', kind: 'enquiry', sheet: { content: 'x' }, ownerId: 'li', dueAt: AT })).toMatchObject({ code: 'due-in-the-past' });
    const matter = made('enquiry');
    expect(matterClocks({ type: 'MatterOpened', at: AT, by: 'desk', kind: 'enquiry', sheet: matter.sheet, dueAt: DUE }, matter, 1)).toMatchObject([{ do: 'start', clock: 'matter.due', dueAt: DUE, rule: { clause: 'T-36' } }]);
  });
  it('T-36: given a matter given to somebody else, then its owner is told until it is settled or late, and may settle, try and put off, not drop it or give it on', () => {
    const topics = (event: MatterEvent, after: Matter) => matterAlerts(event, after).map((news) => ('topic' in news ? news.topic : 'ends' in news ? `${news.ends} ${news.why}` : ''));
    const matter = made('enquiry');
    const opened = (by: string | null, after = matter): MatterEvent => ({ type: 'MatterOpened', at: AT, by, kind: after.kind, sheet: after.sheet, ownerId: 'li', dueAt: DUE });
    expect(matterAlerts(opened('desk'), matter)).toMatchObject([{ topic: 'telephone.matter_given', level: 'news', facts: { kind: 'enquiry', due: DUE }, people: { owner: ['li'] } }]);
    // A call-back is a matter of minutes, and what the program opens nobody knows of yet.
    expect(matterAlerts(opened(null, made('call_back')), made('call_back'))).toMatchObject([{ level: 'warning' }]);
    expect(topics(opened('li'), matter)).toEqual([]);
    expect(topics({ type: 'MatterGiven', at: DUE, by: 'desk', ownerId: 'li' }, matter)).toEqual(['given/ overtaken', 'telephone.matter_given']);
    expect(topics({ type: 'MatterDone', at: DUE, by: 'li', result: 'x' }, matter)).toEqual(['given/ met']);
    expect(topics({ type: 'MatterLate', at: DUE }, matter)).toEqual(['given/ overtaken', 'telephone.matter_late']);
    expect((['enquiry', 'missed', 'call_back', 'follow_up'] as const).map((kind) => ownerStepsOf(made(kind)))).toEqual([['done', 'try', 'postpone'], ['try'], ['try'], ['done', 'try', 'postpone']]);
  });
  it('T-36: given a matter that was late, when it is put off and done within the new time, then it stays late; put off in time it was not', () => {
    const step = (matter: Matter, event: MatterEvent) => evolveMatter(matter, event, { siteId: 's', subject: 'm' });
    const putOff = (at: string): MatterEvent => ({ type: 'MatterPostponed', at, by: 'li', dueAt: '2026-11-23T08:00:00.000Z', reason: '等答复' });
    const done: MatterEvent = { type: 'MatterDone', at: '2026-11-23T07:30:00.000Z', by: 'li', result: '已答复' };
    const late = step(made('enquiry'), { type: 'MatterLate', at: DUE });
    expect(step(step(late, putOff('2026-11-23T06:40:00.000Z')), done)).toMatchObject({ status: 'done', isLate: true, round: 2 });
    // Put off after its time, before anybody had found that it was late.
    expect(step(made('enquiry'), putOff('2026-11-23T06:30:01.000Z')).isLate).toBe(true);
    expect(step(made('enquiry'), putOff(AT)).isLate).toBe(false);
  });
  it('T-10: given a matter written down by a person, then it says of whom and how to reach them, or that they keep it; what the program opens or a paper tells says what is known', () => {
    const code = (sheet: object, more: { by?: string | null; recordedAt?: string } = {}) => {
      const decision = openMatter(undefined, { at: AT, by: 'desk', kind: 'call_back', sheet: { content: '谈车位', ...sheet }, dueAt: DUE, ...more });
      return decision.ok ? 'ok' : decision.code;
    };
    expect([code({}), code({ number: '+8613812345678' }), code({ surname: '王' }), code({ nameDeclined: true }), code({ numberDeclined: true })]).toEqual(['caller-missing', 'caller-missing', 'number-missing', 'number-missing', 'caller-missing']);
    expect([code({ fullName: '王建国', number: '+8613812345678' }), code({ nameDeclined: true, numberDeclined: true }), code({ surname: '王', numberDeclined: true })]).toEqual(['ok', 'ok', 'ok']);
    expect([code({}, { by: null }), code({}, { recordedAt: DUE })]).toEqual(['ok', 'ok']);
  });
  it('given a missed call, then a result closes it not: only a conversation, or a reason', () => {
    expect(matterStepsOf(made('missed'))).not.toContain('done');
    expect(takeMatterStep(made('missed'), { step: 'done', result: 'x' }, { personId: 'a' }, DUE)).toMatchObject({ code: 'matter-step-unlawful' });
    expect(takeMatterStep(made('missed'), { step: 'try', reached: false }, { personId: 'a' }, DUE)).toMatchObject({ events: [{ type: 'MatterTried' }] });
    expect(takeMatterStep(made('missed'), { step: 'try', reached: true }, { personId: 'a' }, DUE)).toMatchObject({ events: [{ type: 'MatterTried' }, { type: 'MatterDone' }] });
    expect(takeMatterStep(made('missed'), { step: 'drop', reason: '推销' }, { personId: 'a' }, DUE)).toMatchObject({ events: [{ type: 'MatterDropped' }] });
  });
  it('T-27: given a call-back told of after its limit, when it was made within it, then it was in time; where it was late once before, it stays late', () => {
    const ids = { siteId: 's', subject: 'm' };
    const kept = (matter: Matter) => ([{ type: 'MatterLate', at: DUE }, { type: 'MatterDone', at: DUE, by: null, result: '' }, { type: 'MatterKept', at: DUE }] as const).reduce((state: Matter, event) => evolveMatter(state, event, ids), matter).isLate;
    expect([kept(made('missed')), kept({ ...made('enquiry'), round: 2 })]).toEqual([false, true]);
  });
  it('T-02: given a follow-up call, then it ends with how satisfied they are', () => {
    expect(takeMatterStep(made('follow_up'), { step: 'done', result: '都好' }, { personId: 'a' }, DUE)).toMatchObject({ code: 'rating-missing' });
    expect(takeMatterStep(made('follow_up'), { step: 'done', result: '都好', rating: 'satisfied' }, { personId: 'a' }, DUE)).toMatchObject({ ok: true });
  });
  it('T-01: given a complaint by telephone, then it is a case that cannot be dropped', () => expect(matterStepsOf(made('complaint'))).toEqual(['done', 'try', 'give', 'postpone']));
});

describe('who calls', () => {
  const contact: Contact = evolveContact(undefined, { type: 'ContactLearned', at: AT, by: null, sheet: { surname: '王', honorific: '先生' }, numbers: ['+8613812345678'] }, { siteId: 's', subject: 'c' });
  it('given a second call, when a name completes the first, then it is the same person; another name on that number is another', () => {
    expect(isSamePerson(contact, { surname: '王', honorific: '先生', fullName: '王建国' })).toBe(true);
    expect(isSamePerson(contact, { surname: '王', honorific: '女士' })).toBe(false);
    expect(isSamePerson(contact, { surname: '李' })).toBe(false);
    const heard = evolveContact(contact, { type: 'ContactHeard', at: DUE, by: null, sheet: { surname: '王', fullName: '王建国' }, numbers: ['+8613812345678'] }, { siteId: 's', subject: 'c' });
    // A sheet of before, keyed in afterwards, is no newer call.
    const ids = { siteId: 's', subject: 'c' };
    expect(evolveContact(heard, { type: 'ContactHeard', at: '2026-12-01T00:00:00.000Z', calledAt: AT, by: null, sheet: {}, numbers: [] }, ids)).toMatchObject({ calls: 3, lastAt: DUE });
    expect(evolveMatter({ ...made('missed'), lastAt: DUE }, { type: 'MissedAgain', at: AT, callId: 'x', isBrief: false }, ids)).toMatchObject({ count: 2, lastAt: DUE });
    expect(heard).toMatchObject({ calls: 2, sheet: { surname: '王', honorific: '先生', fullName: '王建国' }, numbers: ['+8613812345678'] });
  });
  it('given a withheld number or no name, then nobody is remembered', () => expect([isWorthLearning({ surname: '王' }, undefined), isWorthLearning({}, '+8613812345678'), isWorthLearning({ surname: '王' }, '8001')]).toEqual([false, false, false]));
  it('T-15: given a person asks to be forgotten, then name and numbers are gone; merged into oneself is refused', () => {
    expect(forgetContact(contact, { at: DUE, by: 'm', why: 'asked' })).toMatchObject({ ok: true });
    expect(evolveContact(contact, { type: 'ContactForgotten', at: DUE, by: 'm', why: 'asked' }, { siteId: 's', subject: 'c' })).toMatchObject({ status: 'forgotten', sheet: {}, numbers: [] });
    expect(mergeContact(contact, contact, { at: DUE, by: 'm' })).toMatchObject({ code: 'merge-target' });
  });
});

describe('the desk', () => {
  const start: Opening = evolveOpening(undefined, { type: 'OpeningStarted', at: AT, by: 'a', day: '2026-11-23', items: USUAL_CHECKLIST }, { siteId: 's', subject: 'o' });
  it('T-04: given a day, then pen and paper come first on the list of the desk; what is not ticked stays open, nothing at all cannot be signed', () => {
    expect(USUAL_CHECKLIST[0].name).toContain('纸、笔');
    expect(signOpening(start, { at: AT, by: 'a' })).toMatchObject({ code: 'nothing-ticked' });
    const ticked = evolveOpening(start, { type: 'OpeningTicked', at: AT, by: 'a', itemId: 'pen-paper', done: true }, { siteId: 's', subject: 'o' });
    const signed = evolveOpening(ticked, { type: 'OpeningSigned', at: DUE, by: 'a' }, { siteId: 's', subject: 'o' });
    expect(tickOpening(signed, { at: DUE, by: 'a', itemId: 'line', done: true })).toMatchObject({ code: 'opening-signed' });
    expect(Object.keys(signed.ticks)).toEqual(['pen-paper']);
  });
  it('T-24: given a centre that wrote nothing yet, then the card names the acts of a telephone and leaves the keys to be written', () =>
    expect(evolveDesk(undefined, { type: 'DeskOpened', at: AT }, { siteId: 's', subject: 'd' }).phoneKeys.map((key) => key.act)).toContain('转接（先问对方）'));
});
