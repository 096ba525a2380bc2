import type { BriefTone } from '../../../platform/core/brief.ts';
import { ROLE_TITLES } from '../../../platform/core/roles.ts';
import { localTime } from '../../../platform/core/working-calendar.ts';
import type { Brief } from '../core/brief-contract.ts';
import { briefDay, type BriefWords } from '../core/brief-text.ts';

/** As wide as a phone shows a long picture sharp. */
export const PICTURE_WIDTH = 750;
const EDGE = 44;
const INNER = PICTURE_WIDTH - 2 * EDGE;
const FONT = "'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei UI', 'Noto Sans SC', 'Noto Sans CJK SC', system-ui, sans-serif";
/** The page's own light look: a picture lies among messages and is read in the sun. */
const COLOUR = { paper: '#fbfaf7', ink: '#1c2321', dim: '#5d584d', line: '#e3dfd6', jade: '#0f6b5c', soon: '#6f4400', late: '#8f2117', soonMark: '#b7791f', lateMark: '#c0392b' };
const toneInk = (tone: BriefTone): string => (tone === 'late' ? COLOUR.late : tone === 'soon' ? COLOUR.soon : COLOUR.ink);

type Pen = CanvasRenderingContext2D;
const letter = (pen: Pen, size: number, weight: 400 | 600 | 700, ink: string): void => {
  pen.font = `${weight} ${size}px ${FONT}`;
  pen.fillStyle = ink;
};

const PARTS = new RegExp(`(?:[A-Za-z0-9:–./+-]+|.(?:${ROLE_TITLES.map(([, title]) => title).join('|')})|[^A-Za-z0-9])[，。、；：）」]*(?: ·)?`, 'gu');
/** Breaks a text where it must; Chinese breaks anywhere, but no line begins with a closing mark, and no number and no name is cut. */
const linesOf = (pen: Pen, text: string, width: number): string[] => {
  const parts = text.match(PARTS) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && pen.measureText(line + part).width > width) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
  }
  return line === '' ? lines : [...lines, line];
};

/** A mark before a line: a dot, a part-filled ring for what is due soon, a triangle for what is late. */
const mark = (pen: Pen, tone: BriefTone, x: number, y: number): void => {
  pen.beginPath();
  if (tone === 'late') {
    pen.moveTo(x, y - 9);
    pen.lineTo(x + 9, y + 7);
    pen.lineTo(x - 9, y + 7);
    pen.fillStyle = COLOUR.lateMark;
    pen.fill();
  } else if (tone === 'soon') {
    pen.arc(x, y, 8, 0, Math.PI * 2);
    pen.strokeStyle = COLOUR.soonMark;
    pen.lineWidth = 2.5;
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, 8, -Math.PI / 2, 0);
    pen.fillStyle = COLOUR.soonMark;
    pen.fill();
  } else {
    pen.arc(x, y, 4, 0, Math.PI * 2);
    pen.fillStyle = COLOUR.jade;
    pen.fill();
  }
};

/** Draws from the top and answers how far it came: once to measure, once for the picture. */
const paint = (pen: Pen, brief: Brief, words: BriefWords, zone: string): number => {
  pen.textBaseline = 'alphabetic';
  let y = 72;
  letter(pen, 44, 700, COLOUR.ink);
  pen.fillText(words.brief, EDGE, y);
  letter(pen, 22, 400, COLOUR.dim);
  pen.textAlign = 'right';
  pen.fillText(words.asOf(localTime(brief.now, zone)), PICTURE_WIDTH - EDGE, y);
  pen.textAlign = 'left';
  y += 44;
  letter(pen, 26, 600, COLOUR.jade);
  for (const line of linesOf(pen, brief.siteName, INNER)) { pen.fillText(line, EDGE, y); y += 36; }
  letter(pen, 24, 400, COLOUR.ink);
  for (const line of linesOf(pen, briefDay(brief, words, zone), INNER)) { pen.fillText(line, EDGE, y); y += 34; }
  y -= 6;
  pen.fillStyle = COLOUR.jade;
  pen.fillRect(EDGE, y, INNER, 3);
  y += 16;
  for (const section of brief.sections) {
    y += 40;
    letter(pen, 28, 600, COLOUR.ink);
    pen.fillText(section.title, EDGE, y);
    y += 14;
    // Figures stand in rows of four, number above word.
    for (let from = 0; from < section.figures.length; from += 4) {
      const row = section.figures.slice(from, from + 4);
      y += 46;
      for (const [index, figure] of row.entries()) {
        const x = EDGE + (index * INNER) / 4;
        letter(pen, 40, 600, toneInk(figure.tone));
        pen.fillText(String(figure.value), x, y);
        if (figure.tone !== 'plain' && figure.value > 0) mark(pen, figure.tone, x + pen.measureText(String(figure.value)).width + 18, y - 14);
        letter(pen, 20, 400, COLOUR.dim);
        pen.fillText(figure.label, x, y + 28);
      }
      y += 34;
    }
    if (section.lines.length > 0) y += 6;
    for (const line of section.lines) {
      letter(pen, 24, 400, toneInk(line.tone));
      const texts = linesOf(pen, line.text, INNER - 30);
      for (const [index, text] of texts.entries()) {
        y += 36;
        if (index === 0) mark(pen, line.tone, EDGE + 9, y - 9);
        letter(pen, 24, 400, toneInk(line.tone));
        pen.fillText(text, EDGE + 30, y);
      }
      // A short note stands behind its line; a long one below it.
      const behind = EDGE + 30 + pen.measureText(texts.at(-1) ?? '').width + 14;
      letter(pen, 20, 400, COLOUR.dim);
      if (line.note !== '' && behind + pen.measureText(line.note).width <= PICTURE_WIDTH - EDGE) pen.fillText(line.note, behind, y);
      else for (const text of linesOf(pen, line.note, INNER - 30)) { y += 28; pen.fillText(text, EDGE + 30, y); }
      y += 6;
    }
    if (section.left > 0) { y += 32; letter(pen, 20, 400, COLOUR.dim); pen.fillText(words.more(section.left), EDGE + 30, y); }
    y += 26;
    pen.fillStyle = COLOUR.line;
    pen.fillRect(EDGE, y, INNER, 1.5);
  }
  y += 48;
  letter(pen, 20, 400, COLOUR.dim);
  pen.fillText('前厅 Foyer', EDGE, y);
  return y + 36;
};

/** The brief as one long picture, in the letters of this device. */
export const drawBrief = async (brief: Brief, words: BriefWords, zone: string): Promise<Blob | undefined> => {
  const canvas = document.createElement('canvas');
  canvas.width = PICTURE_WIDTH;
  canvas.height = 10;
  const measure = canvas.getContext('2d');
  if (!measure) return undefined;
  canvas.height = Math.ceil(paint(measure, brief, words, zone));
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  pen.fillStyle = COLOUR.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  paint(pen, brief, words, zone);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
};

/** Puts a picture where it can be pasted from; browsers allow it only on https, and some not at all. */
export const copyPicture = async (blob: Blob): Promise<boolean> => {
  if (!window.isSecureContext || typeof ClipboardItem === 'undefined') return false;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    return true;
  } catch {
    return false;
  }
};

export const canCopyPicture = (): boolean => window.isSecureContext && typeof ClipboardItem !== 'undefined';
