import type { Instant } from '../../../platform/core/instant.ts';
import type { MonthFigure } from '../../../platform/core/month-book.ts';
import { refuse, ok, type Decision } from '../../../platform/core/refusal.ts';

/** A figure as it stood when the month was signed. */
export type KeptFigure = Pick<MonthFigure, 'key' | 'value' | 'part' | 'whole'>;
export type Paper = { readonly sheetHash: string; readonly pdfHash: string };
export type Addendum = Paper & { readonly nr: number; readonly at: Instant; readonly by: string; readonly text: string };

/** A month that was signed. What it says never changes; what was wrong in it is said in an addendum. */
export type MonthRecord = Paper & {
  readonly id: string; readonly siteId: string; readonly month: string; readonly number: string; readonly signedAt: Instant; readonly signedBy: string; readonly takenAt: Instant;
  readonly lines: number; readonly open: number; readonly openWord?: string; readonly comment?: string; readonly figures: readonly KeptFigure[]; readonly addenda: readonly Addendum[];
};

type Told = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };
export type MonthEvent =
  | (Told & Paper & { readonly type: 'MonthSigned'; readonly month: string; readonly number: string; readonly takenAt: Instant; readonly lines: number; readonly open: number; readonly openWord?: string; readonly comment?: string; readonly figures: readonly KeptFigure[] })
  | (Told & Paper & { readonly type: 'MonthAddendum'; readonly nr: number; readonly text: string });

/** `YB2611`: the month itself is the series, so that no number can be missing without a month missing. */
export const recordNumber = (month: string): string => `YB${month.slice(2, 4)}${month.slice(5)}`;

export const evolveMonth = (state: MonthRecord | undefined, event: MonthEvent, ids: { siteId: string; subject: string }): MonthRecord => {
  if (event.type === 'MonthSigned') {
    const { type: _type, at, recordedAt: _recordedAt, by, ...kept } = event;
    return { ...kept, id: ids.subject, siteId: ids.siteId, signedAt: at, signedBy: by, addenda: [] };
  }
  if (!state) throw new Error('A record begins with MonthSigned.');
  return { ...state, addenda: [...state.addenda, { nr: event.nr, at: event.at, by: event.by, text: event.text, sheetHash: event.sheetHash, pdfHash: event.pdfHash }] };
};

/** What is asked before a month is drawn up for signing: over, not signed yet, and open orders only by the manager’s word. */
export const mayClose = (input: { readonly isSigned: boolean; readonly month: string; readonly today: string; readonly open: number; readonly openWord: string | undefined }) => {
  if (input.isSigned) return refuse('month-signed-already');
  if (input.month >= input.today.slice(0, 7)) return refuse('month-not-over');
  if (input.open > 0 && !input.openWord) return refuse('open-needs-word', { open: input.open });
  return undefined;
};

export const signMonth = (state: MonthRecord | undefined, event: Omit<Extract<MonthEvent, { type: 'MonthSigned' }>, 'type'>): Decision<MonthEvent> => (state ? refuse('month-signed-already') : ok<MonthEvent>({ ...event, type: 'MonthSigned' }));

export const addAddendum = (state: MonthRecord | undefined, event: Omit<Extract<MonthEvent, { type: 'MonthAddendum' }>, 'type'>): Decision<MonthEvent> => {
  if (!state) return refuse('month-not-signed');
  // Its paper bears the number already; somebody else’s addendum came in between.
  if (event.nr !== state.addenda.length + 1) return refuse('changed-meanwhile');
  return ok<MonthEvent>({ ...event, type: 'MonthAddendum' });
};
