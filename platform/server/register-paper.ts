import type { Cell, Column } from '../core/register.ts';
import { createPen, type Pen, type Rect } from './pdf-pen.ts';

/** What stands at the head of every page of a centre's registers. */
export type PaperHead = {
  readonly title: string;
  readonly company: string;
  readonly site: string;
  /** 表单编号. */
  readonly form: string;
  /** Under the title: period, how many lines, draft or number. */
  readonly note: string;
  readonly logo?: Buffer | undefined;
};

/** Which lines, said once, drawn on as many pages as it takes; its heading and column names come again on each. */
export type PaperTable = { readonly heading?: string; readonly columns: readonly Pick<Column, 'zh' | 'width' | 'align'>[]; readonly rows: readonly (readonly Cell[])[]; /** Said where there is no line. */ readonly empty?: string };
export type PaperText = { readonly heading?: string; readonly text: string };
export type PaperBlock = PaperTable | PaperText;

export type PaperLook = {
  readonly upright?: boolean | undefined;
  /** mm to the right and down, for the printer it goes to. */
  readonly offset?: { readonly x: number; readonly y: number } | undefined;
  /** The moment the paper says it was made; fixed for what must come out the same for ever. */
  readonly createdAt?: string | undefined;
  readonly foot?: readonly (readonly [label: string, value: string])[] | undefined;
};

const INK = '#1C2321';
const GREY = '#47504C';
const MARGIN = 10;
const SIZE = 8;
/** So that a page takes twenty short lines across and twenty-five upright. */
const ROW = { across: 7.4, upright: 9 };
const PAD = 1;
const HEAD_BOTTOM = 26;
const FOOT = 16;
const FOOT_LABELS: NonNullable<PaperLook['foot']> = [['制表', ''], ['审核', ''], ['日期', '']];
/** Where a single cell is longer than a page. */
const MORE = '…（全文见系统）';

export const cellText = (cell: Cell): string => (cell === null ? '' : String(cell));

type Draw = (pen: Pen) => void;

/** Registers and records on A4: header, lines that wrap and never overlap, footer, page x of y. */
export const renderPaper = async (head: PaperHead, blocks: readonly PaperBlock[], look: PaperLook = {}): Promise<{ readonly pdf: Buffer; readonly pages: number; readonly missing: readonly string[] }> => {
  const page = look.upright ? { w: 210, h: 297 } : { w: 297, h: 210 };
  const pen = createPen({ title: head.title, ...(head.company ? { author: head.company } : {}), ...(look.createdAt ? { createdAt: look.createdAt } : {}) });
  const width = page.w - 2 * MARGIN;
  const bottom = page.h - FOOT;
  const least = look.upright ? ROW.upright : ROW.across;
  const pages: Draw[][] = [[]];
  let y = HEAD_BOTTOM;
  const put = (draw: Draw): void => void pages.at(-1)?.push(draw);
  const turn = (): void => {
    pages.push([]);
    y = HEAD_BOTTOM;
  };
  const write = (text: string, rect: Rect, more: Partial<Parameters<Pen['text']>[2]> = {}): void => put((to) => to.text(text, rect, { sizes: [SIZE], ink: INK, ...more }));

  const heading = (text: string): void => {
    write(text, { x: MARGIN, y: y + 1, w: width, h: 5 }, { sizes: [10.5], weight: 'medium' });
    y += 7.5;
  };
  const table = (block: PaperTable): void => {
    const whole = block.columns.reduce((sum, entry) => sum + entry.width, 0);
    const widths = block.columns.map((entry) => (entry.width / whole) * width);
    const lefts = widths.map((_wide, index) => MARGIN + widths.slice(0, index).reduce((sum, wide) => sum + wide, 0));
    const names = block.columns.map((entry) => entry.zh);
    const heightOf = (cells: readonly string[], weight: 'regular' | 'medium'): number => Math.max(least, ...cells.map((cell, index) => (cell === '' ? 0 : pen.measure(cell, (widths[index] ?? 0) - 2 * PAD, SIZE, weight).height + 2 * PAD + 0.2)));
    const headHeight = heightOf(names, 'medium');
    const line = (cells: readonly string[], height: number, weight: 'regular' | 'medium'): void => {
      const top = y;
      put((to) => {
        if (weight === 'medium') to.box({ x: MARGIN, y: top, w: width, h: height }, { fill: '#F1EFE9' });
        to.grid({ x: MARGIN, y: top, w: width, h: height }, lefts.slice(1), 0.3, GREY);
        for (const [index, wide] of widths.entries()) {
          const x = lefts[index] ?? 0;
          const align = weight === 'medium' ? 'centre' : block.columns[index]?.align;
          to.text(cells[index] ?? '', { x: x + PAD, y: top + PAD, w: wide - 2 * PAD, h: height - 2 * PAD }, { sizes: [SIZE], weight, ink: INK, across: 'middle', more: MORE, ...(align ? { align } : {}) });
        }
      });
      y += height;
    };
    const names_ = (): void => {
      if (block.heading) heading(block.heading);
      line(names, headHeight, 'medium');
    };
    const tallest = bottom - HEAD_BOTTOM - headHeight - (block.heading ? 7.5 : 0);
    if (y + headHeight + least + (block.heading ? 7.5 : 0) > bottom) turn();
    names_();
    if (block.rows.length === 0) {
      write(block.empty ?? '没有记录', { x: MARGIN, y: y + 1.5, w: width, h: 5 }, { align: 'centre', ink: GREY });
      y += least;
    }
    for (const row of block.rows) {
      const cells = row.map(cellText);
      const height = Math.min(tallest, heightOf(cells, 'regular'));
      if (y + height > bottom + 0.01) {
        turn();
        names_();
      }
      line(cells, height, 'regular');
    }
    y += 4;
  };
  const paragraph = (block: PaperText): void => {
    const height = Math.min(bottom - HEAD_BOTTOM - 8, pen.measure(block.text, width, 9).height + 1);
    if (y + height + (block.heading ? 7.5 : 0) > bottom) turn();
    if (block.heading) heading(block.heading);
    write(block.text, { x: MARGIN, y, w: width, h: height }, { sizes: [9], more: MORE });
    y += height + 4;
  };
  for (const block of blocks) if ('columns' in block) table(block);
    else paragraph(block);

  const foot = look.foot ?? FOOT_LABELS;
  for (const [index, draws] of pages.entries()) {
    pen.addPage(page, look.offset);
    const left = head.logo ? MARGIN + 22 : MARGIN;
    if (head.logo) pen.picture(head.logo, { x: MARGIN, y: 7, w: 20, h: 14 });
    pen.text([head.company, head.site].filter(Boolean).join('  '), { x: left, y: 8, w: width / 3, h: 10 }, { sizes: [10, 9, 8], ink: INK });
    pen.text(head.title, { x: MARGIN + width / 3, y: 7, w: width / 3, h: 9 }, { sizes: [16, 14, 12, 10], weight: 'medium', align: 'centre', ink: INK });
    pen.text(`表单编号 ${head.form}`, { x: MARGIN + (width * 2) / 3, y: 8, w: width / 3, h: 5 }, { sizes: [9, 8], align: 'right', ink: INK });
    pen.text(`第 ${index + 1} 页 / 共 ${pages.length} 页`, { x: MARGIN + (width * 2) / 3, y: 13, w: width / 3, h: 5 }, { sizes: [9], align: 'right', ink: INK });
    pen.text(head.note, { x: left, y: 19.5, w: width - (left - MARGIN), h: 5 }, { sizes: [9, 8, 7], ink: GREY });
    for (const draw of draws) draw(pen);
    for (const [place, [label, value]] of foot.entries()) pen.text(`${label}：${value || '________________'}`, { x: MARGIN + (width / foot.length) * place, y: page.h - 12, w: width / foot.length - 2, h: 6 }, { sizes: [10, 9, 8], ink: INK });
  }
  return { pdf: await pen.finish(), pages: pages.length, missing: [...pen.missing] };
};
