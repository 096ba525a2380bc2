import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CLAUSES, clauseById, clausePlace, isClauseId } from './clauses.ts';

const idsOf = (letter: string): string[] => CLAUSES.map((clause) => clause.id).filter((id) => id.startsWith(letter));
const numbered = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`);

describe('the clauses of the plan', () => {
  it('given the plan, when counted, then there are 115 clauses, each once, in the order G, M, T, B', () => {
    expect(CLAUSES.map((clause) => clause.id)).toEqual([
      ...numbered('G', 5),
      ...numbered('M', 55),
      ...numbered('T', 46),
      ...numbered('B', 9),
    ]);
    expect(CLAUSES).toHaveLength(115);
  });

  it('given an id, when its letter is read, then it names the annex', () => {
    const annexOf: Record<string, string> = { G: '岗位职责', M: '附件七', T: '附件八', B: '附件九' };
    for (const clause of CLAUSES) expect(clause.annex).toBe(annexOf[clause.id.slice(0, 1)]);
    expect(idsOf('M')).toHaveLength(55);
    expect(clauseById('T-01').annexTitle).toBe('电话接听工作规程');
  });

  it('given M-13, M-14 and M-47, when quoted, then the wording is the plan’s to the character', () => {
    expect(clauseById('M-13').text).toBe('维修员接单后,应在15分钟内准备好维修所需工具、材料等。');
    expect(clauseById('M-14').text).toBe('按与客户约定的时间提前10分钟到达报修地点(特殊情况除外)。');
    expect(clauseById('M-47').text).toBe('维修员接单后带齐维修工具及备件于30分钟内赶到现场进行维修。');
  });

  it('given all texts, when hashed together, then not one character differs from the plan as it was transcribed', () => {
    const lines = CLAUSES.map((clause) => `${clause.id} ${clause.text}`).join('\n');
    expect(createHash('sha256').update(lines).digest('hex')).toBe(
      '22e7ce7411ea489a28b5660e6f55a80501471eb5dd19efd1134433bba43a5a3d',
    );
  });

  it('given a slip in the plan, when quoted, then the slip stays in the text and is mended in the 朗读版', () => {
    expect(clauseById('M-34').text).toContain('为你提供服务');
    expect(clauseById('M-34').readAloud).toContain('为您提供服务');
    expect(clauseById('M-33').text).toContain('则就离开');
    expect(clauseById('M-33').readAloud).toContain('则应离开');
    expect(clauseById('T-17').text).toContain('甚么');
    expect(clauseById('T-17').readAloud).not.toContain('甚么');
    expect(clauseById('M-25').text).toContain('〔14.〕');
    expect(clauseById('M-25').readAloud).toBe('严禁不懂装懂，硬行维修。');
  });

  it('given the sentence of B-09 that breaks off, when quoted, then nothing is added to it', () => {
    expect(clauseById('B-09').text).toBe('数量可按洽谈桌座位的2。');
    expect(clauseById('B-09').readAloud).toBeUndefined();
  });

  it('given any clause, when shown, then text, gist, short place, section and modes are filled', () => {
    for (const clause of CLAUSES) {
      expect(clause.text.trim(), clause.id).not.toBe('');
      expect(clause.gist.trim(), clause.id).not.toBe('');
      expect(clause.section.trim(), clause.id).not.toBe('');
      expect(clause.modes.length, clause.id).toBeGreaterThan(0);
      expect(new Set(clause.modes).size, clause.id).toBe(clause.modes.length);
      expect(clause.short.length, clause.id).toBeLessThanOrEqual(24);
    }
    expect(clausePlace(clauseById('M-13'))).toBe('附件七 · 接单后 15 分钟内备妥');
  });

  it('given an unknown id, when looked up, then there is no clause', () => {
    expect(clauseById('M-56')).toBeUndefined();
    expect(isClauseId('M-56')).toBe(false);
    expect(isClauseId('M-55')).toBe(true);
  });
});
