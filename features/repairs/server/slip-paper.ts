import type { RepairKind } from '../core/repair-order.ts';
import { fullForm, shortForm, tallForm, type SlipBlock } from './slip-forms.ts';

export const SLIP_PAPERS = ['a4', 'a4-two-up', 'a5', 'continuous-140', 'continuous-280'] as const;
export type SlipPaper = (typeof SLIP_PAPERS)[number];

/** A rectangle in mm from the upper left corner of the page. */
export type Rect = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

/** How a paper is printed. Lengths in mm, letters and lines in points. */
export type SlipProfile = {
  readonly page: { readonly w: number; readonly h: number };
  /** Where a slip stands on the page; more than one for two copies on a page. */
  readonly frames: readonly Rect[];
  readonly form: (kind: RepairKind) => readonly SlipBlock[];
  /** One page per copy with its name in a band of its colour, or one page through all plies. */
  readonly perCopy: boolean;
  /** The label above the value or before it. */
  readonly stacked: boolean;
  readonly label: number;
  /** Largest first; a long text takes the next smaller before it is cut. */
  readonly value: readonly number[];
  readonly strong: readonly number[];
  readonly title: number;
  readonly number: number;
  readonly small: number;
  readonly hairline: number;
  readonly rule: number;
  readonly labelInk: string;
  readonly tint?: string;
  readonly band: number;
  readonly head: number;
  readonly strip: number;
  readonly qr: number;
  /** Room on the user copy for the promises and the complaints number. */
  readonly note: number;
  readonly complaints: number;
  readonly copiesLine: number;
};

const INK = '#1C2321';
const laser = {
  perCopy: true, label: 7.5, value: [10, 9, 8], hairline: 0.3, rule: 0.9, labelInk: '#47504C', tint: '#F4F1EA', strip: 7,
} as const;
/** A pin strikes through up to four plies: nothing below 10.5 pt, no line below 0.75 pt, no grey (forms 4.0). */
const impact = {
  perCopy: false, stacked: false, label: 10.5, value: [10.5], strong: [12, 10.5], small: 10.5, hairline: 0.75, rule: 1.5, labelInk: INK, band: 0, strip: 7, note: 0,
} as const;

const A4 = { w: 210, h: 297 };
/** Half of A4, lying. */
const A5 = { w: 210, h: 148 };
const HALF = { form: (kind: RepairKind) => shortForm(kind, 6.7, true), stacked: false, strong: [11, 10, 9, 8], title: 16, number: 12, small: 7.5, band: 5, head: 16, qr: 14, note: 16, complaints: 6, copiesLine: 4.5 } as const;
/** 241 mm with the sprocket strips; what is printed stays within the middle 200 mm. */
const CONTINUOUS_X = (241 - 200) / 2;

export const PROFILES: Readonly<Record<SlipPaper, SlipProfile>> = {
  a4: {
    ...laser, page: A4, frames: [{ x: 10, y: 9, w: 190, h: 279 }], form: fullForm, stacked: true,
    strong: [11.5, 11, 10, 9, 8], title: 21, number: 14, small: 7.5, band: 6, head: 21, qr: 17.5, note: 22.5, complaints: 7, copiesLine: 5,
  },
  'a4-two-up': {
    ...laser, page: A4, ...HALF, frames: [{ x: 10, y: 5, w: 190, h: 139.5 }, { x: 10, y: 152.5, w: 190, h: 139.5 }],
  },
  a5: { ...laser, page: A5, ...HALF, frames: [{ x: 10, y: 4.25, w: 190, h: 139.5 }] },
  'continuous-140': {
    ...impact, page: { w: 241, h: 140 }, frames: [{ x: CONTINUOUS_X, y: 5, w: 200, h: 130 }], form: (kind) => shortForm(kind, 8, false),
    title: 18, number: 13, head: 17, qr: 16, complaints: 7, copiesLine: 5.5,
  },
  'continuous-280': {
    ...impact, page: { w: 241, h: 280 }, frames: [{ x: CONTINUOUS_X, y: 7, w: 200, h: 266 }], form: tallForm,
    title: 20, number: 14, head: 20, qr: 17, complaints: 8, copiesLine: 6,
  },
};
export const SLIP_INK = INK;
