import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vagueness } from './fault-wording.ts';
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
  it('given any text at all, then it is read without failing and the fault is not longer than 500', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.array(fc.constantFrom('样板间2', '下午', '25点', '九十九点', '欧阳', '经理', ' ', '紧急', '周日', '𠮷', ':', '3')).map((parts) => parts.join(''))), (line) => {
        expect(read(line).fault.length).toBeLessThanOrEqual(500);
      }),
      { numRuns: 500 },
    );
  });
});

describe('M-09: vague wording is asked back', () => {
  it.each([
    ['坏了', 'both'],
    ['有问题', 'both'],
    ['麻烦修一下', 'both'],
    ['漏水', 'which-part'],
    ['空调坏了', 'what-symptom'],
    ['灯有问题', 'what-symptom'],
    ['洗手间漏水', null],
    ['射灯不亮', null],
    ['空调不冷', null],
    ['门锁打不开', null],
  ])('given %s, then ask %s', (fault, ask) => {
    expect(vagueness(fault)?.ask ?? null).toBe(ask);
  });
});
