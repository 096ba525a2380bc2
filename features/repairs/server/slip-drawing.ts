import type { CopyColour } from '../../../platform/core/copy-look.ts';
import type { Pen, Rect } from '../../../platform/server/pdf-pen.ts';
import { COPY_NAMES, copyTitle, distributionLine, FAREWELL, USER_PROMISES, type CopyNames, type SlipContent, type SlipMaterial } from '../core/slip-content.ts';
import { pliesOf, type Ply } from '../core/repair-order.ts';
import { MATERIAL_COLUMNS, SLIP_FIELDS, type SlipField } from './slip-fields.ts';
import { materialLines, type SlipPart } from './slip-layout.ts';
import { SLIP_INK, type SlipProfile } from './slip-paper.ts';

export type SlipSheet = {
  readonly content: SlipContent;
  readonly profile: SlipProfile;
  /** Absent on paper that is printed through all plies at once. */
  readonly ply?: Ply;
  readonly colours: Readonly<Partial<Record<Ply, CopyColour>>>;
  readonly names: CopyNames;
  readonly dataOnly: boolean;
  /** 补单, 补打 n or 存档, in a frame beside the title. */
  readonly mark: string | undefined;
  readonly qr?: string;
  /** Labels of the fields that did not fit and end with 见系统. */
  readonly shortened: Set<string>;
};

const BAND_FILL: Readonly<Record<CopyColour, string>> = { white: '#FFFFFF', red: '#F2C4C6', blue: '#C3D8EC', yellow: '#F6E3A1', green: '#CBE3C8' };
const QUIET = '#6A726E';
const MORE = '…见系统';
/** mm between an edge and the letters. */
const PAD = 1.6;
/** mm from the upper edge of a cell to its label and to its value, where the label stands above. */
const LABEL_TOP = 1.2;
const VALUE_TOP = 4.5;
/** mm between a label and the value behind it. */
const LABEL_GAP = 2.2;
/** Cells up to this height (mm) hold one line and are centred; taller ones are filled from the top. */
const ONE_LINE = 12.5;
const HAN = 25.4 / 72;

const inset = (rect: Rect, by: number): Rect => ({ x: rect.x + by, y: rect.y, w: rect.w - 2 * by, h: rect.h });

const KIND_WORDS = { user: '用户报修', facility: '公共设施设备' } as const;
const COUNT_WORDS = ['', '', '', '一式三联', '一式四联'] as const;

export const tickSizes = (profile: SlipProfile): { box: number; word: number; gap: number } => ({
  box: profile.perCopy ? 2.7 : 3.3,
  word: profile.perCopy ? 9 : profile.label,
  gap: profile.perCopy ? 3.2 : 3,
});

/** mm that the boxes and their words take in one row. */
export const ticksWidth = (field: SlipField, profile: SlipProfile, width: (text: string, size: number) => number): number => {
  const { box, word, gap } = tickSizes(profile);
  const ticks = field.ticks ?? [];
  return ticks.reduce((sum, tick) => sum + box + 1 + width(tick.word, word), 0) + gap * (ticks.length - 1);
};

/** Where the value of a field stands in its cell: below the label or behind it. */
export const valueRect = (field: SlipField, rect: Rect, profile: SlipProfile, width: (text: string, size: number) => number): Rect => {
  const room = inset(rect, PAD);
  if (profile.stacked) return field.label === '' ? { ...room, y: rect.y + 1, h: rect.h - 2 } : { ...room, y: rect.y + VALUE_TOP, h: rect.h - VALUE_TOP - 0.6 };
  const label = field.label === '' ? 0 : width(field.label, profile.label) + LABEL_GAP;
  return { x: room.x + label, y: rect.y + 0.6, w: room.w - label, h: rect.h - 1.2 };
};

const drawField = (pen: Pen, sheet: SlipSheet, field: SlipField, rect: Rect): void => {
  const { profile, content } = sheet;
  const oneLine = rect.h <= ONE_LINE;
  /** Rows that have grown keep their label on the line of the first words. */
  const firstLine = Math.min(rect.h, profile.stacked ? rect.h : 8);
  if (!sheet.dataOnly && field.label !== '') {
    const at = profile.stacked ? { x: rect.x + PAD, y: rect.y + LABEL_TOP, w: rect.w - 2 * PAD, h: profile.label * HAN * 1.1 } : { ...inset(rect, PAD), h: oneLine ? rect.h : firstLine };
    pen.text(field.label, at, { sizes: [profile.label], ink: profile.labelInk, across: 'middle' });
  }
  const value = valueRect(field, rect, profile, pen.width);
  if (field.ticks) {
    const { box, word, gap } = tickSizes(profile);
    let x = value.x;
    for (const tick of field.ticks) {
      const square = { x, y: value.y + (value.h - box) / 2, w: box, h: box };
      if (!sheet.dataOnly) pen.box(square, { line: Math.max(0.5, profile.hairline), ink: SLIP_INK });
      if (tick.on(content)) pen.tick(square, 1.3, SLIP_INK);
      const width = pen.width(tick.word, word);
      if (!sheet.dataOnly) pen.text(tick.word, { x: x + box + 1, y: value.y, w: width + 1, h: value.h }, { sizes: [word], ink: SLIP_INK, across: 'middle' });
      x += box + 1 + width + gap;
    }
    return;
  }
  const text = field.text?.(content) ?? '';
  if (text === '') {
    // A laser prints the copies one after another, so a pen reaches only one of them.
    if (field.signature && sheet.ply && sheet.ply !== 'desk' && !sheet.dataOnly)
      pen.text(`签字见${sheet.names.desk || COPY_NAMES.desk}`, value, { sizes: [profile.small], ink: QUIET, across: 'middle' });
    return;
  }
  const sizes = field.strong ? profile.strong : profile.value;
  const size = sizes[0] ?? 10;
  const from = oneLine ? 0 : profile.stacked ? 1 : (firstLine - size * HAN) / 2 - 0.6;
  const whole = pen.text(text, { ...value, y: value.y + from, h: value.h - from }, { sizes, weight: field.strong ? 'medium' : 'regular', ink: SLIP_INK, across: oneLine ? 'middle' : 'top', more: MORE });
  if (!whole) sheet.shortened.add(field.label);
};

const isFigure = (key: keyof SlipMaterial): boolean => key === 'quantity' || key === 'price' || key === 'amount';

const drawMaterial = (pen: Pen, sheet: SlipSheet, column: number, line: number, rect: Rect): void => {
  const { materials, kind } = sheet.content;
  const lines = materialLines(sheet.profile, kind);
  const entry = MATERIAL_COLUMNS[column];
  if (!entry) return;
  const overflow = materials.length > lines && line === lines - 1;
  if (overflow) {
    sheet.shortened.add('材料');
    if (column === 0) pen.text(`另 ${materials.length - lines + 1} 项见系统`, inset(rect, PAD), { sizes: sheet.profile.value, ink: SLIP_INK, across: 'middle' });
    return;
  }
  const material: SlipMaterial | undefined = materials[line];
  const text = material?.[entry.key] ?? '';
  const whole = pen.text(text, inset(rect, PAD), { sizes: sheet.profile.value, ink: SLIP_INK, across: 'middle', align: isFigure(entry.key) ? 'right' : 'left', more: '…' });
  if (!whole) sheet.shortened.add(entry.label);
};

const drawStrip = (pen: Pen, sheet: SlipSheet, title: string, rect: Rect): void => {
  const { profile } = sheet;
  if (profile.tint) pen.box(rect, { fill: profile.tint });
  const letters = [...title];
  const size = profile.perCopy ? 8.5 : profile.label;
  const pitch = Math.min(size * HAN * 1.35, (rect.h - 0.6) / letters.length);
  const top = rect.y + (rect.h - pitch * letters.length) / 2;
  for (const [index, letter] of letters.entries())
    pen.text(letter, { x: rect.x, y: top + index * pitch, w: rect.w, h: pitch }, { sizes: [size], weight: 'medium', ink: SLIP_INK, align: 'centre', across: 'middle' });
};

const drawTitle = (pen: Pen, sheet: SlipSheet, rect: Rect): void => {
  const { profile, content } = sheet;
  const spacing = profile.title * 0.32;
  const height = profile.title * HAN;
  const sub = profile.perCopy ? profile.small + 1 : profile.small;
  const top = rect.y + (rect.h - height - sub * HAN - 2) / 2;
  if (!sheet.dataOnly) {
    pen.text('维修单', { ...rect, y: top, h: height }, { sizes: [profile.title], weight: 'medium', ink: SLIP_INK, align: 'centre', spacing });
    pen.text(KIND_WORDS[content.kind], { ...rect, y: top + height + 2, h: sub * HAN + 0.5 }, { sizes: [sub], ink: profile.labelInk, align: 'centre', spacing: 1.5 });
  }
  if (sheet.mark) {
    const words = sheet.mark;
    const size = profile.perCopy ? 9 : profile.label;
    const w = pen.width(words, size, 'medium') + 3;
    const box = { x: Math.min(rect.x + rect.w - w, rect.x + rect.w / 2 + height * 2.1), y: top + (height - 5.4) / 2, w, h: 5.4 };
    pen.box(box, { line: Math.max(0.8, profile.hairline), ink: SLIP_INK, radius: 0.8 });
    pen.text(words, box, { sizes: [size], weight: 'medium', ink: SLIP_INK, align: 'centre', across: 'middle' });
  }
};

const drawOwner = (pen: Pen, sheet: SlipSheet, rect: Rect): void => {
  const { profile, content } = sheet;
  if (sheet.dataOnly) return;
  const large = profile.perCopy ? [11, 10, 9, 8] : [12, 10.5];
  const small = [profile.perCopy ? 8.5 : profile.small];
  const half = rect.h / 2;
  pen.text(content.siteName ?? '', { x: rect.x, y: rect.y + half - 5.6, w: rect.w - 1, h: 5 }, { sizes: large, weight: 'medium', ink: SLIP_INK, across: 'middle' });
  pen.text(content.company ?? '', { x: rect.x, y: rect.y + half + 0.6, w: rect.w - 1, h: 4.6 }, { sizes: small, ink: profile.labelInk, across: 'middle' });
};

const drawNumber = (pen: Pen, sheet: SlipSheet, rect: Rect): void => {
  const { profile, content } = sheet;
  const half = rect.y + rect.h / 2;
  const width = rect.w - 1.5;
  const number = { x: rect.x, y: half - 6, w: width, h: 5.6 };
  const log = { x: rect.x, y: half + 0.6, w: width, h: 4.6 };
  const small = [profile.perCopy ? 8.5 : profile.small];
  if (content.number) pen.text(`${sheet.dataOnly ? '' : 'No. '}${content.number}`, number, { sizes: [profile.number, profile.number - 2, 10.5], weight: 'medium', ink: SLIP_INK, align: 'right', across: 'middle' });
  else if (!sheet.dataOnly) pen.text('No. ________________', number, { sizes: [10.5], ink: SLIP_INK, align: 'right', across: 'middle' });
  if (content.logNumber) pen.text(`${sheet.dataOnly ? '' : '报修记录 '}${content.logNumber}`, log, { sizes: small, ink: profile.labelInk, align: 'right', across: 'middle' });
  else if (!sheet.dataOnly) pen.text('报修记录 ____________', log, { sizes: small, ink: profile.labelInk, align: 'right', across: 'middle' });
};

const complaintsWords = (content: SlipContent): string => `投诉电话  ${content.complaintsPhone ?? '________________'}`;

/** What only the user's copy carries: where to complain (M-37), what was promised, the farewell (M-34). */
const drawNote = (pen: Pen, sheet: SlipSheet, rect: Rect): void => {
  const { profile, content } = sheet;
  const right = profile.stacked ? 56 : 48;
  const top = rect.y + (profile.stacked ? 2.6 : 1.4);
  const h = rect.y + rect.h - top;
  const left = { x: rect.x, y: top, w: rect.w - right - 5, h: h - 5 };
  pen.text(USER_PROMISES, left, { sizes: profile.stacked ? [8, 7.5, 7] : [7.5, 7], ink: profile.labelInk });
  pen.text(FAREWELL, { ...left, y: top + h - 5, h: 4.4 }, { sizes: [9.5, 9], weight: 'medium', ink: SLIP_INK, across: 'middle' });
  const panel = { x: rect.x + rect.w - right, y: top, w: right, h: h - 1 };
  if (profile.tint) pen.box(panel, { fill: profile.tint, radius: 1 });
  pen.text('投诉电话', { ...inset(panel, 3), y: panel.y + panel.h * 0.14, h: 4 }, { sizes: [profile.small + 1], ink: profile.labelInk });
  pen.text(content.complaintsPhone ?? '________________', { ...inset(panel, 3), y: panel.y + panel.h * 0.42, h: panel.h * 0.5 }, { sizes: profile.stacked ? [17, 15, 13, 11] : [14, 12, 10], weight: 'medium', ink: SLIP_INK });
};

const drawBand = (pen: Pen, sheet: SlipSheet, ply: Ply, rect: Rect): void => {
  const { profile, content } = sheet;
  const colour = sheet.colours[ply] ?? 'white';
  if (colour === 'white') pen.box(rect, { line: profile.hairline, ink: SLIP_INK });
  else pen.box(rect, { fill: BAND_FILL[colour] });
  const room = inset(rect, PAD + 1);
  pen.text(copyTitle(content.kind, ply, sheet.names), room, { sizes: [10], weight: 'medium', ink: SLIP_INK, across: 'middle' });
  pen.text(COUNT_WORDS[pliesOf(content.kind).length] ?? '', room, { sizes: [profile.small + 0.5], ink: SLIP_INK, across: 'middle', align: 'right' });
};

const drawLines = (pen: Pen, { profile }: SlipSheet, parts: readonly SlipPart[]): void => {
  const line = (x: number, y: number, toX: number, toY: number, width: number): void => pen.line({ x, y }, { x: toX, y: toY }, width, SLIP_INK);
  const strips = parts.filter((part) => part.part === 'strip');
  const rows = parts.filter((part) => part.part === 'field' || part.part === 'material-head' || part.part === 'material');
  for (const part of rows) {
    if (!part.first) line(part.x, part.y, part.x, part.y + part.h, profile.hairline);
    if (!part.lastRow) line(part.x, part.y + part.h, part.x + part.w, part.y + part.h, profile.hairline);
  }
  const right = Math.max(...rows.map((part) => part.x + part.w));
  for (const [index, strip] of strips.entries()) {
    line(strip.x, strip.y, right, strip.y, profile.rule);
    if (!profile.tint) line(strip.x + strip.w, strip.y, strip.x + strip.w, strip.y + strip.h, profile.hairline);
    if (index === strips.length - 1) line(strip.x, strip.y + strip.h, right, strip.y + strip.h, profile.rule);
  }
};

const drawComplaints = (pen: Pen, { profile, content }: SlipSheet, rect: Rect): void => {
  const look = { sizes: [profile.perCopy ? profile.small + 1 : profile.small], ink: SLIP_INK, across: 'middle' } as const;
  /** A little air under the rule. */
  const room = { ...rect, y: rect.y + 1, h: rect.h - 1 };
  const phone = rect.w * 0.45;
  pen.text(complaintsWords(content), { ...room, w: phone }, { ...look, weight: 'medium' });
  // One page through all plies is the user's copy too.
  if (content.kind === 'user' && !profile.perCopy) pen.text(FAREWELL, { ...room, x: rect.x + phone, w: rect.w - phone }, { ...look, align: 'right' });
};

/** What the print shop prints on ready-made stock: everything but the values. */
const drawForm = (pen: Pen, sheet: SlipSheet, part: SlipPart): void => {
  const { profile, content } = sheet;
  if (part.part === 'strip') drawStrip(pen, sheet, part.title, part);
  if (part.part === 'band' && sheet.ply) drawBand(pen, sheet, sheet.ply, part);
  if (part.part === 'material-head') {
    const column = MATERIAL_COLUMNS[part.column];
    if (column) pen.text(column.label, inset(part, PAD), { sizes: [profile.label], ink: profile.labelInk, across: 'middle', align: isFigure(column.key) ? 'right' : 'left' });
  }
  if (part.part === 'note') drawNote(pen, sheet, part);
  if (part.part === 'complaints') drawComplaints(pen, sheet, part);
  if (part.part === 'copies') pen.text(distributionLine(content.kind, sheet.colours, sheet.names), part, { sizes: [profile.small], ink: profile.labelInk, across: 'middle' });
};

/** One slip on the page that was added last. */
export const drawSlip = (pen: Pen, sheet: SlipSheet, parts: readonly SlipPart[]): void => {
  for (const part of parts) {
    if (part.part === 'field') drawField(pen, sheet, SLIP_FIELDS[part.field], part);
    else if (part.part === 'material') drawMaterial(pen, sheet, part.column, part.line, part);
    else if (part.part === 'title') drawTitle(pen, sheet, part);
    else if (part.part === 'owner') drawOwner(pen, sheet, part);
    else if (part.part === 'number') drawNumber(pen, sheet, part);
    else if (part.part === 'qr') pen.qr(sheet.qr ?? '', part, SLIP_INK);
    else if (!sheet.dataOnly) drawForm(pen, sheet, part);
  }
  // Lines last: the tint of the strips must not thin them.
  if (!sheet.dataOnly) drawLines(pen, sheet, parts);
};
