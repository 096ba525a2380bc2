import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { fitText, fontRuns, mm, pdfFonts, printableText, spellMissing, textWidth, toMm, wrapText, type FontSet, type Weight } from './pdf-text.ts';

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
/** What pdfkit keeps of an embedded font, as far as a line is laid out by it. */
type LaidOut = { readonly scale: number; readonly font: { glyphForCodePoint(codePoint: number): Glyph }; layout?: unknown; isPlain?: true };

/**
 * One glyph for one character, as `textWidth` measures it: kerning and ligatures are off anyway, and to look for them
 * in every cell took nine tenths of the time of a register.
 */
const layOutPlainly = (font: LaidOut): void => {
  if (font.isPlain) return;
  const glyphs = new Map<string, Glyph>();
  const glyphOf = (character: string): Glyph => {
    const known = glyphs.get(character) ?? font.font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    glyphs.set(character, known);
    return known;
  };
  font.isPlain = true;
  font.layout = (text: string) => {
    const line = [...text].map(glyphOf);
    const positions = line.map((glyph) => ({ xAdvance: glyph.advanceWidth * font.scale, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: glyph.advanceWidth * font.scale }));
    return { glyphs: line, positions, advanceWidth: positions.reduce((sum, position) => sum + position.xAdvance, 0) };
  };
};

const LEADING = 1.3;
/** The em box of Chinese letters stands 0.88 above and 0.12 below the baseline. */
const ASCENT = 0.88;

export type Pen = ReturnType<typeof createPen>;

/** A PDF in millimetres, with text that never leaves its rectangle and never shows an empty box for a character. */
export const createPen = (info: { title: string; author?: string; keywords?: string; /** Else now; the same moment and the same text make the same file to the byte. */ createdAt?: string }, fonts: FontSet = pdfFonts()) => {
  const document = new PDFDocument({
    autoFirstPage: false,
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: info.title, Creator: 'Foyer 前厅', ...(info.createdAt ? { CreationDate: new Date(info.createdAt) } : {}), ...(info.author ? { Author: info.author } : {}), ...(info.keywords ? { Keywords: info.keywords } : {}) },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  for (const font of new Set(Object.values(fonts).flat())) document.registerFont(font.name, font.data);
  const missing = new Set<string>();

  const letters = (text: string, weight: Weight): string => spellMissing(printableText(text), fonts[weight], missing);

  const drawLine = (line: string, x: number, baseline: number, size: number, weight: Weight, spacing: number): void => {
    let at = x;
    for (const run of fontRuns(line, fonts[weight])) {
      document.font(run.font.name).fontSize(size);
      layOutPlainly((document as unknown as { _font: LaidOut })._font);
      document.text(run.text, at, baseline, { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing, features: [] });
      at += textWidth(run.text, [run.font]) * size + spacing * [...run.text].length;
    }
  };

  return {
    missing,
    addPage: (size: { w: number; h: number }, offset: { x: number; y: number } = { x: 0, y: 0 }): void => {
      document.addPage({ size: [mm(size.w), mm(size.h)], margin: 0 });
      if (offset.x !== 0 || offset.y !== 0) document.translate(mm(offset.x), mm(offset.y));
    },
    /** Width in mm. */
    width: (text: string, size: number, weight: Weight = 'regular'): number => (textWidth(letters(text, weight), fonts[weight]) * size * 25.4) / 72,
    /** How many lines a text takes in so many mm, and their height in mm. */
    measure: (text: string, width: number, size: number, weight: Weight = 'regular'): { lines: number; height: number } => {
      const ready = letters(text, weight).trim();
      const lines = ready === '' ? 0 : wrapText(ready, mm(width) / size, (part) => textWidth(part, fonts[weight])).length;
      return { lines, height: lines === 0 ? 0 : toMm(size + (lines - 1) * size * LEADING) };
    },
    /** Returns whether the whole text could be printed. */
    text: (text: string, rect: Rect, lettering: Lettering): boolean => {
      const weight = lettering.weight ?? 'regular';
      const spacing = lettering.spacing ?? 0;
      const ready = letters(text, weight).trim();
      if (ready === '') return true;
      const box = { width: mm(rect.w), height: mm(rect.h), sizes: lettering.sizes, leading: LEADING, more: lettering.more ?? '…' };
      const fit = fitText(ready, box, fonts[weight]);
      const height = fit.size + (fit.lines.length - 1) * fit.size * LEADING;
      const top = mm(rect.y) + (lettering.across === 'middle' ? (mm(rect.h) - height) / 2 : 0);
      document.fillColor(lettering.ink ?? '#000000');
      for (const [index, line] of fit.lines.entries()) {
        const width = textWidth(line, fonts[weight]) * fit.size + spacing * ([...line].length - 1);
        const rest = mm(rect.w) - width;
        const x = mm(rect.x) + (lettering.align === 'centre' ? rest / 2 : lettering.align === 'right' ? rest : 0);
        drawLine(line, x, top + fit.size * (ASCENT + index * LEADING), fit.size, weight, spacing);
      }
      return !fit.cut;
    },
    /** Widths in points. */
    line: (from: { x: number; y: number }, to: { x: number; y: number }, width: number, ink: string, dash?: number): void => {
      document.save();
      if (dash) document.dash(mm(dash), { space: mm(dash) });
      document.moveTo(mm(from.x), mm(from.y)).lineTo(mm(to.x), mm(to.y)).lineWidth(width).strokeColor(ink).stroke();
      document.restore();
    },
    box: (rect: Rect, look: { line?: number; ink?: string; fill?: string; radius?: number }): void => {
      document.save();
      document.roundedRect(mm(rect.x), mm(rect.y), mm(rect.w), mm(rect.h), mm(look.radius ?? 0));
      if (look.fill && look.line) document.lineWidth(look.line).fillAndStroke(look.fill, look.ink ?? '#000000');
      else if (look.fill) document.fill(look.fill);
      else document.lineWidth(look.line ?? 0.5).stroke(look.ink ?? '#000000');
      document.restore();
    },
    /** A row of cells as one stroke: its frame and the lines between them, at mm from the left of the page. */
    grid: (rect: Rect, between: readonly number[], width: number, ink: string): void => {
      document.save().rect(mm(rect.x), mm(rect.y), mm(rect.w), mm(rect.h));
      for (const x of between) document.moveTo(mm(x), mm(rect.y)).lineTo(mm(x), mm(rect.y + rect.h));
      document.lineWidth(width).strokeColor(ink).stroke().restore();
    },
    /** The mark of a ticked box, drawn because no Chinese font on hand has ☑. */
    tick: (rect: Rect, width: number, ink: string): void => {
      document.save();
      document
        .moveTo(mm(rect.x + rect.w * 0.16), mm(rect.y + rect.h * 0.52))
        .lineTo(mm(rect.x + rect.w * 0.42), mm(rect.y + rect.h * 0.8))
        .lineTo(mm(rect.x + rect.w * 0.98), mm(rect.y + rect.h * -0.05))
        .lineWidth(width).lineCap('round').lineJoin('round').strokeColor(ink).stroke();
      document.restore();
    },
    /** A picture whole within its rectangle. JPEG and PNG, as our file store keeps them. */
    picture: (data: Buffer, rect: Rect): void => {
      document.image(data, mm(rect.x), mm(rect.y), { fit: [mm(rect.w), mm(rect.h)], align: 'center', valign: 'center' });
    },
    /** A QR code in one path, so that no viewer shows seams between its squares. */
    qr: (text: string, rect: Rect, ink: string): void => {
      const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
      const step = mm(rect.w) / modules.size;
      document.save();
      for (let row = 0; row < modules.size; row += 1) {
        for (let column = 0; column < modules.size; column += 1) {
          let run = 0;
          while (column + run < modules.size && modules.get(row, column + run) === 1) run += 1;
          if (run === 0) continue;
          document.rect(mm(rect.x) + column * step, mm(rect.y) + row * step, run * step, step * 1.01);
          column += run;
        }
      }
      document.fill(ink).restore();
    },
    finish: (): Promise<Buffer> => {
      document.end();
      return finished;
    },
  };
};
