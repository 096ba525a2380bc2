import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIntakeLine, type IntakeContext } from './intake-line.ts';
import { REPAIR_TYPES } from './repair-catalogue.ts';

// Monday 2026-11-23, 14:00 in Shanghai.
const context: IntakeContext = {
  now: '2026-11-23T06:00:00.000Z',
  zone: 'Asia/Shanghai',
  catalogue: REPAIR_TYPES,
  places: [
    { id: 'flat2', name: '样板间2', aliases: ['2号样板间'] },
    { id: 'flat', name: '样板间' },
    { id: 'talk', name: '洽谈区' },
    { id: 'hall', name: '大厅' },
    { id: 'wc', name: '男洗手间' },
    { id: 'vip', name: 'VIP Room' },
  ],
};
const read = (line: string) => parseIntakeLine(line, context);
const at = (local: string) => new Date(`${local}:00+08:00`).toISOString();

describe('M-09, M-10: one line fills the form', () => {
  it('given 样板间2洗手间漏水 王经理 下午3点, then place, fault, reporter and appointment', () => {
    expect(read('样板间2洗手间漏水 王经理 下午3点')).toEqual({
      placeId: 'flat2',
      fault: '洗手间漏水',
      reporter: { surname: '王', honorific: '经理' },
      appointmentAt: at('2026-11-23T15:00'),
      repairTypeId: 'leak',
    });
  });
  it.each([
    ['大厅射灯不亮 李主管 15:30', at('2026-11-23T15:30')],
    ['大厅射灯不亮 3点', at('2026-11-23T15:00')],
    ['大厅射灯不亮 三点半', at('2026-11-23T15:30')],
    ['大厅射灯不亮 下午四点一刻', at('2026-11-23T16:15')],
    ['大厅射灯不亮 明天上午10点', at('2026-11-24T10:00')],
    ['大厅射灯不亮 明天3点', at('2026-11-24T15:00')],
    ['大厅射灯不亮 后天9点', at('2026-11-25T09:00')],
    ['大厅射灯不亮 周六下午2点', at('2026-11-28T14:00')],
    ['大厅射灯不亮 下周一10点', at('2026-11-30T10:00')],
    ['大厅射灯不亮 晚上8点', at('2026-11-23T20:00')],
    ['大厅射灯不亮 今天17点前', at('2026-11-23T17:00')],
    ['大厅射灯不亮 16:20', at('2026-11-23T16:20')],
    ['大厅射灯不亮 十二点 ', undefined],
    ['大厅射灯不亮 上午9点', undefined],
    ['大厅射灯不亮', undefined],
  ])('given %s, then the appointment is %s', (line, expected) => {
    expect(read(line).appointmentAt).toBe(expected);
  });
  it.each([
    ['洽谈区空调不冷 欧阳经理', { surname: '欧阳', honorific: '经理' }],
    ['洽谈区空调不冷,司马先生', { surname: '司马', honorific: '先生' }],
    ['陈小明先生 洽谈区空调不冷', { surname: '陈', name: '陈小明', honorific: '先生' }],
    ['刘总 洽谈区空调不冷', { surname: '刘', honorific: '总' }],
    ['洽谈区空调不冷', undefined],
  ])('given %s, then the reporter is read', (line, expected) => {
    expect(read(line).reporter).toEqual(expected);
  });
  it('given an unknown place, then it stays in the words and nothing is guessed', () => {
    expect(read('三号会所漏水')).toMatchObject({ fault: '三号会所漏水' });
    expect(read('三号会所漏水').placeId).toBeUndefined();
  });
  it('given the longer of two names, then the longer place', () => {
    expect(read('2号样板间门锁坏了').placeId).toBe('flat2');
  });
  it('given 马上 or 紧急, then urgent; given a number, then the phone', () => {
    expect(read('大厅漏水 马上来')).toMatchObject({ urgent: true });
    expect(read('大厅漏水 13800001234')).toMatchObject({ phone: '13800001234', fault: '漏水' });
    expect(read('大厅漏水').urgent).toBeUndefined();
  });
  it('given a pasted WeChat message, then its head is the writer and not an appointment', () => {
    expect(read('王经理 2026/11/23 09:12\n样板间2的灯不亮了, 麻烦下午4点来修')).toMatchObject({ placeId: 'flat2', reporter: { surname: '王' }, appointmentAt: at('2026-11-23T16:00'), repairTypeId: 'lamp' });
  });
  it.each([
    ['样板间二洗手间漏水', 'flat2', '洗手间漏水'],
    ['样板间2号洗手间漏水', 'flat2', '洗手间漏水'],
    ['2#样板间 洗手间漏水', 'flat2', '洗手间漏水'],
    ['样板间2洗手间漏水', 'flat2', '洗手间漏水'],
    ['样板间 2 的洗手间漏水', 'flat2', '洗手间漏水'],
    ['洗手间漏水 样板间2', 'flat2', '洗手间漏水'],
    ['样板间3点来修灯不亮', 'flat', '来修灯不亮'],
    ['样板间3盏灯不亮', 'flat', '3盏灯不亮'],
    ['洽谈区里的空调不冷', 'talk', '空调不冷'],
    ['vip room 空调不冷', 'vip', '空调不冷'],
    ['大厅 修一下', 'hall', '修一下'],
    ['大厅 麻烦修一下 灯不亮', 'hall', '灯不亮'],
    ['大厅插座没电,灯也不亮', 'hall', '插座没电,灯也不亮'],
  ])('given %s, then the place is %s and the fault %s', (line, placeId, fault) => {
    expect(read(line)).toMatchObject({ placeId, fault });
  });
  it.each([
    ['样板间12洗手间漏水', '样板间12'],
    ['12号样板间漏水', '12号样板间'],
    ['三号会所漏水', '三号会所'],
    ['财务室 空调不冷', '财务室'],
    ['灯不亮,在二楼走廊', '二楼走廊'],
    ['王经理办公室空调不冷', '王经理办公室'],
    ['空调不冷', undefined],
  ])('given %s, then no listed place is guessed and %s is offered as words', (line, placeText) => {
    const guess = read(line);
    expect(guess.placeId).toBeUndefined();
    expect(guess.placeText).toBe(placeText);
  });
  it.each([
    ['样板间2洗手间漏水王经理下午3点', '洗手间漏水', { surname: '王', honorific: '经理' }],
    ['大厅漏水欧阳女士', '漏水', { surname: '欧阳', honorific: '女士' }],
    ['大厅漏水王小明先生', '漏水', { surname: '王', name: '王小明', honorific: '先生' }],
    ['大厅漏水 王工', '漏水', { surname: '王', honorific: '工' }],
    ['大厅漏水 老王师傅报修', '漏水', { surname: '王', honorific: '师傅' }],
    ['大厅漏水 小李', '漏水', { surname: '李', name: '小李' }],
    ['大厅漏水 销售经理', '漏水', { honorific: '销售经理' }],
    ['大厅漏水 刘总监', '漏水', { surname: '刘', honorific: '总监' }],
    ['大厅漏水 严重', '漏水 严重', undefined],
    ['大厅 施工 噪音', '施工 噪音', undefined],
    ['大厅漏水 找师傅', '漏水 找师傅', undefined],
  ])('given %s, then the fault is %s and the reporter is read', (line, fault, reporter) => {
    const guess = read(line);
    expect(guess.fault).toBe(fault);
    expect(guess.reporter).toEqual(reporter);
  });
  it.each([
    ['大厅灯不亮 3-4点', at('2026-11-23T15:00')],
    ['大厅灯不亮 下午3点到4点', at('2026-11-23T15:00')],
    ['大厅灯不亮 明晚7点', at('2026-11-24T19:00')],
    ['大厅灯不亮 晚上12点', at('2026-11-24T00:00')],
    ['大厅灯不亮 周一10点', at('2026-11-30T10:00')],
    ['大厅灯不亮 周一17点', at('2026-11-23T17:00')],
    ['大厅灯不亮 11月25日下午2点', at('2026-11-25T14:00')],
    ['大厅灯不亮 1月5日上午十点二十', at('2027-01-05T10:20')],
    ['大厅灯不亮 3号 上午9点', at('2026-12-03T09:00')],
    ['大厅灯不亮 11/24 09:30', at('2026-11-24T09:30')],
    ['大厅灯不亮 2月30日9点', undefined],
    ['大厅灯不亮 半小时后', at('2026-11-23T14:30')],
    ['大厅灯不亮 一个半小时后来', at('2026-11-23T15:30')],
    ['大厅灯不亮 15:00', at('2026-11-23T15:00')],
    ['大厅灯不亮 下午三点半', at('2026-11-23T15:30')],
    ['上午9点开始漏水,下午4点来修', at('2026-11-23T16:00')],
    ['大厅灯不亮 晚一点来', undefined],
    ['大厅有一点漏水', undefined],
    ['大厅门一时打不开', undefined],
    ['大厅灯不亮 25:00', undefined],
    ['大厅灯不亮 9:75', undefined],
  ])('given %s, then the appointment is %s (M-10)', (line, expected) => {
    expect(read(line).appointmentAt).toBe(expected);
  });
  it('given “a little” in the morning or a time gone by, then the words stay in the fault', () => {
    expect(parseIntakeLine('大厅有一点漏水', { ...context, now: at('2026-11-23T10:00') })).toMatchObject({ fault: '有一点漏水' });
    expect(read('大厅上午9点开始漏水').fault).toBe('上午9点开始漏水');
    expect(parseIntakeLine('大厅灯不亮 3点', { ...context, now: at('2026-11-23T09:00') }).appointmentAt).toBe(at('2026-11-23T15:00'));
  });
  it.each([
    ['大厅应急灯不亮', undefined, '应急灯不亮'],
    ['紧急出口灯不亮', undefined, '紧急出口灯不亮'],
    ['大厅漏水 不急', undefined, '漏水'],
    ['大厅漏水,很急', true, '漏水'],
    ['大厅漏水 立刻来', true, '漏水'],
    ['紧急!大厅漏水', true, '漏水'],
    ['大厅吊顶马上要掉了', true, '吊顶马上要掉了'],
  ])('given %s, then urgent is %s and the fault %s', (line, urgent, fault) => {
    const guess = read(line);
    expect(guess.urgent).toBe(urgent);
    expect(guess.fault).toBe(fault);
  });
  it.each([
    ['大厅漏水 138 0000 1234', '13800001234'],
    ['大厅漏水 电话:138-0000-1234', '13800001234'],
    ['大厅漏水 +86 13800001234', '13800001234'],
    ['大厅漏水 0755-12345678', '0755-12345678'],
    ['大厅漏水 编号1234567890123456', undefined],
  ])('given %s, then the phone is %s', (line, phone) => {
    expect(read(line).phone).toBe(phone);
  });
  it.each([
    ['王经理 2026/11/23 09:12样板间2的灯不亮了, 麻烦下午4点来修', '王', '灯不亮了'],
    ['王经理 09:12\n样板间2的灯不亮了,谢谢', '王', '灯不亮了'],
    ['王经理:\n样板间2的灯不亮了', '王', '灯不亮了'],
  ])('given the pasted message %j, then its writer reports it', (text, surname, fault) => {
    expect(read(text)).toMatchObject({ placeId: 'flat2', fault, reporter: { surname }, channel: 'wechat' });
  });
  it('given a nickname over a message, then the nickname reports; given a fault with a dated appointment, then it is no message', () => {
    expect(read('向日葵 2026/11/23 09:12\n大厅漏水')).toMatchObject({ reporter: { name: '向日葵' }, fault: '漏水' });
    expect(read('大厅灯不亮 2026/11/24 15:00 李主管')).toMatchObject({ placeId: 'hall', fault: '灯不亮', appointmentAt: at('2026-11-24T15:00'), reporter: { surname: '李' } });
    expect(read('大厅灯不亮 2026/11/24 15:00 李主管').channel).toBeUndefined();
  });
  it('given a known colleague named without a title, then the whole name is taken', () => {
    expect(parseIntakeLine('大厅漏水 司马小雨说', { ...context, people: [{ id: 'p', name: '司马小雨' }] })).toMatchObject({ fault: '漏水', reporter: { surname: '司马', name: '司马小雨' } });
  });
  it.each([
    ['电梯按钮没反应', 'lift'],
    ['电梯厅灯不亮', 'lamp'],
    ['消防控制室空调不冷', 'aircon'],
    ['配电间跳闸', 'distribution-box'],
  ])('given a place called like a guarded thing, when %s, then the type is %s (M-25)', (line, type) => {
    const places = [{ id: 'lift', name: '电梯厅', aliases: ['电梯'] }, { id: 'fire', name: '消防控制室' }, { id: 'power', name: '配电间' }];
    expect(parseIntakeLine(line, { ...context, places })).toMatchObject({ repairTypeId: type });
    expect(parseIntakeLine(line, { ...context, places }).placeId).toBeDefined();
  });
  it('given 10,000 characters, then none is lost: the item is refused aloud later, not cut in silence', () => {
    expect(read(`大厅${'漏'.repeat(10_000)}`).fault.length).toBe(10_000);
  });

  const scraps = ['样板间2', '样板间', '洗手间', '下午', '25点', '九十九点', '2月30日', '周日', '欧阳', '王', '经理', '工', ' ', '\n', ',', '紧急', '应急灯', '漏水', '𠮷', ':', '3', '十', '点', '半', '13800001234', '2026/11/23 09:12', '(', '[', '来修一下', '😀', '\ud800'];
  const lines = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.array(fc.constantFrom(...scraps), { maxLength: 14 }).map((parts) => parts.join('')));
  it('given any text, then nothing is invented: each word comes from the line, an appointment lies ahead (M-10)', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const typed = line.normalize('NFKC');
        const guess = read(line);
        const invented = [...guess.fault].filter((character) => !/[\s,]/u.test(character) && !typed.includes(character));
        expect(invented).toEqual([]);
        for (const words of [guess.placeText, guess.reporter?.surname, guess.reporter?.name, guess.reporter?.honorific, ...(guess.leftovers ?? [])]) if (words) expect(typed.replace(/\s+/gu, ' ')).toContain(words);
        if (guess.phone) expect(typed.replace(/[-\s]/gu, '')).toContain(guess.phone.replace(/-/gu, ''));
        if (guess.appointmentAt) expect(guess.appointmentAt > context.now).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
  it('given any names of places, with signs of patterns in them, then they are read as words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), lines, (name, line) => {
        expect(() => parseIntakeLine(line, { ...context, places: [{ id: 'x', name }] })).not.toThrow();
      }),
      { numRuns: 500 },
    );
    expect(parseIntakeLine('A+(1)区漏水', { ...context, places: [{ id: 'x', name: 'A+(1)区' }] })).toMatchObject({ placeId: 'x', fault: '漏水' });
  });
  it('given a long hostile line, then it is read at once', () => {
    const start = performance.now();
    for (const part of ['室', '一', '王', '3点', '麻烦', '急', ',', ' ', '\n', ', ', '1:', '样板间']) read(part.repeat(3000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
