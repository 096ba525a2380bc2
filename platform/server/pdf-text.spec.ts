import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, fontRuns, mm, pdfFonts, printableText, spellMissing, toMm, wrapText, type PdfFont } from './pdf-text.ts';

const font = (name: string, characters: string): PdfFont => ({
  name,
  data: Buffer.alloc(0),
  has: (codePoint) => characters.includes(String.fromCodePoint(codePoint)),
  advance: () => 1,
});

const count = (part: string): number => [...part].length;

describe('font runs by coverage', () => {
  const fonts = [font('first', '王先生 ABC[]U+0123456789'), font('second', '𠮷王')];

  it('given a character only the second font has, when cut into runs, then only that character takes it', () => {
    expect(fontRuns('王𠮷先生', fonts).map((run) => [run.font.name, run.text])).toEqual([['first', '王'], ['second', '𠮷'], ['first', '先生']]);
  });

  it('given a character no font has, when spelled, then its code stands there and it is listed once', () => {
    const missing = new Set<string>();
    expect(spellMissing('王😀先生😀', fonts, missing)).toBe('王[U+1F600]先生[U+1F600]');
    expect([...missing]).toEqual(['😀']);
  });

  it('given joiners, selectors, controls and half a character, when made printable, then only what has a shape is left', () => {
    expect(printableText('王\u200D\uFE0F\u0007\uD842先\r\n生\t')).toBe('王先\n生 ');
    expect(printableText('e\u0301\uF91D')).toBe('\u00E9\uF91D');
  });

  it('given the fonts that ship, when asked, then they have the words of the slip and rare names', () => {
    for (const part of [pdfFonts().regular, pdfFonts().medium]) {
      const missing = new Set<string>();
      spellMissing('维修单客服部联库房备妥遮盖较满意①℃㎡喆玥翀赟龘䶮𫖮𠮷', part, missing);
      expect([...missing]).toEqual([]);
      expect(spellMissing('𪛖', part, new Set())).toBe('[U+2A6D6]');
    }
  });
});

describe('lines', () => {
  it('given any text and width, when wrapped, then no line is wider and nothing but blanks at the breaks is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('水', '管', '，', '。', '（', '）', '“', '”', 'abc', '12.5', ' ', '\n'), { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (parts, width) => {
        const text = parts.join('');
        const lines = wrapText(text, width, count);
        for (const line of lines) expect(count(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replace(/[ \n]/g, ''));
      }),
    );
  });

  it('given a mark at the break, when wrapped, then it does not begin a line and an opening mark does not end one', () => {
    expect(wrapText('水管漏水，已关阀', 4, count)).toEqual(['水管漏', '水，已关', '阀']);
    expect(wrapText('已关水（总阀）', 4, count)).toEqual(['已关水', '（总阀）']);
  });

  it('given a number with its unit at the break, when wrapped, then it stays whole', () => {
    expect(wrapText('每格 10mm。', 6, count)).toEqual(['每格', '10mm。']);
  });

  it('given a text too long for the smallest letters, when fitted, then it ends with the note and stays within its lines', () => {
    const fonts = [font('only', '水…见系统')];
    const box = { width: 100, height: 30, sizes: [12, 10], leading: 1.3, more: '…见系统' };
    const fit = fitText('水'.repeat(500), box, fonts);
    expect(fit.cut).toBe(true);
    expect(fit.size).toBe(10);
    expect(fit.lines).toHaveLength(2);
    expect(fit.lines.at(-1)).toBe('水水水水水水…见系统');
    expect(fitText('水'.repeat(8), box, fonts)).toEqual({ lines: ['水'.repeat(8)], size: 12, cut: false });
    expect(fitText('水'.repeat(19), box, fonts)).toMatchObject({ size: 10, cut: false });
  });

  it('given millimetres, when turned to points and back, then an inch is 72 points', () => {
    expect(mm(25.4)).toBe(72);
    expect(toMm(mm(241))).toBeCloseTo(241, 9);
  });
});
