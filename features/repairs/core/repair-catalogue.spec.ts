import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessRepairType, REPAIR_TYPES, repairType, skillOf } from './repair-catalogue.ts';

describe('M-13, M-19, M-25: the catalogue', () => {
  it('given any type, then its id is its own and it names tools to get ready (M-13)', () => {
    expect(new Set(REPAIR_TYPES.map((type) => type.id)).size).toBe(REPAIR_TYPES.length);
    expect(REPAIR_TYPES.filter((type) => type.tools.length === 0 || type.tools.includes(''))).toEqual([]);
    expect(REPAIR_TYPES.filter((type) => type.id !== 'other' && type.keywords.includes(''))).toEqual([]);
  });
  it('given noisy work, then it is flagged (M-19) and the five guarded kinds ask for their skill (M-25)', () => {
    expect(REPAIR_TYPES.filter((type) => type.noisy).map((type) => type.id)).toContain('floor');
    expect(new Set(REPAIR_TYPES.flatMap((type) => type.skill ?? []))).toEqual(new Set(['electrical-main', 'gas', 'lift', 'fire-system', 'work-at-height']));
    expect(skillOf('gas')).toBe('gas');
    expect(skillOf('lamp')).toBeUndefined();
    expect(repairType('nonsense')).toBeUndefined();
  });
  it.each([
    ['洗手间漏水', 'leak'],
    ['马桶漏水', 'toilet'],
    ['空调漏水', 'aircon'],
    ['水龙头滴水', 'tap'],
    ['地漏反味', 'drain'],
    ['射灯不亮', 'lamp'],
    ['应急灯不亮', 'lamp'],
    ['沙盘灯不亮', 'model'],
    ['大堂吊灯不亮', 'high-lamp'],
    ['电梯困人', 'lift'],
    ['电梯厅灯不亮', 'lamp'],
    ['消防通道灯不亮', 'lamp'],
    ['烟感误报', 'fire-system'],
    ['插座漏电', 'distribution-box'],
    ['监控室空调不冷', 'aircon'],
    ['财务部门地毯脱落', 'floor'],
    ['玻璃门把手松了', 'door'],
    ['玻璃碎了一地', 'glass'],
    ['WIFI连不上', 'network'],
    ['闻到煤气味', 'gas'],
    ['莫名其妙', undefined],
  ])('given %s, then the type is %s', (text, id) => {
    expect(guessRepairType(text)?.id).toBe(id);
  });
  it('given a guarded kind named among other words, then the skill is still asked for (M-25)', () => {
    const guarded = REPAIR_TYPES.filter((type) => type.skill).flatMap((type) => type.keywords);
    fc.assert(
      fc.property(fc.constantFrom(...guarded), fc.constantFrom('马桶', '空调', '射灯', '水龙头', '沙发'), (keyword, thing) => {
        expect(guessRepairType(`${thing}旁 ${keyword}`)?.skill).toBeDefined();
      }),
    );
  });
});
