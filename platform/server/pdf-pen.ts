import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { fitText, fontRuns, mm, pdfFonts, printableText, roomFor, spellMissing, textWidth, toMm, wrapText, type FontSet, type PdfFont, type Weight } from './pdf-text.ts';

/** A rectangle in mm from the upper left corner of the page. */
export type Rect = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

export type Lettering = {
  /** Points, largest first; see `fitText`. */
  readonly sizes: readonly number[];
  readonly weight?: Weight;
  readonly ink?: string;
  readonly align?: 'left' | 'centre' | 'right';
  readonly across?: 'top' | 'middle';
  /** Points between the letters; only for single lines. */
  readonly spacing?: number;
  readonly more?: string;
};

type Glyph = { readonly advanceWidth: number };
/** What pdfkit keeps of an embedded font, as far as text is written by it. */
type Embedded = {
  readonly id: string;
  readonly scale: number;
  readonly font: { glyphForCodePoint(codePoint: number): Glyph };
  layout?: unknown;
  ref(): unknown;
  encode(text: string, features: readonly string[]): readonly [glyphs: readonly string[], positions: unknown];
};
type Inside = { _font: Embedded; page: { fonts: Record<string, unknown> } };

/** One glyph for one character, as `textWidth` measures it: kerning and ligatures are off. */
const layOutPlainly = (font: Embedded): Embedded => {
  font.layout = (text: string) => {
    const line = [...text].map((character) => font.font.glyphForCodePoint(character.codePointAt(0) ?? 0));
    const positions = line.map((glyph) => ({ xAdvance: glyph.advanceWidth * font.scale, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: glyph.advanceWidth * font.scale }));
    return { glyphs: line, positions, advanceWidth: positions.reduce((sum, position) => sum + position.xAdvance, 0) };
  };
  return font;
};

/** A number of a drawing: a thousandth of a point is finer than any printer. */
const n = (value: number): string => String(Math.round(value * 1000) / 1000);
const inks = new Map<string, string>();
/** #RRGGBB as the three numbers of a drawing. */
const rgb = (ink: string): string => {
  const known = inks.get(ink) ?? [1, 3, 5].map((at) => n(parseInt(ink.slice(at, at + 2), 16) / 255)).join(' ');
  inks.set(ink, known);
  return known;
};
/** How far the handle of a quarter of a circle stands from its end. */
const KAPPA = 4 * ((Math.SQRT2 - 1) / 3);

const LEADING = 1.3;
/** The em box of Chinese letters stands 0.88 above and 0.12 below the baseline. */
const ASCENT = 0.88;

/** Longer texts are cut to their box line by line instead of being laid out whole. */
const SHORT = 400;

/** A page that waits for the rest of its drawing. */
export type OpenPage = { end(chunk: Buffer): void };
export type Pen = ReturnType<typeof createPen>;

/** A PDF in millimetres, with text that never leaves its rectangle and never shows an empty box for a character. */
export const createPen = (info: { title: string; author?: string; keywords?: string; /** Else now; the same moment and the same text make the same file to the byte. */ createdAt?: string }, fonts: FontSet = pdfFonts()) => {
  const document = new PDFDocument({
    autoFirstPage: false,
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: info.title, Creator: 'Foyer 前厅', ...(info.createdAt ? { CreationDate: new Date(info.createdAt) } : {}), ...(info.author ? { Author: info.author } : {}), ...(info.keywords ? { Keywords: info.keywords } : {}) },
  });
  const inside = document as unknown as Inside;
  for (const font of new Set(Object.values(fonts).flat())) document.registerFont(font.name, font.data);
  const missing = new Set<string>();

  /*
   * Drawings are written as the PDF's own operators and handed over once a page: through pdfkit's own text and path
   * calls each cell of a register took a dozen copies and transforms, and a month of them most of its time.
   */
  let drawing = '';
  const put = (operators: string): void => {
    drawing += `${operators}\n`;
  };
  let fill = '';
  const fillWith = (ink: string): void => {
    if (fill !== ink) put(`${rgb(ink)} rg`);
    fill = ink;
  };
  const flush = (): void => {
    if (drawing !== '') document.addContent(Buffer.from(drawing, 'latin1'));
    drawing = '';
    fill = '';
  };

  const embedded = new Map<PdfFont, { readonly font: Embedded; readonly glyphs: Map<string, string> }>();
  const embed = (font: PdfFont): { readonly font: Embedded; readonly glyphs: Map<string, string> } => {
    const known = embedded.get(font);
    if (known) return known;
    document.font(font.name);
    const made = { font: layOutPlainly(inside._font), glyphs: new Map<string, string>() };
    embedded.set(font, made);
    return made;
  };
  const useFont = (font: PdfFont): { readonly font: Embedded; readonly glyphs: Map<string, string> } => {
    const used = embed(font);
    inside.page.fonts[used.font.id] ??= used.font.ref();
    return used;
  };

  const letters = (text: string, weight: Weight): string => spellMissing(printableText(text), fonts[weight], missing);
  /** The same words come again and again in the lines of a register. */
  const laid = new Map<string, { readonly ready: string; readonly lines: readonly string[] }>();
  const lay = (text: string, width: number, size: number, weight: Weight): { readonly ready: string; readonly lines: readonly string[] } => {
    const key = `${weight} ${size} ${width} ${text}`;
    let known = laid.get(key);
    if (!known) {
      const ready = letters(text, weight).trim();
      known = { ready, lines: ready === '' ? [] : wrapText(ready, width / size, (part) => textWidth(part, fonts[weight])) };
      if (laid.size >= 4000) laid.clear();
      laid.set(key, known);
    }
    return known;
  };

  const drawLine = (line: string, x: number, baseline: number, size: number, weight: Weight, spacing: number): void => {
    let at = x;
    for (const run of fontRuns(line, fonts[weight])) {
      const { font, glyphs } = useFont(run.font);
      let hex = '';
      for (const character of run.text) {
        let glyph = glyphs.get(character);
        if (glyph === undefined) {
          glyph = font.encode(character, [])[0].join('');
          glyphs.set(character, glyph);
        }
        hex += glyph;
      }
      // The page is turned upside down, so that millimetres count from its upper edge; letters are turned back.
      put(`BT /${font.id} ${n(size)} Tf${spacing === 0 ? '' : ` ${n(spacing)} Tc`} 1 0 0 -1 ${n(at)} ${n(baseline)} Tm [<${hex}>] TJ${spacing === 0 ? '' : ' 0 Tc'} ET`);
      at += textWidth(run.text, [run.font]) * size + spacing * [...run.text].length;
    }
  };
  const rectangle = (rect: Rect): string => `${n(mm(rect.x))} ${n(mm(rect.y))} ${n(mm(rect.w))} ${n(mm(rect.h))} re`;
  const rounded = (rect: Rect, radius: number): string => {
    if (radius === 0) return rectangle(rect);
    const [left, top, right, bottom] = [mm(rect.x), mm(rect.y), mm(rect.x + rect.w), mm(rect.y + rect.h)];
    const r = Math.min(mm(radius), mm(rect.w) / 2, mm(rect.h) / 2);
    const c = r * (1 - KAPPA);
    const to = (...points: readonly number[]): string => points.map(n).join(' ');
    return [
      `${to(left + r, top)} m`, `${to(right - r, top)} l`, `${to(right - c, top, right, top + c, right, top + r)} c`, `${to(right, bottom - r)} l`, `${to(right, bottom - c, right - c, bottom, right - r, bottom)} c`,
      `${to(left + r, bottom)} l`, `${to(left + c, bottom, left, bottom - c, left, bottom - r)} c`, `${to(left, top + r)} l`, `${to(left, top + c, left + c, top, left + r, top)} c h`,
    ].join(' ');
  };

  async function* rest(): AsyncGenerator<Buffer> {
    flush();
    document.end();
    for await (const chunk of document) yield chunk as Buffer;
  }

  return {
    missing,
    /** A page; of one with `isOpen` the rest can be drawn when all pages are there (`complete`). */
    addPage: (size: { w: number; h: number }, offset: { x: number; y: number } = { x: 0, y: 0 }, isOpen = false): OpenPage | undefined => {
      flush();
      document.addPage({ size: [mm(size.w), mm(size.h)], margin: 0 });
      if (offset.x !== 0 || offset.y !== 0) document.translate(mm(offset.x), mm(offset.y));
      if (!isOpen) return undefined;
      const rest = document.ref({});
      const page = document.page.dictionary;
      const said = page.data as { Contents?: unknown };
      said.Contents = [said.Contents, rest];
      // A page's fonts are told when it is turned; what comes later is in plain letters.
      const [plain] = fonts.regular;
      if (plain) useFont(plain);
      return rest;
    },
    /** Draws the rest of a page turned long ago: plain letters only. */
    complete: (page: OpenPage, draw: () => void): void => {
      flush();
      draw();
      page.end(Buffer.from(drawing, 'latin1'));
      drawing = '';
      fill = '';
    },
    /** What can go on its way already; pages turned are not kept. */
    take: (): Buffer | undefined => {
      const chunks: Buffer[] = [];
      for (let chunk = document.read() as Buffer | null; chunk !== null; chunk = document.read() as Buffer | null) chunks.push(chunk);
      return chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    },
    /** Width in mm. */
    width: (text: string, size: number, weight: Weight = 'regular'): number => (textWidth(letters(text, weight), fonts[weight]) * size * 25.4) / 72,
    /** How many lines a text takes in so many mm, and their height in mm. */
    measure: (text: string, width: number, size: number, weight: Weight = 'regular'): { lines: number; height: number } => {
      const lines = lay(text, mm(width), size, weight).lines.length;
      return { lines, height: lines === 0 ? 0 : toMm(size + (lines - 1) * size * LEADING) };
    },
    /** Returns whether the whole text could be printed. */
    text: (text: string, rect: Rect, lettering: Lettering): boolean => {
      const weight = lettering.weight ?? 'regular';
      const spacing = lettering.spacing ?? 0;
      const box = { width: mm(rect.w), height: mm(rect.h), sizes: lettering.sizes, leading: LEADING, more: lettering.more ?? '…' };
      const first = lettering.sizes[0] ?? 10;
      const known = text.length <= SHORT ? lay(text, box.width, first, weight) : { ready: letters(text, weight).trim(), lines: undefined };
      if (known.ready === '') return true;
      const whole = known.lines && known.lines.length <= roomFor(first, box) && known.lines.every((line) => textWidth(line, fonts[weight]) * first <= box.width + 0.01);
      const fit = whole && known.lines ? { lines: known.lines, size: first, cut: false } : fitText(known.ready, box, fonts[weight]);
      const height = fit.size + (fit.lines.length - 1) * fit.size * LEADING;
      const top = mm(rect.y) + (lettering.across === 'middle' ? (mm(rect.h) - height) / 2 : 0);
      fillWith(lettering.ink ?? '#000000');
      for (const [index, line] of fit.lines.entries()) {
        const width = lettering.align === 'centre' || lettering.align === 'right' ? textWidth(line, fonts[weight]) * fit.size + spacing * ([...line].length - 1) : 0;
        const rest = mm(rect.w) - width;
        const x = mm(rect.x) + (lettering.align === 'centre' ? rest / 2 : lettering.align === 'right' ? rest : 0);
        drawLine(line, x, top + fit.size * (ASCENT + index * LEADING), fit.size, weight, spacing);
      }
      return !fit.cut;
    },
    /** Widths in points. */
    line: (from: { x: number; y: number }, to: { x: number; y: number }, width: number, ink: string, dash?: number): void =>
      put(`${dash ? `[${n(mm(dash))}] 0 d ` : ''}${n(width)} w ${rgb(ink)} RG ${n(mm(from.x))} ${n(mm(from.y))} m ${n(mm(to.x))} ${n(mm(to.y))} l S${dash ? ' [] 0 d' : ''}`),
    box: (rect: Rect, look: { line?: number; ink?: string; fill?: string; radius?: number }): void => {
      if (look.fill) fillWith(look.fill);
      const shape = rounded(rect, look.radius ?? 0);
      const stroke = `${n(look.line ?? 0.5)} w ${rgb(look.ink ?? '#000000')} RG`;
      put(look.fill && look.line ? `${stroke} ${shape} B` : look.fill ? `${shape} f` : `${stroke} ${shape} S`);
    },
    /** A row of cells as one stroke: its frame and the lines between them, at mm from the left of the page. */
    grid: (rect: Rect, between: readonly number[], width: number, ink: string): void => {
      const [top, bottom] = [n(mm(rect.y)), n(mm(rect.y + rect.h))];
      put(`${n(width)} w ${rgb(ink)} RG ${rectangle(rect)} ${between.map((x) => `${n(mm(x))} ${top} m ${n(mm(x))} ${bottom} l`).join(' ')} S`);
    },
    /** The mark of a ticked box, drawn because no Chinese font on hand has ☑. */
    tick: (rect: Rect, width: number, ink: string): void => {
      const at = (x: number, y: number): string => `${n(mm(rect.x + rect.w * x))} ${n(mm(rect.y + rect.h * y))}`;
      put(`${n(width)} w 1 J 1 j ${rgb(ink)} RG ${at(0.16, 0.52)} m ${at(0.42, 0.8)} l ${at(0.98, -0.05)} l S 0 J 0 j`);
    },
    /** A picture whole within its rectangle. JPEG and PNG, as our file store keeps them. */
    picture: (data: Buffer, rect: Rect): void => {
      flush();
      document.image(data, mm(rect.x), mm(rect.y), { fit: [mm(rect.w), mm(rect.h)], align: 'center', valign: 'center' });
    },
    /** A QR code in one path, so that no viewer shows seams between its squares. */
    qr: (text: string, rect: Rect, ink: string): void => {
      const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
      const step = mm(rect.w) / modules.size;
      const squares: string[] = [];
      for (let row = 0; row < modules.size; row += 1) {
        for (let column = 0; column < modules.size; column += 1) {
          let run = 0;
          while (column + run < modules.size && modules.get(row, column + run) === 1) run += 1;
          if (run === 0) continue;
          squares.push(`${n(mm(rect.x) + column * step)} ${n(mm(rect.y) + row * step)} ${n(run * step)} ${n(step * 1.01)} re`);
          column += run;
        }
      }
      fillWith(ink);
      put(`${squares.join(' ')} f`);
    },
    finish: async (): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      for await (const chunk of rest()) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    /** The end of a file whose pages were taken along the way. */
    rest,
  };
};
