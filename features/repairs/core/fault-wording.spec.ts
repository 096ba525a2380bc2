import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vagueness } from './fault-wording.ts';

describe('M-09: vague wording is asked back', () => {
  it.each([
    ['坏了', 'both'],
    ['有问题', 'both'],
    ['有点问题', 'both'],
    ['不行了', 'both'],
    ['修一下', 'both'],
    ['麻烦来修一下', 'both'],
    ['设备出故障了', 'both'],
    ['用不了', 'both'],
    ['broken', 'both'],
    ['漏水', 'which-part'],
    ['不亮', 'which-part'],
    ['打不开', 'which-part'],
    ['空调坏了', 'what-symptom'],
    ['灯有问题', 'what-symptom'],
    ['投影用不了', 'what-symptom'],
    ['洗手间漏水', null],
    ['射灯不亮', null],
    ['空调不冷', null],
    ['空调不制冷', null],
    ['门锁打不开', null],
    ['网络连不上', null],
    ['电话打不通', null],
    ['按钮没反应', null],
    ['会议室太暗', null],
    ['马桶堵了', null],
    ['墙纸翘起来了', null],
    ['Tap leaking', null],
  ])('given %s, then ask %s', (fault, ask) => {
    expect(vagueness(fault)?.ask ?? null).toBe(ask);
  });
  it('given any text, then it is judged without failing; blanks and punctuation say nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => void vagueness(text)));
    expect(vagueness(' ,。!')).toEqual({ ask: 'both' });
  });
});
