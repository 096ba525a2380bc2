import { CHECK_ITEMS } from '../core/call-record.ts';
import { CHECK_WORDS } from '../core/paper-words.ts';
import { clauseById } from '../../handbook/core/handbook-facts.ts';
import { createPen, type Pen } from '../../../platform/server/pdf-pen.ts';

const A4 = { w: 297, h: 210 };
const MARGIN = 10;
const INK = '#1C2321';
type Columns = readonly (readonly [string, number])[];
const COLUMNS: Columns = [
  ['序号', 11], ['日期', 19], ['时间', 15], ['呼出√', 11], ['响铃', 11], ['号码', 30], ['姓氏/尊称', 22], ['全名', 20], ['公司/单位', 32], ['事由', 16], ['内容', 48], ['转接/结果', 23], ['跟进人/期限', 19],
];
/** With the line's own number in the first column; the day stands once above. */
const NUMBERED: Columns = [
  ['编号', 30], ['时间', 14], ['挂机', 14], ['呼出√', 11], ['响铃', 11], ['号码', 30], ['姓氏/尊称', 21], ['全名', 19], ['公司/单位', 29], ['事由', 14], ['内容', 44], ['转接/结果', 21], ['跟进人/期限', 19],
];
/** Lines on a sheet. */
export const LINES = 18;

/** Above a numbered sheet, as above every register (forms 4.0). */
type SheetHead = { readonly site: string; readonly company?: string | undefined; readonly form?: string | undefined };

const drawCallSheet = (pen: Pen, { site, company, form }: SheetHead, sheet: { readonly numbers: readonly string[]; readonly nr: number; readonly of: number } | undefined, offset: { readonly x: number; readonly y: number }): void => {
  const numbers = sheet?.numbers;
  pen.addPage(A4);
  const left = MARGIN + offset.x;
  pen.text('来电登记表', { x: left, y: 8 + offset.y, w: 120, h: 9 }, { sizes: [16], weight: 'medium', ink: INK });
  pen.text(`${site}    日期 ____________    ${numbers ? '书写人' : '接听人'} ____________`, { x: left + 90, y: 10 + offset.y, w: A4.w - 2 * MARGIN - 90, h: 7 }, { sizes: [10.5, 9], align: 'right', ink: INK });
  pen.text([company, form && `表单编号 ${form}`, sheet ? `第 ${sheet.nr} 页 / 共 ${sheet.of} 页` : '第 ____ 页'].filter(Boolean).join('  '), { x: left + 90, y: 5 + offset.y, w: A4.w - 2 * MARGIN - 90, h: 5 }, { sizes: [8.5, 7.5], align: 'right', ink: INK });
  const row = (A4.h - 20 - 14 - 8) / LINES;
  for (let line = 0; line <= (numbers?.length ?? LINES); line += 1) {
    let x = left;
    const y = 20 + line * row + offset.y;
    for (const [column, [name, width]] of (numbers ? NUMBERED : COLUMNS).entries()) {
      pen.box({ x, y, w: width, h: row }, { line: line === 0 ? 0.75 : 0.3, ink: INK });
      if (line === 0) pen.text(name, { x, y, w: width, h: row }, { sizes: [10, 9, 8], align: 'centre', across: 'middle', ink: INK });
      else if (column === 0 && numbers) pen.text(numbers[line - 1] ?? '', { x, y, w: width, h: row }, { sizes: [9, 8], align: 'centre', across: 'middle', ink: INK });
      x += width;
    }
  }
  pen.text('制表：____________    审核：____________    日期：____________', { x: left, y: A4.h - 9 + offset.y, w: A4.w - 2 * MARGIN, h: 6 }, { sizes: [10], ink: INK });
};

/** 来电登记表, blank, for the day the power is out (T-04, forms 4.5). */
export const renderCallSheet = async (head: SheetHead): Promise<Buffer> => {
  const pen = createPen({ title: '来电登记表' });
  drawCallSheet(pen, head, undefined, { x: 0, y: 0 });
  return pen.finish();
};

/** Numbered lines of it, a sheet after the other. */
export const renderCallPad = async (head: SheetHead, numbers: readonly string[], offset: { readonly x: number; readonly y: number }): Promise<Buffer> => {
  const pen = createPen({ title: `来电登记表 ${numbers[0] ?? ''}` });
  const of = Math.ceil(numbers.length / LINES);
  for (let nr = 1; nr <= of; nr += 1) drawCallSheet(pen, head, { numbers: numbers.slice((nr - 1) * LINES, nr * LINES), nr, of }, offset);
  return pen.finish();
};

const SHEET = { w: 210, h: 297 };

/** 通话抽查表 (T-03): the plan's own sentences with boxes, for whoever listens with paper and pen. */
export const renderCheckSheet = async (site: string): Promise<Buffer> => {
  const pen = createPen({ title: '通话抽查表' });
  pen.addPage(SHEET);
  pen.text('通话抽查表', { x: 15, y: 14, w: 180, h: 10 }, { sizes: [18], weight: 'medium', ink: INK });
  pen.text(`${site}    通话时间 ____________    接听人 ____________    抽查人 ____________`, { x: 15, y: 26, w: 180, h: 6 }, { sizes: [10, 9, 8], ink: INK });
  let y = 36;
  for (const item of CHECK_ITEMS) {
    pen.line({ x: 15, y }, { x: 195, y }, 0.3, INK);
    pen.text(CHECK_WORDS[item], { x: 15, y, w: 34, h: 15 }, { sizes: [10, 9], weight: 'medium', across: 'middle', ink: INK });
    pen.text(clauseById(item).text, { x: 50, y: y + 1, w: 84, h: 13 }, { sizes: [9, 8, 7.5], across: 'middle', ink: INK });
    for (const [index, answer] of ['符合', '不符合', '未听到'].entries()) {
      const x = 137 + index * 20;
      pen.box({ x, y: y + 5.7, w: 3.6, h: 3.6 }, { line: 0.75, ink: INK });
      pen.text(answer, { x: x + 4.8, y, w: 15, h: 15 }, { sizes: [9.5], across: 'middle', ink: INK });
    }
    y += 15;
  }
  pen.line({ x: 15, y }, { x: 195, y }, 0.3, INK);
  pen.text('说明', { x: 15, y: y + 3, w: 20, h: 6 }, { sizes: [10], weight: 'medium', ink: INK });
  pen.box({ x: 15, y: y + 10, w: 180, h: 30 }, { line: 0.3, ink: INK });
  return pen.finish();
};
