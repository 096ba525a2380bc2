import { createPen, type Pen } from '../../../platform/server/pdf-pen.ts';
import { METHODS, WISHES, type Message } from '../core/message.ts';
import { METHOD_WORDS, WISH_WORDS } from '../core/paper-words.ts';

export const MESSAGE_PAPERS = ['continuous-93', 'a6'] as const;
export type MessagePaper = (typeof MESSAGE_PAPERS)[number];

/** A slip's words; undefined leaves the line for the pen (T-04: blank slips lie beside the telephone). */
export type SlipWords = {
  readonly site: string; /** Of a numbered blank, with its check letters. */ readonly nr?: string | undefined; readonly to?: string | undefined; readonly department?: string | undefined; readonly urgent?: boolean | undefined; readonly date?: string | undefined; readonly time?: string | undefined; readonly caller?: string | undefined; readonly company?: string | undefined;
  readonly number?: string | undefined; readonly readBack?: boolean | undefined; readonly extension?: string | undefined; readonly wishes: readonly Message['sheet']['wishes'][number][]; readonly convenient?: string | undefined; readonly content?: string | undefined; readonly taker?: string | undefined;
};

type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
const INK = '#1C2321';
/** Impact printing through plies wants letters of 10.5 pt and lines of 0.75 pt (forms 4.0); A6 is a laser's. */
const LOOK = {
  'continuous-93': { page: { w: 241, h: 93 }, frame: { x: 20.5, y: 5, w: 200, h: 83 }, label: 10.5, value: [12, 10.5], line: 0.75, across: true },
  a6: { page: { w: 105, h: 148 }, frame: { x: 7, y: 7, w: 91, h: 134 }, label: 8, value: [10.5, 9, 8], line: 0.4, across: false },
} as const;

/**
 * A slip that is folded: the name stands outside, everything said stands inside (T-44 with T-15), so that a slip on a
 * telephone tells nobody else who called or why.
 */
export const renderMessageSlip = async (words: SlipWords, paper: MessagePaper): Promise<Buffer> => renderMessageSlips([words], paper);

/** One page a slip; `offset`: what this printer is off, in mm. */
export const renderMessageSlips = async (slips: readonly SlipWords[], paper: MessagePaper, offset: { readonly x: number; readonly y: number } = { x: 0, y: 0 }): Promise<Buffer> => {
  const pen = createPen({ title: `留言单 ${slips.length === 1 ? (slips[0]?.to ?? slips[0]?.nr ?? '') : ''}`.trim() });
  for (const words of slips) drawSlip(pen, words, paper, offset);
  return pen.finish();
};

const drawSlip = (pen: Pen, words: SlipWords, paper: MessagePaper, offset: { readonly x: number; readonly y: number }): void => {
  const look = LOOK[paper];
  pen.addPage(look.page);
  const frame = { ...look.frame, x: look.frame.x + offset.x, y: look.frame.y + offset.y };
  const outside: Box = look.across ? { ...frame, w: 62 } : { ...frame, h: 38 };
  const inside: Box = look.across ? { x: frame.x + 66, y: frame.y, w: frame.w - 66, h: frame.h } : { x: frame.x, y: frame.y + 42, w: frame.w, h: frame.h - 42 };
  const label = (text: string, box: Box): void => void pen.text(text, box, { sizes: [look.label], ink: INK, across: 'middle' });
  const value = (text: string | undefined, box: Box, weight: 'regular' | 'medium' = 'regular'): void => {
    if (text) pen.text(text, box, { sizes: look.value, ink: INK, weight, across: 'middle' });
    else pen.line({ x: box.x, y: box.y + box.h - 1 }, { x: box.x + box.w, y: box.y + box.h - 1 }, look.line, INK);
  };
  const tick = (text: string, on: boolean | undefined, x: number, y: number): number => {
    pen.box({ x, y: y + 1.6, w: 3.2, h: 3.2 }, { line: look.line, ink: INK });
    if (on) pen.tick({ x, y: y + 1.6, w: 3.2, h: 3.2 }, 1.2, INK);
    const width = pen.width(text, look.label);
    pen.text(text, { x: x + 4.2, y, w: width + 1, h: 6.4 }, { sizes: [look.label], ink: INK, across: 'middle' });
    return x + 4.2 + width + 3.5;
  };

  // Outside: to whom, and nothing else.
  pen.text('留言单', { x: outside.x, y: outside.y, w: outside.w, h: 8 }, { sizes: [16], weight: 'medium', ink: INK });
  if (words.nr) pen.text(words.nr, look.across ? { x: outside.x + 22, y: outside.y + 1.5, w: outside.w - 26, h: 6 } : { x: outside.x + outside.w - 40, y: outside.y + 30, w: 40, h: 6 }, { sizes: [look.label], weight: 'medium', align: 'right', ink: INK });
  label('致', { x: outside.x, y: outside.y + 10, w: 8, h: 9 });
  value(words.to, { x: outside.x + 8, y: outside.y + 10, w: outside.w - 12, h: 9 }, 'medium');
  label('部门', { x: outside.x, y: outside.y + 20, w: 11, h: 8 });
  value(words.department, { x: outside.x + 11, y: outside.y + 20, w: outside.w - 15, h: 8 });
  const after = tick('紧急', words.urgent, outside.x, outside.y + 29);
  tick('一般', words.urgent === undefined ? undefined : !words.urgent, after, outside.y + 29);
  if (look.across) {
    pen.line({ x: frame.x + 64, y: 0 }, { x: frame.x + 64, y: look.page.h }, look.line, INK, 2);
    pen.text('沿线向内折，内容在里', { x: outside.x, y: outside.y + outside.h - 8, w: outside.w - 2, h: 6 }, { sizes: [look.label], ink: INK });
    pen.text(words.site, { x: outside.x, y: outside.y + outside.h - 15, w: outside.w - 2, h: 6 }, { sizes: [look.label], ink: INK });
  } else {
    pen.line({ x: 0, y: frame.y + 40 }, { x: look.page.w, y: frame.y + 40 }, look.line, INK, 2);
    pen.text(`${words.site}  沿线向内折`, { x: outside.x + 40, y: outside.y + 1.5, w: outside.w - 40, h: 5 }, { sizes: [look.label, 7], ink: INK, align: 'right' });
  }

  // Inside: what was said, in the order of forms 4.6.
  const row = look.across ? 8 : 8.6;
  let y = inside.y;
  const half = inside.w / 2;
  const pair = (left: readonly [string, string | undefined], right?: readonly [string, string | undefined]): void => {
    const room = right ? half : inside.w;
    const leftWidth = pen.width(left[0], look.label) + 2;
    label(left[0], { x: inside.x, y, w: leftWidth, h: row });
    value(left[1], { x: inside.x + leftWidth, y, w: room - leftWidth - 2, h: row });
    if (right) {
      const rightWidth = pen.width(right[0], look.label) + 2;
      label(right[0], { x: inside.x + half, y, w: rightWidth, h: row });
      value(right[1], { x: inside.x + half + rightWidth, y, w: half - rightWidth, h: row });
    }
    y += row;
  };
  pair(['日期时间', words.date && `${words.date} ${words.time ?? ''}`.trim()], ['记录人', words.taker]);
  pair(['来电者', words.caller], ['公司/单位', words.company]);
  pair(['联系电话', words.number], ['分机', words.extension]);
  let x = tick('已复述', words.readBack, inside.x, y);
  for (const wish of WISHES) {
    const width = pen.width(WISH_WORDS[wish], look.label) + 7.7;
    if (x + width > inside.x + inside.w) { y += 6.4; x = inside.x; }
    x = tick(WISH_WORDS[wish], words.wishes.includes(wish), x, y);
  }
  y += 7;
  pair(['方便回电时间', words.convenient]);
  const stub = look.across ? 14 : 24;
  label('留言', { x: inside.x, y, w: 12, h: 6 });
  pen.box({ x: inside.x, y: y + 6, w: inside.w, h: inside.y + inside.h - stub - y - 7 }, { line: look.line, ink: INK });
  if (words.content) pen.text(words.content, { x: inside.x + 1.5, y: y + 7, w: inside.w - 3, h: inside.y + inside.h - stub - y - 9 }, { sizes: look.across ? [12, 10.5] : [10.5, 9, 8, 7.5], ink: INK, more: '……（全文见系统）' });
  // The stub: how it went on its way, and who has it now.
  y = inside.y + inside.h - stub;
  x = inside.x;
  for (const method of METHODS.slice(0, 4)) {
    const width = pen.width(METHOD_WORDS[method], look.label) + 7.7;
    if (x + width > inside.x + inside.w) { y += 6.4; x = inside.x; }
    x = tick(METHOD_WORDS[method], undefined, x, y);
  }
  pen.text('交付时间 ________  签收人 ____________  回电结果 ____________', { x: inside.x, y: inside.y + inside.h - 6.5, w: inside.w, h: 6 }, { sizes: look.across ? [10.5] : [8, 7], ink: INK });
};
