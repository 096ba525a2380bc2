import type { Cell, Column } from '../core/register.ts';
import { createPen, type OpenPage, type Rect } from './pdf-pen.ts';

/** What stands at the head of every page of a centre's registers. */
export type PaperHead = {
  readonly title: string;
  readonly company: string;
  readonly site: string;
  /** 表单编号. */
  readonly form: string;
  /** Under the title: period, how many lines, draft or number; where it says how many lines there were, it is asked last. */
  readonly note: string | ((lines: number) => string);
  readonly logo?: Buffer | undefined;
};

/** Which lines, said once, drawn on as many pages as it takes; its heading and column names come again on each. */
export type PaperTable = { readonly heading?: string; readonly columns: readonly Pick<Column, 'zh' | 'width' | 'align'>[]; /** Taken one by one as there is room for them, so that a long register is never whole in memory. */ readonly rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>; /** Said where there is no line. */ readonly empty?: string };
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
const HEADING = 7.5;
const FOOT_LABELS: NonNullable<PaperLook['foot']> = [['制表', ''], ['审核', ''], ['日期', '']];
/** Where a single cell is longer than a page. */
const MORE = '…（全文见系统）';

export const cellText = (cell: Cell): string => (cell === null ? '' : String(cell));

/**
 * Registers and records on A4: header, lines that wrap and never overlap, footer, page x of y. Each page leaves as soon
 * as it is full; what only the end knows (how many pages, how many lines) is drawn onto all of them last.
 */
export async function* streamPaper(head: PaperHead, blocks: readonly PaperBlock[], look: PaperLook = {}): AsyncGenerator<Buffer, { readonly pages: number; readonly missing: readonly string[] }> {
  const page = look.upright ? { w: 210, h: 297 } : { w: 297, h: 210 };
  const pen = createPen({ title: head.title, ...(head.company ? { author: head.company } : {}), ...(look.createdAt ? { createdAt: look.createdAt } : {}) });
  const width = page.w - 2 * MARGIN;
  const bottom = page.h - FOOT;
  const least = look.upright ? ROW.upright : ROW.across;
  const left = head.logo ? MARGIN + 22 : MARGIN;
  const foot = look.foot ?? FOOT_LABELS;
  const pages: OpenPage[] = [];
  let y = HEAD_BOTTOM;
  const write = (text: string, rect: Rect, more: Partial<Parameters<typeof pen.text>[2]> = {}): boolean => pen.text(text, rect, { sizes: [SIZE], ink: INK, ...more });

  const turn = async function* (): AsyncGenerator<Buffer> {
    const open = pen.addPage(page, look.offset, true);
    if (open) pages.push(open);
    y = HEAD_BOTTOM;
    if (head.logo) pen.picture(head.logo, { x: MARGIN, y: 7, w: 20, h: 14 });
    write([head.company, head.site].filter(Boolean).join('  '), { x: left, y: 8, w: width / 3 - (left - MARGIN) - 2, h: 10 }, { sizes: [10, 9, 8] });
    write(head.title, { x: MARGIN + width / 3, y: 7, w: width / 3, h: 9 }, { sizes: [16, 14, 12, 10], weight: 'medium', align: 'centre' });
    write(`表单编号 ${head.form}`, { x: MARGIN + (width * 2) / 3, y: 8, w: width / 3, h: 5 }, { sizes: [9, 8], align: 'right' });
    for (const [place, [label, value]] of foot.entries()) write(`${label}：${value || '________________'}`, { x: MARGIN + (width / foot.length) * place, y: page.h - 12, w: width / foot.length - 2, h: 6 }, { sizes: [10, 9, 8] });
    const ready = pen.take();
    if (ready) yield ready;
    // A hundred pages take a while; who else waits for the server comes in between.
    await new Promise((resolve) => setImmediate(resolve));
  };

  const heading = (text: string): void => {
    write(text, { x: MARGIN, y: y + 1, w: width, h: 5 }, { sizes: [10.5], weight: 'medium' });
    y += HEADING;
  };
  let lines = 0;
  const table = async function* (block: PaperTable): AsyncGenerator<Buffer> {
    const whole = block.columns.reduce((sum, entry) => sum + entry.width, 0);
    const widths = block.columns.map((entry) => (entry.width / whole) * width);
    const lefts = widths.map((_wide, index) => MARGIN + widths.slice(0, index).reduce((sum, wide) => sum + wide, 0));
    const names = block.columns.map((entry) => entry.zh);
    const heightOf = (cells: readonly string[], weight: 'regular' | 'medium'): number => Math.max(least, ...cells.map((cell, index) => (cell === '' ? 0 : pen.measure(cell, (widths[index] ?? 0) - 2 * PAD, SIZE, weight).height + 2 * PAD + 0.2)));
    const headHeight = heightOf(names, 'medium');
    const line = (cells: readonly string[], height: number, weight: 'regular' | 'medium'): void => {
      if (weight === 'medium') pen.box({ x: MARGIN, y, w: width, h: height }, { fill: '#F1EFE9' });
      pen.grid({ x: MARGIN, y, w: width, h: height }, lefts.slice(1), 0.3, GREY);
      for (const [index, wide] of widths.entries()) {
        const align = weight === 'medium' ? 'centre' : block.columns[index]?.align;
        write(cells[index] ?? '', { x: (lefts[index] ?? 0) + PAD, y: y + PAD, w: wide - 2 * PAD, h: height - 2 * PAD }, { weight, across: 'middle', more: MORE, ...(align ? { align } : {}) });
      }
      y += height;
    };
    const above = headHeight + (block.heading ? HEADING : 0);
    const begin = (): void => {
      if (block.heading) heading(block.heading);
      line(names, headHeight, 'medium');
    };
    const tallest = bottom - HEAD_BOTTOM - above;
    if (y + above + least > bottom) yield* turn();
    begin();
    let isEmpty = true;
    for await (const row of block.rows) {
      const cells = row.map(cellText);
      const height = Math.min(tallest, heightOf(cells, 'regular'));
      if (y + height > bottom + 0.01) {
        yield* turn();
        begin();
      }
      line(cells, height, 'regular');
      isEmpty = false;
      if (block === blocks[0]) lines += 1;
    }
    if (isEmpty) {
      write(block.empty ?? '没有记录', { x: MARGIN, y: y + 1.5, w: width, h: 5 }, { align: 'centre', ink: GREY });
      y += least;
    }
    y += 4;
  };
  const paragraph = async function* (block: PaperText): AsyncGenerator<Buffer> {
    const height = Math.min(bottom - HEAD_BOTTOM - 8, pen.measure(block.text, width, 9).height + 1);
    if (y + height + (block.heading ? HEADING : 0) > bottom) yield* turn();
    if (block.heading) heading(block.heading);
    write(block.text, { x: MARGIN, y, w: width, h: height }, { sizes: [9], more: MORE });
    y += height + 4;
  };

  yield* turn();
  for (const block of blocks) if ('columns' in block) yield* table(block);
    else yield* paragraph(block);
  const note = typeof head.note === 'string' ? head.note : head.note(lines);
  for (const [index, open] of pages.entries()) {
    pen.complete(open, () => {
      write(`第 ${index + 1} 页 / 共 ${pages.length} 页`, { x: MARGIN + (width * 2) / 3, y: 13, w: width / 3, h: 5 }, { sizes: [9], align: 'right' });
      write(note, { x: left, y: 19.5, w: width - (left - MARGIN), h: 5 }, { sizes: [9, 8, 7], ink: GREY });
    });
    const ready = pen.take();
    if (ready) yield ready;
  }
  yield* pen.rest();
  return { pages: pages.length, missing: [...pen.missing] };
}

/** The same, whole: for what is kept. */
export const renderPaper = async (...given: Parameters<typeof streamPaper>): Promise<{ readonly pdf: Buffer; readonly pages: number; readonly missing: readonly string[] }> => {
  const chunks: Buffer[] = [];
  const pages = streamPaper(...given);
  for (;;) {
    const next = await pages.next();
    if (next.done) return { pdf: Buffer.concat(chunks), ...next.value };
    chunks.push(next.value);
  }
};
