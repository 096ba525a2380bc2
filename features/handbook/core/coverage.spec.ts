import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.ts';

describe('coverage', () => {
  it('given no keeps, when covered, then all 115 clauses are shown as not yet kept', () => {
    const rows = coverageOf([]);
    expect(rows).toHaveLength(115);
    expect(rows.every((row) => !row.isKept && row.keeps.length === 0)).toBe(true);
  });

  it('given keeps of M-13 from two places, one declared twice, when covered, then each stands once, rule before clock', () => {
    const rows = coverageOf([
      { clause: 'M-13', by: 'clock', where: '备料时限' },
      { clause: 'M-13', by: 'rule', where: '备妥' },
      { clause: 'M-13', by: 'clock', where: '备料时限' },
    ]);
    const row = rows.find((candidate) => candidate.clause.id === 'M-13');
    expect(row?.keeps.map((keep) => keep.by)).toEqual(['rule', 'clock']);
    expect(rows.filter((candidate) => candidate.isKept)).toHaveLength(1);
  });
});
