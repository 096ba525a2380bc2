import { CHECK_ITEMS } from '../core/call-record.ts';
import { CHECK_WORDS } from '../core/paper-words.ts';
import { clauseById } from '../../handbook/core/handbook-facts.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';

const A4 = { w: 297, h: 210 };
const MARGIN = 10;
const INK = '#1C2321';
const COLUMNS: readonly (readonly [string, number])[] = [
  ['序号', 11], ['日期', 19], ['时间', 15], ['响铃', 12], ['号码', 30], ['姓氏/尊称', 24], ['全名', 22], ['公司/单位', 34], ['事由', 16], ['内容', 56], ['转接/结果', 26], ['跟进人', 12],
];
const LINES = 18;

/** 来电登记表, blank, for the day the power is out (T-04, forms 4.5). */
export const renderCallSheet = async (site: string): Promise<Buffer> => {
  const pen = createPen({ title: '来电登记表' });
  pen.addPage(A4);
  pen.text('来电登记表', { x: MARGIN, y: 8, w: 120, h: 9 }, { sizes: [16], weight: 'medium', ink: INK });
  pen.text(`${site}    日期 ____________    接听人 ____________`, { x: MARGIN + 90, y: 10, w: A4.w - 2 * MARGIN - 90, h: 7 }, { sizes: [10.5, 9], align: 'right', ink: INK });
  const row = (A4.h - 20 - 14 - 8) / LINES;
  for (let line = 0; line <= LINES; line += 1) {
    let x = MARGIN;
    for (const [name, width] of COLUMNS) {
      pen.box({ x, y: 20 + line * row, w: width, h: row }, { line: line === 0 ? 0.75 : 0.3, ink: INK });
      if (line === 0) pen.text(name, { x, y: 20, w: width, h: row }, { sizes: [10, 9, 8], align: 'centre', across: 'middle', ink: INK });
      x += width;
    }
  }
  pen.text('制表：____________    审核：____________    日期：____________', { x: MARGIN, y: A4.h - 9, w: A4.w - 2 * MARGIN, h: 6 }, { sizes: [10], ink: INK });
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
