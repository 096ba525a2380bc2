import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauseById } from './clauses.ts';
import { FORBIDDEN_PHRASES, REPAIR_SCRIPTS, TELEPHONE_SCRIPTS, fillScript, scriptsOf, type Script } from './scripts.ts';

const ALL: readonly Script[] = [...Object.values(REPAIR_SCRIPTS), ...Object.values(TELEPHONE_SCRIPTS)];

describe('scripts', () => {
  it('given a plan script, when its original is looked up, then it stands verbatim in its clause', () => {
    const fromPlan = ALL.filter((script) => script.origin === 'plan');
    expect(fromPlan.length).toBeGreaterThan(10);
    for (const script of fromPlan) expect(clauseById(script.clause).text, script.clause).toContain(script.original);
  });

  it('given a house script, when shown, then it carries no original, so that it never passes for the plan', () => {
    const own = ALL.filter((script) => script.origin === 'house').map((script) => script.clause);
    expect(own).toEqual(['M-16', 'M-20', 'M-21', 'M-31', 'T-05', 'T-12', 'T-23', 'T-28', 'T-34', 'T-38', 'T-39', 'T-26', 'T-02']);
    for (const script of ALL) expect(script.original === undefined).toBe(script.origin === 'house');
  });

  it('given a technician, when introduced (M-15), then the own name is said', () => {
    expect(fillScript(REPAIR_SCRIPTS.introduce, { technician: '王建国' })).toBe(
      '对不起，打搅了，我是物业管理公司维修人员王建国，前来为您服务。',
    );
  });

  it('given failed equipment (M-22), when apologised for, then it is named; unnamed it is 设备', () => {
    expect(fillScript(REPAIR_SCRIPTS.apologiseDefect, { equipment: '空调' })).toBe(
      '对不起，空调出了故障，给您添麻烦了。',
    );
    expect(fillScript(REPAIR_SCRIPTS.apologiseDefect, { equipment: ' ' })).toContain('设备出了故障');
  });

  it('given noise that cannot be helped (M-20), when the house’s sentence is said, then it tells who, how long and until when, and leaves out what nobody knows', () => {
    const noise = (length: string, until: string) => fillScript(REPAIR_SCRIPTS.announceNoise, { technician: '王建国', length, until });
    expect(noise('30 分钟', '15:10')).toBe('您好，我是维修人员王建国。接下来的维修会有一些声音，大约要 30 分钟，15:10 前结束，先跟您打个招呼。');
    expect(noise('', '')).toBe('您好，我是维修人员王建国。接下来的维修会有一些声音，先跟您打个招呼。');
  });

  it('given the farewell (M-34), when read aloud, then 你 is mended to 您', () => {
    expect(fillScript(REPAIR_SCRIPTS.farewell, {})).toBe('今后有问题，我将随时为您提供服务，再见。');
  });

  it('given a caller without a name (T-32, T-45), when spoken to, then the name is left out and not invented', () => {
    expect(fillScript(TELEPHONE_SCRIPTS.closeWithMessage, { caller: '' })).toBe('谢谢来电，我一定代您转达。');
    expect(fillScript(TELEPHONE_SCRIPTS.closeWithMessage, { caller: '李女士' })).toBe(
      '谢谢来电，李女士，我一定代您转达。',
    );
    expect(fillScript(TELEPHONE_SCRIPTS.waitedLong, { caller: '' })).toBe('真对不起，让您久等了，我再给您转。');
  });

  it('given an absent colleague (T-29), when name and number are asked for, then 阁下 is mended', () => {
    expect(fillScript(TELEPHONE_SCRIPTS.askNameAndNumber, { colleague: '张经理', pronoun: '他' })).toBe(
      '您找的张经理刚外出办事，方便留下您的全名和联系电话吗？我马上转告他，请他尽快给您回电。',
    );
    expect(fillScript(TELEPHONE_SCRIPTS.askNameAndNumber, { colleague: '', pronoun: '' })).toBe(
      '您找的那位同事刚外出办事，方便留下您的全名和联系电话吗？我马上转告，请尽快给您回电。',
    );
  });

  it('given any script, when read, then its declared slots are exactly those of its text', () => {
    for (const script of ALL) {
      const used = [...script.text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      expect(new Set(used), script.text).toEqual(new Set(script.slots));
    }
  });

  it('given any names, braces included, when filled, then they are said as they are and no slot stays open', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), fc.string(), (script, name) => {
        const said = fillScript(script, Object.fromEntries(script.slots.map((slot) => [slot, name])) as never);
        if (name.trim() !== '') for (const _ of script.slots) expect(said).toContain(name.trim());
        expect(
          name.includes('{') || name.includes('[') || !/[{}[\]]/.test(said.replaceAll(name.trim() || '\0', '')),
        ).toBe(true);
      }),
    );
  });

  it('given a forbidden phrase (T-23, T-31), when looked up, then the plan forbids it in those words', () => {
    expect(FORBIDDEN_PHRASES.filter((phrase) => phrase.clause === 'T-31')).toHaveLength(5);
    for (const phrase of FORBIDDEN_PHRASES) expect(clauseById(phrase.clause).text).toContain(phrase.original);
    expect(scriptsOf('T-30')).toHaveLength(3);
  });
});
