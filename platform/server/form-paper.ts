import { createPen } from './pdf-pen.ts';

export const A4 = { w: 210, h: 297 };
export const LEFT = 15;
export const WIDTH = A4.w - 2 * LEFT;
export const INK = '#1C2321';
export const GREY = '#47504C';
const TOP = 26;
const BOTTOM = A4.h - 15;
const LABEL = 28;
const VALUE = [10, 9, 8, 7];
const MORE = '…（全文见系统）';

type Cell = readonly [label: string, value: string];

/** An upright form of labelled cells, line under line, on as many pages as it takes; its head stands on each. */
export const createForm = (head: { readonly title: string; readonly site: string; readonly number: string }) => {
  const pen = createPen({ title: `${head.title} ${head.number}` });
  let y = TOP;
  const page = (): void => {
    pen.addPage(A4);
    pen.text(head.title, { x: LEFT, y: 12, w: WIDTH, h: 10 }, { sizes: [18], weight: 'medium', ink: INK });
    pen.text(head.site, { x: LEFT + 60, y: 12, w: WIDTH - 60, h: 5 }, { sizes: [10, 8], align: 'right', ink: INK });
    pen.text(`No. ${head.number}`, { x: LEFT + 60, y: 17, w: WIDTH - 60, h: 5 }, { sizes: [10], align: 'right', ink: INK });
    y = TOP;
  };
  /** Room for so many mm, on the next page if need be; answers where it begins. */
  const take = (height: number): number => {
    if (y + height > BOTTOM) page();
    y += height;
    return y - height;
  };
  const line = (cells: readonly Cell[], height = 8): void => {
    const top = take(height);
    const width = WIDTH / cells.length;
    for (const [index, [label, value]] of cells.entries()) {
      const x = LEFT + index * width;
      pen.box({ x, y: top, w: width, h: height }, { line: 0.3, ink: GREY });
      pen.text(label, { x: x + 1.5, y: top, w: LABEL - 3, h: height }, { sizes: [8.5, 7.5], ink: GREY, across: 'middle' });
      pen.text(value, { x: x + LABEL, y: top + 0.5, w: width - LABEL - 1.5, h: height - 1 }, { sizes: VALUE, ink: INK, across: 'middle', more: MORE });
    }
  };
  /** As high as its words, smaller letters where they are many; a whole page at most. */
  const words = (label: string, value: string, least = 8): void => {
    const heightAt = (size: number): number => pen.measure(value, WIDTH - LABEL - 1.5, size).height + 4;
    line([[label, value]], Math.min(BOTTOM - TOP, Math.max(least, VALUE.map(heightAt).find((height) => height <= 60) ?? heightAt(7))));
  };
  page();
  return { pen, line, words, take };
};
