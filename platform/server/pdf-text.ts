import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as fontkit from 'fontkit';

/** 1 mm in PDF points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;
export const toMm = (points: number): number => (points * 25.4) / 72;

export type Weight = 'regular' | 'medium';

export type PdfFont = {
  readonly name: string;
  readonly data: Buffer;
  readonly has: (codePoint: number) => boolean;
  /** Advance in ems. */
  readonly advance: (codePoint: number) => number;
};

/** In the order of preference; a character is printed with the first font that has it. */
export type FontSet = Readonly<Record<Weight, readonly PdfFont[]>>;

export type Run = { readonly font: PdfFont; readonly text: string };

const FILES: Readonly<Record<Weight, string>> = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  medium: '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
};

const openFont = (name: string, path: string): PdfFont => {
  const data = readFileSync(path);
  const opened = fontkit.create(data);
  if (!('glyphForCodePoint' in opened)) throw new Error(`${path} is a collection of fonts, not one font`);
  /** Advance in ems, or null where the font has no such character. */
  const advances = new Map<number, number | null>();
  const advance = (codePoint: number): number | null => {
    let known = advances.get(codePoint);
    if (known === undefined) {
      known = opened.hasGlyphForCodePoint(codePoint) ? opened.glyphForCodePoint(codePoint).advanceWidth / opened.unitsPerEm : null;
      advances.set(codePoint, known);
    }
    return known;
  };
  return { name, data, has: (codePoint) => advance(codePoint) !== null, advance: (codePoint) => advance(codePoint) ?? 0 };
};

let loaded: FontSet | undefined;
/** What Noto Sans SC lacks of the Hong Kong and Japanese sets, 𠮷 among them; see docs/decisions/fonts-on-paper.md. */
const RARE = fileURLToPath(new URL('./fonts/rare-characters.ttf', import.meta.url));

/** Read once and kept (about 20 MB), so that the first slip of the day is the only slow one. */
export const pdfFonts = (): FontSet => {
  const resolve = createRequire(import.meta.url).resolve;
  if (!loaded) {
    const rare = openFont('RareCharacters', RARE);
    loaded = {
      regular: [openFont('NotoSansSC-Regular', resolve(FILES.regular)), rare],
      medium: [openFont('NotoSansSC-Medium', resolve(FILES.medium)), rare],
    };
  }
  return loaded;
};

/** Joiners, direction marks and variation selectors have no shape of their own: left out rather than reported. */
const SHAPELESS = /[\p{Cf}\p{Variation_Selector}]/gu;
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cs}]/gu;

/**
 * One text, ready to be cut into lines: tabs are blanks, line breaks are kept, controls and lone surrogates are gone.
 * Accents are put together, but a Han character is never replaced by the one Unicode holds for equal: it may be a name.
 */
export const printableText = (text: string): string =>
  text.replace(/\P{Script=Han}+/gu, (part) => part.normalize('NFC')).replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/\t/g, ' ').replace(SHAPELESS, '').replace(UNPRINTABLE, '');

export const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Characters no font has become their code in brackets, so that nobody ever reads an empty box. */
export const spellMissing = (text: string, fonts: readonly PdfFont[], missing: Set<string>): string =>
  [...text]
    .map((character) => {
      const codePoint = character.codePointAt(0) ?? 0;
      if (character === '\n' || fonts.some((font) => font.has(codePoint))) return character;
      missing.add(character);
      return `[${codeOf(character)}]`;
    })
    .join('');

/** Neighbours with the same font in one run. The text must have passed `spellMissing`. */
export const fontRuns = (text: string, fonts: readonly PdfFont[]): Run[] => {
  const runs: { font: PdfFont; text: string }[] = [];
  for (const character of text) {
    const font = fonts.find((candidate) => candidate.has(character.codePointAt(0) ?? 0)) ?? fonts[0];
    if (!font) return runs;
    const last = runs.at(-1);
    if (last && last.font === font) last.text += character;
    else runs.push({ font, text: character });
  }
  return runs;
};

/** Width in ems. */
export const textWidth = (text: string, fonts: readonly PdfFont[]): number => {
  let width = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    width += (fonts.find((font) => font.has(codePoint)) ?? fonts[0])?.advance(codePoint) ?? 0;
  }
  return width;
};

const NEVER_FIRST = /^[,.;:!?)\]}%，。、；：！？）」』】》〉〕…—·℃％”’]/u;
const NEVER_LAST = /[([{（「『【《〈〔“‘]$/u;
const WORD = /[A-Za-z0-9+\-./:@#_*[\]]+|\s|[^A-Za-z0-9+\-./:@#_*[\]\s]/gu;

/** Parts that stay together: a word, or a character with the marks that may not leave it. */
const unbreakable = (paragraph: string): string[] => {
  const units: string[] = [];
  for (const part of paragraph.match(WORD) ?? []) {
    const last = units.at(-1);
    if (last !== undefined && !/^\s$/.test(last) && !/^\s$/.test(part) && (NEVER_FIRST.test(part) || NEVER_LAST.test(last))) units[units.length - 1] = last + part;
    else units.push(part);
  }
  return units;
};

/**
 * Lines no wider than `width`. Chinese breaks between any two characters except before closing and after opening
 * marks; numbers and Latin words stay whole unless they alone are wider than a line. What is beyond `limit` lines
 * is not looked at, so that a text of a hundred pages costs no more than a slip.
 */
export const wrapText = (text: string, width: number, measure: (part: string) => number, limit = Infinity): string[] => {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    let taken = 0;
    const flush = (): void => {
      lines.push(line.trimEnd());
      line = '';
      taken = 0;
    };
    const add = (part: string, wide: number): void => {
      if (line !== '' && taken + wide > width) flush();
      if (line === '' && /^\s$/.test(part)) return;
      line += part;
      taken += wide;
    };
    for (const unit of unbreakable(paragraph)) {
      if (lines.length >= limit) return lines;
      const wide = measure(unit);
      if (wide <= width) add(unit, wide);
      else for (const character of unit) add(character, measure(character));
    }
    flush();
  }
  return lines;
};

/** How many lines of a size stand in a box; one always does. */
export const roomFor = (size: number, box: { height: number; leading: number }): number => Math.max(1, Math.floor((box.height + 0.01 - size) / (size * box.leading)) + 1);

export type Fit = { readonly lines: readonly string[]; readonly size: number; readonly cut: boolean };

/**
 * The largest size at which the text stands inside width × height (all points); when even the smallest is too
 * large, it ends with `more`, which says where the rest is. Never more lines than fit.
 */
export const fitText = (
  text: string,
  box: { width: number; height: number; sizes: readonly number[]; leading: number; more: string },
  fonts: readonly PdfFont[],
): Fit => {
  const measure = (part: string): number => textWidth(part, fonts);
  const smallest = box.sizes.at(-1) ?? 10;
  const roomAt = (size: number): number => roomFor(size, box);
  for (const size of box.sizes) {
    const lines = wrapText(text, box.width / size, measure, roomAt(size) + 1);
    if (lines.length <= roomAt(size) && lines.every((line) => measure(line) * size <= box.width + 0.01)) return { lines, size, cut: false };
  }
  const lines = wrapText(text, box.width / smallest, measure, roomAt(smallest)).slice(0, roomAt(smallest));
  let last = lines.pop() ?? '';
  while (last !== '' && measure(last + box.more) * smallest > box.width) last = last.slice(0, -([...last].at(-1) ?? '').length);
  const ending = measure(last + box.more) * smallest > box.width ? '…' : last + box.more;
  return { lines: [...lines, ending], size: smallest, cut: true };
};
