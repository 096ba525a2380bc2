import type { RepairKind } from '../core/repair-order.ts';
import { MATERIAL_COLUMNS, type SlipFieldId } from './slip-fields.ts';
import { COLUMNS, type SlipRow } from './slip-forms.ts';
import type { Rect, SlipProfile } from './slip-paper.ts';

/** What stands where on one slip; the drawing only fills these rectangles, so nothing can run into its neighbour. */
export type SlipPart = Rect &
  (
    | { readonly part: 'band' | 'owner' | 'title' | 'number' | 'qr' | 'note' | 'complaints' | 'copies' }
    | { readonly part: 'strip'; readonly title: string }
    | { readonly part: 'field'; readonly field: SlipFieldId; readonly first: boolean; readonly lastRow: boolean }
    | { readonly part: 'material-head'; readonly column: number; readonly first: boolean; readonly lastRow: boolean }
    | { readonly part: 'material'; readonly column: number; readonly line: number; readonly first: boolean; readonly lastRow: boolean }
  );

/** The middle of the head holds the title; the sides are the owner and the number with its code. */
const TITLE_SHARE = 0.33;
const GAP = 1.5;

const rowsHeight = (rows: readonly SlipRow[]): number => rows.reduce((sum, row) => sum + row.height, 0);
const growOf = (row: SlipRow): number => ('grow' in row ? (row.grow ?? 0) : 0);

/** mm of the frame that the form of this kind needs at the least. */
export const leastHeight = (profile: SlipProfile, kind: RepairKind, note: boolean): number =>
  chrome(profile, note) + profile.form(kind).reduce((sum, block) => sum + rowsHeight(block.rows), 0);

const chrome = (profile: SlipProfile, note: boolean): number =>
  (profile.band > 0 ? profile.band + GAP : 0) + profile.head + GAP + (note ? profile.note : profile.complaints) + profile.copiesLine;

export const layoutSlip = (profile: SlipProfile, kind: RepairKind, frame: Rect, options: { note: boolean; qr: boolean }): SlipPart[] => {
  const parts: SlipPart[] = [];
  const blocks = profile.form(kind);
  const rows = blocks.flatMap((block) => block.rows);
  const shares = rows.reduce((sum, row) => sum + growOf(row), 0);
  const left = frame.h - leastHeight(profile, kind, options.note);
  const heightOf = (row: SlipRow): number => row.height + (shares > 0 && left > 0 ? (left * growOf(row)) / shares : 0);

  let y = frame.y;
  if (profile.band > 0) {
    parts.push({ part: 'band', x: frame.x, y, w: frame.w, h: profile.band });
    y += profile.band + GAP;
  }

  const title = frame.w * TITLE_SHARE;
  const side = (frame.w - title) / 2;
  const qr = options.qr ? profile.qr + 1 : 0;
  parts.push({ part: 'owner', x: frame.x, y, w: side, h: profile.head });
  parts.push({ part: 'title', x: frame.x + side, y, w: title, h: profile.head });
  parts.push({ part: 'number', x: frame.x + side + title, y, w: side - qr, h: profile.head });
  if (options.qr) parts.push({ part: 'qr', x: frame.x + frame.w - profile.qr, y: y + (profile.head - profile.qr) / 2, w: profile.qr, h: profile.qr });
  y += profile.head + GAP;

  const cellsX = frame.x + profile.strip;
  const unit = (frame.w - profile.strip) / COLUMNS;
  for (const block of blocks) {
    const top = y;
    let line = 0;
    for (const [index, row] of block.rows.entries()) {
      const h = heightOf(row);
      const lastRow = index === block.rows.length - 1;
      let x = cellsX;
      if ('cells' in row) {
        for (const [position, [field, span]] of row.cells.entries()) {
          parts.push({ part: 'field', field, x, y, w: span * unit, h, first: position === 0, lastRow });
          x += span * unit;
        }
      } else {
        for (const [column, { span }] of MATERIAL_COLUMNS.entries()) {
          const place = { x, y, w: span * unit, h, column, first: column === 0, lastRow };
          parts.push(row.materials === 'head' ? { part: 'material-head', ...place } : { part: 'material', line, ...place });
          x += span * unit;
        }
        if (row.materials === 'line') line += 1;
      }
      y += h;
    }
    parts.push({ part: 'strip', title: block.title, x: frame.x, y: top, w: profile.strip, h: y - top });
  }

  const foot = options.note ? profile.note : profile.complaints;
  parts.push({ part: options.note ? 'note' : 'complaints', x: frame.x, y, w: frame.w, h: foot });
  y += foot;
  parts.push({ part: 'copies', x: frame.x, y, w: frame.w, h: profile.copiesLine });
  return parts;
};

/** How many lines of material the form has; what is beyond is named in the last one. */
export const materialLines = (profile: SlipProfile, kind: RepairKind): number =>
  profile.form(kind).flatMap((block) => block.rows).filter((row) => 'materials' in row && row.materials === 'line').length;
