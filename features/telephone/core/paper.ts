import type { Instant } from '../../../platform/core/instant.ts';
import { outOfOrder, type Disorder } from '../../../platform/core/pad.ts';

/** What a call or message keyed in from a numbered paper keeps of it (T-04): who wrote it, and its times as they stand there. */
export type Paper = {
  readonly number: string;
  readonly writtenBy: string;
  readonly keyedAt: Instant;
  readonly keyedBy: string;
  /** In the order in which such things happen; what the clocks go by is never before the step before. */
  readonly written: readonly { readonly step: PaperStep; readonly at: Instant }[];
  /** Pictures of the paper. */
  readonly scans: readonly string[];
  /** Who signed for a message. */
  readonly signedBy?: string | undefined;
};
export const PAPER_STEPS = ['started', 'taken', 'transferred', 'ended', 'passed', 'signed', 'calledBack'] as const;
export type PaperStep = (typeof PAPER_STEPS)[number];

export const paperDisorder = (paper: Paper): readonly Disorder[] => outOfOrder(paper.written.map((time) => ({ ...time, isPaper: true })));

/** Written times as the clocks may go by: none before the one before it. */
export const inCourse = (written: Paper['written']): ReadonlyMap<PaperStep, Instant> => {
  let latest = '';
  return new Map(written.map(({ step, at }) => [step, (latest = at > latest ? at : latest)]));
};
