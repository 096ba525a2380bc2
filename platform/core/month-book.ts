import { z } from 'zod';

/** Counts and sums are whole numbers; money in cents; times in seconds. */
export const FIGURE_UNITS = ['count', 'percent', 'minutes', 'money'] as const;

const zWords = z.object({ zh: z.string(), en: z.string() });
export const zMonth = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);

/** One figure of a month with what it was made of and how it is counted, the same in every centre. */
export const zMonthFigure = z.object({
  key: z.string(), label: zWords, unit: z.enum(FIGURE_UNITS),
  /** Null: nothing to count from; never a zero. */
  value: z.number().nullable(),
  /** Part and whole of a share. */
  part: z.number().nullable(), whole: z.number().nullable(),
  definition: zWords, clause: z.string(), origin: z.enum(['plan', 'house']),
});
export type MonthFigure = z.output<typeof zMonthFigure>;

/** A short list of the month: what was commonest, what is still open, which copies are out. */
export const zMonthList = z.object({ key: z.string(), title: zWords, head: z.array(zWords), rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))), /** How many more there are than stand here. */ left: z.number() });
export type MonthList = z.output<typeof zMonthList>;

export type MonthFacts = { readonly figures: readonly MonthFigure[]; readonly lists: readonly MonthList[] };

/** The months one is compared with: the two before and the same of last year. */
export const comparedWith = (month: string): readonly string[] => [-1, -2, -12].map((step) => shiftMonth(month, step));
export const shiftMonth = (month: string, step: number): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + step, 1)).toISOString().slice(0, 7);

const rounded = (value: number): string => String(Math.round(value * 10) / 10);
/** A figure as it is read, with part and whole of a share beside it. */
export const figureText = (figure: Pick<MonthFigure, 'unit' | 'value' | 'part' | 'whole'>): string => {
  if (figure.value === null) return '—';
  switch (figure.unit) {
    case 'percent':
      return `${rounded(figure.value)}%（${figure.part ?? 0}/${figure.whole ?? 0}）`;
    case 'minutes':
      return rounded(figure.value);
    case 'money':
      return (figure.value / 100).toFixed(2);
    default:
      return String(figure.value);
  }
};
