import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauseById } from '../../handbook/core/handbook-facts.ts';
import { greeterOf, publicLineOf } from './desk.ts';
import { closingOfMessage, fillOwn, MOMENTS, neverSay, ownScriptAt, sentencesFor, TIPS, transferMoment, type Moment, type SentenceFacts } from './telephone-sentences.ts';
import { absentLines, type Presence } from './whereabouts.ts';
import { flagWording, hasTaitai } from './wording.ts';

const facts: SentenceFacts = { office: '云栖示范售楼中心', department: '客服部', agent: '陈晓梅', isProperty: true, caller: { surname: '王', honorific: '先生' } };
const first = (moment: Moment, more: Partial<SentenceFacts> = {}): string => sentencesFor(moment, { ...facts, ...more })[0]?.text ?? '';
const BACK = '2026-11-23T07:00:00.000Z';
const colleague = (presence: Presence) => ({ name: '张经理', pronoun: '他' as const, presence });

describe('the sentence of the moment', () => {
  it('T-06, T-17: given property staff, when they lift, then the name of the house comes first', () => expect(first('greet')).toBe('您好，云栖示范售楼中心。请问有什么我可以帮您？'));
  it('T-18: given another department, when it lifts, then department and own name are said', () => expect(first('greet', { isProperty: false })).toBe('您好，客服部，陈晓梅，请问有什么我可以帮您？'));
  it('T-17, T-18: given the line a call came in on, then another department’s is greeted by its own name, property management’s and an unknown one by the house’s', () => {
    const lines = [{ number: '0571-5555 0100', name: '物业热线' }, { number: '0571-5555 0101', name: '销售热线', department: '销售部' }];
    const greet = (called: string | undefined): string => first('greet', greeterOf(publicLineOf(lines, called, '571'), '客服部'));
    expect(greet('057155550101')).toBe('您好，销售部，陈晓梅，请问有什么我可以帮您？');
    for (const called of ['55550100', '0571-5555 0199', undefined]) expect(greet(called), called).toBe('您好，云栖示范售楼中心。请问有什么我可以帮您？');
  });
  it('T-05: given more than three rings, when lifted, then the house apologises first, and it is marked as a rule of the house', () => {
    expect(first('late')).toBe('您好，云栖示范售楼中心，抱歉让您久等了，请问有什么可以帮您？');
    expect(sentencesFor('late', facts)[0]).toMatchObject({ origin: 'house', clause: 'T-05' });
  });
  it('T-23: given a surname, only a word of address, or neither, when asked to wait, then never the bare 请稍等', () => {
    const hold = (caller: SentenceFacts['caller']): string => first('hold', { caller });
    expect([hold({ surname: '欧阳', honorific: '先生' }), hold({ honorific: '先生' })]).toEqual(['欧阳先生，请您稍等。', '先生，请您稍等。']);
    for (const caller of [{}, { surname: '王' }]) expect(hold(caller)).toBe('麻烦您稍等，我马上回来。');
  });
  it('T-12: given a call about to end, then further help is offered', () => expect(first('closing')).toBe('请问还有什么可以帮您？'));
  it('T-28, T-38: given a name that is wanted or was not heard, then it is asked for softly', () => expect(sentencesFor('name', facts).map((line) => line.clause)).toEqual(['T-28', 'T-38']));
  it('T-34: given a transfer, then the caller is told the department and the person first', () => expect(first('transfer', { toDepartment: '销售部', colleague: { name: '徐嘉宁', presence: { state: 'in', backAt: null } } })).toBe('王先生，我为您转接销售部徐嘉宁，请您稍等。'));
  it('T-34, T-33: given a colleague of whom nobody said anything, when put through, then the caller is told who it will be first and offered a message second; only one said to be away is not put through to', () => {
    const unknown = colleague({ state: 'unknown', backAt: null });
    expect(transferMoment(0, unknown.presence)).toBe('transfer');
    expect(sentencesFor('transfer', { ...facts, toDepartment: '物业部', colleague: unknown }).map((line) => line.clause)).toEqual(['T-34', 'T-33']);
    expect(sentencesFor('transfer', { ...facts, colleague: colleague({ state: 'in', backAt: null }) }).map((line) => line.clause)).toEqual(['T-34']);
    for (const state of ['out', 'with_guest', 'off'] as const) expect(transferMoment(0, { state }), state).toBe('absent');
    expect([transferMoment(0, undefined), transferMoment(1, { state: 'in' }), transferMoment(2, { state: 'unknown' })]).toEqual(['transfer', 'transfer', 'no-more-transfers']);
  });
  it('T-38, T-39: given a message for a colleague who is away or not known to be there, when it is taken, then reading back and asking again stand beside what is said of them', () => {
    const clauses = (state: Presence['state']) => sentencesFor('message', { ...facts, number: '+8613812345678', colleague: colleague({ state, backAt: null }) }).map((line) => line.clause);
    expect(clauses('unknown')).toEqual(['T-33', 'T-39', 'T-38']);
    expect(clauses('out')).toEqual(['T-30', 'T-29', 'T-39', 'T-38']);
    expect(clauses('in')).toEqual(['T-39', 'T-38']);
  });
  it('T-32: given a caller who waited long, then the plan’s apology is said with the name', () => expect(first('held')).toBe('真对不起，让您久等了，王先生，我再给您转。'));
  it('T-33: given a longer wait, then a message is offered and a call-back after it', () => expect(sentencesFor('held-long', facts).map((line) => line.clause)).toEqual(['T-33', 'T-26']));
  it('T-45, T-46: given a message taken, then it is promised; to be told on return with the pronoun that is known, or none invented', () => {
    expect(closingOfMessage(facts, false).text).toBe('谢谢来电，王先生，我一定代您转达。');
    expect(closingOfMessage(facts, true, '他').text).toBe('谢谢来电，王先生，他回来时我一定会告诉他。');
    expect(closingOfMessage(facts, true).text).toBe('谢谢来电，王先生，那位同事回来时我一定会告诉那位同事。');
  });
  it('T-07, T-08, T-13, T-19, T-20, T-41: given the manner of speaking, then each reminder is a clause of the plan', () => {
    for (const tip of TIPS) expect(clauseById(tip).annex).toBe('附件八');
    expect(TIPS).toEqual(expect.arrayContaining(['T-07', 'T-08', 'T-13', 'T-19', 'T-20', 'T-41']));
  });

  it('T-30: given where a colleague is said to be, then only what is true is offered; 很快就回来 only with a known return', () => {
    expect(absentLines(colleague({ state: 'out', backAt: BACK }))[0]?.text).toBe('很抱歉，他刚刚出去办点事，很快就回来。');
    expect(absentLines(colleague({ state: 'out', backAt: null }))[0]?.text).toBe('很抱歉，他刚刚出去办点事。');
    expect(absentLines(colleague({ state: 'with_guest', backAt: null }))[0]?.text).toBe('很抱歉，他正在与另一位客人开会。');
    for (const state of ['off', 'unknown', 'in'] as const) expect(absentLines(colleague({ state, backAt: BACK })).map((line) => line.clause), state).toEqual(['T-33']);
  });
  it('T-29: given a colleague who is out, then full name and number are asked for with the plan’s example', () =>
    expect(absentLines(colleague({ state: 'out', backAt: null })).find((line) => line.clause === 'T-29')?.text).toContain('方便留下您的全名和联系电话吗？我马上转告他'));
  it('T-30: given any presence and any return time, then 回来 is said only of somebody out with a known return', () =>
    fc.assert(fc.property(fc.constantFrom('in', 'out', 'with_guest', 'off', 'unknown'), fc.boolean(), (state, known) => {
      const said = absentLines({ name: '张经理', presence: { state: state as Presence['state'], backAt: known ? BACK : null } }).map((line) => line.text).join('');
      expect(said.includes('很快就回来')).toBe(state === 'out' && known);
      if (state === 'off' || state === 'unknown') expect(said).not.toMatch(/出去|开会|不在|上班/);
    })));

  it('T-31, T-23: given the moment, then what is never said stands beside it; typed, it is flagged with its clause', () => {
    expect(neverSay('absent').map((phrase) => phrase.clause)).toEqual(['T-31', 'T-31', 'T-31', 'T-31', 'T-31']);
    expect(neverSay('hold').map((phrase) => phrase.original)).toEqual(['请稍等']);
    const flagged = (text: string): string[] => flagWording(text).map((flag) => flag.clause);
    for (const text of ['他不在', '她还没上班', '张经理仍未有来', '上午都没见过他', '不知道去了哪里', '不知他去哪了']) expect(flagged(text), text).toEqual(['T-31']);
    expect(flagged('请稍等。')).toEqual(['T-23']);
    expect(flagged('王先生，请您稍等。')).toEqual([]);
    expect(flagged('张经理正在与另一位客人开会')).toEqual([]);
    expect(flagged('陈太太来电')).toEqual(['T-22']);
    expect(flagWording('陈太太来电', true)).toEqual([]);
    expect([hasTaitai([undefined, '陈太太问车位']), hasTaitai(['陈女士']), hasTaitai(['陈太太'], true)]).toEqual([true, false, false]);
  });

  it('given the centre’s own greetings, when the hour or the line fits, then its own is said first and the plan’s stays beside it', () => {
    const own = [{ id: '1', publicNumber: '', from: '09:00', to: '12:00', greeting: '上午好，{案场}{部门}{姓名}' }, { id: '2', publicNumber: '5550101', from: '22:00', to: '06:00', greeting: '您好，夜间值班' }];
    expect(ownScriptAt(own, undefined, '10:00')?.id).toBe('1');
    expect(ownScriptAt(own, '5550101', '23:30')?.id).toBe('2');
    expect(ownScriptAt(own, undefined, '12:00')).toBeUndefined();
    expect(fillOwn(own[0] as (typeof own)[number], facts)).toBe('上午好，云栖示范售楼中心客服部陈晓梅');
    expect(sentencesFor('greet', { ...facts, own: own[0] }).map((line) => line.origin)).toEqual(['house', 'plan']);
  });

  it('given any moment and any names, then every sentence is whole: no slot stays open and none is empty', () =>
    fc.assert(fc.property(fc.constantFrom(...MOMENTS), fc.constantFrom('', '王', '欧阳'), fc.constantFrom('', '先生', '女士', '总'), (moment, surname, honorific) => {
      for (const line of sentencesFor(moment, { ...facts, caller: { surname, honorific } })) expect(line.text).toMatch(/^[^{}[\]]{4,}$/);
    })));
});
