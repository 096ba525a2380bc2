import { USUAL_LOOK, type CopyLook } from '../../../platform/core/copy-look.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import { pliesOf, type Ply } from '../core/repair-order.ts';
import { usualColours, type SlipContent } from '../core/slip-content.ts';
import { drawSlip, type SlipSheet } from './slip-drawing.ts';
import { layoutSlip } from './slip-layout.ts';
import { PROFILES, SLIP_INK, type SlipPaper } from './slip-paper.ts';

export type SlipPrint = {
  readonly paper: SlipPaper;
  /** For pre-printed stock: only what varies, no frame, no label. */
  readonly dataOnly: boolean;
  /** mm to the right and down, set per printer with the ruler page. */
  readonly offset: { readonly x: number; readonly y: number };
  /** Which copies; those the kind does not have are left out. Paper with plies always prints all. */
  readonly copies?: readonly Ply[];
  /** 0 = first print, n = 补打 n (M-08). */
  readonly reprint: number;
  /** Stands where 补打 would: 存档, for a print that takes no part in the work. */
  readonly mark?: string;
  /** Text or address of the slip's own signed code. */
  readonly qr?: string;
  /** The bare form for the cupboard: nothing but company, centre and complaints number. */
  readonly blank?: boolean;
  /** What this centre calls its copies, and the colours of its stock. */
  readonly look?: CopyLook;
};

export type SlipPdf = {
  readonly pdf: Buffer;
  readonly pages: number;
  /** Characters no font on hand has; on paper they stand as [U+2A6D6]. */
  readonly missing: readonly string[];
  /** Labels of fields whose end had to be left to the system (见系统). */
  readonly shortened: readonly string[];
};

const emptied = (content: SlipContent): SlipContent => ({
  kind: content.kind,
  block1: {},
  block2: {},
  materials: [],
  ...(content.company ? { company: content.company } : {}),
  ...(content.siteName ? { siteName: content.siteName } : {}),
  ...(content.complaintsPhone ? { complaintsPhone: content.complaintsPhone } : {}),
});

/** The pages of one slip; answers how many. */
const drawPages = (pen: ReturnType<typeof createPen>, content: SlipContent, options: SlipPrint, shortened: Set<string>): number => {
  const profile = PROFILES[options.paper];
  const { qr, look = USUAL_LOOK } = options;
  const sheet = (ply?: Ply): SlipSheet => ({
    content, profile, shortened,
    colours: { ...usualColours(content.kind), ...look[content.kind] },
    names: look.names,
    dataOnly: options.dataOnly,
    mark: [content.slipAfter ? '补单' : undefined, options.mark ?? (options.reprint > 0 ? `补打 ${options.reprint}` : undefined)].filter(Boolean).join(' · ') || undefined,
    ...(ply ? { ply } : {}),
    ...(qr ? { qr } : {}),
  });

  const wanted = pliesOf(content.kind).filter((ply) => !options.copies || options.copies.length === 0 || options.copies.includes(ply));
  const slips: (Ply | undefined)[] = profile.perCopy ? [...wanted] : [undefined];
  let pages = 0;
  for (const [index, ply] of slips.entries()) {
    const place = index % profile.frames.length;
    const frame = profile.frames[place];
    if (!frame) continue;
    if (place === 0) {
      pen.addPage(profile.page, options.offset);
      pages += 1;
      if (profile.frames.length > 1 && !options.dataOnly) drawCut(pen, profile.page);
    }
    drawSlip(pen, sheet(ply), layoutSlip(profile, content.kind, frame, { note: ply === 'user', qr: qr !== undefined }));
  }
  return pages;
};

/** The 维修单 as PDF (M-08, M-44). */
export const renderSlip = async (given: SlipContent, options: SlipPrint): Promise<SlipPdf> => {
  const content = options.blank ? emptied(given) : given;
  const pen = createPen({ title: `维修单 ${content.number ?? ''}`.trim(), ...(content.company ? { author: content.company } : {}) });
  const shortened = new Set<string>();
  const { qr: _code, ...bare } = options;
  const pages = drawPages(pen, content, options.blank ? bare : options, shortened);
  return { pdf: await pen.finish(), pages, missing: [...pen.missing], shortened: [...shortened] };
};

/** A pad: blank slips with numbers of their own, to be written on while there is no network. */
export const renderPad = async (given: SlipContent, sheets: readonly { number: string; qr?: string }[], options: Omit<SlipPrint, 'qr' | 'blank'>): Promise<SlipPdf> => {
  const pen = createPen({ title: `空白维修单 ${sheets[0]?.number ?? ''}`.trim(), ...(given.company ? { author: given.company } : {}) });
  const shortened = new Set<string>();
  let pages = 0;
  for (const { number, qr } of sheets) {
    pages += drawPages(pen, { ...emptied(given), number }, { ...options, ...(qr ? { qr } : {}) }, shortened);
    // A hundred sheets take seconds; who else waits for the server comes in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { pdf: await pen.finish(), pages, missing: [...pen.missing], shortened: [...shortened] };
};

/** Many slips in one file, each on its way as soon as it is drawn. */
export const openSlips = (title: string, company?: string) => {
  const pen = createPen({ title, ...(company ? { author: company } : {}) });
  return {
    /** Answers how many pages the slip took. */
    add: (content: SlipContent, options: SlipPrint): number => drawPages(pen, content, options, new Set()),
    take: pen.take,
    rest: pen.rest,
  };
};

const drawCut = (pen: ReturnType<typeof createPen>, page: { w: number; h: number }): void => {
  const y = page.h / 2;
  const gap = 13;
  pen.line({ x: 4, y }, { x: page.w / 2 - gap, y }, 0.4, SLIP_INK, 1.2);
  pen.line({ x: page.w / 2 + gap, y }, { x: page.w - 4, y }, 0.4, SLIP_INK, 1.2);
  pen.text('沿此线裁开', { x: page.w / 2 - gap, y: y - 2, w: gap * 2, h: 4 }, { sizes: [7], ink: '#6A726E', align: 'centre', across: 'middle' });
};

/** A page to lay a ruler on: how far the printer is off, and in which direction the offset must be changed. */
export const renderRulerPage = async (options: { paper: SlipPaper; offset: { x: number; y: number }; printer?: string }): Promise<SlipPdf> => {
  const { page, frames, perCopy } = PROFILES[options.paper];
  const pen = createPen({ title: '打印校准页' });
  pen.addPage(page, options.offset);
  const size = perCopy ? 8 : 10.5;
  const fine = perCopy ? 0.3 : 0.75;
  for (const frame of frames) pen.box(frame, { line: fine, ink: SLIP_INK });
  const cross = { x: 20, y: 20 };
  for (let x = 0; x <= page.w; x += 1) {
    const long = x % 10 === 0 ? 6 : x % 5 === 0 ? 4 : 2.5;
    pen.line({ x, y: cross.y }, { x, y: cross.y + long }, fine, SLIP_INK);
    if (x % 10 === 0 && x > cross.x && x < page.w - 5) pen.text(String(x), { x: x - 5, y: cross.y + 6.5, w: 10, h: 4.5 }, { sizes: [size], ink: SLIP_INK, align: 'centre' });
  }
  for (let y = 0; y <= page.h; y += 1) {
    const long = y % 10 === 0 ? 6 : y % 5 === 0 ? 4 : 2.5;
    pen.line({ x: cross.x, y }, { x: cross.x + long, y }, fine, SLIP_INK);
    if (y % 10 === 0 && y > cross.y && y < page.h - 3) pen.text(String(y), { x: cross.x + 7, y: y - 2.25, w: 12, h: 4.5 }, { sizes: [size], ink: SLIP_INK, across: 'middle' });
  }
  pen.line({ x: 0, y: cross.y }, { x: page.w, y: cross.y }, perCopy ? 0.6 : 1, SLIP_INK);
  pen.line({ x: cross.x, y: 0 }, { x: cross.x, y: page.h }, perCopy ? 0.6 : 1, SLIP_INK);
  const words = [
    `打印校准页${options.printer ? ` · ${options.printer}` : ''}`,
    `纸张 ${page.w} × ${page.h} mm，当前偏移：右 ${options.offset.x} mm，下 ${options.offset.y} mm`,
    '打印时选“实际大小”，不缩放。两条粗线应离纸的左边和上边各 20 mm；刻度每格 1 mm。',
    '量得左边少 1 mm，就把“右”加 1；上边少 1 mm，就把“下”加 1；多了就减。',
  ];
  for (const [index, line] of words.entries())
    pen.text(line, { x: 45, y: 40 + index * 11, w: page.w - 65, h: 10 }, { sizes: index === 0 ? [14] : [perCopy ? 10 : 10.5], weight: index === 0 ? 'medium' : 'regular', ink: SLIP_INK });
  return { pdf: await pen.finish(), pages: 1, missing: [...pen.missing], shortened: [] };
};
